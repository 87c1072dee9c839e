package dev.hostedui.portal.users;

import dev.hostedui.identity.member.MembershipStatus;
import dev.hostedui.portal.Dialog;
import dev.hostedui.portal.Spot;

/** Asks whether an invitation should be sent again. */
public record ResendConfirmation(Spot spot, ListState state, ListedUser user) implements Dialog {
  @Override
  public String title() {
    return "Resend the invitation?";
  }

  public boolean expired() {
    return user.status() == MembershipStatus.INVITE_EXPIRED;
  }
}
