package dev.hostedui.protocol.relyingparty;

import static dev.hostedui.protocol.relyingparty.TestProvider.ASKED;
import static dev.hostedui.protocol.relyingparty.TestProvider.KEY;
import static dev.hostedui.protocol.relyingparty.TestProvider.NOW;
import static dev.hostedui.protocol.relyingparty.TestProvider.OTHER;
import static dev.hostedui.protocol.relyingparty.TestProvider.REGISTRATION;
import static dev.hostedui.protocol.relyingparty.TestProvider.keys;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.Payload;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.pkce.CodeChallenge;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.Prompt;
import dev.hostedui.protocol.relyingparty.Unusable.Reason;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a provider is asked, and its word that somebody signed out. */
class RequestsTest {

  private static Registration with(
      String authorizationEndpoint, ClientAuthentication authentication, boolean pkce) {
    var it = REGISTRATION;
    return new Registration(
        it.issuer(),
        authorizationEndpoint,
        it.tokenEndpoint(),
        it.userinfoEndpoint(),
        it.jwksUri(),
        null,
        false,
        "client 1:ü",
        authentication,
        List.of("profile"),
        pkce,
        it.redirectUri());
  }

  // ------------------------------------------------------------------ signing in

  @Test
  void a_browser_is_sent_to_an_address_of_plain_letters() {
    var asked = new SignInRequest("s", "n", ASKED.codeVerifier(), null, null, NOW);
    assertThat(asked.address(with("https://idp.example/日本?p=é", null, true)))
        .startsWith("https://idp.example/%E6%97%A5%E6%9C%AC?p=%C3%A9&response_type=code&");
  }

  @Test
  void a_sign_in_is_asked_for_as_the_standard_says() throws ParseException {
    var asked =
        new SignInRequest("s&=1", "n+1", ASKED.codeVerifier(), "ada+x@acmecorp.example", 0L, NOW);
    var address = asked.address(with("https://idp.example/a?p=B2C%201", null, true));
    assertThat(address).startsWith("https://idp.example/a?p=B2C%201&response_type=code&");
    var read = AuthenticationRequest.parse(URI.create(address));
    assertThat(read.getClientID().getValue()).isEqualTo("client 1:ü");
    assertThat(read.getRedirectionURI()).hasToString(REGISTRATION.redirectUri());
    assertThat(read.getScope().toStringList()).containsExactly("openid", "profile");
    assertThat(read.getState().getValue()).isEqualTo("s&=1");
    assertThat(read.getNonce().getValue()).isEqualTo("n+1");
    assertThat(read.getCodeChallengeMethod()).isEqualTo(CodeChallengeMethod.S256);
    assertThat(read.getCodeChallenge())
        .isEqualTo(
            CodeChallenge.compute(
                CodeChallengeMethod.S256, new CodeVerifier(ASKED.codeVerifier())));
    assertThat(read.getLoginHint()).isEqualTo("ada+x@acmecorp.example");
    assertThat(read.getMaxAge()).isZero();
    assertThat(read.getPrompt()).isEqualTo(new Prompt(Prompt.Type.LOGIN));
  }

  @Test
  void what_is_not_wanted_is_not_asked_for() throws ParseException {
    var read =
        AuthenticationRequest.parse(
            URI.create(
                ASKED.address(
                    with("https://idp.example/a", ClientAuthentication.BASIC_AUTH, false))));
    assertThat(read.getCodeChallenge()).isNull();
    assertThat(read.getLoginHint()).isNull();
    assertThat(read.getPrompt()).isNull();
    assertThat(read.getMaxAge()).isEqualTo(-1);
  }

  @Test
  void a_code_is_exchanged_with_the_secret_in_the_header() {
    var request =
        TokenRequest.of(
            with("https://a.example", ClientAuthentication.BASIC_AUTH, true), "ß:%", ASKED, "c/1");
    assertThat(request.address()).isEqualTo(REGISTRATION.tokenEndpoint());
    assertThat(request.form())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "grant_type",
                "authorization_code",
                "code",
                "c/1",
                "redirect_uri",
                REGISTRATION.redirectUri(),
                "code_verifier",
                ASKED.codeVerifier()));
    var sent = request.headers().get("Authorization").substring("Basic ".length());
    assertThat(new String(Base64.getDecoder().decode(sent), StandardCharsets.UTF_8))
        .isEqualTo("client+1%3A%C3%BC:%C3%9F%3A%25");
  }

  @Test
  void a_code_is_exchanged_with_the_secret_in_the_body() {
    var request =
        TokenRequest.of(
            with("https://a.example", ClientAuthentication.URL_PARAMS, false), "ß:%", ASKED, "c");
    assertThat(request.headers()).doesNotContainKey("Authorization");
    assertThat(request.form())
        .containsEntry("client_id", "client 1:ü")
        .containsEntry("client_secret", "ß:%")
        .doesNotContainKey("code_verifier");
  }

  // ------------------------------------------------------------------ signing out

  @Test
  void a_provider_is_asked_to_end_its_session_where_it_can_be() {
    var request = new LogoutRequest("id.token.x", "https://hosted.example/back", "s 1");
    assertThat(request.address(REGISTRATION))
        .contains(
            TestProvider.ISSUER
                + "/logout?id_token_hint=id.token.x&client_id=client-1"
                + "&post_logout_redirect_uri=https%3A%2F%2Fhosted.example%2Fback&state=s%201");
    assertThat(request.toString()).doesNotContain("id.token");
    assertThat(request.address(with("https://a.example", null, true))).isEmpty();
    assertThat(
            new LogoutRequest(null, "https://h.example", "s").address(REGISTRATION).orElseThrow())
        .doesNotContain("id_token_hint");
  }

  private static Map<String, Object> logout(Object... changes) {
    var claims = new LinkedHashMap<String, Object>();
    claims.put("iss", TestProvider.ISSUER);
    claims.put("aud", List.of("client-1"));
    claims.put("iat", NOW.getEpochSecond());
    claims.put("exp", NOW.plusSeconds(120).getEpochSecond());
    claims.put("jti", "j-1");
    claims.put("sub", "ada-1");
    claims.put("sid", "s-1");
    claims.put("events", Map.of("http://schemas.openid.net/event/backchannel-logout", Map.of()));
    for (var i = 0; i < changes.length; i += 2) {
      if (changes[i + 1] == null) claims.remove((String) changes[i]);
      else claims.put((String) changes[i], changes[i + 1]);
    }
    return claims;
  }

  private static String signed(String type, Map<String, Object> claims) {
    return TestProvider.signed(
        TestProvider.signer(KEY),
        new JWSHeader.Builder(JWSAlgorithm.RS256)
            .keyID("key-1")
            .type(type == null ? null : new JOSEObjectType(type))
            .build(),
        new Payload(claims));
  }

  private static LogoutToken read(String token) throws Unusable {
    return LogoutToken.read(token, REGISTRATION, keys(KEY), NOW);
  }

  private static Reason refused(String token) {
    return catchThrowableOfType(Unusable.class, () -> read(token)).reason();
  }

  @Test
  void a_right_logout_token_names_whose_sessions_end() throws Unusable {
    for (var type : new String[] {"logout+jwt", "JWT", null})
      assertThat(read(signed(type, logout())))
          .isEqualTo(new LogoutToken("ada-1", "s-1", "j-1", NOW.plusSeconds(120 + 180)));
    assertThat(read(signed("JWT", logout("sub", null))).subject()).isNull();
    assertThat(read(signed("JWT", logout("sid", null))).sessionIndex()).isNull();
    // some leave it out, and one who says a year is not believed
    assertThat(read(signed("JWT", logout("exp", null))).ends())
        .isEqualTo(NOW.plusSeconds(600 + 180));
    assertThat(
            read(signed("JWT", logout("exp", NOW.plusSeconds(31_536_000).getEpochSecond()))).ends())
        .isEqualTo(NOW.plusSeconds(600 + 180));
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          iss,    https://evil.example, LOGOUT_ISSUER
          iss,    ,                     LOGOUT_ISSUER
          aud,    client-2,             LOGOUT_AUDIENCE
          aud,    ,                     LOGOUT_AUDIENCE
          nonce,  n,                    LOGOUT_NONCE
          events, ,                     LOGOUT_EVENT
          events, http://schemas.openid.net/event/backchannel-logout, LOGOUT_EVENT
          iat,    ,                     LOGOUT_ISSUED_AT
          iat,    now,                  LOGOUT_ISSUED_AT
          exp,    never,                LOGOUT_EXPIRED
          jti,    ,                     LOGOUT_ID
          """)
  void a_wrong_logout_token_ends_nobodys_session(String claim, String value, Reason reason) {
    assertThat(refused(signed("logout+jwt", logout(claim, value)))).isEqualTo(reason);
  }

  @Test
  void other_tokens_and_old_ones_end_nobodys_session() {
    assertThat(refused(signed("JWT", logout("sub", null, "sid", null))))
        .isEqualTo(Reason.LOGOUT_NOBODY);
    assertThat(refused(signed("JWT", logout("exp", NOW.minusSeconds(180).getEpochSecond()))))
        .isEqualTo(Reason.LOGOUT_EXPIRED);
    assertThat(
            refused(
                signed("JWT", logout("exp", null, "iat", NOW.minusSeconds(780).getEpochSecond()))))
        .isEqualTo(Reason.LOGOUT_EXPIRED);
    assertThat(refused(signed("JWT", logout("iat", NOW.plusSeconds(181).getEpochSecond()))))
        .isEqualTo(Reason.LOGOUT_ISSUED_AT);
    assertThat(refused(signed("at+jwt", logout()))).isEqualTo(Reason.LOGOUT_TYPE);
    assertThat(refused(TestProvider.signed(TestProvider.claims()))).isEqualTo(Reason.LOGOUT_NONCE);
    assertThat(refused(TestProvider.signed(OTHER, JWSAlgorithm.RS256, "key-1", logout())))
        .isEqualTo(Reason.LOGOUT_SIGNATURE);
    assertThat(refused("nonsense")).isEqualTo(Reason.TOKEN_MALFORMED);
    assertThat(refused("x".repeat(100_000))).isEqualTo(Reason.TOKEN_TOO_LONG);
    assertThat(refused("a.b.c.d.e")).isEqualTo(Reason.TOKEN_ENCRYPTED);
  }

  @Test
  void a_logout_token_does_not_sign_anybody_in() {
    var examination = TestProvider.examine(signed("logout+jwt", logout()));
    assertThat(TestProvider.failures(examination)).contains("nonce: nonce_missing");
  }
}
