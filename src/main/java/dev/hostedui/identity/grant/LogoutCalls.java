package dev.hostedui.identity.grant;

import dev.hostedui.db.Columns;
import dev.hostedui.db.Database;
import dev.hostedui.db.OutgoingQueue;
import dev.hostedui.db.Patience;
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
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * The calls that tell applications a session has ended (OpenID Connect Back-Channel Logout 1.0):
 * queued with the change that ended it, kept until they were answered, tried again with growing
 * delay.
 */
public final class LogoutCalls {

  private static final OutgoingQueue.Table TABLE =
      new OutgoingQueue.Table("logout_calls", "delivered_at", null);
  private static final Duration LEASE = Duration.ofMinutes(1);
  private static final Patience PATIENCE =
      Patience.of(
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

  /**
   * A call to be made now.
   *
   * @param issuer by which the application knows us, or null when that was not noted
   */
  public record Call(
      OutgoingQueue.Taken row,
      String clientId,
      String uri,
      SessionId session,
      UserId user,
      @Nullable String issuer) {

    public CallId id() {
      return new CallId(row.id());
    }

    /** How often it was begun, this time included. */
    public int tries() {
      return row.tries();
    }
  }

  /** An application that hears of it. */
  private record Told(String id, String uris, @Nullable String issuer) {}

  private final Database database;
  private final OutgoingQueue queue;
  private final Events events;
  private final Ids ids;
  private final Clock clock;

  public LogoutCalls(Database database, Events events, Ids ids, Clock clock) {
    this.database = database;
    this.queue = new OutgoingQueue(database, clock, TABLE, LEASE, PATIENCE);
    this.events = events;
    this.ids = ids;
    this.clock = clock;
  }

  /** How many calls are still to be made. */
  public long waiting() {
    return queue.waiting();
  }

  /**
   * Queues a call to each address of each application the session had signed in to.
   *
   * @param organization only of applications that are in this organization, or null for all
   * @param with only of those whose newest tokens say that the person has proven themselves by
   *     this, as {@code amr} writes it, or null for all
   */
  void queue(
      Handle tx,
      SessionId session,
      UserId user,
      @Nullable OrganizationId organization,
      @Nullable String with) {
    var addresses =
        tx.createQuery(
                """
                SELECT a.id, a.back_channel_logout_uris, g.issuer FROM applications a
                  JOIN (SELECT application_id, MAX(id) AS newest FROM grants
                         WHERE session_id = :session AND redeemed_at IS NOT NULL GROUP BY application_id) last
                    ON last.application_id = a.id
                  JOIN grants g ON g.id = last.newest
                 WHERE a.back_channel_logout_uris <> '' AND (:organization = '' OR g.organization_id = :organization)
                   AND (:with = '' OR g.authenticated_with = :with)
                """)
            .bind("session", session)
            .bind("organization", organization == null ? "" : organization.value())
            .bind("with", with == null ? "" : with)
            .map(
                (row, context) ->
                    new Told(
                        Columns.text(row, "id"),
                        Columns.text(row, "back_channel_logout_uris"),
                        row.getString("issuer")))
            .list();
    for (var application : addresses) {
      for (var uri : application.uris.split(" ", -1)) {
        tx.createUpdate(
                """
                INSERT INTO logout_calls (id, application_id, uri, session_id, user_id, issuer, due_at, created_at)
                VALUES (:id, :application, :uri, :session, :user, :issuer, :now, :now)
                """)
            .bind("id", ids.next(CallId.PREFIX))
            .bind("application", application.id)
            .bind("issuer", application.issuer)
            .bind("uri", uri)
            .bind("session", session)
            .bind("user", user)
            .bind("now", clock.instant())
            .execute();
      }
    }
  }

  /**
   * Drops the calls that an application has not answered, because the same session has signed its
   * person in to it again: they would end that, in whichever organization it is. A call names the
   * session alone, and {@link #queue} goes by the newest tokens, too.
   */
  static void drop(Handle tx, SessionId session, String application) {
    tx.createUpdate(
            "DELETE FROM logout_calls WHERE session_id = :session AND application_id ="
                + " :application AND due_at IS NOT NULL")
        .bind("session", session)
        .bind("application", application)
        .execute();
  }

  /**
   * An address of an application.
   *
   * @param fails whether a call to it failed and none succeeded since
   */
  public record Address(String uri, boolean fails) {}

  /** The addresses a call is due to. */
  public List<Address> due() {
    return database.read(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT uri, MAX(CASE WHEN last_fault IS NULL THEN 0 ELSE 1 END) AS fails FROM logout_calls
                     WHERE due_at <= :now AND (leased_until IS NULL OR leased_until <= :now)
                     GROUP BY uri
                    """)
                .bind("now", clock.instant())
                .map(
                    (row, context) ->
                        new Address(Columns.text(row, "uri"), row.getInt("fails") > 0))
                .list());
  }

  /**
   * Takes a call to an address, the longest waiting one; until the lease is over nobody else gets
   * the same.
   */
  public Optional<Call> take(Address address) {
    return queue
        .take(
            "uri = :uri",
            Map.of("uri", address.uri),
            1,
            "uri, session_id, user_id, issuer,"
                + " (SELECT a.client_id FROM applications a WHERE a.id = application_id) AS client_id",
            (row, context) ->
                new Call(
                    OutgoingQueue.taken(row),
                    Columns.text(row, "client_id"),
                    Columns.text(row, "uri"),
                    new SessionId(Columns.text(row, "session_id")),
                    new UserId(Columns.text(row, "user_id")),
                    row.getString("issuer")))
        .stream()
        .findFirst();
  }

  /** The application has answered that it knows. */
  public void delivered(Call call) {
    queue.done(call.row);
  }

  /**
   * It has not. Says how long to wait for the next try; empty means that this was the last one and
   * an event was written.
   */
  public Optional<Duration> failed(Call call, String fault) {
    return queue.failed(call.row, fault, tx -> recordGivenUp(tx, call, fault));
  }

  private void recordGivenUp(Handle tx, Call call, String fault) {
    events.record(
        tx,
        new Actor.Internal("back-channel-logout"),
        call.user,
        EventType.LOGOUT_CALL_GIVEN_UP,
        null,
        call.id(),
        Change.created(
            Map.of(
                "client_id", call.clientId, "session_id", call.session.value(), "fault", fault)));
  }

  /** Removes a bounded batch of calls done with long ago. A job of the timetable. */
  public int forgetOld() {
    return queue.forgetOld();
  }
}
