package dev.hostedui.portal.sso;

import dev.hostedui.portal.Dialog;
import dev.hostedui.portal.Spot;
import java.util.List;

/**
 * Asks whether a draft should be discarded.
 *
 * @param changes what it would have changed
 */
public record DiscardConfirmation(Spot spot, int version, List<String> changes) implements Dialog {

  @Override
  public String title() {
    return "Discard the draft?";
  }
}
