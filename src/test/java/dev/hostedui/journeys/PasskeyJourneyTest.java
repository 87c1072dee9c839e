package dev.hostedui.journeys;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.hostedui.testing.People.MAX;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.testing.InChromium;
import dev.hostedui.testing.TestApp;
import dev.hostedui.testing.VirtualAuthenticator;
import dev.hostedui.testing.VirtualAuthenticator.Kind;
import dev.hostedui.testing.Visit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every ceremony in a real browser, with a device it plays. */
@InChromium
class PasskeyJourneyTest {

  private static final String SECURITY = "/ui/profile/security";
  private static final String ALONE = "/ui/profile/passkeys";

  private TestApp app;

  @BeforeEach
  void start() {
    app = TestApp.startAtItsAddress();
  }

  @AfterEach
  void stop() {
    app.close();
  }

  private static void add(Visit visit) {
    visit.button("Add passkey").click();
    assertThat(visit.find(".toast p", "was added").or(visit.find(".notice.done"))).isVisible();
  }

  @Test
  void a_passkey_is_added_renamed_and_deleted() {
    try (var max = Visit.to(app).as(MAX).expecting(422)) {
      var device = VirtualAuthenticator.in(max.page(), Kind.PLATFORM, true);
      max.link("Security").click();
      assertThat(max.find(".passkeys li")).hasCount(0);
      max.button("Add passkey").click();
      assertThat(max.toast()).hasText("The passkey “Passkey” was added. You can sign in with it.");
      assertThat(max.find(".passkeys li")).hasCount(1);
      assertThat(max.find(".passkeys li")).containsText("Synced between devices");
      assertThat(max.find(".passkeys li")).containsText("Created: just now, Chrome on Linux");
      assertThat(max.find(".passkeys li")).containsText("Last used: never");
      assertThat(device.passkeys()).hasSize(1);

      max.link("Rename Passkey").click();
      max.field("Name").fill(" ");
      max.button("Rename").click();
      assertThat(max.find("#name-error")).isVisible();
      max.field("Name").fill("x".repeat(121));
      max.button("Rename").click();
      assertThat(max.find("#name-error")).containsText("at most 120");
      max.field("Name").fill("My laptop");
      max.button("Rename").click();
      assertThat(max.find(".passkeys li .strong")).hasText("My laptop");

      max.link("Delete My laptop").click();
      assertThat(max.find("#dialog")).containsText("My laptop can no longer be used");
      max.button("Delete passkey").click();
      assertThat(max.find(".passkeys li")).hasCount(0);
      // the browser's own list follows
      max.page().waitForCondition(() -> device.passkeys().isEmpty());
    }
    assertThat(app.events())
        .contains("passkey.created", "passkey.renamed", "passkey.deleted")
        .endsWith("passkey.deleted");
  }

  @Test
  void signing_in_by_the_button_leads_to_the_page_that_was_asked_for() {
    try (var max = Visit.to(app).as(MAX)) {
      VirtualAuthenticator.in(max.page(), Kind.SECURITY_KEY, true);
      max.open(SECURITY);
      add(max);
      assertThat(max.find(".passkeys li")).containsText("Only on the device it was made on");
      max.find("#account-menu").click();
      max.button("Sign out").click();
      max.open(ALONE);
      max.button("Continue with a passkey").click();
      assertThat(max.page()).hasURL(app.origin() + ALONE);
      assertThat(max.find(".passkeys li")).containsText("Last used: just now");
    }
    assertThat(app.events()).endsWith("user.login");
    assertThat(app.one("SELECT authenticated_with FROM sessions ORDER BY id DESC LIMIT 1"))
        .isEqualTo("hwk");
  }

  @Test
  void whoever_does_not_verify_is_told_so_in_plain_words() {
    try (var max = Visit.to(app).as(MAX)) {
      var device = VirtualAuthenticator.in(max.page(), Kind.PLATFORM, true);
      device.recognize(false);
      max.open(SECURITY);
      max.button("Add passkey").click();
      assertThat(max.find("#passkey-problem")).containsText("No passkey was added");
      device.recognize(true);
      add(max);
      max.button("Add passkey").click();
      assertThat(max.find("#passkey-problem"))
          .containsText("has a passkey for your account already");
    }
  }

  @Test
  void a_device_that_cannot_verify_is_no_use() {
    try (var max = Visit.to(app).as(MAX)) {
      VirtualAuthenticator.in(max.page(), Kind.SECURITY_KEY, false);
      max.open(SECURITY);
      max.button("Add passkey").click();
      assertThat(max.find("#passkey-problem")).isVisible();
      assertThat(app.count("passkeys")).isZero();
    }
  }

  @Test
  void the_page_of_its_own_does_the_same() {
    try (var max = Visit.to(app).as(MAX)) {
      VirtualAuthenticator.in(max.page(), Kind.PLATFORM, true);
      max.open(ALONE);
      assertThat(max.find("main")).containsText("Signed in as " + MAX);
      add(max);
      max.link("Rename Passkey").click();
      max.field("Name").fill("Desk");
      max.button("Rename").click();
      assertThat(max.find(".notice.done")).hasText("The passkey is now called “Desk”.");
      max.link("Delete Desk").click();
      max.button("Delete passkey").click();
      assertThat(max.find(".notice.done")).hasText("The passkey “Desk” was deleted.");
    }
  }
}
