package dev.hostedui.identity.connection;

import dev.hostedui.identity.connection.OidcSettings.ClientAuthentication;
import dev.hostedui.identity.connection.OidcSettings.Endpoints;
import dev.hostedui.identity.connection.SamlSettings.Binding;
import dev.hostedui.identity.connection.SamlSettings.Logout;
import dev.hostedui.identity.connection.SamlSettings.NameIdFormat;
import dev.hostedui.identity.connection.SamlSettings.SignOn;
import dev.hostedui.identity.connection.SamlSettings.Signing;
import dev.hostedui.protocol.saml.Credential;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Settings that connections of the tests are given. */
final class Settings {

  private static final KeyPair PAIR = pair();

  private Settings() {}

  private static KeyPair pair() {
    try {
      var generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(256);
      return generator.generateKeyPair();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A certificate of an identity provider that ends then. */
  static IdpCertificate certificate(String name, Instant ends) {
    var made = Credential.selfSigned(PAIR, name, 7, Instant.parse("2020-01-01T00:00:00Z"), ends);
    return IdpCertificate.of(made.certificate().certificate());
  }

  static final IdpCertificate CERTIFICATE =
      certificate("idp", Instant.parse("2030-01-01T00:00:00Z"));

  static SamlSettings saml() {
    return saml("https://idp.example/entity");
  }

  /** The same of a provider that calls itself so. */
  static SamlSettings saml(String entityId) {
    return new SamlSettings(
        "https://idp.example/metadata",
        entityId,
        new SignOn("https://idp.example/sso", Binding.HTTP_REDIRECT),
        Logout.NONE,
        List.of(CERTIFICATE),
        NameIdFormat.PERSISTENT,
        Signing.SAML_RESPONSE_OR_ASSERTION_SIGNING,
        false,
        false,
        false,
        new AttributeMapping(Map.of("email", "mail", "given_name", "firstName")));
  }

  static OidcSettings oidc() {
    return oidc("https://op.example");
  }

  /** The same of a provider that calls itself so. */
  static OidcSettings oidc(String issuer) {
    return new OidcSettings(
        issuer,
        true,
        new Endpoints(
            "https://op.example/authorize",
            "https://op.example/token",
            "https://op.example/userinfo",
            "https://op.example/keys",
            ""),
        "client-7",
        List.of("openid", "email"),
        ClientAuthentication.BASIC_AUTH,
        true,
        false,
        false,
        AttributeMapping.BLANK);
  }
}
