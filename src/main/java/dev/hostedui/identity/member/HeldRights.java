package dev.hostedui.identity.member;

import dev.hostedui.db.Columns;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Permission;
import dev.hostedui.identity.UserId;
import dev.hostedui.identity.role.RoleId;
import dev.hostedui.identity.role.Roles;
import dev.hostedui.identity.user.User;
import dev.hostedui.identity.user.Users;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/** Who of the members holds which roles, and what these give. */
final class HeldRights {

  private HeldRights() {}

  /** Active members whose roles give a permission, the longest-standing first. */
  static List<User> holders(
      Handle handle, OrganizationId organization, Permission permission, int most) {
    return handle
        .createQuery(
            """
            SELECT u.id, u.email, u.email_verified_at, u.given_name, u.family_name
              FROM memberships m JOIN users u ON u.id = m.user_id
             WHERE m.organization_id = :organization AND m.status = 'ACTIVE'
               AND m.user_id IN (SELECT c.user_id FROM membership_roles c JOIN roles r ON r.id = c.role_id
                                  WHERE c.organization_id = :organization AND %s)
             ORDER BY m.position LIMIT :most
            """
                .formatted(gives(0)))
        .bind("organization", organization)
        .bind("permission0", " " + permission.wireName() + " ")
        .bind("most", most)
        .map((row, context) -> Users.read(row, "id"))
        .list();
  }

  /** How many memberships hold a role, in all organizations together. */
  static long holders(Handle handle, RoleId role) {
    return handle
        .createQuery(
            """
            SELECT COUNT(*) FROM organizations o
              JOIN membership_roles mr ON mr.organization_id = o.id AND mr.role_id = :role
            """)
        .bind("role", role)
        .mapTo(Long.class)
        .one();
  }

  /** The organizations in which somebody holds a role. */
  static Set<OrganizationId> organizationsWith(Handle handle, RoleId role) {
    return handle
        .createQuery(
            """
            SELECT o.id FROM organizations o
             WHERE EXISTS (SELECT 1 FROM membership_roles mr WHERE mr.organization_id = o.id AND mr.role_id = :role)
            """)
        .bind("role", role)
        .mapTo(OrganizationId.class)
        .set();
  }

  /** The roles of each member who holds this one. */
  static Map<UserId, Set<RoleId>> ofHolders(
      Handle handle, OrganizationId organization, RoleId role) {
    var held = new LinkedHashMap<UserId, Set<RoleId>>();
    handle
        .createQuery(
            """
            SELECT mr.user_id, mr.role_id FROM membership_roles mr
             WHERE mr.organization_id = :organization
               AND mr.user_id IN (SELECT h.user_id FROM membership_roles h
                                   WHERE h.organization_id = :organization AND h.role_id = :role)
             ORDER BY mr.user_id
            """)
        .bind("organization", organization)
        .bind("role", role)
        .map(
            (row, context) ->
                Map.entry(
                    new UserId(Columns.text(row, "user_id")),
                    new RoleId(Columns.text(row, "role_id"))))
        .forEach(
            it -> held.computeIfAbsent(it.getKey(), any -> new HashSet<>()).add(it.getValue()));
    return held;
  }

  /** Whether the roles of another active member give all of these together. */
  static boolean anotherHolds(Handle tx, Member but, Set<Permission> all) {
    return someoneHolds(tx, but.organization(), but.user().id().value(), all);
  }

  /** Whether the roles of an active member give all of these together. */
  static boolean someoneHolds(Handle tx, OrganizationId organization, Set<Permission> all) {
    return someoneHolds(tx, organization, "", all);
  }

  private static boolean someoneHolds(
      Handle tx, OrganizationId organization, String but, Set<Permission> all) {
    return !holding(tx, organization, but, all, 1).isEmpty();
  }

  /** The active members whose roles give all of these together. */
  static Set<UserId> holding(Handle handle, OrganizationId organization, Set<Permission> all) {
    return holding(handle, organization, "", all, Integer.MAX_VALUE);
  }

  private static Set<UserId> holding(
      Handle handle, OrganizationId organization, String but, Set<Permission> all, int most) {
    // few members may change roles, so their rows are where the search begins
    var names =
        all.stream()
            .sorted((one, other) -> Boolean.compare(isRare(other), isRare(one)))
            .map(permission -> " " + permission.wireName() + " ")
            .toList();
    var sql =
        new StringBuilder(
            "SELECT DISTINCT c.user_id FROM membership_roles c JOIN memberships m ON"
                + " m.organization_id = c.organization_id AND m.user_id = c.user_id AND m.status ="
                + " 'ACTIVE' WHERE c.organization_id = :organization AND c.user_id <> :user AND"
                + " c.role_id IN (SELECT r.id FROM roles r WHERE "
                + Roles.USABLE
                + " AND "
                + gives(0)
                + ")");
    for (var i = 1; i < names.size(); i++)
      sql.append(
              " AND EXISTS (SELECT 1 FROM membership_roles mr JOIN roles r ON r.id = mr.role_id"
                  + " WHERE mr.organization_id = c.organization_id AND mr.user_id = c.user_id AND ")
          .append(gives(i))
          .append(")");
    var query =
        handle
            .createQuery(sql.append(" LIMIT :most").toString())
            .bind("organization", organization)
            .bind("user", but)
            .bind("most", most);
    for (var i = 0; i < names.size(); i++) query.bind("permission" + i, names.get(i));
    return query.mapTo(UserId.class).set();
  }

  private static boolean isRare(Permission permission) {
    return permission == Permission.USERS_ROLE_CHANGE;
  }

  /**
   * Whether a role {@code r} gives a permission, whose name is bound between spaces. Not LIKE: its
   * wildcards are in every name, and on SQLite it does not tell capitals from small letters.
   */
  static String gives(int number) {
    return "REPLACE(' ' || r.effective_permissions || ' ', :permission"
        + number
        + ", '') <> ' ' || r.effective_permissions || ' '";
  }
}
