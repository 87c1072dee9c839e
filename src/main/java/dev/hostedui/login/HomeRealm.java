package dev.hostedui.login;

import dev.hostedui.identity.connection.ConnectionId;
import dev.hostedui.identity.connection.RoutedConnection;
import dev.hostedui.identity.user.EmailAddress;
import java.util.Optional;

/**
 * Where the people of an email domain have to prove who they are, when not here. It is asked before
 * anything is sent to an address, and again after a passkey.
 */
public interface HomeRealm {

  /** The connection that has to vouch for them; empty for those who sign in here. */
  Optional<RoutedConnection> of(EmailAddress email);

  /** A connection that people are sent to now, by its id. */
  Optional<RoutedConnection> named(ConnectionId connection);
}
