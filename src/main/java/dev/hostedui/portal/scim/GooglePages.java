package dev.hostedui.portal.scim;

import dev.hostedui.core.Core;
import dev.hostedui.core.PolledDirectories;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.directory.DirectoryId;
import dev.hostedui.identity.directory.poll.Authorization;
import dev.hostedui.identity.directory.poll.ConsentRefused;
import dev.hostedui.identity.directory.poll.Poll;
import dev.hostedui.identity.directory.poll.PollResult;
import dev.hostedui.identity.directory.poll.SourceGroup;
import dev.hostedui.identity.directory.poll.Tracking;
import dev.hostedui.portal.Surface;
import dev.hostedui.web.Ago;
import dev.hostedui.web.Words;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Draws the tab on which a Google Workspace is set up. */
final class GooglePages {

  private static final int NAMED = 10;
  private static final int NAMED_REFUSED = 20;
  private static final int PAST_ONES = 6;
  private static final int FOUND = 50;

  private final Core core;
  private final PolledDirectories polled;
  private final Situations situations;
  private final Surface surface;
  private final RoleMaps roles;

  GooglePages(Core core, Situations situations, Surface surface) {
    this.core = core;
    this.situations = situations;
    this.surface = surface;
    polled = core.polledDirectories;
    roles = new RoleMaps(core, situations, surface);
  }

  /** The page as things are, with a page of the groups and roles as they were chosen for them. */
  GooglePage page(Context ctx, RoleMaps.Asked asked) {
    var situation = situations.get(ctx);
    var organization = surface.organization(ctx);
    var directory = situation.directory();
    var guide = situation.guide();
    var values = situations.values(situation);
    var authorization = polled.authorizations.of(organization, directory.id()).orElse(null);
    var poll = polled.polls.of(organization, directory.id()).orElse(null);
    var tracked = polled.trackedGroups.tracked(organization, directory.id());
    return new GooglePage(
        situations.head(ctx, situation, Tab.CONFIGURATION),
        guide.text().filled(Guide.CONNECT, values),
        guide.text().filled(Guide.GROUPS, values),
        guide.text().filled(Guide.WAIT, values),
        authorization == null
            ? null
            : new GooglePage.Authorized(
                authorization.email(),
                authorization.domain(),
                ago(authorization.at()),
                authorization.good()),
        refused(
            authorization,
            polled.authorizations.refusal(organization, directory.id()).orElse(null)),
        poll == null || poll.tracking() == null ? "" : poll.tracking().name(),
        tracked.stream().limit(NAMED).toList(),
        tracked.size(),
        tracked.stream().filter(SourceGroup::gone).count(),
        roles.map(ctx, situation, asked),
        poll == null ? null : status(ctx, situation, poll, 0, false, ""),
        directory.enabled(),
        situations.noDomain(ctx));
  }

  private static @Nullable GoogleNotice refused(
      @Nullable Authorization authorization, @Nullable ConsentRefused refused) {
    // the newer one is what somebody wants to know
    var fault = authorization == null ? null : authorization.fault();
    var faultAt = authorization == null ? null : authorization.faultAt();
    if (refused != null && (faultAt == null || refused.at().isAfter(faultAt)))
      return GoogleNotice.of(refused.code(), refused.words());
    return fault == null || authorization == null
        ? null
        : GoogleNotice.of(fault, authorization.email());
  }

  // ------------------------------------------------------------------ how far it is

  /**
   * What a page that is open has to show now.
   *
   * @param shown the name of the state that it shows
   * @param held how many people it says would lose access
   * @param wasReadable whether its step 1 is done, as {@code true} or {@code false}
   */
  SyncNews news(
      Context ctx, int round, boolean wasBusy, String shown, String held, String wasReadable) {
    var status = status(ctx, round, wasBusy, held);
    var situation = situations.polled(ctx);
    return new SyncNews(
        status,
        isAnother(status.state().name(), shown),
        status.waitsOtherwise() ? situations.held(ctx, situation) : null,
        situations.counts(ctx, situation),
        isAnother(String.valueOf(status.readable()), wasReadable)
            ? page(ctx, RoleMaps.Asked.NOTHING)
            : null);
  }

  private static boolean isAnother(String now, String shown) {
    return !shown.isEmpty() && !shown.equals(now);
  }

  SyncStatus status(Context ctx, int round, boolean wasBusy, String wasWaiting) {
    var situation = situations.polled(ctx);
    var poll =
        polled
            .polls
            .of(surface.organization(ctx), situation.directory().id())
            .orElseThrow(() -> Problem.conflict("directory_not_authorized"));
    return status(ctx, situation, poll, round, wasBusy, wasWaiting);
  }

  private SyncStatus status(
      Context ctx, Situation situation, Poll poll, int round, boolean wasBusy, String wasWaiting) {
    var directory = situation.directory();
    var organization = surface.organization(ctx);
    var authorization = polled.authorizations.of(organization, directory.id()).orElse(null);
    var readable = authorization != null && authorization.good();
    // that it has ended is said where it was given
    var ended = authorization == null ? null : authorization.fault();
    var history =
        polled.polls.history(organization, directory.id(), PAST_ONES).stream()
            .map(it -> result(ctx, it, ended))
            .toList();
    var running = poll.running();
    var held = poll.held();
    var goesOn = directory.enabled() && readable;
    return new SyncStatus(
        surface.spot(ctx),
        situation.state(),
        situations.canManage(ctx),
        readable,
        round,
        wasBusy,
        wasWaiting,
        running == null ? null : words(running),
        running == null || running.total() == 0
            ? -1
            : (int) Math.min(100, 100 * running.done() / running.total()),
        running == null
            && goesOn
            && poll.tracking() != null
            && !poll.dueAt().isAfter(core.clock.instant()),
        poll.succeededAt() == null ? null : ago(poll.succeededAt()),
        goesOn && poll.tracking() != null ? ago(poll.dueAt()) : null,
        history.isEmpty() ? null : history.get(0),
        held == null ? 0 : held.people(),
        held != null && held.allowed(),
        history.isEmpty() ? List.of() : history.subList(1, history.size()));
  }

  private static String words(Poll.Running running) {
    var count = running.total() == 0 ? "" : " " + running.done() + " of " + running.total();
    return switch (running.phase()) {
      case GROUPS -> "Reading groups…" + count;
      case PEOPLE -> "Reading who there is… " + running.done() + " people so far";
      case REMOVALS -> "Taking access away from those who are gone…" + count;
      case PROFILES -> "Taking people over…" + count;
      case GROUP_MEMBERS -> "Taking groups over…" + count;
    };
  }

  private SyncStatus.Result result(Context ctx, PollResult of, @Nullable String saidAlready) {
    var counts = of.counts();
    var notice =
        of.fault() != null
                && !of.fault().equals(saidAlready)
                && of.outcome() != PollResult.Outcome.HELD
            ? GoogleNotice.of(of.fault(), of.faultWords())
            : null;
    return new SyncStatus.Result(
        ago(of.finishedAt()),
        switch (of.outcome()) {
          case SUCCESS -> words(counts);
          case HELD ->
              "Stopped before "
                  + count(Long.parseLong(of.faultWords()), "person", "people")
                  + " lost access.";
          case FAILURE -> GoogleWords.fault(String.valueOf(of.fault()), of.faultWords());
        },
        notice,
        counts.refused().stream()
            .limit(NAMED_REFUSED)
            .map(it -> it.person() + ": " + words(ctx, it))
            .toList(),
        counts.refusedPeople());
  }

  private static String words(Context ctx, PollResult.Refused refused) {
    return Words.of(ctx)
        .of(new Problem.Fault(null, refused.code(), List.copyOf(refused.arguments())));
  }

  private static String words(PollResult.Counts counts) {
    var parts = new ArrayList<String>();
    add(parts, counts.created() + counts.linked(), "added");
    add(parts, counts.updated(), "updated");
    add(parts, counts.reactivated(), "reactivated");
    add(parts, counts.deactivated(), "deactivated");
    add(parts, counts.removed(), "removed");
    add(parts, counts.refusedPeople(), "not taken over");
    var all =
        count(counts.people(), "person", "people")
            + " and "
            + count(counts.groups(), "group", "groups")
            + " read";
    var external =
        counts.external() == 0
            ? ""
            : " "
                + count(counts.external(), "member", "members")
                + " of groups "
                + (counts.external() == 1 ? "is" : "are")
                + " none of your people and "
                + (counts.external() == 1 ? "was" : "were")
                + " left out.";
    return all
        + (parts.isEmpty() ? ", nothing new." : ": " + String.join(", ", parts) + ".")
        + external;
  }

  private static void add(List<String> parts, long count, String what) {
    if (count > 0) parts.add(count + " " + what);
  }

  /** So many of something, in words. */
  static String count(long count, String one, String many) {
    return count + " " + (count == 1 ? one : many);
  }

  // ------------------------------------------------------------------ choosing groups

  /**
   * The page to choose on, with what was chosen before.
   *
   * @param anew whether somebody asked for the list, and not for the page
   */
  SelectionPage groups(Context ctx, boolean anew) {
    var organization = surface.organization(ctx);
    var directory = situations.polled(ctx).directory().id();
    var tracking = polled.polls.of(organization, directory).map(Poll::tracking).orElse(null);
    var chosen = new LinkedHashSet<String>();
    for (var group : polled.trackedGroups.tracked(organization, directory)) chosen.add(group.id());
    return groups(
        ctx, version(ctx), tracking == null ? "" : tracking.name(), chosen, "", anew, null);
  }

  /** The choice as it is now, for the next one to begin with. */
  String version(Context ctx) {
    return polled.trackedGroups.version(
        surface.organization(ctx), situations.polled(ctx).directory().id());
  }

  /**
   * The page to choose on.
   *
   * @param seen the choice that the ticks began with
   * @param tracking what is ticked, or empty
   * @param chosen the ids of the groups that are ticked
   * @param anew as for {@link #groups(Context, boolean)}
   */
  SelectionPage groups(
      Context ctx,
      String seen,
      String tracking,
      Set<String> chosen,
      String search,
      boolean anew,
      @Nullable String error) {
    var situation = situations.polled(ctx);
    var organization = surface.organization(ctx);
    var id = situation.directory().id();
    var ticked = polled.trackedGroups.named(organization, id, chosen);
    var found = new ArrayList<SourceGroup>();
    var page = polled.trackedGroups.list(organization, id, search, "", FOUND + ticked.size());
    for (var group : page.groups())
      if (!chosen.contains(group.id()) && found.size() < FOUND) found.add(group);
    return new SelectionPage(
        situations.head(ctx, situation, Tab.CONFIGURATION),
        seen,
        tracking,
        search,
        anew,
        ticked,
        found,
        page.next() != null,
        !ticked.isEmpty() || !found.isEmpty() || hasAny(organization, id),
        error);
  }

  private boolean hasAny(OrganizationId organization, DirectoryId id) {
    return !polled.trackedGroups.list(organization, id, "", "", 1).groups().isEmpty();
  }

  /** What was chosen, or empty for a name that is none. */
  static @Nullable Tracking tracking(String name) {
    for (var one : Tracking.values()) if (one.name().equals(name)) return one;
    return null;
  }

  private Ago ago(Instant then) {
    return Ago.of(then, core.clock.instant());
  }
}
