package dev.hostedui.portal.general;

import dev.hostedui.portal.Dialog;
import dev.hostedui.portal.Spot;

/** Asks whether the organization's logo should be removed. */
public record LogoRemoval(Spot spot) implements Dialog {
  @Override
  public String title() {
    return "Remove the logo?";
  }
}
