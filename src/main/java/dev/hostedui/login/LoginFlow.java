package dev.hostedui.login;

import dev.hostedui.core.Core;
import dev.hostedui.db.Database;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.connection.ConnectionId;
import dev.hostedui.identity.connection.RoutedConnection;
import dev.hostedui.identity.social.SocialConnection;
import dev.hostedui.identity.user.EmailAddress;
import dev.hostedui.protocol.Query;
import dev.hostedui.web.Looks;
import dev.hostedui.web.Statuses;
import dev.hostedui.web.Visitor;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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
    /** A provider for everybody is asked who it is. */
    SOCIAL,
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
    // whose it is, is known only afterwards, and so is a home realm
    if (attempt.means() == Means.SOCIAL) return attempt.isProven() ? Step.SESSION : Step.SOCIAL;
    // it was proven there already, and what is left is the mailbox
    if (attempt.answer() == null && connection(homeRealm, attempt).isPresent())
      return Step.UPSTREAM;
    return attempt.isProven() ? Step.SESSION : Step.CODE;
  }

  private static Optional<RoutedConnection> connection(HomeRealm homeRealm, LoginAttempt attempt) {
    if (attempt.connection() != null)
      return ConnectionId.parse(attempt.connection()).flatMap(homeRealm::named);
    return attempt.email() == null ? Optional.empty() : homeRealm.of(attempt.email());
  }

  /**
   * Begins a sign-in with an address and goes on. A mail is sent only to those who sign in here. A
   * button may be pressed again: where no mail may be sent now, it leads to the page that asks for
   * the code of the one before.
   *
   * @param permit what refuses a mail
   * @throws Problem TOO_MANY when the address has had its mails, and none of them in this browser
   */
  void beginOrGoOn(Context ctx, EmailAddress email, Journey journey, Runnable permit) {
    try {
      permit.run();
      begin(ctx, email, journey);
    } catch (Problem problem) {
      var underWay =
          entrance
              .browser(ctx)
              .flatMap(it -> attempts.find(it, ""))
              .filter(it -> it.means() == Means.MAIL && it.answer() == null)
              .filter(it -> email.equals(it.email()))
              .filter(it -> it.returnTo().equals(journey.returnTo()));
      if (problem.kind() != Problem.Kind.TOO_MANY || underWay.isEmpty()) throw problem;
      ctx.redirect(
          CodeStep.address(underWay.get(), journey.back()) + "&sent", HttpStatus.SEE_OTHER);
    }
  }

  private void begin(Context ctx, EmailAddress email, Journey journey) {
    var browser = browser(ctx);
    var means = homeRealm.of(email).isPresent() ? Means.UPSTREAM : Means.MAIL;
    var attempt =
        database.inTransaction(
            tx -> {
              var begun = attempts.begin(tx, browser, means, email, journey, null);
              if (means == Means.MAIL) codes.send(tx, begun);
              return begun;
            });
    goOn(ctx, attempt, journey.back());
  }

  /** Begins a sign-in with a passkey that was used, and goes on. */
  void begin(Context ctx, EmailAddress email, Journey journey, Proof proof) {
    var browser = browser(ctx);
    var attempt =
        database.inTransaction(
            tx -> attempts.begin(tx, browser, Means.PASSKEY, email, journey, null));
    proven(ctx, attempt, proof);
  }

  /**
   * Begins a sign-in that a connection has to vouch for, whoever it turns out to be, and sends the
   * person to its identity provider.
   *
   * @param hint the address of the person who is meant, or null
   */
  void begin(
      Context ctx, RoutedConnection connection, @Nullable EmailAddress hint, Journey journey) {
    var attempt = begun(ctx, Means.UPSTREAM, connection.id().value(), hint, journey);
    depart(ctx, attempt, connection);
  }

  /**
   * Begins a sign-in at a provider for everybody and sends the person there.
   *
   * @param hint the address of the person who is meant, or null
   */
  void begin(
      Context ctx, SocialConnection connection, @Nullable EmailAddress hint, Journey journey) {
    departToSocial(ctx, begun(ctx, Means.SOCIAL, connection.id().value(), hint, journey));
  }

  private LoginAttempt begun(
      Context ctx, Means means, String connection, @Nullable EmailAddress hint, Journey journey) {
    var browser = browser(ctx);
    return database.inTransaction(
        tx -> attempts.begin(tx, browser, means, hint, journey, connection));
  }

  private String browser(Context ctx) {
    var browser = entrance.browser(ctx).orElseGet(attempts::newBrowser);
    entrance.remember(ctx, browser);
    return browser;
  }

  /**
   * Goes to the page of the step that an unproven sign-in stands at.
   *
   * @throws Problem CONFLICT when its identity provider is not asked any more
   */
  void goOn(Context ctx, LoginAttempt attempt) {
    goOn(ctx, attempt, null);
  }

  private void goOn(Context ctx, LoginAttempt attempt, @Nullable String back) {
    switch (next(homeRealm, attempt)) {
      case CODE -> ctx.redirect(CodeStep.address(attempt, back), HttpStatus.SEE_OTHER);
      case UPSTREAM -> depart(ctx, attempt);
      case SOCIAL -> departToSocial(ctx, attempt);
      case SESSION -> throw new IllegalStateException("proven without its proof: " + attempt);
    }
  }

  /**
   * Goes on with what an identity provider has said: with a session, or with a code where its word
   * alone is not enough.
   *
   * @param replaces whether the session of somebody else who is signed in here may end for it
   * @throws SignIns.OtherPerson when it may not and would
   * @throws Problem for whatever it lets nobody in for
   */
  void vouched(Context ctx, LoginAttempt attempt, Vouched proof, boolean replaces) {
    try {
      proven(ctx, attempt.by(proof.means()), proof, replaces);
    } catch (Vouched.MailboxUnproven needed) {
      var kept =
          database.inTransaction(
              tx -> {
                var it = attempts.keepAnswer(tx, attempt, proof, needed.mailbox());
                codes.send(tx, it);
                return it;
              });
      entrance.goOn(ctx, "the code", CodeStep.address(kept, null));
    }
  }

  /** Goes on with a sign-in that was proven: with a session, unless its home realm must vouch. */
  void proven(Context ctx, LoginAttempt attempt, Proof proof) {
    proven(ctx, attempt, proof, true);
  }

  private void proven(Context ctx, LoginAttempt attempt, Proof proof, boolean replaces) {
    var elsewhere = proof.destination().filter(it -> homeRealm.of(it).isPresent());
    if (elsewhere.isPresent()) {
      var here = Visitor.maybe(ctx).map(it -> it.session().user().email());
      if (!replaces && here.isPresent() && !here.equals(elsewhere))
        throw new SignIns.OtherPerson(elsewhere.get());
      depart(ctx, attempts.handOver(attempt, elsewhere.get()));
      return;
    }
    if (next(homeRealm, attempt.provenBy(proof.method())) == Step.UPSTREAM) {
      depart(ctx, attempts.turnTo(Means.UPSTREAM, attempt));
      return;
    }
    var journey = journeys.of(attempt.returnTo());
    try {
      var signedIn =
          signIns.finish(
              attempt,
              proof,
              entrance.device(ctx),
              entrance.origin(ctx),
              Entrance.before(ctx),
              replaces);
      proof.succeeded();
      entrance.rememberMeans(ctx, proof.remembered(attempt));
      entrance.enter(ctx, signedIn, journey);
    } catch (Problem used) {
      proof.refused(used);
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

  /**
   * Says why a sign-in lets nobody in, with another way in to what waits for it.
   *
   * @param refused why
   */
  void refuse(Context ctx, LoginAttempt attempt, Problem refused) {
    Statuses.retryAfter(ctx, refused);
    entrance.message(
        ctx,
        Statuses.of(refused),
        "You could not be signed in",
        OwnRefusals.words(ctx, refused),
        otherWay(journey(attempt)),
        "Sign in another way");
  }

  /**
   * Where a sign-in leads. One that no application waits for and that had to be proven anew was
   * asked for by the page that it leads to, which asks once more.
   */
  Journey journey(LoginAttempt attempt) {
    var journey = journeys.of(attempt.returnTo());
    var age = attempt.maxAgeSeconds();
    return journey.waiting() == null && age != null && age == 0
        ? journey.provenAnew(journey.returnTo())
        : journey;
  }

  /**
   * The first page, where an address can be typed, although an application named one; or the page
   * that has asked who is signed in to prove it.
   */
  static String otherWay(Journey journey) {
    if (journey.back() != null) return journey.back();
    return "/login?again&choose&return_to=" + Query.encoded(journey.returnTo());
  }

  private void departToSocial(Context ctx, LoginAttempt attempt) {
    dress(ctx, attempt);
    entrance.goOn(
        ctx,
        "your sign-in page",
        SocialConnection.PATH + attempt.connection() + "/init?attempt=" + attempt.id());
  }

  private void depart(Context ctx, LoginAttempt attempt) {
    depart(
        ctx,
        attempt,
        connection(homeRealm, attempt)
            .orElseThrow(() -> Problem.conflict("connection_not_active")));
  }

  /** From a form by way of a page that is none: see {@link dev.hostedui.web.OnwardPage}. */
  private void depart(Context ctx, LoginAttempt attempt, RoutedConnection connection) {
    var address =
        "/sso/v1/"
            + connection.protocol().name().toLowerCase(Locale.ROOT)
            + "/"
            + connection.id().value()
            + "/init?attempt="
            + attempt.id();
    dress(ctx, attempt);
    entrance.goOn(ctx, "your sign-in page", address);
  }

  /** Lets the page on the way look like the one before, where that is an organization's. */
  private static void dress(Context ctx, LoginAttempt attempt) {
    var organization = attempt.organization();
    if (organization != null) Looks.about(ctx, organization);
  }
}
