package dev.hostedui.portal.security;

import dev.hostedui.identity.Problem;
import dev.hostedui.identity.passkey.Backup;
import dev.hostedui.identity.passkey.Challenges;
import dev.hostedui.identity.passkey.NewCredential;
import dev.hostedui.identity.passkey.PasskeyId;
import dev.hostedui.portal.Dialog;
import dev.hostedui.portal.PasskeySignal;
import dev.hostedui.protocol.webauthn.Creation;
import dev.hostedui.protocol.webauthn.Descriptor;
import dev.hostedui.protocol.webauthn.WebauthnProblem;
import dev.hostedui.web.Access;
import dev.hostedui.web.Json;
import dev.hostedui.web.Requests;
import dev.hostedui.web.Routes;
import dev.hostedui.web.Statuses;
import dev.hostedui.web.Toast;
import dev.hostedui.web.Visitor;
import dev.hostedui.web.Words;
import io.javalin.http.Context;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers for the card of passkeys, wherever it stands. */
final class PasskeyRoutes {

  private static final Logger LOG = LoggerFactory.getLogger(PasskeyRoutes.class);
  private static final int LONGEST_ANSWER = 16_000;

  /** How often one person may ask for options: each is a challenge that is kept for a while. */
  private static final int A_MINUTE = 20;

  /** The page around the card. */
  interface Surroundings {
    /** Its address. */
    String path();

    void showDialog(Context ctx, Dialog dialog);

    void retryDialog(Context ctx, Dialog dialog, Problem problem);

    void changed(Context ctx, Toast toast);

    void refused(Context ctx, Problem problem);
  }

  private final SecurityWidget.Parts parts;
  private final PasskeyQueries queries;
  private final Surroundings around;
  private final boolean alone;

  PasskeyRoutes(SecurityWidget.Parts parts, Surroundings around, boolean alone) {
    this.parts = parts;
    this.queries = new PasskeyQueries(parts.database(), parts.clock());
    this.around = around;
    this.alone = alone;
  }

  /**
   * Declares the routes below an address, which is that of the card where it stands alone, and a
   * step below the widget's where it does not.
   */
  void mount(Routes routes) {
    var card = card();
    // a proof is wanted before the authenticator is; the challenge that follows is proof of it
    routes.post(card + "/options", Access.signedIn().recently(), this::giveOptions);
    routes.post(card, Access.signedIn(), this::add);
    routes.get(card + "/{passkey}/name", Access.signedIn(), this::askForName);
    routes.post(card + "/{passkey}/name", Access.signedIn(), this::rename);
    routes.get(card + "/{passkey}/removal", Access.signedIn().recently(), this::askToDelete);
    routes.post(card + "/{passkey}/removal", Access.signedIn().recently(), this::delete);
  }

  private String card() {
    return alone ? around.path() : around.path() + "/passkeys";
  }

  /** The card as it is now. */
  PasskeyCard card(Visitor visitor) {
    var user = visitor.session().user();
    var look = parts.brand().look();
    var passkeys = queries.of(user.id());
    return new PasskeyCard(
        look,
        card(),
        alone,
        passkeys,
        new PasskeySignal(
            parts.relyingParty().id(),
            PasskeySignal.account(user),
            passkeys.stream().map(ListedPasskey::credentialId).toList()));
  }

  // ------------------------------------------------------------------ adding

  private void giveOptions(Context ctx) {
    var visitor = Visitor.of(ctx);
    ctx.contentType("application/json");
    try {
      parts.limits().take("passkey-options", A_MINUTE, visitor.session().user().id().value());
      parts.passkeys().refuseTooMany(visitor.actor());
      ctx.result(
          parts
              .relyingParty()
              .creationOptions(
                  parts.challenges().toCreate(visitor.session().id()),
                  parts.environments().current().branding().appName(),
                  PasskeySignal.account(visitor.session().user()),
                  queries.of(visitor.session().user().id()).stream()
                      .map(it -> new Descriptor(it.credentialId(), it.transports()))
                      .toList(),
                  Challenges.LIFETIME));
    } catch (Problem problem) {
      Statuses.retryAfter(ctx, problem);
      Json.answer(ctx, Statuses.of(problem), Map.of("problem", Words.of(ctx).of(problem)));
    }
  }

  private void add(Context ctx) {
    var visitor = Visitor.of(ctx);
    try {
      var made = verified(ctx, visitor);
      var name =
          parts
              .passkeys()
              .add(
                  visitor.actor(),
                  new NewCredential(
                      made.credentialId(),
                      made.publicKey(),
                      made.aaguid(),
                      made.signCount(),
                      Backup.of(made.backupEligible(), made.backedUp()),
                      made.attachment(),
                      made.transports()),
                  parts.devices().of(ctx));
      around.changed(
          ctx, Toast.done("The passkey “" + name + "” was added. You can sign in with it."));
    } catch (Problem problem) {
      around.refused(ctx, problem);
    }
  }

  private Creation.Made verified(Context ctx, Visitor visitor) {
    try {
      var answer =
          parts.relyingParty().readCreation(Requests.field(ctx, "credential", LONGEST_ANSWER));
      var challenge = answer.challenge();
      if (!parts.challenges().useToCreate(visitor.session().id(), challenge))
        throw Problem.conflict("new_passkey_challenge_over");
      return parts.relyingParty().verify(answer, challenge);
    } catch (WebauthnProblem e) {
      LOG.info("request={} passkey refused: {} {}", Requests.id(ctx), e.reason(), e.getMessage());
      throw switch (e.reason()) {
        case MALFORMED -> Problem.invalid("new_passkey_malformed");
        case USER_VERIFICATION -> Problem.invalid("new_passkey_user_not_verified");
        default -> Problem.invalid("new_passkey_refused");
      };
    }
  }

  // ------------------------------------------------------------------ renaming and deleting

  private void askForName(Context ctx) {
    var passkey = listed(ctx);
    around.showDialog(
        ctx,
        new PasskeyForm(around.path(), card(), passkey.id(), passkey.name(), passkey.name(), null));
  }

  private void rename(Context ctx) {
    var typed = Requests.field(ctx, "name");
    try {
      var name = parts.passkeys().rename(Visitor.of(ctx).actor(), passkeyId(ctx), typed);
      around.changed(ctx, Toast.done("The passkey is now called “" + name + "”."));
    } catch (Problem problem) {
      if (problem.isAt("name")) {
        var passkey = listed(ctx);
        around.retryDialog(
            ctx,
            new PasskeyForm(
                around.path(),
                card(),
                passkey.id(),
                passkey.name(),
                typed,
                Words.of(ctx).of(problem)),
            problem);
      } else {
        around.refused(ctx, problem);
      }
    }
  }

  private void askToDelete(Context ctx) {
    around.showDialog(ctx, new PasskeyRemoval(around.path(), card(), listed(ctx)));
  }

  private void delete(Context ctx) {
    try {
      var name =
          parts.passkeys().delete(Visitor.of(ctx).actor(), passkeyId(ctx), parts.devices().of(ctx));
      around.changed(ctx, Toast.done("The passkey “" + name + "” was deleted."));
    } catch (Problem problem) {
      around.refused(ctx, problem);
    }
  }

  private ListedPasskey listed(Context ctx) {
    var id = passkeyId(ctx).value();
    List<ListedPasskey> own = queries.of(Visitor.of(ctx).session().user().id());
    return own.stream()
        .filter(it -> it.id().equals(id))
        .findFirst()
        .orElseThrow(() -> Problem.notFound("passkey_not_found"));
  }

  private static PasskeyId passkeyId(Context ctx) {
    return PasskeyId.parse(ctx.pathParam("passkey"))
        .orElseThrow(() -> Problem.notFound("passkey_not_found"));
  }
}
