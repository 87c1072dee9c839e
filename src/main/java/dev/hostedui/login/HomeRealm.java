package dev.hostedui.login;

import dev.hostedui.identity.user.EmailAddress;
import java.util.Optional;

/**
 * Where the people of an email domain have to prove who they are, when not here (behaviour §4.2).
 * It is asked before anything is sent to an address, and again after a passkey.
 */
@FunctionalInterface
public interface HomeRealm {

  /**
   * An identity provider that a customer has connected.
   *
   * @param id the connection's
   * @param departure our own page that sends people there; it gets the sign-in's id as {@code
   *     attempt}
   */
  record Connection(String id, String departure) {}

  /** The connection that has to vouch for them; empty for those who sign in here. */
  Optional<Connection> of(EmailAddress email);
}
