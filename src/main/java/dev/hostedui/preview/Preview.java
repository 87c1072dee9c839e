package dev.hostedui.preview;

import dev.hostedui.branding.PreviewLinks;
import dev.hostedui.core.Core;
import dev.hostedui.identity.Problem;
import dev.hostedui.web.Access;
import dev.hostedui.web.Assets;
import dev.hostedui.web.Headers;
import dev.hostedui.web.Requests;
import dev.hostedui.web.Routes;
import dev.hostedui.web.Web;
import io.javalin.http.Context;
import java.util.List;
import java.util.regex.Pattern;

/** Shows the preview and the faces in its frames. */
public final class Preview {

  private static final String PAGE = "/preview/{token}";

  /**
   * What would run or take the focus. In a frame of the preview nothing may, and a browser reports
   * an error for each thing that tries.
   */
  private static final Pattern LIVELY = Pattern.compile("<script [^>]*></script>| autofocus\\b");

  private final PreviewLinks links;
  private final Web web;
  private final Faces faces;
  private final String origin;
  private final String styles;
  private final String script;

  public Preview(Core core, Web web, Assets assets) {
    links = core.previewLinks;
    this.web = web;
    faces = new Faces(core, web);
    origin = core.config.issuer();
    styles = assets.url("preview.css");
    script = assets.url("preview.js");
  }

  public void mount(Routes routes) {
    routes.get(PAGE, Access.anyone(), this::show);
    routes.get(PAGE + "/{face}", Access.anyone(), this::showFace);
  }

  private void show(Context ctx) {
    refuseClosed(ctx);
    Headers.showOwnFrames(ctx);
    web.html()
        .answer(
            ctx, 200, new PreviewPage(web.brand().look(), styles, script, ctx.path(), faces.all()));
  }

  private void showFace(Context ctx) {
    refuseClosed(ctx);
    var name = ctx.pathParam("face");
    var html = faces.drawn(name).orElseThrow(() -> Problem.notFound("preview_over"));
    Headers.letFrame(ctx, List.of(origin));
    if (Faces.isMail(name)) Headers.allowStylesInElements(ctx);
    ctx.html(LIVELY.matcher(html).replaceAll(""));
  }

  private void refuseClosed(Context ctx) {
    if (!links.isOpen(Requests.inLink(ctx, "token"))) throw Problem.notFound("preview_over");
  }
}
