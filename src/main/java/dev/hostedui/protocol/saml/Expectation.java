package dev.hostedui.protocol.saml;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an answer to a sign-in is measured by.
 *
 * @param idpEntityId who must have sent it, byte for byte
 * @param certificates the keys one of which must have signed it
 * @param requestId the request of ours that it must answer, or null when there is none
 * @param unsolicitedAllowed whether it may come without having been asked for (IdP-initiated)
 * @param encryptionRequired whether the assertion must be encrypted for us
 * @param sha1Allowed whether the operator lets SHA-1 pass
 * @param authenticatedSince when the person must have signed in at the earliest, because that was
 *     asked for, or null
 */
public record Expectation(
    ServiceProvider serviceProvider,
    String idpEntityId,
    List<SamlCertificate> certificates,
    SigningOption signing,
    @Nullable String requestId,
    boolean unsolicitedAllowed,
    boolean encryptionRequired,
    boolean sha1Allowed,
    @Nullable Instant authenticatedSince,
    Instant now) {

  /** How far two clocks may be apart. */
  public static final Duration SKEW = Duration.ofMinutes(3);

  public Expectation {
    certificates = List.copyOf(certificates);
  }
}
