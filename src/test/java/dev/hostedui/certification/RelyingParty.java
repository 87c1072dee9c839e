package dev.hostedui.certification;

import static dev.hostedui.testing.TestClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.jwk.JWKSet;
import dev.hostedui.certification.Arrival.Place;
import dev.hostedui.testing.Answer;
import dev.hostedui.testing.Form;
import dev.hostedui.testing.People;
import dev.hostedui.testing.TestApp;
import dev.hostedui.testing.TestClient;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The suite in the place of an app: what it sends, and what it holds against every answer. At the
 * browser sits somebody who signs in whenever a page asks for it.
 */
final class RelyingParty {

  static final String CALLBACK = TestClient.CALLBACK;
  static final String POST_LOGOUT = "http://localhost:9999/post_logout_redirect";

  /** Everything there belongs to the suite. */
  private static final String OWN = "http://localhost:9999/";

  private static final Random RANDOM = new Random(1);
  private static final Pattern CODE = Pattern.compile("\\b\\d{6}\\b");

  private final TestApp app;
  private final TestClient client;
  private final boolean formPost;
  private final TestApp.Browser browser;
  private final List<String> warnings;
  private final JsonNode discovered;
  private final JWKSet keys;
  private int signIns;

  /** With a browser that was never here, at that network address. */
  RelyingParty(TestApp app, TestClient client, boolean formPost, String address) {
    this(app, client, formPost, app.browser().with("X-Forwarded-For", address), new ArrayList<>());
  }

  private RelyingParty(
      TestApp app,
      TestClient client,
      boolean formPost,
      TestApp.Browser browser,
      List<String> warnings) {
    this.app = app;
    this.client = client;
    this.formPost = formPost;
    this.browser = browser;
    this.warnings = warnings;
    discovered = json(app.browser().get("/.well-known/openid-configuration"));
    keys = Conditions.keys(app.browser().get("/keys").body());
  }

  /** The same for another client, in the same browser. */
  RelyingParty as(TestClient other) {
    return new RelyingParty(app, other, formPost, browser, warnings);
  }

  TestClient client() {
    return client;
  }

  JsonNode discovered() {
    return discovered;
  }

  JWKSet keys() {
    return keys;
  }

  String issuer() {
    return discovered.get("issuer").asText();
  }

  /** How often the person was asked to sign in. */
  int signIns() {
    return signIns;
  }

  // ------------------------------------------------------------------ warnings

  /** Notes a condition that the suite would only warn of, when it is not met. */
  void should(String condition, boolean isMet) {
    if (!isMet) warnings.add(condition);
  }

  /** A warning that came and stays; why stands beside it. */
  void isWarnedOf(String condition) {
    assertThat(warnings.remove(condition)).as(condition).isTrue();
  }

  List<String> warnings() {
    return warnings;
  }

  // ------------------------------------------------------------------ the authorization request

  /** What is sent to the authorization endpoint, in this order. */
  record Request(Map<String, String> parameters) {
    String get(String name) {
      return parameters.getOrDefault(name, "");
    }

    String path() {
      return "/oauth/authorize?" + Form.of(parameters);
    }
  }

  /**
   * The request of every module. Names and values in turn change or add parameters; an empty value
   * takes one away.
   */
  Request request(String... changes) {
    var sent = new LinkedHashMap<String, String>();
    sent.put("client_id", client.id());
    sent.put("redirect_uri", CALLBACK);
    sent.put("scope", "openid");
    sent.put("state", random(10));
    sent.put("nonce", random(10));
    sent.put("response_type", "code");
    if (formPost) sent.put("response_mode", "form_post");
    for (var i = 0; i < changes.length; i += 2) {
      if (changes[i + 1].isEmpty()) sent.remove(changes[i]);
      else sent.put(changes[i], changes[i + 1]);
    }
    return new Request(sent);
  }

  static String random(int length) {
    return RANDOM
        .ints(length, 0, 62)
        .mapToObj(i -> "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789".charAt(i))
        .map(String::valueOf)
        .collect(Collectors.joining());
  }

  Arrival ask(Request request) {
    return onward(browser.get(request.path()));
  }

  /** The same as a form on a page of another site. */
  Arrival post(Request request) {
    var form =
        request.parameters().entrySet().stream()
            .flatMap(it -> List.of(it.getKey(), it.getValue()).stream())
            .toArray(String[]::new);
    return onward(browser.postBare("/oauth/authorize", form));
  }

  // ------------------------------------------------------------------ the browser

  /** Goes wherever answers lead, signs in where a page asks for it, and stops at what is shown. */
  private Arrival onward(Answer first) {
    var answer = first;
    for (var hops = 0; hops < 10; hops++) {
      var form = answer.elements("form[data-at-once]");
      if (!form.isEmpty() && form.get(0).attr("action").startsWith(OWN)) {
        assertThat(form.get(0).attr("method")).isEqualToIgnoringCase("post");
        assertThat(form.get(0).hasAttr("enctype")).as("urlencoded").isFalse();
        return new Arrival(Place.POSTED, form.get(0).attr("action"), fields(answer), answer);
      }
      var next = answer.next();
      if (next.startsWith(OWN))
        return new Arrival(Place.REDIRECTED, next, TestClient.parameters(next), answer);
      if (!next.isEmpty()) answer = browser.follow(answer);
      else if (fields(answer).getOrDefault("return_to", "").startsWith("/oauth/authorize/"))
        answer = signIn(fields(answer).get("return_to"));
      else return new Arrival(Place.SHOWN, "", Map.of(), answer);
    }
    throw new AssertionError("it goes round in circles: " + answer);
  }

  private static Map<String, String> fields(Answer page) {
    var fields = new LinkedHashMap<String, String>();
    for (var field : page.elements("form input[name]"))
      fields.put(field.attr("name"), field.attr("value"));
    return fields;
  }

  private Answer signIn(String returnTo) {
    signIns++;
    browser.post("/login", "email", People.MAX, "return_to", returnTo);
    var code = CODE.matcher(app.mailTo(People.MAX).text());
    assertThat(code.find()).isTrue();
    return browser.post("/login/code", "code", code.group());
  }

  // ------------------------------------------------------------------ what it is answered

  /**
   * What a sign-in brings.
   *
   * @param answer of the token endpoint
   * @param idToken what the id token says
   */
  record Tokens(String code, JsonNode answer, JsonNode idToken) {
    String text(String name) {
      return answer.path(name).asText();
    }
  }

  /** The whole flow with all that {@code AbstractOIDCCServerTest} holds against it. */
  Tokens signIn(String... changes) {
    var request = request(changes);
    return tokens(request, ask(request));
  }

  /** The second half of it. Changes are those of the token request. */
  Tokens tokens(Request request, Arrival arrival, String... changes) {
    return tokens(request, code(request, arrival), exchange(code(request, arrival), changes));
  }

  /** The code of an answer in which all is well. */
  String code(Request request, Arrival arrival) {
    cameBack(request, arrival);
    assertThat(arrival.parameters()).doesNotContainKey("error").containsKey("code");
    return arrival.parameters().get("code");
  }

  private void cameBack(Request request, Arrival arrival) {
    assertThat(arrival.place())
        .as(arrival.page().toString())
        .isEqualTo(formPost ? Place.POSTED : Place.REDIRECTED);
    if (formPost) assertThat(arrival.address()).as("nothing in the address").isEqualTo(CALLBACK);
    else assertThat(arrival.address()).startsWith(CALLBACK + "?");
    assertThat(arrival.parameters()).containsEntry("iss", issuer());
    assertThat(arrival.parameters().getOrDefault("state", "")).isEqualTo(request.get("state"));
  }

  Answer exchange(String code, String... changes) {
    // the suite sends no code_verifier unless a module is about that
    var all = new ArrayList<>(List.of("code_verifier", ""));
    all.addAll(List.of(changes));
    return client.exchange(code, all.toArray(String[]::new));
  }

  /** What is held against an answer of the token endpoint, and against what it can be used for. */
  Tokens tokens(Request request, String code, Answer answer) {
    var tokens = new Tokens(code, answered(answer), verified(json(answer)));
    Conditions.idToken(
        tokens.idToken, issuer(), client.id(), request.get("nonce"), app.clock().instant());
    assertThat(userInfo(tokens).status()).isEqualTo(200);
    return tokens;
  }

  private JsonNode answered(Answer answer) {
    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    assertThat(answer.header("Content-Type")).startsWith("application/json");
    assertThat(answer.header("Cache-Control")).contains("no-store");
    var tokens = json(answer);
    assertThat(tokens.path("token_type").asText()).isEqualToIgnoringCase("Bearer");
    assertThat(tokens.path("access_token").asText()).matches("[\\x20-\\x7e]+");
    Conditions.unguessable(tokens.get("access_token").asText());
    should("ExtractExpiresInFromTokenEndpointResponse", tokens.has("expires_in"));
    if (tokens.has("expires_in")) assertThat(tokens.get("expires_in").asLong()).isPositive();
    return tokens;
  }

  private JsonNode verified(JsonNode tokens) {
    assertThat(tokens.has("id_token")).isTrue();
    return Conditions.signed(tokens.get("id_token").asText(), keys);
  }

  /** {@code RefreshTokenRequestSteps}: new tokens, for whom the first were, and no one else. */
  Tokens refresh(Tokens first, String... changes) {
    assertThat(first.text("refresh_token")).matches("[\\x20-\\x7e]+");
    var answer = answered(client.refresh(first.text("refresh_token"), changes));
    var second = new Tokens(first.code, answer, verified(answer));
    assertThat(second.text("access_token")).isNotEqualTo(first.text("access_token"));
    Conditions.unguessable(second.text("refresh_token"));
    for (var claim : List.of("iss", "sub", "aud", "azp", "auth_time"))
      assertThat(second.idToken.path(claim)).as(claim).isEqualTo(first.idToken.path(claim));
    assertThat(second.idToken.get("iat")).isNotEqualTo(first.idToken.get("iat"));
    assertThat(userInfo(second).status()).isEqualTo(200);
    return second;
  }

  /** {@code performGenericAuthorizationEndpointErrorResponseValidation}; the error is answered. */
  String refusal(Request request, Arrival arrival) {
    cameBack(request, arrival);
    var sent = arrival.parameters();
    assertThat(sent).containsKey("error").doesNotContainKey("code");
    Conditions.described(sent.get("error"), sent.getOrDefault("error_description", "none"));
    should(
        "CheckForUnexpectedParametersInErrorResponseFromAuthorizationEndpoint",
        List.of("error", "error_description", "state", "iss").containsAll(sent.keySet()));
    return sent.get("error");
  }

  /** {@code CheckErrorFrom…IsOneThatRequiredAUserInterface}: nobody was asked anything. */
  void needsSomebody(Request request, Arrival arrival) {
    assertThat(refusal(request, arrival))
        .isIn(
            "interaction_required",
            "login_required",
            "account_selection_required",
            "consent_required");
  }

  /** A refusal of the token endpoint that only another sign-in helps. */
  static void isInvalidGrant(Answer answer) {
    assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
    assertThat(answer.header("Content-Type")).startsWith("application/json");
    assertThat(json(answer).path("error").asText()).isEqualTo("invalid_grant");
    Conditions.described("invalid_grant", json(answer).path("error_description").asText("none"));
  }

  Answer userInfo(Tokens tokens) {
    return app.browser()
        .with("Authorization", "Bearer " + tokens.text("access_token"))
        .get("/userinfo");
  }

  /** What user info says, with what {@code AbstractOIDCCUserInfoTest} holds against it. */
  JsonNode told(Tokens tokens, Answer userInfo) {
    assertThat(userInfo.status()).as(userInfo.toString()).isEqualTo(200);
    assertThat(userInfo.header("Content-Type")).startsWith("application/json");
    var told = json(userInfo);
    Conditions.standardClaims(told, app.clock().instant());
    assertThat(told.path("sub")).isEqualTo(tokens.idToken.get("sub"));
    return told;
  }

  // ------------------------------------------------------------------ logout

  /** Sends the browser to the end of the session with these parameters. */
  Arrival endSession(String... namesAndValues) {
    var sent = new LinkedHashMap<String, String>();
    for (var i = 0; i < namesAndValues.length; i += 2)
      sent.put(namesAndValues[i], namesAndValues[i + 1]);
    return onward(browser.get("/oidc/logout?" + Form.of(sent)));
  }

  /** Presses the button of a page that asks first; one that asks nothing stays what it is. */
  Arrival confirm(Arrival shown) {
    var form = shown.page().elements("form[action=/oidc/logout/confirmation]");
    if (form.isEmpty()) return shown;
    var sent =
        fields(shown.page()).entrySet().stream()
            .flatMap(it -> List.of(it.getKey(), it.getValue()).stream())
            .toArray(String[]::new);
    return onward(browser.post("/oidc/logout/confirmation", sent));
  }
}
