package dev.hostedui.portal.general;

import dev.hostedui.portal.Dialog;
import dev.hostedui.portal.Spot;

/**
 * Asks whether the organization's logo should be removed.
 *
 * @param word what an organization is called inside a sentence
 */
public record LogoRemoval(Spot spot, String word) implements Dialog {
  @Override
  public String title() {
    return "Remove the logo?";
  }
}
