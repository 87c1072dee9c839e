package dev.hostedui.identity.directory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.identity.user.EmailAddress;
import dev.hostedui.identity.user.Users;
import dev.hostedui.testing.Engine;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DirectoryUsersTest {

  @RegisterExtension static final DirectoryScene.House HOUSE = new DirectoryScene.House();

  // ------------------------------------------------------------------ coming

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_new_person_becomes_an_active_member_with_the_default_role(Engine engine) {
    var scene = HOUSE.scene(engine);
    var made = new Provisioned[1];

    assertThat(scene.it.eventsOf(() -> made[0] = scene.create("grace")))
        .containsExactly(
            "user.organization_membership_created", "organization.directory.user_created");

    var user = made[0].user();
    assertThat(made[0].effect()).isEqualTo(Effect.CREATED);
    assertThat(scene.core.directoryUsers.find(scene.directory, user.id())).contains(user);
    assertThat(user.version()).isEqualTo(1);
    assertThat(user.position()).isEqualTo(1);
    assertThat(user.profile()).isEqualTo(scene.profile("grace"));
    var person =
        scene
            .it
            .database()
            .read(handle -> Users.find(handle, new EmailAddress(scene.at("grace"))))
            .orElseThrow();
    assertThat(person.fullName()).isEqualTo("Grace Example");
    assertThat(user.user()).isEqualTo(person.id());
    var directory = scene.core.directories.find(scene.acme, scene.directory.id());
    assertThat(directory.userCount()).isEqualTo(1);
    assertThat(directory.usersChangedAt()).isEqualTo(scene.it.clock().instant());
  }
}
