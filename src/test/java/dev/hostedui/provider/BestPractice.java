package dev.hostedui.provider;

import static dev.hostedui.testing.TestClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hostedui.identity.application.ApplicationType;
import dev.hostedui.identity.application.Registration;
import dev.hostedui.testing.Answer;
import dev.hostedui.testing.Engine;
import dev.hostedui.testing.TestApp;
import dev.hostedui.testing.TestClient;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * An application and its provider, for the tests by RFC 9700, "Best Current Practice for OAuth 2.0
 * Security": chapter by chapter, as far as it speaks to an authorization server; and what OpenID
 * Connect and browsers add to it.
 */
abstract class BestPractice {

  static final String ISSUER = "http://localhost:8080";
  static final String HOME = "http://localhost:9999/";

  TestApp app;
  TestClient client;

  @BeforeEach
  void start() {
    app = TestApp.start();
    client = web("Test app");
  }

  @AfterEach
  void stop() {
    app.close();
  }

  void on(Engine engine) {
    app.close();
    app = TestApp.start(engine, Map.of());
    client = web("Test app");
  }

  TestClient web(String name, String... backChannel) {
    return TestClient.register(
        app,
        new Registration(
            name,
            ApplicationType.WEB,
            false,
            false,
            null,
            null,
            List.of(TestClient.CALLBACK),
            List.of(HOME),
            List.of(backChannel)));
  }

  TestClient spa() {
    return TestClient.register(
        app,
        new Registration(
            "Browser app",
            ApplicationType.SPA,
            false,
            false,
            null,
            null,
            List.of(TestClient.CALLBACK),
            List.of(),
            List.of()));
  }

  Answer userInfo(String token) {
    return app.browser().with("Authorization", "Bearer " + token).get("/userinfo");
  }

  static String text(JsonNode tokens, String name) {
    return tokens.get(name).asText();
  }

  static void assertError(Answer answer, String error) {
    assertThat(answer.status()).as(answer.toString()).isBetween(400, 401);
    assertThat(json(answer).get("error").asText()).isEqualTo(error);
  }

  static String returnTo(Answer page) {
    return page.element("input[name=return_to]").attr("value");
  }

  /** Signs in on a page of the login; answers the redirect that follows. */
  Answer signIn(TestApp.Browser browser, String email, String returnTo) {
    browser.post("/login", "email", email, "return_to", returnTo);
    var code = Pattern.compile("\\b\\d{6}\\b").matcher(app.mailTo(email).text());
    assertThat(code.find()).isTrue();
    return browser.post("/login/code", "code", code.group());
  }

  static String continueLink(Answer redirect) {
    var link =
        Pattern.compile("return_to=([^&]+)")
            .matcher(redirect.header("Location"))
            .results()
            .map(it -> URLDecoder.decode(it.group(1), StandardCharsets.UTF_8))
            .findFirst()
            .orElseThrow();
    assertThat(link).startsWith("/oauth/authorize/continue/");
    return link;
  }
}
