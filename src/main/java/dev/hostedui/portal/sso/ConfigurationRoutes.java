package dev.hostedui.portal.sso;

import dev.hostedui.core.Core;
import dev.hostedui.identity.Permission;
import dev.hostedui.identity.PortalStep;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.connection.OidcSettings;
import dev.hostedui.identity.connection.Protocol;
import dev.hostedui.identity.connection.SamlSettings;
import dev.hostedui.portal.Surface;
import dev.hostedui.web.Requests;
import dev.hostedui.web.Routes;
import dev.hostedui.web.Toast;
import dev.hostedui.web.Words;
import io.javalin.http.Context;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Takes what the identity provider is: step 3, and the names of attributes of step 2. */
final class ConfigurationRoutes {

  /** A document of 1 MiB, with each of its signs escaped as forms do, and the other fields. */
  private static final int LARGEST_BODY = 3 * 1024 * 1024 + Routes.LARGEST_FORM;

  private final Core core;
  private final Situations situations;
  private final SetupPages setup;
  private final Surface surface;
  private final ProviderReader reader;

  ConfigurationRoutes(Core core, Situations situations, SetupPages setup, Surface surface) {
    this.core = core;
    this.situations = situations;
    this.setup = setup;
    this.surface = surface;
    reader = new ProviderReader(core);
  }

  void mount(Routes routes) {
    var manage = surface.access().and(Permission.SSO_MANAGE);
    routes.post(
        surface.path() + "/configuration",
        manage.orStep(PortalStep.Kind.ENTER_METADATA),
        LARGEST_BODY,
        this::configure);
    routes.post(surface.path() + "/attributes", manage, this::nameAttributes);
  }

  private void configure(Context ctx) {
    var situation = situations.get(ctx);
    if (situation.connection().protocol() == Protocol.SAML) configureSaml(ctx, situation);
    else configureOidc(ctx, situation);
  }

  private void configureSaml(Context ctx, Situation situation) {
    var typed = SamlForm.read(ctx, situation.manual());
    try {
      save(
          ctx,
          situation,
          reader.saml(typed, situation.manual(), (SamlSettings) situation.settings()));
    } catch (ProviderReader.Again again) {
      retry(ctx, situation, again.saml(typed), again.candidates(), again.problem());
    } catch (Problem problem) {
      retry(ctx, situation, typed, List.of(), problem);
    }
  }

  private void retry(
      Context ctx, Situation situation, SamlForm typed, List<String> candidates, Problem problem) {
    var words = Words.of(ctx);
    var besides =
        words.besides(
            problem,
            SamlForm.ADDRESS,
            SamlForm.DOCUMENT,
            SamlForm.ENTITY_ID,
            SamlForm.SIGN_ON,
            SamlForm.CERTIFICATES);
    refuse(
        ctx,
        problem,
        setup.form(situation, typed, field -> words.at(problem, field), candidates, besides));
  }

  private void configureOidc(Context ctx, Situation situation) {
    var typed = OidcForm.read(ctx);
    var current = situation.current();
    var secretKnown = current != null && current.clientSecretHint() != null;
    try {
      save(ctx, situation, reader.oidc(typed, (OidcSettings) situation.settings(), secretKnown));
    } catch (ProviderReader.Again again) {
      retry(ctx, situation, again.oidc(typed), again.problem());
    } catch (Problem problem) {
      retry(ctx, situation, typed, problem);
    }
  }

  private void retry(Context ctx, Situation situation, OidcForm typed, Problem problem) {
    var words = Words.of(ctx);
    var besides =
        words.besides(problem, OidcForm.CLIENT_ID, OidcForm.CLIENT_SECRET, OidcForm.ISSUER);
    refuse(ctx, problem, setup.form(situation, typed, field -> words.at(problem, field), besides));
  }

  private void save(Context ctx, Situation situation, ProviderReader.Found found) {
    core.connectionVersions.save(
        surface.actor(ctx),
        surface.organization(ctx),
        situation.connection().id(),
        base(ctx),
        found.settings(),
        found.secret());
    var done =
        situation.versions().live() == null
            ? "The configuration is saved. Test it next."
            : "The draft is saved. Sign-ins go on as before until it is made live.";
    surface.changed(
        ctx,
        "",
        () -> setup.page(ctx, false),
        Toast.done(
            Stream.concat(Stream.of(done), found.notes().stream())
                .collect(Collectors.joining(" "))));
  }

  static int base(Context ctx) {
    try {
      return Integer.parseInt(Requests.field(ctx, "base"));
    } catch (NumberFormatException e) {
      throw Problem.conflict("connection_changed");
    }
  }

  /** The form as typed; what was changed by somebody else meanwhile is said above it. */
  private void refuse(Context ctx, Problem problem, SettingsForm form) {
    if (problem.kind() != Problem.Kind.INVALID && problem.kind() != Problem.Kind.CONFLICT)
      throw problem;
    surface.retry(ctx, setup.refused(ctx, form), problem);
  }

  private void nameAttributes(Context ctx) {
    var situation = situations.get(ctx);
    var names = NamesInForm.read(ctx);
    try {
      save(
          ctx,
          situation,
          new ProviderReader.Found(names.into(situation.settings()), null, List.of()));
    } catch (Problem problem) {
      if (problem.kind() != Problem.Kind.INVALID && problem.kind() != Problem.Kind.CONFLICT)
        throw problem;
      surface.retry(ctx, setup.refused(ctx, names, problem), problem);
    }
  }
}
