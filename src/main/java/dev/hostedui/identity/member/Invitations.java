package dev.hostedui.identity.member;

import dev.hostedui.db.Database;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Ids;
import dev.hostedui.identity.Locks;
import dev.hostedui.identity.Metadata;
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
import dev.hostedui.identity.role.Role;
import dev.hostedui.identity.role.Roles;
import dev.hostedui.identity.session.Sessions;
import dev.hostedui.identity.user.EmailAddress;
import dev.hostedui.identity.user.User;
import dev.hostedui.identity.user.Users;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Invites people and lets them accept. */
public final class Invitations {

  private final Database database;
  private final Users users;
  private final Sessions sessions;
  private final Events events;
  private final Invitation.Sender sender;
  private final MemberTable table;
  private final InvitationLimits limits;
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
    this.limits = new InvitationLimits(ids, clock);
    this.ids = ids;
    this.clock = clock;
  }

  /**
   * Invites an address into an organization and sends the mail.
   *
   * @param typedRoles the ids of the roles they get, at least one
   * @throws Problem naming {@code email} or {@code role}: what is no address, already here, invited
   *     or deactivated, over the seats, of a blocked provider; a role unknown here, or giving more
   *     than the actor holds; TOO_MANY for too many mails to one mailbox, of one inviter, or of one
   *     organization; or what {@link Actor#must} refuses
   */
  public Member invite(
      Actor actor, OrganizationId id, String typedEmail, Collection<String> typedRoles) {
    return database.inTransaction(tx -> invite(tx, actor, id, typedEmail, typedRoles));
  }

  /** Invites one address in the transaction of whoever invites several. */
  Member invite(
      Handle tx, Actor actor, OrganizationId id, String typedEmail, Collection<String> typedRoles) {
    return invite(
        tx,
        actor,
        id,
        typedEmail,
        () -> MembershipRules.roles(tx, id, typedRoles),
        Metadata.NONE,
        actor.email());
  }

  /**
   * Invites one address with several roles, in the name of somebody.
   *
   * @param chosen finds the roles; what is wrong with them is told together with the address
   * @param metadata what the app keeps with the membership
   * @param inviter the address of whoever is named in the mail, or null
   */
  Member invite(
      Handle tx,
      Actor actor,
      OrganizationId id,
      String typedEmail,
      Supplier<List<Role>> chosen,
      Metadata metadata,
      @Nullable String inviter) {
    actor.must(tx, id, Permission.USERS_INVITE);
    var organization = Organizations.held(tx, id);
    var environment = Environments.in(tx);
    EmailAddress email;
    try {
      email = invitable(tx, environment, organization, typedEmail);
    } catch (Problem fault) {
      Problem.together(
          () -> {
            throw fault;
          },
          () -> {
            var unused = chosen.get();
          });
      throw fault;
    }
    var roles = chosen.get();
    for (var role : roles) MembershipRules.refuseGivingMore(tx, actor, id, role);
    MembershipRules.refuseOverSeats(table, tx, id);
    // whoever invites takes what is shared in one order, so that two cannot wait for each other
    limits.use(tx, id, actor, email);
    var user = users.findOrCreate(tx, email, "", "");
    var former = FormerMembership.end(table, tx, actor, organization, user);
    var expires = clock.instant().plus(environment.invitationLifetime());
    var member =
        table.insert(
            tx,
            organization,
            user,
            MembershipStatus.PENDING_INVITE,
            ProvisioningMethod.INVITATION,
            inviter,
            expires);
    table.begin(tx, member, roles, FormerMembership.metadata(former, metadata));
    send(tx, organization, member, inviter, expires);
    events.record(
        tx,
        actor,
        EventType.USER_INVITATION,
        organization.id(),
        user.id(),
        new Change(
            former.map(FormerMembership::snapshot).orElse(null),
            MembershipSnapshot.of(tx, id, user.id())));
    return member;
  }

  /**
   * The address, if it can be invited into an organization as things are.
   *
   * @throws Problem naming {@code email}: no address, already here, invited or deactivated, or of a
   *     blocked provider
   */
  EmailAddress invitable(
      Handle handle, Environment environment, Organization organization, String typed) {
    var email = EmailAddress.parse("email", typed);
    refuseBlocked(environment, email);
    MembershipRules.refuseExisting(table, handle, organization.id(), email);
    return email;
  }

  /**
   * Sends an invitation again: a reminder while it is valid, else with a fresh term.
   *
   * @throws Problem NOT_FOUND for who is not in the organization; TOO_MANY within a minute of the
   *     last mail to that mailbox, or over another limit; CONFLICT for who has accepted already or
   *     is deactivated, or when a fresh term would give a role that allows more than the actor
   *     holds; or what {@link Actor#must} refuses
   */
  public Member resend(Actor actor, OrganizationId id, UserId user) {
    return database.inTransaction(
        tx -> {
          actor.must(tx, id, Permission.USERS_INVITE);
          var organization = Organizations.held(tx, id);
          var member = table.find(tx, id, user);
          refuseUninvited(tx, member);
          var expires =
              member.status() == MembershipStatus.PENDING_INVITE && member.expiresAt() != null
                  ? member.expiresAt()
                  : renewed(tx, actor, member);
          var was = MembershipSnapshot.of(tx, id, user);
          limits.use(tx, id, actor, member.user().email());
          table.markResent(tx, member, expires);
          send(tx, organization, member, actor.email(), expires);
          events.record(
              tx,
              actor,
              EventType.USER_INVITATION,
              id,
              user,
              Change.from(was, MembershipSnapshot.of(tx, id, user)));
          return member;
        });
  }

  /**
   * Makes a link to a pending invitation, for handing it on in another way than by mail. It proves
   * no mailbox: whoever follows it signs in as the invited person first. It works once, ends with
   * the invitation, takes the place of the one copied before, and is never shown again.
   *
   * @return its address
   * @throws Problem NOT_FOUND for who is not in the organization; CONFLICT unless the invitation is
   *     valid, or when it gives a role that allows more than the actor holds; or what {@link
   *     Actor#must} refuses
   */
  public String copyLink(Actor actor, OrganizationId id, UserId user) {
    return database.inTransaction(
        tx -> {
          actor.must(tx, id, Permission.USERS_INVITE);
          Organizations.held(tx, id);
          var member = table.find(tx, id, user);
          var email = member.user().email().value();
          var expires = member.expiresAt();
          refuseUninvited(tx, member);
          if (member.status() == MembershipStatus.INVITE_EXPIRED || expires == null)
            throw Problem.conflict("invitation_expired").with(email);
          // it ends the link that somebody else may have handed on
          MembershipRules.refuseAboveOwn(tx, actor, member, Roles.heldBy(tx, id, user));
          var token = ids.token();
          InvitationLinks.insertCopied(tx, token, member, clock.instant(), expires);
          events.record(
              tx,
              actor,
              EventType.INVITATION_LINK_COPIED,
              id,
              user,
              Change.created(MembershipSnapshot.of(tx, id, user)));
          return sender.address(token);
        });
  }

  private static void refuseUninvited(Handle tx, Member member) {
    var email = member.user().email().value();
    if (member.status() != MembershipStatus.ACTIVE
        && KeptOut.is(tx, member.organization(), member.user().email()))
      throw Problem.conflict("deactivated").with(email);
    if (member.status() == MembershipStatus.INACTIVE)
      throw Problem.conflict("deactivated_once").with(email);
    if (!member.invited()) throw Problem.conflict("already_accepted").with(email);
  }

  /** A fresh term for an invitation that has expired: giving its role once more. */
  private Instant renewed(Handle tx, Actor actor, Member member) {
    var organization = member.organization();
    MembershipRules.refuseAboveOwn(
        tx, actor, member, Roles.heldBy(tx, organization, member.user().id()));
    MembershipRules.refuseOverSeats(table, tx, organization);
    return clock.instant().plus(Environments.in(tx).invitationLifetime());
  }

  private void send(
      Handle tx,
      Organization organization,
      Member member,
      @Nullable String inviter,
      Instant expires) {
    var token = ids.token();
    InvitationLinks.insert(tx, token, member, clock.instant(), expires);
    sender.send(tx, new Invitation(organization, member.user(), inviter, expires), token);
  }

  /**
   * Refuses one of several invitations that would be over the seats, or its mail over a limit;
   * counts nothing.
   *
   * @param nth which of the invitations it is, from 1 on
   */
  void refuseOverLimits(
      Handle handle, Actor actor, OrganizationId id, EmailAddress email, int nth) {
    MembershipRules.refuseOverSeats(table, handle, id, nth);
    limits.check(handle, id, actor, email, nth);
  }

  private static void refuseBlocked(Environment environment, EmailAddress email) {
    if (!environment.publicEmailDomains() && MailProviders.isPublic(email.domain())) {
      throw Problem.invalid("invitation_to_public_domain").at("email").with(email.domain());
    }
    if (!environment.disposableEmailDomains() && MailProviders.isDisposable(email.domain())) {
      throw Problem.invalid("invitation_to_disposable_domain").at("email");
    }
  }

  /**
   * What an invitation link is for, as its page shows it.
   *
   * @param copied whether the link was handed on by hand, and so proves no mailbox
   */
  public record Invited(Organization organization, User user, State state, boolean copied) {
    /** Whether the link can still be used. */
    public enum State {
      OPEN,
      EXPIRED,
      /** Accepted by this link or another. */
      ACCEPTED,
      /** The membership is gone or deactivated, or a directory keeps them out. */
      WITHDRAWN
    }
  }

  /** What the link of an invitation is for; empty when there never was such a link. */
  public Optional<Invited> invitedBy(String token) {
    return database.read(handle -> invitedBy(handle, token));
  }

  private Optional<Invited> invitedBy(Handle handle, String token) {
    return InvitationLinks.find(handle, token)
        .flatMap(
            link -> {
              var organization = Organizations.find(handle, link.organization());
              var user = Users.find(handle, link.user());
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
                            KeptOut.is(handle, organization.get().id(), user.get().email())
                                ? Invited.State.WITHDRAWN
                                : !link.expires().isAfter(clock.instant())
                                    ? Invited.State.EXPIRED
                                    : Invited.State.OPEN;
                      };
              return Optional.of(new Invited(organization.get(), user.get(), state, link.copied()));
            });
  }

  /**
   * Accepts an invitation by the link of its mail, once: the address counts as proven, the
   * membership is active. Runs inside the sign-in that follows from it.
   *
   * @throws Problem NOT_FOUND for an unknown link, CONFLICT for one that cannot be used any more or
   *     was copied
   */
  public Invited acceptLink(Handle tx, Actor actor, String token) {
    // whoever changes members holds the organization first: the order that cannot deadlock
    var organization =
        invitedBy(tx, token)
            .orElseThrow(() -> Problem.notFound("invitation_not_found"))
            .organization();
    Locks.organization(tx, organization.id());
    var invited = invitedBy(tx, token).orElseThrow(() -> Problem.notFound("invitation_not_found"));
    var unused = InvitationLinks.use(tx, token, clock.instant());
    if (!unused || invited.state() != Invited.State.OPEN) {
      throw Problem.conflict("invitation_over");
    }
    users.markVerified(tx, invited.user().id());
    accept(tx, actor, invited.organization().id(), invited.user().id());
    return invited;
  }

  /**
   * Accepts a pending invitation for the person it was sent to, and turns the session they ask from
   * to the organization.
   *
   * @throws Problem NOT_FOUND unless there is one that is still valid, and while a directory keeps
   *     them out; CONFLICT when the session has ended meanwhile, or people may belong to one
   *     organization only and they do to another
   */
  public Organization acceptPending(Actor actor, UserId user, OrganizationId id) {
    return database.inTransaction(
        tx -> {
          var organization = Organizations.held(tx, id);
          actor.mustBe(tx, user);
          accept(tx, actor, id, user);
          sessions.follow(tx, actor, id);
          return organization;
        });
  }

  /** Whether a person is invited, and could accept that now. */
  public boolean awaits(UserId user, OrganizationId id) {
    return database.read(
        handle ->
            table
                .lookUp(handle, id, user)
                .filter(it -> it.status() == MembershipStatus.PENDING_INVITE)
                .filter(it -> !KeptOut.is(handle, id, it.user().email()))
                .filter(
                    it ->
                        Environments.multipleMemberships(handle)
                            || !MemberTable.isActiveElsewhere(handle, id, user))
                .isPresent());
  }

  private void accept(Handle tx, Actor actor, OrganizationId organization, UserId user) {
    var was = MembershipSnapshot.find(tx, organization, user);
    if (was.isEmpty()) throw Problem.notFound("invitation_not_found");
    var person = Users.find(tx, user).orElseThrow();
    if (KeptOut.is(tx, organization, person.email()) || !table.accept(tx, organization, user))
      throw Problem.notFound("invitation_not_found");
    MembershipRules.refuseSecondOrganization(tx, organization, person);
    events.record(
        tx,
        actor,
        EventType.MEMBERSHIP_CREATED,
        organization,
        user,
        Change.from(was.get(), MembershipSnapshot.of(tx, organization, user)));
  }

  /** Whether mails of invitations wait at the moment, because no mail can be sent. */
  public boolean isMailHeldUp() {
    return sender.isHeldUp();
  }

  /** Forgets links of invitations that ended long ago. A job of the timetable. */
  public int forgetLinks() {
    return database.inTransaction(tx -> InvitationLinks.forgetOld(tx, clock.instant()));
  }
}
