package dev.hostedui.identity.connection;

import dev.hostedui.db.Columns;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.connection.ConnectionVersion.State;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The rows of connections and of their versions. What may be done with them is not asked. */
final class ConnectionTable {

  private static final String CONNECTION =
      """
      SELECT id, organization_id, provider, protocol, status, enabled_at, first_enabled_at, switches, created_at, updated_at
        FROM connections \
      """;

  private static final String VERSION =
      """
      SELECT v.connection_id, v.number, v.state, v.settings, v.client_secret_hint, v.saved_by, v.saved_at, v.live_from,
             v.live_until, c.protocol
        FROM connection_versions v JOIN connections c ON c.id = v.connection_id \
      """;

  private ConnectionTable() {}

  // ------------------------------------------------------------------ connections

  static Connection find(Handle handle, OrganizationId organization, ConnectionId id) {
    return handle
        .createQuery(CONNECTION + "WHERE id = :id AND organization_id = :organization")
        .bind("id", id)
        .bind("organization", organization)
        .map((row, context) -> connection(row))
        .findOne()
        .orElseThrow(() -> Problem.notFound("connection_not_found"));
  }

  static Optional<Connection> find(Handle handle, ConnectionId id) {
    return handle
        .createQuery(CONNECTION + "WHERE id = :id")
        .bind("id", id)
        .map((row, context) -> connection(row))
        .findOne();
  }

  /** The connections of an organization in the order they were made. */
  static List<Connection> all(Handle handle, OrganizationId organization, int most) {
    return handle
        .createQuery(CONNECTION + "WHERE organization_id = :organization ORDER BY id LIMIT :most")
        .bind("organization", organization)
        .bind("most", most)
        .map((row, context) -> connection(row))
        .list();
  }

  /** The first thousand connections of all organizations, or of one. */
  static List<Connections.Listed> list(Handle handle, @Nullable OrganizationId organization) {
    var query =
        handle.createQuery(
            "SELECT c.id, c.organization_id, c.provider, c.protocol, c.status, c.enabled_at,"
                + " c.first_enabled_at, c.switches, c.created_at, c.updated_at, o.slug FROM"
                + " connections c JOIN organizations o ON o.id = c.organization_id "
                + (organization == null ? "" : "WHERE c.organization_id = :organization ")
                + "ORDER BY c.id LIMIT 1000");
    if (organization != null) query.bind("organization", organization);
    return query
        .map((row, context) -> new Connections.Listed(connection(row), row.getString("slug")))
        .list();
  }

  static void insert(Handle tx, Connection made, String baseUrl) {
    tx.createUpdate(
            """
            INSERT INTO connections (id, organization_id, provider, protocol, status, switches, base_url, created_at, updated_at)
            VALUES (:id, :organization, :provider, :protocol, :status, :switches, :base, :now, :now)
            """)
        .bind("id", made.id())
        .bind("organization", made.organization())
        .bind("provider", made.provider())
        .bind("protocol", made.protocol().name())
        .bind("base", baseUrl)
        .bind("status", made.status().name())
        .bind("switches", Switch.names(made.switches()))
        .bind("now", made.createdAt())
        .execute();
  }

  /** Writes everything of a connection that can change. */
  static void update(Handle tx, Connection changed) {
    tx.createUpdate(
            """
            UPDATE connections SET provider = :provider, protocol = :protocol, status = :status, enabled_at = :enabled,
                   first_enabled_at = :first, switches = :switches, updated_at = :now
             WHERE id = :id AND organization_id = :organization
            """)
        .bind("provider", changed.provider())
        .bind("protocol", changed.protocol().name())
        .bind("status", changed.status().name())
        .bind("enabled", changed.enabledAt())
        .bind("first", changed.firstEnabledAt())
        .bind("switches", Switch.names(changed.switches()))
        .bind("now", changed.updatedAt())
        .bind("id", changed.id())
        .bind("organization", changed.organization())
        .execute();
  }

  /** Holds a connection until the transaction ends; false when there is none. */
  static boolean hold(Handle tx, ConnectionId id) {
    return tx.createUpdate("UPDATE connections SET updated_at = updated_at WHERE id = :id")
            .bind("id", id)
            .execute()
        > 0;
  }

  static void delete(Handle tx, OrganizationId organization, ConnectionId id) {
    tx.createUpdate("DELETE FROM connections WHERE id = :id AND organization_id = :organization")
        .bind("id", id)
        .bind("organization", organization)
        .execute();
  }

  // ------------------------------------------------------------------ versions

  static Optional<ConnectionVersion> in(Handle handle, ConnectionId id, State state) {
    return handle
        .createQuery(
            VERSION
                + "WHERE v.connection_id = :id AND v.state = :state ORDER BY v.live_until DESC LIMIT"
                + " 1")
        .bind("id", id)
        .bind("state", state.stored())
        .map((row, context) -> version(row))
        .findOne();
  }

  /** The former versions of a connection, the one that was live last first. */
  static List<ConnectionVersion> former(Handle handle, ConnectionId id) {
    return handle
        .createQuery(
            VERSION
                + "WHERE v.connection_id = :id AND v.state = 'former' ORDER BY v.live_until DESC"
                + " LIMIT :kept")
        .bind("id", id)
        .bind("kept", ConnectionVersions.FORMER_KEPT)
        .map((row, context) -> version(row))
        .list();
  }

  static Optional<ConnectionVersion> version(Handle handle, ConnectionId id, int number) {
    return handle
        .createQuery(VERSION + "WHERE v.connection_id = :id AND v.number = :number")
        .bind("id", id)
        .bind("number", number)
        .map((row, context) -> version(row))
        .findOne();
  }

  static int nextNumber(Handle tx, ConnectionId id) {
    return tx.createQuery(
            "UPDATE connections SET version_sequence = version_sequence + 1 WHERE id = :id"
                + " RETURNING version_sequence")
        .bind("id", id)
        .mapTo(Integer.class)
        .one();
  }

  static void insert(Handle tx, ConnectionVersion made, @Nullable String sealedSecret) {
    tx.createUpdate(
            """
            INSERT INTO connection_versions (connection_id, number, state, settings, sealed_client_secret,
                                             client_secret_hint, saved_by, saved_at, live_from, certificates_end_at)
            VALUES (:connection, :number, :state, :settings, :secret, :hint, :by, :at, :from, :certificatesEnd)
            """)
        .bind("connection", made.connection())
        .bind("number", made.number())
        .bind("state", made.state().stored())
        .bind("settings", Json.write(made.settings()))
        .bind("secret", sealedSecret)
        .bind("hint", made.clientSecretHint())
        .bind("by", made.savedBy())
        .bind("at", made.savedAt())
        .bind("from", made.liveFrom())
        .bind("certificatesEnd", made.settings().certificatesEnd().orElse(null))
        .execute();
  }

  static Optional<String> sealedSecret(Handle handle, ConnectionId id, int number) {
    return handle
        .createQuery(
            "SELECT sealed_client_secret FROM connection_versions WHERE connection_id = :id AND"
                + " number = :number AND sealed_client_secret IS NOT NULL")
        .bind("id", id)
        .bind("number", number)
        .mapTo(String.class)
        .findOne();
  }

  /** Makes a version the live one or the draft; what was live until now is a former one then. */
  static void become(Handle tx, ConnectionId id, int number, State state, Instant now) {
    if (state == State.LIVE)
      tx.createUpdate(
              "UPDATE connection_versions SET state = 'former', live_until = :now WHERE"
                  + " connection_id = :id AND state = 'live'")
          .bind("now", now)
          .bind("id", id)
          .execute();
    tx.createUpdate(
            "UPDATE connection_versions SET state = :state, live_from = :from, live_until = NULL"
                + " WHERE connection_id = :id AND number = :number")
        .bind("state", state.stored())
        .bind("from", state == State.LIVE ? now : null)
        .bind("id", id)
        .bind("number", number)
        .execute();
  }

  static void deleteVersion(Handle tx, ConnectionId id, int number) {
    tx.createUpdate(
            "DELETE FROM connection_versions WHERE connection_id = :id AND number = :number")
        .bind("id", id)
        .bind("number", number)
        .execute();
  }

  static void deleteVersions(Handle tx, ConnectionId id) {
    tx.createUpdate("DELETE FROM connection_versions WHERE connection_id = :id")
        .bind("id", id)
        .execute();
  }

  /** Forgets the former versions of a connection but the newest. */
  static void forgetFormer(Handle tx, ConnectionId id, int kept) {
    tx.createUpdate(
            """
            DELETE FROM connection_versions WHERE connection_id = :id AND state = 'former' AND number NOT IN (
              SELECT number FROM connection_versions WHERE connection_id = :id AND state = 'former'
               ORDER BY live_until DESC LIMIT :kept)
            """)
        .bind("id", id)
        .bind("kept", kept)
        .execute();
  }

  // ------------------------------------------------------------------ reading rows

  static Connection connection(ResultSet row) throws SQLException {
    return new Connection(
        new ConnectionId(Columns.text(row, "id")),
        new OrganizationId(Columns.text(row, "organization_id")),
        Columns.text(row, "provider"),
        Protocol.valueOf(Columns.text(row, "protocol")),
        ConnectionStatus.valueOf(Columns.text(row, "status")),
        Columns.timeOrNull(row, "enabled_at"),
        Columns.timeOrNull(row, "first_enabled_at"),
        Switch.among(Columns.text(row, "switches")),
        Columns.time(row, "created_at"),
        Columns.time(row, "updated_at"));
  }

  static ConnectionVersion version(ResultSet row) throws SQLException {
    return version(
        row,
        Json.settings(
            Protocol.valueOf(Columns.text(row, "protocol")), Columns.text(row, "settings")));
  }

  /** A version whose settings were read already. */
  static ConnectionVersion version(ResultSet row, ConnectionSettings settings) throws SQLException {
    return new ConnectionVersion(
        new ConnectionId(Columns.text(row, "connection_id")),
        row.getInt("number"),
        State.stored(Columns.text(row, "state")),
        settings,
        row.getString("client_secret_hint"),
        row.getString("saved_by"),
        Columns.time(row, "saved_at"),
        Columns.timeOrNull(row, "live_from"),
        Columns.timeOrNull(row, "live_until"));
  }
}
