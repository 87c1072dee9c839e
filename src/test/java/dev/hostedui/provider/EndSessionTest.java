package dev.hostedui.provider;

import static dev.hostedui.testing.People.ADA;
import static dev.hostedui.testing.People.MAX;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.identity.application.ApplicationType;
import dev.hostedui.identity.application.Registration;
import dev.hostedui.testing.Form;
import dev.hostedui.testing.Identity;
import dev.hostedui.testing.TestApp;
import dev.hostedui.testing.TestClient;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Signing out from an application. */
class EndSessionTest {

  private static final String HOME = "http://localhost:9999/";

  @RegisterExtension final TestApp app = TestApp.start();
  private TestClient client;

  @BeforeEach
  void start() {
    client =
        TestClient.register(
            app,
            new Registration(
                "Test app",
                ApplicationType.WEB,
                false,
                false,
                null,
                null,
                List.of(TestClient.CALLBACK),
                List.of(HOME),
                List.of()));
  }

  private static String logout(String... parameters) {
    var query = new StringBuilder("/oidc/logout?");
    for (var i = 0; i < parameters.length; i += 2)
      query.append(parameters[i]).append('=').append(Form.encoded(parameters[i + 1])).append('&');
    return query.toString();
  }

  private String idToken(TestApp.Browser browser) {
    return client.tokens(browser).get("id_token").asText();
  }

  private boolean isSignedIn(TestApp.Browser browser) {
    return browser.get("/ui/organization/general").status() == 200;
  }

  @Test
  void an_id_token_of_the_session_ends_it_and_leads_back_to_the_app() {
    var max = app.as(MAX);
    var answer =
        max.get(
            logout(
                "id_token_hint", idToken(max), "post_logout_redirect_uri", HOME, "state", "a b"));

    assertThat(answer.status()).isEqualTo(303);
    assertThat(answer.header("Location")).isEqualTo(HOME + "?state=a%20b");
    assertThat(max.cookies()).doesNotContainKey("hosted_ui");
    assertThat(app.sessionsOf(app.user(MAX))).isEmpty();
    assertThat(
            app.one("SELECT status FROM sessions WHERE user_id = '" + app.user(MAX).value() + "'"))
        .isEqualTo("logout");
  }

  @Test
  void whoever_only_looks_at_the_address_signs_nobody_out() {
    var max = app.as(MAX);
    var looked = max.head(logout("id_token_hint", idToken(max)));

    assertThat(looked.status()).isEqualTo(204);
    assertThat(looked.header("Set-Cookie")).isEmpty();
    assertThat(looked.header("Content-Type")).isEmpty();
    assertThat(isSignedIn(max)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "Sec-Purpose, prefetch",
    "Sec-Purpose, prefetch;prerender",
    "Purpose, prefetch",
    "X-Purpose, preview",
    "X-Moz, prefetch"
  })
  void a_browser_that_loads_the_address_beforehand_signs_nobody_out(String header, String value) {
    var max = app.as(MAX);
    var early = max.copy().with(header, value).get(logout("id_token_hint", idToken(max)));

    assertThat(early.status()).isEqualTo(503);
    assertThat(early.header("Cache-Control")).isEqualTo("no-store");
    assertThat(isSignedIn(max)).isTrue();
  }

  @Test
  void an_expired_id_token_does_as_well() {
    var max = app.as(MAX);
    var hint = idToken(max);
    app.clock().advance(Duration.ofDays(20));

    assertThat(
            max.get(logout("id_token_hint", hint, "post_logout_redirect_uri", HOME))
                .header("Location"))
        .isEqualTo(HOME);
    assertThat(isSignedIn(max)).isFalse();
  }

  @Test
  void without_a_place_to_go_it_ends_on_the_sign_in_page() {
    var max = app.as(MAX);

    assertThat(max.get(logout("id_token_hint", idToken(max))).header("Location"))
        .isEqualTo("/login?signed_out");
  }

  @Test
  void an_address_that_is_not_registered_is_not_gone_to_but_the_session_ends() {
    for (var address :
        List.of("https://evil.example/", HOME + "x", "javascript:alert(1)", "//evil.example")) {
      var max = app.as(MAX);
      var answer =
          max.get(logout("id_token_hint", idToken(max), "post_logout_redirect_uri", address));

      assertThat(answer.status()).as(address).isEqualTo(400);
      assertThat(answer.header("Location")).isEmpty();
      assertThat(answer.text("h1")).isEqualTo("You are signed out");
      assertThat(answer.text("main"))
          .contains("not registered for it (post_logout_redirect_uri)", "letter by letter");
      assertThat(isSignedIn(max)).isFalse();
    }
  }

  @Test
  void the_address_of_the_hints_organization_is_registered_where_the_session_has_left_it() {
    var own = "http://localhost:9999/acmecorp/bye";
    client =
        TestClient.register(
            app,
            new Registration(
                "Test app",
                ApplicationType.WEB,
                false,
                false,
                null,
                null,
                List.of(TestClient.CALLBACK),
                List.of("http://localhost:9999/{{org_slug}}/bye"),
                List.of()));
    var ada = app.as(ADA);
    var hint = idToken(ada);
    ada.post("/login/organization", "organization", app.organization("globex").value());
    var answer = ada.get(logout("id_token_hint", hint, "post_logout_redirect_uri", own));
    assertThat(answer.header("Location")).isEqualTo(own);
    var others = "http://localhost:9999/initech/bye";
    assertThat(ada.get(logout("id_token_hint", hint, "post_logout_redirect_uri", others)).status())
        .isEqualTo(400);
  }

  @Test
  void an_app_that_is_gone_is_called_that() {
    for (var named : List.of(true, false)) {
      start();
      var max = app.as(MAX);
      var hint = idToken(max);
      app.app().core().applications.delete(Identity.INTERNAL, client.id());
      var answer =
          max.get(
              logout(
                  "id_token_hint",
                  hint,
                  named ? "client_id" : "ui_locales",
                  named ? client.id() : "en",
                  "post_logout_redirect_uri",
                  HOME));

      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.text("main"))
          .contains("no longer registered here")
          .doesNotContain("did not say who it is");
      assertThat(isSignedIn(max)).isFalse();
    }
  }

  @Test
  void an_app_that_is_unknown_is_not_said_to_have_kept_its_name_to_itself() {
    for (var browser : List.of(app.browser(), app.as(MAX))) {
      var answer = browser.get(logout("client_id", "skc_other", "post_logout_redirect_uri", HOME));
      assertThat(answer.text("main"))
          .contains("its client_id is unknown: skc_other")
          .doesNotContain("did not say who it is");
    }
    assertThat(app.browser().get(logout("post_logout_redirect_uri", HOME)).text("main"))
        .contains("did not say who it is");
  }

  @Test
  void a_state_that_is_sent_twice_is_a_fault_and_leads_nowhere() {
    var twice =
        logout("client_id", client.id(), "post_logout_redirect_uri", HOME, "state", "a")
            + "&state=b";
    var answer = app.browser().get(twice);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text("main")).contains("The parameter state is sent more than once.");
  }

  @Test
  void without_proof_the_person_is_asked_first() {
    for (var hint : List.of("", idToken(app.as(ADA, "globex")))) {
      var max = app.as(MAX);
      var page =
          max.get(
              logout(
                  "id_token_hint",
                  hint,
                  "client_id",
                  client.id(),
                  "post_logout_redirect_uri",
                  HOME,
                  "state",
                  "s"));
      assertThat(page.status()).isEqualTo(200);
      assertThat(page.text("main")).contains("Test app asks to sign you out");
      assertThat(page.header("Content-Security-Policy")).contains("form-action 'self';");
      assertThat(isSignedIn(max)).isTrue();

      var answer =
          max.post(
              "/oidc/logout/confirmation",
              "session",
              page.element("input[name=session]").attr("value"),
              "client_id",
              client.id(),
              "post_logout_redirect_uri",
              HOME,
              "state",
              "s");
      assertThat(answer.next()).isEqualTo(HOME + "?state=s");
      assertThat(isSignedIn(max)).isFalse();
    }
  }

  @Test
  void a_hint_that_is_none_of_ours_leads_nowhere_and_says_why() {
    for (var hint : List.of("x.y.z", "eyJhbGciOiJub25lIn0.e30.", idToken(app.as(MAX)) + "A")) {
      var asked =
          logout(
              "id_token_hint",
              hint,
              "client_id",
              client.id(),
              "post_logout_redirect_uri",
              HOME,
              "state",
              "s");
      var max = app.as(MAX);
      var page = max.get(asked);
      assertThat(page.status()).isEqualTo(200);
      assertThat(page.text("main"))
          .contains("Test app asks to sign you out", "no id token of ours");
      assertThat(isSignedIn(max)).as("asked first").isTrue();
      var answer =
          max.post(
              "/oidc/logout/confirmation",
              "session",
              page.element("input[name=session]").attr("value"),
              "client_id",
              page.element("input[name=client_id]").attr("value"),
              "post_logout_redirect_uri",
              page.element("input[name=post_logout_redirect_uri]").attr("value"),
              "state",
              page.element("input[name=state]").attr("value"));
      assertThat(answer.header("Location")).doesNotContain("9999");
      assertThat(isSignedIn(max)).isFalse();

      var gone = app.browser().get(asked);
      assertThat(gone.status()).isEqualTo(400);
      assertThat(gone.text("main")).contains("no id token of ours");
    }
  }

  @Test
  void nobody_is_signed_out_but_who_was_asked() {
    var browser = app.as(ADA, "globex");
    var asked = browser.get(logout("client_id", client.id(), "post_logout_redirect_uri", HOME));
    browser.post("/dev/sign-in", "email", MAX);
    var form = asked.element("main form");
    var sent =
        form.select("input").stream()
            .flatMap(it -> Stream.of(it.attr("name"), it.attr("value")))
            .toArray(String[]::new);

    var answer = browser.post(form.attr("action"), sent);
    assertThat(answer.status()).isEqualTo(303);
    assertThat(isSignedIn(browser)).isTrue();
    var anew = browser.follow(answer);
    assertThat(anew.text("main")).contains("Test app asks", "You are signed in as " + MAX);
    assertThat(browser.get(form.attr("action")).next()).startsWith("/oidc/logout");
    assertThat(browser.post("/oidc/logout/confirmation").next()).startsWith("/oidc/logout");
    assertThat(isSignedIn(browser)).isTrue();

    // who is not signed in any more is led on
    browser.post("/logout");
    assertThat(browser.post(form.attr("action"), sent).next()).isEqualTo(HOME);
  }

  @Test
  void another_site_cannot_confirm() {
    var max = app.as(MAX);

    assertThat(
            max.with("Sec-Fetch-Site", "cross-site").postBare("/oidc/logout/confirmation").status())
        .isEqualTo(403);
    assertThat(isSignedIn(max.with("Sec-Fetch-Site", ""))).isTrue();
  }

  @Test
  void who_is_not_signed_in_goes_back_at_once() {
    assertThat(
            app.browser()
                .get(logout("client_id", client.id(), "post_logout_redirect_uri", HOME))
                .header("Location"))
        .isEqualTo(HOME);
  }

  @Test
  void the_hint_and_the_client_id_must_name_the_same_app() {
    var max = app.as(MAX);
    var other = TestClient.web(app);
    var answer = max.get(logout("id_token_hint", idToken(max), "client_id", other.id()));

    assertThat(answer.status()).isEqualTo(400);
    assertThat(isSignedIn(max)).isTrue();
    assertThat(answer.text("main")).contains("(client_id) is not the one the id_token_hint");
    // whose session it is can end it nevertheless, and stays here
    var session = answer.element("input[name=session]").attr("value");
    assertThat(max.post("/oidc/logout/confirmation", "session", session).header("Location"))
        .isEqualTo("/login?signed_out");
    assertThat(isSignedIn(max)).isFalse();
    assertThat(app.browser().get(logout("state", "s".repeat(5_000))).status()).isEqualTo(400);
  }

  @Test
  void a_post_is_taken_as_well() {
    var answer = app.as(MAX).postBare("/oidc/logout", "client_id", client.id(), "state", "x");

    assertThat(answer.status()).isEqualTo(303);
    assertThat(answer.header("Location"))
        .endsWith("/oidc/logout?client_id=" + client.id() + "&state=x");
  }
}
