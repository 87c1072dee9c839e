package dev.hostedui.login;

import dev.hostedui.web.Brand;
import dev.hostedui.web.Cookies;
import dev.hostedui.web.Html;
import dev.hostedui.web.MessagePage;
import dev.hostedui.web.SessionCookie;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** What the steps of a sign-in share: the session's cookie and where it leads, a word. */
final class Entrance {

  static final String ATTEMPT_COOKIE = "login";

  private final Cookies cookies;
  private final SessionCookie sessionCookie;
  private final Html html;
  private final Brand brand;

  Entrance(Login.Parts parts) {
    cookies = parts.cookies();
    sessionCookie = parts.sessionCookie();
    html = parts.html();
    brand = parts.brand();
  }

  /** Hands the new session to the browser and goes on, by way of the chooser if need be. */
  void enter(Context ctx, SignIns.SignedIn signedIn, Journey journey) {
    cookies.clear(ctx, ATTEMPT_COOKIE);
    sessionCookie.set(ctx, signedIn.session().token(), signedIn.session().absoluteExpiry());
    var choose = signedIn.choose() && !journey.organizationGiven();
    ctx.redirect(
        choose
            ? "/login/organization?return_to="
                + URLEncoder.encode(journey.returnTo(), StandardCharsets.UTF_8)
            : journey.returnTo(),
        HttpStatus.SEE_OTHER);
  }

  void message(Context ctx, int status, String title, String message, String way, String wayLabel) {
    html.answer(ctx, status, new MessagePage(brand.look(), title, message, way, wayLabel));
  }
}
