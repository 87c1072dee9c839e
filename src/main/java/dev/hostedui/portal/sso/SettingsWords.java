package dev.hostedui.portal.sso;

import dev.hostedui.identity.connection.ConnectionSettings;
import dev.hostedui.identity.connection.OidcSettings;
import dev.hostedui.identity.connection.SamlSettings;
import dev.hostedui.identity.connection.Switch;
import java.util.List;

/** What the Settings tab calls what can be set, and what it says about each. */
final class SettingsWords {

  private SettingsWords() {}

  static SettingsPage.Tick tick(Switch one, boolean on, boolean saved) {
    return switch (one) {
      case JIT_PROVISIONING ->
          new SettingsPage.Tick(
              one.wireName(),
              "Just-in-time provisioning",
              "Who signs in for the first time and has an address at a verified domain gets an"
                  + " account. Everybody else needs an invitation.",
              on,
              saved,
              false);
      case PROFILE_SYNC ->
          new SettingsPage.Tick(
              one.wireName(),
              "Sync user attributes during login",
              "Names, groups and whatever else is mapped are taken over from your identity provider"
                  + " at each sign-in, not only at the first.",
              on,
              saved,
              false);
      case PROVIDER_ENDS_SESSIONS ->
          new SettingsPage.Tick(
              one.wireName(),
              "End sessions when the identity provider says",
              "It sends SessionNotOnOrAfter. Some send five minutes: look at the time in the test"
                  + " first.",
              on,
              saved,
              false);
      case IDP_INITIATED ->
          new SettingsPage.Tick(
              one.wireName(),
              "Allow sign-ins that begin at the identity provider",
              "People can start from its portal. They are led to the app, which begins a sign-in"
                  + " of its own.",
              on,
              saved,
              false);
      case SHA1_SIGNATURES -> throw new IllegalArgumentException("only the operator turns " + one);
    };
  }

  static List<SettingsPage.Tick> ticks(ConnectionSettings shown, ConnectionSettings saved) {
    if (shown instanceof SamlSettings now && saved instanceof SamlSettings was)
      return List.of(
          new SettingsPage.Tick(
              "force_authn",
              "Ask for a new sign-in each time",
              "Your identity provider has to ask also those it knows already (ForceAuthn).",
              now.forceAuthentication(),
              was.forceAuthentication(),
              false),
          new SettingsPage.Tick(
              "requests_signed",
              "Sign requests",
              "Requests carry our signature. The certificate is in our metadata.",
              now.requestsSigned(),
              was.requestsSigned(),
              false),
          new SettingsPage.Tick(
              "encrypted",
              "Demand encrypted assertions",
              "Answers that are not encrypted for us are refused.",
              now.assertionsEncrypted(),
              was.assertionsEncrypted(),
              false),
          new SettingsPage.Tick(
              "logout",
              "Single logout",
              was.logout().address().isEmpty()
                  ? "Your identity provider names no address for it in its metadata."
                  : "Who signs out of the app is signed out of your identity provider as well.",
              now.logout().required(),
              was.logout().required(),
              was.logout().address().isEmpty()));
    if (shown instanceof OidcSettings now && saved instanceof OidcSettings was)
      return List.of(
          new SettingsPage.Tick(
              "pkce",
              "Use PKCE",
              "Leave this on unless your identity provider does not take a code challenge.",
              now.pkce(),
              was.pkce(),
              false),
          new SettingsPage.Tick(
              "logout",
              "Single logout",
              was.endpoints().endSession().isEmpty()
                  ? "Your identity provider names no address for it in its discovery document."
                  : "Who signs out of the app is signed out of your identity provider as well.",
              now.logoutRequired(),
              was.logoutRequired(),
              was.endpoints().endSession().isEmpty()));
    throw new IllegalArgumentException("settings of two protocols");
  }

  static List<SettingsPage.Choice> choices(ConnectionSettings shown, ConnectionSettings saved) {
    if (shown instanceof OidcSettings now && saved instanceof OidcSettings was)
      return List.of(
          new SettingsPage.Choice(
              "client_authentication",
              "Client authentication",
              "How the client secret is shown at the token endpoint.",
              List.of(
                  new SettingsPage.Option("BASIC_AUTH", "In the header (client_secret_basic)"),
                  new SettingsPage.Option("URL_PARAMS", "In the body (client_secret_post)")),
              now.clientAuthentication().name(),
              was.clientAuthentication().name()));
    var now = (SamlSettings) shown;
    var was = (SamlSettings) saved;
    return List.of(
        new SettingsPage.Choice(
            "signing",
            "What has to be signed",
            "Of what your identity provider sends.",
            List.of(
                new SettingsPage.Option(
                    "SAML_RESPONSE_OR_ASSERTION_SIGNING", "Response or assertion"),
                new SettingsPage.Option("SAML_ONLY_ASSERTION_SIGNING", "Assertion"),
                new SettingsPage.Option("SAML_ONLY_RESPONSE_SIGNING", "Response"),
                new SettingsPage.Option("SAML_RESPONSE_ASSERTION_SIGNING", "Both")),
            now.signing().name(),
            was.signing().name()),
        new SettingsPage.Choice(
            "name_id_format",
            "Name ID format",
            "How we ask your identity provider to name people. A transient one names nobody the"
                + " next time.",
            List.of(
                new SettingsPage.Option("UNSPECIFIED", "Unspecified"),
                new SettingsPage.Option("EMAIL", "Email address"),
                new SettingsPage.Option("PERSISTENT", "Persistent"),
                new SettingsPage.Option("TRANSIENT", "Transient")),
            now.nameIdFormat().name(),
            was.nameIdFormat().name()),
        new SettingsPage.Choice(
            "binding",
            "Binding of requests",
            "POST when your identity provider takes no redirects, or requests are too long for it.",
            List.of(
                new SettingsPage.Option("HTTP_REDIRECT", "HTTP-Redirect"),
                new SettingsPage.Option("HTTP_POST", "HTTP-POST")),
            now.signOn().binding().name(),
            was.signOn().binding().name()));
  }
}
