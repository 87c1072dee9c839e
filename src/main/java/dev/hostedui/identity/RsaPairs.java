package dev.hostedui.identity;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;

/** Makes the RSA keys that this program signs with, of 2,048 bits (RFC 7518 §3.3). */
public final class RsaPairs {

  private static final int BITS = 2048;

  private RsaPairs() {}

  /** Takes up to seconds on a busy machine: never within a transaction, which others wait for. */
  public static KeyPair make(SecureRandom random) {
    try {
      var generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(BITS, random);
      return generator.generateKeyPair();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has RSA", e);
    }
  }
}
