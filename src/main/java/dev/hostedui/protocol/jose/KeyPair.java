package dev.hostedui.protocol.jose;

import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;

/**
 * A key to sign with.
 *
 * @param kid its name in the set of public keys (RFC 7517 §4.5)
 */
public record KeyPair(String kid, RSAPublicKey publicKey, RSAPrivateKey privateKey) {

  /** Never with the private part. */
  @Override
  public String toString() {
    return kid;
  }
}
