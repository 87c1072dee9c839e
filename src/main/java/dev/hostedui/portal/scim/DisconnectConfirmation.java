package dev.hostedui.portal.scim;

import dev.hostedui.portal.Dialog;
import dev.hostedui.portal.Spot;

/**
 * Asks whether what an administrator allowed should be given up.
 *
 * @param email the administrator
 * @param people how many active members were read from it
 */
public record DisconnectConfirmation(Spot spot, String email, long people) implements Dialog {

  @Override
  public String title() {
    return "Disconnect Google Workspace?";
  }
}
