package dev.hostedui.portal.sso;

import dev.hostedui.core.Core;
import dev.hostedui.identity.Permission;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.connection.Connection;
import dev.hostedui.identity.connection.ConnectionSettings;
import dev.hostedui.identity.connection.ConnectionSetup;
import dev.hostedui.identity.connection.OidcSettings;
import dev.hostedui.identity.connection.Protocol;
import dev.hostedui.identity.connection.SamlSettings;
import dev.hostedui.identity.connection.Switch;
import dev.hostedui.portal.Surface;
import dev.hostedui.web.Requests;
import dev.hostedui.web.Routes;
import dev.hostedui.web.Toast;
import dev.hostedui.web.Words;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Answers for the Settings tab: switches that count at once, and what belongs to a version of the
 * configuration and is tested with it.
 */
final class SettingsTab {

  private final Core core;
  private final Situations situations;
  private final Surface surface;

  SettingsTab(Core core, Situations situations, Surface surface) {
    this.core = core;
    this.situations = situations;
    this.surface = surface;
  }

  void mount(Routes routes) {
    var path = surface.path() + Tab.SETTINGS.path();
    var manage = surface.access().and(Permission.SSO_MANAGE);
    routes.get(path, surface.access(), ctx -> surface.show(ctx, page(ctx)));
    routes.post(path + "/people", manage, this::turn);
    routes.post(path + "/protocol", manage, this::save);
  }

  // ------------------------------------------------------------------ changing

  private void turn(Context ctx) {
    var connection = situations.get(ctx).connection();
    var turned =
        switches(connection).stream()
            .collect(Collectors.toMap(it -> it, it -> ticked(ctx, it.wireName())));
    try {
      core.connectionSetup.set(
          surface.actor(ctx),
          surface.organization(ctx),
          connection.id(),
          Requests.field(ctx, "seen"),
          ConnectionSetup.Wanted.turned(turned));
      surface.changed(ctx, Tab.SETTINGS.path(), () -> page(ctx), Toast.done("Settings saved."));
    } catch (Problem problem) {
      retry(ctx, turned, null, problem);
    }
  }

  private void save(Context ctx) {
    var situation = situations.get(ctx);
    var typed = typed(ctx, situation.settings());
    try {
      var live = situation.versions().live() != null;
      core.connectionVersions.save(
          surface.actor(ctx),
          surface.organization(ctx),
          situation.connection().id(),
          ConfigurationRoutes.base(ctx),
          typed,
          null);
      surface.changed(
          ctx,
          Tab.SETTINGS.path(),
          () -> page(ctx),
          Toast.done(live ? "The draft is saved. Test it, then make it live." : "Settings saved."));
    } catch (Problem problem) {
      retry(ctx, Map.of(), typed, problem);
    }
  }

  /** Shows again what was chosen in the form that was sent, with what is wrong with it. */
  private void retry(
      Context ctx,
      Map<Switch, Boolean> turned,
      @Nullable ConnectionSettings typed,
      Problem problem) {
    if (problem.kind() != Problem.Kind.INVALID && problem.kind() != Problem.Kind.CONFLICT)
      throw problem;
    surface.retry(ctx, page(ctx, turned, typed, Words.of(ctx).of(problem)), problem);
  }

  private static boolean ticked(Context ctx, String name) {
    return !Requests.optionalField(ctx, name).isEmpty();
  }

  private static <E extends Enum<E>> E chosen(Context ctx, String name, E[] all, E otherwise) {
    var value = Requests.optionalField(ctx, name);
    for (var one : all) if (one.name().equals(value)) return one;
    return otherwise;
  }

  private static ConnectionSettings typed(Context ctx, ConnectionSettings saved) {
    return saved instanceof SamlSettings saml ? saml(ctx, saml) : oidc(ctx, (OidcSettings) saved);
  }

  private static SamlSettings saml(Context ctx, SamlSettings saved) {
    var logout = saved.logout();
    return new SamlSettings(
        saved.metadataUrl(),
        saved.entityId(),
        new SamlSettings.SignOn(
            saved.signOn().address(),
            chosen(ctx, "binding", SamlSettings.Binding.values(), saved.signOn().binding())),
        new SamlSettings.Logout(
            logout.address(), logout.responseAddress(), logout.binding(), ticked(ctx, "logout")),
        saved.certificates(),
        chosen(ctx, "name_id_format", SamlSettings.NameIdFormat.values(), saved.nameIdFormat()),
        chosen(ctx, "signing", SamlSettings.Signing.values(), saved.signing()),
        ticked(ctx, "requests_signed"),
        ticked(ctx, "encrypted"),
        ticked(ctx, "force_authn"),
        saved.mapping());
  }

  private static OidcSettings oidc(Context ctx, OidcSettings saved) {
    return new OidcSettings(
        saved.issuer(),
        saved.discovered(),
        saved.endpoints(),
        saved.clientId(),
        saved.scopes(),
        chosen(
            ctx,
            "client_authentication",
            OidcSettings.ClientAuthentication.values(),
            saved.clientAuthentication()),
        ticked(ctx, "pkce"),
        ticked(ctx, "logout"),
        saved.announcesIssuer(),
        saved.mapping());
  }

  // ------------------------------------------------------------------ showing

  private SettingsPage page(Context ctx) {
    return page(ctx, Map.of(), null, null);
  }

  /**
   * The page with what was chosen and not saved in one of its forms.
   *
   * @param turned the switches of the first form, or empty
   * @param typed what the second form sent, or null
   * @param error what is wrong with that form, or null
   */
  private SettingsPage page(
      Context ctx,
      Map<Switch, Boolean> turned,
      @Nullable ConnectionSettings typed,
      @Nullable String error) {
    var situation = situations.get(ctx);
    var saved = situation.settings();
    var shown = typed == null ? saved : typed;
    var nothing = situation.current() == null;
    return new SettingsPage(
        situations.head(ctx, situation, Tab.SETTINGS),
        ConnectionSetup.version(situation.connection(), situation.versions().used()),
        situation.versions().base(),
        switches(situation.connection()).stream()
            .map(
                it -> {
                  var was = situation.connection().has(it);
                  return SettingsWords.tick(it, turned.getOrDefault(it, was), was);
                })
            .toList(),
        typed == null ? error : null,
        nothing ? List.of() : SettingsWords.ticks(shown, saved),
        nothing ? List.of() : SettingsWords.choices(shown, saved),
        situation.versions().live() == null
            ? "The test in step 5 tries them together with the configuration."
            : "Saving makes a draft, which counts once it is tested and made live.",
        typed == null ? null : error);
  }

  /** What a person may turn, of what the protocol knows. */
  private static List<Switch> switches(Connection connection) {
    var shown = new ArrayList<>(List.of(Switch.JIT_PROVISIONING, Switch.PROFILE_SYNC));
    if (connection.protocol() == Protocol.SAML)
      shown.addAll(List.of(Switch.PROVIDER_ENDS_SESSIONS, Switch.IDP_INITIATED));
    return shown;
  }
}
