package dev.hostedui.portal.scim;

import dev.hostedui.db.Columns;
import dev.hostedui.db.Database;
import dev.hostedui.db.ListParameter;
import dev.hostedui.identity.Names;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.UserId;
import dev.hostedui.identity.directory.Directory;
import dev.hostedui.identity.directory.DirectoryId;
import dev.hostedui.identity.directory.DirectoryUserId;
import dev.hostedui.identity.directory.DirectoryUserTable;
import dev.hostedui.identity.role.RoleId;
import dev.hostedui.text.Letters;
import dev.hostedui.web.Avatar;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** What the widget reads of the people of a directory. */
final class PeopleQueries {

  /** So many groups of a person are named in the list; the others are counted. */
  private static final int NAMED_GROUPS = 3;

  private final Database database;

  PeopleQueries(Database database) {
    this.database = database;
  }

  /** Somebody in the list. */
  record Person(
      String id,
      long position,
      String name,
      Avatar avatar,
      String email,
      boolean active,
      Instant updatedAt,
      Groups groups) {}

  /**
   * The groups of a person.
   *
   * @param names the first of them
   * @param more how many others there are
   */
  record Groups(List<String> names, int more) {
    static final Groups NONE = new Groups(List.of(), 0);
  }

  /**
   * People of a directory, who came last first. The list goes on after a position; one that is none
   * begins anew.
   */
  List<Person> page(Directory directory, Narrowing narrowed, int most) {
    var goesOn = narrowed.after().matches("\\d{1,18}");
    var sql =
        "SELECT du.id, du.position, "
            + DirectoryUserTable.NAME
            + " AS name, du.given_name, du.family_name, du.email,"
            + " du.deactivated_at, du.updated_at FROM directory_users du WHERE du.directory_id ="
            + " :directory AND du.organization_id = :organization"
            + (goesOn ? " AND du.position < :after" : "")
            + switch (narrowed.status()) {
              case "active" -> " AND du.deactivated_at IS NULL";
              case "inactive" -> " AND du.deactivated_at IS NOT NULL";
              default -> "";
            }
            + (narrowed.group() == null
                ? ""
                : " AND EXISTS (SELECT 1 FROM directory_group_members m WHERE m.group_id = :group"
                    + " AND m.directory_user_id = du.id)")
            + (narrowed.search().isEmpty() ? "" : SEARCH)
            + " ORDER BY du.position DESC LIMIT :most";
    return database.read(
        handle -> {
          var query =
              handle
                  .createQuery(sql)
                  .bind("directory", directory.id())
                  .bind("organization", directory.organization())
                  .bind("most", most);
          if (goesOn) query.bind("after", Long.parseLong(narrowed.after()));
          if (narrowed.group() != null) query.bind("group", narrowed.group());
          if (!narrowed.search().isEmpty())
            query
                .bind("small", pattern(Letters.small(narrowed.search())))
                .bind("typed", pattern(narrowed.search()))
                .bind("caseless", pattern(Names.caseless(narrowed.search())));
          var found =
              query
                  .map(
                      (row, context) ->
                          new Person(
                              Columns.text(row, "id"),
                              row.getLong("position"),
                              Columns.text(row, "name"),
                              Avatar.of(
                                  Columns.text(row, "given_name"),
                                  Columns.text(row, "family_name"),
                                  Columns.text(row, "email")),
                              Columns.text(row, "email"),
                              Columns.timeOrNull(row, "deactivated_at") == null,
                              Columns.time(row, "updated_at"),
                              Groups.NONE))
                  .list();
          return withGroups(handle, found);
        });
  }

  /** By name, address, user name or group; a database may know only the small letters of ASCII. */
  private static final String SEARCH =
      """
       AND (LOWER(%1$s) LIKE :small ESCAPE '!' OR %1$s LIKE :typed ESCAPE '!'
         OR du.email LIKE :small ESCAPE '!' OR du.user_name_key LIKE :caseless ESCAPE '!'
         OR du.id IN (SELECT m.directory_user_id FROM directory_groups g
                        JOIN directory_group_members m ON m.group_id = g.id
                       WHERE g.directory_id = :directory AND g.display_name_key LIKE :caseless ESCAPE '!'))\
      """
          .formatted(DirectoryUserTable.NAME);

  /** The pattern of LIKE that finds a text anywhere, with its own signs taken literally. */
  static String pattern(String text) {
    return "%" + text.replace("!", "!!").replace("%", "!%").replace("_", "!_") + "%";
  }

  private static List<Person> withGroups(Handle handle, List<Person> people) {
    if (people.isEmpty()) return people;
    var list = ListParameter.of("person", people.stream().map(Person::id).toList());
    var query =
        handle
            .createQuery(
                """
                SELECT directory_user_id, display_name, total FROM (
                  SELECT m.directory_user_id, g.display_name, g.display_name_key,
                         ROW_NUMBER() OVER (PARTITION BY m.directory_user_id ORDER BY g.display_name_key, g.id) AS place,
                         COUNT(*) OVER (PARTITION BY m.directory_user_id) AS total
                    FROM directory_group_members m JOIN directory_groups g ON g.id = m.group_id
                   WHERE m.directory_user_id IN \
                """
                    + list.places()
                    + ") ranked WHERE place <= :named ORDER BY display_name_key")
            .bind("named", NAMED_GROUPS);
    var names = new HashMap<String, List<String>>();
    var totals = new HashMap<String, Integer>();
    list.into(query)
        .map(
            (row, context) -> {
              var id = Columns.text(row, "directory_user_id");
              names
                  .computeIfAbsent(id, any -> new ArrayList<>())
                  .add(Columns.text(row, "display_name"));
              totals.put(id, row.getInt("total"));
              return id;
            })
        .list();
    return people.stream().map(it -> with(it, names, totals)).toList();
  }

  private static Person with(
      Person it, Map<String, List<String>> names, Map<String, Integer> totals) {
    var named = names.getOrDefault(it.id, List.of());
    return new Person(
        it.id,
        it.position,
        it.name,
        it.avatar,
        it.email,
        it.active,
        it.updatedAt,
        new Groups(named, totals.getOrDefault(it.id, 0) - named.size()));
  }

  /** The groups of somebody, by name: the first of them. */
  List<PersonDrawer.GroupLine> groupsOf(Directory directory, DirectoryUserId user, int most) {
    return database.read(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT g.id, g.display_name
                      FROM directory_group_members m
                      JOIN directory_groups g ON g.id = m.group_id
                     WHERE m.directory_user_id = :user AND g.directory_id = :directory
                     ORDER BY g.display_name_key, g.id LIMIT :most
                    """)
                .bind("user", user)
                .bind("directory", directory.id())
                .bind("most", most)
                .map(
                    (row, context) ->
                        new PersonDrawer.GroupLine(
                            Columns.text(row, "id"), Columns.text(row, "display_name")))
                .list());
  }

  /**
   * A group that gives somebody a role.
   *
   * @param total how many groups of its directory give them the same one
   */
  record Giver(String directory, String role, String name, int total) {

    boolean of(DirectoryId id) {
      return directory.equals(id.value());
    }

    boolean gives(RoleId id) {
      return role.equals(id.value());
    }
  }

  /**
   * The groups of all directories that give somebody roles, by name: the first of each directory
   * for each role, in however many groups they are.
   */
  List<Giver> giversOf(OrganizationId organization, UserId user, int most) {
    return database.read(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT directory_id, role_id, display_name, total FROM (
                      SELECT g.directory_id, g.role_id, g.display_name, g.display_name_key, g.id,
                             ROW_NUMBER() OVER (PARTITION BY g.directory_id, g.role_id ORDER BY g.display_name_key, g.id) AS place,
                             COUNT(*) OVER (PARTITION BY g.directory_id, g.role_id) AS total
                        FROM directory_users du
                        JOIN directory_group_members m ON m.directory_user_id = du.id
                        JOIN directory_groups g ON g.id = m.group_id
                       WHERE du.organization_id = :organization AND du.user_id = :user AND g.role_id IS NOT NULL) ranked
                     WHERE place <= :most ORDER BY display_name_key, id
                    """)
                .bind("organization", organization)
                .bind("user", user)
                .bind("most", most)
                .map(
                    (row, context) ->
                        new Giver(
                            Columns.text(row, "directory_id"),
                            Columns.text(row, "role_id"),
                            Columns.text(row, "display_name"),
                            row.getInt("total")))
                .list());
  }
}
