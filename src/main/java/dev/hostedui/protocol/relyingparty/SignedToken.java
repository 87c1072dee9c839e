package dev.hostedui.protocol.relyingparty;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.base.Ascii;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.util.Base64URL;
import dev.hostedui.protocol.reading.StrictJson;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A signed token in its compact form (RFC 7515 §7.1), read but not believed.
 *
 * @param algorithm what its header says
 * @param keyId the key its header names, or null
 * @param type the {@code typ} of its header in lower case, or empty
 * @param signed what the signature is over, in ASCII
 */
record SignedToken(
    String algorithm,
    @Nullable String keyId,
    String type,
    ObjectNode claims,
    String signed,
    Base64URL signature) {

  /** As long as a token may be, in characters: one with hundreds of groups has half of it. */
  static final int LONGEST = 65_536;

  /** What is believed when a key of that kind made it (RFC 7518 §3.1, RFC 8037 §3.1, RFC 9864). */
  static final Set<String> ALGORITHMS =
      Set.of(
          "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA",
          "Ed25519");

  /** Without a name of a key, this many are tried. */
  private static final int MOST_TRIED = 10;

  static Optional<SignedToken> read(String token) {
    try {
      return Optional.of(parse(token));
    } catch (UnusableToken e) {
      return Optional.empty();
    }
  }

  /**
   * Reads a token.
   *
   * @throws UnusableToken {@code token_too_long}, {@code token_encrypted}, {@code token_malformed},
   *     {@code token_not_json}, {@code token_critical_header}
   */
  static SignedToken parse(String token) throws UnusableToken {
    if (token.length() > LONGEST) throw new UnusableToken(Cause.TOKEN_TOO_LONG);
    var parts = token.split("\\.", -1);
    if (parts.length == 5) throw new UnusableToken(Cause.TOKEN_ENCRYPTED);
    if (parts.length != 3) throw new UnusableToken(Cause.TOKEN_MALFORMED);
    var header = object(parts[0]);
    // RFC 7515 §4.1.11: what is critical must be understood, and none of it is; b64 is RFC 7797
    if (header.has("crit") || header.has("b64"))
      throw new UnusableToken(Cause.TOKEN_CRITICAL_HEADER);
    var algorithm = StrictJson.text(header, "alg");
    if (algorithm == null) throw new UnusableToken(Cause.TOKEN_MALFORMED);
    var type = StrictJson.text(header, "typ");
    var claims = object(parts[1]);
    // an unsigned token (RFC 7519 §6) is read as well, and fails as one whose signature is missing
    if (!parts[2].isEmpty() && !isBase64Url(parts[2]))
      throw new UnusableToken(Cause.TOKEN_MALFORMED);
    var signed = token.substring(0, token.lastIndexOf('.'));
    return new SignedToken(
        algorithm,
        StrictJson.text(header, "kid"),
        type == null ? "" : Ascii.toLowerCase(type),
        claims,
        signed,
        new Base64URL(parts[2]));
  }

  private static ObjectNode object(String part) throws UnusableToken {
    if (!isBase64Url(part)) throw new UnusableToken(Cause.TOKEN_MALFORMED);
    try {
      var text =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(Base64.getUrlDecoder().decode(part)))
              .toString();
      return StrictJson.object(text).orElseThrow(() -> new UnusableToken(Cause.TOKEN_NOT_JSON));
    } catch (IllegalArgumentException | CharacterCodingException e) {
      throw new UnusableToken(Cause.TOKEN_MALFORMED);
    }
  }

  /** RFC 7515 §2: no padding, no white space. A loop, because tokens are long. */
  private static boolean isBase64Url(String part) {
    for (var i = 0; i < part.length(); i++) {
      var c = part.charAt(i);
      var letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
      if (!letter && !(c >= '0' && c <= '9') && c != '-' && c != '_') return false;
    }
    return !part.isEmpty();
  }

  /** The keys that may have signed it: of the kind its algorithm needs, and named as it says. */
  List<ProviderKey> candidates(List<ProviderKey> keys) {
    if (!ALGORITHMS.contains(algorithm)) return List.of();
    return keys.stream()
        .filter(key -> key.fits(algorithm))
        .filter(key -> keyId == null || keyId.equals(key.id()))
        .limit(MOST_TRIED)
        .toList();
  }

  /** Whether one of these signed it. */
  boolean signedBy(List<ProviderKey> candidates) {
    var header = new JWSHeader(JWSAlgorithm.parse(algorithm));
    var octets = signed.getBytes(StandardCharsets.US_ASCII);
    for (var key : candidates) {
      try {
        if (key.verifier().verify(header, octets, signature)) return true;
      } catch (JOSEException | RuntimeException e) {
        // a signature that is none for this key; the library says so in ways of its own
      }
    }
    return false;
  }
}
