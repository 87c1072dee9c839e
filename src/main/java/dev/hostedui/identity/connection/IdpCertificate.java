package dev.hostedui.identity.connection;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.hostedui.identity.Problem;
import java.io.ByteArrayInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;

/**
 * A certificate in whose key somebody is believed. Trust comes from who gave it to us: nobody looks
 * for an issuer, and its dates only warn.
 *
 * @param base64 its DER form
 */
public record IdpCertificate(String base64) {

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public IdpCertificate {}

  @JsonValue
  @Override
  public String base64() {
    return base64;
  }

  public static IdpCertificate of(X509Certificate certificate) {
    try {
      return new IdpCertificate(Base64.getEncoder().encodeToString(certificate.getEncoded()));
    } catch (CertificateEncodingException e) {
      throw new IllegalArgumentException("a certificate without its own form", e);
    }
  }

  /**
   * Reads one in its DER form.
   *
   * @throws Problem INVALID at {@code idp_certificates}
   */
  public static IdpCertificate parse(byte[] der) {
    try {
      return of(read(der));
    } catch (CertificateException e) {
      throw Problem.invalid("certificate_malformed").at("idp_certificates");
    }
  }

  /** It in PEM (RFC 7468). */
  public String pem() {
    return "-----BEGIN CERTIFICATE-----\n"
        + base64.replaceAll("(.{64})(?=.)", "$1\n")
        + "\n-----END CERTIFICATE-----";
  }

  public X509Certificate x509() {
    try {
      return read(Base64.getDecoder().decode(base64));
    } catch (CertificateException e) {
      throw new IllegalStateException("a stored certificate cannot be read", e);
    }
  }

  private static X509Certificate read(byte[] der) throws CertificateException {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
  }

  public Instant startsAt() {
    return x509().getNotBefore().toInstant();
  }

  public Instant endsAt() {
    return x509().getNotAfter().toInstant();
  }

  /** Whom it names, as text for people. */
  public String subject() {
    return x509().getSubjectX500Principal().getName();
  }

  /** SHA-256 in capitals with colons between the bytes, as most consoles show it. */
  public String fingerprint() {
    try {
      var digest = MessageDigest.getInstance("SHA-256").digest(Base64.getDecoder().decode(base64));
      return HexFormat.ofDelimiter(":").withUpperCase().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return "IdpCertificate[" + fingerprint() + "]";
  }
}
