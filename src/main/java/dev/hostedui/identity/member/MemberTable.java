package dev.hostedui.identity.member;

import dev.hostedui.db.Columns;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Permission;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.UserId;
import dev.hostedui.identity.organization.Organization;
import dev.hostedui.identity.organization.Organizations;
import dev.hostedui.identity.role.Role;
import dev.hostedui.identity.role.RoleId;
import dev.hostedui.identity.role.Roles;
import dev.hostedui.identity.user.User;
import dev.hostedui.identity.user.Users;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * The rows of memberships, and the rules that every way of becoming or changing a member shares.
 */
final class MemberTable {

  static final String COLUMNS =
      "m.organization_id, m.position, m.status, m.expires_at, u.id, u.email, u.email_verified_at,"
          + " u.given_name, u.family_name";

  /**
   * Whether a role {@code r} gives a permission, whose name is bound between spaces. Not LIKE: its
   * wildcards are in every name, and on SQLite it does not tell capitals from small letters.
   */
  static final String GIVES =
      "REPLACE(' ' || r.effective_permissions || ' ', :permission, '') <> ' ' ||"
          + " r.effective_permissions || ' '";

  private final Clock clock;

  MemberTable(Clock clock) {
    this.clock = clock;
  }

  void refuseOverSeats(Handle tx, OrganizationId organization, int more) {
    var cap =
        tx.createQuery("SELECT max_allowed_users FROM organizations WHERE id = :id")
            .bind("id", organization.value())
            .map(
                (row, context) -> Optional.ofNullable(Columns.longOrNull(row, "max_allowed_users")))
            .one()
            .orElse(0L);
    if (cap <= 0) return;
    var taken =
        tx.createQuery(
                """
                SELECT COUNT(*) FROM (SELECT 1 FROM memberships
                  WHERE organization_id = :organization
                    AND (status = 'ACTIVE' OR (status = 'PENDING_INVITE' AND expires_at > :now)) LIMIT :cap) AS seats
                """)
            .bind("organization", organization.value())
            .bind("now", clock.millis())
            .bind("cap", cap)
            .mapTo(Long.class)
            .one();
    if (taken + more > cap) {
      throw Problem.conflict("seats_taken").with(cap);
    }
  }

  void refuseGivingMore(Actor.Person actor, Role role) {
    if (!actor.permissions().containsAll(role.permissions())) {
      throw Problem.conflict("role_exceeds_own").at("role").with(role.displayName());
    }
  }

  /**
   * The actor's permissions were read when the request began; another admin may have taken them
   * away since. Two admins who demote each other at the same moment must not both succeed.
   */
  void refuseWithoutLivePermission(Handle tx, Actor.Person actor, Permission permission) {
    var holds =
        tx.createQuery(
                "SELECT COUNT(*) FROM memberships m JOIN membership_roles mr ON mr.organization_id"
                    + " = m.organization_id AND mr.user_id = m.user_id JOIN roles r ON r.id ="
                    + " mr.role_id WHERE m.organization_id = :organization AND m.user_id = :user"
                    + " AND m.status = 'ACTIVE' AND "
                    + GIVES)
            .bind("organization", actor.inOrganization().value())
            .bind("user", actor.user().value())
            .bind("permission", " " + permission.wireName() + " ")
            .mapTo(Integer.class)
            .one();
    if (holds == 0) {
      throw Problem.forbidden("permission_lost");
    }
  }

  Member insert(
      Handle tx,
      Organization organization,
      User user,
      MembershipStatus status,
      ProvisioningMethod method,
      @Nullable String inviter,
      @Nullable Instant expires) {
    var position = reservePositions(tx, organization.id(), 1);
    var text = MemberSearch.textOf(user);
    tx.createUpdate(
            """
            INSERT INTO memberships (organization_id, user_id, position, status, provisioning_method, search_text,
                                     inviter_email, expires_at, created_at, updated_at)
            VALUES (:organization, :user, :position, :status, :method, :text, :inviter, :expires, :now, :now)
            """)
        .bind("organization", organization.id().value())
        .bind("user", user.id().value())
        .bind("position", position)
        .bind("status", status.name())
        .bind("method", method.wireName())
        .bind("text", text)
        .bind("inviter", inviter)
        .bind("expires", expires == null ? null : (Long) expires.toEpochMilli())
        .bind("now", clock.millis())
        .execute();
    MemberSearch.put(tx, organization.number(), position, text);
    return new Member(organization.id(), user, position, status, expires);
  }

  /**
   * Takes the next positions of the organization's list, counts the members, and answers the last.
   */
  long reservePositions(Handle tx, OrganizationId organization, long how) {
    return tx.createQuery(
            """
            UPDATE organizations SET member_sequence = member_sequence + :how, member_count = member_count + :how
             WHERE id = :id RETURNING member_sequence
            """)
        .bind("how", how)
        .bind("id", organization.value())
        .mapTo(Long.class)
        .one();
  }

  void giveRole(Handle tx, Member member, RoleId role) {
    tx.createUpdate(
            "INSERT INTO membership_roles (organization_id, user_id, role_id) VALUES"
                + " (:organization, :user, :role)")
        .bind("organization", member.organization().value())
        .bind("user", member.user().id().value())
        .bind("role", role.value())
        .execute();
  }

  Organization lock(Handle tx, OrganizationId id) {
    Organizations.lock(tx, id);
    return Organizations.find(tx, id).orElseThrow(() -> Problem.notFound("organization_not_found"));
  }

  Role role(Handle tx, OrganizationId organization, String typed) {
    return RoleId.parse(typed)
        .flatMap(id -> Roles.find(tx, organization, id))
        .orElseThrow(() -> Problem.invalid("unknown_role").at("role").with(typed));
  }

  Member find(Handle tx, OrganizationId organization, UserId user) {
    return lookUp(tx, organization, user).orElseThrow(() -> Problem.notFound("user_not_found"));
  }

  Optional<Member> lookUp(Handle handle, OrganizationId organization, UserId user) {
    return handle
        .createQuery(
            "SELECT "
                + COLUMNS
                + " FROM memberships m JOIN users u ON u.id = m.user_id"
                + " WHERE m.organization_id = :organization AND m.user_id = :user")
        .bind("organization", organization.value())
        .bind("user", user.value())
        .map((row, context) -> member(row))
        .findOne();
  }

  Map<String, String> rolesOf(Handle tx, Member member) {
    var roles = new HashMap<String, String>();
    tx.createQuery(
            "SELECT r.id, r.display_name FROM membership_roles mr JOIN roles r ON r.id = mr.role_id"
                + " WHERE mr.organization_id = :organization AND mr.user_id = :user")
        .bind("organization", member.organization().value())
        .bind("user", member.user().id().value())
        .map(
            (row, context) -> Map.entry(Columns.text(row, "id"), Columns.text(row, "display_name")))
        .forEach(entry -> roles.put(entry.getKey(), entry.getValue()));
    return roles;
  }

  Map<String, String> state(Member member, @Nullable Role role) {
    var state = new HashMap<String, String>();
    state.put("email", member.user().email().value());
    state.put("status", member.status().name());
    if (role != null) state.put("role", role.displayName());
    return state;
  }

  Member member(ResultSet row) throws SQLException {
    var expires = Columns.timeOrNull(row, "expires_at");
    var user = Users.read(row, "id");
    return new Member(
        new OrganizationId(Columns.text(row, "organization_id")),
        user,
        row.getLong("position"),
        MembershipStatus.now(Columns.text(row, "status"), expires, clock.instant()),
        expires);
  }
}
