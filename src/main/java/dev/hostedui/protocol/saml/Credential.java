package dev.hostedui.protocol.saml;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;

/** A key pair of ours: the private key, and the certificate others know it by. */
public record Credential(PrivateKey key, SamlCertificate certificate) {

  /**
   * Reads one that was stored.
   *
   * @param pkcs8 the private key, as {@link PrivateKey#getEncoded} gives it
   * @param der the certificate
   */
  public static Credential read(byte[] pkcs8, byte[] der) throws GeneralSecurityException {
    var certificate = SamlCertificate.read(der);
    var keys = KeyFactory.getInstance(certificate.key().getAlgorithm());
    return new Credential(keys.generatePrivate(new PKCS8EncodedKeySpec(pkcs8)), certificate);
  }

  /**
   * A certificate that a pair makes out to itself: nobody else vouches for it, and in SAML nobody
   * has to.
   *
   * @param pair RSA or elliptic curve
   * @param name whose it is, as a common name
   * @param serial a positive number that no other of ours has
   */
  public static Credential selfSigned(
      KeyPair pair, String name, long serial, Instant begins, Instant ends) {
    return new Credential(
        pair.getPrivate(), SelfSigned.certificate(pair, name, serial, begins, ends));
  }

  @Override
  public String toString() {
    return "Credential[" + certificate.fingerprint() + "]";
  }
}
