package dev.hostedui.protocol.oidc;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.token.BearerAccessToken;
import com.nimbusds.openid.connect.sdk.claims.AccessTokenHash;
import com.nimbusds.openid.connect.sdk.claims.CodeHash;

/** The hashes that tie an id token to what was issued with it (OpenID Connect Core §3.3.2.11). */
public final class TokenHash {
  private TokenHash() {}

  /** {@code at_hash}. */
  public static String ofAccessToken(String token) {
    return AccessTokenHash.compute(new BearerAccessToken(token), JWSAlgorithm.RS256, null)
        .getValue();
  }

  /** {@code c_hash}. */
  public static String ofCode(String code) {
    return CodeHash.compute(new AuthorizationCode(code), JWSAlgorithm.RS256, null).getValue();
  }
}
