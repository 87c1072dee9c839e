package dev.hostedui.provider;

import static dev.hostedui.testing.People.MAX;
import static dev.hostedui.testing.TestClient.parameters;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.identity.application.ApplicationType;
import dev.hostedui.identity.application.Registration;
import dev.hostedui.testing.Answer;
import dev.hostedui.testing.Engine;
import dev.hostedui.testing.Form;
import dev.hostedui.testing.RawHttp;
import dev.hostedui.testing.TestApp;
import dev.hostedui.testing.TestClient;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Requests no honest client sends: refused in plain words, never a fault of ours. */
class HostileRequestsTest {

  private static final String HOME = "http://localhost:9999/";

  private TestApp app = TestApp.start();
  private TestClient client = register();

  private TestClient register() {
    return TestClient.register(
        app,
        new Registration(
            "Test app",
            ApplicationType.WEB,
            true,
            false,
            null,
            null,
            List.of(TestClient.CALLBACK),
            List.of(HOME),
            List.of()));
  }

  private void on(Engine engine) {
    app.close();
    app = TestApp.start(engine, Map.of());
    client = register();
  }

  @AfterEach
  void stop() {
    app.close();
  }

  private RawHttp.Reply get(String target, String... headers) {
    var lines = new ArrayList<>(List.of("GET " + target + " HTTP/1.1", "Host: localhost"));
    lines.addAll(List.of(headers));
    lines.add("Connection: close");
    return RawHttp.send(app.port(), lines.toArray(String[]::new));
  }

  private RawHttp.Reply post(String path, String type, String body, String... headers) {
    var more = new StringBuilder();
    for (var header : headers) more.append(header).append("\r\n");
    return RawHttp.sendAll(
        app.port(),
        "POST "
            + path
            + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: "
            + type
            + "\r\n"
            + more
            + "Content-Length: "
            + body.length()
            + "\r\nConnection: close\r\n\r\n"
            + body);
  }

  private static final String FORM = "application/x-www-form-urlencoded";

  private static void assertRefused(RawHttp.Reply reply, String what) {
    assertThat(reply.status()).as(what + "\n" + reply.text()).isBetween(400, 499);
    assertThat(reply.header("Location")).as(what).isEmpty();
    assertThat(reply.header("Content-Security-Policy")).as(what).contains("frame-ancestors 'none'");
  }

  // ------------------------------------------------------------------ what cannot be decoded

  @Test
  void a_broken_escape_is_refused_and_never_left_out() {
    var cookie = "Cookie: hosted_ui=" + app.as(MAX).cookies().get("hosted_ui");
    for (var broken :
        List.of("%zz", "%", "%1", "a%", "%%30", "%u0041", "%ff", "%c0%af", "%e0%80")) {
      for (var name : List.of("state", "nonce", "x", "scope", "organization_id", "client_id")) {
        assertRefused(
            get(client.authorize(name, "") + "&" + name + "=" + broken, cookie),
            "authorize " + name + "=" + broken);
      }
      assertRefused(get(client.authorize() + "&" + broken + "=1", cookie), "name " + broken);
      assertRefused(
          get("/oidc/logout?client_id=" + client.id() + "&state=" + broken, cookie),
          "logout " + broken);
      for (var path :
          List.of(
              "/login?again=" + broken,
              "/login?return_to=" + broken,
              "/login/sign-up?" + broken,
              "/login/code?resent=" + broken,
              "/login/organization?new=" + broken)) {
        var reply = get(path, path.contains("organization") ? cookie : "X: y");
        assertThat(reply.status()).as(path).isNotIn(0, 500);
      }
      var token =
          post(
              "/oauth/token",
              FORM,
              "grant_type=client_credentials&scope=" + broken,
              "Authorization: " + client.basic());
      assertThat(token.status()).as("token " + broken).isEqualTo(400);
      assertThat(token.body()).contains("\"error\":\"invalid_request\"");
    }
    assertThat(app.sessionsOf(app.user(MAX))).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void null_bytes_and_control_characters_do_no_harm(Engine engine) {
    on(engine);
    var max = app.as(MAX);
    for (var bad :
        List.of("\u0000", "a\u0000b", "\r\nX-Evil: 1", "\u001b[2J", "\u007f", "\u0085")) {
      for (var name :
          List.of(
              "state",
              "nonce",
              "scope",
              "login_hint",
              "organization_id",
              "client_id",
              "redirect_uri",
              "domain",
              "acr_values",
              "ui_locales",
              "display",
              "id_token_hint")) {
        for (var browser : List.of(max, app.browser())) {
          var answer = browser.get(client.authorize(name, bad));
          assertThat(answer.status()).as(name + " " + Form.encoded(bad)).isIn(302, 400);
          assertThat(answer.header("X-Evil")).isEmpty();
        }
      }
      var kept = parameters(max.get(client.authorize("state", bad)));
      if (kept.containsKey("code")) assertThat(kept.get("state")).isEqualTo(bad);
      for (var form :
          List.of(
              List.of("grant_type", "authorization_code", "code", bad),
              List.of("grant_type", "refresh_token", "refresh_token", bad),
              List.of("grant_type", bad),
              List.of("grant_type", "client_credentials", "scope", bad))) {
        var answer = client.token(form.toArray(String[]::new));
        assertThat(answer.status()).as(form + " " + Form.encoded(bad)).isEqualTo(400);
        assertThat(answer.header("X-Evil")).isEmpty();
      }
      assertThat(client.revoke(bad).status()).isIn(200, 400);
      assertThat(
              app.browser()
                  .get(
                      "/oidc/logout?post_logout_redirect_uri="
                          + Form.encoded(HOME)
                          + "&client_id="
                          + client.id()
                          + "&state="
                          + Form.encoded(bad))
                  .status())
          .isIn(303, 400);
      assertThat(app.browser().post("/login", "email", "a" + bad + "@acmecorp.example").status())
          .isIn(303, 422, 429);
    }
  }

  @Test
  void unicode_comes_back_as_it_was_sent() {
    for (var state :
        List.of("ü", "☕", "😀", "\u202e", "a b+c%20d&e=f#g", "<script>", "\"'", "..%2f")) {
      var answer = app.as(MAX).get(client.authorize("state", state));
      assertThat(parameters(answer)).as(state).containsEntry("state", state);
      assertThat(answer.header("Location"))
          .matches("[\\x21-\\x7e]+")
          .doesNotContain("#", "<", "\"");
    }
  }

  @Test
  void bytes_that_are_no_text_do_no_harm() {
    for (var raw : List.of("\u00ff", "\u0080\u0081", "\u00e2\u0098\u0095")) {
      assertThat(get(client.authorize("state", "") + "&state=" + raw).status()).isIn(302, 400);
      assertThat(get("/oidc/logout?state=" + raw).status()).isIn(303, 400);
      assertThat(post("/oauth/authorize", FORM, "state=" + raw).status()).isIn(303, 400);
      assertThat(post("/oauth/token", FORM, "code=" + raw).status()).isIn(400, 401);
      assertThat(get("/userinfo", "Authorization: Bearer " + raw).status()).isIn(400, 401);
    }
  }

  // ------------------------------------------------------------------ posts that become addresses

  @Test
  void a_posted_request_writes_no_header() {
    for (var path : List.of("/oauth/authorize", "/oidc/logout")) {
      for (var body :
          List.of(
              "state=a\r\nX-Evil: 1",
              "state=a\r\nSet-Cookie: hosted_ui=evil",
              "\r\n\r\n<script>alert(1)</script>",
              "state=a\nX-Evil: 1",
              "state=%0d%0aX-Evil:%201",
              "state=a\u0000b",
              "state=\u010d\u010aX-Evil: 1",
              "state=a b",
              "#@evil.example/",
              "//evil.example",
              "state=<script>")) {
        var reply = post(path, FORM, body);
        assertThat(reply.status()).as(path + " " + Form.encoded(body)).isIn(303, 400);
        assertThat(reply.header("X-Evil")).isEmpty();
        assertThat(reply.header("Set-Cookie")).isEmpty();
        assertThat(reply.text()).doesNotContain("<script>");
        if (reply.status() == 303)
          assertThat(reply.header("Location"))
              .startsWith(path)
              .matches("[A-Za-z0-9/?&=%._~*+-]*")
              .doesNotContain("//");
      }
    }
  }

  @Test
  void a_posted_request_arrives_as_it_was_sent() {
    var max = app.as(MAX);
    var form =
        new String[] {
          "response_type", "code",
          "client_id", client.id(),
          "redirect_uri", TestClient.CALLBACK,
          "scope", "openid",
          "state", "ü & + %20 = ☕",
          "code_challenge", TestClient.challenge(TestClient.VERIFIER),
          "code_challenge_method", "S256"
        };
    var answer = max.follow(app.browser().postBare("/oauth/authorize", form));
    assertThat(parameters(answer)).containsEntry("state", "ü & + %20 = ☕").containsKey("code");

    var twice = new ArrayList<>(List.of(form));
    twice.addAll(List.of("nonce", "1", "nonce", "2"));
    assertThat(
            parameters(
                max.follow(
                    app.browser().postBare("/oauth/authorize", twice.toArray(String[]::new)))))
        .as("what is sent twice is still sent twice")
        .containsEntry("error", "invalid_request");
  }

  @Test
  void a_post_of_another_kind_or_too_long_for_an_address_is_refused() {
    for (var path : List.of("/oauth/authorize", "/oidc/logout")) {
      for (var type :
          List.of(
              "application/json",
              "multipart/form-data; boundary=x",
              "text/plain",
              "nonsense",
              "",
              FORM + "; charset=nonsense",
              FORM + "; charset=utf-16",
              FORM + ";charset=")) {
        assertThat(post(path, type, "state=x").status()).as(path + " " + type).isIn(303, 400, 415);
      }
      assertThat(post(path, FORM, "state=" + "x".repeat(20_000)).status()).isIn(400, 413);
      assertThat(post(path, FORM, "a&".repeat(30_000)).status()).isIn(400, 413);
      assertThat(post(path, FORM, "x".repeat(100_000)).status()).isEqualTo(413);
    }
  }

  // ------------------------------------------------------------------ too much

  @Test
  void a_state_too_long_to_come_back_is_no_fault_of_ours() {
    var max = app.as(MAX);
    for (var state :
        List.of(
            "x".repeat(4_096),
            "x".repeat(4_097),
            "x".repeat(6_000),
            "x".repeat(12_000),
            "☕".repeat(1_000),
            "☕".repeat(1_400),
            "😀".repeat(500),
            "!".repeat(1_000))) {
      for (var browser : List.of(max, app.browser())) {
        var answer = browser.get(client.authorize("state", state));
        assertThat(answer.status()).as(state.length() + " " + state.charAt(0)).isIn(302, 400);
        if (state.length() <= 4_096 && answer.status() == 302 && browser == max)
          assertThat(parameters(answer)).containsEntry("state", state).containsKey("code");
        if (state.length() > 4_096) assertThat(answer.header("Location")).doesNotContain("code=");
      }
      var left =
          max.get(
              "/oidc/logout?client_id="
                  + client.id()
                  + "&post_logout_redirect_uri="
                  + Form.encoded(HOME)
                  + "&state="
                  + Form.encoded(state));
      assertThat(left.status()).as("logout " + state.length()).isIn(200, 400);
      var gone =
          app.browser()
              .get(
                  "/oidc/logout?client_id="
                      + client.id()
                      + "&post_logout_redirect_uri="
                      + Form.encoded(HOME)
                      + "&state="
                      + Form.encoded(state));
      assertThat(gone.status()).as("logout " + state.length()).isIn(303, 400);
    }
    // sent without being escaped, and three times as long when it is
    assertThat(get(client.authorize("state", "") + "&state=" + "!".repeat(11_000)).status())
        .isIn(302, 400);
  }

  @Test
  void unbounded_parameters_are_no_fault_of_ours() {
    var max = app.as(MAX);
    for (var browser : List.of(max, app.browser())) {
      for (var changes :
          List.of(
              List.of("scope", "openid " + "x ".repeat(3_000)),
              List.of("scope", "openid " + "y".repeat(10_000)),
              List.of("client_id", "x".repeat(10_000)),
              List.of("client_id", "skc_" + "1".repeat(60)),
              List.of("redirect_uri", "https://" + "x".repeat(10_000)),
              List.of("nonce", "n".repeat(10_000)),
              List.of("login_hint", "x".repeat(10_000) + "@example.com"),
              List.of("login_hint", "☕".repeat(1_200)),
              List.of("organization_id", "o".repeat(10_000)),
              List.of("code_challenge", "c".repeat(10_000)),
              List.of("prompt", "login ".repeat(1_000)),
              List.of("prompt", "x".repeat(10_000)),
              List.of("max_age", "9".repeat(1_000)),
              List.of("max_age", "9223372036854775807"),
              List.of("max_age", "2147483647"),
              List.of("max_age", "0"),
              List.of("max_age", "-1"),
              List.of("max_age", "1e3"),
              List.of("acr_values", "x ".repeat(3_000)),
              List.of("ui_locales", "x".repeat(10_000)),
              List.of("id_token_hint", "x".repeat(10_000)),
              List.of("id_token_hint", "e30.e30.e30"),
              List.of("id_token_hint", "eyJhbGciOiJub25lIn0.e30."),
              List.of("claims", "{\"a\":".repeat(700)),
              List.of("claims", "[".repeat(3_000)),
              List.of("claims", "{\"userinfo\":{\"x\":null}}"),
              List.of("claims", "nonsense"),
              List.of("registration", "{\"a\":[[[[[[[[[[[[[[]]]]]]]]]]]]]]}"),
              List.of("resource", "not a uri"),
              List.of("authorization_details", "[[[[[["),
              List.of("dpop_jkt", "x"),
              List.of("purpose", "x".repeat(5_000)),
              List.of("display", "x"),
              List.of("response_mode", "jwt"),
              List.of("trust_chain", "x"))) {
        var answer = browser.get(client.authorize(changes.toArray(String[]::new)));
        assertThat(answer.status())
            .as(
                changes.get(0)
                    + " "
                    + changes.get(1).substring(0, Math.min(20, changes.get(1).length())))
            .isIn(302, 400);
        assertDescribed(answer);
      }
      var many = new StringBuilder(client.authorize());
      for (var i = 0; i < 1_000; i++) many.append("&p").append(i).append("=x");
      assertThat(browser.get(many.toString()).status()).isIn(302, 400);
      assertThat(browser.get(client.authorize() + "&x".repeat(5_000)).status()).isIn(302, 400);
      assertThat(browser.get(client.authorize() + "&".repeat(10_000)).status()).isIn(302, 400);
    }
  }

  /** RFC 6749 §4.1.2.1: these characters and no others. */
  private static void assertDescribed(Answer answer) {
    var sent = parameters(answer);
    if (!sent.containsKey("error")) return;
    assertThat(sent.get("error")).matches("[a-z_]+");
    assertThat(sent.get("error_description"))
        .matches("[\\x20\\x21\\x23-\\x5b\\x5d-\\x7e]+")
        .doesNotContain("xxx");
  }

  @Test
  void a_description_repeats_nothing_that_was_sent() {
    for (var name :
        List.of(
            "prompt",
            "max_age",
            "response_type",
            "response_mode",
            "display",
            "claims",
            "scope",
            "code_challenge_method",
            "ui_locales",
            "acr_values",
            "resource",
            "id_token_hint")) {
      for (var sent : List.of("Call-0800-evil", "\"\\<b>", "é☕")) {
        var answer = app.as(MAX).get(client.authorize(name, sent));
        assertDescribed(answer);
        var description = parameters(answer).getOrDefault("error_description", "");
        assertThat(description).as(name).doesNotContainIgnoringCase("0800", "<b>");
      }
    }
  }

  @Test
  void a_huge_or_hostile_request_to_the_token_endpoint_is_refused() {
    var deep = "{\"a\":".repeat(4_000);
    for (var body :
        List.of(
            "",
            "&&&&",
            "=",
            "grant_type",
            "grant_type=authorization_code",
            "grant_type=authorization_code&code=" + "x".repeat(60_000),
            "grant_type=refresh_token&refresh_token=rt_" + "1".repeat(60_000),
            "grant_type=refresh_token&refresh_token=rt_" + "1".repeat(18) + "x".repeat(86),
            "grant_type=client_credentials&scope=" + "x+".repeat(20_000),
            "grant_type=" + "x".repeat(60_000),
            "a=1&".repeat(10_000),
            "grant_type=authorization_code&code=x&redirect_uri=%00",
            "grant_type=authorization_code&code=x&redirect_uri=::::",
            "grant_type=authorization_code&code=x&code_verifier=short",
            "grant_type=authorization_code&code=x&code_verifier=" + "ü".repeat(50),
            "grant_type=authorization_code&code=x&resource=nonsense",
            "grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer&assertion=x.y.z",
            "grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer&assertion=eyJhbGciOiJub25lIn0.e30.",
            "grant_type=urn:ietf:params:oauth:grant-type:saml2-bearer&assertion=PHg-",
            "grant_type=urn:ietf:params:oauth:grant-type:token-exchange&subject_token=x&subject_token_type=urn:x",
            "grant_type=urn:ietf:params:oauth:grant-type:device_code&device_code=x",
            "grant_type=urn:openid:params:grant-type:ciba&auth_req_id=x",
            "grant_type=password&username=a&password=b",
            "grant_type=implicit",
            "client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer&client_assertion=x.y.z&grant_type=client_credentials",
            "client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer&client_assertion=eyJhbGciOiJub25lIn0.e30.&grant_type=client_credentials",
            "grant_type=client_credentials&authorization_details=" + Form.encoded(deep))) {
      for (var authorization : List.of("X: y", "Authorization: " + client.basic())) {
        assertToken(body, authorization);
      }
    }
    for (var authorization :
        List.of(
            "Authorization: Basic",
            "Authorization: Basic ",
            "Authorization: Basic ====",
            "Authorization: Basic \u00ff\u00fe",
            "Authorization: Basic Og==",
            "Authorization: Basic " + "QTo".repeat(2_000),
            "Authorization: Basic JXp6OiV6eg==",
            "Authorization: Bearer x",
            "Authorization: Digest x",
            "Authorization: x")) {
      assertToken("grant_type=client_credentials", authorization);
    }
    for (var type :
        List.of(
            "application/json",
            "text/plain",
            "nonsense",
            "",
            "multipart/form-data; boundary=x",
            FORM + "; charset=nonsense",
            FORM + ";charset=",
            FORM + "; charset=utf-16")) {
      for (var path : List.of("/oauth/token", "/oauth/revoke"))
        assertThat(
                post(
                        path,
                        type,
                        "grant_type=client_credentials&token=x",
                        "Authorization: " + client.basic())
                    .status())
            .as(path + " " + type)
            .isIn(200, 400, 415);
    }
    assertThat(post("/oauth/token", FORM, "x".repeat(100_000)).status()).isEqualTo(413);
  }

  @Test
  @Timeout(60) // seconds; what grows with the square of them takes longer
  void a_parameter_sent_thousands_of_times_costs_nothing() {
    for (var path : List.of("/oauth/token", "/oauth/revoke", "/oauth/authorize", "/oidc/logout")) {
      assertThat(post(path, FORM, "a&".repeat(30_000)).status()).isIn(400, 413);
    }
  }

  private void assertToken(String body, String authorization) {
    for (var path : List.of("/oauth/token", "/oauth/revoke")) {
      var reply = post(path, FORM, body, authorization);
      assertThat(reply.status())
          .as(path + " " + authorization + " " + body.substring(0, Math.min(80, body.length())))
          .isIn(400, 401);
      assertThat(reply.header("Content-Type")).startsWith("application/json");
      assertThat(reply.body()).contains("\"error\":").doesNotContain("xception");
      assertThat(reply.header("Cache-Control")).isEqualTo("no-store");
    }
  }

  @Test
  void tokens_of_any_shape_are_only_unknown() {
    var deep = "{\"a\":".repeat(1_000) + "1" + "}".repeat(1_000);
    var b64 = Base64.getUrlEncoder().withoutPadding();
    for (var token :
        List.of(
            ".",
            "..",
            "...",
            "....",
            "x",
            "e30.e30.e30",
            "eyJhbGciOiJub25lIn0.e30.",
            b64.encodeToString(deep.getBytes(StandardCharsets.UTF_8)) + ".e30.x",
            b64.encodeToString("[1]".getBytes(StandardCharsets.UTF_8)) + ".e30.x",
            b64.encodeToString("null".getBytes(StandardCharsets.UTF_8)) + ".e30.x",
            b64.encodeToString("{\"alg\":1}".getBytes(StandardCharsets.UTF_8)) + ".e30.x",
            b64.encodeToString(
                    "{\"alg\":\"RS256\",\"typ\":{},\"kid\":[]}".getBytes(StandardCharsets.UTF_8))
                + ".e30.x",
            "a".repeat(8_192),
            "a.".repeat(4_000),
            "a".repeat(12_000))) {
      assertThat(get("/userinfo", "Authorization: Bearer " + token).status())
          .as(token.substring(0, Math.min(40, token.length())))
          .isEqualTo(401);
      assertThat(get("/oidc/logout?id_token_hint=" + token).status()).isEqualTo(303);
      assertThat(
              post("/oauth/revoke", FORM, "token=" + token, "Authorization: " + client.basic())
                  .status())
          .isEqualTo(200);
    }
    for (var header : List.of("Bearer", "Bearer ", "bearer x", "Bearer  x y", "BEARER\tx"))
      assertThat(get("/userinfo", "Authorization: " + header).status()).as(header).isEqualTo(401);
  }

  @Test
  void many_or_strange_cookies_are_no_fault_of_ours() {
    var token = app.as(MAX).cookies().get("hosted_ui");
    var many = new StringBuilder();
    for (var i = 0; i < 500; i++) many.append("c").append(i).append("=v; ");
    for (var cookie :
        List.of(
            many + "hosted_ui=" + token,
            "hosted_ui=" + "x".repeat(12_000),
            "hosted_ui=\"unterminated",
            "hosted_ui=\"" + token + "\"",
            "$Version=1; hosted_ui=" + token,
            "hosted_ui",
            "=",
            ";;;;",
            "hosted_ui=a\u0001b",
            "hosted_ui=\u00ff",
            "hosted_ui_browser_x=" + "y".repeat(43) + "z",
            "hosted_ui_browser=\u00fc",
            "hosted_ui_browser_=" + "y".repeat(43),
            "hosted_ui_login=%00")) {
      for (var path : List.of(client.authorize(), "/oidc/logout", "/login", "/login/code")) {
        var reply = get(path, "Cookie: " + cookie);
        assertThat(reply.status())
            .as(path + " " + cookie.substring(0, Math.min(40, cookie.length())))
            .isIn(200, 302, 303, 400, 431);
      }
    }
    assertThat(get(client.authorize(), "Cookie: x=" + "y".repeat(20_000)).status()).isEqualTo(431);
  }

  @Test
  void a_continued_request_that_is_none_says_so() {
    for (var token :
        List.of("x", "%00", "%zz", "..%2f..", "x".repeat(43), "x".repeat(10_000), "%20", ";x=y")) {
      var reply = get("/oauth/authorize/continue/" + token);
      assertThat(reply.status()).as(token).isIn(400, 404, 409);
      assertThat(reply.header("Location")).isEmpty();
    }
  }
}
