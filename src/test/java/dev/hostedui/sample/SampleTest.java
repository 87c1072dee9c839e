package dev.hostedui.sample;

import static dev.hostedui.testing.People.ADA;
import static dev.hostedui.testing.People.MAX;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hostedui.App;
import dev.hostedui.testing.Engine;
import dev.hostedui.testing.TestApp;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a newcomer meets on {@code /dev/}, as the contract names it. */
class SampleTest {

  private TestApp app;

  @BeforeEach
  void start() {
    app = TestApp.startWithOutbox();
  }

  @AfterEach
  void stop() {
    app.close();
  }

  @Test
  void each_person_of_the_sample_signs_in_with_a_button() {
    var page = app.browser().get("/dev/");

    assertThat(page.status()).isEqualTo(200);
    assertThat(page.texts("form .choice"))
        .containsExactly(
            "Ada Admin, Admin of AcmeCorp ada@acmecorp.example",
            "Max Member, Member of AcmeCorp max@acmecorp.example",
            "Ada Admin, Member of Globex ada@acmecorp.example",
            "Gus Globex, Admin of Globex gus@globex.example",
            "Ivy Initech, Admin of Initech ivy@initech.example");
    assertThat(app.browser().get("/dev").has("form[action=/dev/sign-in]")).isTrue();
    for (var form : page.elements("form")) {
      var browser = app.browser();
      var answer =
          browser.post(
              form.attr("action"),
              "email",
              form.select("[name=email]").attr("value"),
              "organization",
              form.select("[name=organization]").attr("value"));
      assertThat(answer.status()).isEqualTo(303);
      assertThat(answer.header("Location")).isEqualTo("/ui/");
      assertThat(form.text())
          .contains(" of " + browser.get("/ui/organization/general").text(".menu-organization"));
    }
  }

  @Test
  void a_command_line_signs_in_without_a_browsers_headers() {
    var curl = app.browser().with("User-Agent", "curl/8.14.1");
    assertThat(curl.postBare("/dev/sign-in", "email", ADA).status()).isEqualTo(303);
    assertThat(curl.get("/ui/organization/users").text("h1")).isEqualTo("Users (42)");

    assertThat(curl.postBare("/dev/sign-in", "email", ADA, "organization", "globex").status())
        .isEqualTo(303);
    assertThat(curl.get("/ui/organization/users").text("h1")).isEqualTo("Users (2)");
  }

  @Test
  void another_site_cannot_sign_anybody_in_here() {
    for (var site : List.of("cross-site", "same-site"))
      assertThat(
              app.browser()
                  .with("Sec-Fetch-Site", site)
                  .postBare("/dev/sign-in", "email", ADA)
                  .status())
          .isEqualTo(403);
    assertThat(
            app.browser()
                .with("Origin", "https://evil.example")
                .postBare("/dev/sign-in", "email", ADA)
                .status())
        .isEqualTo(403);
  }

  @Test
  void who_or_where_they_are_not_is_not_signed_in() {
    var browser = app.browser();
    assertThat(browser.post("/dev/sign-in", "email", "nobody@acme.com").status()).isEqualTo(404);
    assertThat(browser.post("/dev/sign-in", "email", "").status()).isEqualTo(422);
    assertThat(browser.post("/dev/sign-in", "email", MAX, "organization", "globex").status())
        .isEqualTo(404);
    assertThat(browser.post("/dev/sign-in", "email", MAX, "organization", "x' OR 1=1").status())
        .isEqualTo(404);
    assertThat(browser.cookies()).isEmpty();
  }

  @Test
  void sent_mail_can_be_read_by_people_and_programs_newest_first() throws IOException {
    assertThat(app.browser().with("Accept", "application/json").get("/dev/mail").body())
        .isEqualTo("[]");
    app.browser().post("/login", "email", MAX);
    app.app().core().letterBox.sendDue();
    app.browser().post("/login", "email", ADA);
    app.app().core().letterBox.sendDue();

    var answer = app.browser().with("Accept", "application/json").get("/dev/mail");
    assertThat(answer.header("Content-Type")).startsWith("application/json");
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    var mails = new ObjectMapper().readTree(answer.body());
    assertThat(mails).hasSize(2);
    var names = new ArrayList<String>();
    mails.get(0).fieldNames().forEachRemaining(names::add);
    assertThat(names).containsExactly("to", "subject", "text", "html", "sent_at");
    assertThat(mails.get(0).get("to").asText()).isEqualTo(ADA);
    assertThat(mails.get(1).get("to").asText()).isEqualTo(MAX);
    assertThat(mails.get(0).get("subject").asText())
        .matches("Coffeedesk: Your verification code is \\d{6}");
    assertThat(mails.get(0).get("text").asText()).contains("/login/link/");
    assertThat(mails.get(0).get("html").asText()).contains("/login/link/");
    assertThat(Instant.parse(mails.get(0).get("sent_at").asText()))
        .isEqualTo(app.clock().instant());

    var page = app.browser().get("/dev/mail");
    assertThat(page.texts("article .muted")).hasSize(2);
    assertThat(page.text("article")).contains("To " + ADA);
    assertThat(page.elements("article a[href*=/login/link/]")).hasSize(2);
    assertThat(page.text("article a[href*=/login/link/]")).isEqualTo("Sign in to Coffeedesk");
  }

  @Test
  void a_sent_mail_can_be_seen_as_its_reader_would_see_it_and_runs_nothing() {
    app.browser().post("/login", "email", MAX);
    app.app().core().letterBox.sendDue();
    var letter =
        app.browser()
            .get(
                app.browser().get("/dev/mail").element("article a[href^=/dev/mail/]").attr("href"));

    assertThat(letter.status()).isEqualTo(200);
    assertThat(letter.header("Content-Type")).startsWith("text/html");
    assertThat(letter.text("h1")).isEqualTo("Sign in to Coffeedesk");
    assertThat(letter.header("Content-Security-Policy"))
        .contains("default-src 'none'", "style-src 'self'")
        .doesNotContain("unsafe");
    assertThat(letter.elements("[style]")).isEmpty();
    var styles = app.browser().get(letter.element("link[rel=stylesheet]").attr("href"));
    assertThat(styles.header("Content-Type")).startsWith("text/css");
    var button = letter.element("a[class]").className();
    assertThat(styles.body()).contains("." + button + "{display:inline-block;padding:12px 24px");
    assertThat(letter.header("Cache-Control")).isEqualTo("no-store");
    for (var other : List.of("0", "2", "-1", "x", "99999999999999999999"))
      assertThat(app.browser().get("/dev/mail/" + other).status()).as(other).isEqualTo(404);
  }

  @Test
  void the_code_page_of_the_sample_says_where_its_mail_is() {
    var browser = app.browser();
    browser.post("/login", "email", MAX);

    assertThat(browser.get("/login/code").has("a[href=/dev/mail]")).isTrue();
  }

  @Test
  void organizations_features_and_people_are_those_of_the_contract() {
    assertThat(app.all("SELECT slug || ': ' || features FROM organizations ORDER BY number"))
        .containsExactly(
            "acmecorp: dir_sync domain_verification session_policy sso",
            "globex: ",
            "initech: dir_sync domain_verification session_policy sso");
    assertThat(
            app.one(
                "SELECT domain_type || ' ' || verification_status FROM email_domains WHERE domain ="
                    + " 'acmecorp.example'"))
        .isEqualTo("ORGANIZATION_DOMAIN VERIFIED");
    assertThat(app.count("email_domains")).isEqualTo(1);
    assertThat(
            app.all(
                "SELECT DISTINCT status FROM memberships WHERE organization_id = '"
                    + app.organization("acmecorp").value()
                    + "'"))
        .containsExactlyInAnyOrder("ACTIVE", "PENDING_INVITE", "INACTIVE");
    assertThat(
            app.one(
                "SELECT COUNT(*) FROM memberships WHERE status = 'PENDING_INVITE' AND expires_at <="
                    + " "
                    + app.clock().millis()))
        .isEqualTo("4");
    assertThat(app.count("users")).isEqualTo(44);
    assertThat(
            app.one(
                "SELECT COUNT(*) FROM users u JOIN memberships m ON m.user_id = u.id WHERE m.status"
                    + " = 'PENDING_INVITE' AND u.email_verified_at IS NOT NULL"))
        .isEqualTo("0");
  }

  @Test
  void copies_that_start_at_once_on_an_empty_server_make_one_sample() throws Exception {
    var url = Engine.emptyDatabase();
    var together = new CyclicBarrier(3);
    var threads = Executors.newFixedThreadPool(3);
    var starts = new ArrayList<Future<App>>();
    for (var i = 0; i < 3; i++)
      starts.add(
          threads.submit(
              () -> {
                together.await();
                return new App(
                    TestApp.config(Map.of("HOSTED_UI_DATABASE_URL", url)), Clock.systemUTC());
              }));
    for (var start : starts) {
      try (var one = start.get()) {
        assertThat(
                one.core()
                    .database
                    .rows(
                        "SELECT COUNT(*) FROM organizations WHERE slug = 'acmecorp'",
                        row -> row.getInt(1)))
            .containsExactly(1);
      }
    }
    threads.shutdown();
  }
}
