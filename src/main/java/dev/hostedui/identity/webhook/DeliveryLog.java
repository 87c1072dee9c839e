package dev.hostedui.identity.webhook;

import dev.hostedui.db.Columns;
import dev.hostedui.db.Database;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Ids;
import dev.hostedui.identity.Problem;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** What was sent to an address in the last 30 days, and what came of it. */
public final class DeliveryLog {

  private static final Duration LONGEST = Duration.ofDays(30);
  private static final int BATCH = 500;

  private static final String SELECT =
      "SELECT id, webhook_id, event_id, event_type, tries, due_at, delivered_at, gave_up_at,"
          + " last_fault, created_at FROM webhook_deliveries WHERE webhook_id = :webhook";

  /** An event that has not reached an address. */
  record Missing(String id, String type) {}

  private final Database database;
  private final Clock clock;

  public DeliveryLog(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  /**
   * The newest deliveries to an address, the newest first.
   *
   * @param since the earliest time, at most 30 days ago
   * @param state only those in it, or null for all
   * @param before the id of the last one that was shown, or null to begin with the newest
   * @param limit how many at most
   * @throws Problem NOT_FOUND; INVALID at {@code since}
   */
  public List<Delivery> newest(
      Actor actor,
      WebhookId id,
      Instant since,
      Delivery.@Nullable State state,
      @Nullable DeliveryId before,
      int limit) {
    actor.mustOperate();
    check(since, clock.instant());
    return database.read(
        handle -> {
          var webhook = Webhooks.existing(handle, id);
          return handle
              .createQuery(
                  SELECT
                      + " AND id >= :since AND (:before = '' OR id < :before) AND "
                      + condition(state)
                      + " ORDER BY id DESC LIMIT :limit")
              .bind("webhook", id)
              .bind("since", Ids.first(DeliveryId.PREFIX, since))
              .bind("before", before == null ? "" : before.value())
              .bind("limit", limit)
              .map((row, context) -> read(row, webhook))
              .list();
        });
  }

  private static String condition(Delivery.@Nullable State state) {
    if (state == null) return "1 = 1";
    return switch (state) {
      case SUCCESS -> "delivered_at IS NOT NULL";
      case FAILED -> "gave_up_at IS NOT NULL";
      case QUEUED -> "due_at IS NOT NULL AND tries = 0";
      case RETRYING -> "due_at IS NOT NULL AND tries > 0";
    };
  }

  static void check(Instant since, Instant now) {
    // who asks for just so long did so a moment ago
    if (since.isAfter(now) || since.isBefore(now.minus(LONGEST).minusSeconds(60)))
      throw Problem.invalid("since_out_of_range").at("since").with(LONGEST.toDays());
  }

  /**
   * One delivery.
   *
   * @throws Problem NOT_FOUND when the address has none of that id
   */
  public Delivery get(Actor actor, WebhookId webhook, DeliveryId id) {
    actor.mustOperate();
    return database.read(handle -> existing(handle, webhook, id));
  }

  static Delivery existing(Handle handle, WebhookId of, DeliveryId id) {
    var webhook =
        WebhookTable.find(handle, of).orElseThrow(() -> Problem.notFound("delivery_not_found"));
    return handle
        .createQuery(SELECT + " AND id = :id")
        .bind("webhook", of)
        .bind("id", id)
        .map((row, context) -> read(row, webhook))
        .findOne()
        .orElseThrow(() -> Problem.notFound("delivery_not_found"));
  }

  /** What came of each try, the first one first. */
  public List<Delivery.Attempt> attempts(Actor actor, DeliveryId id) {
    actor.mustOperate();
    return database.read(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT number, at, status, answer, fault, milliseconds, signature
                      FROM webhook_attempts WHERE delivery_id = :delivery ORDER BY number
                    """)
                .bind("delivery", id)
                .map(
                    (row, context) -> {
                      var status = Columns.longOrNull(row, "status");
                      return new Delivery.Attempt(
                          row.getInt("number"),
                          Columns.time(row, "at"),
                          status == null ? null : Math.toIntExact(status),
                          Columns.text(row, "answer"),
                          row.getString("fault"),
                          Duration.ofMillis(row.getLong("milliseconds")),
                          row.getString("signature"));
                    })
                .list());
  }

  /**
   * What is posted for a delivery, the same text at each try; empty when the event is older than
   * events are kept.
   */
  public Optional<String> payload(Actor actor, Delivery of) {
    actor.mustOperate();
    return database.read(handle -> Envelope.find(handle, of.event()));
  }

  private static Delivery read(ResultSet row, Webhook webhook) throws SQLException {
    var due = Columns.timeOrNull(row, "due_at");
    var resting = webhook.restingUntil();
    if (due != null && resting != null && due.isBefore(resting)) due = resting;
    var tries = row.getInt("tries");
    Delivery.State state;
    if (due != null) state = tries == 0 ? Delivery.State.QUEUED : Delivery.State.RETRYING;
    else
      state =
          Columns.timeOrNull(row, "delivered_at") != null
              ? Delivery.State.SUCCESS
              : Delivery.State.FAILED;
    return new Delivery(
        new DeliveryId(Columns.text(row, "id")),
        new WebhookId(Columns.text(row, "webhook_id")),
        Columns.text(row, "event_id"),
        Columns.text(row, "event_type"),
        state,
        tries,
        due,
        row.getString("last_fault"),
        Columns.time(row, "created_at"));
  }

  /**
   * A bounded batch of the events that an address wants and has neither got nor waits for.
   *
   * @param after the id of the last one of the batch before
   */
  static List<Missing> missing(Handle handle, Webhook webhook, Instant since, String after) {
    var types = webhook.types().isEmpty() ? Webhooks.types() : webhook.types();
    // names of our own, checked when the address was made
    var names = types.stream().collect(Collectors.joining("', '", "('", "')"));
    return handle
        .createQuery(
            "SELECT e.id, e.type FROM events e WHERE e.id >= :since AND e.id > :after AND e.type IN"
                + " "
                + names
                + " AND NOT EXISTS (SELECT 1 FROM webhook_deliveries d WHERE d.event_id = e.id"
                + " AND d.webhook_id = :webhook"
                + " AND (d.delivered_at IS NOT NULL OR d.due_at IS NOT NULL))"
                + " ORDER BY e.id LIMIT :limit")
        .bind("since", Ids.first("evt_", since))
        .bind("after", after)
        .bind("webhook", webhook.id())
        .bind("limit", BATCH)
        .mapTo(Missing.class)
        .list();
  }
}
