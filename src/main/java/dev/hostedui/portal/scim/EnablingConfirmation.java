package dev.hostedui.portal.scim;

import dev.hostedui.portal.Dialog;
import dev.hostedui.portal.Spot;
import dev.hostedui.portal.ToDomains;
import dev.hostedui.web.Look;
import org.jspecify.annotations.Nullable;

/**
 * Asks whether the directory should be listened to, or read, from now on.
 *
 * @param provider what the provider is called
 * @param whose who comes in, as a sentence, of a directory that we read; empty for one that calls
 *     us
 * @param noDomain what to do where no domain is verified, so that nobody can be provisioned; null
 *     where one is
 */
public record EnablingConfirmation(
    Spot spot, Look look, String provider, String whose, @Nullable ToDomains noDomain)
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
