package dev.hostedui.portal;

import dev.hostedui.identity.Problem;
import dev.hostedui.web.Brand;
import dev.hostedui.web.Flash;
import dev.hostedui.web.Html;
import dev.hostedui.web.ProblemFace;
import dev.hostedui.web.Requests;
import dev.hostedui.web.Statuses;
import dev.hostedui.web.Toast;
import dev.hostedui.web.View;
import dev.hostedui.web.Visitor;
import dev.hostedui.web.Words;
import gg.jte.Content;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.util.Arrays;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers for widgets: as a whole page, or to htmx as a fragment with the same widget in it. The
 * only place that makes this difference.
 *
 * <p>After a change htmx gets the widget as it then is; a browser without script is sent back to
 * it. A dialog is a page of its own that htmx shows over the widget instead.
 */
public final class Pages implements ProblemFace {

  private final Html html;
  private final Brand brand;
  private final Flash flash;

  public Pages(Html html, Brand brand, Flash flash) {
    this.html = html;
    this.brand = brand;
    this.flash = flash;
  }

  /** Shows a widget. */
  public void show(Context ctx, Section section, View widget) {
    answer(ctx, 200, section.title(), section, widget, null);
  }

  /** Shows a dialog of a section. */
  public void showDialog(Context ctx, Section section, Dialog dialog) {
    dialog(ctx, 200, section, dialog);
  }

  /** Shows a dialog again with what was typed and what is wrong with it. */
  public void retryDialog(Context ctx, Section section, Dialog dialog, Problem problem) {
    dialog(ctx, Statuses.of(problem), section, dialog);
  }

  /** Shows a widget again with what was typed into it and what is wrong with that. */
  public void retry(Context ctx, Section section, View widget, Problem problem) {
    answer(ctx, Statuses.of(problem), section.title(), section, widget, null);
  }

  /**
   * Answers a change that was made.
   *
   * @param back the address of the widget, with the page of its list
   * @param widget the widget as it now is
   */
  public void changed(
      Context ctx, Section section, String back, Supplier<View> widget, Toast toast) {
    if (Requests.wantsFragment(ctx)) {
      ctx.header("HX-Retarget", "#widget").header("HX-Reswap", "outerHTML");
      leaveDialog(ctx, section, back);
      Visitor.lookAgain(ctx); // names in the menus may be what was changed
      answer(ctx, 200, section.title(), section, widget.get(), toast);
    } else {
      flash.put(ctx, toast);
      ctx.redirect(back, HttpStatus.SEE_OTHER);
    }
  }

  /** A dialog that was opened as a page of its own is over, and so is its address. */
  private static void leaveDialog(Context ctx, Section section, String back) {
    var shown = ctx.header("HX-Current-URL");
    if (shown != null && shown.contains(section.path() + "/")) ctx.header("HX-Replace-Url", back);
  }

  /** Answers a change that was refused: the widget as it truly is, and why. */
  public void refused(Context ctx, Section section, Supplier<View> widget, Problem problem) {
    Statuses.retryAfter(ctx, problem);
    if (Requests.wantsFragment(ctx))
      ctx.header("HX-Retarget", "#widget").header("HX-Reswap", "outerHTML");
    answer(
        ctx,
        Statuses.of(problem),
        section.title(),
        section,
        widget.get(),
        Toast.failed(Words.of(ctx).of(problem)));
  }

  @Override
  public void refuse(Context ctx, int status, Problem problem) {
    var words = Words.of(ctx);
    var title = words.title(problem);
    var message = words.of(problem);
    var visitor = Visitor.maybe(ctx);
    if (visitor.isEmpty()) {
      html.answer(
          ctx,
          status,
          new dev.hostedui.web.MessagePage(
              brand.look(), title, message, "/ui/", "Go to " + brand.look().appName()));
      return;
    }
    var way =
        Arrays.stream(Section.values())
            .filter(section -> section.access().allows(visitor.get()))
            .findFirst()
            .orElse(null);
    if (Requests.wantsFragment(ctx))
      ctx.header("HX-Retarget", "#widget").header("HX-Reswap", "outerHTML");
    answer(ctx, status, title, null, new ProblemPage(status, title, message, way), null);
  }

  private void dialog(Context ctx, int status, Section section, Dialog dialog) {
    ctx.header("Vary", "HX-Request, HX-Target");
    if (Requests.wantsDialog(ctx)) {
      html.answer(ctx, status, dialog);
    } else {
      answer(
          ctx,
          status,
          dialog.title(),
          section,
          new DialogPage(section, output -> html.templates().draw(dialog, output)),
          null);
    }
  }

  private void answer(
      Context ctx,
      int status,
      String title,
      @Nullable Section section,
      View widget,
      @Nullable Toast toast) {
    var visitor = Visitor.of(ctx);
    var look = brand.look();
    ctx.header("Vary", "HX-Request, HX-Target");
    Content drawn = output -> html.templates().draw(widget, output);
    var fragment = Requests.wantsFragment(ctx);
    var account = AccountMenu.of(visitor, look.organization(), fragment);
    var menu = Menu.of(visitor, look.organizationWord(), section, fragment);
    if (fragment) {
      html.answer(ctx, status, new Fragment(look, title, account, menu, toast, drawn));
    } else {
      var shown = toast != null ? toast : flash.take(ctx).orElse(null);
      html.answer(ctx, status, new Shell(look, title, account, menu, shown, drawn));
    }
  }
}
