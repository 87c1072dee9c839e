package dev.hostedui.journeys;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.hostedui.testing.People.IVY;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import dev.hostedui.customer.CustomerSide;
import dev.hostedui.testing.InChromium;
import dev.hostedui.testing.TestApp;
import dev.hostedui.testing.Visit;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What the README shows a newcomer: Ivy has nothing but the two pages of the portal and the pages
 * of her own IT department, and in the end her people sign in through it.
 */
@InChromium
class ConnectInitechTest {

  private static CustomerSide customer;
  private static TestApp app;

  @BeforeAll
  static void start() {
    customer = new CustomerSide(new CustomerSide.Setup("127.0.0.1", 0, 0, null), Clock.systemUTC());
    customer.start();
    app = TestApp.startForClients(Map.of("HOSTED_UI_DNS", "127.0.0.1:" + customer.dnsPort()));
  }

  @AfterAll
  static void stop() {
    app.close();
    customer.close();
  }

  private static String at(String path) {
    return customer.url().resolve(path).toString();
  }

  private static Visit visit(boolean script) {
    return (script ? Visit.to(app) : Visit.withoutScript(app)).alsoAt(at("/").replaceAll("/$", ""));
  }

  /** What somebody would have in the clipboard after pressing a button that copies. */
  private static String copied(Visit visit, String label) {
    return visit.button("Copy " + label).first().getAttribute("data-copy");
  }

  @Test
  void from_the_empty_page_to_somebody_who_comes_in_through_the_identity_provider() {
    try (var ivy = visit(true).as(IVY, "initech")) {
      proveDomain(ivy);
      connect(ivy);
      test(ivy);
      enable(ivy);
    }
    for (var script : new boolean[] {true, false}) {
      try (var noor = visit(script)) {
        noor.open("/ui/");
        noor.field("Email").fill("noor@initech.example");
        noor.button("Continue").click();
        pick(noor.page(), "Noor Newcomer");
        if (!script) noor.button("Continue").click();
        assertThat(noor.page()).hasURL(app.origin() + "/ui/organization/general");
        noor.open("/ui/profile/account");
        assertThat(noor.field("First name")).hasValue("Noor");
        assertThat(noor.find("input[value='noor@initech.example']")).isVisible();
      }
    }
  }

  private static void proveDomain(Visit ivy) {
    ivy.open("/ui/organization/domains");
    ivy.button("Add initech.example").click();
    var value = copied(ivy, "the value");
    ivy.open(at("/dns/initech.example"));
    ivy.field("Value").fill(value);
    ivy.button("Publish").click();
    assertThat(ivy.find(".notice")).containsText("The domain is verified.");

    ivy.open("/ui/organization/domains/initech.example");
    ivy.button("Verify").click();
    assertThat(ivy.find("#widget .pill")).hasText("Verified");
  }

  private static void connect(Visit ivy) {
    ivy.open("/ui/organization/sso");
    ivy.find("#provider-CUSTOM").check();
    ivy.find("#protocol-SAML").check();
    ivy.button("Configure").click();
    var metadata = copied(ivy, "Metadata URL");
    ivy.open(at("/apps/saml"));
    ivy.field("Address of its metadata").fill(metadata);
    ivy.button("Register").click();
    assertThat(ivy.find(".notice")).containsText("Registered: ");
    ivy.open(at("/apps/saml"));
    var theirs = copied(ivy, "Metadata URL");

    ivy.open("/ui/organization/sso");
    ivy.find("#way-ADDRESS").check();
    ivy.find("#idp_metadata_url").fill(theirs);
    ivy.button("Save").click();
    assertThat(ivy.toast()).containsText("The configuration is saved. Test it next.");
  }

  private static void test(Visit ivy) {
    var tab = ivy.page().context().waitForPage(() -> ivy.button("Test Connection").click());
    pick(tab, "Ivy Initech");
    assertThat(tab.locator("main")).containsText("The test passed");
    tab.close();
    assertThat(ivy.find("#test"))
        .containsText(
            "The connection works.",
            new LocatorAssertions.ContainsTextOptions().setTimeout(10_000));
  }

  private static void enable(Visit ivy) {
    ivy.find("#enable").click();
    assertThat(ivy.find("#ask")).containsText("initech.example");
    ivy.find("#ask button.primary").click();
    assertThat(ivy.find(".provider-head .pill")).hasText("Enabled");
  }

  private static void pick(Page page, String person) {
    page.waitForURL(at("/sign-in/") + "*");
    page.locator("button.choice", new Page.LocatorOptions().setHasText(person)).click();
  }
}
