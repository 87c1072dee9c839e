package dev.hostedui.portal.scim;

import dev.hostedui.db.Columns;
import dev.hostedui.db.Database;
import dev.hostedui.identity.Names;
import dev.hostedui.identity.directory.Directory;
import dev.hostedui.identity.directory.DirectoryGroupId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What the widget reads of the groups of a directory. */
final class GroupQueries {

  private static final String GROUP =
      """
      SELECT g.id, g.display_name, g.member_count, g.updated_at, g.created_at, g.external_id, g.attributes,
             COALESCE(g.role_id, '') AS role_id, COALESCE(r.display_name, '') AS role
        FROM directory_groups g LEFT JOIN roles r ON r.id = g.role_id
       WHERE g.directory_id = :directory AND g.organization_id = :organization\
      """;

  private final Database database;

  GroupQueries(Database database) {
    this.database = database;
  }

  /**
   * A group.
   *
   * @param roleId the role it gives, or empty
   * @param role what that is called, or empty
   */
  record Group(
      String id,
      String name,
      long members,
      String roleId,
      String role,
      String externalId,
      String attributes,
      Instant createdAt,
      Instant updatedAt) {}

  /**
   * Groups of a directory, by name.
   *
   * @param after the id of the last one before these, or empty; one that is gone begins anew
   */
  List<Group> page(Directory directory, String search, String after, int most) {
    var from = DirectoryGroupId.parse(after).filter(it -> find(directory, it).isPresent());
    var sql =
        GROUP
            + (from.isEmpty()
                ? ""
                : " AND (g.display_name_key, g.id) > (SELECT a.display_name_key, a.id FROM"
                    + " directory_groups a WHERE a.id = :after)")
            + (search.isEmpty() ? "" : " AND g.display_name_key LIKE :pattern ESCAPE '!'")
            + " ORDER BY g.display_name_key, g.id LIMIT :most";
    return database.read(
        handle -> {
          var query =
              handle
                  .createQuery(sql)
                  .bind("directory", directory.id())
                  .bind("organization", directory.organization())
                  .bind("most", most);
          from.ifPresent(it -> query.bind("after", it));
          if (!search.isEmpty())
            query.bind("pattern", PeopleQueries.pattern(Names.caseless(search)));
          return query.map((row, context) -> group(row)).list();
        });
  }

  /** A group of the directory. */
  Optional<Group> find(Directory directory, DirectoryGroupId id) {
    return database.read(
        handle ->
            handle
                .createQuery(GROUP + " AND g.id = :id")
                .bind("directory", directory.id())
                .bind("organization", directory.organization())
                .bind("id", id)
                .map((row, context) -> group(row))
                .findOne());
  }

  /** The values by which a group names people who have not come yet: the first of them. */
  List<String> pending(DirectoryGroupId group, int most) {
    return database.read(
        handle ->
            handle
                .createQuery(
                    "SELECT value FROM directory_pending_members WHERE group_id = :group ORDER BY"
                        + " value LIMIT :most")
                .bind("group", group)
                .bind("most", most)
                .mapTo(String.class)
                .list());
  }

  /** How many people a group names who have not come yet. */
  long countPending(DirectoryGroupId group) {
    return database.read(
        handle ->
            handle
                .createQuery(
                    "SELECT COUNT(*) FROM directory_pending_members WHERE group_id = :group")
                .bind("group", group)
                .mapTo(Long.class)
                .one());
  }

  /** Whether any group of the directory gives a role. */
  boolean anyGivesRole(Directory directory) {
    return database.read(
        handle ->
            handle
                .createQuery(
                    "SELECT 1 FROM directory_groups WHERE directory_id = :directory AND role_id IS"
                        + " NOT NULL LIMIT 1")
                .bind("directory", directory.id())
                .mapTo(Integer.class)
                .findOne()
                .isPresent());
  }

  private static Group group(ResultSet row) throws SQLException {
    var externalId = row.getString("external_id");
    return new Group(
        Columns.text(row, "id"),
        Columns.text(row, "display_name"),
        row.getLong("member_count"),
        Columns.text(row, "role_id"),
        Columns.text(row, "role"),
        externalId == null ? "" : externalId,
        Columns.text(row, "attributes"),
        Columns.time(row, "created_at"),
        Columns.time(row, "updated_at"));
  }
}
