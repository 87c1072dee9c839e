package dev.hostedui.identity.member;

import dev.hostedui.identity.Locks;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.role.RoleHolders;
import dev.hostedui.identity.role.RoleId;
import java.time.Clock;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/** The memberships that hold roles, for those who define them. */
public final class HoldersOfRoles implements RoleHolders {

  private final MemberTable table;

  public HoldersOfRoles(Clock clock) {
    this.table = new MemberTable(clock);
  }

  @Override
  public long count(Handle handle, RoleId role) {
    return HeldRights.holders(handle, role);
  }

  @Override
  public Set<OrganizationId> hold(Handle tx, RoleId role) {
    return Locks.organizations(tx, HeldRights.organizationsWith(tx, role));
  }

  /** Organization by organization. There is one event, that of the role. */
  @Override
  public void reassign(Handle tx, Set<OrganizationId> held, RoleId from, RoleId to) {
    for (var organization : held) table.reassign(tx, organization, from, to);
  }
}
