package dev.hostedui.identity.session;

import dev.hostedui.db.Database;
import dev.hostedui.db.StorageUnavailable;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Ids;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.SessionId;
import dev.hostedui.identity.UserId;
import dev.hostedui.identity.environment.Environments;
import dev.hostedui.identity.event.Change;
import dev.hostedui.identity.event.EventType;
import dev.hostedui.identity.event.Events;
import dev.hostedui.identity.user.EmailAddress;
import dev.hostedui.identity.user.Users;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Begins and resumes sessions, and turns them to an organization. */
public final class Sessions {

  /** {@code last_active_at} is written at most this often, so that reading a page stays a read. */
  static final Duration ACTIVITY_STEP = Duration.ofMinutes(1);

  /** 256 random bits in base64url. */
  static final int TOKEN_LENGTH = 43;

  /** By a code or link that was mailed, as {@code amr} writes it (RFC 8176 §2). */
  public static final String BY_MAIL = "otp";

  private static final Set<String> ASKS_FOR_PROOF =
      Set.of("sign_on_required", "proof_required", "proof_too_old");

  /** What must follow in the same transaction when a session is in an organization from now on. */
  public interface Follower {
    void entered(Handle tx, Actor actor, UserId user, OrganizationId organization);
  }

  private final Database database;
  private final Environments environments;
  private final Events events;
  private final NewDeviceNews news;
  private final SignOnRule signOn;
  private final Follower follower;
  private final Ids ids;
  private final Clock clock;

  public Sessions(
      Database database,
      Environments environments,
      Events events,
      NewDeviceNews news,
      SignOnRule signOn,
      Follower follower,
      Ids ids,
      Clock clock) {
    this.database = database;
    this.environments = environments;
    this.events = events;
    this.news = news;
    this.signOn = signOn;
    this.follower = follower;
    this.ids = ids;
    this.clock = clock;
  }

  /**
   * Begins a session with a new token, inside the change that proved by mail who it is.
   *
   * <p>Its limits are the stricter of the application's and the organization's as of now.
   */
  public Session.Begun begin(
      Handle tx, Actor actor, UserId user, @Nullable OrganizationId organization, Device device) {
    return begin(tx, actor, user, organization, device, Authentication.MAIL);
  }

  /**
   * Begins a session with a new token, inside the change that proved who it is.
   *
   * @param with how it was proven
   */
  public Session.Begun begin(
      Handle tx,
      Actor actor,
      UserId user,
      @Nullable OrganizationId organization,
      Device device,
      Authentication with) {
    var id = new SessionId(ids.next(SessionId.PREFIX));
    var token = ids.token();
    var now = clock.instant();
    var limits =
        SessionPolicies.effective(tx, environments.current(), organization)
            .endingBy(with.until(), now);
    if (SessionTable.isNew(tx, user, device))
      news.signedIn(tx, Users.find(tx, user).orElseThrow(), organization, device, now);
    SessionTable.insert(tx, id, token, user, organization, with, limits, now, device);
    vouch(tx, id, with, now);
    if (organization != null) follower.entered(tx, actor, user, organization);
    events.record(
        tx,
        actor,
        user,
        EventType.USER_LOGIN,
        organization,
        id,
        Change.created(SessionSnapshot.of(tx, id)));
    return new Session.Begun(id, token, now.plus(limits.absolute()));
  }

  /**
   * Gives a session a new token because the same person has proven once more who they are, inside
   * the change that proved it. Its limits begin anew.
   *
   * <p>Where more was proven than the word of one organization's identity provider, that word is
   * added to it and takes nothing away: it counts in its organization, as long as the provider
   * wants it to, and neither makes the session last longer or shorter nor is a fresh proof of what
   * is the person's own. Nor does a provider's word of an older sign-in take away what they have
   * proven here since: that stays when, and by what, they have shown who they are.
   *
   * @param with how they have proven it
   * @throws Problem CONFLICT when the session has ended meanwhile
   */
  public Session.Begun reauthenticate(Handle tx, Actor.Person actor, Authentication with) {
    actor.mustLive(tx);
    if (with.onlyIn() != null && SessionTable.onlyIn(tx, actor.session()).isEmpty())
      return vouchBesides(tx, actor, with);
    var organization = activeIn(tx, actor.session()).orElse(null);
    var token = ids.token();
    var now = clock.instant();
    var was = SessionSnapshot.of(tx, actor.session());
    var youngest = ownSince(tx, actor.session(), with.provenBy(now)).orElse(with);
    var limits =
        SessionPolicies.effective(tx, environments.current(), organization)
            .endingBy(youngest.until(), now);
    SessionTable.renew(tx, actor.session(), token, youngest, limits, now);
    vouch(tx, actor.session(), with, now);
    if (organization != null) follower.entered(tx, actor, actor.user(), organization);
    events.record(
        tx,
        actor,
        EventType.SESSION_REAUTHENTICATED,
        organization,
        actor.session(),
        Change.from(was, SessionSnapshot.of(tx, actor.session())));
    return new Session.Begun(actor.session(), token, now.plus(limits.absolute()));
  }

  /**
   * What somebody has shown later than then for the whole of a session, and by no word of an
   * organization's provider, which may end before the session does or have been taken back.
   */
  private static Optional<Authentication> ownSince(Handle tx, SessionId session, Instant then) {
    var own = SessionTable.proof(tx, session);
    return own.at().isAfter(then) && !isOrganizationsProvider(tx, own.method())
        ? Optional.of(Authentication.by(own.method(), own.at()))
        : Optional.empty();
  }

  private static boolean isOrganizationsProvider(Handle tx, String method) {
    return method.startsWith("conn_")
        && tx.createQuery("SELECT COUNT(*) FROM social_connections WHERE id = :id")
                .bind("id", method)
                .mapTo(Integer.class)
                .one()
            == 0;
  }

  private Session.Begun vouchBesides(Handle tx, Actor.Person actor, Authentication with) {
    var token = ids.token();
    var now = clock.instant();
    var was = SessionSnapshot.of(tx, actor.session());
    var ends = SessionTable.setToken(tx, actor.session(), token);
    vouch(tx, actor.session(), with, now);
    events.record(
        tx,
        actor,
        EventType.SESSION_REAUTHENTICATED,
        with.onlyIn(),
        actor.session(),
        Change.from(was, SessionSnapshot.of(tx, actor.session())));
    return new Session.Begun(actor.session(), token, ends);
  }

  /**
   * Whether a session can go on with one more proof. What only the provider of one organization
   * says has nothing in common with what only that of another one has said: each begins a session
   * of its own, so that its provider ends nothing else.
   */
  public static boolean goesOnWith(Handle tx, SessionId session, Authentication with) {
    return with.onlyIn() == null
        || SessionTable.onlyIn(tx, session).filter(it -> !it.equals(with.onlyIn())).isEmpty();
  }

  /**
   * The last proof of whose a session is, for an organization: what was shown for the whole
   * session, or what the organization's own providers have said since. What another provider has
   * said than the one that the connection leads to now does not count, nor what was good until a
   * time that has passed.
   *
   * @param organization the one it is for, or null for none
   * @param connection the id of the connection whose provider has to have said so, or null when any
   *     proof will do
   * @return empty when that provider has not said so
   */
  public Optional<Proof> proof(
      Handle handle,
      SessionId session,
      @Nullable OrganizationId organization,
      @Nullable String connection) {
    var own = connection == null ? SessionTable.proof(handle, session) : null;
    return words(handle, session)
        .filter(it -> own == null || it.at().isAfter(own.shownAt()))
        .filter(
            it ->
                connection == null
                    ? it.voucher().organization().equals(organization)
                    : it.voucher().connection().equals(connection))
        .filter(it -> stillCounts(handle, it.voucher()))
        .map(it -> new Proof(it.proven(), it.at(), it.voucher().connection()))
        .reduce((earlier, later) -> later)
        .or(() -> Optional.ofNullable(own));
  }

  /** What identity providers have said of a session that has not ended, the newest last. */
  private Stream<VoucherTable.Said> words(Handle handle, SessionId session) {
    var now = clock.instant();
    return VoucherTable.of(handle, session).stream().filter(it -> !it.hasEnded(now));
  }

  private boolean stillCounts(Handle handle, Voucher voucher) {
    return stillCounts(handle, new SignOnRule.Provider(voucher.connection(), voucher.issuer()));
  }

  private boolean stillCounts(Handle handle, SignOnRule.Provider provider) {
    return signOn
        .issuer(handle, provider.connection())
        .filter(provider.issuer()::equals)
        .isPresent();
  }

  /**
   * The living sessions in an organization of which its own providers have said since a time whose
   * they are, as far as that counts (see {@link #proof}).
   */
  Set<SessionId> provenSince(Handle handle, OrganizationId organization, Instant since) {
    var counts = new HashMap<SignOnRule.Provider, Boolean>();
    return SessionTable.wordsSince(handle, organization, since, clock.instant()).stream()
        .filter(it -> counts.computeIfAbsent(it.provider(), by -> stillCounts(handle, by)))
        .map(VoucherTable.Word::session)
        .collect(Collectors.toSet());
  }

  /** {@link #proof(Handle, SessionId, OrganizationId, String)}, as it is now. */
  public Optional<Proof> proof(
      SessionId session, @Nullable OrganizationId organization, @Nullable String connection) {
    return database.read(handle -> proof(handle, session, organization, connection));
  }

  /** When anything was last shown or said here of whose a session is, wherever it counts. */
  public Instant lastShownAt(Session session) {
    return database.read(handle -> VoucherTable.of(handle, session.id())).stream()
        .map(VoucherTable.Said::at)
        .filter(session.authenticatedAt()::isBefore)
        .reduce((earlier, later) -> later)
        .orElse(session.authenticatedAt());
  }

  private static void vouch(Handle tx, SessionId id, Authentication with, Instant now) {
    if (with.voucher() != null)
      VoucherTable.put(tx, id, with.voucher(), with.provenBy(now), with.until(), now);
  }

  /** Which identity providers have said whose a session is, the newest last. */
  public List<Voucher> vouchers(SessionId session) {
    return database.read(handle -> VoucherTable.of(handle, session)).stream()
        .map(VoucherTable.Said::voucher)
        .toList();
  }

  /** Whether the provider that this connection leads to now has said whose a session is. */
  public boolean isVouchedBy(SessionId session, String connection) {
    return proof(session, null, connection).isPresent();
  }

  /** Whether {@link #choose} would turn a session to an organization. */
  public boolean canTurn(Session session, OrganizationId organization) {
    return database.read(
        handle ->
            SessionTable.isMember(handle, session.user().id(), organization)
                && SessionTable.onlyIn(handle, session.id())
                    .filter(it -> !it.equals(organization))
                    .isEmpty()
                && hasSignedOn(handle, session.id(), session.user().email(), organization));
  }

  /** Whether somebody is an active member of an organization, whatever it wants them to come by. */
  public boolean isMember(UserId user, OrganizationId organization) {
    return database.read(handle -> SessionTable.isMember(handle, user, organization));
  }

  /** Whether a session has come by a provider of an organization, where that wants it to. */
  private boolean hasSignedOn(
      Handle handle, SessionId session, EmailAddress email, OrganizationId organization) {
    var required = signOn.required(handle, email, organization);
    return required.isEmpty()
        || words(handle, session)
            .map(it -> new SignOnRule.Provider(it.voucher().connection(), it.voucher().issuer()))
            .anyMatch(required::contains);
  }

  /** The organization that is active in a session, if its person is still a member there. */
  public static Optional<OrganizationId> activeIn(Handle handle, SessionId session) {
    return SessionTable.activeIn(handle, session);
  }

  /**
   * Notes that an application was active in a session, inside the change it asked for, and keeps
   * others from ending the session until that is done.
   *
   * @return whether it is alive
   */
  public static boolean touch(Handle tx, SessionId session, Instant now) {
    return SessionTable.touch(tx, session, now);
  }

  /**
   * The live session of a token, or empty when it is unknown, ended or past a limit. Notes the
   * activity, at most once in {@link #ACTIVITY_STEP}.
   */
  public Optional<Session> resume(String token) {
    if (token.length() != TOKEN_LENGTH) return Optional.empty();
    var now = clock.millis();
    var found = SessionTable.byToken(database, token, now);
    if (found.isEmpty()) return Optional.empty();
    var it = found.get();
    if (now >= it.absoluteExpiry() || (it.idleExpiry() != null && now >= it.idleExpiry()))
      return Optional.empty();
    try {
      noteActivity(it, now);
    } catch (StorageUnavailable e) {
      // a disk that takes no writes is no reason to hide what can still be read
    }
    return Optional.of(it.session());
  }

  private void noteActivity(SessionTable.Resumed it, long now) {
    var step = ACTIVITY_STEP.toMillis();
    var minutes = it.idleMinutes();
    var expiry = it.idleExpiry();
    var activityDue = now - it.lastActiveAt() >= step;
    // a short idle limit has to move in finer steps than the minute, or it would end a busy session
    var idleDue = minutes != null && expiry != null && isDue(expiry - now, minutes, step);
    if (!activityDue && !idleDue) return;
    database.note(tx -> SessionTable.noteActivity(tx, it.session().id(), now - step, now));
  }

  /** Whether an idle limit has come so near, or is so far off as only a clock ahead has set it. */
  private static boolean isDue(long left, long minutes, long step) {
    var whole = Duration.ofMinutes(minutes).toMillis();
    return left <= whole - Math.min(step, whole / 10)
        || left > whole + SessionTable.APART.toMillis();
  }

  /**
   * Turns a person's session to another of their organizations, whose policy may shorten it and
   * never lengthens it.
   *
   * @throws Problem NOT_FOUND unless the person is an active member there; CONFLICT when the
   *     session has ended meanwhile, and when it {@linkplain #asksForProof asks for another proof}:
   *     the organization wants them to come by its own identity provider, what has proven who they
   *     are does not count there, or its policy would end the session at once
   */
  public void choose(Actor.Person actor, OrganizationId organization) {
    database.useTransaction(tx -> choose(tx, actor, organization));
  }

  /**
   * Whether {@link #choose} would be done for somebody who has proven who they are in another way.
   */
  public static boolean asksForProof(Problem refusal) {
    return ASKS_FOR_PROOF.contains(refusal.code());
  }

  /** {@link #choose} inside a larger change, such as joining. */
  public void choose(Handle tx, Actor.Person actor, OrganizationId organization) {
    actor.mustBe(tx, actor.user(), organization);
    refuseWithoutSignOn(tx, actor, organization);
    turn(tx, actor, organization);
  }

  /**
   * {@link #choose} inside the sign-in by which the session was just proven. Whom a provider of the
   * organization has vouched for in it has come by that one, be it the one they are sent to or
   * another that was asked for.
   */
  public void choose(
      Handle tx, Actor.Person actor, OrganizationId organization, Authentication by) {
    var voucher = by.voucher();
    actor.mustBe(tx, actor.user(), organization);
    if (voucher == null || !voucher.organization().equals(organization))
      refuseWithoutSignOn(tx, actor, organization);
    turn(tx, actor, organization);
  }

  private void turn(Handle tx, Actor.Person actor, OrganizationId organization) {
    var now = clock.instant();
    var was = SessionSnapshot.of(tx, actor.session());
    if (!SessionTable.turn(tx, actor.session(), organization, now))
      throw Problem.notFound("organization_not_found");
    var limits = SessionPolicies.effective(tx, environments.current(), organization);
    var until =
        proof(tx, actor.session(), organization, null)
            .map(Proof::shownAt)
            .orElse(Instant.EPOCH)
            .plus(limits.absolute());
    if (!until.isAfter(now)) throw Problem.conflict("proof_too_old");
    SessionTable.shorten(tx, actor.session(), until, limits.idle(), now);
    follower.entered(tx, actor, actor.user(), organization);
    events.record(
        tx,
        actor,
        EventType.SESSION_ORGANIZATION_CHOSEN,
        organization,
        actor.session(),
        Change.from(was, SessionSnapshot.of(tx, actor.session())));
  }

  /** Where a session is already it goes on, also when its organization asks for more by now. */
  private void refuseWithoutSignOn(Handle tx, Actor.Person actor, OrganizationId organization) {
    if (hasSignedOn(tx, actor.session(), new EmailAddress(actor.email()), organization)
        || activeIn(tx, actor.session()).filter(organization::equals).isPresent()) return;
    throw Problem.conflict("sign_on_required");
  }

  /**
   * Turns the session the actor asks from, if there is one, to an organization they have joined.
   */
  public void follow(Handle tx, Actor actor, OrganizationId organization) {
    if (actor instanceof Actor.Person person) choose(tx, person, organization);
  }
}
