package dev.hostedui.api;

import dev.hostedui.db.Columns;
import dev.hostedui.db.ListParameter;
import dev.hostedui.identity.SessionId;
import dev.hostedui.identity.UserId;
import dev.hostedui.identity.event.Snapshot;
import dev.hostedui.identity.session.SessionSnapshot;
import dev.hostedui.identity.session.SignedInto;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/** Sessions as the API shows them. */
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
                 s.city, s.region, s.country, s.latitude, s.longitude
            FROM sessions s
          """;

  static Optional<Map<String, Object>> find(Handle handle, SessionId id, Instant now) {
    return handle
        .createQuery(SELECT + " WHERE s.id = :id")
        .bind("id", id)
        .bind("now", now)
        .map((row, context) -> shown(row))
        .findOne()
        .map(it -> signedInto(handle, List.of(it)).get(0).json());
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
    return signedInto(handle, query.map((row, context) -> shown(row)).list());
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

  /** One without what it has signed its person in to. */
  private record Shown(String id, Snapshot json) {}

  private static Shown shown(ResultSet row) throws SQLException {
    return new Shown(
        Columns.text(row, "id"), SessionSnapshot.shown(row, Columns.text(row, "status_now")));
  }

  private static List<Listed> signedInto(Handle handle, List<Shown> sessions) {
    var into = SignedInto.of(handle, sessions.stream().map(Shown::id).toList());
    return sessions.stream()
        .map(
            it ->
                new Listed(
                    number(it.id), Objects.requireNonNull(into.get(it.id)).into(it.json).values()))
        .toList();
  }

  private static long number(String id) {
    return Long.parseLong(id.substring(SessionId.PREFIX.length()));
  }
}
