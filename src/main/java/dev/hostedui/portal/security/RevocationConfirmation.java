package dev.hostedui.portal.security;

import dev.hostedui.portal.Dialog;
import dev.hostedui.portal.Spot;

/** Asks whether another session should be ended. */
public record RevocationConfirmation(Spot spot, ListedSession session) implements Dialog {
  @Override
  public String title() {
    return "Revoke " + session.device() + ", last active " + session.lastActive().words() + "?";
  }
}
