package dev.hostedui.portal;

import dev.hostedui.identity.PortalModule;
import dev.hostedui.identity.Problem;
import dev.hostedui.web.Access;
import dev.hostedui.web.Home;
import dev.hostedui.web.Routes;
import dev.hostedui.web.Visitor;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;

/** The portal as a whole: its entry and its widgets. */
public final class Portal {

  private final List<Widget> widgets;
  private final List<Widget> colleagues;

  /**
   * Makes the widget of each section on that section's surface; none may be missing.
   *
   * @param colleagues makes what asks colleagues to set up the module of a section
   */
  public Portal(
      Pages pages,
      Map<Section, Function<Surface, Widget>> widgets,
      BiFunction<PortalModule, Surface, Widget> colleagues) {
    this.colleagues =
        Arrays.stream(Section.values())
            .flatMap(
                section ->
                    PortalModule.of(section.access().feature())
                        .map(module -> colleagues.apply(module, pages.at(section)))
                        .stream())
            .toList();
    this.widgets =
        Arrays.stream(Section.values())
            .map(
                section -> {
                  var widget = widgets.get(section);
                  if (widget == null)
                    throw new IllegalArgumentException("no widget for " + section);
                  return widget.apply(pages.at(section));
                })
            .toList();
  }

  public void mount(Routes routes) {
    routes.get("/", Access.anyone(), ctx -> ctx.redirect(Home.PATH, HttpStatus.FOUND));
    routes.get(Home.PATH, Access.signedIn(), this::land);
    // before widgets whose addresses name one of many things
    colleagues.forEach(widget -> widget.mount(routes));
    widgets.forEach(widget -> widget.mount(routes));
    // last: what no widget answers for is said inside the frame too
    routes.get(Home.PATH + "*", Access.signedIn(), Portal::notFound);
  }

  /**
   * Goes to the first page the visitor may see; who has organizations to choose from chooses first.
   */
  private void land(Context ctx) {
    var visitor = Visitor.of(ctx);
    if (visitor.active() == null && visitor.session().elsewhere()) {
      ctx.redirect("/login/organization", HttpStatus.FOUND);
      return;
    }
    var first =
        Arrays.stream(Section.values())
            .filter(section -> section.access().allows(visitor))
            .findFirst()
            .orElse(Section.ACCOUNT);
    ctx.redirect(first.path(), HttpStatus.FOUND);
  }

  private static void notFound(Context ctx) {
    throw Problem.notFound("portal_page_not_found");
  }
}
