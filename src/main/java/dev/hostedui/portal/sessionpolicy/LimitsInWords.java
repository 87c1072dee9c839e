package dev.hostedui.portal.sessionpolicy;

import dev.hostedui.identity.session.SessionLimits;
import dev.hostedui.web.Ago;

/**
 * Limits as a person reads them.
 *
 * @param absolute like "30 days"
 * @param idle like "2 hours", or empty when being away does not count
 */
public record LimitsInWords(String absolute, String idle) {

  static LimitsInWords of(SessionLimits limits) {
    var idle = limits.idle();
    return new LimitsInWords(Ago.exactly(limits.absolute()), idle == null ? "" : Ago.exactly(idle));
  }

  /** Both in one phrase. */
  String phrase() {
    return absolute + " after signing in" + (idle.isEmpty() ? "" : ", or after " + idle + " away");
  }
}
