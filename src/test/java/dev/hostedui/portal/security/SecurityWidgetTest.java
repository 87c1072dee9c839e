package dev.hostedui.portal.security;

import static dev.hostedui.testing.People.ADA;
import static dev.hostedui.testing.People.GUS;
import static dev.hostedui.testing.People.MAX;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.identity.environment.EnvironmentSetting;
import dev.hostedui.identity.passkey.Authenticator;
import dev.hostedui.testing.TestApp;
import dev.hostedui.web.Assets;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SecurityWidgetTest {

  private static final String SECURITY = "/ui/profile/security";
  private static final String FIREFOX =
      "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

  @RegisterExtension static final TestApp app = TestApp.start();

  @Test
  void it_shows_every_live_session_the_latest_first_and_marks_this_one() {
    var other = app.browser().with("User-Agent", FIREFOX);
    other.post("/dev/sign-in", "email", MAX);
    app.clock().advance(Duration.ofHours(2));
    var page = app.as(MAX).get(SECURITY);

    var rows = page.elements("tbody tr");
    assertThat(rows).hasSize(2);
    assertThat(rows.get(0).text()).contains("Current session", "127.0.0.1", "An unknown device");
    assertThat(rows.get(0).select("a, button")).isEmpty();
    assertThat(rows.get(1).text()).contains("Firefox (v140", "Linux", "2 hours ago", "Revoke");
    assertThat(page.has("#revoke-others")).isTrue();
  }

  @Test
  void a_passkey_shows_the_picture_of_who_made_it_or_of_its_kind() {
    app.givePasskey(MAX, 2, "Bitwarden", "d548826e-79b4-db40-a3d8-11116f7e8349", "made");
    app.givePasskey(MAX, 3, "Windows Hello", "08987058-cadc-4b81-b6e1-30de50dcbe96", "impossible");
    var rows = app.as(MAX).get(SECURITY).elements(".passkeys li");
    assertThat(rows.get(0).select("img").attr("src")).startsWith("data:image/svg+xml,%3Csvg");
    assertThat(rows.get(0).select("img").hasAttr("alt")).isTrue();
    assertThat(rows.get(1).select("img")).isEmpty();
    assertThat(rows.get(1).select(".icon-fingerprint")).hasSize(1);
  }

  @Test
  void every_maker_that_is_named_has_a_picture() throws IOException {
    try (var file = Authenticator.class.getResourceAsStream("authenticators.txt")) {
      var lines = new String(file.readAllBytes(), StandardCharsets.UTF_8).lines();
      assertThat(lines.filter(it -> !it.startsWith("#")).map(it -> it.split(" ")[2]))
          .hasSizeGreaterThan(30)
          .filteredOn(maker -> !maker.equals("-"))
          .allSatisfy(maker -> assertThat(Assets.maker(maker)).contains("fill='%23", "svg%3E"));
    }
  }

  @Test
  void what_is_asked_of_an_authenticator_is_asked_so_often_a_minute() {
    var max = app.as(MAX);
    for (var i = 0; i < 20; i++)
      assertThat(max.post(SECURITY + "/passkeys/options").status()).isEqualTo(200);
    // another session of the same person; one more may be asked every three seconds, so that a slow
    // machine comes to the end later
    var again = app.as(MAX);
    var refused = again.post(SECURITY + "/passkeys/options");
    for (var i = 0; i < 40 && refused.status() != 429; i++)
      refused = again.post(SECURITY + "/passkeys/options");
    assertThat(refused.status()).isEqualTo(429);
    assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(1, 60);
    assertThat(refused.body()).contains("problem");
    assertThat(app.as(ADA).post(SECURITY + "/passkeys/options").status()).isEqualTo(200);
  }

  @Test
  void this_session_stands_first_though_another_was_active_since() {
    var max = app.as(MAX);
    app.clock().advance(Duration.ofSeconds(1));
    app.as(MAX);

    var rows = max.get(SECURITY).elements("tbody tr");
    assertThat(rows).hasSize(2);
    assertThat(rows.get(0).text()).contains("Current session");
  }

  @Test
  void a_session_is_named_by_as_much_as_is_known_of_it() {
    for (var known :
        List.of(
            List.of(FIREFOX, "Firefox (v140.0) on Linux was signed out."),
            List.of("Something (Linux)", "A browser on Linux was signed out."),
            List.of("curl/8.1", "curl (v8.1) was signed out."),
            List.of("Something", "An unknown device was signed out."))) {
      app.browser().with("User-Agent", known.get(0)).post("/dev/sign-in", "email", MAX);
      var max = app.as(MAX);
      var answer = max.copy().htmx().post(SECURITY + "/sessions/" + otherOf(max) + "/revocation");

      assertThat(answer.toast()).isEqualTo(known.get(1));
      max.post("/logout");
    }
  }

  @Test
  void sessions_of_one_device_have_names_that_tell_them_apart() {
    for (var i = 0; i < 3; i++) {
      app.browser().with("User-Agent", FIREFOX).post("/dev/sign-in", "email", MAX);
      app.clock().advance(Duration.ofMinutes(61));
    }
    var max = app.as(MAX);
    var names =
        max.get(SECURITY).elements("tbody a").stream().map(it -> it.attr("aria-label")).toList();
    assertThat(names).hasSize(3).doesNotHaveDuplicates();
    assertThat(names.get(0))
        .startsWith(
            "Revoke Firefox (v140.0) on Linux, 127.0.0.1, last active 1 hour ago, begun on");
    assertThat(max.get(max.get(SECURITY).elements("tbody a").get(1).attr("href")).text("#ask h1"))
        .isEqualTo("Revoke Firefox (v140.0) on Linux, last active 2 hours ago?");
  }

  @Test
  void a_long_list_of_sessions_has_pages_and_each_session_is_on_one() {
    for (var i = 0; i < 45; i++) app.as(MAX);
    var max = app.as(MAX);
    var seen = new ArrayList<String>();
    var address = SECURITY;
    var sizes = new ArrayList<Integer>();
    while (!address.isEmpty()) {
      var page = max.get(address);
      var rows = page.elements("table.sessions tbody tr");
      rows.forEach(it -> seen.add(it.id()));
      sizes.add(rows.size());
      assertThat(page.text("#ask, .pager p")).isEqualTo("46 sessions, the latest activity first");
      address = page.has("#next") ? page.element("#next").attr("href") : "";
    }
    assertThat(sizes).containsExactly(21, 20, 5);
    assertThat(seen).hasSize(46).doesNotHaveDuplicates();
    assertThat(max.get(SECURITY + "/sessions/others/revocation").text("#ask"))
        .contains("45 other sessions are signed out");
    assertThat(max.get(SECURITY + "?after=nowhere").status()).isEqualTo(422);
  }

  @Test
  void nothing_offers_to_end_others_when_there_are_none() {
    assertThat(app.as(MAX).get(SECURITY).has("#revoke-others")).isFalse();
  }

  @Test
  void another_session_is_ended_at_once() {
    var stolen = app.as(MAX);
    var max = app.as(MAX);
    var id = otherOf(max);
    assertThat(max.get(SECURITY + "/sessions/" + id + "/revocation").text("#ask"))
        .contains("Revoke an unknown device, last active just now?", "127.0.0.1");

    var answer = max.copy().htmx().post(SECURITY + "/sessions/" + id + "/revocation");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.toast()).endsWith("was signed out.");
    assertThat(answer.elements("tbody tr")).hasSize(1);
    assertThat(stolen.get(SECURITY).status()).isEqualTo(302);
    assertThat(stolen.htmx().get(SECURITY).status()).isEqualTo(401);
    assertThat(max.get(SECURITY).status()).isEqualTo(200);
    assertThat(app.one("SELECT status FROM sessions WHERE id = '" + id + "'")).isEqualTo("revoked");
    assertThat(app.events()).endsWith("user.logout");

    assertThat(max.post(SECURITY + "/sessions/" + id + "/revocation").status()).isEqualTo(404);
    assertThat(max.get(SECURITY + "/sessions/" + id + "/revocation").status()).isEqualTo(404);
  }

  @Test
  void all_others_are_ended_together_and_only_ones_own() {
    var first = app.as(MAX);
    var second = app.as(MAX);
    var ada = app.as(ADA);
    var max = app.as(MAX);
    assertThat(max.get(SECURITY + "/sessions/others/revocation").text("#ask"))
        .contains("2 other sessions are");
    var sent = max.post(SECURITY + "/sessions/others/revocation");

    assertThat(sent.status()).isEqualTo(303);
    assertThat(max.follow(sent).toast()).isEqualTo("2 other sessions were signed out.");
    assertThat(first.get(SECURITY).status()).isEqualTo(302);
    assertThat(second.get(SECURITY).status()).isEqualTo(302);
    assertThat(ada.get(SECURITY).status()).isEqualTo(200);
    assertThat(max.get(SECURITY).elements("tbody tr")).hasSize(1);
  }

  @Test
  void sessions_past_their_end_are_neither_shown_nor_counted() {
    app.as(MAX);
    app.clock().advance(Duration.ofDays(30));
    var max = app.as(MAX);

    assertThat(max.get(SECURITY).elements("tbody tr")).hasSize(1);
    assertThat(max.htmx().post(SECURITY + "/sessions/others/revocation").toast())
        .isEqualTo("0 other sessions were signed out.");
  }

  @Test
  void the_current_session_is_not_revoked_but_signed_out_of() {
    var max = app.as(MAX).htmx();
    var own = app.sessionsOf(app.user(MAX)).get(0);
    var answer = max.post(SECURITY + "/sessions/" + own + "/revocation");

    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.toast()).isEqualTo("This is the session you are using. Sign out instead.");
    assertThat(answer.elements("main#widget tbody tr")).hasSize(1);
    assertThat(max.get(SECURITY).status()).isEqualTo(200);
  }

  @Test
  void somebody_elses_session_does_not_exist() {
    var ada = app.as(ADA);
    var theirs = app.sessionsOf(app.user(ADA)).get(0);
    for (var browser : List.of(app.as(MAX), app.as(GUS), app.as(GUS).htmx())) {
      var path = SECURITY + "/sessions/";
      var answer = browser.post(path + theirs + "/revocation");
      assertThat(answer.status()).isEqualTo(404);
      assertThat(answer.body())
          .isEqualTo(browser.post(path + "ses_000000000000000001/revocation").body());
      assertThat(browser.get(path + theirs + "/revocation").body())
          .isEqualTo(browser.get(path + "ses_000000000000000001/revocation").body());
      assertThat(browser.post(path + "nonsense/revocation").status()).isEqualTo(404);
    }
    assertThat(ada.get(SECURITY).status()).isEqualTo(200);
  }

  @Test
  void a_hostile_user_agent_is_only_text() {
    app.browser()
        .with("User-Agent", "<script>alert(1)</script>\"'" + "x".repeat(2_000))
        .post("/dev/sign-in", "email", MAX);
    var page = app.as(MAX).get(SECURITY);

    assertThat(page.elements("tbody tr")).hasSize(2);
    assertThat(page.elements("body script")).isEmpty();
    assertThat(app.all("SELECT user_agent FROM sessions")).allMatch(it -> it.length() <= 512);
  }

  @Test
  void a_session_ends_when_it_rests_longer_than_allowed() {
    app.set(EnvironmentSetting.SESSION_IDLE_MINUTES, "10");
    var max = app.as(MAX);

    for (var i = 0; i < 5; i++) {
      app.clock().advance(Duration.ofMinutes(9));
      assertThat(max.get(SECURITY).status()).isEqualTo(200);
    }
    app.clock().advance(Duration.ofMinutes(10));
    assertThat(max.get(SECURITY).status()).isEqualTo(302);
  }

  @Test
  void a_session_ends_after_thirty_days_however_busy_it_was() {
    var max = app.as(MAX);
    for (var day = 0; day < 29; day++) {
      app.clock().advance(Duration.ofDays(1));
      assertThat(max.get(SECURITY).status()).isEqualTo(200);
    }
    app.clock().advance(Duration.ofDays(1));
    assertThat(max.get(SECURITY).status()).isEqualTo(302);
  }

  private static String otherOf(TestApp.Browser browser) {
    return browser.get(SECURITY).elements("tbody tr").stream()
        .filter(row -> !row.text().contains("Current session"))
        .map(Element::id)
        .findFirst()
        .orElseThrow();
  }

  /** Also where the card is a page of its own, which leads nowhere else. */
  @Test
  void who_asks_about_a_passkey_that_was_deleted_elsewhere_sees_which_there_are() {
    app.givePasskey(MAX, 2, "Bitwarden", "d548826e-79b4-db40-a3d8-11116f7e8349", "made");
    var max = app.as(MAX);
    for (var path : List.of("/ui/profile/passkeys/", SECURITY + "/passkeys/"))
      for (var what : List.of("/removal", "/name")) {
        var page = max.get(path + "cred_000000000000000009" + what);
        assertThat(page.status()).as(path + what).isEqualTo(404);
        assertThat(page.texts(".passkeys .strong")).as(path + what).containsExactly("Bitwarden");
        assertThat(page.text("body")).as(path + what).contains("This passkey was not found.");
        assertThat(page.has("#menu")).as(path + what).isEqualTo(path.startsWith(SECURITY));
      }
    var alone = max.post("/ui/profile/passkeys/cred_000000000000000009/removal");
    assertThat(alone.texts(".passkeys .strong")).containsExactly("Bitwarden");
    assertThat(
            max.post("/ui/profile/passkeys/cred_000000000000000009/name", "name", "")
                .texts(".passkeys .strong"))
        .containsExactly("Bitwarden");
  }
}
