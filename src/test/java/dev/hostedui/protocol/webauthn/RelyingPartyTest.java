package dev.hostedui.protocol.webauthn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hostedui.protocol.webauthn.WebauthnProblem.Reason;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Answers that no browser gives: an authenticator made of bytes. */
class RelyingPartyTest {

  private static final String ORIGIN = "https://login.coffeedesk.example";
  private static final String CHALLENGE = RelyingParty.text(new byte[32]);
  private static final int MADE = 0x45;
  private static final int USED = 0x05;
  private static final byte[] ID = "an id".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] ONES = bytes(32, 1);

  private final RelyingParty here = new RelyingParty("coffeedesk.example", Set.of(ORIGIN));

  // ------------------------------------------------------------------ what is sent

  private static byte[] bytes(int length, int each) {
    var bytes = new byte[length];
    Arrays.fill(bytes, (byte) each);
    return bytes;
  }

  /** As many of the last bytes, and zeros before them where there are fewer. */
  private static byte[] unsigned(BigInteger number, int length) {
    var all = number.toByteArray();
    var bytes = new byte[length];
    var most = Math.min(length, all.length);
    System.arraycopy(all, all.length - most, bytes, length - most, most);
    return bytes;
  }

  /** CBOR, as much of it as is needed here. */
  private static byte[] cbor(Object value) {
    var out = new ByteArrayOutputStream();
    if (value instanceof Integer number) {
      head(out, number < 0 ? 1 : 0, number < 0 ? -1 - number : number);
    } else if (value instanceof byte[] bytes) {
      head(out, 2, bytes.length);
      out.writeBytes(bytes);
    } else if (value instanceof String text) {
      head(out, 3, text.length());
      out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    } else {
      var map = (Map<?, ?>) value;
      head(out, 5, map.size());
      map.forEach(
          (key, it) -> {
            out.writeBytes(cbor(key));
            out.writeBytes(cbor(it));
          });
    }
    return out.toByteArray();
  }

  private static void head(ByteArrayOutputStream out, int major, int number) {
    if (number < 24) {
      out.write(major << 5 | number);
    } else if (number < 256) {
      out.write(major << 5 | 24);
      out.write(number);
    } else {
      out.write(major << 5 | 25);
      out.write(number >> 8);
      out.write(number);
    }
  }

  private static Map<Object, Object> key(Object... pairs) {
    var key = new LinkedHashMap<Object, Object>();
    for (var i = 0; i < pairs.length; i += 2) key.put(pairs[i], pairs[i + 1]);
    return key;
  }

  private static byte[] client(String type, Map<String, ?> more) throws Exception {
    var client = new LinkedHashMap<String, Object>();
    client.put("type", type);
    client.put("challenge", CHALLENGE);
    client.put("origin", ORIGIN);
    client.putAll(more);
    return new ObjectMapper().writeValueAsBytes(client);
  }

  private static byte[] authenticator(int flags, byte[] id, byte[] key) throws Exception {
    var out = new ByteArrayOutputStream();
    out.writeBytes(sha256("coffeedesk.example".getBytes(StandardCharsets.US_ASCII)));
    out.write(flags);
    out.writeBytes(new byte[4]);
    if (flags != MADE) return out.toByteArray();
    out.writeBytes(new byte[16]);
    out.write(id.length >> 8);
    out.write(id.length);
    out.writeBytes(id);
    out.writeBytes(key);
    return out.toByteArray();
  }

  private static byte[] sha256(byte[] of) throws GeneralSecurityException {
    return MessageDigest.getInstance("SHA-256").digest(of);
  }

  private static String answer(byte[] id, Map<String, ?> response) throws Exception {
    return new ObjectMapper()
        .writeValueAsString(
            Map.of(
                "id", RelyingParty.text(id),
                "rawId", RelyingParty.text(id),
                "type", "public-key",
                "clientExtensionResults", Map.of(),
                "response", response));
  }

  private Creation.Made make(byte[] id, Object key, Map<String, ?> more) throws Exception {
    var attestation =
        key("fmt", "none", "attStmt", Map.of(), "authData", authenticator(MADE, id, cbor(key)));
    var json =
        answer(
            id,
            Map.of(
                "clientDataJSON", RelyingParty.text(client("webauthn.create", more)),
                "attestationObject", RelyingParty.text(cbor(attestation))));
    return here.verify(here.readCreation(json), CHALLENGE);
  }

  private Assertion.Proof use(KeyPair pair, String publicKey, Map<String, ?> more)
      throws Exception {
    var said = authenticator(USED, ID, new byte[0]);
    var client = client("webauthn.get", more);
    var signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(pair.getPrivate());
    signature.update(said);
    signature.update(sha256(client));
    var json =
        answer(
            ID,
            Map.of(
                "clientDataJSON", RelyingParty.text(client),
                "authenticatorData", RelyingParty.text(said),
                "signature", RelyingParty.text(signature.sign())));
    return here.verify(here.readAssertion(json), CHALLENGE, publicKey, false, 0);
  }

  private static KeyPair onCurve(String name) throws GeneralSecurityException {
    var generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec(name));
    return generator.generateKeyPair();
  }

  private static Map<Object, Object> key(KeyPair pair, int algorithm, int curve, int length) {
    var point = ((ECPublicKey) pair.getPublic()).getW();
    return key(
        1,
        2,
        3,
        algorithm,
        -1,
        curve,
        -2,
        unsigned(point.getAffineX(), length),
        -3,
        unsigned(point.getAffineY(), length));
  }

  private static Map<Object, Object> rsa(byte[] modulus, byte[] exponent) {
    return key(1, 3, 3, -257, -1, modulus, -2, exponent);
  }

  // ------------------------------------------------------------------ what comes of it

  @Test
  void a_token_binding_that_cannot_be_read_is_the_senders_fault() throws Exception {
    var pair = onCurve("secp256r1");
    var made = make(ID, key(pair, -7, 1, 32), Map.of());
    assertThat(use(pair, made.publicKey(), Map.of()).signCount()).isZero();
    for (var id : new String[] {"x", "!!!!", "a b"}) {
      var binding = Map.of("tokenBinding", Map.of("status", "present", "id", id));
      assertThat(refusal(() -> make(ID, key(pair, -7, 1, 32), binding)))
          .isEqualTo(Reason.MALFORMED);
      assertThat(refusal(() -> use(pair, made.publicKey(), binding))).isEqualTo(Reason.MALFORMED);
    }
  }

  @Test
  void keys_of_every_algorithm_that_is_offered_are_taken() throws Exception {
    var edwards = KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPublic();
    // the last 32 bytes of what Java calls its encoding are what RFC 8032 does
    var encoded = edwards.getEncoded();
    assertThat(edwards).isInstanceOf(EdECPublicKey.class);
    var generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2_048);
    var rsa = (RSAPublicKey) generator.generateKeyPair().getPublic();

    for (var key :
        new Object[] {
          key(onCurve("secp256r1"), -7, 1, 32),
          key(1, 1, 3, -8, -1, 6, -2, Arrays.copyOfRange(encoded, 12, 44)),
          rsa(unsigned(rsa.getModulus(), 256), unsigned(rsa.getPublicExponent(), 3))
        }) assertThatCode(() -> make(ID, key, Map.of())).doesNotThrowAnyException();
  }

  @Test
  void a_key_that_nobody_could_sign_in_with_is_refused() throws Exception {
    var refused = new LinkedHashMap<String, Object>();
    refused.put("not on its curve", key(1, 2, 3, -7, -1, 1, -2, ONES, -3, bytes(32, 2)));
    refused.put("a short coordinate", key(1, 2, 3, -7, -1, 1, -2, new byte[1], -3, ONES));
    refused.put("beyond the field", key(1, 2, 3, -7, -1, 1, -2, bytes(32, 255), -3, ONES));
    refused.put("P-384 for ES256", key(onCurve("secp384r1"), -7, 2, 48));
    refused.put("EC for RS256", key(onCurve("secp256r1"), -257, 1, 32));
    refused.put("RSA for ES256", key(1, 3, 3, -7, -1, bytes(256, 255), -2, new byte[] {3}));
    refused.put("RSA without numbers", rsa(new byte[0], new byte[0]));
    refused.put("RSA of one byte", rsa(new byte[] {15}, new byte[] {3}));
    refused.put("RSA with e=1", rsa(bytes(256, 255), new byte[] {1}));
    refused.put("Ed25519 of five bytes", key(1, 1, 3, -8, -1, 6, -2, bytes(5, 1)));
    refused.put("P-256 for EdDSA", key(1, 1, 3, -8, -1, 1, -2, ONES));
    refused.forEach(
        (what, key) -> assertThat(refusal(() -> make(ID, key, Map.of()))).as(what).isNotNull());
  }

  @Test
  void an_id_has_a_byte_at_least_and_1023_at_most() throws Exception {
    var key = key(onCurve("secp256r1"), -7, 1, 32);
    for (var length : new int[] {1, 1_023})
      assertThatCode(() -> make(new byte[length], key, Map.of())).doesNotThrowAnyException();
    for (var length : new int[] {0, 1_024})
      assertThat(refusal(() -> make(new byte[length], key, Map.of()))).isNotNull();
  }

  private static Reason refusal(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    return catchThrowableOfType(WebauthnProblem.class, call).reason();
  }
}
