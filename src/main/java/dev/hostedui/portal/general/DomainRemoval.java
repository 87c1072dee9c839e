package dev.hostedui.portal.general;

import dev.hostedui.portal.Dialog;
import dev.hostedui.portal.Spot;

/** Asks whether a domain should be taken off the list. */
public record DomainRemoval(Spot spot, String id, String domain) implements Dialog {
  @Override
  public String title() {
    return "Remove " + domain + "?";
  }
}
