package dev.hostedui.identity.connection;

import dev.hostedui.identity.event.Snapshot;
import java.util.Map;

/** A connection as events show it. */
final class ConnectionSnapshot {
  private ConnectionSnapshot() {}

  static Snapshot of(Connection connection) {
    return new Snapshot()
        .with("id", connection.id().value())
        .with("organization_id", connection.organization().value())
        .with("connection_type", connection.protocol().name())
        .with("provider", connection.provider())
        .with("enabled", connection.enabled())
        .with("status", connection.status().name());
  }

  static Map<String, Object> values(Connection connection) {
    return of(connection).values();
  }

  /** With the version that an event is about. */
  static Map<String, Object> of(Connection connection, ConnectionVersion version) {
    return of(connection).with("version", version.number()).values();
  }
}
