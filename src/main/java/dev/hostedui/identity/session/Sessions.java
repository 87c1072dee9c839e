package dev.hostedui.identity.session;

import dev.hostedui.db.Columns;
import dev.hostedui.db.Database;
import dev.hostedui.db.StorageUnavailable;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Feature;
import dev.hostedui.identity.Ids;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Permission;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.SessionId;
import dev.hostedui.identity.UserId;
import dev.hostedui.identity.environment.Environments;
import dev.hostedui.identity.event.Change;
import dev.hostedui.identity.event.EventType;
import dev.hostedui.identity.event.Events;
import dev.hostedui.identity.user.Users;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Begins, resumes and ends sessions. */
public final class Sessions {

  /** {@code last_active_at} is written at most this often, so that reading a page stays a read. */
  static final Duration ACTIVITY_STEP = Duration.ofMinutes(1);

  /** Ended sessions are kept this long for the audit. */
  static final Duration KEPT_AFTER_END = Duration.ofDays(90);

  /** By a code or link that was mailed, as {@code amr} writes it (RFC 8176 §2). */
  public static final String BY_MAIL = "otp";

  private static final int BATCH = 200;

  private static final String RESUME =
      """
      SELECT s.id, s.user_id, s.last_active_at, s.absolute_expires_at, s.idle_minutes, s.idle_expires_at,
             s.authenticated_at, s.organization_chosen_at,
             u.email, u.email_verified_at, u.given_name, u.family_name,
             o.id AS organization_id, o.display_name, o.features,
             (SELECT string_agg(r.effective_permissions, ' ')
                FROM membership_roles mr JOIN roles r ON r.id = mr.role_id
               WHERE mr.organization_id = m.organization_id AND mr.user_id = m.user_id) AS permissions,
             (SELECT 1 FROM memberships e
               WHERE e.user_id = s.user_id AND e.organization_id <> COALESCE(s.organization_id, '') LIMIT 1) AS elsewhere
        FROM sessions s
        JOIN users u              ON u.id = s.user_id
        LEFT JOIN memberships m   ON m.organization_id = s.organization_id AND m.user_id = s.user_id
                                 AND m.status = 'ACTIVE'
        LEFT JOIN organizations o ON o.id = m.organization_id
       WHERE s.token_hash = ? AND s.status = 'active'
      """;

  private record Resumed(
      Session session,
      long lastActiveAt,
      long absoluteExpiry,
      @Nullable Long idleMinutes,
      @Nullable Long idleExpiry) {}

  private final Database database;
  private final Environments environments;
  private final SessionFollower follower;
  private final Events events;
  private final Ids ids;
  private final Clock clock;

  public Sessions(
      Database database,
      Environments environments,
      SessionFollower follower,
      Events events,
      Ids ids,
      Clock clock) {
    this.database = database;
    this.environments = environments;
    this.follower = follower;
    this.events = events;
    this.ids = ids;
    this.clock = clock;
  }

  /**
   * Begins a session with a new token, inside the change that proved who it is.
   *
   * <p>Its limits are the stricter of the application's and the organization's as of now (behaviour
   * §4.8, §5).
   */
  public Session.Begun begin(
      Handle tx, Actor actor, UserId user, @Nullable OrganizationId organization, Device device) {
    return begin(tx, actor, user, organization, device, BY_MAIL);
  }

  /** The same, proven by other means, as {@code amr} writes them (RFC 8176). */
  public Session.Begun begin(
      Handle tx,
      Actor actor,
      UserId user,
      @Nullable OrganizationId organization,
      Device device,
      String with) {
    var limits = SessionPolicies.effective(tx, environments.current(), organization);
    var id = new SessionId(ids.next(SessionId.PREFIX));
    var token = ids.token();
    var now = clock.instant();
    var absolute = now.plus(limits.absolute());
    var idle = limits.idle();
    var agent = device.userAgent();
    device
        .bindTo(
            tx.createUpdate(
                    """
                    INSERT INTO sessions (id, token_hash, user_id, organization_id, status, created_at, last_active_at,
                           authenticated_at, authenticated_with, absolute_expires_at, idle_minutes, idle_expires_at, user_agent, device_type, os, os_version,
                           browser, browser_version, ip, city, region, country)
                    VALUES (:id, :hash, :user, :organization, 'active', :now, :now, :now, :with, :absolute, :idleMinutes, :idle,
                            :userAgent, :deviceType, :os, :osVersion, :browser, :browserVersion, :ip, :city, :region, :country)
                    """)
                .bind("id", id.value())
                .bind("hash", Ids.hash(token))
                .bind("user", user.value())
                .bind("organization", organization == null ? null : organization.value())
                .bind("now", now.toEpochMilli())
                .bind("with", with)
                .bind("absolute", absolute.toEpochMilli())
                .bind("idleMinutes", idle == null ? null : (Long) idle.toMinutes())
                .bind("idle", idle == null ? null : (Long) now.plus(idle).toEpochMilli()))
        .execute();
    events.record(
        tx,
        actor,
        user,
        EventType.USER_LOGIN,
        organization,
        id,
        Change.created(
            Map.of(
                "status",
                "active",
                "ip",
                device.ip(),
                "browser",
                agent.browser(),
                "os",
                agent.os())));
    return new Session.Begun(id, token, absolute);
  }

  /**
   * Gives a session a new token because the same person has proven once more who they are, inside
   * the change that proved it. Its limits begin anew.
   *
   * @param with by which means, as {@code amr} writes it
   * @throws Problem CONFLICT when the session has ended meanwhile
   */
  public Session.Begun reauthenticate(Handle tx, Actor.Person actor, String with) {
    actor.mustBe(tx, actor.user());
    var organization = activeIn(tx, actor.session()).orElse(null);
    var limits = SessionPolicies.effective(tx, environments.current(), organization);
    var token = ids.token();
    var now = clock.instant();
    var absolute = now.plus(limits.absolute());
    var idle = limits.idle();
    tx.createUpdate(
            """
            UPDATE sessions
               SET token_hash = :hash, authenticated_at = :now, authenticated_with = :with, last_active_at = :now, absolute_expires_at = :absolute,
                   idle_minutes = :idleMinutes, idle_expires_at = :idle
             WHERE id = :id AND user_id = :user
            """)
        .bind("idleMinutes", idle == null ? null : (Long) idle.toMinutes())
        .bind("idle", idle == null ? null : (Long) now.plus(idle).toEpochMilli())
        .bind("hash", Ids.hash(token))
        .bind("with", with)
        .bind("now", now.toEpochMilli())
        .bind("absolute", absolute.toEpochMilli())
        .bind("id", actor.session().value())
        .bind("user", actor.user().value())
        .execute();
    events.record(
        tx,
        actor,
        EventType.SESSION_REAUTHENTICATED,
        organization,
        actor.session(),
        Change.created(Map.of("status", "active")));
    return new Session.Begun(actor.session(), token, absolute);
  }

  /** The organization that is active in a session, if its person is still a member there. */
  public static Optional<OrganizationId> activeIn(Handle handle, SessionId session) {
    return handle
        .createQuery(
            "SELECT s.organization_id FROM sessions s JOIN memberships m ON m.organization_id = s.organization_id"
                + " AND m.user_id = s.user_id AND m.status = 'ACTIVE' WHERE s.id = :id")
        .bind("id", session.value())
        .map((row, context) -> new OrganizationId(Columns.text(row, "organization_id")))
        .findOne();
  }

  /**
   * Notes that an application was active in a session, inside the change it asked for, and keeps
   * others from ending the session until that is done.
   *
   * @return whether it is alive
   */
  public static boolean touch(Handle tx, SessionId session, Instant now) {
    var alive =
        tx.createUpdate(
                """
                UPDATE sessions
                   SET last_active_at = :now,
                       idle_expires_at = CASE WHEN idle_minutes IS NULL THEN NULL ELSE :now + idle_minutes * 60000 END
                 WHERE id = :id AND status = 'active' AND absolute_expires_at > :now AND (idle_expires_at IS NULL OR idle_expires_at > :now)
                """)
            .bind("now", now.toEpochMilli())
            .bind("id", session.value())
            .execute();
    return alive > 0;
  }

  /**
   * The live session of a token, or empty when it is unknown, ended or past a limit. Notes the
   * activity, at most once in {@link #ACTIVITY_STEP}.
   */
  public Optional<Session> resume(String token) {
    if (token.length() != 43) return Optional.empty();
    var hash = Ids.hash(token);
    var found = database.rows(RESUME, Sessions::resumed, hash);
    if (found.isEmpty()) return Optional.empty();
    var it = found.get(0);
    var now = clock.millis();
    if (now >= it.absoluteExpiry || (it.idleExpiry != null && now >= it.idleExpiry))
      return Optional.empty();
    try {
      noteActivity(it, now);
    } catch (StorageUnavailable e) {
      // a disk that takes no writes is no reason to hide what can still be read
    }
    return Optional.of(it.session);
  }

  private void noteActivity(Resumed it, long now) {
    var step = ACTIVITY_STEP.toMillis();
    var activityDue = now - it.lastActiveAt >= step;
    // a short idle limit has to move in finer steps than the minute, or it would end a busy session
    var idleDue =
        it.idleMinutes != null
            && it.idleExpiry != null
            && it.idleExpiry - now
                <= Duration.ofMinutes(it.idleMinutes).toMillis()
                    - Math.min(step, Duration.ofMinutes(it.idleMinutes).toMillis() / 10);
    if (!activityDue && !idleDue) return;
    database.useTransaction(
        tx ->
            tx.createUpdate(
                    """
                    UPDATE sessions
                       SET last_active_at  = CASE WHEN last_active_at <= :stale THEN :now ELSE last_active_at END,
                           idle_expires_at = CASE WHEN idle_minutes IS NULL THEN NULL ELSE :now + idle_minutes * 60000 END
                     WHERE id = :id AND status = 'active'
                    """)
                .bind("stale", now - step)
                .bind("now", now)
                .bind("id", it.session.id().value())
                .execute());
  }

  /**
   * Turns a person's session to another of their organizations, whose policy may shorten it and
   * never lengthens it.
   *
   * @throws Problem NOT_FOUND unless the person is an active member there; CONFLICT when the
   *     session has ended meanwhile
   */
  public void choose(Actor.Person actor, OrganizationId organization) {
    database.useTransaction(tx -> choose(tx, actor, organization));
  }

  /** {@link #choose} inside a larger change, such as joining. */
  public void choose(Handle tx, Actor.Person actor, OrganizationId organization) {
    actor.mustBe(tx, actor.user());
    var member =
        tx.createQuery(
                "SELECT COUNT(*) FROM memberships WHERE organization_id = :organization AND user_id"
                    + " = :user AND status = 'ACTIVE'")
            .bind("organization", organization.value())
            .bind("user", actor.user().value())
            .mapTo(Integer.class)
            .one();
    if (member == 0) throw Problem.notFound("organization_not_found");
    tx.createUpdate(
            "UPDATE sessions SET organization_id = :organization, organization_chosen_at = :now WHERE id = :id AND user_id = :user")
        .bind("organization", organization.value())
        .bind("now", clock.millis())
        .bind("id", actor.session().value())
        .bind("user", actor.user().value())
        .execute();
    shorten(tx, actor.session(), organization);
    events.record(
        tx,
        actor,
        EventType.SESSION_ORGANIZATION_CHOSEN,
        organization,
        actor.session(),
        Change.created(Map.of("organization_id", organization.value())));
  }

  /**
   * Turns the session the actor asks from, if there is one, to an organization they have joined.
   */
  public void follow(Handle tx, Actor actor, OrganizationId organization) {
    if (actor instanceof Actor.Person person) choose(tx, person, organization);
  }

  private void shorten(Handle tx, SessionId session, OrganizationId organization) {
    var limits = SessionPolicies.effective(tx, environments.current(), organization);
    var idle = limits.idle();
    tx.createUpdate(
            """
            UPDATE sessions
               SET absolute_expires_at = CASE WHEN authenticated_at + :absolute < absolute_expires_at
                                              THEN authenticated_at + :absolute ELSE absolute_expires_at END
             WHERE id = :id
            """)
        .bind("absolute", limits.absolute().toMillis())
        .bind("id", session.value())
        .execute();
    if (idle == null) return;
    tx.createUpdate(
            """
            UPDATE sessions SET idle_minutes = :minutes, idle_expires_at = :expires
             WHERE id = :id AND (idle_minutes IS NULL OR idle_minutes > :minutes)
            """)
        .bind("minutes", idle.toMinutes())
        .bind("expires", clock.instant().plus(idle).toEpochMilli())
        .bind("id", session.value())
        .execute();
  }

  /**
   * The sessions in an organization that have lasted longer already than these limits allow: since
   * the last proof, or without activity.
   */
  Set<SessionId> longerThan(Handle handle, OrganizationId organization, SessionLimits limits) {
    var now = clock.instant();
    var idle = limits.idle();
    return handle
        .createQuery(
            """
            SELECT id FROM sessions WHERE organization_id = :organization AND status = 'active'
               AND (authenticated_at < :begun OR last_active_at < :active)
            """)
        .bind("organization", organization.value())
        .bind("begun", now.minus(limits.absolute()).toEpochMilli())
        .bind("active", idle == null ? 0 : now.minus(idle).toEpochMilli())
        .map((row, context) -> new SessionId(Columns.text(row, "id")))
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /** Ends a session because its organization's policy says so, inside the change of that policy. */
  void revoke(Handle tx, Actor actor, SessionId session) {
    end(tx, actor, session, SessionStatus.REVOKED);
  }

  /** Why a session is over. */
  public enum End {
    /** Nothing happened for longer than allowed. */
    IDLE,
    /** The sign-in was too long ago. */
    ABSOLUTE,
    /** Somebody ended it. */
    REVOKED
  }

  /** Why the session of a token is over, or empty when it is not, or signed out, or unknown. */
  public Optional<End> endOf(String token) {
    if (token.length() != 43) return Optional.empty();
    return database.read(
        handle ->
            handle
                .createQuery(
                    "SELECT status, absolute_expires_at, idle_expires_at, ended_at FROM sessions"
                        + " WHERE token_hash = :hash")
                .bind("hash", Ids.hash(token))
                .map((row, context) -> end(row, clock.millis()))
                .findOne()
                .flatMap(it -> it));
  }

  private static Optional<End> end(ResultSet row, long now) throws SQLException {
    var status = Columns.text(row, "status");
    if (status.equals(SessionStatus.REVOKED.wireName())) return Optional.of(End.REVOKED);
    if (status.equals(SessionStatus.LOGOUT.wireName())) return Optional.empty();
    if (row.getLong("absolute_expires_at") <= now
        && (Columns.longOrNull(row, "idle_expires_at") == null
            || row.getLong("absolute_expires_at") <= row.getLong("idle_expires_at")))
      return Optional.of(End.ABSOLUTE);
    var idle = Columns.longOrNull(row, "idle_expires_at");
    return idle != null && idle <= now ? Optional.of(End.IDLE) : Optional.empty();
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
   * @throws Problem NOT_FOUND when it is not theirs or over already; CONFLICT for the one that
   *     asks, or when that has ended meanwhile
   */
  public void revoke(Actor actor, UserId user, SessionId session) {
    if (actor.uses(session)) {
      throw Problem.conflict("current_session");
    }
    database.useTransaction(
        tx -> {
          actor.mustBe(tx, user);
          var theirs =
              tx.createQuery(
                      "SELECT COUNT(*) FROM sessions WHERE id = :id AND user_id = :user AND status"
                          + " = 'active'")
                  .bind("id", session.value())
                  .bind("user", user.value())
                  .mapTo(Integer.class)
                  .one();
          if (theirs == 0) throw Problem.notFound("session_not_found");
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
          var others =
              tx.createQuery(
                      "SELECT id FROM sessions WHERE user_id = :user AND status = 'active'"
                          + " AND absolute_expires_at > :now AND (idle_expires_at IS NULL OR idle_expires_at > :now) ORDER BY id")
                  .bind("user", user.value())
                  .bind("now", clock.millis())
                  .map((row, context) -> new SessionId(Columns.text(row, "id")))
                  .list();
          others.removeIf(actor::uses);
          for (var id : others) end(tx, actor, id, SessionStatus.REVOKED);
          return others.size();
        });
  }

  /**
   * Ends a user's sessions that are in an organization, and what others were granted there, inside
   * the change that takes them out of it.
   */
  public void revokeIn(Handle tx, Actor actor, UserId user, OrganizationId organization) {
    var theirs =
        tx.createQuery(
                "SELECT id FROM sessions WHERE user_id = :user AND organization_id = :organization AND status = 'active' ORDER BY id")
            .bind("user", user.value())
            .bind("organization", organization.value())
            .mapTo(String.class)
            .list();
    for (var id : theirs) end(tx, actor, new SessionId(id), SessionStatus.REVOKED);
    follower.left(tx, user, organization);
  }

  /** Ends all sessions of a user, inside the change that removes them. */
  public void revokeAll(Handle tx, Actor actor, UserId user) {
    var theirs =
        tx.createQuery(
                "SELECT id FROM sessions WHERE user_id = :user AND status = 'active' ORDER BY id")
            .bind("user", user.value())
            .mapTo(String.class)
            .list();
    for (var id : theirs) end(tx, actor, new SessionId(id), SessionStatus.REVOKED);
  }

  /**
   * Ends a bounded batch of sessions that are past a limit, with their events. A job of the
   * timetable.
   */
  public int endStale() {
    var now = clock.millis();
    var stale =
        database.read(
            handle ->
                handle
                    .createQuery(
                        """
                SELECT id FROM sessions WHERE status = 'active' AND absolute_expires_at <= :now
                UNION
                SELECT id FROM sessions WHERE status = 'active' AND idle_expires_at <= :now
                ORDER BY id LIMIT :batch
                """)
                    .bind("now", now)
                    .bind("batch", BATCH)
                    .mapTo(String.class)
                    .list());
    if (stale.isEmpty()) return 0;
    return database.inTransaction(
        tx -> {
          var actor = new Actor.Internal("session-expiry");
          var ended = 0;
          for (var id : stale) ended += end(tx, actor, new SessionId(id), SessionStatus.EXPIRED);
          return ended;
        });
  }

  /** Removes a bounded batch of sessions that ended long ago. A job of the timetable. */
  public int forgetEnded() {
    return database.inTransaction(
        tx ->
            tx.createUpdate(
                    "DELETE FROM sessions WHERE id IN (SELECT id FROM sessions WHERE status <>"
                        + " 'active' AND ended_at < :before LIMIT :batch)")
                .bind("before", clock.millis() - KEPT_AFTER_END.toMillis())
                .bind("batch", BATCH)
                .execute());
  }

  private int end(Handle tx, Actor actor, SessionId id, SessionStatus status) {
    var now = clock.millis();
    // an expiry is decided on what was read before; activity may have moved the idle limit since
    var still =
        status == SessionStatus.EXPIRED
            ? " AND (absolute_expires_at <= :now OR idle_expires_at <= :now)"
            : "";
    var ended =
        tx.createQuery(
                "UPDATE sessions SET status = :status, ended_at = :now WHERE id = :id AND status ="
                    + " 'active'"
                    + still
                    + " RETURNING user_id, organization_id, created_at, ip, browser, os")
            .bind("status", status.wireName())
            .bind("now", now)
            .bind("id", id.value())
            .map(
                (row, context) -> {
                  var state = new HashMap<String, String>();
                  state.put("user_id", Columns.text(row, "user_id"));
                  state.put("organization_id", Columns.text(row, "organization_id"));
                  state.put("ip", Columns.text(row, "ip"));
                  state.put("browser", Columns.text(row, "browser"));
                  state.put("os", Columns.text(row, "os"));
                  return state;
                })
            .findOne();
    if (ended.isEmpty()) return 0;
    var before = ended.get();
    var organization = before.getOrDefault("organization_id", "");
    var user = new UserId(before.getOrDefault("user_id", ""));
    follower.ended(tx, id, user);
    events.record(
        tx,
        actor,
        user,
        EventType.USER_LOGOUT,
        organization.isEmpty() ? null : new OrganizationId(organization),
        id,
        Change.from(before, Map.of("status", status.wireName())));
    return 1;
  }

  private static Resumed resumed(ResultSet row) throws SQLException {
    var organization = row.getString("organization_id");
    var active =
        organization == null
            ? null
            : new Session.ActiveOrganization(
                new OrganizationId(organization),
                Columns.text(row, "display_name"),
                Permission.among(Columns.text(row, "permissions")),
                Feature.among(Columns.text(row, "features")));
    var user = Users.read(row, "user_id");
    return new Resumed(
        new Session(
            new SessionId(Columns.text(row, "id")),
            user,
            active,
            row.getInt("elsewhere") == 1,
            Columns.time(row, "authenticated_at"),
            Columns.time(row, "organization_chosen_at")),
        row.getLong("last_active_at"),
        row.getLong("absolute_expires_at"),
        Columns.longOrNull(row, "idle_minutes"),
        Columns.longOrNull(row, "idle_expires_at"));
  }
}
