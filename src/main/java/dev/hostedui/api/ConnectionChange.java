package dev.hostedui.api;

import dev.hostedui.core.Core;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.connection.Connection;
import dev.hostedui.identity.connection.ConnectionSetup;
import dev.hostedui.identity.connection.IdpCertificate;
import dev.hostedui.identity.connection.KnownProviders;
import dev.hostedui.identity.connection.OidcSettings;
import dev.hostedui.identity.connection.Protocol;
import dev.hostedui.identity.connection.SamlSettings;
import dev.hostedui.identity.connection.Switch;
import dev.hostedui.protocol.saml.CertificateReader;
import dev.hostedui.protocol.saml.CertificateRefused;
import dev.hostedui.upstream.Lookup;
import dev.hostedui.upstream.Recognition;
import dev.hostedui.upstream.Recognized;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * Makes settings of what was sent for a connection: what is given changes, the rest stays, and what
 * the provider publishes is read where that was asked for. Reading calls an address, so it happens
 * before the change and holds nothing up.
 */
final class ConnectionChange {

  private static final String OIDC = "oidc_config";
  private static final String METADATA_EXAMPLE = "https://idp.example/metadata";
  private static final String SAML = "saml_config";
  private static final String MANUAL = "MANUAL";
  private static final Set<String> NAMED_OUTSIDE =
      Set.of("attribute_mapping", "configuration_type", OIDC, SAML);

  private static final Map<String, Switch> SWITCHES =
      Map.of(
          "jit_provisioning_with_sso_enabled", Switch.JIT_PROVISIONING,
          "sync_user_profile_on_login", Switch.PROFILE_SYNC,
          "allow_idp_initiated_login", Switch.IDP_INITIATED);

  private final Core core;
  private final KnownProviders providers;
  private final BiFunction<String, List<String>, String> documentWords;
  private final Lookup lookup;

  ConnectionChange(
      Core core, KnownProviders providers, BiFunction<String, List<String>, String> documentWords) {
    this.core = core;
    this.providers = providers;
    this.documentWords = documentWords;
    lookup = new Lookup(core.upstreamDocuments);
  }

  /**
   * What a body wants a connection to be.
   *
   * @throws Problem INVALID with all that is wrong, each at its field
   */
  ConnectionSetup.Wanted wanted(Body body, Connection connection) {
    var used = core.connectionVersions.of(connection.id()).used();
    var was = used == null ? providers.beginningOf(connection) : used.settings();
    var part = connection.protocol() == Protocol.SAML ? SAML : OIDC;
    var other = part.equals(SAML) ? OIDC : SAML;
    // the examples of clients name both; what is of the other protocol must not be lost unseen
    if (body.has(other) && !body.has(part))
      throw Problem.invalid("other_protocol").at(other).with(connection.protocol().name());
    var given = body.part(part);
    var manual = MANUAL.equals(body.text("configuration_type"));
    var secret = given.pasted("client_secret");
    var settings =
        was instanceof SamlSettings saml
            ? saml(given, saml, manual)
            : oidc(given, (OidcSettings) was, manual);
    var mapping = body.pairs("attribute_mapping");
    if (mapping != null) mapping.replaceAll((ours, theirs) -> theirs.strip());
    var changed =
        mapping == null ? settings : settings.with(providers.completed(connection, mapping));
    if (secret == null
        && used != null
        && used.clientSecretHint() != null
        && changed instanceof OidcSettings after
        && !after.sendsSecretWhere((OidcSettings) was))
      throw Problem.invalid("client_secret_of_another").at(OIDC + ".client_secret");
    return new ConnectionSetup.Wanted(
        used == null ? 0 : used.number(),
        changed.equals(was) && secret == null ? null : changed,
        secret,
        switches(given));
  }

  private static Map<Switch, Boolean> switches(Body given) {
    var switches = new EnumMap<Switch, Boolean>(Switch.class);
    SWITCHES.forEach(
        (name, one) -> {
          var on = given.truth(name);
          if (on != null) switches.put(one, on);
        });
    return switches;
  }

  /** A refusal whose fields are named as they were sent: inside the part for the protocol. */
  static Problem inside(Connection connection, Problem refused) {
    var part = connection.protocol() == Protocol.SAML ? SAML : OIDC;
    return refused.named(
        field ->
            field.contains(".") || NAMED_OUTSIDE.contains(field)
                ? field
                : part + "." + field.replace("idp_certificates", "idp_certificate"));
  }

  // ------------------------------------------------------------------ OpenID Connect

  private OidcSettings oidc(Body given, OidcSettings was, boolean manual) {
    var address = given.pastedOr("discovery_endpoint", given.pastedOr("issuer", ""));
    var byHand = manual || given.has("authorize_uri") || given.has("token_uri");
    var found = !byHand && !address.isEmpty() ? discovered(given, address, was) : was;
    var issuer = byHand ? given.pastedOr("issuer", found.issuer()) : found.issuer();
    var same = found.issuer().isEmpty() || found.issuer().equals(issuer);
    var scopes = given.texts("scopes");
    var way = given.text("token_auth_type");
    var pkce = given.truth("pkce_enabled");
    var logout = given.truth("idp_logout_required");
    return new OidcSettings(
        issuer,
        found.discovered() && !byHand,
        new OidcSettings.Endpoints(
            given.pastedOr("authorize_uri", found.endpoints().authorization()),
            given.pastedOr("token_uri", found.endpoints().token()),
            given.pastedOr("user_info_uri", found.endpoints().userInfo()),
            given.pastedOr("jwks_uri", found.endpoints().jwks()),
            // at another provider nobody of this one is signed in
            given.pastedOr("end_session_uri", same ? found.endpoints().endSession() : "")),
        given.pastedOr("client_id", found.clientId()),
        scopes == null ? found.scopes() : scopes,
        way == null ? found.clientAuthentication() : OidcSettings.ClientAuthentication.valueOf(way),
        pkce == null ? found.pkce() : pkce,
        logout == null ? found.logoutRequired() : logout,
        found.announcesIssuer(),
        found.mapping());
  }

  private OidcSettings discovered(Body given, String address, OidcSettings was) {
    var field = OIDC + (given.has("discovery_endpoint") ? ".discovery_endpoint" : ".issuer");
    var found = look(address, Protocol.OIDC, "");
    if (found instanceof Recognized.OpenIdProvider provider) return provider.into(was);
    throw unusable(field, Protocol.OIDC, found);
  }

  // ------------------------------------------------------------------ SAML

  private SamlSettings saml(Body given, SamlSettings was, boolean manual) {
    var address = given.pastedOr("idp_metadata_url", "");
    var found = manual || address.isEmpty() ? was : published(given, address, was);
    var known = found.named(given.pastedOr("idp_entity_id", found.entityId()));
    var certificates = given.text("idp_certificate");
    return new SamlSettings(
        manual ? "" : found.metadataUrl(),
        known.entityId(),
        new SamlSettings.SignOn(
            given.pastedOr("idp_sso_url", known.signOn().address()),
            binding(given, "idp_sso_request_binding", known.signOn().binding())),
        logout(given, known.logout(), found.logout().required()),
        certificates == null ? found.certificates() : certificates(certificates),
        SamlSettings.NameIdFormat.valueOf(
            given.textOr("idp_name_id_format", found.nameIdFormat().name())),
        SamlSettings.Signing.valueOf(given.textOr("saml_signing_option", found.signing().name())),
        truth(given, "want_request_signed", found.requestsSigned()),
        truth(given, "assertion_encrypted", found.assertionsEncrypted()),
        truth(given, "force_authn", found.forceAuthentication()),
        found.mapping());
  }

  private static SamlSettings.Logout logout(
      Body given, SamlSettings.Logout known, boolean required) {
    var address = given.pastedOr("idp_slo_url", known.address());
    return new SamlSettings.Logout(
        address,
        address.equals(known.address()) ? known.responseAddress() : "",
        binding(given, "idp_slo_request_binding", known.binding()),
        truth(given, "idp_slo_required", required));
  }

  private static SamlSettings.Binding binding(
      Body given, String name, SamlSettings.Binding otherwise) {
    return SamlSettings.Binding.valueOf(given.textOr(name, otherwise.name()));
  }

  private static boolean truth(Body given, String name, boolean otherwise) {
    var value = given.truth(name);
    return value == null ? otherwise : value;
  }

  private SamlSettings published(Body given, String address, SamlSettings was) {
    var found = look(address, Protocol.SAML, given.pastedOr("idp_entity_id", ""));
    if (found instanceof Recognized.SamlProvider provider) return provider.into(was);
    var field = SAML + ".idp_metadata_url";
    // what is no address at all is looked at as an issuer, which nobody was asked for here
    if (found instanceof Recognized.Refused refused
        && refused.code().equals("issuer_not_an_address"))
      throw Problem.invalid("provider_unusable")
          .at(field)
          .with(documentWords.apply("metadata_not_an_address", List.of(METADATA_EXAMPLE)));
    throw unusable(field, Protocol.SAML, found);
  }

  private List<IdpCertificate> certificates(String text) {
    try {
      return CertificateReader.read(text.getBytes(StandardCharsets.UTF_8)).stream()
          .map(it -> IdpCertificate.of(it.certificate()))
          .toList();
    } catch (CertificateRefused refused) {
      throw Problem.invalid("provider_unusable")
          .at(SAML + ".idp_certificate")
          .with(documentWords.apply("certificate_" + refused.reason().code(), List.of()));
    }
  }

  // ------------------------------------------------------------------ reading

  private Recognized look(String address, Protocol wanted, String chosen) {
    return lookup.look(
        address.getBytes(StandardCharsets.UTF_8),
        wanted,
        Recognition.at(
            core.config.issuers(),
            core.clock.instant(),
            chosen,
            core.config.allowPrivateNetwork()));
  }

  private Problem unusable(String field, Protocol wanted, Recognized found) {
    if (found instanceof Recognized.SeveralProviders)
      return Problem.invalid("provider_of_several_missing").at(field);
    return Problem.invalid("provider_unusable").at(field).with(said(wanted, found));
  }

  /** What is there instead of what is wanted, as the portal says it. */
  private String said(Protocol wanted, Recognized found) {
    if (found instanceof Recognized.Refused refused)
      return documentWords.apply(refused.code(), refused.arguments());
    if (wanted == Protocol.SAML)
      return documentWords.apply(
          found instanceof Recognized.Certificates
              ? "certificates_for_metadata"
              : found instanceof Recognized.Credentials
                  ? "credentials_for_saml"
                  : "other_protocol_oidc",
          List.of());
    if (found instanceof Recognized.Guess guess)
      return documentWords.apply("guess_alone", List.of(guess.address().issuer()));
    return documentWords.apply(
        found instanceof Recognized.Credentials ? "credentials_for_issuer" : "other_protocol_saml",
        List.of());
  }
}
