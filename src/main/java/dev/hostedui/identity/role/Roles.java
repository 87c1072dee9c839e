package dev.hostedui.identity.role;

import dev.hostedui.db.Columns;
import dev.hostedui.db.Database;
import dev.hostedui.db.Direct;
import dev.hostedui.db.ListParameter;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Permission;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.UserId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Finds the roles an organization can use. {@link RoleDefinitions} makes and changes them. */
public final class Roles {

  static final String COLUMNS =
      "r.id, r.organization_id, r.name, r.display_name, r.effective_permissions";

  /**
   * Holds for the rows {@code r} of {@code roles} that the organization bound as {@code
   * organization} can use. It is written as the index over scope and name is: with OR instead, the
   * roles of all customers would be read.
   */
  public static final String USABLE = usableBy(":organization");

  private final Database database;

  public Roles(Database database) {
    this.database = database;
  }

  /** The role of that name which the organization can use, its own before the environment's. */
  public static Optional<Role> find(
      Handle handle, @Nullable OrganizationId organization, String name) {
    return handle
        .createQuery(
            "SELECT "
                + COLUMNS
                + " FROM roles r WHERE r.name = :name AND "
                + USABLE
                + " ORDER BY r.organization_id IS NULL LIMIT 1")
        .bind("name", name)
        .bind("organization", organization)
        .map((row, context) -> role(row))
        .findOne();
  }

  /** {@link #USABLE} for an organization that a statement names otherwise. */
  public static String usableBy(String organization) {
    return "COALESCE(r.organization_id, '') IN ('', " + organization + ")";
  }

  /** The role of that id, if the organization can use it. */
  public static Optional<Role> find(Handle handle, OrganizationId organization, RoleId id) {
    return handle
        .createQuery(
            "SELECT "
                + COLUMNS
                + " FROM roles r WHERE r.id = :id AND (r.organization_id IS NULL OR"
                + " r.organization_id = :organization)")
        .bind("id", id)
        .bind("organization", organization)
        .map((row, context) -> role(row))
        .findOne();
  }

  /**
   * Several roles by their ids, in the order of these.
   *
   * @throws NoSuchElementException when the organization cannot use one of them
   */
  public static List<Role> all(Handle handle, OrganizationId organization, Set<RoleId> ids) {
    if (ids.isEmpty()) return List.of();
    var list = ListParameter.of("role", ids);
    var found =
        list.into(
                handle.createQuery(
                    "SELECT "
                        + COLUMNS
                        + " FROM roles r WHERE r.id IN "
                        + list.places()
                        + " AND "
                        + USABLE
                        + " ORDER BY r.id"))
            .bind("organization", organization)
            .map((row, context) -> role(row))
            .list();
    if (found.size() < ids.size()) throw new NoSuchElementException("a role");
    return found;
  }

  /** The roles a member holds, by display name. */
  public static List<Role> heldBy(Handle handle, OrganizationId organization, UserId user) {
    return handle
        .createQuery(
            "SELECT "
                + COLUMNS
                + " FROM membership_roles mr JOIN roles r ON r.id = mr.role_id WHERE"
                + " mr.organization_id = :organization AND mr.user_id = :user ORDER BY"
                + " r.display_name, r.id")
        .bind("organization", organization)
        .bind("user", user)
        .map((row, context) -> role(row))
        .list();
  }

  /** {@link #heldBy(Handle, OrganizationId, UserId)} for a page. */
  public List<Role> heldBy(OrganizationId organization, UserId user) {
    return database.read(handle -> heldBy(handle, organization, user));
  }

  /**
   * Those of these members who hold a role that gives more than this. Whoever holds no more may
   * neither change nor take that role away.
   */
  public Set<UserId> holdersOfMoreThan(
      Set<Permission> gives, OrganizationId organization, Collection<UserId> users) {
    if (users.isEmpty()) return Set.of();
    var list = ListParameter.of("user", users);
    var parameters = new HashMap<>(list.values());
    parameters.put("organization", organization);
    return database
        .rows(
            "SELECT mr.user_id, r.effective_permissions FROM membership_roles mr JOIN roles r ON"
                + " r.id = mr.role_id WHERE mr.organization_id = :organization AND mr.user_id IN "
                + list.places(),
            row ->
                Map.entry(
                    new UserId(row.getString(1)),
                    Permission.among(Columns.text(row, "effective_permissions"))),
            parameters)
        .stream()
        .filter(held -> !gives.containsAll(held.getValue()))
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  /** Every role the organization can use: the environment's, then its own, by display name. */
  public List<Role> usable(OrganizationId organization) {
    return described(organization).stream().map(Described::role).toList();
  }

  /** A role with what it is said to be for. */
  public record Described(Role role, String description) {}

  /** {@link #usable} with what they are said to be for. */
  public List<Described> described(OrganizationId organization) {
    return database.read(
        handle ->
            handle
                .createQuery(
                    "SELECT "
                        + COLUMNS
                        + ", r.description FROM roles r WHERE "
                        + USABLE
                        + " ORDER BY r.organization_id IS NOT NULL, r.display_name LIMIT 500")
                .bind("organization", organization)
                .map((row, context) -> new Described(role(row), Columns.text(row, "description")))
                .list());
  }

  /**
   * The role a new member gets when nobody chose one: the organization's default, else the
   * environment's.
   *
   * @throws Problem NOT_FOUND when there is no such organization
   */
  public static Role defaultMember(Handle handle, OrganizationId organization) {
    return Direct.row(
            handle,
            "SELECT "
                + COLUMNS
                + " FROM organizations o JOIN roles r ON r.id = COALESCE(o.default_member_role_id,"
                + " (SELECT e.default_member_role_id FROM environment e)) WHERE o.id = ?",
            Roles::role,
            organization)
        .orElseThrow(() -> Problem.notFound("organization_not_found"));
  }

  /** {@link #defaultMember(Handle, OrganizationId)} for a page. */
  public Role defaultMember(OrganizationId organization) {
    return database.read(handle -> defaultMember(handle, organization));
  }

  /** The role of whoever makes an organization. */
  public static Role defaultCreator(Handle handle) {
    return handle
        .createQuery(
            "SELECT "
                + COLUMNS
                + " FROM environment e JOIN roles r ON r.id = e.default_creator_role_id")
        .map((row, context) -> role(row))
        .one();
  }

  static Role role(ResultSet row) throws SQLException {
    var organization = row.getString("organization_id");
    return new Role(
        new RoleId(row.getString("id")),
        organization == null ? null : new OrganizationId(organization),
        Columns.text(row, "name"),
        Columns.text(row, "display_name"),
        Permission.among(Columns.text(row, "effective_permissions")));
  }
}
