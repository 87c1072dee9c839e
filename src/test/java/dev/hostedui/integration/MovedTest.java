package dev.hostedui.integration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hostedui.identity.application.ApplicationType;
import dev.hostedui.identity.application.Registration;
import dev.hostedui.identity.connection.Protocol;
import dev.hostedui.identity.connection.Switch;
import dev.hostedui.identity.directory.DirectoryType;
import dev.hostedui.identity.portallink.PortalLink;
import dev.hostedui.identity.portallink.PortalLinks;
import dev.hostedui.identity.social.SocialProvider;
import dev.hostedui.testing.Engine;
import dev.hostedui.testing.FakeProviders;
import dev.hostedui.testing.Form;
import dev.hostedui.testing.Identity;
import dev.hostedui.testing.OidcConnection;
import dev.hostedui.testing.Ports;
import dev.hostedui.testing.RawHttp;
import dev.hostedui.testing.Receiver;
import dev.hostedui.testing.SamlConnection;
import dev.hostedui.testing.TestApp;
import dev.hostedui.testing.TestClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The public address has moved: what was made under the earlier one goes on working. */
class MovedTest {

  private static final FakeProviders world = FakeProviders.start();

  @RegisterExtension
  static final TestApp app =
      Ports.start(
          port ->
              TestApp.start(
                  Engine.SQLITE,
                  Map.of(
                      "HOSTED_UI_LISTEN", "127.0.0.1:" + port,
                      "HOSTED_UI_BASE_URL", "http://127.0.0.1:" + port,
                      "HOSTED_UI_OLD_BASE_URLS", "http://localhost:" + port,
                      "HOSTED_UI_SOCIAL_URL", world.address())));

  private static final String NEW = "http://127.0.0.1:" + app.port();
  private static final String OLD = "http://localhost:" + app.port();

  private static final HttpClient WIRE = HttpClient.newHttpClient();
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String MAX = "max@acmecorp.example";

  @BeforeEach
  void begin() {
    world.goBy(app.clock());
    app.hasNoWayToAnApp();
  }

  @AfterAll
  static void stop() {
    world.close();
  }

  private static HttpResponse<String> get(String address, String... headers) {
    var request = HttpRequest.newBuilder(URI.create(address));
    if (headers.length > 0) request.headers(headers);
    return send(request);
  }

  private static HttpResponse<String> post(
      String address, Map<String, String> form, String... headers) {
    return send(
        HttpRequest.newBuilder(URI.create(address))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .headers(headers)
            .POST(HttpRequest.BodyPublishers.ofString(Form.of(form))));
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return WIRE.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String next(HttpResponse<String> answer) {
    return answer.headers().firstValue("Location").orElse("");
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As a connection is that was made before the move. */
  private static void madeBefore(String table) {
    app.arrange("UPDATE " + table + " SET base_url = '" + OLD + "'");
  }

  // ------------------------------------------------------------------ browsers

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/ui/organization/users?search=a%20b",
        "/login?return_to=%2Fui%2F",
        "/login/invitation/abc",
        "/magicLink/0f8fad5b-d9cb-469f-a165-70867728950e_p",
        "/portal/123456789012345678/sso?a=b",
        "/sso/v1/oidc/conn_1/callback?code=a%2Bb&state=c",
        "/oauth/authorize/continue/x",
        "/oidc/logout?id_token_hint=x"
      })
  void a_page_that_is_opened_leads_to_the_same_page_here(String path) {
    var answer = get(OLD + path);
    assertThat(answer.statusCode()).isEqualTo(302);
    assertThat(next(answer)).isEqualTo(NEW + path);
    assertThat(get(NEW + path).headers().firstValue("Location").orElse("")).doesNotStartWith(OLD);
  }

  @Test
  void a_part_of_a_page_that_is_still_open_leads_there_as_a_whole() {
    var answer = get(OLD + "/ui/organization/users", "HX-Request", "true");
    assertThat(answer.headers().firstValue("HX-Redirect")).contains(NEW + "/ui/organization/users");
  }

  @Test
  void what_is_typed_into_a_page_of_before_is_not_lost() {
    var answer =
        post(
            OLD + "/login",
            Map.of("email", MAX, "return_to", "/ui/"),
            "Sec-Fetch-Site",
            "same-origin");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(303);
    assertThat(app.mailTo(MAX).text()).contains(NEW + "/login/link/");
    // where no fetch metadata is sent, the page's own origin counts, and no other
    assertThat(
            post(OLD + "/login", Map.of("email", "a@globex.example"), "Origin", OLD).statusCode())
        .isEqualTo(303);
    assertThat(
            post(OLD + "/login", Map.of("email", "b@globex.example"), "Origin", NEW).statusCode())
        .isEqualTo(403);
    assertThat(
            post(NEW + "/login", Map.of("email", "c@globex.example"), "Origin", OLD).statusCode())
        .isEqualTo(403);
  }

  @Test
  void a_host_that_is_none_of_ours_is_refused() {
    for (var path : new String[] {"/login", "/.well-known/openid-configuration", "/ui/"})
      assertThat(
              RawHttp.send(
                      app.port(),
                      "GET " + path + " HTTP/1.1",
                      "Host: evil.example",
                      "Connection: close")
                  .status())
          .as(path)
          .isEqualTo(421);
    // machines that watch know the address only
    assertThat(
            RawHttp.send(
                    app.port(), "GET /health/live HTTP/1.1", "Host: 10.0.0.7", "Connection: close")
                .status())
        .isEqualTo(200);
  }

  @Test
  void browsers_learn_where_else_passkeys_may_be_used() {
    assertThat(json(get(OLD + "/.well-known/webauthn").body()).at("/origins").toString())
        .contains(NEW, OLD);
  }

  // ------------------------------------------------------------------ applications

  @Test
  void an_application_that_knows_us_by_the_earlier_issuer_notices_nothing() {
    try (var receiver = Receiver.start()) {
      noticesNothing(
          receiver,
          TestClient.register(
              app,
              new Registration(
                  "App",
                  ApplicationType.WEB,
                  false,
                  false,
                  null,
                  null,
                  List.of(TestClient.CALLBACK),
                  List.of(),
                  List.of(receiver.uri("/logout")))));
    }
  }

  private static void noticesNothing(Receiver receiver, TestClient client) {
    var found = json(get(OLD + "/.well-known/openid-configuration").body());
    assertThat(found.at("/issuer").asText()).isEqualTo(OLD);
    assertThat(found.at("/token_endpoint").asText()).isEqualTo(OLD + "/oauth/token");
    assertThat(json(get(NEW + "/.well-known/openid-configuration").body()).at("/issuer").asText())
        .isEqualTo(NEW);
    assertThat(get(OLD + "/keys").body()).isEqualTo(get(NEW + "/keys").body());

    // the browser is led on, signs in here, and brings an answer of the issuer that was asked
    var browser = app.as(MAX);
    var led = get(OLD + client.authorize());
    assertThat(next(led)).startsWith(NEW + "/oauth/authorize?");
    var answer = TestClient.parameters(browser.get(next(led).substring(NEW.length())));
    assertThat(answer).containsEntry("iss", OLD);

    var tokens =
        json(
            post(
                    OLD + "/oauth/token",
                    Map.of(
                        "grant_type",
                        "authorization_code",
                        "code",
                        answer.get("code"),
                        "redirect_uri",
                        TestClient.CALLBACK,
                        "code_verifier",
                        TestClient.VERIFIER),
                    "Authorization",
                    client.basic())
                .body());
    assertThat(TestClient.claims(tokens.at("/id_token").asText()).at("/iss").asText())
        .isEqualTo(OLD);
    var access = tokens.at("/access_token").asText();
    assertThat(TestClient.claims(access).at("/iss").asText()).isEqualTo(OLD);
    for (var host : new String[] {OLD, NEW})
      assertThat(get(host + "/userinfo", "Authorization", "Bearer " + access).statusCode())
          .isEqualTo(200);
    var asked =
        json(
            post(
                    OLD + "/oauth/introspect",
                    Map.of("token", access),
                    "Authorization",
                    client.basic())
                .body());
    assertThat(asked.at("/active").asBoolean()).isTrue();
    assertThat(asked.at("/iss").asText()).isEqualTo(OLD);
    var refresh = tokens.at("/refresh_token").asText();
    for (var host : new String[] {OLD, NEW}) {
      var about =
          json(
              post(
                      host + "/oauth/introspect",
                      Map.of("token", refresh),
                      "Authorization",
                      client.basic())
                  .body());
      assertThat(about.at("/active").asBoolean()).isTrue();
      assertThat(about.at("/iss").asText()).isEqualTo(host);
    }
    // and is told by that name when the session ends
    browser.post("/logout");
    app.app().provider().callDue();
    var told = receiver.forms().get(0).get("logout_token");
    assertThat(TestClient.claims(told).at("/iss").asText()).isEqualTo(OLD);
  }

  @Test
  void who_names_an_issuer_that_is_none_of_ours_is_answered_by_the_one_of_now() {
    var client = TestClient.web(app);
    var answer = app.as(MAX).get(client.authorize("issuer", "https://evil.example"));
    assertThat(TestClient.parameters(answer)).containsEntry("iss", NEW);
  }

  @Test
  void a_program_goes_on_calling_the_api_by_the_earlier_address() {
    var basic =
        "Basic "
            + Base64.getEncoder()
                .encodeToString("skc_sample:sample-secret".getBytes(StandardCharsets.UTF_8));
    var token =
        json(post(
                    OLD + "/oauth/token",
                    Map.of("grant_type", "client_credentials"),
                    "Authorization",
                    basic)
                .body())
            .at("/access_token")
            .asText();
    assertThat(TestClient.claims(token).at("/aud").toString()).contains(OLD + "/api/v1");
    for (var host : new String[] {OLD, NEW})
      assertThat(
              get(host + "/api/v1/organizations", "Authorization", "Bearer " + token).statusCode())
          .isEqualTo(200);
  }

  // ------------------------------------------------------------------ identity providers

  @Test
  void an_openid_connection_keeps_its_redirect_uri_and_works() {
    try (var acme = OidcConnection.start(app)) {
      acme.enable("acmecorp");
      madeBefore("connections");
      var browser = app.browser();
      var asked = acme.askedFor(browser, MAX);
      assertThat(asked).containsEntry("redirect_uri", OLD + acme.address("/callback"));

      // the provider sends the browser to the earlier address, where it has no cookie
      var led = get(OLD + acme.callback(asked, "sub-max", MAX));
      assertThat(next(led)).startsWith(NEW);
      var in = browser.follow(browser.get(next(led).substring(NEW.length())));
      assertThat(in.next()).isEqualTo("/ui/");
      assertThat(acme.exchanged().get(0))
          .containsEntry("redirect_uri", OLD + acme.address("/callback"));
    }
  }

  @Test
  void a_saml_connection_keeps_its_names_and_works() {
    var acme = SamlConnection.draft(app, "acmecorp", it -> it);
    acme.enable();
    madeBefore("connections");
    var metadata = get(OLD + "/sso/v1/saml/" + acme.id().value() + "/metadata");
    assertThat(metadata.statusCode()).isEqualTo(200);
    assertThat(metadata.body())
        .contains(
            "entityID=\"" + OLD + "/sso/v1/saml/" + acme.id().value() + "\"",
            OLD + "/sso/v1/saml/" + acme.id().value() + "/callback")
        .doesNotContain(NEW);
    assertThat(app.as("ada@acmecorp.example").get("/ui/organization/sso").body()).contains(OLD);
  }

  @Test
  void somebody_signs_in_by_saml_at_the_address_that_the_provider_knows() {
    var acme = SamlConnection.enabled(app, "acmecorp");
    madeBefore("connections");
    var browser = app.browser();
    var asked = acme.askedFor(browser, MAX);
    assertThat(asked.xml())
        .contains(
            "AssertionConsumerServiceURL=\"" + OLD + acme.address("/callback") + "\"",
            ">" + OLD + acme.address("") + "<");

    // posted to the earlier address, where the browser has no cookie, and led on from there
    var posted =
        post(
            OLD + acme.address("/callback"),
            Map.of(
                "SAMLResponse",
                acme.mint(asked, "max", MAX).field(),
                "RelayState",
                asked.relayState()),
            "Sec-Fetch-Site",
            "cross-site");
    assertThat(posted.statusCode()).as(posted.body()).isEqualTo(303);
    var led = get(URI.create(OLD).resolve(next(posted)).toString());
    assertThat(next(led)).startsWith(NEW);
    var in = browser.get(next(led).substring(NEW.length()));
    assertThat(in.next()).isEqualTo("/ui/");
    assertThat(browser.get("/ui/profile/account").body()).contains(MAX);
  }

  @Test
  void an_app_is_asked_to_begin_under_the_name_by_which_it_knows_us() {
    var app = MovedTest.app;
    var begin = "https://desk.example/begin";
    app.arrange("DELETE FROM applications WHERE initiate_login_uri IS NOT NULL");
    var client =
        TestClient.register(
            app,
            new Registration(
                "Desk",
                ApplicationType.WEB,
                false,
                false,
                null,
                begin,
                List.of(TestClient.CALLBACK),
                List.of(),
                List.of()));
    var acme = SamlConnection.enabled(app, "acmecorp").turn(Switch.IDP_INITIATED, true);
    madeBefore("connections");

    // it never asked for tokens: it is told what we are called now
    assertThat(issuerOfOurWord(acme)).isEqualTo(NEW);
    for (var issuer : new String[] {OLD, NEW}) {
      signIn(client, issuer);
      assertThat(issuerOfOurWord(acme)).isEqualTo(issuer);
      assertThat(app.as(MAX).get("/ui/profile/account").element(".to-app").attr("href"))
          .isEqualTo(begin + "?iss=" + Form.encoded(issuer));
    }

    // an address that is given up is no name of ours any more
    app.arrange("UPDATE applications SET issuer = 'https://gone.example'");
    assertThat(issuerOfOurWord(acme)).isEqualTo(NEW);
  }

  /** Who an app is told that we are, when a sign-in begins at the identity provider. */
  private static String issuerOfOurWord(SamlConnection acme) {
    var nobody = new SamlConnection.Asked("_" + app.app().core().ids.token(), "", "", "");
    var answer = acme.post(acme.mint(nobody, "max", MAX).unsolicited(), "");
    var word = SamlConnection.parameters(answer.next()).get("idp_initiated_login");
    return TestClient.claims(word).at("/iss").asText();
  }

  /** Lets somebody sign in to an application that knows us by an address. */
  private static void signIn(TestClient client, String issuer) {
    var answer = TestClient.parameters(app.as(MAX).get(client.authorize("issuer", issuer)));
    var tokens =
        post(
            issuer + "/oauth/token",
            Map.of(
                "grant_type",
                "authorization_code",
                "code",
                answer.get("code"),
                "redirect_uri",
                TestClient.CALLBACK,
                "code_verifier",
                TestClient.VERIFIER),
            "Authorization",
            client.basic());
    assertThat(tokens.statusCode()).as(tokens.body()).isEqualTo(200);
  }

  @Test
  void a_connection_made_since_has_the_address_of_now() {
    var made =
        app.app()
            .core()
            .connections
            .add(Identity.INTERNAL, app.organization("initech"), "OKTA", Protocol.SAML);
    assertThat(app.app().core().connections.baseUrl(made.id())).isEqualTo(NEW);
  }

  @Test
  void social_sign_in_keeps_its_redirect_uri_and_works() {
    FakeProviders.enable(app, SocialProvider.GITHUB);
    madeBefore("social_connections");
    var browser = app.browser();
    var asked = world.asked(browser, SocialProvider.GITHUB);
    assertThat(asked.get("redirect_uri")).startsWith(OLD);
    var who = FakeProviders.Who.of("1", "gus@globex.example");
    var led = get(OLD + world.callback(asked, SocialProvider.GITHUB, who));
    assertThat(browser.follow(browser.get(next(led).substring(NEW.length()))).next())
        .isEqualTo("/ui/");
  }

  // ------------------------------------------------------------------ portal links

  @Test
  void a_portal_link_of_before_opens_what_it_opened() {
    var path = app.portalLink("acmecorp", PortalLinks.Terms.of(PortalLink.Kind.SHAREABLE)).path();
    var led = get(OLD + path);
    assertThat(next(led)).isEqualTo(NEW + path);
    var bea = app.browser();
    var opened = bea.post(path);
    assertThat(bea.follow(bea.follow(opened)).text("h1")).isEqualTo("Single Sign On");
    // a page that was open when the address moved still opens it: its form is posted to the old one
    var posted = post(OLD + path, Map.of(), "Sec-Fetch-Site", "same-origin");
    assertThat(posted.statusCode()).isEqualTo(303);
    assertThat(next(get(URI.create(OLD).resolve(next(posted)).toString()))).startsWith(NEW);
  }

  // ------------------------------------------------------------------ directories

  @Test
  void a_directory_goes_on_provisioning_by_the_earlier_address() {
    var core = app.app().core();
    var acme = app.organization("acmecorp");
    var directory =
        core.directories
            .of(acme)
            .orElseGet(
                () -> core.directories.add(Identity.INTERNAL, acme, "OKTA", DirectoryType.SCIM));
    core.directories.enable(Identity.INTERNAL, acme, directory.id());
    var token = core.directoryTokens.issue(Identity.INTERNAL, acme, directory.id()).text();
    var users = "/directory/" + directory.id().value() + "/scim/v2/Users";
    var made =
        send(
            HttpRequest.newBuilder(URI.create(OLD + users))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/scim+json")
                .POST(
                    HttpRequest.BodyPublishers.ofString(
                        """
                        {"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"new@acmecorp.example",
                         "emails":[{"value":"new@acmecorp.example","primary":true}],"active":true}
                        """)));
    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    assertThat(json(made.body()).at("/meta/location").asText()).startsWith(OLD + users);
    assertThat(get(NEW + users, "Authorization", "Bearer " + token).body())
        .contains("new@acmecorp.example", NEW + users)
        .doesNotContain(OLD);
  }
}
