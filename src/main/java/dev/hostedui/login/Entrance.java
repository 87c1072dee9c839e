package dev.hostedui.login;

import dev.hostedui.identity.Actor;
import dev.hostedui.identity.session.Device;
import dev.hostedui.identity.user.EmailAddress;
import dev.hostedui.web.BrowserCookie;
import dev.hostedui.web.MessagePage;
import dev.hostedui.web.OnwardPage;
import dev.hostedui.web.Requests;
import dev.hostedui.web.Visitor;
import dev.hostedui.web.Web;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpStatus;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the steps of a sign-in share: the cookie that tells browsers apart, the way into a session
 * with its cookie, and a page that says one thing.
 */
final class Entrance {

  private static final String LAST_USED_COOKIE = "last_used";

  private static final Duration LAST_USED_LIFETIME = Duration.ofDays(365);

  private final Web web;
  private final BrowserCookie browsers;

  Entrance(Web web) {
    this.web = web;
    browsers = new BrowserCookie(web.cookies());
  }

  /** The secret of this browser, which its sign-ins belong to. */
  Optional<String> browser(Context ctx) {
    return browsers.read(ctx);
  }

  /** Lets the browser keep its secret. */
  void remember(Context ctx, String browser) {
    browsers.set(ctx, browser);
  }

  /** Whether a cookie of ours came, whatever it is for. */
  boolean keepsCookies(Context ctx) {
    return web.cookies().came(ctx);
  }

  /** The device that a session begins on. */
  Device device(Context ctx) {
    return web.devices().of(ctx);
  }

  Actor.Origin origin(Context ctx) {
    return web.requests().origin(ctx);
  }

  /** Who is signed in in this browser already, or null. */
  static Actor.@Nullable Person before(Context ctx) {
    return Visitor.maybe(ctx).map(Visitor::actor).orElse(null);
  }

  /** By what means somebody last signed in in this browser. */
  Optional<String> lastUsed(Context ctx) {
    return web.cookies().read(ctx, LAST_USED_COOKIE);
  }

  /** Lets the browser show next time by what means somebody came in; it names nobody. */
  void rememberMeans(Context ctx, String means) {
    web.cookies().set(ctx, LAST_USED_COOKIE, means, LAST_USED_LIFETIME);
  }

  /** Whether somebody is signed in here already whose sign-in this is. */
  static boolean isSignedIn(Context ctx, LoginAttempt attempt) {
    return Visitor.maybe(ctx)
        .map(it -> it.session().user().email())
        .filter(it -> it.equals(attempt.email()))
        .isPresent();
  }

  /** Who is signed in here whom a sign-in of that address signs out. */
  static Optional<EmailAddress> somebodyElse(Context ctx, EmailAddress email) {
    return Visitor.maybe(ctx)
        .map(it -> it.session().user().email())
        .filter(it -> !it.equals(email));
  }

  /** Hands the new session to the browser and goes on, by way of the chooser if need be. */
  void enter(Context ctx, SignIns.SignedIn signedIn, Journey journey) {
    web.sessionCookie().set(ctx, signedIn.session().token(), signedIn.session().absoluteExpiry());
    if (signedIn.choose() && !journey.organizationGiven() && !journey.leadsToChooser())
      ctx.redirect(Journeys.chooser(journey), HttpStatus.SEE_OTHER);
    else leave(ctx, journey);
  }

  /**
   * Goes where a sign-in leads; from a form to an application by a page that goes on by itself.
   * Whoever comes here once more, by another tab or one page back, has an application begin anew.
   */
  void leave(Context ctx, Journey journey) {
    if (journey.leavesUs())
      goOn(ctx, journey.application(web.brand().look().appName()), journey.again().returnTo());
    else ctx.redirect(journey.returnTo(), isForm(ctx) ? HttpStatus.SEE_OTHER : HttpStatus.FOUND);
  }

  /**
   * Goes to an address that leads away from us; from a form by a page that goes on by itself.
   *
   * @param name what is there
   */
  void goOn(Context ctx, String name, String address) {
    if (isForm(ctx))
      web.html().answer(ctx, 200, new OnwardPage(web.looks().of(ctx), name, address));
    else ctx.redirect(address, HttpStatus.FOUND);
  }

  /**
   * Leads to the page that a form is on from the address that it is sent to. There stands what was
   * wrong with the form, and whoever loads that page again asks for it as they would for any other.
   * What the address says of the page stays.
   */
  static Handler to(String page) {
    return ctx -> {
      var query = Requests.queryWritten(ctx);
      var rest = query.isEmpty() ? "" : (page.contains("?") ? "&" : "?") + query;
      ctx.redirect(page + rest, HttpStatus.FOUND);
    };
  }

  /** Says, before anybody proves anything, that it would bring the application no answer. */
  void tooLate(Context ctx, Journey journey) {
    // one that is kept no longer has waited for days, or its application is gone with all it had
    var kept = journey.waiting() != null;
    var why =
        kept
            ? "It waited too long, so " + journey.application("") + " would not take it any more."
            : "It waited too long, or its app is no longer registered here.";
    message(
        ctx,
        409,
        "This sign-in has ended",
        why + " No mail was sent.",
        kept ? journey.returnTo() : beginning(),
        "Start again");
  }

  /** Where whoever has no sign-in under way in this browser begins one: at the app, if it says. */
  String beginning() {
    var app = web.brand().look().appUrl();
    return app == null ? "/login" : app;
  }

  private static boolean isForm(Context ctx) {
    return ctx.method().equals(HandlerType.POST);
  }

  void message(Context ctx, int status, String title, String message, String way, String wayLabel) {
    web.html()
        .answer(ctx, status, new MessagePage(web.looks().of(ctx), title, message, way, wayLabel));
  }
}
