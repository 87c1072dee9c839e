package dev.hostedui.identity.directory;

import dev.hostedui.db.Columns;
import dev.hostedui.db.Database;
import dev.hostedui.identity.Feature;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Permission;
import dev.hostedui.identity.member.Provisioning;
import dev.hostedui.identity.organization.Organizations;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Watches whether directories still speak, and whether what they say can be done.
 *
 * <p>Directories differ: Entra ID calls every 40 minutes whether anything has changed or not, Okta
 * only when something has. So a directory is called silent by its own measure: when it has not
 * called for three times its usual gap, and for at least a day. Its usual gap is the second longest
 * between two hours with calls in the thirty days before its last one: the longest may have been an
 * outage, and a weekend comes again. While fewer than four such hours are known, a week is the
 * measure.
 *
 * <p>It is called failing when every change that it sent in a day or longer was refused. One person
 * whom it cannot provision makes no failing directory, unless there was nothing else to do; and
 * what was refused because nobody listened says nothing of the directory.
 */
public final class DirectoryWatch {

  static final Duration AT_LEAST = Duration.ofHours(24);
  static final Duration WHEN_UNKNOWN = Duration.ofDays(7);
  static final int GAPS = 3;

  /** So many refused changes are a pattern. */
  static final int FAILURES = 3;

  private static final Duration KNOWN = Duration.ofDays(30);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration LOOK = Duration.ofHours(1);
  private static final int BATCH = 50;
  private static final int MOST_MANAGERS = 50;

  private final Database database;
  private final DirectoryTokens tokens;
  private final DirectoryRequests requests;
  private final Provisioning members;
  private final DirectoryNews news;
  private final Clock clock;

  public DirectoryWatch(
      Database database,
      DirectoryTokens tokens,
      DirectoryRequests requests,
      Provisioning members,
      DirectoryNews news,
      Clock clock) {
    this.database = database;
    this.tokens = tokens;
    this.requests = requests;
    this.members = members;
    this.news = news;
    this.clock = clock;
  }

  // ------------------------------------------------------------------ health

  /**
   * How well a directory works.
   *
   * @throws dev.hostedui.identity.Problem NOT_FOUND, for another organization's directory too
   */
  public DirectoryHealth health(OrganizationId organization, DirectoryId id) {
    var now = clock.instant();
    var health =
        database.read(
            handle -> {
              var directory = DirectoryTable.find(handle, organization, id);
              var gap = usualGap(handle, directory).orElse(null);
              var counted = counted(handle, id, now.minus(AT_LEAST));
              return new DirectoryHealth(
                  directory.lastContactAt(),
                  gap,
                  isSilent(directory, gap, now) ? directory.lastContactAt() : null,
                  directory.enabled() ? failingSince(handle, id, now).orElse(null) : null,
                  counted.calls,
                  counted.failures,
                  null,
                  null,
                  null);
            });
    return new DirectoryHealth(
        health.lastContact(),
        health.usualGap(),
        health.silentSince(),
        health.failingSince(),
        health.calls(),
        health.failures(),
        cause(organization, id, now).orElse(null),
        tokenEnds(organization, id, now).orElse(null),
        requests.lastUnauthorized(organization, id).orElse(null));
  }

  private record Counted(long calls, long failures) {}

  private static Counted counted(Handle handle, DirectoryId id, Instant since) {
    return handle
        .createQuery(
            """
            SELECT COALESCE(SUM(calls), 0) AS calls, COALESCE(SUM(failures), 0) AS failures
              FROM directory_hours WHERE directory_id = :directory AND begins_at > :since
            """)
        .bind("directory", id)
        .bind("since", since)
        .map((row, context) -> new Counted(row.getLong("calls"), row.getLong("failures")))
        .one();
  }

  private record Refusal(
      String id, String cause, @Nullable String scimType, @Nullable String detail) {

    /**
     * What those have in common that were refused for the same. A code of our own says it; one of
     * the protocol is given for many things, of which only the detail tells, without what was sent.
     */
    List<String> kind() {
      var words = detail == null ? "" : detail;
      return cause.equals(scimType) || cause.startsWith("status_")
          ? List.of(cause, words.replaceAll("\".*\"", ""))
          : List.of(cause);
    }
  }

  private Optional<DirectoryHealth.Cause> cause(
      OrganizationId organization, DirectoryId id, Instant now) {
    var refused =
        database.read(
            handle ->
                handle
                    .createQuery(
                        """
                        SELECT id, cause, scim_type, detail FROM directory_requests
                         WHERE directory_id = :directory AND outcome = 'FAILURE' AND status <> 401 AND at > :since\
                        """
                            + NOT_REPLAYED
                            + " ORDER BY at DESC, id DESC LIMIT 1000")
                    .bind("directory", id)
                    .bind("since", now.minus(AT_LEAST))
                    .mapTo(Refusal.class)
                    .list());
    var kinds = new LinkedHashMap<List<String>, List<Refusal>>();
    for (var it : refused) kinds.computeIfAbsent(it.kind(), any -> new ArrayList<>()).add(it);
    // of kinds that are as many, the one that came last, which is met first
    var most =
        kinds.values().stream()
            .reduce((first, second) -> second.size() > first.size() ? second : first);
    return most.flatMap(
        all -> {
          var last = all.get(0);
          var alike = all.stream().allMatch(it -> Objects.equals(it.detail, last.detail));
          return requests
              .find(organization, id, last.id)
              .map(it -> new DirectoryHealth.Cause(last.cause, all.size(), alike, it));
        });
  }

  /** When the last good token ends, if somebody should make another one. */
  private Optional<Instant> tokenEnds(OrganizationId organization, DirectoryId id, Instant now) {
    var ends =
        tokens.of(organization, id).stream()
            .map(DirectoryToken::goodUntil)
            .max(Comparator.naturalOrder());
    return ends.filter(it -> it.isBefore(now.plus(DirectoryHealth.SOON)));
  }

  // ------------------------------------------------------------------ silence

  /** Whether an enabled directory has called once, and not for too long. */
  public boolean isSilent(Directory directory) {
    var now = clock.instant();
    var last = directory.lastContactAt();
    // most have called today, of which nothing has to be read
    if (!directory.enabled()
        || last == null
        || Duration.between(last, now).compareTo(AT_LEAST) <= 0) return false;
    return database.read(
        handle -> isSilent(directory, usualGap(handle, directory).orElse(null), now));
  }

  private static boolean isSilent(Directory directory, @Nullable Duration gap, Instant now) {
    var last = directory.lastContactAt();
    return directory.enabled()
        && last != null
        && Duration.between(last, now).compareTo(patience(gap)) > 0;
  }

  /** How long a directory may be silent before somebody is told. */
  static Duration patience(@Nullable Duration gap) {
    if (gap == null) return WHEN_UNKNOWN;
    var long_ = gap.multipliedBy(GAPS);
    return long_.compareTo(AT_LEAST) > 0 ? long_ : AT_LEAST;
  }

  private static Optional<Duration> usualGap(Handle handle, Directory directory) {
    var last = directory.lastContactAt();
    if (last == null) return Optional.empty();
    var hours =
        handle
            .createQuery(
                """
                SELECT begins_at FROM directory_hours
                 WHERE directory_id = :directory AND begins_at > :since AND begins_at <= :last ORDER BY begins_at
                """)
            .bind("directory", directory.id())
            .bind("since", last.minus(KNOWN))
            .bind("last", last)
            .mapTo(Instant.class)
            .list();
    return usualGap(hours);
  }

  /** The second longest gap between hours, which are given in their order. */
  static Optional<Duration> usualGap(List<Instant> hours) {
    if (hours.size() < 4) return Optional.empty();
    var gaps = new ArrayList<Duration>();
    for (var i = 1; i < hours.size(); i++)
      gaps.add(Duration.between(hours.get(i - 1), hours.get(i)));
    gaps.sort(Comparator.reverseOrder());
    var second = gaps.get(1);
    return Optional.of(second.compareTo(HOUR) < 0 ? HOUR : second);
  }

  // ------------------------------------------------------------------ failing

  /** What an admin sent again does not tell how the directory does. */
  private static final String NOT_REPLAYED =
      " AND COALESCE(remarks, '') NOT LIKE '%\"code\":\"" + Remark.REPLAYED + "\"%'";

  /** Asking with POST is no change (RFC 7644 §3.4.3). */
  private static final String CHANGES = " AND path NOT LIKE '%/.search%'" + NOT_REPLAYED;

  /**
   * A bulk request that was read has worked whatever became of those in it, which are told of by
   * themselves (RFC 7644 §3.7).
   */
  private static final String WORKED = CHANGES + " AND path NOT LIKE '/Bulk%'";

  /** What happened to somebody on the way does not tell that the poll came to its end. */
  private static final String READ_TO_THE_END = WORKED + " AND path = '/'";

  private static Optional<Instant> failingSince(Handle handle, DirectoryId id, Instant now) {
    record Refused(@Nullable Instant first, @Nullable Instant last, long times) {}
    // one that we read is told of as a POLL
    var worked =
        List.of("POST", "PUT", "PATCH", "DELETE", "POLL").stream()
            .flatMap(
                method ->
                    handle
                        .createQuery(
                            "SELECT at FROM directory_requests WHERE directory_id = :directory AND"
                                + " method = :method AND outcome = 'SUCCESS'"
                                + (method.equals("POLL") ? READ_TO_THE_END : WORKED)
                                + " ORDER BY at DESC LIMIT 1")
                        .bind("directory", id)
                        .bind("method", method)
                        .mapTo(Instant.class)
                        .stream())
            .max(Comparator.naturalOrder())
            .orElse(Instant.EPOCH);
    var refused =
        handle
            .createQuery(
                """
                SELECT MIN(at) AS first, MAX(at) AS last, COUNT(*) AS times FROM directory_requests
                 WHERE directory_id = :directory AND outcome = 'FAILURE' AND status <> 401 AND method <> 'GET' AND at > :worked
                   AND COALESCE(cause, '') NOT IN ('feature_off', 'directory_disabled')\
                """
                    + CHANGES)
            .bind("directory", id)
            .bind("worked", worked)
            .map(
                (row, context) ->
                    new Refused(
                        Columns.timeOrNull(row, "first"),
                        Columns.timeOrNull(row, "last"),
                        row.getLong("times")))
            .one();
    var dayAgo = now.minus(AT_LEAST);
    return refused.times >= FAILURES
            && refused.first != null
            && refused.last != null
            && !refused.first.isAfter(dayAgo)
            && refused.last.isAfter(dayAgo)
        ? Optional.of(refused.first)
        : Optional.empty();
  }

  // ------------------------------------------------------------------ mail

  private record Watched(@Nullable Instant silentSince, @Nullable Instant failingSince) {}

  /**
   * Looks after directories that nobody has looked after for an hour, and mails those who manage
   * them when one is silent or failing; once, until it is well again. A bounded batch; a job of the
   * timetable.
   *
   * @return how many were looked after
   */
  public int lookAfter() {
    var now = clock.instant();
    var due =
        database.read(
            handle ->
                handle
                    .createQuery(
                        """
                        SELECT d.id FROM directories d JOIN organizations o ON o.id = d.organization_id
                          LEFT JOIN directory_watches w ON w.directory_id = d.id
                         WHERE d.enabled_at IS NOT NULL AND d.last_contact_at IS NOT NULL
                           AND (w.looked_at IS NULL OR w.looked_at <= :before)
                           AND %s
                         LIMIT :batch
                        """
                            .formatted(Feature.DIR_SYNC.isOn("o")))
                    .bind("before", now.minus(LOOK))
                    .bind("batch", BATCH)
                    .mapTo(DirectoryId.class)
                    .list());
    for (var id : due) lookAfter(id, now);
    return due.size();
  }

  private void lookAfter(DirectoryId id, Instant now) {
    database.useTransaction(
        tx -> {
          var directory = DirectoryTable.find(tx, id).orElse(null);
          var before = directory == null ? null : hold(tx, id, now).orElse(null);
          if (directory == null || before == null) return;
          var gap = usualGap(tx, directory).orElse(null);
          var last = directory.lastContactAt();
          var silent = isSilent(directory, gap, now) ? last : null;
          var failing = failingSince(tx, id, now).orElse(null);
          var organization = Organizations.get(tx, directory.organization());
          for (var manager :
              members.holders(tx, organization.id(), Permission.SCIM_MANAGE, MOST_MANAGERS)) {
            if (directory.type() == DirectoryType.POLL) {
              // it never calls: that it is silent and that it fails is the same
              if ((silent != null || failing != null)
                  && before.silentSince == null
                  && before.failingSince == null
                  && last != null) news.directoryIsUnreadable(tx, organization, manager, last);
              continue;
            }
            if (silent != null && before.silentSince == null)
              news.directoryIsSilent(tx, organization, manager, silent);
            if (failing != null && before.failingSince == null)
              news.directoryIsFailing(tx, organization, manager, failing);
          }
          tx.createUpdate(
                  "UPDATE directory_watches SET silent_since = :silent, failing_since = :failing"
                      + " WHERE directory_id = :id")
              .bind("silent", silent)
              .bind("failing", failing)
              .bind("id", id)
              .execute();
        });
  }

  /** Notes that it is looked after, unless another node has just done so. */
  private static Optional<Watched> hold(Handle tx, DirectoryId id, Instant now) {
    return tx.createQuery(
            """
            INSERT INTO directory_watches (directory_id, looked_at) VALUES (:id, :now)
            ON CONFLICT (directory_id) DO UPDATE SET looked_at = excluded.looked_at
             WHERE directory_watches.looked_at <= :before
            RETURNING silent_since, failing_since
            """)
        .bind("id", id)
        .bind("now", now)
        .bind("before", now.minus(LOOK))
        .mapTo(Watched.class)
        .findOne();
  }
}
