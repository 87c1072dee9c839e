package dev.hostedui.portal.scim;

import static dev.hostedui.testing.People.ADA;
import static dev.hostedui.testing.People.IVY;
import static dev.hostedui.testing.People.MAX;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.testing.Engine;
import dev.hostedui.testing.TestApp;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The people and groups of a directory, in lists and one by one. */
class ListsTest {

  private static final String PAGE = "/ui/organization/scim";
  private static final String USERS = PAGE + "/users";
  private static final String GROUPS = PAGE + "/groups";
  private static final String READER =
      "UPDATE roles SET effective_permissions = effective_permissions || ' sk_org_scim_read' WHERE"
          + " name = 'member'";

  @RegisterExtension static final TestApp app = TestApp.start();

  private TestApp.Browser ada;
  private Pushes pushes;

  @BeforeEach
  void connect() {
    ada = app.as(ADA, "acmecorp");
    ada.post(PAGE + "/provider", "provider", "OKTA");
    pushes = new Pushes(app, app.organization("acmecorp"));
  }

  private List<String> names(String address) {
    return ada.get(address).texts("td.who a");
  }

  // ------------------------------------------------------------------ people

  @Test
  void before_anything_has_come_the_lists_say_what_makes_it_come() {
    assertThat(ada.get(USERS).text(".empty h2")).isEqualTo("Nobody has arrived yet");
    assertThat(ada.get(GROUPS).text(".empty")).contains("Push Groups › Find groups by name");
  }

  @Test
  void people_stand_with_their_groups_who_came_last_first() {
    var lena = pushes.person("Lena Lang");
    pushes.person("Tom Thorn");
    for (var group : List.of("Sales", "engineering", "Design", "Admins"))
      pushes.group(group, lena.id().value());
    pushes.deactivate(lena);

    var page = ada.get(USERS);

    assertThat(page.texts("td.who a")).containsExactly("Tom Thorn", "Lena Lang");
    assertThat(page.texts("td.role"))
        .containsExactly("No group", "Admins, Design, engineering and 1 more");
    assertThat(page.texts(".pushed .pill")).containsExactly("Inactive");
    assertThat(page.texts(".tabs a"))
        .containsExactly("Configuration", "Users (2)", "Groups (4)", "Requests", "Drift");
  }

  @ParameterizedTest
  @CsvSource({
    "q=LANG,Lena Lang",
    "q=tom.thorn%40,Tom Thorn",
    "q=sales,Lena Lang",
    "q=%C3%A9,Zoé Élan",
    "q=%25,''",
    "q=_,''",
    "status=inactive,Tom Thorn",
    "status=active&q=acmecorp,Zoé Élan|Lena Lang",
    "status=nonsense&q=la,Zoé Élan|Lena Lang",
  })
  void they_are_found_by_name_address_group_and_status(String query, String expected) {
    var lena = pushes.person("Lena Lang");
    pushes.deactivate(pushes.person("Tom Thorn"));
    app.arrange(
        "UPDATE directory_users SET display_name = 'Zoé Élan' WHERE id = '"
            + pushes.person("Zoe Elan").id().value()
            + "'");
    pushes.group("Sales", lena.id().value());

    assertThat(names(USERS + "?" + query))
        .containsExactly(expected.isEmpty() ? new String[0] : expected.split("\\|"));
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void who_is_sent_without_a_display_name_is_called_and_found_by_first_and_last_name(
      Engine engine) {
    try (var other = TestApp.start(engine, Map.of())) {
      var browser = other.as(ADA, "acmecorp");
      browser.post(PAGE + "/provider", "provider", "OKTA");
      var there = new Pushes(other, other.organization("acmecorp"));
      var mueller = there.person("Jürgen Müller", "").id().value();
      there.person("Robert Roe", "Bob");
      var group = there.group("Sales", mueller).id().value();

      assertThat(browser.get(USERS).texts("td.who a")).containsExactly("Bob", "Jürgen Müller");
      assertThat(browser.get(USERS + "?q=J%C3%BCrgen+M%C3%BCller").texts("td.who a"))
          .containsExactly("Jürgen Müller");
      assertThat(browser.get(USERS + "?q=m%C3%BCller").texts("td.who p.muted"))
          .containsExactly("jrgen.mller@acmecorp.example");
      var drawer = browser.get(USERS + "/" + mueller);
      assertThat(drawer.text("#ask-title")).isEqualTo("Jürgen Müller");
      assertThat(drawer.text(".said")).contains("Display name Jürgen Müller");
      assertThat(browser.get(GROUPS + "/" + group).texts(".log a"))
          .containsExactly("Jürgen Müller");
      other.arrange(
          "UPDATE memberships SET status = 'INACTIVE' WHERE user_id = '"
              + other.user("jrgen.mller@acmecorp.example").value()
              + "'");
      assertThat(browser.get(PAGE + "/drift").text("#widget")).contains("Jürgen Müller");
      assertThat(
              browser.get("/ui/organization/activity?type=organization.directory").text("#widget"))
          .contains("Jürgen Müller");
    }
  }

  @Test
  void a_long_list_has_pages() {
    for (var number = 10; number < 55; number++) pushes.person("Person N" + number);
    var seen = new ArrayList<String>();
    var address = USERS + "?status=active";
    while (!address.isEmpty()) {
      var page = ada.get(address);
      seen.addAll(page.texts("td.who a"));
      assertThat(page.has("#first")).isEqualTo(seen.size() > 20);
      address = page.has("#next") ? page.element("#next").attr("href") : "";
    }
    assertThat(seen).hasSize(45).doesNotHaveDuplicates().startsWith("Person N54");
    assertThat(names(USERS + "?after=nonsense")).hasSize(20);
    assertThat(ada.get(USERS + "?after=1").text(".empty h2")).isEqualTo("The list ends here");
  }

  @Test
  void everything_that_is_known_of_somebody_has_an_address_of_its_own() {
    var lena = pushes.person("Lena Lang");
    pushes.group("Admins", lena.id().value());
    app.arrange(
        "UPDATE directory_groups SET role_id = '"
            + app.role("admin").value()
            + "' WHERE display_name = 'Admins'");
    pushes.group("Design", lena.id().value());
    app.arrange(
        "UPDATE membership_roles SET role_id = '"
            + app.role("admin").value()
            + "' WHERE organization_id = '"
            + app.organization("acmecorp").value()
            + "' AND user_id = '"
            + app.user("lena.lang@acmecorp.example").value()
            + "'");

    var drawer = ada.get(USERS + "/" + lena.id().value());

    assertThat(drawer.status()).isEqualTo(200);
    assertThat(drawer.text("#ask-title")).isEqualTo("Lena Lang");
    assertThat(drawer.text("#ask"))
        .contains(
            lena.id().value(),
            "lena.lang@acmecorp.example",
            "00u-Lena",
            "Admin by group Admins",
            "Active");
    assertThat(drawer.texts(".tags a")).containsExactly("Admins", "Design");
    assertThat(drawer.text("pre")).contains("\"title\" : \"<b>Guide</b>\"");
    assertThat(drawer.elements("pre b")).isEmpty();
    assertThat(drawer.has("#menu")).isTrue();
    assertThat(
            ada.htmx()
                .with("HX-Target", "dialog")
                .get(USERS + "/" + lena.id().value())
                .has("#menu"))
        .isFalse();
  }

  @Test
  void a_role_comes_by_a_group_also_when_it_is_the_last_of_many() {
    var lena = pushes.person("Lena Lang");
    for (var number = 10; number < 62; number++) pushes.group("G" + number, lena.id().value());
    pushes.group("ZZ", lena.id().value());
    app.arrange(
        "UPDATE directory_groups SET role_id = '"
            + app.role("admin").value()
            + "' WHERE display_name = 'ZZ'");
    app.arrange(
        "INSERT INTO membership_roles (organization_id, user_id, role_id, position) SELECT organization_id,"
            + " user_id, '"
            + app.role("admin").value()
            + "', 9 FROM directory_users WHERE id = '"
            + lena.id().value()
            + "'");
    var shown = ada.get(USERS + "/" + lena.id().value()).text("#ask");
    assertThat(shown)
        .contains("Admin by group ZZ", "Member given here, not by a group")
        .doesNotContain("the default role");

    app.arrange("UPDATE directory_groups SET role_id = NULL");
    assertThat(ada.get(USERS + "/" + lena.id().value()).text("#ask"))
        .contains(
            "Admin given here, not by a group",
            "Member the default role: no group of theirs gives one");
  }

  @Test
  void a_deactivation_has_a_receipt() {
    var max = pushes.person("Max Member");
    app.as("max.member@acmecorp.example");
    pushes.deactivate(max);
    var drawer = ada.get(USERS + "/" + max.id().value());
    assertThat(drawer.text(".drawer-head .pill")).isEqualTo("Inactive");
    assertThat(drawer.text("#ask")).contains("Deactivated by the directory on");
    assertThat(drawer.text(".log"))
        .contains(
            "Deactivated. This ended:", "the role Member", "1 session (", "ms after the call");
    // which one it was
    assertThat(drawer.text(".log"))
        .contains("1 session (unknown browser at 127.0.0.1, last active 23 Nov 2026, 10:00 UTC)");
    // a receipt of before does not say so much
    app.arrange(
        "UPDATE directory_receipts SET ended = '{\"membership\":true,\"roles\":[],\"sessions\":"
            + "[{\"id\":\"ses_1\",\"browser\":\"Firefox\",\"os\":\"Linux\",\"ip\":\"\"}],"
            + "\"tokens\":[],\"apiTokens\":0}'");
    assertThat(ada.get(USERS + "/" + max.id().value()).text(".log"))
        .contains("the membership; 1 session (Firefox on Linux).");
  }

  // ------------------------------------------------------------------ groups

  @Test
  void groups_stand_by_name_with_how_many_are_in_them_and_what_they_give() {
    var lena = pushes.person("Lena Lang");
    pushes.group("sales");
    pushes.group("Engineering", lena.id().value(), "nobody-yet");
    app.arrange(
        "UPDATE directory_groups SET role_id = '"
            + app.role("admin").value()
            + "' WHERE display_name = 'sales'");

    var page = ada.get(GROUPS);

    assertThat(page.texts("td.who a")).containsExactly("Engineering", "sales");
    assertThat(page.texts("td.number-cell")).containsExactly("1", "0");
    assertThat(page.texts("td.role")).containsExactly("None", "Admin");
    for (var list : List.of(USERS, GROUPS))
      assertThat(ada.get(list).element("form[role=search]").attr("hx-get"))
          .as("a search says whose list it is")
          .isEqualTo(list + "?in_organization=" + app.meant(ADA, "acmecorp"));
    assertThat(names(GROUPS + "?q=ENGIN")).containsExactly("Engineering");
    assertThat(ada.get(GROUPS + "?q=none").text(".empty h2")).isEqualTo("No group matches");
  }

  @Test
  void many_groups_have_pages() {
    for (var number = 10; number < 55; number++) pushes.group("Group " + number);
    var seen = new ArrayList<String>();
    var address = GROUPS;
    while (!address.isEmpty()) {
      var page = ada.get(address);
      seen.addAll(page.texts("td.who a"));
      address = page.has("#next") ? page.element("#next").attr("href") : "";
    }
    assertThat(seen).hasSize(45).isSorted().doesNotHaveDuplicates();
    assertThat(names(GROUPS + "?after=dirgroup_000000000000000009")).hasSize(20);
  }

  @Test
  void a_group_tells_who_is_in_it_and_who_has_not_come_yet() {
    var members = new ArrayList<String>();
    for (var number = 10; number < 32; number++)
      members.add(pushes.person("Person N" + number).id().value());
    members.add("still-to-come");
    var group = pushes.group("Everybody", members.toArray(String[]::new));
    pushes.person("Not In");

    var drawer = ada.get(GROUPS + "/" + group.id().value());

    assertThat(drawer.text("#ask"))
        .contains("Members (22)", "Not arrived yet (1)", "still-to-come");
    assertThat(drawer.elements(".log li")).hasSize(21);
    var all = drawer.element("#group-members").attr("href");
    assertThat(names(all)).hasSize(20).doesNotContain("Not In");
    assertThat(ada.get(all).text(".narrowed")).startsWith("Members of Everybody");
    assertThat(names(USERS + "?group=dirgroup_000000000000000009")).hasSize(20);
  }

  @Test
  void postgresql_reads_the_same() {
    try (var postgres = TestApp.start(Engine.POSTGRESQL, Map.of())) {
      var browser = postgres.as(ADA, "acmecorp");
      browser.post(PAGE + "/provider", "provider", "OKTA");
      var there = new Pushes(postgres, postgres.organization("acmecorp"));
      var lena = there.person("Lena Lang").id().value();
      there.person("Tom Thorn");
      for (var group : List.of("sales", "Admins", "Design", "engineering"))
        there.group(group, lena);
      var second = postgres.one("SELECT id FROM directory_groups WHERE display_name = 'Design'");

      assertThat(browser.get(USERS + "?q=SALES&status=active").texts("td.role"))
          .containsExactly("Admins, Design, engineering and 1 more");
      assertThat(browser.get(USERS + "?after=2").texts("td.who a")).containsExactly("Lena Lang");
      assertThat(browser.get(GROUPS + "?after=" + second).texts("td.who a"))
          .containsExactly("engineering", "sales");
      assertThat(browser.get(GROUPS + "/" + second).text("#ask")).contains("Members (1)");
      assertThat(browser.get(USERS + "/" + lena).texts(".tags a")).hasSize(4);
    }
  }

  // ------------------------------------------------------------------ who sees them

  @Test
  void who_may_only_look_sees_all_of_it_and_who_may_not_sees_nothing() {
    var lena = pushes.person("Lena Lang");
    var group = pushes.group("Sales", lena.id().value());
    var addresses =
        List.of(USERS, GROUPS, USERS + "/" + lena.id().value(), GROUPS + "/" + group.id().value());
    for (var address : addresses)
      assertThat(app.as(MAX).get(address).status()).as(address).isEqualTo(403);
    app.arrange(READER);
    for (var address : addresses) {
      var page = app.as(MAX).get(address);
      assertThat(page.status()).as(address).isEqualTo(200);
      assertThat(page.has("#widget form[method=post]")).as(address).isFalse();
    }
  }

  @Test
  void another_organization_finds_none_of_them() {
    var lena = pushes.person("Lena Lang");
    var group = pushes.group("Sales", lena.id().value());
    var ivy = app.as(IVY);
    assertThat(ivy.get(USERS).status()).isEqualTo(404);
    ivy.post(PAGE + "/provider", "provider", "OKTA");
    assertThat(ivy.get(USERS).text(".empty h2")).isEqualTo("Nobody has arrived yet");
    assertThat(ivy.get(USERS + "?group=" + group.id().value() + "&q=lang").body())
        .doesNotContain("Lena", "Sales");
    assertThat(ivy.get(USERS + "/" + lena.id().value()).status()).isEqualTo(404);
    assertThat(ivy.get(GROUPS + "/" + group.id().value()).status()).isEqualTo(404);
    assertThat(ivy.get(USERS + "/nonsense").status()).isEqualTo(404);
    assertThat(ivy.get(GROUPS + "/nonsense").status()).isEqualTo(404);
  }
}
