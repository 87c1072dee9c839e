package dev.hostedui.portal.users;

import dev.hostedui.portal.Dialog;
import dev.hostedui.portal.Spot;

/** Asks whether a member should be removed. */
public record RemovalConfirmation(Spot spot, ListState state, ListedUser user) implements Dialog {
  @Override
  public String title() {
    return "Remove " + user.label() + "?";
  }
}
