package dev.hostedui.api;

import dev.hostedui.core.Core;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Permission;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.organization.Organizations;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One of the two addresses below which the operations of roles are: roles of all organizations, and
 * those of a single one.
 *
 * @param path where the roles are
 * @param in what the names of its operations have in the middle
 * @param words what its operations say after "role"
 * @param of the organization that is asked for, or null for the roles of all
 */
record RoleScope(
    String path, String in, String words, Function<Call, @Nullable OrganizationId> of) {

  static final RoleScope ALL = new RoleScope("/roles", "", "", call -> null);

  static final RoleScope ORGANIZATION =
      new RoleScope(
          "/organizations/{organization_id}/roles",
          "Organization",
          " of an organization",
          Call::organization);

  /** The address of one role. */
  String one() {
    return path + "/{role_name}";
  }

  /** Roles of one organization are seen like its members, those of all by the operator. */
  Operation reading(String path, String id) {
    var operation = Operation.get(Operation.Group.ROLES, path, id);
    return in.isEmpty() ? operation.operates() : operation.needs(Permission.USERS_READ);
  }

  /**
   * The roles there are.
   *
   * @throws Problem NOT_FOUND when there is no such organization
   */
  static RoleReading read(Core core, @Nullable OrganizationId organization) {
    var known = core.permissions.all();
    return core.database.read(
        handle -> {
          if (organization != null) Organizations.mustExist(handle, organization);
          return RoleReading.of(handle, organization, known);
        });
  }
}
