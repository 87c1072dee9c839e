package dev.hostedui.portal.scim;

import dev.hostedui.core.Core;
import dev.hostedui.identity.Permission;
import dev.hostedui.identity.directory.Directory;
import dev.hostedui.identity.directory.DirectoryType;
import dev.hostedui.portal.Surface;
import dev.hostedui.portal.Switched;
import dev.hostedui.web.Routes;
import io.javalin.http.Context;

/** Enables and disables the directory; each is asked for first, with what it means. */
final class SwitchRoutes {

  private final Core core;
  private final Situations situations;
  private final SetupPages setup;
  private final Surface surface;

  SwitchRoutes(Core core, Situations situations, SetupPages setup, Surface surface) {
    this.core = core;
    this.situations = situations;
    this.setup = setup;
    this.surface = surface;
  }

  void mount(Routes routes) {
    var path = surface.path();
    var manage = surface.access().and(Permission.SCIM_MANAGE);
    routes.get(path + "/enabling", manage, this::askToEnable);
    routes.post(path + "/enabling", manage, this::enable);
    routes.get(path + "/disabling", manage, this::askToDisable);
    routes.post(path + "/disabling", manage, this::disable);
  }

  private void askToEnable(Context ctx) {
    surface.showDialog(
        ctx,
        new EnablingConfirmation(
            surface.spot(ctx),
            situations.look(),
            situations.get(ctx).guide().title(),
            situations.verifiedDomains(ctx),
            surface.toDomains(ctx)));
  }

  private void enable(Context ctx) {
    setup.change(
        ctx,
        it -> {
          var id = it.directory().id();
          core.directories.enable(surface.actor(ctx), surface.organization(ctx), id);
          surface.switched(ctx, switched(it.directory(), true));
        },
        it -> "Provisioning by " + it.guide().title() + " is enabled.");
  }

  private void askToDisable(Context ctx) {
    var situation = situations.get(ctx);
    surface.showDialog(
        ctx,
        new DisablingConfirmation(
            surface.spot(ctx),
            situation.guide().title(),
            situation.directory().userCount(),
            situation.directory().type() == DirectoryType.SCIM));
  }

  private void disable(Context ctx) {
    setup.change(
        ctx,
        it -> {
          core.directories.disable(
              surface.actor(ctx), surface.organization(ctx), it.directory().id());
          surface.switched(ctx, switched(it.directory(), false));
        },
        it -> "Provisioning by " + it.guide().title() + " is disabled.");
  }

  private static Switched switched(Directory directory, boolean enabled) {
    return new Switched(
        Switched.Thing.DIRECTORY,
        directory.id().value(),
        directory.type().name(),
        directory.provider(),
        enabled);
  }
}
