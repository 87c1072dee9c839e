package dev.hostedui.portal.users;

import dev.hostedui.identity.member.WaysBack;
import dev.hostedui.identity.user.EmailAddress;
import dev.hostedui.portal.Dialog;
import dev.hostedui.portal.Spot;

/**
 * Asks whether a member should be removed, or an invitation revoked that nobody accepted yet.
 *
 * @param back how they can come back without an invitation
 */
public record RemovalConfirmation(Spot spot, ListState state, ListedUser user, WaysBack back)
    implements Dialog {

  /** The domain by which they can come back. */
  public String domain() {
    return new EmailAddress(user.email()).domain();
  }

  @Override
  public String title() {
    return user.invited()
        ? "Revoke the invitation of " + user.label() + "?"
        : "Remove " + user.label() + "?";
  }
}
