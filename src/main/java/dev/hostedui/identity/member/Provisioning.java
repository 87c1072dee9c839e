package dev.hostedui.identity.member;

import dev.hostedui.identity.Actor;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Permission;
import dev.hostedui.identity.UserId;
import dev.hostedui.identity.event.Change;
import dev.hostedui.identity.event.EventType;
import dev.hostedui.identity.event.Events;
import dev.hostedui.identity.organization.Organization;
import dev.hostedui.identity.organization.OrganizationSnapshot;
import dev.hostedui.identity.organization.Organizations;
import dev.hostedui.identity.role.Role;
import dev.hostedui.identity.role.RoleId;
import dev.hostedui.identity.role.Roles;
import dev.hostedui.identity.session.SessionEnds;
import dev.hostedui.identity.user.User;
import java.time.Clock;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Makes people members, lets them in or keeps them out because a system of their organization says
 * so: its identity provider or its directory. Whether that may is for the caller to decide, who
 * holds the organization and the person.
 */
public final class Provisioning {

  private final Members members;
  private final SessionEnds ends;
  private final Events events;
  private final MemberTable table;

  public Provisioning(Members members, SessionEnds ends, Events events, Clock clock) {
    this.members = members;
    this.ends = ends;
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
    return HeldRights.holders(handle, organization, permission, most);
  }

  /**
   * Those without whom nobody would hold what an organization needs somebody to hold, should all of
   * these people go; empty when others stay who do, or nobody does now.
   */
  public Set<UserId> lastAdmins(
      Handle handle, OrganizationId organization, Collection<UserId> going) {
    var last = new HashSet<UserId>();
    for (var needed : MembershipRules.needed(handle)) {
      var holding = HeldRights.holding(handle, organization, needed);
      if (going.containsAll(holding)) last.addAll(holding);
    }
    return last;
  }

  // ------------------------------------------------------------------ by an identity provider

  /**
   * Makes a person an active member: an invitation counts as accepted, with the role it gives. Who
   * was not invited, or too long ago, gets the organization's default role.
   *
   * @throws dev.hostedui.identity.Problem CONFLICT when all seats are taken
   */
  public void admitVouchedFor(Handle tx, Actor actor, OrganizationId id, User user) {
    var before = table.lookUp(tx, id, user.id()).orElse(null);
    if (before == null) {
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
    mustHaveSeat(tx, id, before);
    reactivate(tx, actor, before, null, ProvisioningMethod.JIT_USING_SSO);
  }

  // ------------------------------------------------------------------ by a directory

  /**
   * Refuses unless there is a seat for somebody who is to be an active member.
   *
   * @param member their membership as it stands, or null when there is none
   * @throws dev.hostedui.identity.Problem CONFLICT when all seats are taken
   */
  public void mustHaveSeat(Handle tx, OrganizationId organization, @Nullable Member member) {
    // an active member and a valid invitation have their seat already
    var seated =
        member != null
            && (member.status() == MembershipStatus.ACTIVE
                || member.status() == MembershipStatus.PENDING_INVITE);
    if (!seated) MembershipRules.refuseOverSeats(table, tx, organization);
  }

  /**
   * Makes somebody a member who is none, active or not. There must be a seat: see {@link
   * #mustHaveSeat}.
   *
   * @param roles what they get, or null for the organization's default role
   * @throws dev.hostedui.identity.Problem CONFLICT for an active member, when people may belong to
   *     one organization only, and they do to another
   */
  public void enter(
      Handle tx,
      Actor actor,
      Organization organization,
      User user,
      boolean active,
      @Nullable Set<RoleId> roles) {
    if (active) MembershipRules.refuseSecondOrganization(tx, organization.id(), user);
    var member =
        table.insert(
            tx,
            organization,
            user,
            active ? MembershipStatus.ACTIVE : MembershipStatus.INACTIVE,
            ProvisioningMethod.DIRECT_PROVISION,
            null,
            null);
    var given = roles == null ? Set.of(Roles.defaultMember(tx, organization.id()).id()) : roles;
    for (var role : given) table.giveRole(tx, member, role);
    record(tx, actor, EventType.MEMBERSHIP_CREATED, member, null);
  }

  /**
   * Lets a member in again, or makes an invitation an active membership. An active one stays as it
   * is. What an invitation gives ends with it, as whoever gave it may not give that any more: who
   * was invited too long ago becomes a member like anybody else. There must be a seat: see {@link
   * #mustHaveSeat}.
   *
   * @param roles what they hold from now on, or null when that stays
   * @param method how whose invitation has expired becomes a member
   * @return whether anything has changed
   * @throws dev.hostedui.identity.Problem CONFLICT when people may belong to one organization only,
   *     and they do to another
   */
  public boolean reactivate(
      Handle tx,
      Actor actor,
      Member member,
      @Nullable Set<RoleId> roles,
      ProvisioningMethod method) {
    if (member.status() == MembershipStatus.ACTIVE)
      return roles != null && setRoles(tx, actor, member, roles);
    MembershipRules.refuseSecondOrganization(tx, member.organization(), member.user());
    var was = snapshot(tx, member);
    InvitationLinks.forget(tx, member.organization(), member.user().id());
    if (member.status() == MembershipStatus.INVITE_EXPIRED)
      table.forgetInvitation(tx, member, method);
    table.setStatus(tx, member, MembershipStatus.ACTIVE);
    var from = leftBy(tx, member, roles);
    if (from != null && !held(tx, member).equals(from)) table.replaceRoles(tx, member, from);
    var type = member.invited() ? EventType.MEMBERSHIP_CREATED : EventType.MEMBERSHIP_UPDATED;
    record(tx, actor, type, member, was);
    return true;
  }

  /**
   * What ended when a member was deactivated.
   *
   * @param user whose membership it is
   * @param roles those that it gave
   * @param ended the sessions in the organization, and what applications held there
   */
  public record Deactivated(UserId user, List<Role> roles, SessionEnds.Ended ended) {
    public Deactivated {
      roles = List.copyOf(roles);
    }
  }

  /**
   * Keeps a member out at once: the membership stays and is inactive, their sessions in the
   * organization and what applications hold there end, and the applications are told. An invitation
   * cannot be accepted any more. An event says so when nobody is left who can do everything.
   *
   * @param left what they hold from now on, which an active membership gives again, or null when
   *     that stays
   * @return what ended, or empty when the membership was inactive already
   */
  public Optional<Deactivated> deactivate(
      Handle tx, Actor actor, Member member, @Nullable Set<RoleId> left) {
    if (member.status() == MembershipStatus.INACTIVE) {
      if (left != null) setRoles(tx, actor, member, left);
      return Optional.empty();
    }
    var id = member.organization();
    var user = member.user().id();
    var roles = Roles.heldBy(tx, id, user);
    var wasNeeded = MembershipRules.isLastAdmin(tx, member, roles, List.of());
    var was = snapshot(tx, member);
    InvitationLinks.forget(tx, id, user);
    if (member.status() == MembershipStatus.INVITE_EXPIRED)
      table.forgetInvitation(tx, member, ProvisioningMethod.DIRECT_PROVISION);
    table.setStatus(tx, member, MembershipStatus.INACTIVE);
    var from = leftBy(tx, member, left);
    if (from != null && !ids(roles).equals(from)) table.replaceRoles(tx, member, from);
    var ended = ends.revokeIn(tx, actor, user, id);
    record(tx, actor, EventType.MEMBERSHIP_UPDATED, member, was);
    if (wasNeeded) recordWithoutAdmin(tx, actor, id);
    return Optional.of(new Deactivated(user, roles, ended));
  }

  /**
   * Gives a member these roles in place of those they hold. An event says so when nobody is left
   * who can do everything.
   *
   * @param roles at least one
   * @return whether they held others
   */
  public boolean setRoles(Handle tx, Actor actor, Member member, Set<RoleId> roles) {
    if (roles.isEmpty()) throw new IllegalArgumentException("a member holds at least one role");
    var id = member.organization();
    var before = Roles.heldBy(tx, id, member.user().id());
    if (ids(before).equals(roles)) return false;
    var was = snapshot(tx, member);
    table.replaceRoles(tx, member, roles);
    record(tx, actor, EventType.MEMBERSHIP_UPDATED, member, was);
    var after = Roles.heldBy(tx, id, member.user().id());
    if (MembershipRules.isLastAdmin(tx, member, before, after)) recordWithoutAdmin(tx, actor, id);
    return true;
  }

  // ------------------------------------------------------------------ what they share

  /** What a member holds from now on, or null when that stays: an expired invitation gives none. */
  private static @Nullable Set<RoleId> leftBy(
      Handle tx, Member member, @Nullable Set<RoleId> roles) {
    return roles == null && member.status() == MembershipStatus.INVITE_EXPIRED
        ? Set.of(Roles.defaultMember(tx, member.organization()).id())
        : roles;
  }

  private static Set<RoleId> held(Handle tx, Member member) {
    return ids(Roles.heldBy(tx, member.organization(), member.user().id()));
  }

  private static Set<RoleId> ids(Collection<Role> roles) {
    var ids = new HashSet<RoleId>();
    for (var role : roles) ids.add(role.id());
    return ids;
  }

  private static Map<String, Object> snapshot(Handle tx, Member member) {
    return MembershipSnapshot.of(tx, member.organization(), member.user().id());
  }

  private void record(
      Handle tx, Actor actor, EventType type, Member member, @Nullable Map<String, Object> was) {
    events.record(
        tx,
        actor,
        type,
        member.organization(),
        member.user().id(),
        new Change(was, snapshot(tx, member)));
  }

  private void recordWithoutAdmin(Handle tx, Actor actor, OrganizationId id) {
    events.record(
        tx,
        actor,
        EventType.ORGANIZATION_WITHOUT_ADMIN,
        id,
        id,
        Change.created(OrganizationSnapshot.of(tx, id).values()));
  }
}
