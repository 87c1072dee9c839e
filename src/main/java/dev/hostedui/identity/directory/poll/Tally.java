package dev.hostedui.identity.directory.poll;

import dev.hostedui.identity.Problem;
import dev.hostedui.identity.directory.Effect;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Counts what a poll does. */
final class Tally {

  /** So many of those who were refused are named. */
  private static final int MOST_NAMED = 100;

  private final Map<Effect, Long> effects = new EnumMap<>(Effect.class);
  private final List<PollResult.Refused> refused = new ArrayList<>();
  private long refusedPeople;
  private long people;
  private long groups;
  private long external;

  void people(long count) {
    people = count;
  }

  void groups(long count) {
    groups = count;
  }

  void external(long more) {
    external += more;
  }

  void count(Effect effect) {
    effects.merge(effect, 1L, Long::sum);
  }

  void refused(String person, Problem problem) {
    refused(
        person,
        problem.code(),
        problem.faults().get(0).arguments().stream().map(String::valueOf).toList());
  }

  void refused(String person, String code, List<String> arguments) {
    refusedPeople++;
    if (refused.size() < MOST_NAMED) refused.add(new PollResult.Refused(person, code, arguments));
  }

  PollResult.Counts counts() {
    return new PollResult.Counts(
        people,
        groups,
        external,
        of(Effect.CREATED),
        of(Effect.LINKED),
        of(Effect.UPDATED),
        of(Effect.REACTIVATED),
        of(Effect.DEACTIVATED),
        of(Effect.REMOVED),
        refusedPeople,
        refused);
  }

  private long of(Effect effect) {
    return effects.getOrDefault(effect, 0L);
  }
}
