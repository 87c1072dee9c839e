package dev.hostedui.sso;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.hostedui.identity.environment.EnvironmentSetting;
import dev.hostedui.identity.social.SocialProvider;
import dev.hostedui.testing.Answer;
import dev.hostedui.testing.Engine;
import dev.hostedui.testing.FakeProviders;
import dev.hostedui.testing.FakeProviders.Who;
import dev.hostedui.testing.Identity;
import dev.hostedui.testing.OidcConnection;
import dev.hostedui.testing.TestApp;
import dev.hostedui.testing.TestClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SocialSignInTest {

  private static final FakeProviders world = FakeProviders.start();

  @RegisterExtension static final TestApp app = TestApp.start(Engine.SQLITE, world.setting());

  private static final String GUS = "gus@globex.example";
  private static final String ADA = "ada@acmecorp.example";

  @BeforeEach
  void begin() {
    world.goBy(app.clock());
    app.hasNoWayToAnApp();
    world.reset();
  }

  @AfterAll
  static void stop() {
    world.close();
  }

  private static Who gus(SocialProvider provider) {
    var subject = provider == SocialProvider.SALESFORCE ? "005000000000001AAA" : "1001";
    var who = Who.of(subject, GUS);
    return provider == SocialProvider.GOOGLE
        ? who.saying(it -> it.claim("hd", "globex.example"))
        : who;
  }

  private static String signedInAs(TestApp.Browser browser) {
    return browser.get("/ui/profile/account").body();
  }

  private static String code(String address) {
    var matcher = Pattern.compile("\\b([0-9]{6})\\b").matcher(app.mailTo(address).text());
    assertThat(matcher.find()).isTrue();
    return matcher.group(1);
  }

  /** Goes on with the code that was mailed. */
  private static Answer enterCode(TestApp.Browser browser, Answer page, String address) {
    var attempt = page.next().replaceFirst(".*attempt=", "");
    assertThat(page.next()).startsWith("/login/code");
    return browser.post("/login/code", "attempt", attempt, "code", code(address));
  }

  // ------------------------------------------------------------------ in

  @ParameterizedTest
  @EnumSource(SocialProvider.class)
  void whoever_has_a_proven_address_comes_in_by_every_provider(SocialProvider provider) {
    var connection = FakeProviders.enable(app, provider);
    var browser = app.browser();
    assertThat(browser.get("/login").text(".providers button"))
        .isEqualTo("Continue with " + provider.label());

    var asked = world.asked(browser, provider);
    assertThat(asked)
        .containsEntry("response_type", "code")
        .containsEntry("client_id", FakeProviders.CLIENT)
        .containsEntry("redirect_uri", connection.redirectUri())
        .containsKey("state")
        .doesNotContainKeys("prompt", "max_age");
    if (provider == SocialProvider.GITHUB)
      assertThat(asked).containsEntry("scope", "read:user user:email").doesNotContainKey("nonce");
    else assertThat(asked).containsEntry("scope", "openid profile email").containsKey("nonce");

    var answer = browser.get(world.callback(asked, provider, gus(provider)));
    assertThat(answer.status()).as(answer.toString()).isEqualTo(303);
    var in = browser.follow(answer);
    assertThat(in.next()).as(in.toString()).isEqualTo("/ui/");
    assertThat(signedInAs(browser)).contains(GUS);
    assertThat(
            app.one(
                "SELECT authenticated_with FROM sessions WHERE user_id = '"
                    + app.user(GUS).value()
                    + "' ORDER BY id DESC LIMIT 1"))
        .isEqualTo(connection.id().value());
    assertThat(app.events()).contains("user.social_account_linked", "user.login");
    // next time no address is needed any more
    assertThat(browser.cookies()).containsEntry("hosted_ui_last_used", provider.wireName());
    assertThat(app.browser().get("/login").has("#last-used")).isFalse();
    browser.post("/logout");
    assertThat(browser.get("/login").text(".providers #last-used")).isEqualTo("Last used");
  }

  @Test
  void when_somebody_signed_in_at_the_provider_is_when_it_says() {
    FakeProviders.enable(app, SocialProvider.GITLAB);
    var client = TestClient.web(app);
    var proven = app.clock().instant().getEpochSecond() - 18_000;
    var browser = app.browser();
    world.signIn(
        browser,
        SocialProvider.GITLAB,
        Who.of("1001", GUS).saying(it -> it.claim("auth_time", proven)));

    var claims = TestClient.claims(client.tokens(browser).get("id_token").asText());
    assertThat(claims.get("auth_time").asLong()).isEqualTo(proven);
    assertThat(
            TestClient.parameters(
                    browser.get(client.authorize("max_age", "3600", "prompt", "none")))
                .get("error"))
        .isEqualTo("login_required");
  }

  @Test
  void a_new_proof_is_asked_for_by_max_age_and_must_be_one() {
    FakeProviders.enable(app, SocialProvider.GITLAB);
    var client = TestClient.web(app);
    for (var wanted : List.of(List.of("max_age", "3600"), List.of("prompt", "login"))) {
      var browser = app.browser();
      world.signIn(browser, SocialProvider.GITLAB, gus(SocialProvider.GITLAB));
      browser.post("/logout");
      var asks = client.authorize("provider", "gitlab", wanted.get(0), wanted.get(1));
      var asked = world.asked(browser, browser.get(asks));
      assertThat(asked).containsEntry("prompt", "login").doesNotContainKey("max_age");

      var now = app.clock().instant().getEpochSecond();
      var old =
          browser.get(
              world.callback(
                  asked,
                  SocialProvider.GITLAB,
                  Who.of("1001", GUS).saying(authTime(now - 18_000))));
      assertThat(old.status()).as(old.toString()).isEqualTo(422);
      assertThat(signedInAs(browser)).doesNotContain(GUS);

      asked = world.asked(browser, browser.get(asks));
      var back =
          browser.follow(
              browser.get(
                  world.callback(
                      asked, SocialProvider.GITLAB, Who.of("1001", GUS).saying(authTime(now)))));
      while (!back.next().startsWith(TestClient.CALLBACK)) back = browser.follow(back);
      assertThat(back.next()).contains("code=");
    }
  }

  private static Consumer<JWTClaimsSet.Builder> authTime(long second) {
    return it -> it.claim("auth_time", second);
  }

  @Test
  void somebody_new_gets_an_account_with_their_name() {
    FakeProviders.enable(app, SocialProvider.GOOGLE);
    var browser = app.browser();

    var in = world.signIn(browser, SocialProvider.GOOGLE, Who.of("1", "new.person@gmail.com"));

    assertThat(in.next()).startsWith("/login/organization");
    assertThat(
            app.one(
                "SELECT given_name || ' ' || family_name FROM users WHERE email ="
                    + " 'new.person@gmail.com'"))
        .isEqualTo("Gina Google");
    // they are told of once they are in an organization
    assertThat(app.events()).contains("user.login").doesNotContain("user.signup");
  }

  @Test
  void githubs_account_is_read_by_calls_of_its_own() {
    FakeProviders.enable(app, SocialProvider.GITHUB);

    var in = world.signIn(app.browser(), SocialProvider.GITHUB, Who.of("77", "olga@octo.example"));

    assertThat(in.next()).startsWith("/login/organization");
    assertThat(world.calls())
        .anySatisfy(
            it ->
                assertThat(it)
                    .isEqualTo(
                        "/api.github.com/user/emails application/vnd.github+json hosted-ui"));
    assertThat(
            app.one(
                "SELECT given_name || '|' || family_name FROM users WHERE email ="
                    + " 'olga@octo.example'"))
        .isEqualTo("Olga van|Octo");
    assertThat(app.all("SELECT subject FROM social_accounts")).containsExactly("77");
  }

  // ------------------------------------------------------------------ whose account

  @Test
  void an_address_that_a_tenant_only_writes_down_opens_nobodys_account() {
    FakeProviders.enable(app, SocialProvider.MICROSOFT);
    var attacker = app.browser();

    var page = world.signIn(attacker, SocialProvider.MICROSOFT, Who.of("666", GUS).unproven());

    assertThat(page.next()).startsWith("/login/code");
    assertThat(attacker.follow(page).text("main"))
        .contains("Microsoft says that this is your address");
    assertThat(attacker.get("/ui/").next()).startsWith("/login");
    assertThat(app.count("social_accounts")).isZero();
    // Gus, whom the mail reaches, shows once that it is his
    var browser = app.browser();
    app.clock().advance(Duration.ofMinutes(2));
    page = world.signIn(browser, SocialProvider.MICROSOFT, Who.of("1001", GUS).unproven());
    assertThat(enterCode(browser, page, GUS).next()).isEqualTo("/ui/");
    assertThat(browser.cookies()).containsEntry("hosted_ui_last_used", "microsoft");
    // and is known by his object from then on, whatever his address there says
    var again = app.browser();
    assertThat(world.signIn(again, SocialProvider.MICROSOFT, Who.of("1001", ADA).unproven()).next())
        .isEqualTo("/ui/");
    assertThat(signedInAs(again)).contains(GUS);
  }

  @Test
  void every_tenant_signs_by_its_own_name_and_no_other() {
    FakeProviders.enable(app, SocialProvider.MICROSOFT);
    var other = "11111111-2222-3333-4444-555555555555";

    // the same object id in another tenant is somebody else
    world.signIn(app.browser(), SocialProvider.MICROSOFT, Who.of("1001", GUS));
    var stranger = app.browser();
    world.signIn(
        stranger, SocialProvider.MICROSOFT, Who.of("1001", "max.other@contoso.example").of(other));
    assertThat(signedInAs(stranger)).contains("max.other@contoso.example");

    var forged =
        Who.of("1001", GUS)
            .saying(
                it ->
                    it.issuer("https://login.microsoftonline.com/" + other + "/v2.0")
                        .claim("tid", FakeProviders.TENANT));
    assertThat(world.signIn(app.browser(), SocialProvider.MICROSOFT, forged).status())
        .isEqualTo(422);
    var nameless =
        Who.of("1001", GUS)
            .saying(
                it ->
                    it.issuer("https://login.microsoftonline.com/{tenantid}/v2.0")
                        .claim("tid", "{tenantid}"));
    assertThat(world.signIn(app.browser(), SocialProvider.MICROSOFT, nameless).status())
        .isEqualTo(422);
  }

  @Test
  void a_key_of_personal_accounts_signs_for_no_company() {
    FakeProviders.enable(app, SocialProvider.MICROSOFT);
    app.clock().advance(Duration.ofHours(30));
    world.keysOf("https://login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0");
    assertThat(world.signIn(app.browser(), SocialProvider.MICROSOFT, Who.of("1", GUS)).status())
        .isEqualTo(422);

    app.clock().advance(Duration.ofHours(30));
    world.keysOf("https://login.microsoftonline.com/{tenantid}/v2.0");
    assertThat(world.signIn(app.browser(), SocialProvider.MICROSOFT, Who.of("1", GUS)).next())
        .isEqualTo("/ui/");
  }

  @Test
  void google_proves_addresses_of_its_own_and_of_workspaces_only() {
    FakeProviders.enable(app, SocialProvider.GOOGLE);

    // an address of another provider was verified once, and may have another owner by now
    var page = world.signIn(app.browser(), SocialProvider.GOOGLE, Who.of("5", GUS));
    assertThat(page.next()).startsWith("/login/code");
    page =
        world.signIn(
            app.browser(), SocialProvider.GOOGLE, Who.of("6", "some.one@gmail.com").unproven());
    assertThat(page.next()).startsWith("/login/code");
    assertThat(app.count("social_accounts")).isZero();
  }

  @ParameterizedTest
  @EnumSource(
      value = SocialProvider.class,
      names = {"GITLAB", "LINKEDIN", "SALESFORCE"})
  void an_address_that_is_not_verified_there_is_proven_here(SocialProvider provider) {
    FakeProviders.enable(app, provider);
    var browser = app.browser();

    var page = world.signIn(browser, provider, gus(provider).unproven());

    assertThat(page.next()).as(page.toString()).startsWith("/login/code");
    assertThat(enterCode(browser, page, GUS).next()).isEqualTo("/ui/");
  }

  @Test
  void who_connects_an_account_reads_before_and_after_what_that_means() {
    FakeProviders.enable(app, SocialProvider.GITLAB);
    app.arrange("UPDATE users SET given_name = '', family_name = '' WHERE email = '" + GUS + "'");
    var browser = app.browser();
    var page = world.signIn(browser, SocialProvider.GITLAB, gus(SocialProvider.GITLAB).unproven());
    assertThat(app.mailTo(GUS).text())
        .contains("with GitLab", "connects their account there to yours", "Connect GitLab");
    // whoever has no account yet has nothing that it could be connected to
    var fresh = "fresh@octo.example";
    world.signIn(app.browser(), SocialProvider.GITLAB, Who.of("9", fresh).unproven());
    assertThat(app.mailTo(fresh).text())
        .contains("with GitLab", "creates your Coffeedesk account", "Continue to Coffeedesk")
        .doesNotContain("to yours", "Connect GitLab");
    enterCode(browser, page, GUS);

    assertThat(app.mailTo(GUS).subject()).endsWith("GitLab was connected to your account");
    assertThat(app.mailTo(GUS).link()).isEqualTo("/ui/profile/security");
    // and gets the name that is known there
    assertThat(
            app.one(
                "SELECT given_name || ' ' || family_name FROM users WHERE email = '" + GUS + "'"))
        .isNotBlank();
    assertThat(app.events()).contains("user.profile_updated");
    app.mail().clear();
    world.signIn(app.browser(), SocialProvider.GITLAB, gus(SocialProvider.GITLAB));
    app.app().core().letterBox.sendDue();
    assertThat(app.mail().all()).noneMatch(it -> it.subject().contains("connected"));

    app.as(GUS).post("/logout");
    var details = app.as(GUS).get("/ui/organization/activity").text(".activity");
    assertThat(details).contains("GitLab").doesNotContain("conn_");
  }

  @Test
  void an_address_that_github_has_not_verified_is_none() {
    FakeProviders.enable(app, SocialProvider.GITHUB);

    var page = world.signIn(app.browser(), SocialProvider.GITHUB, Who.of("9", GUS).unproven());

    assertThat(page.status()).isEqualTo(403);
    assertThat(page.text("main"))
        .contains("GitHub did not say what your email address is")
        .contains("sign in with your email address");
  }

  @Test
  void an_address_that_was_given_to_somebody_else_opens_the_account_for_its_new_owner_alone() {
    FakeProviders.enable(app, SocialProvider.GITHUB);
    assertThat(world.signIn(app.browser(), SocialProvider.GITHUB, Who.of("1", GUS)).next())
        .isEqualTo("/ui/");

    app.mailTo(GUS);
    // somebody else has the address there by now: GitHub's word alone is not enough any more
    var browser = app.browser();
    var page = world.signIn(browser, SocialProvider.GITHUB, Who.of("2", GUS));
    assertThat(page.next()).startsWith("/login/code");
    assertThat(app.all("SELECT subject FROM social_accounts")).containsExactly("1");
    assertThat(enterCode(browser, page, GUS).next()).isEqualTo("/ui/");

    // whoever had it before is known no more, and comes to an account of their own
    assertThat(app.all("SELECT subject FROM social_accounts")).containsExactly("2");
    var before = app.browser();
    world.signIn(before, SocialProvider.GITHUB, Who.of("1", "gus.private@octo.example"));
    assertThat(signedInAs(before)).contains("gus.private@octo.example").doesNotContain(GUS);
  }

  @Test
  void an_address_that_changed_at_the_provider_takes_over_nobody() {
    FakeProviders.enable(app, SocialProvider.GITHUB);
    var browser = app.browser();
    world.signIn(browser, SocialProvider.GITHUB, Who.of("1", GUS));

    var again = app.browser();
    world.signIn(again, SocialProvider.GITHUB, Who.of("1", "max@acmecorp.example"));

    assertThat(signedInAs(again)).contains(GUS);
    assertThat(app.all("SELECT label FROM social_accounts"))
        .containsExactly("max@acmecorp.example");
  }

  // ------------------------------------------------------------------ the rules of signing in

  @Test
  void whoever_belongs_to_a_home_realm_goes_on_there_before_any_session() {
    FakeProviders.enable(app, SocialProvider.GITHUB);
    try (var acme = OidcConnection.start(app)) {
      acme.enable("acmecorp");
      var browser = app.browser();

      var asked = world.asked(browser, SocialProvider.GITHUB);
      var answer = browser.get(world.callback(asked, SocialProvider.GITHUB, Who.of("1", ADA)));
      var upstream = acme.asked(browser, browser.follow(answer));

      assertThat(upstream).containsEntry("login_hint", ADA);
      assertThat(browser.get("/ui/").next()).startsWith("/login");
      assertThat(app.count("social_accounts")).isZero();
      var in = browser.follow(browser.get(acme.callback(upstream, "sub-ada", ADA)));
      assertThat(in.next()).isEqualTo("/ui/");
      assertThat(signedInAs(browser)).contains(ADA);
      // whose word it was is told by its name
      assertThat(browser.get("/ui/organization/activity?topic=sign-ins").text(".activity"))
          .contains("Signed in with Okta")
          .doesNotContain("Signed in with conn_");
      // an unproven address leads there as well, and never to a mail
      var other = app.browser();
      FakeProviders.enable(app, SocialProvider.GITLAB);
      asked = world.asked(other, SocialProvider.GITLAB);
      answer = other.get(world.callback(asked, SocialProvider.GITLAB, Who.of("1", ADA).unproven()));
      assertThat(acme.asked(other, other.follow(answer))).containsEntry("login_hint", ADA);
    }
  }

  @Test
  void whoever_is_known_goes_to_the_home_realm_of_their_account_once_it_has_one() {
    FakeProviders.enable(app, SocialProvider.GITHUB);
    world.signIn(app.browser(), SocialProvider.GITHUB, Who.of("1", ADA));
    try (var acme = OidcConnection.start(app)) {
      acme.enable("acmecorp");
      var browser = app.browser();
      var asked = world.asked(browser, SocialProvider.GITHUB);
      var answer =
          browser.get(
              world.callback(asked, SocialProvider.GITHUB, Who.of("1", "else@where.example")));
      assertThat(acme.asked(browser, browser.follow(answer))).containsEntry("login_hint", ADA);
    }
  }

  @Test
  void a_home_realm_that_appears_while_the_mailbox_is_proven_counts() {
    FakeProviders.enable(app, SocialProvider.GITLAB);
    var browser = app.browser();
    var page = world.signIn(browser, SocialProvider.GITLAB, Who.of("1", ADA).unproven());
    try (var acme = OidcConnection.start(app)) {
      acme.enable("acmecorp");
      var on = enterCode(browser, page, ADA);
      assertThat(acme.asked(browser, browser.get(on.element("a").attr("href"))))
          .containsEntry("login_hint", ADA);
      assertThat(app.sessionsOf(app.user(ADA))).isEmpty();
    }
  }

  @Test
  void where_nobody_may_sign_up_strangers_stay_out_and_the_invited_come_in() {
    FakeProviders.enable(app, SocialProvider.GITHUB);
    app.set(EnvironmentSetting.SIGN_UP, "off");

    var page =
        world.signIn(app.browser(), SocialProvider.GITHUB, Who.of("1", "stranger@octo.example"));
    assertThat(page.status()).as(page.toString()).isEqualTo(403);
    assertThat(app.all("SELECT id FROM users WHERE email = 'stranger@octo.example'")).isEmpty();

    // without a proof nobody learns whether there is an account
    FakeProviders.enable(app, SocialProvider.GITLAB);
    var browser = app.browser();
    page =
        world.signIn(
            browser, SocialProvider.GITLAB, Who.of("1", "stranger@octo.example").unproven());
    assertThat(browser.follow(page).text("main")).contains("If there is an account for");

    app.as(GUS)
        .post(
            "/ui/organization/users/invitations",
            "email",
            "invited@octo.example",
            "role",
            "member");
    if (!app.all("SELECT id FROM users WHERE email = 'invited@octo.example'").isEmpty()) {
      page =
          world.signIn(app.browser(), SocialProvider.GITHUB, Who.of("2", "invited@octo.example"));
      assertThat(page.next()).as(page.toString()).startsWith("/login/organization");
    }
  }

  @Test
  void an_application_may_name_the_provider_before_everything_else() {
    FakeProviders.enable(app, SocialProvider.GOOGLE);
    var client = TestClient.web(app);
    var browser = app.browser();

    var start =
        browser.get(
            client.authorize(
                "provider", "google", "connection_id", "conn_1", "login_hint", "g@gmail.com"));
    var asked = world.asked(browser, start);
    assertThat(asked).containsEntry("login_hint", "g@gmail.com");

    var in =
        browser.follow(
            browser.get(world.callback(asked, SocialProvider.GOOGLE, gus(SocialProvider.GOOGLE))));
    var back = in;
    while (!back.next().startsWith(TestClient.CALLBACK)) back = browser.follow(back);
    assertThat(back.next()).contains("code=");

    var refused = app.browser().get(client.authorize("provider", "github"));
    assertThat(refused.next()).contains("error=invalid_request").contains("state=");
    // by a prompt for a new proof people choose their account there
    asked =
        world.asked(
            browser, browser.get(client.authorize("provider", "google", "prompt", "login")));
    assertThat(asked).containsEntry("prompt", "select_account");
  }

  @Test
  void neither_a_link_nor_a_button_makes_somebody_else_of_who_is_signed_in_unless_they_say_so() {
    FakeProviders.enable(app, SocialProvider.GOOGLE);
    var client = TestClient.web(app);
    for (var byLink : List.of(true, false)) {
      var browser = app.as(ADA);
      var start =
          byLink
              ? browser.get(client.authorize("provider", "google", "prompt", "login"))
              : browser.post(
                  "/login/social", "provider", "google", "return_to", "/ui/profile/account");
      var asked = world.asked(browser, start);
      var page =
          browser.follow(
              browser.get(
                  world.callback(asked, SocialProvider.GOOGLE, gus(SocialProvider.GOOGLE))));
      assertThat(page.status()).isEqualTo(200);
      assertThat(page.text("main")).contains("signed in here as " + ADA, "that you are " + GUS);
      assertThat(signedInAs(browser)).contains(ADA);
      browser.post(page.element("main form").attr("action"), "instead_of", ADA);
      assertThat(signedInAs(browser)).contains(GUS);
    }
  }

  @Test
  void only_an_application_that_named_the_provider_is_said_to_have_sent_somebody_there() {
    FakeProviders.enable(app, SocialProvider.GOOGLE);
    var client = TestClient.web(app);
    for (var named : List.of(true, false)) {
      var browser = app.as(ADA);
      var start =
          named
              ? browser.get(client.authorize("provider", "google", "prompt", "login"))
              : browser.post(
                  "/login/social",
                  "provider",
                  "google",
                  "return_to",
                  returnTo(browser.follow(browser.get(client.authorize("prompt", "login")))));
      var asked = world.asked(browser, start);
      var page =
          browser.follow(
              browser.get(
                  world.callback(asked, SocialProvider.GOOGLE, gus(SocialProvider.GOOGLE))));
      assertThat(page.text("main"))
          .contains("that you are " + GUS)
          .contains(
              named ? "sent you to an identity provider, which" : "that you were sent to says");
    }
  }

  private static String returnTo(Answer page) {
    return page.element("form [name=return_to]").attr("value");
  }

  @Test
  void people_see_the_accounts_they_come_by_and_disconnect_them() {
    FakeProviders.enable(app, SocialProvider.GITHUB);
    var browser = app.browser();
    world.signIn(browser, SocialProvider.GITHUB, Who.of("1", GUS));
    var page = browser.get("/ui/profile/security");
    assertThat(page.text("section[aria-labelledby=accounts-title] li")).contains("GitHub", GUS);
    assertThat(page.has("link[href*=social]")).isTrue();
    assertThat(page.has("section[aria-labelledby=accounts-title] .picture-github")).isTrue();
    var way = page.element("section[aria-labelledby=accounts-title] a").attr("href");
    assertThat(browser.get(way).text("h1")).isEqualTo("Disconnect GitHub?");

    assertThat(page.text("section[aria-labelledby=accounts-title]")).doesNotContain("switched off");
    app.arrange("UPDATE social_connections SET enabled_at = NULL");
    assertThat(
            browser.get("/ui/profile/security").text("section[aria-labelledby=accounts-title] li"))
        .contains("signing in with GitHub is switched off");

    // nobody else's, whoever the page was opened for
    assertThat(app.as(ADA).get(way).status()).isEqualTo(409);
    var anyones = way.replaceFirst("\\?.*", "");
    assertThat(app.as(ADA).get(anyones).status()).isEqualTo(404);
    assertThat(app.as(ADA).post(anyones).status()).isEqualTo(404);
    assertThat(app.count("social_accounts")).isEqualTo(1);

    assertThat(browser.post(way).status()).isEqualTo(303);
    assertThat(browser.get("/ui/profile/security").has("#accounts-title")).isFalse();
    assertThat(app.count("social_accounts")).isZero();
    assertThat(app.events()).contains("user.social_account_unlinked");
    assertThat(browser.post(way).status()).isEqualTo(404);
  }

  // ------------------------------------------------------------------ what goes wrong

  @Test
  void whoever_stops_there_reads_so_and_finds_the_way_back() {
    FakeProviders.enable(app, SocialProvider.GOOGLE);
    FakeProviders.enable(app, SocialProvider.LINKEDIN);
    for (var error : List.of("access_denied", "user_cancelled_login")) {
      var provider =
          error.equals("access_denied") ? SocialProvider.GOOGLE : SocialProvider.LINKEDIN;
      var browser = app.browser();
      var asked = world.asked(browser, provider);

      var page =
          browser.get(
              FakeProviders.path(asked) + "?error=" + error + "&state=" + asked.get("state"));

      assertThat(page.status()).isEqualTo(422);
      assertThat(page.text("h1")).isEqualTo("You are not signed in");
      assertThat(page.text("main")).contains("You stopped at " + provider.label());
      var back = browser.get(page.element("a.primary").attr("href"));
      assertThat(browser.follow(back).text("h1")).startsWith("Sign in to");
    }
  }

  @Test
  void a_wrong_secret_is_told_in_plain_words_and_not_to_the_person() {
    for (var provider : List.of(SocialProvider.GITHUB, SocialProvider.MICROSOFT)) {
      var connection = FakeProviders.enable(app, provider);
      app.app()
          .core()
          .socialConnections
          .change(Identity.INTERNAL, connection.id(), null, null, "not-the-secret-at-all");

      var page = world.signIn(app.browser(), provider, gus(provider));

      assertThat(page.status()).isEqualTo(422);
      assertThat(page.text("main"))
          .contains(provider.label() + " does not know this app as it is set up");
      assertThat(page.body()).doesNotContain("secret", FakeProviders.CLIENT, "AADSTS");
    }
  }

  @Test
  void a_provider_that_is_down_says_so_and_lets_nobody_in() {
    FakeProviders.enable(app, SocialProvider.GITHUB);
    FakeProviders.enable(app, SocialProvider.LINKEDIN);
    for (var broken :
        Map.of(
                "access_token", SocialProvider.GITHUB,
                "user/emails", SocialProvider.GITHUB,
                "v2/accessToken", SocialProvider.LINKEDIN,
                "v2/userinfo", SocialProvider.LINKEDIN)
            .entrySet()) {
      world.reset();
      world.breaks(broken.getKey(), 503);
      var page = world.signIn(app.browser(), broken.getValue(), gus(broken.getValue()));
      assertThat(page.status()).as(broken.getKey()).isEqualTo(422);
      assertThat(page.text("main")).contains("could not be asked who you are");
    }
    assertThat(app.count("social_accounts")).isZero();
  }

  @Test
  void an_answer_counts_once_in_the_browser_that_asked_and_at_its_provider() {
    FakeProviders.enable(app, SocialProvider.GOOGLE);
    FakeProviders.enable(app, SocialProvider.GITHUB);
    var browser = app.browser();
    var asked = world.asked(browser, SocialProvider.GOOGLE);
    var callback = world.callback(asked, SocialProvider.GOOGLE, gus(SocialProvider.GOOGLE));

    // somebody else's answer signs nobody in
    for (var other : List.of(app.browser(), app.as("max@acmecorp.example")))
      assertThat(other.get(callback).text("h1")).isEqualTo("Begin in this browser");
    // an answer that names another issuer, or comes to another provider's address, is none
    assertThat(browser.get(callback + "&iss=https%3A%2F%2Fevil.example").status()).isEqualTo(422);
    var github = world.asked(browser, SocialProvider.GITHUB);
    assertThat(
            browser
                .get(FakeProviders.path(github) + "?code=x&state=" + asked.get("state"))
                .status())
        .isEqualTo(409);
    assertThat(world.calls()).isEmpty();

    assertThat(browser.follow(browser.get(callback)).next()).isEqualTo("/ui/");
    assertThat(browser.get(callback).text("h1")).isEqualTo("This answer was used already");
  }

  @Test
  void two_tabs_do_not_disturb_each_other() {
    FakeProviders.enable(app, SocialProvider.GITHUB);
    FakeProviders.enable(app, SocialProvider.GITLAB);
    var browser = app.browser();
    var first = world.asked(browser, SocialProvider.GITHUB);
    var second = world.asked(browser, SocialProvider.GITLAB);

    var one = browser.get(world.callback(first, SocialProvider.GITHUB, gus(SocialProvider.GITHUB)));
    assertThat(browser.follow(one).next()).isEqualTo("/ui/");
    var two =
        browser.get(world.callback(second, SocialProvider.GITLAB, gus(SocialProvider.GITLAB)));
    assertThat(browser.follow(two).next()).isEqualTo("/ui/");
    assertThat(app.sessionsOf(app.user(GUS))).hasSize(1);
  }

  @Test
  void a_token_of_somebody_else_or_of_another_sign_in_lets_nobody_in() {
    FakeProviders.enable(app, SocialProvider.GITLAB);
    for (var change :
        List.<Consumer<JWTClaimsSet.Builder>>of(
            it -> it.claim("nonce", "another"),
            it -> it.claim("nonce", null),
            it -> it.audience("another"),
            it -> it.issuer("https://gitlab.example"),
            it -> it.subject("somebody-else"))) {
      var page =
          world.signIn(
              app.browser(), SocialProvider.GITLAB, gus(SocialProvider.GITLAB).saying(change));
      assertThat(page.status()).as(page.toString()).isEqualTo(422);
    }
    assertThat(app.sessionsOf(app.user(GUS))).isEmpty();
  }

  @Test
  void what_is_switched_off_is_neither_shown_nor_taken() {
    var connection = FakeProviders.enable(app, SocialProvider.GOOGLE);
    var browser = app.browser();
    var asked = world.asked(browser, SocialProvider.GOOGLE);
    app.app().core().socialConnections.disable(Identity.INTERNAL, connection.id());

    assertThat(app.browser().get("/login").has(".providers")).isFalse();
    var pressed = app.browser().post("/login/social", "provider", "google", "return_to", "/ui/");
    assertThat(pressed.status()).isEqualTo(409);
    assertThat(pressed.text("main")).contains("switched off");
    assertThat(app.browser().post("/login/social", "provider", "myspace").status()).isEqualTo(409);
    var late =
        browser.get(world.callback(asked, SocialProvider.GOOGLE, gus(SocialProvider.GOOGLE)));
    assertThat(late.status()).isEqualTo(409);
    // another way leads on to what waits
    assertThat(browser.get(late.element("a.primary").attr("href")).next())
        .isEqualTo("/login?again&choose&return_to=%2Fui%2F");
    assertThat(app.browser().get("/sso/v1/oauth/conn_1/callback?code=x&state=y").status())
        .isEqualTo(404);
  }

  @Test
  void another_site_cannot_press_a_button() {
    FakeProviders.enable(app, SocialProvider.GOOGLE);
    assertThat(
            app.browser()
                .with("Sec-Fetch-Site", "cross-site")
                .postBare("/login/social", "provider", "google")
                .status())
        .isEqualTo(403);
  }
}
