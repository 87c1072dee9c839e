package dev.hostedui.api;

import dev.hostedui.api.Operation.Group;
import dev.hostedui.api.RoleReading.Include;
import dev.hostedui.core.Core;
import dev.hostedui.identity.OrganizationId;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which roles people get who are given none. */
final class DefaultRoleOperations {

  private final Core core;

  DefaultRoleOperations(Core core) {
    this.core = core;
  }

  List<Operation> all() {
    return List.of(
        ofAll("/roles:set_defaults", "setDefaultRoles")
            .says("Choose the default roles", "For all organizations without one of their own."),
        ofAll("/roles/default", "setDefaultRolesByOtherName")
            .says("Choose the default roles (other address)", "As PATCH /roles:set_defaults."),
        Operation.patch(
                Group.ROLES,
                "/organizations/{organization_id}/roles:set_defaults",
                "setOrganizationDefaultRoles")
            .says("Choose the default role of an organization", "It stands before the one for all.")
            .operates()
            .takes(RoleShapes.ORGANIZATION_DEFAULTS)
            .refuses(409)
            .answers(200, RoleShapes.DEFAULTS_ANSWER)
            .by(this::chooseOfOrganization));
  }

  private Operation ofAll(String path, String id) {
    return Operation.patch(Group.ROLES, path, id)
        .operates()
        .takes(RoleShapes.DEFAULTS)
        .refuses(409)
        .answers(200, RoleShapes.DEFAULTS_ANSWER)
        .by(this::choose);
  }

  private Reply choose(Call call) {
    var body = call.body();
    var creator =
        body.textOrNull("default_creator_role", body.part("default_creator").text("name"));
    var member = body.textOrNull("default_member_role", body.part("default_member").text("name"));
    core.environments.setDefaultRoles(call.actor(), creator, member);
    return shown(null);
  }

  private Reply chooseOfOrganization(Call call) {
    core.roleDefinitions.setDefaultMember(
        call.actor(), call.organization(), call.body().textOr("default_member_role", ""));
    return shown(call.organization());
  }

  private Reply shown(@Nullable OrganizationId organization) {
    var roles = RoleScope.read(core, organization);
    var answer = new LinkedHashMap<String, Object>();
    for (var role : roles.all()) {
      if (role.defaultCreator() && organization == null)
        answer.put("default_creator", roles.json(role, Include.NONE));
      if (role.defaultMember()) answer.put("default_member", roles.json(role, Include.NONE));
    }
    return new Reply(answer, null);
  }
}
