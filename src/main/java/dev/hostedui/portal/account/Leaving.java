package dev.hostedui.portal.account;

import dev.hostedui.identity.member.Departure;
import dev.hostedui.identity.member.WaysBack;
import org.jspecify.annotations.Nullable;

/**
 * What leaving means, in words.
 *
 * @param refusal why they may not leave, or null
 * @param withAccount whether their account goes with it
 * @param back how they can come back
 */
public record Leaving(@Nullable String refusal, boolean withAccount, String back) {

  private static String back(WaysBack ways, String organization, String domain) {
    if (ways.byDirectory())
      return "Its directory says that you are active, and makes you a member again when it next"
          + " changes something of you.";
    if (ways.byEmailDomain())
      return "You can come back by yourself while " + organization + " lists " + domain + ".";
    if (ways.bySingleSignOn()) return "You can come back by signing in at its identity provider.";
    return "You can only come back by an invitation.";
  }

  static Leaving of(Departure departure, String organization, String domain, String refusal) {
    return new Leaving(
        departure.lastAdmin() ? refusal : null,
        departure.withAccount(),
        back(departure.back(), organization, domain));
  }
}
