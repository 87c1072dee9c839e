package dev.hostedui.journeys;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.hostedui.testing.People.ADA;
import static dev.hostedui.testing.People.MAX;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.testing.InChromium;
import dev.hostedui.testing.TestApp;
import dev.hostedui.testing.Visit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@InChromium
class SignInTest {

  @RegisterExtension final TestApp app = TestApp.start();

  @Test
  void by_code_from_the_page_that_was_asked_for_and_back_to_it() {
    try (var max = Visit.to(app).expecting(422)) {
      max.open("/ui/profile/security");
      assertThat(max.find("h1")).hasText("Sign in to Coffeedesk");
      assertThat(max.field("Email")).isFocused();

      max.page().keyboard().type("max at acmecorp");
      max.page().keyboard().press("Enter");
      assertThat(max.field("Email")).isFocused();
      assertThat(max.field("Email")).hasAttribute("aria-invalid", "true");
      assertThat(max.field("Email")).hasValue("max at acmecorp");

      max.field("Email").fill(MAX);
      max.button("Continue").click();
      assertThat(max.field("6-digit code")).isFocused();
      max.page().keyboard().type("000000");
      max.page().keyboard().press("Enter");
      assertThat(max.find("#code-error")).isVisible();
      assertThat(max.field("6-digit code")).isFocused();

      max.page().keyboard().type(app.mailTo(MAX).code());
      max.page().keyboard().press("Enter");
      assertThat(max.page()).hasURL(app.origin() + "/ui/profile/security");
      assertThat(max.find("h1")).hasText("Security");
    }
  }

  @Test
  void a_letter_of_two_readings_comes_as_it_was_typed_and_is_told() {
    try (var anna = Visit.to(app).expecting(422)) {
      anna.open("/login");
      anna.field("Email").fill("anna@groß.example");
      anna.button("Continue").click();
      assertThat(anna.find("#email-error")).containsText("two readings");
      assertThat(anna.field("Email")).hasValue("anna@groß.example");
    }
  }

  @Test
  void who_asked_first_after_the_mail_server_went_down_is_told_a_moment_later() {
    app.mail().goDown(true);
    try (var max = Visit.to(app)) {
      max.page().clock().install();
      max.open("/login");
      max.field("Email").fill(MAX);
      max.button("Continue").click();
      assertThat(max.find(".card")).containsText("A code and a link are on their way to");
      app.app().core().letterBox.sendDue();
      assertThat(max.find(".notice.failed")).hasCount(0);
      max.page().clock().fastForward(5_000);
      assertThat(max.find(".notice.failed")).containsText("We cannot send mail at the moment");
      assertThat(max.find(".card")).containsText("are waiting to be sent");
      assertThat(max.find(".card")).not().containsText("on their way");
    } finally {
      app.mail().goDown(false);
    }
  }

  @Test
  void by_the_link_in_the_mail() {
    try (var max = Visit.to(app)) {
      max.open("/login");
      max.field("Email").fill(MAX);
      max.button("Continue").click();
      assertThat(max.find("h1")).hasText("Check your mail");

      max.open(app.mailTo(MAX).link());
      assertThat(max.page()).hasURL(app.origin() + "/ui/organization/general");
    }
  }

  @Test
  void a_link_opened_in_another_browser_asks_first() {
    try (var asking = Visit.to(app);
        var other = Visit.to(app)) {
      asking.open("/login");
      asking.field("Email").fill(MAX);
      asking.button("Continue").click();
      assertThat(asking.find("h1")).hasText("Check your mail");

      other.open(app.mailTo(MAX).link());
      assertThat(other.find("main")).containsText("begun in another browser");
      other.button("Sign in here").click();
      assertThat(other.page()).hasURL(app.origin() + "/ui/organization/general");
    }
  }

  @Test
  void whoever_belongs_to_two_organizations_chooses_and_switches() {
    try (var ada = Visit.to(app)) {
      ada.open("/login");
      ada.field("Email").fill(ADA);
      ada.button("Continue").click();
      assertThat(ada.field("6-digit code")).isFocused();
      ada.page().keyboard().type(app.mailTo(ADA).code());
      ada.button("Continue").click();
      assertThat(ada.find("h1")).hasText("Choose your organization");
      ada.find("button.choice", "AcmeCorp").click();
      assertThat(ada.field("Organization name")).hasValue("AcmeCorp");

      ada.find("#account-menu").click();
      assertThat(ada.find(".menu-organization")).hasText("AcmeCorp");
      ada.link("Switch organization").click();
      assertThat(ada.find("button.choice", "AcmeCorp")).containsText("Current");
      ada.find("button.choice", "Globex").click();
      assertThat(ada.find("#widget")).containsText("General");
      assertThat(ada.field("Organization name")).hasValue("Globex");
      assertThat(ada.field("Organization name")).isDisabled();
    }
  }

  @Test
  void somebody_new_signs_up_and_names_an_organization() {
    try (var nora = Visit.to(app).expecting(422)) {
      nora.open("/login");
      nora.link("Sign up").click();
      assertThat(nora.find("h1")).hasText("Create your Coffeedesk account");
      nora.field("Email").fill("nora@nordwind.example");
      nora.button("Continue").click();
      nora.field("6-digit code").fill(app.mailTo("nora@nordwind.example").code());
      nora.button("Continue").click();
      assertThat(nora.find("h1")).hasText("Name your organization");
      assertThat(nora.field("Organization name")).isFocused();
      nora.button("Create organization").click();
      assertThat(nora.find("#display_name-error")).isVisible();
      nora.field("Organization name").fill("Nordwind");
      nora.button("Create organization").click();
      assertThat(nora.page()).hasURL(app.origin() + "/ui/organization/general");
      assertThat(nora.field("Organization name")).hasValue("Nordwind");
    }
  }

  @Test
  void signing_out_ends_the_session() {
    try (var max = Visit.to(app).as(MAX)) {
      max.find("#account-menu").click();
      max.button("Sign out").click();
      assertThat(max.find("main")).containsText("You are signed out.");
      max.open("/ui/");
      assertThat(max.find("h1")).hasText("Sign in to Coffeedesk");
    }
    assertThat(app.events()).contains("user.logout");
  }
}
