package dev.hostedui.portal.scim;

import dev.hostedui.identity.directory.DirectoryHealth;
import dev.hostedui.identity.directory.DirectoryRequests;
import dev.hostedui.web.Ago;
import dev.hostedui.web.Words;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How well the directory works, in words.
 *
 * @param reads whether it is one that we read, and that never calls
 * @param contact when it called last, or null while it never has
 * @param usually how long it usually is silent, or empty while that is not known
 * @param silent since when it has been silent for too long, or null
 * @param failing since when all its changes are refused, or null
 * @param calls what share of its calls, or of what was tried when it was read, was refused, or
 *     empty when there were none
 * @param cause what is refused most often, or null
 * @param tokenEnds when the last token ends, if that is soon, or null
 * @param tokenEnded whether it has ended already
 * @param wrongToken the newest call without a good token, or null
 */
public record HealthCard(
    boolean reads,
    @Nullable Ago contact,
    String usually,
    @Nullable Ago silent,
    @Nullable Ago failing,
    String calls,
    @Nullable Fault cause,
    @Nullable Ago tokenEnds,
    boolean tokenEnded,
    @Nullable Fault wrongToken) {

  /**
   * What went wrong, and what to do about it.
   *
   * @param id of the call in the log
   * @param times how often, in words; empty where that is not counted
   */
  public record Fault(String id, Ago at, String times, String cause, String remedy, String from) {}

  /** A wrong token is news for a week. */
  private static final Duration NEWS = Duration.ofDays(7);

  static HealthCard of(Words words, DirectoryHealth health, boolean reads, Instant now) {
    var cause = health.cause();
    var wrong = health.wrongToken();
    var ends = health.tokenEnds();
    var gap = health.usualGap();
    return new HealthCard(
        reads,
        ago(health.lastContact(), now),
        gap == null ? "" : Ago.span(gap),
        ago(health.silentSince(), now),
        ago(health.failingSince(), now),
        calls(health, reads),
        cause == null ? null : fault(words, cause.newest(), times(cause), now),
        ago(ends, now),
        ends != null && !ends.isAfter(now),
        wrong == null || wrong.at().isBefore(now.minus(NEWS))
            ? null
            : fault(words, wrong, "", now));
  }

  private static @Nullable Ago ago(@Nullable Instant then, Instant now) {
    return then == null ? null : Ago.of(then, now);
  }

  private static Fault fault(
      Words words, DirectoryRequests.Entry entry, String times, Instant now) {
    var request = entry.request();
    return new Fault(
        entry.id(),
        Ago.of(entry.at(), now),
        times,
        RequestWords.cause(words, request),
        RequestWords.remedy(words, request),
        request.call().ip());
  }

  private static String times(DirectoryHealth.Cause cause) {
    if (cause.times() == 1) return "once";
    var times = cause.times() >= 1000 ? "1000 times or more" : cause.times() + " times";
    return cause.alike() ? times : times + " like this";
  }

  private static String calls(DirectoryHealth health, boolean reads) {
    if (health.calls() == 0) return "";
    if (health.failures() == 0 && reads)
      return health.calls() == 1
          ? "1, and it did not fail"
          : health.calls() + ", none of them failed";
    if (health.failures() == 0)
      return health.calls() == 1 ? "1, and it was answered" : health.calls() + ", all answered";
    return health.calls()
        + ", of which "
        + health.failures()
        + (reads ? " failed (" : health.failures() == 1 ? " was refused (" : " were refused (")
        + health.failingPercent()
        + " %)";
  }
}
