package dev.hostedui.api;

import dev.hostedui.api.Operation.Group;
import dev.hostedui.api.RoleReading.Include;
import dev.hostedui.core.Core;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.role.RoleDefinition;
import dev.hostedui.identity.role.RoleId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Roles, once for all organizations and once for those of a single one: the same operations below
 * two addresses.
 */
final class RoleOperations {

  private static final Schema INCLUDE =
      Schema.constant("permissions", "permissions:all").oneOf("permissions", "permissions:all");

  private final Core core;
  private final RolePermissionOperations permissions;

  RoleOperations(Core core) {
    this.core = core;
    permissions = new RolePermissionOperations(core);
  }

  List<Operation> all() {
    var all = new ArrayList<Operation>();
    for (var scope : List.of(RoleScope.ALL, RoleScope.ORGANIZATION)) {
      all.addAll(roles(scope));
      all.addAll(around(scope));
      all.addAll(permissions.below(scope));
    }
    return all;
  }

  private List<Operation> roles(RoleScope scope) {
    var in = scope.in();
    var words = scope.words();
    return List.of(
        scope
            .reading(scope.path(), "list" + in + "Roles")
            .says(
                "List roles" + words,
                in.isEmpty()
                    ? "Those that all organizations have."
                    : "Those that all organizations have, then its own.")
            .query("include", INCLUDE, "Also what they give, without or with what they inherit.")
            .answers(200, RoleShapes.ROLES_ANSWER)
            .by(call -> list(scope, call)),
        Operation.post(Group.ROLES, scope.path(), "create" + in + "Role")
            .says(
                "Create a role" + words,
                "It can be given from now on. What it gives must be in the scope of the token.")
            .operates()
            .takes(RoleShapes.NEW)
            .answers(201, RoleShapes.ROLE_ANSWER)
            .by(call -> create(scope.of().apply(call), call)),
        scope
            .reading(scope.one(), "get" + in + "Role")
            .says("Get a role" + words, "By its name, with what it gives itself.")
            .query("include", INCLUDE, "With permissions:all also what it inherits.")
            .tagged()
            .answers(200, RoleShapes.ROLE_ANSWER)
            .by(call -> shown(scope.of().apply(call), call.path("role_name"), one(call))),
        Operation.put(Group.ROLES, scope.one(), "update" + in + "Role")
            .says(
                "Update a role" + words,
                "Changes what is given and keeps the rest. It counts from the next request of"
                    + " everybody who holds it, or a role that extends it.")
            .operates()
            .takes(RoleShapes.CHANGE)
            .versioned()
            .refuses(409)
            .answers(200, RoleShapes.ROLE_ANSWER)
            .by(call -> change(scope.of().apply(call), call)),
        Operation.delete(Group.ROLES, scope.one(), "delete" + in + "Role")
            .says(
                "Delete a role" + words,
                "Not while others extend it or it is a default. Whoever holds it gets another one,"
                    + " without a mail. Up to 50 people have an event each, more one event for each"
                    + " organization.")
            .operates()
            .query(
                "reassign_role_name",
                Schema.text("member").matching(RoleShapes.NAME),
                "What its holders get.")
            .query(
                "reassign_role_id",
                Schema.text("member").matching(RoleShapes.NAME),
                "The same by its id; its name is taken too.")
            .refuses(409)
            .answers(200, Shapes.NOTHING)
            .by(call -> delete(scope.of().apply(call), call)));
  }

  private List<Operation> around(RoleScope scope) {
    var in = scope.in();
    var words = scope.words();
    return List.of(
        Operation.delete(Group.ROLES, scope.one() + "/base", "delete" + in + "RoleBase")
            .says("Let a role" + words + " extend no other", "It keeps what it gives itself.")
            .operates()
            .versioned()
            .refuses(409)
            .answers(200, Shapes.NOTHING)
            .by(
                call -> {
                  changing(scope.of().apply(call), call, was -> was.on(null));
                  return Reply.nothing();
                }),
        scope
            .reading(scope.one() + "/dependents", "list" + in + "RoleDependents")
            .says("List the roles that extend one" + words, "Directly, not by others in between.")
            .answers(200, RoleShapes.ROLES_ANSWER)
            .by(call -> dependents(scope.of().apply(call), call)),
        scope
            .reading(scope.one() + "/users:count", "count" + in + "RoleUsers")
            .says("Count the members who hold a role" + words, "In all their organizations.")
            .answers(200, RoleShapes.COUNT_ANSWER)
            .by(call -> countUsers(scope.of().apply(call), call)));
  }

  // ------------------------------------------------------------------ reading

  private Reply list(RoleScope scope, Call call) {
    var roles = RoleScope.read(core, scope.of().apply(call));
    return replyWith(roles, roles.all(), Include.named(call.query("include")));
  }

  private static Reply replyWith(RoleReading roles, List<RoleReading.Row> some, Include include) {
    return new Reply(
        Map.of("roles", some.stream().map(it -> roles.json(it, include)).toList()), null);
  }

  /** Shown alone it is what its change answers, so that both have one tag. */
  private static Include one(Call call) {
    return call.query("include").isEmpty() ? Include.OWN : Include.named(call.query("include"));
  }

  private Reply shown(@Nullable OrganizationId organization, String name, Include include) {
    var roles = RoleScope.read(core, organization);
    var role = roles.find(organization, name);
    return Reply.of("role", roles.json(role, include)).as(role.updatedAt());
  }

  private Reply dependents(@Nullable OrganizationId organization, Call call) {
    var roles = RoleScope.read(core, organization);
    return replyWith(
        roles, roles.dependents(roles.find(organization, call.path("role_name"))), Include.NONE);
  }

  private Reply countUsers(@Nullable OrganizationId organization, Call call) {
    var role = RoleScope.read(core, organization).find(organization, call.path("role_name"));
    var count = core.roleDefinitions.holders(role.id());
    return new Reply(Map.of("count", Long.toString(count)), null);
  }

  // ------------------------------------------------------------------ changing

  private Reply create(@Nullable OrganizationId organization, Call call) {
    var body = call.body();
    core.roleDefinitions.create(
        call.actor(),
        new RoleDefinition(
            organization,
            body.textOr("name", ""),
            body.textOr("display_name", ""),
            body.textOr("description", ""),
            body.text("extends"),
            set(body.texts("permissions"), Set.of())));
    return shown(organization, body.textOr("name", ""), Include.OWN);
  }

  private Reply change(@Nullable OrganizationId organization, Call call) {
    var body = call.body();
    changing(
        organization,
        call,
        was ->
            was.described(
                    body.textOr("display_name", was.displayName()),
                    body.textOr("description", was.description()))
                .on(body.textOrNull("extends", was.extendsRole()))
                .giving(set(body.texts("permissions"), was.permissions())));
    return shown(organization, call.path("role_name"), Include.OWN);
  }

  private void changing(
      @Nullable OrganizationId organization, Call call, UnaryOperator<RoleDefinition> change) {
    core.roleDefinitions.change(
        call.actor(), organization, call.path("role_name"), call.seen(), change);
  }

  private Reply delete(@Nullable OrganizationId organization, Call call) {
    core.roleDefinitions.delete(
        call.actor(), organization, call.path("role_name"), replacement(organization, call));
    return Reply.nothing();
  }

  /** The name of the role that holders get instead, however it is given; null when it is not. */
  private @Nullable String replacement(@Nullable OrganizationId organization, Call call) {
    var name = call.query("reassign_role_name");
    if (!name.isEmpty()) return name;
    var given = call.query("reassign_role_id");
    if (!given.startsWith(RoleId.PREFIX)) return given.isEmpty() ? null : given;
    return RoleScope.read(core, organization).all().stream()
        .filter(it -> it.id().equals(given))
        .map(RoleReading.Row::name)
        .findFirst()
        .orElseThrow(() -> Problem.invalid("unknown_role").at("reassign_role_id").with(given));
  }

  private static Set<String> set(@Nullable List<String> given, Set<String> otherwise) {
    return given == null ? otherwise : new TreeSet<>(given);
  }
}
