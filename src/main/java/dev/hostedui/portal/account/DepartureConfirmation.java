package dev.hostedui.portal.account;

import dev.hostedui.portal.Dialog;
import dev.hostedui.portal.Spot;

/** Asks whether somebody wants to leave their organization, or says why they cannot. */
public record DepartureConfirmation(Spot spot, Leaving leaving) implements Dialog {
  @Override
  public String title() {
    return leaving.refusal() == null
        ? "Leave " + spot.organizationName() + "?"
        : "You cannot leave " + spot.organizationName();
  }
}
