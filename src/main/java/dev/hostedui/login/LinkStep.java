package dev.hostedui.login;

import dev.hostedui.identity.Ids;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.user.EmailAddress;
import dev.hostedui.web.Access;
import dev.hostedui.web.Requests;
import dev.hostedui.web.Routes;
import dev.hostedui.web.Visitor;
import dev.hostedui.web.Web;
import io.javalin.http.Context;
import java.util.Optional;

/** The other step of a sign-in by mail: its link is opened. */
final class LinkStep {

  private final Web web;
  private final MailedCodes codes;
  private final SignIns signIns;
  private final Journeys journeys;
  private final Entrance entrance;
  private final LoginFlow flow;

  LinkStep(Web web, Login.Ways ways, Journeys journeys, Entrance entrance, LoginFlow flow) {
    this.web = web;
    codes = ways.codes();
    signIns = ways.signIns();
    this.journeys = journeys;
    this.entrance = entrance;
    this.flow = flow;
  }

  void mount(Routes routes) {
    routes.get("/login/link/{token}", Access.anyoneKnown(), this::open);
    routes.post("/login/link/{token}", Access.anyoneKnown(), this::use);
  }

  /**
   * Asks before it signs in: whoever looks at a link, such as a mail scanner, or a browser that
   * fetches it ahead, must not use it up. In the browser that asked for the mail the page presses
   * its button by itself.
   */
  private void open(Context ctx) {
    var linked = linked(ctx);
    if (linked.filter(MailedCodes.Linked::good).isEmpty()) overOrOn(ctx, linked);
    else if (mayGoOn(ctx, linked.get().attempt())) ask(ctx, linked.get().attempt());
    else elsewhere(ctx, linked.get().attempt());
  }

  /**
   * An identity provider has named this mailbox, and who opens the link would confirm that: only in
   * the browser that came from there. Anywhere else it may be a stranger's provider, and the link
   * would give it the account.
   */
  private boolean mayGoOn(Context ctx, LoginAttempt attempt) {
    return attempt.answer() == null || isHere(ctx, attempt);
  }

  private boolean isHere(Context ctx, LoginAttempt attempt) {
    return entrance.browser(ctx).map(Ids::hash).filter(attempt.browserHash()::equals).isPresent();
  }

  private void elsewhere(Context ctx, LoginAttempt attempt) {
    entrance.message(
        ctx,
        409,
        "Go on where you began",
        "Somebody came from an identity provider in another browser and was asked to show that this"
            + " mailbox is theirs. If that was you, type the code of the mail there. If not, do"
            + " nothing: without the code nobody gets in.",
        beginning(attempt),
        "Sign in");
  }

  /**
   * Where somebody begins anew whose link is of no use: where the sign-in is under way, or else at
   * the application that it was for.
   */
  private String beginning(LoginAttempt attempt, Context ctx) {
    return isHere(ctx, attempt) ? UpstreamStep.again(attempt) : beginning(attempt);
  }

  private String beginning(LoginAttempt attempt) {
    var journey = journeys.of(attempt.returnTo());
    return journey.waiting() == null ? entrance.beginning() : journey.returnTo();
  }

  private void ask(Context ctx, LoginAttempt attempt) {
    var journey = journeys.of(attempt.returnTo());
    var look = web.looks().ofSignIn(attempt.organization());
    var email = attempt.mailbox();
    web.html()
        .answer(
            ctx,
            200,
            new LinkPage(
                look,
                FirstPage.destination(look, journey),
                email.value(),
                Entrance.somebodyElse(ctx, email).map(EmailAddress::value).orElse(null),
                isHere(ctx, attempt),
                Requests.inLink(ctx, "token")));
  }

  private void use(Context ctx) {
    var linked = linked(ctx);
    if (linked.filter(MailedCodes.Linked::good).isEmpty()) {
      overOrOn(ctx, linked);
      return;
    }
    var attempt = linked.get().attempt();
    if (!mayGoOn(ctx, attempt)) {
      elsewhere(ctx, attempt);
      return;
    }
    try {
      flow.proven(ctx, attempt, signIns.ofMail(attempt, entrance.origin(ctx)));
    } catch (Problem refused) {
      flow.refuse(ctx, attempt, refused);
    }
  }

  private Optional<MailedCodes.Linked> linked(Context ctx) {
    return codes.findByLink(Requests.inLink(ctx, "token"));
  }

  /** Goes on where its person is signed in, or says that the link is of no use any more. */
  private void overOrOn(Context ctx, Optional<MailedCodes.Linked> linked) {
    var attempt = linked.map(MailedCodes.Linked::attempt).orElse(null);
    if (attempt != null && Entrance.isSignedIn(ctx, attempt)) {
      entrance.leave(ctx, journeys.of(attempt.returnTo()));
      return;
    }
    var visitor = Visitor.maybe(ctx).map(it -> it.session().user().email().value());
    entrance.message(
        ctx,
        409,
        "This link cannot be used any more",
        "It was used, replaced by a newer one, or its time ran out. "
            + visitor.map(it -> "You are signed in as " + it + ".").orElse("Ask for a new one."),
        visitor.isPresent()
            ? Journeys.HOME
            : linked.map(it -> beginning(it.attempt(), ctx)).orElseGet(entrance::beginning),
        visitor.isPresent() ? "Go to " + web.brand().look().appName() : "Sign in");
  }
}
