package dev.hostedui.sso;

import static dev.hostedui.testing.TestClient.parameters;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.identity.connection.IdpCertificate;
import dev.hostedui.identity.connection.SamlSettings;
import dev.hostedui.identity.connection.SignInHistory;
import dev.hostedui.identity.connection.Switch;
import dev.hostedui.protocol.saml.CertificateReader;
import dev.hostedui.protocol.saml.CertificateRefused;
import dev.hostedui.protocol.upstream.Check;
import dev.hostedui.testing.Answer;
import dev.hostedui.testing.Identity;
import dev.hostedui.testing.Race;
import dev.hostedui.testing.SamlConnection;
import dev.hostedui.testing.SamlMint;
import dev.hostedui.testing.TestApp;
import dev.hostedui.testing.TestClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SamlSignInTest {

  @RegisterExtension static final TestApp app = TestApp.start();

  private static final String ADA = "ada@acmecorp.example";
  private static final String MAX = "max@acmecorp.example";

  private static final String OUTSIDER = "olga@else.example";

  private SamlConnection acme;

  @BeforeEach
  void connect() {
    app.hasNoWayToAnApp();
    acme = SamlConnection.enabled(app, "acmecorp");
  }

  // ------------------------------------------------------------------ there and back

  @Test
  void whoever_has_an_address_of_a_verified_domain_signs_in_at_their_provider() {
    var browser = app.browser();
    var page = browser.post("/login", "email", MAX, "return_to", "/ui/");
    assertThat(page.status()).isEqualTo(200);
    assertThat(page.text("h1")).isEqualTo("Going on to your sign-in page");
    assertThat(page.next()).startsWith(acme.address("/init?attempt=lri_"));

    var asked = SamlConnection.asked(browser, page);
    assertThat(asked.address()).startsWith("https://idp.acmecorp.example/sso?");
    assertThat(asked.xml()).contains("http://localhost:8080" + acme.address("/callback"));
    assertThat(asked.xml()).doesNotContain("RequestedAuthnContext", "ForceAuthn=\"true\"");

    var answer = acme.post(acme.mint(asked, "00u-max", MAX), asked.relayState());
    assertThat(answer.status()).as(answer.toString()).isEqualTo(303);
    assertThat(answer.next()).startsWith("/login/upstream/");
    assertThat(answer.headers("Set-Cookie")).isEmpty();
    var landed = browser.follow(answer);
    assertThat(landed.status()).as(landed.toString()).isEqualTo(302);
    assertThat(landed.next()).isEqualTo("/ui/");
    assertThat(browser.get("/ui/profile/account").body()).contains(MAX);
    assertThat(app.mail().all()).isEmpty();
  }

  @Test
  void the_session_says_by_which_connection_it_came_and_is_in_its_organization() {
    // she belongs to two organizations, and is not asked which
    acme.signIn(app.browser(), "00u-ada", ADA);

    var session = app.sessionsOf(app.user(ADA)).get(0);
    assertThat(app.one("SELECT authenticated_with FROM sessions WHERE id = '" + session + "'"))
        .isEqualTo(acme.id().value());
    assertThat(app.one("SELECT organization_id FROM sessions WHERE id = '" + session + "'"))
        .isEqualTo(acme.organization().value());
    assertThat(app.events()).contains("user.login");
    assertThat(
            app.one(
                "SELECT after_state FROM events WHERE type = 'user.login' ORDER BY id DESC LIMIT"
                    + " 1"))
        .contains("\"authenticated_organizations\":[\"" + acme.organization().value() + "\"]")
        .contains("\"authenticated_with\":\"" + acme.id().value() + "\"");
  }

  @Test
  void a_provider_that_takes_requests_by_post_gets_a_form_that_works_without_script() {
    acme.change(
        it ->
            SamlConnection.with(
                it,
                new SamlSettings.SignOn(
                    "https://idp.acmecorp.example/sso", SamlSettings.Binding.HTTP_POST)));
    var browser = app.browser();
    var page = browser.follow(browser.post("/login", "email", MAX, "return_to", "/ui/"));

    assertThat(page.status()).isEqualTo(200);
    var form = page.element("form[data-at-once]");
    assertThat(form.attr("action")).isEqualTo("https://idp.acmecorp.example/sso");
    assertThat(form.attr("method")).isEqualTo("post");
    assertThat(page.has("form button[type=submit]")).isTrue();
    assertThat(page.has("input[name=SAMLRequest]")).isTrue();
    assertThat(page.element("input[name=RelayState]").attr("value")).hasSize(43);
    // browsers hold a form to where every redirect after it leads, and providers redirect
    assertThat(page.header("Content-Security-Policy"))
        .contains("script-src 'self'")
        .doesNotContain("form-action");
  }

  @Test
  void a_provider_that_leaves_the_relay_state_behind_is_found_by_what_it_answers() {
    var browser = app.browser();
    var asked = acme.askedFor(browser, MAX);

    assertThat(browser.follow(acme.post(acme.mint(asked, "00u-max", MAX), "")).next())
        .isEqualTo("/ui/");
  }

  @Test
  void an_application_that_wants_a_new_proof_has_the_provider_ask_for_one() {
    var client = TestClient.web(app);
    var browser = app.browser();
    acme.signIn(browser, "00u-max", MAX);

    var asked =
        SamlConnection.asked(
            browser,
            browser.get(client.authorize("prompt", "login", "connection_id", acme.id().value())));

    assertThat(asked.xml()).contains("ForceAuthn=\"true\"");
    var old = proven(acme, asked, Duration.ofHours(1));
    assertThat(old.status()).isEqualTo(422);
    assertThat(old.text("code")).isEqualTo("user_login_required");
    // the clocks of both may be apart, and no more than that
    assertThat(proven(acme, asked, Duration.ofMinutes(-4)).status()).isEqualTo(422);
    assertThat(proven(acme, asked, Duration.ofMinutes(2)).status()).isEqualTo(303);
  }

  /** An answer by somebody who has signed in at the provider so long ago. */
  private static Answer proven(SamlConnection by, SamlConnection.Asked asked, Duration ago) {
    return by.post(
        by.mint(asked, "00u-max", MAX)
            .change(
                "/assertion/AuthnStatement/AuthnInstant",
                app.clock().instant().minus(ago).toString()),
        asked.relayState());
  }

  @Test
  void a_proof_of_before_is_good_where_no_new_one_was_asked_for_or_one_of_that_age() {
    var browser = app.browser();
    var asked = acme.askedFor(browser, MAX);
    assertThat(browser.follow(proven(acme, asked, Duration.ofHours(9))).next()).isEqualTo("/ui/");

    var client = TestClient.web(app);
    app.clock().advance(Duration.ofHours(2));
    var aged =
        SamlConnection.asked(
            browser,
            browser.get(client.authorize("max_age", "3600", "connection_id", acme.id().value())));
    assertThat(proven(acme, aged, Duration.ofHours(2)).status()).isEqualTo(422);
    assertThat(proven(acme, aged, Duration.ofMinutes(59)).status()).isEqualTo(303);
  }

  @Test
  void a_time_that_nobody_has_set_is_none() {
    var browser = app.browser();
    var asked = acme.askedFor(browser, MAX);
    var unset =
        acme.mint(asked, "00u-max", MAX)
            .change("/assertion/AuthnStatement/AuthnInstant", "0001-01-01T00:00:00Z");
    assertThat(browser.follow(acme.post(unset, asked.relayState())).next()).isEqualTo("/ui/");

    var client = TestClient.web(app);
    var claims = TestClient.claims(client.tokens(browser).get("id_token").asText());
    assertThat(claims.get("auth_time").asLong()).isEqualTo(app.clock().instant().getEpochSecond());

    // but where a new sign-in was asked for it is no statement of one
    app.clock().advance(Duration.ofMinutes(2));
    var anew =
        SamlConnection.asked(
            browser,
            browser.get(client.authorize("max_age", "60", "connection_id", acme.id().value())));
    assertThat(
            acme.post(
                    acme.mint(anew, "00u-max", MAX)
                        .change("/assertion/AuthnStatement/AuthnInstant", "0001-01-01T00:00:00Z"),
                    anew.relayState())
                .status())
        .isEqualTo(422);
  }

  @Test
  void a_connection_that_forces_a_new_proof_gets_one() {
    acme.change(SamlSignInTest::forced);
    var asked = acme.askedFor(app.browser(), MAX);
    assertThat(asked.xml()).contains("ForceAuthn=\"true\"");
    assertThat(proven(acme, asked, Duration.ofHours(1)).status()).isEqualTo(422);
    assertThat(proven(acme, asked, Duration.ZERO).status()).isEqualTo(303);
  }

  private static SamlSettings forced(SamlSettings it) {
    return new SamlSettings(
        it.metadataUrl(),
        it.entityId(),
        it.signOn(),
        it.logout(),
        it.certificates(),
        it.nameIdFormat(),
        it.signing(),
        it.requestsSigned(),
        it.assertionsEncrypted(),
        true,
        it.mapping());
  }

  // ------------------------------------------------------------------ whose browser, once

  @Test
  void an_answer_lets_in_only_the_browser_that_was_sent_away() {
    var browser = app.browser();
    var asked = acme.askedFor(browser, MAX);
    var answer = acme.post(acme.mint(asked, "00u-max", MAX), asked.relayState());

    // somebody is made to follow a stranger's answer: login CSRF
    for (var other : List.of(app.browser(), app.as(ADA))) {
      var page = other.follow(answer);
      assertThat(page.status()).isEqualTo(409);
      assertThat(page.text("h1")).isEqualTo("Begin in this browser");
      assertThat(page.headers("Set-Cookie")).isEmpty();
    }
    assertThat(app.sessionsOf(app.user(MAX))).isEmpty();
    // and it is still there for whom it is
    assertThat(browser.follow(answer).next()).isEqualTo("/ui/");
  }

  @Test
  void a_stolen_relay_state_is_of_no_use_with_an_answer_of_ones_own() {
    var victim = app.browser();
    var asked = acme.askedFor(victim, MAX);
    var own = acme.askedFor(app.browser(), ADA);

    // the attacker's good answer, under the victim's state: it names the attacker's request
    var answer = acme.post(acme.mint(own, "00u-ada", ADA), asked.relayState());

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.text("h1")).isEqualTo("You could not be signed in");
    assertThat(answer.text("code")).isEqualTo("invalid_saml_response");
    // and what was asked of the victim can still be answered
    assertThat(
            victim.follow(acme.post(acme.mint(asked, "00u-max", MAX), asked.relayState())).next())
        .isEqualTo("/ui/");
  }

  @Test
  void an_answer_is_good_once() {
    var browser = app.browser();
    var asked = acme.askedFor(browser, MAX);
    var field = acme.mint(asked, "00u-max", MAX).field();
    var first = acme.post(field, asked.relayState());

    var again = acme.post(field, asked.relayState());
    assertThat(again.status()).isEqualTo(409);
    assertThat(again.text("h1")).isEqualTo("This answer was used already");

    assertThat(browser.follow(first).next()).isEqualTo("/ui/");
    // the back button, or the page loaded again
    assertThat(browser.follow(first).next()).isEqualTo("/ui/");
    assertThat(app.sessionsOf(app.user(MAX))).hasSize(1);
    // once signed out, it leads nowhere
    browser.post("/logout");
    assertThat(browser.follow(first).text("h1")).isEqualTo("This sign-in has ended");
  }

  @Test
  void of_an_answer_that_is_brought_several_times_at_once_one_is_taken() {
    var asked = acme.askedFor(app.browser(), MAX);
    var field = acme.mint(asked, "00u-max", MAX).field();
    var statuses = Collections.synchronizedList(new ArrayList<Integer>());

    Race.between(
        Collections.nCopies(4, () -> statuses.add(acme.post(field, asked.relayState()).status())));

    assertThat(statuses).containsExactlyInAnyOrder(303, 409, 409, 409);
  }

  @Test
  void an_assertion_cannot_be_used_for_a_second_request() {
    var first = acme.askedFor(app.browser(), MAX);
    var mint = acme.mint(first, "00u-max", MAX);
    var assertion = mint.xml();
    acme.post(SamlMint.field(assertion), first.relayState());

    var browser = app.browser();
    var second = acme.askedFor(browser, MAX);
    assertThat(acme.post(SamlMint.field(assertion), second.relayState()).status()).isEqualTo(422);
    // also when the provider itself says it again under another answer
    var same = acme.mint(second, "00u-max", MAX).seed(first.id().hashCode());
    assertThat(acme.post(same, second.relayState()).text("h1"))
        .isEqualTo("This answer was used already");
  }

  @Test
  void two_tabs_sign_in_one_after_the_other() {
    var browser = app.browser();
    var one = acme.askedFor(browser, MAX);
    var other = acme.askedFor(browser, MAX);

    for (var asked : List.of(other, one)) {
      var answer = acme.post(acme.mint(asked, "00u-max", MAX), asked.relayState());
      assertThat(browser.follow(answer).next()).isEqualTo("/ui/");
    }
    assertThat(app.sessionsOf(app.user(MAX))).hasSize(1);
  }

  @Test
  void a_request_is_good_for_ten_minutes() {
    var browser = app.browser();
    var asked = acme.askedFor(browser, MAX);
    app.clock().advance(Duration.ofMinutes(10));

    var answer = acme.post(acme.mint(asked, "00u-max", MAX), asked.relayState());

    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.text("h1")).isEqualTo("That took too long");
    // the way back leads to the provider once more
    var again =
        SamlConnection.asked(browser, browser.get(answer.element("a.primary").attr("href")));
    assertThat(again.id()).isNotEqualTo(asked.id());
  }

  @Test
  void an_answer_that_nobody_comes_for_ends() {
    var browser = app.browser();
    var asked = acme.askedFor(browser, MAX);
    var answer = acme.post(acme.mint(asked, "00u-max", MAX), asked.relayState());
    app.clock().advance(Duration.ofMinutes(30));

    var late = browser.follow(answer);

    assertThat(late.status()).isEqualTo(409);
    assertThat(app.sessionsOf(app.user(MAX))).isEmpty();
    assertThat(app.app().core().signOnRequests.forgetOld()).isZero();
    app.clock().advance(Duration.ofDays(1));
    assertThat(app.app().core().signOnRequests.forgetOld()).isEqualTo(1);
  }

  // ------------------------------------------------------------------ by whom

  @Test
  void what_was_asked_of_one_connection_is_not_for_another_to_answer() {
    app.arrange("UPDATE organizations SET features = 'sso' WHERE slug = 'globex'");
    app.arrange(
        "INSERT INTO email_domains (id, organization_id, domain, domain_type, verification_method,"
            + " verification_status, created_at, updated_at) SELECT 'dom_000000000000000009', id,"
            + " 'globex.example', 'ORGANIZATION_DOMAIN', 'ADMIN', 'VERIFIED', 0, 0 FROM"
            + " organizations WHERE slug = 'globex'");
    var globex = SamlConnection.enabled(app, "globex");
    var browser = app.browser();
    var asked = acme.askedFor(browser, MAX);

    // Globex's provider says that it is Max, at its own address and at Acme's
    var own = globex.post(globex.mint(asked, "00u-max", MAX), asked.relayState());
    assertThat(own.status()).isEqualTo(409);
    assertThat(own.text("main")).contains("did not begin here");
    var theirs = acme.post(globex.mint(asked, "00u-max", MAX), asked.relayState());
    assertThat(theirs.status()).isEqualTo(422);

    // and in its own sign-in it cannot name somebody of a domain that is not its own
    var second = app.browser();
    var theirOwn = globex.askedFor(second, "gus@globex.example");
    var refused =
        second.follow(globex.post(globex.mint(theirOwn, "gus", MAX), theirOwn.relayState()));
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.text("main")).contains("may not sign in people from acmecorp.example");
    assertThat(app.sessionsOf(app.user(MAX))).isEmpty();
  }

  @Test
  void a_sign_in_departs_to_its_own_connection_and_from_its_own_browser() {
    app.arrange("UPDATE organizations SET features = 'sso' WHERE slug = 'globex'");
    var globex = SamlConnection.enabled(app, "globex");
    var browser = app.browser();
    var init = browser.post("/login", "email", MAX, "return_to", "/ui/").next();

    assertThat(app.browser().get(init).status()).isEqualTo(409);
    assertThat(browser.get(init.replace(acme.id().value(), globex.id().value())).status())
        .isEqualTo(409);
    assertThat(browser.get(init.replace("/saml/", "/oidc/")).status()).isEqualTo(409);
    assertThat(browser.get(acme.address("/init?attempt=lri_000000000000000001")).status())
        .isEqualTo(409);
    assertThat(browser.get("/sso/v1/saml/conn_1/init?attempt=x").status()).isEqualTo(404);
    assertThat(browser.get(init).status()).isEqualTo(302);
  }

  @Test
  void a_key_that_was_rotated_a_moment_ago_counts_no_more() {
    var browser = app.browser();
    var asked = acme.askedFor(browser, MAX);
    var next = SamlMint.credential("idp-acmecorp-next");
    acme.change(it -> it.with(List.of(IdpCertificate.of(next.certificate().certificate()))));

    var old = acme.post(acme.mint(asked, "00u-max", MAX), asked.relayState());
    assertThat(old.status()).isEqualTo(409);
    assertThat(old.text("main")).contains("The connection was changed meanwhile. Try again.");

    acme.signsBy(next);
    assertThat(
            browser.follow(acme.post(acme.mint(asked, "00u-max", MAX), asked.relayState())).next())
        .isEqualTo("/ui/");
  }

  @Test
  void what_one_provider_was_asked_is_not_for_the_next_one_to_answer() {
    var browser = app.browser();
    var asked = acme.askedFor(browser, MAX);
    var other = "https://other.example/saml";
    acme.change(it -> SamlConnection.with(it, other));

    forgetTries();
    var page = acme.post(acme.mint(asked, "00u-max", MAX).from(other), asked.relayState());
    assertThat(page.status()).isEqualTo(409);
    assertThat(page.text("main")).contains("The connection was changed meanwhile. Try again.");
    assertThat(triesTold()).containsExactly("provider_changed");
  }

  @Test
  void an_answer_of_one_provider_is_not_taken_once_the_connection_leads_to_another() {
    var browser = app.browser();
    var asked = acme.askedFor(browser, MAX);
    var answer = acme.post(acme.mint(asked, "00u-max", MAX), asked.relayState());
    acme.change(it -> SamlConnection.with(it, "https://other.example/saml"));

    forgetTries();
    var page = browser.follow(answer);
    assertThat(page.status()).isEqualTo(409);
    assertThat(page.text("main")).contains("The connection was changed meanwhile. Try again.");
    assertThat(triesTold()).containsExactly("provider_changed");
    assertThat(app.sessionsOf(app.user(MAX))).isEmpty();
  }

  private static void forgetTries() {
    while (app.app().core().signInHistory.writeNoted() > 0)
      app.arrange("DELETE FROM sign_in_history");
  }

  private List<String> triesTold() {
    var history = app.app().core().signInHistory;
    history.writeNoted();
    return history.page(acme.organization(), SignInHistory.Filter.ALL, null, 10).entries().stream()
        .map(it -> it.attempt().code())
        .toList();
  }

  @Test
  void what_the_provider_says_is_shown_with_a_way_back() {
    var browser = app.browser();
    var asked = acme.askedFor(browser, MAX);
    var mint =
        SamlMint.of("status-not-success")
            .to("http://localhost:8080" + acme.address("/callback"), "x")
            .from(acme.entityId())
            .answering(asked.id())
            .at(app.clock().instant())
            .signedBy(SamlMint.credential("idp-acmecorp"));

    var page = acme.post(mint, asked.relayState());

    assertThat(page.status()).isEqualTo(422);
    assertThat(page.text("main")).contains("did not sign you in");
    assertThat(page.text("code")).isEqualTo("invalid_status");
    assertThat(page.element("a.primary").text()).isEqualTo("Try again");
    assertThat(
            SamlConnection.asked(browser, browser.get(page.element("a.primary").attr("href"))).id())
        .isNotEqualTo(asked.id());
  }

  @Test
  void a_page_that_refuses_an_answer_leads_another_way_without_losing_where_to_go() {
    var browser = app.browser();
    var asked =
        SamlConnection.asked(
            browser, browser.post("/login", "email", MAX, "return_to", "/ui/profile/account"));
    var forged = acme.mint(asked, "x", MAX).signedBy(SamlMint.credential("forger"));

    // loaded again, it says what it said
    for (var time = 1; time <= 2; time++) {
      var page = acme.post(forged, asked.relayState());
      assertThat(page.status()).isEqualTo(422);
      assertThat(page.text("code")).isEqualTo("signature_validation_failed");
      var first = browser.follow(browser.get(page.element("p.center a").attr("href")));
      assertThat(first.status()).isEqualTo(200);
      assertThat(first.element("form:has(#email) input[name=return_to]").attr("value"))
          .isEqualTo("/ui/profile/account");
    }
    // its address opened in another tab brings no answer
    var bare = browser.get(acme.address("/callback"));
    assertThat(bare.status()).isEqualTo(400);
    assertThat(bare.text("main")).contains("Nothing came from your identity provider");
    assertThat(browser.get("/sso/v1/saml/conn_1/callback").status()).isEqualTo(404);
    // the sign-in itself is still open
    assertThat(
            browser.follow(acme.post(acme.mint(asked, "00u-max", MAX), asked.relayState())).next())
        .isEqualTo("/ui/profile/account");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/metadata", "/slo", "/slo/callback"})
  void an_answer_at_another_address_of_ours_is_told_the_right_one(String wrong) {
    var browser = app.browser();
    var asked = acme.askedFor(browser, MAX);
    var field = acme.mint(asked, "00u-max", MAX).field();

    var page =
        app.browser()
            .postBare(acme.address(wrong), "SAMLResponse", field, "RelayState", asked.relayState());

    assertThat(page.status()).isEqualTo(400);
    assertThat(page.text("h1")).isEqualTo("You could not be signed in");
    assertThat(page.text("main"))
        .contains("a wrong address", "Error code for your IT admin: invalid_acs_url");
    assertThat(page.text("p > .address"))
        .isEqualTo("http://localhost:8080" + acme.address("/callback"));
    var unknown = app.browser().postBare("/sso/v1/saml/conn_999" + wrong, "SAMLResponse", field);
    assertThat(unknown.status()).isEqualTo(404);
    // the sign-in itself is still open
    assertThat(browser.follow(acme.post(field, asked.relayState())).next()).isEqualTo("/ui/");
  }

  @Test
  void who_does_not_get_in_reads_what_is_wrong_with_the_signature() {
    var asked = acme.askedFor(app.browser(), MAX);
    var unsigned = acme.mint(asked, "x", MAX).unsigned("response").unsigned("assertion");
    assertThat(acme.post(unsigned, asked.relayState()).text("h1 + p"))
        .contains("not signed as this connection demands")
        .doesNotContain("certificate");
    var forged = acme.mint(asked, "x", MAX).signedBy(SamlMint.credential("forger"));
    assertThat(acme.post(forged, asked.relayState()).text("h1 + p"))
        .contains("whether the certificate was renewed");
    assertThat(
            AnswerWords.of(
                Check.failed("signature", "", "", "signature_validation_failed", "sha1")))
        .contains("signed in a way")
        .doesNotContain("certificate");
  }

  @Test
  void nothing_of_ours_stands_in_what_a_forger_is_told() {
    var asked = acme.askedFor(app.browser(), MAX);
    for (var field :
        List.of(
            "",
            "!!!",
            "PGE+",
            SamlMint.field("<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>"),
            acme.mint(asked, "x", MAX).signedBy(SamlMint.credential("forger")).field(),
            acme.mint(asked, "x", MAX).unsigned("response").unsigned("assertion").field())) {
      var page = acme.post(field, asked.relayState());
      assertThat(page.status()).as(page.text("main")).isIn(400, 422);
      assertThat(page.body())
          .doesNotContain("Exception", "dev.hostedui", asked.id(), acme.organization().value());
    }
    assertThat(app.count("used_answers")).isZero();
    assertThat(app.sessionsOf(app.user(MAX))).isEmpty();
  }

  @Test
  void a_body_without_end_is_not_read() {
    assertThat(acme.post("a".repeat(1_700_000), "x").status()).isEqualTo(413);
  }

  // ------------------------------------------------------------------ who gets in

  @Test
  void an_unknown_person_of_the_domain_becomes_a_member() {
    var browser = app.browser();

    assertThat(acme.signIn(browser, "00u-nia", "nia@acmecorp.example").next()).isEqualTo("/ui/");

    var nia = app.user("nia@acmecorp.example");
    assertThat(
            app.one(
                "SELECT provisioning_method FROM memberships WHERE user_id = '"
                    + nia.value()
                    + "'"))
        .isEqualTo("jit_using_sso");
    assertThat(
            app.all(
                "SELECT type FROM events WHERE organization_id = '"
                    + acme.organization().value()
                    + "' AND after_state LIKE '%nia@acmecorp.example%' ORDER BY id"))
        .contains("user.organization_membership_created", "user.signup", "user.login");
    assertThat(browser.get("/ui/profile/account").body()).contains("Ivy", "Initech");
    assertThat(browser.get("/ui/organization/users").status()).isEqualTo(200);
    assertThat(browser.get("/ui/organization/session-policy").status()).isEqualTo(403);
  }

  @Test
  void where_unknown_people_are_not_let_in_they_read_whom_to_ask() {
    acme.turn(Switch.JIT_PROVISIONING, false);

    var refused = acme.signIn(app.browser(), "00u-nia", "nia@acmecorp.example");

    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.text("h1")).isEqualTo("You could not be signed in");
    assertThat(refused.text("main")).contains("one of its admins has to invite you first");
    assertThat(app.all("SELECT id FROM users WHERE email = 'nia@acmecorp.example'")).isEmpty();
    // those who are there already come in
    assertThat(acme.signIn(app.browser(), "00u-max", MAX).next()).isEqualTo("/ui/");
  }

  @Test
  void whoever_was_deactivated_reads_so() {
    app.arrange(
        "UPDATE memberships SET status = 'INACTIVE' WHERE user_id = '"
            + app.user(MAX).value()
            + "'");

    var refused = acme.signIn(app.browser(), "00u-max", MAX);

    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.text("main")).contains("deactivated by your organization");
  }

  @Test
  void whose_address_has_changed_by_a_new_account_comes_in_by_that_after_a_code() {
    var renamed = "max.newname@acmecorp.example";
    acme.signIn(app.browser(), "00u-max", MAX);
    app.app().core().members.provision(Identity.INTERNAL, "acmecorp", renamed, "", "", "member");
    app.arrange(
        "UPDATE memberships SET status = 'INACTIVE' WHERE user_id = '"
            + app.user(MAX).value()
            + "'");
    var browser = app.browser();
    var code = acme.signIn(browser, "00u-max", renamed);
    assertThat(code.next()).startsWith("/login/code");
    assertThat(browser.follow(code).text("main")).contains(renamed, "you had another one");
    var in =
        browser.post(
            "/login/code",
            "attempt",
            code.next().replaceAll(".*attempt=", ""),
            "code",
            app.mailTo(renamed).code());
    assertThat(in.next()).isEqualTo("/ui/");
    assertThat(browser.get("/ui/profile/account").body()).contains(renamed);
    assertThat(acme.signIn(app.browser(), "00u-max", renamed).next()).isEqualTo("/ui/");
  }

  /** A member of elsewhere comes up to the code of their mailbox; answers the sign-in's id. */
  private String outsiderAtTheCode(TestApp.Browser browser, Answer begun) {
    app.app().core().members.provision(Identity.INTERNAL, "acmecorp", OUTSIDER, "", "", "member");
    var asked = SamlConnection.asked(browser, begun);
    var arrives = acme.post(acme.mint(asked, "00u-out", OUTSIDER), asked.relayState());
    return browser.follow(arrives).next().replaceAll(".*attempt=", "");
  }

  private static Answer typed(TestApp.Browser browser, String attempt) {
    return browser.post("/login/code", "attempt", attempt, "code", app.mailTo(OUTSIDER).code());
  }

  @Test
  void an_answer_waits_for_its_mailbox_as_long_as_the_sign_in_whose_code_is_mailed_anew() {
    var browser = app.browser();
    var begun = browser.post("/login", "email", MAX, "return_to", "/ui/");
    var attempt = outsiderAtTheCode(browser, begun);
    for (var mail = 0; mail < 2; mail++) {
      app.clock().advance(Duration.ofMinutes(14));
      browser.post("/login/code/resend", "attempt", attempt);
    }

    assertThat(typed(browser, attempt).next()).isEqualTo("/ui/");
  }

  @Test
  void whose_mailbox_is_proven_after_the_answer_has_proven_who_they_are_then() {
    var client = TestClient.web(app);
    var browser = app.browser();
    var begun = browser.get(client.authorize("connection_id", acme.id().value(), "max_age", "30"));
    var attempt = outsiderAtTheCode(browser, begun);
    app.clock().advance(Duration.ofSeconds(40));

    var landed = browser.get(typed(browser, attempt).next());

    var tokens = TestClient.json(client.exchange(TestClient.parameters(landed).get("code")));
    var claims = TestClient.claims(tokens.get("id_token").asText());
    assertThat(claims.get("auth_time").asLong()).isEqualTo(app.clock().instant().getEpochSecond());
    assertThat(claims.get("amr").get(0).asText()).isEqualTo(acme.id().value());
  }

  @Test
  void who_does_not_get_in_by_their_code_finds_another_way_to_what_waits_for_them() {
    var client = TestClient.web(app);
    var browser = app.browser();
    var begun = browser.get(client.authorize("connection_id", acme.id().value()));
    var attempt = outsiderAtTheCode(browser, begun);
    acme.disable();

    var resent = browser.post("/login/code/resend", "attempt", attempt);
    var refused = typed(browser, attempt);

    for (var page : List.of(resent, refused)) {
      assertThat(page.status()).isEqualTo(403);
      assertThat(page.text("main")).contains("switched off");
      assertThat(page.element("a.primary").attr("href"))
          .startsWith("/login?again&choose&return_to=%2Foauth%2Fauthorize%2Fcontinue%2F");
    }
    assertThat(app.mail().all()).as("the first, and no other").hasSize(1);
  }

  @Test
  void no_other_code_is_mailed_once_the_connection_leads_to_another_provider() {
    var browser = app.browser();
    var begun = browser.post("/login", "email", MAX, "return_to", "/ui/");
    var attempt = outsiderAtTheCode(browser, begun);
    acme.change(it -> SamlConnection.with(it, "https://another.example/saml"));

    var resent = browser.post("/login/code/resend", "attempt", attempt);

    for (var page : List.of(resent, typed(browser, attempt)))
      assertThat(page.text("main")).contains("The connection was changed meanwhile");
    assertThat(app.mail().all()).hasSize(1);
  }

  @Test
  void a_person_is_known_by_their_subject_when_their_address_has_changed() {
    acme.signIn(app.browser(), "00u-max", MAX);
    var browser = app.browser();

    acme.signIn(browser, "00u-max", "max.newname@acmecorp.example");

    assertThat(browser.get("/ui/profile/account").body()).contains(MAX);
    assertThat(app.all("SELECT id FROM users WHERE email = 'max.newname@acmecorp.example'"))
        .isEmpty();
  }

  @Test
  void names_are_taken_over_at_each_sign_in_where_that_is_switched_on() {
    acme.signIn(app.browser(), "00u-max", MAX);
    assertThat(app.one("SELECT given_name FROM users WHERE email = '" + MAX + "'"))
        .isEqualTo("Max");

    acme.turn(Switch.PROFILE_SYNC, true);
    acme.signIn(app.browser(), "00u-max", MAX);
    assertThat(app.one("SELECT given_name FROM users WHERE email = '" + MAX + "'"))
        .isEqualTo("Ivy");
  }

  @Test
  void a_session_ends_when_the_provider_says_where_that_is_switched_on() {
    acme.turn(Switch.PROVIDER_ENDS_SESSIONS, true);
    var browser = app.browser();
    var asked = acme.askedFor(browser, MAX);
    var mint =
        acme.mint(asked, "00u-max", MAX)
            .change("/assertion/AuthnStatement/SessionNotOnOrAfter", "now+3600s");
    browser.follow(acme.post(mint, asked.relayState()));
    assertThat(browser.get("/ui/profile/account").status()).isEqualTo(200);

    app.clock().advance(Duration.ofMinutes(61));

    assertThat(browser.get("/ui/profile/account").status()).isEqualTo(302);
  }

  @Test
  void a_session_that_is_over_at_the_provider_does_not_begin() {
    acme.turn(Switch.PROVIDER_ENDS_SESSIONS, true);
    var browser = app.browser();
    var asked = acme.askedFor(browser, MAX);
    var mint = acme.mint(asked, "00u-max", MAX);

    var over = mint.change("/assertion/AuthnStatement/SessionNotOnOrAfter", "now-30s");
    assertThat(acme.post(over, asked.relayState()).text("main")).contains("is over already");

    asked = acme.askedFor(browser, MAX);
    var arrives =
        acme.post(
            acme.mint(asked, "00u-max", MAX)
                .change("/assertion/AuthnStatement/SessionNotOnOrAfter", "now+60s"),
            asked.relayState());
    app.clock().advance(Duration.ofMinutes(2));
    assertThat(browser.follow(arrives).text("main")).contains("is over already");
  }

  // ------------------------------------------------------------------ off again

  @Test
  void once_the_connection_is_disabled_people_sign_in_by_mail_again() {
    var browser = app.browser();
    var asked = acme.askedFor(browser, MAX);
    acme.disable();

    // what is under way ends
    var over = acme.post(acme.mint(asked, "00u-max", MAX), asked.relayState());
    assertThat(over.text("main")).contains("switched off");
    // another way leads on to what waits
    assertThat(browser.get(over.element("a.primary").attr("href")).next())
        .isEqualTo("/login?again&choose&return_to=%2Fui%2F");
    assertThat(mailedTo(browser, MAX)).isTrue();
  }

  @Test
  void once_the_feature_is_off_people_sign_in_by_mail_again() {
    app.arrange("UPDATE organizations SET features = '' WHERE slug = 'acmecorp'");

    assertThat(mailedTo(app.browser(), MAX)).isTrue();
  }

  private static boolean mailedTo(TestApp.Browser browser, String email) {
    Answer page = browser.post("/login", "email", email, "return_to", "/ui/");
    app.app().core().letterBox.sendDue();
    return page.next().startsWith("/login/code")
        && app.mail().all().stream().anyMatch(it -> it.to().equals(email));
  }

  @Test
  void an_encrypted_answer_is_opened_with_the_key_that_our_metadata_shows()
      throws CertificateRefused {
    var metadata = app.browser().get(acme.address("/metadata")).body();
    var certificate =
        CertificateReader.read(
                SamlMint.parse(metadata)
                    .getElementsByTagNameNS("http://www.w3.org/2000/09/xmldsig#", "X509Certificate")
                    .item(0)
                    .getTextContent()
                    .getBytes(StandardCharsets.US_ASCII))
            .get(0);
    var browser = app.browser();
    var asked = acme.askedFor(browser, MAX);
    var mint =
        acme.mint(asked, "max", MAX)
            .encrypt("aes256-gcm", "rsa-oaep-mgf1p", "KeyInfo")
            .encryptedFor(certificate);

    assertThat(browser.follow(acme.post(mint, asked.relayState())).next()).isEqualTo("/ui/");
  }

  // ------------------------------------------------------------------ the history

  @Test
  void every_try_is_in_the_login_history_of_the_organization() {
    var history = app.app().core().signInHistory;
    // other tests have left theirs
    while (history.writeNoted() > 0) app.arrange("DELETE FROM sign_in_history");
    acme.signIn(app.browser(), "max", MAX);
    var stranger = app.browser();
    var theirs = acme.askedFor(stranger, MAX);
    stranger.follow(
        acme.post(acme.mint(theirs, "who", "who@tractor.example"), theirs.relayState()));
    var browser = app.browser();
    var asked = acme.askedFor(browser, MAX);
    acme.post(
        acme.mint(asked, "max", MAX).signedBy(SamlMint.credential("forger")), asked.relayState());

    // nothing of it is written while people wait
    assertThat(app.count("sign_in_history")).isZero();
    assertThat(history.writeNoted()).isEqualTo(3);
    var page = history.page(acme.organization(), SignInHistory.Filter.ALL, null, 10);
    assertThat(page.entries())
        .extracting(it -> it.outcome() + " " + it.attempt().person() + " " + it.attempt().code())
        .containsExactlyInAnyOrder(
            "SUCCESS " + MAX + " null",
            "FAILURE who@tractor.example invalid_user_domain",
            "FAILURE " + MAX + " signature_validation_failed");
    assertThat(page.entries())
        .allSatisfy(
            it -> {
              assertThat(it.attempt().document()).contains("Assertion").doesNotContain("PRIVATE");
              assertThat(it.attempt().ip()).isNotEmpty();
            });
  }

  @Test
  void an_answer_that_names_nobody_is_refused_as_a_test_would() {
    var history = app.app().core().signInHistory;
    while (history.writeNoted() > 0) app.arrange("DELETE FROM sign_in_history");
    var browser = app.browser();
    var asked = acme.askedFor(browser, MAX);
    var refused =
        acme.post(acme.mint(asked, "max", MAX).remove("/assertion/NameID"), asked.relayState());
    assertThat(refused.status()).isEqualTo(422);
    history.writeNoted();
    assertThat(history.page(acme.organization(), SignInHistory.Filter.ALL, null, 10).entries())
        .extracting(it -> it.attempt().cause())
        .containsExactly("name_id_missing");
  }

  @Test
  void bad_answers_of_one_address_to_one_connection_are_counted() {
    var status = 0;
    for (var i = 0; i < 40 && status != 429; i++) status = acme.post("PGE+", "x").status();
    assertThat(status).isEqualTo(429);
    assertThat(parameters(app.browser().get("/login"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/metadata"})
  void answers_at_a_wrong_address_take_no_room_from_those_at_the_right_one(String wrong) {
    var browser = app.browser();
    var asked = acme.askedFor(browser, MAX);
    var good = acme.mint(asked, "00u-max", MAX).field();
    var status = 0;
    for (var i = 0; i < 40 && status != 429; i++)
      status = app.browser().postBare(acme.address(wrong), "SAMLResponse", "PGE+").status();
    assertThat(status).isEqualTo(429);

    var answer = acme.post(good, asked.relayState());
    assertThat(answer.status()).isEqualTo(303);
    assertThat(browser.follow(answer).next()).isEqualTo("/ui/");
  }
}
