package dev.hostedui.identity.grant;

import static dev.hostedui.testing.People.ADA;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.identity.Actor;
import dev.hostedui.identity.SessionId;
import dev.hostedui.identity.application.Application;
import dev.hostedui.identity.application.Applications;
import dev.hostedui.identity.application.Registration;
import dev.hostedui.testing.Engine;
import dev.hostedui.testing.Identity;
import dev.hostedui.testing.Race;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is granted in a session, where two things happen at once. */
class GrantsTest {

  private static final String CALLBACK = "https://app.example/callback";
  private static final Actor.Origin ORIGIN = Actor.Origin.INSIDE;

  private record Scene(
      Identity it,
      AuthorizationCodes codes,
      RefreshTokens refreshTokens,
      Application application,
      Actor.Person ada) {

    static Scene on(Identity it) {
      var refreshTokens =
          new RefreshTokens(it.database(), it.vault(), it.events(), it.ids(), it.clock());
      var applications =
          new Applications(
              it.database(), it.events(), it.ids(), it.clock(), /* development= */ true);
      return new Scene(
          it,
          new AuthorizationCodes(
              it.database(), it.sessions(), refreshTokens, it.events(), it.ids(), it.clock()),
          refreshTokens,
          applications.create(Identity.INTERNAL, Registration.web("App", CALLBACK)),
          it.person(ADA, "globex"));
    }

    /** The same people with another application. */
    Scene of(Registration registration) {
      var applications =
          new Applications(
              it.database(), it.events(), it.ids(), it.clock(), /* development= */ true);
      return new Scene(
          it, codes, refreshTokens, applications.create(Identity.INTERNAL, registration), ada);
    }

    /** The same application with one other address for its answers. */
    Scene registeredFor(String redirectUri) {
      var applications =
          new Applications(
              it.database(), it.events(), it.ids(), it.clock(), /* development= */ true);
      var changed =
          applications.change(
              Identity.INTERNAL,
              application.clientId(),
              before -> Registration.web("App", redirectUri));
      return new Scene(it, codes, refreshTokens, changed, ada);
    }

    /** The same application as a second process of the program serves it. */
    Scene onAnotherNode() {
      var other = new RefreshTokens(it.database(), it.vault(), it.events(), it.ids(), it.clock());
      return new Scene(it, codes, other, application, ada);
    }

    Optional<String> code() {
      return code(ada.session());
    }

    Optional<String> code(SessionId session) {
      return code(session, CALLBACK);
    }

    Optional<String> code(String redirectUri) {
      return code(ada.session(), redirectUri);
    }

    private Optional<String> code(SessionId session, String redirectUri) {
      return codes.issue(
          new AuthorizationCodes.Authorization(
              application,
              session,
              it.app().organization("globex"),
              Set.of("openid", "offline_access"),
              null,
              redirectUri,
              null,
              null));
    }

    Optional<Exchanged> redeem(String code) {
      return redeem(code, CALLBACK);
    }

    Optional<Exchanged> redeem(String code, String redirectUri) {
      return codes.redeem(application, code, redirectUri, challenge -> true, ORIGIN);
    }

    Optional<Exchanged> refresh(String token) {
      return refreshTokens.exchange(application, token, granted -> true, ORIGIN);
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_session_that_is_over_gets_no_code(Engine engine) {
    try (var it = Identity.on(engine)) {
      var scene = Scene.on(it);
      assertThat(scene.code()).isPresent();
      assertThat(scene.code(new SessionId("ses_000000000000000001"))).isEmpty();
      it.ends().signOut(scene.ada);
      assertThat(scene.code()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void one_past_its_time_neither_and_is_not_brought_back_to_life(Engine engine) {
    try (var it = Identity.on(engine)) {
      var scene = Scene.on(it);
      var code = scene.code().orElseThrow();
      var token = scene.redeem(scene.code().orElseThrow()).orElseThrow().refreshToken();
      assertThat(token).isNotNull();
      it.app().arrange("UPDATE sessions SET idle_minutes = 5, idle_expires_at = " + now(it, 5));
      it.clock().advance(Duration.ofMinutes(5));

      assertThat(scene.code()).isEmpty();
      assertThat(scene.redeem(code)).isEmpty();
      assertThat(scene.refresh(token)).isEmpty();
      assertThat(it.ends().endStale()).isPositive();
    }
  }

  private static long now(Identity it, int minutes) {
    return it.clock().instant().plus(Duration.ofMinutes(minutes)).toEpochMilli();
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_revocation_at_the_same_moment_is_no_replay(Engine engine) {
    try (var it = Identity.on(engine)) {
      var scene = Scene.on(it);
      for (var round = 0; round < 10; round++) {
        var token = scene.redeem(scene.code().orElseThrow()).orElseThrow().refreshToken();
        assertThat(token).isNotNull();
        Race.between(
            () -> scene.refresh(token),
            () -> {
              scene.refreshTokens.revoke(scene.application, token, ORIGIN);
              return token;
            });
        assertThat(scene.refresh(token)).isEmpty();
      }
      assertThat(it.app().events()).doesNotContain("application.grant_replayed");
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void what_was_granted_where_somebody_is_no_longer_is_over_for_good(Engine engine) {
    try (var it = Identity.on(engine)) {
      var scene = Scene.on(it);
      var pending = scene.code().orElseThrow();
      var token = scene.redeem(scene.code().orElseThrow()).orElseThrow().refreshToken();
      assertThat(token).isNotNull();
      it.sessions().choose(scene.ada, it.app().organization("acmecorp"));
      it.members()
          .remove(
              it.person("gus@globex.example", "globex"),
              it.app().organization("globex"),
              scene.ada.user());

      assertThat(scene.redeem(pending)).isEmpty();
      assertThat(scene.refresh(token)).isEmpty();
      assertThat(scene.redeem(pending)).isEmpty();
      assertThat(it.app().events()).doesNotContain("application.grant_replayed");
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_proof_that_fails_leaves_the_code_to_its_owner(Engine engine) {
    try (var it = Identity.on(engine)) {
      var scene = Scene.on(it);
      var code = scene.code().orElseThrow();
      assertThat(scene.codes.redeem(scene.application, code, CALLBACK, challenge -> false, ORIGIN))
          .isEmpty();
      assertThat(
              scene.codes.redeem(
                  scene.application, code, CALLBACK + "/", challenge -> true, ORIGIN))
          .isEmpty();
      var exchanged = scene.redeem(code).orElseThrow();
      assertThat(exchanged.toString()).isEqualTo(exchanged.granted().id().value());
      assertThat(scene.redeem(code)).isEmpty();
      assertThat(it.app().events()).containsOnlyOnce("application.grant_replayed");
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_code_is_worth_nothing_once_its_address_is_registered_no_more(Engine engine) {
    try (var it = Identity.on(engine)) {
      var scene = Scene.on(it);
      var code = scene.code().orElseThrow();

      assertThat(scene.registeredFor("https://other.example/callback").redeem(code)).isEmpty();
      assertThat(scene.registeredFor("https://{{org_slug}}.app.example/callback").redeem(code))
          .isEmpty();
      assertThat(scene.registeredFor(CALLBACK).redeem(code)).isPresent();
      assertThat(it.app().events()).doesNotContain("application.grant_replayed");
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void an_address_with_the_name_of_the_organization_is_its_own(Engine engine) {
    try (var it = Identity.on(engine)) {
      var there = "https://globex.app.example/callback";
      var scene = Scene.on(it).registeredFor("https://{{org_slug}}.app.example/callback");

      assertThat(scene.redeem(scene.code(there).orElseThrow(), there)).isPresent();
    }
  }

  // ------------------------------------------------------------------ refreshing twice

  private static String refreshToken(Optional<Exchanged> exchanged) {
    var token = exchanged.orElseThrow().refreshToken();
    assertThat(token).isNotNull();
    return token;
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void the_token_just_replaced_brings_the_same_successor_for_thirty_seconds(Engine engine) {
    try (var it = Identity.on(engine)) {
      var scene = Scene.on(it);
      var first = refreshToken(scene.redeem(scene.code().orElseThrow()));
      var second = refreshToken(scene.refresh(first));
      it.clock().advance(RefreshTokens.GRACE.minusMillis(1));

      assertThat(refreshToken(scene.refresh(first))).isEqualTo(second);
      assertThat(String.valueOf(it.app().all("SELECT sealed_successor FROM grants")))
          .doesNotContain(second.substring(second.length() - 43));
      var third = refreshToken(scene.refresh(second));
      assertThat(refreshToken(scene.refresh(second))).isEqualTo(third);
      assertThat(it.app().events()).doesNotContain("application.grant_replayed");

      assertThat(scene.refresh(first)).as("two exchanges ago").isEmpty();
      assertThat(scene.refresh(third)).as("what it led to").isEmpty();
      assertThat(it.app().events()).containsOnlyOnce("application.grant_replayed");
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void after_thirty_seconds_it_ends_the_family(Engine engine) {
    try (var it = Identity.on(engine)) {
      var scene = Scene.on(it);
      var first = refreshToken(scene.redeem(scene.code().orElseThrow()));
      var second = refreshToken(scene.refresh(first));
      it.clock().advance(RefreshTokens.GRACE);

      assertThat(scene.refresh(first)).isEmpty();
      assertThat(scene.refresh(second)).isEmpty();
      assertThat(it.app().events()).containsOnlyOnce("application.grant_replayed");
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_token_replaced_by_a_clock_that_was_ahead_ends_the_family(Engine engine) {
    try (var it = Identity.on(engine)) {
      var scene = Scene.on(it);
      var first = refreshToken(scene.redeem(scene.code().orElseThrow()));
      it.clock().advance(Duration.ofHours(1));
      var second = refreshToken(scene.refresh(first));
      it.clock().advance(Duration.ofHours(-1));

      assertThat(scene.refresh(first)).isEmpty();
      assertThat(scene.refresh(second)).isEmpty();
      assertThat(it.app().events()).containsOnlyOnce("application.grant_replayed");
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void nodes_whose_clocks_differ_by_less_than_a_minute_answer_with_one_successor(Engine engine) {
    try (var it = Identity.on(engine)) {
      var scene = Scene.on(it);
      var first = refreshToken(scene.redeem(scene.code().orElseThrow()));
      it.clock().advance(Duration.ofMinutes(1));
      var second = refreshToken(scene.refresh(first));
      it.clock().advance(Duration.ofMinutes(-1));

      assertThat(refreshToken(scene.refresh(first))).isEqualTo(second);
      assertThat(it.app().events()).doesNotContain("application.grant_replayed");
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_replaced_token_of_another_application_ends_the_family_at_once(Engine engine) {
    try (var it = Identity.on(engine)) {
      var scene = Scene.on(it);
      var thief = scene.of(Registration.web("Thief", CALLBACK));
      var first = refreshToken(scene.redeem(scene.code().orElseThrow()));
      assertThat(thief.refresh(first)).isEmpty();
      var second = refreshToken(scene.refresh(first));

      assertThat(thief.refresh(first)).isEmpty();
      assertThat(scene.refresh(second)).isEmpty();
      assertThat(it.app().events()).containsOnlyOnce("application.grant_replayed");
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void two_nodes_that_are_asked_at_once_answer_with_one_successor(Engine engine) {
    try (var it = Identity.on(engine)) {
      var scene = Scene.on(it);
      var elsewhere = scene.onAnotherNode();
      var token = refreshToken(scene.redeem(scene.code().orElseThrow()));
      for (var round = 0; round < 10; round++) {
        var now = token;
        var next = ConcurrentHashMap.<String>newKeySet();
        Race.between(
            () -> next.add(refreshToken(scene.refresh(now))),
            () -> next.add(refreshToken(elsewhere.refresh(now))),
            () -> next.add(refreshToken(scene.refresh(now))),
            () -> next.add(refreshToken(elsewhere.refresh(now))));
        assertThat(next).hasSize(1);
        token = next.iterator().next();
      }
      assertThat(it.app().events()).doesNotContain("application.grant_replayed");
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_session_that_is_over_brings_nothing_again(Engine engine) {
    try (var it = Identity.on(engine)) {
      var scene = Scene.on(it);
      var first = refreshToken(scene.redeem(scene.code().orElseThrow()));
      refreshToken(scene.refresh(first));
      it.ends().signOut(scene.ada);

      assertThat(scene.refresh(first)).isEmpty();
    }
  }
}
