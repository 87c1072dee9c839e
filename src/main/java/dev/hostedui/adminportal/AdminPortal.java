package dev.hostedui.adminportal;

import dev.hostedui.core.Core;
import dev.hostedui.identity.PortalModule;
import dev.hostedui.identity.PortalStep;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.portallink.PortalLinks;
import dev.hostedui.portal.Surface;
import dev.hostedui.portal.Widget;
import dev.hostedui.web.Access;
import dev.hostedui.web.Caller.LinkHolder;
import dev.hostedui.web.Credential;
import dev.hostedui.web.PortalCookie;
import dev.hostedui.web.PortalWindow;
import dev.hostedui.web.ProblemFace;
import dev.hostedui.web.Routes;
import dev.hostedui.web.Web;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The admin portal as a whole: how one gets in, its places, and the way out. */
public final class AdminPortal {

  /** Its entry; every page of it is below. */
  public static final String PATH = "/portal/";

  private final Core core;
  private final Web web;
  private final PortalCookie cookie;
  private final ClosedPages closed;
  private final Entrance entrance;
  private final OwnTab ownTab;
  private final PortalPages pages;
  private final StepWords steps;
  private final List<Widget> widgets;

  /** Makes the widget of each module on its place here; none may be missing. */
  public AdminPortal(Core core, Web web, Map<PortalModule, Function<Surface, Widget>> widgets) {
    this.core = core;
    this.web = web;
    cookie = new PortalCookie(web.cookies(), core.clock);
    var framing = new Framing(core.applications, cookie);
    closed = new ClosedPages(core.environments, web, framing);
    entrance = new Entrance(core, web, framing, closed, cookie);
    ownTab = new OwnTab(core.vault, core.portalSessions, cookie, web);
    pages = new PortalPages(core, web, framing, closed, ownTab);
    steps = new StepWords(core);
    this.widgets =
        Arrays.stream(Place.values())
            .map(
                place -> {
                  var widget = widgets.get(place.module());
                  if (widget == null) throw new IllegalArgumentException("no widget for " + place);
                  return widget.apply(pages.at(place));
                })
            .toList();
  }

  public void mount(Routes routes) {
    entrance.mount(routes);
    routes.get(PATH, Access.link(), this::land);
    routes.post(PATH + "leaving", Access.link(), this::leave);
    ownTab.mount(routes);
    widgets.forEach(widget -> widget.mount(routes));
    // last: what no widget answers for is said inside the frame too
    routes.get(PATH + "*", Access.link(), AdminPortal::notFound);
  }

  /** Knows whoever has opened a link. */
  public Credential credential() {
    return new LinkCredential(core.portalSessions, cookie, web.requests(), closed);
  }

  /** How refusals are shown, by the beginnings of addresses. */
  public Map<String, ProblemFace> faces() {
    return Map.of(PATH, pages, PortalLinks.PATH, pages);
  }

  /** Goes to the first page that the link opens, or to the step it is narrowed to. */
  private void land(Context ctx) {
    var visitor = LinkHolder.of(ctx).visitor();
    var place = Place.of(visitor).get(0);
    var step = visitor.step();
    var rest = "";
    if (step != null && step.kind() == PortalStep.Kind.PUBLISH_RECORD)
      rest =
          steps
              .domain(visitor.organization(), step)
              .map(it -> "/" + it.domain().value())
              .orElseThrow(() -> Problem.notFound("domain_not_found"));
    ctx.redirect(PortalWindow.address(ctx, place.path() + rest), HttpStatus.FOUND);
  }

  private void leave(Context ctx) {
    var holder = LinkHolder.of(ctx);
    core.portalSessions.leave(holder.visitor(), holder.origin());
    cookie.clear(ctx, holder.visitor().session());
    closed.left(ctx, holder.visitor().organization());
  }

  private static void notFound(Context ctx) {
    throw Problem.notFound("portal_page_not_found");
  }
}
