package dev.hostedui.portal.security;

import dev.hostedui.portal.Dialog;

/** Asks whether a passkey should be deleted. */
public record PasskeyRemoval(String page, String base, ListedPasskey passkey) implements Dialog {
  @Override
  public String title() {
    return "Delete this passkey?";
  }
}
