package dev.hostedui.portal.security;

import dev.hostedui.portal.Dialog;
import dev.hostedui.portal.Spot;

/** Asks whether another session should be ended. */
public record RevocationConfirmation(Spot spot, ListedSession session) implements Dialog {
  @Override
  public String title() {
    // of what is not known only the article begins with a capital, which is for sentences
    var device = session.device().replaceFirst("^A(?=n? )", "a");
    return "Revoke " + device + ", last active " + session.lastActive().words() + "?";
  }
}
