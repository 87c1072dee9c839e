package dev.hostedui.api;

import static dev.hostedui.api.Schema.id;
import static dev.hostedui.api.Schema.listOf;
import static dev.hostedui.api.Schema.needed;
import static dev.hostedui.api.Schema.text;
import static dev.hostedui.api.Schema.time;
import static dev.hostedui.api.Schema.truth;

import dev.hostedui.api.Operation.Group;
import dev.hostedui.api.Schema.Shape;
import dev.hostedui.core.Core;
import dev.hostedui.identity.Permission;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.directory.Directory;
import dev.hostedui.identity.directory.DirectoryId;
import dev.hostedui.identity.directory.DirectoryToken;
import dev.hostedui.identity.directory.DirectoryType;
import dev.hostedui.identity.directory.poll.Authorization;
import dev.hostedui.identity.directory.poll.Poll;
import dev.hostedui.identity.directory.poll.Tracking;
import dev.hostedui.identity.event.Snapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Directories that provision an organization's members, and whom they tell of. */
final class DirectoryOperations {

  private static final String PATH = "/organizations/{organization_id}/directories";
  static final String ONE = PATH + "/{directory_id}";

  private final Core core;
  private final Schema provider;

  /**
   * Takes what it speaks of.
   *
   * @param vendors whose directories can be chosen
   */
  DirectoryOperations(Core core, Set<String> vendors) {
    this.core = core;
    provider = DirectoryShapes.provider(vendors);
  }

  List<Operation> all() {
    return List.of(
        Operation.get(Group.DIRECTORIES, PATH, "listDirectories")
            .says("List the directories of an organization", "The oldest first.")
            .needs(Permission.SCIM_READ)
            .answers(
                200,
                new Shape(
                    "DirectoriesAnswer",
                    needed("directories", listOf(DirectoryShapes.DIRECTORY), "All of them.")))
            .by(this::list),
        Operation.post(Group.DIRECTORIES, PATH, "createDirectory")
            .says("Create a directory", "One that calls us is listened to once it shows a token.")
            .needs(Permission.SCIM_MANAGE)
            .takes(DirectoryShapes.made(provider))
            .answers(201, DirectoryShapes.ANSWER)
            .by(this::create),
        Operation.patch(Group.DIRECTORIES, ONE + ":enable", "enableDirectory")
            .says(
                "Enable a directory",
                "It is listened to from now on. It takes the permissions that its groups give.")
            .needs(Permission.SCIM_MANAGE)
            .refuses(409)
            .answers(200, ConnectionShapes.TOGGLED)
            .by(this::enable),
        Operation.patch(Group.DIRECTORIES, ONE + ":disable", "disableDirectory")
            .says("Disable a directory", "Members stay as they are.")
            .needs(Permission.SCIM_MANAGE)
            .answers(200, ConnectionShapes.TOGGLED)
            .by(
                call ->
                    ConnectionOperations.toggled(
                        core.directories
                            .disable(call.actor(), call.organization(), directoryId(call))
                            .enabled())),
        secret(ONE + "/secrets:regenerate", "regenerateDirectorySecret")
            .says(
                "Replace the tokens of a directory",
                "The new one is shown this once; those before end a day later. It takes the permissions"
                    + " that groups of the directory give.")
            .by(call -> secret(call, true)),
        secret(ONE + "/secrets", "createDirectorySecret")
            .says(
                "Create a token of a directory",
                "It is shown this once and good for a year. It takes the permissions that groups of"
                    + " the directory give.")
            .by(call -> secret(call, false)),
        Operation.get(Group.DIRECTORIES, ONE + "/users", "listDirectoryUsers")
            .says("List the people a directory tells of", "In the order they came.")
            .needs(Permission.SCIM_READ)
            .query("include_detail", truth(false), "Also all that it has told of them.")
            .query("directory_group_id", id("dirgroup_"), "Only those in this group.")
            .query("updated_after", time(), "Only those changed since then.")
            .paged(1, 30)
            .answers(200, Shapes.page("DirectoryUserPage", "users", DirectoryShapes.USER))
            .by(this::users),
        Operation.get(Group.DIRECTORIES, ONE + "/groups", "listDirectoryGroups")
            .says("List the groups a directory tells of", "In the order they came.")
            .needs(Permission.SCIM_READ)
            .query("include_detail", truth(false), "Also all that it has told of them.")
            .query("include_external_groups", truth(false), "Taken and ignored: there are none.")
            .query("updated_after", time(), "Only those changed since then.")
            .paged(1, 30)
            .answers(200, Shapes.page("DirectoryGroupPage", "groups", DirectoryShapes.GROUP))
            .by(this::groups),
        Operation.patch(Group.DIRECTORIES, ONE, "updateDirectory")
            .says(
                "Choose another provider for a directory",
                "While it has never reached us; afterwards make another one.")
            .needs(Permission.SCIM_MANAGE)
            .takes(DirectoryShapes.changed(provider))
            .versioned()
            .refuses(409)
            .answers(200, DirectoryShapes.ANSWER)
            .by(this::change),
        Operation.get(Group.DIRECTORIES, ONE, "getDirectory")
            .says("Get a directory", "With its tokens and what it has told.")
            .needs(Permission.SCIM_READ)
            .tagged()
            .answers(200, DirectoryShapes.ANSWER)
            .by(call -> shown(find(call))),
        Operation.delete(Group.DIRECTORIES, ONE, "deleteDirectory")
            .says("Delete a directory", "For good, with all it has told. Members stay.")
            .needs(Permission.SCIM_MANAGE)
            .answers(200, Shapes.NOTHING)
            .by(
                call -> {
                  core.directories.delete(call.actor(), call.organization(), directoryId(call));
                  return Reply.nothing();
                }));
  }

  private static Operation secret(String path, String id) {
    return Operation.post(Group.DIRECTORIES, path, id)
        .needs(Permission.SCIM_MANAGE)
        .refuses(409)
        .answers(
            200,
            new Shape(
                "CreatedDirectorySecretAnswer",
                needed("plain_secret", text("kU3…"), "The token, shown this once."),
                needed("secret", DirectoryShapes.SECRET, "What is kept of it.")));
  }

  static DirectoryId directoryId(Call call) {
    return DirectoryId.parse(call.path("directory_id"))
        .orElseThrow(() -> Problem.notFound("directory_not_found"));
  }

  Directory find(Call call) {
    return core.directories.find(call.organization(), directoryId(call));
  }

  private Reply enable(Call call) {
    var directory = find(call);
    return ConnectionOperations.toggled(
        core.directories.enable(call.actor(), call.organization(), directory.id()).enabled());
  }

  private Reply list(Call call) {
    core.organizations.mustExist(call.organization());
    return new Reply(
        Map.of(
            "directories",
            core.directories.all(call.organization()).stream().map(this::json).toList()),
        null);
  }

  /** A directory with its version. */
  Reply shown(Directory it) {
    var json = json(it);
    if (Tracking.SELECTED.name().equals(json.get("groups_tracked")))
      json.put("tracked_groups", trackedGroups(it));
    json.put(
        "role_assignments",
        Map.of(
            "assignments", core.database.read(handle -> DirectoryReading.assignments(handle, it))));
    return Reply.of("directory", json).as(it.updatedAt());
  }

  /** The groups whose people a directory is followed for. */
  List<Map<String, Object>> trackedGroups(Directory it) {
    return core.polledDirectories.trackedGroups.tracked(it.organization(), it.id()).stream()
        .map(
            group ->
                new Snapshot()
                    .with("external_id", group.id())
                    .with("display_name", group.name())
                    .with("total_users", group.members())
                    .values())
        .toList();
  }

  private Map<String, Object> json(Directory it) {
    var tokens = core.directoryTokens.of(it.organization(), it.id());
    var asked = it.type() == DirectoryType.POLL;
    var authorized =
        asked
            ? core.polledDirectories
                .authorizations
                .of(it.organization(), it.id())
                .map(Authorization::email)
                .orElse(null)
            : null;
    return new Snapshot()
        .with("id", it.id().value())
        .with("organization_id", it.organization().value())
        .with("directory_type", it.type().name())
        .with("directory_provider", it.provider())
        .with("enabled", it.enabled())
        .with("status", status(it, authorized != null || !tokens.isEmpty()))
        .with(
            "directory_endpoint",
            core.config.issuer() + "/directory/" + it.id().value() + "/scim/v2")
        .with("secrets", tokens.stream().map(this::json).toList())
        .with(
            "stats",
            new Snapshot()
                .with("total_users", it.userCount())
                .with("total_groups", it.groupCount())
                .at("user_updated_at", it.usersChangedAt())
                .at("group_updated_at", it.groupsChangedAt()))
        .with(
            "attribute_mappings",
            Map.of(
                "attributes",
                it.attributes().entries().stream()
                    .map(one -> Map.of("key", one.key(), "map_to", one.mapTo()))
                    .toList()))
        .at("last_synced_at", it.lastContactAt())
        .with("email", authorized)
        .with(
            "groups_tracked",
            asked
                ? core.polledDirectories
                    .polls
                    .of(it.organization(), it.id())
                    .map(Poll::tracking)
                    .map(Tracking::name)
                    .orElse(null)
                : null)
        .at("create_time", it.createdAt())
        .at("update_time", it.updatedAt())
        .values();
  }

  /** Takes whether anything was given to it by which it can reach us, or we it. */
  private static String status(Directory it, boolean begun) {
    if (it.contacted()) return "COMPLETED";
    return begun ? "IN_PROGRESS" : "DRAFT";
  }

  private Map<String, Object> json(DirectoryToken it) {
    return new Snapshot()
        .with("id", it.id().value())
        .with("secret_suffix", it.hint())
        .with("status", it.state(core.clock.instant()).good() ? "ACTIVE" : "INACTIVE")
        .at("create_time", it.createdAt())
        .at("expire_time", it.goodUntil())
        .at("last_used_time", it.lastUsedAt())
        .values();
  }

  private Reply create(Call call) {
    return shown(
        core.directories.add(
            call.actor(),
            call.organization(),
            call.body().textOr("directory_provider", ""),
            DirectoryType.valueOf(call.body().textOr("directory_type", ""))));
  }

  private Reply change(Call call) {
    var was = find(call);
    var body = call.body();
    return shown(
        core.directories.changeProvider(
            call.actor(),
            call.organization(),
            was.id(),
            call.seen(),
            body.textOr("directory_provider", was.provider()),
            DirectoryType.valueOf(body.textOr("directory_type", was.type().name()))));
  }

  private Reply secret(Call call, boolean instead) {
    var issued =
        instead
            ? core.directoryTokens.rotate(
                call.actor(), call.organization(), directoryId(call), Duration.ofDays(1))
            : core.directoryTokens.issue(call.actor(), call.organization(), directoryId(call));
    return Reply.of(
        new Snapshot().with("plain_secret", issued.text()).with("secret", json(issued.token())));
  }

  // ------------------------------------------------------------------ whom it tells of

  private Reply users(Call call) {
    var directory = find(call);
    var pages = Pages.asked(call);
    var ask =
        new DirectoryReading.Ask(
            pages,
            call.moment("updated_after", Instant.EPOCH),
            call.queryIs("include_detail", false));
    return core.database.read(
        handle ->
            pages.reply(
                "users",
                DirectoryReading.users(handle, directory, ask, call.query("directory_group_id")),
                DirectoryReading.Listed::position,
                DirectoryReading.Listed::json,
                DirectoryReading.countUsers(
                    handle, directory, ask, call.query("directory_group_id"))));
  }

  private Reply groups(Call call) {
    var directory = find(call);
    var pages = Pages.asked(call);
    var ask =
        new DirectoryReading.Ask(
            pages,
            call.moment("updated_after", Instant.EPOCH),
            call.queryIs("include_detail", false));
    return core.database.read(
        handle ->
            pages.reply(
                "groups",
                DirectoryReading.groups(handle, directory, ask),
                DirectoryReading.Listed::position,
                DirectoryReading.Listed::json,
                DirectoryReading.countGroups(handle, directory, ask)));
  }
}
