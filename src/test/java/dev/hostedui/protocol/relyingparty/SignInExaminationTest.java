package dev.hostedui.protocol.relyingparty;

import static dev.hostedui.protocol.relyingparty.TestProvider.ASKED;
import static dev.hostedui.protocol.relyingparty.TestProvider.CURVE;
import static dev.hostedui.protocol.relyingparty.TestProvider.ISSUER;
import static dev.hostedui.protocol.relyingparty.TestProvider.KEY;
import static dev.hostedui.protocol.relyingparty.TestProvider.NOW;
import static dev.hostedui.protocol.relyingparty.TestProvider.REGISTRATION;
import static dev.hostedui.protocol.relyingparty.TestProvider.claims;
import static dev.hostedui.protocol.relyingparty.TestProvider.code;
import static dev.hostedui.protocol.relyingparty.TestProvider.doubts;
import static dev.hostedui.protocol.relyingparty.TestProvider.examine;
import static dev.hostedui.protocol.relyingparty.TestProvider.expected;
import static dev.hostedui.protocol.relyingparty.TestProvider.failures;
import static dev.hostedui.protocol.relyingparty.TestProvider.keys;
import static dev.hostedui.protocol.relyingparty.TestProvider.signed;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.util.Base64URL;
import dev.hostedui.protocol.oidc.TokenHash;
import dev.hostedui.protocol.reading.StrictJson;
import dev.hostedui.protocol.upstream.Check;
import dev.hostedui.protocol.upstream.Examination;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.EdECPublicKey;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a provider answered, looked at. */
class SignInExaminationTest {

  private static Userinfo told(String json) {
    return Userinfo.read(200, "application/json", json);
  }

  private static Check check(Examination examination, String name) {
    return examination.checks().stream()
        .filter(it -> it.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  // ------------------------------------------------------------------ what is right

  @Test
  void a_right_answer_passes_every_check_and_names_a_person() {
    var examination = examine(signed(claims("sid", "s-1", "groups", List.of("a", "b"))));

    assertThat(examination.checks()).allMatch(it -> it.verdict() == Check.Verdict.PASSED);
    assertThat(examination.checks().stream().map(Check::name))
        .containsExactly(
            "token_exchange",
            "signature",
            "issuer",
            "audience",
            "expires",
            "issued_at",
            "nonce",
            "subject",
            "email",
            "first_name",
            "last_name",
            "email_domain");
    var person = examination.identity().orElseThrow();
    assertThat(person.subject()).isEqualTo("ada-1");
    assertThat(person.lasting()).isTrue();
    assertThat(person.first("email")).contains("ada@acmecorp.example");
    assertThat(person.attributes().get("groups")).containsExactly("a", "b");
    assertThat(person.attributes()).doesNotContainKeys("iss", "nonce", "aud", "sid");
    assertThat(person.sessionIndex()).isEqualTo("s-1");
    assertThat(person.answerEnds()).isEqualTo(NOW.plusSeconds(300 + 180));
    assertThat(examination.document()).contains("ada@acmecorp.example").doesNotContain("nonce-1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256"})
  void what_providers_sign_with_is_believed(String algorithm) {
    var key = algorithm.startsWith("ES") ? CURVE : KEY;
    var token = signed(key, JWSAlgorithm.parse(algorithm), key.getKeyID(), claims());
    assertThat(failures(examine(token))).isEmpty();
  }

  @Test
  void ed25519_is_believed() throws GeneralSecurityException {
    var pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    var point = ((EdECPublicKey) pair.getPublic()).getPoint();
    var big = point.getY().toByteArray();
    var x = new byte[32];
    for (var i = 0; i < Math.min(big.length, 32); i++) x[i] = big[big.length - 1 - i];
    if (point.isXOdd()) x[31] |= (byte) 0x80;
    var jwk = new OctetKeyPair.Builder(Curve.Ed25519, Base64URL.encode(x)).keyID("ed").build();
    for (var algorithm : List.of("EdDSA", "Ed25519")) {
      var head =
          Base64URL.encode("{\"alg\":\"" + algorithm + "\",\"kid\":\"ed\"}")
              + "."
              + Base64URL.encode(com.nimbusds.jose.util.JSONObjectUtils.toJSONString(claims()));
      var signature = Signature.getInstance("Ed25519");
      signature.initSign(pair.getPrivate());
      signature.update(head.getBytes(StandardCharsets.US_ASCII));
      var token = head + "." + Base64URL.encode(signature.sign());
      assertThat(failures(with(token, keys(jwk)))).isEmpty();
      assertThat(failures(with(head + "." + Base64URL.encode(new byte[64]), keys(jwk))))
          .containsExactly("signature: signature_wrong");
    }
  }

  private static Examination with(String token, ProviderKeys keys) {
    return SignInExamination.of(
        expected(),
        code(),
        new TokenAnswer.Tokens(token, TestProvider.ACCESS_TOKEN),
        keys,
        new Userinfo.NotAsked(),
        NOW);
  }

  @Test
  void a_token_without_the_name_of_its_key_is_tried_with_all() {
    assertThat(failures(examine(signed(KEY, JWSAlgorithm.RS256, null, claims())))).isEmpty();
  }

  @Test
  void a_key_that_is_not_known_is_worth_another_look_and_a_broken_token_is_not() {
    var token = signed(KEY, JWSAlgorithm.RS256, "key-9", claims());
    assertThat(keys(KEY).know(token)).isFalse();
    assertThat(keys(KEY).know(signed(claims()))).isTrue();
    assertThat(keys(KEY).know("nonsense")).isTrue();
    assertThat(keys(KEY).know(unsigned(claims()))).isTrue();
    assertThat(failures(examine(token))).containsExactly("signature: signing_key_unknown");
  }

  @Test
  void where_there_are_no_keys_it_is_said_why() {
    var examination =
        with(signed(claims()), ProviderKeys.unavailable("fetch_timed_out", "idp.example"));
    assertThat(failures(examination)).containsExactly("signature: fetch_timed_out");
    assertThat(check(examination, "signature").received()).isEqualTo("idp.example");
  }

  // ------------------------------------------------------------------ what is wrong with claims

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          iss, https://idp.acmecorp.example/, issuer: token_issuer_differs
          iss, https://IDP.acmecorp.example,  issuer: token_issuer_differs
          iss, ,                              issuer: token_issuer_differs
          aud, client-2,                      audience: token_audience_differs
          aud, CLIENT-1,                      audience: token_audience_differs
          aud, ,                              audience: token_audience_differs
          azp, client-2,                      authorized_party: authorized_party_differs
          exp, ,                              expires: expiry_missing
          exp, 2026,                          expires: expiry_missing
          iat, ,                              issued_at: issued_at_missing
          nbf, soon,                          not_before: not_before_malformed
          nonce, ,                            nonce: nonce_missing
          nonce, nonce-2,                     nonce: nonce_differs
          at_hash, AAAAAAAAAAAAAAAAAAAAAA,    access_token_hash: access_token_differs
          sub, ,                              subject: subject_missing
          sub, '  ',                          subject: subject_missing
          email, ,                            email: email_missing
          email, ada,                         email: email_malformed
          email, ada@acmecorp.example@b.com,  email: email_malformed
          email, anna@groß.example,           email: email_malformed
          email, ada_else.example#EXT#@acmecorp.example, email: email_of_guest
          """)
  void a_wrong_claim_is_named_and_everything_else_still_checked(
      String claim, String value, String failure) {
    var examination = examine(signed(claims(claim, value)));
    assertThat(failures(examination)).containsExactly(failure);
    assertThat(examination.accepted()).isFalse();
    assertThat(examination.identity()).isEmpty();
    assertThat(examination.checks()).hasSizeGreaterThan(10);
  }

  @Test
  void everything_that_is_wrong_is_said_at_once() {
    var examination =
        examine(
            signed(
                KEY,
                JWSAlgorithm.RS256,
                "key-2",
                claims("iss", "x", "aud", "y", "nonce", null, "email", null, "exp", 1)));
    assertThat(failures(examination))
        .containsExactly(
            "signature: signature_wrong",
            "issuer: token_issuer_differs",
            "audience: token_audience_differs",
            "expires: token_expired",
            "nonce: nonce_missing",
            "email: email_missing");
    assertThat(check(examination, "issuer").expected()).isEqualTo(ISSUER);
    assertThat(check(examination, "issuer").received()).isEqualTo("x");
  }

  @Test
  void a_token_for_others_as_well_says_that_we_asked_for_it() {
    var both = List.of("client-1", "client-2");
    assertThat(failures(examine(signed(claims("aud", both)))))
        .containsExactly("audience: audience_of_others");
    assertThat(failures(examine(signed(claims("aud", both, "azp", "client-1"))))).isEmpty();
    assertThat(failures(examine(signed(claims("aud", both, "azp", "client-2")))))
        .containsExactly(
            "audience: audience_of_others", "authorized_party: authorized_party_differs");
  }

  @Test
  void what_no_database_keeps_as_it_is_names_nobody_and_comes_in_as_something_else() {
    for (var subject : List.of("ada\0", "ada\n", "ada\u007f", "ada\ufffd"))
      assertThat(failures(examine(signed(claims("sub", subject)))))
          .containsExactly("subject: subject_unfit");
    var person =
        examine(signed(claims("sid", "s\0", "groups", List.of("a\0b"), "x\0", "y")))
            .identity()
            .orElseThrow();
    assertThat(person.sessionIndex()).isEqualTo("s\ufffd");
    assertThat(person.attributes())
        .containsEntry("groups", List.of("a\ufffdb"))
        .containsEntry("x\ufffd", List.of("y"));
    var halves = "{\"sub\":\"a\\ud800\",\"of\":[{\"b\":\"\\udc00\\ud83d\\ude00\"}]}";
    assertThat(StrictJson.object(halves).orElseThrow().toString())
        .isEqualTo("{\"sub\":\"a\ufffd\",\"of\":[{\"b\":\"\ufffd\ud83d\ude00\"}]}");
  }

  @Test
  void a_subject_has_at_most_255_characters() {
    assertThat(failures(examine(signed(claims("sub", "x".repeat(255)))))).isEmpty();
    assertThat(failures(examine(signed(claims("sub", "x".repeat(256))))))
        .containsExactly("subject: subject_too_long");
  }

  @Test
  void the_hash_of_the_access_token_is_compared() {
    var right = TokenHash.ofAccessToken(TestProvider.ACCESS_TOKEN);
    assertThat(failures(examine(signed(claims("at_hash", right))))).isEmpty();
    assertThat(failures(examine(signed(claims("at_hash", TokenHash.ofAccessToken("another"))))))
        .containsExactly("access_token_hash: access_token_differs");
  }

  // ------------------------------------------------------------------ clocks

  private static long at(int seconds) {
    return NOW.plusSeconds(seconds).getEpochSecond();
  }

  @Test
  void clocks_may_be_three_minutes_apart() {
    assertThat(failures(examine(signed(claims("exp", at(-179)))))).isEmpty();
    assertThat(failures(examine(signed(claims("exp", at(-180))))))
        .containsExactly("expires: token_expired");
    assertThat(failures(examine(signed(claims("iat", at(180)))))).isEmpty();
    assertThat(failures(examine(signed(claims("iat", at(181))))))
        .containsExactly("issued_at: token_from_the_future");
    assertThat(failures(examine(signed(claims("iat", at(-3_620)))))).isEmpty();
    assertThat(failures(examine(signed(claims("iat", at(-3_621))))))
        .containsExactly("issued_at: token_older_than_request");
    assertThat(failures(examine(signed(claims("nbf", at(180)))))).isEmpty();
    assertThat(failures(examine(signed(claims("nbf", at(181))))))
        .containsExactly("not_before: token_from_the_future");
  }

  @Test
  void how_far_clocks_are_apart_is_shown_and_doubted_before_it_locks_out() {
    var examination = examine(signed(claims("iat", at(90))));
    assertThat(failures(examination)).isEmpty();
    assertThat(doubts(examination)).containsExactly("issued_at: clocks_differ");
    assertThat(check(examination, "issued_at").received())
        .isEqualTo("2026-05-04T10:01:30Z (+90 s)");
    assertThat(doubts(examine(signed(claims("iat", at(-351))))))
        .containsExactly("issued_at: clocks_differ");
    assertThat(doubts(examine(signed(claims("iat", at(20)))))).isEmpty();
  }

  @Test
  void a_token_that_is_dated_five_minutes_back_is_as_entra_makes_them() {
    var entra = claims("iat", at(-301), "nbf", at(-301), "exp", at(3_599));
    assertThat(failures(examine(signed(entra)))).isEmpty();
    assertThat(doubts(examine(signed(entra)))).isEmpty();
  }

  @Test
  void times_may_have_fractions_and_no_others() {
    assertThat(failures(examine(signed(claims("exp", at(300) + 0.5))))).isEmpty();
    for (var nonsense : new Object[] {-1, 1e300, "1777888800", true, List.of(at(300)), Map.of()})
      assertThat(failures(examine(signed(claims("exp", nonsense)))))
          .as(nonsense.toString())
          .containsExactly("expires: expiry_missing");
  }

  @Test
  void where_a_fresh_sign_in_was_asked_for_an_old_one_does_not_do() {
    var asked = new SignInRequest("s", "nonce-1", ASKED.codeVerifier(), null, 60L, ASKED.asked());
    var expected = expected(REGISTRATION, asked);
    var none = new Userinfo.NotAsked();
    assertThat(failures(examine(expected, signed(claims("auth_time", at(-30))), none))).isEmpty();
    assertThat(failures(examine(expected, signed(claims("auth_time", at(-20 - 60 - 181))), none)))
        .containsExactly("authenticated_at: auth_time_too_old");
    var silent = examine(expected, signed(claims()), none);
    assertThat(failures(silent)).isEmpty();
    assertThat(doubts(silent)).containsExactly("authenticated_at: auth_time_missing");
  }

  // ------------------------------------------------------------------ userinfo

  @Test
  void userinfo_adds_what_the_token_does_not_say() {
    var thin = signed(claims("email", null, "given_name", null, "family_name", null));
    var examination =
        examine(
            expected(),
            thin,
            told(
                "{\"sub\":\"ada-1\",\"email\":\"ada@acmecorp.example\",\"given_name\":\"Ada\","
                    + "\"family_name\":\"Admin\",\"iss\":\"x\",\"nickname\":null}"));
    assertThat(failures(examination)).isEmpty();
    assertThat(doubts(examination)).isEmpty();
    assertThat(examination.identity().orElseThrow().attributes())
        .containsEntry("email", List.of("ada@acmecorp.example"))
        .doesNotContainKeys("iss", "nickname");
  }

  @Test
  void userinfo_changes_nothing_that_was_signed() {
    var examination =
        examine(
            expected(),
            signed(claims()),
            told("{\"sub\":\"ada-1\",\"email\":\"ceo@acmecorp.example\",\"email_verified\":true}"));
    var person = examination.identity().orElseThrow();
    assertThat(person.first("email")).contains("ada@acmecorp.example");
    // said of another address
    assertThat(person.attributes()).doesNotContainKey("email_verified");
  }

  @Test
  void userinfo_about_somebody_else_ends_it() {
    var examination =
        examine(
            expected(),
            signed(claims("email", null)),
            told("{\"sub\":\"ceo-1\",\"email\":\"ceo@acmecorp.example\"}"));
    assertThat(failures(examination))
        .containsExactly("userinfo: userinfo_subject_differs", "email: email_missing");
    assertThat(check(examination, "userinfo").code()).isEqualTo("user_info_retrieve_failed");
    assertThat(examination.claimed().attributes()).doesNotContainKey("email");
  }

  @Test
  void userinfo_that_fails_only_matters_when_the_address_is_missing() {
    var words = "MSIS9921: Received invalid UserInfo request. Audience";
    var failed =
        Userinfo.read(
            401,
            "application/json",
            "{\"error\":\"invalid_token\",\"error_description\":\"" + words + "\"}");
    var enough = examine(expected(), signed(claims()), failed);
    assertThat(enough.accepted()).isTrue();
    assertThat(doubts(enough)).containsExactly("userinfo: userinfo_refused");
    var thin = examine(expected(), signed(claims("email", null)), failed);
    assertThat(failures(thin))
        .containsExactly("userinfo: userinfo_refused", "email: email_missing");
    assertThat(check(thin, "userinfo").received()).isEqualTo("401 " + words);
    assertThat(check(thin, "userinfo").code()).isEqualTo("user_info_retrieve_failed");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          200 | application/jwt; charset=utf-8 | eyJ.eyJ.x                         | userinfo_signed
          200 | application/json               | [1]                               | userinfo_not_json
          200 | text/html                      | <html>                            | userinfo_not_json
          200 | application/json               | {"email":"a@b.example"}           | userinfo_subject_missing
          200 | application/json               | {"sub":"ada-1","sub":"ceo-1"}     | userinfo_not_json
          200 | application/json               | {"sub":"ada-1"} {"sub":"ceo-1"}   | userinfo_not_json
          503 | text/plain                     | down                              | userinfo_refused
          """)
  void userinfo_that_cannot_be_read_says_why(int status, String type, String body, String cause) {
    assertThat(Userinfo.read(status, type, body))
        .isInstanceOfSatisfying(
            Userinfo.Failed.class, it -> assertThat(it.cause()).isEqualTo(cause));
  }

  // ------------------------------------------------------------------ whose people

  @Test
  void a_domain_that_is_not_the_organizations_is_doubted() {
    var examination = examine(signed(claims("email", "ceo@globex.example")));
    assertThat(doubts(examination)).containsExactly("email_domain: email_domain_not_verified");
    assertThat(check(examination, "email_domain").expected()).isEqualTo("acmecorp.example");
    assertThat(doubts(examine(signed(claims("email", "Ada@ACMECORP.example"))))).isEmpty();
    assertThat(doubts(examine(signed(claims("email", "ada@sub.acmecorp.example"))))).isNotEmpty();
  }

  @Test
  void an_address_the_provider_does_not_vouch_for_is_doubted_and_silence_is_not_a_no() {
    assertThat(doubts(examine(signed(claims("email_verified", false)))))
        .containsExactly("email_verified: email_not_verified");
    for (var denied : new Object[] {"false", "FALSE ", "0", 0, "no", Map.of("v", false)})
      assertThat(doubts(examine(signed(claims("email_verified", denied)))))
          .as("%s", denied)
          .containsExactly("email_verified: email_not_verified");
    assertThat(doubts(examine(signed(claims("email_verified", true))))).isEmpty();
    assertThat(doubts(examine(signed(claims("email_verified", "True"))))).isEmpty();
    assertThat(doubts(examine(signed(claims("email_verified", null))))).isEmpty();
  }

  @Test
  void space_around_an_address_is_forgiven() {
    var examination = examine(signed(claims("email", " ada@acmecorp.example\n")));
    assertThat(failures(examination)).isEmpty();
    assertThat(doubts(examination)).isEmpty();
  }

  @Test
  void groups_that_were_too_many_to_send_are_a_doubt() {
    var names = Map.of("groups", "src1");
    assertThat(doubts(examine(signed(claims("_claim_names", names)))))
        .containsExactly("attributes: groups_not_sent");
  }

  @Test
  void letters_that_only_look_like_those_of_an_address_make_none() {
    assertThat(
            check(examine(signed(claims("email", "\u212Aate@acmecorp.example"))), "email").cause())
        .isEqualTo("email_malformed");
  }

  @Test
  void missing_names_are_only_missed() {
    var examination = examine(signed(claims("given_name", null, "family_name", " ")));
    assertThat(examination.accepted()).isTrue();
    assertThat(doubts(examination))
        .containsExactly("first_name: name_missing", "last_name: name_missing");
  }

  // ------------------------------------------------------------------ answers without a token

  @ParameterizedTest
  @CsvSource({
    "access_denied, authentication_not_completed, access_denied",
    "login_required, user_login_required, login_required",
    "interaction_required, user_login_required, interaction_required",
    "invalid_scope, authentication_not_completed, invalid_scope",
    "provider_refused, authentication_not_completed, provider_refused",
    "token_issuer_differs, authentication_not_completed, provider_refused",
    "AADSTS50105, authentication_not_completed, provider_refused"
  })
  void an_error_is_told_in_the_providers_own_words(String error, String code, String cause) {
    var callback =
        Callback.read(
            Map.of(
                "state", List.of("state-1"),
                "error", List.of(error),
                "error_description", List.of("The signed in user\r\nis not assigned <b>")));
    var examination = SignInExamination.of(expected(), (Callback.Refused) callback);
    var check = check(examination, "answer");
    assertThat(check.received()).isEqualTo(error + ": The signed in user is not assigned <b>");
    assertThat(check.code()).isEqualTo(code);
    assertThat(check.cause()).isEqualTo(cause);
    assertThat(examination.accepted()).isFalse();
  }

  @Test
  void a_refusal_of_the_code_says_how_the_secret_was_shown() {
    var refused =
        TokenAnswer.read(
            401, "{\"error\":\"invalid_client\",\"error_description\":\"wrong secret\"}");
    var examination =
        SignInExamination.of(expected(), code(), refused, keys(KEY), new Userinfo.NotAsked(), NOW);
    var check = check(examination, "token_exchange");
    assertThat(check.expected()).isEqualTo("client_secret_basic");
    assertThat(check.received()).isEqualTo("401 invalid_client: wrong secret");
    assertThat(check.code()).isEqualTo("failed_to_exchange_token");
    assertThat(check.cause()).isEqualTo("token_invalid_client");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          400 | {"error":"invalid_grant"}                                    | token_invalid_grant
          400 | {"error":"unauthorized_client"}                              | token_unauthorized_client
          401 | {"error":"unauthorized_client"}                              | token_invalid_client
          401 | {"error":"access_denied"}                                    | token_invalid_client
          401 | {}                                                           | token_invalid_client
          401 | {"error":"invalid_grant"}                                    | token_invalid_grant
          400 | {"error":"bad_verification_code"}                            | token_refused
          500 | {}                                                           | token_refused
          200 | {"error":"invalid_grant"}                                    | token_invalid_grant
          502 | <html>Bad gateway                                            | token_answer_not_json
          200 | access_token=a&token_type=bearer                             | token_answer_not_json
          200 | {"access_token":"a","token_type":"bearer"}                   | id_token_missing
          200 | {"id_token":"a.b.c","token_type":"bearer"}                   | access_token_missing
          200 | {"id_token":"a.b.c","access_token":"a"}                      | token_type_unknown
          200 | {"id_token":"a.b.c","access_token":"a","token_type":"mac"}   | token_type_unknown
          200 | {"id_token":"a","id_token":"b","access_token":"a","token_type":"bearer"} | token_answer_not_json
          """)
  void an_answer_of_the_token_endpoint_that_brings_nothing_says_why(
      int status, String body, String cause) {
    var examination =
        SignInExamination.of(
            expected(),
            code(),
            TokenAnswer.read(status, body),
            keys(KEY),
            new Userinfo.NotAsked(),
            NOW);
    assertThat(failures(examination)).containsExactly("token_exchange: " + cause);
    assertThat(check(examination, "token_exchange").code()).isEqualTo("failed_to_exchange_token");
  }

  @Test
  void a_right_answer_of_the_token_endpoint_is_read_in_any_case() {
    assertThat(
            TokenAnswer.read(
                200,
                "{\"id_token\":\"a.b.c\",\"access_token\":\"d\",\"token_type\":\"BEARER\","
                    + "\"expires_in\":3600,\"refresh_token\":null}"))
        .isEqualTo(new TokenAnswer.Tokens("a.b.c", "d"));
  }

  // ------------------------------------------------------------------ what is never shown

  @Test
  void nothing_secret_is_printed() {
    assertThat(new TokenAnswer.Tokens("id.token.x", "acc").toString()).doesNotContain("id.", "acc");
    assertThat(ASKED.toString()).doesNotContain("nonce-1", "state-1", "verifier");
    assertThat(code().toString()).doesNotContain("code-1");
    assertThat(TokenRequest.of(REGISTRATION, "s3cret", ASKED, "code-1").toString())
        .doesNotContain("s3cret", "code-1");
    var examination =
        examine(signed(claims("user_password", "hunter2", "api_token", List.of("t0ken"))));
    assertThat(examination.document()).doesNotContain("hunter2", "t0ken");
  }

  @Test
  void every_cause_has_a_code_of_the_specification() {
    var codes = new TreeSet<String>();
    Arrays.stream(Cause.values()).forEach(it -> codes.add(it.code()));
    assertThat(codes)
        .containsExactly(
            "authentication_not_completed",
            "failed_to_exchange_token",
            "invalid_id_token",
            "invalid_request",
            "invalid_user_domain",
            "mandatory_attribute_missing",
            "signature_validation_failed",
            "user_info_retrieve_failed",
            "user_login_required");
  }

  private static String unsigned(Map<String, Object> claims) {
    return Base64URL.encode("{\"alg\":\"none\"}")
        + "."
        + Base64URL.encode(com.nimbusds.jose.util.JSONObjectUtils.toJSONString(claims))
        + ".";
  }
}
