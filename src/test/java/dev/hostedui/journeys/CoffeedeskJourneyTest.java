package dev.hostedui.journeys;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.hostedui.testing.People.ADA;
import static dev.hostedui.testing.People.MAX;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.PlaywrightException;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.WaitUntilState;
import dev.hostedui.testing.CoffeedeskApp;
import dev.hostedui.testing.Identity;
import dev.hostedui.testing.InChromium;
import dev.hostedui.testing.OidcConnection;
import dev.hostedui.testing.TestApp;
import dev.hostedui.testing.Visit;
import java.util.ArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the portal is for: people of an app sign in with us, go over to the portal and back, and are
 * signed out of both at once. The app is the sample's, on an OpenID library that knows nothing of
 * us.
 */
@InChromium
class CoffeedeskJourneyTest {

  private static TestApp app;
  private static CoffeedeskApp desk;
  private static String home;

  @BeforeAll
  static void start() {
    app = TestApp.startForClients();
    desk = CoffeedeskApp.start(app);
    home = desk.home();
  }

  @AfterAll
  static void stop() {
    desk.close();
    app.close();
  }

  private static Visit browser(boolean script) {
    return (script ? Visit.to(app) : Visit.withoutScript(app)).alsoAt(home);
  }

  /** Somebody at the desk, who was signed in at the provider already and is not asked again. */
  private static Visit atTheDesk(boolean script) {
    var ada = browser(script).as(ADA).open(home);
    ada.link("Sign in").click();
    assertThat(ada.find("h1")).hasText("Hello, Ada Admin");
    return ada;
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void signing_in_to_the_settings_to_another_organization_and_out(boolean script) {
    app.mail().clear();
    try (var ada = browser(script)) {
      ada.open(home);
      ada.link("Sign in").click();
      assertThat(ada.find("h1")).hasText("Sign in to Coffeedesk");
      ada.field("Email").fill(ADA);
      ada.button("Continue").click();
      ada.field("6-digit code").fill(app.mail().await(ADA).code());
      ada.button("Continue").click();
      ada.find("button.choice", "AcmeCorp").click();
      assertThat(ada.page()).hasURL(home + "/");
      assertThat(ada.find("h1")).hasText("Hello, Ada Admin");
      assertThat(ada.find(".lead")).hasText("Coffee for AcmeCorp");
      assertThat(ada.find(".tag")).hasText("admin");
      assertThat(ada.find("dl")).containsText("sk_org_users_invite");

      ada.link("Settings").click();
      assertThat(ada.page()).hasURL(app.origin() + "/ui/organization/general");
      assertThat(ada.field("Organization name")).hasValue("AcmeCorp");
      assertThat(ada.field("Organization name")).isEnabled();

      ada.open(home);
      ada.link("Switch organization").click();
      assertThat(ada.find("h1")).hasText("Choose your organization");
      ada.find("button.choice", "Globex").click();
      assertThat(ada.page()).hasURL(home + "/");
      assertThat(ada.find(".lead")).hasText("Coffee for Globex");
      assertThat(ada.find(".tag")).hasText("member");
      ada.link("Settings").click();
      assertThat(ada.field("Organization name")).hasValue("Globex");
      assertThat(ada.field("Organization name")).isDisabled();

      ada.open(home);
      ada.button("Sign out").click();
      assertThat(ada.find(".notice")).hasText("You are signed out.");
      ada.open("/ui/");
      assertThat(ada.find("h1")).hasText("Sign in to Coffeedesk");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void who_accepts_an_invitation_is_signed_in_to_the_app_at_once(boolean script) {
    app.arrange(
        "UPDATE applications SET initiate_login_uri = '"
            + home
            + "/login' WHERE initiate_login_uri IS NOT NULL");
    app.app().core().environments.refresh();
    var email = "bea." + script + "@acmecorp.example";
    try (var ada = browser(script).as(ADA).open("/ui/organization/users/invitations");
        var bea = browser(script)) {
      ada.field("Email").fill(email);
      ada.button("Send invitation").click();
      assertThat(ada.toast()).containsText(email);

      bea.open(app.mail().await(email).link());
      bea.button("Accept Invitation").click();
      assertThat(bea.page()).hasURL(home + "/");
      assertThat(bea.find(".lead")).hasText("Coffee for AcmeCorp");
    }
  }

  @Test
  void a_session_revoked_in_the_portal_ends_on_the_open_page_within_two_seconds() {
    try (var here = atTheDesk(true);
        var there = browser(true).as(ADA)) {
      revokeTheOther(there);
      assertThat(here.find(".notice"))
          .hasText(
              "You were signed out elsewhere.",
              new LocatorAssertions.HasTextOptions().setTimeout(2_000));
      assertSignedOutOfThePortal(here);
      assertThat(there.find("h1")).hasText("Security");
    }
  }

  @Test
  void without_script_the_next_click_tells_of_it() {
    try (var here = atTheDesk(false);
        var there = browser(false).as(ADA)) {
      revokeTheOther(there);
      reloadUntilSignedOut(here);
      assertThat(here.find(".notice")).hasText("You were signed out elsewhere.");
      assertSignedOutOfThePortal(here);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void signing_out_of_the_portal_signs_out_of_the_app(boolean script) {
    try (var ada = atTheDesk(script)) {
      ada.link("Settings").click();
      ada.find("#account-menu").click();
      ada.button("Sign out").click();
      assertThat(ada.find("main")).containsText("You are signed out.");
      ada.open(home);
      reloadUntilSignedOut(ada);
      assertThat(ada.find(".notice")).isVisible();
    }
  }

  @Test
  void
      the_portal_on_a_page_of_the_app_takes_its_colours_also_when_they_change_before_it_is_there() {
    try (var ada = atTheDesk(true)) {
      var page = ada.page();
      var kept = new ArrayList<Route>();
      page.route(app.origin() + "/magicLink/**", kept::add, new Page.RouteOptions().setTimes(1));
      page.navigate(
          home + "/single-sign-on",
          new Page.NavigateOptions().setWaitUntil(WaitUntilState.DOMCONTENTLOADED));
      ada.scheme(ColorScheme.DARK);
      page.waitForTimeout(100);
      kept.get(0).resume();
      var inside = page.frameLocator("#portal");
      assertThat(inside.locator("h1")).hasText("Single Sign On");
      assertThat(inside.locator("html")).hasCSS("color-scheme", "dark only");
      ada.scheme(ColorScheme.LIGHT);
      assertThat(inside.locator("html")).hasCSS("color-scheme", "light only");
    }
  }

  /** The latest of them, which is at the desk. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void signing_out_goes_by_the_identity_provider_and_ends_at_the_app(boolean script) {
    try (var provider = OidcConnection.start(app).enable("acmecorp", true)) {
      var max = app.browser();
      provider.signIn(max, "max", MAX);
      try (var there = browser(script).alsoAt(provider.issuer()).with(max).open(home)) {
        there.link("Sign in").click();
        assertThat(there.find("h1")).containsText("Hello");
        there.button("Sign out").click();
        assertThat(there.find(".notice")).hasText("You are signed out.");
        assertSignedOutOfThePortal(there);
      } finally {
        app.app()
            .core()
            .connections
            .delete(Identity.INTERNAL, app.organization("acmecorp"), provider.id());
      }
    }
  }

  private static void revokeTheOther(Visit there) {
    there.open("/ui/profile/security");
    there.find("tbody tr").getByText("Revoke").first().click();
    there.button("Revoke session").click();
    assertThat(there.toast()).containsText("was signed out.");
  }

  /** The call to the app takes its moment. */
  private static void reloadUntilSignedOut(Visit visit) {
    for (var second = 0.0; second < 2 && visit.link("Sign in").count() == 0; second += 0.2) {
      visit.page().waitForTimeout(200);
      try {
        visit.page().reload();
      } catch (PlaywrightException stopped) {
        // with script the page loads itself anew when it hears of it, which may be just now
        if (!stopped.getMessage().contains("ERR_ABORTED")) throw stopped;
      }
    }
    assertThat(visit.link("Sign in")).isVisible();
  }

  private static void assertSignedOutOfThePortal(Visit visit) {
    visit.open("/ui/");
    assertThat(visit.find("h1")).hasText("Sign in to Coffeedesk");
  }
}
