package dev.hostedui.api;

import dev.hostedui.db.Columns;
import dev.hostedui.db.ListParameter;
import dev.hostedui.identity.SessionId;
import dev.hostedui.identity.UserId;
import dev.hostedui.identity.event.Snapshot;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/** Sessions as the API shows them (behaviour §1.12). */
final class SessionReading {
  private SessionReading() {}

  /**
   * Which sessions are meant.
   *
   * @param statuses how they may stand; empty for anyhow
   */
  record Filter(Set<String> statuses, Instant from, Instant before) {
    private ListParameter list() {
      return ListParameter.of("status", statuses.stream().sorted().toList());
    }
  }

  /** A session in a list. */
  record Listed(long position, Map<String, Object> json) {}

  /** One past its time is over, also before the job that ends such sessions has seen it. */
  private static final String STATUS =
      """
      CASE WHEN s.status = 'active' AND (s.absolute_expires_at <= :now OR s.idle_expires_at <= :now)
           THEN 'expired' ELSE s.status END
      """;

  private static final String SELECT =
      "SELECT s.id, s.user_id, s.organization_id, "
          + STATUS
          + """
             AS status_now, s.created_at, s.last_active_at, s.absolute_expires_at, s.idle_expires_at,
                   s.ended_at, s.user_agent, s.device_type, s.os, s.os_version, s.browser, s.browser_version, s.ip,
                   s.city, s.region, s.country,
                   (SELECT string_agg(v.organization_id, ' ') FROM session_vouchers v WHERE v.session_id = s.id) AS vouched,
                   (SELECT string_agg(a.client_id || ' ' || g.organization_id, ',')
                      FROM grants g JOIN applications a ON a.id = g.application_id WHERE g.session_id = s.id) AS clients
              FROM sessions s
            """;

  static Optional<Map<String, Object>> find(Handle handle, SessionId id, Instant now) {
    return handle
        .createQuery(SELECT + " WHERE s.id = :id")
        .bind("id", id)
        .bind("now", now)
        .map((row, context) -> json(row))
        .findOne();
  }

  static List<Listed> list(Handle handle, UserId user, Filter filter, Pages pages, Instant now) {
    // the newest first: what follows in the list has a smaller id
    var position = pages.position() == 0 ? 999_999_999_999_999_999L : pages.position();
    var query =
        handle
            .createQuery(
                SELECT
                    + where(filter)
                    + " AND s.id "
                    + (pages.backwards() ? ">" : "<")
                    + " :edge ORDER BY s.id "
                    + (pages.backwards() ? "ASC" : "DESC")
                    + " LIMIT :limit")
            .bind("user", user)
            .bind("from", filter.from)
            .bind("before", filter.before)
            .bind("now", now)
            .bind("edge", SessionId.PREFIX + "%018d".formatted(position))
            .bind("limit", pages.limit());
    if (!filter.statuses.isEmpty()) filter.list().into(query);
    return query
        .map((row, context) -> new Listed(number(Columns.text(row, "id")), json(row)))
        .list();
  }

  static long count(Handle handle, UserId user, Filter filter, Instant now) {
    var query =
        handle
            .createQuery("SELECT COUNT(*) FROM sessions s" + where(filter))
            .bind("user", user)
            .bind("from", filter.from)
            .bind("before", filter.before);
    if (!filter.statuses.isEmpty()) filter.list().into(query).bind("now", now);
    return query.mapTo(Long.class).one();
  }

  private static String where(Filter filter) {
    return " WHERE s.user_id = :user AND s.created_at >= :from AND s.created_at < :before"
        + (filter.statuses.isEmpty() ? "" : " AND " + STATUS + " IN " + filter.list().places());
  }

  static List<SessionId> living(Handle handle, UserId user, Instant now) {
    return handle
        .createQuery(
            """
            SELECT id FROM sessions WHERE user_id = :user AND status = 'active' AND absolute_expires_at > :now
               AND (idle_expires_at IS NULL OR idle_expires_at > :now) ORDER BY id
            """)
        .bind("user", user)
        .bind("now", now)
        .mapTo(SessionId.class)
        .list();
  }

  private static long number(String id) {
    return Long.parseLong(id.substring(SessionId.PREFIX.length()));
  }

  private static Map<String, Object> json(ResultSet row) throws SQLException {
    var status = Columns.text(row, "status_now");
    var ended = Columns.timeOrNull(row, "ended_at");
    var active = Columns.time(row, "last_active_at");
    var signedOut = status.equals("logout");
    return new Snapshot()
        .with("session_id", Columns.text(row, "id"))
        .with("user_id", Columns.text(row, "user_id"))
        .with("organization_id", row.getString("organization_id"))
        .with("authenticated_organizations", words(Columns.text(row, "vouched"), " "))
        .with(
            "authenticated_clients",
            words(Columns.text(row, "clients"), ",").stream()
                .map(it -> it.split(" ", 2))
                .map(it -> Map.of("client_id", it[0], "organization_id", it[1]))
                .toList())
        .with("status", status)
        .at("created_at", Columns.time(row, "created_at"))
        .at("updated_at", ended != null && ended.isAfter(active) ? ended : active)
        .at("last_active_at", active)
        .at("absolute_expires_at", Columns.time(row, "absolute_expires_at"))
        .at("idle_expires_at", Columns.timeOrNull(row, "idle_expires_at"))
        .at("expired_at", signedOut ? null : ended)
        .at("logout_at", signedOut ? ended : null)
        .with("device", device(row))
        .values();
  }

  private static List<String> words(String joined, String between) {
    return joined.isEmpty()
        ? List.of()
        : List.of(joined.split(between, -1)).stream().distinct().toList();
  }

  private static Snapshot device(ResultSet row) throws SQLException {
    return new Snapshot()
        .with("user_agent", Columns.text(row, "user_agent"))
        .with("os", Columns.text(row, "os"))
        .with("os_version", Columns.text(row, "os_version"))
        .with("browser", Columns.text(row, "browser"))
        .with("browser_version", Columns.text(row, "browser_version"))
        .with("device_type", Columns.text(row, "device_type"))
        .with("ip", Columns.text(row, "ip"))
        .with(
            "location",
            new Snapshot()
                .with("city", row.getString("city"))
                .with("region", row.getString("country"))
                .with("region_subdivision", row.getString("region")));
  }
}
