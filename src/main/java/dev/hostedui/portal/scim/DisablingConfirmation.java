package dev.hostedui.portal.scim;

import dev.hostedui.portal.Dialog;
import dev.hostedui.portal.Spot;

/**
 * Asks whether the directory should be listened to no more, and says what that means.
 *
 * @param provider what the provider is called
 * @param people how many active members came by it
 * @param calls whether the directory calls us
 */
public record DisablingConfirmation(Spot spot, String provider, long people, boolean calls)
    implements Dialog {

  @Override
  public String title() {
    return "Disable provisioning by " + provider + "?";
  }
}
