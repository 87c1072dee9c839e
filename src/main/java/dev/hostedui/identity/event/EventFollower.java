package dev.hostedui.identity.event;

import dev.hostedui.identity.OrganizationId;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Whoever has to do something in the transaction of a change that is recorded. */
public interface EventFollower {

  /** Nobody has. */
  EventFollower NONE = (tx, event, type, organization) -> {};

  /**
   * Learns that an event was recorded. What it throws undoes the change.
   *
   * @param event the id of the event
   * @param organization whose event it is, or null
   */
  void recorded(Handle tx, String event, EventType type, @Nullable OrganizationId organization);
}
