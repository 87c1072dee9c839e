package dev.hostedui.preview;

import dev.hostedui.branding.PreviewLinks;
import dev.hostedui.identity.Problem;
import dev.hostedui.web.Access;
import dev.hostedui.web.Assets;
import dev.hostedui.web.Headers;
import dev.hostedui.web.Routes;
import dev.hostedui.web.Web;
import gg.jte.output.StringOutput;
import io.javalin.http.Context;
import java.util.List;
import java.util.regex.Pattern;

/** Shows the preview and the faces in its frames. */
public final class Preview {

  private static final String PAGE = "/preview/{token}";

  private static final List<PreviewPage.Face> FACES =
      List.of(
          new PreviewPage.Face("sign-in", "Sign-in"),
          new PreviewPage.Face("code", "Code"),
          new PreviewPage.Face("chooser", "Chooser"),
          new PreviewPage.Face("portal", "Portal"),
          new PreviewPage.Face("admin-portal", "Admin portal"),
          new PreviewPage.Face("mail", "Mail"));

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

  /** Takes the public address without a slash at its end. */
  public Preview(PreviewLinks links, Web web, Assets assets, String origin) {
    this.links = links;
    this.web = web;
    faces = new Faces(web);
    this.origin = origin;
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
        .answer(ctx, 200, new PreviewPage(web.brand().look(), styles, script, ctx.path(), FACES));
  }

  private void showFace(Context ctx) {
    refuseClosed(ctx);
    var name = ctx.pathParam("face");
    var view = faces.of(name).orElseThrow(() -> Problem.notFound("preview_over"));
    Headers.letFrame(ctx, List.of(origin));
    if (name.equals("mail")) Headers.allowStylesInElements(ctx);
    var html = new StringOutput();
    web.html().templates().draw(view, html);
    ctx.html(LIVELY.matcher(html.toString()).replaceAll(""));
  }

  private void refuseClosed(Context ctx) {
    if (!links.isOpen(ctx.pathParam("token"))) throw Problem.notFound("preview_over");
  }
}
