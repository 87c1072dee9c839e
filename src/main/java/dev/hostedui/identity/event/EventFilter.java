package dev.hostedui.identity.event;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which of an organization's events to tell of.
 *
 * @param types wire names; empty for all
 * @param actor the id of who did it, or null for anybody
 * @param people the ids of users of whom one did it, or for or to one of whom it was done; empty
 *     for anybody
 * @param since the earliest time, or null
 * @param until the time it has to be before, or null
 */
public record EventFilter(
    List<String> types,
    @Nullable String actor,
    List<String> people,
    @Nullable Instant since,
    @Nullable Instant until) {

  /** All events. */
  public static final EventFilter ALL = new EventFilter(List.of(), null, List.of(), null, null);

  public EventFilter {
    types = List.copyOf(types);
    people = List.copyOf(people);
  }
}
