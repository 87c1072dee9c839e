package dev.hostedui.portal.scim;

import dev.hostedui.core.Core;
import dev.hostedui.core.PolledDirectories;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Permission;
import dev.hostedui.identity.PortalStep;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.directory.poll.Authorization;
import dev.hostedui.identity.directory.poll.Authorizations;
import dev.hostedui.identity.directory.poll.Poll;
import dev.hostedui.identity.directory.poll.SourceRefused;
import dev.hostedui.identity.directory.poll.TrackedGroups;
import dev.hostedui.portal.Surface;
import dev.hostedui.web.BrowserCookie;
import dev.hostedui.web.Requests;
import dev.hostedui.web.Routes;
import dev.hostedui.web.Toast;
import dev.hostedui.web.Web;
import dev.hostedui.web.Words;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends administrators to Google and back, and has a Google Workspace read. */
final class GoogleRoutes {

  private static final Logger LOG = LoggerFactory.getLogger(GoogleRoutes.class);

  private static final int LARGEST_SELECTION = 256 * 1024;

  private final Core core;
  private final Web web;
  private final PolledDirectories polled;
  private final Situations situations;
  private final SetupPages setup;
  private final GooglePages pages;
  private final Surface surface;
  private final BrowserCookie browsers;

  GoogleRoutes(
      Core core,
      Web web,
      Situations situations,
      SetupPages setup,
      GooglePages pages,
      Surface surface) {
    this.core = core;
    this.web = web;
    this.situations = situations;
    this.setup = setup;
    this.pages = pages;
    this.surface = surface;
    polled = core.polledDirectories;
    browsers = new BrowserCookie(web.cookies());
  }

  void mount(Routes routes) {
    var path = surface.path() + "/google";
    var manage = surface.access().and(Permission.SCIM_MANAGE);
    // a link and no form: a form must not lead to another site
    var authorization = manage.orStep(PortalStep.Kind.AUTHORIZE_DIRECTORY);
    routes.getThatChanges(path + "/authorization", authorization, this::authorize);
    routes.getThatChanges(surface.path() + GoogleCallback.ARRIVAL, authorization, this::arrive);
    routes.get(path + "/disconnection", manage, this::askToDisconnect);
    routes.post(path + "/disconnection", manage, this::disconnect);
    routes.get(path + "/groups", manage, this::showGroups);
    routes.post(path + "/groups", manage, LARGEST_SELECTION, this::chooseGroups);
    routes.post(path + "/groups/reading", manage, this::readGroups);
    routes.get(path + "/status", surface.access(), this::showStatus);
    routes.get(path + "/sync", manage, this::askToSync);
    routes.post(path + "/sync", manage, this::sync);
    routes.get(path + "/removals", manage, this::askToRemove);
    routes.post(path + "/removals", manage, this::allowRemovals);
  }

  // ------------------------------------------------------------------ authorizing

  private void authorize(Context ctx) {
    try {
      var browser = browsers.read(ctx).orElseGet(core.ids::token);
      var address =
          polled.authorizations.begin(
              surface.actor(ctx),
              surface.organization(ctx),
              situations.polled(ctx).directory().id(),
              browser);
      browsers.set(ctx, browser);
      ctx.redirect(address, HttpStatus.SEE_OTHER);
    } catch (Problem problem) {
      surface.refused(ctx, () -> setup.page(ctx), problem);
    }
  }

  /** The browser is led on, so that no code stays in its history. */
  private void arrive(Context ctx) {
    surface.changed(ctx, "", () -> setup.page(ctx), arrived(ctx));
  }

  private Toast arrived(Context ctx) {
    try {
      var refused =
          polled.authorizations.arrive(
              surface.actor(ctx),
              browsers.read(ctx).orElse(null),
              new Authorizations.Answer(
                  Requests.query(ctx, "state"),
                  Requests.query(ctx, "code"),
                  Requests.query(ctx, "error"),
                  Requests.query(ctx, "error_description")));
      if (refused.isPresent())
        return Toast.failed(GoogleWords.fault(refused.get().code(), refused.get().words()));
      if (surface.step(ctx) != null) return Toast.done("Google Workspace is authorized.");
      tryToReadGroups(ctx);
      return Toast.done(
          "Google Workspace is authorized." + (isChosen(ctx) ? "" : " Select its groups next."));
    } catch (Problem problem) {
      return Toast.failed(Words.of(ctx).of(problem));
    }
  }

  private boolean isChosen(Context ctx) {
    return polled
        .polls
        .of(surface.organization(ctx), situations.polled(ctx).directory().id())
        .map(Poll::tracking)
        .isPresent();
  }

  /** So that there is something to choose from; whoever chooses can read them again. */
  private void tryToReadGroups(Context ctx) {
    try {
      polled.polling.readGroups(
          surface.actor(ctx), surface.organization(ctx), situations.polled(ctx).directory().id());
    } catch (SourceRefused | Problem e) {
      LOG.info("groups were not read right after the authorization: {}", e.getMessage());
    }
  }

  private void askToDisconnect(Context ctx) {
    var directory = situations.polled(ctx).directory();
    var email =
        polled
            .authorizations
            .of(surface.organization(ctx), directory.id())
            .map(Authorization::email)
            .orElseThrow(() -> Problem.conflict("directory_not_authorized"));
    surface.showDialog(
        ctx,
        new DisconnectConfirmation(
            surface.spot(ctx),
            email,
            core.directories.membersOf(surface.organization(ctx), directory.id())));
  }

  private void disconnect(Context ctx) {
    change(
        ctx,
        it ->
            polled.authorizations.disconnect(
                surface.actor(ctx), surface.organization(ctx), it.directory().id()),
        "Google Workspace is disconnected. Everybody keeps the access they have.");
  }

  // ------------------------------------------------------------------ groups

  private void showGroups(Context ctx) {
    surface.show(ctx, pages.groups(ctx, false));
  }

  /** Saves what is ticked, or only narrows the list to what is searched for. */
  private void chooseGroups(Context ctx) {
    var name = Requests.optionalField(ctx, "tracking");
    var chosen = chosen(ctx);
    var seen = Requests.field(ctx, "seen");
    var search = Requests.optionalField(ctx, "q");
    if (Requests.optionalField(ctx, "do").equals("search")) {
      surface.show(ctx, pages.groups(ctx, seen, name, chosen, search, true, null));
      return;
    }
    try {
      var tracking = GooglePages.tracking(name);
      if (tracking == null) throw Problem.invalid("directory_groups_not_chosen").at("group");
      polled.trackedGroups.choose(
          surface.actor(ctx),
          surface.organization(ctx),
          situations.polled(ctx).directory().id(),
          seen,
          tracking,
          chosen);
      surface.changed(ctx, "", () -> setup.page(ctx), Toast.done("The selection is saved."));
    } catch (Problem problem) {
      if (!isAboutTheChoice(problem)) {
        surface.refused(ctx, () -> setup.page(ctx), problem);
        return;
      }
      // who was told of another choice may put theirs in its place
      var told = problem.code().equals("version_changed") ? pages.version(ctx) : seen;
      surface.retry(
          ctx,
          pages.groups(ctx, told, name, chosen, search, false, Words.of(ctx).of(problem)),
          problem);
    }
  }

  /** Whether there still is something to choose from, and only the choice was refused. */
  private static boolean isAboutTheChoice(Problem problem) {
    return switch (problem.kind()) {
      case INVALID -> true;
      case CONFLICT ->
          !Set.of("directory_not_polled", "directory_not_authorized").contains(problem.code());
      default -> false;
    };
  }

  private static Set<String> chosen(Context ctx) {
    // one more than may be chosen, so that it is said
    return new LinkedHashSet<>(Requests.fields(ctx, "group", TrackedGroups.MOST + 1));
  }

  private void readGroups(Context ctx) {
    try {
      polled.polling.readGroups(
          surface.actor(ctx), surface.organization(ctx), situations.polled(ctx).directory().id());
      surface.changed(
          ctx, "/google/groups", () -> pages.groups(ctx, true), Toast.done("The groups are read."));
    } catch (SourceRefused e) {
      surface.changed(
          ctx,
          "/google/groups",
          () -> pages.groups(ctx, true),
          Toast.failed(
              GoogleWords.fault(e.code(), e.words()) + " " + GoogleWords.remedy(e.code())));
    } catch (Problem problem) {
      surface.refused(ctx, () -> setup.page(ctx), problem);
    }
  }

  // ------------------------------------------------------------------ reading

  /** News for a page that is open; who comes here otherwise sees the page. */
  private void showStatus(Context ctx) {
    if (!Requests.wantsFragment(ctx)) {
      ctx.redirect(surface.path(ctx), HttpStatus.SEE_OTHER);
      return;
    }
    var round = Requests.query(ctx, "round");
    web.html()
        .answer(
            ctx,
            HttpStatus.OK.getCode(),
            pages.news(
                ctx,
                round.matches("\\d{1,3}")
                    ? Math.min(Integer.parseInt(round), SyncStatus.MOST_ROUNDS)
                    : SyncStatus.MOST_ROUNDS,
                Requests.query(ctx, "busy").equals("true"),
                Requests.query(ctx, "state"),
                Requests.query(ctx, "held"),
                Requests.query(ctx, "readable")));
  }

  private void askToSync(Context ctx) {
    var status = pages.status(ctx, 0, false, "");
    if (!situations.isAuthorized(ctx)) throw Problem.conflict("directory_not_authorized");
    surface.showDialog(ctx, new SyncConfirmation(surface.spot(ctx), status.succeeded()));
  }

  private void sync(Context ctx) {
    change(
        ctx,
        it -> polled.polls.ask(surface.actor(ctx), surface.organization(ctx), it.directory().id()),
        "Your directory is being read.");
  }

  private void askToRemove(Context ctx) {
    var organization = surface.organization(ctx);
    var directory = situations.polled(ctx).directory().id();
    var held =
        polled
            .polls
            .of(organization, directory)
            .map(Poll::held)
            .orElseThrow(() -> Problem.conflict("poll_not_held"));
    if (!situations.isAuthorized(ctx)) throw Problem.conflict("directory_not_authorized");
    var counts = polled.polls.heldCounts(organization, directory);
    var oneself =
        surface.actor(ctx) instanceof Actor.Person person
            && counts.managers().contains(person.email());
    surface.showDialog(
        ctx,
        new RemovalsConfirmation(
            surface.spot(ctx),
            held.people(),
            counts.managers(),
            oneself,
            counts.lastAdmin() ? Words.of(ctx).of(Problem.conflict("last_admin")) : ""));
  }

  private void allowRemovals(Context ctx) {
    var people = Requests.field(ctx, "people");
    if (!people.matches("\\d{1,9}")) throw Problem.conflict("poll_not_held");
    change(
        ctx,
        it ->
            polled.polls.allow(
                surface.actor(ctx),
                surface.organization(ctx),
                it.directory().id(),
                Long.parseLong(people)),
        "Your directory is read again, and this time they lose access.");
  }

  private void change(Context ctx, Consumer<Situation> verb, String done) {
    try {
      verb.accept(situations.polled(ctx));
      surface.changed(ctx, "", () -> setup.page(ctx), Toast.done(done));
    } catch (Problem problem) {
      surface.refused(ctx, () -> setup.page(ctx), problem);
    }
  }
}
