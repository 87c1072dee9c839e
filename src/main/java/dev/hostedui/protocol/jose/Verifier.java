package dev.hostedui.protocol.jose;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jwt.SignedJWT;
import java.security.interfaces.RSAPublicKey;
import java.text.ParseException;
import java.util.Map;
import java.util.Optional;

/** Checks tokens of our own. */
public final class Verifier {

  /** As long as a request of ours may be: an access token names every permission. */
  private static final int LONGEST = 16_384;

  private final Map<String, RSAPublicKey> keys;

  /** Takes the public keys by name. */
  public Verifier(Map<String, RSAPublicKey> keys) {
    this.keys = Map.copyOf(keys);
  }

  /** The name of the key that a token says it is signed with; empty when it says none. */
  public static String keyId(String token) {
    if (token.length() > LONGEST) return "";
    try {
      var named = SignedJWT.parse(token).getHeader().getKeyID();
      return named == null ? "" : named;
    } catch (ParseException | RuntimeException e) {
      return "";
    }
  }

  /**
   * The claims of a token that one of the keys signed, or empty for anything else. Whether it is
   * still good, and for whom, is not looked at.
   *
   * @param type what the {@code typ} header must say
   */
  public Optional<Claims> verify(String type, String token) {
    if (token.length() > LONGEST) return Optional.empty();
    try {
      var jwt = SignedJWT.parse(token);
      var header = jwt.getHeader();
      var named = header.getKeyID();
      if (!JWSAlgorithm.RS256.equals(header.getAlgorithm())
          || header.getType() == null
          || !type.equalsIgnoreCase(header.getType().getType())
          || named == null) return Optional.empty();
      var key = keys.get(named);
      if (key == null || !jwt.verify(new RSASSAVerifier(key))) return Optional.empty();
      return Optional.of(new Claims(jwt.getJWTClaimsSet()));
    } catch (ParseException | JOSEException | RuntimeException e) {
      // the library stumbles over some headers, such as null, in ways of its own
      return Optional.empty();
    }
  }
}
