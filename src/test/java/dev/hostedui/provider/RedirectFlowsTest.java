package dev.hostedui.provider;

import static dev.hostedui.testing.Form.encoded;
import static dev.hostedui.testing.People.ADA;
import static dev.hostedui.testing.People.MAX;
import static dev.hostedui.testing.TestClient.claims;
import static dev.hostedui.testing.TestClient.json;
import static dev.hostedui.testing.TestClient.parameters;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.testing.TestClient;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * RFC 9700 §2.1, §4.11 and §4.12: which addresses a browser is sent to, with what, and the code
 * grant with PKCE that every client uses.
 */
class RedirectFlowsTest extends BestPractice {

  @Test
  void section_2_1_exact_redirect_uri_matching() {
    var max = app.as(MAX);
    for (var asked :
        List.of(
            TestClient.CALLBACK + "/",
            TestClient.CALLBACK + "?",
            TestClient.CALLBACK + "#",
            TestClient.CALLBACK + "/../callback",
            TestClient.CALLBACK.toUpperCase(Locale.ROOT),
            "http://localhost:9999/callbac%6b",
            "http://localhost:09999/callback",
            "http://localhost/callback",
            "http://LOCALHOST:9999/callback",
            "http://localhost:9999@evil.example/callback",
            "http://localhost:9999.evil.example/callback",
            "http://evil.example\\@localhost:9999/callback",
            "//localhost:9999/callback",
            "/callback",
            "javascript:alert(1)",
            "data:text/html,x",
            "https://evil.example/callback")) {
      var answer = max.get(client.authorize("redirect_uri", asked));
      assertThat(answer.status()).as(asked).isEqualTo(400);
      assertThat(answer.header("Location")).as(asked).isEmpty();
      assertThat(answer.elements("a[href*=evil], form[action*=evil], meta[http-equiv=refresh]"))
          .isEmpty();
    }
  }

  @Test
  void section_2_1_no_open_redirector_in_login_chooser_or_logout() {
    var evil =
        List.of(
            "https://evil.example/",
            "//evil.example/",
            "/\\evil.example/",
            "\\\\evil.example",
            "/ui//evil.example",
            "/ui/\\evil.example",
            "/ui/\t/evil.example",
            "/ui/\r\nLocation: https://evil.example",
            "javascript:alert(1)",
            "/uievil",
            "/ui",
            "ui/",
            "/oauth/authorize/continue/",
            "/oauth/authorize/continue/../../../evil",
            "/oauth/authorize/continue/" + "x".repeat(42),
            "/oauth/authorize/continue/" + "x".repeat(43) + "?x=//evil.example",
            "/oauth/authorize?redirect_uri=https://evil.example",
            "https://localhost/ui/",
            "/%2f/evil.example",
            " /ui/",
            "/UI/");
    for (var returnTo : evil) {
      var signedIn = app.as(MAX).get("/login?return_to=" + encoded(returnTo));
      assertThat(signedIn.header("Location")).as(returnTo).isEqualTo("/ui/");
      var page = app.browser().get("/login?return_to=" + encoded(returnTo));
      assertThat(returnTo(page)).as(returnTo).isEqualTo("/ui/");
      var chooser = app.as(ADA).get("/login/organization?return_to=" + encoded(returnTo));
      assertThat(chooser.elements("[name=return_to]"))
          .isNotEmpty()
          .allSatisfy(field -> assertThat(field.attr("value")).isEqualTo("/ui/"));
    }
    var chosen =
        app.as(ADA)
            .post(
                "/login/organization",
                "organization",
                app.organization("globex").value(),
                "return_to",
                "https://evil.example/");
    assertThat(chosen.header("Location")).isEqualTo("/ui/");
    var browser = app.browser();
    assertThat(signIn(browser, MAX, "//evil.example/").header("Location")).isEqualTo("/ui/");

    for (var uri : List.of("https://evil.example/", "//evil.example", HOME + "../x", "/ui/")) {
      for (var anyone : List.of(app.browser(), app.as(MAX))) {
        var answer =
            anyone.get(
                "/oidc/logout?client_id="
                    + client.id()
                    + "&post_logout_redirect_uri="
                    + encoded(uri));
        assertThat(answer.header("Location")).as(uri).isEmpty();
        var confirmed =
            anyone.post(
                "/oidc/logout/confirmation",
                "session",
                answer.elements("[name=session]").stream()
                    .map(it -> it.attr("value"))
                    .collect(Collectors.joining()),
                "client_id",
                client.id(),
                "post_logout_redirect_uri",
                uri);
        assertThat(confirmed.header("Location")).as(uri).isEmpty();
        assertThat(confirmed.elements("a[href*=evil]")).isEmpty();
      }
    }
  }

  @Test
  void section_2_1_what_binds_a_request_to_its_browser_comes_back_unchanged() {
    assertThat(parameters(app.as(MAX).get(client.authorize()))).containsEntry("state", "st&te=1");
    assertThat(claims(text(client.tokens(app.as(MAX)), "id_token")).get("nonce").asText())
        .isEqualTo(TestClient.NONCE);
  }

  @Test
  void section_2_1_1_public_clients_cannot_omit_pkce() {
    var max = app.as(MAX);
    var spa = spa();
    assertThat(
            parameters(max.get(spa.authorize("code_challenge", "", "code_challenge_method", ""))))
        .containsEntry("error", "invalid_request")
        .doesNotContainKey("code");
    assertThat(parameters(max.get(spa.authorize("code_challenge", ""))))
        .containsEntry("error", "invalid_request");
    assertError(spa.exchange(spa.code(max), "code_verifier", ""), "invalid_grant");
  }

  @Test
  void section_2_1_1_pkce_downgrade_a_verifier_without_a_challenge_is_refused() {
    var code = client.code(app.as(MAX), "code_challenge", "", "code_challenge_method", "");
    assertError(client.exchange(code), "invalid_grant");
    assertThat(client.exchange(code, "code_verifier", "").status()).isEqualTo(200);
  }

  @Test
  void section_2_1_1_a_challenge_without_its_verifier_is_refused() {
    var code = client.code(app.as(MAX));
    for (var verifier :
        List.of(
            "",
            " ",
            "x".repeat(43),
            TestClient.challenge(TestClient.VERIFIER),
            TestClient.VERIFIER + "A",
            TestClient.VERIFIER.toLowerCase(Locale.ROOT),
            TestClient.VERIFIER.substring(1)))
      assertThat(json(client.exchange(code, "code_verifier", verifier)).get("error").asText())
          .as(verifier)
          .isIn("invalid_grant", "invalid_request");
    assertThat(client.exchange(code).status()).isEqualTo(200);
  }

  @Test
  void section_2_1_1_a_method_that_shows_the_verifier_is_refused() {
    var max = app.as(MAX);
    for (var method : List.of("plain", "", "s256", "S512", "none"))
      assertThat(
              parameters(
                  max.get(
                      client.authorize(
                          "code_challenge", TestClient.VERIFIER, "code_challenge_method", method))))
          .as(method)
          .containsEntry("error", "invalid_request")
          .doesNotContainKey("code");
    var offered = json(app.browser().get("/.well-known/openid-configuration"));
    assertThat(offered.get("code_challenge_methods_supported").toString()).isEqualTo("[\"S256\"]");
  }

  @Test
  void section_2_1_2_no_implicit_grant() {
    var max = app.as(MAX);
    for (var type :
        List.of(
            "token",
            "id_token",
            "id_token token",
            "code token",
            "code id_token",
            "code id_token token",
            "none",
            "CODE")) {
      var answer = max.get(client.authorize("response_type", type));
      assertThat(answer.header("Location"))
          .as(type)
          .startsWith(TestClient.CALLBACK + "?")
          .doesNotContain("#", "access_token", "id_token", "code=");
    }
    for (var mode : List.of("fragment", "form_post.jwt", "query.jwt", "jwt", "web_message"))
      assertThat(parameters(max.get(client.authorize("response_mode", mode))))
          .as(mode)
          .containsEntry("error", "invalid_request");
  }

  @Test
  void section_4_11_a_fault_before_the_address_is_known_leads_nowhere() {
    for (var changes :
        List.of(
            List.of("client_id", "skc_unknown"),
            List.of("client_id", ""),
            List.of("redirect_uri", "https://evil.example/"),
            List.of("redirect_uri", ""))) {
      var answer = app.as(MAX).get(client.authorize(changes.toArray(String[]::new)));
      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.header("Location")).isEmpty();
      assertThat(answer.header("Refresh")).isEmpty();
    }
  }

  @Test
  void section_4_12_no_307_carries_a_form_on() {
    var max = app.browser();
    var sent = max.get(client.authorize());
    max.follow(sent);
    var begun = max.post("/login", "email", MAX, "return_to", continueLink(sent));
    var code = Pattern.compile("\\b\\d{6}\\b").matcher(app.mailTo(MAX).text());
    assertThat(code.find()).isTrue();
    var proven = max.post("/login/code", "code", code.group());
    var answered = max.follow(proven);
    var ada = app.as(ADA);
    var chosen =
        ada.post("/login/organization", "organization", app.organization("globex").value());
    var asGet = max.postBare("/oauth/authorize", "client_id", client.id());
    var logoutAsGet = max.postBare("/oidc/logout", "client_id", client.id());
    var confirmed = max.post("/oidc/logout/confirmation", "client_id", client.id());
    var out = ada.post("/logout");

    for (var answer : List.of(begun, chosen, asGet, logoutAsGet, confirmed, out))
      assertThat(answer.status()).isEqualTo(303);
    // a form ends at a page of ours, which goes on as a navigation of its own
    assertThat(proven.status()).isEqualTo(200);
    assertThat(proven.has("a#onward")).isTrue();
    for (var answer : List.of(sent, answered)) assertThat(answer.status()).isIn(302, 303);
  }
}
