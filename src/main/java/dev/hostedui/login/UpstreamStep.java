package dev.hostedui.login;

import dev.hostedui.core.Core;
import dev.hostedui.db.Database;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.connection.ConnectionId;
import dev.hostedui.identity.organization.Organizations;
import dev.hostedui.identity.signon.SignOnRequests;
import dev.hostedui.identity.social.SocialConnections;
import dev.hostedui.protocol.Query;
import dev.hostedui.web.Access;
import dev.hostedui.web.Home;
import dev.hostedui.web.Requests;
import dev.hostedui.web.Routes;
import dev.hostedui.web.Visitor;
import dev.hostedui.web.Web;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The step of a sign-in at an identity provider: the browser that was sent there comes back for the
 * answer. The answer may have come without our cookies, so it counts only here, where they are: a
 * link to somebody else's answer lets nobody in.
 */
final class UpstreamStep {

  private static final int A_MINUTE = 600;

  private final Database database;
  private final Web web;
  private final LoginAttempts attempts;
  private final SignIns signIns;
  private final SignOnRequests requests;
  private final SocialConnections socialConnections;
  private final Clock clock;
  private final Entrance entrance;
  private final LoginFlow flow;

  UpstreamStep(Core core, Web web, Login.Ways ways, Entrance entrance, LoginFlow flow) {
    database = core.database;
    this.web = web;
    attempts = ways.attempts();
    signIns = ways.signIns();
    requests = core.signOnRequests;
    socialConnections = core.socialConnections;
    clock = core.clock;
    this.entrance = entrance;
    this.flow = flow;
  }

  void mount(Routes routes) {
    routes.getThatChanges("/login/upstream/{token}", Access.anyoneKnown(), this::arrive);
    routes.post("/login/upstream/{token}", Access.anyoneKnown(), this::arrive);
    routes.get("/login/again", Access.anyoneKnown(), this::tryAgain);
  }

  /**
   * From a page that says why the answer did not let anybody in: to the provider once more, or
   * another way.
   */
  private void tryAgain(Context ctx) {
    web.limits().take("upstream", A_MINUTE, web.requests().ip(ctx));
    var id = Requests.query(ctx, "attempt");
    var attempt =
        entrance.browser(ctx).filter(it -> !id.isEmpty()).flatMap(it -> attempts.find(it, id));
    if (attempt.isEmpty()) {
      ctx.redirect("/login", HttpStatus.FOUND);
      return;
    }
    var journey = flow.journey(attempt.get());
    if (Requests.hasQuery(ctx, "choose")) {
      ctx.redirect(LoginFlow.otherWay(journey), HttpStatus.FOUND);
      return;
    }
    try {
      if (attempt.get().isOpen(clock.instant())) flow.goOn(ctx, attempt.get());
      else ctx.redirect(start(ctx, attempt.get(), journey), HttpStatus.FOUND);
    } catch (Problem refused) {
      flow.refuse(ctx, attempt.get(), refused);
    }
  }

  private void arrive(Context ctx) {
    web.limits().take("upstream", A_MINUTE, web.requests().ip(ctx));
    var arrival = requests.arrival(ctx.pathParam("token")).orElse(null);
    if (arrival == null) {
      over(ctx, start(Journey.to(Journeys.HOME)));
      return;
    }
    var attempt = attempt(ctx, arrival);
    if (attempt.isEmpty()) {
      entrance.message(
          ctx,
          409,
          "Begin in this browser",
          "Your identity provider has answered, but this sign-in began in another browser or was"
              + " given up since. Sign in from here once more; nobody was signed in.",
          entrance.beginning(),
          "Sign in");
      return;
    }
    arrive(ctx, attempt.get(), arrival);
  }

  /** The sign-in that asked, if it was this browser's. */
  private Optional<LoginAttempt> attempt(Context ctx, SignOnRequests.Arrival arrival) {
    var id = arrival.request().attempt();
    return entrance
        .browser(ctx)
        .filter(arrival.request()::beganIn)
        .flatMap(it -> id == null ? Optional.empty() : attempts.find(it, id));
  }

  private void arrive(Context ctx, LoginAttempt attempt, SignOnRequests.Arrival arrival) {
    var journey = flow.journey(attempt);
    var answer = arrival.answer().orElse(null);
    if (answer == null || !attempt.isOpen(clock.instant()) || attempt.answer() != null) {
      if (attempt.used() && Visitor.maybe(ctx).isPresent()) entrance.leave(ctx, journey);
      else if (attempt.answer() != null && attempt.isOpen(clock.instant()))
        entrance.goOn(ctx, web.brand().look().appName(), CodeStep.address(attempt, null));
      else over(ctx, start(ctx, attempt, journey));
      return;
    }
    try {
      flow.vouched(
          ctx,
          attempt,
          signIns.vouched(arrival.request(), answer, entrance.origin(ctx), null),
          isAgreed(ctx));
    } catch (SignIns.OtherPerson other) {
      var before = Visitor.of(ctx).session().user().email();
      web.html()
          .answer(
              ctx,
              200,
              new OtherPersonPage(
                  web.looks().of(ctx),
                  other.arrived().value(),
                  before.value(),
                  sender(attempt, journey),
                  ctx.path(),
                  journey.waiting() == null ? Home.PATH : journey.returnTo() + "?declined"));
    } catch (Problem refused) {
      flow.refuse(ctx, attempt, asInvited(refused, attempt, journey));
    }
  }

  /** What whoever has come by an invitation is told: nothing is wrong with that. */
  private Problem asInvited(Problem refused, LoginAttempt attempt, Journey journey) {
    var by = attempt.organization();
    if (by == null || !journey.isOfInvited()) return refused;
    return database
        .read(handle -> Organizations.find(handle, by))
        .map(it -> OwnRefusals.ofInvited(refused, it.displayName()))
        .orElse(refused);
  }

  /** The name of the application that has said which provider is asked, or null. */
  private @Nullable String sender(LoginAttempt attempt, Journey journey) {
    var asked = journey.asked();
    var waiting = journey.waiting();
    if (asked == null || waiting == null || attempt.connection() == null) return null;
    var byButton =
        asked.provider() == null
            && socialConnections.find(new ConnectionId(attempt.connection())).isPresent();
    return byButton ? null : waiting.applicationName();
  }

  /** Whether the button was pressed that ends the session of just who is signed in here. */
  private static boolean isAgreed(Context ctx) {
    if (!Requests.changes(ctx)) return false;
    var agreed = Requests.optionalField(ctx, OtherPersonPage.INSTEAD_OF);
    return Visitor.maybe(ctx)
        .filter(it -> it.session().user().email().value().equals(agreed))
        .isPresent();
  }

  private void over(Context ctx, String start) {
    entrance.message(
        ctx,
        409,
        "This sign-in has ended",
        "It was finished, or waited too long. Start again.",
        start,
        "Start again");
  }

  /** Where a sign-in of this browser goes on, or begins once more when it is over. */
  static String again(LoginAttempt attempt) {
    return "/login/again?attempt=" + attempt.id();
  }

  /**
   * Where a sign-in that is over begins once more. Where somebody else is signed in by now, it asks
   * nevertheless: it would go on as that person.
   */
  private static String start(Context ctx, LoginAttempt attempt, Journey journey) {
    var email = attempt.email();
    return email == null || Entrance.somebodyElse(ctx, email).isEmpty()
        ? start(journey)
        : start(journey) + "&again&login_hint=" + Query.encoded(email.value());
  }

  private static String start(Journey journey) {
    return "/login?return_to=" + Query.encoded(journey.returnTo());
  }
}
