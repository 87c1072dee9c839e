package dev.hostedui.api;

import dev.hostedui.db.Columns;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.event.Snapshot;
import dev.hostedui.identity.role.Permissions;
import dev.hostedui.identity.role.Roles;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Roles as the API shows them: those of all organizations, or besides the own ones of one
 * organization, with what they inherit from each other.
 */
final class RoleReading {

  /**
   * A role as it stands in its row.
   *
   * @param base the id of the role it extends, or null
   */
  record Row(
      String id,
      @Nullable String organization,
      String name,
      String displayName,
      String description,
      @Nullable String base,
      boolean defaultCreator,
      boolean defaultMember,
      int dependents,
      Instant updatedAt) {}

  /** What of its permissions is shown with a role. */
  enum Include {
    NONE,
    OWN,
    ALL;

    static Include named(String name) {
      return switch (name) {
        case "permissions" -> OWN;
        case "permissions:all" -> ALL;
        default -> NONE;
      };
    }
  }

  private final Map<String, Row> roles;
  private final Map<String, List<String>> given;
  private final Map<String, Permissions.Known> permissions;

  private RoleReading(
      Map<String, Row> roles,
      Map<String, List<String>> given,
      Map<String, Permissions.Known> permissions) {
    this.roles = roles;
    this.given = given;
    this.permissions = permissions;
  }

  /**
   * Reads all roles that an organization can use, or those of all organizations when it is null.
   */
  static RoleReading of(
      Handle handle, @Nullable OrganizationId organization, List<Permissions.Known> known) {
    var scope = organization == null ? "" : organization.value();
    var roles = new LinkedHashMap<String, Row>();
    handle
        .createQuery(
            """
            SELECT r.id, r.organization_id, r.name, r.display_name, r.description, r.extends_role_id, r.updated_at,
                   (SELECT COUNT(*) FROM environment e WHERE e.default_creator_role_id = r.id) AS creator,
                   (SELECT COUNT(*) FROM environment e WHERE e.default_member_role_id = r.id) AS member,
                   (SELECT COUNT(*) FROM organizations o WHERE o.id = :scope AND o.default_member_role_id = r.id) AS own_member,
                   (SELECT COUNT(*) FROM organizations o WHERE o.id = :scope AND o.default_member_role_id IS NOT NULL) AS has_own,
                   (SELECT COUNT(*) FROM roles d WHERE d.extends_role_id = r.id
                       AND (d.organization_id IS NULL OR d.organization_id = :scope)) AS dependents
              FROM roles r WHERE %s
             ORDER BY r.organization_id IS NOT NULL, r.id LIMIT 500
            """
                .formatted(Roles.usableBy(":scope")))
        .bind("scope", scope)
        .map(
            (row, context) ->
                new Row(
                    Columns.text(row, "id"),
                    row.getString("organization_id"),
                    Columns.text(row, "name"),
                    Columns.text(row, "display_name"),
                    Columns.text(row, "description"),
                    row.getString("extends_role_id"),
                    row.getInt("creator") > 0,
                    row.getInt("own_member") > 0
                        || (row.getInt("member") > 0 && row.getInt("has_own") == 0),
                    row.getInt("dependents"),
                    Columns.time(row, "updated_at")))
        .forEach(row -> roles.put(row.id, row));
    var given = new HashMap<String, List<String>>();
    handle
        .createQuery(
            """
            SELECT p.role_id, p.permission FROM role_permissions p JOIN roles r ON r.id = p.role_id
             WHERE %s ORDER BY p.permission
            """
                .formatted(Roles.usableBy(":scope")))
        .bind("scope", scope)
        .map((row, context) -> Map.entry(row.getString(1), row.getString(2)))
        .forEach(
            it -> given.computeIfAbsent(it.getKey(), any -> new ArrayList<>()).add(it.getValue()));
    return new RoleReading(
        roles,
        given,
        known.stream().collect(Collectors.toMap(Permissions.Known::name, Function.identity())));
  }

  List<Row> all() {
    return List.copyOf(roles.values());
  }

  /**
   * The role of that name in one scope alone.
   *
   * @throws Problem NOT_FOUND
   */
  Row find(@Nullable OrganizationId organization, String name) {
    var scope = organization == null ? null : organization.value();
    return roles.values().stream()
        .filter(it -> it.name.equals(name) && Objects.equals(it.organization, scope))
        .findFirst()
        .orElseThrow(() -> Problem.notFound("role_not_found"));
  }

  /** The roles that extend one. */
  List<Row> dependents(Row of) {
    return roles.values().stream().filter(it -> of.id.equals(it.base)).toList();
  }

  Map<String, Object> json(Row it, Include include) {
    var base = it.base == null ? null : roles.get(it.base);
    var json =
        new Snapshot()
            .with("id", it.id)
            .with("name", it.name)
            .with("display_name", it.displayName)
            .with("description", it.description)
            .with("default_creator", it.defaultCreator)
            .with("default_member", it.defaultMember)
            .with("extends", base == null ? null : base.name)
            .with("dependent_roles_count", it.dependents)
            .with("is_org_role", it.organization != null);
    if (include != Include.NONE) json.with("permissions", permissions(it, include));
    return json.values();
  }

  /** What a role gives, each permission with the name of the role it comes from. */
  List<Map<String, Object>> permissions(Row of, Include include) {
    var found = new LinkedHashMap<String, Map<String, Object>>();
    var role = of;
    // a circle cannot be made; should one be there, it ends where it began
    for (var steps = 0; role != null && steps <= roles.size(); steps++) {
      for (var name : given.getOrDefault(role.id, List.of()))
        found.putIfAbsent(name, permission(name, role.name));
      role = include == Include.ALL && role.base != null ? roles.get(role.base) : null;
    }
    return List.copyOf(found.values());
  }

  private Map<String, Object> permission(String name, String role) {
    var known = permissions.get(name);
    return new Snapshot()
        .with("id", known == null ? null : known.id().value())
        .with("name", name)
        .with("description", known == null ? "" : known.description())
        .with("role_name", role)
        .values();
  }
}
