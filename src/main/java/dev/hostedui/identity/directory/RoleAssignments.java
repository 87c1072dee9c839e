package dev.hostedui.identity.directory;

import dev.hostedui.db.Database;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.PortalStep;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.event.Change;
import dev.hostedui.identity.event.EventType;
import dev.hostedui.identity.event.Events;
import dev.hostedui.identity.event.Snapshot;
import dev.hostedui.identity.role.Role;
import dev.hostedui.identity.role.RoleId;
import dev.hostedui.identity.role.Roles;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Which groups of a directory give which roles.
 *
 * <p>A person may only assign and take back roles that give no more than they hold themselves, and
 * only if nobody loses more than that by it; and the organization keeps somebody who can do
 * everything. The directory itself never changes what a group gives.
 *
 * <p>A change counts for everybody it is about when it is saved, in one transaction of a few
 * statements ({@link RoleSets}): 50,000 of 60,000 users got another role in 1.3 seconds of a
 * processor. The events of many are recorded right after it ({@link PeopleNews}).
 */
public final class RoleAssignments {

  /** So many groups are given other roles at once. */
  public static final int MOST_AT_ONCE = 1_000;

  private record Checked(DirectoryGroup group, @Nullable Role before, @Nullable Role after) {
    RoleAssignment assignment() {
      return new RoleAssignment(group.id(), after == null ? null : after.id());
    }
  }

  private final Database database;
  private final DirectoryRoles roles;
  private final Events events;

  public RoleAssignments(Database database, DirectoryRoles roles, Events events) {
    this.database = database;
    this.roles = roles;
    this.events = events;
  }

  /**
   * Says what {@link #save} would do, or why it would refuse that, and does nothing.
   *
   * @throws Problem NOT_FOUND for the directory or a group; INVALID for a role
   */
  public RoleEffects preview(
      Actor actor,
      OrganizationId organization,
      DirectoryId id,
      Collection<RoleAssignment> assignments) {
    var effects =
        database.read(
            handle -> {
              var directory = DirectoryTable.find(handle, organization, id);
              var changed = checked(handle, directory, assignments);
              return RoleForecast.of(
                  handle, actor, directory, changed.stream().map(Checked::assignment).toList());
            });
    // the rules are asked of what would then be so: of who is an admin once all have their roles
    return database.rehearse(
        tx -> {
          try {
            save(tx, actor, organization, id, assignments);
            return effects;
          } catch (Problem refusal) {
            return effects.refused(refusal);
          }
        });
  }

  /**
   * Gives groups other roles; groups that are not named keep theirs. Whoever the directory has
   * pushed gets what their groups give from now on, in place of any role that was given by hand.
   *
   * @return how many active people hold other roles by it
   * @throws Problem NOT_FOUND for the directory or a group; INVALID for a role, and for a group
   *     that is named twice, with the id of the group as the field; CONFLICT {@code
   *     role_exceeds_own} for a role that gives more than the actor holds, also when somebody would
   *     lose it; {@code last_admin}; or what {@link Actor#must} and a feature that is off refuse
   */
  public long save(
      Actor actor,
      OrganizationId organization,
      DirectoryId id,
      Collection<RoleAssignment> assignments) {
    return database.inTransaction(tx -> save(tx, actor, organization, id, assignments));
  }

  /** {@link #save(Actor, OrganizationId, DirectoryId, Collection)} in a transaction. */
  public long save(
      Handle tx,
      Actor actor,
      OrganizationId organization,
      DirectoryId id,
      Collection<RoleAssignment> assignments) {
    Directories.must(tx, actor, organization, PortalStep.Kind.MAP_GROUPS, id);
    var directory = DirectoryTable.find(tx, organization, id);
    var changed = checked(tx, directory, assignments);
    if (changed.isEmpty()) return 0;
    var sets = RoleSets.ifGiven(tx, directory, changed.stream().map(Checked::assignment).toList());
    refuseMoreThanOwn(tx, actor, organization, concerned(tx, directory, changed));
    var people = RoleSets.countPeople(tx);
    for (var one : changed) GroupTable.setRole(tx, one.group, one.assignment().role());
    events.record(
        tx,
        actor,
        EventType.DIRECTORY_ROLES_ASSIGNED,
        organization,
        id,
        Change.from(snapshot(changed, true), snapshot(changed, false)));
    roles.follow(tx, actor, directory, sets);
    return people;
  }

  /** Those assignments that are not so already, with their groups and roles. */
  private static List<Checked> checked(
      Handle handle, Directory directory, Collection<RoleAssignment> assignments) {
    if (assignments.size() > MOST_AT_ONCE)
      throw Problem.invalid("too_many_role_assignments").with(MOST_AT_ONCE);
    Map<RoleId, Role> known = new HashMap<>();
    var changed = new LinkedHashMap<DirectoryGroupId, Checked>();
    var named = new HashSet<DirectoryGroupId>();
    for (var assignment : assignments) {
      if (!named.add(assignment.group()))
        throw Problem.invalid("directory_group_twice").at(assignment.group().value());
      var group =
          GroupTable.find(handle, directory.id(), assignment.group())
              .orElseThrow(() -> Problem.notFound("directory_group_not_found"));
      if (Objects.equals(group.role(), assignment.role())) continue;
      changed.put(
          group.id(),
          new Checked(
              group,
              role(handle, directory, group.id(), group.role(), known),
              role(handle, directory, group.id(), assignment.role(), known)));
    }
    return new ArrayList<>(changed.values());
  }

  private static @Nullable Role role(
      Handle handle,
      Directory directory,
      DirectoryGroupId group,
      @Nullable RoleId id,
      Map<RoleId, Role> known) {
    if (id == null) return null;
    return known.computeIfAbsent(
        id,
        any ->
            Roles.find(handle, directory.organization(), id)
                .orElseThrow(
                    () -> Problem.invalid("unknown_role").with(id.value()).at(group.value())));
  }

  /** The roles that are assigned, taken back, or lost by somebody. */
  private static Set<Role> concerned(Handle tx, Directory directory, List<Checked> changed) {
    var roles = new LinkedHashSet<Role>();
    for (var one : changed) {
      if (one.before != null) roles.add(one.before);
      if (one.after != null) roles.add(one.after);
    }
    roles.addAll(Roles.all(tx, directory.organization(), Set.copyOf(RoleSets.lost(tx))));
    return roles;
  }

  private static void refuseMoreThanOwn(
      Handle tx, Actor actor, OrganizationId organization, Set<Role> roles) {
    for (var role : roles)
      if (!actor.mayGive(tx, organization, role.permissions()))
        throw Problem.conflict("role_exceeds_own").with(role.displayName());
  }

  private static Map<String, Object> snapshot(List<Checked> changed, boolean before) {
    var rows =
        changed.stream()
            .map(
                it -> {
                  var role = before ? it.before : it.after;
                  return new Snapshot()
                      .with("group_id", it.group.id().value())
                      .with("group_name", it.group.displayName())
                      .with("role_name", role == null ? null : role.name())
                      .values();
                })
            .toList();
    return new Snapshot().with("role_assignments", rows).values();
  }
}
