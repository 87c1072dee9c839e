package dev.hostedui.protocol.saml;

import java.util.List;

/**
 * The file we give to an identity provider (SAML Metadata §2.4.4).
 *
 * @param certificates those of our keys, the current one first and then the next: both sign and
 *     both are good to encrypt for
 * @param authnRequestsSigned whether our requests are signed
 * @param wantAssertionsSigned whether each assertion must be signed by itself
 * @param nameIdFormat what kind of name we ask for
 */
public record SpMetadata(
    ServiceProvider serviceProvider,
    List<SamlCertificate> certificates,
    boolean authnRequestsSigned,
    boolean wantAssertionsSigned,
    NameIdFormat nameIdFormat) {

  public SpMetadata {
    certificates = List.copyOf(certificates);
  }

  /** The document, without a signature. */
  public String xml() {
    return Unwritten.yet(String.class);
  }

  /** The document with an enveloped signature by our current key. */
  public String signedXml() {
    return Unwritten.yet(String.class);
  }
}
