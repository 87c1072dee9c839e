package dev.hostedui.identity.connection;

import dev.hostedui.db.Columns;
import dev.hostedui.db.Database;
import dev.hostedui.identity.Vault;
import dev.hostedui.identity.connection.ServiceProviderKey.KeyId;
import java.security.PrivateKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The rows of our keys for SAML, whose private halves are sealed. */
final class ServiceProviderKeyTable {

  private static final String ALL =
      "SELECT id, connection_id, certificate, current_from FROM service_provider_keys WHERE"
          + " connection_id = :connection ORDER BY current_from DESC, id DESC";

  private final Vault vault;

  ServiceProviderKeyTable(Vault vault) {
    this.vault = vault;
  }

  void insert(Handle tx, ServiceProviderKey key, PrivateKey privateKey, Instant ends, Instant now) {
    tx.createUpdate(
            """
            INSERT INTO service_provider_keys (id, connection_id, certificate, sealed_private_key, current_from, ends_at,
                                               created_at)
            VALUES (:id, :connection, :certificate, :private, :from, :ends, :now)
            """)
        .bind("id", key.id())
        .bind("connection", key.connection())
        .bind("certificate", key.certificate().base64())
        .bind(
            "private",
            vault.seal(
                place(key.id()), Base64.getEncoder().encodeToString(privateKey.getEncoded())))
        .bind("from", key.currentFrom())
        .bind("ends", ends)
        .bind("now", now)
        .execute();
  }

  /** All keys of a connection, the newest first. */
  static List<ServiceProviderKey> all(Handle handle, ConnectionId connection) {
    return handle
        .createQuery(ALL)
        .bind("connection", connection)
        .map((row, context) -> read(row))
        .list();
  }

  /** {@link #all(Handle, ConnectionId)} outside of a change, as each sign-in asks. */
  static List<ServiceProviderKey> all(Database database, ConnectionId connection) {
    return database.rows(ALL, ServiceProviderKeyTable::read, Map.of("connection", connection));
  }

  private static ServiceProviderKey read(ResultSet row) throws SQLException {
    return new ServiceProviderKey(
        new KeyId(Columns.text(row, "id")),
        new ConnectionId(Columns.text(row, "connection_id")),
        new IdpCertificate(Columns.text(row, "certificate")),
        Columns.time(row, "current_from"));
  }

  /** The private half of a key in its PKCS #8 form; empty when the key was forgotten. */
  Optional<byte[]> privateKey(Handle handle, KeyId id) {
    return handle
        .createQuery("SELECT sealed_private_key FROM service_provider_keys WHERE id = :id")
        .bind("id", id)
        .mapTo(String.class)
        .findOne()
        .map(it -> Base64.getDecoder().decode(vault.open(place(id), it)));
  }

  /** Connections whose newest key took its turn by then, the longest ago first. */
  static List<ConnectionId> newestFrom(Handle handle, Instant until, int most) {
    return handle
        .createQuery(
            """
            SELECT k.connection_id FROM service_provider_keys k WHERE k.current_from <= :until AND NOT EXISTS (
              SELECT 1 FROM service_provider_keys later
               WHERE later.connection_id = k.connection_id AND later.current_from > k.current_from)
             ORDER BY k.current_from LIMIT :most
            """)
        .bind("until", until)
        .bind("most", most)
        .mapTo(ConnectionId.class)
        .list();
  }

  static void setTurn(Handle tx, KeyId id, Instant from) {
    tx.createUpdate("UPDATE service_provider_keys SET current_from = :from WHERE id = :id")
        .bind("from", from)
        .bind("id", id)
        .execute();
  }

  static void deleteAll(Handle tx, ConnectionId connection) {
    tx.createUpdate("DELETE FROM service_provider_keys WHERE connection_id = :connection")
        .bind("connection", connection)
        .execute();
  }

  /** Forgets a bounded batch of keys whose successor took over by then. */
  static int forgetFormer(Handle tx, Instant before) {
    return tx.createUpdate(
            """
            DELETE FROM service_provider_keys WHERE id IN (
              SELECT k.id FROM service_provider_keys k JOIN service_provider_keys later
                  ON later.connection_id = k.connection_id AND later.current_from > k.current_from
               WHERE later.current_from <= :before LIMIT 100)
            """)
        .bind("before", before)
        .execute();
  }

  private static String place(KeyId id) {
    return "service_provider_keys:" + id.value() + ":sealed_private_key";
  }
}
