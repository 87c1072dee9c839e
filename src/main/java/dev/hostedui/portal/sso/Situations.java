package dev.hostedui.portal.sso;

import dev.hostedui.core.Core;
import dev.hostedui.guide.GivenValues;
import dev.hostedui.guide.Guides;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Permission;
import dev.hostedui.identity.PortalStep;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.connection.Connection;
import dev.hostedui.identity.connection.ConnectionStatus;
import dev.hostedui.identity.connection.ConnectionVersion;
import dev.hostedui.identity.connection.Protocol;
import dev.hostedui.portal.Surface;
import dev.hostedui.web.Ago;
import dev.hostedui.web.Brand;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads how things stand with an organization's connection, and draws what stands above it. */
final class Situations {

  private final Core core;
  private final Brand brand;
  private final Guides<Guide> guides;
  private final Surface surface;

  Situations(Core core, Brand brand, Guides<Guide> guides, Surface surface) {
    this.core = core;
    this.brand = brand;
    this.guides = guides;
    this.surface = surface;
  }

  /** How things stand; empty while no provider is chosen. */
  Optional<Situation> find(Context ctx) {
    var organization = surface.organization(ctx);
    return connection(ctx, organization)
        .map(
            it ->
                new Situation(
                    it,
                    core.connectionVersions.of(it.id()),
                    guides.orCustom(
                        it.provider(), guide -> guide.protocols().contains(it.protocol())),
                    core.connectionTests
                        .newest(organization, it.id(), surface.actor(ctx))
                        .orElse(null)));
  }

  /** The one the page is about, or the one that somebody was asked to do a step of. */
  private Optional<Connection> connection(Context ctx, OrganizationId organization) {
    var step = surface.step(ctx);
    return step == null
        ? core.connections.of(organization)
        : core.connections.all(organization).stream()
            .filter(it -> step.object().equals(it.id().value()))
            .findFirst();
  }

  /**
   * How things stand with a connection that there must be.
   *
   * @throws Problem NOT_FOUND while no provider is chosen
   */
  Situation get(Context ctx) {
    // who was asked to do a step chooses none: what it is about is gone
    return find(ctx)
        .orElseThrow(
            () ->
                surface.step(ctx) == null
                    ? Problem.notFound("identity_provider_not_chosen")
                    : Problem.notFound("connection_not_found"));
  }

  /** Our addresses for a connection. */
  GivenValues values(Situation situation) {
    return ConnectionValues.of(
        brand.look().appName(),
        core.connections.baseUrl(situation.connection().id()),
        situation.connection().id().value());
  }

  boolean canManage(Context ctx) {
    return surface.may(ctx, Permission.SSO_MANAGE);
  }

  /** Whether who acts deletes connections: who came by a link does, people disable them. */
  boolean canDelete(Context ctx) {
    return canManage(ctx)
        && surface.step(ctx) == null
        && !(surface.actor(ctx) instanceof Actor.Person);
  }

  /** What stands above a page of the connection. */
  Head head(Context ctx, Situation situation, Tab tab) {
    var connection = situation.connection();
    var saml = connection.protocol() == Protocol.SAML;
    var narrowed = surface.step(ctx) != null;
    return new Head(
        surface.spot(ctx),
        brand.look(),
        situation.guide(),
        connection.id().value(),
        saml ? "SAML" : "OIDC",
        connection.enabled(),
        canManage(ctx),
        narrowed ? List.of() : actions(situation, canDelete(ctx)),
        surface.asking(ctx, steps(situation)),
        situation.hasDraftBeside() && !narrowed ? note(ctx, situation) : null,
        narrowed
            ? List.of()
            : Stream.of(Tab.values()).filter(it -> saml || it != Tab.CERTIFICATES).toList(),
        tab);
  }

  /**
   * What colleagues can be asked for alone: there is nothing to test before something is entered.
   */
  private static PortalStep[] steps(Situation situation) {
    var id = situation.connection().id().value();
    var enter = new PortalStep(PortalStep.Kind.ENTER_METADATA, id);
    return situation.complete()
        ? new PortalStep[] {enter, new PortalStep(PortalStep.Kind.TEST_CONNECTION, id)}
        : new PortalStep[] {enter};
  }

  private static List<Head.Action> actions(Situation situation, boolean canDelete) {
    var connection = situation.connection();
    var actions = new ArrayList<Head.Action>();
    if (connection.enabled())
      actions.add(new Head.Action("/disabling", "Disable connection", true, true));
    else if (connection.status() == ConnectionStatus.COMPLETED)
      actions.add(new Head.Action("/enabling", "Enable connection", true, false));
    if (!connection.everEnabled())
      actions.add(new Head.Action("/provider", "Change provider", false, false));
    if (situation.versions().former() != null)
      actions.add(new Head.Action("/former", "Put back the previous version", true, false));
    if (situation.hasDraftBeside())
      actions.add(new Head.Action("/discarding", "Discard the draft", true, true));
    if (canDelete) actions.add(new Head.Action("/deletion", "Delete connection", true, true));
    return actions;
  }

  private Head.DraftNote note(Context ctx, Situation situation) {
    var draft = draft(situation);
    var live = situation.enabling();
    var by = draft.savedBy();
    return new Head.DraftNote(
        "Saved "
            + Ago.of(draft.savedAt(), core.clock.instant()).words()
            + (by == null ? "" : " by " + by),
        live == null ? List.of() : Differences.between(live, draft),
        core.connectionTests.passed(surface.actor(ctx), draft));
  }

  private static ConnectionVersion draft(Situation situation) {
    var draft = situation.versions().draft();
    if (draft == null) throw new IllegalStateException("no draft");
    return draft;
  }
}
