package dev.hostedui.portal.activity;

import static dev.hostedui.testing.People.ADA;
import static dev.hostedui.testing.People.GUS;
import static dev.hostedui.testing.People.MAX;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.event.Change;
import dev.hostedui.identity.event.EventType;
import dev.hostedui.identity.picture.PictureFile;
import dev.hostedui.testing.Answer;
import dev.hostedui.testing.Identity;
import dev.hostedui.testing.TestApp;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ActivityWidgetTest {

  private static final String ACTIVITY = "/ui/organization/activity";

  @RegisterExtension static final TestApp app = TestApp.start();

  private static Answer page() {
    return page("");
  }

  private static Answer page(String query) {
    return app.as(ADA).get(ACTIVITY + query);
  }

  private static String newest(String query) {
    var all = app.as(ADA).get(ACTIVITY + query).texts(".activity summary .strong");
    // the newest is that Ada has just signed in to look
    return all.stream().filter(it -> !it.equals("Ada Admin signed in.")).findFirst().orElse("");
  }

  // ------------------------------------------------------------------ who may

  @Test
  void it_is_the_last_of_the_group_and_for_those_who_manage_settings() {
    assertThat(page().texts("#menu a"))
        .containsSubsequence("Session Policy", "Activity", "My Account");
    var max = app.as(MAX);
    assertThat(max.get("/ui/organization/general").texts("#menu a")).doesNotContain("Activity");
    assertThat(max.get(ACTIVITY).status()).isEqualTo(403);
    assertThat(max.get(ACTIVITY + "/export?format=csv").status()).isEqualTo(403);
    assertThat(app.browser().get(ACTIVITY).header("Location")).startsWith("/login");
  }

  @Test
  void nobody_sees_what_happened_elsewhere() {
    app.as(ADA).post("/ui/organization/general/name", "display_name", "Secretname");
    var gus = app.as(GUS);
    assertThat(newest("")).contains("Secretname");
    for (var address :
        new String[] {
          "",
          "?person=" + ADA,
          "?person=" + app.user(ADA).value(),
          "?topic=settings",
          "/export?format=jsonl",
          "/export?format=csv&person=" + ADA
        }) assertThat(gus.get(ACTIVITY + address).body()).doesNotContain("Secretname", "AcmeCorp");
  }

  private static final String[] EVERYWHERE = {
    "", "/export?format=jsonl", "/export?format=csv",
  };

  /** What others than Globex know of a person, as it may stand in an event. */
  private static final String[] KNOWN_ELSEWHERE = {
    "crm-77",
    "kept-by-the-app",
    "Layoff list",
    "E-4711",
    "+4915112345678",
    "pics.example",
    "nonbinary",
    "last_login_time"
  };

  private static void isKnownElsewhere(String email) {
    app.arrange(
        "UPDATE users SET given_name = 'Zacharias', family_name = 'Quux', external_id = 'crm-77',"
            + " metadata = '{\"plan\":\"kept-by-the-app\"}', last_login_at = 1000, profile ="
            + " '{\"groups\":[\"Layoff list\"],\"custom_attributes\":{\"number\":\"E-4711\"},"
            + "\"phone_number\":\"+4915112345678\",\"picture\":\"https://pics.example/me\","
            + "\"gender\":\"nonbinary\"}' WHERE email = '"
            + email
            + "'");
  }

  @Test
  void whoever_invites_an_address_learns_nothing_of_its_person_until_they_accept() {
    isKnownElsewhere(MAX);
    var gus = app.as(GUS);
    var max = app.user(MAX).value();
    var users = "/ui/organization/users/";
    gus.post(users + "invitations", "email", MAX, "role", app.role("member").value());
    app.as(MAX);
    gus.post(users + max + "/role", "role", app.role("admin").value());
    gus.post(users + max + "/link");
    for (var address : EVERYWHERE)
      assertThat(gus.get(ACTIVITY + address).body())
          .contains(MAX)
          .doesNotContain("Zacharias", "Quux")
          .doesNotContain(KNOWN_ELSEWHERE);
    assertThat(gus.get(ACTIVITY).texts(".activity summary .strong"))
        .contains("Gus Globex changed " + MAX + "’s role from Member to Admin.");

    app.as(MAX)
        .post("/login/organization/invited", "organization", app.organization("globex").value());
    var role = app.role("member").value();
    gus.post(users + max + "/role", "role", role);
    assertThat(gus.get(ACTIVITY).text(".activity summary .strong")).contains("Zacharias Quux");
    for (var address : EVERYWHERE)
      assertThat(gus.get(ACTIVITY + address).body())
          .contains("Quux")
          .doesNotContain(KNOWN_ELSEWHERE);

    // the app goes on to hear the whole
    assertThat(
            app.one(
                "SELECT after_state FROM events WHERE type = 'user.organization_invitation' ORDER BY"
                    + " id LIMIT 1"))
        .contains("crm-77", "kept-by-the-app", "Layoff list", "E-4711");

    // who has left is called as events have it
    app.as(GUS).post(users + max + "/removal");
    assertThat(gus.get(ACTIVITY).texts(".activity summary .strong"))
        .contains("Gus Globex removed Zacharias Quux.");
  }

  @Test
  void where_a_session_was_before_and_by_whom_it_began_is_not_told_here() {
    isKnownElsewhere(ADA);
    var acme = app.organization("acmecorp").value();
    var globex = app.organization("globex").value();
    var ada = app.as(ADA, "acmecorp");
    // as when an identity provider of the other organization has said who it is
    app.arrange(
        "UPDATE sessions SET authenticated_with = 'conn_000000000000000001' WHERE id = '"
            + app.sessionsOf(app.user(ADA)).get(0)
            + "'");
    app.arrange(
        "INSERT INTO session_vouchers (session_id, connection_id, organization_id, subject, vouched_at)"
            + " SELECT id, 'conn_000000000000000001', organization_id, 'x', created_at FROM sessions"
            + " WHERE authenticated_with = 'conn_000000000000000001'");
    ada.post("/login/organization", "organization", globex);
    ada.post("/logout");
    var gus = app.as(GUS);
    for (var address : EVERYWHERE)
      assertThat(gus.get(ACTIVITY + address).body())
          .doesNotContain(acme, "AcmeCorp", "conn_000000000000000001")
          .doesNotContain(KNOWN_ELSEWHERE)
          .doesNotContain("authenticated_at");
    assertThat(gus.get(ACTIVITY).texts(".activity summary .strong"))
        .contains("Zacharias Quux signed out.");
    assertThat(gus.get(ACTIVITY + "/export?format=jsonl&topic=sign-ins").body())
        .contains("session.organization_chosen", "\"authenticated_organizations\":[\"" + globex);
  }

  // ------------------------------------------------------------------ sentences

  @Test
  void it_says_in_sentences_who_did_what_to_whom() {
    var ada = app.as(ADA);
    ada.post("/ui/organization/general/name", "display_name", "Acme & Co <b>");
    assertThat(newest("")).isEqualTo("Ada Admin changed the name from AcmeCorp to Acme & Co <b>.");
    ada.post("/ui/organization/scim/provider", "provider", "MICROSOFT_AD");
    assertThat(page().text(".activity"))
        .contains("Ada Admin added the directory of Entra ID (Azure AD).");
    var max = app.user(MAX).value();
    ada.post("/ui/organization/users/" + max + "/role", "role", app.role("admin").value());
    assertThat(newest("")).isEqualTo("Ada Admin changed Max Member’s role from Member to Admin.");
    ada.post(
        "/ui/organization/users/invitations",
        "email",
        "new@acmecorp.example",
        "role",
        app.role("member").value());
    assertThat(newest("?topic=users"))
        .isEqualTo("Ada Admin invited new@acmecorp.example as Member.");
    ada.post("/ui/organization/general/domains", "domain", "acme.example");
    assertThat(newest("?topic=domains")).isEqualTo("Ada Admin added the domain acme.example.");
  }

  @Test
  void of_a_role_that_many_held_it_says_what_they_hold_now() {
    var core = app.app().core();
    core.database.useTransaction(
        tx ->
            core.events.record(
                tx,
                new Actor.Internal("test"),
                EventType.ROLE_REASSIGNED,
                app.organization("acmecorp"),
                app.role("member"),
                new Change(
                    Map.of("display_name", "Guest"),
                    Map.of("display_name", "Member", "members", 51))));
    assertThat(newest("?topic=users"))
        .isEqualTo("The system deleted the role Guest; whoever held it has the role Member now.");
    assertThat(cells("users")).containsSubsequence("Users", "51");
  }

  @Test
  void who_leaves_is_not_said_to_be_removed() {
    app.as(GUS).post("/ui/organization/general/name", "display_name", "Globex Inc.");
    app.as(ADA, "globex").post("/ui/profile/account/departure");
    assertThat(app.as(GUS).get(ACTIVITY).texts(".activity summary .strong"))
        .contains("Ada Admin left Globex Inc.", ADA + " signed out.")
        .noneMatch(it -> it.contains("removed") || it.contains("ended a session"));
  }

  @Test
  void a_line_opens_to_what_was_before_and_after_and_from_where() {
    app.as(ADA).post("/ui/organization/general/name", "display_name", "Newname");
    var page = app.as(ADA).get(ACTIVITY + "?topic=settings");
    var line = page.elements(".activity li").get(0);
    assertThat(line.select("td").eachText()).startsWith("Display name", "AcmeCorp", "Newname");
    assertThat(line.select("dd").text())
        .contains("Ada Admin, " + ADA, "127.0.0.1", "evt_", "organization.updated");
    assertThat(line.select("th").eachText()).containsExactly("What changed", "Before", "After");

    app.as(ADA).post("/ui/organization/general/domains", "domain", "acme.example");
    var made = app.as(ADA).get(ACTIVITY + "?topic=domains").elements(".activity li").get(0);
    assertThat(made.select("th").eachText()).containsExactly("As it was then");
  }

  @Test
  void a_connection_is_called_as_people_call_its_provider_then() {
    var ada = app.as(ADA);
    ada.post("/ui/organization/sso/provider", "provider", "OKTA", "protocol", "SAML");
    ada.post("/ui/organization/sso/provider", "provider", "CUSTOM", "protocol", "OIDC");
    assertThat(ada.get(ACTIVITY + "?topic=sso").texts(".activity summary .strong"))
        .containsExactly(
            "Ada Admin changed the identity provider to a custom provider.",
            "Ada Admin added single sign-on with Okta.");
  }

  private static List<String> cells(String topic) {
    return page("?topic=" + topic).texts(".activity li:first-child td");
  }

  @Test
  void what_changed_is_said_in_words_and_not_as_programs_read_it() {
    var ada = app.as(ADA);
    var max = app.user(MAX).value();
    ada.post("/ui/organization/users/" + max + "/role", "role", app.role("admin").value());
    assertThat(cells("users")).containsExactly("Roles", "Member", "Admin");

    // a name that is also a word of ours stays a name
    ada.post("/ui/organization/general/name", "display_name", "ACTIVE");
    assertThat(cells("settings")).containsSubsequence("Display name", "AcmeCorp", "ACTIVE");
    app.arrange(
        "UPDATE organizations SET session_policy_source = 'CUSTOM', session_absolute_minutes = 480,"
            + " session_idle_minutes = 60 WHERE slug = 'acmecorp'");
    ada.post("/ui/organization/general/name", "display_name", "CUSTOM");
    ada.post(
        "/ui/organization/session-policy/change",
        "policy_source",
        "CUSTOM",
        "absolute_session_timeout",
        "9",
        "absolute_session_timeout_unit",
        "HOURS");
    assertThat(cells("settings"))
        .containsSubsequence("Absolute session timeout", "8 hours", "9 hours")
        .containsSubsequence("Idle session timeout", "1 hour");
    ada.post("/ui/organization/domains", "domain", "acme.example");
    assertThat(cells("domains"))
        .containsSubsequence("Domain", "acme.example")
        .containsSubsequence("What it is for", "Single sign-on and provisioning")
        .containsSubsequence("Status", "Pending")
        .doesNotContain(app.organization("acmecorp").value());
    ada.post("/ui/organization/sso/provider", "provider", "OKTA", "protocol", "SAML");
    ada.post("/ui/organization/scim/provider", "provider", "MICROSOFT_AD");
    assertThat(page("?topic=scim").texts(".activity td"))
        .containsSubsequence("Provider", "Entra ID (Azure AD)");
    ada.post("/ui/organization/sso/colleagues", "email", "carla@acmecorp.example");

    for (var color : List.of("red", "blue")) {
      var picture =
          "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><path fill='"
              + color
              + "' d='M0 0h9v9z'/></svg>";
      app.app()
          .core()
          .organizationLogos
          .show(
              Identity.INTERNAL,
              app.organization("acmecorp"),
              PictureFile.read(picture.getBytes(StandardCharsets.UTF_8), PictureFile.Use.LOGO));
    }
    assertThat(cells("settings"))
        .containsSubsequence("Logo picture", "The one before", "A picture that was uploaded");

    for (var line : page("").elements(".activity td:first-child"))
      assertThat(line.text()).doesNotContain("_").doesNotContain(".");
    assertThat(page("").texts(".activity td"))
        .filteredOn(it -> it.contains("{") || it.matches("\\d{4}-\\d\\d-.*"))
        .isEmpty();
  }

  @Test
  void what_a_directory_says_in_its_own_names_keeps_them() {
    var said = new ObjectMapper().createObjectNode();
    said.putObject("raw_attributes").put("name", "x");
    assertThat(new Differences(Map.of(), Map.of()).between(said.path("none"), said))
        .containsExactly(new Difference("raw_attributes.name", true, "", "x"));
  }

  @Test
  void what_a_directory_sent_is_not_shown_again_beside_the_same_in_our_words() {
    var said = new ObjectMapper().createObjectNode();
    said.putObject("raw_attributes").put("userName", "x@acme.example").put("title", "Admiral");
    said.put("email", "x@acme.example");
    assertThat(new Differences(Map.of(), Map.of()).between(said.path("none"), said))
        .extracting(Difference::label)
        .containsExactly("raw_attributes.title", EventWords.say("field.email", List.of()));
  }

  @Test
  void every_event_an_organization_can_have_has_its_words_and_its_topic() {
    for (var type : EventType.values()) {
      if (!type.audience().includes(EventType.Audience.CUSTOMER)) continue;
      assertThat(EventWords.has(type.wireName())).as(type.wireName()).isTrue();
    }
    var sorted = new HashSet<String>();
    for (var topic : Topic.values()) {
      assertThat(topic.types()).isNotEmpty();
      assertThat(Topic.named(topic.wireName())).contains(topic);
      for (var type : topic.types()) assertThat(sorted.add(type)).as(type).isTrue();
    }
    assertThat(sorted)
        .hasSize(
            (int)
                Arrays.stream(EventType.values())
                    .filter(it -> it.audience().includes(EventType.Audience.CUSTOMER))
                    .count());
  }

  // ------------------------------------------------------------------ looking for something

  @Test
  void who_has_no_account_any_more_is_found_by_the_address_they_had_where_they_were() {
    var max = app.user(MAX).value();
    app.as(ADA).post("/ui/organization/users/" + max + "/removal");
    assertThat(app.count("users WHERE email = '" + MAX + "'")).isZero();
    assertThat(app.as(ADA).get(ACTIVITY + "?person=" + MAX).texts(".activity summary .strong"))
        .contains("Ada Admin removed Max Member.")
        .isEqualTo(app.as(ADA).get(ACTIVITY + "?person=" + max).texts(".activity summary .strong"));
    assertThat(app.as(GUS).get(ACTIVITY + "?person=" + MAX).text(".empty h2"))
        .isEqualTo("Nothing matches");
  }

  @Test
  void who_came_back_is_found_with_all_that_was_before_they_went() {
    var first = app.user(MAX).value();
    var users = "/ui/organization/users/";
    app.as(ADA).post(users + first + "/removal");
    // an account elsewhere has the address now
    app.as(GUS).post(users + "invitations", "email", MAX, "role", app.role("member").value());
    assertThat(page("?person=" + MAX).texts(".activity summary .strong"))
        .contains("Ada Admin removed Max Member.");

    app.clock().advance(Duration.ofMinutes(2));
    app.as(ADA).post(users + "invitations", "email", MAX, "role", app.role("member").value());
    app.as(ADA).post(users + app.user(MAX).value() + "/removal");
    app.clock().advance(Duration.ofMinutes(2));
    app.as(ADA).post(users + "invitations", "email", MAX, "role", app.role("member").value());
    var found = page("?person=" + MAX).texts(".activity summary .strong");
    assertThat(found).filteredOn(it -> it.startsWith("Ada Admin invited")).hasSize(2);
    assertThat(found).contains("Ada Admin removed Max Member.");
    assertThat(app.as(ADA).get(ACTIVITY + "/export?format=jsonl&person=" + MAX).body())
        .contains(first, app.user(MAX).value());
  }

  @Test
  void it_is_narrowed_by_person_kind_and_time() {
    var max = app.user(MAX).value();
    app.as(MAX).get("/ui/organization/general");
    app.as(ADA).post("/ui/organization/users/" + max + "/role", "role", app.role("admin").value());
    for (var whom : new String[] {MAX, max, " " + MAX.toUpperCase(Locale.ROOT) + " "}) {
      var found = app.as(ADA).get(ACTIVITY + "?person=" + whom.replace(" ", "+"));
      assertThat(found.texts(".activity summary .strong"))
          .contains(
              "Ada Admin changed Max Member’s role from Member to Admin.", "Max Member signed in.")
          .allMatch(it -> it.contains("Max Member"));
    }
    assertThat(
            app.as(ADA)
                .get(ACTIVITY + "?person=" + MAX + "&topic=sign-ins")
                .texts(".activity summary .strong"))
        .contains("Max Member signed in.")
        .noneMatch(it -> it.contains("role"));
    assertThat(app.as(ADA).get(ACTIVITY + "?person=nobody@nowhere.example").text(".empty h2"))
        .isEqualTo("Nothing matches");
    app.clock().advance(Duration.ofDays(2));
    assertThat(app.as(ADA).get(ACTIVITY + "?days=1").texts(".activity summary .strong"))
        .containsOnly("Ada Admin signed in.");
    // what makes no sense narrows nothing
    assertThat(app.as(ADA).get(ACTIVITY + "?days=x&topic=nonsense&after=evt_x").status())
        .isEqualTo(200);
    assertThat(app.as(ADA).get(ACTIVITY + "?topic=nonsense").elements(".activity li")).isNotEmpty();
  }

  @Test
  void it_is_read_page_by_page_and_shows_each_event_once() {
    var core = app.app().core();
    var acme = app.organization("acmecorp");
    for (var i = 0; i < 50; i++) {
      var name = "N" + i;
      core.database.useTransaction(
          tx ->
              core.events.record(
                  tx,
                  new Actor.Internal("test"),
                  EventType.ROLE_CREATED,
                  acme,
                  acme,
                  Change.created(Map.of("display_name", name))));
    }
    var ada = app.as(ADA);
    var seen = new ArrayList<String>();
    var next = ACTIVITY + "?topic=users";
    while (!next.isEmpty()) {
      var page = ada.htmx().get(next);
      seen.addAll(page.texts(".activity summary .strong"));
      next = page.has("#next") ? page.element("#next").attr("href") : "";
      if (seen.size() > 20)
        assertThat(page.element("#first").attr("href")).endsWith("?topic=users");
    }
    assertThat(seen).doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo(50);
    assertThat(seen.subList(0, 3))
        .containsExactly(
            "The system created the role N49.",
            "The system created the role N48.",
            "The system created the role N47.");
  }

  // ------------------------------------------------------------------ taking it along

  @Test
  void a_page_left_open_exports_nothing_of_an_organization_that_was_chosen_since() {
    var ada = app.as(ADA);
    var links = ada.get(ACTIVITY + "?topic=settings").elements(".export a");
    ada.post("/login/organization", "organization", app.organization("globex").value());
    assertThat(links).hasSize(2);
    for (var link : links) {
      assertThat(ada.get(link.attr("href")).text("main"))
          .contains("You have switched to Globex in another window");
      assertThat(link.hasAttr("download")).as("the browser shows what is no file").isFalse();
    }
  }

  @Test
  void it_is_exported_as_json_lines_that_hold_all_there_is() throws Exception {
    app.as(ADA).post("/ui/organization/general/name", "display_name", "Newname");
    var file = app.as(ADA).get(ACTIVITY + "/export?format=jsonl&topic=settings");
    assertThat(file.header("Content-Type")).isEqualTo("application/jsonl");
    assertThat(file.header("Content-Disposition"))
        .isEqualTo("attachment; filename=\"activity.jsonl\"");
    var lines = file.body().lines().toList();
    var last = new ObjectMapper().readTree(lines.get(lines.size() - 1));
    assertThat(last.path("type").asText()).isEqualTo("organization.updated");
    assertThat(last.at("/actor/display_name").asText()).isEqualTo(ADA);
    assertThat(last.at("/object/display_name").asText()).isEqualTo("Newname");
    assertThat(last.at("/before/display_name").asText()).isEqualTo("AcmeCorp");
    assertThat(last.at("/origin/ip").asText()).isEqualTo("127.0.0.1");
    assertThat(last.path("occurred_at").asText())
        .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{9}Z");
    assertThat(app.as(ADA).get(ACTIVITY + "/export?format=xml").status()).isEqualTo(404);
  }

  /** A file does not show, as the page does, that it holds everything instead. */
  @Test
  void by_what_is_not_there_nothing_is_filtered_and_no_file_is_made() {
    for (var unknown : List.of("&topic=bogus", "&days=3", "&days=x")) {
      var refused = app.as(ADA).get(ACTIVITY + "/export?format=csv" + unknown);
      assertThat(refused.status()).as(unknown).isEqualTo(404);
      assertThat(refused.text("main")).contains("What the list was filtered by is gone.");
    }
    assertThat(app.as(ADA).get(ACTIVITY + "/export?format=csv&topic=&days=").status())
        .isEqualTo(200);
  }

  @Test
  void a_table_holds_nothing_that_a_spreadsheet_would_calculate() {
    app.as(ADA).post("/ui/organization/general/name", "display_name", "=1+\"1\"");
    var file = app.as(ADA).get(ACTIVITY + "/export?format=csv");
    assertThat(file.header("Content-Type")).startsWith("text/csv");
    assertThat(file.body()).startsWith("\uFEFFoccurred_at,type,").contains("\"'=1+\"\"1\"\"\"");
    assertThat(file.body()).doesNotContain(",=", ",\"=", ",+", ",@");
  }
}
