package dev.hostedui.journeys;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.hostedui.testing.People.ADA;
import static dev.hostedui.testing.People.MAX;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.options.FilePayload;
import dev.hostedui.testing.InChromium;
import dev.hostedui.testing.TestApp;
import dev.hostedui.testing.Visit;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@InChromium
class UsersJourneyTest {

  @RegisterExtension final TestApp app = TestApp.start();

  private Visit ada() {
    return Visit.to(app).as(ADA).open("/ui/organization/users");
  }

  @Test
  void an_invited_colleague_accepts_in_their_own_browser_and_shows_as_active() {
    try (var ada = ada().expecting(422);
        var bea = Visit.to(app)) {
      ada.link("Invite User").click();
      assertThat(ada.find("#dialog")).isVisible();
      assertThat(ada.field("Email")).isFocused();
      ada.field("Email").fill("bea");
      ada.button("Send invitation").click();
      assertThat(ada.find("#dialog #email-error")).isVisible();
      assertThat(ada.field("Email")).isFocused();
      assertThat(ada.field("Email")).hasValue("bea");

      ada.field("Email").fill("bea@acmecorp.example");
      ada.page().keyboard().press("Enter");
      assertThat(ada.toast()).hasText("An invitation is on its way to bea@acmecorp.example.");
      assertThat(ada.find("#dialog")).isHidden();
      assertThat(ada.row("bea@acmecorp.example")).containsText("Pending");
      assertThat(ada.find("#invite")).isFocused();

      app.hasNoWayToAnApp();
      bea.open(app.mailTo("bea@acmecorp.example").link());
      bea.button("Accept Invitation").click();
      assertThat(bea.page()).hasURL(app.origin() + "/ui/organization/general");

      ada.page().reload();
      assertThat(ada.row("bea@acmecorp.example")).containsText("Active");
    }
  }

  @Test
  void the_addresses_of_a_csv_file_are_taken_into_the_list() {
    try (var ada = ada()) {
      ada.open("/ui/organization/users/invitations/several");
      ada.find("#addresses").fill("zero@files.example");
      var rows = "Name,Email\nOne,one@files.example\n";
      ada.find("#file")
          .setInputFiles(
              new FilePayload("people.csv", "text/csv", rows.getBytes(StandardCharsets.UTF_8)));
      assertThat(ada.find("#addresses")).hasValue("zero@files.example\n" + rows);
      ada.button("Check").click();
      assertThat(ada.find("#checked")).hasText("All 2 can be invited");
      assertThat(ada.find("#checked")).isFocused();
      ada.button("Send 2 invitations").click();
      assertThat(ada.toast()).hasText("2 invitations are on their way.");
    }
    try (var ada = Visit.withoutScript(app).as(ADA)) {
      ada.open("/ui/organization/users/invitations/several");
      ada.find("#file")
          .setInputFiles(
              new FilePayload(
                  "people.csv", "text/csv", "a@b.example,B".getBytes(StandardCharsets.UTF_8)));
      ada.find("#addresses").fill("three@files.example");
      ada.button("Check").click();
      assertThat(ada.find("#addresses")).hasValue("three@files.example\na@b.example");
      assertThat(ada.find("#checked")).hasText("All 2 can be invited");
      ada.button("Send 2 invitations").click();
      assertThat(ada.toast()).hasText("2 invitations are on their way.");
    }
  }

  @Test
  void a_dialog_on_a_page_of_its_own_leads_on_in_its_place() {
    try (var ada = ada()) {
      ada.open("/ui/organization/users/invitations");
      ada.field("Email").fill("one@acmecorp.example");
      ada.link("Invite several people at once").click();
      assertThat(ada.find("#addresses")).hasValue("one@acmecorp.example");
      assertThat(ada.find("#addresses")).isFocused();
      assertThat(ada.find("#ask")).hasCount(1);
      ada.button("Check").click();
      assertThat(ada.find("#checked")).hasText("This address can be invited");
      assertThat(ada.find("#ask")).hasCount(1);
      assertThat(ada.find("#dialog")).isHidden();
      ada.button("Send 1 invitation").click();
      assertThat(ada.toast()).hasText("An invitation is on its way.");
      assertThat(ada.page()).hasURL(app.origin() + "/ui/organization/users");
    }
  }

  @Test
  void a_list_that_is_too_much_stays_in_its_dialog() {
    try (var ada = ada().expecting(413, 422)) {
      ada.link("Invite User").click();
      ada.link("Invite several people at once").click();
      for (var people : new int[] {5_000, 30_000}) {
        var list = "somebody@files.example\n".repeat(people);
        // as a paste: what types it takes longer than is waited for
        ada.find("#addresses").evaluate("(it, list) => { it.value = list; }", list);
        ada.button("Check").click();
        assertThat(ada.find(people == 5_000 ? "#addresses-error" : "#dialog .toast p"))
            .containsText(people == 5_000 ? "At most 20 people" : "larger than the 512 KB");
        if (people > 5_000) assertThat(ada.button("Check")).isFocused();
        assertThat(ada.find("#dialog #addresses").inputValue().strip()).isEqualTo(list.strip());
      }
    }
  }

  @Test
  void a_file_that_is_no_text_is_refused_in_words() {
    try (var ada = ada()) {
      ada.open("/ui/organization/users/invitations/several");
      ada.find("#addresses").fill("zero@files.example");
      ada.find("#file")
          .setInputFiles(new FilePayload("people.csv", "text/csv", new byte[] {'P', 'K', 3, 0, 4}));
      assertThat(ada.toast())
          .hasText("people.csv is no text. Save it as CSV in your spreadsheet, and choose that.");
      assertThat(ada.find("#addresses")).hasValue("zero@files.example");
      ada.find("#file")
          .setInputFiles(new FilePayload("people.csv", "text/csv", new byte[600 * 1024]));
      assertThat(ada.toast()).hasText("people.csv is larger than 512 KB.");
    }
  }

  @Test
  void a_role_is_changed_in_a_dialog_that_gives_the_focus_back() {
    try (var ada = ada()) {
      var menu = "summary#menu-" + app.user(MAX).value();
      ada.choose("Max Member", "Change Role");
      assertThat(ada.find("#dialog")).isVisible();
      assertThat(ada.find("#ask-title")).hasText("Change role of Max Member");
      assertThat(ada.find("#ask-title")).isFocused();

      ada.page().keyboard().press("Escape");
      assertThat(ada.find("#dialog")).isHidden();
      assertThat(ada.find(menu)).isFocused();

      ada.choose("Max Member", "Change Role");
      ada.field("Admin").check();
      ada.field("Member").uncheck();
      ada.button("Change role").click();
      assertThat(ada.toast()).hasText("Max Member is now Admin.");
      assertThat(ada.row("Max Member").locator(".role")).hasText("Admin");
      assertThat(ada.find("#dialog")).isHidden();
      assertThat(ada.find(menu)).isFocused();
    }
  }

  @Test
  void a_dialog_closes_by_its_button_and_beside_it_but_not_by_a_press_on_its_edge() {
    try (var ada = ada()) {
      ada.link("Invite User").click();
      assertThat(ada.field("Email")).isFocused();
      ada.link("Cancel").click();
      assertThat(ada.find("#dialog")).isHidden();
      assertThat(ada.find("#invite")).isFocused();

      ada.link("Invite User").click();
      assertThat(ada.field("Email")).isFocused();
      var box = ada.find("#dialog").boundingBox();
      ada.page().mouse().click(box.x + 6, box.y + 6);
      assertThat(ada.find("#dialog")).isVisible();
      ada.page().mouse().click(box.x - 20, box.y + 6);
      assertThat(ada.find("#dialog")).isHidden();
      assertThat(ada.page()).hasURL(app.origin() + "/ui/organization/users");
    }
  }

  @Test
  void a_menu_works_by_keyboard() {
    try (var ada = ada()) {
      var menu = ada.row("Max Member").locator("summary");
      menu.focus();
      ada.page().keyboard().press("Enter");
      ada.page().keyboard().press("ArrowDown");
      assertThat(ada.row("Max Member").getByText("Change Role")).isFocused();
      ada.page().keyboard().press("ArrowUp");
      assertThat(ada.row("Max Member").getByText("Remove from Organization")).isFocused();
      ada.page().keyboard().press("Escape");
      assertThat(menu).isFocused();
      assertThat(ada.row("Max Member").locator("details")).not().hasAttribute("open", "");
    }
  }

  @Test
  void removal_names_the_person_and_asks_first() {
    try (var ada = ada();
        var max = Visit.to(app).as(MAX)) {
      ada.choose("Max Member", "Remove from Organization");
      assertThat(ada.find("#dialog")).containsText("Remove Max Member?");
      assertThat(ada.find("#dialog")).containsText("max@acmecorp.example");
      assertThat(ada.find("#ask-title")).isFocused();
      ada.button("Remove user").click();
      assertThat(ada.toast()).hasText("Max Member was removed from AcmeCorp.");
      assertThat(ada.row("Max Member")).hasCount(0);
      assertThat(ada.find("#widget h1")).hasText("Users (41)");
      assertThat(ada.find("#widget h1")).isFocused();

      max.expecting(401).link("My Account").click();
      max.page().waitForURL("**/login**");
    }
  }

  @Test
  void an_expired_invitation_is_sent_again() {
    try (var ada = ada()) {
      ada.field("Search by email or name").fill("grace");
      assertThat(ada.find("#list tbody tr")).hasCount(1);
      ada.choose("grace.mensah", "Resend Invite");
      assertThat(ada.find("#dialog")).containsText("the old one has expired");
      ada.button("Resend invitation").click();
      assertThat(ada.toast()).containsText("on its way again");
      assertThat(ada.row("grace.mensah")).containsText("Pending");
      assertThat(ada.field("Search by email or name")).hasValue("grace");
    }
  }

  @Test
  void searching_keeps_the_caret_and_is_read_out() {
    try (var ada = ada()) {
      var search = ada.field("Search by email or name");
      search.focus();
      ada.page().keyboard().type("petova");
      ada.page().keyboard().press("ArrowLeft");
      ada.page().keyboard().press("ArrowLeft");
      ada.page().keyboard().press("ArrowLeft");
      ada.page().keyboard().type("r");
      assertThat(ada.find("#list tbody tr")).hasCount(1);
      assertThat(ada.row("Elena Petrova")).isVisible();
      assertThat(search).isFocused();
      assertThat(search.evaluate("it => it.selectionStart")).isEqualTo(4);
      assertThat(ada.find("#announcer")).hasText("1 user found");
      assertThat(ada.page()).hasURL(app.origin() + "/ui/organization/users?q=petrova");

      search.fill("nobody at all");
      assertThat(ada.find("#list h2")).hasText("Nobody matches “nobody at all”");
      assertThat(ada.find("#announcer")).hasText("No matches");
      assertThat(search).isFocused();

      ada.page().reload();
      assertThat(search).hasValue("nobody at all");
      ada.link("Show all users").click();
      assertThat(ada.find("#list tbody tr")).hasCount(10);
    }
  }

  @Test
  void paging_goes_both_ways_and_back() {
    try (var ada = ada()) {
      assertThat(ada.find(".pager")).containsText("Showing 1–10 of 42");
      ada.link("Next").click();
      assertThat(ada.find(".pager")).containsText("Showing 11–20 of 42");
      assertThat(ada.find("h1")).isFocused();
      ada.link("Next").click();
      assertThat(ada.find(".pager")).containsText("Showing 21–30 of 42");
      ada.link("Previous").click();
      assertThat(ada.find(".pager")).containsText("Showing 11–20 of 42");
      ada.page().goBack();
      assertThat(ada.find(".pager")).containsText("Showing 21–30 of 42");
      ada.page().goForward();
      assertThat(ada.find(".pager")).containsText("Showing 11–20 of 42");
    }
  }

  @Test
  void a_filter_is_nothing_that_is_lost_by_going_on() {
    try (var ada = ada()) {
      var status = ada.field("Filter by status");
      for (var wanted : List.of("active", "")) {
        status.selectOption(wanted);
        assertThat(ada.page())
            .hasURL(
                app.origin()
                    + "/ui/organization/users"
                    + (wanted.isEmpty() ? "" : "?status=" + wanted));
        // a question is answered with Cancel where no test has said otherwise
        ada.link("Next").click();
        assertThat(ada.find(".pager")).containsText("Showing 11–20");
        assertThat(status).hasValue(wanted);
      }
      status.selectOption("active");
      ada.link("My Account").click();
      assertThat(ada.find("#widget h1")).hasText("My Account");
    }
  }

  @Test
  void a_change_on_a_later_page_stays_on_it() {
    try (var ada = ada()) {
      ada.link("Next").click();
      assertThat(ada.find(".pager")).containsText("Showing 11–20");
      var name = ada.find("#list tbody tr:has(summary) .strong").first().innerText();
      ada.choose(name, "Change Role");
      ada.field("Admin").check();
      ada.field("Member").uncheck();
      ada.button("Change role").click();
      assertThat(ada.toast()).hasText(name + " is now Admin.");
      assertThat(ada.find(".pager")).containsText("Showing 11–20");
      assertThat(ada.row(name).locator(".role")).hasText("Admin");
    }
  }

  @Test
  void a_member_may_look_and_search_and_nothing_else() {
    try (var max = Visit.to(app).as(MAX).open("/ui/organization/users")) {
      assertThat(max.find("#list tbody tr")).hasCount(10);
      assertThat(max.find("#invite, #widget summary")).hasCount(0);
      max.field("Search by email or name").fill("ada@");
      assertThat(max.find("#list tbody tr")).hasCount(1);
    }
  }
}
