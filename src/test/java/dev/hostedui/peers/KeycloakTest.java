package dev.hostedui.peers;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hostedui.testing.Waiting;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Initech signs in with Keycloak, by both standards. */
@Waiting
@MeetsPeer(Peer.KEYCLOAK)
class KeycloakTest {

  private static Initech initech;

  @BeforeAll
  static void start() {
    // to wait for it takes longer than a test may
    Peer.KEYCLOAK.url();
    initech = new Initech();
  }

  @AfterAll
  static void stop() {
    if (initech != null) initech.close();
  }

  private static void connectSaml(Consumer<ObjectNode> change) {
    initech.choose("SAML");
    initech.configure("way", "ADDRESS", "idp_metadata_url", Keycloak.metadataUrl());
    Keycloak.registerServiceProvider(initech.metadata(), change);
  }

  private static void connectOidc(String secretThere) {
    initech.choose("OIDC");
    initech.configure(
        "client_id",
        "portal",
        "client_secret",
        "secret-of-the-portal",
        "issuer",
        Keycloak.issuer());
    Keycloak.registerRelyingParty(
        "portal", secretThere, initech.address("oidc", "/callback"), client -> {});
  }

  /** Signs in on Keycloak's page, unless this browser is signed in there, and goes on. */
  private static Wanderer signIn(Wanderer somebody, String name) {
    if (somebody.at().toString().startsWith(Keycloak.issuer()))
      somebody.send("#kc-form-login", "username", name, "password", name).goOn();
    return somebody;
  }

  // ------------------------------------------------------------------ SAML

  @Test
  void somebody_new_signs_in_by_saml_and_comes_back() {
    connectSaml(client -> {});
    initech.enable();

    var noor = signIn(initech.depart("noor@initech.example"), "noor");
    initech.assertSignedIn(noor, "noor@initech.example", "Noor");

    var again = signIn(initech.depart("Noor@Initech.example"), "noor");
    initech.assertSignedIn(again, "noor@initech.example", "Newcomer");
  }

  @Test
  void encrypted_assertions_and_requests_that_must_be_signed_are_no_obstacle() {
    connectSaml(
        client ->
            ((ObjectNode) client.get("attributes"))
                .put("saml.encrypt", "true")
                .put("saml.client.signature", "true"));
    initech.enable();

    var noor = signIn(initech.depart("noor@initech.example"), "noor");
    initech.assertSignedIn(noor, "noor@initech.example", "Noor");
  }

  @Test
  void sha1_is_refused_with_what_to_change() {
    connectSaml(
        client ->
            ((ObjectNode) client.get("attributes")).put("saml.signature.algorithm", "RSA_SHA1"));

    signIn(initech.test(), "noor");

    assertThat(initech.failure()).contains("SHA-1", "Set the signature algorithm");
    initech.enable();
    var refused = signIn(initech.depart("noor@initech.example"), "noor");
    assertThat(refused.at().toString()).startsWith(initech.origin());
    assertThat(refused.open(initech.origin() + "/ui/").at().getPath()).startsWith("/login");
  }

  @Test
  void a_test_of_saml_shows_what_came_and_signs_nobody_in() {
    connectSaml(client -> {});

    var noor = signIn(initech.test(), "noor");

    assertThat(initech.result()).contains("The connection works.", "noor@initech.example");
    assertThat(noor.text()).contains("Nobody was signed in.");
  }

  // ------------------------------------------------------------------ OpenID Connect

  @Test
  void somebody_new_signs_in_by_openid_connect_and_comes_back() {
    connectOidc("secret-of-the-portal");
    initech.enable();

    var noor = signIn(initech.depart("noor@initech.example"), "noor");
    initech.assertSignedIn(noor, "noor@initech.example", "Noor");
  }

  @Test
  void an_address_of_another_company_is_nobody_of_initech() {
    connectOidc("secret-of-the-portal");
    initech.enable();

    var stran = signIn(initech.depart("noor@initech.example"), "stran");
    assertThat(stran.at().toString()).startsWith(initech.origin());
    assertThat(stran.text()).doesNotContain("Noor Newcomer");
    assertThat(stran.open(initech.origin() + "/ui/").at().getPath()).startsWith("/login");
  }

  @Test
  void a_wrong_secret_is_refused_with_the_providers_words() {
    connectOidc("another-secret");

    signIn(initech.test(), "noor");

    assertThat(initech.result()).contains("unauthorized_client");
    assertThat(initech.failure()).contains("the secret is wrong");
  }
}
