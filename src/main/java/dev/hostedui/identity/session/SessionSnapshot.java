package dev.hostedui.identity.session;

import dev.hostedui.db.Columns;
import dev.hostedui.identity.SessionId;
import dev.hostedui.identity.UserId;
import dev.hostedui.identity.event.Snapshot;
import dev.hostedui.identity.user.UserSnapshot;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * A session as the API shows it, and as events do: there with its user, and in the letter case of
 * theirs.
 */
public final class SessionSnapshot {
  private SessionSnapshot() {}

  static Map<String, Object> of(Handle tx, SessionId id) {
    return find(tx, id).orElseThrow();
  }

  static Optional<Map<String, Object>> find(Handle tx, SessionId id) {
    return tx.createQuery(
            """
            SELECT id, user_id, organization_id, status, created_at, last_active_at, absolute_expires_at, idle_expires_at,
                   ended_at, authenticated_at, authenticated_with, user_agent, device_type, os, os_version, browser,
                   browser_version, ip, city, region, country, latitude, longitude
              FROM sessions WHERE id = :id
            """)
        .bind("id", id)
        .map(
            (row, context) ->
                new Snapshot()
                    .with("user", UserSnapshot.of(tx, new UserId(Columns.text(row, "user_id"))))
                    .with("user_session", ofEvent(tx, row))
                    .values())
        .findOne();
  }

  private static Snapshot ofEvent(Handle tx, ResultSet row) throws SQLException {
    var id = Columns.text(row, "id");
    var status = Columns.text(row, "status");
    var device = Device.read(row);
    var shown =
        shown(row, status)
            .with("status", status.toUpperCase(Locale.ROOT))
            .with("authenticated_with", Columns.text(row, "authenticated_with"))
            .at("authenticated_at", Columns.time(row, "authenticated_at"))
            .with(
                "device",
                device.shown().with("device_type", capitalized(device.userAgent().deviceType())));
    return SignedInto.of(tx, id).into(shown);
  }

  /**
   * A session, without what it has signed its person in to ({@link SignedInto}).
   *
   * @param row with the columns of the table, except those that prove who somebody is
   * @param status how it stands now, which may be later than its row says
   */
  public static Snapshot shown(ResultSet row, String status) throws SQLException {
    var ended = Columns.timeOrNull(row, "ended_at");
    var active = Columns.time(row, "last_active_at");
    var signedOut = status.equals(SessionStatus.LOGOUT.wireName());
    return new Snapshot()
        .with("session_id", Columns.text(row, "id"))
        .with("user_id", Columns.text(row, "user_id"))
        .with("organization_id", row.getString("organization_id"))
        .with("status", status)
        .at("created_at", Columns.time(row, "created_at"))
        .at("updated_at", ended != null && ended.isAfter(active) ? ended : active)
        .at("last_active_at", active)
        .at("absolute_expires_at", Columns.time(row, "absolute_expires_at"))
        .at("idle_expires_at", Columns.timeOrNull(row, "idle_expires_at"))
        .at("expired_at", signedOut ? null : ended)
        .at("logout_at", signedOut ? ended : null)
        .with("device", Device.read(row).shown());
  }

  private static String capitalized(String word) {
    return word.isEmpty() ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1);
  }
}
