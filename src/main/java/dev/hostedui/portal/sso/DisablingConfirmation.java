package dev.hostedui.portal.sso;

import dev.hostedui.portal.Dialog;
import dev.hostedui.portal.Spot;
import java.util.List;

/**
 * Asks whether the connection should be disabled, and says what that does.
 *
 * @param provider what the provider is called
 * @param domains whose people are sent there now
 */
public record DisablingConfirmation(Spot spot, String provider, List<String> domains)
    implements Dialog {

  @Override
  public String title() {
    return "Disable single sign-on with " + provider + "?";
  }

  /** The domains in a sentence. */
  public String domainsInWords() {
    return SetupPages.joined(domains);
  }
}
