package dev.hostedui.identity.directory.poll;

import com.google.common.hash.Hashing;
import dev.hostedui.db.Columns;
import dev.hostedui.db.Database;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.Version;
import dev.hostedui.identity.directory.Directories;
import dev.hostedui.identity.directory.DirectoryId;
import dev.hostedui.identity.directory.RoleAssignment;
import dev.hostedui.identity.directory.RoleAssignments;
import dev.hostedui.identity.event.Change;
import dev.hostedui.identity.event.EventType;
import dev.hostedui.identity.event.Events;
import dev.hostedui.text.Letters;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Keeps which groups there are at the other system, and which of them are followed. */
public final class TrackedGroups {

  /** So many groups can be chosen; who wants more follows everybody. */
  public static final int MOST = 500;

  private static final String GROUP =
      "SELECT source_id, name, email, members, tracked_at, seen_at FROM directory_poll_groups WHERE"
          + " directory_id = :directory ";

  /** What stands as the time at which a group was seen when it is gone. */
  private static final Instant GONE = Instant.EPOCH;

  private final Database database;
  private final RoleAssignments roles;
  private final Events events;
  private final Clock clock;

  public TrackedGroups(Database database, RoleAssignments roles, Events events, Clock clock) {
    this.database = database;
    this.roles = roles;
    this.events = events;
    this.clock = clock;
  }

  /**
   * A part of the list, by name.
   *
   * @param next where the next part begins, or null after the last one
   */
  public record Page(List<SourceGroup> groups, @Nullable String next) {}

  /**
   * Lists groups as they were read last.
   *
   * @param text of their name or address, in any case; empty for all
   * @param after where the part before ended, or empty
   */
  public Page list(
      OrganizationId organization, DirectoryId directory, String text, String after, int most) {
    var search = "%" + key(text.strip()).replaceAll("([%_!])", "!$1") + "%";
    var found =
        database.read(
            handle ->
                handle
                    .createQuery(
                        """
                        SELECT g.source_id, g.name, g.name_key, g.email, g.members, g.tracked_at, g.seen_at
                          FROM directory_poll_groups g JOIN directories d ON d.id = g.directory_id
                         WHERE g.directory_id = :directory AND d.organization_id = :organization
                           AND (g.name_key LIKE :text ESCAPE '!' OR g.email LIKE :text ESCAPE '!')
                           AND (g.name_key || ' ' || g.source_id) > :after
                         ORDER BY g.name_key || ' ' || g.source_id LIMIT :most
                        """)
                    .bind("directory", directory)
                    .bind("organization", organization)
                    .bind("text", search)
                    .bind("after", after)
                    .bind("most", most + 1)
                    .map(
                        (row, context) ->
                            Map.entry(
                                group(row),
                                Columns.text(row, "name_key")
                                    + " "
                                    + Columns.text(row, "source_id")))
                    .list());
    var more = found.size() > most;
    var shown = more ? found.subList(0, most) : found;
    return new Page(
        shown.stream().map(Map.Entry::getKey).toList(),
        more ? shown.get(shown.size() - 1).getValue() : null);
  }

  /** Those of the named groups that are there, by name, at most {@link #MOST}. */
  public List<SourceGroup> named(
      OrganizationId organization, DirectoryId directory, Set<String> groupIds) {
    var known =
        database.read(
            handle -> {
              Directories.find(handle, organization, directory);
              return all(handle, directory);
            });
    return groupIds.stream()
        .map(known::get)
        .filter(Objects::nonNull)
        .sorted(Comparator.comparing(SourceGroup::name).thenComparing(SourceGroup::id))
        .limit(MOST)
        .toList();
  }

  /** The groups that are followed, by name, at most {@link #MOST}. */
  public List<SourceGroup> tracked(OrganizationId organization, DirectoryId directory) {
    return database.read(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT g.source_id, g.name, g.email, g.members, g.tracked_at, g.seen_at
                      FROM directory_poll_groups g JOIN directories d ON d.id = g.directory_id
                     WHERE g.directory_id = :directory AND d.organization_id = :organization AND g.tracked_at IS NOT NULL
                     ORDER BY g.name_key, g.source_id LIMIT :most
                    """)
                .bind("directory", directory)
                .bind("organization", organization)
                .bind("most", MOST)
                .map((row, context) -> group(row))
                .list());
  }

  /** How the choice is named as it stands, for {@link #choose}. */
  public String version(OrganizationId organization, DirectoryId directory) {
    return database.read(
        handle -> {
          Directories.find(handle, organization, directory);
          var tracking =
              PollTable.find(handle, organization, directory, clock.instant())
                  .map(Poll::tracking)
                  .orElse(null);
          return version(tracking, trackedIds(all(handle, directory).values()));
        });
  }

  private static String version(@Nullable Tracking tracking, Set<String> ids) {
    return Hashing.sha256()
        .hashUnencodedChars(tracking + "\n" + String.join("\n", new TreeSet<>(ids)))
        .toString();
  }

  /**
   * Chooses whose people are followed. Groups that are dropped give no role any more from now on.
   *
   * @param seen the {@link #version} that the caller has seen, or null when any will do
   * @param chosen the ids of groups; of no importance when everybody is followed
   * @throws Problem INVALID when no group is chosen, more than {@link #MOST}, or one that is not
   *     among those that were read; CONFLICT {@code version_changed}, before the directory was
   *     authorized, and for who does not hold what its groups give: one that is dropped takes its
   *     role from people, and never from the last admin; NOT_FOUND; or what {@link Actor#must} and
   *     a feature that is off refuse
   */
  public void choose(
      Actor actor,
      OrganizationId organization,
      DirectoryId directory,
      @Nullable String seen,
      Tracking tracking,
      Set<String> chosen) {
    database.useTransaction(
        tx -> {
          Directories.must(tx, actor, organization);
          Directories.find(tx, organization, directory);
          Directories.mustGiveAll(tx, actor, organization, directory);
          var now = clock.instant();
          var before =
              PollTable.find(tx, organization, directory, now)
                  .orElseThrow(() -> Problem.conflict("directory_not_authorized"));
          var known = all(tx, directory);
          var tracked = trackedIds(known.values());
          Version.mustBe(seen, version(before.tracking(), tracked));
          if (tracking == Tracking.SELECTED) check(chosen, known.keySet());
          var wanted = tracking == Tracking.SELECTED ? chosen : Set.<String>of();
          if (tracking == before.tracking() && wanted.equals(tracked)) return;
          if (tracking == Tracking.SELECTED) {
            var dropped = new ArrayList<RoleAssignment>();
            Known.groups(tx, directory)
                .forEach(
                    (id, group) -> {
                      if (group.givesRole() && !wanted.contains(id))
                        dropped.add(new RoleAssignment(group.id(), null));
                    });
            roles.save(tx, actor, organization, directory, dropped);
          }
          track(tx, directory, wanted, now);
          PollTable.setTracking(tx, directory, tracking, now);
          events.record(
              tx,
              actor,
              EventType.DIRECTORY_GROUPS_SELECTED,
              organization,
              directory,
              Change.from(
                  snapshot(before.tracking(), tracked, known), snapshot(tracking, wanted, known)));
        });
  }

  private static void check(Set<String> chosen, Set<String> known) {
    if (chosen.isEmpty()) throw Problem.invalid("directory_groups_none_ticked").at("group");
    if (chosen.size() > MOST)
      throw Problem.invalid("too_many_groups_chosen").at("group").with(MOST);
    if (!known.containsAll(chosen)) throw Problem.invalid("directory_group_unknown").at("group");
  }

  private static Map<String, Object> snapshot(
      @Nullable Tracking tracking, Set<String> ids, Map<String, SourceGroup> known) {
    if (tracking == null) return Map.of();
    return Map.of(
        "groups_tracked",
        tracking.name(),
        "groups",
        ids.stream().map(known::get).map(SourceGroup::name).sorted().toList());
  }

  private static Set<String> trackedIds(Collection<SourceGroup> groups) {
    var ids = new HashSet<String>();
    for (var group : groups) if (group.tracked()) ids.add(group.id());
    return ids;
  }

  private static void track(Handle tx, DirectoryId directory, Set<String> wanted, Instant now) {
    tx.createUpdate(
            "UPDATE directory_poll_groups SET tracked_at = NULL WHERE directory_id = :directory AND"
                + " tracked_at IS NOT NULL")
        .bind("directory", directory)
        .execute();
    if (wanted.isEmpty()) return;
    var rows =
        tx.prepareBatch(
            "UPDATE directory_poll_groups SET tracked_at = :now WHERE directory_id = :directory AND"
                + " source_id = :id");
    for (var id : wanted) rows.bind("now", now).bind("directory", directory).bind("id", id).add();
    rows.execute();
  }

  // ------------------------------------------------------------------ what was read

  static Map<String, SourceGroup> all(Handle handle, DirectoryId directory) {
    var found = new HashMap<String, SourceGroup>();
    handle
        .createQuery(GROUP)
        .bind("directory", directory)
        .map((row, context) -> group(row))
        .forEach(group -> found.put(group.id(), group));
    return found;
  }

  /** Keeps a page of groups as they are now. */
  static void keep(Handle tx, DirectoryId directory, List<Source.Group> groups, Instant readAt) {
    if (groups.isEmpty()) return;
    var rows =
        tx.prepareBatch(
            """
            INSERT INTO directory_poll_groups (directory_id, source_id, name, name_key, email, members, seen_at)
            SELECT id, :source, :name, :key, :email, :members, :at FROM directories WHERE id = :directory
            ON CONFLICT (directory_id, source_id) DO UPDATE
               SET name = excluded.name, name_key = excluded.name_key, email = excluded.email,
                   members = excluded.members, seen_at = excluded.seen_at
            """);
    for (var group : groups)
      rows.bind("directory", directory)
          .bind("source", group.id())
          .bind("name", group.name())
          .bind("key", key(group.name()))
          .bind("email", Letters.small(group.email()))
          .bind("members", group.members())
          .bind("at", readAt)
          .add();
    rows.execute();
  }

  /**
   * Forgets the groups that a complete list did not name any more. Those that were chosen stay so
   * until somebody chooses anew, and are known to be gone: an answer that leaves one out need not
   * be the truth.
   */
  static void forgetUnseen(Handle tx, DirectoryId directory, Instant readAt) {
    tx.createUpdate(
            "DELETE FROM directory_poll_groups WHERE directory_id = :directory AND seen_at < :at AND"
                + " tracked_at IS NULL")
        .bind("directory", directory)
        .bind("at", readAt)
        .execute();
    tx.createUpdate(
            "UPDATE directory_poll_groups SET seen_at = :gone WHERE directory_id = :directory AND"
                + " seen_at < :at")
        .bind("gone", GONE)
        .bind("directory", directory)
        .bind("at", readAt)
        .execute();
  }

  /** In small letters; a Σ at the end of a word may be typed as either of the two. */
  private static String key(String text) {
    return Letters.small(text).replace('ς', 'σ');
  }

  private static SourceGroup group(ResultSet row) throws SQLException {
    return new SourceGroup(
        Columns.text(row, "source_id"),
        Columns.text(row, "name"),
        Columns.text(row, "email"),
        row.getLong("members"),
        Columns.timeOrNull(row, "tracked_at") != null,
        Columns.time(row, "seen_at").equals(GONE));
  }
}
