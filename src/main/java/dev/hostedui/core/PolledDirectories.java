package dev.hostedui.core;

import dev.hostedui.identity.directory.DirectoryNews;
import dev.hostedui.identity.directory.poll.Authorizations;
import dev.hostedui.identity.directory.poll.Polling;
import dev.hostedui.identity.directory.poll.Polls;
import dev.hostedui.identity.directory.poll.Source;
import dev.hostedui.identity.directory.poll.TrackedGroups;
import dev.hostedui.identity.member.Provisioning;
import dev.hostedui.jobs.Timetable;
import dev.hostedui.upstream.GoogleWorkspace;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Directories that are read every hour, put together. */
public final class PolledDirectories {

  /** Where administrators come back from Google: one address for all organizations. */
  public static final String CALLBACK = "/directory/google/callback";

  /** So many directories are read at the same time by one node, as long as Google answers. */
  private static final int AT_ONCE = 4;

  public final Authorizations authorizations;
  public final Polls polls;
  public final TrackedGroups trackedGroups;
  public final Polling polling;

  PolledDirectories(Core core, Polls polls, Provisioning members, DirectoryNews news) {
    var google = core.config.google();
    var source = google == null ? null : new GoogleWorkspace(core.caller, google, core.clock);
    authorizations = authorizations(core, source);
    this.polls = polls;
    trackedGroups = new TrackedGroups(core.database, core.roleAssignments, core.events, core.clock);
    polling =
        new Polling(
            core.database,
            source,
            authorizations,
            core.directoryUsers,
            core.directoryGroups,
            members,
            news,
            core.directoryRequests,
            core.events,
            core.ids,
            core.clock);
  }

  private static Authorizations authorizations(Core core, @Nullable Source source) {
    return new Authorizations(
        core.database,
        core.vault,
        source,
        core.config.issuer() + CALLBACK,
        core.events,
        core.ids,
        core.clock);
  }

  /** Enters what happens without a request. */
  void schedule(Timetable timetable) {
    for (var i = 1; i <= AT_ONCE; i++)
      timetable.everyWaiting(
          Duration.ofSeconds(2), "read directories (" + i + ")", polling::pollDue);
    timetable
        .everyWaiting(Duration.ofSeconds(30), "revoke authorizations", authorizations::revokeDue)
        .every(
            Duration.ofMinutes(10),
            "give up authorizations of directories that are gone",
            authorizations::giveUpOrphans)
        .every(Duration.ofHours(1), "forget authorizations", authorizations::forgetOld)
        .every(Duration.ofHours(1), "forget what came of polls", polls::forgetOld);
  }
}
