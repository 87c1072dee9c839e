package dev.hostedui.protocol.webauthn;

import com.webauthn4j.data.AuthenticationData;
import java.nio.charset.StandardCharsets;

/** The answer to a request to sign in, read but not verified. */
public final class Assertion {

  final AuthenticationData data;

  Assertion(AuthenticationData data) {
    this.data = data;
  }

  /** The challenge it says it answers, in base64url. */
  public String challenge() {
    return RelyingParty.challengeOf(data.getCollectedClientData());
  }

  /** Which passkey it says it is, in base64url. */
  public String credentialId() {
    return RelyingParty.text(data.getCredentialId());
  }

  /** What the counter says now; zero from those that do not count. */
  public long signCount() {
    var said = data.getAuthenticatorData();
    return said == null ? 0 : said.getSignCount();
  }

  /** The id of the account the authenticator keeps it for, or empty. */
  public String account() {
    var handle = data.getUserHandle();
    return handle == null ? "" : new String(handle, StandardCharsets.UTF_8);
  }

  /**
   * What holds.
   *
   * @param signCount what the counter says now
   * @param backedUp whether copies of the passkey exist now
   */
  public record Proof(long signCount, boolean backupEligible, boolean backedUp) {}
}
