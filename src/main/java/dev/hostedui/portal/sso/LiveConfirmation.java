package dev.hostedui.portal.sso;

import dev.hostedui.portal.Dialog;
import dev.hostedui.portal.Spot;
import dev.hostedui.web.Look;
import java.util.List;

/**
 * Asks whether a draft should go live.
 *
 * @param version the draft
 * @param changes what it changes of the live version
 * @param enabled whether people sign in with it at once
 * @param passed whether who asks has tested it with success
 */
public record LiveConfirmation(
    Spot spot, Look look, int version, List<String> changes, boolean enabled, boolean passed)
    implements Dialog {

  @Override
  public String title() {
    return "Make the draft live?";
  }
}
