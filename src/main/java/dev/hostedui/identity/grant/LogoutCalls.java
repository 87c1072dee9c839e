package dev.hostedui.identity.grant;

import dev.hostedui.db.Columns;
import dev.hostedui.db.Database;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Id;
import dev.hostedui.identity.Ids;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.SessionId;
import dev.hostedui.identity.UserId;
import dev.hostedui.identity.event.Change;
import dev.hostedui.identity.event.EventType;
import dev.hostedui.identity.event.Events;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * The calls that tell applications a session has ended (OpenID Connect Back-Channel Logout 1.0):
 * queued with the change that ended it, kept until they were answered, tried again with growing
 * delay.
 */
public final class LogoutCalls {

  private static final int BATCH = 20;
  private static final Duration LEASE = Duration.ofMinutes(1);
  private static final Duration KEPT = Duration.ofDays(30);
  private static final List<Duration> PATIENCE =
      List.of(
          Duration.ofSeconds(2),
          Duration.ofSeconds(10),
          Duration.ofMinutes(1),
          Duration.ofMinutes(5),
          Duration.ofMinutes(30),
          Duration.ofHours(2),
          Duration.ofHours(6),
          Duration.ofHours(15));

  /** The id of a call. */
  public record CallId(String value) implements Id {
    static final String PREFIX = "lgc_";
  }

  /** A call to be made now. */
  public record Call(
      CallId id, String clientId, String uri, SessionId session, UserId user, int tries) {}

  private final Database database;
  private final Events events;
  private final Ids ids;
  private final Clock clock;

  public LogoutCalls(Database database, Events events, Ids ids, Clock clock) {
    this.database = database;
    this.events = events;
    this.ids = ids;
    this.clock = clock;
  }

  /**
   * Queues a call to each address of each application the session had signed in to.
   *
   * @param organization only of applications that are in this organization, or null for all
   */
  void queue(Handle tx, SessionId session, UserId user, @Nullable OrganizationId organization) {
    var addresses =
        tx.createQuery(
                """
                SELECT a.id, a.back_channel_logout_uris FROM applications a
                  JOIN (SELECT application_id, MAX(id) AS newest FROM grants
                         WHERE session_id = :session AND redeemed_at IS NOT NULL GROUP BY application_id) last
                    ON last.application_id = a.id
                  JOIN grants g ON g.id = last.newest
                 WHERE a.back_channel_logout_uris <> '' AND (:organization = '' OR g.organization_id = :organization)
                """)
            .bind("session", session.value())
            .bind("organization", organization == null ? "" : organization.value())
            .map(
                (row, context) ->
                    Map.entry(
                        Columns.text(row, "id"), Columns.text(row, "back_channel_logout_uris")))
            .list();
    for (var application : addresses) {
      for (var uri : application.getValue().split(" ", -1)) {
        tx.createUpdate(
                """
                INSERT INTO logout_calls (id, application_id, uri, session_id, user_id, due_at, created_at)
                VALUES (:id, :application, :uri, :session, :user, :now, :now)
                """)
            .bind("id", ids.next(CallId.PREFIX))
            .bind("application", application.getKey())
            .bind("uri", uri)
            .bind("session", session.value())
            .bind("user", user.value())
            .bind("now", clock.millis())
            .execute();
      }
    }
  }

  /** Takes a bounded batch of what is due; until the lease is over nobody else gets the same. */
  public List<Call> takeDue() {
    var now = clock.millis();
    var nothing =
        database.read(
            handle ->
                handle
                    .createQuery("SELECT 1 FROM logout_calls WHERE due_at <= :now LIMIT 1")
                    .bind("now", now)
                    .mapTo(Integer.class)
                    .findOne()
                    .isEmpty());
    if (nothing) return List.of();
    return database.inTransaction(
        tx ->
            tx.createQuery(
                    """
                UPDATE logout_calls SET leased_until = :lease, tries = tries + 1
                 WHERE id IN (SELECT id FROM logout_calls WHERE due_at <= :now AND (leased_until IS NULL OR leased_until <= :now)
                               ORDER BY due_at LIMIT :batch)
                   -- again: on PostgreSQL another process may have taken them since they were chosen
                   AND due_at <= :now AND (leased_until IS NULL OR leased_until <= :now)
                RETURNING id, uri, session_id, user_id, tries,
                          (SELECT a.client_id FROM applications a WHERE a.id = application_id) AS client_id
                """)
                .bind("lease", now + LEASE.toMillis())
                .bind("now", now)
                .bind("batch", BATCH)
                .map(
                    (row, context) ->
                        new Call(
                            new CallId(Columns.text(row, "id")),
                            Columns.text(row, "client_id"),
                            Columns.text(row, "uri"),
                            new SessionId(Columns.text(row, "session_id")),
                            new UserId(Columns.text(row, "user_id")),
                            row.getInt("tries")))
                .list());
  }

  /** The application has answered that it knows. */
  public void delivered(Call call) {
    database.useTransaction(
        tx ->
            tx.createUpdate(
                    "UPDATE logout_calls SET due_at = NULL, leased_until = NULL, delivered_at = :now, last_fault = NULL WHERE id = :id")
                .bind("now", clock.millis())
                .bind("id", call.id.value())
                .execute());
  }

  /**
   * It has not. Says how long to wait for the next try; empty means that this was the last one and
   * an event was written.
   */
  public java.util.Optional<Duration> failed(Call call, String fault) {
    if (call.tries > PATIENCE.size()) {
      database.useTransaction(
          tx -> {
            tx.createUpdate(
                    "UPDATE logout_calls SET due_at = NULL, leased_until = NULL, gave_up_at = :now, last_fault = :fault WHERE id = :id")
                .bind("now", clock.millis())
                .bind("fault", fault)
                .bind("id", call.id.value())
                .execute();
            events.record(
                tx,
                new Actor.Internal("back-channel-logout"),
                call.user,
                EventType.LOGOUT_CALL_GIVEN_UP,
                null,
                call.id,
                Change.created(
                    Map.of(
                        "client_id",
                        call.clientId,
                        "session_id",
                        call.session.value(),
                        "fault",
                        fault)));
          });
      return java.util.Optional.empty();
    }
    var wait = PATIENCE.get(call.tries - 1);
    database.useTransaction(
        tx ->
            tx.createUpdate(
                    "UPDATE logout_calls SET due_at = :due, leased_until = NULL, last_fault = :fault WHERE id = :id")
                .bind("due", clock.millis() + wait.toMillis())
                .bind("fault", fault)
                .bind("id", call.id.value())
                .execute());
    return java.util.Optional.of(wait);
  }

  /** Removes a bounded batch of calls done with long ago. A job of the timetable. */
  public int forgetOld() {
    return database.inTransaction(
        tx ->
            tx.createUpdate(
                    "DELETE FROM logout_calls WHERE id IN (SELECT id FROM logout_calls WHERE created_at < :before AND due_at IS NULL LIMIT 500)")
                .bind("before", clock.millis() - KEPT.toMillis())
                .execute());
  }
}
