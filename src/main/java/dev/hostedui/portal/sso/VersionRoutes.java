package dev.hostedui.portal.sso;

import dev.hostedui.core.Core;
import dev.hostedui.identity.Permission;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.connection.ConnectionSettings;
import dev.hostedui.identity.connection.ConnectionVersion;
import dev.hostedui.identity.connection.SamlSettings;
import dev.hostedui.portal.Surface;
import dev.hostedui.web.Ago;
import dev.hostedui.web.Brand;
import dev.hostedui.web.Requests;
import dev.hostedui.web.Routes;
import io.javalin.http.Context;
import java.util.List;

/** Makes a draft live, discards it, and puts the former version back; each is asked for first. */
final class VersionRoutes {

  private final Core core;
  private final Brand brand;
  private final Situations situations;
  private final SetupPages setup;
  private final Surface surface;

  VersionRoutes(Core core, Brand brand, Situations situations, SetupPages setup, Surface surface) {
    this.core = core;
    this.brand = brand;
    this.situations = situations;
    this.setup = setup;
    this.surface = surface;
  }

  void mount(Routes routes) {
    var path = surface.path();
    var manage = surface.access().and(Permission.SSO_MANAGE);
    routes.get(path + "/live", manage, this::askToMakeLive);
    routes.post(path + "/live", manage, this::makeLive);
    routes.get(path + "/discarding", manage, this::askToDiscard);
    routes.post(path + "/discarding", manage, this::discard);
    routes.get(path + "/former", manage, this::askToPutBack);
    routes.post(path + "/former", manage, this::putBack);
  }

  /** The draft, which may be gone since the page that leads here was opened. */
  private static ConnectionVersion draft(Situation situation) {
    var draft = situation.versions().draft();
    if (draft == null) throw Problem.conflict("connection_without_draft");
    return draft;
  }

  private void askToMakeLive(Context ctx) {
    var situation = situations.get(ctx);
    var draft = draft(situation);
    var live = situation.versions().live();
    surface.showDialog(
        ctx,
        new LiveConfirmation(
            surface.spot(ctx),
            brand.look(),
            draft.number(),
            live == null ? List.of() : Differences.between(live, draft),
            situation.connection().enabled(),
            core.connectionTests.passed(surface.actor(ctx), draft)));
  }

  private void makeLive(Context ctx) {
    setup.change(
        ctx,
        situation ->
            core.connectionVersions.makeLive(
                surface.actor(ctx),
                surface.organization(ctx),
                situation.connection().id(),
                number(ctx),
                !Requests.optionalField(ctx, "untested").isEmpty()),
        situation -> "The draft is live.");
  }

  private void askToDiscard(Context ctx) {
    var situation = situations.get(ctx);
    var draft = draft(situation);
    var live = situation.versions().live();
    surface.showDialog(
        ctx,
        new DiscardConfirmation(
            surface.spot(ctx),
            draft.number(),
            live == null ? List.of() : Differences.between(live, draft)));
  }

  private void discard(Context ctx) {
    setup.change(
        ctx,
        situation ->
            core.connectionVersions.discard(
                surface.actor(ctx),
                surface.organization(ctx),
                situation.connection().id(),
                number(ctx)),
        situation -> "The draft is discarded.");
  }

  private void askToPutBack(Context ctx) {
    var situation = situations.get(ctx);
    var former = situation.versions().former();
    var live = situation.versions().live();
    var restored = situation.versions().restored();
    if (former == null || live == null || restored == null)
      throw Problem.conflict("connection_without_former");
    var until = former.liveUntil();
    surface.showDialog(
        ctx,
        new PutBackConfirmation(
            surface.spot(ctx),
            former.number(),
            until == null ? "" : Ago.of(until, core.clock.instant()).words(),
            Differences.between(live, former.with(restored)),
            gone(live.settings(), restored),
            situation.connection().enabled()));
  }

  private static List<String> gone(ConnectionSettings live, ConnectionSettings restored) {
    if (!(live instanceof SamlSettings now) || !(restored instanceof SamlSettings then))
      return List.of();
    return now.certificates().stream()
        .filter(it -> !then.certificates().contains(it))
        .map(it -> it.subject() + " (until " + Ago.exact(it.endsAt()) + ")")
        .toList();
  }

  private void putBack(Context ctx) {
    setup.change(
        ctx,
        situation ->
            core.connectionVersions.putBack(
                surface.actor(ctx),
                surface.organization(ctx),
                situation.connection().id(),
                number(ctx)),
        situation -> "The previous version is live again.");
  }

  static int number(Context ctx) {
    try {
      return Integer.parseInt(Requests.field(ctx, "version"));
    } catch (NumberFormatException e) {
      throw Problem.conflict("connection_changed");
    }
  }
}
