package dev.hostedui.provider;

import static dev.hostedui.testing.People.ADA;
import static dev.hostedui.testing.People.MAX;
import static dev.hostedui.testing.TestClient.claims;
import static dev.hostedui.testing.TestClient.json;
import static dev.hostedui.testing.TestClient.parameters;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hostedui.db.StorageUnavailable;
import dev.hostedui.identity.application.ApplicationType;
import dev.hostedui.identity.application.Registration;
import dev.hostedui.identity.environment.EnvironmentSetting;
import dev.hostedui.testing.Answer;
import dev.hostedui.testing.Form;
import dev.hostedui.testing.Identity;
import dev.hostedui.testing.TestApp;
import dev.hostedui.testing.TestClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The authorization endpoint as applications and their people meet it. */
class AuthorizeTest {

  @RegisterExtension final TestApp app = TestApp.start();
  private static final String BEGINS = "http://localhost:9999/login";

  private TestClient client;

  @BeforeEach
  void start() {
    client = TestClient.web(app);
  }

  // ------------------------------------------------------------------ signed in already

  @Test
  void a_live_session_is_answered_at_once() {
    var answer = app.as(MAX).get(client.authorize());

    assertThat(answer.status()).isEqualTo(302);
    assertThat(answer.header("Location")).startsWith(TestClient.CALLBACK + "?code=");
    assertThat(parameters(answer))
        .containsEntry("state", TestClient.STATE)
        .containsEntry("iss", "http://localhost:8080");
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
  }

  @Test
  void whoever_only_looks_at_the_address_begins_nothing_and_gets_no_code() {
    for (var browser : List.of(app.as(MAX), app.browser())) {
      var looked = browser.head(client.authorize());
      assertThat(looked.status()).isEqualTo(204);
      assertThat(looked.header("Set-Cookie")).isEmpty();
      assertThat(looked.header("Content-Type")).isEmpty();
    }
    assertThat(app.count("grants")).isZero();
    assertThat(app.count("authorization_requests")).isZero();

    var max = app.browser();
    var login = max.get(client.authorize());
    signIn(max, max.follow(login), MAX);
    var waits = max.get(login.next()).next();
    assertThat(max.head(waits).status()).isEqualTo(204);
    assertThat(app.count("grants")).isZero();
    assertThat(max.get(waits).header("Location")).startsWith(TestClient.CALLBACK + "?code=");
  }

  @Test
  void a_browser_that_loads_the_address_beforehand_chooses_no_organization() {
    var ada = app.as(ADA);
    var before = ada.get("/ui/organization/general").body();
    for (var wanted : List.of("acmecorp", "globex"))
      assertThat(
              ada.copy()
                  .with("Sec-Purpose", "prefetch")
                  .get(client.authorize("organization_id", organization(wanted)))
                  .status())
          .isEqualTo(503);

    assertThat(ada.get("/ui/organization/general").body()).isEqualTo(before);
    assertThat(app.count("grants")).isZero();
  }

  @Test
  void without_a_state_none_comes_back() {
    assertThat(parameters(app.as(MAX).get(client.authorize("state", ""))))
        .containsOnlyKeys("code", "iss");
  }

  @Test
  void a_post_is_taken_as_well() {
    var max = app.as(MAX);
    var sent = max.postBare("/oauth/authorize", "client_id", client.id());

    assertThat(sent.status()).isEqualTo(303);
    assertThat(sent.header("Location")).endsWith("/oauth/authorize?client_id=" + client.id());
  }

  // ------------------------------------------------------------------ signing in on the way

  @Test
  void who_is_not_signed_in_signs_in_and_goes_back_to_the_app() {
    var max = app.browser();
    var login = max.get(client.authorize("login_hint", MAX));
    assertThat(login.header("Location")).startsWith("/login?return_to=");

    var page = max.follow(login);
    assertThat(page.text("h1")).isEqualTo("Sign in to Test app");
    assertThat(page.element("#email").attr("value")).isEqualTo(MAX);
    assertThat(page.header("Content-Security-Policy")).contains("form-action 'self';");

    var answer = max.follow(signIn(max, page, MAX));
    assertThat(answer.header("Location")).startsWith(TestClient.CALLBACK + "?code=");
    assertThat(parameters(answer)).containsEntry("state", TestClient.STATE);
  }

  @Test
  void who_belongs_to_several_organizations_chooses_on_the_way() {
    var ada = app.browser();
    var page = ada.follow(ada.get(client.authorize()));
    var chooser = ada.follow(signIn(ada, page, ADA));

    assertThat(chooser.text("h1")).isEqualTo("Choose your organization");
    assertThat(chooser.text("main")).contains("Test app");
    var answer = choose(ada, chooser, "Globex");
    assertThat(tokens(answer).get("oid").asText()).isEqualTo(organization("globex"));
  }

  @Test
  void an_organization_that_the_app_names_is_not_asked_for() {
    var ada = app.browser();
    var page = ada.follow(ada.get(client.authorize("organization_id", organization("globex"))));
    var answer = ada.follow(signIn(ada, page, ADA));

    assertThat(tokens(answer).get("oid").asText()).isEqualTo(organization("globex"));
    assertThat(ada.get("/ui/organization/general").body()).contains("Globex");
  }

  @Test
  void of_two_tabs_that_are_opened_together_each_brings_its_app_an_answer() {
    var max = app.browser();
    var other = app.browser();
    var one = max.get(client.authorize());
    var two = other.get(client.authorize());
    // neither request had a cookie to bring, and the browser keeps those of both answers
    other.cookies().forEach(max.cookies()::put);
    signIn(max, max.follow(one), MAX);

    for (var tab : List.of(one, two))
      assertThat(max.follow(max.follow(tab)).header("Location"))
          .startsWith(TestClient.CALLBACK + "?code=");
  }

  @Test
  void a_browser_that_brings_its_secret_is_given_no_second_one() {
    var max = app.browser();
    max.get(client.authorize());
    var cookies = List.copyOf(max.cookies().keySet());
    max.get(client.authorize());

    assertThat(max.cookies()).containsOnlyKeys(cookies);
  }

  @Test
  void the_code_of_another_browser_does_not_bring_the_app_its_answer() {
    var here = app.browser();
    var page = here.follow(here.get(client.authorize()));
    here.post("/login", "email", MAX, "return_to", returnTo(page));
    var link = link(app.mailTo(MAX).text());

    var elsewhere = app.browser();
    var answer = elsewhere.follow(elsewhere.post(link));
    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.text("h1")).isEqualTo("Go on in Test app");
  }

  @Test
  void a_link_opened_elsewhere_begins_anew_where_the_app_says() {
    client = saysWhereItBegins();
    var here = app.browser();
    here.post(
        "/login", "email", MAX, "return_to", returnTo(here.follow(here.get(client.authorize()))));
    var elsewhere = app.browser();

    assertThat(elsewhere.follow(elsewhere.post(link(app.mailTo(MAX).text()))).header("Location"))
        .isEqualTo(BEGINS + "?iss=http%3A%2F%2Flocalhost%3A8080&login_hint=max%40acmecorp.example");
  }

  private TestClient saysWhereItBegins() {
    return TestClient.register(
        app,
        new Registration(
            "Other app",
            ApplicationType.WEB,
            false,
            false,
            null,
            BEGINS,
            List.of(TestClient.CALLBACK),
            List.of(),
            List.of()));
  }

  @Test
  void one_question_is_not_answered_twice_but_begun_anew_one_page_back_or_in_another_tab() {
    client = saysWhereItBegins();
    var ada = app.browser();
    var page = ada.follow(ada.get(client.authorize()));
    var chooser = ada.follow(signIn(ada, page, ADA));
    assertThat(parameters(choose(ada, chooser, "Globex"))).containsKey("code");

    assertThat(choose(ada, chooser, "Globex").header("Location")).startsWith(BEGINS + "?");
    var back = ada.get("/login?return_to=" + Form.encoded(returnTo(page)));
    assertThat(ada.follow(back).header("Location")).startsWith(BEGINS + "?");
    app.clock().advance(Duration.ofMinutes(1));
    var old = ada.follow(signIn(ada, page, ADA));
    if (old.has("form")) old = choose(ada, old, "Globex");
    assertThat(old.header("Location")).startsWith(BEGINS + "?");
    var made =
        ada.post(
            "/login/organization/new", "display_name", "Nordwind", "return_to", returnTo(page));
    assertThat(ada.follow(made).header("Location")).startsWith(BEGINS + "?");
  }

  @Test
  void an_answer_that_says_no_is_given_once_too() {
    client = saysWhereItBegins();
    var max = app.browser();
    var wanted = client.authorize("organization_id", app.organization("globex").value());
    var page = max.follow(max.get(wanted));
    var refused = max.follow(signIn(max, page, MAX));
    assertThat(parameters(refused).get("error")).isEqualTo("access_denied");

    var back = max.get("/login?return_to=" + Form.encoded(returnTo(page)));
    assertThat(max.follow(back).header("Location")).startsWith(BEGINS + "?");
  }

  @Test
  void a_link_of_no_use_leads_back_to_the_sign_in_under_way_and_elsewhere_to_the_app() {
    client = saysWhereItBegins();
    var here = app.browser();
    var page = here.follow(here.get(client.authorize()));
    here.post("/login", "email", MAX, "return_to", returnTo(page));
    var first = link(app.mailTo(MAX).text());
    here.post("/login/code/resend");
    var second = app.mailTo(MAX);

    var replaced = here.get(first);
    assertThat(replaced.status()).isEqualTo(409);
    var code = here.follow(here.get(replaced.element("a.button").attr("href")));
    assertThat(code.text("main")).contains(MAX);
    assertThat(code.has("input[name=code]")).isTrue();
    var elsewhere = app.browser();
    var there = elsewhere.get(elsewhere.get(first).element("a.button").attr("href"));
    assertThat(there.header("Location")).startsWith(BEGINS + "?");

    app.clock().advance(Duration.ofMinutes(16));
    var expired = here.get(link(second.text()));
    assertThat(expired.status()).isEqualTo(409);
    var anew = here.follow(here.get(expired.element("a.button").attr("href")));
    assertThat(returnTo(anew)).isEqualTo(returnTo(page));
    var over = here.get("/login/code?attempt=" + code.element("[name=attempt]").attr("value"));
    assertThat(over.status()).isEqualTo(409);
    anew = here.follow(here.get(over.element("a.button").attr("href")));
    assertThat(returnTo(anew)).isEqualTo(returnTo(page));
  }

  @Test
  void a_sign_in_that_waited_too_long_says_so() {
    var max = app.browser();
    var page = max.follow(max.get(client.authorize()));
    app.clock().advance(Duration.ofMinutes(61));

    var answer = max.get(returnTo(page));
    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.text("main")).contains("It waited too long");
  }

  @Test
  void where_the_app_is_gone_its_sign_in_names_that_and_leads_on() {
    var max = app.browser();
    var page = max.follow(max.get(client.authorize()));
    app.app().core().applications.delete(Identity.INTERNAL, client.id());

    for (var path : List.of("/login", "/login/sign-up", "/login/social")) {
      var gone = max.post(path, "email", MAX, "provider", "google", "return_to", returnTo(page));
      assertThat(gone.status()).isEqualTo(409);
      assertThat(gone.text("main"))
          .contains("no longer registered here", "No mail was sent")
          .doesNotContain("Coffeedesk would not");
      assertThat(gone.element("a.button").attr("href")).isNotEqualTo(returnTo(page));
    }
    var answer = max.get(returnTo(page));
    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.text("main")).contains("no longer registered here");
  }

  @Test
  void a_page_left_open_too_long_says_so_before_it_asks_for_proof_and_begins_anew_at_the_app() {
    for (var path : List.of("/login", "/login/sign-up", "/login/social")) {
      client = saysWhereItBegins();
      var max = app.browser();
      var page = max.follow(max.get(client.authorize()));
      app.clock().advance(Duration.ofMinutes(61));
      app.app().core().authorizationRequests.forgetOld();

      var late = max.post(path, "email", MAX, "provider", "google", "return_to", returnTo(page));
      assertThat(late.status()).isEqualTo(409);
      assertThat(late.text("main")).contains("It waited too long", "Other app");
      assertThat(max.get(late.element("a.button").attr("href")).header("Location"))
          .startsWith(BEGINS + "?");
      var loaded = max.get("/login?again&return_to=" + Form.encoded(returnTo(page)));
      assertThat(max.follow(loaded).header("Location")).startsWith(BEGINS + "?");
    }
    assertThat(app.count("letters")).isZero();
    app.clock().advance(Duration.ofDays(2));
    app.app().core().authorizationRequests.forgetOld();
    assertThat(app.count("authorization_requests")).isZero();
  }

  @Test
  void who_has_proven_it_too_late_brings_no_code_and_begins_anew_at_the_app() {
    client = saysWhereItBegins();
    var max = app.browser();
    var page = max.follow(max.get(client.authorize()));
    app.clock().advance(Duration.ofMinutes(59));
    var sent = max.post("/login", "email", MAX, "return_to", returnTo(page));
    app.clock().advance(Duration.ofMinutes(2));
    assertThat(sent.status()).isEqualTo(303);
    var in = max.post("/login/code", "code", app.mailTo(MAX).code());
    assertThat(max.follow(in).header("Location")).startsWith(BEGINS + "?");
  }

  // ------------------------------------------------------------------ prompt

  @Test
  void login_proves_it_anew_and_keeps_the_session() {
    var max = app.as(MAX);
    var session = app.sessionsOf(app.user(MAX)).get(0);
    var before = max.cookies().get("hosted_ui");
    app.clock().advance(Duration.ofMinutes(5));
    var page = max.follow(max.get(client.authorize("prompt", "login")));
    assertThat(page.text("h1")).isEqualTo("Sign in to Test app");

    var claims = tokens(max.follow(signIn(max, page, MAX)));
    assertThat(claims.get("sid").asText()).isEqualTo(session);
    assertThat(claims.get("auth_time").asLong()).isEqualTo(app.clock().instant().getEpochSecond());
    assertThat(max.cookies().get("hosted_ui")).isNotEqualTo(before);
    assertThat(app.browser().with("Cookie", "hosted_ui=" + before).get("/ui/").header("Location"))
        .startsWith("/login");
  }

  /** OpenID Connect Core §12.2: libraries compare it, and end the sign-in where it is another. */
  @Test
  void a_refreshed_token_says_when_its_own_sign_in_was_proven() {
    var max = app.as(MAX);
    var first = client.tokens(max);
    var proven = claims(first.get("id_token").asText()).get("auth_time");
    app.clock().advance(Duration.ofMinutes(5));
    var page = max.follow(max.get(client.authorize("prompt", "login")));
    var later = tokens(max.follow(signIn(max, page, MAX)));

    var refreshed = json(client.refresh(first.get("refresh_token").asText()));
    assertThat(claims(refreshed.get("id_token").asText()).get("auth_time")).isEqualTo(proven);
    assertThat(claims(refreshed.get("access_token").asText()).get("auth_time")).isEqualTo(proven);
    assertThat(later.get("auth_time")).isNotEqualTo(proven);
  }

  @Test
  void login_as_somebody_else_ends_the_session_before() {
    var browser = app.as(MAX);
    var page = browser.follow(browser.get(client.authorize("prompt", "login")));
    var chooser = browser.follow(signIn(browser, page, ADA));
    var claims = tokens(choose(browser, chooser, "AcmeCorp"));

    assertThat(claims.get("sub").asText()).isEqualTo(app.user(ADA).value());
    assertThat(app.sessionsOf(app.user(MAX))).isEmpty();
  }

  @Test
  void create_shows_the_page_for_a_new_account() {
    var browser = app.browser();

    assertThat(browser.follow(browser.get(client.authorize("prompt", "create"))).text("h1"))
        .isEqualTo("Create your Test app account");
  }

  @Test
  void select_account_asks_every_time() {
    var ada = app.as(ADA);
    for (var slug : List.of("Globex", "AcmeCorp")) {
      app.clock().advance(Duration.ofSeconds(1));
      var chooser = ada.follow(ada.get(client.authorize("prompt", "select_account")));
      assertThat(chooser.text("h1")).isEqualTo("Choose your organization");
      var claims = tokens(choose(ada, chooser, slug));
      assertThat(claims.get("organization_name").asText()).isEqualTo(slug);
      assertThat(ada.get("/ui/organization/general").text("body")).contains(slug);
    }
    assertThat(app.sessionsOf(app.user(ADA))).hasSize(1);
  }

  @Test
  void who_signs_out_at_the_chooser_brings_the_app_its_answer_as_somebody_else() {
    var browser = app.as(ADA);
    var chooser = browser.follow(browser.get(client.authorize("prompt", "select_account")));
    var out = chooser.element("form:has(button:contains(Sign out))").attr("action");
    var page = browser.follow(browser.post(out));
    assertThat(page.text("h1")).isEqualTo("Sign in to Test app");
    assertThat(page.text(".notice.done")).isEqualTo("You are signed out.");

    chooser = browser.follow(browser.follow(signIn(browser, page, MAX)));
    var claims = tokens(choose(browser, chooser, "AcmeCorp"));
    assertThat(claims.get("sub").asText()).isEqualTo(app.user(MAX).value());
    assertThat(app.as(ADA).post("/logout?return_to=%2F%2Fevil.example").next())
        .isEqualTo("/login?signed_out");
  }

  @Test
  void who_is_signed_in_changes_between_signing_in_and_up_by_the_links_of_the_pages() {
    for (var asked :
        List.of(List.of("prompt", "create"), List.of("prompt", "login"), List.of("max_age", "0"))) {
      var ada = app.as(ADA);
      app.clock().advance(Duration.ofSeconds(1));
      var page =
          ada.follow(
              ada.get(client.authorize(asked.get(0), asked.get(1), "login_hint", "x@y.example")));
      var titles = new ArrayList<String>();
      for (var i = 0; i < 3; i++) {
        titles.add(page.text("h1"));
        assertThat(page.element("#email").attr("value")).isEqualTo("x@y.example");
        page = ada.get(page.element(".foot a").attr("href"));
      }
      assertThat(titles).doesNotContain("");
      assertThat(titles.get(1)).isNotEqualTo(titles.get(0));
      assertThat(titles.get(2)).isEqualTo(titles.get(0));
    }
  }

  @Test
  void who_proves_it_anew_for_an_app_can_take_another_address_at_the_code() {
    var max = app.as(MAX);
    app.clock().advance(Duration.ofSeconds(1));
    var page = max.follow(max.get(client.authorize("prompt", "login")));
    var code = max.follow(max.post(page.element("form:has(#email)").attr("action"), "email", MAX));
    var back = max.get(code.element("a:contains(Use another address)").attr("href"));
    assertThat(back.text("h1")).isEqualTo("Sign in to Test app");
    assertThat(returnTo(back)).isEqualTo(returnTo(page));
  }

  @Test
  void select_account_with_an_organization_goes_there_directly() {
    var ada = app.as(ADA, "acmecorp");
    var answer =
        ada.get(
            client.authorize(
                "prompt", "select_account", "organization_id", organization("globex")));

    assertThat(tokens(answer).get("oid").asText()).isEqualTo(organization("globex"));
  }

  @Test
  void an_organization_one_does_not_belong_to_is_refused_to_the_app() {
    var initech = organization("initech");
    assertThat(parameters(app.as(MAX).get(client.authorize("organization_id", initech))))
        .containsEntry("error", "access_denied")
        .containsEntry("state", TestClient.STATE);
    assertThat(app.events()).doesNotContain("session.organization_chosen");
  }

  @Test
  void an_organization_one_does_not_belong_to_is_refused_alike_where_no_page_is_wanted() {
    var initech = organization("initech");
    var silently = client.authorize("organization_id", initech, "prompt", "none");
    var asked = parameters(app.as(MAX).get(client.authorize("organization_id", initech)));
    assertThat(parameters(app.as(MAX).get(silently))).isEqualTo(asked);

    // an invitation can be accepted, on a page
    app.app()
        .core()
        .invitations
        .invite(
            Identity.INTERNAL,
            app.organization("initech"),
            MAX,
            List.of(app.role("member").value()));
    assertThat(parameters(app.as(MAX).get(silently)))
        .containsEntry("error", "interaction_required");
  }

  @Test
  void an_app_is_told_of_an_error_also_while_the_database_takes_no_changes() {
    var max = app.as(MAX);
    var waiting = parameters(max.get(client.authorize("prompt", "login"))).get("return_to");
    assertThatThrownBy(
            () ->
                app.app().core().database.inTransaction(tx -> tx.execute("PRAGMA query_only = 1")))
        .isInstanceOf(StorageUnavailable.class);

    assertThat(parameters(max.get(waiting + "?declined")))
        .containsEntry("error", "access_denied")
        .containsEntry("state", TestClient.STATE);
    assertThat(max.get(client.authorize()).status()).as("a code is kept").isEqualTo(503);
  }

  @Test
  void an_invitation_to_the_organization_that_the_app_names_is_offered_after_the_code() {
    var initech = organization("initech");
    var core = app.app().core();
    core.invitations.invite(
        Identity.INTERNAL,
        app.organization("initech"),
        "nia@new.example",
        List.of(app.role("member").value()));
    core.letterBox.sendDue();
    app.mail().clear();
    app.clock().advance(Duration.ofMinutes(2));
    var nia = app.browser();
    var page = nia.follow(nia.get(client.authorize("organization_id", initech)));
    var chooser = nia.follow(nia.follow(signIn(nia, page, "nia@new.example")));
    assertThat(tokens(choose(nia, chooser, "Initech")).get("oid").asText()).isEqualTo(initech);

    // where people belong to one organization only, what nobody can accept is not offered
    app.clock().advance(Duration.ofMinutes(2));
    core.invitations.invite(
        Identity.INTERNAL,
        app.organization("globex"),
        "nia@new.example",
        List.of(app.role("member").value()));
    app.set(EnvironmentSetting.MULTIPLE_MEMBERSHIPS, "off");
    assertThat(parameters(nia.get(client.authorize("organization_id", organization("globex")))))
        .containsEntry("error", "access_denied");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "86400"})
  void who_chooses_another_organization_than_the_one_that_invites_them_is_told_to_the_app(
      String maxAge) {
    var initech = organization("initech");
    app.app()
        .core()
        .invitations
        .invite(
            Identity.INTERNAL,
            app.organization("initech"),
            MAX,
            List.of(app.role("member").value()));
    var max = app.as(MAX, "acmecorp");
    app.clock().advance(Duration.ofSeconds(1));
    var wants =
        maxAge.isEmpty()
            ? client.authorize("organization_id", initech)
            : client.authorize("organization_id", initech, "max_age", maxAge);
    var chooser = max.follow(max.get(wants));
    assertThat(chooser.text("h1")).isEqualTo("Choose your organization");
    app.clock().advance(Duration.ofSeconds(1));
    assertThat(parameters(choose(max, chooser, "AcmeCorp")))
        .containsEntry("error", "access_denied");

    // the next time the app asks, they can still accept
    app.clock().advance(Duration.ofSeconds(1));
    chooser = max.follow(max.get(wants));
    assertThat(tokens(choose(max, chooser, "Initech")).get("oid").asText()).isEqualTo(initech);
  }

  @Test
  void none_asks_nobody_anything() {
    assertThat(parameters(app.browser().get(client.authorize("prompt", "none"))))
        .containsEntry("error", "login_required")
        .containsEntry("iss", "http://localhost:8080");
    assertThat(parameters(app.as(MAX).get(client.authorize("prompt", "none")))).containsKey("code");

    var ada = app.as(ADA, "acmecorp");
    assertThat(
            parameters(
                ada.get(
                    client.authorize("prompt", "none", "organization_id", organization("globex")))))
        .containsEntry("error", "interaction_required");
    assertThat(
            app.all(
                "SELECT organization_id FROM sessions WHERE user_id = '"
                    + app.user(ADA).value()
                    + "'"))
        .containsExactly(organization("acmecorp"));
  }

  @Test
  void none_cannot_be_combined() {
    assertThat(parameters(app.as(MAX).get(client.authorize("prompt", "none login"))))
        .containsEntry("error", "invalid_request");
  }

  @Test
  void max_age_asks_for_a_new_proof_when_the_last_is_older() {
    var max = app.as(MAX);
    app.clock().advance(Duration.ofSeconds(61));

    assertThat(parameters(max.get(client.authorize("max_age", "120")))).containsKey("code");
    var page = max.follow(max.get(client.authorize("max_age", "60")));
    assertThat(page.text("h1")).isEqualTo("Sign in to Test app");
    assertThat(parameters(max.follow(signIn(max, page, MAX)))).containsKey("code");
  }

  @Test
  void a_max_age_of_any_length_is_a_number() {
    var max = app.as(MAX);
    for (var age : List.of("99999999999", "9".repeat(100)))
      assertThat(parameters(max.get(client.authorize("max_age", age)))).containsKey("code");
    app.clock().advance(Duration.ofSeconds(61));
    assertThat(max.get(client.authorize("max_age", "00000000000060")).header("Location"))
        .startsWith("/login");
    assertThat(parameters(max.get(client.authorize("max_age", "1e3"))).get("error_description"))
        .contains("no number");
  }

  @Test
  void authorization_details_are_refused_as_at_the_token_endpoint() {
    var max = app.as(MAX);
    assertThat(parameters(max.get(client.authorize("authorization_details", "[]"))))
        .containsEntry("error", "invalid_authorization_details")
        .doesNotContainKey("code");
    assertThat(
            client.token("grant_type", "client_credentials", "authorization_details", "[]").body())
        .contains("invalid_authorization_details");
  }

  // ------------------------------------------------------------------ whom the app means

  @Test
  void a_hint_at_somebody_else_brings_no_code_of_whoever_is_signed_in() {
    var hint = client.tokens(app.as(MAX)).get("id_token").asText();
    var ada = app.as(ADA, "acmecorp");

    assertThat(parameters(ada.get(client.authorize("prompt", "none", "id_token_hint", hint))))
        .containsEntry("error", "login_required")
        .doesNotContainKey("code");
    assertThat(
            parameters(
                app.browser().get(client.authorize("prompt", "none", "id_token_hint", hint))))
        .containsEntry("error", "login_required");
    assertThat(parameters(app.as(MAX).get(client.authorize("id_token_hint", hint))))
        .containsKey("code");

    var asked = ada.get(client.authorize("id_token_hint", hint));
    assertThat(asked.header("Location")).startsWith("/login?").contains("login_hint=max%40");
    assertThat(parameters(ada.follow(signIn(ada, ada.follow(asked), MAX)))).containsKey("code");
  }

  @Test
  void who_signs_in_as_somebody_else_than_the_hint_names_brings_no_code() {
    var hint = client.tokens(app.as(MAX)).get("id_token").asText();
    var browser = app.browser();
    var page = browser.follow(browser.get(client.authorize("id_token_hint", hint)));

    assertThat(parameters(browser.follow(signIn(browser, page, "gus@globex.example"))))
        .containsEntry("error", "login_required")
        .doesNotContainKey("code");
  }

  @ParameterizedTest
  @ValueSource(strings = {"id_token", "userinfo"})
  void claims_about_somebody_else_bring_no_code_of_whoever_is_signed_in(String where) {
    var max = app.user(MAX).value();
    var claims = "{\"%s\":{\"email\":null,\"sub\":{\"value\":\"%s\"}}}".formatted(where, max);
    var ada = app.as(ADA, "acmecorp");

    assertThat(parameters(ada.get(client.authorize("prompt", "none", "claims", claims))))
        .containsEntry("error", "login_required")
        .doesNotContainKey("code");
    assertThat(parameters(app.as(MAX).get(client.authorize("prompt", "none", "claims", claims))))
        .containsKey("code");

    var asked = ada.get(client.authorize("claims", claims));
    assertThat(asked.header("Location")).startsWith("/login?");
    assertThat(parameters(ada.follow(signIn(ada, ada.follow(asked), MAX)))).containsKey("code");

    var hint = client.tokens(app.as(ADA, "acmecorp")).get("id_token").asText();
    assertThat(
            parameters(app.as(MAX).get(client.authorize("claims", claims, "id_token_hint", hint))))
        .containsEntry("error", "invalid_request");
  }

  @Test
  void claims_that_name_nobody_choose_nothing() {
    for (var claims :
        List.of("{}", "{\"id_token\":null}", "{\"id_token\":{\"sub\":{\"essential\":true}}}"))
      assertThat(parameters(app.as(MAX).get(client.authorize("claims", claims))))
          .as(claims)
          .containsKey("code");
  }

  @Test
  void a_hint_that_has_expired_is_one_and_a_hint_that_is_none_of_ours_is_a_fault() {
    var tokens = client.tokens(app.as(MAX));
    app.clock().advance(Duration.ofDays(2));
    var hint = tokens.get("id_token").asText();
    assertThat(parameters(app.as(MAX).get(client.authorize("id_token_hint", hint))))
        .containsKey("code");

    var forged = hint.substring(0, hint.lastIndexOf('.') + 1) + "A".repeat(342);
    for (var none :
        List.of(
            "x", "a.b.c", forged, "eyJhbGciOiJub25lIn0.e30.", tokens.get("access_token").asText()))
      for (var prompt : List.of("", "none"))
        assertThat(
                parameters(
                    app.as(MAX).get(client.authorize("prompt", prompt, "id_token_hint", none))))
            .as(none)
            .containsEntry("error", "invalid_request")
            .containsEntry("state", TestClient.STATE);
  }

  // ------------------------------------------------------------------ refusals

  @Test
  void an_unknown_app_or_address_gets_a_page_and_no_redirect() {
    for (var changes :
        List.of(
            List.of("client_id", ""),
            List.of("client_id", "skc_unknown"),
            List.of("client_id", "' OR 1=1"),
            List.of("redirect_uri", ""),
            List.of("redirect_uri", TestClient.CALLBACK + "/"),
            List.of("redirect_uri", TestClient.CALLBACK + "?x=1"),
            List.of("redirect_uri", "https://evil.example/callback"))) {
      var answer = app.as(MAX).get(client.authorize(changes.toArray(String[]::new)));

      assertThat(answer.status()).as(changes.toString()).isEqualTo(400);
      assertThat(answer.header("Location")).isEmpty();
      assertThat(answer.text("h1")).isEqualTo("This sign-in cannot begin");
      // whoever looks after the app sees which of its values it was
      if (!changes.get(1).isEmpty())
        assertThat(answer.text("main")).contains(changes.get(1).replace(' ', '?'));
    }
  }

  @Test
  void an_address_with_a_placeholder_is_refused_by_what_it_lacks() {
    var own =
        TestClient.register(
            app,
            new Registration(
                "Test app",
                ApplicationType.WEB,
                false,
                false,
                null,
                null,
                List.of("http://localhost:9999/{{org_slug}}/callback"),
                List.of(),
                List.of()));
    var asked = "http://localhost:9999/globex/callback";
    var ada = app.as(ADA);
    assertThat(ada.get(own.authorize("redirect_uri", asked)).text("main"))
        .contains("match exactly", "organization_id of the request, which is missing");
    var other = own.authorize("redirect_uri", asked, "organization_id", organization("acmecorp"));
    assertThat(ada.get(other).text("main"))
        .contains(
            "match exactly",
            "by what stands for it in organization_id (" + organization("acmecorp"))
        .doesNotContain("missing");
    assertThat(
            parameters(
                ada.get(
                    own.authorize(
                        "redirect_uri", asked, "organization_id", organization("globex")))))
        .containsKey("code");

    assertThat(ada.get(client.authorize("redirect_uri", asked)).text("main"))
        .doesNotContain("placeholder");
  }

  @Test
  void other_faults_go_to_the_app_in_the_words_of_the_standard() {
    var max = app.as(MAX);
    for (var fault :
        List.of(
            List.of("response_type", "token", "unsupported_response_type"),
            List.of("response_type", "", "invalid_request"),
            List.of("scope", "profile", "invalid_scope"),
            List.of("response_mode", "fragment", "invalid_request"),
            List.of("prompt", "nonsense", "invalid_request"),
            List.of("max_age", "-x", "invalid_request"),
            List.of("max_age", "-1", "invalid_request"),
            List.of("registration", "{}", "registration_not_supported"),
            List.of("code_challenge", "short", "invalid_request"),
            List.of("code_challenge_method", "plain", "invalid_request"),
            List.of("request", "eyJhbGciOiJub25lIn0.e30.", "request_not_supported"),
            List.of("request_uri", "https://evil.example/r", "request_uri_not_supported"),
            List.of("provider", "google", "invalid_request"),
            List.of("connection_id", "conn_1", "invalid_connection_id"),
            List.of("connection_id", "conn_000000000000000001", "invalid_connection_id"),
            List.of("organization_id", "x", "invalid_organization_id"),
            List.of("organization_id", "org_000000000000000001", "invalid_organization_id"),
            List.of("domain", "nobody.example", "domain_not_found"),
            List.of("domain_hint", "not a domain", "domain_not_found"),
            List.of("domain", "acmecorp.example", "no_active_connections"),
            List.of("nonce", "n".repeat(1_001), "invalid_request"))) {
      var answer = max.get(client.authorize(fault.get(0), fault.get(1)));

      assertThat(answer.header("Location")).as(fault.toString()).startsWith(TestClient.CALLBACK);
      assertThat(parameters(answer))
          .as(fault.toString())
          .containsEntry("error", fault.get(2))
          .containsEntry("state", TestClient.STATE)
          .containsEntry("iss", "http://localhost:8080")
          .doesNotContainKey("code");
      assertThat(parameters(answer).get("error_description")).as(fault.toString()).isNotEmpty();
    }
  }

  @Test
  void a_request_object_is_refused_as_and_with_what_it_says_itself() {
    var max = app.as(MAX);
    var object =
        requestObject("{'state':'inside','response_mode':'form_post','redirect_uri':'//evil'}");
    var page = max.get(client.authorize("request", object, "state", ""));
    assertThat(page.element("form").attr("action")).isEqualTo(TestClient.CALLBACK);
    assertThat(page.element("input[name=error]").attr("value")).isEqualTo("request_not_supported");
    assertThat(page.element("input[name=state]").attr("value")).isEqualTo("inside");
    // what is sent by itself comes first
    assertThat(parameters(max.get(client.authorize("request", object, "response_mode", "query"))))
        .containsEntry("state", TestClient.STATE);

    for (var unreadable :
        List.of(
            "x",
            "..",
            "a.b.c",
            "null.null.",
            "bnVsbA.bnVsbA.",
            "e30.e30.",
            requestObject("null"),
            requestObject("[]"),
            requestObject("{'state':{'a':1},'response_mode':['form_post']}"),
            requestObject("{'state':null,'response_mode':1}"),
            requestObject("{'exp':'x','state':'s'"),
            requestObject("[".repeat(4_000)))) {
      var answer = max.get(client.authorize("request", unreadable, "state", ""));
      assertThat(answer.status()).as(unreadable).isEqualTo(302);
      assertThat(parameters(answer))
          .as(unreadable)
          .containsEntry("error", "request_not_supported")
          .doesNotContainKey("state");
    }
    var tooLong = requestObject("{'state':'" + "s".repeat(4_097) + "'}");
    assertThat(max.get(client.authorize("request", tooLong, "state", "")).status()).isEqualTo(400);
  }

  private static String requestObject(String claims) {
    var parts =
        List.of("{'alg':'none'}", claims).stream()
            .map(it -> it.replace('\'', '"').getBytes(StandardCharsets.UTF_8))
            .map(Base64.getUrlEncoder().withoutPadding()::encodeToString)
            .toList();
    return String.join(".", parts) + ".";
  }

  @Test
  void a_refusal_says_what_came_what_is_expected_and_what_to_do() {
    var max = app.as(MAX);
    for (var fault :
        List.of(
            List.of("response_type", "", "response_type is missing: send response_type=code."),
            List.of("response_type", "token id_token", "The implicit flow, which asks for tokens"),
            List.of("response_type", "code id_token", "The hybrid flow"),
            List.of("response_type", "x", "Send response_type=code."),
            List.of("response_mode", "fragment", "fragment is not supported. Send query or form"),
            List.of("scope", "", "scope is missing: send at least scope=openid."),
            List.of("scope", "profile", "openid is missing in the scope"),
            List.of("prompt", "nonsense", "There are none, login, consent, select_account and"),
            List.of("prompt", "none login", "prompt=none cannot be combined"),
            List.of("max_age", "-1", "The max_age is negative. Send whole seconds from 0"),
            List.of("max_age", "1h", "The max_age is no number."),
            List.of("code_challenge", "", "code_challenge_method came without a code_challenge"),
            List.of("code_challenge", "short", "43 characters of base64url"),
            List.of("code_challenge_method", "", "code_challenge_method is missing, which means"),
            List.of("code_challenge_method", "plain", "plain is not supported. Send code_chall"),
            List.of("id_token_hint", "x", "The id_token_hint is no id token of ours."),
            List.of("claims", "{\"id_token\":", "claims is no JSON object."),
            List.of("claims", "[]", "claims is no JSON object."),
            List.of("connection_id", "conn_1", "leave it out"),
            List.of("request", "x", "send each parameter by itself")))
      assertThat(parameters(max.get(client.authorize(fault.get(0), fault.get(1)))))
          .as(fault.toString())
          .hasEntrySatisfying("error_description", it -> assertThat(it).contains(fault.get(2)));
  }

  @Test
  void a_parameter_that_is_sent_twice_is_a_fault() {
    var max = app.as(MAX);

    assertThat(parameters(max.get(client.authorize() + "&nonce=other")))
        .containsEntry("error", "invalid_request");
    for (var name : List.of("ui_locales", "acr_values", "claims", "display"))
      assertThat(parameters(max.get(client.authorize() + ("&" + name + "=x").repeat(2))))
          .containsEntry("error_description", "The parameter " + name + " is sent more than once.");
    assertThat(max.get(client.authorize() + "&client_id=" + client.id()).status()).isEqualTo(400);
    assertThat(max.get(client.authorize() + "&redirect_uri=https://evil.example").status())
        .isEqualTo(400);
  }

  // ------------------------------------------------------------------ helpers

  private String organization(String slug) {
    return app.organization(slug).value();
  }

  @ParameterizedTest
  @ValueSource(strings = {"request", "request_uri"})
  void who_sends_only_a_request_object_reads_that_none_is_taken(String parameter) {
    var refused =
        app.browser().get("/oauth/authorize?client_id=" + client.id() + "&" + parameter + "=x");

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.text("main"))
        .contains("(" + parameter + ") are not supported: send each parameter by itself.");
  }

  private static String returnTo(Answer page) {
    return page.element("input[name=return_to]").attr("value");
  }

  private Answer signIn(TestApp.Browser browser, Answer page, String email) {
    browser.post("/login", "email", email, "return_to", returnTo(page));
    var code = Pattern.compile("\\b\\d{6}\\b").matcher(app.mailTo(email).text());
    assertThat(code.find()).isTrue();
    return browser.post("/login/code", "code", code.group());
  }

  private static String link(String text) {
    var link = Pattern.compile("https?://[^/]+(/login/link/\\S+)").matcher(text);
    assertThat(link.find()).isTrue();
    return link.group(1);
  }

  private Answer choose(TestApp.Browser browser, Answer chooser, String name) {
    var form =
        chooser.elements("form").stream()
            .filter(it -> it.text().contains(name))
            .findFirst()
            .orElseThrow();
    return browser.follow(
        browser.post(
            form.attr("action"),
            "organization",
            form.selectFirst("[name=organization]").attr("value"),
            "return_to",
            form.selectFirst("[name=return_to]").attr("value")));
  }

  private JsonNode tokens(Answer answer) {
    var code = parameters(answer).get("code");
    assertThat(code).as(answer.toString()).isNotNull();
    var exchanged = client.exchange(code);
    assertThat(exchanged.status()).as(exchanged.toString()).isEqualTo(200);
    return TestClient.claims(TestClient.json(exchanged).get("id_token").asText());
  }
}
