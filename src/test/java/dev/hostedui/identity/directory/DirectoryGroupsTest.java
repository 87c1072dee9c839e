package dev.hostedui.identity.directory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.identity.Problem;
import dev.hostedui.testing.Engine;
import dev.hostedui.testing.Race;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DirectoryGroupsTest {

  @RegisterExtension static final DirectoryScene.House HOUSE = new DirectoryScene.House();

  private static Set<String> members(DirectoryScene scene, DirectoryGroupId group) {
    return new TreeSet<>(
        scene
            .it
            .app()
            .all(
                "SELECT u.user_name FROM directory_group_members m JOIN directory_users u ON u.id ="
                    + " m.directory_user_id WHERE m.group_id = '"
                    + group.value()
                    + "'"));
  }

  private static Optional<DirectoryGroup> found(DirectoryScene scene, DirectoryGroupId id) {
    return scene.it.database().read(tx -> scene.core.directoryGroups.find(tx, scene.directory, id));
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_change_by_a_clock_that_is_behind_is_dated_after_the_one_before(Engine engine) {
    var scene = HOUSE.scene(engine);
    var ada = scene.arrive("ada", null);
    var before = scene.group("Engineering").group();
    scene.it.clock().advance(Duration.ofMinutes(-1));
    scene.change(before.id(), new MemberEdit.Add(List.of(ada.id().value())));
    scene.it.clock().advance(Duration.ofMinutes(1));

    assertThat(scene.group(before.id()).updatedAt()).isEqualTo(before.updatedAt().plusMillis(1));
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_group_lives_and_says_so(Engine engine) {
    var scene = HOUSE.scene(engine);
    var ada = scene.arrive("ada", null);
    var made = new GroupChange[1];
    assertThat(scene.it.eventsOf(() -> made[0] = scene.group("Engineering", ada.id().value())))
        .containsExactly(
            "organization.directory.group_created", "organization.directory.user_updated");
    assertThat(made[0].effect()).isEqualTo(Effect.CREATED);
    assertThat(made[0].group().memberCount()).isEqualTo(1);
    assertThat(made[0].group().version()).isEqualTo(1);
    var id = made[0].group().id();
    scene.it.clock().advance(Duration.ofSeconds(1));

    // a name that is not new, members that are in: nothing
    assertThat(
            scene.it.eventsOf(
                () ->
                    assertThat(
                            scene
                                .change(id, new MemberEdit.Add(List.of(ada.id().value())))
                                .effect())
                        .isEqualTo(Effect.UNCHANGED)))
        .isEmpty();
    assertThat(scene.group(id)).isEqualTo(made[0].group());

    // both at once are one change
    assertThat(
            scene.it.eventsOf(
                () ->
                    assertThat(
                            scene
                                .it
                                .database()
                                .inTransaction(
                                    tx ->
                                        scene.core.directoryGroups.change(
                                            tx,
                                            scene.speaking(scene.directory),
                                            scene.directory,
                                            id,
                                            1L,
                                            it ->
                                                new GroupProfile(
                                                    "Engineering EU", "x-1", it.attributes()),
                                            List.of(
                                                new MemberEdit.Remove(List.of(ada.id().value())))))
                                .effect())
                        .isEqualTo(Effect.UPDATED)))
        .containsExactly(
            "organization.directory.group_updated", "organization.directory.user_updated");
    var after = scene.group(id);
    assertThat(after.displayName()).isEqualTo("Engineering EU");
    assertThat(after.externalId()).isEqualTo("x-1");
    assertThat(after.memberCount()).isZero();
    assertThat(after.version()).isEqualTo(2);
    assertThat(after.updatedAt()).isEqualTo(scene.it.clock().instant());

    // sent twice it is one group; two of a name are told apart by their external ids
    var told = new GroupProfile("ENGINEERING EU", null, "{}");
    assertThat(scene.it.refusal(() -> scene.group(told)).code()).isEqualTo("directory_group_taken");
    assertThat(scene.group(new GroupProfile("Engineering EU", "g2", "{}")).group().position())
        .isEqualTo(2);
    var renamed = new GroupProfile("Sales", "g2", "{}");
    var taken = scene.it.refusal(() -> scene.group(renamed));
    assertThat(taken.code()).isEqualTo("directory_group_taken");
    assertThat(taken.faults().get(0).arguments()).containsExactly("Engineering EU");
    assertThat(scene.core.directories.find(scene.acme, scene.directory.id()).groupCount())
        .isEqualTo(2);
    assertThat(
            scene.it.eventsOf(
                () ->
                    assertThat(
                            scene
                                .it
                                .database()
                                .inTransaction(
                                    tx ->
                                        scene.core.directoryGroups.remove(
                                            tx,
                                            scene.speaking(scene.directory),
                                            scene.directory,
                                            id,
                                            null))
                                .effect())
                        .isEqualTo(Effect.REMOVED)))
        .containsExactly("organization.directory.group_deleted");
    assertThat(found(scene, id).isEmpty()).isTrue();
    assertThat(scene.core.directories.find(scene.acme, scene.directory.id()).groupCount())
        .isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_group_does_not_become_one_that_could_not_be_made_beside_another(Engine engine) {
    var scene = HOUSE.scene(engine);
    var plain = scene.group("Plain").group().id();
    var other = scene.group("Other").group().id();
    var one = scene.group(new GroupProfile("Sales", "s1", "{}")).group().id();
    var two = scene.group(new GroupProfile("Sales", "s2", "{}")).group().id();
    var before = scene.it.app().all("SELECT display_name FROM directory_groups ORDER BY id");
    // the name of another, where one of the two has nothing else to tell them apart
    for (var taken : List.of(named(other, "PLAIN", null), named(other, "Sales", null)))
      assertThat(scene.it.refusal(() -> rename(scene, taken)).code())
          .isEqualTo("directory_group_taken");
    assertThat(scene.it.refusal(() -> rename(scene, named(one, "Plain", "s1"))).code())
        .isEqualTo("directory_group_taken");
    // the external id of another, or none any more
    assertThat(scene.it.refusal(() -> rename(scene, named(two, "Sales", "s1"))).code())
        .isEqualTo("directory_group_taken");
    assertThat(scene.it.refusal(() -> rename(scene, named(two, "Sales", null))).code())
        .isEqualTo("directory_group_taken");
    assertThat(scene.it.app().all("SELECT display_name FROM directory_groups ORDER BY id"))
        .isEqualTo(before);
    // what can be made beside the others a group can become, and be called again as it is
    for (var free :
        List.of(
            named(plain, "plain", null),
            named(other, "Sales", "s3"),
            named(two, "Marketing", "s2"),
            named(two, "Marketing", null),
            named(two, "Marketing", "s4")))
      assertThat(rename(scene, free).effect()).isEqualTo(Effect.UPDATED);
    assertThat(rename(scene, named(one, "Sales", "s1")).effect()).isEqualTo(Effect.UNCHANGED);
  }

  private record Renamed(DirectoryGroupId id, GroupProfile to) {}

  private static Renamed named(DirectoryGroupId id, String name, @Nullable String externalId) {
    return new Renamed(id, new GroupProfile(name, externalId, "{}"));
  }

  private static GroupChange rename(DirectoryScene scene, Renamed renamed) {
    return scene
        .it
        .database()
        .inTransaction(
            tx ->
                scene.core.directoryGroups.change(
                    tx,
                    scene.speaking(scene.directory),
                    scene.directory,
                    renamed.id,
                    null,
                    was -> renamed.to,
                    List.of()));
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void who_is_not_known_is_awaited_by_any_of_their_names(Engine engine) {
    var scene = HOUSE.scene(engine);
    var ada = scene.arrive("ada", "ext-ada");
    var made = scene.group("Engineering", ada.id().value(), "Bob", "ext-cid", "Ext-dora");
    assertThat(made.pending()).containsExactly("Bob", "ext-cid", "Ext-dora");
    assertThat(made.group().memberCount()).isEqualTo(1);
    var id = made.group().id();
    // awaited once more: no change
    assertThat(scene.change(id, new MemberEdit.Add(List.of("ext-cid"))))
        .satisfies(
            it -> {
              assertThat(it.effect()).isEqualTo(Effect.UNCHANGED);
              assertThat(it.pending()).containsExactly("ext-cid");
            });
    scene.arrive("bOB", null);
    scene.arrive("cid", "ext-cid");
    // external ids are what they are, letter by letter
    scene.arrive("dora", "ext-dora");
    assertThat(members(scene, id)).containsExactly("ada", "bOB", "cid");
    assertThat(scene.group(id).memberCount()).isEqualTo(3);
    assertThat(scene.group(id).version()).isEqualTo(3);

    // taken back before they came
    assertThat(scene.change(id, new MemberEdit.Remove(List.of("Ext-dora", "nobody"))).effect())
        .isEqualTo(Effect.UNCHANGED);
    scene.arrive("emil", "Ext-dora");
    assertThat(members(scene, id)).containsExactly("ada", "bOB", "cid");

    // named by two names they are in once
    var both = scene.group("Both", "ada", ada.id().value(), "ext-ada", "ADA", "fay", "ext-fay");
    assertThat(both.joined().count()).isEqualTo(1);
    scene.arrive("Fay", "ext-fay");
    assertThat(scene.group(both.group().id()).memberCount()).isEqualTo(2);
    // replaced by nobody, nobody is awaited
    var replaced = scene.group("Replaced", "ada", "gus");
    scene.change(replaced.group().id(), new MemberEdit.Replace(List.of()));
    scene.arrive("gus", null);
    assertThat(members(scene, replaced.group().id())).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void who_is_taken_back_before_they_came_stays_out_however_the_name_was_written(Engine engine) {
    var scene = HOUSE.scene(engine);
    var id = scene.group("Engineering", "Nick", "NICK", "Olga", "Pia", "Ext-Q").group().id();
    scene.change(id, new MemberEdit.Remove(List.of("nick", "  pia ")));
    scene.change(id, new MemberEdit.Replace(List.of("OLGA")));
    scene.change(id, new MemberEdit.Remove(List.of("olga")));
    // the same in one change
    var change =
        scene.change(
            id, new MemberEdit.Add(List.of("Rita")), new MemberEdit.Remove(List.of("rITA")));
    assertThat(change.pending()).isEmpty();
    for (var it : List.of("nick", "olga", "pia", "rita")) scene.arrive(it, null);
    scene.arrive("quentin", "Ext-Q");
    assertThat(members(scene, id)).isEmpty();
    // an external id that differs in capitals is another one's, and goes on being awaited
    scene.change(id, new MemberEdit.Add(List.of("ext-s", "Ext-S")));
    scene.arrive("sam", "Ext-S");
    scene.arrive("stan", "ext-s");
    assertThat(members(scene, id)).containsExactly("sam", "stan");
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void what_cannot_be_is_refused_and_changes_nothing(Engine engine) {
    var scene = HOUSE.scene(engine);
    var ada = scene.arrive("ada", null);
    var id = scene.group("Engineering", ada.id().value()).group().id();
    var before = scene.group(id);
    var groups = scene.core.directoryGroups;
    assertThat(scene.it.refusal(() -> scene.group(" ")).code())
        .isEqualTo("directory_group_name_missing");
    assertThat(scene.it.refusal(() -> scene.group("x".repeat(257))).code())
        .isEqualTo("directory_value_too_long");
    assertThat(
            scene
                .it
                .refusal(
                    () ->
                        scene.change(
                            id, new MemberEdit.Replace(List.of()), new MemberEdit.Add(List.of(""))))
                .code())
        .isEqualTo("directory_member_value_missing");
    assertThat(
            scene
                .it
                .refusal(() -> scene.change(id, new MemberEdit.Add(List.of("x".repeat(513)))))
                .field())
        .isEqualTo("members");
    assertThat(
            scene
                .it
                .refusal(
                    () ->
                        scene
                            .it
                            .database()
                            .inTransaction(
                                tx ->
                                    groups.remove(
                                        tx,
                                        scene.speaking(scene.directory),
                                        scene.directory,
                                        id,
                                        2L)))
                .code())
        .isEqualTo("directory_version_stale");
    assertThat(scene.group(id)).isEqualTo(before);
    assertThat(members(scene, id)).containsExactly("ada");
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_directory_reaches_no_group_and_no_user_of_another(Engine engine) {
    var scene = HOUSE.scene(engine);
    var other = HOUSE.scene(engine);
    var ada = scene.arrive("ada", "ext-ada");
    var id = scene.group("Engineering", ada.id().value()).group().id();
    var groups = other.core.directoryGroups;
    assertThat(found(other, id).isEmpty()).isTrue();
    assertThat(other.it.refusal(() -> other.change(id, new MemberEdit.Replace(List.of()))).kind())
        .isEqualTo(Problem.Kind.NOT_FOUND);
    assertThat(
            other
                .it
                .refusal(
                    () ->
                        other
                            .it
                            .database()
                            .inTransaction(
                                tx ->
                                    groups.remove(
                                        tx,
                                        other.speaking(other.directory),
                                        other.directory,
                                        id,
                                        null)))
                .kind())
        .isEqualTo(Problem.Kind.NOT_FOUND);
    // with the directory of another, which no token gives
    assertThat(
            other
                .it
                .refusal(
                    () ->
                        other
                            .it
                            .database()
                            .inTransaction(
                                tx ->
                                    groups.remove(
                                        tx,
                                        other.speaking(other.directory),
                                        scene.directory,
                                        id,
                                        null)))
                .kind())
        .isEqualTo(Problem.Kind.NOT_FOUND);
    // users of another directory are nobody here, by whichever name
    var mine = other.group("Mine", ada.id().value(), "ada", "ext-ada");
    assertThat(mine.group().memberCount()).isZero();
    assertThat(mine.pending()).hasSize(3);
    assertThat(members(scene, id)).containsExactly("ada");
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void many_who_come_in_at_the_same_moment_are_all_in(Engine engine) {
    var scene = HOUSE.scene(engine);
    var id = scene.group("Engineering").group().id();
    var users = IntStream.range(0, 12).mapToObj(i -> scene.arrive("u" + i, null)).toList();
    var adds = new ArrayList<Callable<?>>();
    for (var i = 0; i < 12; i++) {
      var values = List.of(users.get(i).id().value(), users.get((i + 1) % 12).id().value());
      adds.add(() -> scene.change(id, new MemberEdit.Add(values)));
    }
    assertThat(Race.between(adds).problems()).isEmpty();
    assertThat(members(scene, id)).hasSize(12);
    assertThat(scene.group(id).memberCount()).isEqualTo(12);
  }

  /** Groups and users as a few sets say they are. */
  private static final class Model {
    final Map<DirectoryGroupId, Set<String>> named = new HashMap<>();
    final Set<String> arrived = new TreeSet<>();

    Set<String> in(DirectoryGroupId group) {
      var in = new TreeSet<>(named.get(group));
      in.retainAll(arrived);
      return in;
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void whatever_is_said_in_whatever_order_the_groups_are_as_a_simple_model_says(Engine engine) {
    for (var seed = 1; seed <= 3; seed++) {
      var scene = HOUSE.scene(engine);
      var chance = new Random(seed);
      var model = new Model();
      var groups = List.of(scene.group("a").group().id(), scene.group("b").group().id());
      for (var group : groups) model.named.put(group, new TreeSet<>());
      for (var step = 0; step < 60; step++) {
        if (chance.nextInt(5) == 0) {
          var name = "u" + chance.nextInt(12);
          if (model.arrived.add(name)) scene.arrive(name, null);
          continue;
        }
        var group = groups.get(chance.nextInt(2));
        var before = scene.group(group);
        var was = model.in(group);
        var edits = new ArrayList<MemberEdit>();
        for (var i = chance.nextInt(3); i >= 0; i--) {
          var values =
              IntStream.range(0, chance.nextInt(5))
                  .mapToObj(j -> "u" + chance.nextInt(12))
                  .toList();
          var named = model.named.get(group);
          switch (chance.nextInt(3)) {
            case 0 -> {
              named.addAll(values);
              edits.add(new MemberEdit.Add(values));
            }
            case 1 -> {
              named.removeAll(values);
              edits.add(new MemberEdit.Remove(values));
            }
            default -> {
              named.clear();
              named.addAll(values);
              edits.add(new MemberEdit.Replace(values));
            }
          }
        }
        var change = scene.change(group, edits.toArray(MemberEdit[]::new));
        var is = model.in(group);
        var as = "seed " + seed + " step " + step;
        assertThat(members(scene, group)).as(as).isEqualTo(is);
        assertThat(change.group().memberCount()).as(as).isEqualTo(is.size());
        assertThat(change.effect())
            .as(as)
            .isEqualTo(is.equals(was) ? Effect.UNCHANGED : Effect.UPDATED);
        assertThat(change.group().version() - before.version())
            .as(as)
            .isEqualTo(is.equals(was) ? 0 : 1);
      }
    }
  }
}
