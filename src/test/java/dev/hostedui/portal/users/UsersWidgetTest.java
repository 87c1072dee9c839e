package dev.hostedui.portal.users;

import static dev.hostedui.testing.People.ADA;
import static dev.hostedui.testing.People.GUS;
import static dev.hostedui.testing.People.MAX;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.identity.Actor;
import dev.hostedui.identity.role.RoleDefinition;
import dev.hostedui.testing.Answer;
import dev.hostedui.testing.Engine;
import dev.hostedui.testing.Form;
import dev.hostedui.testing.TestApp;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class UsersWidgetTest {

  private static final String USERS = "/ui/organization/users";

  @RegisterExtension static final TestApp app = TestApp.start();

  // ------------------------------------------------------------------ the list

  @Test
  void it_shows_ten_of_the_42_members_newest_first() {
    var page = app.as(ADA).get(USERS);

    assertThat(page.status()).isEqualTo(200);
    assertThat(page.text("h1")).isEqualTo("Users (42)");
    assertThat(page.elements("tbody tr")).hasSize(10);
    assertThat(page.text("tbody tr .who")).contains("Ada Admin", ADA, "You");
    assertThat(page.text(".pager p")).isEqualTo("Showing 1–10 of 42");
    assertThat(page.has("#next")).isTrue();
    assertThat(page.has("#previous")).isFalse();
    assertThat(page.texts("thead th")).startsWith("User", "Role", "Status");
  }

  @Test
  void next_visits_every_member_exactly_once_and_previous_all_the_way_back() {
    var ada = app.as(ADA);
    var forth = new ArrayList<List<String>>();
    var showing = new ArrayList<String>();
    var page = ada.get(USERS);
    while (true) {
      forth.add(ids(page));
      showing.add(page.text(".pager p"));
      if (!page.has("#next")) break;
      page = ada.get(page.element("#next").attr("href"));
    }

    assertThat(showing)
        .containsExactly(
            "Showing 1–10 of 42",
            "Showing 11–20 of 42",
            "Showing 21–30 of 42",
            "Showing 31–40 of 42",
            "Showing 41–42 of 42");
    assertThat(forth.stream().flatMap(List::stream).toList())
        .doesNotHaveDuplicates()
        .containsExactlyInAnyOrderElementsOf(
            app.all(
                "SELECT user_id FROM memberships WHERE organization_id = '"
                    + app.organization("acmecorp").value()
                    + "'"));

    var back = new ArrayList<List<String>>();
    var shownBack = new ArrayList<String>();
    while (true) {
      back.add(0, ids(page));
      shownBack.add(0, page.text(".pager p"));
      if (!page.has("#previous")) break;
      page = ada.get(page.element("#previous").attr("href"));
    }
    assertThat(back).isEqualTo(forth);
    assertThat(shownBack).isEqualTo(showing);
  }

  @Test
  void each_of_the_four_statuses_has_its_pill() {
    var pills = everyRow("").stream().map(row -> row.selectFirst(".status .pill")).toList();

    assertThat(pills).hasSize(42).doesNotContainNull();
    assertThat(pills.stream().filter(pill -> pill.text().equals("Active")))
        .hasSize(32)
        .allMatch(pill -> pill.hasClass("good"));
    assertThat(pills.stream().filter(pill -> pill.text().equals("Pending")))
        .hasSize(4)
        .allMatch(pill -> pill.hasClass("waiting"));
    assertThat(pills.stream().filter(pill -> pill.text().startsWith("Invite Expired")))
        .hasSize(4)
        .allMatch(pill -> pill.attr("title").equals("Expired on 20 Nov 2026, 09:00 UTC"));
    assertThat(pills.stream().filter(pill -> pill.text().equals("Inactive"))).hasSize(2);
  }

  @Test
  void a_pending_invitation_turns_expired_when_its_time_has_come() {
    app.clock().advance(Duration.ofDays(12));

    assertThat(everyRow("").stream().filter(row -> row.text().contains("Invite Expired")))
        .hasSize(8);
  }

  @Test
  void somebody_without_a_name_is_shown_by_address_alone() {
    var row =
        everyRow("").stream().filter(it -> it.text().contains("Pending")).findFirst().orElseThrow();

    assertThat(row.select(".who p")).hasSize(1);
    assertThat(row.select(".who p").text()).endsWith("@acmecorp.example");
  }

  @Test
  void a_row_offers_what_can_be_done_with_it_and_no_more() {
    var rows = everyRow("");

    for (var row : rows) {
      var offered = row.select(".menu-items a").eachText();
      var invited = row.text().contains("Pending") || row.text().contains("Invite Expired");
      if (row.id().equals(app.user(ADA).value())) assertThat(offered).isEmpty();
      else if (row.text().contains("Pending"))
        assertThat(offered)
            .containsExactly("Change Role", "Resend Invite", "Copy Link", "Revoke Invitation");
      else if (invited)
        assertThat(offered).containsExactly("Change Role", "Resend Invite", "Revoke Invitation");
      else assertThat(offered).containsExactly("Change Role", "Remove from Organization");
    }
    assertThat(rows.stream().filter(row -> row.select("details.menu").isEmpty())).hasSize(1);
  }

  @Test
  void a_page_token_that_was_never_given_out_is_bad_input_and_no_fault() {
    for (var token :
        List.of(
            "zzz",
            "a",
            "c5-1",
            "A5-1",
            "a5",
            "a5-",
            "a-5-1",
            "a5-1 ",
            "a5-1'; DROP TABLE users; --",
            "a9999999999999-1",
            "a5-9999999999",
            "a5-1\u0000",
            "a５-1",
            "<script>alert(1)</script>",
            "../../etc/passwd")) {
      var ada = app.as(ADA);

      assertThat(ada.get(USERS + "?page=" + Form.encoded(token)).status()).isEqualTo(422);
      assertThat(ada.copy().htmx().get(USERS + "?page=" + Form.encoded(token)).status())
          .isEqualTo(422);
    }
  }

  @Test
  void a_page_token_from_beyond_the_list_shows_some_page_of_it() {
    for (var token :
        List.of("a0-1", "bzzzzzzzzzzzz-1", "azzzzzzzzzzzz-1", "b0-1", "a0-999999999")) {
      var page = app.as(ADA).get(USERS + "?page=" + token);

      assertThat(page.status()).isEqualTo(200);
      assertThat(page.elements("tbody tr")).isNotEmpty();
      assertThat(page.text(".pager")).doesNotContain("99999999");
    }
  }

  @Test
  void a_change_with_a_forged_place_in_the_list_is_refused_before_it_is_made() {
    for (var page : List.of("nonsense", "a5-1\r\nSet-Cookie: evil=1", "a5-1&q=x", "<b>")) {
      for (var browser : List.of(app.as(ADA), app.as(ADA).htmx())) {
        var before = app.contents();
        var role =
            browser.post(
                path(MAX, "role"), "role", app.role("admin").value(), "q", "", "page", page);
        assertThat(role.status()).isEqualTo(422);
        assertThat(browser.post(path(MAX, "removal"), "page", page).status()).isEqualTo(422);
        var pending = pending();
        assertThat(browser.post(USERS + "/" + pending + "/invitation", "page", page).status())
            .isEqualTo(422);
        assertThat(app.contents()).isEqualTo(before);
      }
    }
  }

  // ------------------------------------------------------------------ search

  @Test
  void a_search_finds_a_part_of_address_or_name_in_any_case_and_accent() {
    for (var typed :
        List.of("MAX@ACME", "max@acme", "x@acme", " max member ", "x Memb", "Máx Mémber")) {
      assertThat(everyRow(typed).stream().map(Element::id)).contains(app.user(MAX).value());
    }
  }

  @Test
  void accents_need_not_be_typed() {
    for (var typed : List.of("jimenez", "JIMÉNEZ", "Jiménez", "Jime\u0301nez")) {
      assertThat(everyRow(typed)).as(typed).hasSize(1);
      assertThat(everyRow(typed).get(0).text()).contains("Rosa Jiménez");
    }
  }

  @Test
  void one_or_two_letters_match_the_beginning_of_a_word() {
    for (var typed : List.of("m", "ma")) {
      assertThat(everyRow(typed))
          .as(typed)
          .isNotEmpty()
          .allMatch(row -> (" " + row.text().toLowerCase()).matches("(?s).*[^a-z]" + typed + ".*"));
    }
    assertThat(everyRow("ax")).isEmpty();
  }

  @Test
  void a_search_that_matches_everybody_pages_through_everybody_once() {
    var rows = everyRow("acmecorp");

    assertThat(rows).hasSize(42);
    assertThat(rows.stream().map(Element::id)).doesNotHaveDuplicates();
  }

  @Test
  void a_search_says_how_many_it_found_where_it_ends() {
    var ada = app.as(ADA);
    assertThat(ada.get(USERS + "?q=rosa").text(".pager p")).isEqualTo("1 user found");
    assertThat(ada.get(USERS + "?q=mar").text(".pager p")).isEqualTo("3 users found");
    var page = ada.get(USERS + "?q=acmecorp");
    assertThat(page.text(".pager p")).isEqualTo("Showing 1–10 of those found");
    while (page.has("#next")) page = ada.get(page.element("#next").attr("href"));
    assertThat(page.text(".pager p")).isEqualTo("Showing 41–42 of 42 found");
  }

  @Test
  void an_empty_search_shows_everybody() {
    assertThat(app.as(ADA).get(USERS + "?q=++").text(".pager p")).isEqualTo("Showing 1–10 of 42");
  }

  @Test
  void signs_of_databases_and_browsers_mean_nothing_in_a_search() {
    for (var typed :
        List.of(
            "%",
            "_",
            "%%%",
            "___",
            "a%e",
            "\\",
            "\\\\\\",
            "'",
            "''' OR 1=1",
            "<script>",
            "\"><img>",
            "nobody-here",
            "\u0000\u0000",
            "😀",
            "\u202eada")) {
      var ada = app.as(ADA);
      var page = ada.get(USERS + "?q=" + Form.encoded(typed));

      assertThat(page.status()).isEqualTo(200);
      assertThat(page.elements("#widget script, #widget img")).isEmpty();
      assertThat(page.element("#search").attr("value"))
          .isEqualTo(typed.replace("\u0000", "\ufffd"));
      if (!typed.contains("\u0000") && !typed.contains("\u202e")) {
        assertThat(page.elements("tbody tr")).isEmpty();
        assertThat(page.text(".empty h2")).isEqualTo("Nobody matches “" + typed + "”");
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_very_long_search_is_answered(Engine engine) {
    try (var other = TestApp.start(engine, Map.of())) {
      var ada = other.as(ADA);
      for (var typed :
          List.of("a".repeat(101), "a".repeat(99) + "😀", "max".repeat(1_000), "é".repeat(300))) {
        var page = ada.get(USERS + "?q=" + Form.encoded(typed));
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.elements("tbody tr")).isEmpty();
      }
      assertThat(ada.get(USERS + "?q=%00ada%00").status()).isEqualTo(200);
      assertThat(ada.get(USERS + "?q=jimenez").elements("tbody tr")).hasSize(1);
    }
  }

  @Test
  void a_broken_query_is_no_fault_of_ours() {
    for (var query : List.of("page=%e0%80", "q=%ff", "q=%ed%a0%80", "&&&=&", "q")) {
      var answer = app.as(ADA).get(USERS + "?" + query);

      assertThat(answer.status()).isIn(200, 400, 422);
    }
  }

  // ------------------------------------------------------------------ inviting

  @Test
  void while_the_mail_server_is_down_invitations_are_said_to_wait_for_it() {
    var ada = app.as(ADA).htmx();
    var path = USERS + "/invitations";
    app.mail().goDown(true);
    ada.post(path, "email", "first@acmecorp.example", "role", member());
    app.app().core().letterBox.sendDue();

    assertThat(ada.post(path, "email", "new@acmecorp.example", "role", member()).toast())
        .isEqualTo(
            "The invitation to new@acmecorp.example will be sent as soon as we can send mail again.");
    var several = "b1@acmecorp.example\nb2@acmecorp.example";
    assertThat(ada.post(SEVERAL, "addresses", several, "role", member(), "step", "send").toast())
        .isEqualTo("2 invitations will be sent as soon as we can send mail again.");
    app.clock().advance(Duration.ofMinutes(1));
    var again = USERS + "/" + app.user("new@acmecorp.example").value() + "/invitation";
    assertThat(ada.post(again).toast())
        .isEqualTo(
            "The invitation of new@acmecorp.example will be sent again as soon as we can send mail"
                + " again.");
    app.mail().goDown(false);
    assertThat(app.mailTo("new@acmecorp.example").text()).contains("AcmeCorp");
    assertThat(ada.post(path, "email", "late@acmecorp.example", "role", member()).toast())
        .isEqualTo("An invitation is on its way to late@acmecorp.example.");
  }

  @Test
  void an_invitation_is_mailed_with_its_link_and_names_organization_and_inviter() {
    var ada = app.as(ADA).htmx();
    var answer =
        ada.post(USERS + "/invitations", "email", " New@Acmecorp.Example ", "role", member());

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.toast()).isEqualTo("An invitation is on its way to new@acmecorp.example.");
    assertThat(answer.text("h1")).isEqualTo("Users (43)");
    assertThat(answer.text("tbody tr")).contains("new@acmecorp.example", "Member", "Pending");
    assertThat(answer.header("HX-Retarget")).isEqualTo("#widget");
    assertThat(app.events()).endsWith("user.organization_invitation");

    var mail = app.mailTo("new@acmecorp.example");
    assertThat(mail.subject()).contains("Coffeedesk").doesNotContain("AcmeCorp");
    assertThat(mail.text()).contains("AcmeCorp", ADA, "Accept Invitation", "8 Dec 2026");
    assertThat(mail.html()).contains("AcmeCorp", ADA, mail.link());
    assertThat(mail.link()).matches("/login/invitation/[A-Za-z0-9_-]{43}");
    assertThat(app.browser().get(mail.link()).text("h1")).isEqualTo("Join AcmeCorp");
  }

  @Test
  void the_token_of_an_invitation_is_nowhere_in_the_database() {
    app.as(ADA).post(USERS + "/invitations", "email", "new@acmecorp.example", "role", member());
    var before = app.contents();
    var token = app.mailTo("new@acmecorp.example").link().substring("/login/invitation/".length());

    assertThat(before).doesNotContain(token);
    assertThat(app.contents()).doesNotContain(token);
  }

  @Test
  void who_is_a_member_or_invited_already_is_not_invited_again() {
    var ada = app.as(ADA).htmx();
    var before = app.contents();

    var member = ada.post(USERS + "/invitations", "email", MAX, "role", member());
    assertThat(member.status()).isEqualTo(409);
    assertThat(member.text("#email-error")).isEqualTo(MAX + " is already in this organization.");

    var pending =
        ada.post(
            USERS + "/invitations", "email", emailOf(pending()).toUpperCase(), "role", member());
    assertThat(pending.status()).isEqualTo(409);
    assertThat(pending.text("#email-error")).contains("is already invited");

    var expired = ada.post(USERS + "/invitations", "email", emailOf(expired()), "role", member());
    assertThat(expired.status()).isEqualTo(409);
    assertThat(expired.text("#email-error")).contains("has expired");

    assertThat(app.contents()).isEqualTo(before);
  }

  @Test
  void an_address_that_cannot_be_invited_and_a_missing_role_are_told_at_once() {
    for (var email : List.of("nobody", MAX)) {
      var answer = app.as(ADA).post(USERS + "/invitations", "email", email);
      assertThat(answer.status()).isBetween(409, 422);
      assertThat(answer.text("#email-error")).isNotEmpty();
      assertThat(answer.text("#role-error")).isNotEmpty();
    }
  }

  @Test
  void a_bad_address_comes_back_with_what_was_typed_and_why() {
    var before = app.contents();
    for (var typed :
        List.of(
            "",
            " ",
            "nobody",
            "@acme.com",
            "a@b",
            "a b@acme.com",
            "a@acme..com",
            "a@-acme.com",
            ".a@acme.com",
            "a..b@acme.com",
            "a@acme.com, b@acme.com",
            "a@acme.com\r\nBcc: b@acme.com",
            "\"a\"@acme.com",
            "<script>@acme.com",
            "a@[127.0.0.1]",
            "a\u0000@acme.com")) {
      var answer = app.as(ADA).htmx().post(USERS + "/invitations", "email", typed, "role", admin());

      assertThat(answer.status()).isEqualTo(422);
      assertThat(app.contents()).isEqualTo(before);
      var field = answer.element("#email");
      assertThat(field.attr("aria-invalid")).isEqualTo("true");
      assertThat(field.attr("aria-describedby")).isEqualTo("email-error");
      assertThat(answer.text("#email-error")).startsWith("Enter an email address");
      assertThat(answer.element("#role [checked]").attr("value")).isEqualTo(admin());
      assertThat(answer.has("script")).isFalse();
      if (!typed.contains("\n") && !typed.contains("\u0000"))
        assertThat(field.attr("value")).isEqualTo(typed);
    }
  }

  @Test
  void a_domain_with_a_letter_of_two_readings_invites_nobody_elsewhere() {
    var before = app.contents();
    var one =
        app.as(ADA)
            .htmx()
            .post(USERS + "/invitations", "email", "anna@groß.example", "role", admin());
    assertThat(one.status()).isEqualTo(422);
    assertThat(one.element("#email").attr("value")).isEqualTo("anna@groß.example");
    // a browser writes ss itself where the field is of the type for addresses
    assertThat(one.element("#email").attr("type")).isEqualTo("text");
    assertThat(one.text("#email-error")).contains("two readings, such as ß and ss");
    var several =
        app.as(ADA)
            .htmx()
            .post(USERS + "/invitations/several", "addresses", "anna@groß.example", "step", "");
    assertThat(several.text("main, dialog, body")).contains("two readings, such as ß and ss");
    assertThat(app.contents()).isEqualTo(before);
  }

  @Test
  void an_address_of_300_characters_is_refused() {
    var answer =
        app.as(ADA)
            .htmx()
            .post(
                USERS + "/invitations",
                "email",
                "a".repeat(60) + "@" + "b.".repeat(120) + "example",
                "role",
                member());

    assertThat(answer.status()).isEqualTo(422);
  }

  @Test
  void a_role_that_is_not_in_the_list_is_refused_at_its_field() {
    var before = app.contents();
    for (var role : List.of("", "admin", "role_000000000000000000", "role_1", "' OR 1=1")) {
      var invited =
          app.as(ADA).htmx().post(USERS + "/invitations", "email", "new@acme.com", "role", role);
      var changed = app.as(ADA).htmx().post(path(MAX, "role"), "role", role);

      for (var answer : List.of(invited, changed)) {
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.element("#role").attr("aria-describedby")).isEqualTo("role-error");
        assertThat(answer.text("#role-error")).isEqualTo("Choose one of the roles in the list.");
      }
      assertThat(app.contents()).isEqualTo(before);
    }
  }

  @Test
  void a_role_that_cannot_be_given_is_not_chosen_for_who_is_invited() {
    allowMembers("sk_org_users_read sk_org_users_invite sk_org_users_role_change");
    app.arrange("UPDATE organizations SET default_member_role_id = '" + admin() + "'");
    var max = app.as(MAX).htmx();

    for (var address : List.of(USERS + "/invitations", SEVERAL)) {
      var form = max.get(address);
      assertThat(form.texts("#role li"))
          .containsExactly("Admin Allows more than your own role. Choose another.", "Member");
      assertThat(form.has("#role [checked]")).isFalse();
    }
    // the check of several looks at the role as the sending does, and at the addresses too
    for (var step : List.of("check", "send")) {
      var refused = max.post(SEVERAL, "addresses", "new@acme.com", "step", step);
      assertThat(refused.status()).isEqualTo(422);
      assertThat(refused.text("#role-error")).isNotEmpty();
      assertThat(refused.texts(".checked .good")).containsExactly("new@acme.com");
    }
  }

  @Test
  void nobody_hands_out_more_than_they_hold() {
    allowMembers("sk_org_users_read sk_org_users_invite sk_org_users_role_change");
    var max = app.as(MAX).htmx();

    var form = max.get(USERS + "/invitations");
    assertThat(form.texts("#role li"))
        .containsExactly("Member", "Admin Allows more than your own role.");
    assertThat(form.element("#role [disabled]").attr("value")).isEqualTo(admin());
    var before = app.contents();
    var invited = max.post(USERS + "/invitations", "email", "new@acme.com", "role", admin());
    assertThat(invited.status()).isEqualTo(409);
    assertThat(invited.text("#role-error")).isNotEmpty();
    assertThat(max.post(USERS + "/" + pending() + "/role", "role", admin()).status())
        .isEqualTo(409);
    assertThat(app.contents()).isEqualTo(before);

    assertThat(max.post(USERS + "/invitations", "email", "new@acme.com", "role", member()).status())
        .isEqualTo(200);
  }

  @Test
  void without_script_an_invitation_leads_back_to_the_list_with_a_message() {
    var ada = app.as(ADA);
    var sent = ada.post(USERS + "/invitations", "email", "new@acme.com", "role", member());

    assertThat(sent.status()).isEqualTo(303);
    assertThat(sent.header("Location")).endsWith(USERS);
    var page = ada.follow(sent);
    assertThat(page.toast()).isEqualTo("An invitation is on its way to new@acme.com.");
    assertThat(ada.get(USERS).has(".toast")).as("shown once").isFalse();
  }

  @Test
  void an_organization_has_no_more_seats_than_it_was_given() {
    app.arrange("UPDATE organizations SET max_allowed_users = 37 WHERE slug = 'acmecorp'");
    var ada = app.as(ADA).htmx();

    assertThat(ada.post(USERS + "/invitations", "email", "n1@acme.com", "role", member()).status())
        .isEqualTo(200);
    var over = ada.post(USERS + "/invitations", "email", "n2@acme.com", "role", member());
    assertThat(over.status()).isEqualTo(409);
    assertThat(ada.get(USERS).text("#seats"))
        .isEqualTo("All 37 seats are used, open invitations included.");
    var searched = ada.copy().with("HX-Target", "list").get(USERS + "?q=ada");
    assertThat(searched.has("#list tbody tr")).isTrue();
    assertThat(searched.has("#seats")).as("a search takes the list alone").isFalse();
    assertThat(app.as(GUS).get(USERS).has("#seats")).isFalse();
    assertThat(app.one("SELECT COUNT(*) FROM users WHERE email = 'n2@acme.com'")).isEqualTo("0");
    assertThat(ada.post(USERS + "/" + expired() + "/invitation").status()).isEqualTo(409);

    app.arrange("UPDATE organizations SET max_allowed_users = 30 WHERE slug = 'acmecorp'");
    assertThat(ada.get(USERS).text("#seats"))
        .isEqualTo("No seat is free: more than 30 are used, open invitations included.");
  }

  @Test
  void a_check_of_several_counts_the_seats_that_are_free() {
    app.arrange("UPDATE organizations SET max_allowed_users = 37 WHERE slug = 'acmecorp'");
    var ada = app.as(ADA);
    var two = "n1@acme.com\nn2@acme.com";
    for (var step : List.of("check", "send")) {
      var one = ada.post(SEVERAL, "addresses", two, "role", member(), "step", step);
      assertThat(one.text("#checked")).isEqualTo("1 of 2 can be invited");
      assertThat(one.text(".checked .bad")).startsWith("n2@acme.com No seat is free");
      assertThat(one.has("button[value=send]")).isFalse();
    }
    app.arrange("UPDATE organizations SET max_allowed_users = 30 WHERE slug = 'acmecorp'");
    var none = ada.post(SEVERAL, "addresses", two, "role", member(), "step", "check");
    assertThat(none.text("#checked")).isEqualTo("None of these 2 can be invited");
    assertThat(none.has("button[value=send]")).isFalse();
  }

  @Test
  void what_is_ticked_is_the_first_of_the_roles_to_choose() {
    var ada = app.as(ADA).htmx();
    for (var form : List.of("/invitations", "/invitations/several"))
      assertThat(ada.get(USERS + form).texts("#role li")).startsWith("Member");
  }

  // ------------------------------------------------------------------ resending

  @Test
  void a_valid_invitation_is_reminded_of_and_keeps_its_end() {
    var user = pending();
    var end = app.one("SELECT expires_at FROM memberships WHERE user_id = '" + user + "'");
    var ada = app.as(ADA).htmx();
    assertThat(ada.get(USERS + "/" + user + "/invitation").text("#ask")).contains("reminder");

    var answer = ada.post(USERS + "/" + user + "/invitation");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.toast()).contains(emailOf(user), "is on its way again");
    assertThat(app.one("SELECT expires_at FROM memberships WHERE user_id = '" + user + "'"))
        .isEqualTo(end);
    assertThat(app.one("SELECT resent_count FROM memberships WHERE user_id = '" + user + "'"))
        .isEqualTo("1");
    assertThat(app.mailTo(emailOf(user)).text()).contains("AcmeCorp", ADA);
  }

  @Test
  void an_expired_invitation_gets_a_new_term_and_its_new_link_works() {
    var user = expired();
    var answer = app.as(ADA).htmx().post(USERS + "/" + user + "/invitation", "q", emailOf(user));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text("#" + user + " .status")).isEqualTo("Pending");
    assertThat(answer.elements("tbody tr")).as("the search stays").hasSize(1);
    var link = app.mailTo(emailOf(user)).link();
    assertThat(app.browser().post(link).next()).isNotEmpty();
    assertThat(everyRow(emailOf(user)).get(0).text()).contains("Active");
  }

  @Test
  void who_has_accepted_is_not_invited_again() {
    var before = app.contents();
    var answer = app.as(ADA).htmx().post(path(MAX, "invitation"));

    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.toast()).isEqualTo(MAX + " has accepted the invitation already.");
    assertThat(answer.elements("main#widget tbody tr")).hasSize(10);
    assertThat(app.contents()).isEqualTo(before);
  }

  // ------------------------------------------------------------------ copied links

  @Test
  void a_link_is_shown_once_to_who_may_invite_and_leaves_an_event() {
    var user = pending();
    var ada = app.as(ADA).htmx();
    assertThat(ada.get(USERS).texts(".menu-items a")).contains("Copy Link");
    assertThat(ada.get(USERS + "/" + user + "/link").text("#ask")).contains("must sign in");
    var events = app.events().size();
    var made = ada.post(USERS + "/" + user + "/link");
    var link = made.element("#link").attr("value");
    assertThat(link).contains("/login/invitation/");
    assertThat(made.element("[data-copy]").attr("data-copy")).isEqualTo(link);
    assertThat(app.events()).hasSize(events + 1).endsWith("user.invitation_link_copied");
    assertThat(ada.get(USERS + "/" + user + "/link").body()).doesNotContain(link);
  }

  @Test
  void no_mail_program_makes_a_link_of_the_name_of_an_organization() {
    app.app()
        .core()
        .organizations
        .rename(new Actor.Internal("test"), app.organization("acmecorp"), "Evil.example");
    app.as(ADA).post(USERS + "/invitations", "email", "new@other.example", "role", member());
    var mail = app.mailTo("new@other.example");
    for (var text : List.of(mail.text(), mail.html()))
      assertThat(text).contains("Evil.\u2060example").doesNotContain("Evil.example");
  }

  @Test
  void an_invitation_whose_mail_was_refused_is_shown_as_such_until_it_is_sent_again() {
    var ada = app.as(ADA).htmx();
    var email = "nobody@acmecorp.example";
    app.mail().refuse(email);
    ada.post(USERS + "/invitations", "email", email, "role", member());
    app.app().core().letterBox.sendDue();

    var user = app.user(email).value();
    var row = ada.get(USERS).element("#" + user);
    assertThat(row.select(".status").text()).isEqualTo("Not delivered");
    assertThat(row.select(".seen").text())
        .contains("refused (550 5.1.1 User unknown)", "Copy the link", "the right address");
    assertThat(app.events()).endsWith("user.invitation_mail_refused");
    assertThat(app.as(MAX).get(USERS).element("#" + user).select(".seen").text())
        .as("who is offered no link is told of none")
        .isEqualTo("The mail was refused (550 5.1.1 User unknown).");
    app.clock().advance(Duration.ofMinutes(1));
    ada.post(USERS + "/" + user + "/invitation");
    assertThat(ada.get(USERS).element("#" + user).select(".status").text()).isEqualTo("Pending");
    app.app().core().letterBox.sendDue();
    assertThat(ada.get(USERS).element("#" + user).select(".status").text())
        .isEqualTo("Not delivered");
  }

  @Test
  void who_may_not_invite_gets_no_link_and_neither_does_another_organization() {
    var user = pending();
    var before = app.contents();
    assertThat(app.as(MAX).get(USERS).texts(".menu-items a")).doesNotContain("Copy Link");
    assertThat(app.as(MAX).post(USERS + "/" + user + "/link").status()).isEqualTo(403);
    assertThat(app.as(GUS).post(USERS + "/" + user + "/link").status()).isEqualTo(404);
    assertThat(app.as(ADA).post(path(MAX, "link")).status()).isEqualTo(409);
    assertThat(app.as(ADA).post(USERS + "/" + expired() + "/link").status()).isEqualTo(409);
    assertThat(app.contents()).isEqualTo(before);
  }

  // ------------------------------------------------------------------ filters

  @Test
  void the_list_is_filtered_by_status_and_role_and_searched_within() {
    var ada = app.as(ADA);
    record Filter(String query, int found) {}
    for (var filter :
        List.of(
            new Filter("status=active", 32),
            new Filter("status=invited", 4),
            new Filter("status=expired", 4),
            new Filter("status=inactive", 2),
            new Filter("status=nonsense", 42),
            new Filter("status=active&has_role=" + admin() + "&q=ada", 1),
            new Filter("status=inactive&q=ada@", 0),
            new Filter("has_role=role_000000000000000001", 42))) {
      var seen = new ArrayList<String>();
      var address = USERS + "?" + filter.query();
      while (!address.isEmpty()) {
        var page = ada.get(address);
        assertThat(page.status()).as(filter.query()).isEqualTo(200);
        seen.addAll(ids(page));
        address = page.has("#next") ? page.element("#next").attr("href") : "";
      }
      assertThat(seen).as(filter.query()).hasSize(filter.found()).doesNotHaveDuplicates();
    }
    var admins = ada.get(USERS + "?has_role=" + admin());
    assertThat(admins.texts("tbody .role")).isNotEmpty().allMatch(it -> it.contains("Admin"));
    assertThat(admins.element("select[name=has_role] option[selected]").attr("value"))
        .isEqualTo(admin());
    assertThat(admins.elements("tbody .menu-items a"))
        .allMatch(it -> it.attr("href").endsWith("?has_role=" + admin()));
  }

  @Test
  void invitations_that_have_expired_are_found_apart_from_the_others() {
    var ada = app.as(ADA);
    for (var more : List.of("", "&has_role=" + member(), "&q=acmecorp")) {
      var found = ada.get(USERS + "?status=expired" + more);
      assertThat(found.texts("tbody .status"))
          .isNotEmpty()
          .allMatch(it -> it.equals("Invite Expired"));
      assertThat(ada.get(USERS + "?status=invited" + more).texts("tbody .status"))
          .isNotEmpty()
          .doesNotContain("Invite Expired");
    }
    assertThat(
            ada.get(USERS + "?status=expired")
                .element("select[name=status] option[selected]")
                .attr("value"))
        .isEqualTo("expired");
  }

  @Test
  void who_filters_to_nobody_reads_so_in_plain_words_and_can_clear_it() {
    var ada = app.as(ADA);
    var nobody = ada.get(USERS + "?status=inactive&has_role=" + admin());
    assertThat(nobody.text("#list h2")).isEqualTo("Nobody has this status and role");
    assertThat(nobody.element("#list a.button").attr("href")).isEqualTo(USERS);
    var searched = ada.get(USERS + "?status=inactive&q=zzz");
    assertThat(searched.text("#list")).contains("Only users of the chosen status and role");
  }

  @Test
  void a_filter_is_a_plain_form_that_stays_while_paging_and_after_a_change() {
    var ada = app.as(ADA);
    var page = ada.get(USERS + "?status=active");
    assertThat(page.element("form.search").attr("method")).isEqualTo("get");
    assertThat(page.element("form.search button[type=submit]").text()).isEqualTo("Search");
    assertThat(page.element("#next").attr("href")).contains("status=active");
    var changed =
        ada.post(path(MAX, "role"), "role", admin(), "q", "", "status", "active", "page", "");
    assertThat(changed.header("HX-Replace-Url") + changed.header("Location"))
        .contains("status=active");
  }

  @Test
  void a_new_role_moves_somebody_between_the_filters_at_once() {
    var ada = app.as(ADA);
    var before = ids(ada.get(USERS + "?has_role=" + admin()));
    ada.post(path(MAX, "role"), "role", admin(), "q", "", "page", "");
    assertThat(ids(ada.get(USERS + "?has_role=" + admin())))
        .containsAll(before)
        .contains(app.user(MAX).value());
  }

  @Test
  void a_form_that_is_out_of_date_does_not_take_away_what_somebody_else_has_given() {
    var ada = app.as(ADA);
    var held = ada.get(path(MAX, "role")).element("#ask input[name=seen]").attr("value");
    assertThat(held).isEqualTo(member());
    app.as(ADA).post(path(MAX, "role"), "role", admin());

    for (var browser : List.of(ada.copy(), ada.copy().htmx())) {
      var refused =
          browser.post(path(MAX, "role"), "role", admin(), "role", member(), "seen", held);
      assertThat(refused.status()).isEqualTo(409);
      assertThat(refused.text("#role-error")).contains("Somebody else", "now Admin");
      assertThat(refused.elements("#role [checked]")).hasSize(2);
      assertThat(refused.element("#ask input[name=seen]").attr("value")).isEqualTo(admin());
      assertThat(browser.get(path(MAX, "role")).text("#ask")).contains("now Admin");
    }
    // what was asked for twice is done, and what was shown can be changed
    assertThat(ada.post(path(MAX, "role"), "role", admin(), "seen", held).status()).isEqualTo(303);
    assertThat(ada.post(path(MAX, "role"), "role", member(), "seen", admin()).status())
        .isEqualTo(303);
  }

  // ------------------------------------------------------------------ several roles

  @Test
  void a_member_gets_several_roles_and_the_list_names_all_of_them() {
    var ada = app.as(ADA).htmx();
    var both = ada.post(path(MAX, "role"), "role", admin(), "role", member());
    assertThat(both.toast()).isEqualTo("Max Member is now Admin and Member.");
    assertThat(both.text("#" + app.user(MAX).value() + " .role")).isEqualTo("Admin, Member");

    var form = ada.get(path(MAX, "role"));
    assertThat(form.elements("#role [checked]"))
        .extracting(Element::val)
        .containsExactlyInAnyOrder(admin(), member());
    assertThat(form.text("form p.muted")).contains("now Admin, Member");

    var one = ada.post(path(MAX, "role"), "role", member());
    assertThat(one.text("#" + app.user(MAX).value() + " .role")).isEqualTo("Member");
  }

  @Test
  void who_is_invited_gets_several_roles() {
    var ada = app.as(ADA).htmx();
    var invited =
        ada.post(
            USERS + "/invitations",
            "email",
            "n@acmecorp.example",
            "role",
            admin(),
            "role",
            member());
    assertThat(invited.text("tbody tr:first-child .role")).isEqualTo("Admin, Member");
  }

  @Test
  void a_member_keeps_at_least_one_role() {
    var ada = app.as(ADA).htmx();
    var before = app.contents();
    for (var answer :
        List.of(
            ada.post(path(MAX, "role"), "q", ""),
            ada.post(USERS + "/invitations", "email", "n@acmecorp.example"))) {
      assertThat(answer.status()).isEqualTo(422);
      assertThat(answer.text("#role-error")).isEqualTo("Choose a role.");
      assertThat(answer.elements("#role [aria-invalid=true]")).hasSize(2);
    }
    assertThat(app.contents()).isEqualTo(before);
  }

  // ------------------------------------------------------------------ several at once

  private static final String SEVERAL = USERS + "/invitations/several";

  @Test
  void several_people_are_checked_first_and_then_invited_together() {
    var ada = app.as(ADA);
    var list = "Name,Email\nBea,bea@acmecorp.example\nMax," + MAX + "\nCy,cy@acmecorp.example";
    var before = app.contents();

    var checked = ada.post(SEVERAL, "addresses", list, "role", admin(), "step", "check");
    assertThat(checked.status()).isEqualTo(200);
    assertThat(checked.text("#checked")).isEqualTo("2 of 3 can be invited");
    assertThat(checked.texts(".checked .bad"))
        .containsExactly(MAX + " " + MAX + " is already in this organization.");
    assertThat(checked.has("button[value=send]")).isFalse();
    assertThat(checked.element("#role [checked]").attr("value")).isEqualTo(admin());
    assertThat(checked.element("#addresses").wholeText().strip()).isEqualTo(list);

    var sent = ada.post(SEVERAL, "addresses", list, "role", admin(), "step", "send");
    assertThat(sent.status()).as("never half of them").isEqualTo(409);
    assertThat(sent.texts(".checked .bad")).hasSize(1);
    assertThat(app.contents()).isEqualTo(before);

    var fewer = ada.post(SEVERAL, "addresses", list, "role", admin(), "step", "leave_out");
    assertThat(fewer.text("#checked")).isEqualTo("All 2 can be invited");
    assertThat(fewer.element("#addresses").wholeText().strip())
        .isEqualTo("bea@acmecorp.example\ncy@acmecorp.example");

    var done =
        ada.copy()
            .htmx()
            .with("HX-Target", "ask")
            .post(
                SEVERAL,
                "addresses",
                fewer.element("#addresses").wholeText(),
                "role",
                admin(),
                "step",
                "send");
    assertThat(done.status()).isEqualTo(200);
    assertThat(done.toast()).isEqualTo("2 invitations are on their way.");
    assertThat(done.texts("tbody tr:nth-child(-n+2) .role")).containsExactly("Admin", "Admin");
    assertThat(app.mailTo("cy@acmecorp.example").link()).contains("/invitation");
  }

  @Test
  void an_empty_list_and_a_role_nobody_may_give_are_said_where_they_were_typed() {
    var ada = app.as(ADA);
    var empty = ada.post(SEVERAL, "addresses", " \n", "role", admin(), "step", "check");
    assertThat(empty.status()).isEqualTo(422);
    assertThat(empty.text("#addresses-error")).isEqualTo("Enter at least one email address.");
    var role =
        ada.post(SEVERAL, "addresses", "bea@acmecorp.example", "role", "role_1", "step", "send");
    assertThat(role.status()).isEqualTo(422);
    assertThat(role.has("#role-error")).isTrue();
    assertThat(app.as(MAX).get(SEVERAL).status()).isEqualTo(403);
  }

  @Test
  void who_is_invited_already_can_be_sent_the_invitation_again_right_there() {
    var ada = app.as(ADA);
    var user = expired();
    var refused = ada.post(USERS + "/invitations", "email", emailOf(user), "role", admin());
    assertThat(refused.text("#resend")).isEqualTo("Resend invitation");
    assertThat(ada.get(refused.element("#resend").attr("href")).text("h1"))
        .isEqualTo("Resend the invitation?");
    assertThat(ada.post(USERS + "/invitations", "email", MAX, "role", admin()).has("#resend"))
        .isFalse();
  }

  @Test
  void an_invitation_is_revoked_and_not_called_a_member() {
    var ada = app.as(ADA);
    var user = expired();
    assertThat(ada.get(USERS + "/" + user + "/removal").text("#ask"))
        .contains("Revoke the invitation of", "stops working", "Revoke invitation")
        .doesNotContain("loses access");
    assertThat(ada.get(USERS + "/" + user + "/role").text("#ask")).contains("invited as");
    assertThat(ada.copy().htmx().post(USERS + "/" + user + "/role", "role", admin()).toast())
        .endsWith("joins as Admin.");
    var email = emailOf(user);
    assertThat(ada.copy().htmx().post(USERS + "/" + user + "/removal").toast())
        .isEqualTo("The invitation of " + email + " was revoked.");
  }

  @Test
  void the_list_says_when_somebody_was_last_here_or_until_when_they_are_expected() {
    var seen = app.as(ADA).get(USERS).texts("tbody .seen");
    assertThat(seen).hasSize(10).anyMatch(it -> it.startsWith("Invitation ends in"));
    assertThat(everyRow("").stream().map(row -> row.select(".seen").text()).distinct())
        .contains(
            "Expired on 20 Nov 2026, 09:00 UTC",
            "Deactivated by an earlier directory: you can invite them again");
    assertThat(everyRow(ADA).get(0).select(".seen").text()).isEqualTo("just now");
  }

  // ------------------------------------------------------------------ roles

  @Test
  void an_admin_gives_a_member_another_role() {
    var answer = app.as(ADA).htmx().post(path(MAX, "role"), "role", admin());

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.toast()).isEqualTo("Max Member is now Admin.");
    assertThat(answer.text("#" + app.user(MAX).value() + " .role")).isEqualTo("Admin");
    assertThat(app.events()).endsWith("user.organization_membership_updated");
  }

  @Test
  void a_new_role_counts_from_the_next_request() {
    var max = app.as(MAX);
    assertThat(max.get(USERS + "/invitations").status()).isEqualTo(403);

    app.as(ADA).post(path(MAX, "role"), "role", admin());
    assertThat(max.get(USERS + "/invitations").status()).isEqualTo(200);

    app.as(ADA).post(path(MAX, "role"), "role", member());
    assertThat(max.get(USERS + "/invitations").status()).isEqualTo(403);
    assertThat(max.post(path(ADA, "removal")).status()).isEqualTo(403);
  }

  @Test
  void a_changed_list_stays_where_it_was() {
    var ada = app.as(ADA);
    var second = ada.get(ada.get(USERS).element("#next").attr("href"));
    var user = ids(second).get(3);
    var form = ada.get(second.element("#" + user + " .menu-items a").attr("href"));
    var page = form.element("input[name=page]").attr("value");

    var answer =
        ada.copy()
            .htmx()
            .post(USERS + "/" + user + "/role", "role", admin(), "q", "", "page", page);
    assertThat(ids(answer)).isEqualTo(ids(second));
    var plain = ada.post(USERS + "/" + user + "/role", "role", member(), "q", "", "page", page);
    assertThat(ids(ada.follow(plain))).isEqualTo(ids(second));
  }

  @Test
  void nobody_changes_their_own_role() {
    var before = app.contents();
    var answer = app.as(ADA).htmx().post(path(ADA, "role"), "role", member());

    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.toast()).startsWith("You cannot change your own role.");
    assertThat(answer.text("#" + app.user(ADA).value() + " .role")).isEqualTo("Admin");
    assertThat(app.contents()).isEqualTo(before);
  }

  @Test
  void a_member_cannot_change_roles_by_a_handmade_request() {
    var answer = app.as(MAX).post(path(ADA, "role"), "role", member());

    assertThat(answer.status()).isEqualTo(403);
    assertThat(app.as(ADA).get(USERS).text("#" + app.user(ADA).value() + " .role"))
        .isEqualTo("Admin");
  }

  // ------------------------------------------------------------------ removing

  @Test
  void a_removed_member_is_out_at_once_and_can_be_invited_again() {
    var max = app.as(MAX);
    assertThat(max.get(USERS).status()).isEqualTo(200);
    var id = app.user(MAX).value();

    var ada = app.as(ADA).htmx();
    assertThat(ada.get(path(MAX, "removal")).text("#ask")).contains(MAX, "AcmeCorp");
    var answer = ada.post(path(MAX, "removal"));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.toast()).isEqualTo("Max Member was removed from AcmeCorp.");
    assertThat(answer.text("h1")).isEqualTo("Users (41)");
    assertThat(answer.has("#" + id)).isFalse();
    assertThat(app.events())
        .contains("user.organization_membership_deleted", "user.logout", "user.deleted");
    var out = max.get(USERS);
    assertThat(out.status()).isEqualTo(302);
    assertThat(out.header("Location")).contains("/login?return_to=");
    assertThat(app.one("SELECT COUNT(*) FROM users WHERE email = '" + MAX + "'")).isEqualTo("0");

    assertThat(ada.post(USERS + "/invitations", "email", MAX, "role", member()).status())
        .isEqualTo(200);
  }

  @Test
  void who_removes_somebody_learns_that_they_can_come_back_by_themselves() {
    var ada = app.as(ADA);
    assertThat(ada.get(path(MAX, "removal")).has("#ask .notice")).isFalse();
    ada.post("/ui/organization/general/domains", "domain", "acmecorp.example");
    assertThat(ada.get(path(MAX, "removal")).text("#ask .notice"))
        .contains("come back by themselves", "acmecorp.example");
    assertThat(app.as(ADA, "globex").get(path(GUS, "removal")).has("#ask .notice")).isFalse();
  }

  @Test
  void a_removed_member_keeps_their_other_organizations_and_loses_this_one_from_the_list() {
    var elsewhere = app.as(ADA, "acmecorp");
    var here = app.as(ADA, "globex");
    assertThat(elsewhere.get("/login/organization").texts(".choice")).hasSize(2);

    var gus = app.as(GUS).htmx();
    assertThat(gus.post(path(ADA, "removal")).status()).isEqualTo(200);

    assertThat(here.get("/ui/").header("Location")).contains("/login");
    assertThat(elsewhere.get(USERS).status()).isEqualTo(200);
    assertThat(elsewhere.get(USERS).texts("header a")).doesNotContain("Switch organization");
    assertThat(elsewhere.get("/login/organization").texts(".choice"))
        .hasSize(1)
        .allMatch(text -> text.contains("AcmeCorp"));
    assertThat(
            elsewhere
                .post("/login/organization", "organization", app.organization("globex").value())
                .status())
        .isEqualTo(404);
  }

  @Test
  void nobody_removes_themselves() {
    var before = app.contents();
    var answer = app.as(ADA).htmx().post(path(ADA, "removal"));

    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.toast()).startsWith("You cannot remove yourself.");
    assertThat(answer.has("#" + app.user(ADA).value())).isTrue();
    assertThat(app.contents()).isEqualTo(before);
  }

  @Test
  void who_holds_less_than_an_admin_removes_none() {
    allowMembers("sk_org_users_read sk_org_users_delete");
    var max = app.as(MAX);
    var before = app.contents();

    var answer = max.post(path(ADA, "removal"));

    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.toast()).contains("allows more than your own");
    assertThat(answer.elements("main#widget")).hasSize(1);
    assertThat(answer.has("#" + app.user(ADA).value())).isTrue();
    assertThat(app.contents()).isEqualTo(before);
  }

  @Test
  void a_second_removal_finds_nobody() {
    var ada = app.as(ADA).htmx();
    var id = app.user(MAX).value();
    ada.post(USERS + "/" + id + "/removal");
    var again = ada.post(USERS + "/" + id + "/removal");

    assertThat(again.status()).isEqualTo(404);
    assertThat(again.text("h1")).isEqualTo("Users (41)");
    assertThat(ada.get(USERS + "/" + id + "/removal").status()).isEqualTo(404);
  }

  // ------------------------------------------------------------------ strangers

  @Test
  void another_organizations_member_does_not_exist_here() {
    var gus = app.as(GUS);
    var before = app.contents("memberships", "users", "membership_roles", "letters", "events");
    for (var what : List.of("role", "removal", "invitation", "link")) {
      for (var known : List.of(app.user(MAX).value(), pending())) {
        var theirs = gus.post(USERS + "/" + known + "/" + what, "role", admin());
        var unknown = gus.post(USERS + "/usr_000000000000000001/" + what, "role", admin());
        assertThat(theirs.status()).isEqualTo(404);
        assertThat(theirs.body()).isEqualTo(unknown.body());
        assertThat(theirs.header("Content-Length")).isEqualTo(unknown.header("Content-Length"));

        var asked = gus.get(USERS + "/" + known + "/" + what);
        assertThat(asked.status()).isEqualTo(404);
        assertThat(asked.body())
            .isEqualTo(gus.get(USERS + "/usr_000000000000000001/" + what).body());
      }
    }
    assertThat(app.contents("memberships", "users", "membership_roles", "letters", "events"))
        .isEqualTo(before);
  }

  @Test
  void a_list_that_is_far_too_long_comes_back_whole_and_is_told_how_long_it_may_be() {
    var list = new StringBuilder();
    for (var i = 0; i < 5_000; i++)
      list.append("person.number").append(i).append("@long.example\n");
    var told =
        app.as(ADA).post(SEVERAL, "addresses", list.toString(), "role", member(), "step", "check");
    assertThat(told.status()).isEqualTo(422);
    assertThat(told.text("#addresses-error"))
        .isEqualTo(
            "At most 20 people can be invited at once; these are 5000. Send the others a minute"
                + " later.");
    assertThat(told.element("#addresses").wholeText().strip()).isEqualTo(list.toString().strip());
  }

  private static final String BOUNDARY = "----x";

  private byte[] withFile(String typed, String organization, byte[] file) {
    return withFile("check", typed, organization, file);
  }

  private byte[] withFile(String step, String typed, String organization, byte[] file) {
    var begin = new StringBuilder();
    for (var field :
        Map.of("addresses", typed, "role", member(), "in_organization", organization, "step", step)
            .entrySet())
      begin
          .append("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"" + field.getKey())
          .append("\"\r\n\r\n" + field.getValue() + "\r\n");
    begin.append("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"file\"; filename=");
    begin.append("\"people.csv\"\r\nContent-Type: text/csv\r\n\r\n");
    var out = new ByteArrayOutputStream();
    out.writeBytes(begin.toString().getBytes(StandardCharsets.UTF_8));
    out.writeBytes(file);
    out.writeBytes(("\r\n--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.UTF_8));
    return out.toByteArray();
  }

  private static Answer postFile(TestApp.Browser browser, byte[] form) {
    return browser.postRaw(SEVERAL, "multipart/form-data; boundary=" + BOUNDARY, form);
  }

  @Test
  void the_addresses_of_a_file_join_those_that_were_typed_without_script() {
    var acme = app.organization("acmecorp").value();
    var ada = app.as(ADA);
    assertThat(ada.get(SEVERAL).texts("[formenctype=multipart/form-data]"))
        .containsExactly("Check");
    var before = app.contents();
    var rows = "\uFEFFName,Email\r\nOne,one@files.example\r\n\"Two\",two@files.example\r\n";
    for (var charset : List.of(StandardCharsets.UTF_8, StandardCharsets.UTF_16LE)) {
      var taken = postFile(ada, withFile("zero@files.example\n", acme, rows.getBytes(charset)));
      assertThat(taken.status()).isEqualTo(200);
      assertThat(taken.texts(".checked .strong"))
          .containsExactly("zero@files.example", "one@files.example", "two@files.example");
      assertThat(taken.element("#addresses").text())
          .contains("zero@files.example", "two@files.example");
    }
    var workbook = postFile(ada, withFile("zero@files.example", acme, new byte[] {'P', 'K', 3, 0}));
    assertThat(workbook.status()).isEqualTo(422);
    assertThat(workbook.text("#addresses-error")).contains("Save it as CSV");
    assertThat(workbook.element("#addresses").text()).isEqualTo("zero@files.example");
    var pressedSend = postFile(ada, withFile("send", "a@files.example", acme, rows.getBytes()));
    assertThat(pressedSend.text("#checked")).isEqualTo("All 3 can be invited");
    assertThat(postFile(ada, withFile("a@files.example", acme, new byte[0])).text("#checked"))
        .isEqualTo("This address can be invited");
    var latin = withFile("zero@files.example, Z\u00F6e", acme, rows.getBytes());
    for (var i = 0; i < latin.length - 1; i++)
      if (latin[i] == (byte) 0xC3 && latin[i + 1] == (byte) 0xB6) latin[i + 1] = '!';
    assertThat(postFile(ada, latin).text("h1")).isEqualTo("That did not work");
    assertThat(postFile(ada, latin).status()).isEqualTo(400);
    var rowsOfYears = "x@files.example\n".repeat(20_000).getBytes(StandardCharsets.UTF_8);
    var tooLong = postFile(ada, withFile("zero@files.example", acme, rowsOfYears));
    assertThat(tooLong.text("#addresses-error")).contains("too much");
    assertThat(tooLong.element("#addresses").text()).isEqualTo("zero@files.example");
    var globex = app.organization("globex").value();
    assertThat(postFile(ada, withFile("", globex, rowsOfYears)).status()).isEqualTo(409);
    for (var i = 0; i < 20; i++) {
      var broken = postFile(ada, "no form".getBytes(StandardCharsets.UTF_8));
      assertThat(broken.status()).isEqualTo(400);
      assertThat(broken.header("Connection")).isEqualTo("close");
    }
    assertThat(postFile(app.as(MAX), withFile("", acme, rowsOfYears)).status()).isEqualTo(403);
    assertThat(app.contents()).isEqualTo(before);
    var invited = postFile(ada, withFile("send", "sent@files.example", acme, new byte[0]));
    assertThat(invited.status()).isEqualTo(303);
    assertThat(ada.get(USERS).text("#widget")).contains("sent@files.example");
    app.arrange("DELETE FROM sessions");
    var signedOut = postFile(ada, withFile("typed@files.example", acme, new byte[0]));
    assertThat(signedOut.status()).isEqualTo(401);
    assertThat(signedOut.body()).contains("typed@files.example");
  }

  @Test
  void whoever_invites_several_or_leaves_does_it_in_their_own_organization_alone() {
    var acme = app.organization("acmecorp").value();
    var gus = app.as(GUS);
    var acmesOwn =
        List.of(
            "SELECT user_id || status FROM memberships WHERE organization_id = '" + acme + "'",
            "SELECT id FROM events WHERE organization_id = '" + acme + "'");
    var before = acmesOwn.stream().map(app::all).toList();
    var path = USERS + "/invitations/several";
    for (var step : List.of("check", "send")) {
      var named =
          gus.post(
              path,
              "step",
              step,
              "addresses",
              "one@strangers.example",
              "role",
              app.role("member").value(),
              "in_organization",
              acme,
              "organization",
              acme);
      assertThat(named.status()).as(step).isEqualTo(409);
    }
    var left = "/ui/profile/account/departure";
    assertThat(gus.post(left, "in_organization", acme).status()).isEqualTo(409);
    assertThat(gus.post(left + "?organization=" + acme, "organization", acme).status())
        .as("the last admin of their own stays")
        .isEqualTo(409);
    assertThat(acmesOwn.stream().map(app::all).toList()).isEqualTo(before);
    assertThat(app.all("SELECT email FROM users WHERE email LIKE '%strangers.example'")).isEmpty();
  }

  @Test
  void nothing_is_offered_for_somebody_whose_role_allows_more_but_why() {
    var keeper =
        app.app()
            .core()
            .roleDefinitions
            .create(
                new Actor.Internal("test"),
                new RoleDefinition(
                    app.organization("acmecorp"),
                    "keeper",
                    "Keeper",
                    "member",
                    Set.of(
                        "sk_org_users_read",
                        "sk_org_users_invite",
                        "sk_org_users_role_change",
                        "sk_org_users_delete")));
    pending();
    app.as(ADA).post(path(MAX, "role"), "role", keeper.id().value());
    var max = app.as(MAX);
    max.get(USERS);

    var ada = max.get(USERS + "?q=" + ADA).element("tbody tr");
    assertThat(ada.select(".menu-items a")).isEmpty();
    assertThat(ada.select(".menu-note").text())
        .isEqualTo("This role allows more than your own. Ask an admin to change or remove it.");
    var member = max.get(USERS + "?status=expired").element("tbody tr");
    assertThat(member.select(".menu-note")).isEmpty();
    assertThat(member.select(".menu-items a").eachText())
        .containsExactly("Change Role", "Resend Invite", "Revoke Invitation");

    app.as(ADA).post(USERS + "/invitations", "email", "boss@nordwind.example", "role", admin());
    var boss = max.get(USERS + "?q=boss").element("tbody tr");
    assertThat(boss.select(".menu-items a").eachText()).containsExactly("Resend Invite");
    assertThat(boss.select(".menu-note")).hasSize(1);
    // a link would take the place of the one that an admin has handed on
    var address = USERS + "/" + app.user("boss@nordwind.example").value();
    var link = app.as(ADA).htmx().post(address + "/link").element("#link").attr("value");
    assertThat(max.htmx().post(address + "/link").status()).isEqualTo(409);
    assertThat(app.browser().get(link.replaceFirst("^https?://[^/]+", "")).status()).isEqualTo(200);
    for (var dialog : List.of("/link", "/role", "/removal")) {
      var asked = max.htmx().get(address + dialog);
      assertThat(asked.status()).as(dialog).isEqualTo(409);
      assertThat(asked.body()).contains("allows more than your own");
    }
    assertThat(max.htmx().get(address + "/invitation").status()).isEqualTo(200);
    app.arrange("UPDATE memberships SET expires_at = 1 WHERE status = 'PENDING_INVITE'");
    assertThat(max.get(USERS + "?q=boss").elements(".menu-items a")).isEmpty();
    assertThat(app.as(ADA).get(USERS).elements(".menu-note")).isEmpty();
  }

  @Test
  void a_stranger_sees_only_their_own_people() {
    var page = app.as(GUS).get(USERS);

    assertThat(page.text("h1")).isEqualTo("Users (2)");
    assertThat(app.as(GUS).get(USERS + "?q=max").elements("tbody tr")).isEmpty();
    var token = app.as(ADA).get(USERS).element("#next").attr("href");
    assertThat(app.as(GUS).get(token).text("tbody")).doesNotContain("Max Member");
  }

  @Test
  void what_is_no_id_names_nobody() {
    for (var id :
        List.of("usr_1", "x", "usr_00000000000000000a", "%00", "usr_0000000000000000001")) {
      var ada = app.as(ADA);

      assertThat(ada.post(USERS + "/" + id + "/role", "role", admin()).status()).isIn(400, 404);
      assertThat(ada.get(USERS + "/" + id + "/role").status()).isIn(400, 404);
    }
  }

  // ------------------------------------------------------------------ helpers

  private String path(String email, String what) {
    return USERS + "/" + app.user(email).value() + "/" + what;
  }

  private String admin() {
    return app.role("admin").value();
  }

  private String member() {
    return app.role("member").value();
  }

  private String pending() {
    return invited(">");
  }

  private String expired() {
    return invited("<=");
  }

  private String invited(String than) {
    return app.all(
            "SELECT user_id FROM memberships WHERE status = 'PENDING_INVITE' AND expires_at "
                + than
                + " "
                + app.clock().millis()
                + " ORDER BY user_id")
        .get(0);
  }

  private String emailOf(String user) {
    return app.one("SELECT email FROM users WHERE id = '" + user + "'");
  }

  private void allowMembers(String permissions) {
    app.arrange(
        "UPDATE roles SET effective_permissions = '" + permissions + "' WHERE name = 'member'");
  }

  /** The rows of every page of a search, by following Next. */
  private List<Element> everyRow(String search) {
    var ada = app.as(ADA);
    var rows = new ArrayList<Element>();
    var page = ada.get(USERS + "?q=" + Form.encoded(search));
    for (var pages = 0; pages < 10; pages++) {
      assertThat(page.status()).isEqualTo(200);
      rows.addAll(page.elements("tbody tr"));
      if (!page.has("#next")) return rows;
      page = ada.get(page.element("#next").attr("href"));
    }
    throw new AssertionError("the list does not end");
  }

  private static List<String> ids(Answer page) {
    return page.elements("tbody tr").stream().map(Element::id).toList();
  }

  // ------------------------------------------------------------------ taking it along

  @Test
  void what_is_listed_is_to_be_had_as_a_table() {
    app.arrange("UPDATE users SET given_name = '=1+\"1\"' WHERE email = '" + MAX + "'");
    var ada = app.as(ADA);
    var events = app.events().size();
    var file = ada.get(ada.get(USERS).element("#export").attr("href"));

    assertThat(file.header("Content-Type")).isEqualTo("text/csv; charset=utf-8");
    assertThat(file.header("Content-Disposition")).isEqualTo("attachment; filename=\"users.csv\"");
    var lines = file.body().lines().toList();
    assertThat(lines).hasSize(43);
    assertThat(lines.get(0))
        .isEqualTo(
            "\uFEFFemail,given_name,family_name,roles,status,last_sign_in_at,invitation_expires_at,user_id");
    assertThat(lines.get(1))
        .matches(ADA + ",Ada,Admin,Admin,ACTIVE,[-:TZ0-9]+,," + app.user(ADA).value());
    assertThat(lines.get(2)).startsWith(MAX + ",\"'=1+\"\"1\"\"\",Member,Member,ACTIVE,,,");
    assertThat(app.events()).hasSize(events + 1).endsWith("organization.members_exported");
    assertThat(ada.get("/ui/organization/activity").texts(".activity summary .strong"))
        .startsWith("Ada Admin exported the list of users.");
  }

  @Test
  void a_table_of_more_people_than_it_holds_is_not_offered() {
    var ada = app.as(ADA);
    app.arrange("UPDATE organizations SET member_count = 50000");
    assertThat(ada.get(USERS).has("#export")).isTrue();
    app.arrange("UPDATE organizations SET member_count = 50001");
    assertThat(ada.get(USERS).has("#export")).isFalse();
    assertThat(ada.get(USERS + "?status=invited").has("#export")).isTrue();
  }

  @Test
  void whoever_narrows_the_list_takes_only_that_and_from_its_beginning() {
    var ada = app.as(ADA);
    var second = ada.get(ada.get(USERS).element("#next").attr("href"));
    assertThat(ada.get(second.element("#export").attr("href")).body().lines()).hasSize(43);

    var admins = ada.get(USERS + "?q=max");
    assertThat(ada.get(admins.element("#export").attr("href")).body().lines().skip(1))
        .hasSize(admins.elements("tbody tr").size())
        .allMatch(line -> line.contains("max"));
    var invited = ada.get(USERS + "?status=invited");
    assertThat(ada.get(invited.element("#export").attr("href")).body().lines().skip(1))
        .isNotEmpty()
        .allMatch(line -> line.contains(",PENDING_INVITE,"));
  }

  /** A file does not show, as the page does, that it lists everybody instead. */
  @Test
  void by_what_is_not_there_nobody_is_filtered_and_no_file_is_made() {
    var ada = app.as(ADA);
    var events = app.events();
    for (var gone : List.of("?has_role=" + app.role("member").value() + "0", "?status=bogus")) {
      var refused = ada.get(USERS + "/export" + gone);
      assertThat(refused.status()).as(gone).isEqualTo(404);
      assertThat(refused.text("main")).contains("What the list was filtered by is gone.");
    }
    assertThat(app.events()).isEqualTo(events);
  }

  @Test
  void whom_another_site_sends_is_shown_the_list_and_takes_nothing() {
    var ada = app.as(ADA);
    var events = app.events();
    var sent = ada.with("Sec-Fetch-Site", "cross-site").get(USERS + "/export?q=max");
    assertThat(sent.status()).isEqualTo(303);
    assertThat(ada.get(sent.header("Location")).elements("tbody tr")).isNotEmpty();
    assertThat(app.events()).isEqualTo(events);
  }

  @Test
  void only_who_manages_settings_takes_it_along_and_only_their_own() {
    var max = app.as(MAX);
    assertThat(max.get(USERS).has("#export")).isFalse();
    var events = app.events();
    assertThat(max.get(USERS + "/export").status()).isEqualTo(403);
    assertThat(app.browser().get(USERS + "/export").header("Location")).startsWith("/login");
    assertThat(app.events()).isEqualTo(events);
    assertThat(app.as(GUS).get(USERS + "/export").body()).doesNotContain("acmecorp.example,Max");

    var ada = app.as(ADA);
    var link = ada.get(USERS).element("#export").attr("href");
    ada.post("/login/organization", "organization", app.organization("globex").value());
    assertThat(ada.get(link).text("main"))
        .contains("You have switched to Globex in another window");
  }
}
