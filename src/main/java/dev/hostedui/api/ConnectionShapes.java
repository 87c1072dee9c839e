package dev.hostedui.api;

import static dev.hostedui.api.Schema.constant;
import static dev.hostedui.api.Schema.field;
import static dev.hostedui.api.Schema.id;
import static dev.hostedui.api.Schema.listOf;
import static dev.hostedui.api.Schema.needed;
import static dev.hostedui.api.Schema.text;
import static dev.hostedui.api.Schema.time;
import static dev.hostedui.api.Schema.truth;

import dev.hostedui.api.Schema.Field;
import dev.hostedui.api.Schema.Shape;
import dev.hostedui.identity.connection.AttributeMapping;
import dev.hostedui.identity.connection.KnownProviders;
import dev.hostedui.identity.connection.OidcSettings;
import dev.hostedui.identity.connection.SamlSettings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** What connections look like, and what they can be set to. */
final class ConnectionShapes {
  private ConnectionShapes() {}

  private static final int LONGEST_ADDRESS = 1_024;
  private static final int LONGEST_SECRET = 1_024;
  private static final int LONGEST_CERTIFICATES = 9_000;

  private static final Field CONFIGURATION_TYPE =
      field(
          "configuration_type",
          constant("DISCOVERY", "MANUAL"),
          "Whether what the provider publishes is read, now and every day, or each value is"
              + " given.");

  private static final Field MAPPING =
      field(
          "attribute_mapping",
          new Schema.Pairs(Map.of("email", "mail"), AttributeMapping.MOST, 100, 1),
          "Which attribute of the provider is which of ours: sub, email, given_name, family_name,"
              + " groups, phone_number, picture, preferred_username, locale, gender, or the name of"
              + " a custom attribute of 3 to 25 characters. What is given replaces all of it; the first"
              + " four, where they are not given, are what the provider's guide tells people to"
              + " send.");

  // ------------------------------------------------------------------ OpenID Connect

  private static List<Field> oidc() {
    return List.of(
        field("issuer", address("https://idp.example/tenant"), "The provider's name."),
        field("authorize_uri", address("https://idp.example/authorize"), "Where people are sent."),
        field("token_uri", address("https://idp.example/token"), "Where codes are exchanged."),
        field(
            "user_info_uri", address("https://idp.example/userinfo"), "Where it tells of people."),
        field("jwks_uri", address("https://idp.example/keys"), "Where its keys are."),
        field(
            "end_session_uri",
            address("https://idp.example/logout"),
            "Where people sign out; forgotten with another issuer, unless it is given again."),
        field("client_id", text("hosted-ui").max(512), "What the provider calls us."),
        field(
            "scopes",
            listOf(text("openid").oneOf(OidcSettings.SCOPES.toArray(String[]::new)), 5),
            "What is asked for; openid is among it."),
        field(
            "token_auth_type",
            constant("BASIC_AUTH", "URL_PARAMS"),
            "How the client secret is sent: client_secret_basic or client_secret_post."),
        field("pkce_enabled", truth(true), "Whether requests carry a code challenge (RFC 7636)."),
        field(
            "idp_logout_required", truth(false), "Whether who signs out here is signed out there."),
        jit(),
        sync());
  }

  static final Shape OIDC_GIVEN =
      with(
          "OidcConnectionConfigInput",
          oidc(),
          field(
              "discovery_endpoint",
              address("https://idp.example/.well-known/openid-configuration"),
              "Where it describes itself; the issuer does as well."),
          field(
              "client_secret",
              text("7Kd2…").min(1).max(LONGEST_SECRET),
              "The secret it gave us, which is never shown again."));

  private static final Shape OIDC =
      with(
          "OidcConnectionConfig",
          oidc(),
          field(
              "discovery_endpoint",
              text("https://idp.example/.well-known/openid-configuration"),
              "Where what it publishes is read every day."),
          field(
              "client_secret_suffix", text("x7Qz"), "The last characters of the secret, if long."),
          needed("redirect_uri", text("https://…/callback"), "Where the provider sends people."),
          needed(
              "post_logout_redirect_uri",
              text("https://…/logout/callback"),
              "Likewise after sign-out."),
          needed(
              "backchannel_logout_redirect_uri",
              text("https://…/backchannel-logout"),
              "Where the provider says that somebody signed out."));

  // ------------------------------------------------------------------ SAML

  private static List<Field> saml() {
    return List.of(
        field(
            "idp_metadata_url",
            address("https://idp.example/metadata"),
            "Where it describes itself."),
        field(
            "idp_entity_id",
            text("https://idp.example/saml").max(LONGEST_ADDRESS),
            "Its name. Another one is another provider: where people sign out and the bindings are"
                + " forgotten, unless they are given again."),
        field("idp_sso_url", address("https://idp.example/sso"), "Where people are sent."),
        field("idp_sso_request_binding", binding(), "How they are sent there."),
        field("idp_slo_url", address("https://idp.example/slo"), "Where people sign out."),
        field("idp_slo_request_binding", binding(), "How they are sent there."),
        field("idp_slo_required", truth(false), "Whether who signs out here is signed out there."),
        field(
            "idp_name_id_format",
            names(SamlSettings.NameIdFormat.values()),
            "How it names people."),
        field("saml_signing_option", names(SamlSettings.Signing.values()), "What it has to sign."),
        field("want_request_signed", truth(false), "Whether our requests are signed."),
        field(
            "assertion_encrypted", truth(false), "Whether assertions have to be encrypted for us."),
        field("force_authn", truth(false), "Whether it asks for a proof at each sign-in."),
        field(
            "allow_idp_initiated_login",
            truth(false),
            "Whether people may begin at the provider; the app then begins a sign-in."),
        jit(),
        sync());
  }

  static final Shape SAML_GIVEN =
      with(
          "SamlConnectionConfigInput",
          saml(),
          field(
              "idp_certificate",
              text("-----BEGIN CERTIFICATE-----…").max(LONGEST_CERTIFICATES),
              "Its certificate in PEM or base64, or several below each other: all that count from"
                  + " now on."));

  private static final Shape SAML =
      with(
          "SamlConnectionConfig",
          saml(),
          needed(
              "idp_certificates",
              listOf(
                  new Shape(
                      "IdpCertificate",
                      needed("id", text("9A:2F…"), "Its SHA-256 fingerprint."),
                      needed("certificate", text("-----BEGIN CERTIFICATE-----…"), "It, in PEM."),
                      needed("issuer", text("CN=idp.example"), "Whom it names."),
                      needed("create_time", time(), "When it begins."),
                      needed("expiry_time", time(), "When it ends."))),
              "The certificates whose keys may sign."),
          field(
              "key_id",
              id("cert_"),
              "Our key that signs requests now and is in the metadata, once one was needed."),
          field(
              "default_redirect_uri",
              text("https://app.example.com/login"),
              "Where people who begin at the provider are led: where the app begins a sign-in, its"
                  + " initiate_login_uri."),
          needed("sp_entity_id", text("https://…/sso/v1/saml/conn_1"), "Our name."),
          needed(
              "sp_assertion_url", text("https://…/callback"), "Where the provider sends people."),
          needed("sp_metadata_url", text("https://…/metadata"), "Where we describe ourselves."),
          needed("sp_slo_url", text("https://…/slo"), "Where the provider signs people out."));

  // ------------------------------------------------------------------ connections

  private static List<Field> always() {
    return List.of(
        needed("id", id("conn_"), "Its id."),
        needed("organization_id", id("org_"), "Whose it is."),
        needed("provider", text("OKTA"), "The identity provider."),
        needed("type", constant("SAML", "OIDC"), "What is spoken with it."),
        needed("status", constant("COMPLETED", "IN_PROGRESS", "DRAFT"), "How far it is set up."),
        needed("enabled", truth(true), "Whether people are sent there."));
  }

  static final Shape LISTED =
      with(
          "ListedConnection",
          always(),
          needed("domains", listOf(text("acme.example")), "Whose people are sent there."));

  /** One of a list that has those of the environment as well. */
  private static final Shape ANY =
      new Shape(
          "AnyConnection",
          needed("id", id("conn_"), "Its id."),
          field("organization_id", id("org_"), "Whose it is; none of the environment's."),
          needed("provider", text("OKTA"), "The provider."),
          needed("type", constant("SAML", "OIDC", "OAUTH"), "What is spoken with it."),
          needed("status", constant("COMPLETED", "IN_PROGRESS", "DRAFT"), "How far it is set up."),
          needed("enabled", truth(true), "Whether people are sent there."),
          field("host", text("https://gitlab.com"), "Where a provider for everybody runs."),
          field("tenant", text("common"), "Whose people a provider for everybody has."),
          needed("domains", listOf(text("acme.example")), "Whose people are sent there."));

  private static final Shape CONNECTION =
      with(
          "Connection",
          always(),
          needed(
              "domains",
              listOf(
                  new Shape(
                      "ConnectionDomain",
                      needed("id", id("dom_"), "Its id."),
                      needed("domain", text("acme.example"), "The domain, in its ASCII form."),
                      needed(
                          "domain_type",
                          constant(DomainOperations.OWN),
                          "It is the organization's."),
                      needed(
                          "verification_status",
                          constant("VERIFIED"),
                          "Others lead to no connection."))),
              "Whose people are sent there."),
          CONFIGURATION_TYPE,
          MAPPING,
          field("oidc_config", OIDC, "What it is set to, where OpenID Connect is spoken."),
          field("saml_config", SAML, "What it is set to, where SAML is spoken."),
          needed("create_time", time(), "When it was made."),
          needed("update_time", time(), "When it last changed."));

  static final Shape ANSWER =
      new Shape("ConnectionAnswer", needed("connection", CONNECTION, "The connection."));

  static final Shape LIST =
      new Shape("ConnectionsAnswer", needed("connections", listOf(ANY), "The connections."));

  static final Shape PAGE = Shapes.page("ConnectionPage", "connections", LISTED);

  static final Shape TOGGLED =
      new Shape(
          "ToggleAnswer",
          needed("enabled", truth(true), "Whether it is on now."),
          field("error_message", text(""), "Always empty: what goes wrong is refused."));

  private static final List<Field> CONFIGURATION =
      List.of(
          CONFIGURATION_TYPE,
          MAPPING,
          field("oidc_config", OIDC_GIVEN, "For OpenID Connect; what is not given stays."),
          field("saml_config", SAML_GIVEN, "For SAML; what is not given stays."));

  /** Of those with a guide, and those that have none. */
  static Shape made(KnownProviders providers) {
    var all = new TreeSet<>(providers.all());
    all.addAll(List.of("AUTH0", "IDP_SIMULATOR", "OKTA"));
    return new Shape(
        "CreateConnection",
        needed(
            "provider",
            text("OKTA").oneOf(all.toArray(String[]::new)),
            "The identity provider: CUSTOM for any that is not named."),
        needed("type", constant("SAML", "OIDC"), "What is spoken with it."));
  }

  static final Shape CHANGE =
      new Shape(
          "UpdateConnection",
          CONFIGURATION.get(0),
          CONFIGURATION.get(1),
          CONFIGURATION.get(2),
          CONFIGURATION.get(3));

  /** Of SAML by hand: a connection speaks one of the two, and an address would be called. */
  static final Map<String, Object> CHANGE_EXAMPLE =
      Schema.ordered(
          "configuration_type",
          "MANUAL",
          "attribute_mapping",
          Map.of("email", "mail"),
          "saml_config",
          Schema.ordered(
              "idp_entity_id",
              "https://idp.example/saml",
              "idp_sso_url",
              "https://idp.example/sso",
              "idp_sso_request_binding",
              "HTTP_POST",
              "jit_provisioning_with_sso_enabled",
              true));

  static final Shape ATTACH =
      new Shape(
          "AttachConnectionDomains",
          needed(
              "domain_ids",
              listOf(id("dom_"), 200),
              "The organization's domains whose people are sent to this connection."));

  static final Shape TEST_ANSWER =
      new Shape(
          "ConnectionTestAnswer",
          needed("status", constant("SUCCESS", "FAILURE", "PENDING"), "What came of it."),
          field("error", text("invalid_saml_response"), "Why it failed, as a stable code."),
          field("error_details", text("saml_signature_invalid"), "The more exact reason."),
          field("error_description", text("access_denied"), "What the provider said."),
          field("user_info", new Schema.Anything(), "Whom the answer names."),
          needed("version", Schema.count(3), "Which version of the settings was tried."),
          needed("create_time", time(), "When it began."),
          field("finish_time", time(), "When the answer came."));

  // ------------------------------------------------------------------ parts

  private static Field jit() {
    return field(
        "jit_provisioning_with_sso_enabled",
        truth(true),
        "Whether unknown people of verified domains become members.");
  }

  private static Field sync() {
    return field(
        "sync_user_profile_on_login",
        truth(false),
        "Whether names are taken over at each sign-in, and not only at the first.");
  }

  private static Schema.Text address(String example) {
    return text(example).max(LONGEST_ADDRESS);
  }

  private static Schema.Text binding() {
    return names(SamlSettings.Binding.values());
  }

  private static <E extends Enum<E>> Schema.Text names(E[] values) {
    var names = Arrays.stream(values).map(Enum::name).toArray(String[]::new);
    return text(names[0]).oneOf(names);
  }

  private static Shape with(String name, List<Field> fields, Field... more) {
    var all = new ArrayList<>(fields);
    all.addAll(List.of(more));
    return new Shape(name, List.copyOf(all));
  }
}
