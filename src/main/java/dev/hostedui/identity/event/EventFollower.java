package dev.hostedui.identity.event;

import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Id;
import dev.hostedui.identity.OrganizationId;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Whoever has to do something in the transaction of a change that is recorded. */
public interface EventFollower {

  /** Nobody has. */
  EventFollower NONE = (tx, news) -> {};

  /**
   * Learns that an event was recorded. What it throws undoes the change.
   *
   * @param news what was recorded
   */
  void recorded(Handle tx, News news);

  /**
   * That an event was recorded.
   *
   * @param event its id
   * @param organization whose event it is, or null
   * @param actor who made the change
   * @param object what was changed
   */
  record News(
      String event,
      EventType type,
      @Nullable OrganizationId organization,
      Actor actor,
      Id object) {}

  /** Follows for both, one after the other. */
  default EventFollower and(EventFollower other) {
    return (tx, news) -> {
      recorded(tx, news);
      other.recorded(tx, news);
    };
  }
}
