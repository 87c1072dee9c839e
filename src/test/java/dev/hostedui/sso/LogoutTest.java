package dev.hostedui.sso;

import static dev.hostedui.testing.People.MAX;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.identity.connection.SamlSettings;
import dev.hostedui.protocol.saml.Binding;
import dev.hostedui.protocol.saml.Credential;
import dev.hostedui.protocol.saml.Delivery;
import dev.hostedui.protocol.saml.Endpoint;
import dev.hostedui.protocol.saml.LogoutRequest;
import dev.hostedui.protocol.saml.LogoutResponse;
import dev.hostedui.protocol.saml.NameId;
import dev.hostedui.protocol.saml.NameIdFormat;
import dev.hostedui.protocol.saml.ServiceProvider;
import dev.hostedui.testing.Answer;
import dev.hostedui.testing.Identity;
import dev.hostedui.testing.OidcConnection;
import dev.hostedui.testing.SamlConnection;
import dev.hostedui.testing.SamlMint;
import dev.hostedui.testing.TestApp;
import dev.hostedui.testing.TestClient;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Signing out with identity providers, in both directions. */
class LogoutTest {

  @RegisterExtension static final TestApp app = TestApp.start();

  private static final String ADA = "ada@acmecorp.example";
  private static final String MAX = "max@acmecorp.example";
  private static final String OUTSIDER = "olga@else.example";
  private static final String SLO = "https://idp.acmecorp.example/slo";

  private static int logouts;

  @BeforeEach
  void setUp() {
    app.hasNoWayToAnApp();
  }

  private static SamlConnection saml(boolean required) {
    return SamlConnection.enabled(
        app,
        "acmecorp",
        it ->
            SamlConnection.with(
                it,
                new SamlSettings.Logout(SLO, "", SamlSettings.Binding.HTTP_REDIRECT, required)));
  }

  /** A message by the provider itself, which writes them as we do. */
  private static String sent(SamlConnection from, Credential by, LogoutRequest request) {
    return query(request.deliver(provider(from, by), at(from, "/slo")));
  }

  /** What the provider says of a sign-out that we have asked it for. */
  private static String answered(
      SamlConnection from, SamlConnection.Asked asked, LogoutResponse.Outcome outcome) {
    var answer =
        new LogoutResponse(
            "_answer", app.clock().instant(), asked.id(), outcome, asked.relayState());
    var signer = SamlMint.credential("idp-acmecorp");
    return query(answer.deliver(provider(from, signer), at(from, "/slo/callback")));
  }

  private static ServiceProvider provider(SamlConnection of, Credential signer) {
    return new ServiceProvider(of.entityId(), "x", "x", "x", signer, List.of(signer));
  }

  private static Endpoint at(SamlConnection to, String rest) {
    return new Endpoint(Binding.REDIRECT, "http://localhost:8080" + to.address(rest));
  }

  private static String query(Delivery delivery) {
    return ((Delivery.Redirect) delivery).url().replaceFirst("^https?://[^/]+", "");
  }

  private static LogoutRequest logout(String subject, String... indexes) {
    return new LogoutRequest(
        // each is good once
        "_logout-" + logouts++,
        app.clock().instant(),
        new NameId(subject, NameIdFormat.UNSPECIFIED),
        List.of(indexes),
        "of-the-provider");
  }

  // ------------------------------------------------------------------ SAML, the provider asks

  @Test
  void the_address_of_a_sign_out_that_never_was_does_not_say_that_it_was_done() {
    var max = app.as(MAX);
    var known = max.get("/sso/v1/logout/anything");
    assertThat(known.status()).isEqualTo(409);
    assertThat(known.text("h1")).isEqualTo("You are still signed in");
    assertThat(max.get("/ui/profile/security").status()).isEqualTo(200);
    assertThat(app.browser().get("/sso/v1/logout/anything").text("main"))
        .contains("Nobody is signed in");
  }

  @Test
  void an_answer_to_no_sign_out_does_not_say_that_one_was_done() {
    var acme = saml(false);
    try (var initech = OidcConnection.start(app).enable("initech")) {
      for (var address :
          List.of(
              acme.address("/slo/callback"),
              acme.address("/slo/callback?SAMLResponse=x&RelayState=y"),
              acme.address("/slo?SAMLResponse=x"),
              "/sso/v1/saml/conn_999/slo/callback",
              initech.address("/logout/callback"),
              "/sso/v1/oidc/conn_1/logout/callback")) {
        var known = app.as(MAX).get(address);
        assertThat(known.text("h1")).as(address).isEqualTo("You are still signed in");
        assertThat(app.browser().get(address).text("main")).contains("Nobody is signed in");
      }
    }
    var posted = app.browser().postBare(acme.address("/slo"), "SAMLResponse", "x");
    assertThat(posted.next()).isEqualTo(acme.address("/slo/callback"));
    assertThat(app.browser().postBare(acme.address("/slo/callback"), "SAMLResponse", "x").next())
        .isEqualTo(acme.address("/slo/callback"));
  }

  @Test
  void a_provider_ends_its_sessions_also_while_its_connection_is_disabled() {
    var acme = saml(false);
    var max = app.browser();
    acme.signIn(max, "max", MAX);
    acme.disable();
    assertThat(max.get("/ui/profile/account").status()).isEqualTo(200);

    var answer = app.browser().get(sent(acme, SamlMint.credential("idp-acmecorp"), logout("max")));

    assertThat(answer.next()).startsWith(SLO + "?");
    assertThat(max.get("/ui/profile/account").status()).isEqualTo(302);
    var unknown = app.browser().get("/sso/v1/saml/conn_999/slo?SAMLRequest=x");
    assertThat(unknown.status()).isEqualTo(404);
    assertThat(unknown.text("h1")).isEqualTo("You were not signed out");
  }

  @Test
  void an_openid_provider_ends_its_sessions_also_while_its_connection_is_disabled() {
    try (var provider = OidcConnection.start(app).enable("acmecorp")) {
      var max = app.browser();
      provider.signIn(max, "max", MAX);
      provider.disable();
      var token = provider.logoutToken(it -> it.claim("sid", "sid-of-max"));
      assertThat(told(provider, token)).isEqualTo(200);
      assertThat(max.get("/ui/profile/account").status()).isEqualTo(302);
    }
  }

  @Test
  void who_is_not_signed_out_at_the_provider_reads_so() {
    var acme = saml(true);
    var max = app.browser();
    acme.signIn(max, "max", MAX);
    var asked = SamlConnection.asked(max.follow(max.post("/logout")).next());
    var back = answered(acme, asked, LogoutResponse.Outcome.FAILED);

    var page = max.get(back);

    assertThat(page.text("h1")).isEqualTo("You are signed out here only");
    assertThat(page.text("main")).contains("your session there may still be open");
    assertThat(page.element("a.primary").attr("href")).isEqualTo("/login?signed_out");
  }

  @Test
  void a_saml_provider_ends_the_sessions_that_it_has_vouched_for_and_no_others() {
    var acme = saml(false);
    var own = app.browser();
    acme.signIn(own, "max", MAX);
    var byMail = app.as(MAX);
    var ada = app.browser();
    acme.signIn(ada, "ada", ADA);

    var asks = sent(acme, SamlMint.credential("idp-acmecorp"), logout("max"));
    // whoever only looks at the address ends nothing
    assertThat(app.browser().head(asks).status()).isEqualTo(204);
    assertThat(own.get("/ui/profile/account").status()).isEqualTo(200);

    var answer = app.browser().get(asks);

    assertThat(answer.status()).as(answer.toString()).isEqualTo(302);
    assertThat(answer.next()).startsWith(SLO + "?").contains("RelayState=of-the-provider");
    assertThat(SamlConnection.asked(answer.next()).xml())
        .contains("LogoutResponse", "status:Success", "InResponseTo=\"_logout-");
    assertThat(own.get("/ui/profile/account").status()).isEqualTo(302);
    assertThat(byMail.get("/ui/profile/account").status()).isEqualTo(200);
    assertThat(ada.get("/ui/profile/account").status()).isEqualTo(200);
    assertThat(app.events()).contains("user.logout");
  }

  @Test
  void the_answer_to_a_saml_provider_that_takes_posts_leaves_from_a_frame_of_its_own() {
    var acme =
        SamlConnection.enabled(
            app,
            "acmecorp",
            it ->
                SamlConnection.with(
                    it,
                    new SamlSettings.Logout(
                        SLO,
                        "https://done.acmecorp.example:8443/slo?x=1",
                        SamlSettings.Binding.HTTP_POST,
                        true)));
    var max = app.browser();
    acme.signIn(max, "max", MAX);
    var asks = sent(acme, SamlMint.credential("idp-acmecorp"), logout("max"));

    // our own request goes nowhere from a frame
    var ours = max.follow(max.post("/logout"));
    assertThat(ours.has("input[name=SAMLRequest]")).isTrue();
    assertThat(ours.header("Content-Security-Policy")).contains("frame-ancestors 'none'");
    var forged = app.browser().get(asks.replaceFirst("&Signature=[^&]*", ""));
    assertThat(forged.header("Content-Security-Policy")).contains("frame-ancestors 'none'");

    var answer = app.browser().get(asks);
    assertThat(answer.has("input[name=SAMLResponse]")).isTrue();
    assertThat(answer.header("Content-Security-Policy"))
        .contains("frame-ancestors 'self' https://done.acmecorp.example:8443", "default-src 'none'")
        .doesNotContain("form-action", "'self' https://done.acmecorp.example:8443/", "/slo");
    assertThat(answer.header("X-Frame-Options")).isNullOrEmpty();
  }

  @Test
  void of_several_sessions_only_the_one_ends_that_the_provider_names() {
    var acme = saml(false);
    var one = app.browser();
    var asked = acme.askedFor(one, MAX);
    one.follow(acme.post(acme.mint(asked, "max", MAX), asked.relayState()));
    var other = app.browser();
    acme.signIn(other, "max", MAX);

    app.browser()
        .get(
            sent(
                acme,
                SamlMint.credential("idp-acmecorp"),
                logout("max", "index-of-" + asked.id())));

    assertThat(one.get("/ui/profile/account").status()).isEqualTo(302);
    assertThat(other.get("/ui/profile/account").status()).isEqualTo(200);
  }

  /** Signs in up to the code of the mailbox, and answers the id of the sign-in. */
  private static String atTheCode(Answer arrives, TestApp.Browser browser) {
    return browser.follow(arrives).next().replaceAll(".*attempt=", "");
  }

  private static String typed(TestApp.Browser browser, String attempt) {
    return browser
        .post("/login/code", "attempt", attempt, "code", app.mailTo(OUTSIDER).code())
        .text("main");
  }

  private static void outsider() {
    app.app().core().members.provision(Identity.INTERNAL, "acmecorp", OUTSIDER, "", "", "member");
  }

  @Test
  void an_answer_that_waits_for_its_mailbox_ends_with_the_session_at_the_saml_provider() {
    outsider();
    var acme = saml(false);
    var browser = app.browser();
    var asked = acme.askedFor(browser, MAX);
    var attempt =
        atTheCode(acme.post(acme.mint(asked, "out", OUTSIDER), asked.relayState()), browser);
    var other = app.browser();
    var askedToo = acme.askedFor(other, MAX);
    var arrives = acme.post(acme.mint(askedToo, "max", MAX), askedToo.relayState());

    app.browser().get(sent(acme, SamlMint.credential("idp-acmecorp"), logout("out")));

    var refused = browser.post("/login/code/resend", "attempt", attempt);
    assertThat(refused.text("main")).contains("you have signed out there since");
    assertThat(typed(browser, attempt)).contains("you have signed out there since");
    assertThat(app.sessionsOf(app.user(OUTSIDER))).isEmpty();
    // of somebody else it counts
    assertThat(other.follow(arrives).next()).isEqualTo("/ui/");
  }

  @Test
  void an_answer_that_waits_for_its_mailbox_ends_with_the_session_at_the_openid_provider() {
    outsider();
    try (var provider = OidcConnection.start(app).enable("acmecorp")) {
      var browser = app.browser();
      var asked = provider.askedFor(browser, MAX);
      var attempt = atTheCode(browser.get(provider.callback(asked, "out", OUTSIDER)), browser);

      told(provider, provider.logoutToken(it -> it.claim("sid", "sid-of-out")));

      assertThat(typed(browser, attempt)).contains("you have signed out there since");
    }
  }

  @Test
  void a_saml_logout_that_comes_again_ends_nothing_that_began_since() {
    var acme = saml(false);
    var max = app.browser();
    acme.signIn(max, "max", MAX);
    var asks = sent(acme, SamlMint.credential("idp-acmecorp"), logout("max"));
    app.browser().get(asks);
    acme.signIn(max, "max", MAX);

    assertThat(app.browser().get(asks).next()).startsWith(SLO + "?");

    assertThat(max.get("/ui/profile/account").status()).isEqualTo(200);
  }

  @Test
  void a_saml_logout_that_a_stranger_made_ends_nothing() {
    var acme = saml(false);
    var max = app.browser();
    acme.signIn(max, "max", MAX);
    var good = sent(acme, SamlMint.credential("idp-acmecorp"), logout("max"));

    for (var forged :
        List.of(
            sent(acme, SamlMint.credential("forger"), logout("max")),
            good.replaceFirst("&Signature=[^&]*", ""),
            good.replace("of-the-provider", "of-somebody"),
            acme.address("/slo"),
            acme.address("/slo?SAMLRequest=x"))) {
      var answer = app.browser().get(forged);
      assertThat(answer.status()).as(forged).isEqualTo(422);
      assertThat(answer.text("h1")).isEqualTo("You were not signed out");
    }
    assertThat(max.get("/ui/profile/account").status()).isEqualTo(200);
  }

  // ------------------------------------------------------------------ what a provider can end

  private static boolean lives(TestApp.Browser browser) {
    return browser.get("/ui/profile/account").status() == 200;
  }

  private static Answer logsOut(SamlConnection from, String name, String who) {
    return app.browser().get(sent(from, SamlMint.credential("idp-" + name), logout(who)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DELETE FROM email_domains WHERE domain = 'acmecorp.example'",
        "UPDATE email_domains SET organization_id = (SELECT id FROM organizations WHERE slug ="
            + " 'globex') WHERE domain = 'acmecorp.example' AND domain_type = 'ORGANIZATION_DOMAIN'"
      })
  void a_provider_ends_what_it_has_begun_whatever_has_become_of_the_domain(String change) {
    var acme = saml(false);
    var max = app.browser();
    acme.signIn(max, "max", MAX);
    var client = TestClient.web(app);
    var refresh = client.tokens(max).get("refresh_token").asText();
    app.arrange(change);
    assertThat(lives(max)).isTrue();

    logsOut(acme, "acmecorp", "max");

    assertThat(lives(max)).isFalse();
    assertThat(client.refresh(refresh).status()).isEqualTo(400);
  }

  @Test
  void a_provider_ends_what_it_has_begun_of_people_who_come_by_another_connection_by_now() {
    var acme = saml(false);
    var max = app.browser();
    acme.signIn(max, "max", MAX);
    var second = SamlConnection.beside(app, "acmecorp", "second", "second.example");
    attach("acmecorp.example", second);

    logsOut(acme, "acmecorp", "max");

    assertThat(lives(max)).isFalse();
  }

  private static void attach(String domain, SamlConnection to) {
    app.arrange(
        "INSERT INTO connection_domains (domain_id, connection_id) SELECT id, '"
            + to.id().value()
            + "' FROM email_domains WHERE domain = '"
            + domain
            + "' AND domain_type = 'ORGANIZATION_DOMAIN'");
  }

  @Test
  void an_openid_provider_ends_what_it_has_begun_when_the_domain_is_lost() {
    try (var provider = OidcConnection.start(app).enable("acmecorp")) {
      var max = app.browser();
      provider.signIn(max, "max", MAX);
      app.arrange("DELETE FROM email_domains WHERE domain = 'acmecorp.example'");

      assertThat(told(provider, provider.logoutToken(it -> it.claim("sid", "sid-of-max"))))
          .isEqualTo(200);

      assertThat(lives(max)).isFalse();
    }
  }

  private static final String CON = "con@tractor.example";

  /** Comes by a connection that an application names, and reads the code of the mail if need be. */
  private static Map<String, String> comes(
      TestApp.Browser browser, TestClient client, SamlConnection by) {
    var asked =
        SamlConnection.asked(
            browser, browser.get(client.authorize("connection_id", by.id().value())));
    var at = browser.follow(by.post(by.mint(asked, "con", CON), asked.relayState()));
    if (at.next().startsWith("/login/code"))
      at =
          browser.post(
              "/login/code",
              "attempt",
              at.next().replaceAll(".*attempt=", ""),
              "code",
              app.mailTo(CON).code());
    return TestClient.parameters(browser.get(at.next()));
  }

  private static void member(String slug) {
    app.app().core().members.provision(Identity.INTERNAL, slug, CON, "", "", "member");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void the_providers_of_two_organizations_end_what_each_has_begun(boolean firstOne) {
    app.arrange("UPDATE organizations SET features = 'sso' WHERE slug = 'globex'");
    var client = TestClient.web(app);
    var acme = SamlConnection.enabled(app, "acmecorp");
    var globex = SamlConnection.enabled(app, "globex");
    member("acmecorp");
    member("globex");
    var con = app.browser();
    var before = refreshToken(client, comes(con, client, acme));
    var after = refreshToken(client, comes(con, client, globex));
    // the second proof has nothing in common with the first, and is no part of its session
    assertThat(client.refresh(before).status()).isEqualTo(400);
    assertThat(app.sessionsOf(app.user(CON))).hasSize(1);

    if (firstOne) logsOut(acme, "acmecorp", "con");
    else logsOut(globex, "globex", "con");

    assertThat(lives(con)).isEqualTo(firstOne);
    assertThat(client.refresh(after).status()).isEqualTo(firstOne ? 200 : 400);
  }

  private static String refreshToken(TestClient client, Map<String, String> answer) {
    return TestClient.json(client.exchange(answer.get("code"))).get("refresh_token").asText();
  }

  @Test
  void a_provider_that_takes_back_its_word_takes_back_what_was_granted_on_it_and_says_so() {
    var client = TestClient.web(app);
    var acme = SamlConnection.enabled(app, "acmecorp");
    member("acmecorp");
    member("globex");
    var con = app.as(CON, "globex");
    var own = client.tokens(con).get("refresh_token").asText();
    var granted = refreshToken(client, comes(con, client, acme));

    var page = con.get(sent(acme, SamlMint.credential("idp-acmecorp"), logout("con")));

    assertThat(page.text("h1")).isEqualTo("You are still signed in here");
    assertThat(logsOut(acme, "acmecorp", "con").text("h1")).isEqualTo("You are signed out");
    assertThat(lives(con)).isTrue();
    assertThat(client.refresh(granted).status()).isEqualTo(400);
    assertThat(client.refresh(own).status()).isEqualTo(200);
    assertThat(app.events()).contains("application.grant_revoked");

    // where one has come by it alone there is nothing left
    var other = app.browser();
    assertThat(comes(other, client, acme)).containsKey("code");
    assertThat(logsOut(acme, "acmecorp", "con").text("h1")).isEqualTo("You are signed out");
    assertThat(lives(other)).isFalse();
  }

  // ------------------------------------------------------------------ SAML, we ask

  @Test
  void whoever_signs_out_here_is_signed_out_at_the_saml_provider_where_that_is_wanted() {
    var acme = saml(true);
    var max = app.browser();
    acme.signIn(max, "max", MAX);

    var page = max.post("/logout");
    assertThat(page.text("h1")).isEqualTo("Going on to your sign-in page");
    assertThat(app.sessionsOf(app.user(MAX))).isEmpty();
    var told = max.follow(page);
    assertThat(told.next()).startsWith(SLO + "?");
    var asked = SamlConnection.asked(told.next());
    assertThat(asked.xml()).contains("LogoutRequest", ">max<", "SessionIndex");
    assertThat(told.next()).contains("&Signature=");

    // and back again
    var back = answered(acme, asked, LogoutResponse.Outcome.DONE);
    assertThat(max.get(back).next()).isEqualTo("/login?signed_out");
  }

  @Test
  void another_provider_of_the_connection_is_told_nothing_of_whom_the_first_has_named() {
    var acme = saml(true);
    var max = app.browser();
    acme.signIn(max, "max", MAX);
    acme.change(it -> SamlConnection.with(it, "https://other.example/saml"));

    assertThat(max.post("/logout").next()).isEqualTo("/login?signed_out");
  }

  @Test
  void nobody_is_sent_to_a_provider_that_need_not_know() {
    var acme = saml(false);
    var max = app.browser();
    acme.signIn(max, "max", MAX);

    assertThat(max.post("/logout").next()).isEqualTo("/login?signed_out");
  }

  @Test
  void a_logout_of_an_application_goes_by_the_provider_and_ends_at_the_application() {
    var acme = saml(true);
    app.arrange("UPDATE applications SET post_logout_redirect_uris = 'https://app.example/bye'");
    var client = TestClient.web(app);
    app.arrange("UPDATE applications SET post_logout_redirect_uris = 'https://app.example/bye'");
    var max = app.browser();
    acme.signIn(max, "max", MAX);
    var tokens = client.tokens(max);

    var answer =
        max.get(
            "/oidc/logout?id_token_hint="
                + tokens.get("id_token").asText()
                + "&post_logout_redirect_uri=https%3A%2F%2Fapp.example%2Fbye&state=s");
    assertThat(answer.status()).as("no form of the application leads on from here").isEqualTo(200);
    assertThat(answer.next()).startsWith("/sso/v1/logout/");
    var told = max.follow(answer);
    assertThat(told.next()).startsWith(SLO);

    var state = SamlConnection.parameters(told.next()).get("RelayState");
    // whatever the provider says, our session is over and the person goes on
    assertThat(max.get(acme.address("/slo/callback?SAMLResponse=x&RelayState=" + state)).next())
        .isEqualTo("https://app.example/bye?state=s");
  }

  // ------------------------------------------------------------------ OpenID Connect

  @Test
  void whoever_signs_out_here_is_signed_out_at_the_openid_provider_where_that_is_wanted() {
    try (var provider = OidcConnection.start(app).enable("acmecorp", true)) {
      var max = app.browser();
      provider.signIn(max, "max", MAX);

      var told = max.follow(max.post("/logout"));

      assertThat(told.next()).startsWith(provider.issuer() + "/out?");
      var asked = SamlConnection.parameters(told.next());
      assertThat(asked).containsEntry("client_id", OidcConnection.CLIENT);
      assertThat(OidcConnection.claimsOf(asked.get("id_token_hint"))).containsEntry("sub", "max");
      assertThat(asked.get("post_logout_redirect_uri"))
          .isEqualTo("http://localhost:8080" + provider.address("/logout/callback"));
      assertThat(max.get(provider.address("/logout/callback?state=" + asked.get("state"))).next())
          .isEqualTo("/login?signed_out");
      assertThat(max.get(provider.address("/logout/callback?state=x")).text("h1"))
          .isEqualTo("You are signed out");
    }
  }

  @Test
  void an_id_token_that_is_too_long_for_an_address_is_left_out() {
    try (var provider = OidcConnection.start(app).enable("acmecorp", true)) {
      var max = app.browser();
      var asked = provider.askedFor(max, MAX);
      var groups = Collections.nCopies(650, "0f8fad5b-d9cb-469f-a165-70867728950e");
      var code = provider.code(asked, "max", MAX, it -> it.claim("groups", groups));
      max.follow(max.get(provider.callback(asked, code)));

      var told = max.follow(max.post("/logout"));

      assertThat(told.next()).startsWith(provider.issuer() + "/out?").hasSizeLessThan(4_000);
      assertThat(SamlConnection.parameters(told.next()))
          .containsEntry("client_id", OidcConnection.CLIENT)
          .doesNotContainKey("id_token_hint");
    }
  }

  @Test
  void an_openid_provider_ends_the_sessions_that_it_has_vouched_for_and_no_others() {
    try (var provider = OidcConnection.start(app).enable("acmecorp")) {
      var own = app.browser();
      provider.signIn(own, "max", MAX);
      var ada = app.browser();
      provider.signIn(ada, "ada", ADA);
      var byMail = app.as(MAX);

      for (var forged :
          List.<Consumer<com.nimbusds.jwt.JWTClaimsSet.Builder>>of(
              it -> it.subject("max").audience("another"),
              it -> it.subject("max").issuer("https://evil.example"),
              it -> it.subject("max").claim("nonce", "n"),
              it -> it.subject("max").claim("events", null),
              it -> {})) {
        assertThat(told(provider, provider.logoutToken(forged))).isEqualTo(400);
      }
      assertThat(told(provider, "")).isEqualTo(400);
      assertThat(own.get("/ui/profile/account").status()).isEqualTo(200);

      var token = provider.logoutToken(it -> it.claim("sid", "sid-of-max"));
      assertThat(told(provider, token)).isEqualTo(200);
      // told twice, it is done
      assertThat(told(provider, token)).isEqualTo(200);
      assertThat(own.get("/ui/profile/account").status()).isEqualTo(302);
      assertThat(ada.get("/ui/profile/account").status()).isEqualTo(200);
      assertThat(byMail.get("/ui/profile/account").status()).isEqualTo(200);
    }
  }

  private static int told(OidcConnection provider, String token) {
    return app.browser()
        .postBare(provider.address("/backchannel-logout"), "logout_token", token)
        .status();
  }
}
