package dev.hostedui.login;

import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.session.Authentication;
import dev.hostedui.identity.user.EmailAddress;
import dev.hostedui.identity.user.User;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** What has shown who somebody is, and is used up by the session that begins with it. */
interface Proof {

  /**
   * Who it turned out to be.
   *
   * @param with how it was shown
   * @param organization where it leads, or null when that is left to them
   */
  record Shown(User user, Authentication with, @Nullable OrganizationId organization) {}

  /** How it was shown, as {@code amr} writes it (RFC 8176 §2). */
  String method();

  /** What a browser remembers as the way its person last came in. */
  default String remembered(LoginAttempt attempt) {
    return attempt.means().wireName();
  }

  /**
   * The address of the account that it leads to, when that is known only now: a home realm of it
   * has to vouch instead. Empty when it was asked for the home realm already.
   */
  default Optional<EmailAddress> destination() {
    return Optional.empty();
  }

  /**
   * Refuses it where it lets nobody in any more, whoever it shows: before another mail is sent that
   * could not help.
   *
   * @throws dev.hostedui.identity.Problem when it does not
   */
  default void mustHold() {}

  /**
   * Uses it up, inside the change that begins the session.
   *
   * @return whose it is; an account may be made on first sight
   * @throws dev.hostedui.identity.Problem when it does not let anybody in; nothing has changed then
   */
  Shown use(Handle tx);

  /** Hears, when the change is done, that a session has begun with it. */
  default void succeeded() {}

  /** Hears that it has let nobody in. */
  default void refused(Problem problem) {}
}
