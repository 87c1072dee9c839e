package dev.hostedui.identity.directory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.identity.directory.LoggedRequest.About;
import dev.hostedui.identity.directory.LoggedRequest.Answer;
import dev.hostedui.identity.directory.LoggedRequest.Call;
import dev.hostedui.testing.Engine;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DirectoryDriftTest {

  @RegisterExtension static final DirectoryScene.House HOUSE = new DirectoryScene.House();

  private static void refuse(DirectoryScene scene, String person, String cause) {
    scene.core.directoryRequests.note(
        new LoggedRequest(
            scene.directory.id(),
            new Call("r", "POST", "/Users", "203.0.113.9", "Okta", "{}"),
            new Answer(400, 5, null, null),
            About.user(null, person),
            null,
            List.of(Remark.of(cause))));
    scene.core.directoryRequests.writeNoted();
  }

  /** All parts of a list, two at a time. */
  private static <T> List<T> all(Function<@Nullable String, DirectoryDrift.Part<T>> list) {
    var rows = new ArrayList<T>();
    String next = null;
    do {
      var part = list.apply(next);
      assertThat(part.rows().size()).isLessThanOrEqualTo(2);
      rows.addAll(part.rows());
      next = part.next();
    } while (next != null);
    return rows;
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void whoever_is_known_on_one_side_only_is_listed_with_the_reason(Engine engine) {
    var scene = HOUSE.scene(engine);
    var drift = scene.core.directoryDrift;
    var id = scene.directory.id();
    for (var i = 0; i < 5; i++) {
      scene.it.member(scene.organization, scene.at("hand" + i), "member");
      scene.create("sent" + i);
      refuse(scene, "guest" + i + "@gmail.example", "foreign_domain");
      refuse(scene, "guest" + i + "@gmail.example", i == 3 ? "seats_taken" : "foreign_domain");
    }
    // taken in after all
    refuse(scene, scene.at("sent1"), "seats_taken");
    scene.group("Admins", "sent0", "ext-nobody", "Nobody@acme", scene.at("sent2"));
    scene.group("Staff", "nobody@acme");
    var gone = scene.create("gone").user();
    scene.core.members.remove(scene.ada, scene.acme, gone.user());
    scene.deactivate(scene.create("left").user().id());
    // as an earlier version let them come back
    for (var i = 0; i < 3; i++) {
      var back = scene.create("back" + i).user();
      scene.deactivate(back.id());
      scene
          .it
          .app()
          .arrange(
              "UPDATE memberships SET status = 'ACTIVE' WHERE user_id = '"
                  + back.user().value()
                  + "'");
    }

    assertThat(all(at -> drift.refused(scene.acme, id, at, 2)))
        .extracting(DirectoryDrift.Refused::person)
        .containsExactly(
            "guest0@gmail.example",
            "guest1@gmail.example",
            "guest2@gmail.example",
            "guest3@gmail.example",
            "guest4@gmail.example");
    assertThat(all(at -> drift.refused(scene.acme, id, at, 2)).get(3).newest().request().cause())
        .isEqualTo("seats_taken");
    assertThat(all(at -> drift.neverPushed(scene.acme, id, at, 2)))
        .extracting(it -> it.email().value())
        .containsExactly(
            scene.at("ada"),
            scene.at("hand0"),
            scene.at("hand1"),
            scene.at("hand2"),
            scene.at("hand3"),
            scene.at("hand4"));
    assertThat(all(at -> drift.notMembers(scene.acme, id, at, 2)))
        .extracting(it -> it.email().value())
        .containsExactly(scene.at("gone"));
    assertThat(all(at -> drift.stillMembers(scene.acme, id, at, 2)))
        .extracting(it -> it.email().value())
        .containsExactly(scene.at("back0"), scene.at("back1"), scene.at("back2"));
    assertThat(all(at -> drift.awaited(scene.acme, id, at, 2)))
        .containsExactly(
            new DirectoryDrift.Awaited("ext-nobody", 1, "Admins"),
            new DirectoryDrift.Awaited("Nobody@acme", 2, "Admins"),
            new DirectoryDrift.Awaited("sent0", 1, "Admins"));
  }

  /** The directory has not spoken of them since, and knows them nevertheless. */
  @ParameterizedTest
  @EnumSource(Engine.class)
  void whoever_has_another_account_by_now_is_known_on_both_sides(Engine engine) {
    var scene = HOUSE.scene(engine);
    var id = scene.directory.id();
    var bob = scene.create("bob").user();
    scene.it.app().arrange("DELETE FROM users WHERE id = '" + bob.user().value() + "'");
    assertThat(all(at -> scene.core.directoryDrift.notMembers(scene.acme, id, at, 2))).hasSize(1);
    scene.it.member(scene.organization, scene.at("bob"), "member");
    assertThat(all(at -> scene.core.directoryDrift.notMembers(scene.acme, id, at, 2))).isEmpty();
    assertThat(all(at -> scene.core.directoryDrift.neverPushed(scene.acme, id, at, 2)))
        .extracting(it -> it.email().value())
        .containsExactly(scene.at("ada"));
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void of_whom_somebody_names_those_who_are_active_are_listed(Engine engine) {
    var scene = HOUSE.scene(engine);
    var id = scene.directory.id();
    var named = new ArrayList<String>();
    for (var i = 0; i < 4; i++) named.add(scene.create("sent" + i).user().id().value());
    scene.create("another");
    scene.deactivate(new DirectoryUserId(named.get(2)));
    assertThat(all(next -> scene.core.directoryDrift.active(scene.acme, id, named, next, 2)))
        .extracting(it -> it.email().value())
        .containsExactly(scene.at("sent0"), scene.at("sent1"), scene.at("sent3"));
    assertThat(scene.core.directoryDrift.active(scene.acme, id, List.of(), null, 2).rows())
        .isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void nobody_sees_the_drift_of_anothers_directory(Engine engine) {
    var scene = HOUSE.scene(engine);
    var other = HOUSE.scene(engine);
    var drift = scene.core.directoryDrift;
    var id = other.directory.id();
    for (var list :
        List.<Runnable>of(
            () -> drift.refused(scene.acme, id, null, 9),
            () -> drift.notMembers(scene.acme, id, null, 9),
            () -> drift.stillMembers(scene.acme, id, null, 9),
            () -> drift.neverPushed(scene.acme, id, null, 9),
            () -> drift.active(scene.acme, id, List.of("diruser_1"), null, 9),
            () -> drift.awaited(scene.acme, id, null, 9)))
      assertThat(scene.it.refusal(list::run).code()).isEqualTo("directory_not_found");
    // a place that nobody was given is before the first
    assertThat(drift.neverPushed(scene.acme, scene.directory.id(), "x'--", 9).rows()).hasSize(1);
  }
}
