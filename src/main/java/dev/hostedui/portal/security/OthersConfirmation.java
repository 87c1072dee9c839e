package dev.hostedui.portal.security;

import dev.hostedui.portal.Dialog;
import dev.hostedui.portal.Spot;

/** Asks whether all other sessions should be ended. */
public record OthersConfirmation(Spot spot, int others) implements Dialog {
  @Override
  public String title() {
    return "Sign out everywhere else?";
  }
}
