package dev.hostedui.identity.member;

import dev.hostedui.db.Database;
import dev.hostedui.db.Direct;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.UserId;
import dev.hostedui.identity.role.Roles;
import dev.hostedui.identity.user.EmailAddress;
import java.time.Clock;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Says before somebody leaves an organization, or is removed from it, what that will mean. */
public final class Departures {

  private static final String NEWCOMERS_BY_SINGLE_SIGN_ON =
      """
      SELECT 1 FROM connections c JOIN email_domains d ON d.organization_id = c.organization_id
       WHERE c.organization_id = ? AND c.enabled_at IS NOT NULL AND ' ' || c.switches || ' ' LIKE '% jit_provisioning %'
         AND d.domain = ? AND d.domain_type = 'ORGANIZATION_DOMAIN' AND d.verification_status = 'VERIFIED'
       LIMIT 1
      """;

  private final Database database;
  private final MemberTable table;

  public Departures(Database database, Clock clock) {
    this.database = database;
    this.table = new MemberTable(clock);
  }

  /**
   * What it means for a member to leave.
   *
   * @throws dev.hostedui.identity.Problem NOT_FOUND when they are none
   */
  public Departure of(OrganizationId organization, UserId user) {
    return database.read(
        handle -> {
          var member = table.find(handle, organization, user);
          var roles = Roles.heldBy(handle, organization, user);
          return new Departure(
              MembershipRules.isLastAdmin(handle, member, roles, List.of()),
              table.membershipsOf(handle, user) == 1,
              waysBack(handle, organization, member.user().email()));
        });
  }

  /** How the person who has an address can come back once they are no member any more. */
  public WaysBack waysBack(OrganizationId organization, EmailAddress email) {
    return database.read(handle -> waysBack(handle, organization, email));
  }

  private static WaysBack waysBack(Handle handle, OrganizationId organization, EmailAddress email) {
    if (KeptOut.is(handle, organization, email)) return new WaysBack(false, false);
    return new WaysBack(
        Suggestions.include(handle, organization, email.domain()),
        Direct.row(handle, NEWCOMERS_BY_SINGLE_SIGN_ON, row -> true, organization, email.domain())
            .isPresent());
  }
}
