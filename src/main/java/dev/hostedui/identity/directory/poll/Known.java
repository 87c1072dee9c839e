package dev.hostedui.identity.directory.poll;

import dev.hostedui.db.Columns;
import dev.hostedui.db.Database;
import dev.hostedui.db.ListParameter;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.UserId;
import dev.hostedui.identity.directory.DirectoryGroupId;
import dev.hostedui.identity.directory.DirectoryId;
import dev.hostedui.identity.directory.DirectoryProfile;
import dev.hostedui.identity.directory.DirectoryUserId;
import dev.hostedui.identity.emaildomain.OrganizationDomains;
import dev.hostedui.identity.user.EmailAddress;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jspecify.annotations.Nullable;

/** What a directory has said so far, by the other system's ids: to tell what is new. */
final class Known {

  private Known() {}

  /**
   * Somebody the directory knows.
   *
   * @param user their account, or null while they have none
   */
  record Person(DirectoryUserId id, @Nullable UserId user, boolean active) {}

  /**
   * Who there was before a poll.
   *
   * @param people whom the directory knows, by the other system's ids
   * @param unsaid the accounts, by address, of those who belong to the organization, or are invited
   *     to it, and of whom the directory has said nothing; only those of verified domains, for of
   *     others it can say nothing
   */
  record Before(Map<String, Person> people, Map<String, UserId> unsaid) {}

  /** Who there is before a poll: ids and addresses, so that a hundred thousand fit into memory. */
  static Before before(Database database, OrganizationId organization, DirectoryId directory) {
    return new Before(people(database, directory), unsaid(database, organization, directory));
  }

  private static Map<String, UserId> unsaid(
      Database database, OrganizationId organization, DirectoryId directory) {
    return database.read(
        handle -> {
          var found = new HashMap<String, UserId>();
          handle
              .createQuery(
                  """
                  SELECT u.id, u.email FROM memberships m JOIN users u ON u.id = m.user_id
                   WHERE m.organization_id = :organization AND m.status <> 'INACTIVE'
                     AND NOT EXISTS (SELECT 1 FROM directory_users d
                                      WHERE d.directory_id = :directory AND d.user_id = u.id)
                  """)
              .bind("organization", organization)
              .bind("directory", directory)
              .map(
                  (row, context) ->
                      Map.entry(Columns.text(row, "email"), new UserId(Columns.text(row, "id"))))
              .forEach(it -> found.put(it.getKey(), it.getValue()));
          // the directory has no say about addresses of other domains
          var verified = new HashMap<String, Boolean>();
          found
              .keySet()
              .removeIf(
                  it ->
                      !verified.computeIfAbsent(
                          new EmailAddress(it).domain(),
                          domain -> OrganizationDomains.hasVerified(handle, organization, domain)));
          return found;
        });
  }

  /** A group the directory knows. */
  record Group(DirectoryGroupId id, String name, boolean givesRole) {}

  /**
   * Somebody with all the directory has said of them.
   *
   * @param inLine whether they belong to the organization, or do not, as was said
   */
  record Said(DirectoryUserId id, DirectoryProfile profile, boolean inLine) {}

  private static Map<String, Person> people(Database database, DirectoryId directory) {
    return database.read(
        handle ->
            byTheirIds(
                handle,
                "SELECT id, user_id, COALESCE(external_id, id) AS known_as, deactivated_at FROM"
                    + " directory_users WHERE directory_id = :directory",
                directory,
                (row, context) ->
                    new Person(
                        new DirectoryUserId(Columns.text(row, "id")),
                        user(row.getString("user_id")),
                        Columns.timeOrNull(row, "deactivated_at") == null)));
  }

  /** The addresses of a few people. */
  static List<String> addresses(Database database, DirectoryId directory, Collection<String> ids) {
    return said(database, directory, ids).values().stream()
        .map(it -> String.valueOf(it.profile.email()))
        .toList();
  }

  /** Those of a few addresses whose people belong to an organization, or are invited to it. */
  static Set<EmailAddress> belonging(
      Database database, OrganizationId organization, Collection<EmailAddress> addresses) {
    if (addresses.isEmpty()) return Set.of();
    var list = ListParameter.of("email", addresses);
    return database.read(
        handle ->
            handle
                .createQuery(
                    "SELECT u.email FROM memberships m JOIN users u ON u.id = m.user_id WHERE"
                        + " m.organization_id = :organization AND m.status <> 'INACTIVE' AND"
                        + " u.email IN "
                        + list.places())
                .bind("organization", organization)
                .bindMap(list.values())
                .map((row, context) -> new EmailAddress(Columns.text(row, "email")))
                .set());
  }

  /** The ids of all people the directory knows. */
  static Set<String> ids(Database database, DirectoryId directory) {
    return database.read(
        handle ->
            handle
                .createQuery(
                    "SELECT external_id FROM directory_users WHERE directory_id = :directory AND"
                        + " external_id IS NOT NULL")
                .bind("directory", directory)
                .mapTo(String.class)
                .set());
  }

  /** The people of a group. */
  static Set<String> members(Database database, DirectoryGroupId group) {
    return database.read(
        handle ->
            handle
                .createQuery(
                    "SELECT u.external_id FROM directory_group_members m JOIN directory_users u ON"
                        + " u.id = m.directory_user_id WHERE m.group_id = :group")
                .bind("group", group)
                .mapTo(String.class)
                .set());
  }

  /** The people of a group by what the other system calls it; none where it is not known. */
  static Set<String> members(Database database, DirectoryId directory, String group) {
    return database
        .read(
            handle ->
                handle
                    .createQuery(
                        "SELECT id FROM directory_groups WHERE directory_id = :directory AND"
                            + " external_id = :group")
                    .bind("directory", directory)
                    .bind("group", group)
                    .mapTo(DirectoryGroupId.class)
                    .findFirst())
        .map(id -> members(database, id))
        .orElse(Set.of());
  }

  /** What was said of the people of one page. */
  static Map<String, Said> said(Database database, DirectoryId directory, Collection<String> ids) {
    if (ids.isEmpty()) return Map.of();
    var list = ListParameter.of("person", ids);
    return database.read(
        handle -> {
          var found = new HashMap<String, Said>();
          handle
              .createQuery(
                  "SELECT u.id, u.user_name, u.external_id, u.email, u.deactivated_at,"
                      + " u.given_name, u.family_name, u.display_name, u.attributes, m.status FROM"
                      + " directory_users u LEFT JOIN memberships m ON m.organization_id ="
                      + " u.organization_id AND m.user_id = u.user_id WHERE u.directory_id ="
                      + " :directory AND u.external_id IN "
                      + list.places())
              .bind("directory", directory)
              .bindMap(list.values())
              .map((row, context) -> said(row))
              .forEach(it -> found.put(String.valueOf(it.profile.externalId()), it));
          return found;
        });
  }

  /** The groups of a directory, by what it calls them. */
  static Map<String, Group> groups(Handle handle, DirectoryId directory) {
    return byTheirIds(
        handle,
        "SELECT id, COALESCE(external_id, id) AS known_as, display_name, role_id FROM"
            + " directory_groups WHERE directory_id = :directory",
        directory,
        (row, context) ->
            new Group(
                new DirectoryGroupId(Columns.text(row, "id")),
                Columns.text(row, "display_name"),
                row.getString("role_id") != null));
  }

  /** What has no id of the other system goes by ours, which that system has never given. */
  private static <T> Map<String, T> byTheirIds(
      Handle handle, String sql, DirectoryId directory, RowMapper<T> mapper) {
    var found = new HashMap<String, T>();
    handle
        .createQuery(sql)
        .bind("directory", directory)
        .map((row, context) -> Map.entry(Columns.text(row, "known_as"), mapper.map(row, context)))
        .forEach(it -> found.put(it.getKey(), it.getValue()));
    return found;
  }

  private static @Nullable UserId user(@Nullable String id) {
    return id == null ? null : new UserId(id);
  }

  private static Said said(ResultSet row) throws SQLException {
    var active = Columns.timeOrNull(row, "deactivated_at") == null;
    var member = "ACTIVE".equals(row.getString("status"));
    return new Said(
        new DirectoryUserId(Columns.text(row, "id")),
        new DirectoryProfile(
            Columns.text(row, "user_name"),
            row.getString("external_id"),
            Columns.text(row, "email"),
            active,
            Columns.text(row, "given_name"),
            Columns.text(row, "family_name"),
            Columns.text(row, "display_name"),
            Columns.text(row, "attributes")),
        active == member);
  }
}
