package dev.hostedui.portal.general;

import dev.hostedui.portal.Dialog;

/** Asks whether a domain should be taken off the list. */
public record DomainRemoval(String id, String domain, String organizationName) implements Dialog {
  @Override
  public String title() {
    return "Remove " + domain + "?";
  }
}
