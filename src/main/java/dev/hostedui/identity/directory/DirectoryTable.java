package dev.hostedui.identity.directory;

import dev.hostedui.db.Columns;
import dev.hostedui.db.Direct;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.Version;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The rows of directories. What may be done with them is not asked. */
final class DirectoryTable {

  /** The columns of a directory {@code d}, for {@link #read}. */
  static final String COLUMNS =
      "d.id, d.organization_id, d.provider, d.type, d.enabled_at, d.first_enabled_at,"
          + " d.first_contact_at, d.last_contact_at, d.users_changed_at, d.groups_changed_at,"
          + " d.attribute_map, d.user_count, d.group_count, d.created_at, d.updated_at";

  private static final String DIRECTORY = "SELECT " + COLUMNS + " FROM directories d ";

  private DirectoryTable() {}

  static Directory find(Handle handle, OrganizationId organization, DirectoryId id) {
    return handle
        .createQuery(DIRECTORY + "WHERE d.id = :id AND d.organization_id = :organization")
        .bind("id", id)
        .bind("organization", organization)
        .map((row, context) -> read(row))
        .findOne()
        .orElseThrow(() -> Problem.notFound("directory_not_found"));
  }

  static Optional<Directory> find(Handle handle, DirectoryId id) {
    return handle
        .createQuery(DIRECTORY + "WHERE d.id = :id")
        .bind("id", id)
        .map((row, context) -> read(row))
        .findOne();
  }

  /** The directories of an organization in the order they were made. */
  static List<Directory> all(Handle handle, OrganizationId organization, int most) {
    return handle
        .createQuery(
            DIRECTORY + "WHERE d.organization_id = :organization ORDER BY d.id LIMIT :most")
        .bind("organization", organization)
        .bind("most", most)
        .map((row, context) -> read(row))
        .list();
  }

  /** The first thousand directories of all organizations, or of one. */
  static List<Directories.Listed> list(Handle handle, @Nullable OrganizationId organization) {
    var query =
        handle.createQuery(
            "SELECT "
                + COLUMNS
                + ", o.slug FROM directories d JOIN organizations o ON o.id = d.organization_id "
                + (organization == null ? "" : "WHERE d.organization_id = :organization ")
                + "ORDER BY d.id LIMIT 1000");
    if (organization != null) query.bind("organization", organization);
    return query
        .map((row, context) -> new Directories.Listed(read(row), row.getString("slug")))
        .list();
  }

  static void insert(Handle tx, Directory made) {
    tx.createUpdate(
            """
            INSERT INTO directories (id, organization_id, provider, type, enabled_at, first_enabled_at, created_at, updated_at)
            VALUES (:id, :organization, :provider, :type, :enabled, :firstEnabled, :now, :now)
            """)
        .bind("id", made.id())
        .bind("organization", made.organization())
        .bind("provider", made.provider())
        .bind("type", made.type().name())
        .bind("enabled", made.enabledAt())
        .bind("firstEnabled", made.firstEnabledAt())
        .bind("now", made.createdAt())
        .execute();
  }

  static void setProvider(
      Handle tx, Directory it, String provider, DirectoryType type, Instant now) {
    tx.createUpdate(
            "UPDATE directories SET provider = :provider, type = :type, updated_at = "
                + Version.NEXT
                + " WHERE id = :id AND organization_id = :organization")
        .bind("provider", provider)
        .bind("type", type.name())
        .bind("now", now)
        .bind("id", it.id())
        .bind("organization", it.organization())
        .execute();
  }

  static void setEnabled(Handle tx, Directory it, @Nullable Instant since, Instant now) {
    tx.createUpdate(
            """
            UPDATE directories SET enabled_at = :since, first_enabled_at = COALESCE(first_enabled_at, :since), updated_at = %s
             WHERE id = :id AND organization_id = :organization
            """
                .formatted(Version.NEXT))
        .bind("since", since)
        .bind("now", now)
        .bind("id", it.id())
        .bind("organization", it.organization())
        .execute();
  }

  static void setAttributes(Handle tx, Directory it, AttributeMap map, Instant now) {
    tx.createUpdate(
            "UPDATE directories SET attribute_map = :map, updated_at = "
                + Version.NEXT
                + " WHERE id = :id AND organization_id = :organization")
        .bind("map", map.json())
        .bind("now", now)
        .bind("id", it.id())
        .bind("organization", it.organization())
        .execute();
  }

  static AttributeMap attributes(Handle handle, DirectoryId id) {
    return AttributeMap.stored(
        handle
            .createQuery("SELECT attribute_map FROM directories WHERE id = :id")
            .bind("id", id)
            .mapTo(String.class)
            .one());
  }

  static void delete(Handle tx, Directory it) {
    tx.createUpdate("DELETE FROM directories WHERE id = :id AND organization_id = :organization")
        .bind("id", it.id())
        .bind("organization", it.organization())
        .execute();
  }

  /** Notes that a directory has reached us, unless that was noted since then. */
  static void noteContact(Handle tx, DirectoryId id, Instant now, Instant unlessSince) {
    tx.createUpdate(
            """
            UPDATE directories SET last_contact_at = :now, first_contact_at = COALESCE(first_contact_at, :now)
             WHERE id = :id AND (last_contact_at IS NULL OR last_contact_at <= :unless)
            """)
        .bind("now", now)
        .bind("id", id)
        .bind("unless", unlessSince)
        .execute();
  }

  /** Counts a new user and answers its position in the list. */
  static long countUserIn(Handle tx, DirectoryId id, Instant now) {
    return Direct.row(
            tx,
            """
            UPDATE directories SET user_sequence = user_sequence + 1, user_count = user_count + 1, users_changed_at = ?
             WHERE id = ? RETURNING user_sequence
            """,
            row -> row.getLong(1),
            now,
            id)
        .orElseThrow();
  }

  /** Notes that a user has changed, or counts it out; nobody gets its position again. */
  static void countUser(Handle tx, DirectoryId id, int less, Instant now) {
    tx.createUpdate(
            "UPDATE directories SET user_count = user_count - :less, users_changed_at = :now WHERE"
                + " id = :id")
        .bind("less", less)
        .bind("now", now)
        .bind("id", id)
        .execute();
  }

  /** Counts a new group and answers its position in the list. */
  static long countGroupIn(Handle tx, DirectoryId id, Instant now) {
    return tx.createQuery(
            """
            UPDATE directories SET group_sequence = group_sequence + 1, group_count = group_count + 1, groups_changed_at = :now
             WHERE id = :id RETURNING group_sequence
            """)
        .bind("now", now)
        .bind("id", id)
        .mapTo(Long.class)
        .one();
  }

  /** Notes that a group has changed, or counts it out; nobody gets its position again. */
  static void countGroup(Handle tx, DirectoryId id, int less, Instant now) {
    tx.createUpdate(
            "UPDATE directories SET group_count = group_count - :less, groups_changed_at = :now"
                + " WHERE id = :id")
        .bind("less", less)
        .bind("now", now)
        .bind("id", id)
        .execute();
  }

  static Directory read(ResultSet row) throws SQLException {
    return new Directory(
        new DirectoryId(Columns.text(row, "id")),
        new OrganizationId(Columns.text(row, "organization_id")),
        Columns.text(row, "provider"),
        DirectoryType.valueOf(Columns.text(row, "type")),
        Columns.timeOrNull(row, "enabled_at"),
        Columns.timeOrNull(row, "first_enabled_at"),
        Columns.timeOrNull(row, "first_contact_at"),
        Columns.timeOrNull(row, "last_contact_at"),
        Columns.timeOrNull(row, "users_changed_at"),
        Columns.timeOrNull(row, "groups_changed_at"),
        AttributeMap.stored(Columns.text(row, "attribute_map")),
        row.getLong("user_count"),
        row.getLong("group_count"),
        Columns.time(row, "created_at"),
        Columns.time(row, "updated_at"));
  }
}
