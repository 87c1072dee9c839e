package dev.hostedui.sso;

import static dev.hostedui.testing.TestClient.parameters;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.identity.connection.Switch;
import dev.hostedui.testing.SamlConnection;
import dev.hostedui.testing.SamlMint;
import dev.hostedui.testing.TestApp;
import dev.hostedui.testing.TestClient;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Sign-ins that begin at the identity provider. */
class UnsolicitedTest {

  @RegisterExtension static final TestApp app = TestApp.start();

  private static final String MAX = "max@acmecorp.example";
  private static final String APP = "https://app.example/begin";

  private SamlConnection acme;

  @BeforeEach
  void connect() {
    app.arrange("UPDATE applications SET initiate_login_uri = '" + APP + "'");
    app.app().core().environments.refresh();
    acme = SamlConnection.enabled(app, "acmecorp");
  }

  private SamlMint unsolicited() {
    var nobody = new SamlConnection.Asked("_nobody", "", "", "");
    return acme.mint(nobody, "max", MAX).unsolicited();
  }

  @Test
  void an_answer_that_nobody_asked_for_is_refused_unless_the_connection_allows_it() {
    var answer = acme.post(unsolicited(), "deep");

    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.text("h1")).isEqualTo("Begin here");
    assertThat(answer.element("a.primary").attr("href")).isEqualTo("/login");
    assertThat(app.sessionsOf(app.user(MAX))).isEmpty();
  }

  @Test
  void the_address_of_the_app_may_depend_on_the_organization() {
    acme.turn(Switch.IDP_INITIATED, true);
    app.arrange("UPDATE applications SET initiate_login_uri = 'https://{{shop_host}}/begin'");
    app.app().core().environments.refresh();
    assertThat(acme.post(unsolicited(), "").headers("Location")).as("no such host").isEmpty();

    app.arrange(
        "UPDATE organizations SET metadata = '{\"shop_host\":\"shop.acme.example\"}' WHERE slug = 'acmecorp'");
    assertThat(acme.post(unsolicited(), "").next()).startsWith("https://shop.acme.example/begin?");
  }

  @Test
  void where_it_is_allowed_the_app_gets_our_word_for_it_and_begins_a_sign_in() {
    acme.turn(Switch.IDP_INITIATED, true);
    var field = unsolicited().field();

    var answer = acme.post(field, "https://app.example/deep?x=1");

    assertThat(answer.status()).as(answer.toString()).isEqualTo(303);
    assertThat(answer.next()).startsWith(APP + "?");
    assertThat(answer.headers("Set-Cookie")).isEmpty();
    assertThat(app.sessionsOf(app.user(MAX))).isEmpty();

    var word = parameters(answer).get("idp_initiated_login");
    var claims = TestClient.claims(word);
    assertThat(claims.get("iss").asText()).isEqualTo("http://localhost:8080");
    assertThat(claims.get("organization_id").asText()).isEqualTo(acme.organization().value());
    assertThat(claims.get("connection_id").asText()).isEqualTo(acme.id().value());
    assertThat(claims.get("login_hint").asText()).isEqualTo(MAX);
    assertThat(claims.get("relay_state").asText()).isEqualTo("https://app.example/deep?x=1");
    assertThat(claims.get("exp").asLong() - claims.get("iat").asLong()).isEqualTo(300);
    assertThat(claims.get("nbf").asLong()).isEqualTo(app.clock().instant().getEpochSecond());
    assertThat(TestClient.header(word).get("alg").asText()).isEqualTo("RS256");
    assertThat(app.browser().get("/keys").body())
        .contains(TestClient.header(word).get("kid").asText());

    // and what the app begins with it goes by the provider, there and back
    var client = TestClient.web(app);
    var browser = app.browser();
    var asked =
        SamlConnection.asked(
            browser,
            browser.get(
                client.authorize(
                    "connection_id",
                    claims.get("connection_id").asText(),
                    "login_hint",
                    claims.get("login_hint").asText())));
    var landed = browser.follow(acme.post(acme.mint(asked, "max", MAX), asked.relayState()));
    assertThat(parameters(browser.follow(landed))).containsKey("code");

    // it is good once
    assertThat(acme.post(field, "").text("h1")).isEqualTo("This answer was used already");
  }

  @Test
  void a_relay_state_that_is_too_long_is_left_out_rather_than_cut() {
    acme.turn(Switch.IDP_INITIATED, true);
    for (var length : List.of(1_000, 1_001)) {
      var nobody = new SamlConnection.Asked("_nobody-" + length, "", "", "");
      var mint = acme.mint(nobody, "max", MAX).unsolicited();
      var word = parameters(acme.post(mint, "x".repeat(length))).get("idp_initiated_login");
      assertThat(TestClient.claims(word).path("relay_state").asText())
          .hasSize(length == 1_000 ? length : 0);
    }
  }

  @Test
  void what_does_not_hold_leads_nowhere() {
    acme.turn(Switch.IDP_INITIATED, true);

    var forged = acme.post(unsolicited().signedBy(SamlMint.credential("forger")), "");
    assertThat(forged.status()).isEqualTo(422);
    assertThat(forged.header("Location")).isEmpty();
    // an answer to a request of ours does not become one to none
    var asked = acme.askedFor(app.browser(), MAX);
    var stripped = acme.mint(asked, "max", MAX).remove("/response/InResponseTo");
    assertThat(acme.post(stripped, "").status()).isEqualTo(422);
  }

  @Test
  void where_there_is_no_app_it_says_where_to_begin() {
    app.hasNoWayToAnApp();
    acme.turn(Switch.IDP_INITIATED, true);

    assertThat(acme.post(unsolicited(), "").text("h1")).isEqualTo("Begin here");
  }
}
