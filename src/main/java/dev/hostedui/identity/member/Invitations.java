package dev.hostedui.identity.member;

import dev.hostedui.db.Columns;
import dev.hostedui.db.Database;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Ids;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Permission;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.UserId;
import dev.hostedui.identity.emaildomain.MailProviders;
import dev.hostedui.identity.environment.Environment;
import dev.hostedui.identity.environment.Environments;
import dev.hostedui.identity.event.Change;
import dev.hostedui.identity.event.EventType;
import dev.hostedui.identity.event.Events;
import dev.hostedui.identity.organization.Organization;
import dev.hostedui.identity.organization.Organizations;
import dev.hostedui.identity.session.Sessions;
import dev.hostedui.identity.user.EmailAddress;
import dev.hostedui.identity.user.User;
import dev.hostedui.identity.user.Users;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Invites people and lets them accept. */
public final class Invitations {

  private static final Duration BETWEEN_RESENDS = Duration.ofMinutes(1);

  private final Database database;
  private final Users users;
  private final Sessions sessions;
  private final Events events;
  private final Invitation.Sender sender;
  private final MemberTable table;
  private final Ids ids;
  private final Clock clock;

  public Invitations(
      Database database,
      Users users,
      Sessions sessions,
      Events events,
      Invitation.Sender sender,
      Ids ids,
      Clock clock) {
    this.database = database;
    this.users = users;
    this.sessions = sessions;
    this.events = events;
    this.sender = sender;
    this.table = new MemberTable(clock);
    this.ids = ids;
    this.clock = clock;
  }

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
            .orElseThrow(() -> Problem.invalid("email_malformed").at("email"));
    return database.inTransaction(
        tx -> {
          var organization = table.lock(tx, actor.inOrganization());
          table.refuseWithoutLivePermission(tx, actor, Permission.USERS_INVITE);
          var environment = Environments.in(tx);
          refuseBlocked(environment, email);
          var role = table.role(tx, organization.id(), typedRole);
          table.refuseGivingMore(actor, role);
          refuseExisting(tx, organization, email);
          table.refuseOverSeats(tx, organization.id(), 1);
          var user = users.findOrCreate(tx, email, "", "");
          var expires = clock.instant().plus(environment.invitationLifetime());
          var member =
              table.insert(
                  tx,
                  organization,
                  user,
                  MembershipStatus.PENDING_INVITE,
                  ProvisioningMethod.INVITATION,
                  actor.email(),
                  expires);
          table.giveRole(tx, member, role.id());
          send(tx, organization, member, actor.email(), expires);
          events.record(
              tx,
              actor,
              EventType.USER_INVITATION,
              organization.id(),
              user.id(),
              Change.created(table.state(member, role)));
          return member;
        });
  }

  /**
   * Sends an invitation again: a reminder while it is valid, else with a fresh term.
   *
   * @throws Problem NOT_FOUND for who is not in the person's organization; TOO_MANY within a minute
   *     of the last time; CONFLICT for who has accepted already
   */
  public Member resend(Actor.Person actor, UserId id) {
    actor.must(Permission.USERS_INVITE);
    return database.inTransaction(
        tx -> {
          var organization = table.lock(tx, actor.inOrganization());
          table.refuseWithoutLivePermission(tx, actor, Permission.USERS_INVITE);
          var member = table.find(tx, organization.id(), id);
          if (member.status() != MembershipStatus.PENDING_INVITE
              && member.status() != MembershipStatus.INVITE_EXPIRED) {
            throw Problem.conflict("already_accepted").with(member.user().email().value());
          }
          var now = clock.instant();
          refuseRightAgain(tx, organization, member, now);
          var valid =
              member.status() == MembershipStatus.PENDING_INVITE && member.expiresAt() != null;
          if (!valid) table.refuseOverSeats(tx, organization.id(), 1);
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

  /** One mail a minute is enough to find it, and too few to be a nuisance. */
  private static void refuseRightAgain(
      Handle tx, Organization organization, Member member, Instant now) {
    var earliest =
        tx.createQuery(
                "SELECT COALESCE(resent_at, 0) FROM memberships WHERE organization_id ="
                    + " :organization AND user_id = :user")
            .bind("organization", organization.id().value())
            .bind("user", member.user().id().value())
            .map((row, context) -> Instant.ofEpochMilli(row.getLong(1)).plus(BETWEEN_RESENDS))
            .one();
    if (earliest.isAfter(now))
      throw Problem.tooMany("resent_just_now", Duration.between(now, earliest))
          .with(member.user().email().value());
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
      throw Problem.invalid("invitation_to_public_domain").at("email").with(email.domain());
    }
    if (!environment.disposableEmailDomains() && MailProviders.isDisposable(email.domain())) {
      throw Problem.invalid("invitation_to_disposable_domain").at("email");
    }
  }

  private void refuseExisting(Handle tx, Organization organization, EmailAddress email) {
    var existing =
        tx.createQuery(
                "SELECT "
                    + MemberTable.COLUMNS
                    + " FROM memberships m JOIN users u ON u.id = m.user_id"
                    + " WHERE m.organization_id = :organization AND u.email = :email")
            .bind("organization", organization.id().value())
            .bind("email", email.value())
            .map((row, context) -> table.member(row))
            .findOne();
    if (existing.isEmpty()) return;
    throw switch (existing.get().status()) {
      case ACTIVE -> Problem.conflict("already_member").at("email").with(email.value());
      case PENDING_INVITE -> Problem.conflict("already_invited").at("email").with(email.value());
      case INVITE_EXPIRED -> Problem.conflict("invitation_expired").at("email").with(email.value());
      case INACTIVE -> Problem.conflict("deactivated").at("email").with(email.value());
    };
  }

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
            "SELECT organization_id, user_id, expires_at FROM invitation_links WHERE token_hash ="
                + " :hash")
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
              var member = table.lookUp(handle, organization.get().id(), user.get().id());
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
    // whoever changes members holds the organization first: the order that cannot deadlock
    var organization =
        invitedBy(tx, token)
            .orElseThrow(() -> Problem.notFound("invitation_not_found"))
            .organization();
    table.lock(tx, organization.id());
    var invited = invitedBy(tx, token).orElseThrow(() -> Problem.notFound("invitation_not_found"));
    var used =
        tx.createUpdate(
                "UPDATE invitation_links SET used_at = :now WHERE token_hash = :hash AND used_at IS"
                    + " NULL")
            .bind("now", clock.millis())
            .bind("hash", Ids.hash(token))
            .execute();
    if (used == 0 || invited.state() != Invited.State.OPEN) {
      throw Problem.conflict("invitation_over");
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
          var organization = table.lock(tx, id);
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
    if (accepted == 0) throw Problem.notFound("invitation_not_found");
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

  /** Forgets links of invitations that ended long ago. A job of the timetable. */
  public int forgetLinks() {
    return database.inTransaction(
        tx ->
            tx.createUpdate(
                    "DELETE FROM invitation_links WHERE token_hash IN (SELECT token_hash FROM"
                        + " invitation_links WHERE expires_at < :before LIMIT 500)")
                .bind("before", clock.millis() - Duration.ofDays(90).toMillis())
                .execute());
  }
}
