package dev.hostedui.protocol.relyingparty;

import static dev.hostedui.protocol.relyingparty.TestProvider.ASKED;
import static dev.hostedui.protocol.relyingparty.TestProvider.CURVE;
import static dev.hostedui.protocol.relyingparty.TestProvider.KEY;
import static dev.hostedui.protocol.relyingparty.TestProvider.NOW;
import static dev.hostedui.protocol.relyingparty.TestProvider.REGISTRATION;
import static dev.hostedui.protocol.relyingparty.TestProvider.claims;
import static dev.hostedui.protocol.relyingparty.TestProvider.code;
import static dev.hostedui.protocol.relyingparty.TestProvider.examine;
import static dev.hostedui.protocol.relyingparty.TestProvider.expected;
import static dev.hostedui.protocol.relyingparty.TestProvider.failures;
import static dev.hostedui.protocol.relyingparty.TestProvider.jwks;
import static dev.hostedui.protocol.relyingparty.TestProvider.signed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSAEncrypter;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jose.util.JSONObjectUtils;
import dev.hostedui.protocol.relyingparty.Unusable.Reason;
import dev.hostedui.protocol.upstream.Examination;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What somebody would try who wants to be somebody else. */
class AttacksTest {

  private static final String SECRET = "a-secret-of-thirty-two-characters";

  private static Examination against(ProviderKeys keys, String token) {
    return SignInExamination.of(
        expected(),
        code(),
        new TokenAnswer.Tokens(token, TestProvider.ACCESS_TOKEN),
        keys,
        new Userinfo.NotAsked(),
        NOW);
  }

  private static String json(Map<String, ?> claims) {
    return JSONObjectUtils.toJSONString(claims);
  }

  private static String signedBy(byte[] secret, String kid) {
    try {
      return signed(
          new MACSigner(secret),
          new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(kid).build(),
          new Payload(claims()));
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  // ------------------------------------------------------------------ algorithms

  @ParameterizedTest
  @ValueSource(strings = {"none", "None", "NONE", "nOnE"})
  void a_token_without_a_signature_is_nobodys(String none) {
    var head = Base64URL.encode("{\"alg\":\"" + none + "\",\"kid\":\"key-1\"}");
    var body = Base64URL.encode(json(claims()));
    assertThat(failures(examine(head + "." + body + ".")))
        .containsExactly("signature: token_unsigned");
    var stolen = signed(claims()).substring(signed(claims()).lastIndexOf('.'));
    assertThat(failures(examine(head + "." + body + stolen)))
        .containsExactly("signature: token_unsigned");
  }

  @Test
  void the_public_key_is_no_shared_secret() throws JOSEException {
    var open = KEY.toRSAPublicKey();
    var pem =
        "-----BEGIN PUBLIC KEY-----\n"
            + com.nimbusds.jose.util.Base64.encode(open.getEncoded())
            + "\n-----END PUBLIC KEY-----";
    for (var secret :
        List.of(
            open.getEncoded(),
            pem.getBytes(StandardCharsets.UTF_8),
            open.getModulus().toByteArray(),
            KEY.toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8)))
      assertThat(failures(examine(signedBy(secret, "key-1"))))
          .containsExactly("signature: token_algorithm");
  }

  @Test
  void the_client_secret_signs_nothing() {
    assertThat(failures(examine(signedBy(SECRET.getBytes(StandardCharsets.UTF_8), null))))
        .containsExactly("signature: token_algorithm");
  }

  @Test
  void a_shared_secret_among_the_keys_is_left_out() throws Unusable {
    var secret =
        new OctetSequenceKey.Builder(SECRET.getBytes(StandardCharsets.UTF_8))
            .keyID("key-1")
            .build();
    assertThatThrownBy(() -> ProviderKeys.read(published(secret)))
        .isInstanceOfSatisfying(
            Unusable.class, it -> assertThat(it.reason()).isEqualTo(Reason.KEYS_NONE));
    var both = ProviderKeys.read(published(secret, KEY));
    assertThat(both.size()).isEqualTo(1);
    assertThat(failures(against(both, signedBy(SECRET.getBytes(StandardCharsets.UTF_8), "key-1"))))
        .containsExactly("signature: token_algorithm");
  }

  /** With what is secret in it, as a careless provider would publish it. */
  private static String published(JWK... keys) {
    return "{\"keys\":["
        + Arrays.stream(keys).map(JWK::toJSONString).collect(Collectors.joining(","))
        + "]}";
  }

  @Test
  void the_kind_of_a_key_decides_and_not_the_token() {
    var token = signed(claims()).split("\\.", -1);
    for (var algorithm : List.of("ES256", "EdDSA", "HS256", "RS1", "", "rs256")) {
      var head = Base64URL.encode("{\"alg\":\"" + algorithm + "\",\"kid\":\"key-1\"}");
      assertThat(failures(examine(head + "." + token[1] + "." + token[2])))
          .as(algorithm)
          .singleElement()
          .asString()
          .startsWith("signature: ");
    }
  }

  @Test
  void a_key_for_one_algorithm_is_for_no_other() throws Unusable {
    var bound = new RSAKey.Builder(KEY).algorithm(JWSAlgorithm.RS256).build();
    var keys = ProviderKeys.read(jwks(bound));
    assertThat(failures(against(keys, signed(claims())))).isEmpty();
    assertThat(failures(against(keys, signed(KEY, JWSAlgorithm.PS256, "key-1", claims()))))
        .containsExactly("signature: signing_key_unknown");
  }

  @Test
  void a_signature_of_nothing_but_zeros_is_none() {
    var token = signed(CURVE, JWSAlgorithm.ES256, "curve-1", claims());
    var zeros = Base64URL.encode(new byte[64]);
    assertThat(failures(examine(token.substring(0, token.lastIndexOf('.') + 1) + zeros)))
        .containsExactly("signature: signature_wrong");
  }

  // ------------------------------------------------------------------ keys

  @Test
  void a_key_of_another_provider_with_the_same_name_is_another_key() {
    var evil = TestProvider.OTHER;
    assertThat(failures(examine(signed(evil, JWSAlgorithm.RS256, "key-1", claims()))))
        .containsExactly("signature: signature_wrong");
  }

  @Test
  void a_key_that_the_token_brings_along_is_not_looked_at() {
    var evil = TestProvider.OTHER;
    for (var kid : new String[] {"evil", "key-1"}) {
      var header =
          new JWSHeader.Builder(JWSAlgorithm.RS256)
              .keyID(kid)
              .jwk(evil.toPublicJWK())
              .jwkURL(URI.create("https://evil.example/keys"))
              .x509CertURL(URI.create("https://evil.example/cert"))
              .build();
      var token = signed(TestProvider.signer(evil), header, new Payload(claims()));
      assertThat(failures(examine(token))).as(kid).hasSize(1).allMatch(it -> it.contains("sign"));
    }
  }

  @Test
  void a_name_of_a_key_is_no_path_and_no_statement() {
    for (var kid : List.of("../../dev/null", "' OR 1=1 --", "key-1\u0000", "KEY-1", ""))
      assertThat(failures(examine(signed(TestProvider.OTHER, JWSAlgorithm.RS256, kid, claims()))))
          .as(kid)
          .containsExactly("signature: signing_key_unknown");
  }

  @Test
  void ten_thousand_keys_are_refused_before_any_is_read() {
    var one = KEY.toPublicJWK().toJSONString();
    var many =
        IntStream.range(0, 10_000).mapToObj(i -> one).collect(Collectors.joining(",", "[", "]"));
    assertThatThrownBy(() -> ProviderKeys.read("{\"keys\":" + many + "}"))
        .isInstanceOfSatisfying(
            Unusable.class,
            it -> {
              assertThat(it.reason()).isEqualTo(Reason.KEYS_TOO_MANY);
              assertThat(it.arguments()).containsExactly("10000", "100");
            });
  }

  @Test
  void keys_that_are_weak_or_for_something_else_are_left_out() throws Exception {
    var weak = new RSAKeyGenerator(1024, true).keyID("weak").generate();
    var open = KEY.toRSAPublicKey();
    var slow =
        "{\"kty\":\"RSA\",\"kid\":\"slow\",\"n\":\""
            + Base64URL.encode(open.getModulus())
            + "\",\"e\":\""
            + Base64URL.encode(open.getModulus().subtract(BigInteger.TWO))
            + "\"}";
    var huge =
        "{\"kty\":\"RSA\",\"kid\":\"huge\",\"n\":\""
            + Base64URL.encode(BigInteger.ONE.shiftLeft(9_000).add(BigInteger.ONE))
            + "\",\"e\":\"AQAB\"}";
    var key = KEY.toPublicJWK().toJSONObject();
    var all = new ArrayList<String>();
    all.add(weak.toPublicJWK().toJSONString());
    all.add(slow);
    all.add(huge);
    all.add(changed(key, "use", "enc"));
    all.add(changed(key, "key_ops", List.of("encrypt")));
    all.add(changed(key, "kty", "XYZ"));
    all.add(changed(key, "n", "!"));
    all.add(changed(key, "kid", 7));
    all.add("null");
    all.add("[]");
    all.add("{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AAAA\",\"y\":\"AAAA\"}");
    all.add("{\"kty\":\"OKP\",\"crv\":\"X25519\",\"x\":\"" + "A".repeat(43) + "\"}");
    all.add(changed(key, "x5c", List.of("not a certificate")));
    var keys = ProviderKeys.read("{\"keys\":[" + String.join(",", all) + "]}");
    assertThat(keys.size()).isEqualTo(1);
    assertThat(failures(against(keys, signed(claims())))).isEmpty();
  }

  private static String changed(Map<String, Object> key, String member, Object value) {
    var copy = new LinkedHashMap<>(key);
    copy.put(member, value);
    return json(copy);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "[]",
        "null",
        "{\"keys\":{}}",
        "{\"keys\":[],\"keys\":[]}",
        "<html>",
        "{\"keys\":[]"
      })
  void what_is_no_set_of_keys_is_refused(String document) {
    assertThatThrownBy(() -> ProviderKeys.read(document))
        .isInstanceOfSatisfying(
            Unusable.class,
            it -> assertThat(it.reason()).isIn(Reason.KEYS_NOT_JSON, Reason.KEYS_NONE));
  }

  // ------------------------------------------------------------------ shapes

  private static String shaped(String header, String payload) {
    var signing = Base64URL.encode(header) + "." + Base64URL.encode(payload);
    try {
      var object = new JWSObject(new JWSHeader(JWSAlgorithm.RS256), new Payload("x"));
      var signature =
          TestProvider.signer(KEY)
              .sign(object.getHeader(), signing.getBytes(StandardCharsets.US_ASCII));
      return signing + "." + signature;
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void members_that_come_twice_are_refused_wherever_they_stand() {
    var body = json(claims());
    var twice = body.substring(0, body.length() - 1) + ",\"sub\":\"ceo-1\"}";
    assertThat(failures(examine(shaped("{\"alg\":\"RS256\",\"kid\":\"key-1\"}", twice))))
        .containsExactly("id_token: token_not_json");
    assertThat(failures(examine(shaped("{\"alg\":\"none\",\"alg\":\"RS256\"}", body))))
        .containsExactly("id_token: token_not_json");
    assertThat(failures(examine(shaped("{\"alg\":\"RS256\",\"kid\":\"key-1\"}", body)))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"alg\":\"RS256\",\"crit\":[\"exp\"],\"exp\":1}",
        "{\"alg\":\"RS256\",\"crit\":[]}",
        "{\"alg\":\"RS256\",\"crit\":null}",
        "{\"alg\":\"RS256\",\"b64\":false,\"crit\":[\"b64\"]}",
        "{\"alg\":\"RS256\",\"b64\":false}",
        "{\"alg\":\"RS256\",\"b64\":true}"
      })
  void what_must_be_understood_and_is_not_ends_it(String header) {
    assertThat(failures(examine(shaped(header, json(claims())))))
        .containsExactly("id_token: token_critical_header");
  }

  @Test
  void an_encrypted_token_is_not_opened() throws JOSEException {
    var nested =
        new JWEObject(
            new JWEHeader.Builder(JWEAlgorithm.RSA_OAEP_256, EncryptionMethod.A128GCM)
                .contentType("JWT")
                .build(),
            new Payload(signed(claims())));
    nested.encrypt(new RSAEncrypter(KEY.toRSAPublicKey()));
    assertThat(failures(examine(nested.serialize()))).containsExactly("id_token: token_encrypted");
  }

  @Test
  void a_token_within_a_token_is_no_token() {
    var inner = signed(claims());
    assertThat(failures(examine(shaped("{\"alg\":\"RS256\",\"cty\":\"JWT\"}", inner))))
        .containsExactly("id_token: token_not_json");
  }

  @Test
  void nonsense_is_a_failed_check_and_no_fault() {
    var good = signed(claims());
    for (var nonsense :
        List.of(
            "",
            ".",
            "..",
            "a.b.c",
            "a.b",
            good + ".",
            good + "=",
            " " + good,
            good + "\n",
            good.replace(".", ".+"),
            "{\"payload\":\"x\",\"signatures\":[]}",
            shaped("[]", json(claims())),
            shaped("{\"alg\":[\"RS256\"]}", json(claims())),
            shaped("{\"alg\":null}", json(claims())),
            shaped("{\"alg\":\"RS256\"}", "[1]"),
            shaped("{\"alg\":\"RS256\"}", "{\"a\":" + "[".repeat(5_000) + "]".repeat(5_000) + "}"),
            shaped("{\"alg\":\"RS256\"}", "{\"exp\":" + "9".repeat(2_000) + "}")))
      assertThat(failures(examine(nonsense)))
          .as(nonsense)
          .singleElement()
          .asString()
          .startsWith("id_token: token_");
  }

  @Test
  void a_giant_token_is_not_read() {
    var giant = signed(claims("groups", "x".repeat(1_000_000)));
    assertThat(failures(examine(giant))).containsExactly("id_token: token_too_long");
    assertThat(
            TokenAnswer.read(
                200,
                "{\"id_token\":\""
                    + giant
                    + "\",\"access_token\":\"a\",\"token_type\":\"bearer\"}"))
        .isInstanceOfSatisfying(
            TokenAnswer.Failed.class,
            it -> assertThat(it.cause()).isEqualTo("token_answer_too_long"));
  }

  @Test
  void claims_of_other_types_than_they_should_be_are_missing() {
    assertThat(failures(examine(signed(claims("sub", 7, "nonce", true, "iss", List.of("x"))))))
        .containsExactly(
            "issuer: token_issuer_differs", "nonce: nonce_missing", "subject: subject_missing");
    assertThat(failures(examine(signed(claims("aud", List.of(7, "client-1"))))))
        .containsExactly("audience: audience_of_others");
    assertThat(failures(examine(signed(claims("aud", Map.of("client-1", "client-1"))))))
        .containsExactly("audience: token_audience_differs");
  }

  // ------------------------------------------------------------------ answers of others

  @Test
  void an_answer_of_another_provider_is_not_exchanged_here() {
    var named = new Callback.Code("state-1", "code-1", "https://evil.example");
    var misdirected = SignInExamination.misdirected(expected(), named).orElseThrow();
    assertThat(failures(misdirected)).containsExactly("answer_issuer: answer_issuer_differs");
    assertThat(SignInExamination.misdirected(expected(), code())).isEmpty();
    var right = new Callback.Code("state-1", "code-1", TestProvider.ISSUER);
    assertThat(SignInExamination.misdirected(expected(), right)).isEmpty();
  }

  @Test
  void a_provider_that_names_itself_always_does() {
    var it = REGISTRATION;
    var announced =
        new Registration(
            it.issuer(),
            it.authorizationEndpoint(),
            it.tokenEndpoint(),
            it.userinfoEndpoint(),
            it.jwksUri(),
            it.endSessionEndpoint(),
            true,
            it.clientId(),
            it.authentication(),
            it.scopes(),
            it.pkce(),
            it.redirectUri());
    var examination =
        SignInExamination.misdirected(expected(announced, ASKED), code()).orElseThrow();
    assertThat(failures(examination)).containsExactly("answer_issuer: answer_issuer_missing");
    var refused = new Callback.Refused("state-1", "access_denied", "", "https://evil.example");
    assertThat(failures(SignInExamination.of(expected(announced, ASKED), refused)))
        .containsExactly("answer_issuer: answer_issuer_differs", "answer: access_denied");
  }

  @Test
  void a_token_of_another_client_or_another_sign_in_is_of_no_use() {
    assertThat(failures(examine(signed(claims("aud", "client-of-the-attacker")))))
        .containsExactly("audience: token_audience_differs");
    // a code that was injected brings the attacker's token, or the victim's from another browser
    assertThat(failures(examine(signed(claims("nonce", "nonce-of-the-attacker")))))
        .containsExactly("nonce: nonce_differs");
  }

  @Test
  void a_token_is_known_again_however_its_signature_is_written() {
    var token = signed(CURVE, JWSAlgorithm.ES256, "curve-1", claims());
    var again = signed(CURVE, JWSAlgorithm.ES256, "curve-1", claims());
    assertThat(again).isNotEqualTo(token);
    assertThat(examine(again).identity().orElseThrow().answerId())
        .isEqualTo(examine(token).identity().orElseThrow().answerId())
        .hasSize(43);
    var other = examine(signed(claims("sub", "max-1"))).identity().orElseThrow();
    assertThat(other.answerId()).isNotEqualTo(examine(token).identity().orElseThrow().answerId());
  }

  @Test
  void what_the_browser_brings_is_read_once_and_shortly() {
    var state = List.of("state-1");
    assertThat(Callback.read(Map.of("state", state, "code", List.of("c"))))
        .isEqualTo(new Callback.Code("state-1", "c", null));
    assertThat(
            Callback.read(
                Map.of("state", state, "code", List.of("c"), "iss", List.of("https://i.example"))))
        .isEqualTo(new Callback.Code("state-1", "c", "https://i.example"));
    assertThat(Callback.read(Map.of("state", state, "code", List.of("c", "d"))))
        .isEqualTo(new Callback.Unreadable("state-1", Cause.PARAMETER_REPEATED));
    assertThat(Callback.read(Map.of("state", List.of("a", "b"), "code", List.of("c"))))
        .isEqualTo(new Callback.Unreadable("", Cause.PARAMETER_REPEATED));
    assertThat(Callback.read(Map.of("code", List.of("c"))))
        .isEqualTo(new Callback.Unreadable("", Cause.STATE_MISSING));
    assertThat(Callback.read(Map.of("state", state)))
        .isEqualTo(new Callback.Unreadable("state-1", Cause.CODE_MISSING));
    assertThat(Callback.read(Map.of("state", state, "code", List.of("c".repeat(9_000)))))
        .isEqualTo(new Callback.Unreadable("state-1", Cause.PARAMETER_TOO_LONG));
    // an error beside a code is an error
    assertThat(
            Callback.read(
                Map.of("state", state, "code", List.of("c"), "error", List.of("access_denied"))))
        .isEqualTo(new Callback.Refused("state-1", "access_denied", "", null));
  }

  @Test
  void words_of_others_are_cut_to_one_line() {
    var refused =
        (Callback.Refused)
            Callback.read(
                Map.of(
                    "state", List.of("s"),
                    "error", List.of("e"),
                    "error_description", List.of("a\u202eb\u0000c\r\n" + "é".repeat(5_000))));
    assertThat(refused.description()).startsWith("a b c é").endsWith("…").hasSize(501);
    assertThat(refused.description().chars().noneMatch(Character::isISOControl)).isTrue();
  }

  @Test
  void a_domain_of_everybodys_provider_is_nobodys() {
    var google = TestProvider.registration("https://accounts.google.com");
    var expected = expected(google, ASKED);
    var none = new Userinfo.NotAsked();
    assertThat(
            failures(
                examine(
                    expected,
                    signed(
                        claims(
                            "iss",
                            google.issuer(),
                            "email",
                            "ada@acmecorp.example",
                            "hd",
                            "globex.example")),
                    none)))
        .containsExactly("hosted_domain: hosted_domain_of_others");
    // no domain of the organization is verified yet
    var unproven = new Expected(google, ASKED, expected.names(), Set.of());
    assertThat(
            failures(
                examine(unproven, signed(claims("iss", google.issuer(), "hd", "a.example")), none)))
        .containsExactly(
            "email_domain: email_domain_of_others", "hosted_domain: hosted_domain_of_others");
  }
}
