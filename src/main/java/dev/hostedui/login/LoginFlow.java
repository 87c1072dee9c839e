package dev.hostedui.login;

import dev.hostedui.core.Core;
import dev.hostedui.db.Database;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.user.EmailAddress;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.util.Optional;

/**
 * Leads a sign-in from step to step. Each step stores what it has found out in the attempt and
 * comes back here; none knows another. What comes next follows from the attempt alone, so that it
 * can go on in another request, on another node, or after a visit to somebody else's page.
 */
final class LoginFlow {

  /** Where a sign-in can stand, once it is known whose it is. */
  enum Step {
    /** The code of the mail is asked for. */
    CODE,
    /** An identity provider is asked who it is. */
    UPSTREAM,
    /** It is proven; a session begins. */
    SESSION
  }

  private final Database database;
  private final LoginAttempts attempts;
  private final MailedCodes codes;
  private final HomeRealm homeRealm;
  private final SignIns signIns;
  private final Journeys journeys;
  private final Entrance entrance;

  LoginFlow(Core core, Login.Ways ways, Journeys journeys, Entrance entrance) {
    database = core.database;
    attempts = ways.attempts();
    codes = ways.codes();
    homeRealm = ways.homeRealm();
    signIns = ways.signIns();
    this.journeys = journeys;
    this.entrance = entrance;
  }

  /** What comes next. Whoever belongs to a home realm proves it there and nowhere else. */
  static Step next(HomeRealm homeRealm, LoginAttempt attempt) {
    if (attempt.means() == Means.UPSTREAM) return attempt.isProven() ? Step.SESSION : Step.UPSTREAM;
    if (connection(homeRealm, attempt).isPresent()) return Step.UPSTREAM;
    return attempt.isProven() ? Step.SESSION : Step.CODE;
  }

  private static Optional<HomeRealm.Connection> connection(
      HomeRealm homeRealm, LoginAttempt attempt) {
    return attempt.email() == null ? Optional.empty() : homeRealm.of(attempt.email());
  }

  /**
   * Begins a sign-in with an address and goes on. A mail is sent only to those who sign in here.
   *
   * @throws dev.hostedui.identity.Problem TOO_MANY when the address has had its mails
   */
  void begin(Context ctx, EmailAddress email, String returnTo) {
    var browser = entrance.browser(ctx).orElseGet(attempts::newBrowser);
    var means = homeRealm.of(email).isPresent() ? Means.UPSTREAM : Means.MAIL;
    var attempt =
        database.inTransaction(
            tx -> {
              var begun = attempts.begin(tx, browser, means, email, returnTo);
              if (means == Means.MAIL) codes.send(tx, begun);
              return begun;
            });
    entrance.remember(ctx, browser);
    goOn(ctx, attempt);
  }

  /** Begins a sign-in with a passkey that was used, and goes on. */
  void begin(Context ctx, EmailAddress email, String returnTo, Proof proof) {
    var browser = entrance.browser(ctx).orElseGet(attempts::newBrowser);
    var attempt =
        database.inTransaction(tx -> attempts.begin(tx, browser, Means.PASSKEY, email, returnTo));
    entrance.remember(ctx, browser);
    proven(ctx, attempt, proof);
  }

  /** Goes to the page of the step that an unproven sign-in stands at. */
  private void goOn(Context ctx, LoginAttempt attempt) {
    switch (next(homeRealm, attempt)) {
      case CODE -> ctx.redirect(CodeStep.address(attempt), HttpStatus.SEE_OTHER);
      case UPSTREAM -> depart(ctx, attempt);
      case SESSION -> throw new IllegalStateException("proven without its proof: " + attempt);
    }
  }

  /** Goes on with a sign-in that was proven: with a session, unless its home realm must vouch. */
  void proven(Context ctx, LoginAttempt attempt, Proof proof) {
    if (next(homeRealm, attempt.provenBy(proof.method())) == Step.UPSTREAM) {
      depart(ctx, attempts.turnTo(Means.UPSTREAM, attempt));
      return;
    }
    var journey = journeys.of(attempt.returnTo());
    try {
      var signedIn =
          signIns.finish(
              attempt, proof, entrance.device(ctx), entrance.origin(ctx), Entrance.before(ctx));
      entrance.rememberMeans(ctx, attempt.means());
      entrance.enter(ctx, signedIn, journey);
    } catch (Problem used) {
      if (!used.code().equals("login_used")) throw used;
      // pressed twice, or in two tabs at once: the other one has begun the session
      entrance.message(
          ctx,
          409,
          "This sign-in was just finished",
          "It was finished by another click or in another tab. Go on there, or here.",
          journey.again().returnTo(),
          "Go on");
    }
  }

  private void depart(Context ctx, LoginAttempt attempt) {
    var connection =
        connection(homeRealm, attempt)
            .orElseThrow(() -> new IllegalStateException("nobody vouches for " + attempt));
    ctx.redirect(connection.departure() + "?attempt=" + attempt.id(), HttpStatus.SEE_OTHER);
  }
}
