package dev.hostedui.journeys;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.hostedui.testing.People.ADA;
import static dev.hostedui.testing.People.MAX;

import dev.hostedui.testing.InChromium;
import dev.hostedui.testing.TestApp;
import dev.hostedui.testing.Visit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@InChromium
class ProfileJourneyTest {

  @RegisterExtension final TestApp app = TestApp.start();

  @Test
  void a_name_is_updated_once_it_differs() {
    try (var max = Visit.to(app).as(MAX).open("/ui/profile/account").expecting(422)) {
      assertThat(max.find("#email")).isDisabled();
      assertThat(max.button("Update")).isDisabled();
      max.field("First name").fill("Maximilian");
      assertThat(max.button("Update")).isEnabled();
      max.field("First name").fill("Max");
      assertThat(max.button("Update")).isDisabled();

      max.field("Last name").fill("x".repeat(300));
      max.button("Update").click();
      assertThat(max.find("#family_name-error")).isVisible();
      assertThat(max.field("Last name")).isFocused();

      max.field("Last name").fill("Musterfrau");
      max.button("Update").click();
      assertThat(max.toast()).hasText("Your name was updated.");
      assertThat(max.button("Update")).isDisabled();
      assertThat(max.field("Last name")).hasValue("Musterfrau");
    }
  }

  @Test
  void a_revoked_session_lands_on_the_login_page_at_its_next_click() {
    try (var here = Visit.to(app).as(MAX);
        var there = Visit.to(app).as(MAX).expecting(401);
        var elsewhere = Visit.to(app).as(MAX)) {
      there.open("/ui/organization/users");
      here.open("/ui/profile/security");
      assertThat(here.find("tbody tr")).hasCount(3);
      assertThat(here.row("Current session").locator(".button")).hasCount(0);
      var revoke = here.find("tbody tr:has(.button) .button").last();
      var id = revoke.getAttribute("id");
      revoke.click();
      assertThat(here.find("#dialog")).containsText("Revoke ");
      assertThat(here.find("#ask-title")).isFocused();
      here.page().keyboard().press("Escape");
      assertThat(here.find("#" + id)).isFocused();

      here.find("#" + id).click();
      here.button("Revoke session").click();
      assertThat(here.toast()).containsText("was signed out.");
      assertThat(here.find("tbody tr")).hasCount(2);
      assertThat(here.find("#widget h1")).isFocused();

      here.link("Sign out everywhere else").click();
      assertThat(here.find("#dialog")).containsText("One other session is signed out at once.");
      here.button("Sign out everywhere else").click();
      assertThat(here.toast().last()).hasText("One other session was signed out.");
      assertThat(here.find("tbody tr")).hasCount(1);
      assertThat(here.link("Sign out everywhere else")).hasCount(0);

      there.link("Security").click();
      there.page().waitForURL("**/login?**");
      assertThat(there.find("h1")).hasText("Sign in to Coffeedesk");
      elsewhere.open("/ui/");
      assertThat(elsewhere.find("h1")).hasText("Sign in to Coffeedesk");
      here.page().reload();
      assertThat(here.find("h1")).hasText("Security");
    }
  }

  @Test
  void a_click_with_htmx_after_the_session_ended_comes_back_after_signing_in() {
    try (var here = Visit.to(app).as(ADA).open("/ui/profile/security");
        var there = Visit.to(app).as(ADA).open("/ui/organization/general").expecting(401)) {
      here.page().reload();
      here.link("Sign out everywhere else").click();
      here.button("Sign out everywhere else").click();
      assertThat(here.toast()).hasText("One other session was signed out.");

      there.link("Users").click();
      there.page().waitForURL("**/login?return_to=%2Fui%2Forganization%2Fusers");
      assertThat(there.find(".notice")).containsText("Your session was ended");
    }
  }
}
