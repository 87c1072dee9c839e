package dev.hostedui.portal.sso;

import com.google.common.base.Ascii;
import dev.hostedui.portal.Dialog;
import dev.hostedui.portal.Spot;
import dev.hostedui.portal.ToDomains;
import dev.hostedui.web.Look;
import java.util.List;

/**
 * Asks whether the connection should be enabled, and says whom that sends where.
 *
 * @param provider what the provider is called
 * @param version the version that is meant
 * @param domains the verified domains, whose people are sent there
 * @param elsewhere the verified domains that belong to another connection, enabled or not
 * @param email the address of who asks, or empty
 * @param passed whether they have tested it with success
 * @param toDomains how they come to a verified domain
 */
public record EnablingConfirmation(
    Spot spot,
    Look look,
    String provider,
    int version,
    List<String> domains,
    List<String> elsewhere,
    String email,
    boolean passed,
    ToDomains toDomains)
    implements Dialog {

  @Override
  public String title() {
    return "Enable single sign-on with " + provider + "?";
  }

  /** The domains in a sentence. */
  public String domainsInWords() {
    return SetupPages.joined(domains);
  }

  /** Those that belong to another connection. */
  public String elsewhereInWords() {
    return SetupPages.joined(elsewhere);
  }

  /** Whether who asks will not be sent there, because their own address is at another domain. */
  public boolean leavesAskerOut() {
    return !email.isEmpty()
        && !domains.isEmpty()
        && !domains.contains(Ascii.toLowerCase(email.substring(email.lastIndexOf('@') + 1)));
  }
}
