package dev.hostedui.identity.directory.poll;

import dev.hostedui.identity.Problem;
import dev.hostedui.identity.directory.DirectoryUserId;
import dev.hostedui.identity.directory.Provisioned;
import org.jspecify.annotations.Nullable;

/** What comes of a poll: counted for the page, and told one by one in the log of requests. */
record PollReport(Tally tally, PollNotes notes) {

  void took(Provisioned taken) {
    tally.count(taken.effect());
    notes.effect(taken);
  }

  /**
   * Somebody could not be taken over.
   *
   * @param id whom the directory knows them as, or null
   */
  void refused(@Nullable DirectoryUserId id, String person, Problem problem) {
    tally.refused(person, problem);
    notes.refused(id, person, problem);
  }

  void refusedGroup(String group, Problem problem) {
    tally.refused(group, problem);
    notes.refusedGroup(group, problem);
  }
}
