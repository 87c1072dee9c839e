package dev.hostedui.portal.scim;

import dev.hostedui.core.Core;
import dev.hostedui.identity.Permission;
import dev.hostedui.identity.PortalStep;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.directory.DirectoryTokenId;
import dev.hostedui.portal.Surface;
import dev.hostedui.web.Requests;
import dev.hostedui.web.Routes;
import dev.hostedui.web.Toast;
import io.javalin.http.Context;

/** Makes, replaces and revokes the tokens of the directory. */
final class TokenRoutes {

  private final Core core;
  private final Situations situations;
  private final SetupPages setup;
  private final Surface surface;

  TokenRoutes(Core core, Situations situations, SetupPages setup, Surface surface) {
    this.core = core;
    this.situations = situations;
    this.setup = setup;
    this.surface = surface;
  }

  void mount(Routes routes) {
    var path = surface.path();
    var manage = surface.access().and(Permission.SCIM_MANAGE);
    var rotation = manage.orStep(PortalStep.Kind.CONNECT_DIRECTORY);
    routes.get(path + "/token/rotation", rotation, this::askToRotate);
    routes.post(path + "/token/rotation", rotation, this::rotate);
    routes.get(path + "/tokens/{token}/revocation", manage, this::askToRevoke);
    routes.post(path + "/tokens/{token}/revocation", manage, this::revoke);
  }

  private void askToRotate(Context ctx) {
    var situation = situations.get(ctx);
    surface.showDialog(ctx, form(ctx, situation, RotationForm.Grace.DAY));
  }

  private RotationForm form(Context ctx, Situation situation, RotationForm.Grace chosen) {
    var tokens = setup.tokens(ctx, situation, null);
    return new RotationForm(
        surface.spot(ctx),
        situations.look(),
        situation.guide().inSentence(),
        tokens.newest(),
        tokens.anyGood(),
        chosen);
  }

  /**
   * Makes a token in place of the others, or beside them where that is the one step that somebody
   * was asked for, and shows it this once. A form that was drawn from another token changes
   * nothing: it was sent twice, or somebody else was faster.
   */
  private void rotate(Context ctx) {
    var newest = Requests.field(ctx, "newest");
    // what is missing must not end a token at once
    var grace =
        RotationForm.Grace.named(Requests.optionalField(ctx, "grace"))
            .orElse(RotationForm.Grace.DAY);
    try {
      var situation = situations.get(ctx);
      var organization = surface.organization(ctx);
      var directory = situation.directory().id();
      var issued =
          surface.step(ctx) == null
              ? core.directoryTokens.rotate(
                  surface.actor(ctx), organization, directory, grace.length(), newest)
              : core.directoryTokens.issue(surface.actor(ctx), organization, directory, newest);
      surface.showMade(
          ctx,
          "",
          setup.page(ctx, issued.text()),
          Toast.done("The new token is made. Copy it now: it is shown this once."));
    } catch (Problem problem) {
      surface.refused(ctx, () -> setup.page(ctx), problem);
    }
  }

  private void askToRevoke(Context ctx) {
    var situation = situations.get(ctx);
    var id = id(ctx);
    var tokens = setup.tokens(ctx, situation, null).tokens();
    var token =
        tokens.stream()
            .filter(it -> it.good() && it.id().equals(id.value()))
            .findFirst()
            .orElseThrow(() -> Problem.notFound("directory_token_not_found"));
    surface.showDialog(
        ctx,
        new RevocationConfirmation(
            surface.spot(ctx), situation.guide().inSentence(), token, tokens.size() == 1));
  }

  private void revoke(Context ctx) {
    setup.change(
        ctx,
        it ->
            core.directoryTokens.revoke(
                surface.actor(ctx), surface.organization(ctx), it.directory().id(), id(ctx)),
        it -> "The token is revoked. Calls with it are refused.");
  }

  private static DirectoryTokenId id(Context ctx) {
    return DirectoryTokenId.parse(ctx.pathParam("token"))
        .orElseThrow(() -> Problem.notFound("directory_token_not_found"));
  }
}
