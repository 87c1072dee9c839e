package dev.hostedui.api;

import static dev.hostedui.api.Schema.constant;
import static dev.hostedui.api.Schema.count;
import static dev.hostedui.api.Schema.field;
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
import dev.hostedui.identity.event.Snapshot;
import dev.hostedui.identity.organization.Organizations;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;

/**
 * Directories that provision an organization's members, and whom they tell of (behaviour §1.10).
 */
final class DirectoryOperations {

  private static final String PATH = "/organizations/{organization_id}/directories";
  private static final String ONE = PATH + "/{directory_id}";

  private static final Shape SECRET =
      new Shape(
          "DirectorySecret",
          needed("id", id("sec_"), "Its id."),
          needed("secret_suffix", text("x7Qz"), "Its last four letters."),
          needed("status", constant("ACTIVE", "INACTIVE"), "Whether it lets the directory in."),
          needed("create_time", time(), "When it was made."),
          needed("expire_time", time(), "When it ends."),
          field("last_used_time", time(), "When the directory last showed it."));

  private static final Shape DIRECTORY =
      new Shape(
          "Directory",
          needed("id", id("dir_"), "Its id."),
          needed("organization_id", id("org_"), "Whose it is."),
          needed("directory_type", constant("SCIM", "POLL"), "Whether it calls us, or we ask it."),
          needed("directory_provider", text("OKTA"), "What it is."),
          needed("enabled", truth(true), "Whether it is listened to."),
          needed("status", constant("COMPLETED", "DRAFT"), "Whether it has ever reached us."),
          needed(
              "directory_endpoint",
              text("https://portal.example.com/directory/dir_1/scim/v2"),
              "Where it calls."),
          needed("secrets", listOf(SECRET), "Its tokens, without their values."),
          needed(
              "stats",
              new Shape(
                  "DirectoryStats",
                  needed("total_users", count(120), "How many people it has told of."),
                  needed("total_groups", count(8), "How many groups."),
                  field("user_updated_at", time(), "When one of these people last changed."),
                  field("group_updated_at", time(), "When one of these groups last changed.")),
              "What it has told."),
          field("last_synced_at", time(), "When it last reached us."),
          needed("create_time", time(), "When it was made."),
          needed("update_time", time(), "When it last changed."));

  private static final Shape ANSWER =
      new Shape("DirectoryAnswer", needed("directory", DIRECTORY, "The directory."));

  private static final Shape GROUP_OF_USER =
      new Shape(
          "DirectoryUserGroup",
          needed("id", id("dirgroup_"), "Its id."),
          needed("display_name", text("Engineering"), "Its name."));

  private static final Shape USER =
      new Shape(
          "DirectoryUser",
          needed("id", id("diruser_"), "Their id in the directory."),
          needed("email", text("ada@acme.example"), "Their address."),
          needed("emails", listOf(text("ada@acme.example")), "The same in a list."),
          needed("preferred_username", text("ada"), "What the directory calls them."),
          needed("given_name", text("Ada"), "Their first name."),
          needed("family_name", text("Lovelace"), "Their last name."),
          needed("active", truth(true), "Whether they may sign in."),
          field("user_id", id("usr_"), "Whose account that is."),
          needed("groups", listOf(GROUP_OF_USER), "The groups they are in."),
          needed("updated_at", time(), "When the directory last changed them."),
          field("user_detail", new Schema.Anything(), "All the directory has told of them."));

  private static final Shape GROUP =
      new Shape(
          "DirectoryGroup",
          needed("id", id("dirgroup_"), "Its id."),
          needed("display_name", text("Engineering"), "Its name."),
          needed("total_users", count(12), "How many are in it."),
          needed("updated_at", time(), "When it last changed."),
          field("role_name", text("member"), "The role that it gives."),
          field("group_detail", new Schema.Anything(), "All the directory has told of it."));

  private final Core core;

  DirectoryOperations(Core core) {
    this.core = core;
  }

  List<Operation> all() {
    return List.of(
        Operation.get(Group.DIRECTORIES, PATH, "listDirectories")
            .says("List the directories of an organization", "The oldest first.")
            .needs(Permission.SCIM_READ)
            .answers(
                200,
                new Shape(
                    "DirectoriesAnswer", needed("directories", listOf(DIRECTORY), "All of them.")))
            .by(this::list),
        Operation.post(Group.DIRECTORIES, PATH, "createDirectory")
            .says("Create a directory", "One that calls us is listened to once it shows a token.")
            .needs(Permission.SCIM_MANAGE)
            .takes(
                new Shape(
                    "CreateDirectory",
                    needed("directory_type", constant("SCIM", "POLL"), "Whether it calls us."),
                    needed(
                        "directory_provider",
                        text("OKTA").matching("[A-Z][A-Z0-9_]{1,39}"),
                        "What it is.")))
            .answers(201, ANSWER)
            .by(this::create),
        Operation.patch(Group.DIRECTORIES, ONE + ":enable", "enableDirectory")
            .says("Enable a directory", "It is listened to from now on.")
            .needs(Permission.SCIM_MANAGE)
            .refuses(409)
            .answers(200, ConnectionOperations.TOGGLED)
            .by(this::enable),
        Operation.patch(Group.DIRECTORIES, ONE + ":disable", "disableDirectory")
            .says("Disable a directory", "Members stay as they are.")
            .needs(Permission.SCIM_MANAGE)
            .answers(200, ConnectionOperations.TOGGLED)
            .by(
                call ->
                    ConnectionOperations.toggled(
                        core.directories
                            .disable(call.actor(), call.organization(), directoryId(call))
                            .enabled())),
        secret(ONE + "/secrets:regenerate", "regenerateDirectorySecret")
            .says(
                "Replace the tokens of a directory",
                "The new one is shown this once; those before end a day later.")
            .by(call -> secret(call, true)),
        secret(ONE + "/secrets", "createDirectorySecret")
            .says("Create a token of a directory", "It is shown this once and good for a year.")
            .by(call -> secret(call, false)),
        Operation.get(Group.DIRECTORIES, ONE + "/users", "listDirectoryUsers")
            .says("List the people a directory tells of", "In the order they came.")
            .needs(Permission.SCIM_READ)
            .query("include_detail", truth(false), "Also all that it has told of them.")
            .query("directory_group_id", id("dirgroup_"), "Only those in this group.")
            .query("updated_after", time(), "Only those changed since then.")
            .paged(1, 30)
            .answers(200, Shapes.page("DirectoryUserPage", "users", USER))
            .by(this::users),
        Operation.get(Group.DIRECTORIES, ONE + "/groups", "listDirectoryGroups")
            .says("List the groups a directory tells of", "In the order they came.")
            .needs(Permission.SCIM_READ)
            .query("include_detail", truth(false), "Also all that it has told of them.")
            .query("include_external_groups", truth(false), "Taken and ignored: there are none.")
            .query("updated_after", time(), "Only those changed since then.")
            .paged(1, 30)
            .answers(200, Shapes.page("DirectoryGroupPage", "groups", GROUP))
            .by(this::groups),
        Operation.get(Group.DIRECTORIES, ONE, "getDirectory")
            .says("Get a directory", "With its tokens and what it has told.")
            .needs(Permission.SCIM_READ)
            .answers(200, ANSWER)
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
        .answers(
            200,
            new Shape(
                "CreatedDirectorySecretAnswer",
                needed("plain_secret", text("kU3…"), "The token, shown this once."),
                needed("secret", SECRET, "What is kept of it.")));
  }

  private static DirectoryId directoryId(Call call) {
    return DirectoryId.parse(call.path("directory_id"))
        .orElseThrow(() -> Problem.notFound("directory_not_found"));
  }

  private Directory find(Call call) {
    return core.directories.find(call.organization(), directoryId(call));
  }

  private Reply enable(Call call) {
    var directory = find(call);
    // one that could not be read would be enabled without anything coming of it
    if (directory.type() == DirectoryType.POLL)
      core.polledDirectories.polls.mustBeReady(call.organization(), directory.id());
    return ConnectionOperations.toggled(
        core.directories.enable(call.actor(), call.organization(), directory.id()).enabled());
  }

  private Reply list(Call call) {
    if (core.database.read(handle -> Organizations.find(handle, call.organization()).isEmpty()))
      throw Problem.notFound("organization_not_found");
    return new Reply(
        Map.of(
            "directories",
            core.directories.all(call.organization()).stream().map(this::json).toList()),
        null);
  }

  private Reply shown(Directory it) {
    return Reply.of("directory", json(it)).as(it.updatedAt());
  }

  private Map<String, Object> json(Directory it) {
    return new Snapshot()
        .with("id", it.id().value())
        .with("organization_id", it.organization().value())
        .with("directory_type", it.type().name())
        .with("directory_provider", it.provider())
        .with("enabled", it.enabled())
        .with("status", it.contacted() ? "COMPLETED" : "DRAFT")
        .with(
            "directory_endpoint",
            core.config.issuer() + "/directory/" + it.id().value() + "/scim/v2")
        .with(
            "secrets",
            core.directoryTokens.of(it.organization(), it.id()).stream().map(this::json).toList())
        .with(
            "stats",
            new Snapshot()
                .with("total_users", it.userCount())
                .with("total_groups", it.groupCount())
                .at("user_updated_at", it.usersChangedAt())
                .at("group_updated_at", it.groupsChangedAt()))
        .at("last_synced_at", it.lastContactAt())
        .at("create_time", it.createdAt())
        .at("update_time", it.updatedAt())
        .values();
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
    var ask = new DirectoryReading.Ask(pages, since(call), call.queryIs("include_detail", false));
    return core.database.read(
        handle ->
            pages.reply(
                "users",
                DirectoryReading.users(handle, directory, ask, call.query("directory_group_id")),
                DirectoryReading.Listed::position,
                DirectoryReading.Listed::json,
                directory.userCount()));
  }

  private Reply groups(Call call) {
    var directory = find(call);
    var pages = Pages.asked(call);
    var ask = new DirectoryReading.Ask(pages, since(call), call.queryIs("include_detail", false));
    return core.database.read(
        handle ->
            pages.reply(
                "groups",
                DirectoryReading.groups(handle, directory, ask),
                DirectoryReading.Listed::position,
                DirectoryReading.Listed::json,
                directory.groupCount()));
  }

  private static Instant since(Call call) {
    var value = call.query("updated_after");
    try {
      return value.isEmpty() ? Instant.EPOCH : OffsetDateTime.parse(value).toInstant();
    } catch (DateTimeException e) {
      throw Problem.invalid("time_malformed").at("updated_after");
    }
  }
}
