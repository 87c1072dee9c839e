package dev.hostedui.portal.security;

import dev.hostedui.portal.Dialog;
import dev.hostedui.portal.Spot;
import org.jspecify.annotations.Nullable;

/** Asks what a passkey should be called. */
public record PasskeyForm(
    Spot spot, String base, String id, String current, String name, @Nullable String nameError)
    implements Dialog {
  @Override
  public String title() {
    return "Rename passkey";
  }
}
