package dev.hostedui.identity.directory;

import dev.hostedui.db.Direct;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.role.RoleId;
import dev.hostedui.identity.role.Roles;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Who gains and who loses which role, as tables of the database: the beginning of a statement that
 * goes on with {@code gained} and {@code lost}, each of a {@code user_id} and a {@code role_id}.
 * However many people there are, it is one statement.
 *
 * <p>It compares the roles that the groups give ({@code after}) with those that people hold ({@code
 * held}). It speaks of people and not of users of the directory, because another directory may know
 * them, too.
 *
 * @param with the beginning, up to where the statement itself begins
 * @param bindings what it is filled in with
 */
record RoleSets(String with, Map<String, Object> bindings) {

  private static final String SETS =
      """
      giving (group_id, role_id) AS (
        SELECT g.id, g.role_id FROM directories d
          JOIN directory_groups g ON g.directory_id = d.id AND g.role_id IS NOT NULL
         WHERE d.organization_id = :organization AND g.id NOT IN (SELECT group_id FROM changed)
        UNION ALL
        SELECT group_id, role_id FROM changed WHERE role_id IS NOT NULL),
      people (user_id) AS (
        SELECT du.user_id FROM %s du
          JOIN memberships m ON m.organization_id = :organization AND m.user_id = du.user_id
         WHERE du.directory_id = :directory AND (m.status = 'ACTIVE' OR :activeOnly = 0)),
      given (user_id, role_id) AS (
        SELECT DISTINCT du.user_id, giving.role_id FROM giving
          JOIN directory_group_members gm ON gm.group_id = giving.group_id
          JOIN directory_users du ON du.id = gm.directory_user_id
         WHERE du.user_id IN (SELECT user_id FROM people) AND %s),
      after (user_id, role_id) AS (
        SELECT user_id, role_id FROM given
        UNION ALL
        SELECT user_id, :default FROM people WHERE user_id NOT IN (SELECT user_id FROM given)),
      held (user_id, role_id) AS (
        SELECT mr.user_id, mr.role_id FROM membership_roles mr
         WHERE mr.organization_id = :organization AND mr.user_id IN (SELECT user_id FROM people)),
      gained (user_id, role_id) AS (SELECT * FROM after EXCEPT SELECT * FROM held),
      lost (user_id, role_id) AS (SELECT * FROM held EXCEPT SELECT * FROM after)
      """;

  private static final String ALL = "directory_users";

  private static final String SOME =
      "(SELECT u.user_id, u.directory_id FROM role_users r JOIN directory_users u ON u.id ="
          + " r.directory_user_id)";

  /** As it would be for the active members, if these groups gave these roles. */
  static RoleSets forecast(Handle handle, Directory directory, List<RoleAssignment> changed) {
    return of(handle, directory, changed, ALL, true);
  }

  /** As it will be for all members, when these groups give these roles; kept. */
  static RoleSets ifGiven(Handle tx, Directory directory, List<RoleAssignment> changed) {
    return of(tx, directory, changed, ALL, false).kept(tx, directory);
  }

  /** As it is for some users of the directory, whose groups have changed; kept. */
  static RoleSets now(Handle tx, Directory directory, Collection<DirectoryUserId> whose) {
    tx.execute(
        "CREATE TEMPORARY TABLE IF NOT EXISTS role_users (directory_user_id TEXT PRIMARY KEY)");
    // the connection may have kept those of an earlier transaction
    tx.execute("DELETE FROM role_users");
    Direct.updateAll(
        tx,
        "INSERT INTO role_users (directory_user_id) VALUES (?)",
        whose.stream().map(it -> new Object[] {it}).iterator());
    return of(
            tx, directory, List.of(new RoleAssignment(new DirectoryGroupId(""), null)), SOME, false)
        .kept(tx, directory);
  }

  private static RoleSets of(
      Handle handle,
      Directory directory,
      List<RoleAssignment> changed,
      String users,
      boolean activeOnly) {
    OrganizationId organization = directory.organization();
    Map<String, Object> bindings = new HashMap<>();
    bindings.put("organization", organization.value());
    bindings.put("directory", directory.id().value());
    bindings.put("default", Roles.defaultMember(handle, organization).id().value());
    bindings.put("activeOnly", activeOnly ? 1 : 0);
    var rows = new ArrayList<String>();
    for (var i = 0; i < changed.size(); i++) {
      var role = changed.get(i).role();
      bindings.put("g" + i, changed.get(i).group().value());
      if (role != null) bindings.put("r" + i, role.value());
      rows.add("(:g" + i + ", CAST(" + parameter(i, role) + " AS TEXT))");
    }
    return new RoleSets(
        "WITH changed (group_id, role_id) AS (VALUES "
            + String.join(", ", rows)
            + "), "
            + SETS.formatted(users, DirectoryRoles.MAY_HAVE.formatted("giving.role_id")),
        bindings);
  }

  private static final String KEPT =
      """
      WITH gained (user_id, role_id) AS (SELECT user_id, role_id FROM role_moves WHERE gains = 1),
           lost (user_id, role_id) AS (SELECT user_id, role_id FROM role_moves WHERE gains = 0)
      """;

  /**
   * These sets, worked out now and kept for the statements of this transaction that follow. Working
   * them out takes longer than all that is done with them, and nobody else writes to SQLite
   * meanwhile.
   */
  private RoleSets kept(Handle tx, Directory directory) {
    tx.execute(
        "CREATE TEMPORARY TABLE IF NOT EXISTS role_moves (user_id TEXT NOT NULL, role_id TEXT NOT"
            + " NULL, gains BIGINT NOT NULL, active BIGINT NOT NULL)");
    tx.execute("DELETE FROM role_moves");
    tx.createUpdate(
            with
                + """
                INSERT INTO role_moves (user_id, role_id, gains, active)
                SELECT x.user_id, x.role_id, x.gains, CASE m.status WHEN 'ACTIVE' THEN 1 ELSE 0 END FROM (
                  SELECT user_id, role_id, 1 AS gains FROM gained UNION ALL SELECT user_id, role_id, 0 FROM lost) x
                  JOIN memberships m ON m.organization_id = :organization AND m.user_id = x.user_id
                """)
        .bindMap(bindings)
        .execute();
    return new RoleSets(
        KEPT,
        Map.of(
            "organization", directory.organization().value(), "directory", directory.id().value()));
  }

  /** How many active members gain or lose a role, by the sets that were kept last. */
  static long countPeople(Handle tx) {
    return tx.createQuery("SELECT COUNT(DISTINCT user_id) FROM role_moves WHERE active = 1")
        .mapTo(Long.class)
        .one();
  }

  /** The roles that any active member loses, by the sets that were kept last. */
  static List<RoleId> lost(Handle tx) {
    return tx.createQuery("SELECT DISTINCT role_id FROM role_moves WHERE active = 1 AND gains = 0")
        .mapTo(RoleId.class)
        .list();
  }

  private static String parameter(int i, @Nullable Object role) {
    return role == null ? "NULL" : ":r" + i;
  }
}
