package dev.hostedui.portal.scim;

import dev.hostedui.portal.Dialog;
import dev.hostedui.portal.Spot;

/**
 * Asks whether a token should be revoked.
 *
 * @param provider what the provider is called
 * @param last whether no other token is good, so that the directory is locked out
 */
public record RevocationConfirmation(
    Spot spot, String provider, TokenPanel.Line token, boolean last) implements Dialog {

  @Override
  public String title() {
    return "Revoke the token that ends in " + token.hint() + "?";
  }
}
