package dev.hostedui.identity.directory.poll;

import dev.hostedui.identity.Problem;
import dev.hostedui.identity.directory.DirectoryId;
import dev.hostedui.identity.directory.DirectoryRequests;
import dev.hostedui.identity.directory.DirectoryUserId;
import dev.hostedui.identity.directory.LoggedRequest;
import dev.hostedui.identity.directory.LoggedRequest.About;
import dev.hostedui.identity.directory.LoggedRequest.Answer;
import dev.hostedui.identity.directory.LoggedRequest.Call;
import dev.hostedui.identity.directory.Provisioned;
import dev.hostedui.identity.directory.Remark;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells the log of a directory what a poll did, as if it had been pushed: to whom something
 * happened, who was refused and why, and the poll itself. So many of them are told as somebody
 * would read; the counts are complete.
 */
final class PollNotes {

  /** As the log names a poll, where it names the method of a call. */
  static final String METHOD = "POLL";

  private static final int MOST = 500;

  /**
   * What the answer of a poll is that waits for somebody: heard, and not done (RFC 9110 §15.3.3).
   */
  private static final int WAITS = 202;

  private final DirectoryRequests log;
  private final DirectoryId directory;
  private final String run;

  /** Who was refused for the same reason by the poll before: that need not be told every hour. */
  private final Set<PollResult.Refused> known;

  private int told;

  PollNotes(
      DirectoryRequests log, DirectoryId directory, String run, List<PollResult.Refused> known) {
    this.log = log;
    this.directory = directory;
    this.run = run;
    this.known = new HashSet<>(known);
  }

  void effect(Provisioned taken) {
    if (told++ >= MOST) return;
    var user = taken.user();
    log.note(
        new LoggedRequest(
            directory,
            call("/Users/" + user.id().value()),
            new Answer(200, 0, null, null),
            About.user(user.id(), user.email().value()),
            taken.effect(),
            List.of()));
  }

  void refused(@Nullable DirectoryUserId id, String person, Problem problem) {
    if (isKnown(person, problem) || told++ >= MOST) return;
    log.note(
        new LoggedRequest(
            directory,
            call(id == null ? "/Users" : "/Users/" + id.value()),
            new Answer(status(problem), 0, null, null),
            About.user(id, person),
            null,
            List.of(remark(problem))));
  }

  void refusedGroup(String group, Problem problem) {
    if (isKnown(group, problem) || told++ >= MOST) return;
    log.note(
        new LoggedRequest(
            directory,
            call("/Groups"),
            new Answer(status(problem), 0, null, null),
            About.group(null, group),
            null,
            List.of(remark(problem))));
  }

  /** The poll as a whole. */
  void result(PollResult result) {
    var counts = result.counts();
    var milliseconds = result.finishedAt().toEpochMilli() - result.startedAt().toEpochMilli();
    var remark =
        switch (result.outcome()) {
          case SUCCESS ->
              Remark.of(
                  "poll_done",
                  counts.people(),
                  counts.groups(),
                  counts.changed(),
                  counts.refusedPeople());
          case HELD -> Remark.of("poll_held");
          case FAILURE -> Remark.of(String.valueOf(result.fault()), result.faultWords());
        };
    var status =
        switch (result.outcome()) {
          case SUCCESS -> 200;
          case HELD -> WAITS;
          case FAILURE -> 503;
        };
    log.note(
        new LoggedRequest(
            directory,
            call("/"),
            new Answer(status, milliseconds, null, null),
            About.NOTHING,
            null,
            List.of(remark)));
  }

  private boolean isKnown(String person, Problem problem) {
    return known.contains(
        new PollResult.Refused(person, problem.code(), remark(problem).arguments()));
  }

  private static Remark remark(Problem problem) {
    return Remark.of(problem.code(), problem.faults().get(0).arguments().toArray());
  }

  private static int status(Problem problem) {
    return switch (problem.kind()) {
      case INVALID -> 400;
      case FORBIDDEN -> 403;
      case NOT_FOUND -> 404;
      case CONFLICT -> 409;
      case TOO_MANY -> 429;
      case UNAVAILABLE -> 503;
    };
  }

  private Call call(String path) {
    return new Call(run, METHOD, path, "", "Google Workspace", null);
  }
}
