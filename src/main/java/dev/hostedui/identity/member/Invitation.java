package dev.hostedui.identity.member;

import dev.hostedui.identity.organization.Organization;
import dev.hostedui.identity.user.User;
import java.time.Instant;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** What a mail tells an invited person. */
public record Invitation(
    Organization organization, User user, @Nullable String inviterEmail, Instant expiresAt) {

  /** Sends it, in the transaction that makes it: both happen or neither. */
  public interface Sender {
    void send(Handle tx, Invitation invitation, String token);

    /** The address at which an invitation is accepted, for whoever is handed it in another way. */
    String address(String token);

    /** Whether mails wait at the moment, because no mail can be sent. */
    boolean isHeldUp();
  }
}
