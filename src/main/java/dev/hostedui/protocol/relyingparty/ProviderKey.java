package dev.hostedui.protocol.relyingparty;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSVerifier;
import org.jspecify.annotations.Nullable;

/**
 * One public key.
 *
 * @param id its {@code kid}, or null
 * @param algorithm the one algorithm it is for, or null
 * @param issuer for whom it signs, where a provider of many tenants says so, or null
 */
record ProviderKey(
    @Nullable String id,
    @Nullable String algorithm,
    @Nullable String issuer,
    JWSVerifier verifier) {

  /** The kind of key decides which algorithms it may be used with, never the token. */
  boolean fits(String wanted) {
    return (algorithm == null || algorithm.equals(wanted))
        && verifier.supportedJWSAlgorithms().contains(JWSAlgorithm.parse(wanted));
  }
}
