package dev.hostedui.provider;

import static dev.hostedui.testing.People.ADA;
import static dev.hostedui.testing.People.MAX;
import static dev.hostedui.testing.TestClient.claims;
import static dev.hostedui.testing.TestClient.json;
import static dev.hostedui.testing.TestClient.parameters;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.identity.application.Registration;
import dev.hostedui.testing.TestClient;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * RFC 9700 §4.2, §4.4 and §4.5: codes that leak, come from somebody else or end in another sign-in.
 */
class CodeInjectionTest extends BestPractice {

  @Test
  void section_4_2_no_page_tells_other_sites_where_it_was_come_from() {
    var max = app.browser();
    var sent = max.get(client.authorize());
    var login = max.follow(sent);
    for (var answer :
        List.of(
            sent,
            login,
            app.as(MAX).get(client.authorize()),
            app.browser().get(client.authorize("client_id", "x")),
            app.as(MAX).get("/oidc/logout"),
            app.as(ADA).get("/login/organization"))) {
      assertThat(answer.header("Referrer-Policy"))
          .isIn("no-referrer", "strict-origin-when-cross-origin");
      assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
      assertThat(answer.elements("script[src^=http], img[src^=http], link[href^=http], iframe"))
          .as("nothing of another site is loaded")
          .isEmpty();
      assertThat(answer.elements("script:not([src])")).isEmpty();
    }
  }

  @Test
  void section_4_2_4_a_code_is_dead_after_its_first_use_and_in_ten_minutes() {
    var max = app.as(MAX);
    var code = client.code(max);
    assertThat(client.exchange(code).status()).isEqualTo(200);
    assertError(client.exchange(code), "invalid_grant");
    var late = client.code(max);
    app.clock().advance(Duration.ofMinutes(10));
    assertError(client.exchange(late), "invalid_grant");
  }

  @Test
  void section_4_4_every_answer_says_who_answers() {
    for (var answer :
        List.of(
            app.as(MAX).get(client.authorize()),
            app.as(MAX).get(client.authorize("response_type", "token")),
            app.as(MAX).get(client.authorize("scope", "x")),
            app.as(MAX).get(client.authorize("organization_id", "x")),
            app.browser().get(client.authorize("prompt", "none"))))
      assertThat(parameters(answer)).containsEntry("iss", ISSUER);
    assertThat(claims(text(client.tokens(app.as(MAX)), "id_token")).get("iss").asText())
        .isEqualTo(ISSUER);
  }

  @Test
  void section_4_5_code_injection_another_clients_code_is_worth_nothing_and_stays() {
    var max = app.as(MAX);
    var code = client.code(max);
    for (var thief : List.of(web("Thief"), spa()))
      assertError(thief.exchange(code), "invalid_grant");
    assertThat(app.events()).doesNotContain("application.grant_replayed");
    assertThat(client.exchange(code).status()).isEqualTo(200);
    for (var thief : List.of(web("Thief"), spa()))
      assertError(thief.exchange(code), "invalid_grant");
    assertThat(app.events())
        .as("who is not its client cannot revoke by replaying")
        .doesNotContain("application.grant_replayed");
  }

  @Test
  void section_4_5_code_injection_into_another_sign_in_fails_by_its_verifier_and_its_nonce() {
    var stolen = client.code(app.as(MAX), "nonce", "of-the-victim");
    assertError(
        client.exchange(stolen, "code_verifier", "the-attackers-own-verifier-of-43-characters-"),
        "invalid_grant");
    var tokens = json(client.exchange(stolen));
    assertThat(claims(text(tokens, "id_token")).get("nonce").asText()).isEqualTo("of-the-victim");
  }

  @Test
  void section_4_5_a_code_is_bound_to_its_redirect_uri() {
    var two = TestClient.register(app, Registration.web("Two", TestClient.CALLBACK, HOME));
    var code = two.code(app.as(MAX));
    assertError(two.exchange(code, "redirect_uri", HOME), "invalid_grant");
    assertError(two.exchange(code, "redirect_uri", ""), "invalid_request");
    assertThat(two.exchange(code).status()).isEqualTo(200);
  }
}
