package dev.hostedui.api;

import dev.hostedui.api.Operation.Group;
import dev.hostedui.core.Core;
import dev.hostedui.identity.Permission;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.directory.AttributeMap;
import dev.hostedui.identity.directory.DirectoryGroupId;
import dev.hostedui.identity.directory.RoleAssignment;
import dev.hostedui.identity.directory.poll.Poll;
import dev.hostedui.identity.directory.poll.Tracking;
import dev.hostedui.identity.event.Snapshot;
import dev.hostedui.identity.role.Role;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Which groups of a directory count, and what these give; which of its attributes are custom ones;
 * and reading one now.
 */
final class DirectorySetupOperations {

  private static final String ONE = DirectoryOperations.ONE;

  private static final String ATTRIBUTES = "attribute_mappings";

  private final Core core;
  private final DirectoryOperations directories;

  DirectorySetupOperations(Core core, DirectoryOperations directories) {
    this.core = core;
    this.directories = directories;
  }

  /** Those whose paths end in what could be taken for an id stand first. */
  List<Operation> all() {
    return List.of(
        Operation.get(Group.DIRECTORIES, ONE + ":sync", "syncDirectory")
            .says(
                "Read a directory now",
                "One that we ask; one that calls us decides for itself when it does.")
            .needs(Permission.SCIM_MANAGE)
            .refuses(409)
            .answers(200, Shapes.NOTHING)
            .by(this::sync),
        Operation.put(Group.DIRECTORIES, ONE + "/groups:assign", "selectDirectoryGroups")
            .says(
                "Choose whose people a directory that we ask is followed for",
                "The list replaces the one before.")
            .needs(Permission.SCIM_MANAGE)
            .takes(DirectoryShapes.SELECTION)
            .refuses(409)
            .answers(200, DirectoryShapes.SELECTION_ANSWER)
            .by(this::select),
        Operation.put(Group.DIRECTORIES, ONE + "/groups/-/roles:assign", "assignDirectoryRoles")
            .says(
                "Choose which roles groups of a directory give",
                "Groups that are not named keep what they give; one whose role_name is empty gives"
                    + " none any more. It counts at once for everybody in them, in the place of roles"
                    + " that were given by hand.")
            .needs(Permission.SCIM_MANAGE)
            .takes(DirectoryShapes.ASSIGN)
            .refuses(409)
            .answers(200, DirectoryShapes.ASSIGN_ANSWER)
            .by(this::assign),
        Operation.put(Group.DIRECTORIES, ONE + "/attributes", "mapDirectoryAttributes")
            .says(
                "Choose which attributes of a directory are custom ones here",
                "It counts at once for everybody the directory has told of; events tell whoever has"
                    + " others by it. An empty list makes all that stands in extensions custom"
                    + " again.")
            .needs(Permission.SCIM_MANAGE)
            .takes(DirectoryShapes.MAP)
            .versioned()
            .answers(200, DirectoryShapes.ANSWER)
            .by(this::map),
        Operation.get(Group.DIRECTORIES, ONE + "/groups/summary", "getDirectoryGroupsSummary")
            .says("Count what a directory has told", "Groups, people, and groups that give a role.")
            .needs(Permission.SCIM_READ)
            .answers(200, DirectoryShapes.SUMMARY)
            .by(this::summary));
  }

  private Reply sync(Call call) {
    var directory = directories.find(call);
    core.polledDirectories.polls.ask(call.actor(), call.organization(), directory.id());
    return Reply.nothing();
  }

  private Reply select(Call call) {
    var directory = directories.find(call);
    var body = call.body();
    var tracking = Tracking.valueOf(body.textOr("groups_tracked", Tracking.SELECTED.name()));
    var chosen = body.texts("external_ids");
    var groups = core.polledDirectories.trackedGroups;
    groups.choose(
        call.actor(),
        call.organization(),
        directory.id(),
        null,
        tracking,
        chosen == null ? new LinkedHashSet<>() : new LinkedHashSet<>(chosen));
    return Reply.of(
        new Snapshot()
            .with(
                "groups_tracked",
                core.polledDirectories
                    .polls
                    .of(call.organization(), directory.id())
                    .map(Poll::tracking)
                    .orElse(tracking)
                    .name())
            .with("groups", directories.trackedGroups(directory)));
  }

  private Reply assign(Call call) {
    var directory = directories.find(call);
    var roles =
        core.roles.usable(call.organization()).stream()
            .collect(Collectors.toMap(Role::name, Function.identity(), (first, second) -> first));
    var assignments = new ArrayList<RoleAssignment>();
    for (var one : call.body().part("role_assignments").parts("assignments")) {
      var at = "role_assignments.assignments[" + assignments.size() + "]";
      var name = one.textOr("role_name", "");
      var role = roles.get(name);
      if (role == null && !name.isEmpty())
        throw Problem.invalid("unknown_role").at(at + ".role_name").with(name);
      assignments.add(
          new RoleAssignment(
              DirectoryGroupId.parse(one.textOr("group_id", ""))
                  .orElseThrow(
                      () -> Problem.invalid("directory_group_unknown").at(at + ".group_id")),
              role == null ? null : role.id()));
    }
    try {
      var changed =
          core.roleAssignments.save(call.actor(), call.organization(), directory.id(), assignments);
      return Reply.of(new Snapshot().with("users_changed", changed));
    } catch (Problem refused) {
      throw refused.named(field -> named(field, assignments));
    }
  }

  /** Where the body names a group; the last time, where it does so twice. */
  private static String named(String field, List<RoleAssignment> assignments) {
    for (var i = assignments.size() - 1; i >= 0; i--)
      if (assignments.get(i).group().value().equals(field))
        return "role_assignments.assignments[" + i + "].group_id";
    return field;
  }

  private Reply map(Call call) {
    var map =
        new AttributeMap(
            call.body().part(ATTRIBUTES).parts("attributes").stream()
                .map(it -> new AttributeMap.Entry(it.textOr("key", ""), it.textOr("map_to", "")))
                .toList());
    try {
      return directories.shown(
          core.directoryAttributes.map(
              call.actor(),
              call.organization(),
              DirectoryOperations.directoryId(call),
              call.seen(),
              map));
    } catch (Problem refused) {
      throw refused.named(field -> ATTRIBUTES + "." + field);
    }
  }

  private Reply summary(Call call) {
    var directory = directories.find(call);
    var giving = core.database.read(handle -> DirectoryReading.groupsWithRoles(handle, directory));
    return Reply.of(
        new Snapshot()
            .with("total_groups", directory.groupCount())
            .with("total_users", directory.userCount())
            .with("groups_with_roles", giving));
  }
}
