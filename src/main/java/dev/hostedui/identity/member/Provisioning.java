package dev.hostedui.identity.member;

import dev.hostedui.identity.Actor;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Permission;
import dev.hostedui.identity.UserId;
import dev.hostedui.identity.event.Change;
import dev.hostedui.identity.event.EventType;
import dev.hostedui.identity.event.Events;
import dev.hostedui.identity.organization.Organizations;
import dev.hostedui.identity.role.Roles;
import dev.hostedui.identity.user.User;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Makes people members because a system of their organization vouches for them. Whether it may is
 * for the caller to decide, who holds the organization and the person.
 */
public final class Provisioning {

  private final Members members;
  private final Events events;
  private final MemberTable table;

  public Provisioning(Members members, Events events, Clock clock) {
    this.members = members;
    this.events = events;
    this.table = new MemberTable(clock);
  }

  /** A person's membership as it stands now. */
  public Optional<Member> find(Handle handle, OrganizationId organization, UserId user) {
    return table.lookUp(handle, organization, user);
  }

  /** Active members whose roles give a permission, the first ones of the list. */
  public List<User> holders(
      Handle handle, OrganizationId organization, Permission permission, int most) {
    return table.holders(handle, organization, permission, most);
  }

  /**
   * Makes a person an active member: an invitation counts as accepted, with the role it gives; an
   * expired one too. Who was not invited gets the organization's default role.
   *
   * @throws dev.hostedui.identity.Problem CONFLICT when all seats are taken
   */
  public void admitVouchedFor(Handle tx, Actor actor, OrganizationId id, User user) {
    var before = table.lookUp(tx, id, user.id());
    if (before.isEmpty()) {
      MembershipRules.refuseOverSeats(table, tx, id);
      members.admit(
          tx,
          actor,
          Organizations.held(tx, id),
          user,
          Roles.defaultMember(tx, id),
          ProvisioningMethod.JIT_USING_SSO);
      return;
    }
    // a valid invitation has its seat already
    if (before.get().status() == MembershipStatus.INVITE_EXPIRED)
      MembershipRules.refuseOverSeats(table, tx, id);
    var was = MembershipSnapshot.of(tx, id, user.id());
    InvitationLinks.forget(tx, id, user.id());
    table.activate(tx, id, user.id());
    events.record(
        tx,
        actor,
        EventType.MEMBERSHIP_CREATED,
        id,
        user.id(),
        Change.from(was, MembershipSnapshot.of(tx, id, user.id())));
  }
}
