package dev.hostedui.login;

import static dev.hostedui.testing.People.ADA;
import static dev.hostedui.testing.People.GUS;
import static dev.hostedui.testing.People.IVY;
import static dev.hostedui.testing.People.MAX;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Feature;
import dev.hostedui.identity.directory.DirectoryType;
import dev.hostedui.identity.environment.EnvironmentSetting;
import dev.hostedui.testing.Answer;
import dev.hostedui.testing.Engine;
import dev.hostedui.testing.Form;
import dev.hostedui.testing.Identity;
import dev.hostedui.testing.MailServer;
import dev.hostedui.testing.Race;
import dev.hostedui.testing.TestApp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LoginTest {

  private static final String NEW = "nora@newcomer.example";

  @RegisterExtension final TestApp app = TestApp.start();

  // ------------------------------------------------------------------ code

  @Test
  void a_link_opened_by_somebody_else_says_who_is_signed_in_there() {
    app.browser().post("/login", "email", GUS);
    var link = app.mailTo(GUS).link();
    assertThat(app.as(ADA).get(link).text(".notice")).contains("You are signed in here as " + ADA);
    assertThat(app.as(GUS).get(link).has(".notice")).isFalse();
    assertThat(app.browser().get(link).has(".notice")).isFalse();
  }

  @Test
  void while_the_mail_server_is_down_the_page_says_that_the_mail_waits_and_what_to_do() {
    var browser = app.browser();
    app.mail().goDown(true);
    var page = browser.follow(browser.post("/login", "email", MAX));
    assertThat(page.has(".notice.failed")).as("nothing tried yet").isFalse();
    app.app().core().letterBox.sendDue();

    page = browser.get("/login/code");
    assertThat(page.text(".notice.failed"))
        .contains("We cannot send mail at the moment", "as soon as we can", "passkey");
    assertThat(page.text(".card")).contains("are waiting to be sent").doesNotContain("we sent");
    page = browser.follow(browser.post("/login/code/resend"));
    assertThat(page.text(".card")).doesNotContain("A new code is on its way");
    app.mail().goDown(false);
    app.clock().advance(Duration.ofSeconds(5));
    app.mailTo(MAX);
    page = browser.get("/login/code");
    assertThat(page.has(".notice.failed")).isFalse();
    assertThat(page.text(".card")).contains("A code and a link are on their way to");
  }

  @Test
  void a_mail_that_was_refused_is_said_to_be_and_leads_to_another_address() {
    var browser = app.browser();
    app.mail().refuse(NEW);
    var page = browser.follow(browser.post("/login", "email", NEW));
    var later = page.element("[data-on-its-way]").attr("data-on-its-way");
    assertThat(browser.get(later).status()).as("no news").isEqualTo(204);
    app.app().core().letterBox.sendDue();

    for (var shown : List.of(browser.get("/login/code"), browser.get(later))) {
      assertThat(shown.text(".notice.failed")).contains("was refused", NEW, "Check the address");
      assertThat(shown.element(".notice.failed a").attr("href")).startsWith("/login?again");
      assertThat(shown.body()).doesNotContain("on their way", "data-on-its-way");
    }
    app.clock().advance(Duration.ofMinutes(1));
    page = browser.follow(browser.post("/login/code/resend"));
    assertThat(page.has(".notice.failed")).as("not tried yet").isFalse();
    assertThat(page.text("[data-on-its-way]"))
        .as("what news takes the place of")
        .contains("are on their way", "A new code is on its way");
  }

  @Test
  void where_nobody_can_sign_up_no_outage_tells_who_has_an_account() {
    app.set(EnvironmentSetting.SIGN_UP, "off");
    for (var email : List.of(MAX, NEW)) {
      app.mail().goDown(true);
      var browser = app.browser();
      browser.post("/login", "email", email);
      app.app().core().letterBox.sendDue();
      assertThat(browser.get("/login/code").text(".notice.failed"))
          .as(email)
          .contains("We cannot send mail at the moment");
      app.mail().goDown(false);
      app.clock().advance(Duration.ofSeconds(5));
      app.app().core().letterBox.sendDue();
      assertThat(browser.get("/login/code").has(".notice.failed")).as(email).isFalse();
    }
    assertThat(app.mail().all()).extracting(MailServer.Mail::to).containsOnly(MAX);
  }

  @Test
  void where_nobody_can_sign_up_no_refusal_tells_who_has_an_account() {
    app.set(EnvironmentSetting.SIGN_UP, "off");
    var pages = new ArrayList<String>();
    for (var email : List.of(MAX, NEW)) {
      app.mail().refuse(email);
      var browser = app.browser();
      browser.post("/login", "email", email);
      app.app().core().letterBox.sendDue();
      var page = browser.get("/login/code");
      pages.add(page.text(".card").replace(email, ""));
      var later = page.element("[data-on-its-way]").attr("data-on-its-way");
      pages.add(String.valueOf(browser.get(later).status()));
    }
    assertThat(pages.subList(0, 2)).isEqualTo(pages.subList(2, 4));
  }

  @Test
  void the_code_of_the_mail_signs_in_and_leads_back() {
    var browser = app.browser();
    var asked = browser.get("/ui/organization/users?q=max");
    var page = browser.follow(asked);
    assertThat(page.text("h1")).isEqualTo("Sign in to Coffeedesk");
    var sent =
        browser.post(
            "/login",
            "email",
            " MAX@acmecorp.example ",
            "return_to",
            page.element("input[name=return_to]").attr("value"));
    assertThat(sent.status()).isEqualTo(303);
    assertThat(browser.follow(sent).text("h1")).isEqualTo("Check your mail");

    var in = browser.post("/login/code", "code", spaced(app.mailTo(MAX).code()));

    assertThat(in.status()).isEqualTo(303);
    assertThat(in.header("Location")).isEqualTo("/ui/organization/users?q=max");
    assertThat(browser.follow(in).text(".menu-head")).contains(MAX, "AcmeCorp");
    assertThat(app.events()).endsWith("user.login");
    assertThat(in.headers("Set-Cookie"))
        .anyMatch(
            it ->
                it.matches(
                    "hosted_ui=[A-Za-z0-9_-]{43}; Path=/; Max-Age=5184000; HttpOnly;"
                        + " SameSite=Lax"));
  }

  @Test
  void known_and_unknown_addresses_are_answered_in_the_same_words() {
    var known = app.browser();
    var unknown = app.browser();
    var first = known.post("/login", "email", MAX);
    var second = unknown.post("/login", "email", "nob@acmecorp.example");

    assertThat(first.status()).isEqualTo(second.status());
    assertThat(withoutIds(first.next())).isEqualTo(withoutIds(second.next()));
    assertThat(first.headers("Set-Cookie").size()).isEqualTo(second.headers("Set-Cookie").size());
    assertThat(withoutIds(known.follow(first).body()).replace(MAX, "X"))
        .isEqualTo(withoutIds(unknown.follow(second).body()).replace("nob@acmecorp.example", "X"));
  }

  @Test
  void where_nobody_may_sign_up_a_stranger_reads_the_same_and_gets_no_mail() {
    app.set(EnvironmentSetting.SIGN_UP, "off");
    var known = app.browser();
    var unknown = app.browser();
    var first = known.post("/login", "email", MAX);
    var second = unknown.post("/login", "email", NEW);

    assertThat(second.status()).isEqualTo(first.status());
    assertThat(withoutIds(unknown.follow(second).body()).replace(NEW, "X"))
        .isEqualTo(withoutIds(known.follow(first).body()).replace(MAX, "X"));
    app.mailTo(MAX);
    assertThat(app.mail().all()).hasSize(1);
    assertThat(app.browser().get("/login").has("a[href^=/login/sign-up]")).isFalse();
    var refused = app.as(GUS).post("/login/organization/new", "display_name", "More");
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.text(".notice.failed")).contains("made by invitation only");
    assertThat(refused.has("#display_name")).isFalse();
    assertThat(app.as(GUS).get("/login/organization?new").has("#display_name")).isFalse();
    assertThat(app.count("organizations")).isEqualTo(3);
    assertThat(app.one("SELECT COUNT(*) FROM users WHERE email = '" + NEW + "'")).isEqualTo("0");
  }

  @Test
  void where_nobody_may_sign_up_asking_once_more_claims_no_mail_either() {
    app.set(EnvironmentSetting.SIGN_UP, "off");
    for (var email : List.of(MAX, NEW)) {
      var browser = app.browser();
      browser.post("/login", "email", email);
      var resent = browser.follow(browser.post("/login/code/resend"));
      assertThat(resent.text("main"))
          .contains("If there is an account, a new code is on its way.")
          .doesNotContain("A new code is on its way");
      var third = browser.follow(browser.post("/login", "email", email));
      assertThat(third.text("main"))
          .contains("If there is an account, a mail was sent a moment ago.")
          .doesNotContain("A mail was sent");
    }
  }

  @Test
  void five_wrong_codes_end_it_even_for_the_right_one() {
    var browser = begun(MAX);
    var right = app.mailTo(MAX).code();
    for (var i = 0; i < 5; i++) {
      var answer = browser.post("/login/code", "code", wrong(right));
      assertThat(answer.status()).isEqualTo(422);
      assertThat(answer.element("#code").attr("aria-describedby")).isEqualTo("code-error");
      assertThat(answer.text("#code-error")).startsWith("That code is not right.");
    }
    var sixth = browser.post("/login/code", "code", right);
    assertThat(sixth.status()).isEqualTo(429);
    assertThat(Integer.parseInt(sixth.header("Retry-After"))).isPositive();
    assertThat(browser.get("/ui/").header("Location")).contains("/login");
    assertThat(app.one("SELECT COUNT(*) FROM sessions")).isEqualTo("0");
  }

  @Test
  void what_is_no_code_is_a_wrong_code() {
    var browser = begun(MAX);
    for (var typed : List.of("", "abc", "0".repeat(5_000), "<script>", "١٢٣٤٥٦"))
      assertThat(browser.post("/login/code", "code", typed).status()).isEqualTo(422);
  }

  @Test
  void a_code_ends_after_five_minutes() {
    var browser = begun(MAX);
    var code = app.mailTo(MAX).code();
    app.clock().advance(Duration.ofMinutes(5));

    var answer = browser.post("/login/code", "code", code);
    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.text("#code-error")).contains("has ended");
    assertThat(browser.get("/ui/").header("Location")).contains("/login");
  }

  @Test
  void a_code_works_once_and_only_in_its_browser() {
    var browser = begun(MAX);
    var code = app.mailTo(MAX).code();
    var thief = begun(GUS);
    assertThat(thief.post("/login/code", "code", code).status()).isEqualTo(422);
    assertThat(app.browser().post("/login/code", "code", code).status()).isEqualTo(409);

    var copy = browser.copy();
    assertThat(browser.post("/login/code", "code", code).status()).isEqualTo(303);
    assertThat(copy.post("/login/code", "code", code).status()).isEqualTo(409);
  }

  @Test
  void another_mail_makes_the_earlier_one_void() {
    var browser = begun(MAX);
    var first = app.mailTo(MAX);
    assertThat(browser.post("/login/code/resend").header("Location"))
        .matches("/login/code\\?attempt=lri_\\d{18}&resent");
    var second = app.mailTo(MAX);

    if (!first.code().equals(second.code()))
      assertThat(browser.post("/login/code", "code", first.code()).status()).isEqualTo(422);
    assertThat(browser.get(first.link()).status()).isEqualTo(409);
    assertThat(browser.post("/login/code", "code", second.code()).status()).isEqualTo(303);
  }

  @Test
  void an_address_gets_two_mails_a_minute() {
    begun(MAX);
    var browser = begun(MAX);
    for (var answer :
        List.of(
            app.browser().post("/login", "email", "Max@ACMECORP.example"),
            browser.post("/login/code/resend"),
            app.browser().post("/login/sign-up", "email", MAX))) {
      assertThat(answer.status()).isEqualTo(429);
      assertThat(answer.header("Retry-After")).isEqualTo("60");
      assertThat(answer.text(".notice.failed")).contains("Wait a little");
    }
    app.clock().advance(Duration.ofMinutes(1));
    assertThat(app.browser().post("/login", "email", MAX).status()).isEqualTo(303);
  }

  @Test
  void whoever_asks_once_more_in_the_same_browser_is_led_to_the_code_that_is_on_its_way() {
    for (var email : List.of(MAX, NEW)) {
      var browser = begun(email);
      assertThat(browser.post("/login", "email", email).status()).isEqualTo(303);
      var third = browser.post("/login", "email", " " + email);
      assertThat(third.status()).isEqualTo(303);
      assertThat(browser.follow(third).text("main"))
          .contains("A mail was sent a moment ago", email);
      assertThat(browser.post("/login/code", "code", app.mailTo(email).code()).status())
          .isEqualTo(303);

      // for somewhere else nothing is under way
      var elsewhere = browser.post("/login", "email", email, "return_to", "/ui/profile/security");
      assertThat(elsewhere.status()).isEqualTo(429);
    }
    var browser = begun(GUS);
    browser.post("/login", "email", GUS);
    browser.post("/login", "email", ADA);
    assertThat(browser.post("/login", "email", GUS).status()).isEqualTo(429);
  }

  @Test
  void an_office_of_forty_behind_one_address_signs_in_within_a_minute() {
    for (var i = 0; i < 40; i++) {
      var email = "colleague" + i + "@acme.com";
      var browser = begun(email);
      assertThat(browser.post("/login/code", "code", app.mailTo(email).code()).status())
          .as(email)
          .isEqualTo(303);
    }
  }

  @Test
  void one_network_address_guesses_ten_codes_a_minute_at_whatever_mailboxes() {
    var statuses = new ArrayList<Integer>();
    // one more may be guessed every six seconds, so that a slow machine comes to the end later
    for (var mailbox = 0; mailbox < 15 && !statuses.contains(429); mailbox++) {
      var email = "target" + mailbox + "@acme.com";
      var browser = begun(email);
      var right = app.mailTo(email).code();
      for (var guess = 0; guess < 4; guess++)
        statuses.add(browser.post("/login/code", "code", wrong(right)).status());
    }
    assertThat(statuses.subList(0, 10)).containsOnly(422);
    assertThat(statuses).containsOnly(422, 429);
    assertThat(statuses).contains(429);
  }

  @Test
  void one_network_address_asks_sixty_times_a_minute_whatever_it_says_of_itself() {
    Answer last = null;
    var asked = 0;
    // one more may be asked each second, so that a slow machine comes to the end later
    while (asked < 200 && (last == null || last.status() != 429)) {
      last =
          app.browser()
              .with("X-Forwarded-For", "203.0.113." + asked)
              .with("Forwarded", "for=203.0.113." + asked)
              .post("/login", "email", "n" + asked + "@acme.com");
      asked++;
    }

    assertThat(last).isNotNull();
    assertThat(last.status()).isEqualTo(429);
    assertThat(asked).isGreaterThan(60);
    assertThat(Integer.parseInt(last.header("Retry-After"))).isBetween(1, 61);
    assertThat(last.element("#email").attr("value")).isEqualTo("n" + (asked - 1) + "@acme.com");
    assertThat(app.count("letters")).isLessThan(asked);
  }

  @Test
  void what_is_no_address_comes_back_as_typed() {
    for (var typed : List.of("", "max", "max@", "a@b\r\nBcc: x@y.example", "\"><script>@x.y")) {
      var answer = app.browser().post("/login", "email", typed);
      assertThat(answer.status()).isEqualTo(422);
      assertThat(answer.element("#email").attr("aria-describedby")).isEqualTo("email-error");
      assertThat(answer.has("script:not([src])")).isFalse();
      if (!typed.contains("\n"))
        assertThat(answer.element("#email").attr("value")).isEqualTo(typed);
    }
    assertThat(app.count("letters")).isZero();
  }

  @Test
  void what_is_wrong_with_what_is_no_address_is_said() {
    for (var wrong :
        Map.of(
                "j\u00fcrgen@acme.example", "\u201C\u00fc\u201D cannot stand before the @",
                "a@b.example, c@d.example", "one email address only",
                "a@b.example c@d.example", "one email address only",
                "a@b@c.example", "more than one @",
                "anna@groß.example", "two readings, such as ß and ss",
                "ada@1.2.3.4", "Enter an email address, like",
                "nobody", "Enter an email address, like")
            .entrySet()) {
      var answer = app.browser().post("/login", "email", wrong.getKey());
      assertThat(answer.status()).isEqualTo(422);
      assertThat(answer.text("#email-error")).contains(wrong.getValue());
      assertThat(answer.element("#email").attr("value")).isEqualTo(wrong.getKey());
    }
  }

  @Test
  void a_form_whose_page_is_loaded_again_by_its_address_leads_to_the_page_that_it_is_on() {
    var browser = begun(MAX);
    assertThat(browser.get("/login/code/resend").next()).isEqualTo("/login/code");
    assertThat(browser.get("/login/passkey").next()).isEqualTo("/login");
    assertThat(browser.get("/login/social").next()).isEqualTo("/login");
    for (var form : List.of("invited", "suggested"))
      assertThat(browser.get("/login/organization/" + form).next())
          .isEqualTo("/login/organization");
    assertThat(browser.get("/login/organization/new").next()).isEqualTo("/login/organization?new");
  }

  @Test
  void what_was_wrong_with_a_code_stands_at_the_address_of_its_own_sign_in() {
    var browser = app.browser();
    var first = pageOf(browser, MAX, "/ui/profile/security");
    var right = app.mailTo(MAX).code();
    pageOf(browser, ADA, "/ui/");
    var form = first.element("form:has(#code)").attr("action");
    assertThat(browser.post(form, "code", wrong(right)).status()).isEqualTo(422);
    assertThat(browser.get(form).text("main")).contains(MAX);

    var resend = first.element("form:has(button.linklike)").attr("action");
    assertThat(browser.post(resend).status()).isEqualTo(303);
    assertThat(browser.post(resend).status()).isEqualTo(429);
    assertThat(browser.follow(browser.get(resend)).text("main")).contains(MAX);
    // where the form says something else than its address, the form counts
    assertThat(
            browser
                .post("/login/code?attempt=lri_1", "attempt", attempt(first), "code", wrong(right))
                .status())
        .isEqualTo(422);
  }

  @Test
  void what_was_wrong_with_the_first_page_stands_at_an_address_that_leads_to_the_same() {
    var security = "/ui/profile/security";
    for (var path : List.of("/login", "/login/sign-up")) {
      var page = app.browser().get(path + "?return_to=" + Form.encoded(security));
      var form = page.element("form:has(#email)").attr("action");
      assertThat(app.browser().post(form, "email", "x").status()).isEqualTo(422);
      assertThat(returnTo(app.browser().get(form))).isEqualTo(security);
      assertThat(app.browser().get(form).text("h1")).isEqualTo(page.text("h1"));
    }
    var browser = app.browser();
    var page =
        browser.get(
            "/login?login_hint=" + Form.encoded(MAX) + "&return_to=" + Form.encoded(security));
    var passkey = page.element("form[data-passkey]").attr("action");
    var refused = browser.post(passkey, "credential", "x");
    assertThat(refused.status()).isEqualTo(422);
    for (var again : List.of(refused, browser.follow(browser.get(passkey)))) {
      assertThat(returnTo(again)).isEqualTo(security);
      assertThat(again.element("#email").attr("value")).isEqualTo(MAX);
    }
    var social = passkey.replace("passkey", "social");
    var off = browser.post(social, "provider", "google");
    assertThat(off.status()).isEqualTo(409);
    for (var again : List.of(off, browser.follow(browser.get(social))))
      assertThat(returnTo(again)).isEqualTo(security);
  }

  @Test
  void what_was_wrong_with_the_chooser_stands_at_an_address_that_leads_to_the_same() {
    var security = "/ui/profile/security";
    var ada = app.as(ADA);
    var page = ada.get("/login/organization?new&return_to=" + Form.encoded(security));
    for (var form : page.elements("form:has([name=return_to])")) {
      var again = ada.get(form.attr("action"));
      if (!again.next().isEmpty()) again = ada.follow(again);
      assertThat(returnTo(again)).as(form.attr("action")).isEqualTo(security);
      assertThat(again.has("#display_name")).isEqualTo(form.selectFirst("#display_name") != null);
    }
  }

  // ------------------------------------------------------------------ without cookies

  @Test
  void whose_browser_keeps_no_cookies_is_told_so_before_a_mail_is_sent() {
    var page = app.browser().get("/login?return_to=%2Fui%2Fprofile%2Fsecurity");
    var refused = pressed(app.browser(), page);

    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.text(".notice.failed")).contains("cookie", "Continue");
    assertThat(refused.element("#email").attr("value")).isEqualTo(MAX);
    assertThat(refused.element("[name=return_to]").attr("value")).isEqualTo("/ui/profile/security");
    app.app().core().letterBox.sendDue();
    assertThat(app.mail().all()).isEmpty();
    assertThat(app.count("login_attempts")).isZero();

    // who allows them, or whose cookie was only deleted, just goes on
    var browser = app.browser();
    assertThat(pressed(browser, page).status()).isEqualTo(409);
    assertThat(pressed(browser, page).next()).startsWith("/login/code");
  }

  @Test
  void a_cookie_of_whatever_of_ours_shows_that_the_browser_keeps_them() {
    var page = app.browser().get("/login");
    var known = app.as(MAX);
    assertThat(pressed(known, page).next()).startsWith("/login/code");
    assertThat(app.browser().get("/login").headers("Set-Cookie")).hasSize(1);
    assertThat(known.get("/login?again").headers("Set-Cookie")).isEmpty();
  }

  @Test
  void the_page_of_the_code_says_that_no_cookie_came() {
    var code = begun(MAX).get("/login/code").element("[name=attempt]").attr("value");
    var page = app.browser().get("/login/code?attempt=" + code);

    assertThat(page.status()).isEqualTo(409);
    assertThat(page.text("main")).contains("Allow cookies");
    assertThat(begun(GUS).get("/login/code?attempt=" + code).text("main"))
        .contains("It was finished, or waited too long");
  }

  /** The answer to the form of a page, filled in. */
  private static Answer pressed(TestApp.Browser browser, Answer page) {
    var form = new ArrayList<>(List.of("email", MAX));
    for (var field : page.elements("form:has(#email) [type=hidden]"))
      form.addAll(List.of(field.attr("name"), field.attr("value")));
    return browser.post(
        page.element("form:has(#email)").attr("action"), form.toArray(String[]::new));
  }

  // ------------------------------------------------------------------ link

  @Test
  void the_link_goes_on_by_itself_where_the_sign_in_began() {
    var browser = begun(MAX);
    var link = app.mailTo(MAX).link();
    var page = browser.get(link);
    assertThat(page.status()).isEqualTo(200);
    assertThat(page.element("form").hasAttr("data-at-once")).isTrue();
    assertThat(page.text("main")).doesNotContain("another browser");
    assertThat(app.browser().get(link).element("form").hasAttr("data-at-once")).isFalse();

    assertThat(browser.post(link).status()).isEqualTo(303);
    assertThat(browser.get("/ui/profile/account").status()).isEqualTo(200);
    assertThat(app.browser().get(link).status()).isEqualTo(409);
    assertThat(app.browser().post(link).status()).isEqualTo(409);
  }

  @Test
  void whoever_fetches_a_link_ahead_does_not_use_it_up() {
    var browser = begun(MAX);
    var link = app.mailTo(MAX).link();
    for (var i = 0; i < 3; i++) {
      assertThat(browser.head(link).status()).isEqualTo(200);
      assertThat(browser.copy().with("Sec-Purpose", "prefetch").get(link).status()).isEqualTo(200);
      assertThat(browser.copy().with("Purpose", "prefetch").get(link).status()).isEqualTo(200);
    }
    assertThat(app.count("sessions")).isZero();
    assertThat(browser.post(link).status()).isEqualTo(303);
  }

  @Test
  void a_second_click_on_the_link_goes_on_for_whom_it_has_signed_in_and_for_nobody_else() {
    var browser = app.browser();
    browser.post("/login", "email", MAX, "return_to", "/ui/profile/security");
    var link = app.mailTo(MAX).link();
    browser.post(link);

    var again = browser.get(link);
    assertThat(again.status()).isEqualTo(302);
    assertThat(again.next()).isEqualTo("/ui/profile/security");
    assertThat(browser.post(link).next()).isEqualTo("/ui/profile/security");
    assertThat(app.count("sessions")).isEqualTo(1);
    app.clock().advance(Duration.ofHours(2));
    assertThat(browser.get(link).next()).isEqualTo("/ui/profile/security");

    for (var other : List.of(app.as(GUS), app.browser())) {
      assertThat(other.get(link).status()).isEqualTo(409);
      assertThat(other.post(link).status()).isEqualTo(409);
    }
  }

  @Test
  void the_link_of_an_earlier_mail_goes_on_for_whom_the_newer_one_has_signed_in() {
    var browser = app.browser();
    var page =
        browser.follow(browser.post("/login", "email", MAX, "return_to", "/ui/profile/security"));
    var earlier = app.mailTo(MAX).link();
    browser.post("/login/code/resend", "attempt", page.element("[name=attempt]").attr("value"));
    var newer = app.mailTo(MAX).link();
    assertThat(newer).isNotEqualTo(earlier);
    assertThat(browser.post(earlier).status()).isEqualTo(409);
    assertThat(app.count("sessions")).isZero();
    browser.post(newer);

    var again = browser.get(earlier);
    assertThat(again.status()).isEqualTo(302);
    assertThat(again.next()).isEqualTo("/ui/profile/security");
    for (var other : List.of(app.as(GUS), app.browser())) {
      assertThat(other.get(earlier).status()).isEqualTo(409);
      assertThat(other.post(earlier).status()).isEqualTo(409);
    }
    // a token that was made up opens nothing by the id of a sign-in
    assertThat(
            app.browser()
                .post(newer.replaceFirst("/[^/.]+\\.", "/" + "x".repeat(43) + "."))
                .status())
        .isEqualTo(409);
  }

  @Test
  void a_wrong_code_leaves_an_event_and_a_slip_does_not() {
    var browser = begun(MAX);
    var right = app.mailTo(MAX).code();
    browser.post("/login/code", "code", "12 34");
    assertThat(app.events()).doesNotContain("user.login_code_refused");
    browser.post("/login/code", "code", wrong(right));
    assertThat(app.events()).containsOnlyOnce("user.login_code_refused");
    assertThat(app.one("SELECT on_behalf_of FROM events WHERE type = 'user.login_code_refused'"))
        .isEqualTo(app.user(MAX).value());
    assertThat(app.one("SELECT after_state FROM events WHERE type = 'user.login_code_refused'"))
        .doesNotContain(right, wrong(right));
  }

  @Test
  void where_nobody_may_sign_up_no_account_is_offered_and_no_mail_is_claimed() {
    app.set(EnvironmentSetting.SIGN_UP, "off");
    var asked = app.browser().get("/login/sign-up?return_to=%2Fui%2Fprofile%2Fsecurity");
    assertThat(asked.text("h1")).isEqualTo("Sign in to Coffeedesk");
    assertThat(asked.text("main")).contains("by invitation only").doesNotContain("Create your");
    assertThat(asked.element("input[name=return_to]").attr("value"))
        .isEqualTo("/ui/profile/security");

    var sent = app.browser().post("/login/sign-up", "email", NEW);
    assertThat(sent.status()).isEqualTo(403);
    assertThat(sent.element("#email").attr("value")).isEqualTo(NEW);
    assertThat(sent.text("h1")).isEqualTo("Sign in to Coffeedesk");
    app.app().core().letterBox.sendDue();
    assertThat(app.mail().all()).isEmpty();

    var browser = app.browser();
    var page = browser.follow(browser.post("/login", "email", NEW));
    assertThat(page.text("main")).contains("If there is an account for " + NEW);
  }

  @Test
  void the_page_shows_what_was_used_last_in_this_browser() {
    var browser = begun(MAX);
    assertThat(app.browser().get("/login").has(".last-used")).isFalse();
    browser.post("/login/code", "code", app.mailTo(MAX).code());
    browser.post("/logout");

    var page = browser.get("/login");
    assertThat(page.text(".last-used")).isEqualTo("Last used");
    assertThat(page.element("form[action=/login] button").attr("aria-describedby"))
        .isEqualTo("last-used");
    browser.cookies().put("hosted_ui_last_used", "nonsense");
    assertThat(browser.get("/login").has(".last-used")).isFalse();
    browser.cookies().put("hosted_ui_last_used", "passkey");
    assertThat(browser.get("/login").element("#passkey-use").attr("aria-describedby"))
        .isEqualTo("last-used");
  }

  @Test
  void the_sample_says_whom_to_sign_in_as() {
    assertThat(app.browser().get("/login").text(".sample-hint"))
        .contains(ADA + ", an admin, or " + MAX + ", a member.");
  }

  @Test
  void whoever_proves_it_anew_is_told_what_for_and_can_cancel_and_goes_on() {
    var max = app.as(MAX);
    app.clock().advance(Duration.ofMinutes(11));
    var asked =
        max.htmx()
            .with("Referer", app.origin() + "/ui/profile/security")
            .post("/ui/profile/security/passkeys/options");
    max.with("HX-Request", "").with("Referer", "");
    var page = max.get(asked.header("HX-Redirect"));
    assertThat(page.text("h1")).isEqualTo("Confirm that it is you");
    assertThat(page.text("main")).contains("Before you add a passkey").doesNotContain("Sign up");
    assertThat(page.has("a[href^=/login/sign-up]")).isFalse();
    assertThat(page.element("a:contains(Cancel)").attr("href")).isEqualTo("/ui/profile/security");
    assertThat(page.element("#email").attr("value")).isEqualTo(MAX);

    var wrong =
        max.post("/login", "email", "x", "confirm", "add_passkey", "back", "//evil.example");
    assertThat(wrong.status()).isEqualTo(422);
    assertThat(wrong.text("h1")).isEqualTo("Confirm that it is you");
    assertThat(wrong.element("a:contains(Cancel)").attr("href")).isEqualTo("/ui/");
    var code =
        max.follow(
            max.post(
                "/login",
                "email",
                MAX,
                "confirm",
                "add_passkey",
                "return_to",
                page.element("input[name=return_to]").attr("value")));
    assertThat(code.text("main")).contains("Cancel").doesNotContain("Use another address");
    var done = enter(max, code, app.mailTo(MAX).code());
    assertThat(done.next()).isEqualTo("/ui/profile/security");
    assertThat(max.post("/ui/profile/security/passkeys/options").status()).isEqualTo(200);
    assertThat(app.browser().get("/login?confirm=nonsense").text("h1"))
        .isEqualTo("Sign in to Coffeedesk");
  }

  @Test
  void what_is_refused_while_somebody_proves_it_anew_leaves_the_question() {
    var max = app.as(MAX);
    var page = max.get(confirmation(MAX));
    var refused =
        max.post(page.element("form[data-passkey]").attr("action"), "credential", "nonsense");
    assertThat(refused.status()).isEqualTo(422);
    var again = max.follow(max.get(page.element("form[data-passkey]").attr("action")));
    for (var it : List.of(refused, again)) {
      assertThat(it.text("h1")).isEqualTo("Confirm that it is you");
      assertThat(it.text("main")).contains("Before you add a passkey").doesNotContain("Sign up");
      assertThat(it.element("a:contains(Cancel)").attr("href")).isEqualTo("/ui/profile/security");
      assertThat(it.element("#email").attr("value")).isEqualTo(MAX);
    }

    // and by mail it is the same question still
    var form = refused.element("form:has(#email)");
    var sent = max.post(form.attr("action"), "email", MAX, "return_to", returnTo(refused));
    assertThat(app.one("SELECT max_age_seconds FROM login_attempts ORDER BY id DESC LIMIT 1"))
        .isEqualTo("0");
    assertThat(max.follow(sent).text("main")).contains("Cancel");
  }

  @Test
  void who_changes_their_mind_at_the_code_goes_where_the_page_before_would_lead() {
    var max = app.as(MAX);
    var asked = max.get(confirmation(MAX));
    var page = max.follow(max.post(asked.element("form:has(#email)").attr("action"), "email", MAX));
    var code = app.mailTo(MAX).code();
    var wrong = max.post(page.element("form:has(#code)").attr("action"), "code", wrong(code));
    var resent = max.post(page.element("form:has(button.linklike)").attr("action"));
    for (var it : List.of(page, wrong, max.follow(resent)))
      assertThat(it.element("a:contains(Cancel)").attr("href")).isEqualTo("/ui/profile/security");

    app.clock().advance(Duration.ofMinutes(1));
    // who is signed in and was asked for nothing may type another address
    var plain = pageOf(max, MAX, "/ui/profile/security");
    assertThat(plain.has("a:contains(Cancel)")).isFalse();
    var another = max.get(plain.element("a:contains(another address)").attr("href"));
    assertThat(another.text("h1")).isEqualTo("Sign in to Coffeedesk");
    assertThat(returnTo(another)).isEqualTo("/ui/profile/security");
  }

  @Test
  void who_was_asked_to_prove_it_is_not_confirmed_by_whoever_has_signed_in_since() {
    var browser = app.as(ADA);
    var form = browser.get(confirmation(ADA)).element("form:has(#email)").attr("action");
    browser.post("/dev/sign-in", "email", MAX);
    var refused = browser.post(form, "email", ADA);
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.text(".notice.failed")).contains("You are signed in as " + MAX, ADA);
    assertThat(refused.element("#email").attr("value")).isEqualTo(MAX);
    assertThat(app.count("letters")).isZero();
  }

  /** Where somebody is asked before they add a passkey, on the page Security. */
  private static String confirmation(String email) {
    var security = Form.encoded("/ui/profile/security");
    return "/login?again&confirm=add_passkey&back="
        + security
        + "&login_hint="
        + Form.encoded(email)
        + "&return_to="
        + security;
  }

  @Test
  void whoever_is_removed_while_looking_is_told_so_and_who_can_help() {
    var max = app.as(MAX);
    var ada = app.as(ADA);
    ada.post("/ui/organization/users/" + app.user(MAX).value() + "/removal");
    var told = max.follow(max.get("/ui/organization/users"));
    assertThat(told.text(".notice"))
        .contains("your account was removed", "ask an admin of your organization");

    var visitor = app.as(ADA, "globex");
    app.as(GUS).post("/ui/organization/users/" + app.user(ADA).value() + "/removal");
    assertThat(visitor.follow(visitor.get("/ui/organization/users")).text(".notice"))
        .contains("You do not belong to the organization any more", "ask one of its admins");
    // also who saves something, with script and without
    var general = "/ui/organization/general/name";
    for (var browser : List.of(visitor.copy(), visitor.copy().htmx())) {
      var saved = browser.post(general, "display_name", "Globex 2");
      assertThat(saved.status()).isEqualTo(401);
      assertThat(saved.body())
          .contains("You do not belong to the organization any more", "ask one of its admins");
    }
    assertThat(app.browser().get("/login").has(".notice")).isFalse();
  }

  @Test
  void whose_organization_was_deleted_is_told_that_and_not_that_somebody_signed_them_out() {
    var ada = app.as(ADA, "globex");
    app.app()
        .core()
        .memberAdministration
        .deleteOrganization(Identity.INTERNAL, app.organization("globex"));
    assertThat(ada.follow(ada.get("/ui/organization/users")).text(".notice"))
        .isEqualTo("The organization that you were signed in to was deleted.");
  }

  // ------------------------------------------------------------------ two tabs

  @Test
  void two_sign_ins_in_one_browser_each_keep_their_code_and_their_way() {
    var browser = app.browser();
    var first = pageOf(browser, MAX, "/ui/profile/security");
    var firstCode = app.mailTo(MAX).code();
    var second = pageOf(browser, ADA, "/ui/organization/users");
    var secondCode = app.mailTo(ADA).code();

    assertThat(browser.get("/login/code?attempt=" + attempt(first)).text("main")).contains(MAX);
    if (!firstCode.equals(secondCode))
      assertThat(enter(browser, first, secondCode).status()).isEqualTo(422);
    assertThat(enter(browser, first, firstCode).next()).isEqualTo("/ui/profile/security");
    assertThat(browser.get("/ui/profile/account").text(".menu-head")).contains(MAX);
    assertThat(enter(browser, second, secondCode).next())
        .isEqualTo("/login/organization?return_to=%2Fui%2Forganization%2Fusers");
    assertThat(browser.get("/ui/profile/account").text(".menu-head")).contains(ADA);
  }

  @Test
  void a_code_used_in_one_tab_lets_the_other_go_on() {
    var browser = app.browser();
    var waiting = pageOf(browser, MAX, "/ui/profile/security");
    browser.post(app.mailTo(MAX).link());

    assertThat(browser.get("/login/code?attempt=" + attempt(waiting)).next())
        .isEqualTo("/ui/profile/security");
    for (var typed : List.of("", "123456"))
      assertThat(enter(browser, waiting, typed).next()).isEqualTo("/ui/profile/security");
    assertThat(browser.post("/login/code/resend", "attempt", attempt(waiting)).next())
        .isEqualTo("/ui/profile/security");
    assertThat(app.count("sessions")).isEqualTo(1);
  }

  @Test
  void another_sign_in_of_the_same_person_lets_the_other_tab_go_on() {
    var browser = app.browser();
    var waiting = pageOf(browser, MAX, "/ui/profile/security");
    app.clock().advance(Duration.ofMinutes(1));
    var other = pageOf(browser, MAX, "/ui/");
    enter(browser, other, app.mailTo(MAX).code());

    assertThat(enter(browser, waiting, "").next()).isEqualTo("/ui/profile/security");
  }

  @Test
  void a_sign_in_that_is_over_lets_nobody_go_on_who_is_not_signed_in_as_its_person() {
    var browser = app.browser();
    var waiting = pageOf(browser, MAX, "/ui/profile/security");
    var code = app.mailTo(MAX).code();
    app.clock().advance(Duration.ofMinutes(15));

    assertThat(enter(browser, waiting, code).status()).isEqualTo(409);
    browser.post("/dev/sign-in", "email", GUS);
    assertThat(enter(browser, waiting, "123456").status()).isEqualTo(409);
    assertThat(browser.get("/login/code?attempt=" + attempt(waiting)).status()).isEqualTo(409);
  }

  @Test
  void who_starts_a_sign_in_again_is_asked_where_another_tab_has_signed_somebody_else_in() {
    var browser = app.browser();
    var waiting = pageOf(browser, MAX, "/ui/profile/security");
    app.clock().advance(Duration.ofMinutes(15));
    browser.post("/dev/sign-in", "email", GUS);

    var over = browser.get("/login/code?attempt=" + attempt(waiting));
    var page = browser.follow(browser.get(over.element("main a.button").attr("href")));
    assertThat(page.status()).isEqualTo(200);
    assertThat(page.element("#email").attr("value")).isEqualTo(MAX);
    assertThat(returnTo(page)).isEqualTo("/ui/profile/security");
  }

  @Test
  void the_page_of_the_code_says_whom_going_on_signs_out() {
    var browser = app.as(GUS);
    var page = browser.follow(browser.post("/login?again", "email", MAX));
    assertThat(page.text(".notice.info"))
        .contains("You are signed in here as " + GUS, "Going on signs you out of that.");

    page = browser.follow(browser.post("/login?again", "email", GUS));
    assertThat(page.text("main")).doesNotContain("signs you out");
  }

  @Test
  void a_sign_in_of_another_browser_cannot_be_gone_on_with() {
    var browser = app.browser();
    var waiting = pageOf(browser, MAX, "/ui/");
    var code = app.mailTo(MAX).code();
    var thief = app.browser();
    pageOf(thief, GUS, "/ui/");

    assertThat(thief.get("/login/code?attempt=" + attempt(waiting)).status()).isEqualTo(409);
    assertThat(enter(thief, waiting, code).status()).isEqualTo(409);
    assertThat(thief.post("/login/code/resend", "attempt", attempt(waiting)).status())
        .isEqualTo(409);
    assertThat(enter(browser, waiting, code).status()).isEqualTo(303);
  }

  /** The page that asks for the code of a sign-in just begun. */
  private static Answer pageOf(TestApp.Browser browser, String email, String returnTo) {
    return browser.follow(browser.post("/login", "email", email, "return_to", returnTo));
  }

  private static String attempt(Answer codePage) {
    return codePage.element("input[name=attempt]").attr("value");
  }

  private static String returnTo(Answer page) {
    return page.element("input[name=return_to]").attr("value");
  }

  private static Answer enter(TestApp.Browser browser, Answer codePage, String code) {
    return browser.post("/login/code", "attempt", attempt(codePage), "code", code);
  }

  @Test
  void elsewhere_looking_at_the_link_uses_nothing_up_and_pressing_does() {
    begun(MAX);
    var link = app.mailTo(MAX).link();
    for (var scanner : List.of("curl/8", "Barracuda", "SafeLinks")) {
      var looked = app.browser().with("User-Agent", scanner).get(link);
      assertThat(looked.status()).isEqualTo(200);
      assertThat(looked.text("main")).contains(MAX);
      assertThat(looked.headers("Set-Cookie")).isEmpty();
    }
    assertThat(app.count("sessions")).isZero();

    var other = app.browser();
    assertThat(other.post(link).status()).isEqualTo(303);
    assertThat(other.get("/ui/profile/account").text(".menu-head")).contains(MAX);
    assertThat(app.browser().post(link).status()).isEqualTo(409);
  }

  @Test
  void a_link_ends_with_its_code() {
    var browser = begun(MAX);
    var link = app.mailTo(MAX).link();
    app.clock().advance(Duration.ofMinutes(5));

    assertThat(browser.get(link).status()).isEqualTo(409);
    assertThat(app.browser().post(link).status()).isEqualTo(409);
    assertThat(app.count("sessions")).isZero();
  }

  @Test
  void what_is_no_link_opens_nothing() {
    for (var token : List.of("x", "a".repeat(43), "a".repeat(5_000), "..%2F..", "%00"))
      assertThat(app.browser().get("/login/link/" + token).status()).isIn(400, 404, 409);
  }

  // ------------------------------------------------------------------ session

  @Test
  void every_sign_in_has_a_newcomertoken_and_ends_the_session_before_it() {
    var browser = signedIn(MAX);
    var old = browser.copy();
    var before = browser.cookies().get("hosted_ui");
    app.clock().advance(Duration.ofMinutes(2));
    browser.post("/login", "email", MAX);
    browser.post("/login/code", "code", app.mailTo(MAX).code());

    assertThat(browser.cookies().get("hosted_ui")).isNotEqualTo(before);
    assertThat(browser.get("/ui/profile/account").status()).isEqualTo(200);
    assertThat(old.get("/ui/profile/account").status()).isEqualTo(302);
    assertThat(app.contents("sessions")).doesNotContain(before, browser.cookies().get("hosted_ui"));
  }

  @Test
  void a_token_somebody_planted_is_never_taken_over() {
    var planted = "A".repeat(43);
    var browser = app.browser();
    browser.cookies().put("hosted_ui", planted);
    browser.post("/login", "email", MAX);
    browser.post("/login/code", "code", app.mailTo(MAX).code());

    assertThat(browser.cookies().get("hosted_ui")).isNotEqualTo(planted);
    var attacker = app.browser();
    attacker.cookies().put("hosted_ui", planted);
    assertThat(attacker.get("/ui/profile/account").status()).isEqualTo(302);
  }

  @Test
  void a_garbage_cookie_is_no_session_and_no_fault() {
    for (var value :
        List.of(
            "x", "a".repeat(43), "a".repeat(4_000), "\"", "a b", "%00", "<>", "é", "a,b", "\\")) {
      for (var name : List.of("hosted_ui", "hosted_ui_login", "hosted_ui_flash", "other")) {
        var browser = app.browser();
        browser.cookies().put(name, value);
        assertThat(browser.get("/ui/profile/account").status())
            .as(name + "=" + value)
            .isIn(302, 400);
        assertThat(browser.get("/login").status()).as(name + "=" + value).isIn(200, 400);
        assertThat(browser.get("/login/code").status()).isIn(302, 400);
      }
    }
    var flashed = app.as(MAX);
    flashed.cookies().put("hosted_ui_flash", "!!!not-base64!!!");
    var shown = flashed.get("/ui/profile/account");
    assertThat(shown.status()).as(shown.toString()).isEqualTo(200);
  }

  @Test
  void signing_out_ends_the_session_everywhere_it_was_copied_to() {
    var max = app.as(MAX);
    var copy = max.copy();
    var answer = max.post("/logout");

    assertThat(answer.status()).isEqualTo(303);
    assertThat(answer.header("Location")).isEqualTo("/login?signed_out");
    assertThat(max.cookies()).doesNotContainKey("hosted_ui");
    assertThat(max.follow(answer).text(".notice")).isEqualTo("You are signed out.");
    assertThat(copy.get("/ui/").header("Location")).startsWith("/login");
    assertThat(app.events()).endsWith("user.logout");
    assertThat(app.as(MAX).get("/logout").status()).isEqualTo(405);
    assertThat(app.browser().post("/logout").status()).isEqualTo(303);
    assertThat(app.as(MAX).htmx().post("/logout").header("HX-Redirect"))
        .isEqualTo("/login?signed_out");
  }

  @Test
  void nobody_is_sent_to_a_place_that_is_not_ours() {
    for (var evil :
        List.of(
            "//evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "https://evil.example",
            "https:evil.example",
            "javascript:alert(1)",
            "/ui/../..//evil.example",
            "/ui//evil.example",
            "/ui/\\evil.example",
            "%2f%2fevil.example",
            "/login?return_to=//evil.example",
            "/ui/\r\nLocation: https://evil.example",
            "/ui/\t/evil.example",
            "@evil.example",
            ".evil.example",
            "/ui",
            "/uievil",
            "/ui/" + "a".repeat(2_000))) {
      var page = app.browser().get("/login?return_to=" + Form.encoded(evil));
      assertThat(page.element("input[name=return_to]").attr("value")).as(evil).isEqualTo("/ui/");
      assertThat(app.as(MAX).get("/login?return_to=" + Form.encoded(evil)).header("Location"))
          .isEqualTo("/ui/");
      var chosen =
          app.as(ADA)
              .post(
                  "/login/organization",
                  "organization",
                  app.organization("globex").value(),
                  "return_to",
                  evil);
      assertThat(chosen.header("Location")).as(evil).isEqualTo("/ui/");
    }
    var browser = app.browser();
    browser.post("/login", "email", MAX, "return_to", "//evil.example");
    assertThat(browser.post("/login/code", "code", app.mailTo(MAX).code()).header("Location"))
        .isEqualTo("/ui/");
  }

  // ------------------------------------------------------------------ invitation

  @Test
  void an_invitation_is_accepted_once_and_signs_in_where_it_leads() {
    var link = invite(NEW);
    var browser = app.browser();
    assertThat(browser.get(link).text("h1")).isEqualTo("Join AcmeCorp");
    assertThat(app.one(statusOf(NEW))).isEqualTo("PENDING_INVITE");

    assertThat(browser.get(link).header("Content-Security-Policy")).contains("form-action 'self';");

    var answer = browser.post(link);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.next()).startsWith("http://localhost:8081/login?iss=");
    assertThat(answer.element("a#onward").attr("href")).isEqualTo(answer.next());
    assertThat(browser.get("/ui/organization/users").text(".menu-head")).contains(NEW, "AcmeCorp");
    assertThat(browser.get("/ui/profile/account").text("label[for=email] .pill"))
        .isEqualTo("Verified");
    assertThat(app.one(statusOf(NEW))).isEqualTo("ACTIVE");
    assertThat(app.events())
        .containsSequence("user.organization_membership_created", "user.signup", "user.login");

    for (var again : List.of(app.browser().get(link), app.browser().post(link))) {
      assertThat(again.status()).isEqualTo(409);
      assertThat(again.text("h1")).isEqualTo("This invitation was accepted already");
      assertThat(again.headers("Set-Cookie")).isEmpty();
    }
  }

  @Test
  void an_accepted_invitation_leads_to_the_portal_where_no_app_begins_to_sign_in() {
    app.hasNoWayToAnApp();
    var browser = app.browser();

    assertThat(browser.post(invite(NEW)).header("Location")).isEqualTo("/ui/");
  }

  @Test
  void an_accepted_invitation_leads_to_where_the_app_begins_to_sign_in_to_that_organization() {
    app.arrange(
        "UPDATE applications SET initiate_login_uri = 'https://{{org_slug}}.app.example/login'");
    app.app().core().environments.refresh();
    var browser = app.browser();
    var there = "https://acmecorp.app.example/login?iss=";

    assertThat(browser.post(invite(NEW)).next()).startsWith(there).contains("login_hint=");
    assertThat(browser.get("/ui/organization/users").element("a.to-app").attr("href"))
        .startsWith(there);
  }

  @Test
  void an_accepted_invitation_leads_its_owner_to_where_they_belong() {
    var link = invite(NEW);
    var browser = app.browser();
    browser.post(link);

    for (var again : List.of(browser.get(link), browser.post(link))) {
      assertThat(again.status()).isEqualTo(409);
      assertThat(again.text("h1")).isEqualTo("This invitation was accepted already");
      assertThat(again.text("main")).contains("You belong to AcmeCorp");
      assertThat(again.text("a.button")).isEqualTo("Go to AcmeCorp");
      assertThat(again.element("a.button").attr("href")).isEqualTo("/ui/");
    }
    browser.post("/login/organization/new", "display_name", "Nordwind");
    assertThat(browser.get(link).element("a.button").attr("href")).isEqualTo("/login/organization");
    var other = app.as(GUS);
    var told = other.get(link);
    assertThat(told.text("main")).contains("Sign in with the address");
    var page = other.get(told.element("a.button").attr("href"));
    assertThat(page.text("h1")).isEqualTo("Sign in to Coffeedesk");
    assertThat(page.element("#email").attr("value")).isEqualTo(NEW);
  }

  @Test
  void an_invitation_that_is_over_leads_to_a_page_to_sign_in_at_also_who_is_signed_in() {
    var link = invite(NEW);
    app.clock().advance(Duration.ofDays(400));
    var max = app.as(MAX);
    for (var over : List.of(max.get(link), max.get("/login/invitation/" + "x".repeat(43)))) {
      assertThat(over.status()).isIn(404, 409);
      assertThat(max.get(over.element("a.button").attr("href")).text("h1"))
          .isEqualTo("Sign in to Coffeedesk");
    }
  }

  @Test
  void where_people_belong_to_one_organization_only_an_invitation_to_a_second_says_so() {
    app.set(EnvironmentSetting.MULTIPLE_MEMBERSHIPS, "off");
    var link = invite(GUS);

    var signedOut = app.browser().post(link);
    var signedIn = app.as(GUS).post(link);
    for (var refused : List.of(signedOut, signedIn)) {
      assertThat(refused.status()).isEqualTo(409);
      assertThat(refused.text("h1")).isEqualTo("You belong to another organization already");
      assertThat(refused.text("main")).contains(GUS, "You can leave that one in My Account");
    }
    var max = app.as(MAX);
    var page = max.get(max.post(link).element("a.button").attr("href"));
    assertThat(page.element("#email").attr("value")).isEqualTo(GUS);
    assertThat(signedIn.element("a.button").attr("href")).isEqualTo("/ui/");
    assertThat(signedOut.headers("Set-Cookie")).isEmpty();
    app.set(EnvironmentSetting.MULTIPLE_MEMBERSHIPS, "on");
    assertThat(app.browser().post(link).status()).as("the link was not used up").isEqualTo(200);
  }

  @Test
  void a_link_is_taken_with_what_stood_behind_it_where_it_was_copied() {
    app.givePasskey(IVY, 1, "Key", "42b4fb4a-2866-43b2-9bf7-6c6669c2e5d3", "impossible");
    app.as(IVY).post("/ui/profile/security/passkeys/cred_000000000000000001/removal");
    var links = List.of(invite(NEW), link(begun(MAX)), app.mailTo(IVY).link());
    for (var tail : List.of(".", ")", "%3E", ",", "'", "%22", "%0D%0A", "%20", "%E2%80%9D", ").")) {
      for (var link : links) {
        var page = app.browser().get(link + tail);
        assertThat(page.status()).as(link + tail).isEqualTo(200);
        assertThat(page.body()).doesNotContain(link.replaceFirst(".*/", "") + ")");
      }
    }
    for (var link : links) {
      if (!link.contains("/login/link/"))
        assertThat(app.browser().get(link + "x").status()).as("another one").isGreaterThan(400);
      assertThat(app.browser().get(link + "/x").status()).isEqualTo(404);
      assertThat(app.browser().post(link + ").").status()).isLessThan(400);
    }
  }

  /** The link of the mail that was just asked for. */
  private String link(TestApp.Browser asked) {
    assertThat(asked.get("/login/code").status()).isEqualTo(200);
    return app.mailTo(MAX).link();
  }

  @Test
  void an_expired_invitation_says_whom_to_ask() {
    var link = invite(NEW);
    app.clock().advance(Duration.ofDays(15));

    for (var answer : List.of(app.browser().get(link), app.browser().post(link))) {
      assertThat(answer.status()).isEqualTo(409);
      assertThat(answer.text("main")).contains("has expired", "Ask your admin to resend");
    }
    assertThat(app.one(statusOf(NEW))).isEqualTo("PENDING_INVITE");
  }

  @Test
  void a_withdrawn_invitation_and_one_that_never_was_read_alike() {
    var link = invite(NEW);
    app.as(ADA).post("/ui/organization/users/" + app.user(NEW).value() + "/removal");

    var withdrawn = app.browser().post(link);
    assertThat(withdrawn.status()).isEqualTo(404);
    assertThat(withdrawn.body())
        .isEqualTo(app.browser().post("/login/invitation/" + "a".repeat(43)).body());
    assertThat(app.browser().get(link).status()).isEqualTo(404);
  }

  @Test
  void somebody_else_who_is_signed_in_is_told_and_signed_out_by_accepting() {
    var link = invite(NEW);
    var gus = app.as(GUS);
    var copy = gus.copy();
    assertThat(gus.get(link).text(".notice")).contains(GUS);
    assertThat(gus.get("/ui/profile/account").status()).isEqualTo(200);

    gus.post(link);
    assertThat(gus.get("/ui/profile/account").text(".menu-head")).contains(NEW);
    assertThat(copy.get("/ui/profile/account").status()).isEqualTo(302);
  }

  // ------------------------------------------------------------------ copied links

  private String copied(String email) {
    invite(email);
    var page = app.as(ADA).post("/ui/organization/users/" + app.user(email).value() + "/link");
    assertThat(page.status()).isEqualTo(200);
    var link = page.element("#link").attr("value");
    return link.substring(link.indexOf("/login/"));
  }

  @Test
  void a_copied_link_signs_nobody_in_before_the_code_that_is_mailed_to_the_invited_address() {
    var link = copied(NEW);
    var thief = app.browser();
    assertThat(thief.get(link).text("main button")).isEqualTo("Sign In to Accept");
    var asked = thief.post(link);
    assertThat(asked.header("Location")).startsWith("/login/code");
    assertThat(thief.get("/ui/").header("Location")).contains("/login");
    assertThat(thief.post("/login/code", "code", "000000").status()).isEqualTo(422);
    assertThat(app.one(statusOf(NEW))).isEqualTo("PENDING_INVITE");
  }

  @Test
  void a_copied_link_pressed_too_often_leads_to_the_code_that_is_on_its_way() {
    var link = copied(NEW);
    var browser = app.browser();
    var first = browser.post(link);
    var page = browser.follow(first);
    for (var press = 0; press < 12; press++) page = browser.follow(browser.post(link));
    assertThat(page.status()).isEqualTo(200);
    assertThat(page.text("main")).contains("A mail was sent a moment ago", NEW);

    var other = app.browser().post(link);
    assertThat(other.status()).isEqualTo(429);
    assertThat(other.header("Retry-After")).isNotEmpty();
    assertThat(other.element("a.button").attr("href")).isEqualTo(link);
  }

  @Test
  void a_code_of_another_mailbox_accepts_no_copied_link() {
    var link = copied(NEW);
    var max = app.browser();
    max.post(link);
    max.post("/login", "email", MAX);
    max.post("/login/code", "code", app.mailTo(MAX).code());
    assertThat(max.get(link).text(".notice")).contains(MAX);
    assertThat(max.post(link).header("Location")).startsWith("/login/code");
    assertThat(app.one(statusOf(NEW))).isEqualTo("PENDING_INVITE");
  }

  @Test
  void who_followed_a_copied_link_joins_after_the_code_and_only_once() {
    var link = copied(NEW);
    var browser = app.browser();
    browser.post(link);
    var entered = browser.post("/login/code", "code", app.mailTo(NEW).code());
    assertThat(entered.header("Location")).startsWith("/login/organization");
    var chooser = browser.get(entered.header("Location"));
    assertThat(chooser.text("main")).contains("AcmeCorp");
    assertThat(browser.get(chooser.element("[name=return_to]").val()).header("Location"))
        .as("who belongs nowhere yet chooses first")
        .startsWith("/login/organization");
    assertThat(browser.get(link).text("main button")).isEqualTo("Accept Invitation");
    assertThat(browser.post(link).status()).isEqualTo(200);
    assertThat(app.one(statusOf(NEW))).isEqualTo("ACTIVE");
    assertThat(browser.get("/ui/organization/users").status()).isEqualTo(200);
    for (var again : List.of(app.browser().get(link), app.browser().post(link)))
      assertThat(again.status()).isEqualTo(409);
  }

  @Test
  void who_joins_in_the_chooser_after_a_copied_link_goes_on_to_the_app() {
    var browser = app.browser();
    browser.post(copied(NEW));
    var chooser = browser.follow(browser.post("/login/code", "code", app.mailTo(NEW).code()));
    var joined =
        browser.post(
            "/login/organization/invited",
            "organization",
            app.organization("acmecorp").value(),
            "return_to",
            chooser.element("[name=return_to]").val());
    assertThat(browser.get(joined.next()).header("Location"))
        .startsWith("http://localhost:8081/login?iss=");
    app.hasNoWayToAnApp();
    assertThat(browser.get(joined.next()).header("Location")).isEqualTo("/ui/");
  }

  @Test
  void a_copied_link_says_in_the_chooser_why_its_invitation_is_not_offered() {
    app.set(EnvironmentSetting.MULTIPLE_MEMBERSHIPS, "off");
    var browser = app.browser();
    browser.post(copied(GUS));
    var entered = browser.post("/login/code", "code", app.mailTo(GUS).code());
    assertThat(browser.follow(entered).text(".notice.failed"))
        .contains(GUS, "belongs to another organization already");
  }

  @Test
  void a_copied_link_ends_with_its_invitation_and_with_the_next_copy() {
    var link = copied(NEW);
    var path = "/ui/organization/users/" + app.user(NEW).value();
    assertThat(app.all("SELECT token_hash FROM invitation_links")).noneMatch(link::contains);
    app.as(ADA).post(path + "/link");
    assertThat(app.browser().post(link).status()).isEqualTo(404);
    var newest = app.as(ADA).post(path + "/link").element("#link").attr("value");
    app.as(ADA).post(path + "/removal");
    assertThat(app.browser().post(newest.substring(newest.indexOf("/login/"))).status())
        .isEqualTo(404);
  }

  // ------------------------------------------------------------------ organizations

  @Test
  void a_newcomer_names_an_organization_and_runs_it() {
    var browser = app.browser();
    var sent = browser.post("/login/sign-up", "email", NEW);
    assertThat(sent.status()).isEqualTo(303);
    var in = browser.post("/login/code", "code", app.mailTo(NEW).code());
    assertThat(in.header("Location")).startsWith("/login/organization");
    assertThat(browser.follow(in).text("h1")).isEqualTo("Name your organization");
    assertThat(app.events()).contains("user.login").doesNotContain("user.signup");
    assertThat(browser.get("/ui/organization/users").status()).isEqualTo(302);
    assertThat(browser.get("/ui/profile/account").texts("nav li"))
        .containsExactly("My Account", "Security");

    for (var bad : List.of("", "   ", "x".repeat(201), "\u2060")) {
      var answer = browser.post("/login/organization/new", "display_name", bad);
      assertThat(answer.status()).isEqualTo(422);
      assertThat(answer.element("#display_name").attr("aria-describedby"))
          .isEqualTo("display_name-error");
      assertThat(answer.element("#display_name").attr("value")).isEqualTo(bad);
    }
    assertThat(app.count("organizations")).isEqualTo(3);

    var made = browser.post("/login/organization/new", "display_name", "<b>Nora & Co</b>");
    assertThat(made.status()).isEqualTo(303);
    assertThat(browser.get("/ui/organization/general").element("#display_name").attr("value"))
        .isEqualTo("<b>Nora & Co</b>");
    assertThat(browser.get("/ui/organization/users").text("tbody tr")).contains(NEW, "Admin");
    // now that they are somewhere, and never again
    var signedUp =
        "SELECT o.display_name || ' ' || e.after_state FROM events e JOIN organizations o"
            + " ON o.id = e.organization_id WHERE e.type = 'user.signup' AND e.object_id = '"
            + app.user(NEW).value()
            + "'";
    assertThat(app.one(signedUp)).startsWith("<b>Nora & Co</b> ").contains("\"membership\"", NEW);
    browser.post("/login", "email", NEW);
    browser.post("/login/code", "code", app.mailTo(NEW).code());
    browser.post("/login/organization/new", "display_name", "Second");
    assertThat(app.all(signedUp)).hasSize(1);
  }

  @Test
  void the_chooser_lists_own_invited_and_suggested_organizations_and_joins_each() {
    app.as(GUS)
        .post(
            "/ui/organization/users/invitations", "email", MAX, "role", app.role("member").value());
    var ivy = app.as("ivy@initech.example");
    app.arrange("UPDATE users SET email = 'ivy@corp.example' WHERE email = 'ivy@initech.example'");
    app.arrange("UPDATE users SET email = 'max@corp.example' WHERE email = '" + MAX + "'");
    ivy.post("/ui/organization/general/domains", "domain", "corp.example");
    var browser = app.browser();
    browser.post("/login", "email", "max@corp.example");
    var in = browser.post("/login/code", "code", app.mailTo("max@corp.example").code());
    assertThat(in.header("Location")).startsWith("/login/organization");

    var chooser = browser.follow(in);
    assertThat(chooser.text("section[aria-labelledby=own-title]")).contains("AcmeCorp");
    assertThat(chooser.text("section[aria-labelledby=invited-title]")).contains("Globex");
    assertThat(chooser.text("section[aria-labelledby=suggested-title]"))
        .contains("corp.example", "Initech");

    assertThat(join(browser, "invited", "globex")).isEqualTo(303);
    assertThat(browser.get("/ui/organization/users").text(".menu-head")).contains("Globex");
    assertThat(join(browser, "suggested", "initech")).isEqualTo(303);
    assertThat(browser.get("/ui/organization/users").text("h1")).isEqualTo("Users (2)");
    assertThat(browser.get("/ui/organization/users").has("#invite")).isFalse();
    assertThat(join(browser, "invited", "globex")).isEqualTo(404);
    assertThat(join(browser, "suggested", "initech")).isEqualTo(404);
  }

  @Test
  void who_has_not_accepted_in_time_is_told_and_offered_what_strangers_are() {
    var gus = app.as(GUS);
    for (var email : List.of("nia@globex.example", "pat@elsewhere.example")) {
      gus.post(
          "/ui/organization/users/invitations", "email", email, "role", app.role("admin").value());
      app.mailTo(email);
    }
    gus.post("/ui/organization/general/domains", "domain", "globex.example");
    app.arrange("UPDATE memberships SET expires_at = 1 WHERE status = 'PENDING_INVITE'");

    var pat = signedIn("pat@elsewhere.example").get("/login/organization");
    assertThat(pat.text("#expired")).contains("Globex").contains("expired");
    assertThat(pat.has("#suggested-title")).isFalse();

    var nia = signedIn("nia@globex.example");
    var chooser = nia.get("/login/organization");
    assertThat(chooser.text("#expired")).contains("Globex");
    assertThat(chooser.text("section[aria-labelledby=suggested-title]")).contains("Globex");
    assertThat(join(nia, "suggested", "globex")).isEqualTo(303);
    assertThat(nia.get("/login/organization").has("#expired")).isFalse();
    assertThat(nia.get("/ui/organization/users").has("#invite")).isFalse();
    assertThat(gus.get("/ui/organization/activity").text(".activity"))
        .contains("nia@globex.example joined by their email domain.")
        .doesNotContain("accepted");
  }

  @Test
  void the_chooser_offers_nothing_where_a_directory_keeps_somebody_out() {
    app.as(GUS)
        .post(
            "/ui/organization/users/invitations", "email", MAX, "role", app.role("member").value());
    var ivy = app.as("ivy@initech.example");
    app.arrange("UPDATE users SET email = 'ivy@corp.example' WHERE email = 'ivy@initech.example'");
    app.arrange("UPDATE users SET email = 'max@corp.example' WHERE email = '" + MAX + "'");
    ivy.post("/ui/organization/general/domains", "domain", "corp.example");
    var core = app.app().core();
    var operator = new Actor.Internal("test");
    for (var slug : List.of("globex", "initech")) {
      var organization = app.organization(slug);
      core.organizations.setFeature(operator, organization.value(), Feature.DIR_SYNC, true);
      var directory = core.directories.add(operator, organization, "OKTA", DirectoryType.SCIM);
      app.arrange(
          "INSERT INTO directory_users (id, directory_id, organization_id, position, user_name,"
              + " user_name_key, email, given_name, family_name, display_name, deactivated_at,"
              + " attributes, version, created_at, updated_at) VALUES ('diruser_"
              + slug
              + "', '"
              + directory.id().value()
              + "', '"
              + organization.value()
              + "', 1, 'max', 'max', 'max@corp.example', '', '', '', 1, '{}', 1, 1, 1)");
    }
    var browser = app.browser();
    browser.post("/login", "email", "max@corp.example");
    browser.post("/login/code", "code", app.mailTo("max@corp.example").code());
    assertThat(browser.get("/login/organization").text("main"))
        .contains("AcmeCorp")
        .doesNotContain("Globex", "Initech");
    assertThat(join(browser, "invited", "globex")).isEqualTo(404);
    assertThat(join(browser, "suggested", "initech")).isEqualTo(404);
  }

  @Test
  void where_people_belong_to_one_organization_only_the_chooser_offers_nothing_beside_it() {
    app.as(GUS)
        .post(
            "/ui/organization/users/invitations", "email", MAX, "role", app.role("member").value());
    var max = app.as(MAX);
    assertThat(max.get("/login/organization").text("#invited-title")).isNotEmpty();
    assertThat(max.get("/ui/profile/account").text("header")).contains("Switch organization");
    app.set(EnvironmentSetting.MULTIPLE_MEMBERSHIPS, "off");
    assertThat(max.get("/ui/profile/account").text("header")).doesNotContain("Switch organization");
    var chooser = max.get("/login/organization");
    assertThat(chooser.text(".chooser")).contains("AcmeCorp").doesNotContain("Globex", "Create");
    var refused =
        max.post("/login/organization/invited", "organization", app.organization("globex").value());
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.text(".notice.failed")).contains("You can leave that one in My Account");
    var another = max.post("/login/organization/new", "display_name", "Mine");
    assertThat(another.text(".notice.failed")).contains("You can leave that one in My Account");
    assertThat(another.has("#display_name")).isFalse();
  }

  @Test
  void who_finds_no_seat_is_sent_to_an_admin_and_told_no_number() {
    app.as(GUS).post("/ui/organization/general/domains", "domain", "globex.example");
    var nia = signedIn("nia@globex.example");
    app.arrange("UPDATE organizations SET max_allowed_users = 1 WHERE slug = 'globex'");
    var refused =
        nia.post(
            "/login/organization/suggested", "organization", app.organization("globex").value());
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.text(".notice.failed"))
        .isEqualTo("No seat is free in this organization. Ask an admin there for one.");
  }

  @Test
  void many_organizations_are_searched_and_invitations_stand_before_them() {
    app.set(EnvironmentSetting.ORGANIZATIONS_PER_USER, "0");
    for (var i = 10; i < 35; i++)
      app.as(GUS).post("/login/organization/new", "display_name", "Wörks " + i);
    var gus = app.as(GUS);
    app.as(ADA)
        .post(
            "/ui/organization/users/invitations", "email", GUS, "role", app.role("member").value());

    var page = gus.get("/login/organization?return_to=%2Fui%2F");
    assertThat(page.texts("h2")).startsWith("Pending invitations", "Your organizations");
    assertThat(page.elements("button.choice")).hasSize(20);
    assertThat(page.text("#more")).startsWith("20 of ");
    assertThat(gus.get(page.element("#more a").attr("href")).elements("button.choice"))
        .hasSizeGreaterThan(24);
    var search = page.element("form[role=search]");
    assertThat(search.selectFirst("[name=return_to]").attr("value")).isEqualTo("/ui/");

    var found = gus.get("/login/organization?q=WORKS+34&return_to=%2Fui%2F");
    assertThat(found.texts("button.choice .strong")).containsOnly("Wörks 34");
    assertThat(found.element("#search").attr("value")).isEqualTo("WORKS 34");
    var none = gus.get("/login/organization?q=%3Cb%3E");
    assertThat(none.elements("button.choice")).isEmpty();
    assertThat(none.text(".chooser")).contains("None of them has “<b>” in its name");
    assertThat(app.as(MAX).get("/login/organization").has("form[role=search]")).isFalse();
  }

  @Test
  void whoever_belongs_nowhere_and_can_make_nothing_is_told_what_to_do() {
    var nora = app.browser();
    nora.post("/login", "email", NEW);
    nora.post("/login/code", "code", app.mailTo(NEW).code());
    assertThat(nora.get("/login/organization").text("h1")).isEqualTo("Name your organization");
    app.set(EnvironmentSetting.SIGN_UP, "off");
    var page = nora.get("/login/organization");
    assertThat(page.text("h1")).isEqualTo("You have no organization yet");
    assertThat(page.text(".card")).contains("Ask an admin to invite you");
    assertThat(page.has("#display_name")).isFalse();

    app.set(EnvironmentSetting.SIGN_UP, "on");
    var pat = app.browser();
    pat.post("/login", "email", "pat@gmail.com");
    pat.post("/login/code", "code", app.mailTo("pat@gmail.com").code());
    app.set(EnvironmentSetting.PUBLIC_EMAIL_DOMAINS, "off");
    page = pat.get("/login/organization");
    assertThat(page.text(".card"))
        .contains("work address", "gmail.com")
        .doesNotContain("Ask an admin");
  }

  @Test
  void who_has_made_as_many_organizations_as_one_may_is_not_offered_another() {
    app.set(EnvironmentSetting.ORGANIZATIONS_PER_USER, "1");
    var nora = app.browser();
    nora.post("/login", "email", NEW);
    nora.post("/login/code", "code", app.mailTo(NEW).code());
    nora.post("/login/organization/new", "display_name", "Nordwind");
    assertThat(nora.get("/login/organization").text(".chooser"))
        .contains("Nordwind")
        .doesNotContain("Create new");
    var chooser = nora.get("/login/organization?new");
    assertThat(chooser.text("#limit")).startsWith("You have made one organization already");
    assertThat(chooser.has("#display_name")).isFalse();
    var refused = nora.post("/login/organization/new", "display_name", "Two");
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.text(".notice.failed")).startsWith("You have made one organization");
    assertThat(refused.has("#display_name")).isFalse();
    assertThat(refused.has("#limit")).isFalse();
  }

  @Test
  void a_form_for_a_new_organization_does_not_come_back_where_none_may_be_made() {
    var nora = signedIn(NEW);
    app.set(EnvironmentSetting.SIGN_UP, "off");
    var refused = nora.post("/login/organization/new", "display_name", "Late");
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.text(".notice.failed")).isNotEmpty();
    assertThat(refused.has("#display_name")).isFalse();
  }

  @Test
  void what_is_not_offered_cannot_be_joined() {
    var before = app.contents();
    var gus = app.as(GUS);
    for (var how : List.of("", "/invited", "/suggested")) {
      for (var id :
          List.of(
              app.organization("acmecorp").value(),
              app.organization("initech").value(),
              "org_000000000000000001",
              "org_1",
              "",
              "' OR 1=1")) {
        var answer = gus.post("/login/organization" + how, "organization", id);
        assertThat(answer.status()).as(how + " " + id).isEqualTo(404);
        assertThat(answer.text("main")).doesNotContain("AcmeCorp", "Initech");
      }
    }
    assertThat(app.contents()).isEqualTo(before);
    assertThat(gus.get("/ui/organization/users").text("h1")).isEqualTo("Users (2)");
  }

  @Test
  void a_look_alike_of_an_allowed_domain_is_not_offered() {
    var ada = app.as(ADA);
    app.arrange("UPDATE users SET email = 'ada@corp.example' WHERE email = '" + ADA + "'");
    ada.post("/ui/organization/general/domains", "domain", "corp.example");
    for (var email : List.of("a@sub.corp.example", "b@xcorp.example", "c@corp.example.evil.test")) {
      var browser = app.browser();
      browser.post("/login", "email", email);
      browser.post("/login/code", "code", app.mailTo(email).code());
      assertThat(browser.get("/login/organization").text("main")).doesNotContain("AcmeCorp");
      assertThat(join(browser, "suggested", "acmecorp")).isEqualTo(404);
    }
    var browser = app.browser();
    browser.post("/login", "email", "d@corp.example");
    browser.post("/login/code", "code", app.mailTo("d@corp.example").code());
    assertThat(browser.get("/login/organization").text("main")).contains("AcmeCorp");
    assertThat(join(browser, "suggested", "acmecorp")).isEqualTo(303);
  }

  @Test
  void an_unproven_address_is_offered_nothing() {
    app.as(GUS).post("/ui/organization/general/domains", "domain", "globex.example");
    var nia = signedIn("nia@globex.example");
    assertThat(nia.get("/login/organization").text("main")).contains("Globex");
    app.arrange("UPDATE users SET email_verified_at = NULL WHERE email = 'nia@globex.example'");

    assertThat(nia.get("/login/organization").text("main")).doesNotContain("Globex");
    assertThat(join(nia, "suggested", "globex")).isEqualTo(404);
  }

  @Test
  void a_strangers_organization_is_not_offered_to_the_people_of_a_company() {
    app.as("ivy@initech.example")
        .post("/ui/organization/general/domains", "domain", "globex.example");
    var nia = signedIn("nia@globex.example");

    assertThat(nia.get("/login/organization").text("main")).doesNotContain("Initech");
    assertThat(join(nia, "suggested", "initech")).isEqualTo(404);
  }

  @Test
  void an_admin_who_has_not_proven_the_domain_and_a_mere_member_make_no_offer() {
    app.as(GUS).post("/ui/organization/general/domains", "domain", "globex.example");
    var nia = signedIn("nia@globex.example");
    app.arrange("UPDATE users SET email_verified_at = NULL WHERE email = '" + GUS + "'");
    assertThat(join(nia, "suggested", "globex")).isEqualTo(404);

    // Ada is a mere member of Globex
    app.arrange("UPDATE users SET email = 'ada@globex.example' WHERE email = '" + ADA + "'");
    assertThat(join(nia, "suggested", "globex")).isEqualTo(404);
    app.arrange("UPDATE users SET email_verified_at = 1 WHERE email = '" + GUS + "'");
    assertThat(join(nia, "suggested", "globex")).isEqualTo(303);
  }

  @Test
  void a_domain_that_another_organization_has_verified_makes_no_offer() {
    app.as(ADA).post("/login/organization/new", "display_name", "Skunkworks");
    var ada = app.as(ADA, "globex");
    ada.post(
        "/login/organization",
        "organization",
        app.one("SELECT id FROM organizations WHERE display_name = 'Skunkworks'"));
    ada.post("/ui/organization/general/domains", "domain", "acmecorp.example");
    assertThat(
            app.one(
                "SELECT COUNT(*) FROM email_domains WHERE domain = 'acmecorp.example' AND"
                    + " domain_type = 'ALLOWED_EMAIL_DOMAIN'"))
        .isNotEqualTo("0");

    var newcomer = signedIn("newcomer@acmecorp.example");
    assertThat(newcomer.get("/login/organization").text("main")).doesNotContain("Skunkworks");
  }

  @Test
  void a_form_for_an_organization_that_is_sent_twice_makes_one() {
    var gus = app.as(GUS);
    var outcome =
        Race.between(
            Collections.nCopies(
                4,
                (Callable<?>)
                    () ->
                        gus.copy()
                            .post("/login/organization/new", "display_name", " More ")
                            .status()));
    assertThat(outcome.done()).isEqualTo(4);
    assertThat(app.one("SELECT COUNT(*) FROM organizations WHERE display_name = 'More'"))
        .isEqualTo("1");
    assertThat(gus.get("/ui/organization/users").text(".menu-head")).contains("More");

    app.clock().advance(Duration.ofMinutes(1));
    gus.post("/login/organization/new", "display_name", "More");
    assertThat(app.one("SELECT COUNT(*) FROM organizations WHERE display_name = 'More'"))
        .isEqualTo("2");
  }

  @Test
  void who_may_make_ten_organizations_makes_no_eleventh() {
    app.set(EnvironmentSetting.ORGANIZATIONS_PER_USER, "2");
    var gus = app.as(GUS);
    for (var i = 0; i < 2; i++)
      assertThat(gus.post("/login/organization/new", "display_name", "More " + i).status())
          .isEqualTo(303);
    assertThat(gus.post("/login/organization/new", "display_name", "More").status()).isEqualTo(409);
  }

  // ------------------------------------------------------------------ production

  @Test
  void over_https_the_cookie_is_bound_to_the_host_and_the_sample_is_gone() {
    try (var production =
        TestApp.start(
            Engine.SQLITE,
            Map.of(
                "HOSTED_UI_BASE_URL", "https://portal.example.com",
                "HOSTED_UI_SMTP_URL", "smtp://mail.example.com:587",
                "HOSTED_UI_MAIL_FROM", "Portal <portal@example.com>"))) {
      var browser = production.browser();
      for (var path : List.of("/dev", "/dev/", "/dev/mail", "/dev/sign-in"))
        assertThat(browser.get(path).status()).as(path).isEqualTo(404);
      assertThat(browser.post("/dev/sign-in", "email", MAX).status()).isEqualTo(404);
      assertThat(browser.cookies()).isEmpty();

      var sent = browser.post("/login", "email", MAX);
      assertThat(browser.follow(sent).text("main")).doesNotContain("/dev/mail");
      var mail = production.mailTo(MAX);
      assertThat(mail.text()).contains("https://portal.example.com/login/link/");
      var in = browser.post("/login/code", "code", mail.code());
      assertThat(in.headers("Set-Cookie"))
          .anyMatch(
              it ->
                  it.matches(
                      "__Host-hosted_ui=[A-Za-z0-9_-]{43}; Path=/; Max-Age=5184000; HttpOnly;"
                          + " SameSite=Lax; Secure"))
          .allMatch(it -> it.startsWith("__Host-") && it.endsWith("; Secure"));
      assertThat(in.header("Strict-Transport-Security")).isEqualTo("max-age=63072000");
      assertThat(browser.get("/ui/profile/account").status()).isEqualTo(200);

      var insecure = production.browser();
      insecure.cookies().put("hosted_ui", browser.cookies().get("__Host-hosted_ui"));
      assertThat(insecure.get("/ui/profile/account").status()).isEqualTo(302);
    }
    assertThat(app.browser().get("/login").header("Strict-Transport-Security")).isEmpty();
  }

  // ------------------------------------------------------------------ helpers

  private TestApp.Browser begun(String email) {
    var browser = app.browser();
    assertThat(browser.post("/login", "email", email).status()).isEqualTo(303);
    return browser;
  }

  private TestApp.Browser signedIn(String email) {
    var browser = begun(email);
    assertThat(browser.post("/login/code", "code", app.mailTo(email).code()).status())
        .isEqualTo(303);
    return browser;
  }

  private String invite(String email) {
    app.as(ADA)
        .post(
            "/ui/organization/users/invitations",
            "email",
            email,
            "role",
            app.role("member").value());
    return app.mailTo(email).link();
  }

  private int join(TestApp.Browser browser, String how, String slug) {
    return browser
        .post("/login/organization/" + how, "organization", app.organization(slug).value())
        .status();
  }

  private String statusOf(String email) {
    return "SELECT status FROM memberships WHERE user_id = '" + app.user(email).value() + "'";
  }

  private static String wrong(String code) {
    return code.equals("000000") ? "000001" : "000000";
  }

  private static String spaced(String code) {
    return " " + code.substring(0, 3) + " " + code.substring(3) + " ";
  }

  private static String withoutIds(String text) {
    return text.replaceAll("lri_\\d{18}", "lri_");
  }
}
