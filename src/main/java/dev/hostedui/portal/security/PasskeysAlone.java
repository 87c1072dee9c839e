package dev.hostedui.portal.security;

import dev.hostedui.core.Core;
import dev.hostedui.identity.Problem;
import dev.hostedui.portal.Dialog;
import dev.hostedui.portal.SignedInSurface;
import dev.hostedui.portal.ToDomains;
import dev.hostedui.web.Access;
import dev.hostedui.web.Flash;
import dev.hostedui.web.Html;
import dev.hostedui.web.Looks;
import dev.hostedui.web.ProofPurpose;
import dev.hostedui.web.Routes;
import dev.hostedui.web.Statuses;
import dev.hostedui.web.Toast;
import dev.hostedui.web.View;
import dev.hostedui.web.Visitor;
import dev.hostedui.web.Web;
import dev.hostedui.web.Words;
import gg.jte.Content;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A page of its own for the card of passkeys: whole pages without a menu. */
final class PasskeysAlone implements SignedInSurface {

  private static final String PATH = "/ui/profile/passkeys";

  private final PasskeyRoutes routes;
  private final Html html;
  private final Looks looks;
  private final Flash flash;

  PasskeysAlone(Core core, Web web) {
    this.routes = new PasskeyRoutes(core, web, this, PATH, this::card);
    this.html = web.html();
    this.looks = web.looks();
    this.flash = web.flash();
  }

  void mount(Routes register) {
    register.get(PATH, access().everywhere(ProofPurpose.SEE_PASSKEYS), ctx -> show(ctx, card(ctx)));
    routes.mount(register);
  }

  @Override
  public String path() {
    return PATH;
  }

  @Override
  public Access access() {
    return Access.signedIn();
  }

  /** Passkeys are nobody's but one person's. */
  @Override
  public ToDomains toDomains(Context ctx) {
    throw new IllegalStateException("no organization is shown here");
  }

  private View card(Context ctx) {
    return routes.card(ctx);
  }

  @Override
  public void show(Context ctx, View widget) {
    show(ctx, HttpStatus.OK.getCode(), widget, flash.take(ctx).orElse(null));
  }

  @Override
  public void retry(Context ctx, View widget, Problem problem) {
    show(ctx, Statuses.of(problem), widget, null);
  }

  private void show(Context ctx, int status, View widget, @Nullable Toast toast) {
    page(ctx, status, "Passkeys", toast, null, output -> html.templates().draw(widget, output));
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
  public void changed(Context ctx, String query, Supplier<? extends View> widget, Toast toast) {
    flash.put(ctx, toast);
    ctx.redirect(PATH + query, HttpStatus.SEE_OTHER);
  }

  @Override
  public void showMade(Context ctx, String query, View widget, Toast toast) {
    show(ctx, HttpStatus.OK.getCode(), widget, toast);
  }

  @Override
  public void refused(Context ctx, Supplier<? extends View> widget, Problem problem) {
    Statuses.retryAfter(ctx, problem);
    show(ctx, Statuses.of(problem), widget.get(), Toast.failed(Words.of(ctx).of(problem)));
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
            looks.of(ctx),
            title,
            Visitor.of(ctx).session().user().email().value(),
            toast,
            back,
            content));
  }
}
