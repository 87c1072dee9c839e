package dev.hostedui.identity.claim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hostedui.identity.Problem;
import dev.hostedui.testing.Engine;
import dev.hostedui.testing.Identity;
import dev.hostedui.testing.Race;
import dev.hostedui.testing.TestApp;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TokenClaimsTest {

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_claim_is_defined_once_defined_otherwise_and_taken_away(Engine engine) {
    try (var app = TestApp.quiet(engine)) {
      var claims = app.app().core().tokenClaims;
      var made = claims.create(Identity.INTERNAL, "plan", "  user.metadata.plan ");
      assertThat(made.expression()).isEqualTo("user.metadata.plan");
      assertThatThrownBy(() -> claims.create(Identity.INTERNAL, "plan", "user.id"))
          .isInstanceOfSatisfying(
              Problem.class, it -> assertThat(it.code()).isEqualTo("claim_taken"));
      assertThat(claims.change(Identity.INTERNAL, "plan", "user.metadata.plan")).isEqualTo(made);
      var changed = claims.change(Identity.INTERNAL, "plan", "organization.slug ?? 1");
      assertThat(changed.id()).isEqualTo(made.id());
      assertThat(claims.find("plan")).contains(changed);
      assertThat(claims.current()).containsOnlyKeys("plan");
      claims.delete(Identity.INTERNAL, "plan");
      assertThat(claims.all()).isEmpty();
      assertThat(claims.current()).isEmpty();
      assertThatThrownBy(() -> claims.change(Identity.INTERNAL, "plan", "user.id"))
          .isInstanceOfSatisfying(
              Problem.class, it -> assertThat(it.code()).isEqualTo("claim_not_found"));
      assertThat(app.events())
          .containsExactly("token_claim.created", "token_claim.updated", "token_claim.deleted");
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void those_who_define_one_at_the_same_moment_define_no_more_than_there_may_be(Engine engine) {
    try (var app = TestApp.quiet(engine)) {
      var claims = app.app().core().tokenClaims;
      for (var i = 1; i < TokenClaims.MOST; i++)
        claims.create(Identity.INTERNAL, "claim" + i, "user.id");
      var making = new ArrayList<Callable<?>>();
      for (var name : List.of("a", "b", "c", "d"))
        making.add(() -> claims.create(Identity.INTERNAL, "last_" + name, "user.id"));
      var outcome = Race.between(making);
      assertThat(outcome.done()).isEqualTo(1);
      assertThat(outcome.codes()).containsOnly("too_many_claims");
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_claim_that_cannot_be_read_any_more_keeps_nobody_out(Engine engine) {
    try (var app = TestApp.quiet(engine)) {
      var claims = app.app().core().tokenClaims;
      claims.create(Identity.INTERNAL, "plan", "user.metadata.plan");
      claims.create(Identity.INTERNAL, "level", "user.metadata.level");
      app.arrange("UPDATE token_claims SET expression = 'user.of.tomorrow()' WHERE name = 'plan'");
      assertThat(claims.refresh()).containsOnlyKeys("level");
    }
  }
}
