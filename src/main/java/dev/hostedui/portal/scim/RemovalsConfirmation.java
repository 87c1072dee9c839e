package dev.hostedui.portal.scim;

import dev.hostedui.portal.Dialog;
import dev.hostedui.portal.Spot;

/**
 * Asks whether it is right that so many people lose access.
 *
 * @param people how many
 */
public record RemovalsConfirmation(Spot spot, long people) implements Dialog {

  @Override
  public String title() {
    return "Take away the access of " + people + " people?";
  }
}
