package dev.hostedui.portal.account;

import dev.hostedui.portal.Dialog;
import dev.hostedui.portal.Spot;

/**
 * Asks whether somebody wants to leave their organization.
 *
 * @param last whether they belong to no other, so that their account goes with it
 */
public record DepartureConfirmation(Spot spot, boolean last) implements Dialog {
  @Override
  public String title() {
    return "Leave " + spot.organizationName() + "?";
  }
}
