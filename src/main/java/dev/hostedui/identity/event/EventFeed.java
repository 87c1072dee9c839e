package dev.hostedui.identity.event;

import dev.hostedui.db.Database;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All events in an order that never changes, for those who read on from where they stopped.
 *
 * <p>The order is that of positions, not of ids: an id is drawn before its transaction is
 * committed, so on PostgreSQL an event may appear after one with a larger id was read. A position
 * is given to what is committed already, before it is read for the first time. So nobody who
 * follows positions misses an event, and changes that record events never wait for each other.
 */
public final class EventFeed {

  private static final int BATCH = 500;

  /**
   * An event as it was recorded.
   *
   * @param position its place among all events, from 1, without end
   * @param type its wire name; one that {@link EventType#named} does not know is of a newer program
   * @param organization whose event it is, or null
   * @param before JSON of what was so before, or null
   * @param after JSON of what is so since, or null
   */
  public record Entry(
      long position,
      String id,
      String type,
      @Nullable String organization,
      String object,
      @Nullable String before,
      @Nullable String after,
      Instant occurredAt) {}

  private final Database database;

  public EventFeed(Database database) {
    this.database = database;
  }

  /** The next events after a position, at most {@code limit}; 0 begins with the first one. */
  public List<Entry> after(long position, int limit) {
    givePositions();
    return database.read(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT position, id, type, organization_id AS organization, object_id AS object,
                           before_state AS before, after_state AS after, occurred_at
                      FROM events WHERE position > :after ORDER BY position LIMIT :limit
                    """)
                .bind("after", position)
                .bind("limit", limit)
                .mapTo(Entry.class)
                .list());
  }

  private void givePositions() {
    var nothing =
        database.read(
            handle ->
                handle
                    .createQuery("SELECT 1 FROM events WHERE position IS NULL LIMIT 1")
                    .mapTo(Integer.class)
                    .findOne()
                    .isEmpty());
    if (nothing) return;
    database.useTransaction(
        tx -> {
          // one at a time: what is seen below is all that was committed before this
          tx.createUpdate("UPDATE event_feed SET last_position = last_position").execute();
          var position =
              tx.createQuery("SELECT last_position FROM event_feed").mapTo(Long.class).one();
          var fresh =
              tx.createQuery(
                      "SELECT id FROM events WHERE position IS NULL ORDER BY id LIMIT :batch")
                  .bind("batch", BATCH)
                  .mapTo(String.class)
                  .list();
          if (fresh.isEmpty()) return;
          var updates = tx.prepareBatch("UPDATE events SET position = :position WHERE id = :id");
          for (var id : fresh) updates.bind("position", ++position).bind("id", id).add();
          updates.execute();
          tx.createUpdate("UPDATE event_feed SET last_position = :position")
              .bind("position", position)
              .execute();
        });
  }
}
