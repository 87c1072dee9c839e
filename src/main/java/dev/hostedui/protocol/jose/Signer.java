package dev.hostedui.protocol.jose;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.util.Map;

/** Makes signed tokens (RFC 7515 §7.1) with one key. */
public final class Signer {

  private final KeyPair key;
  private final RSASSASigner signer;

  public Signer(KeyPair key) {
    this.key = key;
    this.signer = new RSASSASigner(key.privateKey());
  }

  /**
   * Signs claims.
   *
   * @param type the {@code typ} header, which keeps one kind of token from passing for another (RFC
   *     8725 §3.11)
   * @param claims plain values, lists and maps; times are seconds
   */
  public String sign(String type, Map<String, ?> claims) {
    var set = new JWTClaimsSet.Builder();
    claims.forEach(set::claim);
    var token =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.RS256)
                .type(new JOSEObjectType(type))
                .keyID(key.kid())
                .build(),
            set.build());
    try {
      token.sign(signer);
    } catch (JOSEException e) {
      throw new IllegalStateException("the key " + key.kid() + " cannot sign", e);
    }
    return token.serialize();
  }
}
