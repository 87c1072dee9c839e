package dev.hostedui.identity.role;

import dev.hostedui.db.Columns;
import dev.hostedui.db.Database;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Ids;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Permission;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.UserId;
import dev.hostedui.identity.event.Change;
import dev.hostedui.identity.event.EventType;
import dev.hostedui.identity.event.Events;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Defines roles and finds the ones an organization can use. */
public final class Roles {

  private static final String COLUMNS =
      "r.id, r.organization_id, r.name, r.display_name, r.effective_permissions";

  private final Database database;
  private final Events events;
  private final Ids ids;
  private final Clock clock;

  public Roles(Database database, Events events, Ids ids, Clock clock) {
    this.database = database;
    this.events = events;
    this.ids = ids;
    this.clock = clock;
  }

  /**
   * Makes a role, or gives the one of that name in its scope this content, for the operator.
   *
   * @throws Problem INVALID for a role to extend that is unknown, or would extend itself
   */
  public Role define(Actor actor, RoleDefinition definition) {
    return database.inTransaction(tx -> define(tx, actor, definition));
  }

  /** {@link #define} inside a larger change. */
  public Role define(Handle tx, Actor actor, RoleDefinition definition) {
    actor.mustOperate();
    var base =
        definition.extendsRole() == null
            ? null
            : find(tx, baseScope(definition), definition.extendsRole())
                .orElseThrow(() -> Problem.invalid("unknown_base_role").at("extends"));
    var existing = inScope(tx, definition);
    var id = existing.map(Role::id).orElseGet(() -> new RoleId(ids.next(RoleId.PREFIX)));
    var was = existing.isPresent() ? RoleSnapshot.of(tx, id).values() : null;
    if (existing.isPresent()) {
      if (base != null && ancestors(tx, base.id()).contains(id)) {
        throw Problem.invalid("role_cycle").at("extends");
      }
      tx.createUpdate(
              "UPDATE roles SET display_name = :displayName, extends_role_id = :base, updated_at ="
                  + " :now WHERE id = :id")
          .bind("displayName", definition.displayName())
          .bind("base", base == null ? null : base.id())
          .bind("now", clock.instant())
          .bind("id", id)
          .execute();
      tx.createUpdate("DELETE FROM role_permissions WHERE role_id = :id").bind("id", id).execute();
    } else {
      tx.createUpdate(
              """
              INSERT INTO roles (id, organization_id, name, display_name, extends_role_id, created_at, updated_at)
              VALUES (:id, :organization, :name, :displayName, :base, :now, :now)
              """)
          .bind("id", id)
          .bind("organization", definition.organization())
          .bind("name", definition.name())
          .bind("displayName", definition.displayName())
          .bind("base", base == null ? null : base.id())
          .bind("now", clock.instant())
          .execute();
    }
    for (var permission : new TreeSet<>(definition.permissions())) {
      tx.createUpdate(
              "INSERT INTO role_permissions (role_id, permission) VALUES (:id, :permission)")
          .bind("id", id)
          .bind("permission", permission)
          .execute();
    }
    recompute(tx, id, new HashSet<>());
    events.record(
        tx,
        actor,
        existing.isPresent() ? EventType.ROLE_UPDATED : EventType.ROLE_CREATED,
        definition.organization(),
        id,
        new Change(was, RoleSnapshot.of(tx, id).values()));
    return tx.createQuery("SELECT " + COLUMNS + " FROM roles r WHERE r.id = :id")
        .bind("id", id)
        .map((row, context) -> role(row))
        .one();
  }

  /**
   * An organization's role may extend the environment's of the same name, before which it stands.
   */
  private static @Nullable OrganizationId baseScope(RoleDefinition definition) {
    return definition.name().equals(definition.extendsRole()) ? null : definition.organization();
  }

  /** Writes what a role gives in the end, then what every role that extends it gives. */
  private static void recompute(Handle tx, RoleId id, Set<RoleId> done) {
    if (!done.add(id)) return;
    var all =
        tx.createQuery(
                """
                WITH RECURSIVE chain (id) AS (
                  SELECT CAST(:id AS TEXT)
                  UNION
                  SELECT r.extends_role_id FROM roles r JOIN chain c ON c.id = r.id WHERE r.extends_role_id IS NOT NULL)
                SELECT DISTINCT p.permission FROM role_permissions p JOIN chain c ON c.id = p.role_id ORDER BY p.permission
                """)
            .bind("id", id)
            .mapTo(String.class)
            .list();
    tx.createUpdate("UPDATE roles SET effective_permissions = :all WHERE id = :id")
        .bind("all", String.join(" ", all))
        .bind("id", id)
        .execute();
    tx.createQuery("SELECT id FROM roles WHERE extends_role_id = :id")
        .bind("id", id)
        .mapTo(RoleId.class)
        .list()
        .forEach(dependent -> recompute(tx, dependent, done));
  }

  private static List<RoleId> ancestors(Handle tx, RoleId id) {
    return tx.createQuery(
            """
            WITH RECURSIVE chain (id) AS (
              SELECT CAST(:id AS TEXT)
              UNION
              SELECT r.extends_role_id FROM roles r JOIN chain c ON c.id = r.id WHERE r.extends_role_id IS NOT NULL)
            SELECT id FROM chain
            """)
        .bind("id", id)
        .mapTo(RoleId.class)
        .list();
  }

  private static Optional<Role> inScope(Handle tx, RoleDefinition definition) {
    return tx.createQuery(
            "SELECT "
                + COLUMNS
                + " FROM roles r WHERE COALESCE(r.organization_id, '') = :scope AND r.name = :name")
        .bind("scope", definition.organization() == null ? "" : definition.organization().value())
        .bind("name", definition.name())
        .map((row, context) -> role(row))
        .findOne();
  }

  /** The role of that name which the organization can use, its own before the environment's. */
  public static Optional<Role> find(
      Handle handle, @Nullable OrganizationId organization, String name) {
    return handle
        .createQuery(
            "SELECT "
                + COLUMNS
                + " FROM roles r WHERE r.name = :name AND (r.organization_id IS NULL OR"
                + " r.organization_id = :organization) ORDER BY r.organization_id IS NULL LIMIT 1")
        .bind("name", name)
        .bind("organization", organization)
        .map((row, context) -> role(row))
        .findOne();
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
    var parameters = new ArrayList<Object>(List.of(organization));
    parameters.addAll(users);
    return database
        .rows(
            "SELECT mr.user_id, r.effective_permissions FROM membership_roles mr JOIN roles r ON"
                + " r.id = mr.role_id WHERE mr.organization_id = ? AND mr.user_id IN ("
                + String.join(", ", Collections.nCopies(users.size(), "?"))
                + ")",
            row ->
                Map.entry(
                    new UserId(row.getString(1)),
                    Permission.among(Columns.text(row, "effective_permissions"))),
            parameters.toArray())
        .stream()
        .filter(held -> !gives.containsAll(held.getValue()))
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  /** A role by its name alone, as lists offer it. */
  public record Named(String id, String displayName) {}

  /** The names of {@link #usable}, in that order: what every look at the list of users reads. */
  public List<Named> named(OrganizationId organization) {
    return database.rows(
        "SELECT id, display_name FROM roles WHERE organization_id IS NULL OR organization_id = ?"
            + " ORDER BY organization_id IS NOT NULL, display_name LIMIT 500",
        row -> new Named(row.getString(1), row.getString(2)),
        organization);
  }

  /** Every role the organization can use: the environment's, then its own, by display name. */
  public List<Role> usable(OrganizationId organization) {
    return database.read(
        handle ->
            handle
                .createQuery(
                    "SELECT "
                        + COLUMNS
                        + " FROM roles r WHERE r.organization_id IS NULL OR r.organization_id ="
                        + " :organization ORDER BY r.organization_id IS NOT NULL, r.display_name"
                        + " LIMIT 500")
                .bind("organization", organization)
                .map((row, context) -> role(row))
                .list());
  }

  /**
   * The role a new member gets when nobody chose one: the organization's default, else the
   * environment's.
   */
  public static Role defaultMember(Handle handle, OrganizationId organization) {
    return handle
        .createQuery(
            "SELECT "
                + COLUMNS
                + " FROM organizations o JOIN roles r ON r.id = COALESCE(o.default_member_role_id,"
                + " (SELECT e.default_member_role_id FROM environment e)) WHERE o.id ="
                + " :organization")
        .bind("organization", organization)
        .map((row, context) -> role(row))
        .one();
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

  private static Role role(ResultSet row) throws SQLException {
    var organization = row.getString("organization_id");
    return new Role(
        new RoleId(row.getString("id")),
        organization == null ? null : new OrganizationId(organization),
        Columns.text(row, "name"),
        Columns.text(row, "display_name"),
        Permission.among(Columns.text(row, "effective_permissions")));
  }
}
