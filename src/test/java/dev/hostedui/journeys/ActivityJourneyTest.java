package dev.hostedui.journeys;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.hostedui.testing.People.ADA;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.options.SelectOption;
import dev.hostedui.testing.InChromium;
import dev.hostedui.testing.TestApp;
import dev.hostedui.testing.Visit;
import java.nio.file.Files;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An admin looks up what happened. */
@InChromium
class ActivityJourneyTest {

  @RegisterExtension final TestApp app = TestApp.start();

  @Test
  void an_admin_finds_who_changed_the_name_and_takes_it_along() throws Exception {
    app.as(ADA).post("/ui/organization/general/name", "display_name", "Acme Europe");
    try (var ada = Visit.to(app).as(ADA).open("/ui/organization/general")) {
      ada.link("Activity").click();
      assertThat(ada.find("h1")).hasText("Activity");
      ada.find("#topic").selectOption(new SelectOption().setLabel("Settings"));
      var line = ada.find(".activity li").first();
      assertThat(line).containsText("Ada Admin changed the name from AcmeCorp");
      assertThat(ada.page()).hasURL(Pattern.compile(".*topic=settings.*"));
      line.locator("summary").press("Enter");
      assertThat(line).containsText("Acme Europe");
      assertThat(line.locator("table")).isVisible();

      var file = ada.page().waitForDownload(() -> ada.find("#export-csv").click());
      assertThat(file.suggestedFilename()).isEqualTo("activity.csv");
      assertThat(Files.readString(file.path()))
          .contains("Acme Europe")
          .doesNotContain("user.login");

      // no file is made of the sign-in page
      app.arrange("DELETE FROM sessions");
      ada.find("#export-csv").click();
      assertThat(ada.page())
          .hasURL(Pattern.compile(".*/login\\?return_to=%2Fui%2Forganization%2Factivity"));
    }
  }

  @Test
  void it_needs_no_script() {
    try (var ada = Visit.withoutScript(app).as(ADA).open("/ui/organization/activity")) {
      ada.find("#topic").selectOption(new SelectOption().setLabel("SCIM Provisioning"));
      ada.find("#person").press("Enter");
      assertThat(ada.find(".empty h2")).hasText("Nothing matches");
      ada.link("Show everything").click();
      assertThat(ada.find(".activity li").first()).containsText("Ada Admin signed in.");
    }
  }
}
