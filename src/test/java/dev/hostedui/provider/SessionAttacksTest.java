package dev.hostedui.provider;

import static dev.hostedui.testing.People.ADA;
import static dev.hostedui.testing.People.GUS;
import static dev.hostedui.testing.People.MAX;
import static dev.hostedui.testing.TestClient.json;
import static dev.hostedui.testing.TestClient.parameters;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.identity.application.Registration;
import dev.hostedui.testing.Answer;
import dev.hostedui.testing.Engine;
import dev.hostedui.testing.Race;
import dev.hostedui.testing.Receiver;
import dev.hostedui.testing.TestApp;
import dev.hostedui.testing.TestClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What takes a session over, outlives it or reaches into another organization. */
class SessionAttacksTest extends BestPractice {

  @Test
  void a_session_cookie_set_beforehand_is_never_the_one_after_signing_in() {
    var victim = app.browser();
    victim.cookies().put("hosted_ui", "f".repeat(43));
    signIn(victim, MAX, "/ui/");
    assertThat(victim.cookies().get("hosted_ui")).isNotEqualTo("f".repeat(43));
    assertThat(withCookie("f".repeat(43)).get("/ui/").header("Location")).startsWith("/login");

    var attackers = app.as(GUS).cookies().get("hosted_ui");
    var planted = app.browser();
    planted.cookies().put("hosted_ui", attackers);
    signIn(planted, ADA, "/ui/");
    assertThat(planted.cookies().get("hosted_ui")).isNotEqualTo(attackers);
    assertThat(withCookie(attackers).get("/ui/").header("Location")).startsWith("/login");

    var before = victim.cookies().get("hosted_ui");
    app.clock().advance(Duration.ofMinutes(2));
    signIn(victim, MAX, "/ui/");
    assertThat(victim.cookies().get("hosted_ui")).isNotEqualTo(before);
    assertThat(withCookie(before).get("/ui/").header("Location"))
        .as("proving it anew")
        .startsWith("/login");

    var last = victim.cookies().get("hosted_ui");
    victim.post("/logout");
    assertThat(withCookie(last).get("/ui/").header("Location")).startsWith("/login");
  }

  private TestApp.Browser withCookie(String value) {
    var browser = app.browser();
    browser.cookies().put("hosted_ui", value);
    return browser;
  }

  @Test
  void cookies_are_for_the_server_alone() {
    try (var https =
        TestApp.start(
            Engine.SQLITE,
            Map.of(
                "HOSTED_UI_BASE_URL",
                "https://login.example",
                "HOSTED_UI_SMTP_URL",
                "smtp://localhost:25",
                "HOSTED_UI_MAIL_FROM",
                "a@login.example"))) {
      var there = TestClient.register(https, Registration.web("App", "https://app.example/cb"));
      var answer = https.browser().get(there.authorize("redirect_uri", "https://app.example/cb"));
      assertThat(answer.headers("Set-Cookie"))
          .isNotEmpty()
          .allSatisfy(
              cookie ->
                  assertThat(cookie)
                      .startsWith("__Host-")
                      .contains("; Path=/", "; HttpOnly", "; SameSite=Lax", "; Secure")
                      .doesNotContain("Domain"));
      assertThat(answer.header("Strict-Transport-Security")).contains("max-age=");
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_session_that_ends_meanwhile_leaves_nothing_that_works_and_no_app_untold(Engine engine) {
    on(engine);
    try (var receiver = Receiver.start()) {
      var called = web("Called", receiver.uri("/logout"));
      for (var round = 0; round < 8; round++) {
        var max = app.as(MAX);
        var session = app.sessionsOf(app.user(MAX)).get(0);
        var code = called.code(max);
        var answers = Collections.synchronizedList(new ArrayList<Answer>());
        Race.between(
            () -> answers.add(called.exchange(code)),
            () -> max.copy().post("/logout"),
            () -> {
              var again = max.copy().get(called.authorize());
              assertThat(again.status()).isEqualTo(302);
              return again;
            });
        var answer = answers.get(0);
        assertThat(answer.status()).isIn(200, 400);
        var told =
            app.all("SELECT id FROM logout_calls WHERE session_id = '" + session + "'").size();
        assertThat(told).as("told when it was signed in").isEqualTo(answer.status() == 200 ? 1 : 0);
        if (answer.status() == 200) {
          assertThat(userInfo(text(json(answer), "access_token")).status()).isEqualTo(401);
          assertError(called.refresh(text(json(answer), "refresh_token")), "invalid_grant");
        }
      }
      assertThat(app.events()).doesNotContain("application.grant_replayed");
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_member_who_is_removed_meanwhile_keeps_nothing(Engine engine) {
    on(engine);
    var ada = app.as(ADA, "globex");
    var gus = app.as(GUS);
    var path = "/ui/organization/users/" + app.user(ADA).value() + "/removal";
    var refresh = text(client.tokens(ada), "refresh_token");
    var acme =
        text(
            client.tokens(ada, "organization_id", app.organization("acmecorp").value()),
            "refresh_token");
    var answers = Collections.synchronizedList(new ArrayList<Answer>());
    Race.between(
        () -> answers.add(client.refresh(refresh)),
        () -> gus.post(path),
        () ->
            ada.copy()
                .get(client.authorize("organization_id", app.organization("globex").value())));

    var answer = answers.get(0);
    assertThat(answer.status()).isIn(200, 400);
    if (answer.status() == 200) {
      assertThat(userInfo(text(json(answer), "access_token")).status()).isEqualTo(401);
      assertError(client.refresh(text(json(answer), "refresh_token")), "invalid_grant");
    }
    assertThat(app.events()).doesNotContain("application.grant_replayed");
    assertThat(client.refresh(acme).status()).isIn(200, 400);
  }

  @Test
  void what_is_anothers_organization_gives_no_code() {
    var foreign = app.organization("initech").value();
    for (var organization : List.of(foreign, "org_000000000000000001", "%", "' OR 1=1")) {
      var answer = app.as(MAX).get(client.authorize("organization_id", organization));
      assertThat(parameters(answer))
          .containsEntry(
              "error", organization.equals(foreign) ? "access_denied" : "invalid_organization_id")
          .doesNotContainKey("code");
    }
    assertThat(app.count("grants")).isZero();
  }
}
