package dev.hostedui.portal;

import dev.hostedui.identity.Actor;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Permission;
import dev.hostedui.identity.Problem;
import dev.hostedui.web.Access;
import dev.hostedui.web.Brand;
import dev.hostedui.web.Flash;
import dev.hostedui.web.Home;
import dev.hostedui.web.Html;
import dev.hostedui.web.MessagePage;
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

  /** The surface of a section: inside the portal's frame, for whoever is signed in. */
  Surface at(Section section) {
    return new InFrame(section);
  }

  private final class InFrame implements Surface {
    private final Section section;

    InFrame(Section section) {
      this.section = section;
    }

    @Override
    public String path() {
      return section.path();
    }

    @Override
    public Access access() {
      return section.access();
    }

    @Override
    public Actor actor(Context ctx) {
      return person(ctx);
    }

    @Override
    public Actor.Person person(Context ctx) {
      return Visitor.of(ctx).actor();
    }

    @Override
    public OrganizationId organization(Context ctx) {
      return Visitor.of(ctx).organization();
    }

    @Override
    public boolean may(Context ctx, Permission permission) {
      return Visitor.of(ctx).may(permission);
    }

    @Override
    public Spot spot(Context ctx) {
      return Pages.spot(ctx, path());
    }

    @Override
    public void show(Context ctx, View widget) {
      answer(ctx, 200, section.title(), section, widget, null);
    }

    @Override
    public void retry(Context ctx, View widget, Problem problem) {
      if (Requests.wantsFragment(ctx)) retarget(ctx);
      answer(ctx, Statuses.of(problem), section.title(), section, widget, null);
    }

    @Override
    public void showDialog(Context ctx, Dialog dialog) {
      dialog(ctx, 200, section, dialog);
    }

    @Override
    public void retryDialog(Context ctx, Dialog dialog, Problem problem) {
      Statuses.retryAfter(ctx, problem);
      dialog(ctx, Statuses.of(problem), section, dialog);
    }

    @Override
    public void changed(Context ctx, String query, Supplier<? extends View> widget, Toast toast) {
      var back = path() + query;
      if (Requests.wantsFragment(ctx)) {
        retarget(ctx);
        moveTo(ctx, back);
        Visitor.lookAgain(ctx); // names in the menus may be what was changed
        answer(ctx, 200, section.title(), section, widget.get(), toast);
      } else {
        flash.put(ctx, toast);
        ctx.redirect(back, HttpStatus.SEE_OTHER);
      }
    }

    /**
     * The address of a dialog that was opened as a page of its own is over; that of a thing which
     * was just made is a new one.
     */
    private void moveTo(Context ctx, String back) {
      var shown = ctx.header("HX-Current-URL");
      if (shown == null) return;
      if (shown.contains(path() + "/")) ctx.header("HX-Replace-Url", back);
      else if (back.startsWith(path() + "/")) ctx.header("HX-Push-Url", back);
    }

    @Override
    public void showMade(Context ctx, View widget, Toast toast) {
      if (Requests.wantsFragment(ctx)) {
        retarget(ctx);
        moveTo(ctx, path());
      }
      answer(ctx, 200, section.title(), section, widget, toast);
    }

    @Override
    public void left(Context ctx) {
      Pages.leave(ctx);
    }

    @Override
    public void refused(Context ctx, Supplier<? extends View> widget, Problem problem) {
      Statuses.retryAfter(ctx, problem);
      if (Requests.wantsFragment(ctx)) retarget(ctx);
      var toast = Toast.failed(Words.of(ctx).of(problem));
      answer(ctx, Statuses.of(problem), section.title(), section, widget.get(), toast);
    }
  }

  /** Where a view of the portal stands, for whoever is signed in. */
  public static Spot spot(Context ctx, String path) {
    var active = Visitor.of(ctx).active();
    return active == null
        ? new Spot(path, null, "")
        : new Spot(path, active.id().value(), active.displayName());
  }

  /** Leads to the entry, which finds out what is left to see. */
  public static void leave(Context ctx) {
    if (Requests.wantsFragment(ctx)) ctx.header("HX-Redirect", Home.PATH);
    else ctx.redirect(Home.PATH, HttpStatus.SEE_OTHER);
  }

  /** The whole widget is what comes, whatever htmx asked for. */
  private static void retarget(Context ctx) {
    ctx.header("HX-Retarget", "#widget").header("HX-Reswap", "outerHTML");
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
          new MessagePage(
              brand.look(), title, message, Home.PATH, "Go to " + brand.look().appName()));
      return;
    }
    var way = Section.nearest(ctx.path(), visitor.get()).orElse(null);
    if (Requests.wantsFragment(ctx)) retarget(ctx);
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
