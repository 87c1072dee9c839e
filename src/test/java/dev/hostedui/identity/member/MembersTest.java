package dev.hostedui.identity.member;

import static dev.hostedui.testing.People.ADA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.role.Permission;
import dev.hostedui.identity.session.SessionId;
import dev.hostedui.testing.Engine;
import dev.hostedui.testing.People;
import dev.hostedui.testing.TestApp;
import java.util.EnumSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MembersTest {

  private static Actor.Person ada(TestApp app) {
    return new Actor.Person(
        app.user(ADA),
        ADA,
        new SessionId("ses_000000000000000000"),
        app.organization("acmecorp"),
        EnumSet.allOf(Permission.class),
        Actor.Origin.INSIDE);
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void the_last_admin_keeps_the_role(Engine engine) {
    try (var app = TestApp.quiet(engine)) {
      var member = app.role("member").value();
      app.app().members().changeRole(ada(app), app.user(People.MAX), app.role("admin").value());
      var max =
          new Actor.Person(
              app.user(People.MAX),
              People.MAX,
              new SessionId("ses_000000000000000001"),
              app.organization("acmecorp"),
              EnumSet.allOf(Permission.class),
              Actor.Origin.INSIDE);
      app.app().members().changeRole(max, app.user(ADA), member);

      assertThatThrownBy(
              () -> app.app().members().changeRole(ada(app), app.user(People.MAX), member))
          .isInstanceOfSatisfying(
              Problem.class, problem -> assertThat(problem.code()).isEqualTo("permission_missing"));
    }
  }
}
