package dev.hostedui.portal.account;

import dev.hostedui.portal.Dialog;
import dev.hostedui.portal.Spot;
import org.jspecify.annotations.Nullable;

/**
 * Asks whether somebody wants to leave their organization, or says why they cannot.
 *
 * @param changed that it means something else than when they were asked before, or null
 */
public record DepartureConfirmation(Spot spot, Leaving leaving, @Nullable String changed)
    implements Dialog {

  /** What the form says whose question has named the account. */
  static final String WITH_ACCOUNT = "with_account";

  /** What the question has said of the account. */
  public String seen() {
    return leaving.withAccount() ? WITH_ACCOUNT : "without_account";
  }

  @Override
  public String title() {
    return leaving.refusal() == null
        ? "Leave " + spot.organizationName() + "?"
        : "You cannot leave " + spot.organizationName();
  }
}
