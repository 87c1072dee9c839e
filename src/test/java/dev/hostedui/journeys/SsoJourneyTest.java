package dev.hostedui.journeys;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.hostedui.testing.People.IVY;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.FilePayload;
import dev.hostedui.customer.CustomerSide;
import dev.hostedui.customer.SiteClient;
import dev.hostedui.testing.InChromium;
import dev.hostedui.testing.TestApp;
import dev.hostedui.testing.Visit;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** From the empty widget to a connection that is tested and enabled, with the customer's side. */
@InChromium
class SsoJourneyTest {

  private static final String PAGE = "/ui/organization/sso";

  private static TestApp app;
  private static CustomerSide side;
  private static SiteClient console;

  @BeforeAll
  static void start() {
    app = TestApp.startForClients();
    side = new CustomerSide(new CustomerSide.Setup("127.0.0.1", 0, 0, null), Clock.systemUTC());
    side.start();
    console = new SiteClient(side.url());
  }

  @AfterAll
  static void stop() {
    side.close();
    app.close();
  }

  private static Visit ivy() {
    return Visit.to(app)
        .alsoAt(side.url().toString().replaceAll("/$", ""))
        .with(app.as(IVY))
        .open(PAGE);
  }

  /** What a page offers to copy under a label. */
  private static String copied(Visit visit, String label) {
    return visit.find(".copied", label).first().locator("[data-copy]").getAttribute("data-copy");
  }

  /** Runs the test in its own tab, signing in there as somebody. */
  private static void test(Visit visit, String person) {
    var tab = visit.page().context().waitForPage(() -> visit.find("#run-test").click());
    tab.locator("button", new Page.LocatorOptions().setHasText(person)).click();
    assertThat(tab.locator("h1")).containsText("test");
    tab.close();
  }

  @Test
  void saml_is_set_up_by_a_dropped_file_tested_and_enabled() {
    try (var ivy = ivy()) {
      ivy.find("#provider-CUSTOM").check();
      ivy.find("#protocol-SAML").check();
      ivy.button("Configure").click();
      assertThat(ivy.find(".provider-head .pill")).hasText("Disabled");

      // the other tab of the admin: the console of the identity provider
      var ours = app.browser().get(copied(ivy, "Metadata URL").replaceFirst("^https?://[^/]+", ""));
      var added = console.post("/apps/saml", Map.of("name", "Coffeedesk", "metadata", ours.body()));
      assertThat(added.statusCode()).isEqualTo(303);

      ivy.find("#way-FILE").check();
      ivy.find("#file-FILE")
          .setInputFiles(
              new FilePayload(
                  "idp.xml",
                  "application/xml",
                  console.get("/saml/metadata").body().getBytes(StandardCharsets.UTF_8)));
      assertThat(ivy.find("#idp_metadata")).not().hasValue("");
      ivy.button("Save").click();
      assertThat(ivy.toast()).containsText("The configuration is saved.");

      test(ivy, "ivy@");
      // the page finds out by itself
      assertThat(ivy.find("#test .notice.done")).containsText("The connection works.");
      assertThat(ivy.find("#test > table")).containsText(IVY);

      ivy.link("Enable Connection").click();
      assertThat(ivy.find("#dialog")).containsText("You tested it, and the test passed.");
      ivy.find("#dialog button[type=submit]").click();
      assertThat(ivy.find(".provider-head .pill")).hasText("Enabled");
      assertThat(app.events()).contains("organization.sso_enabled");
    }
  }
}
