package dev.hostedui.customer.idp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jwt.JWT;
import com.nimbusds.jwt.JWTParser;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.ClientSecretPost;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.oauth2.sdk.token.BearerAccessToken;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.AuthenticationResponseParser;
import com.nimbusds.openid.connect.sdk.AuthenticationSuccessResponse;
import com.nimbusds.openid.connect.sdk.LogoutRequest;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponseParser;
import com.nimbusds.openid.connect.sdk.Prompt;
import com.nimbusds.openid.connect.sdk.UserInfoRequest;
import com.nimbusds.openid.connect.sdk.UserInfoResponse;
import com.nimbusds.openid.connect.sdk.claims.AccessTokenHash;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import com.nimbusds.openid.connect.sdk.validators.AccessTokenValidator;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;
import com.nimbusds.openid.connect.sdk.validators.LogoutTokenValidator;
import dev.hostedui.customer.CustomerSide;
import dev.hostedui.customer.SiteClient;
import dev.hostedui.testing.Receiver;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.util.Map;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The relying party here is Nimbus's: what it thinks of our answers, it thinks alone. */
class OidcTest {

  private static final URI CALLBACK = URI.create("http://rp.example/callback?x=1");
  private static final URI BYE = URI.create("http://rp.example/bye");

  private static CustomerSide side;
  private static SiteClient client;
  private static Receiver rp;
  private static String app;
  private static ClientID clientId;
  private static Secret secret;
  private static OIDCProviderMetadata provider;

  private final State state = new State();
  private final Nonce nonce = new Nonce();
  private final CodeVerifier verifier = new CodeVerifier();

  @BeforeAll
  static void start() throws Exception {
    side = new CustomerSide(new CustomerSide.Setup("127.0.0.1", 0, 0, null), Clock.systemUTC());
    side.start();
    client = new SiteClient(side.url());
    rp = Receiver.start();
    var answer =
        client.post(
            "/apps/oidc",
            Map.of(
                "name",
                "Portal",
                "redirect_uris",
                CALLBACK + "\nhttp://rp.example/other\n",
                "post_logout_uris",
                BYE.toString(),
                "back_channel_uri",
                rp.uri("/bc")));
    assertThat(answer.statusCode()).isEqualTo(303);
    app = answer.headers().firstValue("Location").orElseThrow();
    var page = Jsoup.parse(client.get(app).body());
    var shown = page.select("[data-copy]").eachAttr("data-copy");
    provider = OIDCProviderMetadata.resolve(new Issuer(shown.get(0)));
    clientId = new ClientID(shown.get(1));
    secret = new Secret(shown.get(2));
  }

  @AfterAll
  static void stop() {
    rp.close();
    side.close();
  }

  @BeforeEach
  void behave() {
    client.post("/misbehave/end", Map.of());
  }

  // ------------------------------------------------------------------ the relying party

  private AuthenticationRequest.Builder request() {
    return new AuthenticationRequest.Builder(
            ResponseType.CODE, new Scope("openid", "profile", "email"), clientId, CALLBACK)
        .endpointURI(provider.getAuthorizationEndpointURI())
        .state(state)
        .nonce(nonce)
        .codeChallenge(verifier, CodeChallengeMethod.S256);
  }

  private URI pick(String person) {
    var asked = get(request().build().toURI());
    assertThat(asked.statusCode()).as(asked.body()).isEqualTo(303);
    var page = location(asked);
    assertThat(client.get(page).headers().firstValue("Content-Security-Policy").orElseThrow())
        .contains("form-action 'self' http://rp.example;");
    return URI.create(location(client.post(page, Map.of("person", person))));
  }

  private static HttpResponse<String> get(URI uri) {
    return client.get(uri.getRawPath() + "?" + uri.getRawQuery());
  }

  private static String location(HttpResponse<String> answer) {
    return answer.headers().firstValue("Location").orElseThrow();
  }

  private static AuthenticationSuccessResponse success(URI there) {
    try {
      return AuthenticationResponseParser.parse(there).toSuccessResponse();
    } catch (ParseException e) {
      throw new AssertionError(e);
    }
  }

  private TokenResponse token(URI there, ClientAuthentication proof, CodeVerifier proven) {
    try {
      var grant =
          new AuthorizationCodeGrant(success(there).getAuthorizationCode(), CALLBACK, proven);
      return OIDCTokenResponseParser.parse(
          new TokenRequest.Builder(provider.getTokenEndpointURI(), proof, grant)
              .build()
              .toHTTPRequest()
              .send());
    } catch (IOException | ParseException e) {
      throw new AssertionError(e);
    }
  }

  private OIDCTokenResponse token(URI there) {
    return (OIDCTokenResponse)
        token(there, new ClientSecretBasic(clientId, secret), verifier).toSuccessResponse();
  }

  private void validate(JWT idToken) throws BadJOSEException, JOSEException {
    try {
      var keys = JWKSet.load(provider.getJWKSetURI().toURL());
      new IDTokenValidator(provider.getIssuer(), clientId, JWSAlgorithm.RS256, keys)
          .validate(idToken, nonce);
    } catch (IOException | java.text.ParseException e) {
      throw new AssertionError(e);
    }
  }

  private String error(TokenResponse response) {
    return response.toErrorResponse().getErrorObject().getCode();
  }

  // ------------------------------------------------------------------ as it should be

  @Test
  void somebody_signs_in() throws Exception {
    var there = pick("p-1003");

    assertThat(there.toString()).startsWith(CALLBACK.toString());
    assertThat(success(there).getState()).isEqualTo(state);
    assertThat(success(there).getIssuer()).isEqualTo(provider.getIssuer());
    var tokens = token(there).getOIDCTokens();
    validate(tokens.getIDToken());
    var claims = tokens.getIDToken().getJWTClaimsSet();
    assertThat(claims.getSubject()).isEqualTo("p-1003");
    assertThat(claims.getStringClaim("email")).isEqualTo("ilja@initech.example");
    assertThat(claims.getStringClaim("family_name")).isEqualTo("Øster & Søn");
    AccessTokenValidator.validate(
        tokens.getAccessToken(),
        JWSAlgorithm.RS256,
        new AccessTokenHash(claims.getStringClaim("at_hash")));

    var info =
        UserInfoResponse.parse(
                new UserInfoRequest(
                        provider.getUserInfoEndpointURI(), tokens.getBearerAccessToken())
                    .toHTTPRequest()
                    .send())
            .toSuccessResponse()
            .getUserInfo();
    assertThat(info.getSubject().getValue()).isEqualTo("p-1003");
    assertThat(info.getEmailAddress()).isEqualTo("ilja@initech.example");
    assertThat(info.getEmailVerified()).isTrue();
  }

  @Test
  void the_secret_may_come_in_the_form() {
    var response = token(pick("p-1001"), new ClientSecretPost(clientId, secret), verifier);
    assertThat(response.indicatesSuccess()).isTrue();
  }

  @Test
  void a_code_is_good_once_and_for_who_began() {
    var there = pick("p-1001");
    var basic = new ClientSecretBasic(clientId, secret);
    var wrong = new ClientSecretBasic(clientId, new Secret("x".repeat(32)));

    assertThat(error(token(there, wrong, verifier))).isEqualTo("invalid_client");
    assertThat(token(there, basic, verifier).indicatesSuccess()).isTrue();
    assertThat(error(token(there, basic, verifier))).isEqualTo("invalid_grant");
    assertThat(error(token(pick("p-1001"), basic, new CodeVerifier()))).isEqualTo("invalid_grant");
  }

  @Test
  void nobody_without_a_token_reads_who_somebody_is() throws Exception {
    var response =
        UserInfoResponse.parse(
            new UserInfoRequest(provider.getUserInfoEndpointURI(), new BearerAccessToken("x"))
                .toHTTPRequest()
                .send());
    assertThat(response.toErrorResponse().getErrorObject().getHTTPStatusCode()).isEqualTo(401);
  }

  @Test
  void prompt_none_shows_no_page() {
    var nobody = new SiteClient(side.url());
    var silent = request().prompt(Prompt.Type.NONE).build().toURI();
    var path = silent.getRawPath() + "?" + silent.getRawQuery();

    assertThat(location(nobody.get(path))).contains("error=login_required");
    pick("p-2001");
    assertThat(success(URI.create(location(client.get(path)))).getAuthorizationCode()).isNotNull();
  }

  @Test
  void keys_rotate_with_the_next_one_in_the_set_before() throws Exception {
    client.post("/keys/next", Map.of());
    var announced = JWKSet.load(provider.getJWKSetURI().toURL());
    assertThat(announced.getKeys()).hasSize(2).noneMatch(it -> it.isPrivate());
    client.post("/keys/switch", Map.of());

    var idToken = token(pick("p-1001")).getOIDCTokens().getIDToken();
    new IDTokenValidator(provider.getIssuer(), clientId, JWSAlgorithm.RS256, announced)
        .validate(idToken, nonce);
  }

  // ------------------------------------------------------------------ misbehaving

  @ParameterizedTest
  @CsvSource({
    "OTHER_AUDIENCE,audience",
    "OTHER_ISSUER,issuer",
    "OTHER_NONCE,nonce",
    "UNSIGNED,Signed ID token expected",
    "ROTATED_KEY,no matching key",
  })
  void a_switch_does_what_it_says(String mischief, String verdict) {
    client.post("/misbehave", Map.of("mischief", mischief));
    var idToken = token(pick("p-1001")).getOIDCTokens().getIDToken();

    assertThatThrownBy(() -> validate(idToken))
        .isInstanceOf(BadJOSEException.class)
        .hasMessageContaining(verdict);
  }

  @ParameterizedTest
  @CsvSource({"20,ahead", "-20,Expired"})
  void a_clock_that_is_off_shows(int minutes, String verdict) {
    client.post("/misbehave", Map.of("clock_minutes", "" + minutes));
    var idToken = token(pick("p-1001")).getOIDCTokens().getIDToken();

    assertThatThrownBy(() -> validate(idToken)).hasMessageContaining(verdict);
  }

  @ParameterizedTest
  @CsvSource({
    "NOT_ASSIGNED,access_denied,ivy@initech.example is not assigned to Portal.",
    "REFUSED,server_error,<assigned> you a role"
  })
  void a_refusal_has_the_providers_words(String mischief, String code, String words)
      throws Exception {
    client.post("/misbehave", Map.of("mischief", mischief));

    var error = AuthenticationResponseParser.parse(pick("p-1001")).toErrorResponse();

    assertThat(error.getErrorObject().getCode()).isEqualTo(code);
    assertThat(error.getErrorObject().getDescription()).contains(words);
    assertThat(error.getState()).isEqualTo(state);
  }

  @Test
  void without_an_email_there_is_none_anywhere() throws Exception {
    client.post("/misbehave", Map.of("mischief", "NO_EMAIL"));
    var tokens = token(pick("p-1001")).getOIDCTokens();

    assertThat(tokens.getIDToken().getJWTClaimsSet().getClaims()).doesNotContainKey("email");
    assertThat(tokens.getIDToken().getJWTClaimsSet().getClaims()).containsKey("given_name");
  }

  @Test
  void the_page_of_a_sign_in_says_what_is_wrong_until_it_behaves() {
    client.post("/misbehave", Map.of("mischief", "OTHER_NONCE", "clock_minutes", "-7"));
    var page = location(get(request().build().toURI()));

    assertThat(Jsoup.parse(client.get(page).body()).select(".warning li").eachText())
        .containsExactly("Another nonce", "The clock is 7 minutes behind");
    client.post("/misbehave/end", Map.of());
    assertThat(Jsoup.parse(client.get(page).body()).select(".warning")).isEmpty();
  }

  // ------------------------------------------------------------------ what is not taken

  @Test
  void a_code_goes_only_where_the_app_is_registered() {
    var other = request().redirectionURI(URI.create("http://rp.example/callback")).build().toURI();
    var answer = get(other);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("http://rp.example/callback, which is not registered");
    var unknown = client.get("/oidc/authorize?" + other.getRawQuery().replace("basement-", "x"));
    assertThat(unknown.body()).contains("No app is registered under the client id");
    assertThat(client.get("/oidc/authorize").statusCode()).isEqualTo(400);
    assertThat(client.get("/sign-in/nothing").statusCode()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "nonsense", "ftp://rp.example/", "http:///x", "http://a b/"})
  void what_is_no_address_is_not_registered(String uri) {
    var answer = client.post("/apps/oidc", Map.of("name", "X", "redirect_uris", uri));

    assertThat(answer.statusCode()).isEqualTo(422);
    var page = Jsoup.parse(answer.body());
    assertThat(page.select("[role=alert]").text()).isNotEmpty();
    assertThat(page.select("#name").val()).isEqualTo("X");
    assertThat(page.select("#redirect_uris").val()).isEqualTo(uri);
  }

  @Test
  void an_app_is_changed_and_removed() {
    var page =
        location(client.post("/apps/oidc", Map.of("redirect_uris", "https://other.example/cb")));
    var before = Jsoup.parse(client.get(page).body()).select("[data-copy]").eachAttr("data-copy");
    client.post(page, Map.of("redirect_uris", "https://other.example/new"));

    var changed = Jsoup.parse(client.get(page).body());
    assertThat(changed.select("[data-copy]").eachAttr("data-copy")).isEqualTo(before);
    assertThat(changed.select("#redirect_uris").val()).isEqualTo("https://other.example/new");
    assertThat(client.post(page, Map.of("redirect_uris", "")).statusCode()).isEqualTo(422);
    client.post(page + "/remove", Map.of());
    assertThat(client.get(page).statusCode()).isEqualTo(404);
  }

  // ------------------------------------------------------------------ logout

  @Test
  void an_app_signs_somebody_out_and_gets_the_browser_back() throws Exception {
    var idToken = token(pick("p-1001")).getOIDCTokens().getIDToken();
    assertThat(client.get("/").body()).contains("Signed in as Ivy Initech");
    var bye = new State();

    var answer =
        get(new LogoutRequest(provider.getEndSessionEndpointURI(), idToken, BYE, bye).toURI());

    assertThat(location(answer)).isEqualTo(BYE + "?state=" + bye);
    assertThat(client.get("/").body()).doesNotContain("Signed in as");
    assertThat(client.get("/oidc/end-session").statusCode()).isEqualTo(400);
    var elsewhere =
        new LogoutRequest(
            provider.getEndSessionEndpointURI(), idToken, URI.create("http://evil.example/"), bye);
    assertThat(get(elsewhere.toURI()).statusCode()).isEqualTo(400);
  }

  @Test
  void signing_out_here_calls_the_apps_behind_the_browsers_back() throws Exception {
    var idToken = token(pick("p-1001")).getOIDCTokens().getIDToken();

    client.post("/sign-out", Map.of());

    var logoutToken = JWTParser.parse(rp.await().get("logout_token"));
    var claims =
        new LogoutTokenValidator(
                provider.getIssuer(),
                clientId,
                JWSAlgorithm.RS256,
                JWKSet.load(provider.getJWKSetURI().toURL()))
            .validate(logoutToken);
    assertThat(claims.getSessionID().getValue())
        .isEqualTo(idToken.getJWTClaimsSet().getStringClaim("sid"));
    assertThat(client.get("/").body()).contains("Portal was called and answered 200.");
  }
}
