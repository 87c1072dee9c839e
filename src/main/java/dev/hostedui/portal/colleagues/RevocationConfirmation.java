package dev.hostedui.portal.colleagues;

import dev.hostedui.portal.Dialog;
import dev.hostedui.portal.Spot;

/** Asks whether a link should be revoked. */
public record RevocationConfirmation(Spot spot, String link, String who, String what)
    implements Dialog {
  @Override
  public String title() {
    return "Revoke this link?";
  }
}
