package dev.hostedui.portal.security;

import dev.hostedui.core.Core;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.passkey.Backup;
import dev.hostedui.identity.passkey.Challenges;
import dev.hostedui.identity.passkey.NewCredential;
import dev.hostedui.identity.passkey.PasskeyId;
import dev.hostedui.portal.PasskeySignal;
import dev.hostedui.portal.Surface;
import dev.hostedui.protocol.webauthn.Creation;
import dev.hostedui.protocol.webauthn.Descriptor;
import dev.hostedui.protocol.webauthn.WebauthnProblem;
import dev.hostedui.web.Json;
import dev.hostedui.web.Meant;
import dev.hostedui.web.ProofPurpose;
import dev.hostedui.web.Requests;
import dev.hostedui.web.Routes;
import dev.hostedui.web.Statuses;
import dev.hostedui.web.Toast;
import dev.hostedui.web.View;
import dev.hostedui.web.Visitor;
import dev.hostedui.web.Web;
import dev.hostedui.web.Words;
import io.javalin.http.Context;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers for the card of passkeys, wherever it stands. */
final class PasskeyRoutes {

  private static final Logger LOG = LoggerFactory.getLogger(PasskeyRoutes.class);
  private static final int LONGEST_ANSWER = 16_000;

  /** How often one person may ask for options: each is a challenge that is kept for a while. */
  private static final int A_MINUTE = 20;

  private final Core core;
  private final Web web;
  private final PasskeyQueries queries;
  private final Surface surface;
  private final String card;
  private final Function<Context, View> page;

  /**
   * Makes the card for a surface.
   *
   * @param card the address below which its own routes are: that of the surface where the card is
   *     all there is, and a step below it elsewhere
   * @param page makes what the surface shows, with the card in it
   */
  PasskeyRoutes(Core core, Web web, Surface surface, String card, Function<Context, View> page) {
    this.core = core;
    this.web = web;
    this.queries = new PasskeyQueries(core.database, core.clock);
    this.surface = surface;
    this.card = card;
    this.page = page;
  }

  void mount(Routes routes) {
    var access = surface.access();
    // a proof is wanted before the authenticator is; the challenge that follows is proof of it
    routes.post(card + "/options", access.recently(ProofPurpose.ADD_PASSKEY), this::giveOptions);
    routes.post(card, access, this::add);
    var renaming = access.everywhere(ProofPurpose.RENAME_PASSKEY);
    routes.get(card + "/{passkey}/name", renaming, this::askForName);
    routes.post(card + "/{passkey}/name", renaming, this::rename);
    routes.get(
        card + "/{passkey}/removal",
        access.recently(ProofPurpose.DELETE_PASSKEY),
        this::askToDelete);
    routes.post(
        card + "/{passkey}/removal", access.recently(ProofPurpose.DELETE_PASSKEY), this::delete);
  }

  /** The card as it is now. */
  PasskeyCard card(Context ctx) {
    var user = Visitor.of(ctx).session().user();
    var look = web.brand().look();
    var passkeys = queries.of(user.id());
    return new PasskeyCard(
        surface.spot(ctx),
        look,
        card,
        card.equals(surface.path()),
        passkeys,
        new PasskeySignal(
            core.relyingParty.id(),
            PasskeySignal.account(user),
            passkeys.stream().map(ListedPasskey::credentialId).toList()));
  }

  // ------------------------------------------------------------------ adding

  private void giveOptions(Context ctx) {
    var visitor = Visitor.of(ctx);
    ctx.contentType("application/json");
    try {
      // before a device makes a passkey that nobody here takes
      Meant.check(ctx);
      web.limits().take("passkey-options", A_MINUTE, visitor.session().user().id().value());
      core.passkeys.refuseTooMany(visitor.user());
      ctx.result(
          core.relyingParty.creationOptions(
              core.challenges.toCreate(visitor.session().id()),
              core.environments.current().branding().appName(),
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
          core.passkeys.add(
              visitor.actor(),
              visitor.user(),
              new NewCredential(
                  made.credentialId(),
                  made.publicKey(),
                  made.aaguid(),
                  made.signCount(),
                  Backup.of(made.backupEligible(), made.backedUp()),
                  made.attachment(),
                  made.transports()),
              web.devices().of(ctx));
      surface.changed(
          ctx,
          "",
          () -> page.apply(ctx),
          Toast.done("The passkey “" + name + "” was added. You can sign in with it."));
    } catch (Problem problem) {
      surface.refused(ctx, () -> page.apply(ctx), problem);
    }
  }

  private Creation.Made verified(Context ctx, Visitor visitor) {
    try {
      var answer =
          core.relyingParty.readCreation(Requests.field(ctx, "credential", LONGEST_ANSWER));
      var challenge = answer.challenge();
      if (!core.challenges.useToCreate(visitor.session().id(), challenge))
        throw Problem.conflict("new_passkey_challenge_over");
      return core.relyingParty.verify(answer, challenge);
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
    ask(ctx, it -> surface.showDialog(ctx, form(ctx, it, it.name(), null)));
  }

  private void rename(Context ctx) {
    var typed = Requests.field(ctx, "name");
    try {
      var person = Visitor.of(ctx).actor();
      var name = core.passkeys.rename(person, person.user(), passkeyId(ctx), typed);
      surface.changed(
          ctx, "", () -> page.apply(ctx), Toast.done("The passkey is now called “" + name + "”."));
    } catch (Problem problem) {
      if (problem.isAt("name"))
        ask(ctx, it -> surface.retryDialog(ctx, form(ctx, it, typed, problem), problem));
      else surface.refused(ctx, () -> page.apply(ctx), problem);
    }
  }

  private PasskeyForm form(Context ctx, ListedPasskey of, String typed, @Nullable Problem problem) {
    return new PasskeyForm(
        surface.spot(ctx),
        card,
        of.id(),
        of.name(),
        typed,
        problem == null ? null : Words.of(ctx).of(problem));
  }

  private void askToDelete(Context ctx) {
    ask(ctx, it -> surface.showDialog(ctx, new PasskeyRemoval(surface.spot(ctx), card, it)));
  }

  /** Asks about a passkey, or shows which there are when it was deleted elsewhere. */
  private void ask(Context ctx, Consumer<ListedPasskey> dialog) {
    try {
      dialog.accept(listed(ctx));
    } catch (Problem problem) {
      surface.refused(ctx, () -> page.apply(ctx), problem);
    }
  }

  private void delete(Context ctx) {
    try {
      var name =
          core.passkeys.delete(
              Visitor.of(ctx).actor(),
              Visitor.of(ctx).user(),
              passkeyId(ctx),
              web.devices().of(ctx));
      surface.changed(
          ctx, "", () -> page.apply(ctx), Toast.done("The passkey “" + name + "” was deleted."));
    } catch (Problem problem) {
      surface.refused(ctx, () -> page.apply(ctx), problem);
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
