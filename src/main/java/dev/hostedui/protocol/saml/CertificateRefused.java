package dev.hostedui.protocol.saml;

import java.util.Locale;

/** Why something that was given as a certificate is none that can be used. */
public final class CertificateRefused extends Exception {

  /** What it is instead. */
  public enum Reason {
    EMPTY,
    TOO_LARGE,
    /** A private key: whoever pasted it should make a new one. */
    PRIVATE_KEY,
    /** A bare public key, in PEM or as SSH writes it. */
    PUBLIC_KEY,
    /** A request for a certificate (CSR). */
    CERTIFICATE_REQUEST,
    /** A PKCS #12 or Java key store, which holds private keys. */
    KEY_STORE,
    /** Only its fingerprint. */
    FINGERPRINT,
    /** XML, probably metadata, which has a field of its own. */
    XML,
    /** It begins like a certificate, and is cut off or changed. */
    BROKEN,
    /** A key so short that signatures can be forged, or of a kind SAML does not use. */
    WEAK_KEY,
    /** None of those above. */
    NOT_A_CERTIFICATE;

    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Reason reason;

  CertificateRefused(Reason reason) {
    super(reason.code(), null, false, false);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
