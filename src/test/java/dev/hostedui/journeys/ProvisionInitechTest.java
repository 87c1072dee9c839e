package dev.hostedui.journeys;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.hostedui.testing.People.IVY;

import com.microsoft.playwright.options.SelectOption;
import dev.hostedui.customer.CustomerSide;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.emaildomain.DomainName;
import dev.hostedui.testing.InChromium;
import dev.hostedui.testing.TestApp;
import dev.hostedui.testing.Visit;
import java.time.Clock;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What the README shows a newcomer: Ivy connects the directory of her IT department, people get
 * roles by their groups, and whoever is suspended there is out here with the next click.
 */
@InChromium
class ProvisionInitechTest {

  private static final String NOOR = "noor@initech.example";

  private static CustomerSide customer;
  private static TestApp app;

  @BeforeAll
  static void start() {
    customer = new CustomerSide(new CustomerSide.Setup("127.0.0.1", 0, 0, null), Clock.systemUTC());
    customer.start();
    app = TestApp.startAtItsAddress();
    var core = app.app().core();
    core.database.useTransaction(
        tx ->
            core.organizationDomains.addVerified(
                tx,
                new Actor.Internal("test"),
                app.organization("initech"),
                DomainName.parse("domain", "initech.example")));
  }

  @AfterAll
  static void stop() {
    app.close();
    customer.close();
  }

  private static String at(String path) {
    return customer.url().resolve(path).toString();
  }

  private static Visit visit() {
    return Visit.to(app).alsoAt(at("/").replaceAll("/$", ""));
  }

  private static void signIn(Visit visit, String email) {
    visit.open("/ui/");
    signInHere(visit, email);
  }

  private static void signInHere(Visit visit, String email) {
    visit.field("Email").fill(email);
    visit.button("Continue").click();
    assertThat(visit.field("6-digit code")).isFocused();
    visit.page().keyboard().type(app.mailTo(email).code());
    visit.button("Continue").click();
  }

  @Test
  void from_the_empty_page_to_somebody_who_comes_with_a_role_and_is_out_when_suspended() {
    try (var ivy = visit().as(IVY, "initech");
        var noor = visit().expecting(401, 403, 422)) {
      connect(ivy);
      provisionAll(ivy);
      giveRole(ivy);

      signIn(noor, NOOR);
      assertThat(noor.page()).hasURL(app.origin() + "/ui/organization/general");
      noor.open("/ui/organization/users");
      assertThat(noor.row(NOOR)).containsText("Admin");

      ivy.open(at("/directory/initech.example"));
      ivy.button("Suspend Noor Newcomer").click();
      assertThat(ivy.find(".notice")).containsText("Noor Newcomer is suspended.");

      noor.link("General").click();
      noor.page().waitForURL("**/login**");
      signInHere(noor, NOOR);
      assertThat(noor.find("h1")).hasText("Your account was deactivated");
      assertThat(noor.find("main")).containsText("at Initech");
    }
  }

  private static void connect(Visit ivy) {
    ivy.open("/ui/organization/scim");
    ivy.find("#provider-CUSTOM").check();
    ivy.button("Configure").click();
    var endpoint = ivy.button("Copy Endpoint URL").first().getAttribute("data-copy");
    var token = ivy.button("Copy Bearer token").first().getAttribute("data-copy");

    ivy.open(at("/directory/initech.example/provisioning"));
    ivy.field("Endpoint URL").fill(endpoint);
    ivy.field("Bearer Token").fill(token);
    ivy.button("Test connection").click();
    assertThat(ivy.find(".notice")).containsText("The test was successful");
  }

  private static void provisionAll(Visit ivy) {
    ivy.page().locator("button:text-is('Provision all')").click();
    assertThat(ivy.find(".notice")).containsText("Everybody is provisioned.");

    ivy.open("/ui/organization/scim");
    assertThat(ivy.find("#directory-state")).hasText("Connected");
    assertThat(ivy.find("#arrivals dl")).containsText("3");
  }

  private static void giveRole(Visit ivy) {
    ivy.find("[aria-label='Role of IT']").selectOption(new SelectOption().setLabel("Admin"));
    ivy.find("[aria-label='Role of Products']").selectOption(new SelectOption().setLabel("Admin"));
    ivy.find("#roles-save").click();
    assertThat(ivy.find("#ask")).containsText("2 people become Admin");
    ivy.find("#ask button.primary").click();
    assertThat(ivy.toast()).isVisible();
  }
}
