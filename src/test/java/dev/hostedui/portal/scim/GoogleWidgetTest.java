package dev.hostedui.portal.scim;

import static dev.hostedui.testing.People.ADA;
import static dev.hostedui.testing.People.IVY;
import static dev.hostedui.testing.People.MAX;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.identity.PortalStep;
import dev.hostedui.identity.portallink.PortalLink;
import dev.hostedui.identity.portallink.PortalLinks;
import dev.hostedui.protocol.google.GoogleRefused;
import dev.hostedui.testing.Answer;
import dev.hostedui.testing.Engine;
import dev.hostedui.testing.FakeGoogle;
import dev.hostedui.testing.Identity;
import dev.hostedui.testing.TestApp;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Google Workspace on the SCIM Provisioning page. */
class GoogleWidgetTest {

  private static final String PAGE = "/ui/organization/scim";

  /** Where the focus goes, which is far above the button that was pressed. */
  private static final String LED_TO =
      "fieldset[role=radiogroup][tabindex=-1][aria-invalid=true][aria-describedby=groups-error]";

  private static final FakeGoogle GOOGLE = FakeGoogle.start(Clock.systemUTC());

  @RegisterExtension static final TestApp app = TestApp.start(Engine.SQLITE, GOOGLE.settings());

  private TestApp.Browser ivy;

  @BeforeEach
  void arrange() {
    GOOGLE.reset();
    GOOGLE.meet(app);
    ivy = app.as(IVY);
    ivy.post(PAGE + "/provider", "provider", "GOOGLE");
  }

  @AfterAll
  static void close() {
    GOOGLE.close();
  }

  private String sent() {
    var answer = ivy.get(PAGE + "/google/authorization");
    assertThat(answer.status()).isEqualTo(303);
    return answer.next();
  }

  private Answer authorize() {
    var back = bring(ivy, GOOGLE.consent(sent(), "root@initech.example"));
    assertThat(back.status()).isEqualTo(303);
    assertThat(back.next()).isEqualTo(PAGE);
    return ivy.get(PAGE);
  }

  /** What becomes of an answer of Google where it is taken, after the address that Google knows. */
  private static Answer bring(TestApp.Browser browser, String back) {
    var on = browser.get(back);
    assertThat(on.status()).isEqualTo(303);
    assertThat(on.next()).startsWith(PAGE + "/google/arrival");
    return browser.get(on.next());
  }

  private Answer ready() {
    GOOGLE.group("g1", "Collators", "1001");
    GOOGLE.group("g2", "Printers");
    authorize();
    followAll();
    ivy.post(PAGE + "/enabling");
    return ivy.get(PAGE);
  }

  private Answer followAll() {
    return ivy.post(PAGE + "/google/groups", "seen", seen(), "tracking", "ALL", "do", "save");
  }

  /** The choice as the page shows it now. */
  private String seen() {
    return ivy.get(PAGE + "/google/groups").element("#select [name=seen]").attr("value");
  }

  private Answer follow(String... groups) {
    return followBy(seen(), groups);
  }

  private Answer followBy(String seen, String... groups) {
    var form = new ArrayList<>(List.of("seen", seen, "tracking", "SELECTED"));
    for (var group : groups) form.addAll(List.of("group", group));
    form.addAll(List.of("do", "save"));
    return ivy.post(PAGE + "/google/groups", form.toArray(String[]::new));
  }

  private void poll() {
    assertThat(app.app().core().polledDirectories.polling.pollDue()).isEqualTo(1);
  }

  // ------------------------------------------------------------------ step by step

  @Test
  void it_is_offered_where_the_operator_has_set_it_up() {
    var page = app.as(ADA, "acmecorp").get(PAGE);
    assertThat(page.texts(".provider .strong"))
        .containsExactly(
            "Okta",
            "OneLogin",
            "Google Workspace",
            "Entra ID (Azure AD)",
            "JumpCloud",
            "Ping Identity",
            "Custom Provider");
  }

  @Test
  void one_step_leads_to_the_next() {
    var page = ivy.get(PAGE);
    assertThat(page.text("#directory-state")).contains("Waiting to connect");
    assertThat(page.text(".provider-head .tag")).isEqualTo("API");
    assertThat(page.text("#authorize")).isEqualTo("Authorize Google Workspace");
    assertThat(page.has("#select-groups, #enable-sync, #sync-now")).isFalse();

    page = authorize();
    assertThat(page.text("#step-1")).contains("Authorized by root@initech.example");
    assertThat(page.text(".toast")).contains("Google Workspace is authorized");
    assertThat(page.text("#select-groups")).isEqualTo("Select groups");
    assertThat(page.has("#enable-sync")).isFalse();

    page = ready();
    assertThat(page.text("#step-2")).contains("Everybody in your Google Workspace is followed");
    assertThat(page.text("#step-4")).contains("It begins in a moment");
    poll();
    page = ivy.get(PAGE);
    assertThat(page.text("#directory-state")).contains("Connected");
    assertThat(page.text("#sync")).contains("1 person and 2 groups read: 1 added.");
    assertThat(page.text("#sync")).contains("Last sync just now").contains("Next sync in 1 hour");
  }

  @Test
  void who_comes_in_is_said_before_the_first_sync_begins() {
    GOOGLE.group("g1", "Collators", "1001");
    GOOGLE.group("g2", "Printers");
    assertThat(authorize().has(".step p form, p > form")).isFalse();
    followAll();
    var page = ivy.get(PAGE);
    assertThat(page.text("#step-4")).doesNotContain("Sync now").contains("Enable Sync");
    var ask = ivy.get(PAGE + "/enabling");
    assertThat(ask.text("#ask"))
        .contains("Enable sync with Google Workspace?")
        .contains("a sync begins now. Everybody in it comes in")
        .doesNotContain("set up to send");
    assertThat(ask.text("#ask button[type=submit]")).isEqualTo("Enable Sync");
    follow("g1", "g2");
    assertThat(ivy.get(PAGE + "/enabling").text("#ask"))
        .contains("The people of these groups come in: Collators, Printers.");
    GOOGLE.deleteGroup("g2");
    app.clock().advance(Duration.ofMinutes(1));
    ivy.post(PAGE + "/google/groups/reading");
    assertThat(ivy.get(PAGE + "/enabling").text("#ask"))
        .contains("The people of this group come in: Collators.");
    GOOGLE.deleteGroup("g1");
    GOOGLE.group("g3", "Staff");
    app.clock().advance(Duration.ofMinutes(1));
    ivy.post(PAGE + "/google/groups/reading");
    assertThat(ivy.get(PAGE + "/enabling").text("#ask"))
        .contains("The selected groups are not there any more");
    ivy.post(PAGE + "/enabling");
    assertThat(ivy.get(PAGE + "/disabling").text("#ask"))
        .doesNotContain("sent", "tokens")
        .contains("Groups and role assignments stay");
  }

  @Test
  void who_searches_is_led_to_what_was_found() {
    GOOGLE.group("g1", "Collators", "1001");
    authorize();
    assertThat(ivy.get(PAGE + "/google/groups").has("[autofocus]")).isFalse();
    var found = ivy.post(PAGE + "/google/groups", "seen", seen(), "q", "coll", "do", "search");
    assertThat(found.has("#others[autofocus][tabindex=-1]")).isTrue();
  }

  @Test
  void sync_now_reads_at_once_and_the_page_follows_it() {
    ready();
    poll();
    GOOGLE.user("2001", "milton@initech.example", "Milton", "Waddams");
    var answer = ivy.follow(ivy.post(PAGE + "/google/sync"));
    assertThat(answer.text(".toast")).contains("Your directory is being read.");
    assertThat(answer.has("#sync-now")).isFalse();
    var status = ivy.copy().htmx().get(PAGE + "/google/status?round=1&busy=true");
    assertThat(status.text("#sync")).contains("It begins in a moment");
    assertThat(status.element("#sync").attr("hx-trigger")).isEqualTo("load delay:2s");
    poll();
    status = ivy.copy().htmx().get(PAGE + "/google/status?round=2&busy=true");
    assertThat(status.element("#sync").attr("data-announce"))
        .isEqualTo("Sync finished. 2 people and 2 groups read: 1 added.");
    assertThat(status.has("#sync-now")).isTrue();
    assertThat(ivy.get(PAGE + "/google/status").status()).isEqualTo(303);
  }

  @Test
  void what_a_sync_has_changed_is_said_in_the_head_and_in_step_1_too() {
    var asks = ready().element("#sync").attr("hx-get");
    var news = ivy.copy().htmx().get(asks);
    assertThat(news.has("#directory-state, #step-1")).isFalse();

    poll();
    news = ivy.copy().htmx().get(asks);
    assertThat(news.text("#directory-state")).isEqualTo("Connected");
    assertThat(news.element("#directory-state").attr("hx-swap-oob")).isEqualTo("true");
    assertThat(news.text("#count-users")).isEqualTo("(1)");
    assertThat(news.text("#count-groups")).isEqualTo("(2)");
    assertThat(news.element("#count-users").attr("hx-swap-oob")).isEqualTo("true");
    assertThat(ivy.get(PAGE).text(".tabs #count-users")).isEqualTo("(1)");
    assertThat(ivy.get(PAGE).has("[hx-swap-oob]")).isFalse();

    GOOGLE.revokeAll();
    ivy.post(PAGE + "/google/sync");
    poll();
    news = ivy.copy().htmx().get(news.element("#sync").attr("hx-get"));
    assertThat(news.text("#directory-state")).isEqualTo("Cannot be read");
    assertThat(news.text("#step-1 .notice.failed")).contains("The authorization has ended");
    assertThat(news.element("#step-1").className()).doesNotContain("done");
    assertThat(news.element("#step-1").attr("hx-swap-oob")).isEqualTo("true");
    news = ivy.copy().htmx().get(news.element("#sync").attr("hx-get"));
    assertThat(news.has("#directory-state, #step-1")).isFalse();
  }

  @Test
  void sync_now_is_among_the_actions_too() {
    ready();
    poll();
    assertThat(ivy.get(PAGE).texts(".menu-items a")).contains("Sync now", "Disable directory");
    var ask = ivy.get(PAGE + "/google/sync");
    assertThat(ask.text("#ask")).contains("Sync now?").contains("just now");
    ivy.post(PAGE + "/google/sync");
    poll();
  }

  @Test
  void the_log_says_what_polls_did_to_whom_and_why_one_failed() {
    ready();
    poll();
    GOOGLE.fail("/users", 2, 503, "");
    app.clock().advance(Duration.ofHours(1));
    poll();
    app.app().core().directoryRequests.writeNoted();
    ivy = app.as(IVY);
    var log = ivy.get(PAGE + "/requests");
    assertThat(log.body())
        .contains("root@initech.example")
        .contains("Google could not answer.")
        .contains("Read 1 person and 2 groups");
    assertThat(log.text(".health"))
        .contains(
            "Last read", "Log entries in the last 24 hours", "1 failed (", "Failed most often")
        .doesNotContain("called", "Calls", "efused");
    assertThat(log.has("#method")).as("it has none").isFalse();
  }

  @Test
  void differences_are_told_as_of_one_that_is_read() {
    GOOGLE.user("4001", "guest@elsewhere.example", "Guest", "Else");
    GOOGLE.user("4002", "p@initech.example", "P", "Person");
    GOOGLE.group("g3", "Guests", "4001");
    ready();
    poll();
    app.app().core().directoryRequests.writeNoted();
    var drift = ivy.get(PAGE + "/drift");
    assertThat(drift.text(".drift:has(#refused)")).contains("Read, but refused", "guest@elsewhere");
    assertThat(drift.has("#awaited")).isFalse();
    assertThat(drift.body()).doesNotContain("4001");
    // whom somebody has removed here comes back, as it is said
    app.arrange(
        "UPDATE memberships SET status = 'INACTIVE' WHERE user_id = '"
            + app.user("p@initech.example").value()
            + "'");
    assertThat(ivy.get(PAGE + "/drift").text(".drift:has(#no-member)"))
        .contains("come back with the next sync");
    ivy.post(PAGE + "/google/sync");
    poll();
    assertThat(standing("p")).isEqualTo("ACTIVE");
  }

  @Test
  void groups_are_searched_without_losing_what_is_ticked() {
    GOOGLE.group("g1", "Collators", "1001");
    GOOGLE.group("g2", "Printers");
    authorize();
    var page = ivy.get(PAGE + "/google/groups");
    assertThat(page.texts(".group-list .strong")).containsExactly("Collators", "Printers");
    page =
        ivy.post(
            PAGE + "/google/groups",
            "seen",
            "of the first page",
            "tracking",
            "SELECTED",
            "group",
            "g1",
            "q",
            "print",
            "do",
            "search");
    assertThat(page.status()).isEqualTo(200);
    assertThat(page.element("#select [name=seen]").attr("value")).isEqualTo("of the first page");
    assertThat(page.has("#group-g1[checked]")).isTrue();
    assertThat(page.has("#group-g2:not([checked])")).isTrue();
    assertThat(page.has("#tracking-selected[checked]")).isTrue();
    page = ivy.follow(follow("g1", "g2"));
    assertThat(page.texts(".tracked .strong")).containsExactly("Collators", "Printers");
  }

  @Test
  void a_choice_that_somebody_else_made_meanwhile_is_not_overwritten() {
    GOOGLE.group("g1", "Collators", "1001");
    GOOGLE.group("g2", "Printers");
    authorize();
    var old = seen();
    follow("g1", "g2");

    var refused = followBy(old, "g1");

    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.text("#groups-error")).contains("Somebody else has changed this meanwhile.");
    assertThat(refused.has(LED_TO)).isTrue();
    assertThat(refused.has("#tracking-selected[checked]")).isTrue();
    assertThat(refused.has("#group-g1[checked]")).isTrue();
    assertThat(refused.has("#group-g2:not([checked])")).isTrue();
    assertThat(ivy.get(PAGE).texts(".tracked .strong")).containsExactly("Collators", "Printers");
    // whoever has been told of it may put their own in its place
    followBy(refused.element("#select [name=seen]").attr("value"), "g1");
    assertThat(ivy.get(PAGE).texts(".tracked .strong")).containsExactly("Collators");
  }

  @Test
  void choosing_nothing_or_what_is_not_there_comes_back_as_typed() {
    GOOGLE.group("g1", "Collators");
    authorize();
    var none = follow();
    assertThat(none.status()).isEqualTo(422);
    assertThat(none.text("#groups-error"))
        .isEqualTo("Tick at least one group, or choose everybody.");
    assertThat(none.has("#tracking-selected[checked]")).isTrue();
    assertThat(none.has(LED_TO)).isTrue();
    assertThat(ivy.get(PAGE + "/google/groups").has("[aria-invalid], fieldset[tabindex]"))
        .isFalse();
    var unknown = follow("g1", "<x>");
    assertThat(unknown.status()).isEqualTo(422);
    assertThat(unknown.has("#group-g1[checked]")).isTrue();
    assertThat(ivy.post(PAGE + "/google/groups", "seen", seen(), "do", "save").status())
        .isEqualTo(422);
  }

  @Test
  void a_group_that_was_just_made_is_read_on_request() {
    authorize();
    assertThat(ivy.get(PAGE + "/google/groups").text(".group-choice")).contains("No group");
    GOOGLE.group("g1", "Collators");
    var page = ivy.follow(ivy.post(PAGE + "/google/groups/reading"));
    assertThat(page.texts(".group-list .strong")).containsExactly("Collators");
    GOOGLE.fail("/groups", 2, 503, "");
    page = ivy.follow(ivy.post(PAGE + "/google/groups/reading"));
    assertThat(page.text(".toast")).contains("Google could not answer.");
    assertThat(page.texts(".group-list .strong")).containsExactly("Collators");
  }

  @Test
  void a_group_that_is_followed_and_gone_is_said_to_be() {
    ready();
    follow("g1", "g2");
    poll();
    assertThat(ivy.get(PAGE).has("#gone")).isFalse();
    GOOGLE.deleteGroup("g2");
    app.clock().advance(Duration.ofMinutes(1));
    ivy.post(PAGE + "/google/sync");
    poll();
    var page = ivy.get(PAGE);
    assertThat(page.texts("#step-2 .tracked li"))
        .containsExactly(
            "Collators collators@initech.example",
            "Printers printers@initech.example Google does not name it any more");
    assertThat(page.text("#gone")).startsWith("One of these groups is not in your");
    assertThat(ivy.get(PAGE + "/google/groups").texts("[aria-labelledby=ticked] li"))
        .element(1)
        .asString()
        .contains("Printers")
        .endsWith("Google does not name it any more");

    GOOGLE.group("g2", "Printers");
    ivy.post(PAGE + "/google/groups/reading");
    assertThat(ivy.get(PAGE).has("#gone")).isFalse();
    GOOGLE.deleteGroup("g2");
    app.clock().advance(Duration.ofMinutes(1));
    ivy.post(PAGE + "/google/groups/reading");
    assertThat(ivy.get(PAGE).has("#gone")).isTrue();
  }

  @Test
  void a_receipt_tells_how_soon_after_the_sync_began_access_ended() {
    ready();
    poll();
    GOOGLE.user("1001").put("suspended", true);
    ivy.post(PAGE + "/google/sync");
    poll();
    var id =
        app.one("SELECT id FROM directory_users WHERE external_id = '1001' AND deactivated_at > 0");
    assertThat(ivy.get(PAGE + "/users/" + id).text("#ask"))
        .contains("ms after the sync began")
        .doesNotContain("after the call arrived");
  }

  @Test
  void disconnecting_asks_first_and_leaves_everybody_their_access() {
    ready();
    poll();
    assertThat(ivy.get(PAGE + "/google/disconnection").text("#ask"))
        .contains("Disconnect Google Workspace?")
        .contains("root@initech.example");
    var page = ivy.follow(ivy.post(PAGE + "/google/disconnection"));
    assertThat(page.text("#authorize")).isEqualTo("Authorize Google Workspace");
    assertThat(page.text("#sync")).contains("not before it is authorized again");
    assertThat(app.count("directory_users")).isEqualTo(1);
    assertThat(ivy.post(PAGE + "/google/sync").status()).isEqualTo(409);
  }

  /** From the first consent to the second, with everything that happens in between. */
  @Test
  void a_workspace_is_followed_until_its_authorization_ends_and_again_after_the_next() {
    GOOGLE.user("5001", "milton@initech.example", "Milton", "Waddams");
    GOOGLE.user("5002", "samir@initech.example", "Samir", "Nagheenanajar");
    GOOGLE.user("5003", "tom@initech.example", "Tom", "Smykowski");
    GOOGLE.group("g1", "Collators", "5001", "5002");
    GOOGLE.group("g2", "Printers", "5003");
    authorize();
    var page = ivy.follow(follow("g1"));
    assertThat(page.text(".tracked")).contains("Collators").doesNotContain("Printers");
    ivy.post(PAGE + "/enabling");
    poll();
    assertThat(ivy.get(PAGE).text("#sync")).contains("2 people and 1 group read: 2 added.");
    assertThat(standing("milton")).isEqualTo("ACTIVE");
    assertThat(standing("tom")).isEqualTo("none");

    // one is called otherwise, one comes, one goes
    GOOGLE.user("5001", "milton@initech.example", "Milton", "Of The Basement");
    GOOGLE.add("g1", "5003");
    GOOGLE.remove("g1", "5002");
    ivy.post(PAGE + "/google/sync");
    poll();
    assertThat(ivy.get(PAGE).text("#sync")).contains("1 added, 1 updated, 1 removed");
    assertThat(ivy.get(PAGE + "/users").body()).contains("Milton Of The Basement");
    assertThat(standing("tom")).isEqualTo("ACTIVE");
    assertThat(standing("samir")).isEqualTo("INACTIVE");

    // Google takes the authorization back: nothing is read, and nobody loses access by that
    GOOGLE.revokeAll();
    GOOGLE.delete("5003");
    app.clock().advance(Duration.ofHours(1));
    poll();
    ivy = app.as(IVY);
    page = ivy.get(PAGE);
    assertThat(page.text("#step-1 .notice.failed")).contains("The authorization has ended");
    assertThat(standing("tom")).isEqualTo("ACTIVE");

    // with the next one it goes on where it stood: the same groups, and who has gone meanwhile
    page = authorize();
    assertThat(page.text("#step-1")).contains("Authorized by root@initech.example");
    assertThat(page.text(".tracked")).contains("Collators");
    ivy.post(PAGE + "/google/sync");
    poll();
    page = ivy.get(PAGE);
    assertThat(page.text("#directory-state")).contains("Connected");
    assertThat(page.text("#sync")).contains("1 removed");
    assertThat(standing("tom")).isEqualTo("INACTIVE");
    assertThat(standing("milton")).isEqualTo("ACTIVE");
  }

  /** How somebody of Initech belongs to it. */
  private static String standing(String name) {
    return app.one(
        "SELECT COALESCE((SELECT m.status FROM memberships m JOIN users u ON u.id = m.user_id WHERE"
            + " u.email = '"
            + name
            + "@initech.example'), 'none')");
  }

  // ------------------------------------------------------------------ refusals

  @Test
  void a_refusal_is_said_with_what_to_do_and_the_way_to_try_again() {
    bring(ivy, FakeGoogle.refuse(sent(), "access_denied"));
    var page = ivy.get(PAGE);
    assertThat(page.text("#step-1 .notice.failed"))
        .contains("Access was not allowed at Google.")
        .contains("Authorize again");
    assertThat(page.text("#authorize")).isEqualTo("Authorize Google Workspace");
    assertThat(authorize().has("#step-1 .notice.failed")).isFalse();
  }

  @Test
  void a_refusal_leaves_what_was_allowed_before_in_use_and_says_so() {
    authorize();
    bring(ivy, FakeGoogle.refuse(sent(), "access_denied"));
    var page = ivy.get(PAGE);
    assertThat(page.text("#step-1"))
        .contains("Access was not allowed at Google.")
        .contains("What root@initech.example allowed is still in use.");
    assertThat(page.element("#step-1").className()).contains("done");
  }

  @Test
  void an_authorization_that_ended_is_said_where_it_was_given() {
    ready();
    poll();
    GOOGLE.revokeAll();
    app.clock().advance(Duration.ofHours(1));
    poll();
    ivy = app.as(IVY);
    var page = ivy.get(PAGE);
    assertThat(page.text("#step-1 .notice.failed"))
        .contains("The authorization has ended")
        .contains("Nobody loses access meanwhile.");
    for (var tab : new String[] {"", "/users", "/groups"})
      assertThat(ivy.get(PAGE + tab).text("#directory-state")).isEqualTo("Cannot be read");
    assertThat(page.text("#authorize")).isEqualTo("Authorize again");
    assertThat(page.element("#authorize").className()).contains("primary");
    assertThat(page.text("#sync")).contains("The authorization has ended");
  }

  @Test
  void who_has_just_authorized_again_is_not_told_to() {
    ready();
    poll();
    GOOGLE.revokeAll();
    ivy.post(PAGE + "/google/sync");
    poll();
    var page = authorize();
    assertThat(page.text("#sync")).contains("It begins in a moment");
    assertThat(page.has("#sync .notice.failed, #step-1 .notice.failed")).isFalse();
    poll();
    assertThat(ivy.get(PAGE).has("#sync .notice.failed")).isFalse();
  }

  @Test
  void a_workspace_that_has_not_let_itself_be_read_for_a_while_is_not_called_connected() {
    ready();
    poll();
    assertThat(ivy.get(PAGE).text("#directory-state")).isEqualTo("Connected");
    GOOGLE.noLongerAdmin("root@initech.example");
    app.clock().advance(Duration.ofHours(1));
    poll();
    app.clock().advance(Duration.ofMinutes(20));
    ivy = app.as(IVY);
    assertThat(ivy.get(PAGE).text("#directory-state")).isEqualTo("Cannot be read");
    GOOGLE.admin("root@initech.example");
    ivy.post(PAGE + "/google/sync");
    poll();
    assertThat(ivy.get(PAGE).text("#directory-state")).isEqualTo("Connected");
    ivy.post(PAGE + "/google/disconnection");
    assertThat(ivy.get(PAGE).text("#directory-state")).isEqualTo("Cannot be read");
  }

  @Test
  void who_would_lock_themselves_out_is_told_and_the_last_admin_stays() {
    for (var i = 0; i < 8; i++)
      GOOGLE.user("3%02d".formatted(i), "p" + i + "@initech.example", "P", "Person");
    GOOGLE.user("3100", "ivy@initech.example", "Ivy", "Initech");
    ready();
    poll();
    for (var i = 0; i < 8; i++) GOOGLE.delete("3%02d".formatted(i));
    GOOGLE.delete("3100");
    ivy.post(PAGE + "/google/sync");
    poll();
    var ask = ivy.get(PAGE + "/google/removals");
    assertThat(ask.text("#ask"))
        .contains("You are among them.")
        .contains("ivy@initech.example")
        .contains("keeps at least one active admin");
    assertThat(ask.has("#ask button[type=submit]")).isFalse();
    assertThat(ivy.post(PAGE + "/google/removals", "people", "9").status()).isEqualTo(409);
    // also after a sync that failed
    GOOGLE.fail("/users", 2, 503, "");
    ivy.post(PAGE + "/google/sync");
    poll();
    ask = ivy.get(PAGE + "/google/removals");
    assertThat(ask.text("#ask")).contains("You are among them.", "at least one active admin");
    assertThat(ask.has("#ask button[type=submit]")).isFalse();
    assertThat(ivy.post(PAGE + "/google/removals", "people", "9").status()).isEqualTo(409);
    assertThat(ivy.get(PAGE + "/drift").text(".drift:has(#held)")).contains("p0@initech.example");
    assertThat(standing("ivy")).isEqualTo("ACTIVE");
    assertThat(app.as(IVY).get("/ui/organization/activity").body())
        .contains("A sync of the directory waits: 9 people would lose access.");
  }

  @Test
  void what_is_kept_although_google_does_not_name_it_is_said_with_what_to_do() {
    GOOGLE.user("3100", "ivy@initech.example", "Ivy", "Initech");
    ready();
    poll();
    follow("g1");
    poll();
    assertThat(ivy.get(PAGE).text("#sync"))
        .contains("ivy@initech.example")
        .contains("the last admin");
    assertThat(standing("ivy")).isEqualTo("ACTIVE");
    app.arrange("UPDATE directory_groups SET role_id = '" + app.role("member").value() + "'");
    GOOGLE.deleteGroup("g1");
    GOOGLE.group("g3", "Staff", "3100");
    ivy.post(PAGE + "/google/groups/reading");
    follow("g1", "g3");
    poll();
    assertThat(ivy.get(PAGE).text("#sync"))
        .contains("Collators")
        .contains("Nobody has lost a role");
  }

  @Test
  void many_who_would_lose_access_are_asked_about() {
    for (var i = 0; i < 8; i++)
      GOOGLE.user("3%02d".formatted(i), "p" + i + "@initech.example", "P", "Person");
    ready();
    poll();
    for (var i = 0; i < 6; i++) GOOGLE.delete("3%02d".formatted(i));
    ivy.post(PAGE + "/google/sync");
    poll();
    var page = ivy.get(PAGE);
    assertThat(page.text("#sync")).contains("The sync stopped: 6 people would lose access.");
    var ask = ivy.get(PAGE + "/google/removals");
    assertThat(ask.text("#ask"))
        .contains("Take away the access of 6 people?")
        .doesNotContain("You are among them");
    assertThat(ivy.post(PAGE + "/google/removals", "people", "5").status()).isEqualTo(409);
    assertThat(ivy.post(PAGE + "/google/removals", "people", "x").status()).isEqualTo(409);
    ivy.post(PAGE + "/google/removals", "people", "6");
    poll();
    assertThat(ivy.get(PAGE).text("#sync")).contains("6 removed");
  }

  @Test
  void a_sync_that_waits_says_so_on_every_tab() {
    for (var i = 0; i < 8; i++)
      GOOGLE.user("3%02d".formatted(i), "p" + i + "@initech.example", "P", "Person");
    ready();
    poll();
    assertThat(ivy.get(PAGE).text("#held-notice")).isEmpty();
    for (var i = 0; i < 6; i++) GOOGLE.delete("3%02d".formatted(i));
    ivy.post(PAGE + "/google/sync");
    poll();
    for (var tab : new String[] {"", "/users", "/groups", "/requests", "/drift"}) {
      var page = ivy.get(PAGE + tab);
      assertThat(page.text("#directory-state")).as(tab).isEqualTo("Waiting for confirmation");
      assertThat(page.element("#directory-state").className()).as(tab).isEqualTo("pill waiting");
      assertThat(page.text("#held-notice"))
          .as(tab)
          .contains("The sync waits: 6 people would lose access.");
      assertThat(page.element("#held-way").attr("href"))
          .as(tab)
          .startsWith(PAGE + "/google/removals");
    }
    var drift = ivy.get(PAGE + "/drift");
    assertThat(drift.text(".drift:has(#held)"))
        .contains("p0@initech.example", "Show all", "not in what is followed of it any more");
    assertThat(drift.has(".good-text")).isFalse();
    assertThat(ivy.get(PAGE + "/drift?list=held").texts(".drift li .strong"))
        .contains("p0@initech.example", "p5@initech.example")
        .hasSize(6);
    app.app().core().directoryRequests.writeNoted();
    var log = ivy.get(PAGE + "/requests");
    assertThat(log.text(".calls li .pill")).isEqualTo("202");
    assertThat(log.element(".calls li .pill").className()).isEqualTo("pill waiting");
    assertThat(log.text(".health")).doesNotContain("refused", "Refused");
    var one = ivy.get(log.element(".calls li a").attr("href"));
    assertThat(one.has(".finding")).isFalse();
    assertThat(one.text(".said")).contains("Somebody has to confirm it.");
    // a page that is open hears of it
    var htmx = ivy.copy().htmx();
    var status = PAGE + "/google/status?round=1&busy=true&state=CONNECTED&readable=true&held=";
    var news = htmx.get(status + "0");
    assertThat(news.text("#held-notice")).contains("6 people");
    assertThat(news.element("#sync").attr("data-announce"))
        .isEqualTo("The sync waits: 6 people would lose access.");
    assertThat(htmx.get(status + "6").has("#held-notice")).isFalse();
    ivy.post(PAGE + "/google/removals", "people", "6");
    assertThat(ivy.get(PAGE).text("#directory-state")).isEqualTo("Connected");
    assertThat(htmx.get(status + "6").has("#held-notice")).isTrue();
    poll();
    assertThat(ivy.get(PAGE + "/drift").text("#held-notice")).isEmpty();
    assertThat(ivy.get(PAGE + "/drift").has("#held")).isFalse();
  }

  @Test
  void members_whom_no_sync_has_taken_over_wait_with_the_others() {
    for (var i = 0; i < 8; i++)
      GOOGLE.user("3%02d".formatted(i), "p" + i + "@initech.example", "P", "Person");
    ready();
    poll();
    // as if they had been invited by hand
    app.arrange("DELETE FROM directory_users");
    for (var i = 0; i < 8; i++) GOOGLE.user("3%02d".formatted(i)).put("suspended", true);
    ivy.post(PAGE + "/google/sync");
    poll();
    assertThat(ivy.get(PAGE).text("#held-notice")).contains("8 people would lose access");
    var drift = ivy.get(PAGE + "/drift");
    assertThat(drift.text(".drift:has(#held)")).contains("“Member, but never sent” names them");
    assertThat(drift.text(".drift:has(#never-sent)")).contains("p0@initech.example");
  }

  @Test
  void while_the_authorization_has_ended_nobody_is_asked_and_no_answer_outlives_it() {
    for (var i = 0; i < 8; i++)
      GOOGLE.user("3%02d".formatted(i), "p" + i + "@initech.example", "P", "Person");
    ready();
    poll();
    for (var i = 0; i < 6; i++) GOOGLE.delete("3%02d".formatted(i));
    ivy.post(PAGE + "/google/sync");
    poll();
    // allowed, and the authorization ends before that is done
    assertThat(ivy.post(PAGE + "/google/removals", "people", "6").status()).isEqualTo(303);
    GOOGLE.revokeAll();
    poll();
    ivy = app.as(IVY);
    var page = ivy.get(PAGE);
    assertThat(page.text("#sync"))
        .contains("The sync stopped: 6 people would lose access.", "asked again once")
        .doesNotContain("lose access with the sync");
    assertThat(page.has("#removals, #sync-now")).isFalse();
    assertThat(page.texts(".menu-items a")).doesNotContain("Sync now");
    var drift = ivy.get(PAGE + "/drift");
    assertThat(drift.texts(".drift:has(#held) li .strong")).contains("p0@initech.example");
    assertThat(drift.has(".good-text")).isFalse();
    assertThat(ivy.get(PAGE + "/drift?list=held").texts(".drift li .strong")).hasSize(6);
    assertThat(page.texts(".notice.failed").stream().filter(it -> it.contains("has ended")))
        .hasSize(1);
    for (var way : new String[] {"/google/removals", "/google/sync"}) {
      assertThat(ivy.get(PAGE + way).status()).as(way).isEqualTo(409);
      var refused = ivy.post(PAGE + way, "people", "6");
      assertThat(refused.status()).as(way).isEqualTo(409);
      assertThat(refused.toast()).as(way).contains("We are not authorized to read this directory.");
    }
    // its groups are chosen already
    assertThat(authorize().text(".toast")).contains("is authorized.").doesNotContain("Select");
    poll();
    assertThat(ivy.get(PAGE).text("#sync")).contains("6 people would lose access");
    assertThat(standing("p0")).isEqualTo("ACTIVE");
    // nor does one that was given up outlive it
    ivy.post(PAGE + "/google/removals", "people", "6");
    ivy.post(PAGE + "/google/disconnection");
    authorize();
    poll();
    assertThat(standing("p0")).isEqualTo("ACTIVE");
  }

  @Test
  void who_could_not_be_taken_over_is_named_with_the_reason() {
    GOOGLE.user("4001", "guest@elsewhere.example", "Guest", "<b>");
    ready();
    poll();
    assertThat(ivy.get(PAGE).text(".refusals"))
        .contains("Not taken over (1)")
        .contains("guest@elsewhere.example: ")
        .contains("elsewhere.example");
  }

  /** Nobody is sent to Google to delete somebody there. */
  @Test
  void who_has_another_address_at_google_is_said_to_stay_and_how_the_new_one_comes_in() {
    ready();
    poll();
    GOOGLE.user("1001").put("primaryEmail", "rita@initech.example");
    app.clock().advance(Duration.ofHours(1));
    poll();
    ivy = app.as(IVY);
    assertThat(ivy.get(PAGE).text(".refusals"))
        .contains("root@initech.example", "rita@initech.example", "an address never changes")
        .doesNotContain("Remove this user");
    app.app().core().directoryRequests.writeNoted();
    var log = ivy.get(PAGE + "/requests?outcome=refused");
    assertThat(ivy.get(log.element(".calls a").attr("href")).text(".finding"))
        .contains("nobody has to be deleted at Google", "invite it")
        .doesNotContain("assign them again");
  }

  /** It has sent none, and the next sync would undo what is carried out. */
  @Test
  void no_request_is_tried_of_a_directory_that_is_read() {
    ready();
    poll();
    assertThat(ivy.get(PAGE + "/requests").has("#trial")).isFalse();
    assertThat(ivy.get(PAGE + "/trial").status()).isEqualTo(404);
    var user = app.one("SELECT id FROM directory_users WHERE external_id = '1001'");
    for (var verb : List.of("/rehearsal", "/replay"))
      assertThat(
              ivy.post(
                      PAGE + "/trial" + verb,
                      "method",
                      "PATCH",
                      "path",
                      "/Users/" + user,
                      "body",
                      "{\"Operations\":[{\"op\":\"remove\",\"path\":\"externalId\"}]}")
                  .status())
          .as(verb)
          .isEqualTo(404);
    assertThat(app.one("SELECT external_id FROM directory_users")).isEqualTo("1001");
  }

  // ------------------------------------------------------------------ attacks

  @Test
  void an_answer_that_another_browser_or_nobody_brings_changes_nothing() {
    var back = GOOGLE.consent(sent(), "root@initech.example");
    var other = app.as(IVY);
    assertThat(bring(other, back).status()).isEqualTo(303);
    assertThat(other.get(PAGE).text(".toast")).contains("was not for this browser");
    assertThat(bring(app.browser(), back).next()).contains("/login");
    assertThat(bring(app.as(ADA, "acmecorp"), back).status()).isEqualTo(303);
    assertThat(bring(app.as(MAX), back).status()).isEqualTo(403);
    assertThat(app.count("directory_authorizations")).isZero();
    assertThat(bring(ivy, back).next()).isEqualTo(PAGE);
    assertThat(app.count("directory_authorizations")).isEqualTo(1);
  }

  @Test
  void a_colleague_who_was_asked_to_authorize_does_that_and_nothing_else() {
    var links = app.app().core().portalLinks;
    var step =
        new PortalStep(
            PortalStep.Kind.AUTHORIZE_DIRECTORY,
            app.one("SELECT id FROM directories WHERE type = 'POLL'"));
    var made =
        links.make(
            Identity.INTERNAL,
            app.organization("initech"),
            new PortalLinks.Terms(PortalLink.Kind.SHAREABLE, Set.of(), step, false, null));
    var bea = app.browser();
    bea.post(made.path());
    var page = bea.get("/portal/scim");
    assertThat(page.has("#step-1 #authorize")).isTrue();
    assertThat(page.has("#step-2, #step-3, #step-4, #disconnect, .tabs")).isFalse();
    for (var other : new String[] {"groups", "sync", "disconnection"})
      assertThat(bea.get("/portal/scim/google/" + other).status()).isEqualTo(403);
    var form = page.element("form:has(#authorize)");
    var going = bea.post(form.attr("action"), "pass", form.select("[name=pass]").attr("value"));
    var sent = bea.get(going.element("#onward").attr("href"));
    var back = bea.get(GOOGLE.consent(sent.next(), "root@initech.example"));
    bea.get(back.next());
    assertThat(app.count("directory_authorizations")).isEqualTo(1);
    assertThat(links.find(app.organization("initech"), made.link().id()).done()).isNotNull();
    assertThat(bea.get("/portal/scim").text("#welcome")).contains("This is done");
  }

  /** In a frame the tab that goes to Google has another jar of cookies. */
  @Test
  void who_came_by_a_link_goes_to_google_in_a_tab_and_comes_back_to_the_admin_portal() {
    var link = app.portalLink("initech", PortalLinks.Terms.of(PortalLink.Kind.SHAREABLE));
    var frame = app.browser();
    frame.post(link.path());
    var form = frame.get("/portal/scim").element("form:has(#authorize)");
    assertThat(form.attr("action")).isEqualTo("/portal/scim/tab/google/authorization");
    var tab = app.browser();
    var going = tab.post(form.attr("action"), "pass", form.select("[name=pass]").attr("value"));
    var sent = tab.get(going.element("#onward").attr("href"));
    var back = GOOGLE.consent(sent.next(), "root@initech.example");

    // nobody else may bring it: a person, or another session of the same link
    assertThat(ivy.get(back).next()).matches("/portal/[0-9]{18}/scim/google/arrival.*");
    var other = app.browser();
    other.post(link.path());
    other.get(other.get(back).next());
    assertThat(app.count("directory_authorizations")).isZero();

    // also where another link was opened meanwhile
    tab.post(app.portalLink("acmecorp", PortalLinks.Terms.of(PortalLink.Kind.SHAREABLE)).path());
    var on = tab.get(back);
    assertThat(tab.get(on.next()).next()).matches("/portal/[0-9]{18}/scim");
    assertThat(frame.get("/portal/scim").text("#step-1"))
        .contains("Authorized by root@initech.example");
  }

  @Test
  void garbage_brought_back_is_refused_in_words() {
    for (var query : new String[] {"", "?state=x&code=y", "?error=access_denied", "?code=%00"}) {
      var answer = bring(ivy, "/directory/google/callback" + query);
      assertThat(answer.status()).isEqualTo(303);
      assertThat(ivy.get(PAGE).text(".toast")).contains("Nobody was sent to Google");
    }
  }

  @Test
  void who_may_only_look_sees_the_steps_and_can_press_nothing() {
    ready();
    poll();
    app.arrange(
        "UPDATE roles SET effective_permissions = 'sk_org_scim_read sk_org_settings_read' WHERE"
            + " name = 'admin'");
    var page = ivy.get(PAGE);
    assertThat(page.status()).isEqualTo(200);
    assertThat(page.text("#step-1")).contains("Authorized by root@initech.example");
    assertThat(page.has("#authorize, #disconnect, #select-groups, #sync-now, #widget form"))
        .isFalse();
    for (var path :
        new String[] {
          "/google/sync", "/google/groups", "/google/disconnection", "/google/removals"
        }) assertThat(ivy.post(PAGE + path, "people", "1").status()).as(path).isEqualTo(403);
    assertThat(ivy.get(PAGE + "/google/authorization").status()).isEqualTo(403);
  }

  @Test
  void a_page_that_is_still_open_for_google_finds_the_directory_that_was_chosen_since() {
    authorize();
    var back = GOOGLE.consent(sent(), "root@initech.example");
    ivy.post(PAGE + "/provider", "provider", "OKTA");

    var ways = new String[] {"/groups/reading", "/sync", "/removals", "/disconnection", "/groups"};
    for (var way : ways) {
      var form = new String[] {"people", "3", "seen", "of that page", "tracking", "ALL"};
      var plain = ivy.post(PAGE + "/google" + way, form);
      assertThat(plain.status()).as(way).isEqualTo(409);
      assertThat(plain.toast()).contains("calls us by itself");
      assertThat(plain.text("main")).contains("Okta");
      var swapped = ivy.copy().htmx().post(PAGE + "/google" + way, form);
      assertThat(swapped.status()).as(way).isEqualTo(409);
    }
    assertThat(ivy.get(PAGE + "/google/authorization").status()).isEqualTo(409);
    assertThat(bring(ivy, back).status()).isEqualTo(303);
    assertThat(ivy.get(PAGE).text("main")).contains("Okta");
  }

  @Test
  void sync_is_not_enabled_before_it_can_work() {
    assertThat(ivy.post(PAGE + "/enabling").status()).isEqualTo(409);
    authorize();
    assertThat(ivy.post(PAGE + "/enabling").status()).isEqualTo(409);
    assertThat(app.one("SELECT COUNT(*) FROM directories WHERE enabled_at IS NOT NULL"))
        .isEqualTo("0");
  }

  @ParameterizedTest
  @EnumSource(GoogleRefused.Reason.class)
  void there_are_words_for_every_refusal(GoogleRefused.Reason reason) {
    assertThat(GoogleWords.has(reason.code())).isTrue();
  }
}
