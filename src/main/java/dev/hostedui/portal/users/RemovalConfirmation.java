package dev.hostedui.portal.users;

import dev.hostedui.portal.Dialog;

/** Asks whether a member should be removed. */
public record RemovalConfirmation(ListState state, ListedUser user, String organizationName)
    implements Dialog {
  @Override
  public String title() {
    return "Remove " + user.label() + "?";
  }
}
