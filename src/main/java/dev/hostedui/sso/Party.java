package dev.hostedui.sso;

import dev.hostedui.identity.connection.Connection;
import dev.hostedui.identity.connection.ConnectionId;
import dev.hostedui.identity.connection.ConnectionVersion;

/** A connection, and the version of its settings that its identity provider is talked to by. */
record Party(Connection connection, ConnectionVersion version) {

  ConnectionId id() {
    return connection.id();
  }
}
