package dev.hostedui.certification;

import static dev.hostedui.testing.TestClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import dev.hostedui.certification.Arrival.Place;
import dev.hostedui.certification.RelyingParty.Request;
import dev.hostedui.certification.RelyingParty.Tokens;
import dev.hostedui.testing.TestClient;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The modules of the plan for the code flow, whichever way its answers come. */
abstract class BasicModules extends OpenIdPlan {

  private static final String CLAIMS_PARAMETER = "{\"userinfo\":{\"name\":{\"essential\":true}}}";

  BasicModules(boolean formPost) {
    super(formPost);
  }

  @Override
  final List<String> modules() {
    return List.of(
        "oidcc-server",
        "oidcc-response-type-missing",
        "oidcc-idtoken-signature",
        "oidcc-idtoken-unsigned",
        "oidcc-userinfo-get",
        "oidcc-userinfo-post-header",
        "oidcc-userinfo-post-body",
        "oidcc-ensure-request-without-nonce-succeeds-for-code-flow",
        "oidcc-scope-profile",
        "oidcc-scope-email",
        "oidcc-scope-address",
        "oidcc-scope-phone",
        "oidcc-scope-all",
        "oidcc-alternate-happy-flow",
        "oidcc-display-page",
        "oidcc-display-popup",
        "oidcc-prompt-login",
        "oidcc-prompt-none-not-logged-in",
        "oidcc-prompt-none-logged-in",
        "oidcc-max-age-1",
        "oidcc-max-age-10000",
        "oidcc-ensure-request-with-unknown-parameter-succeeds",
        "oidcc-id-token-hint",
        "oidcc-login-hint",
        "oidcc-ui-locales",
        "oidcc-claims-locales",
        "oidcc-ensure-request-with-acr-values-succeeds",
        "oidcc-codereuse",
        "oidcc-codereuse-30seconds",
        "oidcc-ensure-registered-redirect-uri",
        "oidcc-ensure-post-request-succeeds",
        "oidcc-server-client-secret-post",
        "oidcc-request-uri-unsigned-supported-correctly-or-rejected-as-unsupported",
        "oidcc-unsigned-request-object-supported-correctly-or-rejected-as-unsupported",
        "oidcc-claims-essential",
        "oidcc-ensure-request-object-with-redirect-uri",
        "oidcc-refresh-token",
        "oidcc-ensure-request-with-valid-pkce-succeeds");
  }

  // ------------------------------------------------------------------ the flow

  @Test
  void oidcc_server() {
    var tokens = rp.signIn();

    Conditions.unguessable(tokens.code());
    assertThat(tokens.idToken().get("c_hash").asText())
        .isEqualTo(Conditions.leftHalf(tokens.code()));
    assertThat(tokens.idToken().get("at_hash").asText())
        .isEqualTo(Conditions.leftHalf(tokens.text("access_token")));
    rp.should("EnsureIdTokenDoesNotContainName", !tokens.idToken().has("name"));
    rp.should(
        "EnsureIdTokenDoesNotContainNonRequestedClaims",
        Conditions.saysNothingUnasked(tokens.idToken()));
    // oid says in which organization, and apps of the original read client_id
    rp.isWarnedOf("EnsureIdTokenDoesNotContainNonRequestedClaims");
  }

  @Test
  void oidcc_server_client_secret_post() {
    var request = rp.request();
    var code = rp.code(request, rp.ask(request));
    var client = rp.client();
    var answer =
        app.browser()
            .postBare(
                "/oauth/token",
                "grant_type",
                "authorization_code",
                "code",
                code,
                "redirect_uri",
                RelyingParty.CALLBACK,
                "client_id",
                client.id(),
                "client_secret",
                client.secret());

    rp.tokens(request, code, answer);
    assertThat(Conditions.words(rp.discovered().get("token_endpoint_auth_methods_supported")))
        .contains("client_secret_basic", "client_secret_post");
  }

  @Test
  void oidcc_response_type_missing() {
    var request = rp.request("response_type", "");

    assertThat(rp.refusal(request, rp.ask(request)))
        .isIn("invalid_request", "unsupported_response_type");
  }

  /** Not run for clients that are registered before: it registers one without an algorithm. */
  @Test
  void oidcc_idtoken_signature() {
    var header = TestClient.header(rp.signIn().text("id_token"));

    assertThat(header.path("alg").asText()).isEqualTo("RS256");
    assertThat(header.path("kid").asText()).isNotEmpty();
  }

  /** Skipped: no id token comes without a signature. */
  @Test
  void oidcc_idtoken_unsigned() {
    assertThat(Conditions.words(rp.discovered().get("id_token_signing_alg_values_supported")))
        .doesNotContain("none");
  }

  @Test
  void oidcc_ensure_request_without_nonce_succeeds_for_code_flow() {
    rp.signIn("nonce", "");
  }

  @Test
  void oidcc_ensure_request_with_unknown_parameter_succeeds() {
    rp.signIn("extra", "foobar");
  }

  @Test
  void oidcc_ensure_request_with_valid_pkce_succeeds() {
    var request =
        rp.request(
            "code_challenge",
            TestClient.challenge(TestClient.VERIFIER),
            "code_challenge_method",
            "S256");

    rp.tokens(request, rp.ask(request), "code_verifier", TestClient.VERIFIER);
  }

  @Test
  void oidcc_ensure_post_request_succeeds() {
    var request = rp.request();

    rp.tokens(request, rp.post(request));
  }

  @Test
  void oidcc_ensure_registered_redirect_uri() {
    var asked = RelyingParty.CALLBACK + "/" + RelyingParty.random(10);
    var arrival = rp.ask(rp.request("redirect_uri", asked));

    assertThat(arrival.place()).isEqualTo(Place.SHOWN);
    assertThat(arrival.page().status()).isEqualTo(400);
    assertThat(arrival.text()).contains("redirect_uri");
  }

  // ------------------------------------------------------------------ user info and scopes

  @Test
  void oidcc_userinfo_get() {
    var tokens = rp.signIn();

    rp.told(tokens, rp.userInfo(tokens));
  }

  @Test
  void oidcc_userinfo_post_header() {
    var tokens = rp.signIn();

    rp.told(
        tokens,
        app.browser()
            .with("Authorization", "Bearer " + tokens.text("access_token"))
            .postBare("/userinfo"));
  }

  @Test
  void oidcc_userinfo_post_body() {
    var tokens = rp.signIn();

    rp.told(
        tokens, app.browser().postBare("/userinfo", "access_token", tokens.text("access_token")));
  }

  @Test
  void oidcc_scope_profile() {
    toldOf("openid profile", rp.signIn("scope", "openid profile"));
    // nobody has all fourteen: no birthdate, website or nickname is asked for here
    rp.isWarnedOf("VerifyScopesReturnedInUserInfoClaims");
  }

  @Test
  void oidcc_scope_email() {
    toldOfTheAddress("openid email", rp.signIn("scope", "openid email"));
  }

  /** The same with the words of the scope and the parameters the other way round. */
  @Test
  void oidcc_alternate_happy_flow() {
    var reversed = new TreeMap<String, String>((one, other) -> other.compareTo(one));
    reversed.putAll(rp.request("scope", "email openid").parameters());
    var request = new Request(reversed);

    toldOfTheAddress("email openid", rp.tokens(request, rp.ask(request)));
  }

  private void toldOf(String scope, Tokens tokens) {
    rp.should(
        "VerifyScopesReturnedInUserInfoClaims",
        Conditions.saysAllOfScope(rp.told(tokens, rp.userInfo(tokens)), scope));
  }

  private void toldOfTheAddress(String scope, Tokens tokens) {
    toldOf(scope, tokens);
    rp.should("EnsureUserInfoDoesNotContainName", !json(rp.userInfo(tokens)).has("name"));
    rp.should("EnsureIdTokenDoesNotContainName", !tokens.idToken().has("name"));
    rp.should("EnsureIdTokenDoesNotContainEmailForScopeEmail", !tokens.idToken().has("email"));
    // apps of the original, and many libraries, read it there and never ask user info
    rp.isWarnedOf("EnsureIdTokenDoesNotContainEmailForScopeEmail");
  }

  /** Skipped: nobody's address is known here. */
  @Test
  void oidcc_scope_address() {
    assertThat(scopes()).doesNotContain("address");
  }

  /** Skipped: phone numbers are told by the API and in no token. */
  @Test
  void oidcc_scope_phone() {
    assertThat(scopes()).doesNotContain("phone");
  }

  /** Skipped for the two above; asking for all of them is no fault nevertheless. */
  @Test
  void oidcc_scope_all() {
    assertThat(scopes()).doesNotContain("address", "phone");
    rp.signIn("scope", "openid email phone address profile");
  }

  private List<String> scopes() {
    return Conditions.words(rp.discovered().get("scopes_supported"));
  }

  /** User info without the name is a warning only: {@code claims} is not offered, and not said. */
  @Test
  void oidcc_claims_essential() {
    var tokens = rp.signIn("claims", CLAIMS_PARAMETER);
    var told = rp.told(tokens, rp.userInfo(tokens));

    rp.should("EnsureUserInfoContainsName", told.has("name"));
    rp.should("EnsureIdTokenDoesNotContainName", !tokens.idToken().has("name"));
    // scopes choose the claims (README), and a parameter that is not known changes nothing
    rp.isWarnedOf("EnsureUserInfoContainsName");
    assertThat(rp.discovered().path("claims_parameter_supported").asBoolean()).isFalse();
  }

  // ------------------------------------------------------------------ what may be asked for

  @Test
  void oidcc_display_page() {
    rp.signIn("display", "page");
  }

  @Test
  void oidcc_display_popup() {
    rp.signIn("display", "popup");
  }

  @Test
  void oidcc_ui_locales() {
    rp.signIn("ui_locales", "se");
  }

  @Test
  void oidcc_claims_locales() {
    rp.signIn("claims_locales", "se");
  }

  /** A hint at an address that nobody has: the person types their own. */
  @Test
  void oidcc_login_hint() {
    rp.signIn("login_hint", "buffy@localhost");
  }

  @Test
  void oidcc_ensure_request_with_acr_values_succeeds() {
    var offered = Conditions.words(rp.discovered().get("acr_values_supported"));
    var tokens = rp.signIn("acr_values", String.join(" ", offered));

    rp.should(
        "ValidateIdTokenACRClaimAgainstAcrValuesRequest",
        offered.contains(tokens.idToken().path("acr").asText()));
  }

  @Test
  void oidcc_prompt_login() {
    var first = rp.signIn();
    app.clock().advance(Duration.ofSeconds(1));
    var second = rp.signIn("prompt", "login");

    assertThat(rp.signIns()).isEqualTo(2);
    assertThat(Conditions.time(second.idToken(), "auth_time"))
        .isAfter(Conditions.time(first.idToken(), "auth_time"));
  }

  @Test
  void oidcc_prompt_none_not_logged_in() {
    var request = rp.request("prompt", "none", "state", RelyingParty.random(128));

    rp.needsSomebody(request, rp.ask(request));
    assertThat(rp.signIns()).isZero();
  }

  @Test
  void oidcc_prompt_none_logged_in() {
    var first = rp.signIn();

    isTheSame(first, rp.signIn("prompt", "none"));
  }

  @Test
  void oidcc_id_token_hint() {
    var first = rp.signIn();

    isTheSame(first, rp.signIn("prompt", "none", "id_token_hint", first.text("id_token")));
  }

  @Test
  void oidcc_max_age_1() {
    var first = rp.signIn();
    app.clock().advance(Duration.ofSeconds(2));
    var second = rp.signIn("max_age", "1");

    assertThat(rp.signIns()).isEqualTo(2);
    assertThat(Conditions.time(second.idToken(), "auth_time"))
        .isAfter(Conditions.time(first.idToken(), "auth_time"))
        .isAfter(app.clock().instant().minus(Duration.ofMinutes(5)));
  }

  @Test
  void oidcc_max_age_10000() {
    var first = rp.signIn("max_age", "15000");

    isTheSame(first, rp.signIn("max_age", "10000"));
  }

  private void isTheSame(Tokens first, Tokens second) {
    assertThat(rp.signIns()).isEqualTo(1);
    assertThat(Conditions.time(second.idToken(), "auth_time"))
        .isEqualTo(Conditions.time(first.idToken(), "auth_time"));
    assertThat(second.idToken().get("sub")).isEqualTo(first.idToken().get("sub"));
  }

  // ------------------------------------------------------------------ request objects

  /**
   * Skipped by the error. All but what OAuth itself wants stands in the object only: also how the
   * answer is to come.
   */
  @Test
  void oidcc_unsigned_request_object_supported_correctly_or_rejected_as_unsupported() {
    var request = rp.request();

    assertThat(rp.refusal(request, rp.ask(byValue(request, RelyingParty.CALLBACK))))
        .isEqualTo("request_not_supported");
    assertThat(rp.discovered().path("request_parameter_supported").asBoolean()).isFalse();
  }

  /** The address outside the object decides where nothing in it counts, and that one is wrong. */
  @Test
  void oidcc_ensure_request_object_with_redirect_uri() {
    var arrival = rp.ask(byValue(rp.request(), RelyingParty.CALLBACK + "/invalid"));

    assertThat(arrival.place()).isEqualTo(Place.SHOWN);
    assertThat(arrival.text()).contains("redirect_uri");
  }

  /** Not run for clients that are registered before: it registers its address. */
  @Test
  void oidcc_request_uri_unsigned_supported_correctly_or_rejected_as_unsupported() {
    var request = rp.request("request_uri", "https://suite.example/request#fragment");

    assertThat(rp.refusal(request, rp.ask(request))).isEqualTo("request_uri_not_supported");
    assertThat(rp.discovered().path("request_uri_parameter_supported").asBoolean()).isFalse();
  }

  private static Request byValue(Request request, String redirectUri) {
    var claims = new JWTClaimsSet.Builder();
    request.parameters().forEach(claims::claim);
    var outside = new LinkedHashMap<String, String>();
    for (var name : List.of("response_type", "client_id", "scope"))
      outside.put(name, request.get(name));
    outside.put("redirect_uri", redirectUri);
    outside.put("request", new PlainJWT(claims.build()).serialize());
    return new Request(outside);
  }

  // ------------------------------------------------------------------ codes and refresh tokens

  @Test
  void oidcc_codereuse() {
    RelyingParty.isInvalidGrant(rp.exchange(rp.signIn().code()));
  }

  @Test
  void oidcc_codereuse_30seconds() {
    var tokens = rp.signIn();
    app.clock().advance(Duration.ofSeconds(30));

    RelyingParty.isInvalidGrant(rp.exchange(tokens.code()));
    rp.should("EnsureHttpStatusCodeIs4xx", rp.userInfo(tokens).status() == 401);
  }

  @Test
  void oidcc_refresh_token() {
    assertThat(Conditions.words(rp.discovered().get("grant_types_supported")))
        .contains("refresh_token");
    var scope = "openid offline_access";
    var first = rp.signIn("scope", scope, "prompt", "consent");
    app.clock().advance(Duration.ofSeconds(1));
    rp.refresh(first, "scope", scope);

    var other = rp.as(register());
    var nonce = RelyingParty.random(43);
    var second = other.signIn("scope", scope, "prompt", "consent", "nonce", nonce);
    app.clock().advance(Duration.ofSeconds(1));
    var refreshed = other.refresh(second);

    RelyingParty.isInvalidGrant(rp.client().refresh(refreshed.text("refresh_token")));
  }
}
