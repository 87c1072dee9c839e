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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is granted in a session, where two things happen at once. */
class GrantsTest {

  private static final String CALLBACK = "https://app.example/callback";
  private static final Actor.Origin ORIGIN = Actor.Origin.INSIDE;

  private record Scene(Identity it, Grants grants, Application application, Actor.Person ada) {

    static Scene on(Identity it) {
      var calls = new LogoutCalls(it.database(), it.events(), it.ids(), it.clock());
      var applications =
          new Applications(
              it.database(), it.events(), it.ids(), it.clock(), /* development= */ true);
      return new Scene(
          it,
          new Grants(it.database(), calls, it.events(), it.ids(), it.clock()),
          applications.create(Identity.INTERNAL, Registration.web("App", CALLBACK)),
          it.person(ADA, "globex"));
    }

    Optional<String> code() {
      return code(ada.session());
    }

    Optional<String> code(SessionId session) {
      return grants.issueCode(
          new Grants.Authorization(
              application,
              session,
              it.app().organization("globex"),
              Set.of("openid", "offline_access"),
              null,
              CALLBACK,
              null));
    }

    Optional<Grants.Exchanged> redeem(String code) {
      return grants.redeem(application, code, CALLBACK, challenge -> true, ORIGIN);
    }

    Optional<Grants.Exchanged> refresh(String token) {
      return grants.refresh(application, token, granted -> true, ORIGIN);
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_session_that_is_over_gets_no_code(Engine engine) {
    try (var it = Identity.on(engine)) {
      var scene = Scene.on(it);
      assertThat(scene.code()).isPresent();
      assertThat(scene.code(new SessionId("ses_000000000000000001"))).isEmpty();
      it.sessions().signOut(scene.ada);
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
      assertThat(it.sessions().endStale()).isPositive();
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
              scene.grants.revokeRefreshToken(scene.application, token, ORIGIN);
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
      it.members().remove(it.person("gus@globex.example", "globex"), scene.ada.user());

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
      assertThat(scene.grants.redeem(scene.application, code, CALLBACK, challenge -> false, ORIGIN))
          .isEmpty();
      assertThat(
              scene.grants.redeem(
                  scene.application, code, CALLBACK + "/", challenge -> true, ORIGIN))
          .isEmpty();
      var exchanged = scene.redeem(code).orElseThrow();
      assertThat(exchanged.toString()).isEqualTo(exchanged.granted().id().value());
      assertThat(scene.redeem(code)).isEmpty();
      assertThat(it.app().events()).containsOnlyOnce("application.grant_replayed");
    }
  }
}
