package dev.hostedui.protocol.oidc;

import com.nimbusds.jwt.JWTParser;
import java.text.ParseException;
import java.util.List;

/**
 * A request as a token (OpenID Connect Core §6.1, RFC 9101). None is supported; a refusal has to
 * look into it all the same.
 */
final class RequestObject {
  private RequestObject() {}

  /**
   * A text in it, or nothing when there is none or it cannot be read. Nobody vouches for it: it is
   * worth what the same text in the address would be.
   */
  static List<String> text(String object, String name) {
    try {
      var claims = JWTParser.parse(object).getJWTClaimsSet();
      var text = claims == null ? null : claims.getStringClaim(name);
      return text == null ? List.of() : List.of(text);
    } catch (ParseException | RuntimeException e) {
      // the library stumbles over some headers, such as null, in ways of its own
      return List.of();
    }
  }
}
