package dev.hostedui.portal.scim;

import dev.hostedui.core.Core;
import dev.hostedui.identity.Permission;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.directory.Directory;
import dev.hostedui.identity.directory.DirectoryType;
import dev.hostedui.identity.directory.poll.SourceGroup;
import dev.hostedui.portal.Surface;
import dev.hostedui.portal.Switched;
import dev.hostedui.web.Routes;
import dev.hostedui.web.Toast;
import dev.hostedui.web.View;
import io.javalin.http.Context;
import java.util.function.Function;

/**
 * Enables and disables the directory, and deletes it for whoever came by a link; each is asked for
 * first, with what it means.
 */
final class SwitchRoutes {

  /** So many groups are named before the sync of their people begins. */
  private static final int NAMED = 10;

  private final Core core;
  private final Situations situations;
  private final SetupPages setup;
  private final Surface surface;
  private final Function<Context, View> page;

  /** Takes what draws the page of the widget as it is then. */
  SwitchRoutes(
      Core core,
      Situations situations,
      SetupPages setup,
      Surface surface,
      Function<Context, View> page) {
    this.core = core;
    this.situations = situations;
    this.setup = setup;
    this.surface = surface;
    this.page = page;
  }

  void mount(Routes routes) {
    var path = surface.path();
    var manage = surface.access().and(Permission.SCIM_MANAGE);
    routes.get(path + "/enabling", manage, this::askToEnable);
    routes.post(path + "/enabling", manage, this::enable);
    routes.get(path + "/disabling", manage, this::askToDisable);
    routes.post(path + "/disabling", manage, this::disable);
    routes.get(path + "/deletion", manage, this::askToDelete);
    routes.post(path + "/deletion", manage, this::delete);
  }

  private void askToEnable(Context ctx) {
    var situation = situations.get(ctx);
    surface.showDialog(
        ctx,
        new EnablingConfirmation(
            surface.spot(ctx),
            situations.look(),
            situation.guide().inSentence(),
            whose(ctx, situation.directory()),
            situations.noDomain(ctx)));
  }

  /** Who comes in from a directory that we read. */
  private String whose(Context ctx, Directory directory) {
    if (directory.type() != DirectoryType.POLL) return "";
    var tracked =
        core.polledDirectories.trackedGroups.tracked(surface.organization(ctx), directory.id());
    var groups = tracked.stream().filter(it -> !it.gone()).map(SourceGroup::name).toList();
    if (groups.isEmpty() && !tracked.isEmpty())
      return "The selected groups are not there any more, so nobody new comes in.";
    if (groups.isEmpty()) return "Everybody in it comes in, with all its groups.";
    var more = groups.size() - NAMED;
    return "The people of "
        + (groups.size() == 1 ? "this group" : "these groups")
        + " come in: "
        + String.join(", ", groups.subList(0, Math.min(NAMED, groups.size())))
        + (more > 0 ? " and " + more + " more" : "")
        + ".";
  }

  private void enable(Context ctx) {
    setup.change(
        ctx,
        it -> {
          var id = it.directory().id();
          core.directories.enable(surface.actor(ctx), surface.organization(ctx), id);
          surface.switched(ctx, switched(it.directory(), true));
        },
        it -> "Provisioning by " + it.guide().inSentence() + " is enabled.");
  }

  private void askToDisable(Context ctx) {
    var situation = situations.get(ctx);
    surface.showDialog(
        ctx,
        new DisablingConfirmation(
            surface.spot(ctx),
            situation.guide().inSentence(),
            core.directories.membersOf(surface.organization(ctx), situation.directory().id()),
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
        it -> "Provisioning by " + it.guide().inSentence() + " is disabled.");
  }

  private void askToDelete(Context ctx) {
    mustDelete(ctx);
    var situation = situations.get(ctx);
    surface.showDialog(
        ctx,
        new DeletionConfirmation(
            surface.spot(ctx), situation.guide().inSentence(), situation.directory().userCount()));
  }

  private void delete(Context ctx) {
    try {
      mustDelete(ctx);
      var situation = situations.get(ctx);
      var directory = situation.directory();
      core.directories.delete(surface.actor(ctx), surface.organization(ctx), directory.id());
      if (directory.enabled()) surface.switched(ctx, switched(directory, false));
      surface.changed(
          ctx,
          "",
          () -> page.apply(ctx),
          Toast.done("Provisioning by " + situation.guide().inSentence() + " was deleted."));
    } catch (Problem problem) {
      surface.refused(ctx, () -> page.apply(ctx), problem);
    }
  }

  private void mustDelete(Context ctx) {
    if (!situations.canDelete(ctx)) throw Problem.forbidden("directory_not_deleted_by_people");
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
