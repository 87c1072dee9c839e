package dev.hostedui.portal.sso;

import dev.hostedui.core.Core;
import dev.hostedui.guide.Guides;
import dev.hostedui.identity.Permission;
import dev.hostedui.identity.PortalStep;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.connection.AttributeMapping;
import dev.hostedui.identity.connection.KnownProviders;
import dev.hostedui.identity.connection.Protocol;
import dev.hostedui.portal.Surface;
import dev.hostedui.portal.Widget;
import dev.hostedui.web.Requests;
import dev.hostedui.web.Routes;
import dev.hostedui.web.Toast;
import dev.hostedui.web.View;
import dev.hostedui.web.Web;
import dev.hostedui.web.Words;
import io.javalin.http.Context;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Answers for the Single Sign On page: choosing a provider, and showing the connection to it. */
public final class SsoWidget implements Widget {

  private final Core core;
  private final Web web;
  private final Surface surface;
  private final Guides<Guide> guides = Guide.ofProgram();
  private final Situations situations;
  private final SetupPages setup;

  public SsoWidget(Core core, Web web, Surface surface) {
    this.core = core;
    this.web = web;
    this.surface = surface;
    situations = new Situations(core, web.brand(), guides, surface);
    setup = new SetupPages(core, web.brand(), situations, surface);
  }

  /** The identity providers that can be chosen here, and what a connection to each begins with. */
  public static KnownProviders providers() {
    var names = new LinkedHashMap<String, Map<Protocol, AttributeMapping>>();
    for (var guide : Guide.ofProgram().all()) {
      var suggested = new EnumMap<Protocol, AttributeMapping>(Protocol.class);
      guide.manuals().forEach((protocol, manual) -> suggested.put(protocol, manual.suggested()));
      names.put(guide.provider(), suggested);
    }
    return new KnownProviders(names);
  }

  /**
   * What is wrong with a document of an identity provider, in a sentence.
   *
   * @param arguments what the sentence is filled in with
   */
  public static String documentWords(String code, List<String> arguments) {
    return CauseWords.document(code, arguments);
  }

  @Override
  public void mount(Routes routes) {
    var path = surface.path();
    var manage = surface.access().and(Permission.SSO_MANAGE);
    routes.get(
        path,
        surface.access().orStep(PortalStep.Kind.ENTER_METADATA, PortalStep.Kind.TEST_CONNECTION),
        this::show);
    routes.get(path + "/provider", manage, this::showProviders);
    routes.post(path + "/provider", manage, this::choose);
    new ConfigurationRoutes(core, situations, setup, surface).mount(routes);
    new VersionRoutes(core, web.brand(), situations, setup, surface).mount(routes);
    new TestRoutes(core, web, situations, setup, surface).mount(routes);
    new SettingsTab(core, situations, surface).mount(routes);
    new HistoryTab(core, situations, surface).mount(routes);
    new CertificatesTab(core, situations, surface).mount(routes);
    new SwitchRoutes(core, web.brand(), situations, setup, surface, this::page).mount(routes);
  }

  private void show(Context ctx) {
    surface.show(ctx, page(ctx));
  }

  private View page(Context ctx) {
    return situations.find(ctx).isEmpty() && surface.step(ctx) == null
        ? choosePage(ctx, "", "", null)
        : setup.page(ctx, Requests.hasQuery(ctx, "edit"));
  }

  /** The providers again, for a connection that was never enabled. */
  private void showProviders(Context ctx) {
    var chosen = situations.find(ctx).map(Situation::connection);
    if (chosen.isPresent() && chosen.get().everEnabled())
      throw Problem.conflict("connection_was_enabled");
    surface.show(
        ctx,
        choosePage(
            ctx,
            chosen.map(it -> it.provider()).orElse(""),
            chosen.map(it -> it.protocol().name()).orElse(""),
            null));
  }

  private void choose(Context ctx) {
    var provider = Requests.optionalField(ctx, "provider");
    var protocol = Requests.optionalField(ctx, "protocol");
    try {
      var guide =
          guides.of(provider).orElseThrow(() -> Problem.invalid("provider_unknown").at("provider"));
      var spoken = spoken(guide, protocol);
      var chosen = situations.find(ctx);
      if (chosen.isEmpty())
        core.connections.choose(surface.actor(ctx), surface.organization(ctx), provider, spoken);
      else
        core.connections.changeProvider(
            surface.actor(ctx),
            surface.organization(ctx),
            chosen.get().connection().id(),
            provider,
            spoken);
      surface.changed(
          ctx, "", () -> setup.page(ctx, false), Toast.done(guide.title() + " is chosen."));
    } catch (Problem problem) {
      if (problem.kind() != Problem.Kind.INVALID) {
        surface.refused(ctx, () -> page(ctx), problem);
        return;
      }
      surface.retry(ctx, choosePage(ctx, provider, protocol, Words.of(ctx).of(problem)), problem);
    }
  }

  /** The protocol that was chosen; where a provider speaks only one, none has to be. */
  private static Protocol spoken(Guide guide, String name) {
    if (guide.speaksSamlOnly()) return Protocol.SAML;
    return Arrays.stream(Protocol.values())
        .filter(it -> it.name().equals(name))
        .findFirst()
        .orElseThrow(() -> Problem.invalid("protocol_missing").at("protocol"));
  }

  private ChoosePage choosePage(
      Context ctx, String provider, String protocol, @Nullable String error) {
    return new ChoosePage(
        surface.spot(ctx),
        web.brand().look(),
        guides.all(),
        provider,
        protocol,
        error,
        situations.find(ctx).isPresent(),
        situations.canManage(ctx),
        surface.asking(ctx));
  }
}
