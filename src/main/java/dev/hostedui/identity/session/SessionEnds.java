package dev.hostedui.identity.session;

import dev.hostedui.db.Database;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Id;
import dev.hostedui.identity.Ids;
import dev.hostedui.identity.Locks;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.SessionId;
import dev.hostedui.identity.UserId;
import dev.hostedui.identity.event.Change;
import dev.hostedui.identity.event.EventType;
import dev.hostedui.identity.event.Events;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Ends sessions, by whoever's decision or by time, and says why one is over. */
public final class SessionEnds {

  /** Ended sessions are kept this long for the audit. */
  static final Duration KEPT = Duration.ofDays(90);

  private static final int BATCH = 200;

  /** Why a session is over. */
  public enum End {
    /** Nothing happened for longer than allowed. */
    IDLE,
    /** The sign-in was too long ago. */
    ABSOLUTE,
    /** Somebody ended it. */
    REVOKED,
    /** Its person was removed from the organization it was in. */
    REMOVED,
    /** The organization it was in was deleted. */
    ORGANIZATION_DELETED,
    /** Nothing is known of it any more: its person's account is gone, or it ended long ago. */
    FORGOTTEN
  }

  private final Database database;
  private final SessionFollower follower;
  private final Events events;
  private final Clock clock;

  public SessionEnds(Database database, SessionFollower follower, Events events, Clock clock) {
    this.database = database;
    this.follower = follower;
    this.events = events;
    this.clock = clock;
  }

  /** Why the session of a token is over, or empty when it is not, or signed out. */
  public Optional<End> endOf(String token) {
    if (!Ids.isToken(token)) return Optional.empty();
    return database.read(handle -> SessionTable.endOf(handle, token, clock.instant()));
  }

  /** The organization that the session of a token is in, or was at its end. */
  public Optional<OrganizationId> organizationOf(String token) {
    if (!Ids.isToken(token)) return Optional.empty();
    return database.read(handle -> SessionTable.organizationOf(handle, token));
  }

  /** Ends the person's own session because they signed out. */
  public void signOut(Actor.Person actor) {
    database.useTransaction(tx -> signOut(tx, actor));
  }

  /** {@link #signOut} inside a larger change, such as somebody else's sign-in. */
  public void signOut(Handle tx, Actor.Person actor) {
    end(tx, actor, actor.session(), SessionStatus.LOGOUT);
  }

  /**
   * Ends a session of a person for that person.
   *
   * <p>Whom only the identity provider of one organization has vouched for ends what it has vouched
   * for.
   *
   * @throws Problem NOT_FOUND when it is not theirs or over already; CONFLICT for the one that
   *     asks, or when that has ended meanwhile
   */
  public void revoke(Actor actor, UserId user, SessionId session) {
    if (actor.uses(session)) throw Problem.conflict("current_session");
    database.useTransaction(
        tx -> {
          var in = SessionTable.onlyIn(tx, session);
          if (in.isPresent()) actor.mustBe(tx, user, in.get());
          else actor.mustBe(tx, user);
          if (!SessionTable.isActive(tx, user, session))
            throw Problem.notFound("session_not_found");
          end(tx, actor, session, SessionStatus.REVOKED);
        });
  }

  /**
   * Ends every session of a person but the one that asks, for that person, and says how many those
   * were. One past its time is over already and is left to {@link #endStale}.
   *
   * @throws Problem CONFLICT when the session that asks has ended meanwhile
   */
  public int revokeOthers(Actor actor, UserId user) {
    return database.inTransaction(
        tx -> {
          actor.mustBe(tx, user);
          var others = new ArrayList<>(SessionTable.living(tx, user, clock.instant()));
          others.removeIf(actor::uses);
          revoke(tx, actor, others);
          return others.size();
        });
  }

  /**
   * What ended when somebody was taken out of an organization.
   *
   * @param sessions those that were in it
   * @param grants what applications held there of sessions that go on elsewhere
   */
  public record Ended(List<SessionId> sessions, List<Id> grants) {
    public Ended {
      sessions = List.copyOf(sessions);
      grants = List.copyOf(grants);
    }
  }

  /**
   * Ends a user's sessions that are in an organization, and what others were granted there, inside
   * the change that takes them out of it. What its identity providers have said of the others ends
   * with the membership: it lets nobody back in, and they end nobody's session elsewhere.
   *
   * <p>Who leaves by themselves signs out of it: nobody has ended a session of theirs.
   */
  public Ended revokeIn(Handle tx, Actor actor, UserId user, OrganizationId organization) {
    var sessions = SessionTable.in(tx, user, organization);
    var status = actor.is(user) ? SessionStatus.LOGOUT : SessionStatus.REVOKED;
    for (var session : sessions) end(tx, actor, session, status);
    VoucherTable.forget(tx, user, organization);
    return new Ended(sessions, follower.left(tx, user, organization));
  }

  /** Ends all sessions of a user, inside the change that removes them. */
  public void revokeAll(Handle tx, Actor actor, UserId user) {
    revoke(tx, actor, SessionTable.of(tx, user));
  }

  /**
   * Ends the sessions that the word of an identity provider has begun, because it says that they
   * are over there. Other sessions of the same person go on; those that it has vouched for besides
   * what was proven otherwise, without its word and without what was granted on it.
   *
   * @param connection the id of the connection whose provider says so
   * @param issuer what that provider calls itself
   * @param subject whom it is about, or null for whoever has the session index
   * @param sessionIndex the provider's name of its session, or null for all of the subject's
   * @return the sessions that have ended
   */
  public Set<SessionId> endVouched(
      Actor actor,
      String connection,
      String issuer,
      @Nullable String subject,
      @Nullable String sessionIndex) {
    if (subject == null && sessionIndex == null) return Set.of();
    return database.inTransaction(
        tx -> {
          var ended = new HashSet<SessionId>();
          for (var it : VoucherTable.vouchedBy(tx, connection, issuer, subject, sessionIndex)) {
            if (!it.begun()) {
              // held: what is just being granted on the word is there before, or is not granted
              if (!Locks.session(tx, it.session(), it.user())) continue;
              VoucherTable.remove(tx, it.session(), connection);
              follower.takenBack(tx, actor, it.session(), it.user(), connection, it.organization());
            } else if (end(tx, actor, it.session(), SessionStatus.LOGOUT)) ended.add(it.session());
          }
          return ended;
        });
  }

  /** Ends sessions inside the change that decided so. */
  void revoke(Handle tx, Actor actor, Collection<SessionId> sessions) {
    for (var session : sessions) end(tx, actor, session, SessionStatus.REVOKED);
  }

  /**
   * Takes back a bounded batch of words of identity providers that were good until a time that has
   * passed, with what was granted on them: the rest of a session goes on. A job of the timetable.
   */
  public int endWords() {
    var now = clock.instant();
    var over = database.read(handle -> VoucherTable.over(handle, now, BATCH));
    if (over.isEmpty()) return 0;
    return database.inTransaction(
        tx -> {
          var actor = new Actor.Internal("session-expiry");
          var ended = 0;
          for (var it : over) {
            if (!Locks.session(tx, it.session(), it.user())) VoucherTable.keep(tx, it);
            else if (VoucherTable.removeOver(tx, it, now)) {
              follower.takenBack(
                  tx, actor, it.session(), it.user(), it.connection(), it.organization());
              ended++;
            }
          }
          return ended;
        });
  }

  /**
   * Ends a bounded batch of sessions that are past a limit, with their events. A job of the
   * timetable.
   */
  public int endStale() {
    var now = clock.instant();
    var stale = database.read(handle -> SessionTable.stale(handle, now, BATCH));
    if (stale.isEmpty()) return 0;
    return database.inTransaction(
        tx -> {
          var actor = new Actor.Internal("session-expiry");
          var ended = 0;
          for (var session : stale) if (end(tx, actor, session, SessionStatus.EXPIRED)) ended++;
          return ended;
        });
  }

  /** Removes a bounded batch of sessions that ended long ago. A job of the timetable. */
  public int forgetEnded() {
    return database.inTransaction(
        tx -> SessionTable.forget(tx, clock.instant().minus(KEPT), BATCH));
  }

  private boolean end(Handle tx, Actor actor, SessionId id, SessionStatus status) {
    var was = SessionSnapshot.find(tx, id);
    var ended = SessionTable.end(tx, id, status, clock.instant());
    ended.ifPresent(
        it -> {
          follower.ended(tx, id, it.user());
          events.record(
              tx,
              actor,
              it.user(),
              EventType.USER_LOGOUT,
              it.organization(),
              id,
              Change.from(was.orElseThrow(), SessionSnapshot.of(tx, id)));
        });
    return ended.isPresent();
  }
}
