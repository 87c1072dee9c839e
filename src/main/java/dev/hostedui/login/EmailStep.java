package dev.hostedui.login;

import dev.hostedui.identity.Ids;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.environment.Environments;
import dev.hostedui.identity.session.Sessions;
import dev.hostedui.identity.user.EmailAddress;
import dev.hostedui.web.Access;
import dev.hostedui.web.Ago;
import dev.hostedui.web.Brand;
import dev.hostedui.web.Cookies;
import dev.hostedui.web.Devices;
import dev.hostedui.web.Html;
import dev.hostedui.web.Limits;
import dev.hostedui.web.Requests;
import dev.hostedui.web.Routes;
import dev.hostedui.web.Statuses;
import dev.hostedui.web.Visitor;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The first steps: the address, then the code or the link of the mail. */
final class EmailStep {

  private static final int A_MINUTE = 10;

  private final LoginAttempts attempts;
  private final SignIns signIns;
  private final Environments environments;
  private final Journeys journeys;
  private final Entrance entrance;
  private final Devices devices;
  private final Limits limits;
  private final Requests requests;
  private final Cookies cookies;
  private final Html html;
  private final Brand brand;
  private final @Nullable String devMail;

  EmailStep(Login.Parts parts, Journeys journeys, Entrance entrance) {
    attempts = parts.attempts();
    signIns = parts.signIns();
    environments = parts.environments();
    devices = parts.devices();
    limits = parts.limits();
    requests = parts.requests();
    cookies = parts.cookies();
    html = parts.html();
    brand = parts.brand();
    devMail = parts.devMail();
    this.journeys = journeys;
    this.entrance = entrance;
  }

  void mount(Routes routes) {
    routes.get("/login", Access.anyoneKnown(), ctx -> showSignIn(ctx, false));
    routes.post("/login", Access.anyone(), ctx -> begin(ctx, false));
    routes.get("/login/sign-up", Access.anyoneKnown(), ctx -> showSignIn(ctx, true));
    routes.post("/login/sign-up", Access.anyone(), ctx -> begin(ctx, true));
    routes.get("/login/code", Access.anyone(), this::showCode);
    routes.post("/login/code", Access.anyoneKnown(), this::checkCode);
    routes.post("/login/code/resend", Access.anyone(), this::resendCode);
    routes.get("/login/link/{token}", Access.anyoneKnown(), this::openLink);
    routes.post("/login/link/{token}", Access.anyoneKnown(), this::useLink);
  }

  // ------------------------------------------------------------------ address and code

  private void showSignIn(Context ctx, boolean signUp) {
    var journey = journeys.of(ctx, Requests.query(ctx, "return_to"));
    // an application may want it proven anew, also by someone who is signed in
    if (Visitor.maybe(ctx).isPresent() && !Requests.hasQuery(ctx, "again")) {
      ctx.redirect(journey.returnTo(), HttpStatus.FOUND);
      return;
    }
    var notice =
        Requests.hasQuery(ctx, "signed_out")
            ? new SignInPage.Notice("You are signed out.", true)
            : Requests.hasQuery(ctx, "confirm")
                ? new SignInPage.Notice("Confirm that it is you. Afterwards you can go on.", false)
                : Visitor.ended(ctx)
                    .map(it -> new SignInPage.Notice(words(it), false))
                    .orElse(null);
    var hint = EmailAddress.parse(Requests.query(ctx, "login_hint")).map(EmailAddress::value);
    signInPage(ctx, 200, signUp, hint.orElse(""), null, notice, null, journey, null);
  }

  /** Why a session is over, for the person who comes back to it. */
  private static String words(Sessions.End end) {
    return switch (end) {
      case IDLE -> "You were signed out because you had not done anything for a while.";
      case ABSOLUTE -> "You were signed out because it was long ago that you signed in.";
      case REVOKED -> "Your session was ended, by you on another device or by an admin.";
    };
  }

  private void begin(Context ctx, boolean signUp) {
    var typed = Requests.field(ctx, "email");
    var journey = journeys.of(ctx, Requests.field(ctx, "return_to"));
    var email = EmailAddress.parse(typed);
    if (email.isEmpty()) {
      signInPage(
          ctx, 422, signUp, typed, "Enter an email address, like ada@example.com.", null, journey);
      return;
    }
    try {
      limits.take("mail", A_MINUTE, requests.ip(ctx));
      var token = attempts.begin(email.get(), journey.returnTo());
      cookies.set(ctx, Entrance.ATTEMPT_COOKIE, token, LoginAttempts.LIFETIME);
      ctx.redirect("/login/code", HttpStatus.SEE_OTHER);
    } catch (Problem problem) {
      Statuses.retryAfter(ctx, problem);
      signInPage(ctx, Statuses.of(problem), signUp, typed, null, problem.message(), journey);
    }
  }

  private void signInPage(
      Context ctx,
      int status,
      boolean signUp,
      String email,
      @Nullable String emailError,
      @Nullable String formError,
      Journey journey) {
    signInPage(ctx, status, signUp, email, emailError, null, formError, journey, null);
  }

  private void signInPage(
      Context ctx,
      int status,
      boolean signUp,
      String email,
      @Nullable String emailError,
      SignInPage.@Nullable Notice notice,
      @Nullable String formError,
      Journey journey,
      SignInPage.@Nullable UnknownPasskey unknownPasskey) {
    html.answer(
        ctx,
        status,
        new SignInPage(
            brand.look(),
            journey.application(brand.look().appName()),
            signUp,
            environments.current().signUp(),
            email,
            emailError,
            notice,
            formError,
            journey.returnTo(),
            unknownPasskey));
  }

  /** The first page again, with what another way in was refused for. */
  void showProblem(Context ctx, Journey journey, Problem problem) {
    Statuses.retryAfter(ctx, problem);
    signInPage(ctx, Statuses.of(problem), false, "", null, problem.message(), journey);
  }

  /** The first page again; the browser is told that it holds a passkey nobody knows any more. */
  void showUnknownPasskey(Context ctx, Journey journey, String credentialId, String relyingParty) {
    signInPage(
        ctx,
        422,
        false,
        "",
        null,
        null,
        "This passkey is not known here. It may have been deleted. Use your email address.",
        journey,
        new SignInPage.UnknownPasskey(credentialId, relyingParty));
  }

  private Optional<LoginAttempt> attempt(Context ctx) {
    return cookies.read(ctx, Entrance.ATTEMPT_COOKIE).filter(Ids::isToken).flatMap(attempts::find);
  }

  private void showCode(Context ctx) {
    var attempt = attempt(ctx);
    if (attempt.isEmpty()) {
      ctx.redirect("/login", HttpStatus.FOUND);
      return;
    }
    var notice = Requests.hasQuery(ctx, "resent") ? "A new code is on its way." : null;
    codePage(ctx, 200, attempt.get(), null, notice, null);
  }

  private void checkCode(Context ctx) {
    var attempt = attempt(ctx);
    if (attempt.isEmpty()) {
      over(ctx);
      return;
    }
    try {
      limits.take("code", A_MINUTE, requests.ip(ctx));
      attempts.checkCode(attempt.get(), Requests.field(ctx, "code"));
    } catch (Problem problem) {
      Statuses.retryAfter(ctx, problem);
      var ofField = problem.field() != null;
      codePage(
          ctx,
          Statuses.of(problem),
          attempt.get(),
          ofField ? problem.message() : null,
          null,
          ofField ? null : problem.message());
      return;
    }
    prove(ctx, attempt.get());
  }

  private void resendCode(Context ctx) {
    var attempt = attempt(ctx);
    if (attempt.isEmpty()) {
      over(ctx);
      return;
    }
    try {
      limits.take("mail", A_MINUTE, requests.ip(ctx));
      attempts.resend(attempt.get());
      ctx.redirect("/login/code?resent", HttpStatus.SEE_OTHER);
    } catch (Problem problem) {
      Statuses.retryAfter(ctx, problem);
      codePage(ctx, Statuses.of(problem), attempt.get(), null, null, problem.message());
    }
  }

  private void codePage(
      Context ctx,
      int status,
      LoginAttempt attempt,
      @Nullable String codeError,
      @Nullable String notice,
      @Nullable String formError) {
    var journey = journeys.of(ctx, attempt.returnTo());
    html.answer(
        ctx,
        status,
        new CodePage(
            brand.look(),
            attempt.email().value(),
            Ago.span(environments.current().codeLifetime()),
            codeError,
            notice,
            formError,
            devMail,
            journey.returnTo()));
  }

  private void over(Context ctx) {
    entrance.message(
        ctx,
        409,
        "This sign-in has ended",
        "It was finished, or waited too long. Start again with your email address.",
        "/login",
        "Start again");
  }

  // ------------------------------------------------------------------ link

  /**
   * In the browser that asked, the link signs in; elsewhere it asks first, so that no mail scanner
   * uses it up.
   */
  private void openLink(Context ctx) {
    var attempt = byLink(ctx);
    if (attempt.isEmpty()) {
      linkOver(ctx);
    } else if (attempt(ctx).map(LoginAttempt::id).equals(attempt.map(LoginAttempt::id))) {
      prove(ctx, attempt.get());
    } else {
      var journey = journeys.of(ctx, attempt.get().returnTo());
      html.answer(
          ctx,
          200,
          new LinkPage(
              brand.look(),
              journey.application(brand.look().appName()),
              attempt.get().email().value(),
              Visitor.maybe(ctx)
                  .map(it -> it.session().user().email())
                  .filter(it -> !it.equals(attempt.get().email()))
                  .map(EmailAddress::value)
                  .orElse(null),
              ctx.pathParam("token")));
    }
  }

  private void useLink(Context ctx) {
    var attempt = byLink(ctx);
    if (attempt.isEmpty()) {
      linkOver(ctx);
    } else {
      prove(ctx, attempt.get());
    }
  }

  private Optional<LoginAttempt> byLink(Context ctx) {
    var token = ctx.pathParam("token");
    return Ids.isToken(token) ? attempts.findByLink(token) : Optional.empty();
  }

  private void linkOver(Context ctx) {
    entrance.message(
        ctx,
        409,
        "This link cannot be used any more",
        "It was used, replaced by a newer one, or its time ran out. Ask for a new one.",
        "/login",
        "Sign in");
  }

  private void prove(Context ctx, LoginAttempt attempt) {
    var before = Visitor.maybe(ctx).map(Visitor::actor).orElse(null);
    var signedIn =
        signIns.byEmail(
            attempt.email(),
            devices.of(ctx),
            requests.origin(ctx),
            before,
            tx -> attempts.finish(tx, attempt));
    entrance.enter(ctx, signedIn, journeys.of(ctx, attempt.returnTo()));
  }
}
