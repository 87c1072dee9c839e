package dev.hostedui.login;

import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Ids;
import dev.hostedui.identity.session.Device;
import dev.hostedui.web.MessagePage;
import dev.hostedui.web.Visitor;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the steps of a sign-in share: who comes in by which browser, the session's cookie and where
 * it leads, a word.
 */
final class Entrance {

  private static final String BROWSER_COOKIE = "login";

  /** As long as the longest sign-in; each one begun starts it anew. */
  private static final Duration BROWSER_LIFETIME = Duration.ofHours(1);

  private final Login.Web web;

  Entrance(Login.Web web) {
    this.web = web;
  }

  /** The secret of this browser, which its sign-ins belong to. */
  Optional<String> browser(Context ctx) {
    return web.cookies().read(ctx, BROWSER_COOKIE).filter(Ids::isToken);
  }

  /** Lets the browser keep its secret. */
  void remember(Context ctx, String browser) {
    web.cookies().set(ctx, BROWSER_COOKIE, browser, BROWSER_LIFETIME);
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

  /** Hands the new session to the browser and goes on, by way of the chooser if need be. */
  void enter(Context ctx, SignIns.SignedIn signedIn, Journey journey) {
    web.sessionCookie().set(ctx, signedIn.session().token(), signedIn.session().absoluteExpiry());
    var choose = signedIn.choose() && !journey.organizationGiven();
    ctx.redirect(
        choose
            ? "/login/organization?return_to="
                + URLEncoder.encode(journey.returnTo(), StandardCharsets.UTF_8)
            : journey.returnTo(),
        HttpStatus.SEE_OTHER);
  }

  void message(Context ctx, int status, String title, String message, String way, String wayLabel) {
    web.html()
        .answer(ctx, status, new MessagePage(web.brand().look(), title, message, way, wayLabel));
  }
}
