package dev.hostedui.customer.idp;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;

/** A key to sign with, for both standards, and its certificate. */
public record IdpKey(KeyPair keys, X509Certificate certificate) {

  private static final String COMMON_NAME = "Basement IT";
  private static final Duration GOOD_FOR = Duration.ofDays(3 * 365);

  static IdpKey make(SecureRandom random, Instant now) {
    try {
      var generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048, random);
      return of(generator.generateKeyPair(), random, now, now.plus(GOOD_FOR));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static IdpKey of(KeyPair keys, SecureRandom random, Instant begins, Instant ends)
      throws GeneralSecurityException {
    var serial = new BigInteger(64, random).add(BigInteger.ONE);
    return new IdpKey(keys, SelfSigned.certificate(keys, COMMON_NAME, serial, begins, ends));
  }

  /** The key with another certificate, one that ended a month ago. */
  IdpKey expired(SecureRandom random, Instant now) {
    try {
      var ended = now.minus(Duration.ofDays(30));
      return of(keys, random, ended.minus(GOOD_FOR), ended);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** As it is written down. */
  record Saved(String privateKey, String certificate) {}

  Saved saved() {
    var base64 = Base64.getEncoder();
    return new Saved(base64.encodeToString(keys.getPrivate().getEncoded()), der64());
  }

  static IdpKey of(Saved saved) {
    try {
      var factory = KeyFactory.getInstance("RSA");
      var privateKey =
          (RSAPrivateCrtKey)
              factory.generatePrivate(
                  new PKCS8EncodedKeySpec(Base64.getDecoder().decode(saved.privateKey())));
      var publicKey =
          factory.generatePublic(
              new RSAPublicKeySpec(privateKey.getModulus(), privateKey.getPublicExponent()));
      return new IdpKey(new KeyPair(publicKey, privateKey), Certificates.read(saved.certificate()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The certificate in DER, as base64 without line breaks. */
  public String der64() {
    try {
      return Base64.getEncoder().encodeToString(certificate.getEncoded());
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The certificate as text with its armour (RFC 7468). */
  public String pem() {
    try {
      return "-----BEGIN CERTIFICATE-----\n"
          + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
              .encodeToString(certificate.getEncoded())
          + "\n-----END CERTIFICATE-----\n";
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** SHA-256 of the certificate in hexadecimal digits. */
  public String fingerprint() {
    try {
      return HexFormat.ofDelimiter(":")
          .withUpperCase()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The key in JOSE's form, private part included (RFC 7517). */
  public RSAKey jwk() {
    try {
      return new RSAKey.Builder((RSAPublicKey) keys.getPublic())
          .privateKey(keys.getPrivate())
          .keyUse(KeyUse.SIGNATURE)
          .algorithm(JWSAlgorithm.RS256)
          .keyIDFromThumbprint()
          .build();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }
}
