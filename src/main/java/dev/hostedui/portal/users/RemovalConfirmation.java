package dev.hostedui.portal.users;

import dev.hostedui.portal.Dialog;
import dev.hostedui.portal.Spot;

/**
 * Asks whether a member should be removed, or an invitation revoked that nobody accepted yet.
 *
 * @param provisioned whether a directory says that they are active, and so brings them back
 */
public record RemovalConfirmation(Spot spot, ListState state, ListedUser user, boolean provisioned)
    implements Dialog {
  @Override
  public String title() {
    return user.invited()
        ? "Revoke the invitation of " + user.label() + "?"
        : "Remove " + user.label() + "?";
  }
}
