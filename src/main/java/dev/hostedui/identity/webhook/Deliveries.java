package dev.hostedui.identity.webhook;

import dev.hostedui.db.Columns;
import dev.hostedui.db.Database;
import dev.hostedui.db.OutgoingQueue;
import dev.hostedui.db.Patience;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.Vault;
import dev.hostedui.identity.event.Change;
import dev.hostedui.identity.event.EventType;
import dev.hostedui.identity.event.Events;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/**
 * The events on their way: handed out to be sent, tried again at 5 seconds, 5 and 30 minutes, 2, 5,
 * 10 and 10 hours, then given up.
 *
 * <p>An address that nothing reaches is disabled after five days without a success, in which at
 * least three deliveries were given up or came to no last try in time, and one that answers 410 at
 * once, as Standard Webhooks recommends; the operator gets a mail.
 */
public final class Deliveries {

  private static final OutgoingQueue.Table TABLE =
      new OutgoingQueue.Table("webhook_deliveries", "delivered_at", null);

  /** So many are taken for one address at once, to be sent one after the other. */
  public static final int BATCH = 5;

  /** Longer than it takes to send a batch to an address that lets each call time out. */
  private static final Duration LEASE = Duration.ofSeconds(90);

  private static final Patience PATIENCE =
      Patience.of(
          Duration.ofSeconds(5),
          Duration.ofMinutes(5),
          Duration.ofMinutes(30),
          Duration.ofHours(2),
          Duration.ofHours(5),
          Duration.ofHours(10),
          Duration.ofHours(10));

  private static final int GONE = 410;
  private static final Duration HOPELESS = Duration.ofDays(5);
  private static final int HOPELESS_DELIVERIES = 3;

  /** So often a delivery that still waits was tried. */
  private static final int HOPELESS_TRIES = 3;

  private static final Actor PROGRAM = new Actor.Internal("webhooks");

  private final Database database;
  private final WebhookQueue entrance;
  private final OutgoingQueue queue;
  private final Vault vault;
  private final Events events;
  private final WebhookNews news;
  private final Clock clock;

  public Deliveries(
      Database database,
      WebhookQueue entrance,
      Vault vault,
      Events events,
      WebhookNews news,
      Clock clock) {
    this.database = database;
    this.entrance = entrance;
    this.queue = new OutgoingQueue(database, clock, TABLE, LEASE, PATIENCE);
    this.vault = vault;
    this.events = events;
    this.news = news;
    this.clock = clock;
  }

  // ------------------------------------------------------------------ sending

  /** The addresses something is due for, but for those that have asked to be left alone. */
  public List<Webhook> due() {
    return database.read(
        handle -> {
          var ids =
              handle
                  .createQuery(
                      """
                      SELECT w.id FROM webhooks w
                       WHERE w.disabled_at IS NULL AND w.deleted_at IS NULL
                         AND (w.resting_until IS NULL OR w.resting_until <= :now)
                         AND EXISTS (SELECT 1 FROM webhook_deliveries d
                                      WHERE d.webhook_id = w.id AND d.due_at <= :now
                                        AND (d.leased_until IS NULL OR d.leased_until <= :now))
                      """)
                  .bind("now", clock.instant())
                  .mapTo(String.class)
                  .list();
          return WebhookTable.enabled(handle).stream()
              .filter(it -> ids.contains(it.id().value()))
              .toList();
        });
  }

  /** How many deliveries are still to be made, asked of each webhook as its index has them. */
  public long waiting() {
    return database.read(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT COUNT(*) FROM webhooks w
                      JOIN webhook_deliveries d ON d.webhook_id = w.id AND d.due_at >= :ever
                    """)
                .bind("ever", Instant.EPOCH)
                .mapTo(Long.class)
                .one());
  }

  /** A row that was taken, and the event it is of. */
  private record Due(OutgoingQueue.Taken row, String event) {
    static final String COLUMNS = "event_id";

    static Due read(ResultSet row, StatementContext context) throws SQLException {
      return new Due(OutgoingQueue.taken(row), Columns.text(row, "event_id"));
    }
  }

  /** Takes a few of what is due for an address, the longest waiting first. */
  public List<Parcel> take(Webhook webhook) {
    var due =
        queue.take(
            "webhook_id = :webhook",
            Map.of("webhook", webhook.id().value()),
            BATCH,
            Due.COLUMNS,
            Due::read);
    if (due.isEmpty()) return List.of();
    var parcels = database.read(handle -> parcels(handle, webhook.id(), due));
    for (var it : due)
      if (parcels.stream().noneMatch(parcel -> parcel.row().equals(it.row)))
        queue.giveUp(it.row, "the event or the address is not there any more", tx -> {});
    return parcels;
  }

  /** Those whose event and address are still there, in the order of the events. */
  private List<Parcel> parcels(Handle handle, WebhookId id, List<Due> due) {
    var parcels = new ArrayList<Parcel>();
    var webhook = WebhookTable.find(handle, id);
    if (webhook.isEmpty()) return parcels;
    var signer = signer(handle, id);
    for (var it : due)
      Envelope.find(handle, it.event)
          .ifPresent(
              body -> parcels.add(new Parcel(it.row, webhook.get(), it.event, body, signer)));
    parcels.sort(Comparator.comparing(it -> it.row().id()));
    return parcels;
  }

  /**
   * A parcel that was taken, as its address is at this moment: with where it is now, signed by who
   * signs now. Empty when nothing is to be sent there any more, or not now. Asked right before each
   * call, for those of a batch wait for those before them.
   */
  public Optional<Parcel> asOfNow(Parcel parcel) {
    var id = parcel.webhook().id();
    var now = clock.instant();
    var next =
        database.read(
            handle ->
                WebhookTable.find(handle, id)
                    .filter(it -> it.enabled() && isDue(handle, parcel.row()))
                    .map(
                        it ->
                            new Next(
                                it.rests(now),
                                new Parcel(
                                    parcel.row(),
                                    it,
                                    parcel.event(),
                                    parcel.body(),
                                    signer(handle, id)))));
    if (next.filter(Next::rests).isPresent()) queue.giveBack(parcel.row());
    return next.filter(it -> !it.rests).map(Next::parcel);
  }

  /** A parcel as it is now, and whether it waits because its address is left alone. */
  private record Next(boolean rests, Parcel parcel) {}

  /** One that was given up while its address was disabled is not due, whoever had taken it. */
  private static boolean isDue(Handle handle, OutgoingQueue.Taken row) {
    return handle
        .createQuery(
            "SELECT 1 FROM webhook_deliveries WHERE id = :id AND tries = :tries AND due_at IS NOT"
                + " NULL")
        .bind("id", row.id())
        .bind("tries", row.tries())
        .mapTo(Integer.class)
        .findOne()
        .isPresent();
  }

  private Parcel.Signer signer(Handle handle, WebhookId id) {
    return new Parcel.Signer(
        WebhookTable.sealedSecrets(handle, id, clock.instant()).stream()
            .map(text -> WebhookSecret.of(vault.open(Webhooks.place(id), text)))
            .toList());
  }

  /** What a try has changed for the address as a whole. */
  public enum Turn {
    NONE,
    BEGAN_TO_FAIL,
    IS_REACHED_AGAIN,
    WAS_DISABLED,
    IS_GONE
  }

  /**
   * Notes what came of a try. It waits for no disk: what a power cut takes away is sent once more.
   *
   * <p>A call that arrives ends the rest that an address has asked for, if it was begun meanwhile:
   * one that was under way when it asked says nothing about that.
   *
   * @param asked how long whoever was called wants to be left alone, or zero. It holds for all
   *     there is to tell, up to the next wait of this delivery
   */
  public Turn note(Parcel parcel, Delivery.Attempt attempt, Duration asked) {
    var turn = new Turn[] {Turn.NONE};
    database.note(
        tx -> {
          turn[0] = Turn.NONE;
          insert(tx, parcel, attempt);
          var id = parcel.webhook().id();
          var failing = parcel.webhook().failingSince() != null;
          var fault = attempt.fault();
          if (fault == null) {
            queue.done(tx, parcel.row());
            if (parcel.webhook().rests(attempt.at())) WebhookTable.endRest(tx, id);
            if (failing && WebhookTable.endsFailing(tx, id, parcel.url()))
              turn[0] = Turn.IS_REACHED_AGAIN;
            return;
          }
          if (!failing && WebhookTable.beginsToFail(tx, id, parcel.url(), attempt.at()))
            turn[0] = Turn.BEGAN_TO_FAIL;
          if (Integer.valueOf(GONE).equals(attempt.status()) && isStillThere(tx, parcel)) {
            queue.giveUp(tx, parcel.row(), fault, ignored -> {});
            if (disabledAsGone(tx, id, attempt.at())) turn[0] = Turn.IS_GONE;
            return;
          }
          var failsForLong = isForLong(parcel.webhook().failingSince());
          // before its deliveries, as everybody does who disables it
          if (failsForLong) WebhookTable.hold(tx, id);
          var wait = queue.failed(tx, parcel.row(), fault, asked, ignored -> {});
          if (failsForLong && disabledAsHopeless(tx, id)) {
            turn[0] = Turn.WAS_DISABLED;
            return;
          }
          if (asked.isZero() || wait.isEmpty()) return;
          var rest = Collections.min(List.of(asked, wait.get()));
          WebhookTable.rest(tx, id, parcel.url(), clock.instant().plus(rest));
        });
    return turn[0];
  }

  private static void insert(Handle tx, Parcel parcel, Delivery.Attempt attempt) {
    tx.createUpdate(
            """
            INSERT INTO webhook_attempts (delivery_id, number, at, status, answer, fault, milliseconds, signature)
            SELECT d.id, :number, :at, :status, :answer, :fault, :milliseconds, :signature
              FROM webhook_deliveries d WHERE d.id = :delivery
            ON CONFLICT DO NOTHING
            """)
        .bind("delivery", parcel.row().id())
        .bind("number", attempt.number())
        .bind("at", attempt.at())
        .bind("status", attempt.status())
        .bind("answer", attempt.answer())
        .bind("fault", attempt.fault())
        .bind("milliseconds", attempt.latency().toMillis())
        .bind("signature", attempt.signature())
        .execute();
  }

  /** What an earlier address has answered says nothing about the present one. */
  private static boolean isStillThere(Handle tx, Parcel parcel) {
    WebhookTable.hold(tx, parcel.webhook().id());
    return WebhookTable.find(tx, parcel.webhook().id())
        .filter(it -> it.url().equals(parcel.url()))
        .isPresent();
  }

  private boolean disabledAsGone(Handle tx, WebhookId id, Instant at) {
    var webhook = WebhookTable.find(tx, id).orElse(null);
    if (webhook == null || !webhook.enabled()) return false;
    var since = webhook.failingSince();
    news.webhookGone(tx, disabled(tx, webhook, since == null ? at : since));
    return true;
  }

  private boolean isForLong(@Nullable Instant failingSince) {
    return failingSince != null && !failingSince.isAfter(clock.instant().minus(HOPELESS));
  }

  /**
   * Where more happens than can be tried, as each call takes its time or is answered with a wish to
   * be left alone, new deliveries keep the older ones from their last try: those that wait for
   * longer than all tries take count as given up.
   */
  private boolean disabledAsHopeless(Handle tx, WebhookId id) {
    var webhook = WebhookTable.find(tx, id).orElse(null);
    if (webhook == null || !webhook.enabled()) return false;
    var since = webhook.failingSince();
    if (since == null || !isForLong(since)) return false;
    var givenUp =
        tx.createQuery(
                """
                SELECT COUNT(*) FROM webhook_deliveries WHERE webhook_id = :webhook
                   AND (gave_up_at >= :since OR (due_at IS NOT NULL AND created_at <= :overdue AND tries >= :tried))
                """)
            .bind("webhook", id)
            .bind("since", since)
            .bind("overdue", clock.instant().minus(PATIENCE.total()))
            // of a server that was not running, they have waited for us
            .bind("tried", HOPELESS_TRIES)
            .mapTo(Integer.class)
            .one();
    if (givenUp < HOPELESS_DELIVERIES) return false;
    news.webhookGivenUp(tx, disabled(tx, webhook, since), since);
    return true;
  }

  private Webhook disabled(Handle tx, Webhook webhook, Instant failingSince) {
    var now = clock.instant();
    var id = webhook.id();
    var disabled = Webhooks.switched(webhook, now, failingSince, now);
    WebhookTable.update(tx, disabled);
    giveUpWaiting(tx, id, now);
    events.record(
        tx,
        PROGRAM,
        EventType.WEBHOOK_GIVEN_UP,
        null,
        id,
        Change.from(Webhooks.snapshot(webhook), Webhooks.snapshot(disabled)));
    return disabled;
  }

  /** Gives up all that waits for an address. */
  static void giveUpWaiting(Handle tx, WebhookId id, Instant now) {
    tx.createUpdate(
            """
            UPDATE webhook_deliveries SET due_at = NULL, leased_until = NULL, gave_up_at = :now,
                   last_fault = 'the address was disabled'
             WHERE webhook_id = :webhook AND due_at IS NOT NULL
            """)
        .bind("now", now)
        .bind("webhook", id)
        .execute();
  }

  // ------------------------------------------------------------------ sending on demand

  /**
   * Queues an event that tells nothing, to see whether an address is reached.
   *
   * @throws Problem NOT_FOUND; CONFLICT while the address is disabled
   */
  public Delivery test(Actor actor, WebhookId id) {
    actor.mustOperate();
    return database.inTransaction(tx -> test(tx, actor, id));
  }

  /**
   * {@link #test}, for who sends it and waits for the answer: it is taken already, so that no
   * server sends it before.
   *
   * @throws Problem as {@link #test}
   */
  public Parcel takeTest(Actor actor, WebhookId id) {
    actor.mustOperate();
    return database.inTransaction(
        tx -> {
          var delivery = test(tx, actor, id);
          var row = queue.takeInserted(tx, delivery.id().value());
          return parcels(tx, id, List.of(new Due(row, delivery.event()))).get(0);
        });
  }

  private Delivery test(Handle tx, Actor actor, WebhookId id) {
    var webhook = enabled(tx, id);
    var event =
        events.record(
            tx,
            actor,
            EventType.WEBHOOK_TESTED,
            null,
            id,
            Change.created(Webhooks.snapshot(webhook)));
    return queued(tx, id, event, EventType.WEBHOOK_TESTED.wireName());
  }

  /**
   * Sends an event once more, as a delivery of its own with the same message id.
   *
   * @throws Problem NOT_FOUND; CONFLICT while the address is disabled
   */
  public Delivery replay(Actor actor, WebhookId id, DeliveryId delivery) {
    actor.mustOperate();
    return database.inTransaction(
        tx -> {
          enabled(tx, id);
          var before = DeliveryLog.existing(tx, id, delivery);
          return queued(tx, id, before.event(), before.type());
        });
  }

  /** Queues what an operator wants sent now, whatever the address has asked for. */
  private Delivery queued(Handle tx, WebhookId id, String event, String type) {
    WebhookTable.endRest(tx, id);
    return DeliveryLog.existing(tx, id, entrance.insert(tx, id, event, type, clock.instant()));
  }

  private static Webhook enabled(Handle tx, WebhookId id) {
    var webhook = Webhooks.existing(tx, id);
    if (!webhook.enabled()) throw Problem.conflict("webhook_disabled").with(id.value());
    return webhook;
  }

  /**
   * Sends what has not arrived since a time: what was given up, and what happened while the address
   * was disabled or not there yet, so that one which is new can be brought up to date.
   *
   * @param since at most 30 days ago
   * @return how many were queued
   * @throws Problem NOT_FOUND; CONFLICT while the address is disabled; INVALID at {@code since}
   */
  public int replayMissing(Actor actor, WebhookId id, Instant since) {
    actor.mustOperate();
    DeliveryLog.check(since, clock.instant());
    var queued = 0;
    var last = "";
    while (true) {
      var from = last;
      var some = database.inTransaction(tx -> replaySome(tx, id, since, from));
      if (some.isEmpty()) return queued;
      queued += some.size();
      last = some.get(some.size() - 1).id();
    }
  }

  /** A bounded batch of it, from the event after the last one on. */
  private List<DeliveryLog.Missing> replaySome(
      Handle tx, WebhookId id, Instant since, String last) {
    var some = DeliveryLog.missing(tx, enabled(tx, id), since, last);
    WebhookTable.endRest(tx, id);
    for (var event : some) entrance.insert(tx, id, event.id(), event.type(), clock.instant());
    return some;
  }

  /** Removes a bounded batch of what was done with 30 days ago. A job of the timetable. */
  public int forgetOld() {
    return queue.forgetOld();
  }

  /** Removes a bounded batch of what was for addresses that are gone. A job of the timetable. */
  public int forgetDeleted() {
    return database.inTransaction(
        tx -> {
          var gone =
              tx.createUpdate(
                      """
                      DELETE FROM webhook_deliveries WHERE id IN
                        (SELECT d.id FROM webhooks w JOIN webhook_deliveries d ON d.webhook_id = w.id
                          WHERE w.deleted_at IS NOT NULL LIMIT 500)
                      """)
                  .execute();
          if (gone > 0) return gone;
          return tx.createUpdate("DELETE FROM webhooks WHERE deleted_at < :before")
              .bind("before", clock.instant().minus(Duration.ofHours(1)))
              .execute();
        });
  }
}
