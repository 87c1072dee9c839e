package dev.hostedui.journeys;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.hostedui.testing.People.ADA;
import static dev.hostedui.testing.People.MAX;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.hostedui.identity.application.ApplicationType;
import dev.hostedui.identity.application.Registration;
import dev.hostedui.identity.connection.SamlSettings;
import dev.hostedui.testing.InChromium;
import dev.hostedui.testing.SamlConnection;
import dev.hostedui.testing.TestApp;
import dev.hostedui.testing.TestClient;
import dev.hostedui.testing.Visit;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Applications lead on from where they take their answer: to a frontend at another origin, or to a
 * scheme of their own. Chromium holds a form to every redirect after it, so none of ours may be the
 * one that all of this follows from.
 */
@InChromium
class RedirectChainTest {

  @RegisterExtension final TestApp app = TestApp.start();
  private HttpServer callback;
  private HttpServer frontend;
  private TestClient client;

  @BeforeEach
  void serve() throws IOException {
    frontend = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    frontend.createContext(
        "/",
        exchange -> {
          var page =
              "<!doctype html><title>App</title><link rel=icon href=data:,><h1>In the app</h1>"
                  .getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "text/html");
          exchange.sendResponseHeaders(200, page.length);
          exchange.getResponseBody().write(page);
          exchange.close();
        });
    frontend.start();
    callback = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    callback.createContext(
        "/",
        exchange -> {
          exchange.getResponseHeaders().set("Location", frontendAt() + "/done");
          exchange.sendResponseHeaders(302, -1);
          exchange.close();
        });
    callback.start();
    client =
        TestClient.register(
            app,
            new Registration(
                "Chained app",
                ApplicationType.WEB,
                false,
                false,
                null,
                callbackAt() + "/start",
                List.of(callbackAt() + "/callback"),
                List.of(callbackAt() + "/out"),
                List.of()));
  }

  @AfterEach
  void stop() {
    callback.stop(0);
    frontend.stop(0);
  }

  private String callbackAt() {
    return "http://localhost:" + callback.getAddress().getPort();
  }

  /** By another name: another origin and another site. */
  private String frontendAt() {
    return "http://127.0.0.1:" + frontend.getAddress().getPort();
  }

  private Visit visit(boolean script) {
    return (script ? Visit.to(app) : Visit.withoutScript(app))
        .alsoAt(callbackAt())
        .alsoAt(frontendAt());
  }

  private String authorize() {
    return client.authorize("redirect_uri", callbackAt() + "/callback", "login_hint", MAX);
  }

  private void arrives(Visit visit) {
    assertThat(visit.page()).hasURL(frontendAt() + "/done");
    assertThat(visit.find("h1")).hasText("In the app");
  }

  @Test
  void a_code_leads_through_the_apps_redirects_with_script_and_without() {
    for (var script : List.of(true, false)) {
      try (var max = visit(script)) {
        max.open(authorize());
        max.button("Continue").click();
        assertThat(max.find("h1")).hasText("Check your mail");
        max.field("6-digit code").fill(app.mailTo(MAX).code());
        max.button("Continue").click();
        arrives(max);
      }
    }
  }

  @Test
  void a_link_leads_through_the_apps_redirects_with_script_and_without() {
    for (var script : List.of(true, false)) {
      try (var max = visit(script)) {
        max.open(authorize());
        max.button("Continue").click();
        assertThat(max.find("h1")).hasText("Check your mail");
        max.open(app.mailTo(MAX).link());
        if (!script) max.button("Sign in here").click();
        arrives(max);
      }
    }
  }

  @Test
  void a_chosen_and_a_new_organization_lead_through_the_apps_redirects() {
    for (var script : List.of(true, false)) {
      try (var ada = visit(script).with(app.as(ADA))) {
        ada.open(authorize() + "&prompt=select_account");
        ada.find("button.choice", "Globex").click();
        arrives(ada);
        ada.open(authorize() + "&prompt=select_account");
        ada.link("Create new organization").click();
        ada.field("Organization name").fill("Chained " + script);
        ada.button("Create organization").click();
        arrives(ada);
      }
    }
  }

  @Test
  void signing_out_leads_through_the_apps_redirects() {
    for (var script : List.of(true, false)) {
      try (var max = visit(script).with(app.as(MAX))) {
        max.open(
            "/oidc/logout?client_id="
                + client.id()
                + "&post_logout_redirect_uri="
                + callbackAt()
                + "/out");
        max.button("Sign out").click();
        arrives(max);
      }
    }
  }

  /** Takes a person's sign-out, and sends them back as providers do. */
  private HttpServer provider(SamlConnection connection) throws IOException {
    var provider = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    provider.createContext(
        "/slo",
        exchange -> {
          var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          var state =
              SamlConnection.parameters(
                      body.isEmpty() ? exchange.getRequestURI().toString() : "http://x/?" + body)
                  .get("RelayState");
          exchange
              .getResponseHeaders()
              .set(
                  "Location",
                  app.origin()
                      + connection.address("/slo/callback?SAMLResponse=x&RelayState=" + state));
          exchange.sendResponseHeaders(302, -1);
          exchange.close();
        });
    provider.start();
    return provider;
  }

  @ParameterizedTest
  @EnumSource(SamlSettings.Binding.class)
  void signing_out_by_a_saml_provider_leads_through_the_apps_redirects(SamlSettings.Binding binding)
      throws IOException {
    var acme = SamlConnection.draft(app, "acmecorp", it -> it);
    var provider = provider(acme);
    var at = "http://127.0.0.1:" + provider.getAddress().getPort();
    acme.redraft(
        it -> SamlConnection.with(it, new SamlSettings.Logout(at + "/slo", "", binding, true)));
    acme.enable();
    try {
      for (var script : List.of(true, false)) {
        var signedIn = app.browser();
        acme.signIn(signedIn, "max", MAX);
        try (var max = visit(script).alsoAt(at).with(signedIn)) {
          max.open(
              "/oidc/logout?client_id="
                  + client.id()
                  + "&post_logout_redirect_uri="
                  + callbackAt()
                  + "/out");
          max.button("Sign out").click();
          if (!script && binding == SamlSettings.Binding.HTTP_POST)
            max.find("main button[type=submit]").click();
          arrives(max);
        }
      }
    } finally {
      provider.stop(0);
    }
  }

  @Test
  void an_invitation_leads_through_the_apps_redirects() {
    app.arrange("UPDATE applications SET initiate_login_uri = NULL WHERE name = 'Coffeedesk'");
    app.app().core().environments.refresh();
    for (var script : List.of(true, false)) {
      var who = "guest-" + script + "@newcomer.example";
      app.as(ADA)
          .post(
              "/ui/organization/users/invitations",
              "email",
              who,
              "role",
              app.role("member").value());
      try (var guest = visit(script)) {
        guest.open(app.mailTo(who).link());
        guest.button("Accept Invitation").click();
        arrives(guest);
      }
    }
  }

  @Test
  void a_scheme_of_the_apps_own_is_asked_for_and_the_page_says_how_to_go_on() {
    var redirect = "com.example.app:/callback";
    var own =
        TestClient.register(
            app,
            new Registration(
                "Native app",
                ApplicationType.NATIVE,
                false,
                true,
                null,
                null,
                List.of(redirect),
                List.of(),
                List.of()));
    for (var script : List.of(true, false)) {
      try (var max = visit(script).alsoAt("com.example.app:")) {
        var asked = new CopyOnWriteArrayList<String>();
        max.page().onRequest(request -> asked.add(request.url()));
        max.open(own.authorize("redirect_uri", redirect, "login_hint", MAX));
        max.button("Continue").click();
        max.field("6-digit code").fill(app.mailTo(MAX).code());
        max.button("Continue").click();
        assertThat(max.link("Go on to Native app")).isVisible();
        assertThat(max.link("Go on to Native app"))
            .hasAttribute("href", Pattern.compile("/oauth/authorize/continue/.*"));
        max.page().waitForCondition(() -> asked.stream().anyMatch(it -> it.contains("/continue/")));
        assertThat(asked).anyMatch(it -> it.contains("/oauth/authorize/continue/"));
      }
    }
  }
}
