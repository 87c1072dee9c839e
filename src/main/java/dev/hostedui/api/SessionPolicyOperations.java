package dev.hostedui.api;

import static dev.hostedui.api.Schema.constant;
import static dev.hostedui.api.Schema.field;
import static dev.hostedui.api.Schema.needed;
import static dev.hostedui.api.Schema.text;
import static dev.hostedui.api.Schema.truth;
import static dev.hostedui.api.Schema.whole;

import com.google.common.base.Ascii;
import dev.hostedui.api.Operation.Group;
import dev.hostedui.api.Schema.Shape;
import dev.hostedui.core.Core;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Permission;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.event.Snapshot;
import dev.hostedui.identity.session.SessionLimits;
import dev.hostedui.identity.session.SessionPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How long sessions last: an organization's own limits beside the application's. */
final class SessionPolicyOperations {

  private static final String PATH = "/organizations/{organization_id}/session-policy";

  private static final String ABSOLUTE = "absolute_session_timeout";
  private static final String IDLE = "idle_session_timeout";
  private static final String IDLE_ENABLED = "idle_session_timeout_enabled";
  private static final String UNIT_OF = "_unit";

  private static final List<Schema.Field> LIMITS =
      List.of(
          field(ABSOLUTE, whole(480, 1, 525_600), "How long a session lasts."),
          field(ABSOLUTE + UNIT_OF, constant("MINUTES"), "The unit of it."),
          field(IDLE_ENABLED, truth(true), "Whether an idle session ends."),
          field(IDLE, whole(60, 1, 10_080), "After how long it does."),
          field(IDLE + UNIT_OF, constant("MINUTES"), "The unit of it."));

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
              "application_policy",
              new Shape(
                  "ApplicationSessionPolicy",
                  LIMITS.get(0),
                  LIMITS.get(1),
                  LIMITS.get(2),
                  LIMITS.get(3),
                  LIMITS.get(4),
                  needed(
                      "access_token_expiry",
                      text("5").matching("\\d+"),
                      "How many minutes access tokens live, of the application where they live"
                          + " longest; as a text, as all numbers of 64 bits.")),
              "Its limits."));

  private static final Schema.Text UNIT =
      constant("MINUTES", "HOURS", "DAYS", "minutes", "hours", "days");

  private static final Shape CHANGE =
      new Shape(
          "UpdateSessionPolicy",
          field(
              "policy_source",
              text("CUSTOM").oneOf("CUSTOM", "APPLICATION"),
              "Whose limits are to count."),
          field(ABSOLUTE, whole(8, 1, 525_600), "How long a session lasts."),
          field(
              ABSOLUTE + UNIT_OF,
              text("HOURS").oneOf(UNIT.oneOf().toArray(String[]::new)),
              "The unit of it; minutes when it is not given."),
          field(IDLE_ENABLED, truth(true), "Whether an idle session ends."),
          field(IDLE, whole(60, 1, 525_600), "After how long it does."),
          field(IDLE + UNIT_OF, UNIT, "The unit of it; minutes when it is not given."));

  private final Core core;

  SessionPolicyOperations(Core core) {
    this.core = core;
  }

  List<Operation> all() {
    return List.of(
        Operation.get(Group.SESSION_POLICY, PATH, "getSessionPolicy")
            .says(
                "Get the session policy of an organization",
                "Without limits where it has none. 403 while the feature is off.")
            .needs(Permission.SESSION_POLICY_READ)
            .answers(200, ANSWER)
            .by(call -> shown(call.organization())),
        Operation.patch(Group.SESSION_POLICY, PATH, "updateSessionPolicy")
            .says(
                "Update the session policy of an organization",
                "Changes what is given and keeps the rest. It can only tighten the application's"
                    + " limits, and counts from the next sign-in on. With APPLICATION limits are"
                    + " passed over, and those of before are kept for later. 403 while the feature"
                    + " is off.")
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
    var policy = core.sessionPolicies.inUse(id);
    var custom = policy.source() == SessionPolicy.Source.CUSTOM ? policy.custom() : null;
    var json = new Snapshot().with("policy_source", policy.source().name());
    if (custom != null) limits(custom).forEach(json::with);
    return Reply.of("policy", json.values());
  }

  private Reply ofApplication(Call call) {
    core.organizations.mustExist(call.organization());
    var policy = limits(core.sessionPolicies.ofApplication());
    policy.put(
        "access_token_expiry",
        Long.toString(core.sessionPolicies.accessTokenLifetime().toMinutes()));
    return Reply.of("application_policy", policy);
  }

  private static Map<String, Object> limits(SessionLimits limits) {
    var idle = limits.idle();
    return new Snapshot()
        .with(ABSOLUTE, limits.absolute().toMinutes())
        .with(ABSOLUTE + UNIT_OF, "MINUTES")
        .with(IDLE_ENABLED, idle != null)
        .with(IDLE, idle == null ? null : idle.toMinutes())
        .with(IDLE + UNIT_OF, idle == null ? null : "MINUTES")
        .values();
  }

  private Reply change(Call call) {
    core.sessionPolicies.change(
        call.actor(), call.organization(), before -> changed(before, call.body()));
    return shown(call.organization());
  }

  /** A policy with what was sent in place of what it had. */
  private static SessionPolicy changed(SessionPolicy before, Body body) {
    var given = body.text("policy_source");
    var source = given == null ? before.source() : SessionPolicy.Source.valueOf(given);
    if (source == SessionPolicy.Source.CUSTOM)
      return new SessionPolicy(source, custom(before.custom(), body));
    if (given == null && LIMITS.stream().anyMatch(limit -> body.has(limit.name())))
      throw Problem.invalid("limits_without_custom").at("policy_source");
    return new SessionPolicy(source, before.custom());
  }

  private static SessionLimits custom(@Nullable SessionLimits before, Body body) {
    var absolute = duration(body, ABSOLUTE);
    if (absolute == null && before != null) absolute = before.absolute();
    if (absolute == null) throw Problem.invalid("timeout_missing").at(ABSOLUTE);
    var enabled = body.truth(IDLE_ENABLED);
    if (Boolean.FALSE.equals(enabled)) return new SessionLimits(absolute, null);
    var idle = duration(body, IDLE);
    if (idle == null && before != null) idle = before.idle();
    if (idle == null && Boolean.TRUE.equals(enabled))
      throw Problem.invalid("value_missing").at(IDLE);
    return new SessionLimits(absolute, idle);
  }

  private static @Nullable Duration duration(Body body, String name) {
    var value = body.whole(name);
    if (value == null && body.has(name + UNIT_OF)) throw Problem.invalid("value_missing").at(name);
    if (value == null) return null;
    return switch (Ascii.toUpperCase(body.textOr(name + UNIT_OF, "MINUTES"))) {
      case "DAYS" -> Duration.ofDays(value);
      case "HOURS" -> Duration.ofHours(value);
      default -> Duration.ofMinutes(value);
    };
  }
}
