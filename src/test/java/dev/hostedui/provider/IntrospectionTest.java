package dev.hostedui.provider;

import static dev.hostedui.testing.People.MAX;
import static dev.hostedui.testing.TestClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hostedui.testing.TestClient;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The introspection endpoint (RFC 7662). */
class IntrospectionTest extends BestPractice {

  private JsonNode introspect(TestClient who, String token) {
    var answer =
        app.browser()
            .with("Authorization", who.basic())
            .postBare("/oauth/introspect", "token", token, "token_type_hint", "access_token");
    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    return json(answer);
  }

  @Test
  void a_token_that_is_good_says_all_that_is_in_it() {
    var tokens = client.tokens(app.as(MAX));
    var access = introspect(client, text(tokens, "access_token"));
    assertThat(access.get("active").asBoolean()).isTrue();
    assertThat(access.get("client_id").asText()).isEqualTo(client.id());
    assertThat(access.get("sub").asText()).isEqualTo(app.user(MAX).value());
    assertThat(access.get("username").asText()).isEqualTo(MAX);
    assertThat(access.get("scope").asText()).contains("openid");
    assertThat(access.get("exp").isIntegralNumber()).isTrue();
    assertThat(access.get("iss").asText()).isEqualTo(ISSUER);
    assertThat(access.get("permissions").toString()).contains("sk_org_users_read");

    var refresh = introspect(client, text(tokens, "refresh_token"));
    assertThat(refresh.get("active").asBoolean()).isTrue();
    assertThat(refresh.get("sub").asText()).isEqualTo(app.user(MAX).value());
  }

  @Test
  void any_other_is_not_active_and_nothing_more_is_said() {
    var max = app.as(MAX);
    var tokens = client.tokens(max);
    var other = web("Other");
    var used = text(tokens, "refresh_token");
    var next = text(json(client.refresh(used)), "refresh_token");

    for (var token : List.of("nonsense", "rt_x", text(tokens, "id_token"), used))
      assertInactive(client, token);
    assertThat(app.events())
        .as("looking is no replay")
        .doesNotContain("application.grant_replayed");
    for (var token : List.of(text(tokens, "access_token"), next)) {
      assertInactive(other, token);
      assertThat(introspect(client, token).get("active").asBoolean()).isTrue();
    }
    max.post("/logout");
    for (var token : List.of(text(tokens, "access_token"), next)) assertInactive(client, token);

    var fresh = client.tokens(app.as(MAX));
    app.clock().advance(Duration.ofMinutes(5));
    assertInactive(client, text(fresh, "access_token"));
  }

  private void assertInactive(TestClient who, String token) {
    assertThat(introspect(who, token).toString()).isEqualTo("{\"active\":false}");
  }

  @Test
  void who_asks_proves_who_they_are() {
    var token = text(client.tokens(app.as(MAX)), "access_token");
    for (var answer :
        List.of(
            app.browser().postBare("/oauth/introspect", "token", token),
            app.browser().postBare("/oauth/introspect", "token", token, "client_id", client.id()),
            app.browser().postBare("/oauth/introspect", "token", token, "client_id", spa().id()))) {
      assertThat(answer.status()).isEqualTo(401);
      assertError(answer, "invalid_client");
    }
    assertThat(
            app.browser()
                .with("Authorization", client.basic())
                .postBare("/oauth/introspect")
                .body())
        .contains("invalid_request", "token is missing");
  }
}
