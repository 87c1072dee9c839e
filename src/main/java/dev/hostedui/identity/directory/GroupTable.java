package dev.hostedui.identity.directory;

import dev.hostedui.db.Columns;
import dev.hostedui.identity.Names;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Version;
import dev.hostedui.identity.role.RoleId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The rows of groups of directories. What may be done with them is not asked. */
public final class GroupTable {

  /** The columns of a group {@code g}, for {@link #read}. */
  public static final String COLUMNS =
      "g.id, g.directory_id, g.organization_id, g.position, g.display_name, g.external_id,"
          + " g.role_id, g.attributes, g.member_count, g.version, g.created_at, g.updated_at";

  private GroupTable() {}

  static Optional<DirectoryGroup> find(Handle handle, DirectoryId directory, DirectoryGroupId id) {
    return handle
        .createQuery(
            "SELECT "
                + COLUMNS
                + " FROM directory_groups g WHERE g.id = :id AND g.directory_id = :directory")
        .bind("id", id)
        .bind("directory", directory)
        .map((row, context) -> read(row))
        .findOne();
  }

  /** The roles that groups of a directory give. */
  static List<RoleId> roles(Handle handle, DirectoryId directory) {
    return handle
        .createQuery(
            "SELECT DISTINCT role_id FROM directory_groups WHERE directory_id = :directory AND"
                + " role_id IS NOT NULL ORDER BY role_id")
        .bind("directory", directory)
        .mapTo(RoleId.class)
        .list();
  }

  /**
   * What another group is called that a directory has told of already and that would be the same as
   * this one. Two groups may share a name (RFC 7643 §4.2), but only their external ids tell them
   * from one that is sent twice because the answer was lost: without, the name decides.
   *
   * @param before the group that is to be so from now on, or null for a new one; what stays of it
   *     is not asked about
   */
  static Optional<String> told(
      Handle tx, DirectoryId directory, GroupProfile profile, @Nullable DirectoryGroup before) {
    var id = profile.externalId();
    var key = Names.caseless(profile.displayName());
    var keepsName =
        before != null
            && key.equals(Names.caseless(before.displayName()))
            && (id != null || before.externalId() == null);
    var keepsId = before != null && id != null && id.equals(before.externalId());
    var named =
        keepsName
            ? Optional.<String>empty()
            : nameOf(
                tx,
                "display_name_key = :text" + (id == null ? "" : " AND external_id IS NULL"),
                directory,
                key,
                before);
    return named.isPresent() || id == null || keepsId
        ? named
        : nameOf(tx, "external_id = :text", directory, id, before);
  }

  private static Optional<String> nameOf(
      Handle tx,
      String condition,
      DirectoryId directory,
      String text,
      @Nullable DirectoryGroup but) {
    return tx.createQuery(
            "SELECT display_name FROM directory_groups WHERE directory_id = :directory AND id <>"
                + " :but AND "
                + condition
                + " LIMIT 1")
        .bind("directory", directory)
        .bind("but", but == null ? "" : but.id().value())
        .bind("text", text)
        .mapTo(String.class)
        .findOne();
  }

  static void insert(Handle tx, DirectoryGroup made) {
    tx.createUpdate(
            """
            INSERT INTO directory_groups (id, directory_id, organization_id, position, display_name, display_name_key,
                                          external_id, attributes, member_count, version, created_at, updated_at)
            VALUES (:id, :directory, :organization, :position, :name, :key, :externalId, :attributes, 0, 1, :now, :now)
            """)
        .bind("id", made.id())
        .bind("directory", made.directory())
        .bind("organization", made.organization())
        .bind("position", made.position())
        .bind("name", made.displayName())
        .bind("key", Names.caseless(made.displayName()))
        .bind("externalId", made.externalId())
        .bind("attributes", made.attributes())
        .bind("now", made.createdAt())
        .execute();
  }

  /** Writes what a directory says of a group, and that so many more are in it. */
  static void update(Handle tx, DirectoryGroup before, GroupProfile now, int more, Instant at) {
    tx.createUpdate(
            "UPDATE directory_groups SET display_name = :name, display_name_key = :key, external_id"
                + " = :externalId, attributes = :attributes, member_count = member_count + :more,"
                + " version = version + 1, updated_at = "
                + Version.NEXT
                + " WHERE id = :id AND directory_id = :directory")
        .bind("name", now.displayName())
        .bind("key", Names.caseless(now.displayName()))
        .bind("externalId", now.externalId())
        .bind("attributes", now.attributes())
        .bind("more", more)
        .bind("now", at)
        .bind("id", before.id())
        .bind("directory", before.directory())
        .execute();
  }

  /** Writes how many are in a new group. */
  static void setMemberCount(Handle tx, DirectoryGroup group, int count) {
    tx.createUpdate(
            "UPDATE directory_groups SET member_count = :count WHERE id = :id AND directory_id ="
                + " :directory")
        .bind("count", count)
        .bind("id", group.id())
        .bind("directory", group.directory())
        .execute();
  }

  /** Writes what a group gives. It is not what the directory says, so the version stays. */
  static void setRole(Handle tx, DirectoryGroup group, @Nullable RoleId role) {
    tx.createUpdate(
            "UPDATE directory_groups SET role_id = :role WHERE id = :id AND directory_id ="
                + " :directory")
        .bind("role", role)
        .bind("id", group.id())
        .bind("directory", group.directory())
        .execute();
  }

  /** Counts somebody in or out who came or went by themselves. */
  static void count(Handle tx, DirectoryId directory, DirectoryGroupId id, int more, Instant now) {
    tx.createUpdate(
            "UPDATE directory_groups SET member_count = member_count + :more, version = version + 1,"
                + " updated_at = "
                + Version.NEXT
                + " WHERE id = :group AND directory_id = :directory")
        .bind("more", more)
        .bind("now", now)
        .bind("group", id)
        .bind("directory", directory)
        .execute();
  }

  static void delete(Handle tx, DirectoryGroup group) {
    tx.createUpdate("DELETE FROM directory_groups WHERE id = :id AND directory_id = :directory")
        .bind("id", group.id())
        .bind("directory", group.directory())
        .execute();
  }

  public static DirectoryGroup read(ResultSet row) throws SQLException {
    var role = row.getString("role_id");
    return new DirectoryGroup(
        new DirectoryGroupId(Columns.text(row, "id")),
        new DirectoryId(Columns.text(row, "directory_id")),
        new OrganizationId(Columns.text(row, "organization_id")),
        row.getLong("position"),
        Columns.text(row, "display_name"),
        row.getString("external_id"),
        role == null ? null : new RoleId(role),
        Columns.text(row, "attributes"),
        row.getLong("member_count"),
        row.getLong("version"),
        Columns.time(row, "created_at"),
        Columns.time(row, "updated_at"));
  }
}
