package dev.hostedui.api;

import static dev.hostedui.api.Schema.constant;
import static dev.hostedui.api.Schema.field;
import static dev.hostedui.api.Schema.needed;
import static dev.hostedui.api.Schema.text;
import static dev.hostedui.api.Schema.truth;
import static dev.hostedui.api.Schema.whole;

import dev.hostedui.api.Operation.Group;
import dev.hostedui.api.Schema.Shape;
import dev.hostedui.core.Core;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Permission;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.event.Snapshot;
import dev.hostedui.identity.organization.Organizations;
import dev.hostedui.identity.session.SessionLimits;
import dev.hostedui.identity.session.SessionPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How long sessions last: an organization's own limits beside the application's (behaviour §5). */
final class SessionPolicyOperations {

  private static final String PATH = "/organizations/{organization_id}/session-policy";

  private static final List<Schema.Field> LIMITS =
      List.of(
          field("absolute_session_timeout", whole(480, 1, 525_600), "How long a session lasts."),
          field("absolute_session_timeout_unit", constant("MINUTES"), "The unit of it."),
          field("idle_session_timeout_enabled", truth(true), "Whether an idle session ends."),
          field("idle_session_timeout", whole(60, 1, 10_080), "After how long it does."),
          field("idle_session_timeout_unit", constant("MINUTES"), "The unit of it."));

  private static final Shape POLICY =
      new Shape(
          "SessionPolicy",
          needed("policy_source", constant("CUSTOM", "APPLICATION"), "Whose limits count."),
          LIMITS.get(0),
          LIMITS.get(1),
          LIMITS.get(2),
          LIMITS.get(3),
          LIMITS.get(4));

  private static final Shape ANSWER =
      new Shape("SessionPolicyAnswer", needed("policy", POLICY, "The policy."));

  private static final Shape APPLICATION_ANSWER =
      new Shape(
          "ApplicationSessionPolicyAnswer",
          needed(
              "application_policy", new Shape("ApplicationSessionPolicy", LIMITS), "Its limits."));

  private static final Schema.Text UNIT =
      constant("MINUTES", "HOURS", "DAYS", "minutes", "hours", "days");

  private static final Shape CHANGE =
      new Shape(
          "UpdateSessionPolicy",
          needed(
              "policy_source",
              text("CUSTOM").oneOf("CUSTOM", "APPLICATION"),
              "Whose limits are to count."),
          field("absolute_session_timeout", whole(8, 1, 525_600), "How long a session lasts."),
          field(
              "absolute_session_timeout_unit",
              text("HOURS").oneOf(UNIT.oneOf().toArray(String[]::new)),
              "The unit of it; minutes when it is not given."),
          field("idle_session_timeout_enabled", truth(true), "Whether an idle session ends."),
          field("idle_session_timeout", whole(60, 1, 525_600), "After how long it does."),
          field(
              "idle_session_timeout_unit", UNIT, "The unit of it; minutes when it is not given."));

  private final Core core;

  SessionPolicyOperations(Core core) {
    this.core = core;
  }

  List<Operation> all() {
    return List.of(
        Operation.get(Group.SESSION_POLICY, PATH, "getSessionPolicy")
            .says("Get the session policy of an organization", "Without limits where it has none.")
            .needs(Permission.SESSION_POLICY_READ)
            .answers(200, ANSWER)
            .by(call -> shown(call.organization())),
        Operation.patch(Group.SESSION_POLICY, PATH, "updateSessionPolicy")
            .says(
                "Update the session policy of an organization",
                "The whole policy. It can only tighten the application's limits, and counts from"
                    + " the next sign-in on. With APPLICATION limits are passed over, and those of"
                    + " before are kept for later.")
            .needs(Permission.SESSION_POLICY_MANAGE)
            .takes(CHANGE)
            .answers(200, ANSWER)
            .by(this::change),
        Operation.get(
                Group.SESSION_POLICY,
                "/organizations/{organization_id}/application-session-policy",
                "getApplicationSessionPolicy")
            .says("Get the limits of the application", "They are the same for all organizations.")
            .needs(Permission.SESSION_POLICY_READ)
            .answers(200, APPLICATION_ANSWER)
            .by(this::ofApplication));
  }

  private Reply shown(OrganizationId id) {
    mustExist(id);
    var policy = core.sessionPolicies.of(id);
    var custom = policy.source() == SessionPolicy.Source.CUSTOM ? policy.custom() : null;
    var json = new Snapshot().with("policy_source", policy.source().name());
    if (custom != null) limits(custom).forEach(json::with);
    return Reply.of("policy", json.values());
  }

  private Reply ofApplication(Call call) {
    mustExist(call.organization());
    return Reply.of("application_policy", limits(core.sessionPolicies.ofApplication()));
  }

  private void mustExist(OrganizationId id) {
    if (core.database.read(handle -> Organizations.find(handle, id)).isEmpty())
      throw Problem.notFound("organization_not_found");
  }

  private static Map<String, Object> limits(SessionLimits limits) {
    var idle = limits.idle();
    return new Snapshot()
        .with("absolute_session_timeout", limits.absolute().toMinutes())
        .with("absolute_session_timeout_unit", "MINUTES")
        .with("idle_session_timeout_enabled", idle != null)
        .with("idle_session_timeout", idle == null ? null : idle.toMinutes())
        .with("idle_session_timeout_unit", idle == null ? null : "MINUTES")
        .values();
  }

  private Reply change(Call call) {
    var id = call.organization();
    var body = call.body();
    var source = SessionPolicy.Source.valueOf(body.textOr("policy_source", ""));
    var custom = source == SessionPolicy.Source.CUSTOM ? custom(body) : null;
    var unused =
        core.sessionPolicies.save(call.actor(), id, new SessionPolicy(source, custom), false);
    return shown(id);
  }

  private static SessionLimits custom(Body body) {
    var absolute = duration(body, "absolute_session_timeout");
    var idle =
        Boolean.FALSE.equals(body.truth("idle_session_timeout_enabled"))
            ? null
            : duration(body, "idle_session_timeout");
    if (absolute == null) throw Problem.invalid("timeout_missing").at("absolute_session_timeout");
    if (idle == null && Boolean.TRUE.equals(body.truth("idle_session_timeout_enabled")))
      throw Problem.invalid("value_missing").at("idle_session_timeout");
    return new SessionLimits(absolute, idle);
  }

  private static @Nullable Duration duration(Body body, String name) {
    var value = body.whole(name);
    if (value == null) return null;
    return switch (body.textOr(name + "_unit", "MINUTES").toUpperCase(Locale.ROOT)) {
      case "DAYS" -> Duration.ofDays(value);
      case "HOURS" -> Duration.ofHours(value);
      default -> Duration.ofMinutes(value);
    };
  }
}
