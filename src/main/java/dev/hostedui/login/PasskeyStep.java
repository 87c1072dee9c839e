package dev.hostedui.login;

import dev.hostedui.core.Core;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.passkey.Backup;
import dev.hostedui.identity.passkey.Challenges;
import dev.hostedui.identity.passkey.Passkey;
import dev.hostedui.identity.session.Authentication;
import dev.hostedui.protocol.webauthn.Assertion;
import dev.hostedui.protocol.webauthn.WebauthnProblem;
import dev.hostedui.web.Access;
import dev.hostedui.web.BrowserSecrets;
import dev.hostedui.web.Json;
import dev.hostedui.web.Requests;
import dev.hostedui.web.Routes;
import dev.hostedui.web.Statuses;
import dev.hostedui.web.Visitor;
import dev.hostedui.web.Web;
import dev.hostedui.web.Words;
import io.javalin.http.Context;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signing in with a passkey, by the button or from the list under the email field; both end in the
 * same form.
 */
final class PasskeyStep {

  private static final Logger LOG = LoggerFactory.getLogger(PasskeyStep.class);
  private static final int A_MINUTE = 240;
  private static final int LONGEST_ANSWER = 16_000;

  private final Web web;
  private final BrowserSecrets browsers;
  private final Core core;
  private final FirstPage page;
  private final LoginFlow flow;
  private final Journeys journeys;
  private final Entrance entrance;

  PasskeyStep(
      Core core, Web web, FirstPage page, LoginFlow flow, Journeys journeys, Entrance entrance) {
    this.web = web;
    browsers = new BrowserSecrets(web.cookies(), "passkey", Challenges.LIFETIME);
    this.core = core;
    this.page = page;
    this.flow = flow;
    this.journeys = journeys;
    this.entrance = entrance;
  }

  void mount(Routes routes) {
    routes.post("/login/passkey/options", Access.anyone(), this::giveOptions);
    routes.post("/login/passkey", Access.anyoneKnown(), this::signIn);
    routes.get("/login/passkey", Access.anyone(), Entrance.to("/login"));
    routes.get("/.well-known/webauthn", Access.client(), this::showRelatedOrigins);
  }

  private void showRelatedOrigins(Context ctx) {
    ctx.contentType("application/json").result(core.relyingParty.relatedOrigins());
  }

  private void giveOptions(Context ctx) {
    ctx.contentType("application/json");
    try {
      web.limits().take("passkey", A_MINUTE, web.requests().ip(ctx));
      var browser = browsers.keep(ctx, core.challenges::newBrowser);
      ctx.result(
          core.relyingParty.requestOptions(core.challenges.toSignIn(browser), Challenges.LIFETIME));
    } catch (Problem problem) {
      Statuses.retryAfter(ctx, problem);
      Json.answer(ctx, Statuses.of(problem), Map.of("problem", Words.of(ctx).of(problem)));
    }
  }

  private void signIn(Context ctx) {
    var opening = Opening.of(ctx, journeys);
    var first = page.blank(ctx, opening, false);
    try {
      web.limits().take("passkey", A_MINUTE, web.requests().ip(ctx));
      var answer =
          core.relyingParty.readAssertion(Requests.field(ctx, "credential", LONGEST_ANSWER));
      var challenge = answer.challenge();
      if (!core.challenges.useToSignIn(browsers.held(ctx), challenge)) {
        // in another tab, while this one waited, its browser may have been signed in
        if (Visitor.maybe(ctx).isEmpty()) throw Problem.conflict("challenge_over");
        entrance.leave(ctx, opening.journey());
        return;
      }
      var passkey = core.passkeys.byCredential(answer.credentialId()).orElse(null);
      if (passkey == null) {
        var unknown = new SignInPage.UnknownPasskey(answer.credentialId(), core.relyingParty.id());
        page.show(
            ctx,
            422,
            first
                .withUnknown(unknown)
                .refused(
                    "This passkey is not known here. It may have been deleted. Use your email"
                        + " address."));
        return;
      }
      // WebAuthn §7.2 step 6; its browser must not take it for one that is gone
      if (!passkey.user().id().value().equals(answer.account())) throw refused();
      var proof = proof(passkey, verified(ctx, answer, challenge, passkey));
      var owner = passkey.user().email();
      var asked = opening.asked(ctx, owner);
      if (asked.isPresent())
        throw Problem.conflict("passkey_of_another").with(asked.get().value(), owner.value());
      flow.begin(ctx, owner, opening.journey(), proof);
    } catch (WebauthnProblem e) {
      LOG.info("request={} passkey refused: {} {}", Requests.id(ctx), e.reason(), e.getMessage());
      page.refuse(ctx, first, problem(e));
    } catch (Problem problem) {
      page.refuse(ctx, first, problem);
    }
  }

  private Assertion.Proof verified(Context ctx, Assertion answer, String challenge, Passkey passkey)
      throws WebauthnProblem {
    try {
      return core.relyingParty.verify(
          answer,
          challenge,
          passkey.publicKey(),
          passkey.backup() != Backup.IMPOSSIBLE,
          passkey.signCount());
    } catch (WebauthnProblem e) {
      if (e.reason() == WebauthnProblem.Reason.COUNTER)
        core.passkeys.noteCounterWentBack(passkey, web.requests().origin(ctx), answer.signCount());
      if (e.reason() == WebauthnProblem.Reason.BACKUP)
        core.passkeys.noteBackupChanged(passkey, web.requests().origin(ctx));
      throw e;
    }
  }

  /** The proof that somebody has used their passkey. */
  private Proof proof(Passkey passkey, Assertion.Proof shown) {
    return new Proof() {
      @Override
      public String method() {
        return passkey.method();
      }

      @Override
      public Shown use(Handle tx) {
        core.passkeys.use(
            tx, passkey, shown.signCount(), Backup.of(shown.backupEligible(), shown.backedUp()));
        return new Shown(passkey.user(), Authentication.by(passkey.method()), null);
      }
    };
  }

  private static Problem problem(WebauthnProblem e) {
    return switch (e.reason()) {
      case MALFORMED -> Problem.invalid("passkey_malformed");
      case USER_VERIFICATION -> Problem.invalid("user_not_verified");
      case COUNTER -> Problem.conflict("counter_went_back");
      case BACKUP -> Problem.conflict("passkey_backup_changed");
      default -> refused();
    };
  }

  private static Problem refused() {
    return Problem.invalid("passkey_refused");
  }
}
