package dev.hostedui.identity.passkey;

import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.session.Device;
import dev.hostedui.identity.user.User;
import java.time.Instant;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * What a letter tells the owner of a passkey: that it was added or deleted.
 *
 * @param organization the one that its owner was in when that was done, or null
 * @param added whether it came, or went
 * @param passkey its name
 * @param device where that was done
 * @param until how long the owner can say that it was not them
 */
public record Notice(
    User user,
    @Nullable OrganizationId organization,
    boolean added,
    String passkey,
    Device device,
    Instant at,
    Instant until) {

  /** Writes the letter. */
  public interface Sender {
    /** Sends a notice with the token of its link, inside the change it tells of. */
    void send(Handle tx, Notice notice, String token);
  }
}
