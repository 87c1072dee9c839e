package dev.hostedui.identity.signingkey;

import dev.hostedui.identity.Id;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;

/**
 * A pair of RSA keys.
 *
 * @param signsFrom when it begins to sign, which ends the signing of the one before
 */
public record SigningKey(
    KeyId id, RSAPublicKey publicKey, RSAPrivateKey privateKey, Instant signsFrom) {

  /** The id of a key, also its {@code kid}. */
  public record KeyId(String value) implements Id {
    static final String PREFIX = "snk_";
  }

  /** Never with the private part. */
  @Override
  public String toString() {
    return id.value();
  }
}
