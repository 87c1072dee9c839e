package dev.hostedui.identity.event;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which of an organization's events to tell of.
 *
 * @param types wire names; empty for all
 * @param actor the id of who did it, or null for anybody
 * @param person the id of a user who did it, or for or to whom it was done, or null for anybody
 * @param since the earliest time, or null
 * @param until the time it has to be before, or null
 */
public record EventFilter(
    List<String> types,
    @Nullable String actor,
    @Nullable String person,
    @Nullable Instant since,
    @Nullable Instant until) {

  /** All events. */
  public static final EventFilter ALL = new EventFilter(List.of(), null, null, null, null);

  public EventFilter {
    types = List.copyOf(types);
  }
}
