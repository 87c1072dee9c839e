package dev.hostedui.portal.security;

import dev.hostedui.identity.Problem;
import dev.hostedui.portal.Dialog;
import dev.hostedui.web.Access;
import dev.hostedui.web.Brand;
import dev.hostedui.web.Flash;
import dev.hostedui.web.Html;
import dev.hostedui.web.Routes;
import dev.hostedui.web.Statuses;
import dev.hostedui.web.Toast;
import dev.hostedui.web.Visitor;
import dev.hostedui.web.Words;
import gg.jte.Content;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import org.jspecify.annotations.Nullable;

/** The card of passkeys on a page of its own, in whole pages and without a menu. */
final class PasskeysAlone implements PasskeyRoutes.Surroundings {

  private static final String PATH = "/ui/profile/passkeys";

  private final PasskeyRoutes routes;
  private final Html html;
  private final Brand brand;
  private final Flash flash;

  PasskeysAlone(SecurityWidget.Parts parts) {
    this.routes = new PasskeyRoutes(parts, this, true);
    this.html = parts.html();
    this.brand = parts.brand();
    this.flash = parts.flash();
  }

  void mount(Routes register) {
    register.get(
        PATH,
        Access.signedIn(),
        ctx -> show(ctx, HttpStatus.OK.getCode(), flash.take(ctx).orElse(null)));
    routes.mount(register);
  }

  @Override
  public String path() {
    return PATH;
  }

  private void show(Context ctx, int status, @Nullable Toast toast) {
    var card = routes.card(Visitor.of(ctx));
    page(ctx, status, "Passkeys", toast, null, output -> html.templates().draw(card, output));
  }

  @Override
  public void showDialog(Context ctx, Dialog dialog) {
    dialog(ctx, HttpStatus.OK.getCode(), dialog);
  }

  @Override
  public void retryDialog(Context ctx, Dialog dialog, Problem problem) {
    dialog(ctx, Statuses.of(problem), dialog);
  }

  private void dialog(Context ctx, int status, Dialog dialog) {
    page(ctx, status, dialog.title(), null, PATH, output -> html.templates().draw(dialog, output));
  }

  @Override
  public void changed(Context ctx, Toast toast) {
    flash.put(ctx, toast);
    ctx.redirect(PATH, HttpStatus.SEE_OTHER);
  }

  @Override
  public void refused(Context ctx, Problem problem) {
    Statuses.retryAfter(ctx, problem);
    show(ctx, Statuses.of(problem), Toast.failed(Words.of(ctx).of(problem)));
  }

  private void page(
      Context ctx,
      int status,
      String title,
      @Nullable Toast toast,
      @Nullable String back,
      Content content) {
    html.answer(
        ctx,
        status,
        new PasskeysPage(
            brand.look(),
            title,
            Visitor.of(ctx).session().user().email().value(),
            toast,
            back,
            content));
  }
}
