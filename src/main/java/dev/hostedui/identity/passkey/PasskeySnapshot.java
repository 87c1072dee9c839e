package dev.hostedui.identity.passkey;

import dev.hostedui.db.Columns;
import dev.hostedui.identity.UserId;
import dev.hostedui.identity.event.Snapshot;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** A passkey as events show it, without its key. */
final class PasskeySnapshot {
  private PasskeySnapshot() {}

  /** The passkey of that id, if it is the person's. */
  static Optional<Map<String, Object>> of(Handle tx, UserId user, PasskeyId id) {
    return tx.createQuery(
            """
            SELECT id, user_id, credential_id, name, sign_count, aaguid, attachment, transports, backup,
                   created_at, updated_at, last_used_at
              FROM passkeys WHERE id = :id AND user_id = :user
            """)
        .bind("id", id)
        .bind("user", user)
        .map(
            (row, context) ->
                new Snapshot()
                    .with("id", Columns.text(row, "id"))
                    .with("user_id", Columns.text(row, "user_id"))
                    .with("credential_id", Columns.text(row, "credential_id"))
                    .with("display_name", Columns.text(row, "name"))
                    .with("sign_count", row.getLong("sign_count"))
                    .with("aaguid", Columns.text(row, "aaguid"))
                    .with("attachment", Columns.text(row, "attachment"))
                    .with("transports", List.of(Columns.text(row, "transports").split(" ")))
                    .with("backup", Columns.text(row, "backup"))
                    .at("created_at", Columns.time(row, "created_at"))
                    .at("updated_at", Columns.time(row, "updated_at"))
                    .at("last_used_at", Columns.timeOrNull(row, "last_used_at"))
                    .values())
        .findOne();
  }
}
