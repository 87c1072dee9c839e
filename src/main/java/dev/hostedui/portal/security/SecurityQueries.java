package dev.hostedui.portal.security;

import dev.hostedui.db.Columns;
import dev.hostedui.db.Database;
import dev.hostedui.identity.SessionId;
import dev.hostedui.identity.UserId;
import dev.hostedui.web.Ago;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the Security page reads: a person's live sessions and nobody else's. */
final class SecurityQueries {

  private static final int MOST_SHOWN = 100;

  private final Database database;
  private final Clock clock;

  SecurityQueries(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  List<ListedSession> sessions(UserId user, SessionId current) {
    var now = clock.instant();
    return database.read(
        handle ->
            handle
                .createQuery(
                    """
                SELECT id, device_type, os, os_version, browser, browser_version, ip, city, region, country,
                       created_at, last_active_at
                  FROM sessions
                 WHERE user_id = :user AND status = 'active' AND absolute_expires_at > :now
                   AND (idle_expires_at IS NULL OR idle_expires_at > :now)
                 ORDER BY CASE WHEN id = :current THEN 0 ELSE 1 END, last_active_at DESC, id DESC LIMIT :most
                """)
                .bind("current", current.value())
                .bind("user", user.value())
                .bind("now", now.toEpochMilli())
                .bind("most", MOST_SHOWN)
                .map((row, context) -> session(row, current, now))
                .list());
  }

  private static ListedSession session(ResultSet row, SessionId current, Instant now)
      throws SQLException {
    var place =
        Stream.of(Columns.text(row, "city"), Columns.text(row, "country"))
            .filter(part -> !part.isEmpty())
            .collect(Collectors.joining(", "));
    var icon =
        switch (Columns.text(row, "device_type")) {
          case "mobile" -> "smartphone";
          case "tablet" -> "tablet";
          case "desktop" -> "monitor";
          default -> "globe";
        };
    var id = Columns.text(row, "id");
    return new ListedSession(
        id,
        icon,
        place.isEmpty() ? "Unknown location" : place,
        Columns.text(row, "ip"),
        versioned(
            Columns.text(row, "os"), Columns.text(row, "os_version"), ListedSession.UNKNOWN_SYSTEM),
        versioned(
            Columns.text(row, "browser"),
            Columns.text(row, "browser_version"),
            ListedSession.UNKNOWN_BROWSER),
        Ago.of(Columns.time(row, "last_active_at"), now),
        Ago.of(Columns.time(row, "created_at"), now),
        id.equals(current.value()));
  }

  private static String versioned(String name, String version, String unknown) {
    if (name.isEmpty()) return unknown;
    if (version.isEmpty()) return name;
    return version.matches("[0-9.]+") ? name + " (v" + version + ")" : name + " (" + version + ")";
  }
}
