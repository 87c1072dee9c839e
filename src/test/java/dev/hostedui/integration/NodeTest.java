package dev.hostedui.integration;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.hostedui.testing.People.ADA;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.identity.application.ApplicationType;
import dev.hostedui.identity.application.Registration;
import dev.hostedui.testing.InChromium;
import dev.hostedui.testing.Node;
import dev.hostedui.testing.Ports;
import dev.hostedui.testing.TestApp;
import dev.hostedui.testing.TestClient;
import dev.hostedui.testing.Visit;
import java.io.IOException;
import java.net.Socket;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The certified client of npm, unchanged, and the README's app that is made with it. */
@InChromium
@ExtendWith(Node.Found.class)
class NodeTest {

  private static TestApp app;
  private static int port;
  private static String home;
  private static Map<String, String> environment;
  private static Node readme;

  @BeforeAll
  static void start() throws InterruptedException {
    app = TestApp.startForClients();
    port = Ports.free();
    home = "http://localhost:" + port;
    var client =
        TestClient.register(
            app,
            new Registration(
                "README",
                ApplicationType.WEB,
                false,
                true,
                null,
                null,
                List.of(home + "/callback"),
                List.of(home + "/"),
                List.of(home + "/backchannel-logout")));
    environment =
        Map.of("ISSUER", app.origin(), "CLIENT_ID", client.id(), "CLIENT_SECRET", client.secret());
    readme = Node.start("app.mjs", with(Map.of("APP_URL", home, "HOME", "/home/somebody")));
    awaitListening();
  }

  @AfterAll
  static void stop() {
    readme.close();
    app.close();
  }

  private static Map<String, String> with(Map<String, String> more) {
    var all = new HashMap<>(environment);
    all.putAll(more);
    return all;
  }

  @Test
  void openid_client_signs_in_refreshes_is_refused_a_replay_revokes_and_signs_out() {
    var cookie =
        app.as(ADA).cookies().entrySet().stream()
            .map(it -> it.getKey() + "=" + it.getValue())
            .collect(Collectors.joining("; "));
    try (var script =
        Node.start(
            "client.mjs",
            with(
                Map.of("COOKIE", cookie, "CALLBACK", home + "/callback", "BACK_TO", home + "/")))) {
      assertThat(script.output()).isEqualTo("done");
    }
  }

  private static Visit browser() {
    // the app of the README has no icon
    return Visit.to(app).alsoAt(home).expecting(404);
  }

  @Test
  void the_app_of_the_readme() {
    try (var ada = browser().as(ADA);
        var elsewhere = Visit.to(app).as(ADA)) {
      ada.open(home);
      ada.link("Sign in").click();
      assertThat(ada.find("body")).containsText("Ada Admin, admin of AcmeCorp, may invite.");

      ada.link("Switch organization").click();
      ada.find("button.choice", "Globex").click();
      assertThat(ada.find("body")).containsText("Ada Admin, member of Globex, may not invite.");
      ada.link("Settings").click();
      assertThat(ada.field("Organization name")).hasValue("Globex");

      ada.open(home);
      ada.button("Sign out").click();
      assertThat(ada.page()).hasURL(home + "/");
      assertThat(ada.link("Sign in")).isVisible();

      ada.as(ADA).open(home).link("Sign in").click();
      assertThat(ada.button("Sign out")).isVisible();
      elsewhere.open("/ui/profile/security");
      elsewhere.link("Sign out everywhere else").click();
      elsewhere.button("Sign out everywhere else").click();
      assertThat(elsewhere.toast()).isVisible();
      for (var second = 0.0; second < 2 && ada.button("Sign out").count() > 0; second += 0.2) {
        ada.page().waitForTimeout(200);
        ada.page().reload();
      }
      assertThat(ada.link("Sign in")).isVisible();
    }
  }

  @Test
  void its_refusals_say_why_and_sign_nobody_out() {
    try (var ada = browser().expecting(400, 403)) {
      ada.open(home + "/login?prompt=none");
      assertThat(ada.find("body")).containsText("You are not signed in.");
      ada.link("Go back").click();
      assertThat(ada.link("Sign in")).isVisible();

      ada.as(ADA).open(home).link("Sign in").click();
      assertThat(ada.find("body")).containsText("Ada Admin, admin of AcmeCorp");
      ada.link("Switch organization").click();
      assertThat(ada.find("button.choice")).not().hasCount(0);
      ada.open(TestClient.parameters(ada.page().url()).get("return_to") + "?declined");
      assertThat(ada.find("body")).containsText("You were not signed in: you declined");
      ada.link("Go back").click();
      assertThat(ada.find("body")).containsText("Ada Admin, admin of AcmeCorp");

      ada.open(home + "/callback?code=x&state=y");
      assertThat(ada.find("body")).containsText("began in another browser");
      ada.link("Go back").click();
      assertThat(ada.find("body")).containsText("Ada Admin, admin of AcmeCorp");
    }
  }

  @Test
  void it_hands_on_whom_the_portal_means() {
    try (var nobody = browser()) {
      nobody.open(home + "/login?iss=" + app.origin() + "&login_hint=max%2Bx%40acmecorp.example");
      assertThat(nobody.find("input[name=email]")).hasValue("max+x@acmecorp.example");
    }
  }

  @Test
  void its_tabs_do_not_disturb_each_other() {
    try (var ada = browser().as(ADA)) {
      var other = ada.page().context().newPage();
      var choices = home + "/login?prompt=select_account";
      ada.open(choices);
      other.navigate(choices);

      ada.find("button.choice", "AcmeCorp").click();
      assertThat(ada.find("body")).containsText("Ada Admin, admin of AcmeCorp");
      other.locator("button.choice").getByText("Globex").click();
      assertThat(other.locator("body")).containsText("Ada Admin, member of Globex");
      ada.page().reload();
      assertThat(ada.find("body")).containsText("Ada Admin, member of Globex");

      // as when a browser is opened with the pages it was closed with, and nobody is signed in
      for (var more = 0; more < 8; more++) ada.open(choices);
      assertThat(ada.page().context().cookies().stream().filter(it -> it.name.startsWith("left_")))
          .hasSize(5);
    }
  }

  private static void awaitListening() throws InterruptedException {
    for (var patience = 0; patience < 500; patience++) {
      try (var socket = new Socket("localhost", port)) {
        if (socket.isConnected()) return;
      } catch (IOException e) {
        Thread.sleep(20);
      }
    }
  }
}
