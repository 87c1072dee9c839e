package dev.hostedui.portal.sessionpolicy;

import dev.hostedui.identity.session.SessionLimits;
import java.time.Duration;

/**
 * Limits as a person reads them.
 *
 * @param absolute like "30 days"
 * @param idle like "2 hours", or empty when being away does not count
 */
public record LimitsInWords(String absolute, String idle) {

  static LimitsInWords of(SessionLimits limits) {
    var idle = limits.idle();
    return new LimitsInWords(words(limits.absolute()), idle == null ? "" : words(idle));
  }

  /** Both in one phrase. */
  String phrase() {
    return absolute + " after signing in" + (idle.isEmpty() ? "" : ", or after " + idle + " away");
  }

  /** Exact, unlike an age: 90 minutes are not "an hour". */
  static String words(Duration length) {
    var minutes = length.toMinutes();
    if (minutes % 1_440 == 0) return count(minutes / 1_440, "day");
    if (minutes % 60 == 0) return count(minutes / 60, "hour");
    if (minutes < 60) return count(minutes, "minute");
    return minutes < 1_440
        ? count(minutes / 60, "hour") + " and " + count(minutes % 60, "minute")
        : count(minutes / 1_440, "day") + " and " + words(Duration.ofMinutes(minutes % 1_440));
  }

  private static String count(long number, String unit) {
    return number + " " + unit + (number == 1 ? "" : "s");
  }
}
