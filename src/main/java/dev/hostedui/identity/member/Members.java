package dev.hostedui.identity.member;

import dev.hostedui.db.Columns;
import dev.hostedui.db.Database;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Ids;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.emaildomain.EmailDomains;
import dev.hostedui.identity.emaildomain.MailProviders;
import dev.hostedui.identity.environment.Environment;
import dev.hostedui.identity.environment.Environments;
import dev.hostedui.identity.event.Change;
import dev.hostedui.identity.event.EventType;
import dev.hostedui.identity.event.Events;
import dev.hostedui.identity.organization.Organization;
import dev.hostedui.identity.organization.OrganizationId;
import dev.hostedui.identity.organization.Organizations;
import dev.hostedui.identity.role.Permission;
import dev.hostedui.identity.role.Role;
import dev.hostedui.identity.role.RoleId;
import dev.hostedui.identity.role.Roles;
import dev.hostedui.identity.session.Sessions;
import dev.hostedui.identity.user.EmailAddress;
import dev.hostedui.identity.user.User;
import dev.hostedui.identity.user.UserId;
import dev.hostedui.identity.user.Users;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongFunction;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Invites, admits, changes and removes members. */
public final class Members {

  private static final String COLUMNS =
      "m.organization_id, m.position, m.status, m.expires_at, u.id, u.email, u.email_verified_at, u.given_name, u.family_name";

  private final Database database;
  private final Organizations organizations;
  private final Users users;
  private final Sessions sessions;
  private final Events events;
  private final Invitation.Sender sender;
  private final Ids ids;
  private final Clock clock;

  public Members(
      Database database,
      Organizations organizations,
      Users users,
      Sessions sessions,
      Events events,
      Invitation.Sender sender,
      Ids ids,
      Clock clock) {
    this.database = database;
    this.organizations = organizations;
    this.users = users;
    this.sessions = sessions;
    this.events = events;
    this.sender = sender;
    this.ids = ids;
    this.clock = clock;
  }

  // ------------------------------------------------------------------ inviting

  /**
   * Invites an address into the person's organization and sends the mail.
   *
   * @throws Problem naming {@code email} or {@code role}: what is no address, already here, invited
   *     or deactivated, over the seats, of a blocked provider; a role unknown here, or giving more
   *     than the person holds
   */
  public Member invite(Actor.Person actor, String typedEmail, String typedRole) {
    actor.must(Permission.USERS_INVITE);
    var email =
        EmailAddress.parse(typedEmail)
            .orElseThrow(
                () ->
                    Problem.invalid(
                        "email",
                        "email_malformed",
                        "Enter an email address, like ada@example.com."));
    return database.inTransaction(
        tx -> {
          var organization = lock(tx, actor.inOrganization());
          var environment = Environments.in(tx);
          refuseBlocked(environment, email);
          var role = role(tx, organization.id(), typedRole);
          refuseGivingMore(actor, role);
          refuseExisting(tx, organization, email);
          refuseOverSeats(tx, organization.id(), 1);
          var user = users.findOrCreate(tx, email, "", "");
          var expires = clock.instant().plus(environment.invitationLifetime());
          var member =
              insert(
                  tx,
                  organization,
                  user,
                  MembershipStatus.PENDING_INVITE,
                  ProvisioningMethod.INVITATION,
                  actor.email(),
                  expires);
          giveRole(tx, member, role.id());
          send(tx, organization, member, actor.email(), expires);
          events.record(
              tx,
              actor,
              EventType.USER_INVITATION,
              organization.id(),
              user.id(),
              Change.created(state(member, role)));
          return member;
        });
  }

  /**
   * Sends an invitation again: a reminder while it is valid, else with a fresh term.
   *
   * @throws Problem NOT_FOUND for who is not in the person's organization; CONFLICT for who has
   *     accepted already
   */
  public Member resend(Actor.Person actor, UserId id) {
    actor.must(Permission.USERS_INVITE);
    return database.inTransaction(
        tx -> {
          var organization = lock(tx, actor.inOrganization());
          var member = find(tx, organization.id(), id);
          if (member.status() != MembershipStatus.PENDING_INVITE
              && member.status() != MembershipStatus.INVITE_EXPIRED) {
            throw Problem.conflict(
                "already_accepted",
                member.user().email().value() + " has accepted the invitation already.");
          }
          var now = clock.instant();
          var valid =
              member.status() == MembershipStatus.PENDING_INVITE && member.expiresAt() != null;
          if (!valid) refuseOverSeats(tx, organization.id(), 1);
          var expires =
              valid && member.expiresAt() != null
                  ? member.expiresAt()
                  : now.plus(Environments.in(tx).invitationLifetime());
          tx.createUpdate(
                  """
              UPDATE memberships SET expires_at = :expires, resent_at = :now, resent_count = resent_count + 1, updated_at = :now
               WHERE organization_id = :organization AND user_id = :user
              """)
              .bind("expires", expires.toEpochMilli())
              .bind("now", now.toEpochMilli())
              .bind("organization", organization.id().value())
              .bind("user", id.value())
              .execute();
          send(tx, organization, member, actor.email(), expires);
          events.record(
              tx,
              actor,
              EventType.USER_INVITATION,
              organization.id(),
              id,
              Change.created(Map.of("email", member.user().email().value(), "resent", true)));
          return member;
        });
  }

  private void send(
      Handle tx, Organization organization, Member member, String inviter, Instant expires) {
    var token = ids.token();
    tx.createUpdate(
            """
            INSERT INTO invitation_links (token_hash, organization_id, user_id, created_at, expires_at)
            VALUES (:hash, :organization, :user, :now, :expires)
            """)
        .bind("hash", Ids.hash(token))
        .bind("organization", organization.id().value())
        .bind("user", member.user().id().value())
        .bind("now", clock.millis())
        .bind("expires", expires.toEpochMilli())
        .execute();
    sender.send(tx, new Invitation(organization, member.user(), inviter, expires), token);
  }

  private static void refuseBlocked(Environment environment, EmailAddress email) {
    if (!environment.publicEmailDomains() && MailProviders.isPublic(email.domain())) {
      throw Problem.invalid(
          "email",
          "public_email_domain",
          "Addresses at " + email.domain() + " cannot be invited. Use a work address.");
    }
    if (!environment.disposableEmailDomains() && MailProviders.isDisposable(email.domain())) {
      throw Problem.invalid(
          "email",
          "disposable_email_domain",
          "Throw-away addresses cannot be invited. Use a work address.");
    }
  }

  private void refuseExisting(Handle tx, Organization organization, EmailAddress email) {
    var existing =
        tx.createQuery(
                "SELECT "
                    + COLUMNS
                    + " FROM memberships m JOIN users u ON u.id = m.user_id"
                    + " WHERE m.organization_id = :organization AND u.email = :email")
            .bind("organization", organization.id().value())
            .bind("email", email.value())
            .map((row, context) -> member(row))
            .findOne();
    if (existing.isEmpty()) return;
    throw switch (existing.get().status()) {
      case ACTIVE ->
          Problem.conflict(
              "email", "already_member", email.value() + " is already in this organization.");
      case PENDING_INVITE ->
          Problem.conflict(
              "email",
              "already_invited",
              email.value() + " is already invited. You can resend the invitation from the list.");
      case INVITE_EXPIRED ->
          Problem.conflict(
              "email",
              "invitation_expired",
              "An earlier invitation of "
                  + email.value()
                  + " has expired. Resend it from the list.");
      case INACTIVE ->
          Problem.conflict(
              "email",
              "deactivated",
              email.value() + " was deactivated by your directory. Reactivate the account there.");
    };
  }

  private void refuseOverSeats(Handle tx, OrganizationId organization, int more) {
    var cap =
        tx.createQuery("SELECT max_allowed_users FROM organizations WHERE id = :id")
            .bind("id", organization.value())
            .map(
                (row, context) -> Optional.ofNullable(Columns.longOrNull(row, "max_allowed_users")))
            .one()
            .orElse(0L);
    if (cap <= 0) return;
    var taken =
        tx.createQuery(
                """
            SELECT COUNT(*) FROM (SELECT 1 FROM memberships
              WHERE organization_id = :organization
                AND (status = 'ACTIVE' OR (status = 'PENDING_INVITE' AND expires_at > :now)) LIMIT :cap) AS seats
            """)
            .bind("organization", organization.value())
            .bind("now", clock.millis())
            .bind("cap", cap)
            .mapTo(Long.class)
            .one();
    if (taken + more > cap) {
      throw Problem.conflict(
          "seats_taken",
          "All "
              + cap
              + " seats of this organization are taken. Remove a user or ask for more seats.");
    }
  }

  // ------------------------------------------------------------------ admitting

  /** What an invitation link is for, as its page shows it. */
  public record Invited(Organization organization, User user, State state) {
    /** Whether the link can still be used. */
    public enum State {
      OPEN,
      EXPIRED,
      /** Accepted by this link or another. */
      ACCEPTED,
      /** The membership is gone or deactivated. */
      WITHDRAWN
    }
  }

  /** What the link of an invitation mail is for; empty when no such link was ever sent. */
  public Optional<Invited> invitedBy(String token) {
    return database.read(handle -> invitedBy(handle, token));
  }

  private Optional<Invited> invitedBy(Handle handle, String token) {
    record Link(String organization, String user, long expires) {}
    return handle
        .createQuery(
            "SELECT organization_id, user_id, expires_at FROM invitation_links WHERE token_hash = :hash")
        .bind("hash", Ids.hash(token))
        .map(
            (row, context) ->
                new Link(
                    Columns.text(row, "organization_id"),
                    Columns.text(row, "user_id"),
                    row.getLong("expires_at")))
        .findOne()
        .flatMap(
            link -> {
              var organization = Organizations.find(handle, new OrganizationId(link.organization));
              var user = Users.find(handle, new UserId(link.user));
              if (organization.isEmpty() || user.isEmpty()) return Optional.empty();
              var member = lookUp(handle, organization.get().id(), user.get().id());
              var state =
                  member.isEmpty()
                      ? Invited.State.WITHDRAWN
                      : switch (member.get().status()) {
                        case ACTIVE -> Invited.State.ACCEPTED;
                        case INACTIVE -> Invited.State.WITHDRAWN;
                        case INVITE_EXPIRED -> Invited.State.EXPIRED;
                        case PENDING_INVITE ->
                            link.expires <= clock.millis()
                                ? Invited.State.EXPIRED
                                : Invited.State.OPEN;
                      };
              return Optional.of(new Invited(organization.get(), user.get(), state));
            });
  }

  /**
   * Accepts an invitation by its link, once: the address counts as proven, the membership is
   * active. Runs inside the sign-in that follows from it.
   *
   * @throws Problem NOT_FOUND for an unknown link, CONFLICT for one that cannot be used any more
   */
  public Invited acceptLink(Handle tx, Actor actor, String token) {
    var invited = invitedBy(tx, token).orElseThrow(() -> Problem.notFound("This invitation"));
    var used =
        tx.createUpdate(
                "UPDATE invitation_links SET used_at = :now WHERE token_hash = :hash AND used_at IS NULL")
            .bind("now", clock.millis())
            .bind("hash", Ids.hash(token))
            .execute();
    if (used == 0 || invited.state() != Invited.State.OPEN) {
      throw Problem.conflict("invitation_over", "This invitation has been used or has expired.");
    }
    users.markVerified(tx, invited.user().id());
    accept(tx, actor, invited.organization().id(), invited.user().id());
    return invited;
  }

  /**
   * Accepts a pending invitation of the signed-in person and turns their session to the
   * organization.
   *
   * @throws Problem NOT_FOUND unless there is one that is still valid
   */
  public Organization acceptPending(Actor.Person actor, OrganizationId id) {
    return database.inTransaction(
        tx -> {
          var organization = lock(tx, id);
          accept(tx, actor, id, actor.user());
          sessions.choose(tx, actor, id);
          return organization;
        });
  }

  private void accept(Handle tx, Actor actor, OrganizationId organization, UserId user) {
    var now = clock.millis();
    var accepted =
        tx.createUpdate(
                """
            UPDATE memberships SET status = 'ACTIVE', accepted_at = :now, expires_at = NULL, updated_at = :now
             WHERE organization_id = :organization AND user_id = :user AND status = 'PENDING_INVITE' AND expires_at > :now
            """)
            .bind("now", now)
            .bind("organization", organization.value())
            .bind("user", user.value())
            .execute();
    if (accepted == 0) throw Problem.notFound("The invitation");
    events.record(
        tx,
        actor,
        EventType.MEMBERSHIP_CREATED,
        organization,
        user,
        Change.from(
            Map.of("status", "PENDING_INVITE"),
            Map.of(
                "status",
                "ACTIVE",
                "provisioning_method",
                ProvisioningMethod.INVITATION.wireName())));
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
          var organization = lock(tx, id);
          var user =
              Users.find(tx, actor.user()).orElseThrow(() -> Problem.notFound("Your account"));
          if (!user.emailVerified()
              || !EmailDomains.allows(tx, id, user.email().domain())
              || lookUp(tx, id, user.id()).isPresent()) {
            throw Problem.notFound("The organization");
          }
          refuseOverSeats(tx, id, 1);
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
          var user =
              Users.find(tx, actor.user()).orElseThrow(() -> Problem.notFound("Your account"));
          if (!environment.signUp()) {
            throw Problem.forbidden(
                "sign_up_off",
                "New organizations are made by invitation only. Ask whoever gave you this address.");
          }
          refuseBlockedSignUp(environment, user.email());
          var most = environment.organizationsPerUser();
          if (most > 0 && Organizations.madeBy(tx, user.id().value()) >= most) {
            throw Problem.conflict(
                "display_name",
                "too_many_organizations",
                "You have made " + most + " already, which is as many as one person may.");
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
      throw Problem.forbidden(
          "public_email_domain",
          "Sign up with a work address; " + email.domain() + " is a public mail provider.");
    }
    if (!environment.disposableEmailDomains() && MailProviders.isDisposable(email.domain())) {
      throw Problem.forbidden(
          "disposable_email_domain",
          "Sign up with a work address; " + email.domain() + " gives throw-away addresses.");
    }
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
    var member = insert(tx, organization, user, MembershipStatus.ACTIVE, method, null, null);
    giveRole(tx, member, role.id());
    events.record(
        tx,
        actor,
        EventType.MEMBERSHIP_CREATED,
        organization.id(),
        user.id(),
        Change.created(state(member, role)));
    return member;
  }

  // ------------------------------------------------------------------ changing and removing

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
          var organization = lock(tx, actor.inOrganization());
          refuseWithoutLivePermission(tx, actor, Permission.USERS_ROLE_CHANGE);
          var member = find(tx, organization.id(), id);
          var role = role(tx, organization.id(), typedRole);
          if (id.equals(actor.user()))
            throw Problem.conflict(
                "own_role", "You cannot change your own role. Ask another admin.");
          refuseGivingMore(actor, role);
          var before = rolesOf(tx, member);
          if (before.equals(Map.of(role.id().value(), role.displayName()))) return member;
          if (!role.permissions().contains(Permission.USERS_ROLE_CHANGE))
            refuseLastAdmin(tx, member);
          tx.createUpdate(
                  "DELETE FROM membership_roles WHERE organization_id = :organization AND user_id = :user")
              .bind("organization", organization.id().value())
              .bind("user", id.value())
              .execute();
          giveRole(tx, member, role.id());
          tx.createUpdate(
                  "UPDATE memberships SET updated_at = :now WHERE organization_id = :organization AND user_id = :user")
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
          var organization = lock(tx, actor.inOrganization());
          refuseWithoutLivePermission(tx, actor, Permission.USERS_DELETE);
          var member = find(tx, organization.id(), id);
          if (id.equals(actor.user()))
            throw Problem.conflict(
                "own_membership", "You cannot remove yourself. Ask another admin.");
          refuseLastAdmin(tx, member);
          var before = state(member, null);
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
    MemberSearch.remove(
        tx, organization.number(), member.position(), MemberSearch.textOf(member.user()));
    tx.createUpdate(
            "DELETE FROM invitation_links WHERE organization_id = :organization AND user_id = :user")
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

  /**
   * The actor's permissions were read when the request began; another admin may have taken them
   * away since. Two admins who demote each other at the same moment must not both succeed.
   */
  private static void refuseWithoutLivePermission(
      Handle tx, Actor.Person actor, Permission permission) {
    var holds =
        tx.createQuery(
                "SELECT COUNT(*) FROM memberships m JOIN membership_roles mr ON mr.organization_id = m.organization_id AND mr.user_id = m.user_id"
                    + " JOIN roles r ON r.id = mr.role_id WHERE m.organization_id = :organization AND m.user_id = :user"
                    + " AND m.status = 'ACTIVE' AND (' ' || r.effective_permissions || ' ') LIKE :permission")
            .bind("organization", actor.inOrganization().value())
            .bind("user", actor.user().value())
            .bind("permission", "% " + permission.wireName() + " %")
            .mapTo(Integer.class)
            .one();
    if (holds == 0) {
      throw Problem.forbidden(
          "permission_missing",
          "Your role has just been changed and does not allow this any more.");
    }
  }

  private static void refuseGivingMore(Actor.Person actor, Role role) {
    if (!actor.permissions().containsAll(role.permissions())) {
      throw Problem.conflict(
          "role",
          "role_exceeds_own",
          "The role "
              + role.displayName()
              + " allows more than your own. Choose another, or ask an admin.");
    }
  }

  /** Refuses when the member is the only active one whose roles can change roles. */
  private static void refuseLastAdmin(Handle tx, Member member) {
    if (member.status() != MembershipStatus.ACTIVE) return;
    if (admins(tx, member.organization(), "mr.user_id = :user", member.user().id()) == 0) return;
    if (admins(tx, member.organization(), "mr.user_id <> :user", member.user().id()) > 0) return;
    throw Problem.conflict(
        "last_admin",
        "An organization keeps at least one active user who can change roles. Give that role to somebody else first.");
  }

  private static int admins(Handle tx, OrganizationId organization, String which, UserId user) {
    return tx.createQuery(
            "SELECT COUNT(*) FROM (SELECT 1 FROM membership_roles mr"
                + " JOIN memberships m ON m.organization_id = mr.organization_id AND m.user_id = mr.user_id AND m.status = 'ACTIVE'"
                + " WHERE mr.organization_id = :organization AND "
                + which
                + " AND mr.role_id IN (SELECT r.id FROM roles r WHERE (r.organization_id IS NULL OR r.organization_id = :organization)"
                + " AND (' ' || r.effective_permissions || ' ') LIKE :permission) LIMIT 1) AS found")
        .bind("organization", organization.value())
        .bind("user", user.value())
        .bind("permission", "% " + Permission.USERS_ROLE_CHANGE.wireName() + " %")
        .mapTo(Integer.class)
        .one();
  }

  // ------------------------------------------------------------------ following

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
                      "UPDATE memberships SET search_text = :text WHERE organization_id = :organization AND user_id = :user")
                  .bind("text", text)
                  .bind("organization", row.organization)
                  .bind("user", user.id().value())
                  .execute();
            });
  }

  /** Forgets links of invitations that ended long ago. A job of the timetable. */
  public int forgetLinks() {
    return database.inTransaction(
        tx ->
            tx.createUpdate(
                    "DELETE FROM invitation_links WHERE token_hash IN (SELECT token_hash FROM invitation_links WHERE expires_at < :before LIMIT 500)")
                .bind("before", clock.millis() - Duration.ofDays(90).toMillis())
                .execute());
  }

  // ------------------------------------------------------------------ many at once

  /** A member to be imported. */
  public record Import(
      EmailAddress email,
      String givenName,
      String familyName,
      MembershipStatus status,
      @Nullable Instant expiresAt) {}

  /**
   * Adds many active people to an organization with its default member role, thousands a second and
   * without an event for each: for the data of a benchmark or a move from another system.
   *
   * @param count how many
   * @param person the one of that index, from 0; every address must be new to the environment
   */
  public void importAll(
      Actor actor, Organization organization, long count, LongFunction<Import> person) {
    var batch = 20_000L;
    for (var from = 0L; from < count; from += batch) {
      var first = from;
      var size = Math.min(batch, count - from);
      database.useTransaction(tx -> importBatch(tx, organization, first, size, person));
    }
    database.useTransaction(
        tx ->
            events.record(
                tx,
                actor,
                EventType.MEMBERSHIP_CREATED,
                organization.id(),
                organization.id(),
                Change.created(
                    Map.of(
                        "imported",
                        count,
                        "provisioning_method",
                        ProvisioningMethod.DIRECT_PROVISION.wireName()))));
  }

  private void importBatch(
      Handle tx, Organization organization, long from, long size, LongFunction<Import> person) {
    var role = Roles.defaultMember(tx, organization.id());
    var now = clock.millis();
    var people =
        tx.prepareBatch(
            "INSERT INTO users (id, email, email_verified_at, given_name, family_name, created_at, updated_at) VALUES (:id, :email, :now, :given, :family, :now, :now)");
    var memberships =
        tx.prepareBatch(
            "INSERT INTO memberships (organization_id, user_id, position, status, provisioning_method, search_text, expires_at, created_at, updated_at)"
                + " VALUES (:organization, :user, :position, :status, 'direct_provision', :text, :expires, :now, :now)");
    var roles =
        tx.prepareBatch(
            "INSERT INTO membership_roles (organization_id, user_id, role_id) VALUES (:organization, :user, :role)");
    var grams =
        tx.prepareBatch(
            "INSERT INTO member_grams (organization_number, gram, position) VALUES (:number, :gram, :position)");
    var last = reservePositions(tx, organization.id(), size);
    record Gram(String gram, long position) {}
    var rows = new java.util.ArrayList<Gram>();
    for (var i = 0L; i < size; i++) {
      var it = person.apply(from + i);
      var position = last - size + i + 1;
      var user =
          new User(
              new UserId(ids.next(UserId.PREFIX)),
              it.email(),
              true,
              it.givenName(),
              it.familyName());
      var text = MemberSearch.textOf(user);
      people
          .bind("id", user.id().value())
          .bind("email", it.email().value())
          .bind("given", it.givenName())
          .bind("family", it.familyName())
          .bind("now", now)
          .add();
      memberships
          .bind("organization", organization.id().value())
          .bind("user", user.id().value())
          .bind("position", position)
          .bind("status", it.status().name())
          .bind("text", text)
          .bind("expires", it.expiresAt() == null ? null : (Long) it.expiresAt().toEpochMilli())
          .bind("now", now)
          .add();
      roles
          .bind("organization", organization.id().value())
          .bind("user", user.id().value())
          .bind("role", role.id().value())
          .add();
      for (var gram : MemberSearch.gramsOf(text)) rows.add(new Gram(gram, position));
    }
    // in the order of the index, so that a large batch touches each of its pages once
    rows.sort(java.util.Comparator.comparing(Gram::gram).thenComparingLong(Gram::position));
    for (var row : rows)
      grams
          .bind("number", organization.number())
          .bind("gram", row.gram)
          .bind("position", row.position)
          .add();
    people.execute();
    memberships.execute();
    roles.execute();
    if (!rows.isEmpty()) grams.execute();
  }

  // ------------------------------------------------------------------ rows

  private Member insert(
      Handle tx,
      Organization organization,
      User user,
      MembershipStatus status,
      ProvisioningMethod method,
      @Nullable String inviter,
      @Nullable Instant expires) {
    var position = reservePositions(tx, organization.id(), 1);
    var text = MemberSearch.textOf(user);
    tx.createUpdate(
            """
            INSERT INTO memberships (organization_id, user_id, position, status, provisioning_method, search_text,
                                     inviter_email, expires_at, created_at, updated_at)
            VALUES (:organization, :user, :position, :status, :method, :text, :inviter, :expires, :now, :now)
            """)
        .bind("organization", organization.id().value())
        .bind("user", user.id().value())
        .bind("position", position)
        .bind("status", status.name())
        .bind("method", method.wireName())
        .bind("text", text)
        .bind("inviter", inviter)
        .bind("expires", expires == null ? null : (Long) expires.toEpochMilli())
        .bind("now", clock.millis())
        .execute();
    MemberSearch.put(tx, organization.number(), position, text);
    return new Member(organization.id(), user, position, status, expires);
  }

  /**
   * Takes the next positions of the organization's list, counts the members, and answers the last.
   */
  private static long reservePositions(Handle tx, OrganizationId organization, long how) {
    return tx.createQuery(
            """
            UPDATE organizations SET member_sequence = member_sequence + :how, member_count = member_count + :how
             WHERE id = :id RETURNING member_sequence
            """)
        .bind("how", how)
        .bind("id", organization.value())
        .mapTo(Long.class)
        .one();
  }

  private static void giveRole(Handle tx, Member member, RoleId role) {
    tx.createUpdate(
            "INSERT INTO membership_roles (organization_id, user_id, role_id) VALUES (:organization, :user, :role)")
        .bind("organization", member.organization().value())
        .bind("user", member.user().id().value())
        .bind("role", role.value())
        .execute();
  }

  private static Organization lock(Handle tx, OrganizationId id) {
    Organizations.lock(tx, id);
    return Organizations.find(tx, id).orElseThrow(() -> Problem.notFound("The organization"));
  }

  private static Role role(Handle tx, OrganizationId organization, String typed) {
    return RoleId.parse(typed)
        .flatMap(id -> Roles.find(tx, organization, id))
        .orElseThrow(
            () -> Problem.invalid("role", "unknown_role", "Choose one of the roles in the list."));
  }

  private Member find(Handle tx, OrganizationId organization, UserId user) {
    return lookUp(tx, organization, user).orElseThrow(() -> Problem.notFound("This user"));
  }

  private Optional<Member> lookUp(Handle handle, OrganizationId organization, UserId user) {
    return handle
        .createQuery(
            "SELECT "
                + COLUMNS
                + " FROM memberships m JOIN users u ON u.id = m.user_id"
                + " WHERE m.organization_id = :organization AND m.user_id = :user")
        .bind("organization", organization.value())
        .bind("user", user.value())
        .map((row, context) -> member(row))
        .findOne();
  }

  private static Map<String, String> rolesOf(Handle tx, Member member) {
    var roles = new HashMap<String, String>();
    tx.createQuery(
            "SELECT r.id, r.display_name FROM membership_roles mr JOIN roles r ON r.id = mr.role_id"
                + " WHERE mr.organization_id = :organization AND mr.user_id = :user")
        .bind("organization", member.organization().value())
        .bind("user", member.user().id().value())
        .map(
            (row, context) -> Map.entry(Columns.text(row, "id"), Columns.text(row, "display_name")))
        .forEach(entry -> roles.put(entry.getKey(), entry.getValue()));
    return roles;
  }

  private static Map<String, String> state(Member member, @Nullable Role role) {
    var state = new HashMap<String, String>();
    state.put("email", member.user().email().value());
    state.put("status", member.status().name());
    if (role != null) state.put("role", role.displayName());
    return state;
  }

  private Member member(ResultSet row) throws SQLException {
    var expires = Columns.timeOrNull(row, "expires_at");
    var user =
        new User(
            new UserId(Columns.text(row, "id")),
            new EmailAddress(Columns.text(row, "email")),
            Columns.timeOrNull(row, "email_verified_at") != null,
            Columns.text(row, "given_name"),
            Columns.text(row, "family_name"));
    return new Member(
        new OrganizationId(Columns.text(row, "organization_id")),
        user,
        row.getLong("position"),
        statusNow(Columns.text(row, "status"), expires, clock.instant()),
        expires);
  }

  /** The status as it reads at a time: a pending invitation past its term has expired. */
  public static MembershipStatus statusNow(String stored, @Nullable Instant expires, Instant now) {
    var status = MembershipStatus.valueOf(stored);
    return status == MembershipStatus.PENDING_INVITE && expires != null && !expires.isAfter(now)
        ? MembershipStatus.INVITE_EXPIRED
        : status;
  }
}
