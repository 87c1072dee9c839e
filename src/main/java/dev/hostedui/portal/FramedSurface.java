package dev.hostedui.portal;

import dev.hostedui.identity.Problem;
import dev.hostedui.web.Flash;
import dev.hostedui.web.Html;
import dev.hostedui.web.Requests;
import dev.hostedui.web.Statuses;
import dev.hostedui.web.Toast;
import dev.hostedui.web.View;
import dev.hostedui.web.Words;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A surface whose widget stands in the frame of a page: it answers with the whole page, or to htmx
 * with a fragment that has the same widget in it.
 *
 * <p>After a change htmx gets the widget as it then is; a browser without script is sent back to
 * it. A dialog is a page of its own that htmx shows over the widget instead.
 */
public abstract class FramedSurface implements Surface {

  private final Html html;
  private final Flash flash;

  protected FramedSurface(Html html, Flash flash) {
    this.html = html;
    this.flash = flash;
  }

  /** What the widget is called. */
  protected abstract String title();

  /** Finds out anew who acts and where, after a change that may concern them. */
  protected abstract void lookAgain(Context ctx);

  /**
   * Answers with a view where the widget stands, in its frame or as a fragment.
   *
   * @param toast what to say beside it, or null
   */
  protected abstract void answer(
      Context ctx, int status, String title, View view, @Nullable Toast toast);

  private String titleOf(View view) {
    return view instanceof Subpage page ? page.subtitle() + " – " + title() : title();
  }

  @Override
  public void show(Context ctx, View widget) {
    // a search of a list says whose it is; its address is good in every organization
    if (Requests.wantsFragment(ctx))
      Requests.withoutOrganization(ctx).ifPresent(it -> ctx.header("HX-Push-Url", it));
    answer(ctx, 200, titleOf(widget), widget, null);
  }

  @Override
  public void retry(Context ctx, View widget, Problem problem) {
    if (Requests.wantsFragment(ctx)) retarget(ctx);
    answer(ctx, Statuses.of(problem), titleOf(widget), widget, null);
  }

  @Override
  public void showDialog(Context ctx, Dialog dialog) {
    dialog(ctx, 200, dialog);
  }

  @Override
  public void retryDialog(Context ctx, Dialog dialog, Problem problem) {
    Statuses.retryAfter(ctx, problem);
    dialog(ctx, Statuses.of(problem), dialog);
  }

  private void dialog(Context ctx, int status, Dialog dialog) {
    ctx.header("Vary", "HX-Request, HX-Target");
    if (Requests.wantsDialog(ctx)) {
      html.answer(ctx, status, dialog);
    } else {
      var page =
          new DialogPage(
              new Way(path(ctx), title()), output -> html.templates().draw(dialog, output));
      answer(ctx, status, dialog.title() + " – " + title(), page, null);
    }
  }

  @Override
  public void changed(Context ctx, String query, Supplier<? extends View> widget, Toast toast) {
    var back = path(ctx) + query;
    if (Requests.wantsFragment(ctx)) {
      retarget(ctx);
      moveTo(ctx, back);
      lookAgain(ctx); // names in the menus may be what was changed
      var view = widget.get();
      answer(ctx, 200, titleOf(view), view, toast);
    } else {
      flash.put(ctx, toast);
      ctx.redirect(back, HttpStatus.SEE_OTHER);
    }
  }

  /**
   * The address of a dialog that was opened as a page of its own is over; that of a thing which was
   * just made is a new one.
   */
  private void moveTo(Context ctx, String back) {
    var shown = ctx.header("HX-Current-URL");
    if (shown == null) return;
    if (shown.contains(path(ctx) + "/")) ctx.header("HX-Replace-Url", back);
    else if (back.startsWith(path(ctx) + "/")) ctx.header("HX-Push-Url", back);
  }

  @Override
  public void showMade(Context ctx, String query, View widget, Toast toast) {
    if (Requests.wantsFragment(ctx)) {
      retarget(ctx);
      var back = path(ctx) + query;
      if (!isAt(ctx, back)) moveTo(ctx, back);
    }
    answer(ctx, 200, titleOf(widget), widget, toast);
  }

  /** Whether a page is shown already, whatever it was asked for with. */
  private static boolean isAt(Context ctx, String page) {
    var shown = ctx.header("HX-Current-URL");
    return shown != null && shown.replaceFirst("[?#].*", "").endsWith(page);
  }

  @Override
  public void refused(Context ctx, Supplier<? extends View> widget, Problem problem) {
    Statuses.retryAfter(ctx, problem);
    if (Requests.wantsFragment(ctx)) retarget(ctx);
    var toast = Toast.failed(Words.of(ctx).of(problem));
    var view = widget.get();
    answer(ctx, Statuses.of(problem), titleOf(view), view, toast);
  }

  /** The whole widget is what comes, whatever htmx asked for. */
  public static void retarget(Context ctx) {
    ctx.header("HX-Retarget", "#widget").header("HX-Reswap", "outerHTML");
  }
}
