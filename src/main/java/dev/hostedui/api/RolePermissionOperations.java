package dev.hostedui.api;

import dev.hostedui.api.Operation.Group;
import dev.hostedui.api.RoleReading.Include;
import dev.hostedui.core.Core;
import dev.hostedui.identity.Problem;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** What roles give, of all organizations and of one. */
final class RolePermissionOperations {

  private final Core core;

  RolePermissionOperations(Core core) {
    this.core = core;
  }

  List<Operation> below(RoleScope scope) {
    var own = scope.one() + "/permissions";
    return List.of(
        scope
            .reading(
                scope.one() + "/permissions:all", "list" + scope.in() + "RoleEffectivePermissions")
            .says(
                "List what a role" + scope.words() + " gives in the end", "With what it inherits.")
            .answers(200, RoleShapes.PERMISSIONS_ANSWER)
            .by(call -> shown(scope, call, Include.ALL)),
        scope
            .reading(own, "list" + scope.in() + "RolePermissions")
            .says("List what a role" + scope.words() + " gives itself", "Without what it inherits.")
            .answers(200, RoleShapes.PERMISSIONS_ANSWER)
            .by(call -> shown(scope, call, Include.OWN)),
        Operation.post(Group.ROLES, own, "add" + scope.in() + "RolePermissions")
            .says("Add permissions to a role" + scope.words(), "Those it gives already stay.")
            .operates()
            .takes(RoleShapes.ADD_PERMISSIONS)
            .versioned()
            .answers(200, RoleShapes.PERMISSIONS_ANSWER)
            .by(call -> add(scope, call)),
        Operation.delete(
                Group.ROLES, own + "/{permission_name}", "remove" + scope.in() + "RolePermission")
            .says("Take a permission from a role" + scope.words(), "What it inherits stays.")
            .operates()
            .versioned()
            .refuses(409)
            .answers(200, Shapes.NOTHING)
            .by(call -> take(scope, call)));
  }

  private Reply shown(RoleScope scope, Call call, Include include) {
    var organization = scope.of().apply(call);
    var roles = RoleScope.read(core, organization);
    var role = roles.find(organization, call.path("role_name"));
    return new Reply(Map.of("permissions", roles.permissions(role, include)), null);
  }

  private Reply add(RoleScope scope, Call call) {
    var texts = call.body().texts("permission_names");
    changing(
        scope,
        call,
        was -> {
          var together = new HashSet<>(was);
          if (texts != null) together.addAll(texts);
          return together;
        });
    return shown(scope, call, Include.OWN);
  }

  private Reply take(RoleScope scope, Call call) {
    var name = call.path("permission_name");
    changing(
        scope,
        call,
        was -> {
          if (!was.contains(name)) throw Problem.notFound("permission_not_found");
          return was.stream().filter(it -> !it.equals(name)).collect(Collectors.toSet());
        });
    return Reply.nothing();
  }

  private void changing(RoleScope scope, Call call, UnaryOperator<Set<String>> change) {
    core.roleDefinitions.change(
        call.actor(),
        scope.of().apply(call),
        call.path("role_name"),
        call.seen(),
        was -> was.giving(change.apply(was.permissions())));
  }
}
