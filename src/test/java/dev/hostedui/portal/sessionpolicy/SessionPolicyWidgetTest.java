package dev.hostedui.portal.sessionpolicy;

import static dev.hostedui.testing.People.ADA;
import static dev.hostedui.testing.People.GUS;
import static dev.hostedui.testing.People.MAX;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.identity.environment.EnvironmentSetting;
import dev.hostedui.testing.Answer;
import dev.hostedui.testing.TestApp;
import dev.hostedui.testing.TestClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The Session Policy page and what it does to sessions. */
class SessionPolicyWidgetTest {

  private static final String PAGE = "/ui/organization/session-policy";
  private static final String PREVIEW = PAGE + "/preview";
  private static final String CHANGE = PAGE + "/change";

  @RegisterExtension static final TestApp app = TestApp.start();

  private static String[] custom(String absolute, String unit, String... more) {
    var form =
        new ArrayList<>(
            List.of(
                "policy_source", "CUSTOM",
                "absolute_session_timeout", absolute,
                "absolute_session_timeout_unit", unit));
    form.addAll(List.of(more));
    return form.toArray(String[]::new);
  }

  private static String[] idle(String idle, String unit) {
    return new String[] {
      "idle_session_timeout_enabled", "true",
      "idle_session_timeout", idle,
      "idle_session_timeout_unit", unit
    };
  }

  private String stored() {
    return app.one(
        "SELECT session_policy_source || ' ' || COALESCE(session_absolute_minutes, -1) || ' ' ||"
            + " COALESCE(session_idle_minutes, -1) FROM organizations WHERE slug = 'acmecorp'");
  }

  private Duration left(String person) {
    return Duration.ofMillis(
        Long.parseLong(
                app.one(
                    "SELECT MAX(absolute_expires_at) FROM sessions WHERE status = 'active' AND"
                        + " user_id = '"
                        + app.user(person).value()
                        + "'"))
            - app.clock().millis());
  }

  private static final String IDLE =
      "You were signed out because you had not done anything for a while.";
  private static final String ABSOLUTE =
      "You were signed out because it was long ago that you signed in.";
  private static final String REVOKED =
      "Your session was ended, by you on another device or by an admin.";

  // ------------------------------------------------------------------ seeing

  @Test
  void it_begins_with_the_applications_policy() {
    var page = app.as(ADA, "acmecorp").get(PAGE);

    assertThat(page.text("h1")).isEqualTo("Session Policy");
    assertThat(page.element("#source-application").hasAttr("checked")).isTrue();
    assertThat(page.text(".notice")).contains("signed out 30 days after signing in");
    assertThat(page.element("#absolute").attr("value")).isEqualTo("30");
  }

  @Test
  void it_shows_only_to_those_who_may_and_where_it_is_switched_on() {
    assertThat(app.as(MAX).get(PAGE).status()).isEqualTo(403);
    assertThat(app.as(GUS).get(PAGE).status()).isEqualTo(403);
    assertThat(app.as(MAX).post(CHANGE, custom("8", "HOURS")).status()).isEqualTo(403);
    assertThat(app.as(GUS).post(CHANGE, custom("8", "HOURS")).status()).isEqualTo(403);
    assertThat(stored()).isEqualTo("APPLICATION -1 -1");
  }

  @Test
  void who_may_only_look_can_press_nothing() {
    app.arrange(
        "UPDATE roles SET effective_permissions = effective_permissions || '"
            + " sk_org_session_policy_read' WHERE name = 'member'");
    var page = app.as(MAX).get(PAGE);

    assertThat(page.status()).isEqualTo(200);
    assertThat(page.has("#policy-save")).isFalse();
    assertThat(page.elements("input:not([disabled], [type=hidden]), select:not([disabled])"))
        .isEmpty();
    assertThat(app.as(MAX).post(CHANGE, custom("8", "HOURS")).status()).isEqualTo(403);
  }

  // ------------------------------------------------------------------ setting

  @Test
  void it_says_what_it_will_do_before_it_does() {
    app.as(MAX);
    app.as(MAX);
    var ada = app.as(ADA, "acmecorp");
    var ask = ada.post(PREVIEW, custom("8", "HOURS", idle("30", "MINUTES")));

    assertThat(ask.text("h1")).isEqualTo("Change the session policy of AcmeCorp?");
    assertThat(ask.text("#ask"))
        .contains("8 hours after signing in", "30 minutes away", "2 people are signed in now");
    assertThat(ask.has("[name=end_longer]")).isFalse();
    assertThat(stored()).isEqualTo("APPLICATION -1 -1");
  }

  @ParameterizedTest
  @CsvSource({
    "480,MINUTES,480",
    "8,HOURS,480",
    "2,DAYS,2880",
    "365,DAYS,525600",
    "6,MINUTES,6",
    "8,,8",
  })
  void units_are_kept_in_minutes(String number, String unit, long minutes) {
    var answer = app.as(ADA, "acmecorp").post(CHANGE, custom(number, unit == null ? "" : unit));

    assertThat(answer.status()).isEqualTo(303);
    assertThat(stored()).isEqualTo("CUSTOM " + minutes + " -1");
    assertThat(app.events()).endsWith("organization.updated");
  }

  @ParameterizedTest
  @CsvSource({
    "0,MINUTES,,,absolute",
    "-1,HOURS,,,absolute",
    "x,HOURS,,,absolute",
    "1.5,HOURS,,,absolute",
    "'',HOURS,,,absolute",
    "366,DAYS,,,absolute",
    "525601,MINUTES,,,absolute",
    "999999999,DAYS,,,absolute",
    "5,MINUTES,,,absolute",
    "8,WEEKS,,,absolute",
    "8,HOURS,8,HOURS,idle",
    "8,HOURS,9,HOURS,idle",
    "8,HOURS,0,MINUTES,idle",
    "8,HOURS,'',HOURS,idle",
    "30,DAYS,8,DAYS,idle",
    "8,HOURS,5,MINUTES,idle",
    "8,HOURS,1,YEARS,idle",
  })
  void what_cannot_be_is_refused_beside_its_field_and_kept_as_typed(
      String absolute, String unit, String idle, String idleUnit, String field) {
    var form = idle == null ? custom(absolute, unit) : custom(absolute, unit, idle(idle, idleUnit));
    var ada = app.as(ADA, "acmecorp");
    for (var answer : List.of(ada.post(PREVIEW, form), ada.post(CHANGE, form))) {
      assertThat(answer.status()).isEqualTo(422);
      assertThat(answer.text("#" + field + "-error")).isNotEmpty();
      assertThat(answer.element("#" + field).attr("aria-invalid")).isEqualTo("true");
      assertThat(answer.element("#absolute").attr("value")).isEqualTo(absolute);
      assertThat(answer.element("#source-custom").hasAttr("checked")).isTrue();
    }
    assertThat(stored()).isEqualTo("APPLICATION -1 -1");
  }

  @Test
  void both_fields_say_what_is_wrong_with_them() {
    var answer = app.as(ADA, "acmecorp").post(CHANGE, custom("x", "HOURS", idle("1.5", "HOURS")));
    assertThat(answer.text("#absolute-error")).contains("whole number");
    assertThat(answer.text("#idle-error")).contains("whole number");

    var large = app.as(ADA, "acmecorp").post(CHANGE, custom("366", "DAYS", idle("8", "DAYS")));
    assertThat(large.text("#absolute-error")).isEqualTo("This can be at most 365 days.");
    assertThat(large.text("#idle-error")).isEqualTo("This can be at most 7 days.");
  }

  @ParameterizedTest
  @CsvSource({
    "0,MINUTES,abc,HOURS,This must be at least 1 minute.,'Enter a whole number, like 30.'",
    "'',HOURS,9,DAYS,Enter a number.,This can be at most 7 days.",
    "3,MINUTES,8,DAYS,'This must be longer than 5 minutes, the time for which apps may go on"
        + " without asking.',This can be at most 7 days.",
    "366,DAYS,5,MINUTES,This can be at most 365 days.,'This must be longer than 5 minutes, the time"
        + " for which apps may go on without asking.'",
  })
  void one_field_does_not_keep_what_is_wrong_with_the_other_for_later(
      String absolute, String unit, String idle, String idleUnit, String first, String second) {
    var form = custom(absolute, unit, idle(idle, idleUnit));
    var ada = app.as(ADA, "acmecorp");
    for (var answer : List.of(ada.post(PREVIEW, form), ada.post(CHANGE, form))) {
      assertThat(answer.text("#absolute-error")).isEqualTo(first);
      assertThat(answer.text("#idle-error")).isEqualTo(second);
    }
  }

  @Test
  void a_page_that_is_out_of_date_does_not_undo_what_somebody_else_has_set() {
    var ada = app.as(ADA, "acmecorp");
    var page = ada.get(PAGE);
    var seen = page.element("form.policy input[name=seen]").attr("value");
    var mine = custom("9", "HOURS", "seen", seen);
    var asked = ada.post(PREVIEW, mine);
    assertThat(asked.element("#ask input[name=seen]").attr("value")).isEqualTo(seen);
    app.as(ADA, "acmecorp").post(CHANGE, custom("8", "HOURS"));

    for (var answer : List.of(ada.post(PREVIEW, mine), ada.post(CHANGE, mine))) {
      assertThat(answer.status()).isEqualTo(409);
      assertThat(answer.text(".notice.failed")).contains("Somebody else has changed this");
      assertThat(answer.has(".choices[tabindex=-1][aria-describedby=policy-error]")).isTrue();
      assertThat(answer.text(".notice.info")).contains("8 hours after signing in");
      assertThat(answer.element("#absolute").attr("value")).isEqualTo("9");
      assertThat(stored()).isEqualTo("CUSTOM 480 -1");
      var again = answer.element("form.policy input[name=seen]").attr("value");
      assertThat(again).isNotEqualTo(seen);
    }
    // the same once more is no undoing
    assertThat(ada.post(CHANGE, custom("8", "HOURS", "seen", seen)).status()).isEqualTo(303);
  }

  @Test
  void limits_that_could_not_be_looked_at_now_come_back_as_those_of_every_form_do() {
    var ada = app.as(ADA, "acmecorp");
    var acme = app.organization("acmecorp").value();
    var path = ada.get(PAGE).element("form.policy").attr("action");
    var mine = custom("9", "HOURS", "in_organization", acme);
    ada.post("/login/organization", "organization", app.organization("globex").value());
    var switched = ada.post(path, mine);
    assertThat(switched.status()).isEqualTo(409);
    assertThat(switched.texts("dl dd")).contains("CUSTOM", "9", "HOURS");
    assertThat(switched.has("main form[action='" + path + "'] button")).isTrue();

    ada.post("/login/organization", "organization", acme);
    app.arrange("UPDATE sessions SET status = 'revoked', ended_at = created_at");
    var over = ada.copy().with("Referer", app.origin() + PAGE).post(path, mine);
    assertThat(over.status()).isEqualTo(401);
    assertThat(over.texts("dl dd")).contains("CUSTOM", "9", "HOURS");
    assertThat(over.has("main form[action='" + path + "']")).isTrue();
    // the script of the page keeps them, and says why, whatever was pressed
    var script = ada.htmx();
    assertThat(script.post(path, mine).body()).isEqualTo(REVOKED);
    assertThat(script.with("HX-Target", "dialog").get(PAGE + "?q=x").body()).isEqualTo(REVOKED);
  }

  @Test
  void many_digits_are_a_number_that_is_too_large() {
    var ada = app.as(ADA, "acmecorp");
    assertThat(ada.post(CHANGE, custom("9".repeat(30), "MINUTES")).text("#absolute-error"))
        .isEqualTo("This can be at most 365 days.");
    assertThat(ada.post(CHANGE, custom("0000000000030", "DAYS")).status()).isEqualTo(303);
    assertThat(stored()).isEqualTo("CUSTOM 43200 -1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "FOO", "custom", "APPLICATION "})
  void what_does_not_say_whose_policy_applies_changes_none(String source) {
    var ada = app.as(ADA, "acmecorp");
    ada.post(CHANGE, custom("8", "HOURS"));
    assertThat(ada.post(CHANGE, "policy_source", source).status()).isEqualTo(422);
    assertThat(ada.post(CHANGE).status()).isEqualTo(422);
    assertThat(ada.post(PREVIEW, "policy_source", source).status()).isEqualTo(422);
    assertThat(stored()).isEqualTo("CUSTOM 480 -1");
  }

  @Test
  void a_session_must_outlast_the_access_tokens_of_every_application() {
    app.arrange("UPDATE applications SET access_token_minutes = 60 WHERE client_id = 'skc_sample'");
    var ada = app.as(ADA, "acmecorp");

    assertThat(ada.post(CHANGE, custom("1", "HOURS")).text("#absolute-error"))
        .contains("longer than 60 minutes");
    assertThat(ada.post(CHANGE, custom("61", "MINUTES")).status()).isEqualTo(303);
  }

  @Test
  void what_the_application_does_not_allow_is_kept_and_said_to_have_no_effect() {
    var ada = app.as(ADA, "acmecorp");
    ada.post(CHANGE, custom("60", "DAYS"));

    assertThat(stored()).isEqualTo("CUSTOM 86400 -1");
    assertThat(ada.get(PAGE).text(".notice"))
        .contains("30 days after signing in", "60 days has no effect");
    app.as(MAX);
    assertThat(left(MAX)).isEqualTo(Duration.ofDays(30));
  }

  @Test
  void going_back_to_the_application_keeps_what_was_set_for_later() {
    var ada = app.as(ADA, "acmecorp");
    ada.post(CHANGE, custom("8", "HOURS", idle("1", "HOURS")));
    ada.post(CHANGE, "policy_source", "APPLICATION");

    assertThat(stored()).isEqualTo("APPLICATION 480 60");
    app.as(MAX);
    assertThat(left(MAX)).isEqualTo(Duration.ofDays(30));
    assertThat(ada.get(PAGE).element("#absolute").attr("value")).isEqualTo("8");
  }

  // ------------------------------------------------------------------ what it does

  @Test
  void sessions_that_run_keep_their_limits_and_new_ones_get_the_new() {
    var before = app.as(MAX);
    app.as(ADA, "acmecorp").post(CHANGE, custom("8", "HOURS", idle("30", "MINUTES")));
    app.clock().advance(Duration.ofHours(9));
    assertThat(before.get("/ui/organization/general").status()).isEqualTo(200);

    var after = app.as(MAX);
    app.clock().advance(Duration.ofMinutes(29));
    assertThat(after.get("/ui/organization/general").status()).isEqualTo(200);
    app.clock().advance(Duration.ofMinutes(30));
    assertThat(whyOver(after)).isEqualTo(IDLE);
  }

  @Test
  void the_sign_in_page_says_why_a_session_is_over() {
    app.as(ADA, "acmecorp").post(CHANGE, custom("8", "HOURS", idle("7", "HOURS")));
    var max = app.as(MAX);
    app.clock().advance(Duration.ofHours(6));
    max.get("/ui/");
    app.clock().advance(Duration.ofHours(2));
    for (var swept : List.of(false, true)) {
      if (swept) app.app().core().ends.endStale();
      assertThat(whyOver(max.copy())).isEqualTo(ABSOLUTE);
      assertThat(max.copy().get("/login").text(".notice")).isEqualTo(ABSOLUTE);
    }

    var lost = app.as(MAX);
    app.as(MAX).post("/ui/profile/security/sessions/others/revocation");
    assertThat(whyOver(lost)).isEqualTo(REVOKED);
    assertThat(app.browser().get("/login").has(".notice")).isFalse();
  }

  @Test
  void the_cookie_outlives_the_session_or_nobody_could_be_told_why_it_is_over() {
    app.as(ADA, "acmecorp").post(CHANGE, custom("8", "HOURS"));
    var begun = app.browser().post("/dev/sign-in", "email", MAX, "organization", "acmecorp");
    var age = begun.header("Set-Cookie").replaceFirst(".*Max-Age=(\\d+);.*", "$1");
    assertThat(Duration.ofSeconds(Long.parseLong(age))).isGreaterThan(Duration.ofDays(1));
  }

  @Test
  void whoever_comes_from_an_app_is_told_why_as_well() {
    var client = TestClient.web(app);
    app.as(ADA, "acmecorp").post(CHANGE, custom("8", "HOURS", idle("30", "MINUTES")));
    var max = app.as(MAX);
    app.clock().advance(Duration.ofMinutes(30));

    var login = max.get(client.authorize());
    assertThat(login.header("Location")).startsWith("/login?");
    assertThat(max.follow(login).text(".notice")).isEqualTo(IDLE);
  }

  private static String whyOver(TestApp.Browser browser) {
    var login = browser.get("/ui/organization/general");
    assertThat(login.header("Location")).startsWith("/login?");
    return browser.follow(login).text(".notice");
  }

  @Test
  void
      turning_to_a_stricter_organization_shortens_the_session_and_turning_back_does_not_lengthen_it() {
    app.as(ADA, "acmecorp").post(CHANGE, custom("8", "HOURS", idle("1", "HOURS")));
    var ada = app.as(ADA, "globex");
    app.clock().advance(Duration.ofHours(2));
    turn(ada, "acmecorp");

    assertThat(
            app.one(
                "SELECT absolute_expires_at - authenticated_at FROM sessions WHERE id = '"
                    + newest(ADA)
                    + "'"))
        .isEqualTo(Long.toString(Duration.ofHours(8).toMillis()));
    turn(ada, "globex");
    assertThat(app.one("SELECT idle_minutes FROM sessions WHERE id = '" + newest(ADA) + "'"))
        .isEqualTo("60");
    app.clock().advance(Duration.ofHours(1));
    assertThat(whyOver(ada)).isEqualTo(IDLE);
  }

  private void turn(TestApp.Browser browser, String slug) {
    browser.post("/login/organization", "organization", app.organization(slug).value());
  }

  private String newest(String person) {
    return app.one(
        "SELECT MAX(id) FROM sessions WHERE user_id = '" + app.user(person).value() + "'");
  }

  @Test
  void an_app_that_refreshes_keeps_the_session_awake_and_one_that_does_not_loses_it() {
    var client = TestClient.web(app);
    app.as(ADA, "acmecorp").post(CHANGE, custom("8", "HOURS", idle("30", "MINUTES")));
    var max = app.as(MAX);
    var refresh = client.tokens(max).get("refresh_token").asText();
    for (var i = 0; i < 3; i++) {
      app.clock().advance(Duration.ofMinutes(29));
      refresh = TestClient.json(client.refresh(refresh)).get("refresh_token").asText();
    }
    assertThat(max.get("/ui/organization/general").status()).isEqualTo(200);
    app.clock().advance(Duration.ofMinutes(30));

    assertThat(client.refresh(refresh).status()).isEqualTo(400);
    assertThat(max.get("/ui/organization/general").status()).isEqualTo(302);
    assertThat(max.get(client.authorize("prompt", "none")).header("Location"))
        .contains("error=login_required");
  }

  @Test
  void sessions_that_have_lasted_longer_already_can_be_ended_with_it_but_not_ones_own() {
    var old = app.as(MAX);
    var ada = app.as(ADA, "acmecorp");
    var elsewhere = app.as(ADA, "globex");
    app.clock().advance(Duration.ofHours(9));
    var young = app.as(MAX);
    var form = custom("8", "HOURS");
    var ask = ada.post(PREVIEW, form);
    assertThat(ask.text("label.check"))
        .isEqualTo(
            "End the session now that has lasted longer than this already. Yours has, too, and goes"
                + " on.");

    var answer = ada.htmx().post(CHANGE, custom("8", "HOURS", "end_longer", "true"));
    assertThat(answer.toast()).isEqualTo("The session policy is saved. 1 session was ended.");
    assertThat(app.events()).endsWith("organization.updated", "user.logout");
    assertThat(whyOver(old)).isEqualTo(REVOKED);
    assertThat(young.get("/ui/organization/general").status()).isEqualTo(200);
    assertThat(elsewhere.get("/ui/organization/general").status()).isEqualTo(200);
    assertThat(ada.get(PAGE).status()).isEqualTo(200);
  }

  @Test
  void where_the_feature_is_switched_off_the_policy_waits() {
    app.as(ADA, "acmecorp").post(CHANGE, custom("8", "HOURS"));
    app.arrange("UPDATE organizations SET features = '' WHERE slug = 'acmecorp'");
    app.as(MAX);

    assertThat(left(MAX)).isEqualTo(Duration.ofDays(30));
    assertThat(stored()).isEqualTo("CUSTOM 480 -1");
  }

  @Test
  void the_applications_own_idle_limit_counts_as_well() {
    app.set(EnvironmentSetting.SESSION_IDLE_MINUTES, "20");
    var ada = app.as(ADA, "acmecorp");
    ada.post(CHANGE, custom("8", "HOURS"));
    Answer page = ada.get(PAGE);

    assertThat(page.text(".notice"))
        .contains("8 hours after signing in, or after 20 minutes away")
        .contains("The app signs people out after 20 minutes away, whatever is set here.");
  }
}
