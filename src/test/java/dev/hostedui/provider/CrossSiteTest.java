package dev.hostedui.provider;

import static dev.hostedui.testing.Form.encoded;
import static dev.hostedui.testing.People.ADA;
import static dev.hostedui.testing.People.GUS;
import static dev.hostedui.testing.People.MAX;
import static dev.hostedui.testing.TestClient.parameters;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.testing.RawHttp;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * RFC 9700 §4.7 and §4.16, and what browsers add to it: requests that another site makes in a
 * visitor's name, frames, and scripts that read.
 */
class CrossSiteTest extends BestPractice {

  @Test
  void section_4_7_a_continue_link_works_only_in_the_browser_it_began_in() {
    var attacker = app.as(GUS);
    app.clock().advance(Duration.ofSeconds(1));
    var link = continueLink(attacker.get(client.authorize("prompt", "login")));
    for (var victim : List.of(app.browser(), app.as(MAX), app.as(GUS))) {
      var answer = victim.get(link);
      assertThat(answer.status()).isEqualTo(409);
      assertThat(answer.header("Location")).isEmpty();
    }
    var other = app.browser();
    other.get(client.authorize());
    assertThat(other.get(link).status()).as("with a secret of its own").isEqualTo(409);
    var victim = app.browser();
    signIn(victim, MAX, link);
    assertThat(victim.get(link).status()).isEqualTo(409);
    assertThat(app.count("grants")).isZero();
  }

  @Test
  void section_4_7_another_site_can_begin_no_sign_in_here_and_choose_nothing() {
    var max = app.as(ADA);
    var login = app.browser();
    login.post("/login", "email", MAX);
    for (var headers :
        List.of(
            List.of("Sec-Fetch-Site", "cross-site"),
            List.of("Sec-Fetch-Site", "same-site"),
            List.of("Sec-Fetch-Site", "none"),
            List.of("Origin", "https://evil.example"),
            List.of("Origin", "null"),
            List.of("Origin", ISSUER + ".evil.example"),
            List.of("X-Nothing", "x"))) {
      for (var browser : List.of(max.copy(), login.copy(), app.browser())) {
        browser.with(headers.get(0), headers.get(1));
        for (var path :
            List.of(
                "/login",
                "/login/sign-up",
                "/login/code",
                "/login/code/resend",
                "/login/link/" + "x".repeat(43),
                "/login/invitation/" + "x".repeat(43),
                "/login/organization",
                "/logout",
                "/oidc/logout/confirmation")) {
          var answer = browser.postBare(path, "email", GUS, "code", "000000");
          assertThat(answer.status()).as(headers + " " + path).isEqualTo(403);
          assertThat(answer.headers("Set-Cookie")).isEmpty();
        }
      }
    }
    assertThat(max.get("/ui/organization/general").status()).isEqualTo(200);
  }

  @Test
  void section_4_7_a_sign_in_link_of_somebody_else_asks_before_it_signs_in() {
    var attacker = app.browser();
    attacker.post("/login", "email", GUS);
    var link = Pattern.compile("/login/link/\\S+").matcher(app.mailTo(GUS).text());
    assertThat(link.find()).isTrue();
    var victim = app.browser();
    var page = victim.get(link.group());
    assertThat(page.status()).isEqualTo(200);
    assertThat(page.text("main")).contains(GUS);
    assertThat(victim.cookies()).doesNotContainKey("hosted_ui");
  }

  @Test
  void section_4_7_a_proof_answers_a_request_for_one_only_once() {
    var max = app.as(MAX);
    app.clock().advance(Duration.ofSeconds(1));
    var link = continueLink(max.get(client.authorize("prompt", "login")));
    app.clock().advance(Duration.ofSeconds(1));
    var first = max.follow(signIn(max, MAX, link));
    assertThat(parameters(first)).containsKey("code");
    app.clock().advance(Duration.ofMinutes(30));

    assertThat(max.get(link).header("Location")).as("going back in history").startsWith("/login");

    var gus = app.browser();
    var plain = continueLink(gus.get(client.authorize()));
    assertThat(parameters(gus.follow(signIn(gus, GUS, plain)))).containsKey("code");
    assertThat(parameters(gus.get(plain))).as("nothing was to be proven anew").containsKey("code");
  }

  @Test
  void section_4_7_3_silence_is_kept_without_a_session() {
    for (var browser :
        List.of(app.browser(), app.browser().with("Cookie", "hosted_ui=" + "x".repeat(43)))) {
      var answer = browser.get(client.authorize("prompt", "none"));
      assertThat(parameters(answer))
          .containsEntry("error", "login_required")
          .doesNotContainKey("code");
      assertThat(answer.headers("Set-Cookie")).isEmpty();
    }
    var over = app.as(MAX);
    app.clock().advance(Duration.ofDays(30));
    assertThat(parameters(over.get(client.authorize("prompt", "none"))))
        .containsEntry("error", "login_required");
  }

  @Test
  void section_4_16_no_page_can_be_framed() {
    var login = app.browser();
    login.post("/login", "email", MAX);
    for (var answer :
        List.of(
            app.browser().get(client.authorize("client_id", "x")),
            app.as(MAX).get(client.authorize()),
            app.browser().get(client.authorize()),
            app.browser().get("/login"),
            app.browser()
                .get(
                    "/login?return_to="
                        + encoded(continueLink(app.browser().get(client.authorize())))),
            app.browser().get("/login/sign-up"),
            login.get("/login/code"),
            app.browser().get("/login/link/" + "x".repeat(43)),
            app.as(ADA).get("/login/organization"),
            app.as(MAX).get("/oidc/logout"),
            app.as(MAX)
                .get(
                    "/oidc/logout?client_id="
                        + client.id()
                        + "&post_logout_redirect_uri="
                        + encoded(HOME)),
            app.as(MAX).get("/oidc/logout?post_logout_redirect_uri=x"),
            app.browser().get("/oauth/authorize/continue/" + "x".repeat(43)),
            app.browser().get("/oauth/authorize?client_id=%ff"))) {
      assertThat(answer.headers("X-Frame-Options")).as(answer.toString()).containsExactly("DENY");
      assertThat(answer.headers("Content-Security-Policy")).hasSize(1);
      assertThat(answer.header("Content-Security-Policy"))
          .contains("frame-ancestors 'none'", "default-src 'none'", "base-uri 'none'");
    }
    var unreadable = RawHttp.send(app.port(), "GET /oauth/%00 HTTP/1.1", "Host: localhost");
    assertThat(unreadable.status()).isEqualTo(400);
    assertThat(unreadable.header("X-Frame-Options")).isEqualTo("DENY");
    assertThat(unreadable.header("Content-Security-Policy")).contains("frame-ancestors 'none'");
  }

  @Test
  void no_page_of_another_site_reads_with_the_visitors_cookies() {
    var evil = app.as(MAX).with("Origin", "https://evil.example").with("Sec-Fetch-Mode", "cors");
    for (var path :
        List.of(
            client.authorize(),
            "/oidc/logout",
            "/login",
            "/login/organization",
            "/ui/organization/general",
            "/oauth/authorize/continue/" + "x".repeat(43)))
      assertThat(evil.get(path).header("Access-Control-Allow-Origin")).as(path).isEmpty();
    for (var path : List.of("/userinfo", "/keys", "/.well-known/openid-configuration")) {
      var answer = evil.get(path);
      assertThat(answer.header("Access-Control-Allow-Origin")).as(path).isEqualTo("*");
      assertThat(answer.header("Access-Control-Allow-Credentials")).as(path).isEmpty();
    }
    assertThat(evil.get("/userinfo").status()).as("a cookie is no token").isEqualTo(401);
    assertThat(evil.postBare("/oauth/token", "grant_type", "client_credentials").status())
        .isBetween(400, 401);
    var preflight =
        RawHttp.send(
            app.port(),
            "OPTIONS /oauth/token HTTP/1.1",
            "Host: localhost",
            "Origin: https://evil.example",
            "Access-Control-Request-Method: POST",
            "Connection: close");
    assertThat(preflight.header("Access-Control-Allow-Credentials")).isEmpty();
    assertThat(preflight.header("Access-Control-Allow-Origin")).isEqualTo("*");
    for (var path : List.of("/oauth/authorize", "/login", "/oidc/logout/confirmation"))
      assertThat(
              RawHttp.send(
                      app.port(),
                      "OPTIONS " + path + " HTTP/1.1",
                      "Host: localhost",
                      "Origin: https://evil.example",
                      "Access-Control-Request-Method: POST",
                      "Connection: close")
                  .header("Access-Control-Allow-Origin"))
          .as(path)
          .isEmpty();
  }
}
