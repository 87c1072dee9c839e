package dev.hostedui.portal.scim;

import dev.hostedui.core.Core;
import dev.hostedui.guide.Guides;
import dev.hostedui.identity.Permission;
import dev.hostedui.identity.PortalStep;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.directory.DirectoryType;
import dev.hostedui.identity.directory.RequestTrials;
import dev.hostedui.portal.Surface;
import dev.hostedui.portal.Widget;
import dev.hostedui.web.Requests;
import dev.hostedui.web.Routes;
import dev.hostedui.web.Toast;
import dev.hostedui.web.View;
import dev.hostedui.web.Web;
import dev.hostedui.web.Words;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answers for the SCIM Provisioning page: choosing a provider, and showing the directory. */
public final class ScimWidget implements Widget {

  private final Core core;
  private final Web web;
  private final RequestTrials trials;
  private final Surface surface;
  private final Guides<Guide> guides = Guide.ofProgram();
  private final Situations situations;
  private final GooglePages google;
  private final SetupPages setup;

  public ScimWidget(Core core, Web web, RequestTrials trials, Surface surface) {
    this.trials = trials;
    this.core = core;
    this.web = web;
    this.surface = surface;
    situations = new Situations(core, web.brand(), guides, surface);
    google = new GooglePages(core, situations, surface);
    setup = new SetupPages(core, situations, google, surface);
  }

  @Override
  public void mount(Routes routes) {
    var path = surface.path();
    var manage = surface.access().and(Permission.SCIM_MANAGE);
    var step = PortalStep.Kind.CONNECT_DIRECTORY;
    routes.get(
        path,
        surface
            .access()
            .orStep(step, PortalStep.Kind.AUTHORIZE_DIRECTORY, PortalStep.Kind.MAP_GROUPS),
        this::show);
    routes.get(path + "/provider", manage, this::showProviders);
    routes.post(path + "/provider", manage, this::choose);
    routes.get(path + "/arrivals", surface.access().orStep(step), this::showArrivals);
    new TokenRoutes(core, situations, setup, surface).mount(routes);
    new RoleMapRoutes(core, situations, setup, surface).mount(routes);
    new PeopleTab(core, web.brand(), situations, surface).mount(routes);
    new GroupsTab(core, web.brand(), situations, surface).mount(routes);
    var requests = new RequestsTab(core, situations, surface);
    requests.mount(routes);
    new TrialRoutes(trials, requests, situations, surface).mount(routes);
    new DriftTab(core, situations, surface).mount(routes);
    new SwitchRoutes(core, situations, setup, surface, this::page).mount(routes);
    new GoogleRoutes(core, web, situations, setup, google, surface).mount(routes);
  }

  /** The providers to choose from; those that we ask only where the operator has set that up. */
  private List<Guide> offered() {
    var asked = core.polledDirectories.authorizations.offered();
    return guides.all().stream().filter(it -> asked || it.type() == DirectoryType.SCIM).toList();
  }

  private void show(Context ctx) {
    surface.show(ctx, page(ctx));
  }

  private View page(Context ctx) {
    return situations.find(ctx).isEmpty() && surface.step(ctx) == null
        ? choosePage(ctx, "", null)
        : setup.page(ctx);
  }

  /** The providers again, for a directory that has never reached us. */
  private void showProviders(Context ctx) {
    var chosen = situations.find(ctx).map(Situation::directory);
    if (chosen.isPresent() && chosen.get().contacted()) throw Problem.conflict("directory_in_use");
    surface.show(ctx, choosePage(ctx, chosen.map(it -> it.provider()).orElse(""), null));
  }

  private void choose(Context ctx) {
    var provider = Requests.optionalField(ctx, "provider");
    try {
      var guide =
          offered().stream()
              .filter(it -> it.provider().equals(provider))
              .findFirst()
              .orElseThrow(() -> Problem.invalid("directory_provider_unknown").at("provider"));
      var before = situations.find(ctx);
      if (before.isEmpty()) begin(ctx, guide);
      else change(ctx, before.get(), guide);
    } catch (Problem problem) {
      if (problem.kind() != Problem.Kind.INVALID) {
        surface.refused(ctx, () -> page(ctx), problem);
        return;
      }
      surface.retry(ctx, choosePage(ctx, provider, Words.of(ctx).of(problem)), problem);
    }
  }

  /** A new directory that calls us comes with its first token, which is shown this once. */
  private void begin(Context ctx, Guide guide) {
    var organization = surface.organization(ctx);
    var made =
        core.directories.choose(surface.actor(ctx), organization, guide.provider(), guide.type());
    if (guide.type() == DirectoryType.POLL) {
      surface.changed(ctx, "", () -> setup.page(ctx), Toast.done(guide.title() + " is chosen."));
      return;
    }
    var issued = core.directoryTokens.issue(surface.actor(ctx), organization, made.id());
    surface.showMade(
        ctx, "", setup.page(ctx, issued.text()), Toast.done(guide.title() + " is chosen."));
  }

  private void change(Context ctx, Situation before, Guide guide) {
    core.directories.changeProvider(
        surface.actor(ctx),
        surface.organization(ctx),
        before.directory().id(),
        null,
        guide.provider(),
        guide.type());
    surface.changed(ctx, "", () -> setup.page(ctx), Toast.done(guide.title() + " is chosen."));
  }

  /** News for a page that is open; who comes here otherwise sees the page. */
  private void showArrivals(Context ctx) {
    if (!Requests.wantsFragment(ctx)) {
      ctx.redirect(surface.path(ctx), HttpStatus.SEE_OTHER);
      return;
    }
    var situation = situations.get(ctx);
    var shown = Requests.query(ctx, "state");
    var state =
        Arrays.stream(State.values())
            .filter(it -> it.name().equals(shown))
            .findFirst()
            .orElse(situation.state());
    web.html()
        .answer(ctx, HttpStatus.OK.getCode(), setup.arrivals(ctx, situation, state, round(ctx)));
  }

  private static int round(Context ctx) {
    var text = Requests.query(ctx, "round");
    return text.matches("\\d{1,3}")
        ? Math.min(Integer.parseInt(text), Arrivals.MOST_ROUNDS)
        : Arrivals.MOST_ROUNDS;
  }

  private ChoosePage choosePage(Context ctx, String provider, @Nullable String error) {
    return new ChoosePage(
        surface.spot(ctx),
        web.brand().look(),
        offered(),
        provider,
        error,
        situations.find(ctx).isPresent(),
        situations.canManage(ctx),
        surface.asking(ctx));
  }
}
