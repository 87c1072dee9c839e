package dev.hostedui.portal.domains;

import dev.hostedui.portal.Dialog;
import dev.hostedui.portal.Spot;

/**
 * Asks whether a domain should be deleted.
 *
 * @param verified whether anything depends on it
 */
public record DomainRemoval(Spot spot, String domain, String name, boolean verified)
    implements Dialog {
  @Override
  public String title() {
    return "Delete " + name + "?";
  }
}
