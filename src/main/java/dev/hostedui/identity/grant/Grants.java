package dev.hostedui.identity.grant;

import dev.hostedui.db.Database;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Id;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.SessionId;
import dev.hostedui.identity.UserId;
import dev.hostedui.identity.application.Application;
import dev.hostedui.identity.event.Events;
import dev.hostedui.identity.session.SessionFollower;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** What applications hold of sessions: whether it is good now, and when it ends. */
public final class Grants implements SessionFollower {

  private static final int BATCH = 500;

  private final Database database;
  private final GrantTable table;
  private final LogoutCalls logoutCalls;
  private final Clock clock;

  public Grants(Database database, LogoutCalls logoutCalls, Events events, Clock clock) {
    this.database = database;
    this.table = new GrantTable(events, clock);
    this.logoutCalls = logoutCalls;
    this.clock = clock;
  }

  /** What a grant is worth now, or empty when it, its session or its membership is over. */
  public Optional<Granted> live(GrantId id) {
    var now = clock.instant();
    return database.rows(GrantTable.LIVE, GrantTable::granted, id, now, now).stream().findFirst();
  }

  /**
   * Takes back the grant that an access token names, because its application asks to (RFC 7009
   * §2.1). Another application's changes nothing and is no error.
   */
  public void revoke(Application application, GrantId id, Actor.Origin origin) {
    database.useTransaction(
        tx ->
            GrantTable.find(tx, id).ifPresent(it -> table.revokeOwn(tx, application, it, origin)));
  }

  /** Refresh tokens die with the session by themselves; its applications must be told. */
  @Override
  public void ended(Handle tx, SessionId session, UserId user) {
    logoutCalls.queue(tx, session, user, null, null);
  }

  /** Takes back what was granted on that word, and tells the applications that rest on it. */
  @Override
  public void takenBack(
      Handle tx,
      Actor actor,
      SessionId session,
      UserId user,
      String connection,
      OrganizationId organization) {
    logoutCalls.queue(tx, session, user, organization, connection);
    table.revoke(tx, actor, session, connection, organization);
  }

  /**
   * Takes back what was granted in an organization a person has left, for good, and tells the
   * applications they were in it with, also where the session itself is now in another.
   */
  @Override
  public List<Id> left(Handle tx, UserId user, OrganizationId organization) {
    var sessions =
        tx.createQuery(
                """
                SELECT DISTINCT g.session_id FROM sessions s JOIN grants g ON g.session_id = s.id
                 WHERE s.user_id = :user AND s.status = 'active' AND g.organization_id = :organization AND g.revoked_at IS NULL
                """)
            .bind("user", user)
            .bind("organization", organization)
            .mapTo(SessionId.class)
            .list();
    var ended = new ArrayList<Id>();
    for (var session : sessions) {
      logoutCalls.queue(tx, session, user, organization, null);
      ended.addAll(
          tx.createQuery(
                  "UPDATE grants SET revoked_at = :now WHERE session_id = :session AND"
                      + " organization_id = :organization AND revoked_at IS NULL RETURNING id")
              .bind("now", clock.instant())
              .bind("session", session)
              .bind("organization", organization)
              .mapTo(GrantId.class)
              .list());
    }
    return ended;
  }

  /**
   * Removes a bounded batch of codes nobody came for, and of grants without a refresh token that a
   * newer one of the same session, application and organization stands in for. A job of the
   * timetable.
   */
  public int forgetOld() {
    return database.inTransaction(
        tx ->
            tx.createUpdate(
                    """
                    DELETE FROM grants WHERE id IN (
                      SELECT g.id FROM grants g
                       WHERE g.code_expires_at < :before
                         AND (g.redeemed_at IS NULL
                              OR (g.refresh_hash IS NULL OR g.revoked_at IS NOT NULL)
                                 AND EXISTS (SELECT 1 FROM grants newer
                                              WHERE newer.session_id = g.session_id AND newer.application_id = g.application_id
                                                AND newer.organization_id = g.organization_id AND newer.id > g.id
                                                AND newer.redeemed_at IS NOT NULL))
                       LIMIT :batch)
                    """)
                .bind("before", clock.instant().minus(Duration.ofDays(31)))
                .bind("batch", BATCH)
                .execute());
  }
}
