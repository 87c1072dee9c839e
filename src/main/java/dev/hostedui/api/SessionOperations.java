package dev.hostedui.api;

import static dev.hostedui.api.Schema.constant;
import static dev.hostedui.api.Schema.count;
import static dev.hostedui.api.Schema.degrees;
import static dev.hostedui.api.Schema.field;
import static dev.hostedui.api.Schema.id;
import static dev.hostedui.api.Schema.listOf;
import static dev.hostedui.api.Schema.needed;
import static dev.hostedui.api.Schema.text;
import static dev.hostedui.api.Schema.time;

import dev.hostedui.api.Operation.Group;
import dev.hostedui.api.Schema.Shape;
import dev.hostedui.core.Core;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.SessionId;
import dev.hostedui.identity.UserId;
import dev.hostedui.identity.event.Snapshot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Where people are signed in, and the end of that. */
final class SessionOperations {

  private static final Schema.Text STATUS = constant("active", "expired", "revoked", "logout");

  /** Where a network address is; what is not known is left out. */
  static final List<Schema.Field> PLACE =
      List.of(
          field("city", text("Berlin"), "The city, where it is known."),
          field("region", text("DE"), "The country."),
          field("region_subdivision", text("Berlin"), "The part of it."),
          field("latitude", degrees(52.5, 90), "How far north, in degrees."),
          field("longitude", degrees(13.4, 180), "How far east, in degrees."));

  private static final Shape DEVICE =
      new Shape(
          "Device",
          needed("user_agent", text("Mozilla/5.0"), "What the browser calls itself."),
          needed("os", text("Linux"), "The system."),
          needed("os_version", text(""), "Its version; empty when it is not known."),
          needed("browser", text("Firefox"), "The browser."),
          needed("browser_version", text("140"), "Its version."),
          needed("device_type", text("desktop"), "desktop, mobile, tablet or other."),
          needed("ip", text("203.0.113.7"), "The network address at the sign-in."),
          needed("location", new Shape("DeviceLocation", PLACE), "Where that address is."));

  private static final Shape CLIENT =
      new Shape(
          "AuthenticatedClient",
          needed("client_id", text("skc_123456789012345678"), "The application."),
          needed("organization_id", id("org_"), "The organization it was opened in."));

  private static final List<Schema.Field> ALWAYS =
      List.of(
          needed("session_id", id("ses_"), "Its id."),
          needed("user_id", id("usr_"), "Whose it is."),
          needed("status", STATUS, "How it stands."),
          needed("created_at", time(), "When they signed in."),
          needed("updated_at", time(), "When it last changed."),
          needed("last_active_at", time(), "When it was last used."),
          needed("absolute_expires_at", time(), "When it ends at the latest."),
          field("idle_expires_at", time(), "When it ends unless it is used."),
          field("expired_at", time(), "When it timed out or was revoked."),
          field("logout_at", time(), "When they signed out."));

  private static final Shape REVOKED = new Shape("RevokedSession", ALWAYS);

  private static final Shape SESSION = session();

  private static Shape session() {
    var fields = new ArrayList<>(ALWAYS);
    fields.add(field("organization_id", id("org_"), "The organization it is in."));
    fields.add(
        needed(
            "authenticated_organizations",
            listOf(id("org_")),
            "The one it is in, those it has opened an application in, and those whose identity"
                + " provider has vouched for it."));
    fields.add(
        needed(
            "authenticated_clients",
            listOf(CLIENT),
            "The applications that have got tokens by it, and where."));
    fields.add(needed("device", DEVICE, "Where they signed in."));
    return new Shape("Session", List.copyOf(fields));
  }

  private final Core core;

  SessionOperations(Core core) {
    this.core = core;
  }

  List<Operation> all() {
    return List.of(
        Operation.get(Group.SESSIONS, "/users/{user_id}/sessions", "listUserSessions")
            .says("List the sessions of a person", "The latest sign-in first, those over too.")
            .operates()
            .queries("filter.status", STATUS, "Only those that stand so; may be repeated.")
            .query("filter.start_time", time(), "Only those begun then or later.")
            .query("filter.end_time", time(), "Only those begun before.")
            .paged(1, 100)
            .answers(200, Shapes.page("SessionPage", "sessions", SESSION))
            .by(this::list),
        Operation.post(Group.SESSIONS, "/users/{user_id}/sessions/revoke", "revokeUserSessions")
            .answersAnew()
            .says("End all sessions of a person", "Applications are told, and tokens end.")
            .operates()
            .answers(
                200,
                new Shape(
                    "RevokedSessionsAnswer",
                    needed("revoked_sessions", listOf(REVOKED), "Those that were active."),
                    needed("total_revoked", count(1), "How many these are.")))
            .by(this::revokeAll),
        Operation.get(Group.SESSIONS, "/sessions/{session_id}", "getSession")
            .says("Get a session", "Also one that is over, for 90 days.")
            .operates()
            .answers(200, SESSION)
            .by(call -> new Reply(find(session(call)), null)),
        Operation.post(Group.SESSIONS, "/sessions/{session_id}/revoke", "revokeSession")
            .answersAnew()
            .says("End a session", "Applications are told, and tokens end.")
            .operates()
            .answers(
                200,
                new Shape(
                    "RevokedSessionAnswer", needed("revoked_session", REVOKED, "The session.")))
            .by(this::revoke));
  }

  private static SessionId session(Call call) {
    return SessionId.parse(call.path("session_id"))
        .orElseThrow(() -> Problem.notFound("session_not_found"));
  }

  private Map<String, Object> find(SessionId id) {
    return core.database
        .read(handle -> SessionReading.find(handle, id, core.clock.instant()))
        .orElseThrow(() -> Problem.notFound("session_not_found"));
  }

  private Reply list(Call call) {
    mustExist(call.user());
    var pages = Pages.asked(call);
    var filter =
        new SessionReading.Filter(
            Set.copyOf(call.queries("filter.status")),
            call.moment("filter.start_time", Instant.EPOCH),
            call.moment("filter.end_time", Body.LAST));
    return core.database.read(
        handle -> {
          var now = core.clock.instant();
          var rows = SessionReading.list(handle, call.user(), filter, pages, now);
          return pages.reply(
              "sessions",
              rows,
              SessionReading.Listed::position,
              SessionReading.Listed::json,
              SessionReading.count(handle, call.user(), filter, now));
        });
  }

  private void mustExist(UserId id) {
    if (core.users.find(id).isEmpty()) throw Problem.notFound("user_not_found");
  }

  private Reply revoke(Call call) {
    var id = session(call);
    var session = find(id);
    if ("active".equals(session.get("status")) && session.get("user_id") instanceof String user)
      core.ends.revoke(call.actor(), new UserId(user), id);
    return Reply.of("revoked_session", withoutDevice(find(id)));
  }

  private Reply revokeAll(Call call) {
    mustExist(call.user());
    var living =
        core.database.read(
            handle -> SessionReading.living(handle, call.user(), core.clock.instant()));
    core.ends.revokeOthers(call.actor(), call.user());
    var revoked = living.stream().map(id -> withoutDevice(find(id))).toList();
    return Reply.of(
        new Snapshot().with("revoked_sessions", revoked).with("total_revoked", revoked.size()));
  }

  private static Map<String, Object> withoutDevice(Map<String, Object> session) {
    var shown = new LinkedHashMap<>(session);
    shown.keySet().retainAll(Schema.names(REVOKED));
    return shown;
  }
}
