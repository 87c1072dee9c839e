package dev.hostedui.portal.security;

import dev.hostedui.db.Columns;
import dev.hostedui.db.Database;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.SessionId;
import dev.hostedui.identity.UserId;
import dev.hostedui.web.Ago;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the Security page reads: a person's live sessions and nobody else's. To whom only the
 * identity provider of one organization has vouched for, there are those that it has vouched for.
 */
final class SecurityQueries {

  private static final Pattern POSITION = Pattern.compile("([0-9]{1,15})-(ses_[0-9a-z_]{1,40})");

  private static final String COLUMNS =
      """
      SELECT id, device_type, os, os_version, browser, browser_version, ip, city, region, country,
             created_at, last_active_at
        FROM sessions
      """;

  private static final String LIVE =
      """
       WHERE user_id = :user AND status = 'active' AND absolute_expires_at > :now
         AND (idle_expires_at IS NULL OR idle_expires_at > :now)
         AND (CAST(:onlyIn AS TEXT) IS NULL OR counts_only_in = :onlyIn)
      """;

  /**
   * Who asks.
   *
   * @param onlyIn the only organization whose sessions they may see, or null for all
   */
  record Asking(UserId user, SessionId current, @Nullable OrganizationId onlyIn) {}

  private final Database database;
  private final Clock clock;

  SecurityQueries(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  /** One live session of a person. */
  Optional<ListedSession> one(Asking asking, SessionId id) {
    var now = clock.instant();
    return database.read(
        handle ->
            handle
                .createQuery(COLUMNS + LIVE + " AND id = :id")
                .bind("id", id)
                .bind("user", asking.user)
                .bind("onlyIn", asking.onlyIn)
                .bind("now", now)
                .map((row, context) -> session(row, asking.current, now))
                .findOne());
  }

  /**
   * The other sessions after a position of the list, by latest activity.
   *
   * @param position where a page before ended, or empty for the first page
   * @throws Problem INVALID for a position that this list never gave out
   */
  List<ListedSession> others(Asking asking, String position, int limit) {
    var edge = POSITION.matcher(position);
    if (!position.isEmpty() && !edge.matches()) throw Problem.invalid("bad_page_token");
    var now = clock.instant();
    return database.read(
        handle ->
            handle
                .createQuery(
                    COLUMNS
                        + LIVE
                        + " AND id <> :current AND last_active_at <= :at AND (last_active_at < :at OR id < :id)"
                        + " ORDER BY last_active_at DESC, id DESC LIMIT :most")
                .bind("current", asking.current)
                .bind("user", asking.user)
                .bind("onlyIn", asking.onlyIn)
                .bind("now", now)
                .bind("at", position.isEmpty() ? Long.MAX_VALUE : Long.parseLong(edge.group(1)))
                .bind("id", position.isEmpty() ? "" : edge.group(2))
                .bind("most", limit)
                .map((row, context) -> session(row, asking.current, now))
                .list());
  }

  /** How many sessions there are beside the one that asks. */
  int countOthers(Asking asking) {
    return database.read(
        handle ->
            handle
                .createQuery("SELECT COUNT(*) FROM sessions" + LIVE + " AND id <> :current")
                .bind("current", asking.current)
                .bind("user", asking.user)
                .bind("onlyIn", asking.onlyIn)
                .bind("now", clock.instant())
                .mapTo(Integer.class)
                .one());
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
        place.isEmpty() ? null : place,
        Columns.text(row, "ip"),
        versioned(
            Columns.text(row, "os"), Columns.text(row, "os_version"), ListedSession.UNKNOWN_SYSTEM),
        versioned(
            Columns.text(row, "browser"),
            Columns.text(row, "browser_version"),
            ListedSession.UNKNOWN_BROWSER),
        Ago.of(Columns.time(row, "last_active_at"), now),
        Ago.of(Columns.time(row, "created_at"), now),
        id.equals(current.value()),
        row.getLong("last_active_at") + "-" + id);
  }

  private static String versioned(String name, String version, String unknown) {
    if (name.isEmpty()) return unknown;
    if (version.isEmpty()) return name;
    return version.matches("[0-9.]+") ? name + " (v" + version + ")" : name + " (" + version + ")";
  }
}
