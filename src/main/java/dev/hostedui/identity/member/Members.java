package dev.hostedui.identity.member;

import dev.hostedui.db.Columns;
import dev.hostedui.db.Database;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Permission;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.UserId;
import dev.hostedui.identity.emaildomain.EmailDomains;
import dev.hostedui.identity.emaildomain.MailProviders;
import dev.hostedui.identity.environment.Environment;
import dev.hostedui.identity.environment.Environments;
import dev.hostedui.identity.event.Change;
import dev.hostedui.identity.event.EventType;
import dev.hostedui.identity.event.Events;
import dev.hostedui.identity.organization.Organization;
import dev.hostedui.identity.organization.Organizations;
import dev.hostedui.identity.role.Role;
import dev.hostedui.identity.role.Roles;
import dev.hostedui.identity.session.Sessions;
import dev.hostedui.identity.user.EmailAddress;
import dev.hostedui.identity.user.User;
import dev.hostedui.identity.user.Users;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/** Admits, changes and removes members. */
public final class Members {

  private final Database database;
  private final Organizations organizations;
  private final Users users;
  private final Sessions sessions;
  private final Events events;
  private final MemberTable table;
  private final Clock clock;

  public Members(
      Database database,
      Organizations organizations,
      Users users,
      Sessions sessions,
      Events events,
      Clock clock) {
    this.database = database;
    this.organizations = organizations;
    this.users = users;
    this.sessions = sessions;
    this.events = events;
    this.table = new MemberTable(clock);
    this.clock = clock;
  }

  /**
   * Makes the signed-in person a member of an organization that lists their proven email domain,
   * and turns their session to it.
   *
   * @throws Problem NOT_FOUND when it does not, or they belong to it in any way already
   */
  public Organization joinByEmailDomain(Actor.Person actor, OrganizationId id) {
    return database.inTransaction(
        tx -> {
          var organization = table.lock(tx, id);
          var user = Users.lock(tx, actor.user());
          if (!user.emailVerified()
              || !EmailDomains.allows(tx, id, user.email().domain())
              || table.lookUp(tx, id, user.id()).isPresent()) {
            throw Problem.notFound("organization_not_found");
          }
          table.refuseOverSeats(tx, id, 1);
          admit(
              tx,
              actor,
              organization,
              user,
              Roles.defaultMember(tx, id),
              ProvisioningMethod.ALLOWED_EMAIL_DOMAIN);
          sessions.choose(tx, actor, id);
          return organization;
        });
  }

  /**
   * Makes a new organization with the signed-in person as its first member, and turns their session
   * to it.
   *
   * @throws Problem INVALID for the name; CONFLICT when they have made as many as they may;
   *     FORBIDDEN when their address is of a kind that may not
   */
  public Organization createOrganization(Actor.Person actor, String name) {
    return database.inTransaction(
        tx -> {
          var environment = Environments.in(tx);
          var user = Users.lock(tx, actor.user());
          if (!environment.signUp()) {
            throw Problem.forbidden("sign_up_off");
          }
          refuseBlockedSignUp(environment, user.email());
          var most = environment.organizationsPerUser();
          if (most > 0 && Organizations.madeBy(tx, user.id().value()) >= most) {
            throw Problem.conflict("too_many_organizations").at("display_name").with(most);
          }
          var organization =
              organizations.create(tx, actor, name, null, Set.of(), user.id().value());
          admit(
              tx,
              actor,
              organization,
              user,
              Roles.defaultCreator(tx),
              ProvisioningMethod.ORG_CREATOR);
          sessions.choose(tx, actor, organization.id());
          return organization;
        });
  }

  /** Refuses an address whose kind of provider may not sign up here. */
  public static void refuseBlockedSignUp(Environment environment, EmailAddress email) {
    if (!environment.publicEmailDomains() && MailProviders.isPublic(email.domain())) {
      throw Problem.forbidden("sign_up_from_public_domain").with(email.domain());
    }
    if (!environment.disposableEmailDomains() && MailProviders.isDisposable(email.domain())) {
      throw Problem.forbidden("sign_up_from_disposable_domain").with(email.domain());
    }
  }

  /**
   * Makes a person an active member, and the person too if they are new, for the command line. They
   * sign in with a code like everybody.
   *
   * @param idOrSlug of the organization
   * @param typedRole the name of a role it can use
   * @throws Problem INVALID for the address or the role; NOT_FOUND for the organization; CONFLICT
   *     when they belong to it already
   */
  public Member provision(
      Actor actor,
      String idOrSlug,
      String typedEmail,
      String givenName,
      String familyName,
      String typedRole) {
    var email =
        EmailAddress.parse(typedEmail)
            .orElseThrow(() -> Problem.invalid("email_malformed").at("email"));
    return database.inTransaction(
        tx -> {
          var organization =
              Organizations.named(tx, idOrSlug)
                  .orElseThrow(() -> Problem.notFound("organization_not_found"));
          Organizations.lock(tx, organization.id());
          var role =
              Roles.find(tx, organization.id(), typedRole)
                  .orElseThrow(() -> Problem.invalid("unknown_role").at("role").with(typedRole));
          var user = users.findOrCreate(tx, email, givenName, familyName);
          if (table.lookUp(tx, organization.id(), user.id()).isPresent())
            throw Problem.conflict("already_member").at("email").with(email.value());
          return admit(tx, actor, organization, user, role, ProvisioningMethod.DIRECT_PROVISION);
        });
  }

  /**
   * Adds an active member without asking who may: for verbs here, sample data and the command line.
   */
  public Member admit(
      Handle tx,
      Actor actor,
      Organization organization,
      User user,
      Role role,
      ProvisioningMethod method) {
    var member = table.insert(tx, organization, user, MembershipStatus.ACTIVE, method, null, null);
    table.giveRole(tx, member, role.id());
    events.record(
        tx,
        actor,
        EventType.MEMBERSHIP_CREATED,
        organization.id(),
        user.id(),
        Change.created(table.state(member, role)));
    return member;
  }

  /**
   * Gives a member another role in place of those they have.
   *
   * @throws Problem NOT_FOUND, or FORBIDDEN for oneself and for a role that gives more than the
   *     person holds, or CONFLICT for the last member who can change roles
   */
  public Member changeRole(Actor.Person actor, UserId id, String typedRole) {
    actor.must(Permission.USERS_ROLE_CHANGE);
    return database.inTransaction(
        tx -> {
          var organization = table.lock(tx, actor.inOrganization());
          table.refuseWithoutLivePermission(tx, actor, Permission.USERS_ROLE_CHANGE);
          var member = table.find(tx, organization.id(), id);
          var role = table.role(tx, organization.id(), typedRole);
          if (id.equals(actor.user())) throw Problem.conflict("own_role");
          table.refuseGivingMore(actor, role);
          var before = table.rolesOf(tx, member);
          if (before.equals(Map.of(role.id().value(), role.displayName()))) return member;
          if (!role.permissions().contains(Permission.USERS_ROLE_CHANGE))
            refuseLastAdmin(tx, member);
          tx.createUpdate(
                  "DELETE FROM membership_roles WHERE organization_id = :organization AND user_id ="
                      + " :user")
              .bind("organization", organization.id().value())
              .bind("user", id.value())
              .execute();
          table.giveRole(tx, member, role.id());
          tx.createUpdate(
                  "UPDATE memberships SET updated_at = :now WHERE organization_id = :organization"
                      + " AND user_id = :user")
              .bind("now", clock.millis())
              .bind("organization", organization.id().value())
              .bind("user", id.value())
              .execute();
          events.record(
              tx,
              actor,
              EventType.MEMBERSHIP_UPDATED,
              organization.id(),
              id,
              Change.from(
                  Map.of("roles", before.values()), Map.of("roles", Set.of(role.displayName()))));
          return member;
        });
  }

  /**
   * Removes a member, ends their sessions in the organization, and removes their record when this
   * was their last membership. They can be invited again.
   *
   * @throws Problem NOT_FOUND; CONFLICT for oneself and for the last member who can change roles
   */
  public Member remove(Actor.Person actor, UserId id) {
    actor.must(Permission.USERS_DELETE);
    return database.inTransaction(
        tx -> {
          var organization = table.lock(tx, actor.inOrganization());
          table.refuseWithoutLivePermission(tx, actor, Permission.USERS_DELETE);
          // whether this is their last membership is asked below, and must stay true until the end
          Users.hold(tx, id);
          var member = table.find(tx, organization.id(), id);
          if (id.equals(actor.user())) throw Problem.conflict("own_membership");
          refuseLastAdmin(tx, member);
          var before = table.state(member, null);
          delete(tx, organization, member);
          sessions.revokeIn(tx, actor, id, organization.id());
          events.record(
              tx,
              actor,
              EventType.MEMBERSHIP_DELETED,
              organization.id(),
              id,
              Change.deleted(before));
          var left =
              tx.createQuery("SELECT COUNT(*) FROM memberships WHERE user_id = :user")
                  .bind("user", id.value())
                  .mapTo(Integer.class)
                  .one();
          if (left == 0) {
            sessions.revokeAll(tx, actor, id);
            users.delete(tx, actor, member.user());
          }
          return member;
        });
  }

  private void delete(Handle tx, Organization organization, Member member) {
    // the text as it was stored: an earlier version may have folded it in another way
    var text =
        tx.createQuery(
                "SELECT search_text FROM memberships WHERE organization_id = :organization AND"
                    + " user_id = :user")
            .bind("organization", organization.id().value())
            .bind("user", member.user().id().value())
            .mapTo(String.class)
            .one();
    MemberSearch.remove(tx, organization.number(), member.position(), text);
    tx.createUpdate(
            "DELETE FROM invitation_links WHERE organization_id = :organization AND user_id ="
                + " :user")
        .bind("organization", organization.id().value())
        .bind("user", member.user().id().value())
        .execute();
    tx.createUpdate(
            "DELETE FROM memberships WHERE organization_id = :organization AND user_id = :user")
        .bind("organization", organization.id().value())
        .bind("user", member.user().id().value())
        .execute();
    tx.createUpdate("UPDATE organizations SET member_count = member_count - 1 WHERE id = :id")
        .bind("id", organization.id().value())
        .execute();
  }

  /** Refuses when the member is the only active one whose roles can change roles. */
  private static void refuseLastAdmin(Handle tx, Member member) {
    if (member.status() != MembershipStatus.ACTIVE) return;
    if (admins(tx, member.organization(), "mr.user_id = :user", member.user().id()) == 0) return;
    if (admins(tx, member.organization(), "mr.user_id <> :user", member.user().id()) > 0) return;
    throw Problem.conflict("last_admin");
  }

  private static int admins(Handle tx, OrganizationId organization, String which, UserId user) {
    return tx.createQuery(
            "SELECT COUNT(*) FROM (SELECT 1 FROM membership_roles mr JOIN memberships m ON"
                + " m.organization_id = mr.organization_id AND m.user_id = mr.user_id AND m.status"
                + " = 'ACTIVE' WHERE mr.organization_id = :organization AND "
                + which
                + " AND mr.role_id IN (SELECT r.id FROM roles r WHERE (r.organization_id IS NULL OR"
                + " r.organization_id = :organization) AND "
                + MemberTable.GIVES
                + ") LIMIT 1) AS found")
        .bind("organization", organization.value())
        .bind("user", user.value())
        .bind("permission", " " + Permission.USERS_ROLE_CHANGE.wireName() + " ")
        .mapTo(Integer.class)
        .one();
  }

  /** Writes a person's new name into what is searched, in every organization they belong to. */
  public static void followRename(Handle tx, User user) {
    record Row(String organization, long number, long position, String text) {}
    var text = MemberSearch.textOf(user);
    tx.createQuery(
            "SELECT m.organization_id, o.number, m.position, m.search_text FROM memberships m"
                + " JOIN organizations o ON o.id = m.organization_id WHERE m.user_id = :user")
        .bind("user", user.id().value())
        .map(
            (row, context) ->
                new Row(
                    Columns.text(row, "organization_id"),
                    row.getLong("number"),
                    row.getLong("position"),
                    Columns.text(row, "search_text")))
        .list()
        .forEach(
            row -> {
              MemberSearch.remove(tx, row.number, row.position, row.text);
              MemberSearch.put(tx, row.number, row.position, text);
              tx.createUpdate(
                      "UPDATE memberships SET search_text = :text WHERE organization_id ="
                          + " :organization AND user_id = :user")
                  .bind("text", text)
                  .bind("organization", row.organization)
                  .bind("user", user.id().value())
                  .execute();
            });
  }
}
