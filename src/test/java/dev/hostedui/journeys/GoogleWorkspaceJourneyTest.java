package dev.hostedui.journeys;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.hostedui.testing.People.IVY;

import dev.hostedui.testing.Axe;
import dev.hostedui.testing.FakeGoogle;
import dev.hostedui.testing.InChromium;
import dev.hostedui.testing.TestApp;
import dev.hostedui.testing.Visit;
import java.time.Clock;
import java.time.Duration;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/** Ivy lets Initech's Google Workspace be read: from the first button to people who are here. */
@InChromium
class GoogleWorkspaceJourneyTest {

  @Test
  void a_workspace_is_authorized_its_groups_chosen_and_its_people_come_while_the_page_is_open() {
    try (var google = FakeGoogle.start(Clock.systemUTC());
        var app = start(google);
        var ivy = Visit.to(app).with(app.as(IVY)).alsoAt(google.origin())) {
      google.meet(app);
      for (var i = 0; i < 9; i++)
        google.user("20" + i, "p" + i + "@initech.example", "P" + i, "Person");
      google.group("g1", "Collators", "201", "202", "203", "204", "205", "206", "207");
      google.group("g2", "Printers");
      ivy.page().clock().install();
      ivy.open("/ui/organization/scim");
      ivy.find("label.provider", "Google Workspace").click();
      ivy.button("Configure").click();
      assertThat(ivy.toast().last()).hasText("Google Workspace is chosen.");
      Assertions.assertThat(Axe.problems(ivy)).isEmpty();

      ivy.link("Authorize Google Workspace").click();
      ivy.link("Cancel").click();
      assertThat(ivy.find("#step-1")).containsText("Access was not allowed at Google.");
      ivy.link("Authorize Google Workspace").click();
      ivy.link("Allow").click();
      assertThat(ivy.page()).hasURL(app.origin() + "/ui/organization/scim");
      assertThat(ivy.find("#step-1")).containsText("Authorized by root@initech.example");

      ivy.link("Select groups").click();
      ivy.find("#tracking-selected").check();
      ivy.find("#group-search").fill("coll");
      ivy.find("#group-search").press("Enter");
      assertThat(ivy.find("#others")).hasText("Groups that match");
      assertThat(ivy.find("#tracking-selected")).isChecked();
      ivy.find("#group-g1").check();
      Assertions.assertThat(Axe.problems(ivy)).isEmpty();
      ivy.button("Save").click();
      assertThat(ivy.find(".tracked")).containsText("Collators");

      ivy.link("Enable Sync").click();
      ivy.button("Enable Sync").click();
      assertThat(ivy.find("#sync")).containsText("It begins in a moment");
      app.app().core().polledDirectories.polling.pollDue();
      ivy.page().clock().fastForward(3_000);
      assertThat(ivy.find("#sync")).containsText("7 people and 1 group read: 7 added.");
      assertThat(ivy.button("Sync Now")).isVisible();

      // most of them are gone, which somebody has to confirm
      for (var i = 1; i < 8; i++) google.delete("20" + i);
      google.add("g1", "200");
      ivy.button("Sync Now").click();
      assertThat(ivy.toast().last()).hasText("Your directory is being read.");
      app.app().core().polledDirectories.polling.pollDue();
      ivy.page().clock().fastForward(3_000);
      assertThat(ivy.find("#sync")).containsText("7 people would lose access.");
      Assertions.assertThat(Axe.problems(ivy)).isEmpty();
      ivy.link("It is right: take their access away…").click();
      assertThat(ivy.find("#ask-title")).hasText("Take away the access of 7 people?");
      ivy.button("Take Their Access Away").click();
      assertThat(ivy.toast().last()).containsText("this time they lose access");
      app.app().core().polledDirectories.polling.pollDue();
      ivy.page().clock().fastForward(3_000);
      assertThat(ivy.find("#sync")).containsText("1 added, 7 removed");
      app.clock().advance(Duration.ofMinutes(1));
      Assertions.assertThat(ivy.faults()).isEmpty();
    }
  }

  private static TestApp start(FakeGoogle google) {
    return TestApp.startAtItsAddress(google.settings());
  }
}
