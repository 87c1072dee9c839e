package dev.hostedui.identity.role;

import dev.hostedui.db.Columns;
import dev.hostedui.db.Database;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Ids;
import dev.hostedui.identity.Locks;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Permission;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.Version;
import dev.hostedui.identity.event.Change;
import dev.hostedui.identity.event.EventType;
import dev.hostedui.identity.event.Events;
import dev.hostedui.identity.organization.Organizations;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Makes, changes and removes roles, for the operator. What a role gives in the end is written
 * beside it with every change, so a change counts from the next request of everybody who holds it
 * or a role that extends it.
 *
 * <p>Changes of roles and permissions happen one after the other ({@link Locks#roles}), so no two
 * can close a circle together.
 */
public final class RoleDefinitions {

  /** So many roles there may be for all organizations, and besides for each of them. */
  public static final int MOST = 200;

  /** {@code /roles/default} is where the API chooses the default roles. */
  private static final String RESERVED = "default";

  /**
   * Without these nobody finds a member to give a role to, or gives one. It is more than what the
   * last admin must keep beside this role: who changes roles without seeing members does so by the
   * API, and is better than nobody, but no start for an organization.
   */
  private static final Set<Permission> RUNNING =
      Set.of(Permission.USERS_READ, Permission.USERS_ROLE_CHANGE);

  private final Database database;
  private final Events events;
  private final RoleHolders holders;
  private final Organizations organizations;
  private final Ids ids;
  private final Clock clock;

  public RoleDefinitions(
      Database database,
      Events events,
      RoleHolders holders,
      Organizations organizations,
      Ids ids,
      Clock clock) {
    this.database = database;
    this.events = events;
    this.holders = holders;
    this.organizations = organizations;
    this.ids = ids;
    this.clock = clock;
  }

  // ------------------------------------------------------------------ making

  /**
   * Makes a role.
   *
   * @throws Problem INVALID for an unknown permission or role to extend, and for a name that is
   *     reserved; CONFLICT when its scope has a role of that name, or {@link #MOST} roles, and when
   *     it gives what the actor does not hold; NOT_FOUND for the organization
   */
  public Role create(Actor actor, RoleDefinition definition) {
    return database.inTransaction(tx -> create(tx, actor, definition));
  }

  /** {@link #create(Actor, RoleDefinition)} inside a larger change. */
  public Role create(Handle tx, Actor actor, RoleDefinition definition) {
    actor.mustOperate();
    if (definition.name().equals(RESERVED))
      throw Problem.invalid("role_name_reserved").at("name").with(RESERVED);
    hold(tx, definition.organization());
    if (inScope(tx, definition.organization(), definition.name()).isPresent())
      throw Problem.conflict("role_taken").at("name").with(definition.name());
    if (count(tx, definition.organization()) >= MOST)
      throw Problem.conflict("too_many_roles").with(MOST);
    Permissions.mustExist(tx, definition.permissions());
    var base = base(tx, definition);
    var id = new RoleId(ids.next(RoleId.PREFIX));
    tx.createUpdate(
            """
            INSERT INTO roles (id, organization_id, name, display_name, description, extends_role_id, created_at, updated_at)
            VALUES (:id, :organization, :name, :displayName, :description, :base, :now, :now)
            """)
        .bind("id", id)
        .bind("organization", definition.organization())
        .bind("name", definition.name())
        .bind("displayName", definition.displayName())
        .bind("description", definition.description())
        .bind("base", base)
        .bind("now", clock.instant())
        .execute();
    give(tx, id, definition.permissions());
    events.record(
        tx,
        actor,
        EventType.ROLE_CREATED,
        definition.organization(),
        id,
        Change.created(RoleSnapshot.of(tx, id).values()));
    var made = find(tx, id);
    mustHold(actor, made, made.permissions());
    return made;
  }

  // ------------------------------------------------------------------ changing

  /**
   * Changes a role, and with it what every role that extends it gives. Equal to before it changes
   * nothing and writes no event.
   *
   * @param organization whose role it is, or null for one of all organizations
   * @param seen the version that the actor has seen, or null when any will do
   * @param change gets the role as it is and answers how it should be, under the same name
   * @throws Problem NOT_FOUND; INVALID for an unknown permission, and for a role to extend that is
   *     unknown or extends this one; CONFLICT when it is another version by now, when the role of
   *     whoever makes an organization would no longer let them run it, and when it would give more
   *     which the actor does not hold
   */
  public Role change(
      Actor actor,
      @Nullable OrganizationId organization,
      String name,
      @Nullable String seen,
      UnaryOperator<RoleDefinition> change) {
    actor.mustOperate();
    return database.inTransaction(
        tx -> {
          hold(tx, organization);
          var id = mustFind(tx, organization, name);
          Version.mustBe(seen, Version.of(updatedAt(tx, id)));
          var before = definition(tx, organization, id);
          var after = change.apply(before);
          if (!after.name().equals(name)) throw new IllegalArgumentException("names stay");
          if (after.equals(before)) return find(tx, id);
          var added = new TreeSet<>(after.permissions());
          added.removeAll(before.permissions());
          Permissions.mustExist(tx, added);
          var base = base(tx, after);
          if (base != null && ancestors(tx, base).contains(id))
            throw Problem.invalid("role_cycle").at("extends");
          var creator = Roles.defaultCreator(tx);
          var was = find(tx, id);
          changing(tx, actor, organization, id, () -> write(tx, id, after, base));
          if (runsOrganizations(creator)) mustRunOrganizations(Roles.defaultCreator(tx));
          var is = find(tx, id);
          mustHold(actor, is, without(is.permissions(), was.permissions()));
          return is;
        });
  }

  /** Whether somebody with this role alone can give others what they need. */
  private static boolean runsOrganizations(Role role) {
    return role.permissions().containsAll(RUNNING);
  }

  /**
   * Refuses that whoever makes an organization gets less than it takes to run it: nobody could give
   * that to anyone again, and it would be nobody's to keep.
   *
   * @throws Problem CONFLICT {@code creator_role_runs}
   */
  public static void mustRunOrganizations(Role creator) {
    if (!runsOrganizations(creator))
      throw Problem.conflict("creator_role_runs").with(creator.displayName());
  }

  private static Set<Permission> without(Set<Permission> all, Set<Permission> some) {
    var rest = new HashSet<>(all);
    rest.removeAll(some);
    return rest;
  }

  /**
   * Refuses that people get by a role what whoever decides that does not hold, as giving it to each
   * of them would be refused. A role that nobody has yet is no other case: roles are given by their
   * names, and whoever gives it next may not know what the name has come to mean.
   *
   * @throws Problem CONFLICT {@code role_exceeds_own}
   */
  public static void mustHold(Actor actor, Role role, Set<Permission> gives) {
    if (!actor.mayGiveEverywhere(gives))
      throw Problem.conflict("role_exceeds_own").with(role.displayName());
  }

  private void write(Handle tx, RoleId id, RoleDefinition after, @Nullable RoleId base) {
    tx.createUpdate(
            "UPDATE roles SET display_name = :displayName, description = :description,"
                + " extends_role_id = :base, updated_at = "
                + Version.NEXT
                + " WHERE id = :id")
        .bind("displayName", after.displayName())
        .bind("description", after.description())
        .bind("base", base)
        .bind("now", clock.instant())
        .bind("id", id)
        .execute();
    tx.createUpdate("DELETE FROM role_permissions WHERE role_id = :id").bind("id", id).execute();
    give(tx, id, after.permissions());
  }

  /** Does a part of a larger change that others see at a role, and writes the event. */
  public void changing(
      Handle tx, Actor actor, @Nullable OrganizationId organization, RoleId id, Runnable change) {
    var was = RoleSnapshot.of(tx, id).values();
    change.run();
    events.record(
        tx,
        actor,
        EventType.ROLE_UPDATED,
        organization,
        id,
        Change.from(was, RoleSnapshot.of(tx, id).values()));
  }

  /**
   * Removes a role. Its event says by which one it was replaced; there is one of each who held it,
   * or if they are many, one of each organization in which somebody did.
   *
   * @param replacement the name of the role that its holders get in its place, or null
   * @throws Problem NOT_FOUND; INVALID for an unknown replacement; CONFLICT while roles extend it,
   *     while it is a default, while a directory's group gives it, while somebody holds it and
   *     there is no replacement, and when that, or the role of all organizations that has the same
   *     name, gives more which the actor does not hold
   */
  public void delete(
      Actor actor,
      @Nullable OrganizationId organization,
      String name,
      @Nullable String replacement) {
    actor.mustOperate();
    boolean done;
    // each further round holds the organizations in which it was given since the last one
    do
      done =
          database.inTransaction(
              tx -> deleteUnlessGiven(tx, actor, organization, name, replacement));
    while (!done);
  }

  /**
   * Removes a role, or answers false and changes nothing when it was given in an organization that
   * would have had to be held before all roles.
   */
  private boolean deleteUnlessGiven(
      Handle tx,
      Actor actor,
      @Nullable OrganizationId organization,
      String name,
      @Nullable String replacement) {
    // whoever changes members holds their organizations before anything else
    var held =
        inScope(tx, organization, name)
            .map(it -> Locks.organizations(tx, holders.organizations(tx, it)))
            .orElse(Set.of());
    hold(tx, organization);
    var id = mustFind(tx, organization, name);
    holdFromBeingGiven(tx, id);
    if (!held.containsAll(holders.organizations(tx, id))) return false;
    if (isExtended(tx, id)) throw Problem.conflict("role_extended").with(name);
    if (isDefault(tx, id)) throw Problem.conflict("role_is_default").with(name);
    if (isMapped(tx, id)) throw Problem.conflict("role_mapped").with(name);
    var gave = find(tx, id).permissions();
    var was = RoleSnapshot.of(tx, id);
    // the name means that one from now on
    if (organization != null)
      Roles.find(tx, null, name)
          .ifPresent(it -> mustHold(actor, it, without(it.permissions(), gave)));
    if (replacement != null) {
      var to =
          Roles.find(tx, organization, replacement)
              .filter(it -> !it.id().equals(id))
              .orElseThrow(
                  () -> Problem.invalid("unknown_role").at("reassign_role_name").with(replacement));
      mustHold(actor, to, without(to.permissions(), gave));
      reassign(tx, actor, held, id, to.id());
      was.with("replaced_by", to.name());
    } else if (holders.count(tx, id) > 0) {
      throw Problem.conflict("role_held").with(name);
    }
    tx.createUpdate("DELETE FROM roles WHERE id = :id").bind("id", id).execute();
    events.record(
        tx, actor, EventType.ROLE_DELETED, organization, id, Change.deleted(was.values()));
    return true;
  }

  /**
   * Waits until whoever is giving a role to a member or a group has done so, and lets nobody else
   * do it before the transaction ends. Where a row is only updated, PostgreSQL lets others refer to
   * it meanwhile; SQLite has one writer anyway.
   */
  private void holdFromBeingGiven(Handle tx, RoleId id) {
    if (database.engine() != Database.Engine.POSTGRESQL) return;
    tx.createQuery("SELECT 1 FROM roles WHERE id = :id FOR UPDATE")
        .bind("id", id)
        .mapTo(Integer.class)
        .one();
  }

  private void reassign(Handle tx, Actor actor, Set<OrganizationId> held, RoleId from, RoleId to) {
    var was = RoleSnapshot.of(tx, from).values();
    var is = RoleSnapshot.of(tx, to);
    holders
        .reassign(tx, actor, held, from, to)
        .forEach(
            (organization, members) ->
                events.record(
                    tx,
                    actor,
                    EventType.ROLE_REASSIGNED,
                    organization,
                    to,
                    new Change(was, is.with("members", members).values())));
  }

  /**
   * Chooses what new members of an organization get.
   *
   * @param name of a role it can use, or empty for the default of all organizations
   * @throws Problem NOT_FOUND for the organization; INVALID for the role; CONFLICT for one that
   *     gives what the actor does not hold
   */
  public void setDefaultMember(Actor actor, OrganizationId organization, String name) {
    actor.mustOperate();
    database.useTransaction(
        tx -> {
          hold(tx, organization);
          var role =
              name.isEmpty()
                  ? null
                  : Roles.find(tx, organization, name)
                      .orElseThrow(
                          () ->
                              Problem.invalid("unknown_role").at("default_member_role").with(name))
                      .id()
                      .value();
          organizations.setDefaultMemberRole(tx, actor, organization, role);
          var is = Roles.defaultMember(tx, organization);
          mustHold(actor, is, is.permissions());
        });
  }

  /** How many memberships hold a role. */
  public long holders(String id) {
    return database.read(handle -> holders.count(handle, new RoleId(id)));
  }

  // ------------------------------------------------------------------ what verbs share

  private static void hold(Handle tx, @Nullable OrganizationId organization) {
    if (organization != null) Locks.organization(tx, organization);
    Locks.roles(tx);
  }

  private static RoleId mustFind(Handle tx, @Nullable OrganizationId organization, String name) {
    return inScope(tx, organization, name).orElseThrow(() -> Problem.notFound("role_not_found"));
  }

  /** The role of that name in one scope alone. */
  static Optional<RoleId> inScope(
      Handle handle, @Nullable OrganizationId organization, String name) {
    return handle
        .createQuery(
            "SELECT id FROM roles r WHERE COALESCE(r.organization_id, '') = :scope AND r.name ="
                + " :name")
        .bind("scope", organization == null ? "" : organization.value())
        .bind("name", name)
        .mapTo(RoleId.class)
        .findOne();
  }

  private static int count(Handle tx, @Nullable OrganizationId organization) {
    return tx.createQuery("SELECT COUNT(*) FROM roles WHERE COALESCE(organization_id, '') = :scope")
        .bind("scope", organization == null ? "" : organization.value())
        .mapTo(Integer.class)
        .one();
  }

  private static Role find(Handle tx, RoleId id) {
    return tx.createQuery("SELECT " + Roles.COLUMNS + " FROM roles r WHERE r.id = :id")
        .bind("id", id)
        .map((row, context) -> Roles.role(row))
        .one();
  }

  private static Instant updatedAt(Handle tx, RoleId id) {
    return tx.createQuery("SELECT updated_at FROM roles WHERE id = :id")
        .bind("id", id)
        .mapTo(Instant.class)
        .one();
  }

  private static RoleDefinition definition(
      Handle tx, @Nullable OrganizationId organization, RoleId id) {
    var own =
        tx.createQuery("SELECT permission FROM role_permissions WHERE role_id = :id")
            .bind("id", id)
            .mapTo(String.class)
            .set();
    return tx.createQuery(
            "SELECT r.name, r.display_name, r.description, (SELECT b.name FROM roles b WHERE b.id ="
                + " r.extends_role_id) AS base FROM roles r WHERE r.id = :id")
        .bind("id", id)
        .map(
            (row, context) ->
                new RoleDefinition(
                    organization,
                    Columns.text(row, "name"),
                    Columns.text(row, "display_name"),
                    Columns.text(row, "description"),
                    row.getString("base"),
                    own))
        .one();
  }

  /**
   * The role to extend, or null. An organization's role may extend the environment's of the same
   * name, before which it stands.
   */
  private static @Nullable RoleId base(Handle tx, RoleDefinition definition) {
    var name = definition.extendsRole();
    if (name == null) return null;
    var scope = definition.name().equals(name) ? null : definition.organization();
    return Roles.find(tx, scope, name)
        .map(Role::id)
        .orElseThrow(() -> Problem.invalid("unknown_base_role").at("extends"));
  }

  private static void give(Handle tx, RoleId id, Set<String> permissions) {
    for (var permission : new TreeSet<>(permissions)) {
      tx.createUpdate(
              "INSERT INTO role_permissions (role_id, permission) VALUES (:id, :permission)")
          .bind("id", id)
          .bind("permission", permission)
          .execute();
    }
    recompute(tx, id, new HashSet<>());
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

  private static boolean isExtended(Handle tx, RoleId id) {
    return tx.createQuery("SELECT 1 FROM roles WHERE extends_role_id = :id LIMIT 1")
        .bind("id", id)
        .mapTo(Integer.class)
        .findOne()
        .isPresent();
  }

  private static boolean isMapped(Handle tx, RoleId id) {
    return tx.createQuery("SELECT 1 FROM directory_groups WHERE role_id = :id LIMIT 1")
        .bind("id", id)
        .mapTo(Integer.class)
        .findOne()
        .isPresent();
  }

  private static boolean isDefault(Handle tx, RoleId id) {
    return tx.createQuery(
            """
            SELECT 1 FROM environment e
             WHERE e.default_creator_role_id = :id OR e.default_member_role_id = :id
                OR EXISTS (SELECT 1 FROM organizations o WHERE o.default_member_role_id = :id)
            """)
        .bind("id", id)
        .mapTo(Integer.class)
        .findOne()
        .isPresent();
  }
}
