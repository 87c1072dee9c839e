package dev.hostedui.journeys;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.hostedui.testing.People.ADA;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.testing.InChromium;
import dev.hostedui.testing.TestApp;
import dev.hostedui.testing.Visit;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** SCIM Provisioning, as an admin uses it. */
@InChromium
class ScimJourneyTest {

  private static final String PAGE = "/ui/organization/scim";

  /** A directory with thirty groups and somebody in the first of them. */
  private static void push(TestApp app) {
    app.as(ADA).post(PAGE + "/provider", "provider", "OKTA");
    app.arrange(
        """
        INSERT INTO directory_groups (id, directory_id, organization_id, position, display_name, display_name_key,
                                      attributes, member_count, version, created_at, updated_at)
        WITH RECURSIVE numbers (n) AS (SELECT 10 UNION ALL SELECT n + 1 FROM numbers WHERE n < 40)
        SELECT 'dirgroup_0000000000000000' || n, d.id, d.organization_id, n, 'Group ' || n, 'group ' || n, '{}', 1, 1, 0, 0
          FROM numbers, directories d
        """);
    app.arrange(
        """
        INSERT INTO directory_users (id, directory_id, organization_id, user_id, position, user_name, user_name_key,
                                     email, given_name, family_name, display_name, attributes, version, created_at, updated_at)
        SELECT 'diruser_000000000000000010', d.id, d.organization_id, u.id, 10, u.email, u.email, u.email, 'Max', 'Member',
               'Max Member', '{}', 1, 0, 0
          FROM directories d, users u WHERE u.email = 'max@acmecorp.example'
        """);
    app.arrange(
        "INSERT INTO directory_group_members VALUES ('dirgroup_000000000000000010',"
            + " 'diruser_000000000000000010')");
    app.arrange("UPDATE directories SET group_count = 31, user_count = 1");
  }

  @Test
  void a_directory_is_chosen_and_the_page_hears_by_itself_that_it_has_connected() {
    try (var app = TestApp.start();
        var ada = Visit.to(app).with(app.as(ADA))) {
      ada.open("/ui/organization/users");
      ada.link("SCIM Provisioning").click();
      ada.find("#provider-MICROSOFT_AD").check();
      ada.button("Configure").click();
      assertThat(ada.find(".once code")).hasText(Pattern.compile("[A-Za-z0-9]{64}"));
      assertThat(ada.find("#directory-state")).containsText("Waiting to connect");
      assertThat(ada.page().url()).endsWith(PAGE);

      var tokens = app.app().core().directoryTokens;
      tokens.noteUse(tokens.find(ada.find(".once code").innerText()).orElseThrow());

      assertThat(ada.find("#directory-state")).hasText("Connected");
      // what was shown once stays while the page is open, and is gone after that
      assertThat(ada.find(".once")).isVisible();
      ada.page().reload();
      assertThat(ada.find(".once")).hasCount(0);
    }
  }

  /** The menu opens to the left, so its button is at the right also where it stands alone. */
  @Test
  void the_actions_are_within_the_window_however_the_head_wraps() {
    try (var app = TestApp.start();
        var ada = Visit.to(app).with(app.as(ADA))) {
      app.as(ADA).post(PAGE + "/provider", "provider", "OKTA");
      ada.open(PAGE);
      for (var state : new String[] {"Waiting to connect with your Directory…", "Connected"}) {
        ada.find("#directory-state")
            .evaluate("(it, words) => it.lastChild.textContent = words", state);
        for (var width = 320; width <= 1000; width += 20) {
          ada.page().setViewportSize(width, 700);
          ada.find(".provider-head .menu").evaluate("it => it.open = true");
          var items = ada.find(".provider-head .menu-items").boundingBox();
          assertThat(items.x).as(state + width).isNotNegative();
          assertThat(items.x + items.width).as(state + width).isLessThanOrEqualTo(width);
        }
      }
    }
  }

  @Test
  void roles_are_chosen_on_several_pages_and_confirmed_at_once() {
    try (var app = TestApp.start();
        var ada = Visit.to(app).with(app.as(ADA))) {
      push(app);
      var admin = app.role("admin").value();
      ada.open(PAGE);
      ada.find("#role-dirgroup_000000000000000010").selectOption(admin);
      ada.find("#groups-next").click();
      assertThat(ada.find("#list")).containsText("1 choice is not saved yet.");
      ada.find("#group-search").fill("group 35");
      assertThat(ada.find(".pairs li")).hasCount(1);
      assertThat(ada.find("#group-search")).isFocused();
      ada.find("#role-dirgroup_000000000000000035").selectOption(admin);
      ada.button("Save").click();
      assertThat(ada.find("#ask-title")).hasText("Change the roles of 2 groups?");
      assertThat(ada.find(".effects")).containsText("1 person becomes Admin");

      // back leaves the choices as they were
      ada.button("Back").click();
      assertThat(ada.find("#dialog")).not().isVisible();
      assertThat(ada.find("#role-dirgroup_000000000000000035")).hasValue(admin);
      ada.button("Save").click();
      ada.button("Save and change roles").click();
      assertThat(ada.find(".toast")).containsText("1 person holds other roles now.");
      assertThat(app.one("SELECT COUNT(*) FROM directory_groups WHERE role_id IS NOT NULL"))
          .isEqualTo("2");
    }
  }

  @Test
  void choices_of_roles_are_asked_about_on_every_page_and_outlive_the_session() {
    try (var app = TestApp.start();
        var ada = Visit.to(app).with(app.as(ADA)).expecting(401)) {
      push(app);
      var admin = app.role("admin").value();
      ada.open(PAGE);
      ada.page()
          .waitForResponse(
              Pattern.compile(".*/later.*"),
              () -> ada.find("#role-dirgroup_000000000000000010").selectOption(admin));
      ada.find("#groups-next").click();
      assertThat(ada.find("#list")).containsText("1 choice is not saved yet.");
      var asked = new ArrayList<String>();
      ada.page()
          .onceDialog(
              dialog -> {
                asked.add(dialog.message());
                dialog.dismiss();
              });
      ada.link("Users").click();
      ada.page().waitForCondition(() -> !asked.isEmpty());
      assertThat(asked).containsExactly("What you typed is not saved. Leave it?");
      assertThat(ada.find("#list")).containsText("1 choice is not saved yet.");

      app.arrange("DELETE FROM sessions");
      for (var press : List.of("#groups-first", "#roles-save")) {
        ada.find(press).click();
        assertThat(ada.toast()).containsText("What you typed is still here.");
        ada.button("Dismiss").click();
      }
      ada.find("#group-search").fill("group 1");
      assertThat(ada.toast()).containsText("What you typed is still here.");
      ada.with(app.as(ADA));
      ada.button("Save").click();
      assertThat(ada.find("#ask-title")).hasText("Change the role of 1 group?");
      ada.button("Save and change roles").click();
      assertThat(ada.find("#list")).not().containsText("not saved yet");
      // what is saved is left without a question
      ada.link("Users").click();
      assertThat(ada.find("#widget h1")).containsText("Users");
    }
  }

  @Test
  void a_request_to_try_outlives_the_session() {
    try (var app = TestApp.start();
        var ada = Visit.to(app).with(app.as(ADA)).expecting(401)) {
      push(app);
      ada.open(PAGE + "/trial");
      ada.page()
          .waitForResponse(
              Pattern.compile(".*/later.*"), () -> ada.find("#try-method").selectOption("POST"));
      ada.find("#try-path").fill("/Users");
      ada.find("#try-body").fill("{\"active\": 1}");
      // as it was typed, and as it came back with what would come of it
      for (var tries = 0; tries < 2; tries++) {
        app.arrange("DELETE FROM sessions");
        ada.button("Dry run").click();
        assertThat(ada.toast()).containsText("What you typed is still here.");
        assertThat(ada.find("#try-body")).hasValue("{\"active\": 1}");
        ada.with(app.as(ADA));
        ada.button("Dry run").click();
        assertThat(ada.find("#outcome")).hasText("What would come of it");
      }
    }
  }

  /** Copies the id in a drawer: it is said where it is heard, also twice, and when it fails. */
  private static void copyFrom(Visit ada) {
    var copy = ada.button("Copy the directory user ID");
    ada.page()
        .evaluate(
            "() => { navigator.clipboard.writeText = () => Promise.reject(new DOMException('', 'NotAllowedError')); }");
    copy.click();
    assertThat(ada.find("#dialog .toast p")).containsText("did not let this be copied");
    assertThat(copy).hasText("Copy");
    assertThat(ada.page().evaluate("() => getSelection().toString()"))
        .isEqualTo("diruser_000000000000000010");
    ada.button("Dismiss").click();

    ada.page().clock().install();
    ada.page().evaluate("() => { navigator.clipboard.writeText = () => Promise.resolve(); }");
    copy.click();
    assertThat(copy).hasText("Copied");
    ada.page().clock().fastForward(1_000);
    assertThat(ada.find("#dialog #announcer")).hasText("Copied.");
    copy.click();
    ada.page().clock().fastForward(3_000);
    assertThat(copy).hasText("Copy");
  }

  @Test
  void a_person_opens_beside_the_list_and_the_way_back_leads_to_where_one_was() {
    try (var app = TestApp.start();
        var ada = Visit.to(app).with(app.as(ADA))) {
      push(app);
      ada.open(PAGE + "/users");
      ada.find("#search").fill("nobody");
      assertThat(ada.find(".empty h2")).hasText("Nobody matches");
      ada.find("#search").fill("group 10");
      ada.find("td.who a").click();
      assertThat(ada.find("#ask-title")).hasText("Max Member");
      // its text is there a moment before it opens
      assertThat(ada.find("#ask-title")).isFocused();
      copyFrom(ada);
      ada.page().keyboard().press("Escape");
      assertThat(ada.find("#dialog")).not().isVisible();
      assertThat(ada.find("#open-diruser_000000000000000010")).isFocused();
      ada.find("td.who a").click();
      ada.find(".tags a").click();
      assertThat(ada.find("#ask-title")).hasText("Group 10");
      ada.find(".drawer .close").click();
      assertThat(ada.find("#dialog")).not().isVisible();
    }
  }
}
