package dev.hostedui.login;

import dev.hostedui.identity.Ids;
import dev.hostedui.identity.user.EmailAddress;
import dev.hostedui.web.Access;
import dev.hostedui.web.Routes;
import dev.hostedui.web.Visitor;
import io.javalin.http.Context;
import java.util.Optional;

/** The other step of a sign-in by mail: its link is opened. */
final class LinkStep {

  private final Login.Web web;
  private final MailedCodes codes;
  private final SignIns signIns;
  private final Journeys journeys;
  private final Entrance entrance;
  private final LoginFlow flow;

  LinkStep(Login.Parts parts, Journeys journeys, Entrance entrance, LoginFlow flow) {
    web = parts.web();
    codes = parts.ways().codes();
    signIns = parts.ways().signIns();
    this.journeys = journeys;
    this.entrance = entrance;
    this.flow = flow;
  }

  void mount(Routes routes) {
    routes.get("/login/link/{token}", Access.anyoneKnown(), this::open);
    routes.post("/login/link/{token}", Access.anyoneKnown(), this::use);
  }

  /**
   * In the browser that asked, the link signs in; elsewhere it asks first, so that no mail scanner
   * uses it up.
   */
  private void open(Context ctx) {
    var attempt = attempt(ctx).orElse(null);
    if (attempt == null) {
      over(ctx);
    } else if (entrance
        .browser(ctx)
        .map(Ids::hash)
        .filter(attempt.browserHash()::equals)
        .isPresent()) {
      prove(ctx, attempt);
    } else {
      ask(ctx, attempt);
    }
  }

  private void ask(Context ctx, LoginAttempt attempt) {
    var look = web.brand().look();
    var email = attempt.mailbox();
    web.html()
        .answer(
            ctx,
            200,
            new LinkPage(
                look,
                journeys.of(ctx, attempt.returnTo()).application(look.appName()),
                email.value(),
                Visitor.maybe(ctx)
                    .map(it -> it.session().user().email())
                    .filter(it -> !it.equals(email))
                    .map(EmailAddress::value)
                    .orElse(null),
                ctx.pathParam("token")));
  }

  private void use(Context ctx) {
    attempt(ctx).ifPresentOrElse(it -> prove(ctx, it), () -> over(ctx));
  }

  private Optional<LoginAttempt> attempt(Context ctx) {
    var token = ctx.pathParam("token");
    return Ids.isToken(token) ? codes.findByLink(token) : Optional.empty();
  }

  private void over(Context ctx) {
    entrance.message(
        ctx,
        409,
        "This link cannot be used any more",
        "It was used, replaced by a newer one, or its time ran out. Ask for a new one.",
        "/login",
        "Sign in");
  }

  private void prove(Context ctx, LoginAttempt attempt) {
    flow.proven(ctx, attempt, signIns.ofMail(attempt.mailbox(), entrance.origin(ctx)));
  }
}
