package dev.hostedui.protocol.jose;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import java.security.interfaces.RSAPublicKey;
import java.util.List;
import java.util.Map;

/** Writes the set of public keys (RFC 7517 §5). */
public final class PublicKeySet {
  private PublicKeySet() {}

  /** The document, in the order given. */
  public static String json(Map<String, RSAPublicKey> keys) {
    List<JWK> all =
        keys.entrySet().stream()
            .map(
                it ->
                    (JWK)
                        new RSAKey.Builder(it.getValue())
                            .keyID(it.getKey())
                            .keyUse(KeyUse.SIGNATURE)
                            .algorithm(JWSAlgorithm.RS256)
                            .build())
            .toList();
    return new JWKSet(all).toString(true);
  }
}
