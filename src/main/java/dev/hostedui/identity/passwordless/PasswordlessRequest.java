package dev.hostedui.identity.passwordless;

import dev.hostedui.identity.user.EmailAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * What an application had mailed to somebody to have their mailbox proven.
 *
 * @param clientId the application, which alone can ask for it
 * @param linkAddress where the link of the mail leads, in the app; null when the mail has none
 * @param state what the app wants to hear again when it is proven, or null
 * @param variables what the app fills into the mail, by the names that a template of the operator
 *     may have
 * @param lifetime how long a code and a link last
 * @param expiresAt when those of the newest mail end
 */
public record PasswordlessRequest(
    String id,
    String clientId,
    EmailAddress email,
    Template template,
    @Nullable String linkAddress,
    @Nullable String state,
    Map<String, String> variables,
    Duration lifetime,
    Instant expiresAt) {

  /** What the mail is about. */
  public enum Template {
    SIGNIN,
    SIGNUP
  }

  /** What the mail has. */
  public enum Type {
    OTP,
    LINK_OTP
  }

  public Type type() {
    return linkAddress == null ? Type.OTP : Type.LINK_OTP;
  }

  /** Writes the mail. */
  public interface Sender {
    /**
     * Sends a code, and a link where there is one.
     *
     * @param link whole, or null
     */
    void send(Handle tx, PasswordlessRequest request, String code, @Nullable String link);
  }
}
