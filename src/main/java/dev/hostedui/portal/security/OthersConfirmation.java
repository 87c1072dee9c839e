package dev.hostedui.portal.security;

import dev.hostedui.portal.Dialog;

/** Asks whether all other sessions should be ended. */
public record OthersConfirmation(int others) implements Dialog {
  @Override
  public String title() {
    return "Sign out everywhere else?";
  }
}
