package dev.hostedui.journeys;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.options.ColorScheme;
import dev.hostedui.customer.CustomerSide;
import dev.hostedui.testing.Axe;
import dev.hostedui.testing.InChromium;
import dev.hostedui.testing.TestApp;
import dev.hostedui.testing.Visit;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The pages of the customer's side, which people use as they use the portal's. */
@InChromium
class CustomerPagesTest {

  private static TestApp app;
  private static CustomerSide side;

  @BeforeAll
  static void start() {
    app = TestApp.start();
    side = new CustomerSide(new CustomerSide.Setup("127.0.0.1", 0, 0, null), Clock.systemUTC());
    side.start();
  }

  @AfterAll
  static void stop() {
    side.close();
    app.close();
  }

  private static String at(String path) {
    return side.url().resolve(path).toString();
  }

  private static Visit visit() {
    return Visit.to(app).alsoAt(side.url().toString().replaceAll("/$", ""));
  }

  @Test
  void nothing_keeps_anybody_out_or_has_to_be_scrolled_sideways() {
    try (var visit = visit()) {
      visit.open(at("/apps/saml"));
      visit.field("Or by hand: ACS URL").fill("https://" + "x".repeat(60) + ".example/acs");
      visit.field("and its entity ID").fill("urn:" + "y".repeat(300));
      visit.button("Register").click();
      var saml = visit.page().url();
      visit.open(at("/apps/oidc"));
      visit.find("#redirect_uris").fill("https://rp.example/" + "z".repeat(200));
      visit.button("Register").click();
      var oidc = visit.page().url();
      visit.open(at("/dns/initech.example"));
      visit.field("Value").fill("v".repeat(300));
      visit.button("Publish").click();
      visit.open(at("/misbehave"));
      visit.field("Another issuer").check();
      visit.button("Apply").click();
      visit.open(saml);
      visit.page().locator("form[action$='/start'] button").click();
      assertThat(visit.find("h1")).containsText("Sign in to ");
      var signIn = visit.page().url();

      var faults = new ArrayList<String>();
      for (var page :
          List.of(
              at("/"),
              at("/apps/saml"),
              saml,
              at("/apps/oidc"),
              oidc,
              at("/misbehave"),
              at("/dns/initech.example"),
              signIn)) {
        for (var scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
          visit
              .scheme(scheme)
              .screen(scheme == ColorScheme.LIGHT ? Visit.Screen.NARROW : Visit.Screen.WIDE)
              .open(page);
          for (var fault : Axe.violations(visit.page())) faults.add(page + ": " + fault);
          if (visit.overflow() > 0) faults.add(page + " is scrolled sideways");
        }
      }
      assertThat(faults).isEmpty();
    }
  }
}
