package dev.hostedui.provider;

import static dev.hostedui.testing.People.ADA;
import static dev.hostedui.testing.People.MAX;
import static dev.hostedui.testing.TestClient.claims;
import static dev.hostedui.testing.TestClient.header;
import static dev.hostedui.testing.TestClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.application.ApplicationType;
import dev.hostedui.identity.application.OrganizationClient;
import dev.hostedui.identity.application.OrganizationClients;
import dev.hostedui.identity.application.Registration;
import dev.hostedui.identity.environment.EnvironmentSetting;
import dev.hostedui.testing.Answer;
import dev.hostedui.testing.Engine;
import dev.hostedui.testing.TestApp;
import dev.hostedui.testing.TestClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The endpoints that clients call by themselves. */
class ClientEndpointsTest {

  @RegisterExtension final TestApp app = TestApp.start();
  private TestClient client;

  @BeforeEach
  void start() {
    client = TestClient.web(app);
  }

  // ------------------------------------------------------------------ code

  @Test
  void a_code_becomes_tokens_that_say_who_and_where() {
    var now = app.clock().instant().getEpochSecond();
    var answer = client.exchange(client.code(app.as(MAX)));
    assertThat(answer.header("Pragma")).as("RFC 6749 §5.1").isEqualTo("no-cache");
    var tokens = json(answer);

    assertThat(tokens.get("token_type").asText()).isEqualTo("Bearer");
    assertThat(tokens.get("expires_in").asInt()).isEqualTo(299);
    assertThat(tokens.get("scope").asText()).isEqualTo("email offline_access openid profile");
    assertThat(tokens.get("refresh_token").asText()).startsWith("rt_");

    var id = tokens.get("id_token").asText();
    assertThat(header(id).get("alg").asText()).isEqualTo("RS256");
    assertThat(header(id).get("kid").asText()).startsWith("snk_");
    var said = claims(id);
    assertThat(said.get("iss").asText()).isEqualTo("http://localhost:8080");
    assertThat(said.get("aud").toString()).isEqualTo("[\"" + client.id() + "\"]");
    assertThat(said.get("azp").asText()).isEqualTo(client.id());
    assertThat(said.get("client_id").asText()).isEqualTo(client.id());
    assertThat(said.get("sub").asText()).isEqualTo(app.user(MAX).value());
    assertThat(said.get("oid").asText()).isEqualTo(app.organization("acmecorp").value());
    assertThat(said.get("sid").asText()).isEqualTo(app.sessionsOf(app.user(MAX)).get(0));
    assertThat(said.get("nonce").asText()).isEqualTo(TestClient.NONCE);
    assertThat(said.get("iat").asLong()).as("for clocks that are behind").isEqualTo(now - 5);
    assertThat(said.get("exp").asLong()).isEqualTo(now + 1_800);
    assertThat(said.get("auth_time").asLong()).isEqualTo(now);
    assertThat(said.get("amr").toString()).isEqualTo("[\"otp\"]");
    assertThat(said.get("email").asText()).isEqualTo(MAX);
    assertThat(said.get("email_verified").asBoolean()).isTrue();
    assertThat(said.get("name").asText()).isEqualTo("Max Member");
    assertThat(said.get("given_name").asText()).isEqualTo("Max");
    assertThat(said.get("family_name").asText()).isEqualTo("Member");
    assertThat(said.get("preferred_username").asText()).isEqualTo(MAX);
    assertThat(said.get("updated_at").asLong()).isBetween(1L, now);
    assertThat(said.get("acr").asText()).isEqualTo("1");
    assertThat(said.has("at_hash")).isTrue();
    assertThat(said.has("c_hash")).isTrue();
    assertThat(said.has("xoid")).isFalse();

    var access = tokens.get("access_token").asText();
    assertThat(header(access).get("typ").asText()).isEqualTo("at+jwt");
    var may = claims(access);
    assertThat(may.get("aud").toString()).isEqualTo("[\"" + client.id() + "\"]");
    assertThat(may.get("exp").asLong()).isEqualTo(now + 300);
    assertThat(may.get("nbf").asLong()).as("for clocks that are behind").isEqualTo(now - 30);
    assertThat(may.get("jti").asText()).matches("tkn_\\d{18}");
    assertThat(may.get("roles").toString()).isEqualTo("[\"member\"]");
    assertThat(may.get("permissions").toString())
        .isEqualTo("[\"sk_org_settings_read\",\"sk_org_users_read\"]");
    assertThat(app.events()).containsOnlyOnce("application.signed_in");
  }

  @Test
  void claims_follow_the_scope() {
    var said = claims(client.tokens(app.as(MAX), "scope", "openid").get("id_token").asText());

    assertThat(said.has("email")).isFalse();
    assertThat(said.has("name")).isFalse();
    assertThat(said.get("sub").asText()).isEqualTo(app.user(MAX).value());
  }

  @Test
  void without_offline_access_there_is_no_refresh_token() {
    assertThat(client.tokens(app.as(MAX), "scope", "openid").has("refresh_token")).isFalse();
  }

  @Test
  void a_code_is_good_for_ten_minutes() {
    var max = app.as(MAX);
    var one = client.code(max);
    var other = client.code(max);
    app.clock().advance(Duration.ofMinutes(10).minusMillis(1));
    assertThat(client.exchange(one).status()).isEqualTo(200);
    app.clock().advance(Duration.ofMillis(1));
    assertError(client.exchange(other), 400, "invalid_grant");
  }

  @Test
  void what_does_not_fit_the_authorization_is_refused_and_leaves_the_code_as_it_is() {
    var code = client.code(app.as(MAX));
    var other = TestClient.web(app);

    assertError(other.exchange(code), 400, "invalid_grant");
    assertError(
        client.exchange(code, "redirect_uri", TestClient.CALLBACK + "2"), 400, "invalid_grant");
    assertError(client.exchange(code, "redirect_uri", ""), 400, "invalid_request");
    assertError(client.exchange(code, "code_verifier", "x".repeat(43)), 400, "invalid_grant");
    assertError(client.exchange(code, "code_verifier", ""), 400, "invalid_grant");
    assertThat(client.exchange(code).status()).isEqualTo(200);
  }

  @Test
  void a_native_app_has_no_secret_and_must_prove_the_code_is_its_own() {
    var phone =
        TestClient.register(
            app,
            new Registration(
                "Phone",
                ApplicationType.NATIVE,
                false,
                false,
                null,
                null,
                List.of("com.example.phone:/callback"),
                List.of(),
                List.of()));
    var max = app.as(MAX);
    assertThat(
            TestClient.parameters(
                max.get(
                    phone.authorize(
                        "redirect_uri",
                        "com.example.phone:/callback",
                        "code_challenge",
                        "",
                        "code_challenge_method",
                        ""))))
        .containsEntry("error", "invalid_request");

    var code = phone.code(max, "redirect_uri", "com.example.phone:/callback");
    assertThat(phone.exchange(code, "redirect_uri", "com.example.phone:/callback").status())
        .isEqualTo(200);
  }

  // ------------------------------------------------------------------ who asks

  @Test
  void a_client_proves_itself_by_basic_or_in_the_body_and_never_by_both() {
    var max = app.as(MAX);
    var browser = app.browser();
    var inBody =
        browser.postBare(
            "/oauth/token",
            "grant_type",
            "authorization_code",
            "code",
            client.code(max),
            "redirect_uri",
            TestClient.CALLBACK,
            "code_verifier",
            TestClient.VERIFIER,
            "client_id",
            client.id(),
            "client_secret",
            client.secret());
    assertThat(inBody.status()).isEqualTo(200);

    assertError(
        app.browser()
            .with("Authorization", client.basic())
            .postBare(
                "/oauth/token",
                "grant_type",
                "client_credentials",
                "client_id",
                client.id(),
                "client_secret",
                client.secret()),
        400,
        "invalid_request");
  }

  @Test
  void who_cannot_prove_it_is_told_nothing_more() {
    var answers = new ArrayList<String>();
    for (var pair :
        List.of(
            List.of(client.id(), "wrong"),
            List.of(client.id(), ""),
            List.of("skc_unknown", client.secret()),
            List.of("'; DROP TABLE applications", "x"))) {
      var answer =
          app.browser()
              .postBare(
                  "/oauth/token",
                  "grant_type",
                  "client_credentials",
                  "client_id",
                  pair.get(0),
                  "client_secret",
                  pair.get(1));
      assertError(answer, 401, "invalid_client");
      assertThat(answer.header("WWW-Authenticate")).startsWith("Basic");
      answers.add(answer.body());
    }
    assertThat(answers).containsOnly(answers.get(0));
  }

  @Test
  void requests_that_are_none_are_refused_in_the_words_of_the_standard() {
    assertError(
        client.token("grant_type", "password", "username", "a", "password", "b"),
        400,
        "unsupported_grant_type");
    assertError(client.token("code", "x"), 400, "invalid_request");
    assertError(client.token(), 400, "invalid_request");
    assertError(client.token("grant_type", "authorization_code"), 400, "invalid_request");
    assertError(client.token("grant_type", "refresh_token"), 400, "invalid_request");
    assertError(
        client.token("grant_type", "refresh_token", "grant_type", "client_credentials"),
        400,
        "invalid_request");
    var got = app.browser().get("/oauth/token");
    assertThat(got.status()).isEqualTo(405);
    assertThat(got.header("Allow")).isEqualTo("OPTIONS, POST");
    assertThat(TestClient.json(got).path("error").asText()).isEqualTo("invalid_request");
  }

  @Test
  void a_refusal_says_what_came_what_is_expected_and_what_to_do() {
    for (var fault :
        List.of(
            List.of("grant_type is missing: send authorization_code,"),
            List.of("The grant_type password is not supported.", "grant_type", "password"),
            List.of("This grant_type is unknown here.", "grant_type", "Call-0800"),
            List.of("code is missing: send", "grant_type", "authorization_code"),
            List.of("refresh_token is missing: send", "grant_type", "refresh_token"),
            List.of(
                "43 to 128 letters",
                "grant_type",
                "authorization_code",
                "code",
                "x",
                "code_verifier",
                "x"),
            List.of("redirect_uri is missing", "grant_type", "authorization_code", "code", "x"),
            List.of(
                "The client_id in the body is not the client",
                "grant_type",
                "client_credentials",
                "client_id",
                "skc_other"),
            List.of("grant_type is sent more than once", "grant_type", "x", "grant_type", "y"),
            List.of("application create --management-api", "grant_type", "client_credentials"),
            List.of(
                "PATCH /api/v1/clients/" + client.id() + " and allow_management_api true",
                "grant_type",
                "client_credentials"))) {
      var answer = client.token(fault.subList(1, fault.size()).toArray(String[]::new));
      assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
      assertThat(json(answer).get("error_description").asText()).contains(fault.get(0));
      assertThat(answer.body()).doesNotContain("0800");
    }
  }

  @Test
  void a_refusal_names_what_an_operator_chose_in_the_letters_of_the_standard() {
    var made =
        app.app()
            .core()
            .organizationClients
            .create(
                new Actor.Internal("test"),
                app.organization("acmecorp"),
                new OrganizationClient.Details(
                    "Sync",
                    "",
                    List.of(),
                    List.of("urn:\"a\\b", "https://orders.example", "https://stock.example"),
                    Map.of(),
                    OrganizationClients.USUAL_LIFETIME));
    var answer = ownToken(made, "https://elsewhere.example");

    assertError(answer, 400, "invalid_target");
    // RFC 6749 §5.2: neither quotation marks nor backslashes
    assertThat(json(answer).get("error_description").asText())
        .isEqualTo(
            "The tokens of this client are for urn:'a/b, https://orders.example, https://stock.example.");

    // RFC 8707 §2: several may be named
    var orders = "https://orders.example";
    var stock = "https://stock.example";
    assertThat(audience(ownToken(made, orders, stock))).containsExactly(orders, stock);
    assertThat(audience(ownToken(made, orders, orders))).containsExactly(orders);
    assertError(ownToken(made, orders, "https://elsewhere.example"), 400, "invalid_target");
  }

  private Answer ownToken(OrganizationClient.Made made, String... resources) {
    var form =
        new ArrayList<>(
            List.of(
                "grant_type",
                "client_credentials",
                "client_id",
                made.client().id().value(),
                "client_secret",
                made.secret().value()));
    for (var resource : resources) form.addAll(List.of("resource", resource));
    return app.browser().postBare("/oauth/token", form.toArray(String[]::new));
  }

  private static List<String> audience(Answer answer) {
    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    return StreamSupport.stream(
            claims(json(answer).get("access_token").asText()).get("aud").spliterator(), false)
        .map(JsonNode::asText)
        .toList();
  }

  @Test
  void resources_that_are_named_for_a_person_s_tokens_are_passed_over_however_many_they_are() {
    var several = "&resource=https%3A%2F%2Forders.example&resource=https%3A%2F%2Fstock.example";
    var code = TestClient.parameters(app.as(MAX).get(client.authorize() + several)).get("code");
    var form =
        List.of(
            "grant_type",
            "authorization_code",
            "code",
            code,
            "redirect_uri",
            TestClient.CALLBACK,
            "code_verifier",
            TestClient.VERIFIER,
            "resource",
            "https://orders.example",
            "resource",
            "");
    var answer = client.token(form.toArray(String[]::new));
    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
  }

  @Test
  void who_does_not_say_who_they_are_is_not_let_in() {
    for (var form :
        List.of(
            List.<String>of(),
            List.of("grant_type", "refresh_token"),
            List.of("grant_type", "client_credentials"),
            List.of("grant_type", "client_credentials", "client_id", client.id()),
            List.of("grant_type", "client_credentials", "client_secret", client.secret())))
      for (var path : List.of("/oauth/token", "/oauth/revoke", "/oauth/introspect")) {
        var answer = app.browser().postBare(path, form.toArray(String[]::new));
        if (path.equals("/oauth/token") || !form.contains("client_id"))
          assertError(answer, 401, "invalid_client");
        else assertThat(answer.status()).isIn(400, 401);
      }
    for (var header : List.of("Basic", "Basic x", "Bearer x", "Digest a=b", ""))
      assertError(
          app.browser()
              .with("Authorization", header)
              .postBare("/oauth/token", "grant_type", "client_credentials"),
          401,
          "invalid_client");
  }

  @Test
  void two_secrets_are_good_at_once_and_a_revoked_one_is_not() {
    var applications = app.app().core().applications;
    var clientSecrets = app.app().core().clientSecrets;
    var actor = new Actor.Internal("test");
    var second = clientSecrets.add(actor, client.id());

    assertThat(applications.authenticate(client.id(), client.secret())).isPresent();
    assertThat(applications.authenticate(client.id(), second.value())).isPresent();
    clientSecrets.revoke(actor, client.id(), clientSecrets.of(client.id()).get(0).id());
    assertThat(applications.authenticate(client.id(), client.secret())).isEmpty();
    assertThat(applications.authenticate(client.id(), second.value())).isPresent();
    assertThat(app.all("SELECT secret_hash FROM client_secrets"))
        .doesNotContain(client.secret(), second.value());
  }

  // ------------------------------------------------------------------ refresh

  @Test
  void a_refresh_token_is_good_once_and_brings_the_next() {
    var max = app.as(MAX);
    var first = client.tokens(max);
    app.clock().advance(Duration.ofMinutes(5));
    var second = json(client.refresh(first.get("refresh_token").asText()));
    var third = json(client.refresh(second.get("refresh_token").asText()));

    assertThat(
            List.of(
                first.get("refresh_token").asText(),
                second.get("refresh_token").asText(),
                third.get("refresh_token").asText()))
        .doesNotHaveDuplicates();
    var said = claims(second.get("id_token").asText());
    assertThat(said.get("sid")).isEqualTo(claims(first.get("id_token").asText()).get("sid"));
    assertThat(said.get("auth_time"))
        .isEqualTo(claims(first.get("id_token").asText()).get("auth_time"));
    assertThat(said.has("nonce")).isFalse();
  }

  @Test
  void an_access_token_ends_with_its_session_at_the_latest() {
    var max = app.as(MAX);
    var code = client.code(max);
    var now = app.clock().instant().toEpochMilli();
    app.arrange("UPDATE sessions SET absolute_expires_at = " + (now + 90_000));
    var first = json(client.exchange(code));
    app.clock().advance(Duration.ofSeconds(30));
    var second = json(client.refresh(first.get("refresh_token").asText()));

    assertThat(first.get("expires_in").asInt()).isEqualTo(89);
    assertThat(second.get("expires_in").asInt()).isEqualTo(59);
    for (var tokens : List.of(first, second))
      assertThat(claims(access(tokens)).get("exp").asLong()).isEqualTo((now + 90_000) / 1000);
  }

  @Test
  void a_refresh_may_ask_for_less_but_not_for_more() {
    var tokens = client.tokens(app.as(MAX), "scope", "openid email offline_access");
    var refresh = tokens.get("refresh_token").asText();

    assertError(client.refresh(refresh, "scope", "openid profile"), 400, "invalid_scope");
    var narrow = json(client.refresh(refresh, "scope", "openid"));
    assertThat(narrow.get("scope").asText()).isEqualTo("openid");
    assertThat(claims(narrow.get("id_token").asText()).has("email")).isFalse();
  }

  @Test
  void roles_are_those_of_now() {
    var refresh = client.tokens(app.as(MAX)).get("refresh_token").asText();
    app.as(ADA)
        .post(
            "/ui/organization/users/" + app.user(MAX).value() + "/role",
            "role",
            app.role("admin").value());

    var may = claims(json(client.refresh(refresh)).get("access_token").asText());
    assertThat(may.get("roles").toString()).isEqualTo("[\"admin\"]");
    assertThat(may.get("permissions").toString()).contains("sk_org_users_delete");
  }

  // ------------------------------------------------------------------ client credentials

  @Test
  void a_client_that_is_let_in_gets_a_token_of_its_own() {
    var api =
        TestClient.register(
            app,
            new Registration(
                "Sync",
                ApplicationType.WEB,
                true,
                false,
                null,
                null,
                List.of(),
                List.of(),
                List.of()));
    var answer = json(api.token("grant_type", "client_credentials"));

    assertThat(answer.get("expires_in").asInt()).isEqualTo(86_399);
    assertThat(answer.has("refresh_token")).isFalse();
    var may = claims(answer.get("access_token").asText());
    assertThat(may.get("sub").asText()).isEqualTo(api.id());
    assertThat(may.get("aud").toString()).isEqualTo("[\"http://localhost:8080/api/v1\"]");
    assertError(client.token("grant_type", "client_credentials"), 400, "unauthorized_client");
    assertThat(userInfo(answer.get("access_token").asText()).status()).isEqualTo(401);
  }

  // ------------------------------------------------------------------ user info

  @Test
  void user_info_says_what_the_scope_allows() {
    var full = json(userInfo(access(client.tokens(app.as(MAX)))));
    assertThat(full.get("sub").asText()).isEqualTo(app.user(MAX).value());
    assertThat(full.get("email").asText()).isEqualTo(MAX);
    assertThat(full.get("organization_name").asText()).isEqualTo("AcmeCorp");

    var little = json(userInfo(access(client.tokens(app.as(MAX), "scope", "openid"))));
    assertThat(little.has("email")).isFalse();
  }

  @Test
  void a_token_where_none_is_taken_from_is_told_its_place() {
    var token = client.tokens(app.as(MAX)).get("access_token").asText();
    var json = "{\"access_token\":\"" + token + "\"}";
    for (var answer :
        List.of(
            app.browser().get("/userinfo?access_token=" + token),
            app.browser()
                .postRaw("/userinfo", "application/json", json.getBytes(StandardCharsets.UTF_8)))) {
      assertError(answer, 400, "invalid_request");
      assertThat(answer.header("WWW-Authenticate"))
          .contains("invalid_request", "Send it in the Authorization header or as a form.");
      assertThat(answer.body()).doesNotContain(MAX);
    }
  }

  @Test
  void user_info_wants_a_token_that_is_good_now() {
    var max = app.as(MAX);
    var tokens = client.tokens(max);
    var access = access(tokens);

    assertThat(app.browser().get("/userinfo").header("WWW-Authenticate")).isEqualTo("Bearer");
    for (var bad :
        List.of(
            "x",
            "a.b.c",
            tokens.get("id_token").asText(),
            access.substring(0, 400),
            access + "A")) {
      var answer = userInfo(bad);
      assertThat(answer.status()).as(bad).isEqualTo(401);
      assertThat(answer.header("WWW-Authenticate")).contains("error=\"invalid_token\"");
    }
    app.clock().advance(Duration.ofMinutes(5));
    assertThat(userInfo(access).status()).isEqualTo(401);

    var fresh = access(client.tokens(max));
    assertThat(userInfo(fresh).status()).isEqualTo(200);
    max.post("/logout");
    assertThat(userInfo(fresh).status()).isEqualTo(401);
  }

  // ------------------------------------------------------------------ revocation

  @Test
  void a_revoked_refresh_token_takes_its_access_tokens_along() {
    var tokens = client.tokens(app.as(MAX));
    var refresh = tokens.get("refresh_token").asText();

    assertThat(client.revoke(refresh).status()).isEqualTo(200);
    assertError(client.refresh(refresh), 400, "invalid_grant");
    assertThat(userInfo(access(tokens)).status()).isEqualTo(401);
    assertThat(client.revoke(refresh).status()).isEqualTo(200);
    assertThat(app.events()).containsOnlyOnce("application.grant_revoked");
    assertThat(app.sessionsOf(app.user(MAX))).hasSize(1);
  }

  @Test
  void an_access_token_can_be_revoked_too_but_only_by_its_own_application() {
    var tokens = client.tokens(app.as(MAX));
    var other = TestClient.web(app);

    assertThat(other.revoke(access(tokens)).status()).isEqualTo(200);
    assertThat(other.revoke(tokens.get("refresh_token").asText()).status()).isEqualTo(200);
    assertThat(userInfo(access(tokens)).status()).isEqualTo(200);
    assertThat(client.revoke(access(tokens)).status()).isEqualTo(200);
    assertError(client.refresh(tokens.get("refresh_token").asText()), 400, "invalid_grant");
    assertThat(client.revoke("nonsense").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_token_of_the_clients_own_is_worth_nothing_once_it_was_revoked(Engine engine) {
    try (var other = TestApp.start(engine, Map.of())) {
      var calling = registeredToCall(other);
      var first = json(calling.token("grant_type", "client_credentials"));
      var second = json(calling.token("grant_type", "client_credentials"));
      var stranger = TestClient.web(other);
      assertThat(stranger.revoke(access(first)).status()).isEqualTo(200);
      assertThat(called(other, access(first))).isEqualTo(200);

      for (var twice = 0; twice < 2; twice++)
        assertThat(calling.revoke(access(first)).status()).isEqualTo(200);
      assertThat(called(other, access(first))).isEqualTo(401);
      assertThat(introspected(other, calling, access(first))).isEqualTo("{\"active\":false}");
      assertThat(called(other, access(second))).isEqualTo(200);
      assertThat(introspected(other, calling, access(second))).contains("\"active\":true");
      other.clock().advance(Duration.ofHours(25));
      assertThat(other.app().core().clientKeys.forgetOld()).isEqualTo(1);
    }
  }

  private static int called(TestApp app, String token) {
    return app.browser()
        .with("Authorization", "Bearer " + token)
        .get("/api/v1/organizations")
        .status();
  }

  private static TestClient registeredToCall(TestApp app) {
    return TestClient.register(
        app,
        new Registration(
            "Calls",
            ApplicationType.WEB,
            true,
            false,
            null,
            null,
            List.of(TestClient.CALLBACK),
            List.of(),
            List.of()));
  }

  private static String introspected(TestApp app, TestClient client, String token) {
    return app.browser()
        .with("Authorization", client.basic())
        .postBare("/oauth/introspect", "token", token)
        .body();
  }

  @Test
  void a_client_without_a_secret_may_send_none_by_basic() {
    var spa =
        TestClient.register(
            app,
            new Registration(
                "Browser app",
                ApplicationType.SPA,
                false,
                false,
                null,
                null,
                List.of(TestClient.CALLBACK),
                List.of(),
                List.of()));
    var basic =
        "Basic "
            + Base64.getEncoder().encodeToString((spa.id() + ":").getBytes(StandardCharsets.UTF_8));
    var answer =
        app.browser()
            .with("Authorization", basic)
            .postBare(
                "/oauth/token",
                "grant_type",
                "authorization_code",
                "code",
                spa.code(app.as(MAX)),
                "redirect_uri",
                TestClient.CALLBACK,
                "code_verifier",
                TestClient.VERIFIER);
    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    var confidential =
        "Basic "
            + Base64.getEncoder()
                .encodeToString((client.id() + ":").getBytes(StandardCharsets.UTF_8));
    assertThat(
            app.browser()
                .with("Authorization", confidential)
                .postBare("/oauth/revoke", "token", "x")
                .status())
        .isEqualTo(401);
  }

  // ------------------------------------------------------------------ when it is over

  @Test
  void whatever_ends_the_session_ends_the_refresh_token_at_once() {
    var max = app.as(MAX);
    var byLogout = client.tokens(max).get("refresh_token").asText();
    max.post("/logout");
    assertError(client.refresh(byLogout), 400, "invalid_grant");

    var lost = app.as(MAX);
    var byRevocation = client.tokens(lost).get("refresh_token").asText();
    var here = app.as(MAX);
    here.post("/ui/profile/security/sessions/others/revocation");
    assertError(client.refresh(byRevocation), 400, "invalid_grant");

    var byExpiry = client.tokens(here).get("refresh_token").asText();
    app.clock().advance(Duration.ofDays(30));
    assertError(client.refresh(byExpiry), 400, "invalid_grant");
  }

  @Test
  void who_is_removed_from_the_organization_loses_what_was_granted_there_for_good() {
    var ada = app.as(ADA, "globex");
    var globex = client.tokens(ada).get("refresh_token").asText();
    var acme =
        client
            .tokens(ada, "organization_id", app.organization("acmecorp").value())
            .get("refresh_token")
            .asText();
    app.as("gus@globex.example")
        .post("/ui/organization/users/" + app.user(ADA).value() + "/removal");

    assertError(client.refresh(globex), 400, "invalid_grant");
    assertThat(client.refresh(acme).status()).isEqualTo(200);
  }

  // ------------------------------------------------------------------ for everybody

  @Test
  void browser_applications_may_call_from_their_own_site() {
    var page =
        app.browser().with("Origin", "https://spa.example").with("Sec-Fetch-Site", "cross-site");

    assertThat(page.get("/.well-known/openid-configuration").header("Access-Control-Allow-Origin"))
        .isEqualTo("*");
    assertThat(page.get("/keys").header("Access-Control-Allow-Origin")).isEqualTo("*");
    var answer = page.postBare("/oauth/token", "grant_type", "refresh_token");
    assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo("*");
    assertThat(answer.header("Access-Control-Allow-Credentials")).isEmpty();
  }

  @Test
  void the_discovery_document_offers_to_make_an_account_while_somebody_may() {
    var path = "/.well-known/openid-configuration";
    assertThat(json(app.browser().get(path)).get("prompt_values_supported").toString())
        .contains("create");
    app.set(EnvironmentSetting.SIGN_UP, "off");
    assertThat(json(app.browser().get(path)).get("prompt_values_supported").toString())
        .contains("select_account")
        .doesNotContain("create");
  }

  @Test
  void the_discovery_document_names_addresses_that_answer() {
    var document = json(app.browser().get("/.well-known/openid-configuration"));

    assertThat(document.get("issuer").asText()).isEqualTo("http://localhost:8080");
    for (var name :
        List.of(
            "authorization_endpoint",
            "token_endpoint",
            "revocation_endpoint",
            "userinfo_endpoint",
            "jwks_uri",
            "end_session_endpoint")) {
      var path = document.get(name).asText().substring("http://localhost:8080".length());
      var status =
          name.startsWith("token") || name.startsWith("revocation")
              ? app.browser().postBare(path).status()
              : app.browser().get(path).status();
      assertThat(status).as(path).isNotIn(404, 405, 500);
    }
    assertThat(document.get("backchannel_logout_supported").asBoolean()).isTrue();
    assertThat(document.get("authorization_response_iss_parameter_supported").asBoolean()).isTrue();
  }

  // ------------------------------------------------------------------ helpers

  private Answer userInfo(String token) {
    return app.browser().with("Authorization", "Bearer " + token).get("/userinfo");
  }

  private static String access(JsonNode tokens) {
    return tokens.get("access_token").asText();
  }

  private static void assertError(Answer answer, int status, String error) {
    assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
    assertThat(json(answer).get("error").asText()).isEqualTo(error);
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
  }
}
