package dev.hostedui.protocol.relyingparty;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import dev.hostedui.protocol.reading.StrictJson;
import dev.hostedui.protocol.relyingparty.Unusable.Reason;
import java.security.GeneralSecurityException;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads {@link ProviderKeys}. */
final class ProviderKeysReader {

  private static final int SHORTEST_RSA_BITS = 2_048;

  /** Longer ones take a processor for as long as the one who made them likes. */
  private static final int LONGEST_RSA_BITS = 8_192;

  private static final int LONGEST_EXPONENT_BITS = 64;

  /** Copies of the certificate: not believed, and some write them in ways of their own. */
  private static final List<String> NOT_READ = List.of("x5c", "x5t", "x5t#S256", "x5u");

  private ProviderKeysReader() {}

  static ProviderKeys read(String document) throws Unusable {
    var set = StrictJson.object(document).orElseThrow(() -> new Unusable(Reason.KEYS_NOT_JSON));
    var members = set.get("keys");
    if (members == null || !members.isArray()) throw new Unusable(Reason.KEYS_NOT_JSON);
    if (members.size() > ProviderKeys.MOST)
      throw new Unusable(
          Reason.KEYS_TOO_MANY, String.valueOf(members.size()), String.valueOf(ProviderKeys.MOST));
    var keys = new ArrayList<ProviderKey>();
    for (var member : members) key(member).ifPresent(keys::add);
    if (keys.isEmpty()) throw new Unusable(Reason.KEYS_NONE);
    return new ProviderKeys(keys);
  }

  private static Optional<ProviderKey> key(JsonNode member) {
    if (!(member instanceof ObjectNode object) || !signs(object)) return Optional.empty();
    try {
      var key = JWK.parse(object.deepCopy().remove(NOT_READ).toString());
      var algorithm = key.getAlgorithm();
      return Optional.of(
          new ProviderKey(
              key.getKeyID(),
              algorithm == null ? null : algorithm.getName(),
              StrictJson.text(object, "issuer"),
              verifier(key)));
    } catch (ParseException | JOSEException | GeneralSecurityException | RuntimeException e) {
      // others of the set may still be good
      return Optional.empty();
    }
  }

  /** RFC 7517 §4.2, §4.3: a key that says it is for something else signs nothing. */
  private static boolean signs(ObjectNode key) {
    var use = StrictJson.text(key, "use");
    var operations = StrictJson.texts(key, "key_ops");
    return (use == null || use.equals("sig"))
        && (operations == null || operations.contains("verify"));
  }

  private static JWSVerifier verifier(JWK key) throws JOSEException, GeneralSecurityException {
    if (key instanceof RSAKey rsa) {
      var open = rsa.toRSAPublicKey();
      var bits = open.getModulus().bitLength();
      if (bits < SHORTEST_RSA_BITS
          || bits > LONGEST_RSA_BITS
          || open.getPublicExponent().bitLength() > LONGEST_EXPONENT_BITS)
        throw new GeneralSecurityException("an RSA key of " + bits + " bits");
      return new RSASSAVerifier(open);
    }
    if (key instanceof ECKey curve) return new ECDSAVerifier(curve.toECPublicKey());
    if (key instanceof OctetKeyPair pair && Curve.Ed25519.equals(pair.getCurve()))
      return new Ed25519(pair.getDecodedX());
    throw new GeneralSecurityException("a key of another kind");
  }
}
