package dev.hostedui.coffeedesk;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The provider's word that a sign-in ended there: one session, or all of a person when it names
 * none.
 *
 * @param id of the token, which is accepted once
 */
record LogoutNotice(String id, @Nullable String session, @Nullable String subject) {

  /** How old a token may be; for as long its id is remembered. */
  static final Duration MOST_AGE = Duration.ofMinutes(10);

  boolean means(SignedIn who) {
    return session != null ? session.equals(who.session()) : who.subject().equals(subject);
  }
}
