package dev.hostedui.portal.scim;

import dev.hostedui.portal.Dialog;
import dev.hostedui.portal.Spot;
import java.util.List;

/**
 * Asks whether it is right that so many people lose access.
 *
 * @param people how many
 * @param managers who of them manages the directory, by address
 * @param oneself whether who is asked is one of them
 * @param refusal why it cannot be said, or empty
 */
public record RemovalsConfirmation(
    Spot spot, long people, List<String> managers, boolean oneself, String refusal)
    implements Dialog {

  @Override
  public String title() {
    return "Take away the access of " + people + " people?";
  }
}
