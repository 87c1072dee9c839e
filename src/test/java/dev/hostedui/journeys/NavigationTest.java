package dev.hostedui.journeys;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.hostedui.testing.People.ADA;
import static dev.hostedui.testing.People.MAX;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Route;
import dev.hostedui.testing.InChromium;
import dev.hostedui.testing.TestApp;
import dev.hostedui.testing.Visit;
import java.util.ArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@InChromium
class NavigationTest {

  private TestApp app;

  @BeforeEach
  void start() {
    app = TestApp.start();
  }

  @AfterEach
  void stop() {
    app.close();
  }

  private static void isOn(Visit visit, String title, String path) {
    assertThat(visit.find("h1")).containsText(title);
    assertThat(visit.page()).hasURL(java.util.regex.Pattern.compile(".*" + path + "$"));
    assertThat(visit.page()).hasTitle(title + " – Coffeedesk");
    assertThat(visit.find("#menu [aria-current=page]")).hasText(title);
  }

  @Test
  void the_menu_swaps_the_widget_and_the_history_brings_it_back() {
    try (var ada = Visit.to(app).as(ADA).open("/ui/organization/general")) {
      ada.page().evaluate("() => { window.loadedOnce = true }");
      ada.link("Users").click();
      isOn(ada, "Users", "/ui/organization/users");
      assertThat(ada.find("h1")).isFocused();
      ada.link("Security").click();
      isOn(ada, "Security", "/ui/profile/security");
      assertThat(ada.find("h1")).isFocused();
      ada.link("My Account").click();
      isOn(ada, "My Account", "/ui/profile/account");
      assertThat(ada.page().evaluate("() => window.loadedOnce")).isEqualTo(true);
      assertThat(ada.button("Update")).isDisabled();

      ada.page().goBack();
      isOn(ada, "Security", "/ui/profile/security");
      ada.page().goBack();
      isOn(ada, "Users", "/ui/organization/users");
      assertThat(ada.find("tbody tr")).hasCount(10);
      ada.page().goForward();
      isOn(ada, "Security", "/ui/profile/security");
      ada.page().reload();
      isOn(ada, "Security", "/ui/profile/security");
    }
  }

  @Test
  void the_keyboard_skips_to_the_content() {
    try (var max = Visit.to(app).as(MAX).open("/ui/organization/users")) {
      max.page().keyboard().press("Tab");
      assertThat(max.link("Skip to content")).isFocused();
      max.page().keyboard().press("Enter");
      max.page().keyboard().press("Tab");
      assertThat(max.field("Search by email or name")).isFocused();
    }
  }

  @Test
  void a_slow_answer_shows_that_something_happens() {
    try (var max = Visit.to(app).as(MAX).open("/ui/organization/general")) {
      var held = new ArrayList<Route>();
      max.page().route("**/ui/profile/security", held::add);
      max.link("Security").click();
      max.page().waitForCondition(() -> !held.isEmpty());
      assertThat(max.find("#progress")).hasCSS("opacity", "1");
      held.get(0).resume();
      assertThat(max.find("h1")).hasText("Security");
      assertThat(max.find("#progress")).hasCSS("opacity", "0");
    }
  }

  @Test
  void a_lost_connection_is_said_and_nothing_is_lost() {
    try (var max = Visit.to(app).as(MAX).open("/ui/profile/account")) {
      max.field("First name").fill("Maximilian");
      max.offline(true);
      max.button("Update").click();
      assertThat(max.find(".toast.failed")).containsText("offline");
      assertThat(max.field("First name")).hasValue("Maximilian");
      max.offline(false);
      max.button("Dismiss").click();
      assertThat(max.find(".toast")).hasCount(0);
      max.button("Update").click();
      assertThat(max.toast()).hasText("Your name was updated.");
    }
  }

  @Test
  void a_page_one_may_not_see_says_so_inside_the_portal() {
    try (var max = Visit.to(app).as(MAX).expecting(403, 404)) {
      max.open("/ui/organization/users/invitations");
      assertThat(max.find("h1")).hasText("You do not have access");
      assertThat(max.link("Users")).isVisible();
      max.link("Go to General").click();
      assertThat(max.find("h1")).hasText("General");
    }
  }

  @Test
  void a_permission_lost_meanwhile_is_said_where_the_widget_stood() {
    try (var ada = Visit.to(app).as(ADA).open("/ui/organization/users").expecting(403)) {
      app.arrange(
          "UPDATE membership_roles SET role_id = '%s' WHERE user_id = '%s'"
              .formatted(app.role("member").value(), app.user(ADA).value()));
      ada.link("Invite User").click();
      assertThat(ada.find("#widget")).containsText("You do not have access");
      assertThat(ada.find("#dialog")).isHidden();
    }
  }
}
