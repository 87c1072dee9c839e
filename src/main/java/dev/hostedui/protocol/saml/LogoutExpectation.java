package dev.hostedui.protocol.saml;

import java.time.Instant;
import java.util.List;

/**
 * What a message about signing out is measured by.
 *
 * @param idpEntityId who must have sent it
 * @param certificates the keys one of which must have signed it
 * @param sha1Allowed whether the operator lets SHA-1 pass
 */
public record LogoutExpectation(
    ServiceProvider serviceProvider,
    String idpEntityId,
    List<SamlCertificate> certificates,
    boolean sha1Allowed,
    Instant now) {

  public LogoutExpectation {
    certificates = List.copyOf(certificates);
  }
}
