package dev.hostedui.identity.member;

import dev.hostedui.identity.Actor;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.UserId;
import dev.hostedui.identity.event.Events;
import dev.hostedui.identity.role.RoleHolders;
import dev.hostedui.identity.role.RoleId;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/** The memberships that hold roles, for those who define them. */
public final class HoldersOfRoles implements RoleHolders {

  /** So many people have an event each. */
  static final int MOST_EACH = 50;

  private final MemberTable table;
  private final RoleChanges changes;

  public HoldersOfRoles(Events events, Clock clock) {
    this.table = new MemberTable(clock);
    this.changes = new RoleChanges(events, clock);
  }

  @Override
  public long count(Handle handle, RoleId role) {
    return HeldRights.holders(handle, role);
  }

  @Override
  public Set<OrganizationId> organizations(Handle handle, RoleId role) {
    return HeldRights.organizationsWith(handle, role);
  }

  /**
   * Organization by organization, in the order of their ids. Up to {@value #MOST_EACH} people have
   * an event each; those of thousands would keep everybody else from writing meanwhile. No letter
   * tells them: the roles there are have changed, as when one gives something else.
   */
  @Override
  public Map<OrganizationId, Integer> reassign(
      Handle tx, Actor actor, Set<OrganizationId> held, RoleId from, RoleId to) {
    var each = count(tx, from) <= MOST_EACH;
    var together = new LinkedHashMap<OrganizationId, Integer>();
    for (var organization : held) {
      var before =
          each ? HeldRights.ofHolders(tx, organization, from) : Map.<UserId, Set<RoleId>>of();
      var members = table.reassign(tx, organization, from, to);
      if (!each) together.put(organization, members);
      before.forEach((user, roles) -> changes.record(tx, actor, organization, user, roles));
    }
    return together;
  }
}
