package dev.hostedui.protocol.saml;

import dev.hostedui.protocol.saml.IdentityProviderMetadata.Warning;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/**
 * A certificate as SAML uses one: as the wrapping of a public key. Its dates and its issuer decide
 * nothing, because the key is trusted for having been configured, not for being certified (SAML
 * Metadata Interoperability Profile §2.6.1); they are there for people to look at.
 */
public record SamlCertificate(X509Certificate certificate) {

  /** How long before its end a certificate is worth a word. */
  private static final Duration SOON = Duration.ofDays(60);

  /** Reads the DER of a single certificate. */
  public static SamlCertificate read(byte[] der) throws CertificateException {
    var factory = CertificateFactory.getInstance("X.509");
    var read = factory.generateCertificate(new ByteArrayInputStream(der));
    if (!(read instanceof X509Certificate certificate))
      throw new CertificateException("not an X.509 certificate");
    return new SamlCertificate(certificate);
  }

  public PublicKey key() {
    return certificate.getPublicKey();
  }

  public byte[] der() {
    try {
      return certificate.getEncoded();
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The SHA-256 of the DER, 64 hexadecimal digits in small letters. */
  public String fingerprint() {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(der()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  public String pem() {
    return "-----BEGIN CERTIFICATE-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der())
        + "\n-----END CERTIFICATE-----\n";
  }

  /** Whom it was made out to, as RFC 2253 writes names. */
  public String subject() {
    return certificate.getSubjectX500Principal().getName();
  }

  public String issuer() {
    return certificate.getIssuerX500Principal().getName();
  }

  public Instant begins() {
    return certificate.getNotBefore().toInstant();
  }

  public Instant ends() {
    return certificate.getNotAfter().toInstant();
  }

  public boolean endedBy(Instant now) {
    return ends().isBefore(now);
  }

  /** What is worth knowing of one that signs; none of it is a reason to refuse it. */
  public List<Warning> warnings(Instant now) {
    var all = new ArrayList<Warning>();
    if (endedBy(now)) all.add(warn("signing_cert_expired"));
    else if (endedBy(now.plus(SOON))) all.add(warn("signing_cert_expires_soon"));
    if (begins().isAfter(now)) all.add(warn("signing_cert_not_yet_valid"));
    if (key().getAlgorithm().equals("RSA") && keyBits() < 2048) all.add(warn("signing_key_short"));
    return all;
  }

  private Warning warn(String code) {
    return new Warning(code, fingerprint());
  }

  /** The size of its key in bits; 0 for a kind of key that SAML signatures do not use. */
  public int keyBits() {
    if (key() instanceof RSAPublicKey rsa) return rsa.getModulus().bitLength();
    if (key() instanceof ECPublicKey ec) return ec.getParams().getOrder().bitLength();
    return 0;
  }

  /** Whether signatures by its key could be forged by somebody with a large computer. */
  boolean tooWeak() {
    return key() instanceof ECPublicKey ? keyBits() < 224 : keyBits() < 1024;
  }

  @Override
  public String toString() {
    return "SamlCertificate[" + fingerprint() + "]";
  }
}
