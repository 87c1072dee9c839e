package dev.hostedui.api;

import static dev.hostedui.api.Schema.constant;
import static dev.hostedui.api.Schema.field;
import static dev.hostedui.api.Schema.id;
import static dev.hostedui.api.Schema.needed;
import static dev.hostedui.api.Schema.text;
import static dev.hostedui.api.Schema.time;
import static dev.hostedui.api.Schema.truth;

import dev.hostedui.api.Operation.Group;
import dev.hostedui.api.Schema.Shape;
import dev.hostedui.core.Core;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.event.Snapshot;
import dev.hostedui.identity.role.Permissions;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Permissions: the portal's, and those an app makes for itself. */
final class PermissionOperations {

  private static final String PATH = "/permissions/{permission_name}";

  private static final Shape PERMISSION =
      new Shape(
          "Permission",
          needed("id", id("perm_"), "Its id."),
          needed("name", text("report:read"), "Its name, which never changes."),
          needed("description", text("Read reports"), "What it lets somebody do."),
          needed("is_scalekit_permission", truth(false), "Whether it is one of the portal's."),
          field("create_time", time(), "When it was made; the portal's were always there."),
          field("update_time", time(), "When it last changed."));

  private static final Shape ANSWER =
      new Shape("PermissionAnswer", needed("permission", PERMISSION, "The permission."));

  private static final Shape NEW =
      new Shape(
          "CreatePermission",
          needed(
              "name",
              text("report:read").matching("[a-zA-Z0-9_:]{1,64}"),
              "Its name, best written resource:action."),
          field("description", text("Read reports").max(2_000), "What it lets somebody do."));

  private static final Shape CHANGE =
      new Shape(
          "UpdatePermission",
          field("description", text("Read all reports").max(2_000), "What it lets somebody do."));

  private final Core core;

  PermissionOperations(Core core) {
    this.core = core;
  }

  List<Operation> all() {
    return List.of(
        Operation.get(Group.PERMISSIONS, "/permissions", "listPermissions")
            .says("List permissions", "The portal's, then your own in the order they were made.")
            .operates()
            .query(
                "type",
                constant("ALL", "SCALEKIT", "ENVIRONMENT"),
                "All, only the portal's, or only your own.")
            .paged(1, 100)
            .answers(200, Shapes.page("PermissionPage", "permissions", PERMISSION))
            .by(this::list),
        Operation.post(Group.PERMISSIONS, "/permissions", "createPermission")
            .says("Create a permission", "It means nothing to the portal; tokens carry it.")
            .operates()
            .takes(NEW)
            .answers(201, ANSWER)
            .by(this::create),
        Operation.get(Group.PERMISSIONS, PATH, "getPermission")
            .says("Get a permission", "By its name.")
            .operates()
            .tagged()
            .answers(200, ANSWER)
            .by(call -> shown(find(call.path("permission_name")))),
        Operation.put(Group.PERMISSIONS, PATH, "updatePermission")
            .says("Update a permission", "Only its description; the portal's stay as they are.")
            .operates()
            .takes(CHANGE)
            .versioned()
            .refuses(409)
            .answers(200, ANSWER)
            .by(this::change),
        Operation.delete(Group.PERMISSIONS, PATH, "deletePermission")
            .says("Delete a permission", "Not while a role gives it; never one of the portal's.")
            .operates()
            .refuses(409)
            .answers(200, Shapes.NOTHING)
            .by(this::delete));
  }

  private record Placed(long position, Permissions.Known permission) {}

  private Reply list(Call call) {
    var pages = Pages.asked(call);
    var type = call.query("type");
    var all =
        core.permissions.all().stream()
            .filter(it -> !type.equals("SCALEKIT") || it.predefined())
            .filter(it -> !type.equals("ENVIRONMENT") || !it.predefined())
            .toList();
    var placed =
        IntStream.range(0, all.size()).mapToObj(at -> new Placed(at + 1, all.get(at))).toList();
    return pages.reply(
        "permissions",
        pages.of(placed, Placed::position),
        Placed::position,
        it -> json(it.permission()),
        all.size());
  }

  private Reply create(Call call) {
    return shown(
        core.permissions.create(
            call.actor(), call.body().textOr("name", ""), call.body().textOr("description", "")));
  }

  private Reply change(Call call) {
    var name = call.path("permission_name");
    var description = call.body().textOr("description", find(name).description());
    return shown(core.permissions.describe(call.actor(), name, call.seen(), description));
  }

  private Reply delete(Call call) {
    core.permissions.delete(call.actor(), call.path("permission_name"));
    return Reply.nothing();
  }

  private Permissions.Known find(String name) {
    return core.permissions.find(name).orElseThrow(() -> Problem.notFound("permission_not_found"));
  }

  private static Reply shown(Permissions.Known it) {
    var reply = Reply.of("permission", json(it));
    return it.updatedAt() == null ? reply : reply.as(it.updatedAt());
  }

  private static Map<String, Object> json(Permissions.Known it) {
    return new Snapshot()
        .with("id", it.id().value())
        .with("name", it.name())
        .with("description", it.description())
        .with("is_scalekit_permission", it.predefined())
        .at("create_time", it.createdAt())
        .at("update_time", it.updatedAt())
        .values();
  }
}
