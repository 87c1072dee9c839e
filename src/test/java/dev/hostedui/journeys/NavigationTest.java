package dev.hostedui.journeys;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.hostedui.testing.People.ADA;
import static dev.hostedui.testing.People.IVY;
import static dev.hostedui.testing.People.MAX;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.ForcedColors;
import com.microsoft.playwright.options.KeyboardModifier;
import com.microsoft.playwright.options.Media;
import dev.hostedui.portal.Section;
import dev.hostedui.testing.InChromium;
import dev.hostedui.testing.TestApp;
import dev.hostedui.testing.Visit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@InChromium
class NavigationTest {

  @RegisterExtension final TestApp app = TestApp.start();

  private static void isOn(Visit visit, String title, String path) {
    assertThat(visit.find("h1")).containsText(title);
    assertThat(visit.page()).hasURL(Pattern.compile(".*" + path + "$"));
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
      assertThat(isSeen(max, ":focus")).isTrue();
      max.page().keyboard().press("Enter");
      max.page().keyboard().press("Tab");
      assertThat(max.field("Search by email or name")).isFocused();
    }
  }

  @Test
  void what_takes_the_focus_is_not_under_the_bar_at_the_top() {
    try (var ada = Visit.to(app).as(ADA)) {
      ada.page().setViewportSize(1280, 500);
      ada.open("/ui/organization/users");
      ada.link("Next").focus();
      for (var stop = 0; stop < 12; stop++) {
        ada.page().keyboard().press("Shift+Tab");
        assertThat(isSeen(ada, ":focus")).as("%d before the pages", stop + 1).isTrue();
      }
    }
  }

  /** Whether nothing lies over the beginning of what a selector finds. */
  private static boolean isSeen(Visit visit, String selector) {
    return (boolean)
        visit
            .page()
            .evaluate(
                """
                selector => {
                  const it = document.querySelector(selector);
                  const { left, top, height } = it.getBoundingClientRect();
                  return it.contains(document.elementFromPoint(left + 5, top + height / 2));
                }\
                """,
                selector);
  }

  @Test
  void a_slow_answer_shows_that_something_happens() {
    try (var max = Visit.to(app).as(MAX).open("/ui/organization/general")) {
      var held = new ArrayList<Route>();
      max.page().route("**/ui/profile/security", held::add);
      max.link("Security").click();
      max.page().waitForCondition(() -> !held.isEmpty());
      assertThat(max.find("#progress")).hasCSS("opacity", "1");
      assertThat(
              max.page()
                  .evaluate(
                      "() => +getComputedStyle(document.querySelector('#progress')).zIndex"
                          + " > +getComputedStyle(document.querySelector('.top')).zIndex"))
          .as("it is not under the bar")
          .isEqualTo(true);
      held.get(0).resume();
      assertThat(max.find("h1")).hasText("Security");
      assertThat(max.find("#progress")).hasCSS("opacity", "0");
    }
  }

  @Test
  void what_was_pressed_says_so_and_an_error_goes_when_its_value_changes() {
    try (var ada = Visit.to(app).as(ADA).open("/ui/organization/general").expecting(422)) {
      var held = new ArrayList<Route>();
      ada.page().route("**/ui/organization/general/domains", held::add);
      ada.field("Domain to add").fill("gmail.com");
      ada.button("Add").click();
      ada.page().waitForCondition(() -> !held.isEmpty());
      assertThat(ada.button("Sending…")).isDisabled();
      assertThat(ada.button("Sending…")).hasAttribute("aria-busy", "true");
      held.remove(0).resume();
      assertThat(ada.find("#domain-error")).isVisible();
      assertThat(ada.button("Add")).isEnabled();
      assertThat(ada.field("Domain to add")).hasValue("gmail.com");

      ada.field("Domain to add").press("x");
      assertThat(ada.find("#domain-error")).hasCount(0);
      assertThat(ada.find("[aria-invalid]")).hasCount(0);
    }
  }

  /** What keeps typed text is fetched with the first letter: no person leaves as soon as a test. */
  private static void typeFirst(Visit visit, String field, String text) {
    visit
        .page()
        .waitForResponse(Pattern.compile(".*/later.*"), () -> visit.field(field).fill(text));
  }

  @Test
  void text_that_is_not_saved_is_asked_about_before_it_is_left() {
    try (var max = Visit.to(app).as(MAX).open("/ui/profile/account")) {
      var asked = new ArrayList<String>();
      typeFirst(max, "First name", "Maximilian");
      max.page()
          .onceDialog(
              dialog -> {
                asked.add(dialog.message());
                dialog.dismiss();
              });
      max.link("Security").click();
      isOn(max, "My Account", "/ui/profile/account");
      assertThat(asked).containsExactly("What you typed is not saved. Leave it?");
      assertThat(max.field("First name")).hasValue("Maximilian");

      max.page()
          .onceDialog(
              dialog -> {
                asked.add(dialog.type());
                dialog.dismiss();
              });
      max.page().evaluate("() => { location.href = '/dev/' }");
      max.page().waitForCondition(() -> asked.size() == 2);
      assertThat(asked.get(1)).isEqualTo("beforeunload");
      assertThat(max.field("First name")).hasValue("Maximilian");

      max.page().onceDialog(dialog -> dialog.accept());
      max.link("Security").click();
      isOn(max, "Security", "/ui/profile/security");
      // nothing is asked where nothing was typed
      max.link("My Account").click();
      isOn(max, "My Account", "/ui/profile/account");
    }
  }

  @Test
  void a_sign_in_that_was_stopped_can_be_sent_again() {
    try (var anyone = Visit.to(app)) {
      anyone.page().clock().install();
      anyone.open("/login");
      var held = new ArrayList<Route>();
      anyone
          .page()
          .route(
              "**/login",
              route -> {
                if (held.isEmpty() && route.request().method().equals("POST")) held.add(route);
                else route.resume();
              });
      anyone.field("Email").fill(MAX);
      anyone.button("Continue").click(new Locator.ClickOptions().setNoWaitAfter(true));
      anyone.page().waitForCondition(() -> !held.isEmpty());
      held.get(0).abort("aborted");
      anyone.page().clock().fastForward(10_000);
      anyone.button("Continue").click();
      assertThat(anyone.page()).hasURL(Pattern.compile(".*/login/code.*"));
    }
  }

  @Test
  void enter_presses_the_main_button_of_many_invitations_and_escape_asks_first() {
    try (var ada = Visit.to(app).as(ADA).open("/ui/organization/users")) {
      ada.link("Invite User").click();
      typeFirst(ada, "Email", "one@acmecorp.example");
      ada.link("Invite several people at once").click();
      assertThat(ada.find("#addresses")).hasValue("one@acmecorp.example");
      ada.find("#addresses").fill("one@acmecorp.example\ntwo@acmecorp.example");
      // the question of the browser is answered with no
      ada.page().keyboard().press("Escape");
      assertThat(ada.find("#addresses")).hasValue("one@acmecorp.example\ntwo@acmecorp.example");
      ada.find("#dialog input[name=role]").first().press("Enter");
      assertThat(ada.find("#checked")).hasText("All 2 can be invited");
      // what was checked is not sent yet
      ada.page().keyboard().press("Escape");
      assertThat(ada.find("#addresses")).isVisible();
      ada.page().onceDialog(dialog -> dialog.accept());
      ada.page().keyboard().press("Escape");
      assertThat(ada.find("#dialog")).isHidden();
    }
  }

  @Test
  void what_was_refused_is_asked_about_too_before_it_is_left() {
    try (var ada = Visit.to(app).as(ADA).open("/ui/organization/users").expecting(422)) {
      ada.link("Invite User").click();
      typeFirst(ada, "Email", "nobody");
      ada.button("Send invitation").click();
      assertThat(ada.find("#email-error")).isVisible();
      // the question of the browser is answered with no
      ada.page().keyboard().press("Escape");
      assertThat(ada.field("Email")).hasValue("nobody");
    }
  }

  @Test
  void what_was_typed_outlives_a_session_that_another_part_of_the_page_finds_over() {
    app.as(ADA).post("/ui/organization/general/domains", "domain", "acme.example");
    try (var ada = Visit.to(app).as(ADA).open("/ui/organization/general").expecting(401)) {
      typeFirst(ada, "Organization name", "Acme");
      app.arrange("DELETE FROM sessions");
      ada.choose("acme.example", "Remove");
      assertThat(ada.toast()).containsText("What you typed is still here.");
      assertThat(ada.field("Organization name")).hasValue("Acme");
    }
  }

  @Test
  void what_was_typed_outlives_the_session_and_is_sent_after_signing_in_again() {
    try (var max = Visit.to(app).as(MAX).open("/ui/profile/account").expecting(401)) {
      typeFirst(max, "First name", "Maximilian");
      app.arrange("DELETE FROM sessions");
      max.button("Update").click();
      assertThat(max.toast()).containsText("What you typed is still here.");
      assertThat(max.link("Sign in in a new tab, then try again."))
          .hasAttribute("target", "_blank");
      max.with(app.as(MAX));
      max.button("Update").click();
      assertThat(max.toast().last()).hasText("Your name was updated.");
    }
  }

  @Test
  void what_failed_is_said_where_it_can_be_pressed_in_the_dialog_too() {
    try (var ada = Visit.to(app).as(ADA).open("/ui/organization/users").expecting(401)) {
      ada.link("Invite User").click();
      typeFirst(ada, "Email", "nora@nordwind.example");
      app.arrange("DELETE FROM sessions");
      ada.button("Send invitation").click();
      assertThat(ada.find("#dialog .toast p")).containsText("What you typed is still here.");
      ada.button("Dismiss").click();
      assertThat(ada.find(".toast")).hasCount(0);
      ada.button("Send invitation").click();
      assertThat(ada.find(".toast")).hasCount(1);
      ada.with(app.as(ADA));
      ada.field("Email").fill("nora");
      ada.expecting(422).button("Send invitation").click();
      assertThat(ada.find("#email-error")).isVisible();
      assertThat(ada.find(".toast")).hasCount(0);
    }
  }

  @Test
  void a_lost_connection_is_said_and_nothing_is_lost() {
    try (var max = Visit.to(app).as(MAX).open("/ui/profile/account")) {
      max.field("First name").fill("Maximilian");
      max.offline(true);
      max.button("Update").click();
      assertThat(max.find(".toast.failed")).containsText("offline");
      assertThat(max.button("Update")).isFocused();
      assertThat(max.field("First name")).hasValue("Maximilian");
      max.offline(false);
      assertThat(max.find(".toast")).hasCount(0);
      max.button("Update").click();
      assertThat(max.toast()).hasText("Your name was updated.");
    }
  }

  @Test
  void who_goes_back_and_then_stays_is_at_the_address_of_what_is_shown() {
    try (var ada = Visit.to(app).as(ADA).open("/ui/organization/users")) {
      ada.link("Security").click();
      isOn(ada, "Security", "/ui/profile/security");
      ada.link("My Account").click();
      isOn(ada, "My Account", "/ui/profile/account");
      var asked = new ArrayList<String>();
      ada.page()
          .onDialog(
              dialog -> {
                asked.add(dialog.type());
                if (asked.size() == 1) dialog.dismiss();
                else dialog.accept();
              });
      typeFirst(ada, "First name", "Augusta");
      ada.page().evaluate("() => history.back()");
      ada.page().waitForCondition(() -> !asked.isEmpty());
      assertThat(asked).containsExactly("beforeunload");
      isOn(ada, "My Account", "/ui/profile/account");
      assertThat(ada.field("First name")).hasValue("Augusta");

      // who leaves gets there, however long that takes
      var held = new ArrayList<Route>();
      ada.page().route("**/ui/profile/security", held::add);
      ada.page().evaluate("() => history.back()");
      ada.page().waitForCondition(() -> !held.isEmpty());
      ada.page().waitForTimeout(2_500);
      held.get(0).resume();
      isOn(ada, "Security", "/ui/profile/security");
      assertThat(asked).hasSize(2);
    }
  }

  @Test
  void what_was_asked_for_last_is_what_is_shown() {
    try (var ada = Visit.to(app).as(ADA).open("/ui/organization/general")) {
      var held = new ArrayList<Route>();
      ada.page().route("**/ui/organization/users", held::add);
      ada.link("Users").click();
      ada.page().waitForCondition(() -> !held.isEmpty());
      ada.link("My Account").click();
      isOn(ada, "My Account", "/ui/profile/account");
      ada.page().unroute("**/ui/organization/users");
      held.get(0).resume();
      ada.link("Security").click();
      isOn(ada, "Security", "/ui/profile/security");
      ada.page().goBack();
      isOn(ada, "My Account", "/ui/profile/account");
      assertThat(ada.find("#progress")).hasCSS("opacity", "0");
    }
  }

  @Test
  void news_of_a_page_that_is_shown_no_more_are_given_up() {
    app.as(ADA).post("/ui/organization/scim/provider", "provider", "OKTA");
    try (var ada = Visit.to(app).as(ADA).expecting(404).open("/ui/organization/scim")) {
      var held = new ArrayList<Route>();
      ada.page().route("**/scim/arrivals?*", held::add);
      ada.page()
          .evaluate(
              "path => { htmx.ajax('GET', path, { source: '#arrivals', target: '#arrivals' }).catch(() => {}); }",
              "/ui/organization/scim/arrivals?round=1&state=WAITING");
      ada.page().waitForCondition(() -> !held.isEmpty());
      ada.link("Users").click();
      assertThat(ada.find("#widget h1")).containsText("Users");
      held.get(0)
          .fulfill(
              new Route.FulfillOptions()
                  .setStatus(404)
                  .setHeaders(Map.of("HX-Retarget", "#widget", "HX-Reswap", "outerHTML"))
                  .setBody("<main id='widget'><h1>Gone</h1></main>"));
      // the answers of the server come in turn
      ada.link("My Account").click();
      isOn(ada, "My Account", "/ui/profile/account");
    }
  }

  @Test
  void a_change_is_waited_for_and_told_of_before_the_next_page() {
    try (var ada = Visit.to(app).as(ADA).open("/ui/organization/general")) {
      var held = new ArrayList<Route>();
      ada.page().route("**/ui/organization/general/name", held::add);
      ada.field("Organization name").fill("Acme");
      ada.find("#name-save").click();
      ada.page().waitForCondition(() -> !held.isEmpty());
      ada.link("Users").click();
      held.get(0).resume();
      isOn(ada, "Users", "/ui/organization/users");
      assertThat(ada.find("#menu .where")).hasText("Acme");
    }
    assertThat(app.events()).endsWith("organization.updated");
  }

  @Test
  void a_dialog_closed_while_its_change_is_made_still_tells_how_it_went() {
    try (var ada = Visit.to(app).as(ADA).open("/ui/organization/users").expecting(422)) {
      var held = new ArrayList<Route>();
      ada.page()
          .route(
              "**/ui/organization/users/invitations",
              route -> {
                if (route.request().method().equals("POST")) held.add(route);
                else route.resume();
              });
      ada.link("Invite User").click();
      ada.field("Email").fill("new@acmecorp.example");
      ada.button("Send invitation").click();
      ada.page().waitForCondition(() -> !held.isEmpty());
      ada.page().keyboard().press("Escape");
      assertThat(ada.find("#dialog")).isHidden();
      held.remove(0).resume();
      assertThat(ada.find(".toast p")).containsText("new@acmecorp.example");
      assertThat(ada.row("new@acmecorp.example")).isVisible();

      ada.link("Invite User").click();
      ada.field("Email").fill("nobody");
      ada.button("Send invitation").click();
      ada.page().waitForCondition(() -> !held.isEmpty());
      ada.page().keyboard().press("Escape");
      assertThat(ada.find("#dialog")).isHidden();
      held.remove(0).resume();
      assertThat(ada.find("#dialog [aria-invalid=true]")).isVisible();
    }
  }

  @Test
  void a_window_left_in_another_organization_changes_nothing_in_this_one() {
    try (var ada = Visit.to(app).as(ADA).open("/ui/organization/general").expecting(409)) {
      var other = app.browser();
      ada.page().context().cookies().forEach(it -> other.cookies().put(it.name, it.value));
      other.post("/login/organization", "organization", app.organization("globex").value());
      ada.field("Organization name").fill("Acme");
      ada.find("#name-save").click();
      assertThat(ada.toast()).containsText("You have switched to Globex in another window");
      assertThat(ada.field("Organization name")).hasValue("Acme");
      assertThat(app.all("SELECT display_name FROM organizations")).doesNotContain("Acme");
      // as it says
      other.post("/login/organization", "organization", app.organization("acmecorp").value());
      ada.find("#name-save").click();
      assertThat(ada.toast()).hasText("The name is now Acme.");
    }
  }

  @Test
  void a_window_left_in_another_organization_opens_no_dialog_of_this_one() {
    try (var ada = Visit.to(app).as(ADA).open("/ui/organization/users").expecting(409)) {
      var other = app.browser();
      ada.page().context().cookies().forEach(it -> other.cookies().put(it.name, it.value));
      other.post("/login/organization", "organization", app.organization("globex").value());
      ada.link("Invite User").click();
      assertThat(ada.toast()).containsText("You have switched to Globex in another window");
      assertThat(ada.find("#dialog")).isHidden();
      assertThat(ada.find("#menu .where")).hasText("AcmeCorp");
      assertThat(ada.page()).hasTitle("Users – Coffeedesk");
      // as it says
      other.post("/login/organization", "organization", app.organization("acmecorp").value());
      ada.link("Invite User").click();
      assertThat(ada.find("#ask-title")).isVisible();

      // links to sections show the one that was chosen
      ada.page().keyboard().press("Escape");
      other.post("/login/organization", "organization", app.organization("globex").value());
      ada.link("General").click();
      assertThat(ada.field("Organization name")).hasValue("Globex");
    }
  }

  @Test
  void a_search_on_a_page_of_another_organization_shows_all_of_that_one() {
    try (var ada = Visit.to(app).as(ADA).open("/ui/organization/users").expecting(409)) {
      var other = app.browser();
      ada.page().context().cookies().forEach(it -> other.cookies().put(it.name, it.value));
      other.post("/login/organization", "organization", app.organization("globex").value());
      ada.find("#search").fill("max");
      assertThat(ada.find("#menu .where")).hasText("Globex");
      assertThat(ada.find("#widget h1")).hasText("Users (2)");
      assertThat(ada.find("#list tbody tr")).hasCount(2);
    }
  }

  @Test
  void limits_that_were_typed_outlive_the_session() {
    try (var ada = Visit.to(app).as(ADA).open("/ui/organization/session-policy").expecting(401)) {
      ada.find("#source-custom").check();
      ada.find("#absolute").fill("9");
      app.arrange("DELETE FROM sessions");
      ada.find("#policy-save").click();
      assertThat(ada.toast()).containsText("What you typed is still here.");
      assertThat(ada.find("#absolute")).hasValue("9");
      ada.with(app.as(ADA));
      ada.find("#policy-save").click();
      assertThat(ada.find("#dialog")).containsText("9 days after signing in");
    }
  }

  @Test
  void a_page_of_a_proxy_is_not_shown_whatever_its_status() {
    try (var max =
        Visit.to(app).as(MAX).open("/ui/profile/account").expecting(413, 403, 200, 502)) {
      for (var status : new int[] {413, 403, 200, 502}) {
        max.page()
            .route(
                "**/ui/profile/*",
                route ->
                    route.fulfill(
                        new Route.FulfillOptions()
                            .setStatus(status)
                            .setHeaders(Map.of("Content-Type", "text/html"))
                            .setBody("<html><body><h1>A proxy</h1></body></html>")));
        max.field("First name").fill("Maximilian " + status);
        max.button("Update").click();
        assertThat(max.find(".toast.failed p")).containsText("did not answer properly");
        assertThat(max.field("First name")).hasValue("Maximilian " + status);
        max.button("Dismiss").click();
        assertThat(max.toast()).hasCount(0);
        max.page().unroute("**/ui/profile/*");
      }
      max.button("Update").click();
      assertThat(max.toast()).hasText("Your name was updated.");
    }
  }

  @Test
  void large_text_and_long_names_make_no_page_wider_than_a_phone() {
    app.as(ADA);
    try (var ada = Visit.to(app).as(ADA)) {
      ada.page().setViewportSize(360, 700);
      for (var page : List.of("organization/activity", "profile/security")) {
        ada.open("/ui/" + page);
        ada.find("html").evaluate("it => { it.style.fontSize = '30px'; }");
        assertThat(ada.overflow()).as(page).isZero();
      }
    }
    var domain = "a".repeat(60) + "." + "b".repeat(60) + ".example";
    app.arrange("UPDATE users SET email = 'ivy@" + domain + "' WHERE email = '" + IVY + "'");
    try (var ivy = Visit.to(app).with(app.as("ivy@" + domain))) {
      ivy.page().setViewportSize(320, 700);
      ivy.open("/ui/organization/domains");
      assertThat(ivy.find("#domain-suggested")).hasText("Add " + domain);
      assertThat(ivy.overflow()).isZero();
    }
  }

  @Test
  void on_paper_stand_the_organization_the_filter_and_when_something_was() {
    try (var ada = Visit.to(app).as(ADA)) {
      ada.page().emulateMedia(new Page.EmulateMediaOptions().setMedia(Media.PRINT));
      for (var width : new int[] {720, 1100}) {
        ada.page().setViewportSize(width, 1000);
        ada.open("/ui/organization/activity?days=7");
        assertThat(ada.find(".menu-open")).isVisible();
        assertThat(ada.find(".menu-open")).containsText("AcmeCorp");
        assertThat(ada.find("#sections")).isHidden();
        assertThat(ada.find("#days")).isVisible();
        var menu = ada.find("#menu").boundingBox();
        assertThat(menu.height).isLessThan(100);
        // nothing lies over the heading
        assertThat(ada.find("h1").boundingBox().y).isGreaterThanOrEqualTo(menu.y + menu.height);
        assertThat(
                ada.find("time")
                    .first()
                    .evaluate("it => getComputedStyle(it, '::after').content + it.title"))
            .asString()
            .matches("\" \\(\"? ?.*UTC.*");
      }
    }
  }

  @Test
  void a_logo_that_is_light_keeps_its_dark_ground_on_paper() {
    try (var visit = Visit.to(app).open("/login")) {
      var logo = visit.find(".brand img");
      // as it stands on the page where the logo is white
      logo.evaluate("it => it.classList.replace('any', 'light')");
      visit.page().emulateMedia(new Page.EmulateMediaOptions().setMedia(Media.PRINT));
      assertThat(logo).hasCSS("background-color", "rgb(51, 51, 51)");
      assertThat(logo).hasCSS("print-color-adjust", "exact");
    }
  }

  @Test
  void a_button_that_is_off_looks_off_in_forced_colours_and_touches_no_other() {
    try (var ada = Visit.to(app).as(ADA)) {
      ada.page().emulateMedia(new Page.EmulateMediaOptions().setForcedColors(ForcedColors.ACTIVE));
      ada.open("/ui/organization/users");
      var color = "it => getComputedStyle(it).color";
      var off = ada.find(".pager .off");
      assertThat(off).hasText("Previous");
      assertThat(off.evaluate(color))
          .isNotEqualTo(ada.link("Next").evaluate(color))
          .isNotEqualTo(ada.find("h1").evaluate(color));
      var export = ada.link("Export CSV").boundingBox();
      assertThat(off.boundingBox().x).isGreaterThan(export.x + export.width);
    }
  }

  @Test
  void what_takes_the_focus_in_a_dialog_is_seen_at_a_zoom_of_four_hundred_percent() {
    try (var ada = Visit.to(app).as(ADA)) {
      for (var height : new int[] {256, 500}) {
        ada.page().setViewportSize(320, height);
        for (var dialog : new String[] {"Invite User", "Change Role"}) {
          ada.open("/ui/organization/users");
          if (dialog.startsWith("Invite")) ada.link(dialog).click();
          else ada.choose("Max Member", dialog);
          assertThat(ada.find("#ask :focus")).hasCount(1);
          var stops = 0;
          while (ada.find("#ask :focus").count() == 1) {
            assertThat(isSeen(ada, ":focus")).as("%s %d: stop %d", dialog, height, stops).isTrue();
            ada.page().keyboard().press("Tab");
            stops++;
          }
          assertThat(stops).isGreaterThan(3);
        }
      }
    }
  }

  @Test
  void a_link_that_is_to_open_elsewhere_does() {
    try (var ada = Visit.to(app).as(ADA).open("/ui/organization/users")) {
      for (var key : new KeyboardModifier[] {KeyboardModifier.CONTROL, KeyboardModifier.SHIFT}) {
        for (var link : new String[] {"General", "Invite User"}) {
          var opened =
              ada.page()
                  .context()
                  .waitForPage(
                      () ->
                          ada.link(link)
                              .click(new Locator.ClickOptions().setModifiers(List.of(key))));
          opened.waitForLoadState();
          assertThat(opened.locator("#widget h1").first()).containsText(link.split(" ")[0]);
          opened.close();
          assertThat(ada.page()).hasURL(app.origin() + "/ui/organization/users");
          assertThat(ada.find("#dialog")).isHidden();
        }
      }
    }
  }

  @Test
  void a_failure_of_the_server_loses_nothing_that_was_typed() {
    try (var max = Visit.to(app).as(MAX).open("/ui/profile/account").expecting(503)) {
      max.page()
          .route(
              "**/ui/profile/account",
              route ->
                  route.fulfill(
                      new Route.FulfillOptions()
                          .setStatus(503)
                          .setHeaders(Map.of("X-Request-Id", "x", "Content-Type", "text/html"))
                          .setBody(
                              "<main id=\"widget\"><p>The server is busy. Nothing was"
                                  + " changed.</p></main>")));
      max.field("First name").fill("Maximilian");
      max.button("Update").click();
      assertThat(max.find(".toast.failed p")).hasText("The server is busy. Nothing was changed.");
      assertThat(max.field("First name")).hasValue("Maximilian");
    }
  }

  @Test
  void a_menu_that_is_left_by_the_keyboard_closes() {
    try (var max = Visit.to(app).as(MAX).open("/ui/profile/account")) {
      max.find("#account-menu").press("Enter");
      assertThat(max.button("Sign out")).isVisible();
      max.button("Sign out").press("Tab");
      assertThat(max.button("Sign out")).isHidden();
    }
  }

  @Test
  void on_a_narrow_screen_one_line_opens_the_menu_also_by_keyboard() {
    try (var ada = Visit.to(app).as(ADA).screen(Visit.Screen.NARROW)) {
      ada.open("/ui/organization/general");
      assertThat(ada.link("Activity")).isHidden();
      assertThat(ada.find(".menu-open")).containsText("AcmeCorp");
      assertThat(ada.find(".menu-open")).containsText("General");
      assertThat(ada.find("#menu").boundingBox().height).isLessThan(60);

      ada.find(".menu-open").press("Enter");
      for (var section : Section.values()) assertThat(ada.link(section.title())).isVisible();
      ada.find(".menu-open").press("Tab");
      assertThat(ada.link("General")).isFocused();
      ada.link("General").press("Escape");
      assertThat(ada.find(".menu-open")).isFocused();
      assertThat(ada.link("Activity")).isHidden();

      ada.find(".menu-open").click();
      ada.link("Activity").click();
      assertThat(ada.find("h1")).hasText("Activity");
      assertThat(ada.link("Users")).isHidden();
      assertThat(ada.find(".menu-open")).containsText("Activity");
    }
  }

  @Test
  void a_page_one_may_not_see_says_so_inside_the_portal() {
    try (var max = Visit.to(app).as(MAX).expecting(403, 404)) {
      max.open("/ui/organization/users/invitations");
      assertThat(max.find("h1")).hasText("You do not have access");
      assertThat(max.link("Users")).isVisible();
      max.link("Go to Users").click();
      assertThat(max.find("h1")).containsText("Users");
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
