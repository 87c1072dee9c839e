package dev.hostedui.portal.account;

import dev.hostedui.identity.member.Departure;
import org.jspecify.annotations.Nullable;

/**
 * What leaving means, in words.
 *
 * @param refusal why they may not leave, or null
 * @param withAccount whether their account goes with it
 * @param back how they can come back
 */
public record Leaving(@Nullable String refusal, boolean withAccount, String back) {

  static Leaving of(Departure departure, String organization, String domain, String refusal) {
    return new Leaving(
        departure.lastAdmin() ? refusal : null,
        departure.withAccount(),
        departure.back().byEmailDomain()
            ? "You can come back by yourself while " + organization + " lists " + domain + "."
            : departure.back().bySingleSignOn()
                ? "You can come back by signing in at its identity provider."
                : "You can only come back by an invitation.");
  }
}
