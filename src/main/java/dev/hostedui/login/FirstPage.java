package dev.hostedui.login;

import dev.hostedui.core.Core;
import dev.hostedui.identity.Ids;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.environment.Environments;
import dev.hostedui.identity.social.SocialConnections;
import dev.hostedui.identity.user.EmailAddress;
import dev.hostedui.web.Look;
import dev.hostedui.web.Looks;
import dev.hostedui.web.Requests;
import dev.hostedui.web.Statuses;
import dev.hostedui.web.Web;
import dev.hostedui.web.Words;
import io.javalin.http.Context;
import org.jspecify.annotations.Nullable;

/** Draws the first page, for each way in that starts there and comes back to it when refused. */
final class FirstPage {

  /** Tells in a form that it is of a page that a cookie was given with. */
  private static final String GIVEN = "cookie";

  private final Web web;
  private final Environments environments;
  private final SocialConnections social;
  private final Entrance entrance;
  private final Looks looks;
  private final Ids ids;
  private final Login.@Nullable Sample sample;

  FirstPage(Core core, Web web, Entrance entrance, Login.@Nullable Sample sample) {
    this.web = web;
    environments = core.environments;
    social = core.socialConnections;
    this.sample = sample;
    this.entrance = entrance;
    looks = web.looks();
    ids = core.ids;
  }

  /** The page as it is opened, with nothing to say. */
  SignInPage blank(Context ctx, Opening opening, boolean signUp) {
    var journey = opening.journey();
    var look = looks.ofSignIn(journey.organization());
    return new SignInPage(
        look,
        destination(look, journey),
        signUp,
        offersSignUp(),
        opening.hint().map(EmailAddress::value).orElse(""),
        null,
        null,
        null,
        journey.returnTo(),
        opening.query(),
        opening.confirmation(),
        null,
        entrance.lastUsed(ctx).orElse(null),
        sample,
        social.offered());
  }

  /** What one signs in to: the organization whose logo is shown, or the application. */
  static String destination(Look look, Journey journey) {
    return look.isOrganizations() ? look.markName() : journey.application(look.appName());
  }

  /** Whether accounts can be made at all. */
  boolean offersSignUp() {
    return environments.current().signUp();
  }

  void show(Context ctx, int status, SignInPage page) {
    if (!entrance.keepsCookies(ctx)) entrance.remember(ctx, ids.token());
    web.html().answer(ctx, status, page);
  }

  /**
   * Refuses a form of this page when the cookie does not come back that was given with it: a
   * sign-in belongs to a browser, and one that keeps no cookies would get mail after mail and never
   * in. Whose cookie was only deleted has the next one, and goes on by pressing once more.
   */
  void refuseWithoutCookies(Context ctx) {
    if (!Requests.optionalField(ctx, GIVEN).isEmpty() && !entrance.keepsCookies(ctx))
      throw Problem.conflict("cookies_blocked");
  }

  /** The page again, with what a way in was refused for. */
  void refuse(Context ctx, SignInPage page, Problem problem) {
    Statuses.retryAfter(ctx, problem);
    show(ctx, Statuses.of(problem), page.refused(Words.of(ctx).of(problem)));
  }
}
