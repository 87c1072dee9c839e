package dev.hostedui.portal.scim;

import dev.hostedui.portal.Dialog;
import dev.hostedui.portal.Spot;
import dev.hostedui.web.Look;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks whether the directory should be listened to, or read, from now on.
 *
 * @param provider what the provider is called
 * @param whose who comes in, as a sentence, of a directory that we read; empty for one that calls
 *     us
 * @param domains the verified domains, whose people can be provisioned
 * @param domainsPath where a domain can be verified, or null for who cannot
 */
public record EnablingConfirmation(
    Spot spot,
    Look look,
    String provider,
    String whose,
    List<String> domains,
    @Nullable String domainsPath)
    implements Dialog {

  @Override
  public String title() {
    return reads()
        ? "Enable sync with " + provider + "?"
        : "Enable provisioning by " + provider + "?";
  }

  /** Whether it is one that we read. */
  public boolean reads() {
    return !whose.isEmpty();
  }
}
