package dev.hostedui.portal.security;

import dev.hostedui.identity.social.SocialAccounts;
import dev.hostedui.portal.Dialog;
import dev.hostedui.portal.Spot;

/**
 * Asks whether an account at a provider should be disconnected.
 *
 * @param email the address at which the person goes on signing in
 */
public record Disconnection(Spot spot, SocialAccounts.Linked account, String email)
    implements Dialog {
  @Override
  public String title() {
    return "Disconnect " + account.provider().label() + "?";
  }
}
