package dev.hostedui.portal;

import dev.hostedui.identity.PortalModule;
import dev.hostedui.identity.PortalStep;
import dev.hostedui.identity.Problem;
import dev.hostedui.web.Access;
import dev.hostedui.web.Brand;
import dev.hostedui.web.Flash;
import dev.hostedui.web.Home;
import dev.hostedui.web.Html;
import dev.hostedui.web.Look;
import dev.hostedui.web.MessagePage;
import dev.hostedui.web.ProblemFace;
import dev.hostedui.web.Requests;
import dev.hostedui.web.SentForm;
import dev.hostedui.web.SessionCookie;
import dev.hostedui.web.Toast;
import dev.hostedui.web.View;
import dev.hostedui.web.Visitor;
import dev.hostedui.web.Words;
import gg.jte.Content;
import io.javalin.http.Context;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The pages of the portal: the surface of each section, with the portal's frame around its widget,
 * and what is refused.
 */
public final class Pages implements ProblemFace {

  private final Html html;
  private final Brand brand;
  private final Flash flash;
  private final SessionCookie cookie;
  private final Colleagues colleagues;

  public Pages(Html html, Brand brand, Flash flash, SessionCookie cookie, Colleagues colleagues) {
    this.cookie = cookie;
    this.colleagues = colleagues;
    this.html = html;
    this.brand = brand;
    this.flash = flash;
  }

  /** The surface of a section: inside the portal's frame, for whoever is signed in. */
  Surface at(Section section) {
    return new InFrame(section);
  }

  private final class InFrame extends FramedSurface implements SignedInSurface {
    private final Section section;

    InFrame(Section section) {
      super(html, flash);
      this.section = section;
    }

    @Override
    public String path() {
      return section.path();
    }

    @Override
    protected String title() {
      return section.title();
    }

    @Override
    public Access access() {
      return section.access();
    }

    @Override
    public ToDomains toDomains(Context ctx) {
      var visitor = Visitor.of(ctx);
      var access = Section.DOMAINS.access();
      return new ToDomains(
          access.allows(visitor) ? Section.DOMAINS.path() : null, access.isOnFor(visitor));
    }

    @Override
    public @Nullable Asking asking(Context ctx, PortalStep... steps) {
      return PortalModule.of(section.access().feature())
          .filter(module -> may(ctx, module.manage()))
          .map(
              module -> colleagues.asking(actor(ctx), spot(ctx), organization(ctx), List.of(steps)))
          .orElse(null);
    }

    @Override
    protected void lookAgain(Context ctx) {
      Visitor.lookAgain(ctx);
    }

    /** The session was in what they have left, so it is the sign-in page that says so. */
    @Override
    public void left(Context ctx, Toast toast) {
      cookie.clear(ctx);
      flash.putFarewell(ctx, toast);
      SignedInSurface.super.left(ctx, toast);
    }

    @Override
    protected void answer(Context ctx, int status, String title, View view, @Nullable Toast toast) {
      Pages.this.answer(ctx, status, title, section, view, toast);
    }
  }

  @Override
  public void refuse(Context ctx, int status, Problem problem) {
    var words = Words.of(ctx);
    var title = words.title(problem);
    var message = words.of(problem);
    var visitor = Visitor.maybe(ctx);
    var again = SentForm.again(ctx, problem).orElse(null);
    if (visitor.isEmpty()) {
      var look = brand.look();
      if (Requests.wantsFragment(ctx)) {
        refuseFragment(
            ctx, html, look, new ProblemPage(status, title, message, null, null, null, List.of()));
        return;
      }
      html.answer(
          ctx,
          status,
          new MessagePage(look, title, message, Home.PATH, "Go to " + look.appName(), again));
      return;
    }
    var way =
        Section.nearest(ctx.path(), visitor.get())
            .map(it -> new Way(it.path(), it.title()))
            .orElse(null);
    showRefusal(ctx, problem);
    var elsewhere = again == null ? null : again.elsewhere(problem).orElse(null);
    var page =
        new ProblemPage(status, title, message, way, again, elsewhere, SentForm.lost(ctx, problem));
    answer(ctx, status, title, null, page, null);
  }

  /**
   * A refusal takes the place of the widget, but not of a form that was opened in another
   * organization or by somebody else, nor of one that is too large: it can be sent once that one is
   * chosen or they are signed in again, or once it is shorter, so what was typed stays, and the
   * script of the page says why. What a page asks for by itself, again and again, ends with it, and
   * so does a list that is searched: the page is loaded anew, of who is signed in, in the
   * organization that was chosen.
   */
  public static void showRefusal(Context ctx, Problem problem) {
    if (!Requests.wantsFragment(ctx)) return;
    var another = SentForm.isOfAnother(problem);
    if (another && !Requests.changes(ctx) && !Requests.wantsDialog(ctx))
      ctx.header("HX-Refresh", "true");
    else if (another || problem.code().equals("too_large")) ctx.header("HX-Reswap", "none");
    else FramedSurface.retarget(ctx);
  }

  /**
   * Says on a page that is open what was refused before it was known who asks. It stands in the
   * widget, and what is around stays as it is.
   */
  public static void refuseFragment(Context ctx, Html html, Look look, ProblemPage page) {
    FramedSurface.retarget(ctx);
    html.answer(ctx, page.status(), new ProblemFragment(look, page));
  }

  @Override
  public Unread unread(String path, int status, String words) {
    return html.unread(brand.look(), words, Home.PATH);
  }

  private void answer(
      Context ctx,
      int status,
      String title,
      @Nullable Section section,
      View widget,
      @Nullable Toast toast) {
    var visitor = Visitor.of(ctx);
    var look = brand.look(visitor.active());
    ctx.header("Vary", "HX-Request, HX-Target");
    Content drawn = output -> html.templates().draw(widget, output);
    var fragment = Requests.wantsFragment(ctx);
    var account = AccountMenu.of(visitor, look.organization(), fragment);
    var menu = Menu.of(visitor, look.organizationWord().word(), section, fragment);
    if (fragment) {
      html.answer(ctx, status, new Fragment(look, title, account, menu, toast, drawn));
    } else {
      var shown = toast != null ? toast : flash.take(ctx).orElse(null);
      html.answer(ctx, status, new Shell(look, title, account, menu, shown, drawn));
    }
  }
}
