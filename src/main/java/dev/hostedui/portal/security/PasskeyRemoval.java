package dev.hostedui.portal.security;

import dev.hostedui.portal.Dialog;
import dev.hostedui.portal.Spot;

/** Asks whether a passkey should be deleted. */
public record PasskeyRemoval(Spot spot, String base, ListedPasskey passkey) implements Dialog {
  @Override
  public String title() {
    return "Delete this passkey?";
  }
}
