package dev.hostedui.identity.directory.poll;

import dev.hostedui.identity.Problem;
import dev.hostedui.identity.directory.Effect;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Counts what a poll does. */
final class Tally {

  /** So many of those who were refused are named. */
  private static final int MOST_NAMED = 100;

  /** So many of those who are kept are named. */
  private static final int MOST_KEPT = 20;

  private final Map<Effect, Long> effects = new EnumMap<>(Effect.class);
  private final List<PollResult.Refused> refused = new ArrayList<>();
  private long refusedPeople;
  private long people;
  private long groups;
  private long external;
  private List<String> managers = List.of();
  private boolean lastAdmin;
  private List<String> losing = List.of();
  private @Nullable String fault;
  private String faultWords = "";

  void people(long count) {
    people = count;
  }

  void groups(long count) {
    groups = count;
  }

  void external(long more) {
    external += more;
  }

  /**
   * Notes that some stay who would go, for a reason that pages have words for; the first one
   * counts.
   */
  void kept(String code, List<String> names) {
    if (fault != null || names.isEmpty()) return;
    fault = code;
    faultWords = String.join(", ", names.stream().sorted().limit(MOST_KEPT).toList());
  }

  /** Why somebody should look although the poll goes on, or null. */
  @Nullable String fault() {
    return fault;
  }

  /** Whom or what that is about. */
  String faultWords() {
    return faultWords;
  }

  /** Who would lose access, and who among them could say whether that is right. */
  void waiting(List<String> whoManage, boolean withLastAdmin, List<String> whoLose) {
    managers = whoManage;
    lastAdmin = withLastAdmin;
    losing = whoLose;
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
        refused,
        managers,
        lastAdmin,
        losing);
  }

  private long of(Effect effect) {
    return effects.getOrDefault(effect, 0L);
  }
}
