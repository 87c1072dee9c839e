package dev.hostedui.journeys;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.hostedui.testing.People.IVY;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.FrameLocator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.sun.net.httpserver.HttpServer;
import dev.hostedui.identity.application.Registration;
import dev.hostedui.identity.connection.SamlSettings;
import dev.hostedui.identity.portallink.PortalLink.Kind;
import dev.hostedui.identity.portallink.PortalLinks;
import dev.hostedui.testing.Axe;
import dev.hostedui.testing.CoffeedeskApp;
import dev.hostedui.testing.Identity;
import dev.hostedui.testing.InChromium;
import dev.hostedui.testing.SamlConnection;
import dev.hostedui.testing.TestApp;
import dev.hostedui.testing.TestClient;
import dev.hostedui.testing.Visit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The admin portal for people without an account: by a link, and in a frame on a page of another
 * site, which is the one that the README shows.
 */
@InChromium
class AdminPortalJourneyTest {

  private static TestApp app;
  private static Host host;
  private static CoffeedeskApp desk;

  /** A page of an app, on a site that is another one than ours to browsers. */
  private static final class Host {
    private final HttpServer server;
    private volatile String page = "";
    private volatile String referrerPolicy = "strict-origin-when-cross-origin";

    Host() {
      try {
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      server.createContext(
          "/",
          exchange -> {
            var idp = exchange.getRequestURI().getPath().equals("/idp");
            var body =
                (idp ? "<!doctype html><title>An identity provider</title>" : page)
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/html;charset=utf-8");
            exchange.getResponseHeaders().set("Referrer-Policy", referrerPolicy);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
          });
      server.start();
    }

    String origin() {
      return at("127.0.0.1");
    }

    /** The same page under another name. */
    String at(String name) {
      return "http://" + name + ":" + server.getAddress().getPort();
    }

    /** Shows what is at an address as the README says, and notes every message. */
    void shows(String location) {
      try {
        page =
            "<!doctype html><title>An app</title><link rel=icon href=data:,><script>var heard = [];"
                + " addEventListener('message', ({ origin, data }) => heard.push({ origin, ...data"
                + " }));</script>"
                + Files.readString(Path.of("src/test/resources/integration/portal.html"))
                    .replace("LOCATION", location);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @BeforeAll
  static void start() {
    app = TestApp.startAtItsAddress();
    host = new Host();
    TestClient.register(app, Registration.web("An app", host.origin() + "/callback"));
  }

  @BeforeEach
  void begin() {
    host.referrerPolicy = "strict-origin-when-cross-origin";
  }

  @AfterAll
  static void stop() {
    if (desk != null) desk.close();
    host.server.stop(0);
    app.close();
  }

  private static String link(Kind kind) {
    return app.origin() + app.portalLink("initech", PortalLinks.Terms.of(kind)).path();
  }

  private static Visit onTheHostsPage(String location, Integer... expected) {
    host.shows(location);
    var visit = Visit.to(app).alsoAt(host.origin()).expecting(expected);
    visit.page().navigate(host.origin());
    return visit;
  }

  private static FrameLocator frame(Visit visit) {
    return visit.page().frameLocator("#portal");
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, Object>> heard(Visit visit, String type) {
    visit.page().waitForFunction("type => heard.some(it => it.event_type === type)", type);
    return (List<Map<String, Object>>)
        visit.page().evaluate("type => heard.filter(it => it.event_type === type)", type);
  }

  // ------------------------------------------------------------------ in a frame

  @ParameterizedTest
  @ValueSource(strings = {"strict-origin-when-cross-origin", "no-referrer"})
  void on_a_page_of_another_site_it_opens_without_a_click(String referrerPolicy) {
    host.referrerPolicy = referrerPolicy;
    try (var ivy = onTheHostsPage(link(Kind.EMBED))) {
      assertThat(frame(ivy).locator("#widget h1")).hasText("Single Sign On");
      var loaded = heard(ivy, "PORTAL_LOAD_SUCCESS");
      assertThat(loaded).hasSize(1);
      assertThat(loaded.get(0))
          .containsEntry("origin", app.origin())
          .containsEntry("object", "session")
          .containsEntry("organization_id", app.organization("initech").value());
      assertThat(loaded.get(0).get("data").toString())
          .contains(
              app.clock()
                  .instant()
                  .plus(Duration.ofHours(6))
                  .truncatedTo(ChronoUnit.MILLIS)
                  .toString());

      // its page is as high as the frame, so that there is nothing to scroll inside
      var portal = frame(ivy);
      portal.locator("#menu a").nth(2).click();
      portal.locator("#widget a.button.primary").first().click();
      portal.locator("input[name=domain]").fill("initech-" + referrerPolicy.length() + ".example");
      portal.locator("#widget button[type=submit]").first().click();
      assertThat(portal.locator(".toast p")).containsText("is added");
      ivy.page().waitForFunction("() => document.getElementById('portal').height > 700");
      assertThat(portal.locator("html").evaluate("it => it.scrollHeight - it.clientHeight"))
          .isEqualTo(0);

      // a dialog lies where it can be seen, however high the frame is
      portal.locator("#domain-delete").click();
      assertThat(portal.locator("#dialog #ask-title")).isVisible();
      assertThat(portal.locator("#dialog button[type=submit]")).isInViewport();
      portal.locator("#dialog button[type=submit]").click();
      assertThat(portal.locator(".toast p")).containsText("is deleted");
    }
  }

  @Test
  void the_page_around_hears_of_changes_and_of_the_end() {
    SamlConnection.draft(app, "initech", it -> it);
    try (var ivy = onTheHostsPage(link(Kind.EMBED), 401)) {
      var portal = frame(ivy);
      portal.locator("#enable").click();
      portal.locator("#dialog input[type=checkbox]").check();
      portal.locator("#dialog button[type=submit]").click();
      var enabled = heard(ivy, "ORGANIZATION_SSO_ENABLED");
      assertThat(enabled).hasSize(1);
      assertThat(enabled.get(0).get("origin")).isEqualTo(app.origin());

      // the clock of the server says when it ends: the page is loaded again shortly before
      app.clock().advance(Duration.ofMinutes(355).plusSeconds(1));
      portal.locator("body").evaluate("() => location.reload()");
      assertThat(portal.locator("#ending .notice")).containsText("Your time here ends at");
      assertThat(heard(ivy, "PORTAL_SESSION_WARNING")).hasSize(1);

      app.clock().advance(Duration.ofMinutes(5));
      portal.locator("#menu a").nth(1).click();
      assertThat(portal.locator("#over")).containsText("Your time here has ended");
      assertThat(heard(ivy, "PORTAL_SESSION_EXPIRY")).hasSize(1);
      portal.locator("body").evaluate("() => location.reload()");
      assertThat(portal.locator("h1")).hasText("Your time here has ended");
      assertThat(heard(ivy, "PORTAL_LOAD_FAILURE").get(0).get("data").toString())
          .contains("SESSION_EXPIRED");
    } finally {
      app.arrange("DELETE FROM connections");
    }
  }

  @Test
  void the_page_around_hears_that_a_link_was_revoked_while_its_frame_is_open() {
    var made = app.portalLink("initech", PortalLinks.Terms.of(Kind.SHAREABLE));
    host.shows(app.origin() + made.path());
    try (var ivy = Visit.to(app).alsoAt(host.origin()).expecting(401)) {
      ivy.page().navigate(host.origin());
      var portal = frame(ivy);
      portal.locator("#open").click();
      assertThat(portal.locator("#widget h1")).hasText("Single Sign On");
      app.app()
          .core()
          .portalLinks
          .revoke(Identity.INTERNAL, app.organization("initech"), made.link().id());
      portal.locator("#menu a").nth(1).click();
      assertThat(portal.locator("#over")).containsText("This link was revoked");
      assertThat(heard(ivy, "PORTAL_LOAD_FAILURE").get(0).get("data").toString())
          .contains("SESSION_EXPIRED");
      assertThat(
              ivy.page()
                  .evaluate(
                      "() => heard.filter(it => it.event_type === 'PORTAL_SESSION_EXPIRY').length"))
          .isEqualTo(0);
    }
  }

  @Test
  void a_dead_link_is_told_to_the_page_around_and_said_in_the_frame() {
    var used = link(Kind.EMBED);
    try (var first = onTheHostsPage(used)) {
      heard(first, "PORTAL_LOAD_SUCCESS");
    }
    try (var second = onTheHostsPage(used, 409)) {
      assertThat(frame(second).locator("h1")).hasText("This link was used");
      var failure = heard(second, "PORTAL_LOAD_FAILURE").get(0);
      assertThat(failure.get("data").toString()).contains("LINK_USED");
      assertThat(failure).doesNotContainKey("organization_id");
    }
  }

  @Test
  void a_page_that_is_not_registered_gets_nothing() {
    host.shows(link(Kind.EMBED));
    var visit = Visit.to(app).alsoAt(host.at("localhost"));
    visit.page().navigate(host.at("localhost"));
    visit
        .page()
        .waitForCondition(
            () -> visit.faults().stream().anyMatch(it -> it.contains("frame-ancestors")));
    assertThat(visit.page().evaluate("() => heard.length")).isEqualTo(0);
    assertThat(
            app.one(
                "SELECT COUNT(*) FROM portal_sessions s JOIN portal_links l ON l.id ="
                    + " s.link_id WHERE l.id = (SELECT MAX(id) FROM portal_links)"))
        .isEqualTo("0");
    try {
      visit.close();
    } catch (AssertionError refused) {
      assertThat(refused).hasMessageContaining("frame-ancestors");
    }
  }

  @Test
  void it_takes_the_colours_of_the_page_around() {
    try (var ivy = onTheHostsPage(link(Kind.EMBED) + "?theme=dark").scheme(ColorScheme.LIGHT)) {
      var portal = frame(ivy);
      assertThat(portal.locator("#widget h1")).isVisible();
      assertThat(portal.locator("body")).hasCSS("background-color", "rgb(23, 24, 28)");
      ivy.page()
          .evaluate(
              "() => frame.contentWindow.postMessage({ event_type: 'PORTAL_COLOR_SCHEME',"
                  + " data: { color_scheme: 'light' } }, '*')");
      assertThat(portal.locator("body")).hasCSS("background-color", "rgb(255, 255, 255)");
      portal.locator("body").evaluate("() => location.reload()");
      assertThat(portal.locator("#widget h1")).isVisible();
      assertThat(portal.locator("body")).hasCSS("background-color", "rgb(255, 255, 255)");
    }
  }

  @Test
  void a_test_leaves_the_frame_for_a_tab_that_knows_who_began_it() {
    SamlConnection.draft(
        app,
        "initech",
        it ->
            it.with(
                new SamlSettings.SignOn(
                    host.origin() + "/idp", SamlSettings.Binding.HTTP_REDIRECT)));
    try (var ivy = onTheHostsPage(link(Kind.EMBED))) {
      Page tab = ivy.page().waitForPopup(() -> frame(ivy).locator("#run-test").click());
      tab.waitForURL("**/idp?**");
      assertThat(tab.url()).contains("SAMLRequest=");
      assertThat(frame(ivy).locator("#test")).containsText("Waiting for your identity provider");
    } finally {
      app.arrange("DELETE FROM connections");
    }
  }

  // ------------------------------------------------------------------ by a link

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_colleague_without_an_account_opens_the_link_of_a_mail(boolean script) {
    var name = "mail-" + script + ".example";
    try (var bea = script ? Visit.to(app) : Visit.withoutScript(app)) {
      bea.page().navigate(link(Kind.SHAREABLE));
      assertThat(bea.find("h1")).hasText("Admin Portal of Initech");
      bea.button("Open the Admin Portal").click();
      assertThat(bea.find("#welcome")).containsText("Initech");
      bea.find("#menu").getByText("Domain Verification").click();
      bea.find("#widget a.button.primary").first().click();
      bea.find("input[name=domain]").fill(name);
      bea.find("#widget button[type=submit]").first().click();
      assertThat(bea.toast()).containsText(name + " is added");
      bea.expecting(401);
      bea.button("Leave").click();
      assertThat(bea.find("h1")).hasText("You have left");
      bea.open("/portal/sso");
      assertThat(bea.find("h1")).hasText("You need a link");
    }
  }

  // ------------------------------------------------------------------ Coffeedesk

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whoever_came_by_a_link_deletes_a_connection_and_a_directory(boolean script) {
    try (var guest = script ? Visit.to(app) : Visit.withoutScript(app)) {
      guest.open(link(Kind.SHAREABLE));
      guest.button("Open the Admin Portal").click();
      guest.open("/portal/sso");
      guest.find("#provider-OKTA").check();
      guest.find("#protocol-SAML").check();
      guest.button("Configure").click();
      guest.find("#sso-actions").click();
      guest.link("Delete connection").click();
      assertThat(guest.find("#ask h1")).hasText("Delete single sign-on with Okta?");
      if (script) assertThat(Axe.problems(guest)).isEmpty();
      guest.button("Delete Connection").click();
      assertThat(guest.toast()).containsText("Single sign-on with Okta was deleted.");
      assertThat(guest.find("legend").first()).hasText("Choose your identity provider");

      guest.open("/portal/scim");
      guest.find("#provider-OKTA").check();
      guest.button("Configure").click();
      guest.find("#scim-actions").click();
      guest.link("Delete directory").click();
      assertThat(guest.find("#ask h1")).hasText("Delete provisioning by Okta?");
      if (script) assertThat(Axe.problems(guest)).isEmpty();
      // the page may be asking for news of it in that moment
      guest.expecting(404);
      guest.button("Delete Directory").click();
      assertThat(guest.toast()).containsText("Provisioning by Okta was deleted.");
      assertThat(guest.find("legend")).hasText("Select your Directory Provider");
    }
  }

  @Test
  void coffeedesk_shows_it_on_a_page_of_its_own() {
    app.clock().advance(Duration.between(app.clock().instant(), Instant.now()));
    desk = CoffeedeskApp.start(app);
    var home = desk.home();
    try (var ivy = Visit.to(app).alsoAt(home).as(IVY, "initech")) {
      ivy.page().navigate(home);
      ivy.link("Sign in").click();
      ivy.link("Set up single sign-on").click();
      var portal = frame(ivy);
      assertThat(portal.locator("#welcome")).containsText("for Initech");
      assertThat(portal.locator("#menu a")).hasCount(3);
      portal.locator("#menu a").nth(1).click();
      assertThat(portal.locator("#widget h1")).hasText("SCIM Provisioning");
    }
  }
}
