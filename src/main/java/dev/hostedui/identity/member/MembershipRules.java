package dev.hostedui.identity.member;

import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Locks;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Permission;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.emaildomain.MailProviders;
import dev.hostedui.identity.environment.Environment;
import dev.hostedui.identity.environment.Environments;
import dev.hostedui.identity.organization.Organizations;
import dev.hostedui.identity.role.Role;
import dev.hostedui.identity.role.RoleDefinitions;
import dev.hostedui.identity.role.RoleId;
import dev.hostedui.identity.role.Roles;
import dev.hostedui.identity.user.EmailAddress;
import dev.hostedui.identity.user.User;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/**
 * The rules that every way of becoming, changing or ceasing to be a member shares. Each is asked
 * while the organization is held, so that it stays true until the change is done.
 */
final class MembershipRules {

  private MembershipRules() {}

  /** Refuses more members than the organization has seats. */
  static void refuseOverSeats(MemberTable table, Handle tx, OrganizationId organization) {
    refuseOverSeats(table, tx, organization, 1);
  }

  /**
   * Refuses one of several who are to become members, when those before take the last seats.
   *
   * @param nth which of them it is, from 1 on
   */
  static void refuseOverSeats(MemberTable table, Handle tx, OrganizationId organization, int nth) {
    var seats = Organizations.seats(tx, organization);
    if (seats <= 0 || table.takenSeats(tx, organization, seats) + nth <= seats) return;
    throw Problem.conflict("seats_taken").with(seats);
  }

  /**
   * Refuses to make somebody an active member who is one of another organization, where the app
   * lets people belong to one only. Both organizations may be changed at the same time, so the
   * person is held.
   */
  static void refuseSecondOrganization(Handle tx, OrganizationId organization, User user) {
    if (Environments.multipleMemberships(tx)) return;
    Locks.user(tx, user.id());
    if (MemberTable.isActiveElsewhere(tx, organization, user.id()))
      throw Problem.conflict("other_organization").with(user.email().value());
  }

  /** Refuses to hand out a role that gives more than the actor holds. */
  static void refuseGivingMore(Handle tx, Actor actor, OrganizationId organization, Role role) {
    if (!actor.mayGive(tx, organization, role.permissions()))
      throw Problem.conflict("role_exceeds_own").at("role").with(role.displayName());
  }

  /**
   * Refuses to renew or take away roles that give more than the actor holds: who may not make an
   * admin may not unmake one either.
   */
  static void refuseAboveOwn(Handle tx, Actor actor, Member member, List<Role> roles) {
    if (!actor.mayGive(tx, member.organization(), permissions(roles)))
      throw Problem.conflict("member_exceeds_own").with(member.user().email().value());
  }

  /**
   * Refuses to take from the last active member what an organization needs somebody to hold: all
   * that whoever makes an organization gets, and the changing of roles. Without it nobody could
   * give that to anyone again.
   *
   * @param held the member's roles
   * @param kept what their roles give after the change
   */
  static void refuseLastAdmin(
      Handle tx, Actor actor, Member member, List<Role> held, List<Role> kept) {
    if (!actor.mayLeaveWithoutAdmin() && isLastAdmin(tx, member, held, kept))
      throw Problem.conflict("last_admin");
  }

  /**
   * Whether a member would be the last active one with what an organization needs somebody to hold,
   * and hold it no more.
   *
   * @param held the member's roles
   * @param kept what their roles give after the change
   */
  static boolean isLastAdmin(Handle tx, Member member, List<Role> held, List<Role> kept) {
    if (member.status() != MembershipStatus.ACTIVE) return false;
    var before = permissions(held);
    var after = permissions(kept);
    for (var needed : needed(tx)) {
      if (!before.containsAll(needed) || after.containsAll(needed)) continue;
      if (!HeldRights.anotherHolds(tx, member, needed)) return true;
    }
    return false;
  }

  /**
   * What an organization needs somebody to hold, together or by several. The role of whoever makes
   * one gives the seeing of members, too ({@link RoleDefinitions#mustRunOrganizations}); the
   * changing of roles is kept also where nobody has that role any more.
   */
  static List<Set<Permission>> needed(Handle tx) {
    return Stream.of(Roles.defaultCreator(tx).permissions(), Set.of(Permission.USERS_ROLE_CHANGE))
        .filter(it -> !it.isEmpty())
        .toList();
  }

  private static Set<Permission> permissions(List<Role> roles) {
    var all = EnumSet.noneOf(Permission.class);
    for (var role : roles) all.addAll(role.permissions());
    return all;
  }

  /** The role that was chosen in a list of those the organization can use. */
  private static Role role(Handle tx, OrganizationId organization, String typed) {
    return RoleId.parse(typed)
        .flatMap(id -> Roles.find(tx, organization, id))
        .orElseThrow(() -> Problem.invalid("unknown_role").at("role").with(typed));
  }

  /** The roles that were chosen in a list of those the organization can use, at least one. */
  static List<Role> roles(Handle tx, OrganizationId organization, Collection<String> typed) {
    if (typed.isEmpty()) throw Problem.invalid("role_missing").at("role");
    return typed.stream().distinct().map(it -> role(tx, organization, it)).toList();
  }

  /**
   * Refuses roles that were chosen for a member who has had others when they were chosen: what
   * somebody else has given them meanwhile would be taken again by who knows nothing of it.
   */
  static void refuseUnseen(Handle tx, Member member, List<Role> chosen, Collection<String> seen) {
    var held = Roles.heldBy(tx, member.organization(), member.user().id());
    if (Set.copyOf(held).equals(Set.copyOf(chosen))) return;
    var ids = held.stream().map(it -> it.id().value()).collect(Collectors.toSet());
    if (!ids.equals(Set.copyOf(seen)))
      throw Problem.conflict("roles_changed")
          .at("role")
          .with(held.stream().map(Role::displayName).collect(Collectors.joining(", ")));
  }

  /** The role of that name that the organization can use. */
  static Role named(Handle tx, OrganizationId organization, String name) {
    return Roles.find(tx, organization, name)
        .orElseThrow(() -> Problem.invalid("unknown_role").at("roles").with(name));
  }

  /** Refuses an address whose person a directory of the organization keeps out. */
  static void refuseKeptOut(Handle handle, OrganizationId organization, EmailAddress email) {
    if (KeptOut.is(handle, organization, email))
      throw Problem.conflict("deactivated").at("email").with(email.value());
  }

  /**
   * Refuses an address that belongs to the organization in any way already, or that a directory
   * keeps out. Who was deactivated by a directory that does not know of them any more is neither.
   */
  static void refuseExisting(
      MemberTable table, Handle tx, OrganizationId organization, EmailAddress email) {
    var status = table.lookUp(tx, organization, email).map(Member::status).orElse(null);
    if (status == null || status == MembershipStatus.INACTIVE) {
      refuseKeptOut(tx, organization, email);
      return;
    }
    throw switch (status) {
      case PENDING_INVITE -> Problem.conflict("already_invited").at("email").with(email.value());
      case INVITE_EXPIRED -> Problem.conflict("invitation_expired").at("email").with(email.value());
      default -> Problem.conflict("already_member").at("email").with(email.value());
    };
  }

  /** Refuses an address whose kind of provider may not sign up here. */
  static void refuseBlockedSignUp(Environment environment, EmailAddress email) {
    if (!environment.publicEmailDomains() && MailProviders.isPublic(email.domain())) {
      throw Problem.forbidden("sign_up_from_public_domain").with(email.domain());
    }
    if (!environment.disposableEmailDomains() && MailProviders.isDisposable(email.domain())) {
      throw Problem.forbidden("sign_up_from_disposable_domain").with(email.domain());
    }
  }
}
