package dev.hostedui.adminportal;

import static dev.hostedui.testing.People.ADA;
import static dev.hostedui.testing.People.IVY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.identity.Feature;
import dev.hostedui.identity.PortalModule;
import dev.hostedui.identity.PortalStep;
import dev.hostedui.identity.application.Registration;
import dev.hostedui.identity.connection.Protocol;
import dev.hostedui.identity.directory.DirectoryType;
import dev.hostedui.identity.portallink.PortalLink.Kind;
import dev.hostedui.identity.portallink.PortalLinks;
import dev.hostedui.identity.user.EmailAddress;
import dev.hostedui.testing.Answer;
import dev.hostedui.testing.Engine;
import dev.hostedui.testing.Form;
import dev.hostedui.testing.Identity;
import dev.hostedui.testing.RawHttp;
import dev.hostedui.testing.SamlConnection;
import dev.hostedui.testing.TestApp;
import dev.hostedui.testing.TestClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What somebody without an account can do with a link, and what nobody can. */
class AdminPortalTest {

  private static final String APP = "http://localhost:8081";
  private static final String OPENED = "/portal/[0-9]{18}/\\?opened";

  @RegisterExtension static final TestApp app = TestApp.start();

  // ------------------------------------------------------------------ people of the tests

  private static PortalLinks.Made link(
      String organization, Kind kind, @Nullable PortalStep step, PortalModule... modules) {
    return app.portalLink(
        organization, new PortalLinks.Terms(kind, Set.of(modules), step, false, null));
  }

  private static PortalLinks.Made link(String organization, PortalModule... modules) {
    return link(organization, Kind.SHAREABLE, null, modules);
  }

  private static TestApp.Browser opened(PortalLinks.Made link) {
    var browser = app.browser();
    var answer = browser.post(link.path());
    assertThat(answer.status()).isEqualTo(303);
    assertThat(answer.next()).matches(OPENED);
    return browser;
  }

  private static TestApp.Browser guestOf(String organization, PortalModule... modules) {
    return opened(link(organization, modules));
  }

  // ------------------------------------------------------------------ getting in

  @Test
  void looking_at_a_link_uses_nothing_up_and_its_button_opens_it() {
    for (var kind : Kind.values()) {
      var link = link("initech", kind, null);
      for (var i = 0; i < 3; i++) {
        var page = app.browser().get(link.path());
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.text("h1")).isEqualTo("Admin Portal of Initech");
        assertThat(page.element("form").attr("data-at-once"))
            .isEqualTo(kind == Kind.EMBED ? "frame" : "");
      }
      assertThat(app.count("portal_sessions")).isZero();
      var guest = opened(link);
      assertThat(guest.get("/portal/").next()).isEqualTo("/portal/sso");
      assertThat(app.count("portal_sessions")).isEqualTo(1);
      app.arrange("DELETE FROM portal_sessions");
    }
  }

  @Test
  void a_link_is_taken_with_what_stood_behind_it_where_it_was_copied() {
    var link = link("initech", Kind.SHAREABLE, null);
    for (var tail : List.of(".", ")", "%3E", "%0D%0A")) {
      assertThat(app.browser().get(link.path() + tail).status()).as(tail).isEqualTo(200);
      assertThat(app.browser().post(link.path() + tail).next()).matches(OPENED);
    }
  }

  @Test
  void an_embed_link_opens_once_and_a_frame_that_is_loaded_again_goes_on() {
    var link = link("initech", Kind.EMBED, null);
    var guest = opened(link);
    assertThat(guest.get(link.path()).next()).matches("/portal/[0-9]{18}/");
    var late = app.browser();
    assertThat(late.get(link.path()).text("h1")).isEqualTo("This link was used");
    assertThat(late.post(link.path()).status()).isEqualTo(409);
    assertThat(late.cookies()).isEmpty();
  }

  @Test
  void every_state_of_a_link_is_said_in_plain_words_with_whom_to_ask() {
    app.arrange("UPDATE environment SET support_email = 'help@coffeedesk.example'");
    app.app().core().environments.refresh();
    var maker = app.app().core().portalLinks;
    var ada = Identity.INTERNAL;
    var initech = app.organization("initech");

    var revoked = link("initech");
    maker.revoke(ada, initech, revoked.link().id());
    assertClosed(revoked.path(), 409, "This link was revoked", "LINK_REVOKED");

    var off = link("initech", PortalModule.SCIM);
    app.app().core().organizations.setFeature(ada, "initech", Feature.DIR_SYNC, false);
    assertClosed(off.path(), 409, "This link opens nothing any more", "LINK_FEATURE_OFF");

    var expired = link("initech");
    app.clock().advance(Duration.ofDays(7));
    assertClosed(expired.path(), 409, "This link has expired", "LINK_EXPIRED");

    for (var unknown : new String[] {"x", "0b0bb8a8-6b3c-4a52-9d6b-9c0f6d3c5f11_p"})
      assertClosed("/magicLink/" + unknown, 404, "This link opens nothing", "LINK_NOT_FOUND");
    // the UUID of one kind does not open the other
    assertClosed(
        link("initech").path().replace("_p", ""), 404, "This link opens nothing", "LINK_NOT_FOUND");
  }

  private static void assertClosed(String path, int status, String title, String code) {
    var page = app.browser().with("Referer", APP + "/settings").get(path);
    assertThat(page.status()).isEqualTo(status);
    assertThat(page.text("h1")).isEqualTo(title);
    // it was made by a program, which cannot be asked
    assertThat(page.texts(".card p"))
        .contains("Questions? Write to help@coffeedesk.example.")
        .noneMatch(it -> it.startsWith("It was made by"));
    assertThat(page.element("[data-tell]").attr("data-tell"))
        .contains("PORTAL_LOAD_FAILURE", "\"error_code\":\"" + code + "\"")
        .doesNotContain("organization_id");
    assertThat(page.element("html").attr("data-host")).isEqualTo(APP);
    assertThat(app.browser().post(path).status()).isEqualTo(status);
  }

  @Test
  void whoever_guesses_addresses_of_links_is_slowed_down_also_when_one_is_right() {
    // what an address has tried is kept in memory
    try (var own = TestApp.start()) {
      var made =
          own.app()
              .core()
              .portalLinks
              .make(
                  Identity.INTERNAL,
                  own.organization("initech"),
                  PortalLinks.Terms.of(Kind.SHAREABLE));
      var guesser = own.browser();
      assertThat(guesser.get(made.path()).status()).isEqualTo(200);
      for (var i = 0; i < 15; i++) {
        var guess = "/magicLink/0b0bb8a8-6b3c-4a52-9d6b-%012d_p".formatted(i);
        assertThat(guesser.get(guess).status()).isEqualTo(404);
        assertThat(guesser.post(guess).status()).isEqualTo(404);
      }
      assertThat(guesser.get(made.path()).status()).isEqualTo(429);
      assertThat(guesser.post(made.path()).status()).isEqualTo(429);
      assertThat(own.count("portal_sessions")).isZero();
    }
  }

  @Test
  void what_is_refused_before_it_is_known_who_asks_has_its_own_status() {
    var guest = guestOf("initech");
    var other =
        RawHttp.send(
            app.port(), "PUT /portal/domains HTTP/1.1", "Host: localhost", "Connection: close");
    assertThat(other.status()).isEqualTo(405);
    assertThat(other.header("Allow")).isEqualTo("GET, HEAD, POST");

    var tooLarge = guest.post("/portal/domains", "domain", "x".repeat(500_000));
    assertThat(tooLarge.status()).isEqualTo(413);
    assertThat(tooLarge.text("h1")).isEqualTo("That is too much");
    assertThat(tooLarge.text("main a")).isEqualTo("Go to Single Sign On");
    var swapped = guest.copy().htmx().post("/portal/domains", "domain", "x".repeat(500_000));
    assertThat(swapped.status()).isEqualTo(413);
    assertThat(swapped.header("HX-Reswap")).isEqualTo("none");
    assertThat(swapped.text("#widget h1")).isEqualTo("That is too much");
    assertThat(swapped.body()).doesNotContain("<html", "PORTAL_LOAD_FAILURE");
  }

  @Test
  void where_the_database_fails_it_is_said_all_the_same() {
    try (var own = TestApp.start()) {
      var guest = own.browser();
      guest.post(
          own.app()
              .core()
              .portalLinks
              .make(
                  Identity.INTERNAL,
                  own.organization("initech"),
                  PortalLinks.Terms.of(Kind.SHAREABLE))
              .path());
      own.app().core().database.close();
      for (var path : new String[] {"/portal/sso", "/magicLink/x"}) {
        var answer = guest.get(path);
        assertThat(answer.text("h1")).as(path).isEqualTo("Something went wrong");
        assertThat(answer.header("Content-Security-Policy")).contains("frame-ancestors 'none'");
      }
      var swapped = guest.htmx().get("/portal/sso");
      assertThat(swapped.text("#widget h1")).isEqualTo("Something went wrong");
      assertThat(swapped.body()).doesNotContain("<html");
    }
  }

  @Test
  void who_made_a_dead_link_is_named_for_whoever_must_ask_for_another() {
    var link = link("initech");
    app.arrange(
        "UPDATE portal_links SET created_by_type = 'user', created_by = '"
            + app.user(IVY).value()
            + "', created_by_email = 'ivy@initech.example', revoked_at = 1 WHERE id = '"
            + link.link().id().value()
            + "'");
    assertThat(app.browser().get(link.path()).text(".card")).contains("ivy@initech.example");
  }

  @Test
  void another_site_opens_no_link() {
    var link = link("initech", Kind.EMBED, null);
    var answer = app.browser().postBare(link.path());
    assertThat(answer.status()).isEqualTo(403);
    assertThat(app.count("portal_sessions")).isZero();
    opened(link);
  }

  // ------------------------------------------------------------------ bound to an address

  @Test
  void a_link_that_is_bound_to_an_address_opens_by_the_code_that_is_mailed_there() {
    var link =
        app.portalLink(
            "initech",
            new PortalLinks.Terms(
                Kind.SHAREABLE, Set.of(), null, false, new EmailAddress("dns@contractor.example")));
    var browser = app.browser();
    var page = browser.get(link.path());
    assertThat(page.text(".card")).contains("d…@contractor.example").doesNotContain("dns@");
    assertThat(page.has("#open, #code")).isFalse();
    assertThat(browser.post(link.path()).text(".field-error")).contains("Enter the six digits");

    page = browser.post(page.element("form").attr("action"));
    assertThat(page.status()).isEqualTo(200);
    var code = app.mailTo("dns@contractor.example").code();
    var wrong = code.equals("000000") ? "000001" : "000000";
    page = browser.post(link.path(), "code", wrong);
    assertThat(page.status()).isEqualTo(422);
    assertThat(page.text(".field-error")).isNotEmpty();
    assertThat(browser.cookies()).isEmpty();

    assertThat(browser.post(link.path(), "code", code).next()).matches(OPENED);
    assertThat(browser.get("/portal/sso").text(".whose")).isEqualTo("dns@contractor.example");
    assertThat(app.browser().post(link.path(), "code", code).status()).isNotEqualTo(303);
  }

  // ------------------------------------------------------------------ the cookie

  @Test
  void the_cookie_is_sent_in_frames_and_is_not_that_of_a_signed_in_person() {
    var link = link("initech");
    var browser = app.as(ADA, "acmecorp");
    var before = browser.cookies().get("hosted_ui");
    var set = browser.post(link.path()).header("Set-Cookie");
    assertThat(set)
        .matches("hosted_ui_portal_[0-9]{18}=.*")
        .contains("; Path=/", "; HttpOnly", "; SameSite=None; Secure; Partitioned");
    assertThat(browser.cookies().get("hosted_ui")).isEqualTo(before);

    // with both, each page goes by its own
    assertThat(browser.get("/portal/sso").text("#welcome")).contains("Initech");
    assertThat(browser.get("/ui/organization/sso").text("#menu")).contains("AcmeCorp");
    browser.post("/portal/leaving");
    assertThat(browser.get("/portal/sso").status()).isEqualTo(401);
    assertThat(browser.get("/ui/organization/sso").status()).isEqualTo(200);
  }

  @Test
  void each_window_of_a_browser_stays_with_the_link_that_was_opened_in_it() {
    var browser = app.browser();
    var initech = link("initech");
    var first = browser.post(initech.path()).next().replace("?opened", "");
    var second =
        browser.post(link("acmecorp", PortalModule.SCIM).path()).next().replace("?opened", "");
    assertThat(browser.get(first).next()).isEqualTo(first + "sso");
    assertThat(browser.get(second).next()).isEqualTo(second + "scim");
    assertThat(browser.get(initech.path()).next()).isEqualTo(first);

    // without script: what is typed into a page that the first window was led to
    assertThat(browser.get(second + "domains").status()).isEqualTo(403);
    var page = browser.get(first + "domains");
    assertThat(page.text("#welcome")).contains("Initech");
    page = browser.get(page.element("#domain-new").attr("href"));
    var form = page.element("form:has([name=domain])");
    var added =
        browser.post(
            form.attr("action"),
            "in_organization",
            form.select("[name=in_organization]").attr("value"),
            "domain",
            "first-window.example");
    assertThat(added.next()).startsWith(first + "domains");
    assertThat(browser.get(first + "domains").body()).contains("first-window.example");
    var swapped = browser.copy().htmx().get(first + "domains");
    assertThat(swapped.elements("#menu a")).allMatch(it -> it.attr("hx-get").startsWith(first));

    browser.post(second + "leaving");
    assertThat(browser.get(second + "scim").status()).isEqualTo(401);
    assertThat(browser.get(first + "domains").status()).isEqualTo(200);
    assertThat(app.browser().get(first + "domains").text("h1")).isEqualTo("You need a link");
  }

  @Test
  void every_address_of_a_page_leads_on_in_the_same_window() {
    SamlConnection.draft(app, "acmecorp", it -> it);
    app.app()
        .core()
        .directories
        .add(Identity.INTERNAL, app.organization("acmecorp"), "OKTA", DirectoryType.SCIM);
    var browser = guestOf("acmecorp");
    var window = window(browser);
    for (var path :
        List.of(
            "sso",
            "sso/history",
            "sso/certificates",
            "sso/settings",
            "scim",
            "scim/users",
            "scim/groups",
            "scim/requests",
            "scim/drift",
            "domains",
            "domains/new",
            "nowhere")) {
      var page = browser.get(window + path);
      assertThat(page.status()).as(path).isEqualTo(path.equals("nowhere") ? 404 : 200);
      var leadingOn = new ArrayList<String>();
      for (var it : page.elements("[href],[action],[formaction],[hx-get],[hx-post]"))
        for (var name : List.of("href", "action", "formaction", "hx-get", "hx-post"))
          if (it.attr(name).startsWith("/portal/")) leadingOn.add(it.attr(name));
      assertThat(leadingOn).as(path).isNotEmpty().allMatch(it -> it.startsWith(window));
    }
  }

  @Test
  void an_address_that_leads_out_of_a_window_is_none_of_its_pages() {
    var browser = guestOf("initech");
    var window = window(browser);
    for (var up : List.of("..", "%2e%2E", ".%2e", "..;a", "."))
      for (var to : List.of("", "/", "/sso", "/health/live"))
        for (var times = 1; times < 4; times++) {
          var address = window + (up + "/").repeat(times - 1) + up + to;
          assertThat(asked(address).status()).as(address).isIn(400, 401, 404);
        }
  }

  private static RawHttp.Reply asked(String address) {
    return RawHttp.send(
        app.port(), "GET " + address + " HTTP/1.1", "Host: localhost", "Connection: close");
  }

  /** The beginning of the addresses of the one session that a browser has. */
  private static String window(TestApp.Browser browser) {
    var cookie = browser.cookies().keySet().iterator().next();
    return cookie.replaceFirst("hosted_ui_portal_([0-9]+)", "/portal/$1/");
  }

  @Test
  void no_more_sessions_are_looked_for_than_a_browser_is_given() {
    var link = link("initech");
    var browser = opened(link);
    var window = window(browser);
    var held = browser.cookies().entrySet().iterator().next();
    var cookies = new StringBuilder(held.getKey() + "=" + held.getValue());
    for (var i = 10; i < 17; i++)
      cookies.append("; hosted_ui_portal_9999999999999999" + i + "=" + "a".repeat(43) + "..light");
    assertThat(app.browser().with("Cookie", cookies.toString()).get(link.path()).next())
        .isEqualTo(window);
    cookies.append("; hosted_ui_portal_999999999999999917=" + "a".repeat(43) + "..light");
    assertThat(app.browser().with("Cookie", cookies.toString()).get(link.path()).status())
        .isEqualTo(200);
  }

  @Test
  void a_browser_keeps_the_newest_few_sessions() {
    var browser = app.browser();
    var windows = new ArrayList<String>();
    for (var i = 0; i < 10; i++)
      windows.add(browser.post(link("initech").path()).next().replace("?opened", ""));
    assertThat(browser.cookies().keySet().stream().filter(it -> it.matches(".*[0-9]{18}")))
        .hasSize(8);
    assertThat(windows)
        .extracting(it -> browser.get(it + "sso").status())
        .containsExactly(401, 401, 200, 200, 200, 200, 200, 200, 200, 200);
  }

  @Test
  void where_a_request_could_not_be_read_the_way_on_stays_in_its_window() {
    var window = window(guestOf("initech"));
    var answer = asked(window + "sso?" + "a".repeat(40_000));
    assertThat(answer.status()).isIn(414, 431);
    assertThat(answer.body()).contains("href=\"" + window + "\"");
    assertThat(asked("/portal/sso?" + "a".repeat(40_000)).body()).contains("href=\"/portal/\"");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void an_open_page_is_told_when_it_finds_its_session_ended_before_its_time(boolean revoked) {
    app.app().core().organizations.setFeature(Identity.INTERNAL, "globex", Feature.SSO, true);
    try {
      var link = link("globex", PortalModule.SSO);
      var guest = opened(link);
      assertThat(guest.get("/portal/sso").status()).isEqualTo(200);
      if (revoked)
        app.app()
            .core()
            .portalLinks
            .revoke(Identity.INTERNAL, app.organization("globex"), link.link().id());
      else
        app.app().core().organizations.setFeature(Identity.INTERNAL, "globex", Feature.SSO, false);
      for (var fragment :
          List.of(
              guest.copy().htmx().get("/portal/sso"),
              guest.copy().htmx().post("/portal/domains", "domain", "late.example"))) {
        assertThat(fragment.status()).isEqualTo(401);
        assertThat(fragment.body()).contains("PORTAL_LOAD_FAILURE", "SESSION_EXPIRED");
      }
    } finally {
      app.app().core().organizations.setFeature(Identity.INTERNAL, "globex", Feature.SSO, false);
    }
  }

  @Test
  void over_https_the_cookie_is_bound_to_the_host() {
    try (var production =
        TestApp.start(
            Engine.SQLITE,
            Map.of(
                "HOSTED_UI_BASE_URL", "https://portal.example.com",
                "HOSTED_UI_SMTP_URL", "smtp://mail.example.com:587",
                "HOSTED_UI_MAIL_FROM", "Portal <portal@example.com>"))) {
      var made =
          production
              .app()
              .core()
              .portalLinks
              .make(
                  Identity.INTERNAL,
                  production.organization("initech"),
                  PortalLinks.Terms.of(Kind.SHAREABLE));
      var guest = production.browser();
      assertThat(guest.post(made.path()).header("Set-Cookie"))
          .startsWith("__Host-hosted_ui_portal_")
          .endsWith("; HttpOnly; SameSite=None; Secure; Partitioned");
      assertThat(guest.get("/portal/sso").status()).isEqualTo(200);
      var insecure = production.browser();
      guest
          .cookies()
          .forEach((name, value) -> insecure.cookies().put(name.replace("__Host-", ""), value));
      assertThat(insecure.get("/portal/sso").status()).isEqualTo(401);
    }
  }

  @Test
  void a_site_that_is_registered_by_a_pattern_and_sends_no_referrer_says_who_it_is() {
    TestClient.register(app, Registration.web("App", "https://app-*.example.com/callback"));
    var site = "https://app-7.example.com";
    var path = link("initech", Kind.EMBED, null).path();
    var browser = app.browser();
    assertThat(browser.get(path).header("Content-Security-Policy")).doesNotContain(site);
    var page = browser.get(path + "?host=" + Form.encoded(site));
    assertThat(page.header("Content-Security-Policy")).contains("frame-ancestors 'self' ", site);
    browser.post(page.element("form").attr("action"));
    page = browser.get("/portal/sso");
    assertThat(page.header("Content-Security-Policy")).contains(site).doesNotContain("*");
    assertThat(page.element("html").attr("data-host")).isEqualTo(site);
  }

  @Test
  void neither_cookie_opens_the_pages_of_the_other() {
    assertThat(guestOf("initech").get("/ui/organization/sso").next()).startsWith("/login");
    assertThat(app.as(IVY).get("/portal/sso").status()).isEqualTo(401);
    var swapped = app.as(IVY);
    var session = swapped.cookies().get("hosted_ui");
    swapped.cookies().put("hosted_ui_portal_" + "1".repeat(18), session + "..auto");
    assertThat(swapped.get("/portal/sso").status()).isEqualTo(401);
  }

  @Test
  void a_browser_that_keeps_no_cookie_is_told_so() {
    var page = app.browser().get("/portal/?opened");
    assertThat(page.status()).isEqualTo(401);
    assertThat(page.text("h1")).isEqualTo("The admin portal cannot open here");
    assertThat(app.browser().get("/portal/").text("h1")).isEqualTo("You need a link");
  }

  // ------------------------------------------------------------------ what is shown

  @Test
  void tabs_are_what_the_link_opens_and_is_on() {
    assertThat(guestOf("initech").get("/portal/sso").texts("#menu a"))
        .containsExactly("Single Sign On", "SCIM Provisioning", "Domain Verification");
    var some = guestOf("initech", PortalModule.SCIM, PortalModule.DOMAINS);
    assertThat(some.get("/portal/").next()).isEqualTo("/portal/scim");
    assertThat(some.get("/portal/scim").texts("#menu a"))
        .containsExactly("SCIM Provisioning", "Domain Verification");
    assertThat(some.get("/portal/scim").text("#welcome"))
        .isEqualTo(
            "Welcome to the admin portal. You can set up SCIM Provisioning and Domain"
                + " Verification for Initech.");
    app.app()
        .core()
        .organizations
        .setFeature(Identity.INTERNAL, "initech", Feature.DIR_SYNC, false);
    assertThat(some.get("/portal/").next()).isEqualTo("/portal/domains");
    assertThat(some.get("/portal/scim").status()).isEqualTo(403);
    assertThat(some.get("/portal/domains").texts("#menu a")).containsExactly("Domain Verification");
  }

  @Test
  void the_widgets_work_as_they_do_for_an_admin() {
    var guest = guestOf("initech");
    var added = guest.follow(guest.post("/portal/domains", "domain", "initech.example"));
    assertThat(added.text("h1")).isEqualTo("Domain Verification");
    assertThat(added.text(".record")).contains("TXT");
    var chosen =
        guest.follow(guest.post("/portal/sso/provider", "provider", "OKTA", "protocol", "SAML"));
    assertThat(chosen.text(".provider-head")).contains("Okta");
    assertThat(guest.htmx().post("/portal/scim/provider", "provider", "OKTA").text(".once"))
        .contains("It is shown this once");
    assertThat(app.one("SELECT actor_type FROM events ORDER BY id DESC LIMIT 1"))
        .isEqualTo("portal_link");
    assertThat(added.toString()).doesNotContain("/ui/");
    assertThat(chosen.toString()).doesNotContain("/ui/");
  }

  @Test
  void who_can_verify_a_domain_is_said_by_what_the_link_opens_and_what_is_on() {
    app.arrange("DELETE FROM email_domains");
    var guest = guestOf("initech");
    guest.post("/portal/scim/provider", "provider", "OKTA");
    assertThat(guest.get("/portal/scim").element("#widget .notice.waiting a").attr("href"))
        .endsWith("/domains");
    var narrow = guestOf("initech", PortalModule.SCIM);
    assertThat(narrow.get("/portal/scim").text("#widget .notice.waiting"))
        .endsWith("Ask an admin to verify one under Domain Verification.");
    app.app()
        .core()
        .organizations
        .setFeature(Identity.INTERNAL, "initech", Feature.DOMAIN_VERIFICATION, false);
    assertThat(narrow.get("/portal/scim").text("#widget .notice.waiting"))
        .endsWith("Domain Verification is not switched on here. Ask the people who run the app.");
  }

  @Test
  void of_several_who_opened_a_link_one_runs_a_test() {
    SamlConnection.draft(app, "initech", it -> it);
    var link = link("initech");
    var guest = opened(link);
    var version = guest.get("/portal/sso").element("#test-form [name=version]").attr("value");
    guest.post("/portal/sso/test", "version", version);
    assertThat(guest.get("/portal/sso").text("#test")).contains("in the other tab");
    assertThat(opened(link).get("/portal/sso").text("#test"))
        .contains("Somebody has been testing since ")
        .doesNotContain("in the other tab");
  }

  @Test
  void the_end_is_told_by_our_clock_and_nothing_goes_on_after_it() {
    var guest = guestOf("initech");
    var page = guest.get("/portal/sso");
    assertThat(page.element("html").attr("data-ends-in")).isEqualTo("21600");
    assertThat(page.has("#ending .notice")).isFalse();
    app.clock().advance(Duration.ofMinutes(356));
    page = guest.get("/portal/sso");
    assertThat(page.element("html").attr("data-ends-in")).isEqualTo("240");
    assertThat(page.text("#ending .notice")).contains("Your time here ends at");
    assertThat(page.element("#ending").attr("data-told")).contains("PORTAL_SESSION_WARNING");
    assertThat(page.element("#over").attr("data-told")).contains("PORTAL_SESSION_EXPIRY");
    app.clock().advance(Duration.ofMinutes(4));
    page = guest.get("/portal/sso");
    assertThat(page.status()).isEqualTo(401);
    assertThat(page.text("h1")).isEqualTo("Your time here has ended");
    assertThat(page.element("[data-tell]").attr("data-tell")).contains("SESSION_EXPIRED");
    var change = guest.copy().htmx().post("/portal/domains", "domain", "initech.example");
    assertThat(change.status()).isEqualTo(401);
    assertThat(change.header("HX-Redirect")).isEqualTo("/portal/");
    // the script says PORTAL_SESSION_EXPIRY
    assertThat(change.text(".notice.failed")).startsWith("Your time here has ended.");
    assertThat(change.has("[data-tell]")).isFalse();

    var sent = guest.post("/portal/domains", "domain", "initech.example");
    assertThat(sent.status()).isEqualTo(401);
    assertThat(sent.texts("dl dd")).containsExactly("initech.example");
    var again = sent.element("main form");
    var fields = again.select("input[name=domain]");
    var added = guestOf("initech").post(again.attr("action"), "domain", fields.attr("value"));
    assertThat(added.status()).isEqualTo(303);
  }

  @Test
  void a_revoked_link_ends_what_it_has_opened() {
    var link = link("initech");
    var guest = opened(link);
    app.app()
        .core()
        .portalLinks
        .revoke(Identity.INTERNAL, app.organization("initech"), link.link().id());
    var page = guest.get("/portal/sso");
    assertThat(page.status()).isEqualTo(401);
    assertThat(page.text("h1")).isEqualTo("This link was revoked");
    assertThat(page.texts(".card p")).contains("Ask whoever gave it to you for a new one.");
    assertThat(page.element("[data-tell]").attr("data-tell"))
        .contains("SESSION_EXPIRED", "This link was revoked. Ask whoever");
    var sent = guest.post("/portal/domains", "domain", "initech.example");
    assertThat(sent.status()).isEqualTo(401);
    assertThat(sent.text(".card")).contains("Open a new link in another tab");
    var change = guest.copy().htmx().post("/portal/domains", "domain", "initech.example");
    assertThat(change.text(".notice.failed"))
        .startsWith("This link was revoked. Nothing more can be saved.")
        .endsWith("Ask whoever gave it to you for a new one.");
    assertThat(app.count("email_domains WHERE domain = 'initech.example'")).isZero();
  }

  // ------------------------------------------------------------------ frames

  @Test
  void only_registered_sites_show_it_in_a_frame() {
    var link = link("initech");
    for (var page :
        new Answer[] {
          app.browser().get(link.path()),
          app.browser().get("/magicLink/unknown"),
          app.browser().get("/portal/"),
          opened(link).get("/portal/sso"),
          opened(link).get("/portal/nowhere")
        }) {
      assertThat(page.header("Content-Security-Policy"))
          .contains("frame-ancestors 'self' " + APP)
          .doesNotContain("*");
      assertThat(page.header("X-Frame-Options")).isEmpty();
    }
    for (var path : new String[] {"/ui/profile/account", "/login", "/health/live"}) {
      var page = app.as(IVY).get(path);
      assertThat(page.header("Content-Security-Policy")).contains("frame-ancestors 'none'");
      assertThat(page.header("X-Frame-Options")).isEqualTo("DENY");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.example",
        "http://localhost:8081.evil.example",
        "http://localhost:80811",
        "https://localhost:8081",
        "null",
        "javascript:alert(1)",
        "http://localhost:8081; script-src *",
        "*"
      })
  void nobody_else_is_told_anything_or_let_in(String origin) {
    var link = link("initech");
    var encoded = Form.encoded(origin);
    for (var page :
        new Answer[] {
          app.browser().get(link.path() + "?host=" + encoded),
          app.browser().with("Referer", origin.replace(" ", "") + "/").get(link.path())
        }) {
      assertThat(page.status()).isEqualTo(200);
      assertThat(page.element("html").attr("data-host")).isEmpty();
      assertThat(page.header("Content-Security-Policy"))
          .doesNotContain("evil")
          .doesNotContain("80811")
          .doesNotContain("script-src *");
    }
  }

  @Test
  void what_shows_it_is_known_from_the_first_request_on() {
    var link = link("initech", Kind.EMBED, null);
    var browser = app.browser();
    var page = browser.with("Referer", APP + "/").get(link.path() + "?theme=dark");
    assertThat(page.element("html").attr("data-host")).isEqualTo(APP);
    assertThat(page.element("html").attr("data-scheme")).isEqualTo("dark");
    browser.with("Referer", app.origin() + link.path());
    browser.post(page.element("form").attr("action"));
    var shown = browser.with("Sec-Fetch-Dest", "iframe").get("/portal/sso").element("html");
    assertThat(shown.attr("data-host")).isEqualTo(APP);
    assertThat(shown.attr("data-scheme")).isEqualTo("dark");
    assertThat(shown.hasClass("framed")).isTrue();
    // registered no more: neither shown there nor told
    app.arrange("UPDATE applications SET redirect_uris = 'https://other.example/callback'");
    assertThat(browser.get("/portal/sso").element("html").attr("data-host")).isEmpty();
  }

  // ------------------------------------------------------------------ attacks

  @ParameterizedTest
  @EnumSource(PortalModule.class)
  void a_link_to_one_module_opens_nothing_of_the_others(PortalModule module) {
    var guest = guestOf("initech", module);
    for (var other : Place.values()) {
      var expected = other.module() == module ? 200 : 403;
      assertThat(guest.get(other.path()).status()).as(other.path()).isEqualTo(expected);
    }
    var changes =
        Map.of(
            PortalModule.SSO, "/portal/sso/provider",
            PortalModule.SCIM, "/portal/scim/provider",
            PortalModule.DOMAINS, "/portal/domains");
    changes.forEach(
        (of, path) -> {
          if (of != module)
            assertThat(guest.post(path, "provider", "OKTA", "domain", "a.example").status())
                .as(path)
                .isEqualTo(403);
        });
  }

  @Test
  void a_step_opens_that_step_of_that_thing_and_nothing_else() {
    var admin = guestOf("initech");
    admin.post("/portal/domains", "domain", "initech.example");
    admin.post("/portal/domains", "domain", "other.example");
    admin.post("/portal/sso/provider", "provider", "OKTA", "protocol", "SAML");
    admin.post("/portal/scim/provider", "provider", "OKTA");
    var domain = app.one("SELECT id FROM email_domains WHERE domain = 'initech.example'");
    var guest = step(PortalStep.Kind.PUBLISH_RECORD, domain);
    assertThat(guest.get("/portal/").next()).isEqualTo("/portal/domains/initech.example");
    var page = guest.get("/portal/domains/initech.example");
    assertThat(page.text("#welcome"))
        .isEqualTo(
            "You were asked to do one thing for Initech: publish the TXT record of"
                + " initech.example.");
    assertThat(page.has("#menu a, #domain-delete, .trail")).isFalse();
    assertThat(guest.post("/portal/domains/initech.example/verification").status())
        .isNotEqualTo(403);
    assertRefused(guest, 404, "/portal/domains/other.example");
    assertRefused(
        guest,
        403,
        "/portal/domains",
        "/portal/domains/new",
        "/portal/domains/initech.example/removal",
        "/portal/sso",
        "/portal/scim");
    assertThat(guest.post("/portal/domains/initech.example/removal").status()).isEqualTo(403);
    assertThat(guest.post("/portal/domains", "domain", "third.example").status()).isEqualTo(403);

    var metadata =
        step(PortalStep.Kind.ENTER_METADATA, app.one("SELECT id FROM connections LIMIT 1"));
    page = metadata.get("/portal/sso");
    assertThat(page.has("form[action$=/configuration]")).isTrue();
    assertThat(page.has(".tabs, #sso-actions, #enable, form[action$=/attributes]")).isFalse();
    assertRefused(
        metadata,
        403,
        "/portal/sso/settings",
        "/portal/sso/history",
        "/portal/sso/provider",
        "/portal/sso/enabling",
        "/portal/sso/deletion",
        "/portal/scim",
        "/portal/domains");
    assertThat(metadata.post("/portal/sso/deletion").status()).isEqualTo(403);
    assertThat(metadata.post("/portal/sso/enabling", "version", "1").status()).isEqualTo(403);
    assertThat(metadata.post("/portal/sso/attributes", "base", "1").status()).isEqualTo(403);

    var directory =
        step(PortalStep.Kind.CONNECT_DIRECTORY, app.one("SELECT id FROM directories LIMIT 1"));
    page = directory.get("/portal/scim");
    assertThat(page.has("#step-1")).isTrue();
    assertThat(page.has(".tabs, #scim-actions, #step-3, a[href*=revocation]")).isFalse();
    assertRefused(
        directory,
        403,
        "/portal/scim/users",
        "/portal/scim/requests",
        "/portal/scim/enabling",
        "/portal/scim/disabling",
        "/portal/scim/deletion",
        "/portal/sso");
    // they make a token of their own, and end none
    var form = directory.get("/portal/scim/token/rotation");
    assertThat(form.texts("fieldset")).isEmpty();
    var newest = form.element("input[name=newest]").attr("value");
    page = directory.post("/portal/scim/token/rotation", "newest", newest);
    assertThat(page.has(".once")).as(page.toString()).isTrue();
    assertThat(page.has(".toast.failed")).isFalse();

    var mapping = step(PortalStep.Kind.MAP_GROUPS, app.one("SELECT id FROM directories LIMIT 1"));
    page = mapping.get("/portal/scim");
    assertThat(page.has("#step-3")).isTrue();
    assertThat(page.has("#step-1, #step-2, .tabs, #scim-actions, .tokens")).isFalse();
    assertRefused(mapping, 403, "/portal/scim/token/rotation", "/portal/scim/users", "/portal/sso");

    var test = step(PortalStep.Kind.TEST_CONNECTION, app.one("SELECT id FROM connections LIMIT 1"));
    page = test.get("/portal/sso");
    assertThat(page.text("main")).contains("Test Single Sign-On");
    assertThat(page.has("#step-3, form[action$=/configuration], #enable, .tabs")).isFalse();
    assertRefused(test, 403, "/portal/sso/settings", "/portal/sso/enabling", "/portal/scim");
  }

  @Test
  void a_step_is_about_the_thing_it_names_also_where_an_organization_has_several() {
    var admin = guestOf("initech");
    admin.post("/portal/sso/provider", "provider", "OKTA", "protocol", "SAML");
    admin.post("/portal/scim/provider", "provider", "OKTA");
    var core = app.app().core();
    var initech = app.organization("initech");
    var connection =
        core.connections.add(Identity.INTERNAL, initech, "CUSTOM", Protocol.OIDC).id().value();
    var directory =
        core.directories
            .add(Identity.INTERNAL, initech, "ONELOGIN", DirectoryType.SCIM)
            .id()
            .value();

    var metadata = step(PortalStep.Kind.ENTER_METADATA, connection);
    assertThat(metadata.get("/portal/sso").text("main"))
        .contains("Custom Provider", "OIDC", connection);
    assertThat(admin.get("/portal/sso").text("main")).contains("Okta").doesNotContain(connection);

    var page = step(PortalStep.Kind.CONNECT_DIRECTORY, directory).get("/portal/scim");
    assertThat(page.text("main")).contains("OneLogin", directory);
  }

  private static TestApp.Browser step(PortalStep.Kind kind, String object) {
    return opened(link("initech", Kind.SHAREABLE, new PortalStep(kind, object)));
  }

  private static void assertRefused(TestApp.Browser guest, int status, String... paths) {
    for (var path : paths) assertThat(guest.get(path).status()).as(path).isEqualTo(status);
  }

  @Test
  void nothing_of_another_organization_is_there() {
    guestOf("acmecorp").post("/portal/domains", "domain", "roasters.example");
    var guest = guestOf("initech");
    assertThat(guest.get("/portal/domains/roasters.example").status()).isEqualTo(404);
    assertThat(guest.post("/portal/domains/roasters.example/removal").status()).isEqualTo(404);
    assertThat(guest.post("/portal/domains", "in_organization", foreign(), "domain", "a.example"))
        .matches(answer -> answer.status() == 409);
    assertThat(app.count("email_domains WHERE domain = 'a.example'")).isZero();
  }

  private static String foreign() {
    return app.organization("acmecorp").value();
  }

  @Test
  void users_and_policies_are_out_of_reach() {
    var guest = guestOf("initech");
    for (var path : new String[] {"/portal/users", "/portal/session-policy", "/portal/activity"})
      assertThat(guest.get(path).status()).as(path).isEqualTo(404);
  }

  @Test
  void another_site_changes_nothing_in_it() {
    var guest = guestOf("initech");
    assertThat(guest.postBare("/portal/domains", "domain", "a.example").status()).isEqualTo(403);
    assertThat(guest.postBare("/portal/leaving").status()).isEqualTo(403);
    assertThat(guest.get("/portal/sso").status()).isEqualTo(200);
  }

  // ------------------------------------------------------------------ a tab out of the frame

  @Test
  void a_test_runs_in_a_tab_whose_jar_of_cookies_is_another() {
    var initech = SamlConnection.draft(app, "initech", it -> it);
    var frame = guestOf("initech");
    var form = frame.get("/portal/sso").element("#test-form");
    assertThat(form.attr("action")).isEqualTo("/portal/sso/tab/test");
    var pass = form.select("[name=pass]").attr("value");
    var version = form.select("[name=version]").attr("value");

    var tab = app.browser();
    assertThat(tab.postBare("/portal/sso/tab/test", "pass", pass).status()).isEqualTo(403);
    for (var forged : new String[] {"", "x", "a.b", pass + "x", pass.substring(1)})
      assertThat(tab.post("/portal/sso/tab/test", "pass", forged).status()).isEqualTo(409);
    assertThat(tab.cookies()).isEmpty();

    var on = tab.post(form.attr("action"), "pass", pass, "version", version);
    assertThat(on.status()).isEqualTo(307);
    var going = tab.post(on.next(), "version", version);
    var init = going.element("#onward").attr("href").replaceFirst("^https?://[^/]+", "");
    assertThat(app.as(IVY).get(init).status()).isEqualTo(409);
    assertThat(guestOf("initech").get(init).status()).isEqualTo(409);

    var asked = SamlConnection.asked(tab, tab.get(init));
    var page = initech.post(initech.mint(asked, "007", "new@initech.example"), asked.relayState());
    assertThat(page.text("h1")).isEqualTo("The test passed");
    assertThat(page.element("a.button").attr("href")).isEqualTo(window(frame) + "sso");
    var again = initech.post(initech.mint(asked, "007", "new@initech.example"), asked.relayState());
    assertThat(again.text("h1")).isEqualTo("This test has ended");
    assertThat(again.element("a.button").attr("href")).isEqualTo(window(frame) + "sso");
    assertThat(frame.get("/portal/sso").text("#test")).contains("The connection works");
    assertThat(app.one("SELECT actor_type FROM events ORDER BY id DESC LIMIT 1"))
        .isEqualTo("portal_link");
  }

  @Test
  void the_page_around_hears_what_was_enabled_and_disabled() {
    SamlConnection.draft(app, "initech", it -> it);
    var guest = guestOf("initech");
    guest.post("/portal/scim/provider", "provider", "OKTA");
    var id = app.organization("initech").value();
    guest.htmx();
    assertThat(told(guest.post("/portal/sso/enabling", "version", "1", "untested", "yes")))
        .startsWith(
            "{\"event_type\":\"ORGANIZATION_SSO_ENABLED\",\"object\":\"connection\","
                + "\"organization_id\":\""
                + id
                + "\",\"message\":\"Single sign-on is enabled.\","
                + "\"data\":{\"connection_type\":\"SSO\",\"id\":\"conn_")
        .contains("\"type\":\"SAML\"", "\"enabled\":true}}");
    assertThat(told(guest.post("/portal/sso/disabling")))
        .contains("ORGANIZATION_SSO_DISABLED", "\"enabled\":false}}");
    assertThat(told(guest.post("/portal/scim/disabling")))
        .contains("ORGANIZATION_DIRECTORY_DISABLED", "\"directory_type\":\"SCIM\"");
    assertThat(told(guest.post("/portal/scim/enabling")))
        .contains("ORGANIZATION_DIRECTORY_ENABLED", "\"provider\":\"OKTA\"");
    // what was refused is not told
    assertThat(guest.post("/portal/sso/enabling", "version", "9").has("[data-tell]")).isFalse();
  }

  @Test
  void whoever_came_by_a_link_deletes_what_an_admin_only_disables() {
    SamlConnection.draft(app, "initech", it -> it);
    var guest = guestOf("initech");
    guest.post("/portal/scim/provider", "provider", "OKTA");
    guest.post("/portal/sso/enabling", "version", "1", "untested", "yes");

    var ivy = app.as(IVY);
    for (var path : List.of("/ui/organization/sso", "/ui/organization/scim")) {
      assertThat(ivy.get(path).has("a[href*='/deletion']")).as(path).isFalse();
      assertThat(ivy.get(path + "/deletion").status()).as(path).isEqualTo(403);
      assertThat(ivy.post(path + "/deletion").status()).as(path).isEqualTo(403);
    }
    assertThat(app.count("connections")).isEqualTo(1);
    assertThat(app.count("directories")).isEqualTo(1);

    assertThat(guest.get("/portal/sso").has("a[href^='/portal/sso/deletion']")).isTrue();
    assertThat(guest.get("/portal/sso/deletion").text("h1")).startsWith("Delete single sign-on");
    assertThat(guest.get("/portal/scim/deletion").text("h1")).startsWith("Delete provisioning by");
    guest.htmx();
    assertThat(told(guest.post("/portal/sso/deletion")))
        .contains("ORGANIZATION_SSO_DISABLED", "\"enabled\":false}}");
    var left = guest.post("/portal/scim/deletion");
    assertThat(told(left)).contains("ORGANIZATION_DIRECTORY_DISABLED");
    assertThat(left.text("legend")).isEqualTo("Select your Directory Provider");
    assertThat(app.count("connections")).isZero();
    assertThat(app.count("directories")).isZero();
    assertThat(
            app.all(
                "SELECT actor_type FROM events WHERE type IN ('organization.sso_deleted',"
                    + " 'organization.directory_deleted')"))
        .hasSize(2);
    assertThat(guest.post("/portal/sso/deletion").status()).as("a second click").isEqualTo(404);
  }

  private static String told(Answer fragment) {
    return fragment.element("[data-tell]").attr("data-tell");
  }

  @Test
  void a_finished_step_says_so_with_whom_and_when() {
    SamlConnection.draft(app, "initech", it -> it);
    var link =
        link(
            "initech",
            Kind.SHAREABLE,
            new PortalStep(
                PortalStep.Kind.ENTER_METADATA, app.one("SELECT id FROM connections LIMIT 1")));
    var guest = opened(link);
    assertThat(guest.get("/portal/sso").text("#welcome")).startsWith("You were asked to do one");
    app.arrange(
        "UPDATE portal_links SET done_at = 1795514400000, done_by = 'carla@initech.example'");
    assertThat(guest.get("/portal/sso").text("#welcome"))
        .isEqualTo(
            "This is done, since 24 Nov 2026, 10:00 UTC, by carla@initech.example. Nothing else"
                + " is needed from you: you can close this page.");
  }
}
