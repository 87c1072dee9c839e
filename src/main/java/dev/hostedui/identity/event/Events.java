package dev.hostedui.identity.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hostedui.db.Database;
import dev.hostedui.db.Direct;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Id;
import dev.hostedui.identity.Ids;
import dev.hostedui.identity.OrganizationId;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Writes what happened. */
public final class Events {

  static final String PREFIX = "evt_";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Ids ids;
  private final Clock clock;
  private final EventFollower follower;

  public Events(Ids ids, Clock clock) {
    this(ids, clock, EventFollower.NONE);
  }

  /** Takes who has to do something in the same transaction. */
  public Events(Ids ids, Clock clock, EventFollower follower) {
    this.ids = ids;
    this.clock = clock;
    this.follower = follower;
  }

  /**
   * Whether something was recorded after a time, by the clock of whoever recorded it: of a process
   * whose clock was put back the ids still tell.
   */
  public static boolean anyLaterThan(Database database, Instant time) {
    return database.read(
        handle ->
            handle
                .createQuery("SELECT 1 FROM events WHERE id > :id LIMIT 1")
                .bind("id", Ids.first(PREFIX, time))
                .mapTo(Integer.class)
                .findOne()
                .isPresent());
  }

  /**
   * Records an event in the transaction of the change it tells of.
   *
   * @param organization whose event it is, or null when it concerns only a person or the
   *     installation; its admins can read it there
   * @param object what was changed
   * @return the id of the event
   */
  public String record(
      Handle tx,
      Actor actor,
      EventType type,
      @Nullable OrganizationId organization,
      Id object,
      Change change) {
    return record(tx, actor, null, type, organization, object, change);
  }

  /** Records an event of what the program or someone else did on behalf of a person. */
  public String record(
      Handle tx,
      Actor actor,
      @Nullable Id onBehalfOf,
      EventType type,
      @Nullable OrganizationId organization,
      Id object,
      Change change) {
    if (organization != null && !type.audience().includes(EventType.Audience.CUSTOMER))
      throw new IllegalArgumentException(type + " is not for the eyes of an organization");
    var origin = actor.origin();
    var id = ids.next(PREFIX);
    Direct.update(
        tx,
        """
        INSERT INTO events (id, type, organization_id, object_id, actor_type, actor_id, actor_email,
                            on_behalf_of, before_state, after_state, occurred_at, ip, user_agent, request_id)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        id,
        type,
        organization,
        object,
        actor.type(),
        actor.id(),
        actor.email(),
        onBehalfOf,
        json(change.before()),
        json(change.after()),
        clock.instant(),
        origin.ip(),
        origin.userAgent(),
        origin.requestId());
    follower.recorded(tx, new EventFollower.News(id, type, organization, actor, object));
    return id;
  }

  private static @Nullable String json(@Nullable Map<String, ?> state) {
    try {
      return state == null ? null : JSON.writeValueAsString(state);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("an event's state must be plain values", e);
    }
  }
}
