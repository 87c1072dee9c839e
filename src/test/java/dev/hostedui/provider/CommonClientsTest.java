package dev.hostedui.provider;

import static dev.hostedui.testing.People.ADA;
import static dev.hostedui.testing.People.MAX;
import static dev.hostedui.testing.TestClient.json;
import static dev.hostedui.testing.TestClient.parameters;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hostedui.identity.application.ApplicationType;
import dev.hostedui.identity.application.Registration;
import dev.hostedui.testing.Answer;
import dev.hostedui.testing.RawHttp;
import dev.hostedui.testing.TestApp;
import dev.hostedui.testing.TestClient;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What common client libraries do unless they are told otherwise. */
class CommonClientsTest {

  private TestApp app;
  private TestClient client;

  @BeforeEach
  void start() {
    app = TestApp.start();
    client = TestClient.web(app);
  }

  @AfterEach
  void stop() {
    app.close();
  }

  // ------------------------------------------------------------------ form_post

  @Test
  void an_answer_that_is_asked_for_as_a_form_posts_itself_to_the_app() {
    var page = app.as(MAX).get(client.authorize("response_mode", "form_post"));

    assertThat(page.status()).isEqualTo(200);
    var form = page.element("form");
    assertThat(form.attr("method")).isEqualTo("post");
    assertThat(form.attr("action")).isEqualTo(TestClient.CALLBACK);
    assertThat(form.hasAttr("data-at-once")).isTrue();
    assertThat(form.select("button")).as("without script").hasSize(1);
    assertThat(value(page, "state")).isEqualTo(TestClient.STATE);
    assertThat(value(page, "iss")).isEqualTo("http://localhost:8080");
    assertThat(client.exchange(value(page, "code")).status()).isEqualTo(200);
    assertThat(page.header("Content-Security-Policy"))
        .as("wherever the app leads on to")
        .doesNotContain("form-action", "unsafe");
    assertThat(page.header("Cache-Control")).isEqualTo("no-store");
  }

  @Test
  void so_does_a_refusal() {
    var page = app.browser().get(client.authorize("response_mode", "form_post", "prompt", "none"));

    assertThat(page.element("form").attr("action")).isEqualTo(TestClient.CALLBACK);
    assertThat(value(page, "error")).isEqualTo("login_required");
    assertThat(value(page, "state")).isEqualTo(TestClient.STATE);
    var wrong = app.as(MAX).get(client.authorize("response_mode", "form_post", "max_age", "soon"));
    assertThat(value(wrong, "error")).isEqualTo("invalid_request");
  }

  @Test
  void an_app_of_its_own_scheme_is_told_that_no_form_gets_there() {
    var own = "com.example.phone:/callback";
    var phone =
        TestClient.register(
            app,
            new Registration(
                "Phone",
                ApplicationType.NATIVE,
                false,
                true,
                null,
                null,
                List.of(own, TestClient.CALLBACK),
                List.of(),
                List.of()));
    for (var browser : List.of(app.as(MAX), app.browser())) {
      var asked = phone.authorize("redirect_uri", own, "response_mode", "form_post");
      var answer = browser.get(asked);
      assertThat(answer.header("Location")).startsWith(own + "?");
      assertThat(parameters(answer))
          .containsEntry("error", "invalid_request")
          .containsEntry("state", TestClient.STATE)
          .hasEntrySatisfying(
              "error_description", it -> assertThat(it).contains("response_mode=query"));
      assertThat(parameters(browser.get(asked + "&max_age=soon"))).containsKey("error");
    }
    var there = app.as(MAX).get(phone.authorize("response_mode", "form_post"));
    assertThat(there.element("form").attr("action")).isEqualTo(TestClient.CALLBACK);
  }

  private static String value(Answer page, String name) {
    return page.element("input[name=" + name + "]").attr("value");
  }

  // ------------------------------------------------------------------ parameters

  @Test
  void a_state_of_4096_characters_comes_back() {
    var state = "s".repeat(4_096);
    assertThat(parameters(app.as(MAX).get(client.authorize("state", state))))
        .containsEntry("state", state)
        .containsKey("code");
    var longer = app.as(MAX).get(client.authorize("state", state + "s"));
    assertThat(longer.status()).isEqualTo(400);
    assertThat(longer.body()).contains("4097", "4096");
  }

  @Test
  void a_state_of_4096_characters_comes_by_a_form_too() {
    // each is three in an address
    var state = "{".repeat(4_096);
    var max = app.as(MAX);
    var query = client.authorize("state", state).split("\\?", 2)[1];
    var form = new ArrayList<String>();
    for (var parameter : query.split("&"))
      for (var part : parameter.split("=", 2))
        form.add(URLDecoder.decode(part, StandardCharsets.UTF_8));
    var asked = max.postBare("/oauth/authorize", form.toArray(String[]::new));
    assertThat(asked.status()).isEqualTo(303);
    assertThat(parameters(max.get(asked.header("Location"))))
        .containsEntry("state", state)
        .containsKey("code");
  }

  @Test
  void a_parameter_without_a_value_was_not_sent() {
    var max = app.as(MAX);
    var empty =
        "&max_age=&prompt=&login_hint=&id_token_hint=&response_mode=&organization_id=&connection_id"
            + "=&provider=&domain=&request=&request_uri=&registration=&claims=&code=";
    var code = parameters(max.get(client.authorize() + empty)).get("code");
    assertThat(code).isNotNull();
    var tokens =
        client.token(
            "grant_type",
            "authorization_code",
            "code",
            code,
            "redirect_uri",
            TestClient.CALLBACK,
            "code_verifier",
            TestClient.VERIFIER,
            "client_secret",
            "",
            "client_assertion",
            "",
            "client_assertion_type",
            "",
            "scope",
            "");
    assertThat(tokens.status()).as(tokens.toString()).isEqualTo(200);
    var token = json(tokens).get("refresh_token").asText();
    assertThat(client.refresh(token, "scope", "").status()).isEqualTo(200);
    assertThat(
            app.browser()
                .get("/oidc/logout?id_token_hint=&post_logout_redirect_uri=&client_id=&state=")
                .header("Location"))
        .startsWith("/login");
    assertThat(max.get(client.authorize("client_id", "") + "&client_id=").text("main"))
        .contains("client_id is missing");
  }

  // ------------------------------------------------------------------ addresses

  @Test
  void an_address_with_a_query_is_matched_exactly_and_keeps_it() {
    var callback = TestClient.CALLBACK + "?option=oauth&x=%20y";
    var home = "http://localhost:9999/?left=1";
    var wordpress =
        TestClient.register(
            app,
            new Registration(
                "WordPress",
                ApplicationType.WEB,
                false,
                false,
                null,
                "http://localhost:9999/begin?way=1",
                List.of(callback),
                List.of(home),
                List.of("http://localhost:9999/logout?call=back")));
    var max = app.as(MAX);
    var answer = max.get(wordpress.authorize("redirect_uri", callback));
    assertThat(answer.header("Location")).startsWith(callback + "&code=");
    var tokens = json(wordpress.exchange(parameters(answer).get("code"), "redirect_uri", callback));
    assertThat(tokens.has("id_token")).isTrue();
    for (var other :
        List.of(
            TestClient.CALLBACK,
            TestClient.CALLBACK + "?x=%20y&option=oauth",
            callback + "&z=1",
            TestClient.CALLBACK + "?option=oauth&x=+y"))
      assertThat(max.get(wordpress.authorize("redirect_uri", other)).status())
          .as(other)
          .isEqualTo(400);
    assertThat(
            max.get(
                    "/oidc/logout?state=s&id_token_hint="
                        + tokens.get("id_token").asText()
                        + "&post_logout_redirect_uri=http%3A%2F%2Flocalhost%3A9999%2F%3Fleft%3D1")
                .header("Location"))
        .isEqualTo(home + "&state=s");
  }

  @Test
  void who_is_sent_to_begin_a_sign_in_brings_who_sends_them_and_who_they_are() {
    var other =
        TestClient.register(
            app,
            new Registration(
                "Begins",
                ApplicationType.WEB,
                false,
                false,
                null,
                "http://localhost:9999/begin?way=1",
                List.of(TestClient.CALLBACK),
                List.of(),
                List.of()));
    var here = app.browser();
    var back =
        URLDecoder.decode(
            here.get(other.authorize()).header("Location").replaceFirst(".*return_to=", ""),
            StandardCharsets.UTF_8);

    assertThat(app.as(ADA).get(back).header("Location"))
        .isEqualTo(
            "http://localhost:9999/begin?way=1&iss=http%3A%2F%2Flocalhost%3A8080&login_hint="
                + "ada%40acmecorp.example");
  }

  @Test
  void a_native_app_listens_on_any_port_of_localhost() {
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
                List.of("http://localhost/callback"),
                List.of(),
                List.of()));
    for (var port : List.of("", ":1", ":53412", ":65535"))
      assertThat(
              parameters(
                  app.as(MAX)
                      .get(
                          phone.authorize(
                              "redirect_uri", "http://localhost" + port + "/callback"))))
          .containsKey("code");
    for (var no :
        List.of(
            "http://localhost:0/callback",
            "http://localhost:65536/callback",
            "http://localhost:1/other",
            "http://localhost.evil.example/callback",
            "http://localhost@evil.example/callback",
            "https://localhost/callback",
            "http://127.0.0.1:1/callback"))
      assertThat(app.as(MAX).get(phone.authorize("redirect_uri", no)).status())
          .as(no)
          .isEqualTo(400);
  }

  // ------------------------------------------------------------------ from pages and popups

  @Test
  void pages_may_call_with_whatever_tracing_adds() {
    for (var path :
        List.of(
            "/oauth/token",
            "/oauth/revoke",
            "/userinfo",
            "/keys",
            "/.well-known/openid-configuration",
            "/.well-known/oauth-authorization-server")) {
      var answer =
          RawHttp.send(
              app.port(),
              "OPTIONS " + path + " HTTP/1.1",
              "Host: localhost:8080",
              "Origin: https://spa.example",
              "Access-Control-Request-Method: POST",
              "Access-Control-Request-Headers: authorization,sentry-trace,traceparent",
              "Connection: close");
      assertThat(answer.status()).as(path).isEqualTo(204);
      assertThat(answer.header("Access-Control-Allow-Origin")).as(path).isEqualTo("*");
      assertThat(answer.header("Access-Control-Allow-Headers").split(", *"))
          .as(path)
          .contains("*", "Authorization", "traceparent", "tracestate", "baggage", "sentry-trace");
      assertThat(answer.header("Access-Control-Allow-Credentials")).isEmpty();
    }
  }

  @Test
  void a_window_that_signs_in_for_another_stays_tied_to_it() {
    for (var path : List.of(client.authorize(), "/login", "/oidc/logout", "/login/sign-up"))
      assertThat(app.browser().get(path).header("Cross-Origin-Opener-Policy")).as(path).isEmpty();
    for (var path : List.of("/ui/", "/health/live", "/keys"))
      assertThat(app.browser().get(path).header("Cross-Origin-Opener-Policy"))
          .as(path)
          .isEqualTo("same-origin");
  }

  @Test
  void an_empty_answer_has_no_type() {
    var answer = client.revoke("nonsense");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEmpty();
    assertThat(answer.header("Content-Type")).isEmpty();
  }

  // ------------------------------------------------------------------ user info

  @Test
  void user_info_takes_the_token_in_a_form_and_says_what_may_be_done() {
    var access = client.tokens(app.as(MAX)).get("access_token").asText();
    var told = json(app.browser().postBare("/userinfo", "access_token", access));
    assertThat(told.get("roles").toString()).isEqualTo("[\"member\"]");
    assertThat(told.get("permissions").toString()).contains("sk_org_users_read");
    assertThat(told.get("preferred_username").asText()).isEqualTo(MAX);
    assertThat(told.get("updated_at").isIntegralNumber()).isTrue();

    var both =
        app.browser()
            .with("Authorization", "Bearer " + access)
            .postBare("/userinfo", "access_token", access);
    assertThat(both.status()).isEqualTo(400);
    assertThat(both.header("WWW-Authenticate")).contains("error=\"invalid_request\"");
    assertThat(app.browser().get("/userinfo?access_token=" + access).status())
        .as("logs keep addresses")
        .isEqualTo(400);
  }

  // ------------------------------------------------------------------ discovery

  @Test
  void both_documents_say_the_same_and_name_what_there_is() {
    var openid = json(app.browser().get("/.well-known/openid-configuration"));
    assertThat(json(app.browser().get("/.well-known/oauth-authorization-server")))
        .isEqualTo(openid);
    assertThat(words(openid, "response_modes_supported")).containsOnly("query", "form_post");
    assertThat(words(openid, "token_endpoint_auth_methods_supported")).contains("private_key_jwt");
    assertThat(words(openid, "token_endpoint_auth_signing_alg_values_supported"))
        .contains("RS256", "ES256")
        .doesNotContain("none", "HS256");
    assertThat(openid.get("introspection_endpoint").asText()).endsWith("/oauth/introspect");
    assertThat(words(openid, "claims_supported"))
        .contains("acr", "updated_at", "preferred_username", "roles", "permissions")
        .contains("xoid", "xuid", "picture", "locale", "gender");
    assertThat(words(openid, "acr_values_supported")).containsExactly("1", "phr");
  }

  private static List<String> words(JsonNode document, String name) {
    var words = new ArrayList<String>();
    document.get(name).forEach(it -> words.add(it.asText()));
    return words;
  }
}
