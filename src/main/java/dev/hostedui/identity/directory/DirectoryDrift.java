package dev.hostedui.identity.directory;

import dev.hostedui.db.Columns;
import dev.hostedui.db.Database;
import dev.hostedui.db.ListParameter;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.directory.DirectoryRequests.Entry;
import dev.hostedui.identity.directory.DirectoryRequests.Filter;
import dev.hostedui.identity.user.User;
import dev.hostedui.identity.user.Users;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Where a directory and its organization do not say the same of who belongs to it. It only reads.
 * People are known by their addresses: whose account was removed may have another by now.
 *
 * <p>Each list is read a part at a time, however long it is. All throw NOT_FOUND {@code
 * directory_not_found}, for another organization's directory too.
 */
public final class DirectoryDrift {

  /**
   * A part of a list.
   *
   * @param next where the next part begins, or null after the last one
   */
  public record Part<T>(List<T> rows, @Nullable String next) {
    public Part {
      rows = List.copyOf(rows);
    }
  }

  /**
   * Somebody whom the directory has sent in the last thirty days and who could not be taken in, or
   * not by the address that it calls them by now.
   *
   * @param newest the newest call that was refused, which says why
   */
  public record Refused(String person, Entry newest) {}

  /**
   * Somebody whom groups name and the directory has never sent.
   *
   * @param value by which the groups name them
   * @param groups how many groups do
   * @param group how one of them is called
   */
  public record Awaited(String value, long groups, String group) {}

  private final Database database;
  private final DirectoryRequests requests;

  public DirectoryDrift(Database database, DirectoryRequests requests) {
    this.database = database;
    this.requests = requests;
  }

  /**
   * People whom the directory sends and who are not taken in, or known by another address than a
   * directory that is read calls them by, by their names here.
   */
  public Part<Refused> refused(
      OrganizationId organization, DirectoryId id, @Nullable String position, int most) {
    var people =
        part(
            organization,
            id,
            most,
            handle ->
                handle
                    .createQuery(
                        """
                        SELECT r.person FROM directory_requests r
                         WHERE r.directory_id = :directory AND r.outcome = 'FAILURE' AND r.person > :after AND r.status <> 401
                           AND (r.user_id IS NULL
                                AND NOT EXISTS (SELECT 1 FROM directory_users du
                                                 WHERE du.directory_id = r.directory_id AND (du.email = r.person OR du.user_name_key = r.person))
                                OR r.cause = 'google_address_changed'
                                AND EXISTS (SELECT 1 FROM directory_users du
                                             WHERE du.directory_id = r.directory_id AND du.email = r.person AND du.user_name_key <> du.email))
                         GROUP BY r.person ORDER BY r.person LIMIT :most
                        """)
                    .bind("directory", id)
                    .bind("after", position == null ? "" : position)
                    .bind("most", most + 1)
                    .mapTo(String.class)
                    .list(),
            Function.identity());
    var rows =
        people.rows.stream()
            .flatMap(
                person ->
                    requests
                        .page(organization, id, new Filter(null, person, null, true, null), null, 1)
                        .entries()
                        .stream()
                        .map(entry -> new Refused(person, entry)))
            .toList();
    return new Part<>(rows, people.next);
  }

  /** Users who are active in the directory and no active members here, in the order they came. */
  public Part<DirectoryUser> notMembers(
      OrganizationId organization, DirectoryId id, @Nullable String position, int most) {
    return users(
        organization,
        id,
        position,
        most,
        """
        du.deactivated_at IS NULL
          AND NOT EXISTS (SELECT 1 FROM users u JOIN memberships m ON m.user_id = u.id
                           WHERE u.email = du.email AND m.organization_id = :organization AND m.status = 'ACTIVE')
        """);
  }

  /**
   * Users whose ids are among these and who are active in the directory, in the order they came.
   */
  public Part<DirectoryUser> active(
      OrganizationId organization,
      DirectoryId id,
      List<String> users,
      @Nullable String position,
      int most) {
    if (users.isEmpty()) return new Part<>(List.of(), null);
    var list = ListParameter.of("user", users);
    return users(
        organization,
        id,
        position,
        most,
        "du.organization_id = :organization AND du.deactivated_at IS NULL AND du.id IN "
            + list.places(),
        list.values());
  }

  /** Users who are inactive in the directory and active members here, in the order they came. */
  public Part<DirectoryUser> stillMembers(
      OrganizationId organization, DirectoryId id, @Nullable String position, int most) {
    return users(
        organization,
        id,
        position,
        most,
        """
        du.deactivated_at IS NOT NULL
          AND EXISTS (SELECT 1 FROM users u JOIN memberships m ON m.user_id = u.id
                       WHERE u.email = du.email AND m.organization_id = :organization AND m.status = 'ACTIVE')
        """);
  }

  private Part<DirectoryUser> users(
      OrganizationId organization,
      DirectoryId id,
      @Nullable String position,
      int most,
      String condition) {
    return users(organization, id, position, most, condition, Map.of());
  }

  private Part<DirectoryUser> users(
      OrganizationId organization,
      DirectoryId id,
      @Nullable String position,
      int most,
      String condition,
      Map<String, Object> values) {
    return part(
        organization,
        id,
        most,
        handle ->
            handle
                .createQuery(
                    "SELECT "
                        + DirectoryUserTable.COLUMNS
                        + " FROM directory_users du WHERE du.directory_id = :directory"
                        + " AND du.position > :after AND "
                        + condition
                        + " ORDER BY du.position LIMIT :most")
                .bind("directory", id)
                .bind("organization", organization)
                .bind("after", number(position))
                .bind("most", most + 1)
                .bindMap(values)
                .map((row, context) -> DirectoryUserTable.read(row))
                .list(),
        user -> Long.toString(user.position()));
  }

  /** A member, and their place in the list of members. */
  private record Placed(User user, long position) {}

  /** Active members whom no directory knows, the longest-standing first. */
  public Part<User> neverPushed(
      OrganizationId organization, DirectoryId id, @Nullable String position, int most) {
    var placed =
        part(
            organization,
            id,
            most,
            handle ->
                handle
                    .createQuery(
                        """
                        SELECT m.position, u.id, u.email, u.email_verified_at, u.given_name, u.family_name
                          FROM memberships m JOIN users u ON u.id = m.user_id
                         WHERE m.organization_id = :organization AND m.status = 'ACTIVE' AND m.position > :after
                           AND NOT EXISTS (SELECT 1 FROM directories d JOIN directory_users du ON du.directory_id = d.id
                                            WHERE d.organization_id = m.organization_id AND du.email = u.email)
                         ORDER BY m.position LIMIT :most
                        """)
                    .bind("organization", organization)
                    .bind("after", number(position))
                    .bind("most", most + 1)
                    .map(
                        (row, context) ->
                            new Placed(Users.read(row, "id"), row.getLong("position")))
                    .list(),
            it -> Long.toString(it.position));
    return new Part<>(placed.rows.stream().map(Placed::user).toList(), placed.next);
  }

  /** Those whom groups name and who have never come, by the values that name them. */
  public Part<Awaited> awaited(
      OrganizationId organization, DirectoryId id, @Nullable String position, int most) {
    return part(
        organization,
        id,
        most,
        handle ->
            handle
                .createQuery(
                    """
                    SELECT MIN(p.value) AS value, COUNT(DISTINCT p.group_id) AS groups, MIN(g.display_name) AS name
                      FROM directory_pending_members p JOIN directory_groups g ON g.id = p.group_id
                     WHERE p.directory_id = :directory AND p.value_key > :after
                     GROUP BY p.value_key ORDER BY p.value_key LIMIT :most
                    """)
                .bind("directory", id)
                .bind("after", position == null ? "" : position)
                .bind("most", most + 1)
                .map(
                    (row, context) ->
                        new Awaited(
                            Columns.text(row, "value"),
                            row.getLong("groups"),
                            Columns.text(row, "name")))
                .list(),
        it -> GroupMembers.key(it.value));
  }

  private <T> Part<T> part(
      OrganizationId organization,
      DirectoryId id,
      int most,
      Function<Handle, List<T>> query,
      Function<T, String> position) {
    var found =
        database.read(
            handle -> {
              DirectoryTable.find(handle, organization, id);
              return query.apply(handle);
            });
    if (found.size() <= most) return new Part<>(found, null);
    var shown = found.subList(0, most);
    return new Part<>(shown, position.apply(shown.get(most - 1)));
  }

  /** A place in a list; one that is none is before the first. */
  private static long number(@Nullable String position) {
    return position != null && position.matches("[0-9]{1,18}") ? Long.parseLong(position) : 0;
  }
}
