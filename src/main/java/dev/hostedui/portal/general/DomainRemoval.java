package dev.hostedui.portal.general;

import dev.hostedui.portal.Dialog;
import dev.hostedui.portal.Spot;

/**
 * Asks whether a domain should be taken off the list.
 *
 * @param offered whether its people are offered the organization now
 */
public record DomainRemoval(Spot spot, String id, String domain, boolean offered)
    implements Dialog {
  @Override
  public String title() {
    return "Remove " + domain + "?";
  }
}
