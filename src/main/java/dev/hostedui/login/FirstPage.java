package dev.hostedui.login;

import dev.hostedui.identity.Problem;
import dev.hostedui.identity.environment.Environments;
import dev.hostedui.web.Statuses;
import dev.hostedui.web.Words;
import io.javalin.http.Context;

/** Draws the first page, for each way in that starts there and comes back to it when refused. */
final class FirstPage {

  private final Login.Web web;
  private final Environments environments;

  FirstPage(Login.Web web, Environments environments) {
    this.web = web;
    this.environments = environments;
  }

  /** The page with nothing typed and nothing to say. */
  SignInPage blank(Journey journey, boolean signUp) {
    var look = web.brand().look();
    return new SignInPage(
        look,
        journey.application(look.appName()),
        signUp,
        offersSignUp(),
        "",
        null,
        null,
        null,
        journey.returnTo(),
        null);
  }

  /** Whether accounts can be made at all. */
  boolean offersSignUp() {
    return environments.current().signUp();
  }

  void show(Context ctx, int status, SignInPage page) {
    web.html().answer(ctx, status, page);
  }

  /** The page again, with what a way in was refused for. */
  void refuse(Context ctx, SignInPage page, Problem problem) {
    Statuses.retryAfter(ctx, problem);
    show(ctx, Statuses.of(problem), page.refused(Words.of(ctx).of(problem)));
  }
}
