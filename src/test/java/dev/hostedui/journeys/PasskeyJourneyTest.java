package dev.hostedui.journeys;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.hostedui.testing.People.ADA;
import static dev.hostedui.testing.People.MAX;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import dev.hostedui.protocol.webauthn.RelyingParty;
import dev.hostedui.protocol.webauthn.WebauthnProblem;
import dev.hostedui.protocol.webauthn.WebauthnProblem.Reason;
import dev.hostedui.testing.InChromium;
import dev.hostedui.testing.TestApp;
import dev.hostedui.testing.VirtualAuthenticator;
import dev.hostedui.testing.VirtualAuthenticator.Kind;
import dev.hostedui.testing.Visit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every ceremony in a real browser, with a device it plays. */
@InChromium
class PasskeyJourneyTest {

  private static final String SECURITY = "/ui/profile/security";
  private static final String ALONE = "/ui/profile/passkeys";

  private TestApp app;

  @BeforeEach
  void start() {
    app = TestApp.startAtItsAddress();
  }

  @AfterEach
  void stop() {
    app.close();
  }

  private static void add(Visit visit) {
    visit.button("Add passkey").click();
    assertThat(visit.find(".toast p", "was added").or(visit.find(".notice.done"))).isVisible();
  }

  @Test
  void a_passkey_is_added_renamed_and_deleted() {
    try (var max = Visit.to(app).as(MAX).expecting(422)) {
      var device = VirtualAuthenticator.in(max.page(), Kind.PLATFORM, true);
      max.link("Security").click();
      assertThat(max.find(".passkeys li")).hasCount(0);
      max.button("Add passkey").click();
      assertThat(max.toast()).hasText("The passkey “Passkey” was added. You can sign in with it.");
      assertThat(max.find(".passkeys li")).hasCount(1);
      assertThat(max.find(".passkeys li")).containsText("Synced between devices");
      assertThat(max.find(".passkeys li")).containsText("Created: just now, Chrome on Linux");
      assertThat(max.find(".passkeys li")).containsText("Last used: never");
      assertThat(device.passkeys()).hasSize(1);

      max.link("Rename Passkey").click();
      max.field("Name").fill(" ");
      max.button("Rename").click();
      assertThat(max.find("#name-error")).isVisible();
      max.field("Name").fill("x".repeat(121));
      max.button("Rename").click();
      assertThat(max.find("#name-error")).containsText("at most 120");
      max.field("Name").fill("My laptop");
      max.button("Rename").click();
      assertThat(max.find(".passkeys li .strong")).hasText("My laptop");

      max.link("Delete My laptop").click();
      assertThat(max.find("#dialog")).containsText("My laptop can no longer be used");
      max.button("Delete passkey").click();
      assertThat(max.find(".passkeys li")).hasCount(0);
      // the browser's own list follows
      max.page().waitForCondition(() -> device.passkeys().isEmpty());
    }
    assertThat(app.events())
        .contains("passkey.created", "passkey.renamed", "passkey.deleted")
        .endsWith("passkey.deleted");
  }

  @Test
  void what_was_pressed_waits_for_its_module_and_cannot_be_pressed_twice() {
    try (var max = Visit.to(app).as(MAX)) {
      VirtualAuthenticator.in(max.page(), Kind.PLATFORM, true);
      max.link("Security").click();
      var held = new ArrayList<Route>();
      var asked = new ArrayList<String>();
      max.page().route(Pattern.compile(".*/passkeys[^/]*\\.js.*"), held::add);
      max.page()
          .onRequest(
              it -> {
                if (it.url().contains("/passkeys/options")) asked.add(it.url());
              });
      max.button("Add passkey").click();
      max.page().waitForCondition(() -> !held.isEmpty());
      assertThat(max.button("Add passkey")).isDisabled();
      held.get(0).resume();
      assertThat(max.toast()).hasText("The passkey “Passkey” was added. You can sign in with it.");
      assertThat(max.button("Add passkey")).isEnabled();
      assertThat(asked).hasSize(1);
    }
  }

  @Test
  void signing_in_by_the_button_leads_to_the_page_that_was_asked_for() {
    try (var max = Visit.to(app).as(MAX)) {
      withoutAutofill(max);
      VirtualAuthenticator.in(max.page(), Kind.SECURITY_KEY, true);
      max.open(SECURITY);
      add(max);
      assertThat(max.find(".passkeys li")).containsText("Only on the device it was made on");
      max.find("#account-menu").click();
      max.button("Sign out").click();
      max.open(ALONE);
      max.button("Continue with a passkey").click();
      assertThat(max.page()).hasURL(app.origin() + ALONE);
      assertThat(max.find(".passkeys li")).containsText("Last used: just now");
    }
    assertThat(app.events()).endsWith("user.login");
    assertThat(app.one("SELECT authenticated_with FROM sessions ORDER BY id DESC LIMIT 1"))
        .isEqualTo("hwk");
  }

  @Test
  void whoever_does_not_verify_is_told_so_in_plain_words() {
    try (var max = Visit.to(app).as(MAX)) {
      var device = VirtualAuthenticator.in(max.page(), Kind.PLATFORM, true);
      device.recognize(false);
      max.open(SECURITY);
      max.button("Add passkey").click();
      assertThat(max.find("#passkey-problem")).containsText("No passkey was added");
      device.recognize(true);
      add(max);
      max.button("Add passkey").click();
      assertThat(max.find("#passkey-problem"))
          .containsText("has a passkey for your account already");
    }
  }

  @Test
  void a_device_that_cannot_verify_is_no_use() {
    try (var max = Visit.to(app).as(MAX)) {
      VirtualAuthenticator.in(max.page(), Kind.SECURITY_KEY, false);
      max.open(SECURITY);
      max.button("Add passkey").click();
      assertThat(max.find("#passkey-problem")).isVisible();
      assertThat(app.count("passkeys")).isZero();
    }
  }

  @Test
  void the_page_of_its_own_does_the_same() {
    try (var max = Visit.to(app).as(MAX)) {
      VirtualAuthenticator.in(max.page(), Kind.PLATFORM, true);
      max.open(ALONE);
      assertThat(max.find("main")).containsText("Signed in as " + MAX);
      add(max);
      max.link("Rename Passkey").click();
      max.field("Name").fill("Desk");
      max.button("Rename").click();
      assertThat(max.find(".notice.done")).hasText("The passkey is now called “Desk”.");
      max.link("Delete Desk").click();
      max.button("Delete passkey").click();
      assertThat(max.find(".notice.done")).hasText("The passkey “Desk” was deleted.");
    }
  }

  @Test
  void a_mail_tells_of_it_and_its_link_undoes_it_once() {
    try (var thief = Visit.to(app).as(MAX);
        var max = Visit.to(app).expecting(409)) {
      // or the sign-in page at the end would offer the deleted passkey by itself
      withoutAutofill(thief);
      VirtualAuthenticator.in(thief.page(), Kind.PLATFORM, true);
      thief.open(SECURITY);
      add(thief);
      var mail = app.mailTo(MAX);
      assertThat(mail.subject()).isEqualTo("Coffeedesk: A passkey was added to your account");
      assertThat(mail.text()).contains("“Passkey”", "Chrome on Linux", "127.0.0.1");

      max.open(mail.link());
      assertThat(max.find("h1")).hasText("This wasn’t me");
      assertThat(max.find("main"))
          .containsText("The passkey Passkey was added to the account " + MAX);
      assertThat(max.find("main"))
          .containsText("it ends every session of the account and deletes the passkey");
      assertThat(app.count("passkeys")).isEqualTo(1);
      max.button("Sign out everywhere").click();
      assertThat(max.find("h1")).hasText("You are signed out everywhere");
      assertThat(app.count("passkeys")).isZero();
      assertThat(app.sessionsOf(app.user(MAX))).isEmpty();
      max.open(mail.link());
      assertThat(max.find("h1")).hasText("This link cannot be used any more");
      thief.open(SECURITY);
      assertThat(thief.find("h1")).containsText("Sign in");
    }
  }

  @Test
  void the_related_origins_are_our_own() {
    var answer = app.browser().get("/.well-known/webauthn");
    assertThat(answer.header("Content-Type")).startsWith("application/json");
    assertThat(answer.body()).isEqualTo("{\"origins\":[\"" + app.origin() + "\"]}");
  }

  // ------------------------------------------------------------------ what password managers hear

  @Test
  void a_page_left_open_takes_no_passkey_away_that_came_elsewhere() {
    try (var here = Visit.to(app).as(MAX);
        var there = Visit.to(app).as(MAX)) {
      var manager = VirtualAuthenticator.in(here.page(), Kind.PLATFORM, true);
      here.open(SECURITY);
      add(here);
      var phone = VirtualAuthenticator.in(there.page(), Kind.PLATFORM, true);
      there.open(SECURITY);
      add(there);
      // as syncing does; for want of room for two of one account, in place of the other
      manager.empty();
      manager.put(phone.passkeys().get(0).getAsJsonObject());

      here.link("Rename Passkey").click();
      assertThat(here.find("#dialog h1")).isVisible();
      here.find("#dialog").getByText("Cancel").click();
      here.page().reload();
      assertThat(here.find(".passkeys li")).hasCount(2);
      assertThat(manager.passkeys()).hasSize(1);
    }
  }

  @Test
  void the_last_one_deleted_after_a_proof_is_taken_away_and_the_address_is_the_pages() {
    try (var max = Visit.to(app).as(MAX).expecting(401)) {
      withoutAutofill(max);
      var device = VirtualAuthenticator.in(max.page(), Kind.PLATFORM, true);
      max.open(SECURITY);
      add(max);
      app.clock().advance(Duration.ofMinutes(11));
      max.open(SECURITY);
      max.link("Delete Passkey").click();
      max.button("Continue with a passkey").click();
      max.button("Delete passkey").click();
      assertThat(max.find(".passkeys li")).hasCount(0);
      max.page().waitForCondition(() -> device.passkeys().isEmpty());
      assertThat(max.page()).hasURL(app.origin() + SECURITY);
    }
  }

  @Test
  void a_new_name_of_their_owner_is_told() {
    try (var max = Visit.to(app).as(MAX)) {
      var device = VirtualAuthenticator.in(max.page(), Kind.PLATFORM, true);
      max.open(SECURITY);
      add(max);
      max.link("My Account").click();
      max.field("First name").fill("Maximilian");
      max.button("Update").click();
      assertThat(max.find(".toast p", "Your name was updated.")).isVisible();
      max.page().waitForCondition(() -> displayName(device).equals("Maximilian Member"));
    }
  }

  private static String displayName(VirtualAuthenticator device) {
    return device.passkeys().get(0).getAsJsonObject().get("userDisplayName").getAsString();
  }

  // ------------------------------------------------------------------ what browsers cannot do

  @Test
  void a_browser_that_knows_no_passkeys_says_so_and_leaves_the_mail() {
    try (var max = Visit.to(app).as(MAX)) {
      max.page().addInitScript("delete window.PublicKeyCredential;");
      max.open(SECURITY);
      max.button("Add passkey").click();
      assertThat(max.find("#passkey-problem")).hasText(UNABLE);
      max.open(ALONE);
      max.button("Add passkey").click();
      assertThat(max.find("#passkey-problem")).hasText(UNABLE);
    }
    try (var nobody = Visit.to(app)) {
      nobody.page().addInitScript("delete window.PublicKeyCredential;");
      nobody.open("/login");
      assertThat(nobody.button("Continue with a passkey")).isHidden();
      assertThat(nobody.role(AriaRole.BUTTON, "Continue")).isVisible();
    }
  }

  private static final String UNABLE =
      "This browser does not know passkeys. Use a newer one, or another device.";

  @Test
  void whoever_does_not_answer_in_time_is_told_so() {
    try (var max = Visit.to(app).as(MAX)) {
      // the browser gives up by itself, with the words it has for someone who cancels
      max.page()
          .addInitScript(
              "navigator.credentials.create = () => new Promise((made, gaveUp) => { window.giveUp ="
                  + " () => gaveUp(new DOMException('', 'NotAllowedError')); });");
      max.page().clock().install();
      max.open(SECURITY);
      max.button("Add passkey").click();
      max.page().waitForFunction("() => window.giveUp");
      max.page().clock().fastForward("05:00");
      max.page().evaluate("() => giveUp()");
      assertThat(max.find("#passkey-problem"))
          .hasText("Nobody answered in time. Try again when your device is at hand.");

      max.page().evaluate("() => { window.giveUp = null; }");
      max.button("Add passkey").click();
      max.page().waitForFunction("() => window.giveUp");
      max.page().evaluate("() => giveUp()");
      assertThat(max.find("#passkey-problem"))
          .hasText(
              "No passkey was added: it was cancelled, or not allowed. Try again when you like.");
    }
  }

  // ------------------------------------------------------------------ signing in

  /** As in a browser that does not list passkeys under a field. */
  private static void withoutAutofill(Visit visit) {
    visit
        .page()
        .addInitScript(
            "if (window.PublicKeyCredential) PublicKeyCredential.isConditionalMediationAvailable ="
                + " async () => false;");
  }

  private static void signOut(Visit visit) {
    visit.open(SECURITY);
    visit.find("#account-menu").click();
    visit.button("Sign out").click();
    assertThat(visit.find("h1")).containsText("Sign in");
  }

  @Test
  void autofill_signs_in_without_a_click() {
    try (var max = Visit.to(app).as(MAX)) {
      VirtualAuthenticator.in(max.page(), Kind.PLATFORM, true);
      max.open(SECURITY);
      add(max);
      // the device is touched as soon as it is asked
      max.find("#account-menu").click();
      max.button("Sign out").click();
      max.page().waitForURL("**/ui/organization/general");
    }
    assertThat(app.one("SELECT authenticated_with FROM sessions ORDER BY id DESC LIMIT 1"))
        .isEqualTo("swk");
  }

  @Test
  void a_counter_that_goes_back_is_refused_and_written_down() {
    try (var max = Visit.to(app).as(MAX).expecting(409)) {
      withoutAutofill(max);
      var device = VirtualAuthenticator.in(max.page(), Kind.SECURITY_KEY, true);
      max.open(SECURITY);
      add(max);
      var copy = device.passkeys().get(0).getAsJsonObject();
      signOut(max);
      max.open("/login");
      max.button("Continue with a passkey").click();
      max.page().waitForURL("**/ui/**");
      // the thief's copy has not counted along
      device.empty();
      device.put(copy);
      signOut(max);
      max.open("/login");
      max.button("Continue with a passkey").click();
      assertThat(max.find(".notice.failed")).containsText("There may be a copy of this passkey");
      max.open("/ui/");
      assertThat(max.find("h1")).containsText("Sign in");
    }
    assertThat(app.events()).endsWith("passkey.counter_went_back");
  }

  @Test
  void a_passkey_deleted_here_is_not_offered_again() {
    try (var max = Visit.to(app).as(MAX).expecting(422)) {
      withoutAutofill(max);
      var device = VirtualAuthenticator.in(max.page(), Kind.PLATFORM, true);
      max.open(SECURITY);
      add(max);
      signOut(max);
      app.arrange("DELETE FROM passkeys");
      max.open("/login");
      max.button("Continue with a passkey").click();
      assertThat(max.find(".notice.failed")).containsText("This passkey is not known here.");
      max.page().waitForCondition(() -> device.passkeys().isEmpty());
    }
  }

  @Test
  void with_no_passkey_at_hand_the_page_says_so_and_the_mail_still_works() {
    try (var max = Visit.to(app)) {
      withoutAutofill(max);
      VirtualAuthenticator.in(max.page(), Kind.PLATFORM, true);
      max.open("/login");
      max.button("Continue with a passkey").click();
      assertThat(max.find("#passkey-problem")).containsText("No passkey was used");
      max.field("Email").fill(MAX);
      max.role(AriaRole.BUTTON, "Continue").click();
      assertThat(max.find("h1")).hasText("Check your mail");
    }
  }

  // ------------------------------------------------------------------ fresh proof

  @Test
  void adding_wants_a_fresh_proof_and_takes_up_where_it_was() {
    try (var max = Visit.to(app).as(MAX).expecting(401)) {
      withoutAutofill(max);
      VirtualAuthenticator.in(max.page(), Kind.PLATFORM, true);
      max.open(SECURITY);
      add(max);
      app.clock().advance(Duration.ofMinutes(11));
      max.button("Add passkey").click();
      assertThat(max.find("h1")).hasText("Confirm that it is you");
      assertThat(max.find("main")).containsText("Before you add a passkey");
      assertThat(max.field("Email")).hasValue(MAX);
      max.button("Continue with a passkey").click();
      assertThat(max.page()).hasURL(app.origin() + SECURITY);

      app.clock().advance(Duration.ofMinutes(11));
      max.link("Delete Passkey").click();
      max.button("Continue with a passkey").click();
      assertThat(max.find("h1")).hasText("Delete this passkey?");
      max.button("Delete passkey").click();
      assertThat(max.find(".passkeys li")).hasCount(0);
    }
    assertThat(app.sessionsOf(app.user(MAX))).hasSize(1);
    assertThat(app.events()).contains("session.reauthenticated");
  }

  // ------------------------------------------------------------------ what must not pass

  private static final String ANSWER =
      """
      async (address) => {
        const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (it) => it.charCodeAt(0));
        const options = await (await fetch(address, { method: 'POST' })).json();
        const credential = await navigator.credentials.get({ publicKey: { ...options, challenge: bytes(options.challenge) } });
        return JSON.stringify(credential);
      }
      """;

  private static final String ANSWER_TO =
      """
      async ([challenge, rpId]) => {
        const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (it) => it.charCodeAt(0));
        return JSON.stringify(await navigator.credentials.get({ publicKey: { rpId, userVerification: 'required', challenge: bytes(challenge) } }));
      }
      """;

  private TestApp.Browser thief(Visit visit) {
    var browser = app.browser();
    visit
        .page()
        .context()
        .cookies()
        .forEach(
            it -> {
              if (it.name.startsWith("hosted_ui_passkey_"))
                browser.cookies().put(it.name, it.value);
            });
    return browser;
  }

  @Test
  void an_answer_is_good_once_in_one_browser_and_for_five_minutes() {
    try (var max = Visit.to(app).as(MAX)) {
      VirtualAuthenticator.in(max.page(), Kind.PLATFORM, true);
      max.open(SECURITY);
      add(max);
      max.open(ALONE); // a page without a ceremony of its own
      var answer = (String) max.page().evaluate(ANSWER, "/login/passkey/options");
      var own = thief(max);
      assertThat(app.browser().post("/login/passkey", "credential", answer).status())
          .isEqualTo(409);
      assertThat(own.post("/login/passkey", "credential", answer).status()).isEqualTo(303);
      own.cookies().putAll(thief(max).cookies());
      own.cookies().remove("hosted_ui");
      assertThat(own.post("/login/passkey", "credential", answer).status()).isEqualTo(409);

      var late = (String) max.page().evaluate(ANSWER, "/login/passkey/options");
      app.clock().advance(Duration.ofMinutes(5));
      var answered = thief(max).post("/login/passkey", "credential", late);
      assertThat(answered.status()).isEqualTo(409);
      assertThat(answered.text(".notice.failed")).contains("took too long");
      // signed in by another tab meanwhile, it goes on
      var on = app.as(MAX).post("/login/passkey", "credential", late, "return_to", ALONE);
      assertThat(on.status()).isEqualTo(303);
      assertThat(on.next()).isEqualTo(ALONE);
    }
  }

  @Test
  void nobody_confirms_with_the_passkey_of_somebody_else() {
    try (var max = Visit.to(app).as(MAX)) {
      VirtualAuthenticator.in(max.page(), Kind.PLATFORM, true);
      max.open(SECURITY);
      add(max);
      max.open(ALONE);
      var asked = "?again&confirm=add_passkey&back=%2Fui%2F&return_to=%2Fui%2Fprofile%2Fsecurity";
      var answer = (String) max.page().evaluate(ANSWER, "/login/passkey/options");
      var ada = app.as(ADA);
      ada.cookies().putAll(thief(max).cookies());
      var refused = ada.post("/login/passkey" + asked, "credential", answer);
      assertThat(refused.status()).isEqualTo(409);
      assertThat(refused.text("h1")).isEqualTo("Confirm that it is you");
      assertThat(refused.text(".notice.failed")).contains(MAX, ADA);
      assertThat(refused.has("[data-signal]")).isFalse();
      assertThat(ada.get("/ui/profile/account").text(".menu-head")).contains(ADA);
      assertThat(app.one("SELECT COUNT(*) FROM passkeys WHERE last_used_at IS NOT NULL"))
          .isEqualTo("0");

      // their own does, and where nothing is to be confirmed they may change
      answer = (String) max.page().evaluate(ANSWER, "/login/passkey/options");
      var own = app.as(MAX);
      own.cookies().putAll(thief(max).cookies());
      assertThat(own.post("/login/passkey" + asked, "credential", answer).next())
          .isEqualTo(SECURITY);
      answer = (String) max.page().evaluate(ANSWER, "/login/passkey/options");
      ada.cookies().putAll(thief(max).cookies());
      assertThat(ada.post("/login/passkey?again", "credential", answer).status()).isEqualTo(303);
      assertThat(ada.get("/ui/profile/account").text(".menu-head")).contains(MAX);

      app.arrange("DELETE FROM passkeys");
      answer = (String) max.page().evaluate(ANSWER, "/login/passkey/options");
      own.cookies().putAll(thief(max).cookies());
      refused = own.post("/login/passkey" + asked, "credential", answer);
      assertThat(refused.has("[data-signal]")).isTrue();
      assertThat(refused.text("h1")).isEqualTo("Confirm that it is you");
    }
  }

  @Test
  void a_sign_in_leaves_the_challenges_of_other_tabs() {
    try (var max = Visit.to(app).as(MAX)) {
      VirtualAuthenticator.in(max.page(), Kind.PLATFORM, true);
      max.open(SECURITY);
      add(max);
      max.open(ALONE);
      var one = (String) max.page().evaluate(ANSWER, "/login/passkey/options");
      var other = (String) max.page().evaluate(ANSWER, "/login/passkey/options");
      var browser = thief(max);
      for (var answer : List.of(one, other)) {
        assertThat(browser.post("/login/passkey", "credential", answer).status()).isEqualTo(303);
        browser.cookies().remove("hosted_ui");
      }
    }
  }

  @Test
  void tabs_that_are_opened_together_each_have_a_challenge_that_counts() {
    try (var max = Visit.to(app).as(MAX)) {
      VirtualAuthenticator.in(max.page(), Kind.PLATFORM, true);
      max.open(SECURITY);
      add(max);
      max.open(ALONE);
      var one = (String) max.page().evaluate(ANSWER, "/login/passkey/options");
      var browser = thief(max);
      // as if the other had asked before the cookie of the first was there
      max.page().context().clearCookies();
      var other = (String) max.page().evaluate(ANSWER, "/login/passkey/options");
      thief(max).cookies().forEach(browser.cookies()::put);
      for (var answer : List.of(one, other)) {
        assertThat(browser.post("/login/passkey", "credential", answer).status()).isEqualTo(303);
        browser.cookies().remove("hosted_ui");
      }
    }
  }

  @Test
  void an_answer_made_on_another_page_is_refused() {
    try (var other = TestApp.startAtItsAddress();
        var max = Visit.to(app).as(MAX);
        var lured = Visit.to(other)) {
      var device = VirtualAuthenticator.in(max.page(), Kind.PLATFORM, true);
      max.open(SECURITY);
      add(max);
      // the same host on another port: the browser lets it ask, and we must not believe it
      VirtualAuthenticator.in(lured.page(), Kind.PLATFORM, true)
          .put(device.passkeys().get(0).getAsJsonObject());
      lured.open("/dev/");
      var thief = app.browser();
      var challenge = challenge(thief.post("/login/passkey/options").body());
      var answer = (String) lured.page().evaluate(ANSWER_TO, new String[] {challenge, "localhost"});
      var refused = thief.post("/login/passkey", "credential", answer);
      assertThat(refused.status()).isEqualTo(422);
      assertThat(refused.text(".notice.failed")).contains("This passkey was refused.");
      assertThat(thief.cookies()).doesNotContainKey("hosted_ui");
    }
  }

  private static String challenge(String options) {
    return options.replaceFirst(".*\"challenge\":\"([^\"]+)\".*", "$1");
  }

  @Test
  void an_answer_is_only_believed_as_what_it_is() throws Exception {
    try (var max = Visit.to(app).as(MAX)) {
      var device = VirtualAuthenticator.in(max.page(), Kind.SECURITY_KEY, true);
      max.open(SECURITY);
      add(max);
      max.open(ALONE);
      var challenge = "Y2hhbGxlbmdl".repeat(3);
      var json = (String) max.page().evaluate(ANSWER_TO, new String[] {challenge, "localhost"});
      var key = app.one("SELECT public_key FROM passkeys");
      var here = new RelyingParty("localhost", Set.of(app.origin()));
      var answer = here.readAssertion(json);
      assertThat(here.verify(answer, challenge, key, false, 0).signCount()).isPositive();
      assertThat(answer.account()).isEqualTo(app.user(MAX).value());

      assertThat(refusal(() -> here.verify(answer, challenge, key, false, 1_000)))
          .isEqualTo(Reason.COUNTER);
      assertThat(refusal(() -> here.verify(answer, challenge.replace('Y', 'Z'), key, false, 0)))
          .isEqualTo(Reason.CHALLENGE);
      assertThat(refusal(() -> here.verify(answer, challenge, key, true, 0)))
          .isEqualTo(Reason.BACKUP);
      var named = new RelyingParty("example.org", Set.of(app.origin()));
      assertThat(refusal(() -> named.verify(answer, challenge, key, false, 0)))
          .isEqualTo(Reason.RELYING_PARTY);
      var elsewhere = new RelyingParty("localhost", Set.of("https://localhost"));
      assertThat(refusal(() -> elsewhere.verify(answer, challenge, key, false, 0)))
          .isEqualTo(Reason.ORIGIN);
      assertThat(refusal(() -> here.verify(here.readCreation(json), challenge)))
          .isEqualTo(Reason.MALFORMED);
      for (var text : List.of("", "{}", "[]", "null", "x", "{\"id\":1}", json.substring(9)))
        assertThat(refusal(() -> here.readAssertion(text))).as(text).isEqualTo(Reason.MALFORMED);

      device.empty();
      max.open(SECURITY);
      add(max);
      var second =
          app.one("SELECT public_key FROM passkeys ORDER BY created_at DESC, id DESC LIMIT 1");
      assertThat(refusal(() -> here.verify(answer, challenge, second, false, 0)))
          .isEqualTo(Reason.SIGNATURE);
    }
  }

  private static Reason refusal(ThrowingCallable work) {
    var thrown = catchThrowable(work);
    assertThat(thrown).isInstanceOf(WebauthnProblem.class);
    return ((WebauthnProblem) thrown).reason();
  }
}
