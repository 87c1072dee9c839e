package dev.hostedui.provider;

import static dev.hostedui.testing.People.ADA;
import static dev.hostedui.testing.People.GUS;
import static dev.hostedui.testing.People.MAX;
import static dev.hostedui.testing.TestClient.claims;
import static dev.hostedui.testing.TestClient.json;
import static dev.hostedui.testing.TestClient.parameters;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.application.ApplicationType;
import dev.hostedui.identity.application.Registration;
import dev.hostedui.protocol.oidc.ClientRequest;
import dev.hostedui.testing.Answer;
import dev.hostedui.testing.Engine;
import dev.hostedui.testing.Race;
import dev.hostedui.testing.RawHttp;
import dev.hostedui.testing.Receiver;
import dev.hostedui.testing.TestApp;
import dev.hostedui.testing.TestClient;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * RFC 9700, "Best Current Practice for OAuth 2.0 Security", section by section, as far as it speaks
 * to an authorization server; and what OpenID Connect and browsers add to it.
 */
class SecurityBestPracticeTest {

  private static final String ISSUER = "http://localhost:8080";
  private static final String HOME = "http://localhost:9999/";

  private TestApp app;
  private TestClient client;

  @BeforeEach
  void start() {
    app = TestApp.start();
    client = web("Test app");
  }

  @AfterEach
  void stop() {
    app.close();
  }

  private void on(Engine engine) {
    app.close();
    app = TestApp.start(engine, Map.of());
    client = web("Test app");
  }

  private TestClient web(String name, String... backChannel) {
    return TestClient.register(
        app,
        new Registration(
            name,
            ApplicationType.WEB,
            false,
            false,
            null,
            null,
            List.of(TestClient.CALLBACK),
            List.of(HOME),
            List.of(backChannel)));
  }

  private TestClient spa() {
    return TestClient.register(
        app,
        new Registration(
            "Browser app",
            ApplicationType.SPA,
            false,
            false,
            null,
            null,
            List.of(TestClient.CALLBACK),
            List.of(),
            List.of()));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private Answer userInfo(String token) {
    return app.browser().with("Authorization", "Bearer " + token).get("/userinfo");
  }

  private static String text(JsonNode tokens, String name) {
    return tokens.get(name).asText();
  }

  private static void assertError(Answer answer, String error) {
    assertThat(answer.status()).as(answer.toString()).isBetween(400, 401);
    assertThat(json(answer).get("error").asText()).isEqualTo(error);
  }

  private static String returnTo(Answer page) {
    return page.element("input[name=return_to]").attr("value");
  }

  /** Signs in on a page of the login; answers the redirect that follows. */
  private Answer signIn(TestApp.Browser browser, String email, String returnTo) {
    browser.post("/login", "email", email, "return_to", returnTo);
    var code = Pattern.compile("\\b\\d{6}\\b").matcher(app.mailTo(email).text());
    assertThat(code.find()).isTrue();
    return browser.post("/login/code", "code", code.group());
  }

  // ------------------------------------------------------------------ 2.1 redirect-based flows

  @Test
  void section_2_1_exact_redirect_uri_matching() {
    var max = app.as(MAX);
    for (var asked :
        List.of(
            TestClient.CALLBACK + "/",
            TestClient.CALLBACK + "?",
            TestClient.CALLBACK + "#",
            TestClient.CALLBACK + "/../callback",
            TestClient.CALLBACK.toUpperCase(java.util.Locale.ROOT),
            "http://localhost:9999/callbac%6b",
            "http://localhost:09999/callback",
            "http://localhost/callback",
            "http://LOCALHOST:9999/callback",
            "http://localhost:9999@evil.example/callback",
            "http://localhost:9999.evil.example/callback",
            "http://evil.example\\@localhost:9999/callback",
            "//localhost:9999/callback",
            "/callback",
            "javascript:alert(1)",
            "data:text/html,x",
            "https://evil.example/callback")) {
      var answer = max.get(client.authorize("redirect_uri", asked));
      assertThat(answer.status()).as(asked).isEqualTo(400);
      assertThat(answer.header("Location")).as(asked).isEmpty();
      assertThat(answer.elements("a[href*=evil], form[action*=evil], meta[http-equiv=refresh]"))
          .isEmpty();
    }
  }

  @Test
  void section_2_1_no_open_redirector_in_login_chooser_or_logout() {
    var evil =
        List.of(
            "https://evil.example/",
            "//evil.example/",
            "/\\evil.example/",
            "\\\\evil.example",
            "/ui//evil.example",
            "/ui/\\evil.example",
            "/ui/\t/evil.example",
            "/ui/\r\nLocation: https://evil.example",
            "javascript:alert(1)",
            "/uievil",
            "/ui",
            "ui/",
            "/oauth/authorize/continue/",
            "/oauth/authorize/continue/../../../evil",
            "/oauth/authorize/continue/" + "x".repeat(42),
            "/oauth/authorize/continue/" + "x".repeat(43) + "?x=//evil.example",
            "/oauth/authorize?redirect_uri=https://evil.example",
            "https://localhost/ui/",
            "/%2f/evil.example",
            " /ui/",
            "/UI/");
    for (var returnTo : evil) {
      var signedIn = app.as(MAX).get("/login?return_to=" + encoded(returnTo));
      assertThat(signedIn.header("Location")).as(returnTo).isEqualTo("/ui/");
      var page = app.browser().get("/login?return_to=" + encoded(returnTo));
      assertThat(returnTo(page)).as(returnTo).isEqualTo("/ui/");
      var chooser = app.as(ADA).get("/login/organization?return_to=" + encoded(returnTo));
      assertThat(chooser.elements("[name=return_to]"))
          .isNotEmpty()
          .allSatisfy(field -> assertThat(field.attr("value")).isEqualTo("/ui/"));
    }
    var chosen =
        app.as(ADA)
            .post(
                "/login/organization",
                "organization",
                app.organization("globex").value(),
                "return_to",
                "https://evil.example/");
    assertThat(chosen.header("Location")).isEqualTo("/ui/");
    var browser = app.browser();
    assertThat(signIn(browser, MAX, "//evil.example/").header("Location")).isEqualTo("/ui/");

    for (var uri : List.of("https://evil.example/", "//evil.example", HOME + "../x", "/ui/")) {
      for (var anyone : List.of(app.browser(), app.as(MAX))) {
        var answer =
            anyone.get(
                "/oidc/logout?client_id="
                    + client.id()
                    + "&post_logout_redirect_uri="
                    + encoded(uri));
        assertThat(answer.header("Location")).as(uri).isEmpty();
        var confirmed =
            anyone.post(
                "/oidc/logout/confirmation",
                "client_id",
                client.id(),
                "post_logout_redirect_uri",
                uri);
        assertThat(confirmed.header("Location")).as(uri).isEmpty();
        assertThat(confirmed.elements("a[href*=evil]")).isEmpty();
      }
    }
  }

  @Test
  void section_2_1_what_binds_a_request_to_its_browser_comes_back_unchanged() {
    assertThat(parameters(app.as(MAX).get(client.authorize()))).containsEntry("state", "st&te=1");
    assertThat(claims(text(client.tokens(app.as(MAX)), "id_token")).get("nonce").asText())
        .isEqualTo(TestClient.NONCE);
  }

  // ------------------------------------------------------------------ 2.1.1 code grant and PKCE

  @Test
  void section_2_1_1_public_clients_cannot_omit_pkce() {
    var max = app.as(MAX);
    var spa = spa();
    assertThat(
            parameters(max.get(spa.authorize("code_challenge", "", "code_challenge_method", ""))))
        .containsEntry("error", "invalid_request")
        .doesNotContainKey("code");
    assertThat(parameters(max.get(spa.authorize("code_challenge", ""))))
        .containsEntry("error", "invalid_request");
    assertError(spa.exchange(spa.code(max), "code_verifier", ""), "invalid_grant");
  }

  @Test
  void section_2_1_1_pkce_downgrade_a_verifier_without_a_challenge_is_refused() {
    var code = client.code(app.as(MAX), "code_challenge", "", "code_challenge_method", "");
    assertError(client.exchange(code), "invalid_grant");
    assertThat(client.exchange(code, "code_verifier", "").status()).isEqualTo(200);
  }

  @Test
  void section_2_1_1_a_challenge_without_its_verifier_is_refused() {
    var code = client.code(app.as(MAX));
    for (var verifier :
        List.of(
            "",
            " ",
            "x".repeat(43),
            TestClient.challenge(TestClient.VERIFIER),
            TestClient.VERIFIER + "A",
            TestClient.VERIFIER.toLowerCase(java.util.Locale.ROOT),
            TestClient.VERIFIER.substring(1)))
      assertThat(json(client.exchange(code, "code_verifier", verifier)).get("error").asText())
          .as(verifier)
          .isIn("invalid_grant", "invalid_request");
    assertThat(client.exchange(code).status()).isEqualTo(200);
  }

  @Test
  void section_2_1_1_a_method_that_shows_the_verifier_is_refused() {
    var max = app.as(MAX);
    for (var method : List.of("plain", "", "s256", "S512", "none"))
      assertThat(
              parameters(
                  max.get(
                      client.authorize(
                          "code_challenge", TestClient.VERIFIER, "code_challenge_method", method))))
          .as(method)
          .containsEntry("error", "invalid_request")
          .doesNotContainKey("code");
    var offered = json(app.browser().get("/.well-known/openid-configuration"));
    assertThat(offered.get("code_challenge_methods_supported").toString()).isEqualTo("[\"S256\"]");
  }

  @Test
  void section_2_1_2_no_implicit_grant() {
    var max = app.as(MAX);
    for (var type :
        List.of(
            "token",
            "id_token",
            "id_token token",
            "code token",
            "code id_token",
            "code id_token token",
            "none",
            "CODE")) {
      var answer = max.get(client.authorize("response_type", type));
      assertThat(answer.header("Location"))
          .as(type)
          .startsWith(TestClient.CALLBACK + "?")
          .doesNotContain("#", "access_token", "id_token", "code=");
    }
    for (var mode : List.of("fragment", "form_post", "query.jwt", "jwt", "web_message"))
      assertThat(parameters(max.get(client.authorize("response_mode", mode))))
          .as(mode)
          .containsEntry("error", "invalid_request");
  }

  // ------------------------------------------------------------------ 2.2, 4.14 replay

  @ParameterizedTest
  @EnumSource(Engine.class)
  void section_4_5_a_code_is_exchanged_once_also_in_a_race(Engine engine) {
    on(engine);
    var max = app.as(MAX);
    var code = client.code(max);
    var answers = raced(8, () -> client.exchange(code));

    assertOneWinner(answers);
    assertFamilyIsDead(winner(answers));
    assertThat(userInfo(text(json(winner(answers)), "access_token")).status()).isEqualTo(401);
    assertThat(app.events()).contains("application.grant_replayed");
    assertThat(app.sessionsOf(app.user(MAX))).hasSize(1);
    assertThat(max.get("/ui/organization/general").status()).isEqualTo(200);
    assertThat(client.exchange(client.code(max)).status()).as("another sign-in").isEqualTo(200);
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void section_2_2_2_a_refresh_token_is_used_once_also_in_a_race(Engine engine) {
    on(engine);
    var max = app.as(MAX);
    for (var who : List.of(client, spa())) {
      var other = who.tokens(max);
      var tokens = who.tokens(max);
      var answers = raced(8, () -> who.refresh(text(tokens, "refresh_token")));

      assertOneWinner(answers);
      assertFamilyIsDead(winner(answers));
      assertThat(userInfo(text(tokens, "access_token")).status()).isEqualTo(401);
      assertThat(who.refresh(text(other, "refresh_token")).status())
          .as("another family")
          .isEqualTo(200);
    }
    assertThat(app.events()).contains("application.grant_replayed");
    assertThat(app.sessionsOf(app.user(MAX))).hasSize(1);
    assertThat(max.get("/ui/organization/general").status()).isEqualTo(200);
  }

  private static List<Answer> raced(int many, Callable<Answer> one) {
    var answers = Collections.synchronizedList(new ArrayList<Answer>());
    var runners = new ArrayList<Callable<?>>();
    for (var i = 0; i < many; i++) runners.add(() -> answers.add(one.call()));
    Race.between(runners);
    return List.copyOf(answers);
  }

  private static void assertOneWinner(List<Answer> answers) {
    assertThat(answers.stream().filter(it -> it.status() == 200)).hasSize(1);
    assertThat(answers.stream().filter(it -> it.status() != 200))
        .allSatisfy(it -> assertError(it, "invalid_grant"));
  }

  private static Answer winner(List<Answer> answers) {
    return answers.stream().filter(it -> it.status() == 200).findFirst().orElseThrow();
  }

  private void assertFamilyIsDead(Answer last) {
    var token = text(json(last), "refresh_token");
    assertError(client.refresh(token), "invalid_grant");
    assertThat(userInfo(text(json(last), "access_token")).status()).isEqualTo(401);
  }

  @Test
  void section_4_14_a_refresh_token_used_before_takes_its_whole_family_along() {
    var max = app.as(MAX);
    var first = text(client.tokens(max), "refresh_token");
    var second = text(json(client.refresh(first)), "refresh_token");
    var third = text(json(client.refresh(second)), "refresh_token");

    assertError(client.refresh(first), "invalid_grant");
    assertError(client.refresh(third), "invalid_grant");
    assertThat(app.events()).containsOnlyOnce("application.grant_replayed");
    assertError(client.refresh(second), "invalid_grant");
    assertThat(app.events()).as("only once").containsOnlyOnce("application.grant_replayed");
    assertThat(app.sessionsOf(app.user(MAX))).hasSize(1);
  }

  @Test
  void section_4_14_a_guessed_refresh_token_revokes_nothing() {
    var token = text(client.tokens(app.as(MAX)), "refresh_token");
    for (var guess :
        List.of(
            token.substring(0, 21) + "x".repeat(86),
            token.substring(0, 21) + "x".repeat(43) + token.substring(64),
            "rt_" + "1".repeat(18) + token.substring(21),
            token + "x",
            token.substring(0, 106),
            token.substring(3),
            token.toUpperCase(java.util.Locale.ROOT),
            "")) assertThat(client.refresh(guess).status()).as(guess).isEqualTo(400);
    assertThat(app.events()).doesNotContain("application.grant_replayed");
    assertThat(client.refresh(token).status()).isEqualTo(200);
  }

  @Test
  void section_2_2_2_a_refresh_token_is_bound_to_its_client_and_its_scope() {
    var token = text(client.tokens(app.as(MAX), "scope", "openid offline_access"), "refresh_token");
    for (var other : List.of(web("Other"), spa())) {
      assertError(other.refresh(token), "invalid_grant");
      assertThat(other.revoke(token).status()).isEqualTo(200);
    }
    assertError(client.refresh(token, "scope", "openid email"), "invalid_scope");
    assertThat(app.events())
        .doesNotContain("application.grant_replayed", "application.grant_revoked");
    assertThat(client.refresh(token).status()).isEqualTo(200);
  }

  // ------------------------------------------------------------------ 2.4 to 2.6

  @Test
  void section_2_4_no_password_grant_and_nothing_said_about_people() {
    var answers = new LinkedHashSet<String>();
    for (var person : List.of(MAX, "nobody@acmecorp.example")) {
      var answer = client.token("grant_type", "password", "username", person, "password", "x");
      assertError(answer, "unsupported_grant_type");
      answers.add(answer.body());
    }
    assertThat(answers).hasSize(1);
    var grants =
        json(app.browser().get("/.well-known/openid-configuration")).get("grant_types_supported");
    assertThat(grants.toString()).doesNotContain("password", "implicit");
  }

  @Test
  void section_2_4_refusals_at_the_token_endpoint_tell_nobody_apart() {
    var max = app.as(MAX);
    var used = client.code(max);
    client.exchange(used);
    var late = client.code(max);
    var ended = app.as(ADA, "globex");
    var over = client.code(ended);
    ended.post("/logout");
    app.clock().advance(Duration.ofMinutes(11));
    var answers = new LinkedHashSet<String>();
    for (var code : List.of(used, late, over, "x".repeat(43), "x"))
      answers.add(client.exchange(code).body());
    assertThat(answers).hasSize(1);
  }

  @Test
  void section_2_5_a_client_proves_itself_as_its_kind_must() {
    var max = app.as(MAX);
    var spa = spa();
    var form =
        List.of(
            "grant_type",
            "authorization_code",
            "redirect_uri",
            TestClient.CALLBACK,
            "code_verifier",
            TestClient.VERIFIER);
    // a confidential client without its secret
    assertError(post(form, "code", client.code(max), "client_id", client.id()), "invalid_client");
    assertError(
        post(form, "code", client.code(max), "client_id", client.id(), "client_secret", ""),
        "invalid_client");
    // a public one with a secret it cannot have
    assertError(
        post(form, "code", spa.code(max), "client_id", spa.id(), "client_secret", "x"),
        "invalid_client");
    assertError(
        app.browser()
            .with("Authorization", basic(spa.id(), client.secret()))
            .postBare("/oauth/token", "grant_type", "authorization_code", "code", spa.code(max)),
        "invalid_client");
    // one with the secret of another
    var other = web("Other");
    assertError(
        post(
            form,
            "code",
            client.code(max),
            "client_id",
            client.id(),
            "client_secret",
            other.secret()),
        "invalid_client");
    // one that is one in the header and another in the body
    assertThat(
            app.browser()
                .with("Authorization", client.basic())
                .postBare(
                    "/oauth/token",
                    "grant_type",
                    "authorization_code",
                    "code",
                    other.code(max),
                    "client_id",
                    other.id())
                .status())
        .isBetween(400, 401);
    for (var secret : List.of("*", "%", "' OR '1'='1", client.secret() + " ", " "))
      assertError(
          post(form, "code", "x", "client_id", client.id(), "client_secret", secret),
          "invalid_client");
    assertThat(app.browser().with("Authorization", client.basic()).get("/oauth/token").status())
        .as("never by GET")
        .isIn(404, 405);
  }

  private Answer post(List<String> form, String... more) {
    var all = new ArrayList<>(form);
    all.addAll(List.of(more));
    return app.browser().postBare("/oauth/token", all.toArray(String[]::new));
  }

  private static String basic(String id, String secret) {
    return "Basic "
        + Base64.getEncoder()
            .encodeToString((id + ":" + secret).getBytes(StandardCharsets.US_ASCII));
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void section_2_5_an_application_never_has_three_secrets(Engine engine) {
    on(engine);
    var actor = new Actor.Internal("test");
    var applications = app.app().applications();
    var runners = new ArrayList<Callable<?>>();
    for (var i = 0; i < 6; i++) runners.add(() -> applications.addSecret(actor, client.id()));
    var outcome = Race.between(runners);

    assertThat(outcome.done()).isEqualTo(1);
    assertThat(outcome.codes()).containsOnly("too_many_secrets");
    assertThat(applications.secrets(client.id())).hasSize(2);
  }

  @Test
  void section_2_6_the_metadata_offers_nothing_that_is_not_done() {
    var it = json(app.browser().get("/.well-known/openid-configuration"));
    assertThat(it.get("issuer").asText()).isEqualTo(ISSUER);
    assertThat(it.get("response_types_supported").toString()).isEqualTo("[\"code\"]");
    assertThat(it.get("response_modes_supported").toString()).isEqualTo("[\"query\"]");
    assertThat(it.get("id_token_signing_alg_values_supported").toString()).isEqualTo("[\"RS256\"]");
    assertThat(it.get("authorization_response_iss_parameter_supported").asBoolean()).isTrue();
    assertThat(it.path("request_parameter_supported").asBoolean()).isFalse();
    assertThat(it.path("request_uri_parameter_supported").asBoolean()).isFalse();
    var keys = app.browser().get("/keys").body();
    assertThat(keys)
        .doesNotContain("\"d\"", "\"p\"", "\"q\"", "\"dp\"", "\"dq\"", "\"qi\"", "\"k\"");
  }

  // ------------------------------------------------------------------ 4.2 leaks

  @Test
  void section_4_2_no_page_tells_other_sites_where_it_was_come_from() {
    var max = app.browser();
    var sent = max.get(client.authorize());
    var login = max.follow(sent);
    for (var answer :
        List.of(
            sent,
            login,
            app.as(MAX).get(client.authorize()),
            app.browser().get(client.authorize("client_id", "x")),
            app.as(MAX).get("/oidc/logout"),
            app.as(ADA).get("/login/organization"))) {
      assertThat(answer.header("Referrer-Policy"))
          .isIn("no-referrer", "strict-origin-when-cross-origin");
      assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
      assertThat(answer.elements("script[src^=http], img[src^=http], link[href^=http], iframe"))
          .as("nothing of another site is loaded")
          .isEmpty();
      assertThat(answer.elements("script:not([src])")).isEmpty();
    }
  }

  @Test
  void section_4_2_4_a_code_is_dead_after_its_first_use_and_in_ten_minutes() {
    var max = app.as(MAX);
    var code = client.code(max);
    assertThat(client.exchange(code).status()).isEqualTo(200);
    assertError(client.exchange(code), "invalid_grant");
    var late = client.code(max);
    app.clock().advance(Duration.ofMinutes(10));
    assertError(client.exchange(late), "invalid_grant");
  }

  // ------------------------------------------------------------------ 4.4 mix-up

  @Test
  void section_4_4_every_answer_says_who_answers() {
    for (var answer :
        List.of(
            app.as(MAX).get(client.authorize()),
            app.as(MAX).get(client.authorize("response_type", "token")),
            app.as(MAX).get(client.authorize("scope", "x")),
            app.as(MAX).get(client.authorize("organization_id", "x")),
            app.browser().get(client.authorize("prompt", "none"))))
      assertThat(parameters(answer)).containsEntry("iss", ISSUER);
    assertThat(claims(text(client.tokens(app.as(MAX)), "id_token")).get("iss").asText())
        .isEqualTo(ISSUER);
  }

  // ------------------------------------------------------------------ 4.5 code injection

  @Test
  void section_4_5_code_injection_another_clients_code_is_worth_nothing_and_stays() {
    var max = app.as(MAX);
    var code = client.code(max);
    for (var thief : List.of(web("Thief"), spa()))
      assertError(thief.exchange(code), "invalid_grant");
    assertThat(app.events()).doesNotContain("application.grant_replayed");
    assertThat(client.exchange(code).status()).isEqualTo(200);
    for (var thief : List.of(web("Thief"), spa()))
      assertError(thief.exchange(code), "invalid_grant");
    assertThat(app.events())
        .as("who is not its client cannot revoke by replaying")
        .doesNotContain("application.grant_replayed");
  }

  @Test
  void section_4_5_code_injection_into_another_sign_in_fails_by_its_verifier_and_its_nonce() {
    var stolen = client.code(app.as(MAX), "nonce", "of-the-victim");
    assertError(
        client.exchange(stolen, "code_verifier", "the-attackers-own-verifier-of-43-characters-"),
        "invalid_grant");
    var tokens = json(client.exchange(stolen));
    assertThat(claims(text(tokens, "id_token")).get("nonce").asText()).isEqualTo("of-the-victim");
  }

  @Test
  void section_4_5_a_code_is_bound_to_its_redirect_uri() {
    var two = TestClient.register(app, Registration.web("Two", TestClient.CALLBACK, HOME));
    var code = two.code(app.as(MAX));
    assertError(two.exchange(code, "redirect_uri", HOME), "invalid_grant");
    assertError(two.exchange(code, "redirect_uri", ""), "invalid_grant");
    assertThat(two.exchange(code).status()).isEqualTo(200);
  }

  // ------------------------------------------------------------------ 4.7 CSRF

  @Test
  void section_4_7_a_continue_link_works_only_in_the_browser_it_began_in() {
    var attacker = app.as(GUS);
    app.clock().advance(Duration.ofSeconds(1));
    var link = continueLink(attacker.get(client.authorize("prompt", "login")));
    for (var victim : List.of(app.browser(), app.as(MAX), app.as(GUS))) {
      var answer = victim.get(link);
      assertThat(answer.status()).isEqualTo(409);
      assertThat(answer.header("Location")).isEmpty();
    }
    var other = app.browser();
    other.get(client.authorize());
    assertThat(other.get(link).status()).as("with a secret of its own").isEqualTo(409);
    var victim = app.browser();
    signIn(victim, MAX, link);
    assertThat(victim.get(link).status()).isEqualTo(409);
    assertThat(app.count("grants")).isZero();
  }

  private static String continueLink(Answer redirect) {
    var link =
        Pattern.compile("return_to=([^&]+)")
            .matcher(redirect.header("Location"))
            .results()
            .map(it -> java.net.URLDecoder.decode(it.group(1), StandardCharsets.UTF_8))
            .findFirst()
            .orElseThrow();
    assertThat(link).startsWith("/oauth/authorize/continue/");
    return link;
  }

  @Test
  void section_4_7_another_site_can_begin_no_sign_in_here_and_choose_nothing() {
    var max = app.as(ADA);
    var login = app.browser();
    login.post("/login", "email", MAX);
    for (var headers :
        List.of(
            List.of("Sec-Fetch-Site", "cross-site"),
            List.of("Sec-Fetch-Site", "same-site"),
            List.of("Sec-Fetch-Site", "none"),
            List.of("Origin", "https://evil.example"),
            List.of("Origin", "null"),
            List.of("Origin", ISSUER + ".evil.example"),
            List.of("X-Nothing", "x"))) {
      for (var browser : List.of(max.copy(), login.copy(), app.browser())) {
        browser.with(headers.get(0), headers.get(1));
        for (var path :
            List.of(
                "/login",
                "/login/sign-up",
                "/login/code",
                "/login/code/resend",
                "/login/link/" + "x".repeat(43),
                "/login/invitation/" + "x".repeat(43),
                "/login/organization",
                "/logout",
                "/oidc/logout/confirmation")) {
          var answer = browser.postBare(path, "email", GUS, "code", "000000");
          assertThat(answer.status()).as(headers + " " + path).isEqualTo(403);
          assertThat(answer.headers("Set-Cookie")).isEmpty();
        }
      }
    }
    assertThat(max.get("/ui/organization/general").status()).isEqualTo(200);
  }

  @Test
  void section_4_7_a_sign_in_link_of_somebody_else_asks_before_it_signs_in() {
    var attacker = app.browser();
    attacker.post("/login", "email", GUS);
    var link = Pattern.compile("/login/link/\\S+").matcher(app.mailTo(GUS).text());
    assertThat(link.find()).isTrue();
    var victim = app.browser();
    var page = victim.get(link.group());
    assertThat(page.status()).isEqualTo(200);
    assertThat(page.text("main")).contains(GUS);
    assertThat(victim.cookies()).doesNotContainKey("hosted_ui");
  }

  @Test
  void section_4_7_a_proof_answers_a_request_for_one_only_once() {
    var max = app.as(MAX);
    app.clock().advance(Duration.ofSeconds(1));
    var link = continueLink(max.get(client.authorize("prompt", "login")));
    app.clock().advance(Duration.ofSeconds(1));
    var first = max.follow(signIn(max, MAX, link));
    assertThat(parameters(first)).containsKey("code");
    app.clock().advance(Duration.ofMinutes(30));

    assertThat(max.get(link).header("Location")).as("going back in history").startsWith("/login");

    var gus = app.browser();
    var plain = continueLink(gus.get(client.authorize()));
    assertThat(parameters(gus.follow(signIn(gus, GUS, plain)))).containsKey("code");
    assertThat(parameters(gus.get(plain))).as("nothing was to be proven anew").containsKey("code");
  }

  @Test
  void section_4_7_3_silence_is_kept_without_a_session() {
    for (var browser :
        List.of(app.browser(), app.browser().with("Cookie", "hosted_ui=" + "x".repeat(43)))) {
      var answer = browser.get(client.authorize("prompt", "none"));
      assertThat(parameters(answer))
          .containsEntry("error", "login_required")
          .doesNotContainKey("code");
      assertThat(answer.headers("Set-Cookie")).isEmpty();
    }
    var over = app.as(MAX);
    app.clock().advance(Duration.ofDays(30));
    assertThat(parameters(over.get(client.authorize("prompt", "none"))))
        .containsEntry("error", "login_required");
  }

  // ------------------------------------------------------------------ 4.9, 4.10 tokens elsewhere

  @Test
  void section_4_10_a_token_is_for_its_client_and_says_so() {
    var tokens = client.tokens(app.as(MAX));
    for (var name : List.of("access_token", "id_token")) {
      assertThat(claims(text(tokens, name)).get("aud").toString())
          .isEqualTo("[\"" + client.id() + "\"]");
      assertThat(claims(text(tokens, name)).get("client_id").asText()).isEqualTo(client.id());
    }
    assertThat(claims(text(tokens, "access_token")).get("exp").asLong())
        .isLessThanOrEqualTo(app.clock().instant().getEpochSecond() + 300);
  }

  @Test
  void one_kind_of_token_does_not_pass_for_another() {
    try (var receiver = Receiver.start()) {
      var called = web("Called", receiver.uri("/logout"));
      var max = app.as(MAX);
      var tokens = called.tokens(max);
      max.post("/logout");
      app.app().provider().callDue();
      var logout = receiver.forms().get(0).get("logout_token");
      assertThat(claims(logout).has("nonce")).isFalse();

      var again = app.as(MAX);
      var live = called.tokens(again);
      var id = text(live, "id_token");
      var access = text(live, "access_token");
      var refresh = text(live, "refresh_token");
      assertThat(userInfo(access).status()).isEqualTo(200);
      for (var wrong : List.of(id, logout, refresh, text(tokens, "access_token")))
        assertThat(userInfo(wrong).status()).as(wrong).isEqualTo(401);
      for (var wrong : List.of(id, access, logout)) {
        assertError(called.refresh(wrong), "invalid_grant");
        assertError(called.exchange(wrong), "invalid_grant");
      }
      for (var wrong : List.of(access, logout, refresh, text(tokens, "id_token"))) {
        var asked = again.get("/oidc/logout?id_token_hint=" + encoded(wrong));
        assertThat(asked.status()).as("asks, because that proves nothing").isEqualTo(200);
      }
      for (var wrong : List.of(id, logout))
        assertThat(called.revoke(wrong).status()).isEqualTo(200);
      assertThat(userInfo(access).status()).isEqualTo(200);
      assertThat(again.get("/oidc/logout?id_token_hint=" + encoded(id)).status()).isEqualTo(303);
    }
  }

  // ------------------------------------------------------------------ forged tokens (RFC 8725)

  @Test
  void forged_tokens_open_nothing() throws Exception {
    var max = app.as(MAX);
    var tokens = client.tokens(max);
    var access = text(tokens, "access_token");
    var id = text(tokens, "id_token");
    var published = JWKSet.parse(app.browser().get("/keys").body()).getKeys().get(0).toRSAKey();
    assertThat(userInfo(access).status()).isEqualTo(200);

    for (var forged : forgeries(access, "at+jwt", published))
      assertThat(userInfo(forged).status()).as(forged).isEqualTo(401);
    for (var forged : forgeries(access, "at+jwt", published)) client.revoke(forged);
    assertThat(userInfo(access).status()).as("a forged token revokes nothing").isEqualTo(200);
    for (var forged : forgeries(id, "JWT", published)) {
      assertThat(max.get("/oidc/logout?id_token_hint=" + encoded(forged)).status())
          .as("asks: " + forged)
          .isEqualTo(200);
    }
    assertThat(app.sessionsOf(app.user(MAX))).hasSize(1);
  }

  private static List<String> forgeries(String token, String type, RSAKey published)
      throws JOSEException {
    var parts = token.split("\\.");
    var payload = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
    var own = new RSAKeyGenerator(2048).keyID(published.getKeyID()).generate();
    var secret = published.toRSAPublicKey().getEncoded();
    var pem =
        ("-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(secret)
                + "\n-----END PUBLIC KEY-----\n")
            .getBytes(StandardCharsets.US_ASCII);
    var forged = new ArrayList<String>();
    for (var none : List.of("none", "None", "NONE", "nOnE")) {
      var header =
          base64(
              "{\"alg\":\""
                  + none
                  + "\",\"typ\":\""
                  + type
                  + "\",\"kid\":\""
                  + published.getKeyID()
                  + "\"}");
      forged.add(header + "." + parts[1] + ".");
      forged.add(header + "." + parts[1] + "." + parts[2]);
    }
    for (var key : List.of(secret, pem, published.getModulus().decode()))
      forged.add(
          signed(
              new JWSHeader.Builder(JWSAlgorithm.HS256)
                  .type(new JOSEObjectType(type))
                  .keyID(published.getKeyID())
                  .build(),
              payload,
              new MACSigner(key)));
    var signer = new RSASSASigner(own);
    var plain =
        new JWSHeader.Builder(JWSAlgorithm.RS256)
            .type(new JOSEObjectType(type))
            .keyID(published.getKeyID());
    forged.add(signed(plain.build(), payload, signer));
    forged.add(signed(plain.keyID("snk_000000000000000001").build(), payload, signer));
    forged.add(signed(plain.keyID(null).build(), payload, signer));
    forged.add(signed(plain.keyID("../../etc/passwd").build(), payload, signer));
    forged.add(signed(plain.keyID("' OR 1=1 --").build(), payload, signer));
    forged.add(
        signed(plain.keyID(published.getKeyID()).jwk(own.toPublicJWK()).build(), payload, signer));
    forged.add(
        signed(
            plain.jwkURL(java.net.URI.create("https://evil.example/keys")).build(),
            payload,
            signer));
    for (var algorithm : List.of(JWSAlgorithm.RS512, JWSAlgorithm.PS256))
      forged.add(
          signed(
              new JWSHeader.Builder(algorithm)
                  .type(new JOSEObjectType(type))
                  .keyID(published.getKeyID())
                  .build(),
              payload,
              signer));
    // what is signed, changed a little
    forged.add(parts[0] + "." + base64(payload.replaceFirst("usr_\\d", "usr_9")) + "." + parts[2]);
    forged.add(parts[0] + "." + parts[1] + ".");
    forged.add(parts[0] + "." + parts[1]);
    forged.add(parts[0] + ".." + parts[2]);
    forged.add(parts[0] + "." + parts[1] + "." + "A".repeat(342));
    forged.add(
        base64(
                "{\"alg\":\"RS256\",\"typ\":\""
                    + type
                    + "\",\"crit\":[\"exp\"],\"kid\":\""
                    + published.getKeyID()
                    + "\"}")
            + "."
            + parts[1]
            + "."
            + parts[2]);
    return forged;
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String signed(JWSHeader header, String payload, JWSSigner signer)
      throws JOSEException {
    var token = new JWSObject(header, new Payload(payload));
    token.sign(signer);
    return token.serialize();
  }

  @Test
  void an_expired_hint_is_still_one_but_only_of_its_own_session_and_client() {
    var max = app.as(MAX);
    var hint = text(client.tokens(max), "id_token");
    app.clock().advance(Duration.ofDays(29));
    var other = app.as(MAX);
    assertThat(other.get("/oidc/logout?id_token_hint=" + encoded(hint)).status())
        .as("of another session of the same person")
        .isEqualTo(200);
    assertThat(
            max.get(
                    "/oidc/logout?id_token_hint="
                        + encoded(hint)
                        + "&client_id="
                        + web("Other").id())
                .status())
        .isEqualTo(400);
    assertThat(max.get("/oidc/logout?id_token_hint=" + encoded(hint)).status()).isEqualTo(303);
    assertThat(app.sessionsOf(app.user(MAX))).hasSize(1);
  }

  // ------------------------------------------------------------------ 4.11, 4.12 redirects

  @Test
  void section_4_11_a_fault_before_the_address_is_known_leads_nowhere() {
    for (var changes :
        List.of(
            List.of("client_id", "skc_unknown"),
            List.of("client_id", ""),
            List.of("redirect_uri", "https://evil.example/"),
            List.of("redirect_uri", ""))) {
      var answer = app.as(MAX).get(client.authorize(changes.toArray(String[]::new)));
      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.header("Location")).isEmpty();
      assertThat(answer.header("Refresh")).isEmpty();
    }
  }

  @Test
  void section_4_12_no_307_carries_a_form_on() {
    var max = app.browser();
    var sent = max.get(client.authorize());
    max.follow(sent);
    var begun = max.post("/login", "email", MAX, "return_to", continueLink(sent));
    var code = Pattern.compile("\\b\\d{6}\\b").matcher(app.mailTo(MAX).text());
    assertThat(code.find()).isTrue();
    var proven = max.post("/login/code", "code", code.group());
    var answered = max.follow(proven);
    var ada = app.as(ADA);
    var chosen =
        ada.post("/login/organization", "organization", app.organization("globex").value());
    var asGet = max.postBare("/oauth/authorize", "client_id", client.id());
    var logoutAsGet = max.postBare("/oidc/logout", "client_id", client.id());
    var confirmed = max.post("/oidc/logout/confirmation", "client_id", client.id());
    var out = ada.post("/logout");

    for (var answer : List.of(begun, proven, chosen, asGet, logoutAsGet, confirmed, out))
      assertThat(answer.status()).isEqualTo(303);
    for (var answer : List.of(sent, answered)) assertThat(answer.status()).isIn(302, 303);
  }

  // ------------------------------------------------------------------ 4.16 clickjacking

  @Test
  void section_4_16_no_page_can_be_framed() {
    var login = app.browser();
    login.post("/login", "email", MAX);
    for (var answer :
        List.of(
            app.browser().get(client.authorize("client_id", "x")),
            app.as(MAX).get(client.authorize()),
            app.browser().get(client.authorize()),
            app.browser().get("/login"),
            app.browser()
                .get(
                    "/login?return_to="
                        + encoded(continueLink(app.browser().get(client.authorize())))),
            app.browser().get("/login/sign-up"),
            login.get("/login/code"),
            app.browser().get("/login/link/" + "x".repeat(43)),
            app.as(ADA).get("/login/organization"),
            app.as(MAX).get("/oidc/logout"),
            app.as(MAX)
                .get(
                    "/oidc/logout?client_id="
                        + client.id()
                        + "&post_logout_redirect_uri="
                        + encoded(HOME)),
            app.as(MAX).get("/oidc/logout?post_logout_redirect_uri=x"),
            app.browser().get("/oauth/authorize/continue/" + "x".repeat(43)),
            app.browser().get("/oauth/authorize?client_id=%ff"))) {
      assertThat(answer.headers("X-Frame-Options")).as(answer.toString()).containsExactly("DENY");
      assertThat(answer.headers("Content-Security-Policy")).hasSize(1);
      assertThat(answer.header("Content-Security-Policy"))
          .contains("frame-ancestors 'none'", "default-src 'none'", "base-uri 'none'");
    }
    var unreadable = RawHttp.send(app.port(), "GET /oauth/%00 HTTP/1.1", "Host: localhost");
    assertThat(unreadable.status()).isEqualTo(400);
    assertThat(unreadable.header("X-Frame-Options")).isEqualTo("DENY");
    assertThat(unreadable.header("Content-Security-Policy")).contains("frame-ancestors 'none'");
  }

  // ------------------------------------------------------------------ CORS

  @Test
  void no_page_of_another_site_reads_with_the_visitors_cookies() {
    var evil = app.as(MAX).with("Origin", "https://evil.example").with("Sec-Fetch-Mode", "cors");
    for (var path :
        List.of(
            client.authorize(),
            "/oidc/logout",
            "/login",
            "/login/organization",
            "/ui/organization/general",
            "/oauth/authorize/continue/" + "x".repeat(43)))
      assertThat(evil.get(path).header("Access-Control-Allow-Origin")).as(path).isEmpty();
    for (var path : List.of("/userinfo", "/keys", "/.well-known/openid-configuration")) {
      var answer = evil.get(path);
      assertThat(answer.header("Access-Control-Allow-Origin")).as(path).isEqualTo("*");
      assertThat(answer.header("Access-Control-Allow-Credentials")).as(path).isEmpty();
    }
    assertThat(evil.get("/userinfo").status()).as("a cookie is no token").isEqualTo(401);
    assertThat(evil.postBare("/oauth/token", "grant_type", "client_credentials").status())
        .isBetween(400, 401);
    var preflight =
        RawHttp.send(
            app.port(),
            "OPTIONS /oauth/token HTTP/1.1",
            "Host: localhost",
            "Origin: https://evil.example",
            "Access-Control-Request-Method: POST",
            "Connection: close");
    assertThat(preflight.header("Access-Control-Allow-Credentials")).isEmpty();
    assertThat(preflight.header("Access-Control-Allow-Origin")).isEqualTo("*");
    for (var path : List.of("/oauth/authorize", "/login", "/oidc/logout/confirmation"))
      assertThat(
              RawHttp.send(
                      app.port(),
                      "OPTIONS " + path + " HTTP/1.1",
                      "Host: localhost",
                      "Origin: https://evil.example",
                      "Access-Control-Request-Method: POST",
                      "Connection: close")
                  .header("Access-Control-Allow-Origin"))
          .as(path)
          .isEmpty();
  }

  // ------------------------------------------------------------------ session fixation

  @Test
  void a_session_cookie_set_beforehand_is_never_the_one_after_signing_in() {
    var victim = app.browser();
    victim.cookies().put("hosted_ui", "f".repeat(43));
    signIn(victim, MAX, "/ui/");
    assertThat(victim.cookies().get("hosted_ui")).isNotEqualTo("f".repeat(43));
    assertThat(withCookie("f".repeat(43)).get("/ui/").header("Location")).startsWith("/login");

    var attackers = app.as(GUS).cookies().get("hosted_ui");
    var planted = app.browser();
    planted.cookies().put("hosted_ui", attackers);
    signIn(planted, ADA, "/ui/");
    assertThat(planted.cookies().get("hosted_ui")).isNotEqualTo(attackers);
    assertThat(withCookie(attackers).get("/ui/").header("Location")).startsWith("/login");

    var before = victim.cookies().get("hosted_ui");
    app.clock().advance(Duration.ofMinutes(2));
    signIn(victim, MAX, "/ui/");
    assertThat(victim.cookies().get("hosted_ui")).isNotEqualTo(before);
    assertThat(withCookie(before).get("/ui/").header("Location"))
        .as("proving it anew")
        .startsWith("/login");

    var last = victim.cookies().get("hosted_ui");
    victim.post("/logout");
    assertThat(withCookie(last).get("/ui/").header("Location")).startsWith("/login");
  }

  private TestApp.Browser withCookie(String value) {
    var browser = app.browser();
    browser.cookies().put("hosted_ui", value);
    return browser;
  }

  @Test
  void cookies_are_for_the_server_alone() {
    try (var https =
        TestApp.start(
            Engine.SQLITE,
            Map.of(
                "HOSTED_UI_BASE_URL",
                "https://login.example",
                "HOSTED_UI_SMTP_URL",
                "smtp://localhost:25",
                "HOSTED_UI_MAIL_FROM",
                "a@login.example"))) {
      var there = TestClient.register(https, Registration.web("App", "https://app.example/cb"));
      var answer = https.browser().get(there.authorize("redirect_uri", "https://app.example/cb"));
      assertThat(answer.headers("Set-Cookie"))
          .isNotEmpty()
          .allSatisfy(
              cookie ->
                  assertThat(cookie)
                      .startsWith("__Host-")
                      .contains("; Path=/", "; HttpOnly", "; SameSite=Lax", "; Secure")
                      .doesNotContain("Domain"));
      assertThat(answer.header("Strict-Transport-Security")).contains("max-age=");
    }
  }

  // ------------------------------------------------------------------ logs, events, tables,
  // toString

  /** Where the log of the tests goes, all levels of it. */
  private static final Path LOG = Path.of("target/tests.log");

  @Test
  void nothing_secret_is_in_the_log_in_events_or_readable_in_a_table() throws IOException {
    var before = Files.size(LOG);
    Set<String> secrets;
    try (var receiver = Receiver.start()) {
      secrets = journey(receiver);
    }
    var all = Files.readAllBytes(LOG);
    var log = new String(all, (int) before, all.length - (int) before, StandardCharsets.UTF_8);
    assertThat(log.lines()).as("that it was listened at all").hasSizeGreaterThan(10);
    var events = app.contents("events");
    for (var secret : secrets) {
      assertThat(log).as("in the log").doesNotContain(secret);
      assertThat(events).as("in events").doesNotContain(secret);
    }
    var tables =
        app.contents(
            "applications",
            "client_secrets",
            "grants",
            "sessions",
            "signing_keys",
            "logout_calls",
            "letters");
    for (var secret : secrets) assertThat(tables).as("in a table").doesNotContain(secret);
    assertThat(app.contents("signing_keys")).doesNotContain("MIIEv");
  }

  /** A life of an application's tokens, with its accidents; answers all that must stay secret. */
  private Set<String> journey(Receiver receiver) {
    var secrets = new LinkedHashSet<String>();
    var state = "state-of-Zm9vYmFyYmF6cXV4";
    var noted = "nonce-of-cXV1eGNvcmdlZ3I";
    secrets.add(state);
    var called = web("Called", receiver.uri("/logout"));
    secrets.add(called.secret());
    secrets.add(TestClient.VERIFIER);
    var max = app.browser();
    var sent = max.get(called.authorize("state", state, "nonce", noted));
    var link = continueLink(sent);
    secrets.add(link.substring(link.lastIndexOf('/') + 1));
    var proven = signIn(max, MAX, link);
    secrets.addAll(max.cookies().values());
    var mailed = Pattern.compile("/login/link/(\\S+)").matcher(app.mailTo(MAX).text());
    assertThat(mailed.find()).isTrue();
    secrets.add(mailed.group(1));
    app.browser().post("/login/link/" + mailed.group(1));
    var code = parameters(max.follow(proven)).get("code");
    assertThat(code).isNotNull();
    secrets.add(code);
    var tokens = json(called.exchange(code));
    var refreshed = json(called.refresh(text(tokens, "refresh_token")));
    for (var name : List.of("access_token", "refresh_token", "id_token")) {
      secrets.add(text(tokens, name));
      secrets.add(text(refreshed, name));
    }
    called.refresh(text(tokens, "refresh_token"));
    called.exchange(code);
    called.exchange(code, "code_verifier", "y".repeat(43));
    called.revoke(text(refreshed, "refresh_token"));
    userInfo(text(refreshed, "access_token"));
    client.exchange(code);
    app.browser().get("/oauth/authorize/continue/" + link.substring(link.lastIndexOf('/') + 1));
    max.postBare("/oauth/authorize", "client_id", called.id(), "state", state);
    max.get(called.authorize("client_id", "x", "state", state));
    receiver.answer(500);
    max.get(
        "/oidc/logout?id_token_hint="
            + text(tokens, "id_token")
            + "&state="
            + state
            + "&post_logout_redirect_uri="
            + encoded(HOME));
    app.app().provider().callDue();
    receiver.forms().forEach(form -> secrets.add(form.get("logout_token")));
    assertThat(secrets).hasSizeGreaterThan(12).doesNotContainNull();
    return secrets;
  }

  @Test
  void a_statement_that_fails_says_nothing_of_its_values() {
    var fault =
        catchThrowable(
            () ->
                app.app()
                    .database()
                    .useTransaction(
                        tx ->
                            tx.createUpdate("INSERT INTO nowhere (x) VALUES (:secret)")
                                .bind("secret", "s3cret-value")
                                .execute()));
    var text = new StringWriter();
    fault.printStackTrace(new PrintWriter(text, true));
    assertThat(text.toString()).contains("INSERT INTO nowhere").doesNotContain("s3cret-value");
  }

  @Test
  void what_holds_a_secret_does_not_say_it() {
    var who = new ClientRequest.Client("skc_1", "s3cret");
    for (var it :
        List.of(
            who,
            new ClientRequest.Code(who, "s3cret", null, "s3cret"),
            new ClientRequest.Refresh(who, "s3cret", null),
            new ClientRequest.Revocation(who, "s3cret"),
            new ClientRequest.Credentials(who, null),
            new Tokens.Issued("s3cret", Duration.ofMinutes(5)),
            new dev.hostedui.identity.session.Session.Begun(
                new dev.hostedui.identity.session.SessionId("ses_1"),
                "s3cret",
                app.clock().instant()),
            new dev.hostedui.identity.application.ClientSecret.Issued(
                new dev.hostedui.identity.application.ClientSecret.SecretId("sec_1"), "s3cret"),
            new dev.hostedui.identity.grant.AuthorizationRequests.Waiting(
                "skc_1", "App", "state=s3cret", "x", app.clock().instant(), "s3cret")))
      assertThat(it.toString()).as(it.getClass().getName()).doesNotContain("s3cret");
    assertThat(app.app().applications().find(client.id()).toString())
        .doesNotContain(client.secret());
  }

  // ------------------------------------------------------------------ one thing while another

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_session_that_ends_meanwhile_leaves_nothing_that_works_and_no_app_untold(Engine engine) {
    on(engine);
    try (var receiver = Receiver.start()) {
      var called = web("Called", receiver.uri("/logout"));
      for (var round = 0; round < 8; round++) {
        var max = app.as(MAX);
        var session = app.sessionsOf(app.user(MAX)).get(0);
        var code = called.code(max);
        var answers = Collections.synchronizedList(new ArrayList<Answer>());
        Race.between(
            () -> answers.add(called.exchange(code)),
            () -> max.copy().post("/logout"),
            () -> {
              var again = max.copy().get(called.authorize());
              assertThat(again.status()).isEqualTo(302);
              return again;
            });
        var answer = answers.get(0);
        assertThat(answer.status()).isIn(200, 400);
        var told =
            app.all("SELECT id FROM logout_calls WHERE session_id = '" + session + "'").size();
        assertThat(told).as("told when it was signed in").isEqualTo(answer.status() == 200 ? 1 : 0);
        if (answer.status() == 200) {
          assertThat(userInfo(text(json(answer), "access_token")).status()).isEqualTo(401);
          assertError(called.refresh(text(json(answer), "refresh_token")), "invalid_grant");
        }
      }
      assertThat(app.events()).doesNotContain("application.grant_replayed");
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_member_who_is_removed_meanwhile_keeps_nothing(Engine engine) {
    on(engine);
    var ada = app.as(ADA, "globex");
    var gus = app.as(GUS);
    var path = "/ui/organization/users/" + app.user(ADA).value() + "/removal";
    var refresh = text(client.tokens(ada), "refresh_token");
    var acme =
        text(
            client.tokens(ada, "organization_id", app.organization("acmecorp").value()),
            "refresh_token");
    var answers = Collections.synchronizedList(new ArrayList<Answer>());
    Race.between(
        () -> answers.add(client.refresh(refresh)),
        () -> gus.post(path),
        () ->
            ada.copy()
                .get(client.authorize("organization_id", app.organization("globex").value())));

    var answer = answers.get(0);
    assertThat(answer.status()).isIn(200, 400);
    if (answer.status() == 200) {
      assertThat(userInfo(text(json(answer), "access_token")).status()).isEqualTo(401);
      assertError(client.refresh(text(json(answer), "refresh_token")), "invalid_grant");
    }
    assertThat(app.events()).doesNotContain("application.grant_replayed");
    assertThat(client.refresh(acme).status()).isIn(200, 400);
  }

  @Test
  void what_is_anothers_organization_is_nothing() {
    for (var organization :
        List.of(app.organization("initech").value(), "org_000000000000000001", "%", "' OR 1=1")) {
      var answer = app.as(MAX).get(client.authorize("organization_id", organization));
      assertThat(parameters(answer))
          .containsEntry("error", "access_denied")
          .doesNotContainKey("code");
    }
    assertThat(app.count("grants")).isZero();
  }
}
