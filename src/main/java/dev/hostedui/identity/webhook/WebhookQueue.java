package dev.hostedui.identity.webhook;

import dev.hostedui.identity.Ids;
import dev.hostedui.identity.event.EventFollower;
import dev.hostedui.identity.event.EventType;
import java.time.Clock;
import java.time.Instant;
import org.jdbi.v3.core.Handle;

/**
 * Writes a delivery of an event for each address that wants it, in the transaction of the change.
 * While there is no address, that costs one look at an empty table.
 */
public final class WebhookQueue implements EventFollower {

  private final Ids ids;
  private final Clock clock;

  public WebhookQueue(Ids ids, Clock clock) {
    this.ids = ids;
    this.clock = clock;
  }

  @Override
  public void recorded(Handle tx, News news) {
    var type = news.type();
    if (!type.audience().includes(EventType.Audience.APP)) return;
    for (var webhook : WebhookTable.enabled(tx))
      if (webhook.wants(type))
        insert(tx, webhook.id(), news.event(), type.wireName(), clock.instant());
  }

  /** Queues an event for one address. */
  DeliveryId insert(Handle tx, WebhookId webhook, String event, String type, Instant due) {
    var id = new DeliveryId(ids.next(DeliveryId.PREFIX));
    tx.createUpdate(
            """
            INSERT INTO webhook_deliveries (id, webhook_id, event_id, event_type, due_at, created_at)
            VALUES (:id, :webhook, :event, :type, :due, :now)
            """)
        .bind("id", id)
        .bind("webhook", webhook)
        .bind("event", event)
        .bind("type", type)
        .bind("due", due)
        .bind("now", clock.instant())
        .execute();
    return id;
  }
}
