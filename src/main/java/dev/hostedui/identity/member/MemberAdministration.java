package dev.hostedui.identity.member;

import dev.hostedui.db.Database;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Locks;
import dev.hostedui.identity.Metadata;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Permission;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.UserId;
import dev.hostedui.identity.Version;
import dev.hostedui.identity.emaildomain.OrganizationDomains;
import dev.hostedui.identity.organization.Organizations;
import dev.hostedui.identity.role.Role;
import dev.hostedui.identity.role.Roles;
import dev.hostedui.identity.session.SessionEnds;
import dev.hostedui.identity.user.EmailAddress;
import dev.hostedui.identity.user.UserDetails;
import dev.hostedui.identity.user.UserVersion;
import dev.hostedui.identity.user.Users;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * What programs do with people and their memberships beside what people do with each other: several
 * roles by their names, metadata, members without an invitation, and ends of whole organizations.
 * The rules are those of {@link Members} and {@link Invitations}.
 */
public final class MemberAdministration {

  /** Longer metadata of a membership is not kept. */
  public static final int MOST_METADATA = 20;

  /** More members than this would hold up every other change while they go. */
  static final int MOST_AT_ONCE = 10_000;

  private final Database database;
  private final Members members;
  private final Invitations invitations;
  private final Organizations organizations;
  private final OrganizationDomains domains;
  private final Users users;
  private final SessionEnds ends;
  private final MemberTable table;

  public MemberAdministration(
      Database database,
      Members members,
      Invitations invitations,
      Organizations organizations,
      OrganizationDomains domains,
      Users users,
      SessionEnds ends,
      Clock clock) {
    this.database = database;
    this.members = members;
    this.invitations = invitations;
    this.organizations = organizations;
    this.domains = domains;
    this.users = users;
    this.ends = ends;
    this.table = new MemberTable(clock);
  }

  /**
   * How somebody becomes a member.
   *
   * @param roles names of roles; none gives the organization's default role
   * @param inviter the address of whoever is named in the mail, or null
   * @param mail whether they are sent an invitation, which they accept; else they are active at
   *     once
   */
  public record Entry(
      List<String> roles, Metadata metadata, @Nullable String inviter, boolean mail) {
    public Entry {
      roles = List.copyOf(roles);
    }
  }

  // ------------------------------------------------------------------ people

  /**
   * Makes a person, and a member of an organization. To invite an address is what people may do,
   * too; only the operator says more of the person, or lets them in without their consent.
   *
   * @param details gets what is known of them, which is nothing, and answers what should be
   * @throws Problem INVALID, naming the fields; CONFLICT when all seats are taken, a directory
   *     keeps them out, or there is somebody of that address: in the organization, or for an actor
   *     that operates anywhere; TOO_MANY for too many mails; or what {@link Actor#must} refuses
   */
  public Member create(
      Actor actor,
      OrganizationId organization,
      String typedEmail,
      UnaryOperator<UserDetails> details,
      Entry entry) {
    var wanted = details.apply(UserDetails.NONE);
    if (!entry.mail || !wanted.equals(UserDetails.NONE)) actor.mustOperate();
    var email = email(typedEmail);
    return database.inTransaction(
        tx -> {
          actor.must(tx, organization, Permission.USERS_INVITE);
          // whoever has an account is told to be made a member, which this one may not
          MembershipRules.refuseKeptOut(tx, organization, email);
          // others invite whoever it is, as people do: the refusal would say who has an account
          if (actor.operates()) {
            var unused = users.create(tx, email, wanted);
          }
          return enter(tx, actor, organization, email, entry);
        });
  }

  /**
   * Makes somebody who is known a member of an organization. Only the operator lets them in without
   * their consent.
   *
   * @throws Problem NOT_FOUND for the person; otherwise as {@link #create}
   */
  public Member add(Actor actor, OrganizationId organization, UserId user, Entry entry) {
    if (!entry.mail) actor.mustOperate();
    return database.inTransaction(
        tx -> {
          actor.must(tx, organization, Permission.USERS_INVITE);
          var known = Users.find(tx, user).orElseThrow(() -> Problem.notFound("user_not_found"));
          return enter(tx, actor, organization, known.email(), entry);
        });
  }

  private Member enter(
      Handle tx, Actor actor, OrganizationId organization, EmailAddress email, Entry entry) {
    var metadata = entry.metadata.within("membership.metadata", MOST_METADATA);
    var inviter = entry.inviter == null ? null : inviter(entry.inviter).value();
    return entry.mail
        ? invitations.invite(
            tx,
            actor,
            organization,
            email.value(),
            () -> roles(tx, organization, entry.roles),
            metadata,
            inviter)
        : admit(tx, actor, organization, email, roles(tx, organization, entry.roles), metadata);
  }

  private Member admit(
      Handle tx,
      Actor actor,
      OrganizationId organization,
      EmailAddress email,
      List<Role> roles,
      Metadata metadata) {
    MembershipRules.refuseExisting(table, tx, organization, email);
    for (var role : roles) MembershipRules.refuseGivingMore(tx, actor, organization, role);
    MembershipRules.refuseOverSeats(table, tx, organization);
    var user = users.findOrCreate(tx, email, "", "");
    return members.admit(
        tx,
        actor,
        Organizations.held(tx, organization),
        user,
        roles,
        metadata,
        ProvisioningMethod.DIRECT_PROVISION);
  }

  private static List<Role> roles(Handle tx, OrganizationId organization, List<String> names) {
    if (names.isEmpty()) return List.of(Roles.defaultMember(tx, organization));
    return new LinkedHashSet<>(names)
        .stream().map(name -> MembershipRules.named(tx, organization, name)).toList();
  }

  private static EmailAddress email(String typed) {
    return EmailAddress.parse("email", typed);
  }

  private static EmailAddress inviter(String typed) {
    return EmailAddress.parse("inviter_email", typed);
  }

  /**
   * Removes a person for good: all their memberships and sessions end.
   *
   * @throws Problem NOT_FOUND; CONFLICT when they are somewhere the last member who can do
   *     everything, or hold a role that gives more than the actor holds
   */
  public void delete(Actor actor, UserId id) {
    actor.mustOperate();
    boolean done;
    // each further round holds one more organization, which they have joined since the last one
    do done = database.inTransaction(tx -> deleteUnlessJoining(tx, actor, id));
    while (!done);
  }

  /**
   * Deletes a person, or answers false and changes nothing when they have joined an organization
   * that would have had to be held before them.
   */
  private boolean deleteUnlessJoining(Handle tx, Actor actor, UserId id) {
    // whoever changes members holds the organizations before the person
    var held = Locks.organizations(tx, MemberTable.organizationsOf(tx, id));
    if (!Locks.user(tx, id)) throw Problem.notFound("user_not_found");
    var user = Users.find(tx, id).orElseThrow();
    // from here on nobody makes them a member of anything
    var in = MemberTable.organizationsOf(tx, id);
    if (!held.containsAll(in)) return false;
    for (var organization : in) {
      var member = table.find(tx, organization, id);
      var roles = Roles.heldBy(tx, organization, id);
      MembershipRules.refuseAboveOwn(tx, actor, member, roles);
      MembershipRules.refuseLastAdmin(tx, actor, member, roles, List.of());
      members.end(tx, actor, member);
    }
    // the last one of them may have taken the record along
    if (Users.find(tx, id).isPresent()) {
      ends.revokeAll(tx, actor, id);
      users.delete(tx, actor, user);
    }
    return true;
  }

  // ------------------------------------------------------------------ memberships

  /**
   * Changes a membership.
   *
   * @param seen the {@link UserVersion} that the actor has seen, or null when any will do
   * @param roleNames the names of all roles the member is to hold, or null to keep them
   * @param metadata what the app keeps with the membership from now on, or null to keep it
   * @throws Problem NOT_FOUND; INVALID for an unknown role or none; CONFLICT as {@link
   *     Members#changeRoles}, or when it is another version by now
   */
  public void change(
      Actor actor,
      OrganizationId organization,
      UserId user,
      @Nullable String seen,
      @Nullable List<String> roleNames,
      @Nullable Metadata metadata) {
    database.useTransaction(
        tx -> {
          actor.must(tx, organization, Permission.USERS_ROLE_CHANGE);
          var member = table.find(tx, organization, user);
          if (seen != null) {
            // they and what they are here must stay what was seen until the end
            Locks.user(tx, user);
            Version.mustBeOneOf(seen, UserVersion.allWith(tx, user, organization));
          }
          var unused =
              members.change(
                  tx,
                  actor,
                  member,
                  roleNames == null ? null : someRoles(tx, organization, roleNames),
                  metadata == null ? null : metadata.within("metadata", MOST_METADATA));
        });
  }

  private static List<Role> someRoles(Handle tx, OrganizationId organization, List<String> names) {
    if (names.isEmpty()) throw Problem.invalid("role_missing").at("roles");
    return roles(tx, organization, names);
  }

  /**
   * Gives a member further roles, or takes some away.
   *
   * @param given names of roles
   * @param taken names of roles that the member holds
   * @throws Problem as {@link #change}; NOT_FOUND for a role to take that they do not hold
   */
  public void changeSome(
      Actor actor, OrganizationId organization, UserId user, Set<String> given, Set<String> taken) {
    database.useTransaction(
        tx -> {
          actor.must(tx, organization, Permission.USERS_ROLE_CHANGE);
          var member = table.find(tx, organization, user);
          var roles = new ArrayList<>(Roles.heldBy(tx, organization, user));
          for (var name : given) {
            var role = MembershipRules.named(tx, organization, name);
            if (!roles.contains(role)) roles.add(role);
          }
          for (var name : taken)
            if (!roles.removeIf(role -> role.name().equals(name)))
              throw Problem.notFound("role_not_found");
          if (roles.isEmpty()) throw Problem.conflict("last_role");
          members.changeRoles(tx, actor, member, roles);
        });
  }

  // ------------------------------------------------------------------ organizations

  /**
   * Ends an organization: the sessions and memberships of its members, everything that was set up
   * for it, and the records of people who belong to no other one. The last admin goes with it.
   *
   * @throws Problem NOT_FOUND; CONFLICT when it has more than {@value #MOST_AT_ONCE} members
   */
  public void deleteOrganization(Actor actor, OrganizationId id) {
    actor.mustOperate();
    database.useTransaction(
        tx -> {
          Locks.organization(tx, id);
          var all = MemberTable.usersOf(tx, id, MOST_AT_ONCE + 1);
          if (all.size() > MOST_AT_ONCE)
            throw Problem.conflict("organization_too_large").with(MOST_AT_ONCE);
          for (var user : all) {
            Locks.user(tx, user);
            members.end(tx, actor, table.find(tx, id, user));
          }
          domains.forget(tx, id);
          organizations.delete(tx, actor, id);
        });
  }
}
