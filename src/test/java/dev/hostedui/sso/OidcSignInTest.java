package dev.hostedui.sso;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.hostedui.identity.connection.AttributeMapping;
import dev.hostedui.identity.connection.SignInHistory;
import dev.hostedui.protocol.upstream.Check;
import dev.hostedui.testing.OidcConnection;
import dev.hostedui.testing.SamlConnection;
import dev.hostedui.testing.TestApp;
import dev.hostedui.testing.TestClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class OidcSignInTest {

  @RegisterExtension static final TestApp app = TestApp.start();

  private static final OidcConnection acme = OidcConnection.start(app);

  private static final String ADA = "ada@acmecorp.example";
  private static final String MAX = "max@acmecorp.example";

  @BeforeEach
  void connect() {
    app.hasNoWayToAnApp();
    acme.enable("acmecorp");
  }

  @AfterAll
  static void stop() {
    acme.close();
  }

  @Test
  void whoever_has_an_address_of_a_verified_domain_signs_in_at_their_provider() {
    var browser = app.browser();
    var asked = acme.askedFor(browser, MAX);
    assertThat(asked)
        .containsEntry("response_type", "code")
        .containsEntry("client_id", OidcConnection.CLIENT)
        .containsEntry("redirect_uri", "http://localhost:8080" + acme.address("/callback"))
        .containsEntry("login_hint", MAX)
        .containsEntry("code_challenge_method", "S256")
        .containsKeys("nonce", "state", "code_challenge")
        .doesNotContainKeys("max_age", "prompt");

    var answer = browser.get(acme.callback(asked, "sub-max", MAX));
    assertThat(answer.status()).as(answer.toString()).isEqualTo(303);
    assertThat(browser.follow(answer).next()).isEqualTo("/ui/");
    assertThat(browser.get("/ui/profile/account").body()).contains(MAX);

    var exchange = acme.exchanged().get(0);
    assertThat(TestClient.challenge(exchange.get("code_verifier")))
        .isEqualTo(asked.get("code_challenge"));
    assertThat(exchange.get("Authorization"))
        .isEqualTo(
            "Basic "
                + Base64.getEncoder()
                    .encodeToString(
                        (OidcConnection.CLIENT + ":" + OidcConnection.SECRET)
                            .getBytes(StandardCharsets.UTF_8)));
    assertThat(
            app.one(
                "SELECT authenticated_with FROM sessions WHERE user_id = '"
                    + app.user(MAX).value()
                    + "' ORDER BY id DESC LIMIT 1"))
        .isEqualTo(acme.id().value());
  }

  @Test
  void a_code_is_exchanged_only_for_the_browser_that_was_sent_away() {
    var browser = app.browser();
    var asked = acme.askedFor(browser, MAX);
    var callback = acme.callback(asked, "sub-max", MAX);

    for (var other : List.of(app.browser(), app.as(ADA))) {
      var page = other.get(callback);
      assertThat(page.status()).isEqualTo(409);
      assertThat(page.text("h1")).isEqualTo("Begin in this browser");
    }
    assertThat(acme.exchanged()).isEmpty();
    assertThat(browser.follow(browser.get(callback)).next()).isEqualTo("/ui/");
  }

  @Test
  void whoever_only_looks_at_an_address_on_the_way_does_not_use_it_up() {
    var client = TestClient.web(app);
    var browser = app.browser();
    var asks = browser.get(client.authorize("connection_id", acme.id().value())).next();
    assertThat(browser.head(asks).status()).isEqualTo(200);
    assertThat(app.count("login_attempts")).isZero();

    var departs = browser.get(asks).next();
    assertThat(browser.head(departs).status()).isEqualTo(204);
    assertThat(app.count("sso_requests")).isZero();

    var asked = acme.asked(browser, browser.get(asks));
    var callback = acme.callback(asked, "sub-max", MAX);
    assertThat(browser.head(callback).status()).isEqualTo(204);
    assertThat(acme.exchanged()).isEmpty();

    var arrives = browser.get(callback).next();
    assertThat(browser.head(arrives).status()).isEqualTo(204);
    assertThat(app.sessionsOf(app.user(MAX))).isEmpty();
    assertThat(browser.get(arrives).next()).startsWith("/oauth/authorize/continue/");
  }

  @Test
  void an_answer_is_good_once() {
    var browser = app.browser();
    var asked = acme.askedFor(browser, MAX);
    var callback = acme.callback(asked, "sub-max", MAX);
    browser.follow(browser.get(callback));

    var again = browser.get(callback);

    assertThat(again.status()).isEqualTo(409);
    assertThat(again.text("h1")).isEqualTo("This answer was used already");
    assertThat(acme.exchanged()).hasSize(1);
  }

  @Test
  void a_provider_that_answers_with_a_form_is_understood() {
    var browser = app.browser();
    var asked = acme.askedFor(browser, MAX);
    var code = acme.code(asked, "sub-max", MAX, it -> {});

    var posted =
        app.browser()
            .with("Sec-Fetch-Site", "cross-site")
            .postBare(acme.address("/callback"), "code", code, "state", asked.get("state"));
    assertThat(posted.status()).isEqualTo(303);

    assertThat(browser.follow(browser.follow(posted)).next()).isEqualTo("/ui/");
  }

  @Test
  void an_answer_that_cannot_be_read_is_said_to_be() {
    var callback = acme.address("/callback");
    assertThat(app.browser().postBare(callback, "code", "x".repeat(20_000)).text("main"))
        .contains("cannot be read, or is too long");
    assertThat(app.browser().get(callback + "?code=%FF&state=x").text("main"))
        .contains("cannot be read, or is too long");
  }

  @Test
  void what_the_provider_says_is_shown_as_text_with_a_way_back() {
    var browser = app.browser();
    var asked = acme.askedFor(browser, MAX);

    var page =
        browser.get(
            acme.address("/callback")
                + "?error=access_denied&error_description=%3Cb%3EYou+are+not+assigned%3C%2Fb%3E&state="
                + asked.get("state"));

    assertThat(page.status()).isEqualTo(422);
    assertThat(page.text("h1")).isEqualTo("You could not be signed in");
    assertThat(page.text("main")).contains("<b>You are not assigned</b>");
    assertThat(page.has("main b")).isFalse();
    assertThat(page.text("code")).isEqualTo("authentication_not_completed");
    assertThat(acme.asked(browser, browser.get(page.element("a.primary").attr("href"))))
        .containsKey("nonce");
  }

  private String refused(String subject, String email, Consumer<JWTClaimsSet.Builder> change) {
    var browser = app.browser();
    var asked = acme.askedFor(browser, MAX);
    return browser
        .get(acme.callback(asked, acme.code(asked, subject, email, change)))
        .text("h1 + p");
  }

  @Test
  void who_does_not_get_in_reads_what_was_wrong_and_of_no_certificate() {
    var past = Date.from(app.clock().instant().minus(Duration.ofHours(1)));
    assertThat(refused("sub-max", MAX, it -> it.expirationTime(past)))
        .contains("that the clocks differ");
    assertThat(refused("sub-max", "a@x.example,b@x.example", it -> {}))
        .startsWith("What your identity provider sent as your email address is none.");
    for (var error :
        Map.of(
                "server_error", "Your identity provider has a fault of its own",
                "temporarily_unavailable", "Your identity provider has a fault of its own",
                "invalid_scope", "Your identity provider did not accept what it was asked",
                "unauthorized_client", "Your identity provider did not accept what it was asked",
                "access_denied", "Your identity provider did not sign you in.")
            .entrySet()) {
      var browser = app.browser();
      var asked = acme.askedFor(browser, MAX);
      var page =
          browser.get(
              acme.address("/callback")
                  + "?error="
                  + error.getKey()
                  + "&state="
                  + asked.get("state"));
      assertThat(page.text("h1 + p")).as(error.getKey()).startsWith(error.getValue());
    }
    for (var cause :
        List.of("token_unsigned", "token_algorithm", "signing_key_unknown", "signature_wrong"))
      assertThat(
              AnswerWords.of(
                  Check.failed("signature", "", "", "signature_validation_failed", cause)))
          .contains("sign")
          .doesNotContain("certificate");
    for (var cause : List.of("token_invalid_client", "token_unauthorized_client"))
      assertThat(
              AnswerWords.of(
                  Check.failed("token_endpoint", "", "", "failed_to_exchange_token", cause)))
          .contains("client secret", "expired")
          .doesNotContain("Try again");
    assertThat(
            AnswerWords.of(
                Check.failed(
                    "userinfo", "", "", "user_info_retrieve_failed", "userinfo_subject_differs")))
        .doesNotContain("could not be asked");
  }

  @Test
  void what_does_not_hold_lets_nobody_in() {
    for (var change :
        List.<java.util.function.Consumer<com.nimbusds.jwt.JWTClaimsSet.Builder>>of(
            it -> it.claim("nonce", "another"),
            it -> it.audience("another"),
            it -> it.issuer("https://evil.example"),
            it -> it.claim("email", null),
            it -> it.expirationTime(Date.from(app.clock().instant().minus(Duration.ofHours(1)))))) {
      var browser = app.browser();
      var asked = acme.askedFor(browser, MAX);

      var page = browser.get(acme.callback(asked, acme.code(asked, "sub-max", MAX, change)));

      assertThat(page.status()).as(page.text("main")).isEqualTo(422);
      assertThat(page.body()).doesNotContain(OidcConnection.SECRET, acme.issuer());
    }
    assertThat(app.sessionsOf(app.user(MAX))).isEmpty();
  }

  @Test
  void who_comes_without_what_is_mapped_to_the_user_id_is_not_known_by_another_name() {
    acme.change(it -> it.with(new AttributeMapping(Map.of("sub", "employee"))));
    var ada = app.browser();
    var asked = acme.askedFor(ada, ADA);
    var code = acme.code(asked, "sub-ada", ADA, it -> it.claim("employee", "55"));
    assertThat(ada.follow(ada.get(acme.callback(asked, code))).next()).isEqualTo("/ui/");

    var browser = app.browser();
    var again = acme.askedFor(browser, MAX);
    var page = browser.get(acme.callback(again, "55", MAX));
    assertThat(page.status()).isEqualTo(422);
    assertThat(page.text("code")).isEqualTo("subject_malformed");
    assertThat(app.sessionsOf(app.user(MAX))).isEmpty();
  }

  @Test
  void what_was_not_asked_is_not_answered() {
    var browser = app.browser();
    acme.askedFor(browser, MAX);
    for (var query :
        List.of(
            "",
            "?code=x",
            "?code=x&state=y",
            "?code=x&state=" + "a".repeat(43),
            "?state=a&state=b")) {
      var page = browser.get(acme.address("/callback") + query);
      assertThat(page.status()).as(query).isIn(400, 409);
    }
    assertThat(browser.get("/sso/v1/oidc/conn_1/callback?code=x&state=y").status()).isEqualTo(404);
    assertThat(acme.exchanged()).isEmpty();
  }

  @Test
  void a_key_that_was_rotated_a_moment_ago_is_fetched() {
    acme.signIn(app.browser(), "sub-max", MAX);
    acme.rotate();
    app.clock().advance(Duration.ofSeconds(30));

    assertThat(acme.signIn(app.browser(), "sub-max", MAX).next()).isEqualTo("/ui/");
  }

  @Test
  void a_code_of_one_provider_is_not_shown_to_another() {
    var browser = app.browser();
    var asked = acme.askedFor(browser, MAX);
    acme.change(it -> OidcConnection.with(it, "https://other.example"));
    var history = app.app().core().signInHistory;
    while (history.writeNoted() > 0) app.arrange("DELETE FROM sign_in_history");

    var page = browser.get(acme.callback(asked, "sub-max", MAX));
    assertThat(page.status()).isEqualTo(409);
    assertThat(page.text("main")).contains("The connection was changed meanwhile. Try again.");
    assertThat(acme.exchanged()).isEmpty();
    history.writeNoted();
    assertThat(
            history
                .page(app.organization("acmecorp"), SignInHistory.Filter.ALL, null, 10)
                .entries())
        .extracting(it -> it.attempt().code())
        .containsExactly("provider_changed");
  }

  @Test
  void a_change_that_leads_to_the_same_provider_stops_nobody() {
    var browser = app.browser();
    var asked = acme.askedFor(browser, MAX);
    acme.change(it -> it.with(new AttributeMapping(Map.of("email", "email"))));

    assertThat(browser.follow(browser.get(acme.callback(asked, "sub-max", MAX))).next())
        .isEqualTo("/ui/");
  }

  @Test
  void a_new_proof_is_asked_for_by_max_age_and_must_be_one() {
    var client = TestClient.web(app);
    var browser = app.browser();
    acme.signIn(browser, "sub-max", MAX);

    var asked =
        acme.asked(
            browser,
            browser.get(client.authorize("prompt", "login", "connection_id", acme.id().value())));
    assertThat(asked).containsEntry("max_age", "0").containsEntry("prompt", "login");

    var old = app.clock().instant().minus(Duration.ofHours(1)).getEpochSecond();
    var page =
        browser.get(
            acme.callback(
                asked, acme.code(asked, "sub-max", MAX, it -> it.claim("auth_time", old))));
    assertThat(page.status()).isEqualTo(422);
  }

  @Test
  void when_somebody_signed_in_at_the_provider_is_when_it_says_unless_that_cannot_be() {
    var client = TestClient.web(app);
    var now = app.clock().instant().getEpochSecond();
    for (var said : List.of(now - 18_000, now + 100, 0L)) {
      var browser = app.browser();
      var asked = acme.askedFor(browser, MAX);
      browser.follow(
          browser.get(
              acme.callback(
                  asked, acme.code(asked, "sub-max", MAX, it -> it.claim("auth_time", said)))));
      var claims = TestClient.claims(client.tokens(browser).get("id_token").asText());
      assertThat(claims.get("auth_time").asLong()).isEqualTo(said == now - 18_000 ? said : now);
    }
  }

  @Test
  void the_tile_of_a_provider_leads_to_where_the_app_begins() {
    app.arrange("UPDATE applications SET initiate_login_uri = 'https://app.example/begin'");
    app.app().core().environments.refresh();

    var answer = app.browser().get(acme.address("/init"));

    assertThat(answer.status()).isEqualTo(302);
    assertThat(answer.next())
        .startsWith("https://app.example/begin?")
        .contains("connection_id=" + acme.id().value());
  }

  @Test
  void a_tile_says_whom_it_is_for_in_either_way_and_no_other_provider_has_one() {
    app.arrange("UPDATE applications SET initiate_login_uri = 'https://app.example/begin'");
    app.app().core().environments.refresh();
    var posted =
        app.browser()
            .with("Sec-Fetch-Site", "cross-site")
            .postBare(
                acme.address("/init"),
                "iss",
                acme.issuer(),
                "login_hint",
                MAX,
                "target_link_uri",
                "https://app.example/deep");
    assertThat(posted.status()).isEqualTo(303);
    assertThat(posted.next()).startsWith(acme.address("/init?"));

    assertThat(SamlConnection.parameters(app.browser().get(posted.next()).next()))
        .containsEntry("login_hint", MAX)
        .containsEntry("connection_id", acme.id().value());
    var other = app.browser().get(acme.address("/init?iss=http://evil.example"));
    assertThat(other.status()).isEqualTo(409);
    assertThat(other.text("h1")).isEqualTo("Begin here");
  }
}
