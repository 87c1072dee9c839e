package dev.hostedui.portal.scim;

import static dev.hostedui.testing.People.ADA;
import static dev.hostedui.testing.People.IVY;
import static dev.hostedui.testing.People.MAX;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.identity.Actor;
import dev.hostedui.identity.directory.DirectoryGroup;
import dev.hostedui.identity.portallink.PortalLink;
import dev.hostedui.identity.portallink.PortalLinks;
import dev.hostedui.testing.Answer;
import dev.hostedui.testing.TestApp;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Groups and the roles they give. */
class RoleMapTest {

  private static final String PAGE = "/ui/organization/scim";
  private static final String READER =
      "UPDATE roles SET effective_permissions = effective_permissions || ' sk_org_scim_read' WHERE"
          + " name = 'member'";

  @RegisterExtension static final TestApp app = TestApp.start();

  private TestApp.Browser ada;
  private Pushes pushes;
  private String admin = "";
  private String member = "";

  @BeforeEach
  void connect() {
    ada = app.as(ADA, "acmecorp");
    ada.post(PAGE + "/provider", "provider", "OKTA");
    pushes = new Pushes(app, app.organization("acmecorp"));
    admin = app.role("admin").value();
    member = app.role("member").value();
  }

  /** The fields of the form as a browser sends them, with some of them changed. */
  private static String[] fields(Answer page, String... changed) {
    var fields = new ArrayList<String>();
    for (var input : page.elements("#role-map #list input[type=hidden]"))
      fields.addAll(List.of(input.attr("name"), input.attr("value")));
    for (var select : page.elements("#role-map select:not([disabled])")) {
      var chosen = select.selectFirst("option[selected]");
      fields.addAll(List.of(select.attr("name"), chosen == null ? "" : chosen.attr("value")));
    }
    for (var i = 0; i < changed.length; i += 2) {
      var at = fields.indexOf(changed[i]);
      if (at < 0) fields.addAll(List.of(changed[i], changed[i + 1]));
      else fields.set(at + 1, changed[i + 1]);
    }
    return fields.toArray(String[]::new);
  }

  private static String role(DirectoryGroup group) {
    return "role." + group.id().value();
  }

  private static String given(String group) {
    return app.one(
        "SELECT COALESCE(r.name, 'none') FROM directory_groups g LEFT JOIN roles r ON r.id = g.role_id"
            + " WHERE g.display_name = '"
            + group
            + "'");
  }

  @Test
  void before_a_group_has_come_it_says_what_makes_one_come() {
    var page = ada.get(PAGE);
    assertThat(page.text("#step-3")).contains("No group has arrived yet.", "Push Groups");
    assertThat(page.has("#role-map")).isFalse();
    assertThat(page.has("#step-3 .facts")).as("nothing is said of any role").isFalse();
    app.arrange("UPDATE roles SET description = 'Runs the place' WHERE name = 'admin'");
    assertThat(ada.get(PAGE).texts("#step-3 .facts td"))
        .contains("Member DEFAULT", "Runs the place")
        .anyMatch(it -> it.startsWith("Admin"));
  }

  @Test
  void who_changes_or_removes_a_person_is_told_what_the_directory_does_to_that() {
    var lena = pushes.person("Lena Lang");
    var users = "/ui/organization/users/";
    var one = users + lena.user().value();
    assertThat(ada.get(one + "/role").text("#ask"))
        .contains("The new role holds from their next click.")
        .doesNotContain("Groups of your directory");
    var admins = pushes.group("Admins", lena.id().value());
    ada.post(
        PAGE + "/roles",
        confirmed(ada.post(PAGE + "/roles/preview", fields(ada.get(PAGE), role(admins), admin))));
    assertThat(ada.get(one + "/role").text("#ask"))
        .contains("Groups of your directory give roles.", "change their groups there");
    assertThat(ada.get(users + app.user(MAX).value() + "/role").text("#ask"))
        .doesNotContain("Groups of your directory");

    assertThat(ada.get(one + "/removal").text("#ask"))
        .contains("Your directory says that they are active", "Remove them there, too.")
        .doesNotContain("invite them again");
    pushes.deactivate(lena);
    assertThat(ada.get(one + "/removal").text("#ask"))
        .contains("only it lets them in again")
        .doesNotContain("invite them again");
    assertThat(ada.get("/ui/organization/users?q=lena").text("tbody"))
        .contains("Deactivated by your directory");
    app.app()
        .core()
        .directories
        .delete(new Actor.Internal("test"), app.organization("acmecorp"), lena.directory());
    assertThat(ada.get(one + "/removal").text("#ask")).contains("invite them again");
    assertThat(ada.get("/ui/organization/users?q=lena").text("tbody"))
        .contains("you can invite them again");
    var email = lena.email().value();
    assertThat(
            ada.copy()
                .htmx()
                .post("/ui/organization/users/invitations", "email", email, "role", member)
                .toast())
        .contains("An invitation is on its way");
  }

  @Test
  void every_group_stands_beside_a_role_to_choose() {
    pushes.group("Engineering", pushes.person("Lena Lang").id().value());
    var page = ada.get(PAGE);

    assertThat(page.texts(".pairs .strong")).containsExactly("Engineering");
    assertThat(page.text(".pairs")).contains("1 member ");
    assertThat(page.text(".pairs-head")).startsWith("Group name in Okta");
    assertThat(page.texts(".pairs option")).containsExactly("Select a role", "Admin", "Member");
    assertThat(page.element(".pairs select").attr("aria-label")).isEqualTo("Role of Engineering");
    assertThat(page.text("#step-3")).contains("the default role, Member");
  }

  @Test
  void what_it_does_is_said_before_it_is_saved() {
    var admins = pushes.group("Admins", pushes.person("Lena Lang").id().value());
    pushes.person("Tom Thorn");
    var form = fields(ada.get(PAGE), role(admins), admin);

    var ask = ada.post(PAGE + "/roles/preview", form);

    assertThat(ask.text("#ask-title")).isEqualTo("Change the role of 1 group?");
    assertThat(ask.texts(".effects .strong"))
        .containsExactly("1 person becomes Admin", "1 person loses Member");
    assertThat(ask.texts(".effects .muted")).containsExactly("Lena Lang", "Lena Lang");
    assertThat(ask.text("#ask")).contains("From now on, groups decide.");
    assertThat(given("Admins")).isEqualTo("none");

    var saved = ada.post(PAGE + "/roles", confirmed(ask));
    assertThat(saved.status()).isEqualTo(303);
    assertThat(ada.follow(saved).toast()).isEqualTo("Saved. 1 person holds other roles now.");
    assertThat(given("Admins")).isEqualTo("admin");
    var drawer =
        ada.get(
            PAGE + "/users/" + app.one("SELECT id FROM directory_users WHERE given_name = 'Lena'"));
    assertThat(drawer.text("#ask")).contains("Admin by group Admins");
  }

  private static String[] confirmed(Answer ask) {
    var fields = new ArrayList<String>();
    for (var input : ask.elements("#ask input[type=hidden]"))
      fields.addAll(List.of(input.attr("name"), input.attr("value")));
    return fields.toArray(String[]::new);
  }

  @Test
  void many_people_are_counted_and_a_handful_named() {
    var members = new ArrayList<String>();
    for (var number = 10; number < 22; number++)
      members.add(pushes.person("Person N" + number).id().value());
    var group = pushes.group("Everybody", members.toArray(String[]::new));

    var ask = ada.post(PAGE + "/roles/preview", fields(ada.get(PAGE), role(group), admin));

    assertThat(ask.texts(".effects .strong").get(0)).isEqualTo("12 people become Admin");
    assertThat(ask.texts(".effects .muted").get(0)).endsWith("and 4 more");
  }

  /** A group in which Ada is, whom the directory has sent. */
  private DirectoryGroup groupOfAda() {
    var sent = pushes.person("Ada Admin");
    app.arrange(
        "UPDATE directory_users SET user_id = '"
            + app.user(ADA).value()
            + "' WHERE id = '"
            + sent.id().value()
            + "'");
    return pushes.group("Everybody", sent.id().value());
  }

  @Test
  void who_would_lose_a_role_by_it_oneself_is_warned() {
    app.arrange(
        "UPDATE membership_roles SET role_id = '"
            + admin
            + "' WHERE user_id = '"
            + app.user(MAX).value()
            + "'");
    var group = groupOfAda();

    var ask = ada.post(PAGE + "/roles/preview", fields(ada.get(PAGE), role(group), member));

    assertThat(ask.text(".notice.failed")).startsWith("You lose Admin yourself.");
    assertThat(ask.texts("#ask .button")).containsExactly("Back", "Save and change roles");
  }

  @Test
  void what_will_be_refused_is_said_and_no_button_saves_it() {
    var group = groupOfAda();

    var ask = ada.post(PAGE + "/roles/preview", fields(ada.get(PAGE), role(group), member));

    assertThat(ask.texts(".effects .strong")).contains("1 person loses Admin");
    assertThat(ask.text(".notice.failed"))
        .isEqualTo(
            "This cannot be saved. An organization keeps at least one active admin. Make somebody"
                + " else an admin first.");
    assertThat(ask.text("#ask")).doesNotContain("It holds at once");
    assertThat(ask.texts("#ask .button")).containsExactly("Back");
    // somebody else may have stopped being one since it was asked
    var refused = ada.post(PAGE + "/roles", confirmed(ask));
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.text("#roles-error"))
        .startsWith("Nothing was saved. An organization keeps at least one active admin.");
    assertThat(refused.element(".pairs option[value=" + member + "]").hasAttr("selected")).isTrue();
    assertThat(given("Everybody")).isEqualTo("none");
  }

  /** Whoever has its token puts themselves into any of its groups. */
  @Test
  void who_holds_less_than_groups_give_reads_that_an_admin_lets_the_directory_in() {
    app.arrange(
        "UPDATE roles SET effective_permissions = effective_permissions || ' sk_org_scim_manage'"
            + " WHERE name = 'member'");
    pushes.group("Admins");
    var max = app.as(MAX);
    var free = max.get(PAGE);
    assertThat(free.has("#withheld")).isFalse();
    assertThat(free.has("#widget [href*='/token/rotation']")).isTrue();
    assertThat(max.get(PAGE + "/trial").has("#replay")).isTrue();

    app.arrange("UPDATE directory_groups SET role_id = '" + admin + "'");
    var page = max.get(PAGE);
    assertThat(page.text("#withheld")).contains("the role Admin", "Ask an admin");
    assertThat(page.has("#widget [href*='/token/rotation']")).isFalse();
    assertThat(max.get(PAGE + "/trial").has("#rehearse")).isTrue();
    assertThat(max.get(PAGE + "/trial").has("#replay")).isFalse();
    var newest = app.one("SELECT id FROM directory_tokens");
    assertThat(max.post(PAGE + "/token/rotation", "newest", newest).toast())
        .contains("the role Admin");
    assertThat(app.count("directory_tokens")).isOne();
    assertThat(ada.get(PAGE).has("#withheld")).isFalse();
  }

  @Test
  void choices_are_kept_while_one_turns_pages_and_searches() {
    var first = pushes.group("Group 10");
    for (var number = 11; number < 35; number++) pushes.group("Group " + number);
    var page = ada.get(PAGE);
    assertThat(page.elements(".pairs li")).hasSize(10);
    var next = page.element("#groups-next").attr("value");

    var second =
        ada.post(PAGE + "/roles/page", with(fields(page, role(first), admin), "to", next, "q", ""));
    assertThat(second.status()).isEqualTo(200);
    assertThat(second.texts(".pairs .strong")).startsWith("Group 20").hasSize(10);
    assertThat(second.text("#list")).contains("1 choice is not saved yet.");

    var found =
        ada.post(
            PAGE + "/roles/page",
            with(fields(second, second.element(".pairs select").attr("name"), member), "q", "33"));
    assertThat(found.texts(".pairs .strong")).containsExactly("Group 33");
    assertThat(found.text("#list")).contains("2 choices are not saved yet.");
    var back = ada.post(PAGE + "/roles/page", with(fields(found), "q", "group 10"));
    assertThat(back.text(".pairs option[selected]")).isEqualTo("Admin");
    assertThat(back.has(".pairs .changed")).isTrue();

    var ask = ada.post(PAGE + "/roles/preview", fields(found));
    assertThat(ask.text("#ask-title")).isEqualTo("Change the roles of 2 groups?");
    assertThat(ask.text("#ask")).contains("Nobody gets another role by it now.");
    ada.post(PAGE + "/roles", confirmed(ask));
    assertThat(given("Group 10")).isEqualTo("admin");
    assertThat(given("Group 20")).isEqualTo("member");
  }

  private static String[] with(String[] fields, String... more) {
    var all = new ArrayList<>(List.of(fields));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  @Test
  void hundreds_of_choices_are_taken_at_once() {
    var fields = new ArrayList<String>();
    for (var number = 1000; number < 1300; number++) pushes.group("Group " + number);
    for (var id : app.all("SELECT id FROM directory_groups ORDER BY display_name"))
      fields.addAll(List.of("role." + id, member, "was." + id, ""));
    assertThat(ada.post(PAGE + "/roles", fields.toArray(String[]::new)).status()).isEqualTo(303);
    assertThat(app.one("SELECT COUNT(*) FROM directory_groups WHERE role_id IS NOT NULL"))
        .isEqualTo("300");
    assertThat(ada.get(PAGE).elements(".pairs li")).hasSize(10);
  }

  @Test
  void what_another_admin_saved_meanwhile_stays() {
    var sales = pushes.group("Sales");
    var design = pushes.group("Design");
    var form = fields(ada.get(PAGE), role(sales), member);
    app.arrange(
        "UPDATE directory_groups SET role_id = '"
            + admin
            + "' WHERE id = '"
            + design.id().value()
            + "'");
    assertThat(ada.post(PAGE + "/roles", form).status()).isEqualTo(303);
    assertThat(given("Sales")).isEqualTo("member");
    assertThat(given("Design")).isEqualTo("admin");
  }

  @Test
  void a_role_can_be_taken_from_a_group() {
    var sales = pushes.group("Sales", pushes.person("Lena Lang").id().value());
    ada.post(PAGE + "/roles", fields(ada.get(PAGE), role(sales), admin));
    var page = ada.get(PAGE);
    assertThat(page.texts(".pairs option")).contains("No role");
    var ask = ada.post(PAGE + "/roles/preview", fields(page, role(sales), ""));
    assertThat(ask.texts(".effects .strong")).contains("1 person loses Admin");
    ada.post(PAGE + "/roles", confirmed(ask));
    assertThat(given("Sales")).isEqualTo("none");
  }

  @Test
  void nothing_chosen_is_nothing_to_ask() {
    pushes.group("Sales");
    var answer = ada.post(PAGE + "/roles/preview", fields(ada.get(PAGE)));
    assertThat(answer.status()).isEqualTo(303);
    assertThat(ada.follow(answer).toast()).isEqualTo("No role was changed.");
  }

  @Test
  void what_is_no_role_or_no_group_of_this_directory_is_refused() {
    var sales = pushes.group("Sales");
    for (var choice :
        List.of(
            List.of(role(sales), "role_000000000000000009"),
            List.of(role(sales), "nonsense"),
            List.of("role.dirgroup_000000000000000009", admin),
            List.of("role.nonsense", admin)))
      for (var path : List.of("/roles", "/roles/preview")) {
        var answer = ada.post(PAGE + path, choice.get(0), choice.get(1));
        assertThat(answer.status()).as(choice + path).isIn(404, 422);
        assertThat(answer.text("#roles-error")).as(choice + path).startsWith("Nothing was saved.");
      }
    assertThat(given("Sales")).isEqualTo("none");

    var ivy = app.as(IVY);
    ivy.post(PAGE + "/provider", "provider", "OKTA");
    assertThat(ivy.post(PAGE + "/roles", role(sales), admin).status()).isEqualTo(404);
    assertThat(given("Sales")).isEqualTo("none");
  }

  @Test
  void who_may_only_look_sees_the_roles_and_chooses_none() {
    var sales = pushes.group("Sales");
    app.arrange(READER);
    var max = app.as(MAX);
    var page = max.get(PAGE);
    assertThat(page.texts(".pairs .strong")).containsExactly("Sales");
    assertThat(page.has("#widget select, #widget form")).isFalse();
    assertThat(page.text(".pairs")).contains("No role");
    assertThat(page.has("#roles-save")).isFalse();
    for (var path : List.of("/roles", "/roles/preview", "/roles/page"))
      assertThat(max.post(PAGE + path, role(sales), member).status()).as(path).isEqualTo(403);
  }

  @Test
  void who_holds_less_cannot_give_or_take_more() {
    var sales = pushes.group("Sales");
    var design = pushes.group("Design");
    ada.post(PAGE + "/roles", fields(ada.get(PAGE), role(sales), admin));
    app.arrange(
        "UPDATE roles SET effective_permissions = effective_permissions || ' sk_org_scim_read"
            + " sk_org_scim_manage' WHERE name = 'member'");
    var max = app.as(MAX);
    var page = max.get(PAGE);

    assertThat(page.element("#role-" + sales.id().value()).hasAttr("disabled")).isTrue();
    assertThat(page.text(".pairs")).contains("Allows more than your own role.");
    assertThat(page.element("#role-" + design.id().value()).text()).doesNotContain("Admin");
    assertThat(max.post(PAGE + "/roles", role(design), admin).status()).isEqualTo(409);
    assertThat(
            max.post(PAGE + "/roles", role(sales), "", "was." + sales.id().value(), admin).status())
        .isEqualTo(409);
    assertThat(given("Sales")).isEqualTo("admin");
    assertThat(given("Design")).isEqualTo("none");
  }

  @Test
  void who_came_by_a_link_that_gives_no_role_reads_why_and_has_nothing_to_save() {
    var sales = pushes.group("Sales");
    pushes.group("Design");
    ada.post(PAGE + "/roles", fields(ada.get(PAGE), role(sales), admin));
    var link = app.portalLink("acmecorp", PortalLinks.Terms.of(PortalLink.Kind.SHAREABLE));
    var guest = app.browser();
    guest.post(link.path());
    var page = guest.get("/portal/scim");
    assertThat(page.has("#role-map, #roles-save, #step-3 select")).isFalse();
    assertThat(page.texts(".pairs .strong")).containsExactly("Design", "Sales");
    assertThat(page.texts(".pairs .choice-of-role")).containsExactly("No role", "Admin");
    assertThat(page.text("#roles-withheld"))
        .contains("Only an admin of AcmeCorp can change this.")
        .doesNotContain("your own");
    assertThat(ada.get(PAGE).has("#roles-withheld")).isFalse();
  }

  @Test
  void who_came_by_a_link_is_told_of_no_role_of_their_own() {
    var sales = pushes.group("Sales");
    ada.post(PAGE + "/roles", fields(ada.get(PAGE), role(sales), admin));
    var maps = new PortalLinks.Terms(PortalLink.Kind.SHAREABLE, Set.of(), null, true, null);
    var link = app.portalLink("acmecorp", maps);
    // as if somebody who held less had made it
    app.arrange(
        "UPDATE portal_links SET mappable = (SELECT MIN(effective_permissions) FROM roles WHERE"
            + " name = 'member')");
    var guest = app.browser();
    guest.post(link.path());
    var page = guest.get("/portal/scim");
    assertThat(page.element("#role-" + sales.id().value()).hasAttr("disabled")).isTrue();
    assertThat(page.text(".pairs")).contains("Only an admin of ").doesNotContain("your own");
  }
}
