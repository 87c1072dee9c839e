package dev.hostedui.portal.account;

import static dev.hostedui.testing.People.ADA;
import static dev.hostedui.testing.People.MAX;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.identity.Actor;
import dev.hostedui.identity.directory.DirectoryType;
import dev.hostedui.testing.TestApp;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class AccountWidgetTest {

  private static final String ACCOUNT = "/ui/profile/account";

  @RegisterExtension static final TestApp app = TestApp.start();

  @Test
  void it_shows_name_and_address_and_that_the_address_was_proven() {
    var page = app.as(MAX).get(ACCOUNT);

    assertThat(page.text("h1")).isEqualTo("My Account");
    assertThat(page.element("#given_name").attr("value")).isEqualTo("Max");
    assertThat(page.element("#family_name").attr("value")).isEqualTo("Member");
    assertThat(page.element("#email").attr("value")).isEqualTo(MAX);
    assertThat(page.element("#email").hasAttr("disabled")).isTrue();
    assertThat(page.text("label[for=email] .pill")).isEqualTo("Verified");
    var invited = app.all("SELECT email FROM users WHERE email_verified_at IS NULL").get(0);
    var unproven = app.as(invited).get(ACCOUNT);
    assertThat(unproven.has("label[for=email] .pill")).isFalse();
  }

  @Test
  void anybody_changes_their_own_name_and_is_found_by_it() {
    var max = app.as(MAX);
    var answer =
        max.copy()
            .htmx()
            .post(ACCOUNT, "given_name", "  Maximilian ", "family_name", "von   Größe");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.toast()).isEqualTo("Your name was updated.");
    assertThat(answer.element("#family_name").attr("value")).isEqualTo("von Größe");
    assertThat(max.get(ACCOUNT).text(".menu-head .strong")).isEqualTo("Maximilian von Größe");
    var ada = app.as(ADA);
    assertThat(ada.get("/ui/organization/users?q=maximilian%20von").text("tbody tr"))
        .contains("Maximilian von Größe");
    assertThat(ada.get("/ui/organization/users?q=max%20member").elements("tbody tr")).isEmpty();
  }

  @Test
  void a_member_leaves_their_organization_and_only_that_one() {
    var max = app.as(MAX);
    var leave = max.get(ACCOUNT).element("#leave");
    assertThat(leave.text()).as("a name may be longer than the page is wide").isEqualTo("Leave");
    assertThat(leave.attr("aria-label")).isEqualTo("Leave AcmeCorp");
    assertThat(max.get(ACCOUNT + "/departure").text("#ask"))
        .contains(
            "Leave AcmeCorp?",
            "your account is removed with it",
            "You can only come back by an invitation.");
    app.as(ADA).post("/ui/organization/general/domains", "domain", "acmecorp.example");
    assertThat(max.get(ACCOUNT + "/departure").text("#ask"))
        .contains("You can come back by yourself while AcmeCorp lists acmecorp.example.");

    var answer = max.post(ACCOUNT + "/departure");

    assertThat(answer.status()).isEqualTo(303);
    assertThat(answer.header("Location")).isEqualTo("/ui/");
    var told = max.follow(max.get("/ui/")).text(".notice");
    assertThat(told).isEqualTo("You have left AcmeCorp, and your account was removed.");
    assertThat(app.mailTo(MAX).text())
        .contains("You have left AcmeCorp", "your account was removed, with its passkeys");
    assertThat(app.as(ADA).get("/ui/organization/users?q=max@").elements("tbody tr")).isEmpty();
    assertThat(app.events()).contains("user.organization_membership_deleted");

    var elsewhere = app.as(ADA, "globex").htmx();
    assertThat(elsewhere.get(ACCOUNT + "/departure").text("#ask"))
        .contains("Leave Globex?", "You can only come back by an invitation.")
        .doesNotContain("removed with it");
    var left = elsewhere.post(ACCOUNT + "/departure");
    assertThat(left.header("HX-Redirect")).isEqualTo("/ui/");
    assertThat(elsewhere.with("HX-Request", "").follow(elsewhere.get("/ui/")).text(".notice"))
        .isEqualTo("You have left Globex.");
    assertThat(app.mailTo(ADA).text())
        .contains("You have left Globex")
        .doesNotContain("your account was removed");
    assertThat(app.as(ADA).get(ACCOUNT).text(".where")).isEqualTo("AcmeCorp");
  }

  @Test
  void an_account_goes_only_with_a_proof_of_a_moment_ago() {
    var max = app.as(MAX);
    var ada = app.as(ADA, "globex");
    app.clock().advance(Duration.ofMinutes(11));
    var before = app.contents("users", "memberships");
    var proof = "/login?again&confirm=leave_with_account&back=";
    for (var asked :
        List.of(
            max.get(ACCOUNT + "/departure"),
            max.post(ACCOUNT + "/departure"),
            max.copy().htmx().get(ACCOUNT + "/departure"),
            max.copy().htmx().post(ACCOUNT + "/departure"))) {
      var to = asked.header("Location") + asked.header("HX-Redirect");
      assertThat(to).startsWith(proof);
      assertThat(max.get(to).text("main"))
          .contains("Before you leave and have your account removed");
    }
    assertThat(app.contents("users", "memberships")).isEqualTo(before);

    // whose account stays is asked for nothing
    assertThat(ada.post(ACCOUNT + "/departure").header("Location")).isEqualTo("/ui/");
  }

  @Test
  void who_leaves_is_asked_again_when_it_means_something_else_by_now() {
    var ada = app.as(ADA, "globex").htmx();
    var told = ada.get(ACCOUNT + "/departure").element("#ask [name=seen]").attr("value");
    app.arrange(
        "DELETE FROM memberships WHERE user_id = '%s' AND organization_id = '%s'"
            .formatted(app.user(ADA).value(), app.organization("acmecorp").value()));
    var before = app.contents();

    var answer = ada.post(ACCOUNT + "/departure", "seen", told);
    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.text("#ask"))
        .contains("Leaving means something else by now.", "your account is removed with it");
    assertThat(app.contents()).isEqualTo(before);

    // who has read that leaves, account and all
    var known = answer.element("#ask [name=seen]").attr("value");
    assertThat(ada.post(ACCOUNT + "/departure", "seen", known).header("HX-Redirect"))
        .isEqualTo("/ui/");
    assertThat(app.all("SELECT email FROM users")).doesNotContain(ADA);
  }

  @Test
  void what_somebody_else_did_is_not_said_on_the_sign_in_page() {
    var max = app.as(MAX);
    max.post(ACCOUNT, "given_name", "Max", "family_name", "Other");
    assertThat(max.cookies()).containsKey("hosted_ui_flash");
    max.cookies().remove("hosted_ui");
    assertThat(max.get("/login").has(".notice")).isFalse();
  }

  @Test
  void whom_a_directory_holds_as_active_comes_back_by_it_and_both_dialogs_say_so() {
    var acme = app.organization("acmecorp");
    var directories = app.app().core().directories;
    var directory =
        directories.add(new Actor.Internal("test"), acme, "OKTA", DirectoryType.SCIM).id().value();
    app.arrange(
        """
        INSERT INTO directory_users (id, directory_id, organization_id, user_id, position, user_name, user_name_key,
                                     email, given_name, family_name, display_name, attributes, version, created_at, updated_at)
        SELECT 'diruser_000000000000000010', '%s', '%s', u.id, 10, u.email, u.email, u.email, 'Max', 'Member',
               'Max Member', '{}', 1, 0, 0
          FROM users u WHERE u.email = '%s'
        """
            .formatted(directory, acme.value(), MAX));
    var says = "irectory says that %s active, and makes %s a member again when it next changes";

    assertThat(app.as(MAX).get(ACCOUNT + "/departure").text("#ask"))
        .contains(says.formatted("you are", "you"))
        .doesNotContain("only come back");
    var removal = "/ui/organization/users/" + app.user(MAX).value() + "/removal";
    assertThat(app.as(ADA).get(removal).text("#ask"))
        .contains(says.formatted("they are", "them"))
        .doesNotContain("invite them again");
  }

  @Test
  void the_last_admin_does_not_leave() {
    app.arrange(
        "UPDATE membership_roles SET role_id = '%s' WHERE user_id <> '%s'"
            .formatted(app.role("member").value(), app.user(ADA).value()));
    var refusal =
        "An organization keeps at least one active admin. Make somebody else an admin first.";
    // the page asks nothing about it: what leaving means is looked up when somebody wants to
    assertThat(app.as(ADA).get(ACCOUNT).text("section[aria-labelledby=organization-title]"))
        .contains("You see what happens before you confirm.")
        .doesNotContain(refusal);
    var asked = app.as(ADA).get(ACCOUNT + "/departure");
    assertThat(asked.text("#ask")).contains("You cannot leave AcmeCorp", refusal);
    assertThat(asked.has("#ask button")).isFalse();
    var before = app.contents();
    var answer = app.as(ADA).copy().htmx().post(ACCOUNT + "/departure");

    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.toast()).isNotEmpty();
    assertThat(answer.text("h1")).isEqualTo("My Account");
    assertThat(app.contents()).isEqualTo(before);
  }

  @Test
  void who_is_in_no_organization_has_none_to_leave() {
    app.arrange("DELETE FROM memberships WHERE user_id = '" + app.user(MAX).value() + "'");
    var max = app.as(MAX);
    assertThat(max.get(ACCOUNT).has("#leave")).isFalse();
    assertThat(max.get(ACCOUNT + "/departure").status()).isEqualTo(404);
    assertThat(max.post(ACCOUNT + "/departure").status()).isEqualTo(404);
  }

  @Test
  void both_names_may_be_empty() {
    var max = app.as(MAX);
    var sent = max.post(ACCOUNT, "given_name", " ", "family_name", "");

    assertThat(sent.status()).isEqualTo(303);
    assertThat(max.follow(sent).toast()).isEqualTo("Your name was updated.");
    assertThat(app.as(ADA).get("/ui/organization/users?q=max@").texts(".who p"))
        .containsExactly(MAX);
  }

  @Test
  void a_name_has_at_most_255_characters_and_comes_back_as_typed() {
    var max = app.as(MAX).htmx();
    assertThat(max.post(ACCOUNT, "given_name", "é".repeat(255), "family_name", "").status())
        .isEqualTo(200);
    var before = app.contents("users");

    var given = max.post(ACCOUNT, "given_name", "x".repeat(256), "family_name", "kept");
    assertThat(given.status()).isEqualTo(422);
    assertThat(given.element("#given_name").attr("value")).isEqualTo("x".repeat(256));
    assertThat(given.element("#given_name").attr("aria-describedby")).isEqualTo("given_name-error");
    assertThat(given.text("#given_name-error")).contains("at most 255");
    assertThat(given.element("#family_name").attr("value")).isEqualTo("kept");
    assertThat(given.element("#family_name").hasAttr("aria-invalid")).isFalse();

    var family = max.post(ACCOUNT, "given_name", "kept", "family_name", "x".repeat(256));
    assertThat(family.status()).isEqualTo(422);
    assertThat(family.element("#family_name").attr("aria-describedby"))
        .isEqualTo("family_name-error");
    assertThat(family.element("#given_name").attr("value")).isEqualTo("kept");

    var both = max.post(ACCOUNT, "given_name", "x".repeat(256), "family_name", "y".repeat(256));
    assertThat(both.text("#given_name-error"))
        .isEqualTo("A first name has at most 255 characters.");
    assertThat(both.text("#family_name-error"))
        .isEqualTo("A last name has at most 255 characters.");
    assertThat(app.contents("users")).isEqualTo(before);
  }

  @Test
  void without_script_bad_input_is_the_whole_page_again() {
    var answer = app.as(MAX).post(ACCOUNT, "given_name", "x".repeat(256), "family_name", "");

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.body()).startsWith("<!doctype html>");
    assertThat(answer.elements("main#widget")).hasSize(1);
  }

  @Test
  void a_name_cannot_carry_markup_into_the_lists_of_others() {
    app.as(MAX)
        .post(ACCOUNT, "given_name", "<script>alert(1)</script>", "family_name", "\"'><img src=x>");
    var list = app.as(ADA).get("/ui/organization/users?q=max@");

    assertThat(list.elements("main script, main img")).isEmpty();
    assertThat(list.text("tbody .strong")).isEqualTo("<script>alert(1)</script> \"'><img src=x>");
    var dialog = app.as(ADA).get("/ui/organization/users/" + app.user(MAX).value() + "/removal");
    assertThat(dialog.elements("main script, main img")).isEmpty();
    assertThat(app.as(MAX).get(ACCOUNT).elements("body script, body img:not(.brand img)"))
        .isEmpty();
  }

  @Test
  void a_very_long_name_in_any_writing_is_told_of_after_a_redirect() {
    app.as(MAX).post(ACCOUNT, "given_name", "社".repeat(255), "family_name", "長".repeat(255));
    var ada = app.as(ADA);
    var sent =
        ada.post(
            "/ui/organization/users/" + app.user(MAX).value() + "/role",
            "role",
            app.role("admin").value());

    assertThat(ada.follow(sent).toast()).startsWith("社社社");
  }

  @Test
  void neither_the_address_nor_anybody_elses_name_can_be_changed() {
    var before = app.contents("users");
    app.as(MAX)
        .post(
            ACCOUNT,
            "given_name",
            "Max",
            "family_name",
            "Member",
            "email",
            "max@evil.example",
            "id",
            app.user(ADA).value(),
            "user",
            app.user(ADA).value());

    assertThat(app.contents("users")).isEqualTo(before);
  }
}
