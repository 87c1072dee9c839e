package dev.hostedui.identity.directory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.identity.Feature;
import dev.hostedui.testing.Engine;
import dev.hostedui.testing.Identity;
import dev.hostedui.testing.Race;
import java.time.Duration;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TokenWarningsTest {

  @RegisterExtension static final DirectoryScene.House HOUSE = new DirectoryScene.House();

  private static long letters(DirectoryScene scene, String name) {
    return Long.parseLong(
        scene
            .it
            .app()
            .one("SELECT COUNT(*) FROM letters WHERE recipient = '" + scene.at(name) + "'"));
  }

  private static void warn(DirectoryScene scene) {
    for (var i = 0; scene.core.tokenWarnings.warnDue() > 0; i++) assertThat(i).isLessThan(30);
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void those_who_manage_provisioning_are_warned_twice_before_a_token_expires(Engine engine) {
    var scene = HOUSE.scene(engine);
    scene.it.member(scene.organization, scene.at("max"), "member");
    var token = scene.core.directoryTokens.issue(scene.ada, scene.acme, scene.directory.id());
    scene.it.clock().advance(Duration.ofDays(334));
    warn(scene);
    assertThat(letters(scene, "ada")).isZero();

    scene.it.clock().advance(Duration.ofDays(2));
    warn(scene);
    warn(scene);
    assertThat(letters(scene, "ada")).isEqualTo(1);
    assertThat(letters(scene, "max")).isZero();
    var mail = scene.it.app().mailTo(scene.at("ada"));
    assertThat(mail.subject()).contains("token", "expires soon");
    assertThat(mail.text())
        .contains(
            "29 days",
            token.token().hint(),
            scene.organization.displayName(),
            "/ui/organization/scim")
        .doesNotContain(token.text());

    scene.it.clock().advance(Duration.ofDays(23));
    Race.between(scene.core.tokenWarnings::warnDue, scene.core.tokenWarnings::warnDue);
    warn(scene);
    assertThat(letters(scene, "ada")).isEqualTo(2);
    scene.it.clock().advance(Duration.ofDays(7));
    warn(scene);
    assertThat(letters(scene, "ada")).as("it has expired").isEqualTo(2);
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void what_was_missed_is_said_once_and_a_token_that_ends_on_purpose_is_no_news(Engine engine) {
    var scene = HOUSE.scene(engine);
    var tokens = scene.core.directoryTokens;
    tokens.issue(scene.ada, scene.acme, scene.directory.id());
    scene.it.clock().advance(Duration.ofDays(360));
    warn(scene);
    assertThat(letters(scene, "ada")).isEqualTo(1);

    tokens.issue(scene.ada, scene.acme, scene.directory.id());
    scene.it.clock().advance(Duration.ofDays(340));
    tokens.rotate(scene.ada, scene.acme, scene.directory.id(), Duration.ofDays(30));
    warn(scene);
    assertThat(letters(scene, "ada")).isEqualTo(1);
    scene.it.clock().advance(Duration.ofDays(340));
    scene.core.directories.disable(scene.ada, scene.acme, scene.directory.id());
    warn(scene);
    assertThat(letters(scene, "ada")).as("nobody is let in by it").isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void what_ends_within_a_day_is_said_to_in_hours(Engine engine) {
    var scene = HOUSE.scene(engine);
    scene.core.directoryTokens.issue(scene.ada, scene.acme, scene.directory.id());
    scene.it.clock().advance(Duration.ofDays(365).minusHours(10));
    warn(scene);
    assertThat(scene.it.app().mailTo(scene.at("ada")).text())
        .contains("A token expires in 10 hours");
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void nobody_is_warned_while_provisioning_is_switched_off(Engine engine) {
    var scene = HOUSE.scene(engine);
    scene.core.directoryTokens.issue(scene.ada, scene.acme, scene.directory.id());
    scene.it.clock().advance(Duration.ofDays(360));
    var organizations = scene.core.organizations;
    organizations.setFeature(Identity.INTERNAL, scene.acme.value(), Feature.DIR_SYNC, false);
    warn(scene);
    assertThat(letters(scene, "ada")).isZero();
    organizations.setFeature(Identity.INTERNAL, scene.acme.value(), Feature.DIR_SYNC, true);
    warn(scene);
    assertThat(letters(scene, "ada")).as("what was missed is said").isEqualTo(1);
  }
}
