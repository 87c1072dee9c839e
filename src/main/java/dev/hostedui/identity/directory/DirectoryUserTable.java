package dev.hostedui.identity.directory;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hostedui.db.Columns;
import dev.hostedui.db.Direct;
import dev.hostedui.db.ValueLists;
import dev.hostedui.identity.Names;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.UserId;
import dev.hostedui.identity.user.EmailAddress;
import dev.hostedui.text.Letters;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;

/** The rows of a directory's users. What may be done with them is not asked. */
public final class DirectoryUserTable {

  /** The columns of a user {@code du} of a directory, for {@link #read}. */
  public static final String COLUMNS =
      "du.id, du.directory_id, du.organization_id, du.user_id, du.position, du.user_name,"
          + " du.external_id, du.email, du.given_name, du.family_name, du.display_name,"
          + " du.deactivated_at, du.attributes, du.version, du.created_at, du.updated_at";

  /** {@link DirectoryUser#name} of a user {@code du} of a directory. */
  public static final String NAME =
      "CASE WHEN du.display_name <> '' THEN du.display_name"
          + " ELSE TRIM(du.given_name || ' ' || du.family_name) END";

  /**
   * Finds the ids of users of {@code :directory} that may have an address, whose folded text takes
   * the place of {@code %1$s}: their known one, or another; or of whom the others were never
   * written down.
   */
  public static final String WITH_ADDRESS =
      """
      SELECT k.id FROM directory_users k WHERE k.directory_id = :directory AND k.email = %1$s
      UNION SELECT a.directory_user_id FROM directory_user_emails a
             WHERE a.directory_id = :directory AND a.address_key IN (%1$s, '')
      """;

  /** That the organization of a user {@code du} has shown the domain of their address to be its. */
  static final String OF_OWN_DOMAIN =
      """
      EXISTS (SELECT 1 FROM email_domains v WHERE v.organization_id = du.organization_id
                 AND v.domain_type = 'ORGANIZATION_DOMAIN' AND v.verification_status = 'VERIFIED'
                 AND SUBSTR(du.email, LENGTH(du.email) - LENGTH(v.domain)) = '@' || v.domain)
      """;

  /** No address has more characters (RFC 5321 §4.5.3.1.3); what is longer is kept all the same. */
  private static final int LONGEST_ADDRESS = 254;

  private static final ObjectMapper JSON = new ObjectMapper();

  private DirectoryUserTable() {}

  static Optional<DirectoryUser> find(Handle handle, Directory directory, DirectoryUserId id) {
    return handle
        .createQuery(
            "SELECT "
                + COLUMNS
                + " FROM directory_users du WHERE du.id = :id AND du.directory_id = :directory AND"
                + " du.organization_id = :organization")
        .bind("id", id)
        .bind("directory", directory.id())
        .bind("organization", directory.organization())
        .map((row, context) -> read(row))
        .findOne();
  }

  /** Those of these users that are known, whichever directory knows them. */
  static Map<DirectoryUserId, DirectoryUser> findAll(
      Handle handle, Collection<DirectoryUserId> ids) {
    var found = new HashMap<DirectoryUserId, DirectoryUser>();
    ValueLists.read(
        handle,
        "SELECT " + COLUMNS + " FROM directory_users du WHERE du.id IN (%s)",
        ids,
        DirectoryUserTable::read,
        it -> found.put(it.id(), it));
    return found;
  }

  /** Whether another user of the directory goes by that name. */
  static boolean isNamed(Handle handle, DirectoryUser but, String key) {
    return handle
        .createQuery(
            "SELECT 1 FROM directory_users WHERE directory_id = :directory AND user_name_key = :key"
                + " AND id <> :but")
        .bind("directory", but.directory())
        .bind("key", key)
        .bind("but", but.id())
        .mapTo(Integer.class)
        .findOne()
        .isPresent();
  }

  static void insert(Handle tx, DirectoryUser made, String key) {
    Direct.update(
        tx,
        """
        INSERT INTO directory_users (id, directory_id, organization_id, user_id, position, user_name, user_name_key,
                                     external_id, email, given_name, family_name, display_name, deactivated_at,
                                     attributes, version, created_at, updated_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        made.id(),
        made.directory(),
        made.organization(),
        made.user(),
        made.position(),
        made.userName(),
        key,
        made.externalId(),
        made.email(),
        made.givenName(),
        made.familyName(),
        made.displayName(),
        made.deactivatedAt(),
        made.attributes(),
        made.version(),
        made.createdAt(),
        made.updatedAt());
    insertAddresses(tx, made);
  }

  /** Writes everything of a user but its address and its place. */
  static void update(Handle tx, DirectoryUser changed, String key) {
    tx.createUpdate(
            """
            UPDATE directory_users SET user_id = :user, user_name = :userName, user_name_key = :key, external_id = :externalId,
                   given_name = :given, family_name = :family, display_name = :displayName, deactivated_at = :deactivated,
                   activated_at = CASE WHEN :active AND deactivated_at IS NOT NULL THEN :now ELSE activated_at END, attributes = :attributes, version = :version, updated_at = :now
             WHERE id = :id AND directory_id = :directory
            """)
        .bind("user", changed.user())
        .bind("userName", changed.userName())
        .bind("key", key)
        .bind("externalId", changed.externalId())
        .bind("given", changed.givenName())
        .bind("family", changed.familyName())
        .bind("displayName", changed.displayName())
        .bind("deactivated", changed.deactivatedAt())
        .bind("active", changed.active())
        .bind("attributes", changed.attributes())
        .bind("version", changed.version())
        .bind("now", changed.updatedAt())
        .bind("id", changed.id())
        .bind("directory", changed.directory())
        .execute();
    Direct.update(
        tx, "DELETE FROM directory_user_emails WHERE directory_user_id = ?", changed.id());
    insertAddresses(tx, changed);
  }

  /** Writes down the addresses of a user beside the known one, which is in a column. */
  private static void insertAddresses(Handle tx, DirectoryUser user) {
    Direct.updateAll(
        tx,
        "INSERT INTO directory_user_emails (directory_user_id, address_key, directory_id) VALUES"
            + " (?, ?, ?)",
        otherAddresses(user).stream()
            .map(key -> new Object[] {user.id(), key, user.directory()})
            .iterator());
  }

  /**
   * What is asked for in {@link #WITH_ADDRESS}: an address without regard to letter case. Of what
   * is too long for one, it is the beginning.
   */
  public static String addressKey(String address) {
    return Names.caseless(Letters.beginning(address, LONGEST_ADDRESS));
  }

  private static Set<String> otherAddresses(DirectoryUser user) {
    try {
      var keys = new TreeSet<String>();
      for (var it : JSON.readTree(user.attributes()).path("emails"))
        keys.add(addressKey(it.path("value").asText()));
      keys.removeAll(Set.of(user.email().value(), ""));
      return keys;
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("the attributes of a directory's user must be JSON", e);
    }
  }

  static void delete(Handle tx, DirectoryUser user) {
    tx.createUpdate("DELETE FROM directory_users WHERE id = :id AND directory_id = :directory")
        .bind("id", user.id())
        .bind("directory", user.directory())
        .execute();
  }

  /** The user in a row that has {@link #COLUMNS}. */
  public static DirectoryUser read(ResultSet row) throws SQLException {
    var user = row.getString("user_id");
    return new DirectoryUser(
        new DirectoryUserId(Columns.text(row, "id")),
        new DirectoryId(Columns.text(row, "directory_id")),
        new OrganizationId(Columns.text(row, "organization_id")),
        user == null ? null : new UserId(user),
        row.getLong("position"),
        Columns.text(row, "user_name"),
        row.getString("external_id"),
        new EmailAddress(Columns.text(row, "email")),
        Columns.text(row, "given_name"),
        Columns.text(row, "family_name"),
        Columns.text(row, "display_name"),
        Columns.timeOrNull(row, "deactivated_at"),
        Columns.text(row, "attributes"),
        row.getLong("version"),
        Columns.time(row, "created_at"),
        Columns.time(row, "updated_at"));
  }
}
