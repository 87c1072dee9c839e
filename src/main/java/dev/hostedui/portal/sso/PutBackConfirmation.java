package dev.hostedui.portal.sso;

import dev.hostedui.portal.Dialog;
import dev.hostedui.portal.Spot;
import java.util.List;

/**
 * Asks whether the former version should be live again.
 *
 * @param version the former version
 * @param until how long ago it was live, or empty
 * @param changes what putting it back changes
 * @param gone the certificates that are accepted no more then, as text
 * @param enabled whether people sign in with it at once
 */
public record PutBackConfirmation(
    Spot spot, int version, String until, List<String> changes, List<String> gone, boolean enabled)
    implements Dialog {

  @Override
  public String title() {
    return "Put back the previous version?";
  }
}
