package dev.hostedui.login;

import dev.hostedui.identity.user.EmailAddress;
import java.util.Optional;

/**
 * Where the people of an email domain have to prove who they are, when not here (behaviour §4.2).
 */
@FunctionalInterface
public interface HomeRealm {

  /** The address that asks them; empty for those who sign in here. */
  Optional<String> of(EmailAddress email);
}
