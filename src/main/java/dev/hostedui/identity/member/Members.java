package dev.hostedui.identity.member;

import dev.hostedui.db.Database;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Locks;
import dev.hostedui.identity.Metadata;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Permission;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.UserId;
import dev.hostedui.identity.environment.Environment;
import dev.hostedui.identity.environment.Environments;
import dev.hostedui.identity.event.Change;
import dev.hostedui.identity.event.EventType;
import dev.hostedui.identity.event.Events;
import dev.hostedui.identity.organization.Organization;
import dev.hostedui.identity.organization.Organizations;
import dev.hostedui.identity.role.Role;
import dev.hostedui.identity.role.Roles;
import dev.hostedui.identity.session.SessionEnds;
import dev.hostedui.identity.session.Sessions;
import dev.hostedui.identity.user.EmailAddress;
import dev.hostedui.identity.user.User;
import dev.hostedui.identity.user.Users;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Admits, changes and removes members. */
public final class Members {

  /** How long a new organization of the same name is taken for one that was asked for twice. */
  static final Duration SENT_TWICE = Duration.ofMinutes(1);

  private final Database database;
  private final Organizations organizations;
  private final Users users;
  private final Sessions sessions;
  private final SessionEnds ends;
  private final Events events;
  private final MembershipNews news;
  private final MemberTable table;

  public Members(
      Database database,
      Organizations organizations,
      Users users,
      Sessions sessions,
      SessionEnds ends,
      Events events,
      MembershipNews news,
      Clock clock) {
    this.database = database;
    this.organizations = organizations;
    this.users = users;
    this.sessions = sessions;
    this.ends = ends;
    this.events = events;
    this.news = news;
    this.table = new MemberTable(clock);
  }

  /**
   * Makes a person a member of an organization that lists their proven email domain, and turns the
   * session they ask from to it. An invitation there that has expired is none: they get the role of
   * whoever joins, not that of the invitation.
   *
   * @throws Problem NOT_FOUND when it does not, they belong to it in any way already, or its
   *     directory keeps them out; CONFLICT when all seats are taken, or the session has ended
   *     meanwhile
   */
  public Organization joinByEmailDomain(Actor actor, UserId person, OrganizationId id) {
    return database.inTransaction(
        tx -> {
          var organization = Organizations.held(tx, id);
          actor.mustBe(tx, person);
          var user =
              Users.find(tx, person).orElseThrow(() -> Problem.notFound("account_not_found"));
          if (!user.emailVerified()
              || !Suggestions.include(tx, id, user.email())
              || KeptOut.is(tx, id, user.email())
              || table
                  .lookUp(tx, id, user.id())
                  .filter(it -> it.status() != MembershipStatus.INVITE_EXPIRED)
                  .isPresent()) {
            throw Problem.notFound("organization_not_found");
          }
          MembershipRules.refuseOverSeats(table, tx, id);
          admit(
              tx,
              actor,
              organization,
              user,
              Roles.defaultMember(tx, id),
              ProvisioningMethod.ALLOWED_EMAIL_DOMAIN);
          sessions.follow(tx, actor, id);
          return organization;
        });
  }

  /** Those who manage the settings of an organization, the longest-standing first. */
  public static List<User> managing(Handle handle, OrganizationId organization, int most) {
    return HeldRights.holders(handle, organization, Permission.SETTINGS_MANAGE, most);
  }

  /**
   * Makes a new organization with a person as its first member, and turns the session they ask from
   * to it. Asked again within {@link #SENT_TWICE} for one of that name, it answers the one it has
   * made.
   *
   * @throws Problem INVALID for the name; CONFLICT when they have made as many as they may, or the
   *     session has ended meanwhile; FORBIDDEN when their address is of a kind that may not
   */
  public Organization createOrganization(Actor actor, UserId person, String name) {
    return database.inTransaction(
        tx -> {
          actor.mustBe(tx, person);
          var user =
              Users.find(tx, person).orElseThrow(() -> Problem.notFound("account_not_found"));
          var environment = Environments.in(tx);
          refuseSignUpOff(environment);
          MembershipRules.refuseBlockedSignUp(environment, user.email());
          // a form that was sent twice is meant once
          var made = organizations.justMadeBy(tx, user.id().value(), name, SENT_TWICE).orElse(null);
          if (made != null) {
            sessions.follow(tx, actor, made.id());
            return made;
          }
          refuseOneMore(tx, environment, user);
          var organization =
              organizations.create(tx, actor, name, null, Set.of(), user.id().value());
          admit(
              tx,
              actor,
              organization,
              user,
              Roles.defaultCreator(tx),
              ProvisioningMethod.ORG_CREATOR);
          sessions.follow(tx, actor, organization.id());
          return organization;
        });
  }

  /** Why {@link #createOrganization} would not let a person make one more, if it would not. */
  public Optional<Problem> creationRefused(User user) {
    return database.read(
        handle -> {
          var environment = Environments.in(handle);
          try {
            refuseSignUpOff(environment);
            MembershipRules.refuseBlockedSignUp(environment, user.email());
            refuseOneMore(handle, environment, user);
            return Optional.empty();
          } catch (Problem refused) {
            return Optional.of(refused);
          }
        });
  }

  private static void refuseSignUpOff(Environment environment) {
    if (!environment.signUp()) throw Problem.forbidden("sign_up_off");
  }

  /** Refuses another organization to a person who has made as many as one may. */
  private static void refuseOneMore(Handle handle, Environment environment, User user) {
    var most = environment.organizationsPerUser();
    if (most > 0 && Organizations.madeBy(handle, user.id().value()) >= most)
      throw Problem.conflict("too_many_organizations").at("display_name").with(most);
  }

  /** Refuses an address whose kind of provider may not sign up here. */
  public static void refuseBlockedSignUp(Environment environment, EmailAddress email) {
    MembershipRules.refuseBlockedSignUp(environment, email);
  }

  /**
   * Makes a person an active member, and the person too if they are new, for the command line. They
   * sign in with a code like everybody.
   *
   * @param idOrSlug of the organization
   * @param typedRole the name of a role it can use
   * @throws Problem INVALID for the address or the role; NOT_FOUND for the organization; CONFLICT
   *     when they belong to it already, or a directory keeps them out
   */
  public Member provision(
      Actor actor,
      String idOrSlug,
      String typedEmail,
      String givenName,
      String familyName,
      String typedRole) {
    var email = EmailAddress.parse("email", typedEmail);
    return database.inTransaction(
        tx -> {
          var organization = Organizations.getNamed(tx, idOrSlug);
          actor.must(tx, organization.id(), Permission.USERS_INVITE);
          var role =
              Roles.find(tx, organization.id(), typedRole)
                  .orElseThrow(() -> Problem.invalid("unknown_role").at("role").with(typedRole));
          MembershipRules.refuseGivingMore(tx, actor, organization.id(), role);
          var user = users.findOrCreate(tx, email, givenName, familyName);
          MembershipRules.refuseExisting(table, tx, organization.id(), email);
          return admit(tx, actor, organization, user, role, ProvisioningMethod.DIRECT_PROVISION);
        });
  }

  /**
   * Adds an active member without asking who may: for verbs here, sample data and the command line.
   *
   * @throws Problem CONFLICT when people may belong to one organization only, and they do, or when
   *     a directory keeps them out
   */
  public Member admit(
      Handle tx,
      Actor actor,
      Organization organization,
      User user,
      Role role,
      ProvisioningMethod method) {
    return admit(tx, actor, organization, user, List.of(role), Metadata.NONE, method);
  }

  /**
   * {@link #admit(Handle, Actor, Organization, User, Role, ProvisioningMethod)} with several roles
   * and what the app keeps with the membership.
   */
  Member admit(
      Handle tx,
      Actor actor,
      Organization organization,
      User user,
      List<Role> roles,
      Metadata metadata,
      ProvisioningMethod method) {
    MembershipRules.refuseKeptOut(tx, organization.id(), user.email());
    MembershipRules.refuseSecondOrganization(tx, organization.id(), user);
    var former = FormerMembership.end(table, tx, actor, organization, user);
    var member = table.insert(tx, organization, user, MembershipStatus.ACTIVE, method, null, null);
    table.begin(tx, member, roles, FormerMembership.metadata(former, metadata));
    events.record(
        tx,
        actor,
        EventType.MEMBERSHIP_CREATED,
        organization.id(),
        user.id(),
        new Change(
            former.map(FormerMembership::snapshot).orElse(null),
            MembershipSnapshot.of(tx, organization.id(), user.id())));
    return member;
  }

  /** Gives a member these roles, whatever they have. */
  public Member changeRoles(
      Actor actor, OrganizationId id, UserId user, Collection<String> typedRoles) {
    return changeRoles(actor, id, user, typedRoles, null);
  }

  /**
   * Gives a member these roles in place of those they have.
   *
   * @param typedRoles the ids of roles the organization can use, at least one
   * @param seen the ids of the roles that the actor has seen them with, or null when any will do
   * @throws Problem NOT_FOUND; INVALID without a role, or for one the organization cannot use;
   *     CONFLICT when they have others by now, and not those already; for oneself, for a role that
   *     gives more than the actor holds, for a member who has such a role, and for the last active
   *     admin; or what {@link Actor#must} refuses
   */
  public Member changeRoles(
      Actor actor,
      OrganizationId id,
      UserId user,
      Collection<String> typedRoles,
      @Nullable Collection<String> seen) {
    return database.inTransaction(
        tx -> {
          actor.must(tx, id, Permission.USERS_ROLE_CHANGE);
          var member = table.find(tx, id, user);
          var roles = MembershipRules.roles(tx, id, typedRoles);
          if (seen != null) MembershipRules.refuseUnseen(tx, member, roles, seen);
          return changeRoles(tx, actor, member, roles);
        });
  }

  /** Gives a member other roles, in the change of whoever may. */
  Member changeRoles(Handle tx, Actor actor, Member member, List<Role> roles) {
    return change(tx, actor, member, roles, null);
  }

  /**
   * Gives a member other roles, or other metadata, or both, in the change of whoever may. It is one
   * event, which shows both.
   *
   * @param given all roles they are to hold, or null to keep them
   * @param metadata in the place of what the app keeps with the membership, or null to keep it
   */
  Member change(
      Handle tx,
      Actor actor,
      Member member,
      @Nullable List<Role> given,
      @Nullable Metadata metadata) {
    var id = member.organization();
    var user = member.user().id();
    if (given != null && actor.is(user)) throw Problem.conflict("own_role");
    var before = Roles.heldBy(tx, id, user);
    var roles = given == null ? before : given;
    if (given != null) for (var role : roles) MembershipRules.refuseGivingMore(tx, actor, id, role);
    var sameRoles = Set.copyOf(before).equals(Set.copyOf(roles));
    if (!sameRoles) {
      MembershipRules.refuseAboveOwn(tx, actor, member, before);
      MembershipRules.refuseLastAdmin(tx, actor, member, before, roles);
    }
    var sameMetadata = metadata == null || metadata.equals(MemberTable.metadata(tx, member));
    if (sameRoles && sameMetadata) return member;
    var was = MembershipSnapshot.of(tx, id, user);
    if (!sameRoles) table.replaceRoles(tx, member, roles.stream().map(Role::id).toList());
    if (metadata != null && !sameMetadata) table.setMetadata(tx, member, metadata);
    events.record(
        tx,
        actor,
        EventType.MEMBERSHIP_UPDATED,
        id,
        user,
        Change.from(was, MembershipSnapshot.of(tx, id, user)));
    if (!sameRoles && member.status() == MembershipStatus.ACTIVE)
      news.rolesChanged(tx, Organizations.held(tx, id), member.user(), roles);
    return member;
  }

  /**
   * Removes a member or takes an invitation back, ends their sessions in the organization, and
   * removes their record when this was their last membership. They can be invited again. An
   * invitation takes no record along whose person has proven who they are: only they, or whoever
   * had them as a member, decide about that.
   *
   * @throws Problem NOT_FOUND; CONFLICT for oneself, for a member whose role gives more than the
   *     actor holds, and for the last active admin; or what {@link Actor#must} refuses
   */
  public Member remove(Actor actor, OrganizationId id, UserId user) {
    return database.inTransaction(
        tx -> {
          actor.must(tx, id, Permission.USERS_DELETE);
          // whether this is their last membership is asked below, and must stay true until the end
          Locks.user(tx, user);
          var member = table.find(tx, id, user);
          if (actor.is(user)) throw Problem.conflict("own_membership");
          var roles = Roles.heldBy(tx, id, user);
          MembershipRules.refuseAboveOwn(tx, actor, member, roles);
          MembershipRules.refuseLastAdmin(tx, actor, member, roles, List.of());
          var organization = Organizations.held(tx, id);
          end(tx, actor, member);
          if (member.status() == MembershipStatus.ACTIVE)
            news.removed(tx, organization, member.user());
          return member;
        });
  }

  /**
   * Lets a person leave an organization: their membership and their sessions in it end, and their
   * record is removed when it was their last membership. Their passkeys go with it, and none of
   * those is deleted either without a proof of a moment ago.
   *
   * @param proven whether they have proven a moment ago who they are, by what counts everywhere
   * @param told whether they were told that their record goes with it, or null where nobody asked
   *     them
   * @return whether their record was removed
   * @throws Problem NOT_FOUND for somebody else or who is no active member; CONFLICT for the last
   *     member who can do everything, when the session is over, and {@code leave_proof_needed} when
   *     their record would be removed and they have proven nothing; {@code departure_changed} when
   *     they were told otherwise
   */
  public boolean leave(
      Actor actor, OrganizationId id, UserId user, boolean proven, @Nullable Boolean told) {
    return database.inTransaction(
        tx -> {
          // whoever changes members holds the organization before the person
          Locks.organization(tx, id);
          actor.mustBe(tx, user, id);
          var member = table.find(tx, id, user);
          if (member.status() != MembershipStatus.ACTIVE) throw Problem.notFound("user_not_found");
          var roles = Roles.heldBy(tx, id, user);
          MembershipRules.refuseLastAdmin(tx, actor, member, roles, List.of());
          // both are held: no other membership of theirs ends meanwhile
          var withAccount = table.membershipsOf(tx, user) == 1;
          if (withAccount && !proven) throw Problem.conflict("leave_proof_needed");
          if (told != null && told != withAccount) throw Problem.conflict("departure_changed");
          var organization = Organizations.held(tx, id);
          end(tx, actor, member);
          news.left(tx, organization, member.user(), withAccount);
          return withAccount;
        });
  }

  /** Ends a membership in the change of whoever may. */
  void end(Handle tx, Actor actor, Member member) {
    var id = member.organization();
    var user = member.user().id();
    var was = MembershipSnapshot.of(tx, id, user);
    InvitationLinks.forget(tx, id, user);
    table.delete(tx, Organizations.held(tx, id), member);
    ends.revokeIn(tx, actor, user, id);
    events.record(tx, actor, EventType.MEMBERSHIP_DELETED, id, user, Change.deleted(was));
    // anybody may invite any address, and nobody's account is theirs to delete by that
    var isTheirs = member.invited() && Users.isProven(tx, user);
    if (!isTheirs && table.membershipsOf(tx, user) == 0) {
      ends.revokeAll(tx, actor, user);
      users.delete(tx, actor, member.user());
    }
  }

  /** Writes a person's new name into what is searched, in every organization they belong to. */
  public static void followRename(Handle tx, User user) {
    MemberTable.followRename(tx, user);
  }
}
