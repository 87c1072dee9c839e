package dev.hostedui.portal.security;

import dev.hostedui.protocol.webauthn.Account;
import dev.hostedui.web.Look;
import dev.hostedui.web.View;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The card of passkeys.
 *
 * @param base the address below which its own are
 * @param alone whether it is the whole page
 * @param relyingParty whose passkeys these are, for the browser
 */
public record PasskeyCard(
    Look look,
    String base,
    boolean alone,
    String relyingParty,
    Account account,
    List<ListedPasskey> passkeys)
    implements View {

  /**
   * Whether the script is needed at once, to tell password managers of these passkeys; otherwise
   * whoever adds the first one loads it by that.
   */
  public boolean needsScript() {
    return alone || !passkeys.isEmpty();
  }

  /** Every passkey that is still good, for the browser to tell password managers. */
  public String accepted() {
    return passkeys.stream().map(ListedPasskey::credentialId).collect(Collectors.joining(" "));
  }
}
