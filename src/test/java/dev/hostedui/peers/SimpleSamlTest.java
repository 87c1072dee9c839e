package dev.hostedui.peers;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Initech signs in with SimpleSAMLphp. */
@MeetsPeer(Peer.SIMPLE_SAML_PHP)
class SimpleSamlTest {

  private static Initech initech;

  @BeforeAll
  static void start() {
    initech = new Initech();
    initech.choose("SAML");
    initech.configure("way", "ADDRESS", "idp_metadata_url", SimpleSaml.metadataUrl());
    SimpleSaml.register(initech.metadata());
    initech.enable();
  }

  @AfterAll
  static void stop() {
    if (initech != null) initech.close();
  }

  private static Wanderer signIn(Wanderer somebody, String name) {
    assertThat(somebody.at().getPath()).as(somebody.toString()).startsWith("/simplesaml/");
    return somebody.send("form[name=f]", "username", name, "password", name).goOn();
  }

  @Test
  void somebody_new_signs_in_and_comes_back() {
    var noor = signIn(initech.depart("noor@initech.example"), "noor");
    initech.assertSignedIn(noor, "noor@initech.example", "Noor");

    var again = signIn(initech.depart("noor@initech.example"), "noor");
    initech.assertSignedIn(again, "noor@initech.example", "Newcomer");
  }

  @Test
  void what_a_test_shows_has_no_secrets_in_it() {
    signIn(initech.test(), "noor");

    assertThat(initech.result())
        .contains("The connection works.", "noor@initech.example", "userPassword")
        .doesNotContain("c2VjcmV0LW9m");
  }

  @Test
  void an_address_of_another_company_is_nobody_of_initech() {
    var stran = signIn(initech.depart("noor@initech.example"), "stran");

    assertThat(stran.at().toString()).startsWith(initech.origin());
    assertThat(stran.open(initech.origin() + "/ui/").at().getPath()).startsWith("/login");
  }
}
