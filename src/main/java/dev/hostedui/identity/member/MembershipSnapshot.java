package dev.hostedui.identity.member;

import dev.hostedui.db.Columns;
import dev.hostedui.db.Direct;
import dev.hostedui.identity.Metadata;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.UserId;
import dev.hostedui.identity.event.Snapshot;
import dev.hostedui.identity.organization.OrganizationSnapshot;
import dev.hostedui.identity.role.RoleId;
import dev.hostedui.identity.user.UserSnapshot;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** A membership as events show it: the organization, and the user with the membership in it. */
final class MembershipSnapshot {
  private static final Comparator<Map<String, Object>> BY_NAME =
      Comparator.comparing((Map<String, Object> role) -> String.valueOf(role.get("name")))
          .thenComparing(role -> String.valueOf(role.get("id")));

  private MembershipSnapshot() {}

  static Map<String, Object> of(Handle tx, OrganizationId organization, UserId user) {
    return find(tx, organization, user).orElseThrow();
  }

  static Optional<Map<String, Object>> find(Handle tx, OrganizationId organization, UserId user) {
    return find(tx, organization, user, roles(tx, organization, user));
  }

  /** As it is now, but with other roles: those of before a change, or of after it. */
  static Optional<Map<String, Object>> find(
      Handle tx, OrganizationId organization, UserId user, Collection<RoleId> roles) {
    return find(
        tx,
        organization,
        user,
        roles.stream().flatMap(id -> role(tx, id).stream()).sorted(BY_NAME).toList());
  }

  private static Optional<Map<String, Object>> find(
      Handle tx, OrganizationId organization, UserId user, List<Map<String, Object>> roles) {
    var membership =
        Direct.row(
            tx,
            """
            SELECT status, metadata, provisioning_method, inviter_email, expires_at, resent_at, resent_count,
                   accepted_at, created_at
              FROM memberships WHERE organization_id = ? AND user_id = ?
            """,
            MembershipSnapshot::read,
            organization,
            user);
    return membership.map(
        it ->
            new Snapshot()
                .with("organization", OrganizationSnapshot.of(tx, organization))
                .with(
                    "user",
                    UserSnapshot.of(tx, user)
                        .with(
                            "membership",
                            it.with("organization_id", organization.value()).with("roles", roles)))
                .values());
  }

  private static Snapshot read(ResultSet row) throws SQLException {
    var metadata = Metadata.stored(Columns.text(row, "metadata"));
    return new Snapshot()
        .with("membership_status", Columns.text(row, "status"))
        .with("provisioning_method", Columns.text(row, "provisioning_method"))
        .with("metadata", metadata.values().isEmpty() ? null : metadata.values())
        .with("inviter_email", row.getString("inviter_email"))
        .at("created_at", Columns.time(row, "created_at"))
        .at("accepted_at", Columns.timeOrNull(row, "accepted_at"))
        .at("expires_at", Columns.timeOrNull(row, "expires_at"))
        .at("resent_at", Columns.timeOrNull(row, "resent_at"))
        .with("resent_count", row.getLong("resent_count"));
  }

  private static List<Map<String, Object>> roles(
      Handle tx, OrganizationId organization, UserId user) {
    return Direct.rows(
        tx,
        """
        SELECT r.id, r.name, r.display_name FROM membership_roles mr JOIN roles r ON r.id = mr.role_id
         WHERE mr.organization_id = ? AND mr.user_id = ? ORDER BY r.name, r.id
        """,
        MembershipSnapshot::role,
        organization,
        user);
  }

  private static Optional<Map<String, Object>> role(Handle tx, RoleId id) {
    return tx.createQuery("SELECT id, name, display_name FROM roles WHERE id = :id")
        .bind("id", id)
        .map((row, context) -> role(row))
        .findOne();
  }

  private static Map<String, Object> role(ResultSet row) throws SQLException {
    return new Snapshot()
        .with("id", Columns.text(row, "id"))
        .with("name", Columns.text(row, "name"))
        .with("display_name", Columns.text(row, "display_name"))
        .values();
  }
}
