package dev.hostedui.provider;

import static dev.hostedui.testing.People.MAX;
import static dev.hostedui.testing.TestClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.testing.Answer;
import dev.hostedui.testing.Engine;
import dev.hostedui.testing.Race;
import dev.hostedui.testing.TestClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** RFC 9700 §2.2 and §4.14: a code or a refresh token that somebody uses a second time. */
class TokenReplayTest extends BestPractice {

  @ParameterizedTest
  @EnumSource(Engine.class)
  void section_4_5_a_code_is_exchanged_once_also_in_a_race(Engine engine) {
    on(engine);
    var max = app.as(MAX);
    var code = client.code(max);
    var answers = raced(8, () -> client.exchange(code));

    assertOneWinner(answers);
    assertFamilyIsDead(client, winner(answers));
    assertThat(userInfo(text(json(winner(answers)), "access_token")).status()).isEqualTo(401);
    assertThat(app.events()).contains("application.grant_replayed");
    assertThat(app.sessionsOf(app.user(MAX))).hasSize(1);
    assertThat(max.get("/ui/organization/general").status()).isEqualTo(200);
    assertThat(client.exchange(client.code(max)).status()).as("another sign-in").isEqualTo(200);
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void section_2_2_2_a_refresh_token_has_one_successor_also_in_a_race(Engine engine) {
    on(engine);
    var max = app.as(MAX);
    for (var who : List.of(client, spa())) {
      var other = who.tokens(max);
      var tokens = who.tokens(max);
      var answers = raced(8, () -> who.refresh(text(tokens, "refresh_token")));

      assertThat(answers).allSatisfy(it -> assertThat(it.status()).isEqualTo(200));
      assertThat(answers.stream().map(it -> text(json(it), "refresh_token")).distinct())
          .as("one family, one end")
          .hasSize(1);
      app.clock().advance(Duration.ofSeconds(30));
      assertError(who.refresh(text(tokens, "refresh_token")), "invalid_grant");
      assertFamilyIsDead(who, answers.get(0));
      assertThat(userInfo(text(tokens, "access_token")).status()).isEqualTo(401);
      assertThat(who.refresh(text(other, "refresh_token")).status())
          .as("another family")
          .isEqualTo(200);
    }
    assertThat(app.events()).contains("application.grant_replayed");
    assertThat(app.sessionsOf(app.user(MAX))).hasSize(1);
    assertThat(max.get("/ui/organization/general").status()).isEqualTo(200);
  }

  private static List<Answer> raced(int many, Callable<Answer> one) {
    var answers = Collections.synchronizedList(new ArrayList<Answer>());
    var runners = new ArrayList<Callable<?>>();
    for (var i = 0; i < many; i++) runners.add(() -> answers.add(one.call()));
    Race.between(runners);
    return List.copyOf(answers);
  }

  private static void assertOneWinner(List<Answer> answers) {
    assertThat(answers.stream().filter(it -> it.status() == 200)).hasSize(1);
    assertThat(answers.stream().filter(it -> it.status() != 200))
        .allSatisfy(it -> assertError(it, "invalid_grant"));
  }

  private static Answer winner(List<Answer> answers) {
    return answers.stream().filter(it -> it.status() == 200).findFirst().orElseThrow();
  }

  private void assertFamilyIsDead(TestClient who, Answer last) {
    var token = text(json(last), "refresh_token");
    assertError(who.refresh(token), "invalid_grant");
    assertThat(userInfo(text(json(last), "access_token")).status()).isEqualTo(401);
  }

  @Test
  void section_4_14_a_refresh_token_used_before_takes_its_whole_family_along() {
    var max = app.as(MAX);
    var first = text(client.tokens(max), "refresh_token");
    var second = text(json(client.refresh(first)), "refresh_token");
    var third = text(json(client.refresh(second)), "refresh_token");

    assertError(client.refresh(first), "invalid_grant");
    assertError(client.refresh(third), "invalid_grant");
    assertThat(app.events()).containsOnlyOnce("application.grant_replayed");
    assertError(client.refresh(second), "invalid_grant");
    assertThat(app.events()).as("only once").containsOnlyOnce("application.grant_replayed");
    assertThat(app.sessionsOf(app.user(MAX))).hasSize(1);
  }

  @Test
  void section_4_14_whoever_of_two_holders_comes_late_ends_the_family() {
    var first = text(client.tokens(app.as(MAX)), "refresh_token");
    var owns = text(json(client.refresh(first)), "refresh_token");
    var stolen = text(json(client.refresh(first)), "refresh_token");
    app.clock().advance(Duration.ofMinutes(4));
    var ahead = json(client.refresh(stolen));
    app.clock().advance(Duration.ofMinutes(1));

    assertError(client.refresh(owns), "invalid_grant");
    assertError(client.refresh(text(ahead, "refresh_token")), "invalid_grant");
    assertThat(userInfo(text(ahead, "access_token")).status()).isEqualTo(401);
    assertThat(app.events()).containsOnlyOnce("application.grant_replayed");
  }

  @Test
  void section_4_14_a_guessed_refresh_token_revokes_nothing() {
    var token = text(client.tokens(app.as(MAX)), "refresh_token");
    for (var guess :
        List.of(
            token.substring(0, 21) + "x".repeat(86),
            token.substring(0, 21) + "x".repeat(43) + token.substring(64),
            "rt_" + "1".repeat(18) + token.substring(21),
            token + "x",
            token.substring(0, 106),
            token.substring(3),
            token.toUpperCase(Locale.ROOT),
            "")) assertThat(client.refresh(guess).status()).as(guess).isEqualTo(400);
    assertThat(app.events()).doesNotContain("application.grant_replayed");
    assertThat(client.refresh(token).status()).isEqualTo(200);
  }

  @Test
  void section_2_2_2_a_refresh_token_is_bound_to_its_client_and_its_scope() {
    var token = text(client.tokens(app.as(MAX), "scope", "openid offline_access"), "refresh_token");
    for (var other : List.of(web("Other"), spa())) {
      assertError(other.refresh(token), "invalid_grant");
      assertThat(other.revoke(token).status()).isEqualTo(200);
    }
    assertError(client.refresh(token, "scope", "openid email"), "invalid_scope");
    assertThat(app.events())
        .doesNotContain("application.grant_replayed", "application.grant_revoked");
    assertThat(client.refresh(token).status()).isEqualTo(200);
  }
}
