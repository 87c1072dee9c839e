package dev.hostedui.provider;

import static dev.hostedui.testing.People.ADA;
import static dev.hostedui.testing.People.MAX;
import static dev.hostedui.testing.TestClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.identity.Actor;
import dev.hostedui.testing.Answer;
import dev.hostedui.testing.Engine;
import dev.hostedui.testing.Race;
import dev.hostedui.testing.TestClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * RFC 9700 §2.4 to §2.6: how clients prove who they are, what they may not ask for, and what the
 * metadata offers.
 */
class ClientAuthenticationTest extends BestPractice {

  @Test
  void section_2_4_no_password_grant_and_nothing_said_about_people() {
    var answers = new LinkedHashSet<String>();
    for (var person : List.of(MAX, "nobody@acmecorp.example")) {
      var answer = client.token("grant_type", "password", "username", person, "password", "x");
      assertError(answer, "unsupported_grant_type");
      answers.add(answer.body());
    }
    assertThat(answers).hasSize(1);
    var grants =
        json(app.browser().get("/.well-known/openid-configuration")).get("grant_types_supported");
    assertThat(grants.toString()).doesNotContain("password", "implicit");
  }

  @Test
  void section_2_4_refusals_at_the_token_endpoint_tell_nobody_apart() {
    var max = app.as(MAX);
    var used = client.code(max);
    client.exchange(used);
    var late = client.code(max);
    var ended = app.as(ADA, "globex");
    var over = client.code(ended);
    ended.post("/logout");
    app.clock().advance(Duration.ofMinutes(11));
    var answers = new LinkedHashSet<String>();
    for (var code : List.of(used, late, over, "x".repeat(43), "x"))
      answers.add(client.exchange(code).body());
    assertThat(answers).hasSize(1);
  }

  @Test
  void section_2_5_a_client_proves_itself_as_its_kind_must() {
    var max = app.as(MAX);
    var spa = spa();
    var form =
        List.of(
            "grant_type",
            "authorization_code",
            "redirect_uri",
            TestClient.CALLBACK,
            "code_verifier",
            TestClient.VERIFIER);
    // a confidential client without its secret
    assertError(post(form, "code", client.code(max), "client_id", client.id()), "invalid_client");
    assertError(
        post(form, "code", client.code(max), "client_id", client.id(), "client_secret", ""),
        "invalid_client");
    // a public one with a secret it cannot have
    assertError(
        post(form, "code", spa.code(max), "client_id", spa.id(), "client_secret", "x"),
        "invalid_client");
    assertError(
        app.browser()
            .with("Authorization", basic(spa.id(), client.secret()))
            .postBare("/oauth/token", "grant_type", "authorization_code", "code", spa.code(max)),
        "invalid_client");
    // one with the secret of another
    var other = web("Other");
    assertError(
        post(
            form,
            "code",
            client.code(max),
            "client_id",
            client.id(),
            "client_secret",
            other.secret()),
        "invalid_client");
    // one that is one in the header and another in the body
    assertThat(
            app.browser()
                .with("Authorization", client.basic())
                .postBare(
                    "/oauth/token",
                    "grant_type",
                    "authorization_code",
                    "code",
                    other.code(max),
                    "client_id",
                    other.id())
                .status())
        .isBetween(400, 401);
    for (var secret : List.of("*", "%", "' OR '1'='1", client.secret() + " ", " "))
      assertError(
          post(form, "code", "x", "client_id", client.id(), "client_secret", secret),
          "invalid_client");
    assertThat(app.browser().with("Authorization", client.basic()).get("/oauth/token").status())
        .as("never by GET")
        .isIn(404, 405);
  }

  private Answer post(List<String> form, String... more) {
    var all = new ArrayList<>(form);
    all.addAll(List.of(more));
    return app.browser().postBare("/oauth/token", all.toArray(String[]::new));
  }

  private static String basic(String id, String secret) {
    return "Basic "
        + Base64.getEncoder()
            .encodeToString((id + ":" + secret).getBytes(StandardCharsets.US_ASCII));
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void section_2_5_an_application_never_has_three_secrets(Engine engine) {
    on(engine);
    var actor = new Actor.Internal("test");
    var clientSecrets = app.app().core().clientSecrets;
    var runners = new ArrayList<Callable<?>>();
    for (var i = 0; i < 6; i++) runners.add(() -> clientSecrets.add(actor, client.id()));
    var outcome = Race.between(runners);

    assertThat(outcome.done()).isEqualTo(1);
    assertThat(outcome.codes()).containsOnly("too_many_secrets");
    assertThat(clientSecrets.of(client.id())).hasSize(2);
  }

  @Test
  void section_2_6_the_metadata_offers_nothing_that_is_not_done() {
    var it = json(app.browser().get("/.well-known/openid-configuration"));
    assertThat(it.get("issuer").asText()).isEqualTo(ISSUER);
    assertThat(it.get("response_types_supported").toString()).isEqualTo("[\"code\"]");
    assertThat(it.get("response_modes_supported").toString())
        .isEqualTo("[\"query\",\"form_post\"]");
    assertThat(it.get("id_token_signing_alg_values_supported").toString()).isEqualTo("[\"RS256\"]");
    assertThat(it.get("authorization_response_iss_parameter_supported").asBoolean()).isTrue();
    assertThat(it.path("request_parameter_supported").asBoolean()).isFalse();
    assertThat(it.path("request_uri_parameter_supported").asBoolean()).isFalse();
    var keys = app.browser().get("/keys").body();
    assertThat(keys)
        .doesNotContain("\"d\"", "\"p\"", "\"q\"", "\"dp\"", "\"dq\"", "\"qi\"", "\"k\"");
  }
}
