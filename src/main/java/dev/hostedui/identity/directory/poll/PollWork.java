package dev.hostedui.identity.directory.poll;

import dev.hostedui.db.Database;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.directory.Directory;
import dev.hostedui.identity.directory.poll.Pages.RunOver;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a poll takes over people and groups with. Each of them is a transaction of its own; one that
 * is refused does not keep back the others.
 *
 * @param reader the lists behind the survey
 * @param survey who and what was found
 * @param report what came of it
 */
record PollWork(
    Database database,
    Actor.Directory actor,
    Directory directory,
    Source.Reader reader,
    Survey survey,
    Survey.Progress progress,
    PollReport report) {

  private static final Logger LOG = LoggerFactory.getLogger(PollWork.class);

  /** Refusals that are not about one person: nothing more can be done. */
  private static final Set<String> END =
      Set.of("directory_not_found", "directory_disabled", "feature_off", "organization_not_found");

  /** Ends the poll where a refusal is not about one person or group. */
  static void endAt(Problem problem) throws RunOver {
    if (END.contains(problem.code())) {
      LOG.info("a poll ends before its time: {}", problem.code());
      throw new RunOver();
    }
  }
}
