package dev.hostedui.portal.sessionpolicy;

import dev.hostedui.identity.session.SessionPolicies;
import dev.hostedui.portal.Dialog;
import dev.hostedui.portal.Spot;
import dev.hostedui.web.Look;
import org.jspecify.annotations.Nullable;

/**
 * Asks whether the policy should be set, and says what that does.
 *
 * @param form what will be set
 * @param seen which policy the page showed before, or empty
 * @param effective what will apply, in words
 * @param withoutEffect what of it the application's limits make moot, or null
 */
public record PolicyChange(
    Spot spot,
    Look look,
    PolicyForm form,
    String seen,
    LimitsInWords effective,
    @Nullable String withoutEffect,
    SessionPolicies.Consequences consequences)
    implements Dialog {

  @Override
  public String title() {
    return "Change the session policy of " + spot.organizationName() + "?";
  }

  /** Whom it meets. */
  public String peopleInWords() {
    var people = consequences.people();
    return (people == 1
            ? "One person is signed in now: you. Your session keeps the limits it began with; this counts from the next sign-in on."
            : people
                + " people are signed in now. Their sessions keep the limits they began with; this counts from the next sign-in on.")
        + (consequences.own() && consequences.longer() == 0
            ? " Yours has lasted longer than this already, and goes on."
            : "");
  }

  /** What can be ended with it. */
  public String longerInWords() {
    var longer = consequences.longer();
    return (longer == 1
            ? "End the session now that has lasted longer than this already."
            : "End the " + longer + " sessions now that have lasted longer than this already.")
        + (consequences.own() ? " Yours has, too, and goes on." : "");
  }
}
