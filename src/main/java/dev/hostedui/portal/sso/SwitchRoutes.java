package dev.hostedui.portal.sso;

import dev.hostedui.core.Core;
import dev.hostedui.identity.Permission;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.connection.Connection;
import dev.hostedui.portal.Surface;
import dev.hostedui.portal.Switched;
import dev.hostedui.web.Brand;
import dev.hostedui.web.Requests;
import dev.hostedui.web.Routes;
import dev.hostedui.web.Toast;
import dev.hostedui.web.View;
import io.javalin.http.Context;
import java.util.function.Function;

/**
 * Enables and disables the connection, and deletes it for whoever came by a link; each is asked for
 * first, with what it does.
 */
final class SwitchRoutes {

  private final Core core;
  private final Brand brand;
  private final Situations situations;
  private final SetupPages setup;
  private final Surface surface;
  private final Function<Context, View> page;

  /** Takes what draws the page of the widget as it is then. */
  SwitchRoutes(
      Core core,
      Brand brand,
      Situations situations,
      SetupPages setup,
      Surface surface,
      Function<Context, View> page) {
    this.core = core;
    this.brand = brand;
    this.situations = situations;
    this.setup = setup;
    this.surface = surface;
    this.page = page;
  }

  void mount(Routes routes) {
    var path = surface.path();
    var manage = surface.access().and(Permission.SSO_MANAGE);
    routes.get(path + "/enabling", manage, this::askToEnable);
    routes.post(path + "/enabling", manage, this::enable);
    routes.get(path + "/disabling", manage, this::askToDisable);
    routes.post(path + "/disabling", manage, this::disable);
    routes.get(path + "/deletion", manage, this::askToDelete);
    routes.post(path + "/deletion", manage, this::delete);
  }

  private void askToEnable(Context ctx) {
    var situation = situations.get(ctx);
    var version = situation.enabling();
    if (version == null || !version.complete()) throw Problem.conflict("connection_incomplete");
    var email = surface.actor(ctx).email();
    surface.showDialog(
        ctx,
        new EnablingConfirmation(
            surface.spot(ctx),
            brand.look(),
            situation.guide().inSentence(),
            version.number(),
            core.connections.routedDomains(situation.connection()),
            core.connections.domainsElsewhere(situation.connection()),
            email == null ? "" : email,
            core.connectionTests.passed(surface.actor(ctx), version),
            surface.toDomains(ctx)));
  }

  private void enable(Context ctx) {
    setup.change(
        ctx,
        situation -> {
          core.connections.enable(
              surface.actor(ctx),
              surface.organization(ctx),
              situation.connection().id(),
              VersionRoutes.number(ctx),
              !Requests.optionalField(ctx, "untested").isEmpty());
          surface.switched(ctx, switched(situation.connection(), true));
        },
        situation -> "Single sign-on with " + situation.guide().inSentence() + " is enabled.");
  }

  private void askToDisable(Context ctx) {
    var situation = situations.get(ctx);
    surface.showDialog(
        ctx,
        new DisablingConfirmation(
            surface.spot(ctx),
            situation.guide().inSentence(),
            core.connections.routedDomains(situation.connection())));
  }

  private void disable(Context ctx) {
    setup.change(
        ctx,
        situation -> {
          core.connections.disable(
              surface.actor(ctx), surface.organization(ctx), situation.connection().id());
          surface.switched(ctx, switched(situation.connection(), false));
        },
        situation -> "Single sign-on with " + situation.guide().inSentence() + " is disabled.");
  }

  private void askToDelete(Context ctx) {
    if (!situations.canDelete(ctx)) throw Problem.forbidden("connection_not_deleted_by_people");
    var situation = situations.get(ctx);
    surface.showDialog(
        ctx,
        new DeletionConfirmation(
            surface.spot(ctx),
            situation.guide().inSentence(),
            core.connections.routedDomains(situation.connection())));
  }

  private void delete(Context ctx) {
    try {
      var situation = situations.get(ctx);
      var connection = situation.connection();
      core.connections.delete(surface.actor(ctx), surface.organization(ctx), connection.id());
      if (connection.enabled()) surface.switched(ctx, switched(connection, false));
      surface.changed(
          ctx,
          "",
          () -> page.apply(ctx),
          Toast.done("Single sign-on with " + situation.guide().inSentence() + " was deleted."));
    } catch (Problem problem) {
      surface.refused(ctx, () -> page.apply(ctx), problem);
    }
  }

  private static Switched switched(Connection connection, boolean enabled) {
    return new Switched(
        Switched.Thing.CONNECTION,
        connection.id().value(),
        connection.protocol().name(),
        connection.provider(),
        enabled);
  }
}
