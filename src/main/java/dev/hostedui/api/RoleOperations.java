package dev.hostedui.api;

import static dev.hostedui.api.Schema.count;
import static dev.hostedui.api.Schema.field;
import static dev.hostedui.api.Schema.id;
import static dev.hostedui.api.Schema.listOf;
import static dev.hostedui.api.Schema.needed;
import static dev.hostedui.api.Schema.text;
import static dev.hostedui.api.Schema.truth;

import dev.hostedui.api.Operation.Group;
import dev.hostedui.api.RoleReading.Include;
import dev.hostedui.api.Schema.Shape;
import dev.hostedui.core.Core;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Permission;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.organization.Organizations;
import dev.hostedui.identity.role.RoleDefinition;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Roles, once for all organizations and once for those of a single one: the same operations below
 * two addresses.
 */
final class RoleOperations {

  private static final String NAME = "[a-zA-Z0-9_]{1,64}";
  private static final String PERMISSION_NAME = "[a-zA-Z0-9_:]{1,64}";

  private static final Shape ROLE_PERMISSION =
      new Shape(
          "RolePermission",
          field("id", id("perm_"), "Its id."),
          needed("name", text("report:read"), "Its name."),
          needed("description", text("Read reports"), "What it lets somebody do."),
          needed("role_name", text("editor"), "The role that gives it."));

  private static final Shape ROLE =
      new Shape(
          "Role",
          needed("id", id("role_"), "Its id."),
          needed("name", text("editor"), "Its name, which never changes."),
          needed("display_name", text("Editor"), "What people know it by."),
          needed("description", text("Writes reports"), "What it is for."),
          needed("default_creator", truth(false), "Whether makers of organizations get it."),
          needed("default_member", truth(false), "Whether new members get it."),
          field("extends", text("member"), "The role whose permissions it inherits."),
          needed("dependent_roles_count", count(0), "How many roles extend it."),
          needed("is_org_role", truth(false), "Whether it is of one organization only."),
          field(
              "permissions", listOf(ROLE_PERMISSION), "What it gives, where include asks for it."));

  private static final Shape ROLE_ANSWER =
      new Shape("RoleAnswer", needed("role", ROLE, "The role."));
  private static final Shape ROLES_ANSWER =
      new Shape("RolesAnswer", needed("roles", listOf(ROLE), "The roles."));
  private static final Shape PERMISSIONS_ANSWER =
      new Shape(
          "RolePermissionsAnswer",
          needed("permissions", listOf(ROLE_PERMISSION), "What the role gives."));
  private static final Shape COUNT_ANSWER =
      new Shape(
          "RoleUsersCountAnswer",
          needed("count", text("42").format("int64"), "How many memberships hold the role."));

  private static final Shape NEW =
      new Shape(
          "CreateRole",
          needed("name", text("editor").matching(NAME), "Its name, which never changes."),
          needed("display_name", text("Editor").min(1).max(100), "What people know it by."),
          field("description", text("Writes reports").max(2_000), "What it is for."),
          field(
              "extends", text("member").matching(NAME), "The role whose permissions it inherits."),
          given("What it gives besides."));

  private static final Shape CHANGE =
      new Shape(
          "UpdateRole",
          field("display_name", text("Editor").min(1).max(100), "What people know it by."),
          field("description", text("Writes reports").min(1).max(2_000), "What it is for."),
          field(
              "extends", text("member").matching(NAME), "The role whose permissions it inherits."),
          given("What it gives besides; the list replaces the one before."));

  private static final Shape ADD_PERMISSIONS =
      new Shape(
          "AddRolePermissions",
          needed(
              "permission_names",
              listOf(text("sk_org_settings_read").matching(PERMISSION_NAME), 100),
              "The permissions to add."));

  private static final Shape DEFAULT =
      new Shape("DefaultRole", field("name", text("member").matching(NAME), "Its name."));

  private static final Shape DEFAULTS =
      new Shape(
          "SetDefaultRoles",
          field(
              "default_creator_role",
              text("admin").matching(NAME),
              "What makers of organizations get."),
          field("default_member_role", text("member").matching(NAME), "What new members get."),
          field("default_creator", DEFAULT, "Another way to name it."),
          field("default_member", DEFAULT, "Another way to name it."));

  private static final Shape DEFAULTS_ANSWER =
      new Shape(
          "DefaultRolesAnswer",
          field("default_creator", ROLE, "What makers of organizations get."),
          needed("default_member", ROLE, "What new members get."));

  private static final Shape ORGANIZATION_DEFAULTS =
      new Shape(
          "SetOrganizationDefaultRoles",
          needed(
              "default_member_role",
              text("member").matching("[a-zA-Z0-9_]{0,64}"),
              "What new members get; empty leaves it to the default of all organizations."));

  private static Schema.Field given(String words) {
    return field(
        "permissions", listOf(text("sk_org_settings_read").matching(PERMISSION_NAME), 100), words);
  }

  private final Core core;

  RoleOperations(Core core) {
    this.core = core;
  }

  List<Operation> all() {
    var all = new ArrayList<Operation>();
    all.add(
        defaults("/roles:set_defaults", "setDefaultRoles")
            .says("Choose the default roles", "For all organizations without one of their own."));
    all.add(
        defaults("/roles/default", "setDefaultRolesByOtherName")
            .says("Choose the default roles (other address)", "As PATCH /roles:set_defaults."));
    all.addAll(below("/roles", "", "", call -> null));
    all.add(
        Operation.patch(
                Group.ROLES,
                "/organizations/{organization_id}/roles:set_defaults",
                "setOrganizationDefaultRoles")
            .says("Choose the default role of an organization", "It stands before the one for all.")
            .operates()
            .takes(ORGANIZATION_DEFAULTS)
            .answers(200, DEFAULTS_ANSWER)
            .by(this::setOrganizationDefault));
    all.addAll(
        below(
            "/organizations/{organization_id}/roles",
            "Organization",
            " of an organization",
            Call::organization));
    return all;
  }

  private Operation defaults(String path, String id) {
    return Operation.patch(Group.ROLES, path, id)
        .operates()
        .takes(DEFAULTS)
        .answers(200, DEFAULTS_ANSWER)
        .by(this::setDefaults);
  }

  private List<Operation> below(
      String path, String in, String words, Function<Call, @Nullable OrganizationId> scope) {
    var one = path + "/{role_name}";
    var include =
        Schema.constant("permissions", "permissions:all").oneOf("permissions", "permissions:all");
    return List.of(
        reading(Operation.get(Group.ROLES, path, "list" + in + "Roles"), in)
            .says(
                "List roles" + words,
                in.isEmpty()
                    ? "Those that all organizations have."
                    : "Those that all organizations have, then its own.")
            .query("include", include, "Also what they give, without or with what they inherit.")
            .answers(200, ROLES_ANSWER)
            .by(call -> list(scope.apply(call), call)),
        Operation.post(Group.ROLES, path, "create" + in + "Role")
            .says("Create a role" + words, "It can be given from now on.")
            .operates()
            .takes(NEW)
            .answers(201, ROLE_ANSWER)
            .by(call -> create(scope.apply(call), call)),
        reading(Operation.get(Group.ROLES, one, "get" + in + "Role"), in)
            .says("Get a role" + words, "By its name.")
            .query("include", include, "Also what it gives, without or with what it inherits.")
            .answers(200, ROLE_ANSWER)
            .by(call -> show(scope.apply(call), call.path("role_name"), call.query("include"))),
        Operation.put(Group.ROLES, one, "update" + in + "Role")
            .says(
                "Update a role" + words,
                "Changes what is given and keeps the rest. It counts from the next request of"
                    + " everybody who holds it, or a role that extends it.")
            .operates()
            .takes(CHANGE)
            .answers(200, ROLE_ANSWER)
            .by(call -> change(scope.apply(call), call)),
        Operation.delete(Group.ROLES, one, "delete" + in + "Role")
            .says(
                "Delete a role" + words,
                "Not while others extend it or it is a default. Whoever holds it gets another one.")
            .operates()
            .query("reassign_role_name", text("member").matching(NAME), "What its holders get.")
            .query("reassign_role_id", text("member").matching(NAME), "The older name of it.")
            .refuses(409)
            .answers(200, Shapes.NOTHING)
            .by(call -> delete(scope.apply(call), call)),
        Operation.delete(Group.ROLES, one + "/base", "delete" + in + "RoleBase")
            .says("Let a role" + words + " extend no other", "It keeps what it gives itself.")
            .operates()
            .answers(200, Shapes.NOTHING)
            .by(
                call -> {
                  changing(scope.apply(call), call, was -> was.on(null));
                  return Reply.nothing();
                }),
        reading(Operation.get(Group.ROLES, one + "/dependents", "list" + in + "RoleDependents"), in)
            .says("List the roles that extend one" + words, "Directly, not by others in between.")
            .answers(200, ROLES_ANSWER)
            .by(call -> dependents(scope.apply(call), call)),
        reading(
                Operation.get(
                    Group.ROLES,
                    one + "/permissions:all",
                    "list" + in + "RoleEffectivePermissions"),
                in)
            .says("List what a role" + words + " gives in the end", "With what it inherits.")
            .answers(200, PERMISSIONS_ANSWER)
            .by(call -> permissions(scope.apply(call), call, Include.ALL)),
        reading(
                Operation.get(Group.ROLES, one + "/permissions", "list" + in + "RolePermissions"),
                in)
            .says("List what a role" + words + " gives itself", "Without what it inherits.")
            .answers(200, PERMISSIONS_ANSWER)
            .by(call -> permissions(scope.apply(call), call, Include.OWN)),
        Operation.post(Group.ROLES, one + "/permissions", "add" + in + "RolePermissions")
            .says("Add permissions to a role" + words, "Those it gives already stay.")
            .operates()
            .takes(ADD_PERMISSIONS)
            .answers(200, PERMISSIONS_ANSWER)
            .by(call -> addPermissions(scope.apply(call), call)),
        Operation.delete(
                Group.ROLES,
                one + "/permissions/{permission_name}",
                "remove" + in + "RolePermission")
            .says("Take a permission from a role" + words, "What it inherits stays.")
            .operates()
            .answers(200, Shapes.NOTHING)
            .by(call -> removePermission(scope.apply(call), call)),
        reading(Operation.get(Group.ROLES, one + "/users:count", "count" + in + "RoleUsers"), in)
            .says("Count the members who hold a role" + words, "In all their organizations.")
            .answers(200, COUNT_ANSWER)
            .by(call -> countUsers(scope.apply(call), call)));
  }

  /** Roles of one organization are seen like its members, those of all by the operator. */
  private static Operation reading(Operation operation, String in) {
    return in.isEmpty() ? operation.operates() : operation.needs(Permission.USERS_READ);
  }

  // ------------------------------------------------------------------ reading

  private RoleReading read(@Nullable OrganizationId scope) {
    var known = core.permissions.all();
    return core.database.read(
        handle -> {
          if (scope != null && Organizations.find(handle, scope).isEmpty())
            throw Problem.notFound("organization_not_found");
          return RoleReading.of(handle, scope, known);
        });
  }

  private Reply list(@Nullable OrganizationId scope, Call call) {
    var roles = read(scope);
    var include = Include.named(call.query("include"));
    return replyWith(roles, roles.all(), include);
  }

  private static Reply replyWith(RoleReading roles, List<RoleReading.Row> some, Include include) {
    return new Reply(
        Map.of("roles", some.stream().map(it -> roles.json(it, include)).toList()), null);
  }

  private Reply show(@Nullable OrganizationId scope, String name, String include) {
    var roles = read(scope);
    var role = roles.find(scope, name);
    return Reply.of("role", roles.json(role, Include.named(include))).as(role.updatedAt());
  }

  private Reply dependents(@Nullable OrganizationId scope, Call call) {
    var roles = read(scope);
    return replyWith(
        roles, roles.dependents(roles.find(scope, call.path("role_name"))), Include.NONE);
  }

  private Reply permissions(@Nullable OrganizationId scope, Call call, Include include) {
    var roles = read(scope);
    var role = roles.find(scope, call.path("role_name"));
    return new Reply(Map.of("permissions", roles.permissions(role, include)), null);
  }

  private Reply countUsers(@Nullable OrganizationId scope, Call call) {
    var role = read(scope).find(scope, call.path("role_name"));
    var count = core.roleDefinitions.holders(role.id());
    return new Reply(Map.of("count", Long.toString(count)), null);
  }

  // ------------------------------------------------------------------ changing

  private Reply create(@Nullable OrganizationId scope, Call call) {
    var body = call.body();
    core.roleDefinitions.create(
        call.actor(),
        new RoleDefinition(
            scope,
            body.textOr("name", ""),
            body.textOr("display_name", ""),
            body.textOr("description", ""),
            body.text("extends"),
            set(body.texts("permissions"), Set.of())));
    return show(scope, body.textOr("name", ""), "permissions");
  }

  private Reply change(@Nullable OrganizationId scope, Call call) {
    var body = call.body();
    changing(
        scope,
        call,
        was ->
            was.described(
                    body.textOr("display_name", was.displayName()),
                    body.textOr("description", was.description()))
                .on(body.textOrNull("extends", was.extendsRole()))
                .giving(set(body.texts("permissions"), was.permissions())));
    return show(scope, call.path("role_name"), "permissions");
  }

  private Reply addPermissions(@Nullable OrganizationId scope, Call call) {
    var added = set(call.body().texts("permission_names"), Set.of());
    changing(
        scope,
        call,
        was -> {
          var together = new HashSet<>(was.permissions());
          together.addAll(added);
          return was.giving(together);
        });
    return permissions(scope, call, Include.OWN);
  }

  private Reply removePermission(@Nullable OrganizationId scope, Call call) {
    changing(
        scope,
        call,
        was -> {
          if (!was.permissions().contains(call.path("permission_name")))
            throw Problem.notFound("permission_not_found");
          return was.giving(
              was.permissions().stream()
                  .filter(it -> !it.equals(call.path("permission_name")))
                  .collect(Collectors.toSet()));
        });
    return Reply.nothing();
  }

  private void changing(
      @Nullable OrganizationId scope, Call call, UnaryOperator<RoleDefinition> change) {
    core.roleDefinitions.change(call.actor(), scope, call.path("role_name"), call.seen(), change);
  }

  private Reply delete(@Nullable OrganizationId scope, Call call) {
    var replacement = call.query("reassign_role_name");
    if (replacement.isEmpty()) replacement = call.query("reassign_role_id");
    core.roleDefinitions.delete(
        call.actor(), scope, call.path("role_name"), replacement.isEmpty() ? null : replacement);
    return Reply.nothing();
  }

  private Reply setDefaults(Call call) {
    var body = call.body();
    var creator =
        body.textOrNull("default_creator_role", body.part("default_creator").text("name"));
    var member = body.textOrNull("default_member_role", body.part("default_member").text("name"));
    core.environments.setDefaultRoles(call.actor(), creator, member);
    return defaults(null);
  }

  private Reply setOrganizationDefault(Call call) {
    core.roleDefinitions.setDefaultMember(
        call.actor(), call.organization(), call.body().textOr("default_member_role", ""));
    return defaults(call.organization());
  }

  private Reply defaults(@Nullable OrganizationId scope) {
    var roles = read(scope);
    var answer = new LinkedHashMap<String, Object>();
    for (var role : roles.all()) {
      if (role.defaultCreator() && scope == null)
        answer.put("default_creator", roles.json(role, Include.NONE));
      if (role.defaultMember()) answer.put("default_member", roles.json(role, Include.NONE));
    }
    return new Reply(answer, null);
  }

  private static Set<String> set(@Nullable List<String> given, Set<String> otherwise) {
    return given == null ? otherwise : new TreeSet<>(given);
  }
}
