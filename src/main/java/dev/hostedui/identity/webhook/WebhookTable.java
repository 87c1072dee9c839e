package dev.hostedui.identity.webhook;

import dev.hostedui.db.Columns;
import dev.hostedui.db.Direct;
import java.net.URI;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The rows of addresses. One that was deleted is kept until its deliveries are gone. */
final class WebhookTable {

  private static final String SELECT =
      "SELECT id, url, description, types, old_secret_until, disabled_at, failing_since,"
          + " resting_until, created_at, updated_at FROM webhooks WHERE deleted_at IS NULL";

  /** Asked with each event that is recorded. */
  private static final String ENABLED = SELECT + " AND disabled_at IS NULL ORDER BY id";

  private WebhookTable() {}

  static List<Webhook> all(Handle handle) {
    return handle.createQuery(SELECT + " ORDER BY id").map((row, context) -> read(row)).list();
  }

  static List<Webhook> enabled(Handle handle) {
    return Direct.rows(handle, ENABLED, WebhookTable::read);
  }

  static Optional<Webhook> find(Handle handle, WebhookId id) {
    return handle
        .createQuery(SELECT + " AND id = :id")
        .bind("id", id)
        .map((row, context) -> read(row))
        .findOne();
  }

  /** Holds an address until the transaction ends. */
  static void hold(Handle tx, WebhookId id) {
    tx.createUpdate("UPDATE webhooks SET updated_at = updated_at WHERE id = :id")
        .bind("id", id)
        .execute();
  }

  private static Webhook read(ResultSet row) throws SQLException {
    var types = Columns.text(row, "types");
    return new Webhook(
        new WebhookId(Columns.text(row, "id")),
        URI.create(Columns.text(row, "url")),
        Columns.text(row, "description"),
        types.isEmpty() ? List.of() : List.of(types.split(" ", -1)),
        Columns.timeOrNull(row, "old_secret_until"),
        Columns.timeOrNull(row, "disabled_at"),
        Columns.timeOrNull(row, "failing_since"),
        Columns.timeOrNull(row, "resting_until"),
        Columns.time(row, "created_at"),
        Columns.time(row, "updated_at"));
  }

  static void insert(Handle tx, Webhook webhook, String sealedSecret) {
    tx.createUpdate(
            """
            INSERT INTO webhooks (id, url, description, types, sealed_secret, created_at, updated_at)
            VALUES (:id, :url, :description, :types, :secret, :created, :created)
            """)
        .bind("id", webhook.id())
        .bind("url", webhook.url().toString())
        .bind("description", webhook.description())
        .bind("types", String.join(" ", webhook.types()))
        .bind("secret", sealedSecret)
        .bind("created", webhook.createdAt())
        .execute();
  }

  /** Writes what an operator has changed; with that it is called again at once. */
  static void update(Handle tx, Webhook webhook) {
    tx.createUpdate(
            """
            UPDATE webhooks SET url = :url, description = :description, types = :types, disabled_at = :disabled,
                   failing_since = :failing, resting_until = NULL, updated_at = :updated WHERE id = :id
            """)
        .bind("url", webhook.url().toString())
        .bind("description", webhook.description())
        .bind("types", String.join(" ", webhook.types()))
        .bind("disabled", webhook.disabledAt())
        .bind("failing", webhook.failingSince())
        .bind("updated", webhook.updatedAt())
        .bind("id", webhook.id())
        .execute();
  }

  /**
   * Notes that a try failed, unless the address is another one by now; whether it is the first
   * since one has succeeded.
   */
  static boolean beginsToFail(Handle tx, WebhookId id, URI url, Instant at) {
    return tx.createUpdate(
                "UPDATE webhooks SET failing_since = :at WHERE id = :id AND url = :url AND"
                    + " failing_since IS NULL")
            .bind("at", at)
            .bind("id", id)
            .bind("url", url.toString())
            .execute()
        == 1;
  }

  /**
   * Notes that a try succeeded, unless the address is another one by now; whether it is the first
   * since one has failed.
   */
  static boolean endsFailing(Handle tx, WebhookId id, URI url) {
    return tx.createUpdate(
                "UPDATE webhooks SET failing_since = NULL WHERE id = :id AND url = :url AND"
                    + " failing_since IS NOT NULL")
            .bind("id", id)
            .bind("url", url.toString())
            .execute()
        == 1;
  }

  /** Leaves an address alone for a time, unless it is another one by now. */
  static void rest(Handle tx, WebhookId id, URI url, Instant until) {
    tx.createUpdate(
            """
            UPDATE webhooks SET resting_until = :until
             WHERE id = :id AND url = :url AND (resting_until IS NULL OR resting_until < :until)
            """)
        .bind("until", until)
        .bind("id", id)
        .bind("url", url.toString())
        .execute();
  }

  /** Leaves an address alone no longer. */
  static void endRest(Handle tx, WebhookId id) {
    tx.createUpdate(
            "UPDATE webhooks SET resting_until = NULL WHERE id = :id AND resting_until IS NOT NULL")
        .bind("id", id)
        .execute();
  }

  static void rotate(Handle tx, WebhookId id, String sealed, Instant oldUntil, Instant now) {
    tx.createUpdate(
            """
            UPDATE webhooks SET sealed_old_secret = sealed_secret, sealed_secret = :sealed, old_secret_until = :until,
                   updated_at = :now WHERE id = :id
            """)
        .bind("sealed", sealed)
        .bind("until", oldUntil)
        .bind("now", now)
        .bind("id", id)
        .execute();
  }

  static void delete(Handle tx, WebhookId id, Instant now) {
    tx.createUpdate("UPDATE webhooks SET deleted_at = :now WHERE id = :id")
        .bind("now", now)
        .bind("id", id)
        .execute();
  }

  /** The secrets that sign now, sealed, the newest first. */
  static List<String> sealedSecrets(Handle handle, WebhookId id, Instant now) {
    return handle
        .createQuery(
            "SELECT sealed_secret, sealed_old_secret, old_secret_until FROM webhooks WHERE id = :id")
        .bind("id", id)
        .map(
            (row, context) -> {
              var until = Columns.timeOrNull(row, "old_secret_until");
              var both = until != null && now.isBefore(until);
              var newest = Columns.text(row, "sealed_secret");
              return both
                  ? List.of(newest, Columns.text(row, "sealed_old_secret"))
                  : List.of(newest);
            })
        .one();
  }
}
