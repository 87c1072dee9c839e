package dev.hostedui.identity.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Locks;
import dev.hostedui.identity.Permission;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.UserId;
import dev.hostedui.identity.role.Role;
import dev.hostedui.identity.role.RoleId;
import dev.hostedui.testing.Engine;
import dev.hostedui.testing.Identity;
import dev.hostedui.testing.Race;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RoleAssignmentsTest {

  @RegisterExtension static final DirectoryScene.House HOUSE = new DirectoryScene.House();

  private static RoleAssignment gives(GroupChange group, @Nullable RoleId role) {
    return new RoleAssignment(group.group().id(), role);
  }

  /** Saves what was shown before, and answers that. */
  private static RoleEffects save(DirectoryScene scene, RoleAssignment... assignments) {
    var shown = preview(scene, assignments);
    assertThat(shown.refusal()).isNull();
    assertThat(
            scene.core.roleAssignments.save(
                scene.ada, scene.acme, scene.directory.id(), List.of(assignments)))
        .isEqualTo(shown.people());
    return shown;
  }

  private static RoleEffects preview(DirectoryScene scene, RoleAssignment... assignments) {
    return scene.core.roleAssignments.preview(
        scene.ada, scene.acme, scene.directory.id(), List.of(assignments));
  }

  /** Effects as text: {@code Admin +2 [a b] -0 []}. */
  private static List<String> told(DirectoryScene scene, RoleEffects effects) {
    return effects.roles().stream()
        .map(
            it ->
                it.role().displayName()
                    + " +"
                    + it.gain()
                    + " "
                    + it.gaining().stream().map(user -> name(scene, user.email().value())).toList()
                    + " -"
                    + it.lose()
                    + " "
                    + it.losing().stream().map(user -> name(scene, user.email().value())).toList())
        .toList();
  }

  private static String name(DirectoryScene scene, String email) {
    return email.replace("@" + scene.domain, "");
  }

  private static UserId person(DirectoryUser user) {
    return Objects.requireNonNull(user.user());
  }

  private static void tellOwed(DirectoryScene scene) {
    while (scene.core.peopleNews.tellOwed() > 0) assertThat(scene.number).isPositive();
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void what_is_shown_before_is_what_happens(Engine engine) {
    var scene = HOUSE.scene(engine);
    var admin = scene.it.app().role("admin");
    var bob = scene.arrive("bob", null);
    var cid = scene.arrive("cid", null);
    var dora = scene.create(DirectoryScene.active(scene.profile("dora"), false)).user();
    var admins = scene.group("Admins", "bob", "cid", dora.id().value());
    var staff = scene.group("Staff", "bob");
    var billing = scene.it.role(scene.organization, "billing", "invoice:read");

    var asked = new RoleAssignment[] {gives(admins, admin), gives(staff, billing.id())};
    var shown = preview(scene, asked);
    // who is inactive holds the role when they come back, and is not counted before
    assertThat(told(scene, shown))
        .containsExactly(
            "Admin +2 [bob, cid] -0 []",
            "Member +0 [] -2 [bob, cid]",
            "The billing +1 [bob] -0 []");
    assertThat(shown.people()).isEqualTo(2);
    assertThat(scene.membership(person(bob))).isEqualTo("ACTIVE member");
    assertThat(scene.group(admins.group().id()).role()).isNull();

    assertThat(scene.it.eventsOf(() -> save(scene, asked)))
        .containsExactlyInAnyOrder(
            "organization.directory_roles_assigned",
            "user.organization_membership_updated",
            "organization.directory.user_updated",
            "user.organization_membership_updated",
            "organization.directory.user_updated",
            "user.organization_membership_updated",
            "organization.directory.user_updated");
    assertThat(scene.membership(person(bob))).isEqualTo("ACTIVE admin billing");
    assertThat(scene.membership(person(cid))).isEqualTo("ACTIVE admin");
    assertThat(scene.membership(person(dora))).isEqualTo("INACTIVE admin");
    // the version of a group says what the directory has said
    assertThat(scene.group(admins.group().id()).version()).isEqualTo(1);

    // saved once more it is nothing
    assertThat(preview(scene, asked)).isEqualTo(RoleEffects.NONE);
    assertThat(scene.it.eventsOf(() -> assertThat(save(scene, asked)).isEqualTo(RoleEffects.NONE)))
        .isEmpty();
    // all taken back: the default role for everybody the directory has pushed
    assertThat(told(scene, save(scene, gives(admins, null), gives(staff, null))))
        .containsExactly(
            "Admin +0 [] -2 [bob, cid]",
            "Member +2 [bob, cid] -0 []",
            "The billing +0 [] -1 [bob]");
    assertThat(scene.membership(person(dora))).isEqualTo("INACTIVE member");
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void roles_given_by_hand_stay_until_the_directory_gives_one(Engine engine) {
    var scene = HOUSE.scene(engine);
    var admin = scene.it.app().role("admin");
    var bob = scene.arrive("bob", null);
    var cid = scene.arrive("cid", null);
    var staff = scene.group("Staff");
    scene.core.members.changeRoles(scene.ada, scene.acme, person(bob), List.of(admin.value()));
    scene.change(staff.group().id(), new MemberEdit.Add(List.of("bob", "cid")));
    scene.deactivate(bob.id());
    scene.reactivate(bob.id());
    assertThat(scene.membership(person(bob))).isEqualTo("ACTIVE admin");

    var billing = scene.it.role(scene.organization, "billing", "invoice:read");
    assertThat(told(scene, preview(scene, gives(staff, billing.id()))))
        .containsExactly(
            "Admin +0 [] -1 [bob]", "Member +0 [] -1 [cid]", "The billing +2 [bob, cid] -0 []");
    save(scene, gives(staff, billing.id()));
    assertThat(scene.membership(person(bob))).isEqualTo("ACTIVE billing");
    // whom the directory has never pushed keeps theirs
    assertThat(scene.membership(scene.ada.user())).isEqualTo("ACTIVE admin");
    assertThat(scene.membership(person(cid))).isEqualTo("ACTIVE billing");
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void who_comes_goes_or_comes_back_has_what_their_groups_give(Engine engine) {
    var scene = HOUSE.scene(engine);
    var admin = scene.it.app().role("admin");
    var bob = scene.arrive("bob", null);
    var admins = scene.group("Admins", "ext-cid");
    save(scene, gives(admins, admin));
    var id = admins.group().id();
    assertThat(scene.it.eventsOf(() -> scene.change(id, new MemberEdit.Add(List.of("bob")))))
        .containsExactly(
            "organization.directory.group_updated",
            "user.organization_membership_updated",
            "organization.directory.user_updated");
    assertThat(scene.membership(person(bob))).isEqualTo("ACTIVE admin");
    // awaited, and an admin from the beginning
    var cid = scene.arrive("cid", "ext-cid");
    assertThat(scene.membership(person(cid))).isEqualTo("ACTIVE admin");
    scene.deactivate(bob.id());
    scene.change(id, new MemberEdit.Remove(List.of("bob")));
    assertThat(scene.membership(person(bob))).isEqualTo("INACTIVE member");
    scene.reactivate(bob.id());
    assertThat(scene.membership(person(bob))).isEqualTo("ACTIVE member");
    scene.change(id, new MemberEdit.Replace(List.of("bob")));
    assertThat(scene.membership(person(bob))).isEqualTo("ACTIVE admin");
    assertThat(scene.membership(person(cid))).isEqualTo("ACTIVE member");
    // removed by the directory, they are in no group any more
    scene.remove(bob.id());
    assertThat(scene.group(id).memberCount()).isZero();
    assertThat(scene.membership(scene.create("bob").user().user())).isEqualTo("ACTIVE member");
    // the group takes its role with it
    scene.change(id, new MemberEdit.Add(List.of("cid")));
    scene.remove(id);
    assertThat(scene.membership(person(cid))).isEqualTo("ACTIVE member");
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void whom_the_directory_forgets_keeps_no_role_of_a_group(Engine engine) {
    var scene = HOUSE.scene(engine);
    var admin = scene.it.app().role("admin");
    var bob = scene.arrive("bob", null);
    var cid = scene.arrive("cid", null);
    var admins = scene.group("Admins", "bob", "cid");
    save(scene, gives(admins, admin));
    assertThat(scene.it.eventsOf(() -> scene.remove(bob.id())))
        .containsExactlyInAnyOrder(
            "user.organization_membership_updated", "organization.directory.user_deleted");
    assertThat(scene.membership(person(bob))).isEqualTo("INACTIVE member");
    assertThat(
            scene
                .core
                .directoryReceipts
                .of(scene.acme, scene.directory.id(), bob.id(), 1)
                .get(0)
                .ended()
                .roles())
        .containsExactly("Admin");
    // deactivated before, which leaves the roles that come back with them
    scene.deactivate(cid.id());
    assertThat(scene.membership(person(cid))).isEqualTo("INACTIVE admin");
    scene.remove(cid.id());
    assertThat(scene.membership(person(cid))).isEqualTo("INACTIVE member");
    // nothing gives roles any more when they come back
    scene.remove(admins.group().id());
    scene.create("bob");
    scene.create("cid");
    assertThat(scene.membership(person(bob))).isEqualTo("ACTIVE member");
    assertThat(scene.membership(person(cid))).isEqualTo("ACTIVE member");
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void whom_one_directory_forgets_keeps_what_the_other_gives(Engine engine) {
    var scene = HOUSE.scene(engine);
    var billing = scene.it.role(scene.organization, "billing", "invoice:read");
    var bob = scene.create("bob").user();
    save(scene, gives(scene.group("Admins", bob.id().value()), scene.it.app().role("admin")));
    var second = scene.core.directories.add(scene.ada, scene.acme, "CUSTOM", DirectoryType.SCIM);
    var again = scene.create(second, scene.profile("bob")).user();
    var theirs = scene.group(second, new GroupProfile("Others", null, "{}"), again.id().value());
    scene.core.roleAssignments.save(
        scene.ada, scene.acme, second.id(), List.of(gives(theirs, billing.id())));
    assertThat(scene.membership(person(bob))).isEqualTo("ACTIVE admin billing");
    scene.remove(bob.id());
    assertThat(scene.membership(person(bob))).isEqualTo("INACTIVE billing");
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_role_that_was_given_by_hand_waits_for_whom_the_directory_forgets(Engine engine) {
    var scene = HOUSE.scene(engine);
    var bob = scene.it.member(scene.organization, scene.at("bob"), "admin");
    var user = scene.create("bob").user();
    scene.group("Admins", user.id().value());
    scene.remove(user.id());
    assertThat(scene.membership(bob.user())).isEqualTo("INACTIVE admin");
    scene.create("bob");
    assertThat(scene.membership(bob.user())).isEqualTo("ACTIVE admin");
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void nobody_gives_or_takes_more_than_they_hold(Engine engine) {
    var scene = HOUSE.scene(engine);
    var admin = scene.it.app().role("admin");
    var member = scene.it.app().role("member");
    scene.arrive("bob", null);
    var staff = scene.group("Staff", "bob");
    var admins = scene.group("Admins");
    var scim =
        scene.it.role(
            scene.organization,
            "scim",
            "sk_org_scim_manage",
            "sk_org_settings_read",
            "sk_org_users_read");
    var sam = scene.it.member(scene.organization, scene.at("sam"), scim);
    var assignments = scene.core.roleAssignments;
    var directory = scene.directory.id();
    assertThat(refused(scene, sam, gives(staff, admin))).isEqualTo("role_exceeds_own");
    // what they hold they may give
    assertThat(assignments.save(sam, scene.acme, directory, List.of(gives(staff, member))))
        .isZero();
    save(scene, gives(admins, admin));
    // and what is above them they may not take back
    assertThat(refused(scene, sam, gives(admins, null))).isEqualTo("role_exceeds_own");
    save(scene, gives(admins, null), gives(staff, null));
    // nor from whom it was given by hand
    scene.core.members.changeRoles(
        scene.ada, scene.acme, person(scene.arrive("cid", null)), List.of(admin.value()));
    assertThat(refused(scene, sam, gives(staff, member))).isEqualTo("role_exceeds_own");
    var max = scene.it.member(scene.organization, scene.at("max"), "member");
    assertThat(
            scene
                .it
                .refusal(
                    () ->
                        assignments.save(max, scene.acme, directory, List.of(gives(staff, member))))
                .code())
        .isEqualTo("permission_missing");
  }

  /** Why a change is not saved, which was said before. */
  private static String refused(
      DirectoryScene scene, Actor.Person actor, RoleAssignment... assignments) {
    var directory = scene.directory.id();
    var asked = List.of(assignments);
    var shown = scene.core.roleAssignments.preview(actor, scene.acme, directory, asked).refusal();
    var refusal =
        scene.it.refusal(
            () -> scene.core.roleAssignments.save(actor, scene.acme, directory, asked));
    assertThat(Objects.requireNonNull(shown).faults()).isEqualTo(refusal.faults());
    return refusal.code();
  }

  /** By its token somebody puts themselves into any of its groups. */
  @ParameterizedTest
  @EnumSource(Engine.class)
  void who_holds_less_than_its_groups_give_lets_no_directory_in(Engine engine) {
    var scene = HOUSE.scene(engine);
    var admins = scene.group("Admins");
    var directory = scene.directory.id();
    var scim = scene.it.role(scene.organization, "scim", "sk_org_scim_manage");
    var sam = scene.it.member(scene.organization, scene.at("sam"), scim);
    var narrowed =
        new Actor.Client("narrowed", Set.of(Permission.SCIM_MANAGE), Actor.Origin.INSIDE);
    var tokens = scene.core.directoryTokens;
    tokens.issue(sam, scene.acme, directory);
    save(scene, gives(admins, scene.it.app().role("admin")));

    var before = scene.it.app().count("directory_tokens");
    for (var actor : List.of(sam, narrowed)) {
      for (var verb :
          List.<Runnable>of(
              () -> tokens.issue(actor, scene.acme, directory),
              () -> tokens.rotate(actor, scene.acme, directory, Duration.ZERO)))
        assertThat(scene.it.refusal(verb::run).code()).isEqualTo("directory_exceeds_own");
      // shutting it out takes nothing that they may not take
      scene.core.directories.disable(actor, scene.acme, directory);
      assertThat(
              scene
                  .it
                  .refusal(() -> scene.core.directories.enable(actor, scene.acme, directory))
                  .code())
          .isEqualTo("directory_exceeds_own");
    }
    assertThat(scene.it.app().count("directory_tokens")).isEqualTo(before);

    scene.core.directories.enable(scene.ada, scene.acme, directory);
    tokens.rotate(scene.ada, scene.acme, directory, Duration.ZERO);
    save(scene, gives(admins, null));
    tokens.issue(sam, scene.acme, directory);
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_person_leaves_an_admin_and_a_directory_says_when_it_leaves_none(Engine engine) {
    var scene = HOUSE.scene(engine);
    var admin = scene.it.app().role("admin");
    var ada = scene.create("ada").user();
    var staff = scene.group("Staff", ada.id().value());
    var admins = scene.group("Admins", ada.id().value());
    var billing = scene.it.role(scene.organization, "billing", "invoice:read");
    // who saves it sees that they lose their own rights, and that it is refused
    var shown = preview(scene, gives(staff, billing.id()));
    assertThat(shown.lostByOneself()).extracting(Role::name).containsExactly("admin");
    assertThat(shown.refusal()).hasMessage("last_admin");
    assertThat(
            scene
                .it
                .refusal(
                    () ->
                        scene.core.roleAssignments.save(
                            scene.ada,
                            scene.acme,
                            scene.directory.id(),
                            List.of(gives(staff, billing.id()))))
                .code())
        .isEqualTo("last_admin");
    // another one who is an admin is enough
    var second = scene.it.member(scene.organization, scene.at("second"), "admin");
    assertThat(preview(scene, gives(staff, billing.id())).refusal()).isNull();
    scene.core.members.changeRoles(
        scene.ada, scene.acme, second.user(), List.of(scene.it.app().role("member").value()));
    assertThat(scene.membership(person(ada))).isEqualTo("ACTIVE admin");
    assertThat(save(scene, gives(staff, billing.id()), gives(admins, admin)).lostByOneself())
        .isEmpty();
    assertThat(scene.membership(person(ada))).isEqualTo("ACTIVE admin billing");
    // the directory is the source of truth
    assertThat(
            scene.it.eventsOf(
                () -> scene.change(admins.group().id(), new MemberEdit.Replace(List.of()))))
        .contains("organization.without_admin");
    assertThat(scene.membership(person(ada))).isEqualTo("ACTIVE billing");
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void what_is_of_another_organization_is_not_found(Engine engine) {
    var scene = HOUSE.scene(engine);
    var other = HOUSE.scene(engine);
    var staff = scene.group("Staff");
    var theirs = other.group("Staff");
    var role = other.it.role(other.organization, "billing", "invoice:read");
    var admin = scene.it.app().role("admin");
    assertThat(scene.it.refusal(() -> save(scene, gives(theirs, admin))).code())
        .isEqualTo("directory_group_not_found");
    assertThat(scene.it.refusal(() -> preview(scene, gives(theirs, admin))).code())
        .isEqualTo("directory_group_not_found");
    var refused = scene.it.refusal(() -> save(scene, gives(staff, role.id())));
    assertThat(refused.code()).isEqualTo("unknown_role");
    assertThat(refused.field()).isEqualTo(staff.group().id().value());
    var assignments = scene.core.roleAssignments;
    assertThat(
            scene
                .it
                .refusal(
                    () -> assignments.save(scene.ada, scene.acme, other.directory.id(), List.of()))
                .code())
        .isEqualTo("directory_not_found");
    assertThat(
            scene
                .it
                .refusal(
                    () -> assignments.save(scene.ada, other.acme, other.directory.id(), List.of()))
                .kind())
        .isEqualTo(Problem.Kind.NOT_FOUND);
    var many =
        IntStream.range(0, RoleAssignments.MOST_AT_ONCE + 1)
            .mapToObj(i -> gives(staff, admin))
            .toArray(RoleAssignment[]::new);
    assertThat(scene.it.refusal(() -> save(scene, many)).code())
        .isEqualTo("too_many_role_assignments");
    var twice = scene.it.refusal(() -> save(scene, gives(staff, admin), gives(staff, null)));
    assertThat(twice.code()).isEqualTo("directory_group_twice");
    assertThat(twice.field()).isEqualTo(staff.group().id().value());
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void whose_domain_is_verified_no_longer_gets_no_role_anew(Engine engine) {
    var scene = HOUSE.scene(engine);
    var admin = scene.it.app().role("admin");
    var plain = scene.it.role(scene.organization, "plain" + scene.number).id();
    var held = scene.create("held").user();
    var late = scene.create("late").user();
    var admins = scene.group("Admins", held.id().value());
    var staff = scene.group("Staff", late.id().value());
    save(scene, gives(admins, admin));
    assertThat(scene.membership(held.user())).isEqualTo("ACTIVE admin");
    var domain = scene.it.organizationDomains().list(scene.acme).get(0);
    scene.it.organizationDomains().delete(scene.ada, scene.acme, domain.id());

    var added = scene.change(admins.group().id(), new MemberEdit.Add(List.of(late.id().value())));
    assertThat(added.joined().count()).isEqualTo(1);
    assertThat(added.foreign()).containsExactly(scene.at("late"));
    assertThat(scene.membership(late.user())).isEqualTo("ACTIVE member");
    save(scene, gives(staff, plain));
    assertThat(scene.membership(late.user())).isEqualTo("ACTIVE member");
    // what they hold they keep, and lose
    assertThat(scene.membership(held.user())).isEqualTo("ACTIVE admin");
    scene.change(admins.group().id(), new MemberEdit.Remove(List.of(held.id().value())));
    assertThat(scene.membership(held.user())).isEqualTo("ACTIVE member");

    scene.verify(scene.acme, scene.domain);
    var other = scene.group("Other");
    save(scene, gives(other, plain));
    assertThat(scene.membership(late.user())).startsWith("ACTIVE admin plain");
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void of_many_those_get_no_role_either(Engine engine) {
    var scene = HOUSE.scene(engine);
    var admin = scene.it.app().role("admin");
    var first = scene.create("first").user();
    var all = new ArrayList<String>();
    for (var i = 0; i <= PeopleNews.AT_ONCE; i++)
      all.add(scene.create("person" + i).user().id().value());
    var admins = scene.group("Admins", first.id().value());
    save(scene, gives(admins, admin));
    var domain = scene.it.organizationDomains().list(scene.acme).get(0);
    scene.it.organizationDomains().delete(scene.ada, scene.acme, domain.id());

    var added = scene.change(admins.group().id(), new MemberEdit.Add(all));
    assertThat(added.foreign()).hasSize(all.size());
    assertThat(
            scene
                .it
                .app()
                .one(
                    "SELECT COUNT(*) FROM membership_roles mr JOIN roles r ON r.id = mr.role_id"
                        + " WHERE r.name = 'admin' AND mr.organization_id = '"
                        + scene.acme.value()
                        + "'"))
        // ada and the first
        .isEqualTo("2");
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void many_are_one_change_and_each_gets_their_events_right_after(Engine engine) {
    var scene = HOUSE.scene(engine);
    var admin = scene.it.app().role("admin");
    var names = IntStream.range(0, PeopleNews.AT_ONCE + 1).mapToObj(i -> "u" + i).toList();
    var users = names.stream().map(name -> scene.arrive(name, null)).toList();
    var all = new GroupChange[1];
    assertThat(scene.it.eventsOf(() -> all[0] = scene.group("All", names.toArray(String[]::new))))
        .containsExactly("organization.directory.group_created");
    assertThat(scene.it.eventsOf(() -> tellOwed(scene)))
        .hasSize(users.size())
        .containsOnly("organization.directory.user_updated");

    var billing = scene.it.role(scene.organization, "billing", "invoice:read");
    var effects = new RoleEffects[1];
    assertThat(scene.it.eventsOf(() -> effects[0] = save(scene, gives(all[0], billing.id()))))
        .containsExactly("organization.directory_roles_assigned");
    assertThat(effects[0].people()).isEqualTo(users.size());
    assertThat(effects[0].roles().get(1).gaining()).hasSize(RoleForecast.NAMED);
    assertThat(scene.membership(person(users.get(50)))).isEqualTo("ACTIVE billing");
    // who changes once more before they were told of gets one event of both
    save(scene, gives(all[0], admin));
    assertThat(scene.it.eventsOf(() -> tellOwed(scene)))
        .hasSize(2 * users.size())
        .containsOnly(
            "user.organization_membership_updated", "organization.directory.user_updated");
    assertThat(
            scene
                .it
                .app()
                .one(
                    "SELECT before_state || after_state FROM events WHERE object_id = '"
                        + person(users.get(7)).value()
                        + "' AND type = 'user.organization_membership_updated' ORDER BY id DESC"
                        + " LIMIT 1"))
        .containsSubsequence("\"name\":\"member\"", "\"name\":\"admin\"")
        .doesNotContain("billing");
    assertThat(
            scene
                .it
                .app()
                .one(
                    "SELECT actor_email FROM events WHERE object_id = '"
                        + person(users.get(7)).value()
                        + "' ORDER BY id DESC LIMIT 1"))
        .isEqualTo(scene.at("ada"));
    // and there and back is nothing but a change of what the directory's user shows
    save(scene, gives(all[0], billing.id()));
    save(scene, gives(all[0], admin));
    assertThat(scene.it.eventsOf(() -> tellOwed(scene)))
        .hasSize(users.size())
        .containsOnly("organization.directory.user_updated");
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void of_many_in_a_group_the_few_who_get_other_roles_are_told_of_once(Engine engine) {
    var scene = HOUSE.scene(engine);
    var names = IntStream.range(0, PeopleNews.AT_ONCE + 1).mapToObj(i -> "u" + i).toList();
    names.forEach(it -> scene.arrive(it, null));
    var admin = scene.it.app().role("admin");
    var some = scene.group("Some", names.subList(0, 48).toArray(new String[0]));
    var all = scene.group("All");
    save(scene, gives(some, admin), gives(all, admin));
    tellOwed(scene);

    var events =
        scene.it.eventsOf(
            () -> {
              scene.change(all.group().id(), new MemberEdit.Add(names));
              tellOwed(scene);
            });
    assertThat(events)
        .filteredOn("organization.directory.user_updated"::equals)
        .hasSize(names.size());
    assertThat(events)
        .filteredOn("user.organization_membership_updated"::equals)
        .hasSize(names.size() - 48);
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void two_directories_of_one_organization_give_together(Engine engine) {
    var scene = HOUSE.scene(engine);
    var admin = scene.it.app().role("admin");
    var billing = scene.it.role(scene.organization, "billing", "invoice:read");
    var bob = scene.create("bob").user();
    var second = scene.core.directories.add(scene.ada, scene.acme, "CUSTOM", DirectoryType.SCIM);
    var again = scene.create(second, scene.profile("bob")).user();
    var staff = scene.group("Staff", bob.id().value());
    var theirs = scene.group(second, new GroupProfile("Others", null, "{}"), again.id().value());
    save(scene, gives(staff, billing.id()));
    var assignments = scene.core.roleAssignments;
    var asked = List.of(gives(theirs, admin));
    assertThat(told(scene, assignments.preview(scene.ada, scene.acme, second.id(), asked)))
        .containsExactly("Admin +1 [bob] -0 []");
    assertThat(assignments.save(scene.ada, scene.acme, second.id(), asked)).isEqualTo(1);
    assertThat(scene.membership(person(bob))).isEqualTo("ACTIVE admin billing");
    assertThat(told(scene, save(scene, gives(staff, null))))
        .containsExactly("The billing +0 [] -1 [bob]");
    assertThat(scene.membership(person(bob))).isEqualTo("ACTIVE admin");
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void changes_at_the_same_moment_leave_what_the_groups_give(Engine engine) {
    var scene = HOUSE.scene(engine);
    var admin = scene.it.app().role("admin");
    var users = IntStream.range(0, 8).mapToObj(i -> scene.arrive("u" + i, null)).toList();
    var admins = scene.group("Admins");
    var id = admins.group().id();
    var all = new ArrayList<Callable<?>>();
    var asked = List.of(gives(admins, admin));
    var assignments = scene.core.roleAssignments;
    all.add(() -> assignments.save(scene.ada, scene.acme, scene.directory.id(), asked));
    for (var user : users)
      all.add(() -> scene.change(id, new MemberEdit.Add(List.of(user.id().value()))));
    assertThat(Race.between(all).problems()).isEmpty();
    for (var user : users) assertThat(scene.membership(person(user))).isEqualTo("ACTIVE admin");
  }

  @Test
  void a_role_stays_that_a_group_is_about_to_give() {
    var scene = HOUSE.scene(Engine.POSTGRESQL);
    var guest = guest(scene);
    var staff = scene.group("Staff");
    var answer =
        Race.afterWaiting(
            scene.it.database(),
            tx ->
                scene.core.roleAssignments.save(
                    tx,
                    scene.ada,
                    scene.acme,
                    scene.directory.id(),
                    List.of(gives(staff, guest.id()))),
            () -> refused(() -> delete(scene, guest)),
            tx -> {});
    assertThat(answer).isEqualTo("role_mapped");
  }

  @Test
  void no_group_gives_a_role_that_is_being_removed() {
    var scene = HOUSE.scene(Engine.POSTGRESQL);
    var guest = guest(scene);
    var staff = scene.group("Staff");
    var answer =
        Race.afterWaiting(
            scene.it.database(),
            tx -> {
              for (var delete :
                  List.of(
                      "DELETE FROM role_permissions WHERE role_id = ?",
                      "DELETE FROM roles WHERE id = ?")) tx.execute(delete, guest.id().value());
            },
            () ->
                refused(
                    () ->
                        scene.core.roleAssignments.save(
                            scene.ada,
                            scene.acme,
                            scene.directory.id(),
                            List.of(gives(staff, guest.id())))),
            tx -> {});
    assertThat(answer).isEqualTo("unknown_role");
  }

  @Test
  void groups_are_given_roles_while_somebody_changes_the_roles_of_others() {
    var scene = HOUSE.scene(Engine.POSTGRESQL);
    var guest = guest(scene);
    var asked = List.of(gives(scene.group("Staff"), guest.id()));
    scene
        .it
        .database()
        .useTransaction(
            tx -> {
              Locks.roles(tx);
              Race.beside(() -> save(scene, asked.get(0)));
            });
    assertThat(refused(() -> delete(scene, guest))).isEqualTo("role_mapped");
  }

  private static void delete(DirectoryScene scene, Role role) {
    scene.it.roleDefinitions().delete(Identity.INTERNAL, null, role.name(), null);
  }

  private static Role guest(DirectoryScene scene) {
    return scene.it.role(null, "guest" + scene.number, "sk_org_users_read");
  }

  private static String refused(ThrowingCallable verb) {
    return catchThrowableOfType(Problem.class, verb).code();
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void whatever_changes_in_whatever_order_everybody_has_what_their_groups_give(Engine engine) {
    for (var seed = 1; seed <= 2; seed++) {
      var scene = HOUSE.scene(engine);
      var chance = new Random(seed);
      var roles =
          List.of(
              scene.it.role(scene.organization, "r0", "a:b").id(),
              scene.it.role(scene.organization, "r1", "a:c").id());
      var groups = IntStream.range(0, 3).mapToObj(i -> scene.group("g" + i)).toList();
      Map<Integer, TreeSet<Integer>> in = new HashMap<>();
      for (var i = 0; i < 3; i++) in.put(i, new TreeSet<>());
      var gives = new Integer[3];
      Map<Integer, DirectoryUser> users = new TreeMap<>();
      Map<Integer, Boolean> active = new HashMap<>();
      for (var step = 0; step < 60; step++) {
        var who = chance.nextInt(6);
        var group = chance.nextInt(3);
        switch (chance.nextInt(5)) {
          case 0 -> {
            if (!users.containsKey(who)) {
              users.put(who, scene.arrive("u" + who, null));
              active.put(who, true);
            }
          }
          case 1 -> {
            if (users.containsKey(who)) {
              active.put(who, !active.get(who));
              if (active.get(who)) scene.reactivate(users.get(who).id());
              else scene.deactivate(users.get(who).id());
            }
          }
          case 2 -> {
            gives[group] = chance.nextInt(3) == 0 ? null : chance.nextInt(2);
            save(
                scene,
                gives(groups.get(group), gives[group] == null ? null : roles.get(gives[group])));
          }
          case 3 -> {
            in.get(group).add(who);
            scene.change(groups.get(group).group().id(), new MemberEdit.Add(List.of("u" + who)));
          }
          default -> {
            in.get(group).remove(who);
            scene.change(groups.get(group).group().id(), new MemberEdit.Remove(List.of("u" + who)));
          }
        }
        for (var user : users.keySet()) {
          var names = new TreeSet<String>();
          for (var i = 0; i < 3; i++)
            if (gives[i] != null && in.get(i).contains(user)) names.add("r" + gives[i]);
          if (names.isEmpty()) names.add("member");
          assertThat(scene.membership(person(users.get(user))))
              .as("seed " + seed + " step " + step + " u" + user + " " + Arrays.toString(gives))
              .isEqualTo((active.get(user) ? "ACTIVE " : "INACTIVE ") + String.join(" ", names));
        }
      }
    }
  }
}
