package dev.hostedui.portal.scim;

import dev.hostedui.portal.Dialog;
import dev.hostedui.portal.Spot;
import dev.hostedui.web.Look;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks whether the directory should be listened to again.
 *
 * @param provider what the provider is called
 * @param domains the verified domains, whose people can be provisioned
 * @param domainsPath where a domain can be verified, or null for who cannot
 */
public record EnablingConfirmation(
    Spot spot, Look look, String provider, List<String> domains, @Nullable String domainsPath)
    implements Dialog {

  @Override
  public String title() {
    return "Enable provisioning by " + provider + "?";
  }
}
