package dev.hostedui.protocol.webauthn;

import com.webauthn4j.data.RegistrationData;
import java.util.List;

/** The answer to a request to make a passkey, read but not verified. */
public final class Creation {

  final RegistrationData data;
  final String attachment;

  Creation(RegistrationData data, String attachment) {
    this.data = data;
    this.attachment = attachment;
  }

  /** The challenge it says it answers, in base64url. */
  public String challenge() {
    return RelyingParty.challengeOf(data.getCollectedClientData());
  }

  /**
   * The passkey, verified.
   *
   * @param credentialId in base64url
   * @param publicKey the attested credential data (§6.5.2), in base64url
   * @param aaguid the model of the authenticator, zeros when it does not say
   * @param backupEligible whether it can be copied to other devices
   * @param backedUp whether it has been
   * @param attachment {@code platform}, {@code cross-platform}, or empty
   */
  public record Made(
      String credentialId,
      String publicKey,
      String aaguid,
      long signCount,
      boolean backupEligible,
      boolean backedUp,
      String attachment,
      List<String> transports) {}
}
