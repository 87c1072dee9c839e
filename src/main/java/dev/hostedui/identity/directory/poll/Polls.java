package dev.hostedui.identity.directory.poll;

import dev.hostedui.db.Database;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.directory.Directories;
import dev.hostedui.identity.directory.Directory;
import dev.hostedui.identity.directory.DirectoryId;
import dev.hostedui.identity.directory.DirectoryType;
import dev.hostedui.identity.event.Change;
import dev.hostedui.identity.event.EventType;
import dev.hostedui.identity.event.Events;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Says when directories are read, what came of it, and lets people ask for it. */
public final class Polls implements Directories.Readiness {

  /** How often a directory is read. */
  public static final Duration PERIOD = Duration.ofHours(1);

  /** As long a failure may last that passes by itself. */
  private static final Duration PASSING = Duration.ofMinutes(15);

  private static final Duration KEPT = Duration.ofDays(30);

  private final Database database;
  private final Events events;
  private final Clock clock;

  public Polls(Database database, Events events, Clock clock) {
    this.database = database;
    this.events = events;
    this.clock = clock;
  }

  /** When a directory is read, and how far that has come; empty until it was authorized once. */
  public Optional<Poll> of(OrganizationId organization, DirectoryId directory) {
    return database.read(
        handle -> PollTable.find(handle, organization, directory, clock.instant()));
  }

  /**
   * Whether a directory that we read does not let us: nobody has authorized it, that has ended, or
   * it has failed for longer than what passes by itself.
   */
  public boolean isUnreadable(Directory directory) {
    if (directory.type() != DirectoryType.POLL) return false;
    var now = clock.instant();
    var late = now.minus(PERIOD).minus(PASSING);
    var read = directory.lastContactAt();
    return database.read(
        handle ->
            AuthorizationTable.live(handle, directory.organization(), directory.id())
                    .filter(it -> it.shown().good())
                    .isEmpty()
                // one that waits for somebody is read all the while, and does not succeed
                || (read != null
                    && read.isBefore(late)
                    && PollTable.find(handle, directory.organization(), directory.id(), now)
                        .filter(it -> it.failures() > 0)
                        .isPresent()));
  }

  /**
   * How many people would lose access while somebody has to confirm that; 0 where nothing waits for
   * it.
   */
  public long held(Directory directory) {
    if (directory.type() != DirectoryType.POLL) return 0;
    return of(directory.organization(), directory.id())
        .map(Poll::held)
        .filter(it -> !it.allowed())
        .map(Poll.Held::people)
        .orElse(0L);
  }

  /**
   * What the last poll counted that somebody has to confirm: polls that have failed since know
   * nothing of it.
   */
  public PollResult.Counts heldCounts(OrganizationId organization, DirectoryId directory) {
    return database
        .read(handle -> PollTable.lastHeld(handle, organization, directory))
        .orElse(PollResult.Counts.NONE);
  }

  /** What came of the last polls, the newest first. */
  public List<PollResult> history(OrganizationId organization, DirectoryId directory, int most) {
    return database.read(handle -> PollTable.history(handle, organization, directory, most));
  }

  /**
   * Has a directory read at once. Asked while it is being read, it is read once more afterwards.
   *
   * @throws Problem CONFLICT where it cannot be read: not enabled, not authorized, no groups
   *     chosen; NOT_FOUND; or what {@link Actor#must} and a feature that is off refuse
   */
  public void ask(Actor actor, OrganizationId organization, DirectoryId directory) {
    database.useTransaction(
        tx -> {
          Directories.must(tx, actor, organization);
          mustBeEnabledAndReady(tx, organization, directory);
          PollTable.ask(tx, directory, clock.instant());
        });
  }

  private void mustBeEnabledAndReady(
      Handle tx, OrganizationId organization, DirectoryId directory) {
    var found = Directories.find(tx, organization, directory);
    mustBeReady(tx, organization, directory);
    if (!found.enabled()) throw Problem.conflict("directory_not_enabled");
  }

  @Override
  public void mustBeReady(Handle tx, OrganizationId organization, DirectoryId directory) {
    var authorization = AuthorizationTable.live(tx, organization, directory);
    if (authorization.filter(it -> it.shown().good()).isEmpty())
      throw Problem.conflict("directory_not_authorized");
    if (PollTable.find(tx, organization, directory, clock.instant())
        .filter(it -> it.tracking() != null)
        .isEmpty()) throw Problem.conflict("directory_groups_not_chosen");
  }

  /**
   * Lets the next poll take access away from as many people as the last one would have, and has it
   * begin at once. Should it be more by then, it asks again.
   *
   * @param people as many as were shown to who allows it
   * @throws Problem CONFLICT where it cannot be read, when nothing waits, for another number by
   *     now, or {@code last_admin} while the last admin is among them; NOT_FOUND; or what {@link
   *     Actor#must} and a feature that is off refuse
   */
  public void allow(Actor actor, OrganizationId organization, DirectoryId directory, long people) {
    database.useTransaction(
        tx -> {
          Directories.must(tx, actor, organization);
          mustBeEnabledAndReady(tx, organization, directory);
          var held =
              PollTable.find(tx, organization, directory, clock.instant())
                  .map(Poll::held)
                  .orElseThrow(() -> Problem.conflict("poll_not_held"));
          if (held.people() != people)
            throw Problem.conflict("poll_held_otherwise").with(held.people());
          if (PollTable.lastHeld(tx, organization, directory)
              .filter(PollResult.Counts::lastAdmin)
              .isPresent()) throw Problem.conflict("last_admin");
          PollTable.allow(tx, directory, people, actor.id(), clock.instant());
          events.record(
              tx,
              actor,
              EventType.DIRECTORY_POLL_ALLOWED,
              organization,
              directory,
              Change.created(Map.of("people", people)));
        });
  }

  @Override
  public void enabled(Handle tx, DirectoryId directory) {
    PollTable.ask(tx, directory, clock.instant());
  }

  /** Forgets a bounded batch of what came of polls long ago. A job of the timetable. */
  public int forgetOld() {
    return database.inTransaction(tx -> PollTable.forget(tx, clock.instant().minus(KEPT)));
  }
}
