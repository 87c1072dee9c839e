package dev.hostedui.portal.security;

import dev.hostedui.portal.Dialog;

/** Asks whether another session should be ended. */
public record RevocationConfirmation(ListedSession session) implements Dialog {
  @Override
  public String title() {
    return "Revoke this session?";
  }
}
