package dev.hostedui.identity.session;

import dev.hostedui.db.Columns;
import dev.hostedui.identity.SessionId;
import dev.hostedui.identity.UserId;
import dev.hostedui.identity.event.Snapshot;
import dev.hostedui.identity.user.UserSnapshot;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** A session as events show it: the user, and the session (behaviour §1.12). */
final class SessionSnapshot {
  private SessionSnapshot() {}

  static Map<String, Object> of(Handle tx, SessionId id) {
    return find(tx, id).orElseThrow();
  }

  static Optional<Map<String, Object>> find(Handle tx, SessionId id) {
    return tx.createQuery("SELECT * FROM sessions WHERE id = :id")
        .bind("id", id)
        .map(
            (row, context) ->
                new Snapshot()
                    .with("user", UserSnapshot.of(tx, new UserId(Columns.text(row, "user_id"))))
                    .with("user_session", read(tx, row))
                    .values())
        .findOne();
  }

  private static Snapshot read(Handle tx, ResultSet row) throws SQLException {
    var status = Columns.text(row, "status");
    var ended = Columns.timeOrNull(row, "ended_at");
    var signedOut = status.equals(SessionStatus.LOGOUT.wireName());
    return new Snapshot()
        .with("session_id", Columns.text(row, "id"))
        .with("user_id", Columns.text(row, "user_id"))
        .with("organization_id", row.getString("organization_id"))
        .with(
            "authenticated_organizations",
            VoucherTable.of(tx, new SessionId(Columns.text(row, "id"))).stream()
                .map(it -> it.organization().value())
                .distinct()
                .toList())
        .with("authenticated_clients", clients(tx, Columns.text(row, "id")))
        .with("status", status.toUpperCase(Locale.ROOT))
        .with("authenticated_with", Columns.text(row, "authenticated_with"))
        .at("authenticated_at", Columns.time(row, "authenticated_at"))
        .at("created_at", Columns.time(row, "created_at"))
        .at("updated_at", ended == null ? Columns.time(row, "last_active_at") : ended)
        .at("last_active_at", Columns.time(row, "last_active_at"))
        .at("absolute_expires_at", Columns.time(row, "absolute_expires_at"))
        .at("idle_expires_at", Columns.timeOrNull(row, "idle_expires_at"))
        .at("expired_at", signedOut ? null : ended)
        .at("logout_at", signedOut ? ended : null)
        .with("device", device(row));
  }

  /** The applications that the session has signed its person in to, each in which organization. */
  private static List<Map<String, Object>> clients(Handle tx, String session) {
    return tx.createQuery(
            """
            SELECT DISTINCT a.client_id, g.organization_id FROM grants g JOIN applications a ON a.id = g.application_id
             WHERE g.session_id = :session AND g.redeemed_at IS NOT NULL ORDER BY a.client_id, g.organization_id
            """)
        .bind("session", session)
        .map(
            (row, context) ->
                new Snapshot()
                    .with("client_id", Columns.text(row, "client_id"))
                    .with("organization_id", Columns.text(row, "organization_id"))
                    .values())
        .list();
  }

  private static String capitalized(String word) {
    return word.isEmpty() ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1);
  }

  private static Snapshot device(ResultSet row) throws SQLException {
    return new Snapshot()
        .with("user_agent", Columns.text(row, "user_agent"))
        .with("os", Columns.text(row, "os"))
        .with("os_version", Columns.text(row, "os_version"))
        .with("browser", Columns.text(row, "browser"))
        .with("browser_version", Columns.text(row, "browser_version"))
        .with("device_type", capitalized(Columns.text(row, "device_type")))
        .with("ip", Columns.text(row, "ip"))
        .with(
            "location",
            new Snapshot()
                .with("city", row.getString("city"))
                .with("region", row.getString("country"))
                .with("region_subdivision", row.getString("region")));
  }
}
