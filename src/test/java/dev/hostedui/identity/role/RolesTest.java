package dev.hostedui.identity.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Permission;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.organization.Organization;
import dev.hostedui.testing.Engine;
import dev.hostedui.testing.Identity;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RolesTest {

  private static Role define(
      Identity it, Organization in, String name, String base, String... permissions) {
    it.permissions(permissions);
    var scope = in == null ? null : in.id();
    var wanted = new RoleDefinition(scope, name, "The " + name, base, Set.of(permissions));
    var there = it.database().read(handle -> RoleDefinitions.inScope(handle, scope, name));
    return there.isEmpty()
        ? it.roleDefinitions().create(Identity.INTERNAL, wanted)
        : it.roleDefinitions().change(Identity.INTERNAL, scope, name, null, was -> wanted);
  }

  private static String effective(Identity it, String name) {
    return it.app().one("SELECT effective_permissions FROM roles WHERE name = '" + name + "'");
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void the_first_start_makes_an_admin_who_may_all_and_a_member_who_may_look(Engine engine) {
    try (var it = Identity.on(engine)) {
      assertThat(Permission.among(effective(it, "admin"))).containsExactly(Permission.values());
      assertThat(effective(it, "member")).isEqualTo("sk_org_settings_read sk_org_users_read");
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void the_roles_of_other_customers_are_not_read(Engine engine) {
    try (var it = Identity.on(engine)) {
      var usable = Roles.usableBy("'org_000000000000000001'");
      assertThat(it.app().plan("SELECT r.id FROM roles r WHERE " + usable + " LIMIT 500"))
          .contains("roles_scope_name");
      assertThat(it.app().plan("SELECT r.id FROM roles r WHERE r.name = 'admin' AND " + usable))
          .contains("roles_scope_name");
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void what_names_a_role_or_a_permission_is_found_by_it(Engine engine) {
    try (var it = Identity.on(engine)) {
      var app = it.app();
      assertThat(app.plan("SELECT 1 FROM membership_roles WHERE role_id = 'role_1'"))
          .contains("membership_roles_role");
      assertThat(app.plan("SELECT 1 FROM organizations WHERE default_member_role_id = 'role_1'"))
          .contains("organizations_default_member");
      assertThat(app.plan("SELECT 1 FROM roles WHERE extends_role_id = 'role_1'"))
          .contains("roles_extends");
      assertThat(app.plan("SELECT 1 FROM role_permissions WHERE permission = 'one'"))
          .contains("role_permissions_permission");
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_role_inherits_through_several_levels(Engine engine) {
    try (var it = Identity.on(engine)) {
      define(it, null, "a", null, "one", "sk_org_users_read");
      define(it, null, "b", "a", "two");
      define(it, null, "c", "b", "three");
      var d = define(it, null, "d", "c", "one", "sk_org_users_invite");
      assertThat(effective(it, "d"))
          .isEqualTo("one sk_org_users_invite sk_org_users_read three two");
      assertThat(d.permissions())
          .containsExactlyInAnyOrder(Permission.USERS_READ, Permission.USERS_INVITE);
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_changed_role_changes_every_role_that_extends_it(Engine engine) {
    try (var it = Identity.on(engine)) {
      define(it, null, "a", null, "one");
      define(it, null, "b", "a", "two");
      define(it, null, "c", "b", "three");
      define(it, null, "beside", "a", "four");
      define(it, null, "alone", null, "five");

      define(it, null, "a", null, "uno");
      assertThat(effective(it, "c")).isEqualTo("three two uno");
      assertThat(effective(it, "beside")).isEqualTo("four uno");
      assertThat(effective(it, "alone")).isEqualTo("five");

      define(it, null, "b", null, "two");
      assertThat(effective(it, "b")).isEqualTo("two");
      assertThat(effective(it, "c")).isEqualTo("three two");
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_role_never_extends_itself(Engine engine) {
    try (var it = Identity.on(engine)) {
      define(it, null, "a", null, "one");
      define(it, null, "b", "a", "two");
      define(it, null, "c", "b", "three");
      for (var base : new String[] {"a", "b", "c"}) {
        assertThat(it.refusal(() -> define(it, null, "a", base, "one")).code())
            .isEqualTo("role_cycle");
      }
      assertThat(effective(it, "a")).isEqualTo("one");
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void an_unknown_role_or_one_of_another_organization_is_not_extended(Engine engine) {
    try (var it = Identity.on(engine)) {
      var here = it.organization("Here");
      define(it, it.organization("There"), "theirs", null, "one");
      for (var base : new String[] {"theirs", "nothing"}) {
        var problem = it.refusal(() -> define(it, here, "ours", base));
        assertThat(problem.code()).isEqualTo("unknown_base_role");
        assertThat(problem.field()).isEqualTo("extends");
      }
      // an environment's role cannot stand on one organization's
      assertThat(it.refusal(() -> define(it, null, "everyones", "theirs")).code())
          .isEqualTo("unknown_base_role");
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void an_organizations_role_stands_before_the_environments_of_the_same_name(Engine engine) {
    try (var it = Identity.on(engine)) {
      var here = it.organization("Here");
      var there = it.organization("There");
      var own = define(it, here, "member", "member", "coffee:make");

      assertThat(find(it, here.id(), "member").id()).isEqualTo(own.id());
      assertThat(find(it, there.id(), "member").id()).isEqualTo(it.app().role("member"));
      assertThat(find(it, null, "member").id()).isEqualTo(it.app().role("member"));
      assertThat(own.permissions())
          .containsExactlyInAnyOrder(Permission.SETTINGS_READ, Permission.USERS_READ);

      // and can be defined again on top of the one it stands before
      var again = define(it, here, "member", "member", "tea:make");
      assertThat(again.id()).isEqualTo(own.id());
      assertThat(
              it.app()
                  .one(
                      "SELECT effective_permissions FROM roles WHERE id = '"
                          + own.id().value()
                          + "'"))
          .isEqualTo("sk_org_settings_read sk_org_users_read tea:make");
    }
  }

  private static Role find(Identity it, OrganizationId organization, String name) {
    return it.database().read(handle -> Roles.find(handle, organization, name)).orElseThrow();
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void an_organization_uses_the_environments_roles_and_its_own(Engine engine) {
    try (var it = Identity.on(engine)) {
      var here = it.organization("Here");
      define(it, it.organization("There"), "theirs", null);
      define(it, here, "barista", null);
      assertThat(it.roles().usable(here.id()))
          .extracting(Role::name)
          .containsExactly("admin", "member", "barista");
      var theirs = new RoleId(it.app().one("SELECT id FROM roles WHERE name = 'theirs'"));
      var found = it.database().read(handle -> Roles.find(handle, here.id(), theirs));
      assertThat(found).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void the_default_is_the_organizations_before_the_environments(Engine engine) {
    try (var it = Identity.on(engine)) {
      var here = it.organization("Here");
      assertThat(it.roles().defaultMember(here.id()).name()).isEqualTo("member");
      var barista = define(it, here, "barista", null);
      it.app()
          .arrange(
              "UPDATE organizations SET default_member_role_id = '"
                  + barista.id().value()
                  + "' WHERE id = '"
                  + here.id().value()
                  + "'");
      assertThat(it.roles().defaultMember(here.id()).name()).isEqualTo("barista");
      Role creator = it.database().read(Roles::defaultCreator);
      assertThat(creator.name()).isEqualTo("admin");
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void defining_is_one_event_of_its_kind(Engine engine) {
    try (var it = Identity.on(engine)) {
      assertThat(it.eventsOf(() -> define(it, null, "a", null))).containsExactly("role.created");
      assertThat(it.eventsOf(() -> define(it, null, "a", null))).isEmpty();
      assertThat(it.eventsOf(() -> define(it, null, "a", "member")))
          .containsExactly("role.updated");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "with space", "ümlaut", "dash-ed", "a.b", "a'b"})
  void a_role_name_is_letters_digits_and_underscores(String name) {
    var problem =
        catchThrowableOfType(
            Problem.class, () -> new RoleDefinition(null, name, "Name", null, Set.of()));
    assertThat(problem.field()).isEqualTo("name");
  }

  @Test
  void a_definition_keeps_its_limits() {
    new RoleDefinition(null, "a".repeat(64), "n".repeat(100), null, permissions(100));
    assertThat(fieldOf("a".repeat(65), "n", Set.of())).isEqualTo("name");
    assertThat(fieldOf("a", "n".repeat(101), Set.of())).isEqualTo("display_name");
    assertThat(fieldOf("a", " ", Set.of())).isEqualTo("display_name");
    assertThat(fieldOf("a", "n", permissions(101))).isEqualTo("permissions");
    assertThat(fieldOf("a", "n", Set.of("with space"))).isEqualTo("permissions");
    assertThat(fieldOf("a", "n", Set.of(""))).isEqualTo("permissions");
    assertThat(fieldOf("a", "n", Set.of("p".repeat(65)))).isEqualTo("permissions");

    var all =
        catchThrowableOfType(
            Problem.class, () -> new RoleDefinition(null, "a b", " ", null, permissions(101)));
    assertThat(all.faults())
        .extracting(Problem.Fault::field)
        .containsExactly("name", "display_name", "permissions");
  }

  private static String fieldOf(String name, String displayName, Set<String> permissions) {
    return catchThrowableOfType(
            Problem.class, () -> new RoleDefinition(null, name, displayName, null, permissions))
        .field();
  }

  private static Set<String> permissions(int count) {
    return IntStream.range(0, count).mapToObj(i -> "p" + i).collect(Collectors.toSet());
  }

  @Test
  void permissions_are_read_from_a_list_of_names_and_only_exactly() {
    var all =
        Arrays.stream(Permission.values())
            .map(Permission::wireName)
            .collect(Collectors.joining(" "));
    assertThat(Permission.among(all)).containsExactly(Permission.values());
    assertThat(Permission.among("")).isEmpty();
    assertThat(Permission.among("  sk_org_users_read  x ")).containsExactly(Permission.USERS_READ);
    assertThat(Permission.among("sk_org_users_rea sk_org_users_read2 SK_ORG_USERS_READ sk:org"))
        .isEmpty();
    assertThat(Permission.values()).hasSize(12);
  }
}
