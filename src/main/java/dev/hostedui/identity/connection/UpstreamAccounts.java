package dev.hostedui.identity.connection;

import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Feature;
import dev.hostedui.identity.Locks;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.UserId;
import dev.hostedui.identity.connection.Arrival.Trust;
import dev.hostedui.identity.event.Change;
import dev.hostedui.identity.event.EventType;
import dev.hostedui.identity.event.Events;
import dev.hostedui.identity.event.Snapshot;
import dev.hostedui.identity.member.KeptOut;
import dev.hostedui.identity.member.Member;
import dev.hostedui.identity.member.MembershipStatus;
import dev.hostedui.identity.member.Provisioning;
import dev.hostedui.identity.organization.Organizations;
import dev.hostedui.identity.user.EmailAddress;
import dev.hostedui.identity.user.User;
import dev.hostedui.identity.user.UserDetails;
import dev.hostedui.identity.user.Users;
import java.time.Clock;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Decides who somebody is whom an identity provider has named, and whether the provider may say so.
 *
 * <ul>
 *   <li>Who was here before is known by the connection, the provider that it led to then, and what
 *       that has called them in which attribute: an address that has changed at the provider
 *       neither makes another person nor turns them into whoever has that address here. Who comes
 *       by another provider, or is named by another attribute, comes for the first time.
 *   <li>Else they are known by their address. It is believed when its domain is verified by the
 *       connection's organization, and its people are not sent to another of its connections.
 *       Otherwise they must be members or invited already, and show once that the mailbox is
 *       theirs. So no provider reaches a member of another organization by an address of a domain
 *       that is not its own.
 *   <li>An address that is known at this connection by another subject has to be proven as well:
 *       else whoever can change their own address at the provider could become a colleague.
 *   <li>Whom the organization keeps out stays out, whatever address the provider sends. Only where
 *       that is of somebody else whom the organization lets in or has invited, it may be the same
 *       person under a new address: they show that the mailbox is theirs, and are known as that
 *       member from then on.
 *   <li>A subject that is another one next time links nobody, and is another one than any that an
 *       address is known by.
 * </ul>
 *
 * <p>What is known of a member ends with the membership, and with the connection. Who comes back is
 * looked at as for the first time.
 */
public final class UpstreamAccounts {

  /** What providers call people is at most 256 characters long (SAML Core §8.3.7), or 255. */
  public static final int LONGEST_SUBJECT = 512;

  private static final String BY_NAME =
      "connection_id = :connection AND issuer = :issuer AND named_by = :namedBy AND subject ="
          + " :subject";

  private final Users users;
  private final Provisioning provisioning;
  private final Events events;
  private final Clock clock;

  public UpstreamAccounts(Users users, Provisioning provisioning, Events events, Clock clock) {
    this.users = users;
    this.provisioning = provisioning;
    this.events = events;
    this.clock = clock;
  }

  /**
   * Finds or makes the member that an accepted answer names, in the transaction of their sign-in,
   * which must not hold any person or session before. It uses up no answer: see {@link
   * UsedAnswers}.
   *
   * @param actor whoever brings the answer, for the events
   * @param proven the address that this browser has shown to be theirs since it was asked to, or
   *     null
   * @throws Problem FORBIDDEN {@code connection_not_active}, {@code user_not_active} for who was
   *     deactivated, {@code mandatory_attribute_missing} without an address, {@code
   *     invalid_user_domain}, {@code not_invited} where unknown people are not let in; CONFLICT
   *     {@code seats_taken}, {@code other_organization}
   */
  public Arrival arrive(
      Handle tx,
      Actor actor,
      RoutedConnection route,
      UpstreamPerson person,
      @Nullable EmailAddress proven) {
    Locks.organization(tx, route.organization());
    var connection = active(tx, route);
    if (person.subject().isBlank() || person.subject().length() > LONGEST_SUBJECT)
      throw Problem.forbidden("subject_malformed");
    var settings =
        ConnectionTable.version(tx, connection.id(), route.version())
            .orElseThrow(() -> Problem.forbidden("connection_not_active"))
            .settings();
    var door = new Door(connection, settings.issuer(), settings.mapping().userId());
    var known = person.lasting() ? find(tx, door, person.subject()) : Optional.<UserId>empty();
    if (known.isEmpty()) return comesFirst(tx, actor, door, person, proven, false);
    if (isActive(tx, connection, known.get()))
      return comesBack(tx, actor, door, person, known.get(), proven);
    if (!isSomebodyElses(tx, connection, known.get(), person.email()))
      throw Problem.forbidden("user_not_active");
    return comesFirst(tx, actor, door, person, proven, true);
  }

  private boolean isActive(Handle tx, Connection connection, UserId user) {
    return provisioning
        .find(tx, connection.organization(), user)
        .filter(it -> it.status() == MembershipStatus.ACTIVE)
        .isPresent();
  }

  /**
   * Whether an address for which the provider may speak is that of another one than this user, whom
   * the organization lets in or has invited: its directory makes a new account of an address that
   * has changed, and keeps the old one out.
   */
  private boolean isSomebodyElses(
      Handle tx, Connection connection, UserId user, @Nullable EmailAddress email) {
    return email != null
        && ConnectionDomains.speaksFor(tx, connection, email.domain())
        && Users.find(tx, email)
            .filter(it -> !it.id().equals(user))
            .flatMap(it -> provisioning.find(tx, connection.organization(), it.id()))
            .map(Member::status)
            .filter(it -> it == MembershipStatus.ACTIVE || it == MembershipStatus.PENDING_INVITE)
            .isPresent();
  }

  /**
   * By which people come.
   *
   * @param issuer the provider that the connection leads to
   * @param namedBy the attribute by which it names people; empty for the subject itself
   */
  private record Door(Connection connection, String issuer, String namedBy) {
    ConnectionId id() {
      return connection.id();
    }
  }

  private static Connection active(Handle tx, RoutedConnection route) {
    return ConnectionTable.find(tx, route.id())
        .filter(it -> it.enabled() && it.organization().equals(route.organization()))
        .filter(it -> Organizations.has(tx, it.organization(), Feature.SSO))
        .orElseThrow(() -> Problem.forbidden("connection_not_active"));
  }

  /** Whether a provider of an organization makes somebody unknown, of an address, a member. */
  public static boolean admits(Handle handle, OrganizationId organization, EmailAddress email) {
    return Organizations.has(handle, organization, Feature.SSO)
        && ConnectionTable.all(handle, organization, Connections.MOST).stream()
            .filter(it -> it.enabled() && it.has(Switch.JIT_PROVISIONING))
            .anyMatch(it -> ConnectionDomains.speaksFor(handle, it, email.domain()));
  }

  // ------------------------------------------------------------------ known by their subject

  private Arrival comesBack(
      Handle tx,
      Actor actor,
      Door door,
      UpstreamPerson person,
      UserId id,
      @Nullable EmailAddress proven) {
    var connection = door.connection();
    var user = Users.lock(tx, id);
    // what they are called here counts: the provider may have changed what it calls them
    var ours = ConnectionDomains.speaksFor(tx, connection, user.email().domain());
    if (!ours && !hasShown(tx, door, id)) {
      if (!user.email().equals(proven)) return new Arrival.ProofNeeded(user.email());
      noteShown(tx, door, id);
    }
    tx.createUpdate("UPDATE upstream_accounts SET last_login_at = :now WHERE " + BY_NAME)
        .bind("now", clock.instant())
        .bind("connection", door.id())
        .bind("issuer", door.issuer())
        .bind("namedBy", door.namedBy())
        .bind("subject", person.subject())
        .execute();
    follow(tx, actor, connection, person, user, ours);
    return arrived(user, ours);
  }

  // ------------------------------------------------------------------ known by their address

  /**
   * Lets somebody in whom only their address names.
   *
   * @param renamed whether their subject was known as somebody who is kept out by now: that it is
   *     theirs is for them to show then, or whoever can change their own address at the provider
   *     would come back as a colleague
   */
  private Arrival comesFirst(
      Handle tx,
      Actor actor,
      Door door,
      UpstreamPerson person,
      @Nullable EmailAddress proven,
      boolean renamed) {
    var connection = door.connection();
    var organization = connection.organization();
    var email = person.email();
    if (email == null)
      throw Problem.forbidden("mandatory_attribute_missing")
          .with(String.join(", ", person.received()));
    var ours = ConnectionDomains.speaksFor(tx, connection, email.domain());
    var user = Users.find(tx, email).map(it -> Users.lock(tx, it.id())).orElse(null);
    var member =
        user == null ? Optional.<Member>empty() : provisioning.find(tx, organization, user.id());
    refuseStrangers(tx, connection, email, ours, member.map(Member::status).orElse(null));
    if (KeptOut.is(tx, organization, email)
        && member.map(Member::status).orElse(null) != MembershipStatus.ACTIVE)
      throw Problem.forbidden("user_not_active");

    var shown = email.equals(proven);
    if (!shown && (renamed || proofNeeded(tx, door, person, user, ours)))
      return new Arrival.ProofNeeded(email);

    if (user == null)
      user = users.findOrCreate(tx, email, person.into(UserDetails.NONE, true, true));
    // before they are a member, so that the event of that shows them whole
    follow(tx, actor, connection, person, user, ours);
    users.markVerified(tx, user.id());
    if (member.isEmpty() || member.get().status() != MembershipStatus.ACTIVE)
      provisioning.admitVouchedFor(tx, actor, organization, user);
    if (!ours && shown) noteShown(tx, door, user.id());
    if (person.lasting()) link(tx, actor, door, person, user);
    return arrived(user, ours);
  }

  /** Says no alike to strangers and to members of other organizations. */
  private static void refuseStrangers(
      Handle tx,
      Connection connection,
      EmailAddress email,
      boolean ours,
      @Nullable MembershipStatus status) {
    if (status == MembershipStatus.INACTIVE) throw Problem.forbidden("user_not_active");
    if (status == MembershipStatus.ACTIVE || status == MembershipStatus.PENDING_INVITE) return;
    if (!ours) throw Problem.forbidden("invalid_user_domain").with(email.domain());
    if (!connection.has(Switch.JIT_PROVISIONING))
      throw Problem.forbidden("not_invited")
          .with(email.value(), Organizations.get(tx, connection.organization()).displayName());
  }

  private static boolean proofNeeded(
      Handle tx, Door door, UpstreamPerson person, @Nullable User user, boolean ours) {
    if (user != null && isLinked(tx, door.connection(), user.id())) return true;
    return (!ours || person.emailDenied()) && (user == null || !hasShown(tx, door, user.id()));
  }

  // ------------------------------------------------------------------ both

  private static Arrival arrived(User user, boolean ours) {
    return new Arrival.Member(user.id(), ours ? Trust.DOMAIN : Trust.MAILBOX);
  }

  /** Takes over what the provider says of one of its organization's own people. */
  private void follow(
      Handle tx,
      Actor actor,
      Connection connection,
      UpstreamPerson person,
      User user,
      boolean ours) {
    if (!ours) return;
    var nameless = user.givenName().isEmpty() && user.familyName().isEmpty();
    var sync = connection.has(Switch.PROFILE_SYNC);
    var named = sync || nameless;
    if (named || !person.profile().isEmpty())
      users.change(tx, actor, user.id(), was -> person.into(was, named, sync));
  }

  private void link(Handle tx, Actor actor, Door door, UpstreamPerson person, User user) {
    var connection = door.connection();
    tx.createUpdate(
            """
            INSERT INTO upstream_accounts (connection_id, issuer, named_by, subject, organization_id, user_id, created_at, last_login_at)
            VALUES (:connection, :issuer, :namedBy, :subject, :organization, :user, :now, :now)
            ON CONFLICT (connection_id, issuer, named_by, subject)
            DO UPDATE SET user_id = excluded.user_id, created_at = excluded.created_at,
                          last_login_at = excluded.last_login_at
            """)
        .bind("connection", connection.id())
        .bind("issuer", door.issuer())
        .bind("namedBy", door.namedBy())
        .bind("subject", person.subject())
        .bind("organization", connection.organization())
        .bind("user", user.id())
        .bind("now", clock.instant())
        .execute();
    events.record(
        tx,
        actor,
        EventType.SSO_ACCOUNT_LINKED,
        connection.organization(),
        user.id(),
        Change.created(
            new Snapshot()
                .with("id", user.id().value())
                .with("connection_id", connection.id().value())
                .with("connection_user_id", person.subject())
                .values()));
  }

  private static Optional<UserId> find(Handle handle, Door door, String subject) {
    return handle
        .createQuery("SELECT user_id FROM upstream_accounts WHERE " + BY_NAME)
        .bind("connection", door.id())
        .bind("issuer", door.issuer())
        .bind("namedBy", door.namedBy())
        .bind("subject", subject)
        .mapTo(UserId.class)
        .findOne();
  }

  /**
   * Whether they are known at the connection by any name, also of a provider that it had before.
   */
  private static boolean isLinked(Handle tx, Connection connection, UserId user) {
    return tx.createQuery(
            "SELECT 1 FROM upstream_accounts WHERE organization_id = :organization AND user_id ="
                + " :user AND connection_id = :connection LIMIT 1")
        .bind("organization", connection.organization())
        .bind("user", user)
        .bind("connection", connection.id())
        .mapTo(Integer.class)
        .findOne()
        .isPresent();
  }

  /** Whether they have shown once, for this provider, that the mailbox is theirs. */
  private static boolean hasShown(Handle tx, Door door, UserId user) {
    return tx.createQuery(
            "SELECT 1 FROM upstream_mailboxes WHERE connection_id = :connection AND user_id ="
                + " :user AND issuer = :issuer")
        .bind("connection", door.id())
        .bind("issuer", door.issuer())
        .bind("user", user)
        .mapTo(Integer.class)
        .findOne()
        .isPresent();
  }

  private void noteShown(Handle tx, Door door, UserId user) {
    tx.createUpdate(
            """
            INSERT INTO upstream_mailboxes (connection_id, issuer, organization_id, user_id, proven_at)
            VALUES (:connection, :issuer, :organization, :user, :now)
            ON CONFLICT (connection_id, user_id) DO UPDATE SET proven_at = excluded.proven_at, issuer = excluded.issuer
            """)
        .bind("connection", door.id())
        .bind("issuer", door.issuer())
        .bind("organization", door.connection().organization())
        .bind("user", user)
        .bind("now", clock.instant())
        .execute();
  }
}
