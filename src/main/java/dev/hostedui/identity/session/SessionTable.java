package dev.hostedui.identity.session;

import dev.hostedui.db.Cells;
import dev.hostedui.db.Columns;
import dev.hostedui.db.Database;
import dev.hostedui.db.Minutes;
import dev.hostedui.identity.Feature;
import dev.hostedui.identity.Ids;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Permission;
import dev.hostedui.identity.SessionId;
import dev.hostedui.identity.UserId;
import dev.hostedui.identity.picture.PictureId;
import dev.hostedui.identity.user.EmailAddress;
import dev.hostedui.identity.user.User;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;
import org.jspecify.annotations.Nullable;

/** The rows of sessions. What may be done with them, and what follows from it, is not asked. */
final class SessionTable {

  private static final String RESUME =
      """
      SELECT s.id, s.user_id, u.email, u.email_verified_at, u.given_name, u.family_name,
             s.authenticated_at, s.auth_time, s.counts_only_in, s.organization_chosen_at,
             s.last_active_at, s.absolute_expires_at, s.idle_minutes, s.idle_expires_at,
             o.id AS organization_id, o.display_name, o.logo_picture, o.features,
             (SELECT string_agg(r.effective_permissions, ' ')
                FROM membership_roles mr JOIN roles r ON r.id = mr.role_id
               WHERE mr.organization_id = m.organization_id AND mr.user_id = m.user_id) AS permissions,
             (SELECT 1 FROM memberships e
               WHERE e.user_id = s.user_id AND e.organization_id <> COALESCE(s.organization_id, '')
                 AND (o.id IS NULL OR e.status = 'ACTIVE' OR (e.status = 'PENDING_INVITE'
                      AND e.expires_at > ? AND (SELECT multiple_memberships FROM environment) = 'allowed')) LIMIT 1) AS elsewhere
        FROM sessions s
        JOIN users u              ON u.id = s.user_id
        LEFT JOIN memberships m   ON m.organization_id = s.organization_id AND m.user_id = s.user_id
                                 AND m.status = 'ACTIVE'
        LEFT JOIN organizations o ON o.id = m.organization_id
       WHERE s.token_hash = ? AND s.status = 'active'
      """;

  private static final String LIVING_IN =
      "organization_id = :organization AND status = 'active' AND absolute_expires_at > :now AND"
          + " (idle_expires_at IS NULL OR idle_expires_at > :now)";

  /**
   * How far the clocks of two nodes may be apart without either of them ending, or keeping, what
   * the other one has not.
   */
  static final Duration APART = Duration.ofMinutes(15);

  /**
   * What {@code idle_expires_at} becomes with activity at {@code :now}. The clock of a node that is
   * behind takes nothing from a busy session; a limit that is further off than that was set by one
   * that was ahead, and is not kept.
   */
  private static final String NEXT_IDLE_EXPIRY =
      "CASE WHEN idle_minutes IS NULL THEN NULL WHEN idle_expires_at BETWEEN :now + idle_minutes *"
          + " 60000 AND :now + idle_minutes * 60000 + "
          + APART.toMillis()
          + " THEN idle_expires_at ELSE :now + idle_minutes * 60000 END";

  /** A session as its token finds it, with its limits in milliseconds and minutes. */
  record Resumed(
      Session session,
      long lastActiveAt,
      long absoluteExpiry,
      @Nullable Long idleMinutes,
      @Nullable Long idleExpiry) {}

  /** A session that was ended: whose it was, and where. */
  record Ended(UserId user, @Nullable OrganizationId organization) {}

  private SessionTable() {}

  // ------------------------------------------------------------------ beginning and going on

  static void insert(
      Handle tx,
      SessionId id,
      String token,
      UserId user,
      @Nullable OrganizationId organization,
      Authentication with,
      SessionLimits limits,
      Instant now,
      Device device) {
    var statement =
        tx.createUpdate(
                """
                INSERT INTO sessions (id, token_hash, user_id, organization_id, status, created_at, last_active_at,
                       authenticated_at, auth_time, authenticated_with, counts_only_in, absolute_expires_at, idle_minutes, idle_expires_at, user_agent, device_type, os, os_version,
                       browser, browser_version, ip, city, region, country, latitude, longitude)
                VALUES (:id, :hash, :user, :organization, 'active', :now, :now, :now, :proven, :with, :onlyIn, :absolute, :idleMinutes, :idle,
                        :userAgent, :deviceType, :os, :osVersion, :browser, :browserVersion, :ip, :city, :region, :country, :latitude, :longitude)
                """)
            .bind("id", id)
            .bind("user", user)
            .bind("organization", organization);
    device.bindTo(bindProof(statement, token, with, limits, now)).execute();
  }

  /** Gives a session another token and limits that begin now. */
  static void renew(
      Handle tx,
      SessionId id,
      String token,
      Authentication with,
      SessionLimits limits,
      Instant now) {
    bindProof(
            tx.createUpdate(
                    """
                    UPDATE sessions
                       SET token_hash = :hash, authenticated_at = :now, auth_time = :proven, authenticated_with = :with, counts_only_in = :onlyIn, last_active_at = :now, absolute_expires_at = :absolute,
                           idle_minutes = :idleMinutes, idle_expires_at = :idle
                     WHERE id = :id
                    """)
                .bind("id", id),
            token,
            with,
            limits,
            now)
        .execute();
  }

  /** Gives a session another token, and says when it ends. */
  static Instant setToken(Handle tx, SessionId id, String token) {
    return tx.createQuery(
            "UPDATE sessions SET token_hash = :hash WHERE id = :id RETURNING absolute_expires_at")
        .bind("hash", Ids.hash(token))
        .bind("id", id)
        .mapTo(Instant.class)
        .one();
  }

  private static Update bindProof(
      Update statement, String token, Authentication with, SessionLimits limits, Instant now) {
    var idle = limits.idle();
    return statement
        .bind("hash", Ids.hash(token))
        .bind("with", with.method())
        .bind("onlyIn", with.onlyIn())
        .bind("proven", with.provenBy(now))
        .bind("now", now)
        .bind("absolute", now.plus(limits.absolute()))
        .bind("idleMinutes", Minutes.of(idle))
        .bind("idle", idle == null ? null : now.plus(idle));
  }

  static Optional<Resumed> byToken(Database database, String token, long now) {
    return database.rows(RESUME, SessionTable::resumed, now, Ids.hash(token)).stream().findFirst();
  }

  /** Notes activity in a live session; false when it is over or past a limit. */
  static boolean touch(Handle tx, SessionId session, Instant now) {
    return tx.createUpdate(
                "UPDATE sessions SET last_active_at = CASE WHEN last_active_at > :now THEN"
                    + " last_active_at ELSE :now END, idle_expires_at = "
                    + NEXT_IDLE_EXPIRY
                    + " WHERE id = :id AND status = 'active' AND absolute_expires_at > :now AND"
                    + " (idle_expires_at IS NULL OR idle_expires_at > :now)")
            .bind("now", now)
            .bind("id", session)
            .execute()
        > 0;
  }

  /** Moves the idle limit, and the time of the last activity where that is stale. */
  static void noteActivity(Handle tx, SessionId session, long staleBefore, long now) {
    tx.createUpdate(
            "UPDATE sessions SET last_active_at = CASE WHEN last_active_at <= :stale THEN :now ELSE"
                + " last_active_at END, idle_expires_at = "
                + NEXT_IDLE_EXPIRY
                + " WHERE id = :id AND status = 'active'")
        .bind("stale", staleBefore)
        .bind("now", now)
        .bind("id", session)
        .execute();
  }

  // ------------------------------------------------------------------ the organization

  static Optional<OrganizationId> activeIn(Handle handle, SessionId session) {
    return handle
        .createQuery(
            "SELECT s.organization_id FROM sessions s JOIN memberships m ON m.organization_id ="
                + " s.organization_id AND m.user_id = s.user_id AND m.status = 'ACTIVE' WHERE s.id"
                + " = :id")
        .bind("id", session)
        .mapTo(OrganizationId.class)
        .findOne();
  }

  /** Turns a session to an organization of which its person is an active member; false if not. */
  static boolean turn(Handle tx, SessionId session, OrganizationId organization, Instant now) {
    return tx.createUpdate(
                """
                UPDATE sessions SET organization_id = :organization, organization_chosen_at = :now
                 WHERE id = :id AND EXISTS (SELECT 1 FROM memberships m WHERE m.organization_id = :organization
                                               AND m.user_id = sessions.user_id AND m.status = 'ACTIVE')
                """)
            .bind("organization", organization)
            .bind("now", now)
            .bind("id", session)
            .execute()
        > 0;
  }

  /** The only organization that what has proven a session counts in, if there is such a one. */
  static Optional<OrganizationId> onlyIn(Handle handle, SessionId session) {
    return handle
        .createQuery(
            "SELECT counts_only_in FROM sessions WHERE id = :id AND counts_only_in IS NOT NULL")
        .bind("id", session)
        .mapTo(OrganizationId.class)
        .findOne();
  }

  /** When and by what the person of a session last showed who they are, for the whole of it. */
  static Proof proof(Handle handle, SessionId session) {
    return handle
        .createQuery(
            "SELECT authenticated_at, auth_time, authenticated_with FROM sessions WHERE id = :id")
        .bind("id", session)
        .map(
            (row, context) ->
                new Proof(
                    provenAt(row),
                    Columns.time(row, "authenticated_at"),
                    Columns.text(row, "authenticated_with")))
        .one();
  }

  static boolean isMember(Handle handle, UserId user, OrganizationId organization) {
    return handle
        .createQuery(
            "SELECT 1 FROM memberships WHERE organization_id = :organization AND user_id = :user"
                + " AND status = 'ACTIVE'")
        .bind("organization", organization)
        .bind("user", user)
        .mapTo(Integer.class)
        .findOne()
        .isPresent();
  }

  /**
   * Shortens a session, and lengthens it in no respect.
   *
   * @param until when it is over at the latest
   * @param idle how long it lasts without any activity, or null when that does not matter
   */
  static void shorten(
      Handle tx, SessionId session, Instant until, @Nullable Duration idle, Instant now) {
    tx.createUpdate(
            "UPDATE sessions SET absolute_expires_at = :until WHERE id = :id AND"
                + " absolute_expires_at > :until")
        .bind("until", until)
        .bind("id", session)
        .execute();
    if (idle == null) return;
    tx.createUpdate(
            """
            UPDATE sessions SET idle_minutes = :minutes, idle_expires_at = :expires
             WHERE id = :id AND (idle_minutes IS NULL OR idle_minutes > :minutes)
            """)
        .bind("minutes", Minutes.of(idle))
        .bind("expires", now.plus(idle))
        .bind("id", session)
        .execute();
  }

  // ------------------------------------------------------------------ lists, in one order

  /** The active sessions of a person. */
  static List<SessionId> of(Handle handle, UserId user) {
    return handle
        .createQuery(
            "SELECT id FROM sessions WHERE user_id = :user AND status = 'active' ORDER BY id")
        .bind("user", user)
        .mapTo(SessionId.class)
        .list();
  }

  /** The active sessions of a person that are past no limit. */
  static List<SessionId> living(Handle handle, UserId user, Instant now) {
    return handle
        .createQuery(
            "SELECT id FROM sessions WHERE user_id = :user AND status = 'active' AND"
                + " absolute_expires_at > :now AND (idle_expires_at IS NULL OR idle_expires_at >"
                + " :now) ORDER BY id")
        .bind("user", user)
        .bind("now", now)
        .mapTo(SessionId.class)
        .list();
  }

  /** The active sessions of a person that are in an organization, or count there alone. */
  static List<SessionId> in(Handle handle, UserId user, OrganizationId organization) {
    return handle
        .createQuery(
            "SELECT id FROM sessions WHERE user_id = :user AND (organization_id = :organization OR"
                + " counts_only_in = :organization) AND status = 'active' ORDER BY id")
        .bind("user", user)
        .bind("organization", organization)
        .mapTo(SessionId.class)
        .list();
  }

  /**
   * A living session that has lasted longer already than limits allow, by what was shown for the
   * whole of it.
   *
   * @param used whether it is in use, so that it has not where a provider of its organization has
   *     said since whose it is
   */
  record Longer(SessionId id, boolean used) {}

  /** The living sessions in an organization that have lasted longer already than limits allow. */
  static List<Longer> longerThan(
      Handle handle, OrganizationId organization, SessionLimits limits, Instant now) {
    var idle = limits.idle();
    return handle
        .createQuery(
            """
            SELECT id, CASE WHEN last_active_at >= :active THEN 1 ELSE 0 END AS used
              FROM sessions WHERE
            """
                + LIVING_IN
                + " AND (authenticated_at < :begun OR last_active_at < :active) ORDER BY id")
        .bind("organization", organization)
        .bind("begun", now.minus(limits.absolute()))
        .bind("active", idle == null ? Instant.EPOCH : now.minus(idle))
        .bind("now", now)
        .map(
            (row, context) ->
                new Longer(new SessionId(Columns.text(row, "id")), row.getInt("used") == 1))
        .list();
  }

  /** What providers of an organization have said since a time of the living sessions in it. */
  static List<VoucherTable.Word> wordsSince(
      Handle handle, OrganizationId organization, Instant since, Instant now) {
    return handle
        .createQuery(
            """
            SELECT session_id, connection_id, issuer FROM session_vouchers
             WHERE organization_id = :organization AND vouched_at >= :since AND (ends_at IS NULL OR ends_at > :now)
               AND session_id IN (SELECT id FROM sessions WHERE
            """
                + LIVING_IN
                + ")")
        .bind("organization", organization)
        .bind("since", since)
        .bind("now", now)
        .map(
            (row, context) ->
                new VoucherTable.Word(
                    new SessionId(Columns.text(row, "session_id")),
                    new SignOnRule.Provider(
                        Columns.text(row, "connection_id"), Columns.text(row, "issuer"))))
        .list();
  }

  /** How many people have a living session in an organization. */
  static int peopleIn(Handle handle, OrganizationId organization, Instant now) {
    return handle
        .createQuery("SELECT COUNT(DISTINCT user_id) FROM sessions WHERE " + LIVING_IN)
        .bind("organization", organization)
        .bind("now", now)
        .mapTo(Integer.class)
        .one();
  }

  /** A batch of active sessions that are past a limit. */
  static List<SessionId> stale(Handle handle, Instant now, int batch) {
    return handle
        .createQuery(
            """
            SELECT id FROM sessions WHERE status = 'active' AND absolute_expires_at <= :now
            UNION
            SELECT id FROM sessions WHERE status = 'active' AND idle_expires_at <= :now
            ORDER BY id LIMIT :batch
            """)
        .bind("now", now)
        .bind("batch", batch)
        .mapTo(SessionId.class)
        .list();
  }

  // ------------------------------------------------------------------ ending

  static boolean isActive(Handle tx, UserId user, SessionId session) {
    return tx.createQuery(
                "SELECT COUNT(*) FROM sessions WHERE id = :id AND user_id = :user AND status ="
                    + " 'active'")
            .bind("id", session)
            .bind("user", user)
            .mapTo(Integer.class)
            .one()
        > 0;
  }

  /** Ends an active session; empty when it was over already, or is not past its time after all. */
  static Optional<Ended> end(Handle tx, SessionId id, SessionStatus status, Instant now) {
    // an expiry is decided on what was read before; activity may have moved the idle limit since
    var still =
        status == SessionStatus.EXPIRED
            ? " AND (absolute_expires_at <= :now OR idle_expires_at <= :now)"
            : "";
    return tx.createQuery(
            "UPDATE sessions SET status = :status, ended_at = :now WHERE id = :id AND status ="
                + " 'active'"
                + still
                + " RETURNING user_id, organization_id")
        .bind("status", status)
        .bind("now", now)
        .bind("id", id)
        .map((row, context) -> ended(row))
        .findOne();
  }

  private static Ended ended(ResultSet row) throws SQLException {
    var organization = row.getString("organization_id");
    return new Ended(
        new UserId(Columns.text(row, "user_id")),
        organization == null ? null : new OrganizationId(organization));
  }

  /** Why the session of a token is over; empty when it is not, or signed out. */
  static Optional<SessionEnds.End> endOf(Handle handle, String token, Instant now) {
    return handle
        .createQuery(
            """
            SELECT s.status, s.absolute_expires_at, s.idle_expires_at,
                   CASE WHEN s.organization_id IS NULL OR EXISTS (
                     SELECT 1 FROM memberships m
                      WHERE m.organization_id = s.organization_id AND m.user_id = s.user_id
                   ) THEN 0 ELSE 1 END AS removed,
                   CASE WHEN s.organization_id IS NULL AND EXISTS (
                     SELECT 1 FROM events e
                      WHERE e.object_id = s.id AND e.type = 'user.logout' AND e.organization_id IS NOT NULL
                   ) THEN 1 ELSE 0 END AS deleted
              FROM sessions s WHERE s.token_hash = :hash
            """)
        .bind("hash", Ids.hash(token))
        .map((row, context) -> endOf(row, now.toEpochMilli()))
        .findOne()
        .orElse(Optional.of(SessionEnds.End.FORGOTTEN));
  }

  private static Optional<SessionEnds.End> endOf(ResultSet row, long now) throws SQLException {
    var status = Columns.text(row, "status");
    if (status.equals(SessionStatus.REVOKED.wireName()))
      return Optional.of(
          row.getInt("removed") == 1
              ? SessionEnds.End.REMOVED
              // the organization that its end was noted in is not there any more; this is told of a
              // session, too, that an admin had ended before the organization was deleted
              : row.getInt("deleted") == 1
                  ? SessionEnds.End.ORGANIZATION_DELETED
                  : SessionEnds.End.REVOKED);
    if (status.equals(SessionStatus.LOGOUT.wireName())) return Optional.empty();
    var absolute = row.getLong("absolute_expires_at");
    var idle = Columns.longOrNull(row, "idle_expires_at");
    if (absolute <= now && (idle == null || absolute <= idle))
      return Optional.of(SessionEnds.End.ABSOLUTE);
    return idle != null && idle <= now ? Optional.of(SessionEnds.End.IDLE) : Optional.empty();
  }

  /** The organization of a session, over or not. */
  static Optional<OrganizationId> organizationOf(Handle handle, String token) {
    return handle
        .createQuery(
            "SELECT organization_id FROM sessions WHERE token_hash = :hash AND organization_id IS"
                + " NOT NULL")
        .bind("hash", Ids.hash(token))
        .mapTo(OrganizationId.class)
        .findOne();
  }

  /** Removes a batch of sessions that ended before a time. */
  static int forget(Handle tx, Instant endedBefore, int batch) {
    return tx.createUpdate(
            "DELETE FROM sessions WHERE id IN (SELECT id FROM sessions WHERE status <> 'active' AND"
                + " ended_at < :before LIMIT :batch)")
        .bind("before", endedBefore)
        .bind("batch", batch)
        .execute();
  }

  // ------------------------------------------------------------------ reading rows

  /** The column came later: what a row from before it has proven was proven when it was shown. */
  private static Instant provenAt(ResultSet row) throws SQLException {
    var proven = Columns.timeOrNull(row, "auth_time");
    return proven == null ? Columns.time(row, "authenticated_at") : proven;
  }

  /** Reads a row of {@link #RESUME}. */
  private static Resumed resumed(ResultSet row) throws SQLException {
    var cells = new Cells(row);
    var id = new SessionId(cells.text());
    var user =
        new User(
            new UserId(cells.text()),
            new EmailAddress(cells.text()),
            cells.timeOrNull() != null,
            cells.text(),
            cells.text());
    var authenticated = cells.time();
    var proven = cells.timeOrNull();
    var onlyIn = cells.textOrNull();
    var chosen = cells.time();
    var lastActive = cells.number();
    var absoluteExpiry = cells.number();
    var idleMinutes = cells.numberOrNull();
    var idleExpiry = cells.numberOrNull();
    var organization = cells.textOrNull();
    var displayName = cells.text();
    var logo = PictureId.stored(cells.textOrNull());
    var features = cells.text();
    var permissions = cells.text();
    var elsewhere = cells.number() == 1;
    var active =
        organization == null
            ? null
            : new Session.ActiveOrganization(
                new OrganizationId(organization),
                displayName,
                logo,
                Permission.among(permissions),
                Feature.among(features));
    return new Resumed(
        new Session(
            id,
            user,
            active,
            elsewhere,
            authenticated,
            proven == null ? authenticated : proven,
            onlyIn == null ? null : new OrganizationId(onlyIn),
            chosen),
        lastActive,
        absoluteExpiry,
        idleMinutes,
        idleExpiry);
  }

  /**
   * Whether the person has signed in before, as far as that is known, and never with such a browser
   * on such a system.
   */
  static boolean isNew(Handle tx, UserId user, Device device) {
    return tx.createQuery(
            """
            SELECT COUNT(*) AS earlier,
                   COALESCE(SUM(CASE WHEN browser = :browser AND os = :os AND device_type = :type THEN 1 ELSE 0 END), 0) AS alike
              FROM sessions WHERE user_id = :user
            """)
        .bind("browser", device.userAgent().browser())
        .bind("os", device.userAgent().os())
        .bind("type", device.userAgent().deviceType())
        .bind("user", user.value())
        .map((row, context) -> row.getInt("earlier") > 0 && row.getInt("alike") == 0)
        .one();
  }
}
