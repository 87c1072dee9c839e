package dev.hostedui.portal.sessionpolicy;

import dev.hostedui.identity.Problem;
import dev.hostedui.identity.session.SessionLimits;
import dev.hostedui.identity.session.SessionPolicies;
import dev.hostedui.identity.session.SessionPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;

/**
 * What stands in the fields of the policy, as it was typed.
 *
 * @param custom whether the organization's own limits are chosen
 * @param idleOn whether being away counts
 */
public record PolicyForm(
    boolean custom,
    String absolute,
    String absoluteUnit,
    boolean idleOn,
    String idle,
    String idleUnit) {

  static final String SOURCE = "policy_source";
  static final String ABSOLUTE = "absolute_session_timeout";
  static final String IDLE = "idle_session_timeout";
  static final String IDLE_ON = "idle_session_timeout_enabled";
  static final String UNIT = "_unit";

  /** The version of the policy that the page showed. */
  static final String SEEN = "seen";

  /** The units to choose from, shortest first. */
  public static final List<String> UNITS = List.of("MINUTES", "HOURS", "DAYS");

  /**
   * The fields of a request.
   *
   * @throws Problem INVALID when it does not say whose policy is to apply: what is missing must not
   *     loosen one
   */
  static PolicyForm read(UnaryOperator<String> field) {
    var source = field.apply(SOURCE);
    var custom = SessionPolicy.Source.CUSTOM.name().equals(source);
    if (!custom && !SessionPolicy.Source.APPLICATION.name().equals(source))
      throw Problem.invalid("policy_source_missing");
    return new PolicyForm(
        custom,
        field.apply(ABSOLUTE).strip(),
        unit(field.apply(ABSOLUTE + UNIT)),
        !field.apply(IDLE_ON).isEmpty(),
        field.apply(IDLE).strip(),
        unit(field.apply(IDLE + UNIT)));
  }

  /** A missing unit means minutes; one that does not exist is refused later. */
  private static String unit(String typed) {
    return typed.isEmpty() ? "MINUTES" : typed;
  }

  /** The fields of a policy that is set; those without a value begin with the application's. */
  static PolicyForm of(SessionPolicy policy, SessionLimits application) {
    var custom = policy.custom();
    var limits = custom == null ? application : custom;
    var idle = limits.idle();
    var suggested = idle == null ? Duration.ofDays(7) : idle;
    return new PolicyForm(
        policy.source() == SessionPolicy.Source.CUSTOM,
        number(limits.absolute()),
        largestUnit(limits.absolute()),
        idle != null,
        number(suggested),
        largestUnit(suggested));
  }

  private static String largestUnit(Duration length) {
    var minutes = length.toMinutes();
    return minutes % 1_440 == 0 ? "DAYS" : minutes % 60 == 0 ? "HOURS" : "MINUTES";
  }

  private static String number(Duration length) {
    return Long.toString(length.toMinutes() / minutesIn(largestUnit(length)));
  }

  private static long minutesIn(String unit) {
    return switch (unit) {
      case "DAYS" -> 1_440;
      case "HOURS" -> 60;
      default -> 1;
    };
  }

  /**
   * The policy these fields mean.
   *
   * @throws Problem INVALID, naming each field that holds no length of time, or one that cannot be
   */
  SessionPolicy policy(SessionPolicies policies) {
    if (!custom) return new SessionPolicy(SessionPolicy.Source.APPLICATION, null);
    Problem.together(
        () -> policies.checkAbsolute(length(ABSOLUTE, absolute, absoluteUnit)),
        () -> {
          if (idleOn) policies.checkIdle(length(IDLE, idle, idleUnit));
        });
    return new SessionPolicy(
        SessionPolicy.Source.CUSTOM,
        new SessionLimits(
            length(ABSOLUTE, absolute, absoluteUnit),
            idleOn ? length(IDLE, idle, idleUnit) : null));
  }

  private static Duration length(String field, String number, String unit) {
    if (!UNITS.contains(unit)) throw Problem.invalid("unknown_unit").at(field);
    if (number.isEmpty()) throw Problem.invalid("number_missing").at(field);
    if (!number.matches("[0-9]+")) throw Problem.invalid("number_malformed").at(field);
    var digits = number.replaceFirst("^0+(?=.)", "");
    // out of every range; how long it is exactly does not matter
    var value = digits.length() > 9 ? 999_999_999 : Long.parseLong(digits);
    return Duration.ofMinutes(Math.multiplyExact(value, minutesIn(unit)));
  }

  /** How a unit is written in the list. */
  public static String label(String unit) {
    return unit.toLowerCase(Locale.ROOT);
  }
}
