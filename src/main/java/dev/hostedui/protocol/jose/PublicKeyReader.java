package dev.hostedui.protocol.jose;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads public keys that clients hand in to be known by. */
public final class PublicKeyReader {

  private static final int SHORTEST_RSA_BITS = 2048;
  private static final Set<Curve> CURVES = Set.of(Curve.P_256, Curve.P_384, Curve.P_521);
  private static final Pattern PEM =
      Pattern.compile(
          "-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\\s]{1,8000})-----END PUBLIC KEY-----");

  /**
   * A public key.
   *
   * @param id its {@code kid}, or its thumbprint (RFC 7638) when it has none
   * @param json the key as a JSON Web Key (RFC 7517), always with its id
   */
  public record PublicKey(String id, String json) {}

  /** A text has no key in it that could be taken; the message says why. */
  public static final class Unusable extends Exception {
    Unusable(String message) {
      super(message, null, false, false);
    }

    public String reason() {
      return String.valueOf(getMessage());
    }
  }

  private PublicKeyReader() {}

  /**
   * Reads a set of JSON Web Keys, one of them, or a public key in PEM (RFC 7468 §13).
   *
   * @throws Unusable when it is none of these, holds a private key, or a key too weak or of a kind
   *     that is not taken
   */
  public static List<PublicKey> read(String text) throws Unusable {
    if (text.contains("PRIVATE KEY-----")) throw privateKey();
    try {
      var keys = new ArrayList<PublicKey>();
      for (var key : parse(text)) keys.add(checked(key));
      if (keys.isEmpty()) throw new Unusable("There is no key in it.");
      return keys;
    } catch (ParseException
        | JOSEException
        | GeneralSecurityException
        | IllegalArgumentException e) {
      throw new Unusable(
          "It is no JSON Web Key, no set of them and no PEM that begins -----BEGIN PUBLIC"
              + " KEY-----.");
    }
  }

  private static List<JWK> parse(String text) throws ParseException, GeneralSecurityException {
    var pem = PEM.matcher(text);
    if (pem.find()) return List.of(fromPem(Base64.getMimeDecoder().decode(pem.group(1))));
    return text.contains("\"keys\"") ? JWKSet.parse(text).getKeys() : List.of(JWK.parse(text));
  }

  private static JWK fromPem(byte[] der) throws GeneralSecurityException {
    var spec = new X509EncodedKeySpec(der);
    try {
      return new RSAKey.Builder((RSAPublicKey) KeyFactory.getInstance("RSA").generatePublic(spec))
          .build();
    } catch (GeneralSecurityException notRsa) {
      var key = (ECPublicKey) KeyFactory.getInstance("EC").generatePublic(spec);
      var curve = Curve.forECParameterSpec(key.getParams());
      if (curve == null) throw notRsa;
      return new ECKey.Builder(curve, key).build();
    }
  }

  private static PublicKey checked(JWK key) throws Unusable, JOSEException {
    if (key.isPrivate()) throw privateKey();
    if (key instanceof RSAKey rsa) {
      if (rsa.size() < SHORTEST_RSA_BITS)
        throw new Unusable("An RSA key has at least " + SHORTEST_RSA_BITS + " bits.");
    } else if (!(key instanceof ECKey curve) || !CURVES.contains(curve.getCurve())) {
      throw new Unusable("Use an RSA key, or an EC key on P-256, P-384 or P-521.");
    }
    var given = key.getKeyID();
    if (given != null && !given.isBlank() && given.length() <= 200)
      return new PublicKey(given, key.toJSONString());
    var id = key.computeThumbprint().toString();
    var named =
        key instanceof RSAKey rsa
            ? new RSAKey.Builder(rsa).keyID(id).build()
            : new ECKey.Builder((ECKey) key).keyID(id).build();
    return new PublicKey(id, named.toJSONString());
  }

  private static Unusable privateKey() {
    return new Unusable(
        "It holds a private key, which belongs to the app alone. Make another pair, and hand in the"
            + " public part.");
  }
}
