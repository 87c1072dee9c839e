package dev.hostedui.identity.member;

import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Locks;
import dev.hostedui.identity.role.RoleHolders;
import dev.hostedui.identity.role.RoleId;
import java.time.Clock;
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
  public void hold(Handle tx, RoleId role) {
    for (var organization : HeldRights.organizationsWith(tx, role))
      Locks.organization(tx, organization);
  }

  /**
   * Organization by organization, in the order of their ids. There is one event, that of the role.
   */
  @Override
  public void reassign(Handle tx, Actor actor, RoleId from, RoleId to) {
    for (var organization : HeldRights.organizationsWith(tx, from))
      table.reassign(tx, organization, from, to);
  }
}
