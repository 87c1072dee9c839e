package dev.hostedui.identity.directory.poll;

import dev.hostedui.db.Database;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Ids;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Permission;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.UserId;
import dev.hostedui.identity.directory.Directories;
import dev.hostedui.identity.directory.Directory;
import dev.hostedui.identity.directory.DirectoryGroups;
import dev.hostedui.identity.directory.DirectoryId;
import dev.hostedui.identity.directory.DirectoryNews;
import dev.hostedui.identity.directory.DirectoryRequests;
import dev.hostedui.identity.directory.DirectoryUsers;
import dev.hostedui.identity.directory.poll.Pages.RunOver;
import dev.hostedui.identity.directory.poll.Poll.Phase;
import dev.hostedui.identity.directory.poll.PollResult.Outcome;
import dev.hostedui.identity.directory.poll.PollTable.Taken;
import dev.hostedui.identity.directory.poll.SourceRefused.Remedy;
import dev.hostedui.identity.event.Change;
import dev.hostedui.identity.event.EventType;
import dev.hostedui.identity.event.Events;
import dev.hostedui.identity.member.Provisioning;
import dev.hostedui.identity.organization.Organizations;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the directories that are due.
 *
 * <p>A directory is read by one process at a time: it holds a lease, which every page renews, and
 * leaves off as soon as somebody else has taken the directory, disabled or disconnected it. After a
 * failure that passes by itself it tries again after a minute, then two, four and so on up to an
 * hour, or as long as the other system asks for; after one that somebody has to mend, every hour.
 * An authorization that has ended is not tried again until somebody authorizes anew.
 */
public final class Polling {

  private static final Logger LOG = LoggerFactory.getLogger(Polling.class);

  /** Longer than a page and what is done with it can take. */
  private static final Duration LEASE = Duration.ofMinutes(10);

  private static final Duration FIRST_WAIT = Duration.ofMinutes(1);

  /** So many of those who manage a directory are looked at. */
  private static final int MOST_MANAGERS = 50;

  /** So many of those who would lose access are named. */
  private static final int MOST_LOSING = 100;

  /** After these, nobody but a person can go on. */
  private static final Set<String> ENDED =
      Set.of(
          "google_authorization_ended",
          "google_reauthentication_needed",
          Authorizations.OTHER_CUSTOMER);

  private final Database database;
  private final @Nullable Source source;
  private final Authorizations authorizations;
  private final DirectoryUsers users;
  private final DirectoryGroups groups;
  private final Provisioning members;
  private final DirectoryNews news;
  private final DirectoryRequests log;
  private final Events events;
  private final Ids ids;
  private final Clock clock;

  /**
   * Takes who is asked and what becomes of the answers.
   *
   * @param source null when the operator has not set it up; then nothing is ever due
   */
  public Polling(
      Database database,
      @Nullable Source source,
      Authorizations authorizations,
      DirectoryUsers users,
      DirectoryGroups groups,
      Provisioning members,
      DirectoryNews news,
      DirectoryRequests log,
      Events events,
      Ids ids,
      Clock clock) {
    this.database = database;
    this.source = source;
    this.authorizations = authorizations;
    this.users = users;
    this.groups = groups;
    this.members = members;
    this.news = news;
    this.log = log;
    this.events = events;
    this.ids = ids;
    this.clock = clock;
  }

  // ------------------------------------------------------------------ reading groups to choose
  // from

  /**
   * Reads which groups there are now, for somebody to choose from.
   *
   * @throws SourceRefused what the other system refuses
   * @throws Problem CONFLICT when the directory is not authorized; NOT_FOUND; or what {@link
   *     Actor#must} and a feature that is off refuse
   */
  public void readGroups(Actor actor, OrganizationId organization, DirectoryId id)
      throws SourceRefused {
    database.useTransaction(
        tx -> {
          Directories.must(tx, actor, organization);
          Directories.find(tx, organization, id);
        });
    var authorization =
        authorizations
            .toRead(organization, id)
            .orElseThrow(() -> Problem.conflict("directory_not_authorized"));
    if (source == null) throw Problem.conflict("google_not_set_up");
    try {
      readGroups(source.open(authorizations.refreshToken(authorization)), id, () -> {});
    } catch (SourceRefused e) {
      if (ENDED.contains(e.code()))
        database.useTransaction(
            tx -> authorizations.found(tx, organization, id, authorization, e.code()));
      throw e;
    } catch (RunOver e) {
      throw new IllegalStateException("nobody ends this", e);
    }
  }

  /** Asked between pages. */
  private interface Check {
    void go() throws RunOver;
  }

  private Map<String, Source.Group> readGroups(Source.Reader reader, DirectoryId id, Check check)
      throws SourceRefused, RunOver {
    var found = new HashMap<String, Source.Group>();
    var now = clock.instant();
    lookAtGroups(reader, id, check, now, found);
    // no group goes, with who gets roles by it, because it changed pages while the list was read
    if (!found
        .keySet()
        .containsAll(database.read(handle -> TrackedGroups.all(handle, id)).keySet()))
      lookAtGroups(reader, id, check, now, found);
    database.useTransaction(tx -> TrackedGroups.forgetUnseen(tx, id, now));
    return found;
  }

  private void lookAtGroups(
      Source.Reader reader,
      DirectoryId id,
      Check check,
      Instant now,
      Map<String, Source.Group> found)
      throws SourceRefused, RunOver {
    Pages.readAll(
        reader::groups,
        page -> {
          check.go();
          database.useTransaction(tx -> TrackedGroups.keep(tx, id, page, now));
          for (var group : page) found.put(group.id(), group);
        });
  }

  // ------------------------------------------------------------------ polling

  /** Reads one directory that is due. A job of the timetable; nodes share the work. */
  public int pollDue() {
    if (source == null) return 0;
    var now = clock.instant();
    if (!database.read(handle -> PollTable.anyDue(handle, now))) return 0;
    var taken =
        database.inTransaction(
            tx -> PollTable.take(tx, ids.next("dirpoll_"), now, now.plus(LEASE)));
    taken.ifPresent(it -> poll(source, it, now));
    return taken.isPresent() ? 1 : 0;
  }

  private void poll(Source asked, Taken taken, Instant started) {
    var report =
        new PollReport(
            new Tally(), new PollNotes(log, taken.directory(), taken.run(), refusedBefore(taken)));
    try {
      var held = read(asked, taken, report);
      if (held > 0) hold(taken, started, held, report);
      else succeed(taken, started, report);
    } catch (SourceRefused e) {
      fail(taken, started, e, report);
    } catch (RunOver e) {
      LOG.info("the poll of {} is over before its end", taken.directory().value());
      database.useTransaction(tx -> PollTable.release(tx, taken, clock.instant()));
    } catch (RuntimeException e) {
      // a fault of ours with one directory must not keep the others from being read
      LOG.error("{} cannot be read: {}", taken.directory().value(), e.toString());
      fail(taken, started, new SourceRefused("server_error", Remedy.LATER, "", null), report);
    }
  }

  private List<PollResult.Refused> refusedBefore(Taken taken) {
    return database
        .read(handle -> PollTable.history(handle, taken.organization(), taken.directory(), 1))
        .stream()
        .flatMap(it -> it.counts().refused().stream())
        .toList();
  }

  /** Reads a directory and takes it over; answers how many would lose access when that is asked. */
  private long read(Source asked, Taken taken, PollReport report) throws SourceRefused, RunOver {
    var authorization =
        authorizations.toRead(taken.organization(), taken.directory()).orElseThrow(RunOver::new);
    var reader = asked.open(authorizations.refreshToken(authorization));
    var customer = reader.customer();
    if (taken.customer() != null && !taken.customer().equals(customer))
      throw new SourceRefused(
          Authorizations.OTHER_CUSTOMER, Remedy.AUTHORIZE, authorization.shown().email(), null);
    var directory = find(taken);
    Survey.Progress progress = (phase, done, total) -> proceed(taken, phase, done, total);
    var all = readGroups(reader, directory.id(), () -> proceed(taken, Phase.GROUPS, 0, 0));
    var chosen = chosen(directory.id());
    var kept = kept(directory.id(), all.keySet(), report);
    Function<String, Set<String>> members = group -> Known.members(database, directory.id(), group);
    var survey = Survey.read(reader, all, taken.tracking(), chosen, kept.people, members, progress);
    var before = Known.before(database, directory.organization(), directory.id());
    // nobody loses access because they changed pages while the list was read
    if (!survey.ids().containsAll(before.people().keySet()))
      survey =
          survey.or(
              Survey.read(reader, all, taken.tracking(), chosen, kept.people, members, progress));
    survey = withLastAdmins(directory, before, survey, report);
    report.tally().people(survey.size());
    var held = held(taken, directory, before, survey, report);
    if (held > 0) return held;
    proceed(taken, Phase.REMOVALS, 0, 0);
    var losing = PolledPeople.Losing.of(before, survey).size();
    database.useTransaction(
        tx -> {
          PollTable.setCustomer(tx, directory.id(), customer);
          if (taken.allowed() == null || losing == 0) PollTable.settle(tx, directory.id());
          else PollTable.narrow(tx, directory.id(), losing);
        });
    var work =
        new PollWork(
            database,
            new Actor.Directory(
                directory.id().value(),
                directory.organization(),
                new Actor.Origin("", "", taken.run()),
                clock.instant()),
            directory,
            reader,
            survey,
            progress,
            report);
    var people = new PolledPeople(work, users);
    // an address of somebody who is gone may be somebody else's by now
    people.removeThoseGone(before.people());
    people.take();
    // the rest of what was allowed was not needed, whatever becomes of the groups
    database.useTransaction(tx -> PollTable.settle(tx, directory.id()));
    new PolledGroups(work, groups).take(kept.groups);
    return 0;
  }

  /** Groups that stay as they are, and who is in them, by the other system's ids. */
  private record Kept(Set<String> groups, Set<String> people) {}

  /**
   * The groups that give a role and are not there any more. Were they removed, people would lose
   * their roles by one wrong answer, and the group that comes back would be another one: they stay
   * until somebody takes their role.
   */
  private Kept kept(DirectoryId id, Set<String> there, PollReport report) {
    var gone = new TreeMap<String, Known.Group>();
    database
        .read(handle -> Known.groups(handle, id))
        .forEach(
            (group, known) -> {
              if (known.givesRole() && !there.contains(group)) gone.put(group, known);
            });
    var people = new HashSet<String>();
    for (var group : gone.values()) people.addAll(Known.members(database, group.id()));
    report
        .tally()
        .kept("google_mapped_groups_gone", gone.values().stream().map(Known.Group::name).toList());
    return new Kept(gone.keySet(), people);
  }

  /**
   * What was found with the last admins, should they only be in no group that is followed: nobody
   * locks an organization out by choosing groups. Whom the other system itself lets in no more is
   * none of them: it is the source of truth about that.
   */
  private Survey withLastAdmins(
      Directory directory, Known.Before before, Survey survey, PollReport report) {
    var losing = PolledPeople.Losing.of(before, survey);
    var last = lastAdmins(directory, losing);
    var stay = new HashSet<String>();
    losing
        .known()
        .forEach(
            (id, person) -> {
              if (person.user() != null && last.contains(person.user()) && survey.isOutside(id))
                stay.add(id);
            });
    if (stay.isEmpty()) return survey;
    report.tally().kept("google_last_admin", Known.addresses(database, directory.id(), stay));
    return survey.with(stay);
  }

  private Set<UserId> lastAdmins(Directory directory, PolledPeople.Losing going) {
    return database.read(
        handle -> members.lastAdmins(handle, directory.organization(), going.accounts()));
  }

  /**
   * How many would lose access, when so many would that somebody has to be asked; 0 otherwise. Who
   * was asked has not said it of the last admin.
   */
  private long held(
      Taken taken, Directory directory, Known.Before before, Survey survey, PollReport report) {
    var losing = PolledPeople.Losing.of(before, survey);
    if (!losing.areMany(before)) return 0;
    var lastAdmin = !lastAdmins(directory, losing).isEmpty();
    var allowed = taken.allowed();
    if (allowed != null && losing.size() <= allowed && !lastAdmin) return 0;
    var going = losing.accounts();
    var managers =
        database
            .read(
                handle ->
                    members.holders(
                        handle, directory.organization(), Permission.SCIM_MANAGE, MOST_MANAGERS))
            .stream()
            .filter(it -> going.contains(it.id()))
            .map(it -> it.email().value())
            .toList();
    report
        .tally()
        .waiting(
            managers,
            lastAdmin,
            losing.known().values().stream()
                .map(it -> it.id().value())
                .sorted()
                .limit(MOST_LOSING)
                .toList());
    return losing.size();
  }

  private Directory find(Taken taken) throws RunOver {
    try {
      return database.read(
          handle -> Directories.find(handle, taken.organization(), taken.directory()));
    } catch (Problem gone) {
      throw new RunOver();
    }
  }

  private Set<String> chosen(DirectoryId id) {
    var chosen = new HashSet<String>();
    database
        .read(handle -> TrackedGroups.all(handle, id))
        .values()
        .forEach(
            group -> {
              if (group.tracked()) chosen.add(group.id());
            });
    return chosen;
  }

  private void proceed(Taken taken, Phase phase, long done, long total) throws RunOver {
    var mayGoOn =
        database.inTransaction(
            tx -> PollTable.proceed(tx, taken, phase, done, total, clock.instant().plus(LEASE)));
    if (!mayGoOn) throw new RunOver();
  }

  // ------------------------------------------------------------------ how it ended

  private void succeed(Taken taken, Instant started, PollReport report) {
    finish(
        taken,
        new PollResult(
            started,
            clock.instant(),
            Outcome.SUCCESS,
            report.tally().fault(),
            report.tally().faultWords(),
            report.tally().counts()),
        Polls.PERIOD,
        null,
        0,
        report);
  }

  private void hold(Taken taken, Instant started, long people, PollReport report) {
    finish(
        taken,
        new PollResult(
            started,
            clock.instant(),
            Outcome.HELD,
            "poll_held",
            "" + people,
            report.tally().counts()),
        Polls.PERIOD,
        null,
        people,
        report);
  }

  private void fail(Taken taken, Instant started, SourceRefused refused, PollReport report) {
    LOG.info(
        "{} was not read to the end: {} {}",
        taken.directory().value(),
        refused.code(),
        refused.words());
    finish(
        taken,
        new PollResult(
            started,
            clock.instant(),
            Outcome.FAILURE,
            refused.code(),
            refused.words(),
            report.tally().counts()),
        wait(taken, refused),
        refused,
        0,
        report);
  }

  private static Duration wait(Taken taken, SourceRefused refused) {
    if (refused.remedy() != Remedy.LATER) return Polls.PERIOD;
    var doublings = (int) Math.min(6, taken.failures());
    var wait = FIRST_WAIT.multipliedBy(1L << doublings);
    var asked = refused.retryAfter();
    if (asked != null && asked.compareTo(wait) > 0) wait = asked;
    return wait.compareTo(Polls.PERIOD) > 0 ? Polls.PERIOD : wait;
  }

  private void finish(
      Taken taken,
      PollResult result,
      Duration wait,
      @Nullable SourceRefused refused,
      long held,
      PollReport report) {
    var now = result.finishedAt();
    var kept =
        database.inTransaction(
            tx -> {
              // who lost the lease has nothing to say any more
              if (!PollTable.release(tx, taken, now.plus(wait))) return false;
              PollTable.note(tx, taken.run(), taken.directory(), result);
              var authorization =
                  AuthorizationTable.live(tx, taken.organization(), taken.directory());
              switch (result.outcome()) {
                case SUCCESS -> {
                  PollTable.succeeded(tx, taken.directory(), now);
                  Directories.reached(tx, taken.directory(), now);
                }
                case HELD -> {
                  var told = isTold(tx, taken);
                  // it was not enough
                  if (taken.allowed() != null) PollTable.disallow(tx, taken.directory());
                  PollTable.hold(tx, taken.directory(), held, now);
                  Directories.reached(tx, taken.directory(), now);
                  if (!told) tell(tx, taken, held);
                }
                case FAILURE -> PollTable.failed(tx, taken.directory());
              }
              if (refused != null && ENDED.contains(refused.code()))
                authorization.ifPresent(
                    it ->
                        authorizations.found(
                            tx, taken.organization(), taken.directory(), it, refused.code()));
              return true;
            });
    if (kept) report.notes().result(result);
  }

  /** Whether it waited before. What is more than was confirmed is news again. */
  private boolean isTold(Handle tx, Taken taken) {
    return taken.allowed() == null
        && PollTable.find(tx, taken.organization(), taken.directory(), clock.instant())
            .map(Poll::held)
            .isPresent();
  }

  /** Notes that it waits, and mails who can confirm it; once, and not every hour again. */
  private void tell(Handle tx, Taken taken, long people) {
    events.record(
        tx,
        new Actor.Internal("poll"),
        EventType.DIRECTORY_POLL_HELD,
        taken.organization(),
        taken.directory(),
        Change.created(Map.of("people", people)));
    var organization = Organizations.get(tx, taken.organization());
    for (var manager :
        members.holders(tx, organization.id(), Permission.SCIM_MANAGE, MOST_MANAGERS))
      news.directoryIsHeld(tx, organization, manager, people);
  }
}
