package dev.hostedui.journeys;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.hostedui.testing.People.ADA;
import static dev.hostedui.testing.People.MAX;

import dev.hostedui.testing.InChromium;
import dev.hostedui.testing.TestApp;
import dev.hostedui.testing.Visit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is essential works in a browser that runs no script. */
@InChromium
class WithoutScriptTest {

  @RegisterExtension final TestApp app = TestApp.start();

  @Test
  void signing_in_and_out() {
    try (var max = Visit.withoutScript(app).expecting(422)) {
      max.open("/ui/");
      max.field("Email").fill(MAX);
      max.button("Continue").click();
      max.field("6-digit code").fill("12345");
      max.button("Continue").click();
      assertThat(max.find("#code-error")).isVisible();
      max.field("6-digit code").fill(app.mailTo(MAX).code());
      max.button("Continue").click();
      assertThat(max.page()).hasURL(app.origin() + "/ui/organization/general");
      max.find("#account-menu").click();
      max.button("Sign out").click();
      assertThat(max.find("main")).containsText("You are signed out.");
    }
  }

  @Test
  void inviting_accepting_changing_a_role_and_removing() {
    try (var ada = Visit.withoutScript(app).as(ADA).open("/ui/organization/users").expecting(422);
        var bea = Visit.withoutScript(app)) {
      ada.link("Invite User").click();
      ada.field("Email").fill("bea");
      ada.button("Send invitation").click();
      assertThat(ada.find("#email-error")).isVisible();
      ada.field("Email").fill("bea@acmecorp.example");
      ada.button("Send invitation").click();
      assertThat(ada.toast()).hasText("An invitation is on its way to bea@acmecorp.example.");
      assertThat(ada.row("bea@acmecorp.example")).containsText("Pending");

      app.hasNoWayToAnApp();
      bea.open(app.mailTo("bea@acmecorp.example").link());
      bea.button("Accept Invitation").click();
      assertThat(bea.page()).hasURL(app.origin() + "/ui/organization/general");
      ada.page().reload();
      assertThat(ada.row("bea@acmecorp.example")).containsText("Active");

      ada.choose("bea@acmecorp.example", "Change Role");
      ada.field("Admin").check();
      ada.field("Member").uncheck();
      ada.button("Change role").click();
      assertThat(ada.toast()).hasText("bea@acmecorp.example is now Admin.");
      assertThat(ada.row("bea@acmecorp.example").locator(".role")).hasText("Admin");

      ada.choose("bea@acmecorp.example", "Remove from Organization");
      assertThat(ada.find("h1")).hasText("Remove bea@acmecorp.example?");
      ada.button("Remove user").click();
      assertThat(ada.toast()).hasText("bea@acmecorp.example was removed from AcmeCorp.");
      assertThat(ada.row("bea@acmecorp.example")).hasCount(0);
    }
  }

  @Test
  void going_from_section_to_section_on_a_phone() {
    try (var ada = Visit.withoutScript(app).as(ADA).screen(Visit.Screen.NARROW)) {
      ada.open("/ui/organization/general");
      assertThat(ada.link("Users")).isHidden();
      ada.find(".menu-open").click();
      ada.link("Users").click();
      assertThat(ada.find("h1")).containsText("Users");
      assertThat(ada.link("General")).isHidden();
    }
  }

  @Test
  void searching_and_paging() {
    try (var ada = Visit.withoutScript(app).as(ADA).open("/ui/organization/users")) {
      ada.link("Next").click();
      assertThat(ada.find(".pager")).containsText("Showing 11–20 of 42");
      ada.link("Previous").click();
      assertThat(ada.find(".pager")).containsText("Showing 1–10 of 42");
      ada.field("Search by email or name").fill("petrova");
      ada.page().keyboard().press("Enter");
      assertThat(ada.find("#list tbody tr")).hasCount(1);
      assertThat(ada.row("Elena Petrova")).isVisible();
    }
  }

  @Test
  void renaming_and_allowing_a_domain() {
    try (var ada =
        Visit.withoutScript(app).as(ADA).open("/ui/organization/general").expecting(422)) {
      ada.field("Organization name").fill("Acme Incorporated");
      ada.button("Save").click();
      assertThat(ada.toast()).hasText("The name is now Acme Incorporated.");
      ada.field("Domain to add").fill("gmail.com");
      ada.button("Add").click();
      assertThat(ada.find("#domain-error")).isVisible();
      ada.field("Domain to add").fill("acme-labs.example");
      ada.button("Add").click();
      assertThat(ada.row("acme-labs.example")).isVisible();
      ada.choose("acme-labs.example", "Remove");
      ada.button("Remove domain").click();
      assertThat(ada.row("acme-labs.example")).hasCount(0);
    }
  }

  @Test
  void what_was_typed_survives_a_session_that_ended() {
    try (var max = Visit.withoutScript(app).as(MAX).open("/ui/profile/account").expecting(401)) {
      max.field("First name").fill("Maximilian");
      app.arrange("UPDATE sessions SET status = 'revoked', ended_at = created_at");
      max.button("Update").click();
      assertThat(max.find("h1")).hasText("You are signed out");
      var tab = max.page().waitForPopup(() -> max.link("Sign in again in a new tab").click());
      tab.getByLabel("Email").fill(MAX);
      tab.getByLabel("Email").press("Enter");
      tab.getByLabel("6-digit code").fill(app.mailTo(MAX).code());
      tab.getByLabel("6-digit code").press("Enter");
      assertThat(tab).hasURL(app.origin() + "/ui/profile/account");
      max.button("Send again").click();
      assertThat(max.field("First name")).hasValue("Maximilian");
      assertThat(max.toast()).isVisible();
    }
  }

  @Test
  void revoking_a_session() {
    try (var here = Visit.withoutScript(app).as(MAX);
        var there = Visit.withoutScript(app).as(MAX)) {
      here.open("/ui/profile/security");
      here.find("tbody .button").click();
      assertThat(here.find("h1")).containsText("last active");
      here.button("Revoke session").click();
      assertThat(here.toast()).containsText("was signed out.");
      assertThat(here.find("tbody tr")).hasCount(1);
      there.open("/ui/profile/account");
      assertThat(there.find("h1")).hasText("Sign in to Coffeedesk");
    }
  }

  @Test
  void passkeys_say_that_adding_one_needs_script() {
    try (var max = Visit.withoutScript(app).as(MAX).open("/ui/profile/security")) {
      assertThat(max.find(".passkey-card")).containsText("Adding a passkey needs script");
      assertThat(max.button("Add passkey")).not().isVisible();
      max.open("/ui/profile/passkeys");
      assertThat(max.find(".passkey-card")).containsText("Adding a passkey needs script");
    }
    try (var nobody = Visit.withoutScript(app).open("/login")) {
      assertThat(nobody.button("Continue with a passkey")).not().isVisible();
      assertThat(nobody.find(".or")).not().isVisible();
      assertThat(nobody.field("Email")).isVisible();
    }
  }
}
