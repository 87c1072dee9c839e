package dev.hostedui.identity.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Locks;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Permission;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.member.HoldersOfRoles;
import dev.hostedui.identity.member.ProvisioningMethod;
import dev.hostedui.identity.user.Users;
import dev.hostedui.testing.Engine;
import dev.hostedui.testing.Identity;
import dev.hostedui.testing.Race;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RoleDefinitionsTest {

  @ParameterizedTest
  @EnumSource(Engine.class)
  void who_holds_a_role_that_goes_gets_the_other_one_in_each_organization(Engine engine) {
    try (var it = Identity.on(engine)) {
      var here = it.organization("Here");
      var there = it.organization("There");
      var guest = it.role(null, "guest", "sk_org_users_read");
      var ann = it.member(here, "ann@here.example", guest);
      var bob = it.member(there, "bob@there.example", guest);
      it.member(there, "eve@there.example", "admin");
      it.clock().advance(Duration.ofHours(1));

      assertThat(refusal(it, "guest", null)).isEqualTo("role_held");
      assertThat(refusal(it, "guest", "guest")).isEqualTo("unknown_role");
      assertThat(refusal(it, "guest", "nobody")).isEqualTo("unknown_role");
      assertThat(
              it.eventsOf(
                  () -> it.roleDefinitions().delete(Identity.INTERNAL, null, "guest", "member")))
          .containsExactly(
              "user.organization_membership_updated",
              "user.organization_membership_updated",
              "role.deleted");

      assertThat(
              it.app()
                  .all(
                      "SELECT r.name FROM membership_roles mr JOIN roles r ON r.id = mr.role_id JOIN"
                          + " users u ON u.id = mr.user_id WHERE u.email IN"
                          + " ('ann@here.example', 'bob@there.example')"))
          .containsExactly("member", "member");
      for (var user : List.of(ann.user(), bob.user()))
        assertThat(
                it.app()
                    .one(
                        "SELECT before_state || after_state FROM events WHERE type ="
                            + " 'user.organization_membership_updated' AND object_id = '"
                            + user.value()
                            + "'"))
            .contains("\"guest\"", "\"member\"");
      assertThat(it.app().one("SELECT before_state FROM events WHERE type = 'role.deleted'"))
          .contains("\"name\":\"guest\"", "\"replaced_by\":\"member\"");
      assertThat(changed(it, "ann@here.example"))
          .isEqualTo(it.clock().instant().toEpochMilli() + "");
    }
  }

  @Test
  void who_is_given_a_role_while_it_is_replaced_gets_the_other_one_too() {
    try (var it = Identity.on(Engine.POSTGRESQL)) {
      var here = it.organization("Here");
      var there = it.organization("There");
      var guest = it.role(null, "guest", "sk_org_users_read");
      it.member(here, "ann@here.example", guest);
      var bob = it.member(there, "bob@there.example", "admin");
      var eve = it.member(there, "eve@there.example", "admin");
      var events =
          it.eventsOf(
              () ->
                  Race.afterWaiting(
                      it.database(),
                      tx -> Locks.organization(tx, here.id()),
                      () -> {
                        it.roleDefinitions().delete(Identity.INTERNAL, null, "guest", "member");
                        return true;
                      },
                      tx -> Race.beside(() -> give(it, eve, bob, guest))));
      assertThat(events)
          .containsExactly(
              "user.organization_membership_updated",
              "user.organization_membership_updated",
              "user.organization_membership_updated",
              "role.deleted");
      assertThat(
              it.app()
                  .all(
                      "SELECT r.name FROM membership_roles mr JOIN roles r ON r.id = mr.role_id JOIN"
                          + " users u ON u.id = mr.user_id WHERE u.email IN ('ann@here.example',"
                          + " 'bob@there.example')"))
          .containsExactly("member", "member");
    }
  }

  @Test
  void a_role_is_replaced_however_often_it_is_given_elsewhere_meanwhile() {
    try (var it = Identity.on(Engine.POSTGRESQL)) {
      var guest = it.role(null, "guest", "sk_org_users_read");
      var later = new ArrayDeque<Runnable>();
      for (var number = 0; number < 5; number++) {
        var there = it.organization("There " + number);
        var bob = it.member(there, "bob" + number + "@there.example", "member");
        var eve = it.member(there, "eve" + number + "@there.example", "admin");
        later.add(() -> give(it, eve, bob, guest));
      }
      var holders = new HoldersOfRoles(it.events(), it.clock());
      var definitions =
          new RoleDefinitions(
              it.database(),
              it.events(),
              new Overtaken(holders, later),
              it.organizations(),
              it.ids(),
              it.clock());

      definitions.delete(Identity.INTERNAL, null, "guest", "member");

      assertThat(later).isEmpty();
      assertThat(it.app().all("SELECT name FROM roles WHERE name = 'guest'")).isEmpty();
    }
  }

  /** Has somebody given a role in a further organization each time before those are held. */
  private static final class Overtaken implements RoleHolders {
    private final RoleHolders holders;
    private final Queue<Runnable> later;
    private boolean held = true;

    Overtaken(RoleHolders holders, Queue<Runnable> later) {
      this.holders = holders;
      this.later = later;
    }

    @Override
    public Set<OrganizationId> organizations(Handle handle, RoleId role) {
      var found = holders.organizations(handle, role);
      held = !held;
      if (!held && !later.isEmpty()) Race.beside(later.remove());
      return found;
    }

    @Override
    public long count(Handle handle, RoleId role) {
      return holders.count(handle, role);
    }

    @Override
    public Map<OrganizationId, Integer> reassign(
        Handle tx, Actor actor, Set<OrganizationId> in, RoleId from, RoleId to) {
      return holders.reassign(tx, actor, in, from, to);
    }
  }

  @Test
  void a_role_stays_that_somebody_is_being_given() {
    try (var it = Identity.on(Engine.POSTGRESQL)) {
      var here = it.organization("Here");
      var ann = it.member(it.organization("There"), "ann@there.example", "member");
      var guest = it.role(null, "guest", "sk_org_users_read");
      var answer =
          Race.afterWaiting(
              it.database(),
              tx ->
                  it.members()
                      .admit(
                          tx,
                          Identity.INTERNAL,
                          here,
                          Users.lock(tx, ann.user()),
                          guest,
                          ProvisioningMethod.DIRECT_PROVISION),
              () -> refused(() -> delete(it, "guest")),
              tx -> {});
      assertThat(answer).isEqualTo("role_held");
    }
  }

  @Test
  void nobody_is_given_a_role_that_is_being_removed() {
    try (var it = Identity.on(Engine.POSTGRESQL)) {
      var here = it.organization("Here");
      var guest = it.role(here, "guest");
      var ann = it.member(here, "ann@here.example", "member");
      var eve = it.member(here, "eve@here.example", "admin");
      var answer =
          Race.afterWaiting(
              it.database(),
              tx -> tx.execute("DELETE FROM roles WHERE id = ?", guest.id().value()),
              () -> refused(() -> give(it, eve, ann, guest)),
              tx -> {});
      assertThat(answer).isEqualTo("unknown_role");
    }
  }

  private static void give(Identity it, Actor.Person admin, Actor.Person to, Role role) {
    var unused =
        it.members().changeRoles(admin, it.in(admin), to.user(), List.of(role.id().value()));
  }

  private static void delete(Identity it, String role) {
    it.roleDefinitions().delete(Identity.INTERNAL, null, role, null);
  }

  private static String refused(ThrowingCallable verb) {
    return catchThrowableOfType(Problem.class, verb).code();
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void of_many_who_hold_a_role_that_goes_each_organization_has_one_event(Engine engine) {
    try (var it = Identity.on(engine)) {
      var here = it.organization("Here");
      var there = it.organization("There");
      var guest = it.role(null, "guest", "sk_org_users_read");
      for (var i = 0; i < 50; i++) it.member(here, "p" + i + "@here.example", guest);
      it.member(there, "bob@there.example", guest);
      it.clock().advance(Duration.ofHours(1));
      assertThat(
              it.eventsOf(
                  () -> it.roleDefinitions().delete(Identity.INTERNAL, null, "guest", "member")))
          .containsExactly(
              "organization.role_reassigned", "organization.role_reassigned", "role.deleted");
      var event =
          it.app()
              .one(
                  "SELECT before_state || after_state FROM events WHERE type ="
                      + " 'organization.role_reassigned' AND organization_id = '"
                      + here.id().value()
                      + "'");
      assertThat(event).contains("\"name\":\"guest\"", "\"name\":\"member\"", "\"members\":50");
      assertThat(it.app().count("membership_roles WHERE role_id = '" + guest.id().value() + "'"))
          .isZero();
      assertThat(changed(it, "p7@here.example"))
          .isEqualTo(it.clock().instant().toEpochMilli() + "");
    }
  }

  /** When the membership of a person was last changed. */
  private static String changed(Identity it, String email) {
    return it.app()
        .one(
            "SELECT m.updated_at FROM memberships m JOIN users u ON u.id = m.user_id WHERE u.email ="
                + " '"
                + email
                + "'");
  }

  @ParameterizedTest
  @EnumSource(value = Engine.class, names = "SQLITE")
  void a_role_stays_while_others_stand_on_it_or_it_is_somebodys_default(Engine engine) {
    try (var it = Identity.on(engine)) {
      var here = it.organization("Here");
      it.role(null, "base", "sk_org_users_read");
      it.roleDefinitions()
          .create(Identity.INTERNAL, new RoleDefinition(here.id(), "own", "Own", "base", Set.of()));
      assertThat(refusal(it, "base", "member")).isEqualTo("role_extended");
      assertThat(refusal(it, "admin", "member")).isEqualTo("role_is_default");
      assertThat(refusal(it, "member", "admin")).isEqualTo("role_is_default");
      assertThat(refusal(it, "own", null)).isEqualTo("role_not_found");

      it.roleDefinitions().setDefaultMember(Identity.INTERNAL, here.id(), "own");
      assertThat(it.roles().defaultMember(here.id()).name()).isEqualTo("own");
      assertThat(
              it.refusal(
                      () ->
                          it.roleDefinitions()
                              .delete(Identity.INTERNAL, here.id(), "own", "member"))
                  .code())
          .isEqualTo("role_is_default");
      it.roleDefinitions().setDefaultMember(Identity.INTERNAL, here.id(), "");
      it.roleDefinitions().delete(Identity.INTERNAL, here.id(), "own", null);
      it.roleDefinitions().delete(Identity.INTERNAL, null, "base", null);
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void the_role_of_makers_keeps_what_running_an_organization_takes(Engine engine) {
    try (var it = Identity.on(engine)) {
      it.role(null, "base", "sk_org_users_read", "sk_org_users_role_change");
      change(it, "admin", was -> was.on("base"));
      change(it, "admin", was -> was.giving(Set.of("sk_org_settings_read")));
      for (var stripped :
          List.<Runnable>of(
              () -> change(it, "admin", was -> was.on(null)),
              () -> change(it, "base", was -> was.giving(Set.of("sk_org_users_read"))),
              () -> change(it, "base", was -> was.giving(Set.of("sk_org_users_role_change"))),
              () -> it.environments().setDefaultRoles(Identity.INTERNAL, "member", null)))
        assertThat(it.refusal(stripped::run).code()).isEqualTo("creator_role_runs");
      assertThat(it.app().one("SELECT effective_permissions FROM roles WHERE name = 'admin'"))
          .isEqualTo("sk_org_settings_read sk_org_users_read sk_org_users_role_change");

      // another one takes its place, and it is free
      it.environments().setDefaultRoles(Identity.INTERNAL, "base", null);
      change(it, "admin", was -> was.on(null).giving(Set.of()));
    }
  }

  private static void change(Identity it, String role, UnaryOperator<RoleDefinition> change) {
    it.roleDefinitions().change(Identity.INTERNAL, null, role, null, change);
  }

  @ParameterizedTest
  @EnumSource(value = Engine.class, names = "SQLITE")
  void a_name_is_taken_once_and_only_permissions_that_exist_are_given(Engine engine) {
    try (var it = Identity.on(engine)) {
      var here = it.organization("Here");
      it.role(null, "editor");
      assertThat(it.refusal(() -> it.role(null, "editor")).code()).isEqualTo("role_taken");
      assertThat(it.refusal(() -> it.role(null, "default")).code()).isEqualTo("role_name_reserved");
      // an organization's own stands beside it
      it.role(here, "editor");
      var unknown =
          it.refusal(
              () ->
                  it.roleDefinitions()
                      .change(
                          Identity.INTERNAL,
                          null,
                          "editor",
                          null,
                          was -> was.giving(Set.of("no:such"))));
      assertThat(unknown.code()).isEqualTo("unknown_permission");
      assertThat(unknown.field()).isEqualTo("permissions");
    }
  }

  /** A token that is narrowed by its scope would otherwise give people what it lacks. */
  @ParameterizedTest
  @EnumSource(Engine.class)
  void nobody_gets_by_a_role_what_whoever_defines_it_does_not_hold(Engine engine) {
    try (var it = Identity.on(engine)) {
      var here = it.organization("Here");
      var client =
          new Actor.Client("skc_narrow", Set.of(Permission.USERS_READ), true, Actor.Origin.INSIDE);
      var roles = it.roleDefinitions();
      it.role(null, "base");
      it.role(null, "unused", "sk_org_sso_manage");
      it.role(null, "named", "sk_org_sso_manage");
      roles.create(
          Identity.INTERNAL, new RoleDefinition(here.id(), "named", "Own", null, Set.of()));
      roles.create(
          Identity.INTERNAL, new RoleDefinition(here.id(), "own", "Own", "base", Set.of()));
      UnaryOperator<RoleDefinition> more = was -> was.giving(Set.of("sk_org_sso_manage"));
      // whoever gives a role by its name means what the name has meant
      for (var attempt :
          List.<Runnable>of(
              () ->
                  roles.create(
                      client, new RoleDefinition(here.id(), "member", "Member", "admin", Set.of())),
              () ->
                  roles.create(
                      client,
                      new RoleDefinition(null, "made", "Made", null, Set.of("sk_org_scim_manage"))),
              () -> roles.change(client, null, "base", null, more),
              () -> roles.change(client, here.id(), "named", null, was -> was.on("named")),
              () -> roles.delete(client, here.id(), "named", null)))
        assertThat(it.refusal(attempt::run).code()).isEqualTo("role_exceeds_own");
      roles.create(
          client, new RoleDefinition(null, "made", "Made", null, Set.of("sk_org_users_read")));
      roles.create(client, new RoleDefinition(here.id(), "admin", "Less", null, Set.of()));
      roles.delete(client, null, "made", null);

      it.member(
          here,
          "ann@here.example",
          roles.create(
              Identity.INTERNAL, new RoleDefinition(here.id(), "held", "Held", "own", Set.of())));
      for (var attempt :
          List.<Runnable>of(
              () -> roles.change(client, null, "base", null, more),
              () -> roles.change(client, here.id(), "own", null, more),
              () -> roles.change(client, here.id(), "held", null, was -> was.on("unused")),
              () -> roles.change(client, null, "member", null, more),
              () -> roles.delete(client, here.id(), "held", "unused"),
              () -> roles.setDefaultMember(client, here.id(), "unused"),
              () -> it.environments().setDefaultRoles(client, null, "unused"),
              () -> it.environments().setDefaultRoles(client, "unused", null)))
        assertThat(it.refusal(attempt::run).kind()).isEqualTo(Problem.Kind.CONFLICT);
      assertThat(it.refusal(() -> roles.setDefaultMember(client, here.id(), "unused")).code())
          .isEqualTo("role_exceeds_own");
      roles.setDefaultMember(Identity.INTERNAL, here.id(), "own");
      it.environments().setDefaultRoles(Identity.INTERNAL, null, "unused");
      assertThat(it.refusal(() -> roles.setDefaultMember(client, here.id(), "")).code())
          .as("the default of all organizations gives more")
          .isEqualTo("role_exceeds_own");

      roles.change(client, null, "base", null, was -> was.giving(Set.of("sk_org_users_read")));
      roles.change(Identity.INTERNAL, here.id(), "held", null, more);
      roles.change(
          client,
          here.id(),
          "held",
          null,
          was -> was.giving(Set.of("sk_org_sso_manage", "sk_org_users_read")));
    }
  }

  private static String refusal(Identity it, String name, String replacement) {
    return it.refusal(() -> it.roleDefinitions().delete(Identity.INTERNAL, null, name, replacement))
        .code();
  }
}
