package dev.hostedui.portal;

import dev.hostedui.identity.Problem;
import dev.hostedui.web.Access;
import dev.hostedui.web.Routes;
import dev.hostedui.web.Visitor;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;

/** The portal as a whole: its entry and its widgets. */
public final class Portal {

  private final List<Widget> widgets;

  /** Takes the widgets; each section must have exactly one. */
  public Portal(List<Widget> widgets) {
    var sections = EnumSet.noneOf(Section.class);
    for (var widget : widgets) {
      if (!sections.add(widget.section()))
        throw new IllegalArgumentException("two widgets for " + widget.section());
    }
    if (sections.size() != Section.values().length) {
      throw new IllegalArgumentException("no widget for " + EnumSet.complementOf(sections));
    }
    this.widgets = List.copyOf(widgets);
  }

  public void mount(Routes routes) {
    routes.get("/", Access.anyone(), ctx -> ctx.redirect("/ui/", HttpStatus.FOUND));
    routes.get("/ui/", Access.signedIn(), this::land);
    widgets.forEach(widget -> widget.mount(routes));
    // last: what no widget answers for is said inside the frame too
    routes.get("/ui/*", Access.signedIn(), Portal::notFound);
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
