package dev.hostedui.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.hostedui.identity.connection.ConnectionId;
import dev.hostedui.identity.connection.RoutedConnection;
import dev.hostedui.identity.connection.SamlSettings;
import dev.hostedui.testing.SamlConnection;
import dev.hostedui.testing.SamlMint;
import dev.hostedui.testing.TestApp;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Connections that applications set up without the portal. */
class ConnectionSettingsTest {

  @RegisterExtension static final TestApp app = TestApp.start();

  private ApiClient api;
  private String connections;

  @BeforeEach
  void call() {
    api = ApiClient.of(app);
    connections = "/organizations/" + app.organization("initech").value() + "/connections";
  }

  private String made(String type) {
    return made("OKTA", type);
  }

  private static String certificate(String name) {
    var der = SamlMint.credential(name).certificate().der();
    return Base64.getEncoder().encodeToString(der);
  }

  private static String saml(String entity, String certificate) {
    return "{\"configuration_type\":\"MANUAL\",\"saml_config\":{\"idp_entity_id\":\""
        + entity
        + "\",\"idp_sso_url\":\"https://idp.example/sso\",\"idp_certificate\":\""
        + certificate
        + "\"}}";
  }

  @Test
  void a_connection_is_set_up_enabled_and_changed_while_people_use_it() {
    var one = made("SAML");
    assertThat(api.patch(one + ":enable", "{}").code()).isEqualTo("CONNECTION_INCOMPLETE");
    var set = api.patch(one, saml("https://idp.example/one", certificate("first")));
    assertThat(set.status()).as(set.toString()).isEqualTo(200);
    assertThat(set.text("connection/status")).isEqualTo("COMPLETED");
    assertThat(set.text("connection/saml_config/idp_certificates/0/certificate"))
        .startsWith("-----BEGIN CERTIFICATE-----");
    assertThat(set.text("connection/saml_config/sp_entity_id")).contains("/sso/v1/saml/conn_");
    assertThat(api.patch(one + ":enable", "{}").text("enabled")).isEqualTo("true");

    var later = api.patch(one, "{\"saml_config\":{\"force_authn\":true}}");
    assertThat(later.text("connection/saml_config/force_authn")).isEqualTo("true");
    assertThat(later.text("connection/saml_config/idp_entity_id"))
        .as("what was not sent stays")
        .isEqualTo("https://idp.example/one");
    var id = ConnectionId.parse(later.text("connection/id")).orElseThrow();
    var live = app.app().core().connectionRoutes.live(id).orElseThrow();
    assertThat(((SamlSettings) live.version().settings()).forceAuthentication()).isTrue();
    assertThat(later.json().at("/connection/saml_config").has("key_id")).isFalse();
    var key = app.app().core().serviceProviderKeys.of(id).current().id().value();
    var saml = api.get(one).json().at("/connection/saml_config");
    assertThat(saml.at("/key_id").asText()).isEqualTo(key);
    assertThat(saml.at("/default_redirect_uri").asText())
        .as("where the sample's app begins a sign-in")
        .endsWith("/login");
    var events = connections.replace("/connections", "/events?type=organization.sso_made_live");
    assertThat(api.get(events).text("events/0/after/untested")).isEqualTo("true");
  }

  @Test
  void another_provider_is_not_told_by_the_logout_address_of_the_one_before() {
    var one = made("SAML");
    api.patch(one, saml("https://idp.example/one", certificate("first")));
    var logout =
        "{\"saml_config\":{\"idp_slo_url\":\"https://idp.example/slo\","
            + "\"idp_slo_request_binding\":\"HTTP_POST\",\"idp_slo_required\":true,"
            + "\"idp_sso_request_binding\":\"HTTP_POST\"}}";
    api.patch(one, logout);
    var same = api.patch(one, saml("https://idp.example/one", certificate("second")));
    assertThat(same.text("connection/saml_config/idp_slo_url"))
        .isEqualTo("https://idp.example/slo");

    var other = api.patch(one, saml("https://idp.example/two", certificate("second")));
    assertThat(other.json().at("/connection/saml_config").has("idp_slo_url")).isFalse();
    assertThat(other.text("connection/saml_config/idp_slo_request_binding"))
        .isEqualTo("HTTP_REDIRECT");
    assertThat(other.text("connection/saml_config/idp_sso_request_binding"))
        .isEqualTo("HTTP_REDIRECT");
    assertThat(other.text("connection/saml_config/idp_slo_required"))
        .as("what was wished for stays")
        .isEqualTo("true");

    var two = made("OIDC");
    var addresses =
        "\"authorize_uri\":\"https://idp.example/a\",\"token_uri\":\"https://idp.example/t\"";
    api.patch(
        two,
        "{\"oidc_config\":{\"issuer\":\"https://idp.example/one\","
            + addresses
            + ",\"end_session_uri\":\"https://idp.example/e\"}}");
    var moved =
        api.patch(
            two, "{\"oidc_config\":{\"issuer\":\"https://idp.example/two\"," + addresses + "}}");
    assertThat(moved.text("connection/oidc_config/issuer")).isEqualTo("https://idp.example/two");
    assertThat(moved.json().at("/connection/oidc_config").has("end_session_uri")).isFalse();
  }

  private String made(String provider, String type) {
    var made =
        api.post(connections, "{\"provider\":\"" + provider + "\",\"type\":\"" + type + "\"}");
    assertThat(made.status()).as(made.toString()).isEqualTo(201);
    return connections + "/" + made.text("connection/id");
  }

  @Test
  void a_connection_begins_with_the_names_that_the_page_tells_people_to_send() {
    var ivy = app.as("ivy@initech.example");
    for (var provider : List.of("MICROSOFT_AD", "OKTA", "GOOGLE", "CUSTOM"))
      for (var type : List.of("SAML", "OIDC")) {
        var one = made(provider, type);
        var set =
            api.patch(
                one,
                type.equals("SAML")
                    ? saml("https://idp.example/" + provider, certificate("first"))
                    : "{\"configuration_type\":\"MANUAL\",\"oidc_config\":{\"client_id\":\"c\"}}");
        assertThat(set.status()).as(set.toString()).isEqualTo(200);
        var page = ivy.get("/ui/organization/sso");
        assertThat(page.status()).as(provider + type).isEqualTo(200);
        assertThat(page.texts("td code"))
            .as(provider + type)
            .contains(set.text("connection/attribute_mapping/email"));
        app.arrange("DELETE FROM connections");
      }
    // what a guide is not about is shown as one's own
    made("ADFS", "OIDC");
    assertThat(ivy.get("/ui/organization/sso").texts("td code")).contains("email", "sub");
    app.arrange("DELETE FROM connections");
    var entra = made("MICROSOFT_AD", "SAML");
    var claims = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/";
    api.patch(entra, saml("https://idp.example/entra", certificate("first")));
    var mapping = api.get(entra).json().at("/connection/attribute_mapping");
    assertThat(mapping.at("/email").asText()).isEqualTo(claims + "emailaddress");
    assertThat(mapping.at("/given_name").asText()).isEqualTo(claims + "givenname");

    // what is given is as it is given, and the rest as the guide says
    api.patch(entra, "{\"attribute_mapping\":{\"email\":\"mail\",\"team\":\"department\"}}");
    mapping = api.get(entra).json().at("/connection/attribute_mapping");
    assertThat(mapping.at("/email").asText()).isEqualTo("mail");
    assertThat(mapping.at("/team").asText()).isEqualTo("department");
    assertThat(mapping.at("/family_name").asText()).isEqualTo(claims + "surname");
  }

  @Test
  void a_provider_that_nobody_knows_is_refused_with_those_that_are() {
    for (var wrong : List.of("ENTRA", "PING", "okta")) {
      var refused = api.post(connections, "{\"provider\":\"" + wrong + "\",\"type\":\"SAML\"}");
      assertThat(refused.status()).isEqualTo(400);
      assertThat(refused.toString()).contains("MICROSOFT_AD", "PING_IDENTITY", "AUTH0");
      var directory =
          api.post(
              connections.replace("/connections", "/directories"),
              "{\"directory_type\":\"SCIM\",\"directory_provider\":\"" + wrong + "\"}");
      assertThat(directory.status()).isEqualTo(400);
      assertThat(directory.toString()).contains("MICROSOFT_AD", "PING_IDENTITY", "AUTH0");
    }
    assertThat(app.count("connections")).isZero();
    made("IDP_SIMULATOR", "SAML");
  }

  @Test
  void a_draft_of_somebody_in_the_portal_stays_as_it_is() {
    SamlConnection.enabled(app, "acmecorp");
    var core = app.app().core();
    var connection = core.connections.of(app.organization("acmecorp")).orElseThrow();
    var versions = core.connectionVersions.of(connection.id());
    var typed =
        SamlConnection.with(
            (SamlSettings) versions.used().settings(),
            new SamlSettings.SignOn("https://draft.example/", SamlSettings.Binding.HTTP_POST));
    var draft =
        core.connectionVersions.save(
            new dev.hostedui.identity.Actor.Internal("test"),
            connection.organization(),
            connection.id(),
            versions.base(),
            typed,
            null);
    var path =
        "/organizations/"
            + connection.organization().value()
            + "/connections/"
            + connection.id().value();
    var changed = api.patch(path, "{\"saml_config\":{\"want_request_signed\":true}}");
    assertThat(changed.status()).as(changed.toString()).isEqualTo(200);
    assertThat(changed.text("connection/saml_config/idp_sso_url"))
        .isNotEqualTo("https://draft.example/");
    var after = core.connectionVersions.of(connection.id());
    assertThat(after.draft()).isEqualTo(draft);
    assertThat(after.live().number()).isGreaterThan(draft.number());
  }

  @Test
  void what_is_wrong_is_said_at_its_field_and_changes_nothing_at_all() {
    var one = made("SAML");
    var before = app.contents();
    var wrong =
        api.patch(
            one,
            "{\"configuration_type\":\"MANUAL\",\"saml_config\":{\"idp_sso_url\":\"nowhere\","
                + "\"allow_idp_initiated_login\":true},\"attribute_mapping\":{\"roles\":\"r\"}}");
    assertThat(wrong.status()).as(wrong.toString()).isEqualTo(400);
    assertThat(wrong.json().at("/validation_error_info/field_violations").findValuesAsText("field"))
        .containsExactly("saml_config.idp_sso_url", "attribute_mapping");
    var certificate = api.patch(one, "{\"saml_config\":{\"idp_certificate\":\"none\"}}");
    assertThat(certificate.code()).isEqualTo("PROVIDER_UNUSABLE");
    assertThat(certificate.text("message"))
        .startsWith("saml_config.idp_certificate: This is no certificate.")
        .doesNotContain("not_a_certificate");
    assertThat(certificate.text("validation_error_info/field_violations/0/field"))
        .isEqualTo("saml_config.idp_certificate");
    var metadata =
        api.patch(one, "{\"saml_config\":{\"idp_metadata_url\":\"https://idp.example/%zz\"}}");
    assertThat(metadata.code()).isEqualTo("PROVIDER_UNUSABLE");
    assertThat(metadata.text("message"))
        .startsWith(
            "saml_config.idp_metadata_url: Enter the address of the metadata, like https://");
    var other = api.patch(one, "{\"oidc_config\":{\"client_id\":\"x\"}}");
    assertThat(other.code()).isEqualTo("OTHER_PROTOCOL");
    assertThat(app.contents()).isEqualTo(before);
  }

  @Test
  void what_is_something_else_than_what_is_asked_for_is_said() {
    var guessed =
        api.patch(
            made("OIDC"),
            "{\"oidc_config\":{\"issuer\":\"https://manage.auth0.com/dashboard/eu/acme\"}}");
    assertThat(guessed.text("message")).contains("Did you mean https://acme.eu.auth0.com");
    var credentials = "{\\\"client_id\\\":\\\"x\\\",\\\"client_secret\\\":\\\"y\\\"}";
    assertThat(
            api.patch(made("OIDC"), "{\"oidc_config\":{\"issuer\":\"" + credentials + "\"}}")
                .text("message"))
        .contains("Enter the issuer alone here");
    assertThat(
            api.patch(
                    made("SAML"),
                    "{\"saml_config\":{\"idp_metadata_url\":\"" + credentials + "\"}}")
                .text("message"))
        .contains("this connection speaks SAML");
  }

  @Test
  void sign_ins_never_lose_what_they_need() {
    var one = made("SAML");
    api.patch(one, saml("https://idp.example/one", certificate("first")));
    api.patch(one + ":enable", "{}");
    var before = app.contents();
    var emptied = api.patch(one, "{\"saml_config\":{\"idp_sso_url\":\"\"}}");
    assertThat(emptied.status()).isEqualTo(409);
    assertThat(emptied.code()).isEqualTo("CONNECTION_INCOMPLETE");
    assertThat(app.contents()).isEqualTo(before);
  }

  @Test
  void a_secret_is_never_shown_and_never_goes_where_it_was_not_given_for() {
    var one = made("OIDC");
    var set =
        api.patch(
            one,
            "{\"configuration_type\":\"MANUAL\",\"oidc_config\":{\"issuer\":\"https://idp.example\","
                + "\"authorize_uri\":\"https://idp.example/a\",\"token_uri\":\"https://idp.example/t\","
                + "\"jwks_uri\":\"https://idp.example/k\",\"client_id\":\"us\","
                + "\"client_secret\":\"a-secret-of-twenty-4\"}}");
    assertThat(set.text("connection/status")).as(set.toString()).isEqualTo("COMPLETED");
    assertThat(set.toString()).doesNotContain("a-secret");
    assertThat(set.text("connection/oidc_config/client_secret_suffix")).isEqualTo("ty-4");
    var stolen = api.patch(one, "{\"oidc_config\":{\"token_uri\":\"https://thief.example/t\"}}");
    assertThat(stolen.code()).isEqualTo("CLIENT_SECRET_OF_ANOTHER");
    var kept = api.patch(one, "{\"oidc_config\":{\"pkce_enabled\":false}}");
    assertThat(kept.text("connection/status")).isEqualTo("COMPLETED");
  }

  @Test
  void what_was_copied_with_blanks_around_it_is_taken_without_them() {
    var one = made("OIDC");
    var set =
        api.patch(
            one,
            "{\"configuration_type\":\"MANUAL\",\"oidc_config\":{\"issuer\":\"https://idp.example\\n\","
                + "\"authorize_uri\":\" https://idp.example/a\",\"token_uri\":\"https://idp.example/t \","
                + "\"jwks_uri\":\"https://idp.example/k\\r\\n\",\"client_id\":\"us\\n\","
                + "\"client_secret\":\" a-secret-of-twenty-4\\n\"},"
                + "\"attribute_mapping\":{\"email\":\"mail\\n\"}}");
    assertThat(set.status()).as(set.toString()).isEqualTo(200);
    assertThat(set.text("connection/oidc_config/issuer")).isEqualTo("https://idp.example");
    assertThat(set.text("connection/oidc_config/jwks_uri")).isEqualTo("https://idp.example/k");
    assertThat(set.text("connection/oidc_config/client_id")).isEqualTo("us");
    assertThat(set.text("connection/attribute_mapping/email")).isEqualTo("mail");
    var id = ConnectionId.parse(set.text("connection/id")).orElseThrow();
    var versions = app.app().core().connectionVersions;
    assertThat(versions.clientSecret(id, versions.of(id).base())).contains("a-secret-of-twenty-4");
    assertThat(api.patch(one, "{\"oidc_config\":{\"client_secret\":\" \\n\"}}").code())
        .isEqualTo("CLIENT_SECRET_MALFORMED");
    assertThat(api.patch(one, "{\"oidc_config\":{\"client_secret\":\"********\"}}").code())
        .isEqualTo("CLIENT_SECRET_MASKED");

    var two = made("SAML");
    var saml = api.patch(two, saml("https://idp.example/one\\n", certificate("first")));
    assertThat(saml.text("connection/saml_config/idp_entity_id"))
        .isEqualTo("https://idp.example/one");
  }

  @Test
  void what_the_provider_needs_of_us_is_not_taken_for_what_we_need_of_it() {
    var one = made("SAML");
    var set = api.patch(one, saml("https://idp.example/one", certificate("first")));
    api.patch(one + ":enable", "{}");
    var before = app.contents();
    var entity = set.text("connection/saml_config/sp_entity_id");
    var refused = api.patch(one, saml(entity, certificate("first")));
    assertThat(refused.code()).isEqualTo("OWN_ADDRESS");
    assertThat(refused.text("validation_error_info/field_violations/0/field"))
        .isEqualTo("saml_config.idp_entity_id");
    for (var field : List.of("idp_sso_url", "idp_slo_url"))
      assertThat(
              api.patch(one, "{\"saml_config\":{\"" + field + "\":\"" + entity + "/callback\"}}")
                  .code())
          .as(field)
          .isEqualTo("OWN_ADDRESS");
    assertThat(app.contents()).isEqualTo(before);

    var two = made("OIDC");
    var own = app.app().core().config.issuer();
    for (var issuer : List.of(own, own + "/", own + "/oauth/token"))
      assertThat(
              api.patch(
                      two,
                      "{\"configuration_type\":\"MANUAL\",\"oidc_config\":{\"issuer\":\""
                          + issuer
                          + "\"}}")
                  .code())
          .as(issuer)
          .isEqualTo("OWN_ADDRESS");
    assertThat(api.patch(two, "{\"oidc_config\":{\"issuer\":\"" + own + "\"}}").text("message"))
        .contains("one of our own addresses");
  }

  @Test
  void what_a_provider_publishes_is_read_when_its_address_is_given() throws IOException {
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    var issuer = "http://localhost:" + server.getAddress().getPort();
    server.createContext(
        "/.well-known/openid-configuration",
        exchange -> {
          var body =
              ("{\"issuer\":\"ISS\",\"authorization_endpoint\":\"ISS/a\",\"token_endpoint\":\"ISS/t\","
                      + "\"jwks_uri\":\"ISS/k\",\"response_types_supported\":[\"code\"],"
                      + "\"subject_types_supported\":[\"public\"],"
                      + "\"id_token_signing_alg_values_supported\":[\"RS256\"]}")
                  .replace("ISS", issuer)
                  .getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    try {
      var one = made("OIDC");
      var set = api.patch(one, "{\"oidc_config\":{\"issuer\":\"" + issuer + "\"}}");
      assertThat(set.status()).as(set.toString()).isEqualTo(200);
      assertThat(set.text("connection/oidc_config/token_uri")).isEqualTo(issuer + "/t");
      assertThat(set.text("connection/configuration_type")).isEqualTo("DISCOVERY");
      assertThat(set.text("connection/oidc_config/discovery_endpoint"))
          .isEqualTo(issuer + "/.well-known/openid-configuration");
      var before = app.contents();
      var wrong =
          api.patch(one, "{\"oidc_config\":{\"discovery_endpoint\":\"" + issuer + "/no\"}}");
      assertThat(wrong.code()).isEqualTo("PROVIDER_UNUSABLE");
      assertThat(wrong.text("message"))
          .contains("localhost answered with the status 404.")
          .endsWith(" Nothing was saved.");
      assertThat(app.contents()).isEqualTo(before);
    } finally {
      server.stop(0);
    }
  }

  @Test
  void a_domain_leads_to_the_connection_it_is_attached_to() {
    var acme = app.organization("acmecorp");
    var path = "/organizations/" + acme.value() + "/connections";
    SamlConnection.enabled(app, "acmecorp");
    connections = path;
    var second = made("SAML");
    api.patch(second, saml("https://idp.example/two", certificate("second")));
    api.patch(second + ":enable", "{}");
    var core = app.app().core();
    var first = core.connections.of(acme).orElseThrow().id();
    var other = ConnectionId.parse(second.substring(path.length() + 1)).orElseThrow();
    assertThat(core.connectionRoutes.ofDomain("acmecorp.example").map(RoutedConnection::id))
        .contains(first);

    var domain = app.one("SELECT id FROM email_domains WHERE domain = 'acmecorp.example'");
    var attached = api.put(second + "/domains", "{\"domain_ids\":[\"" + domain + "\"]}");
    assertThat(attached.text("connection/domains/0/domain")).isEqualTo("acmecorp.example");
    assertThat(attached.text("connection/domains/0/id")).isEqualTo(domain);
    assertThat(attached.text("connection/domains/0/domain_type")).isEqualTo("ORGANIZATION_DOMAIN");
    assertThat(attached.text("connection/domains/0/verification_status")).isEqualTo("VERIFIED");
    assertThat(core.connectionRoutes.ofDomain("acmecorp.example").map(RoutedConnection::id))
        .contains(other);
    assertThat(api.get(path + "/" + first.value()).json().at("/connection/domains")).isEmpty();

    api.patch(second + ":disable", "{}");
    assertThat(core.connectionRoutes.ofDomain("acmecorp.example")).isEmpty();
    api.put(second + "/domains", "{\"domain_ids\":[]}");
    assertThat(core.connectionRoutes.ofDomain("acmecorp.example").map(RoutedConnection::id))
        .contains(first);
    var foreign = made("SAML").replace(path, connections);
    assertThat(
            api.put(foreign + "/domains", "{\"domain_ids\":[\"dom_000000000000000001\"]}").code())
        .isEqualTo("UNKNOWN_DOMAIN");
  }
}
