package dev.hostedui.portal.scim;

import dev.hostedui.portal.Dialog;
import dev.hostedui.portal.Spot;

/**
 * Asks whether the directory should be deleted, and says what that does.
 *
 * @param provider what the directory's provider is called
 * @param people how many it has sent
 */
public record DeletionConfirmation(Spot spot, String provider, long people) implements Dialog {

  @Override
  public String title() {
    return "Delete provisioning by " + provider + "?";
  }
}
