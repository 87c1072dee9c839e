package dev.hostedui.peers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.customer.CustomerSide;
import dev.hostedui.customer.SiteClient;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The portal answers each misbehaviour of the customer's identity provider as its page promises.
 */
class MisbehavingTest {

  private static CustomerSide customer;
  private static SiteClient administrator;
  private static Initech initech;
  private static String connected = "";

  @BeforeAll
  static void start() {
    customer = new CustomerSide(new CustomerSide.Setup("127.0.0.1", 0, 0, null), Clock.systemUTC());
    customer.start();
    administrator = new SiteClient(customer.url());
    initech = new Initech();
  }

  @AfterAll
  static void stop() {
    if (initech != null) initech.close();
    customer.close();
  }

  @AfterEach
  void behave() {
    administrator.post("/misbehave/end", Map.of());
  }

  private static String test(String... misbehaviour) {
    administrator.post("/misbehave", fields(misbehaviour));
    var tab = initech.test();
    assertThat(tab.at().getPath()).as(tab.toString()).startsWith("/sign-in/");
    tab.send("form", "person", "p-1001").goOn();
    return initech.result();
  }

  private static Map<String, String> fields(String... pairs) {
    var fields = new HashMap<String, String>();
    for (var i = 0; i < pairs.length; i += 2) fields.put(pairs[i], pairs[i + 1]);
    return fields;
  }

  private static void connectSaml() {
    initech.choose("SAML");
    initech.configure("way", "ADDRESS", "idp_metadata_url", customer.url() + "saml/metadata");
    administrator.post("/apps/saml", Map.of("name", "Portal", "metadata", initech.metadata()));
  }

  private static void connectOidc() {
    initech.choose("OIDC");
    var app =
        administrator.post(
            "/apps/oidc",
            fields(
                "name", "Portal",
                "redirect_uris", initech.address("oidc", "/callback"),
                "back_channel_uri", initech.address("oidc", "/backchannel-logout")));
    var page = administrator.get(app.headers().firstValue("Location").orElseThrow()).body();
    var shown = Jsoup.parse(page).select("[data-copy]").eachAttr("data-copy");
    initech.configure(
        "issuer", shown.get(0), "client_id", shown.get(1), "client_secret", shown.get(2));
  }

  /** Connects by a protocol unless that was done, since tests of one come one after another. */
  private static void connect(String protocol) {
    if (protocol.equals(connected)) return;
    if (protocol.equals("SAML")) connectSaml();
    else connectOidc();
    connected = protocol;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SAML|key_placement=INSIDE|The connection works.",
        "SAML|key_placement=SIBLING|The connection works.",
        "SAML|key_placement=REFERENCE|The connection works.",
        "SAML|clock_minutes=2|The connection works.",
        "SAML|clock_minutes=10|ahead of ours by more than three minutes",
        "SAML|clock_minutes=-10|check the clock of the identity provider",
        "SAML|mischief=NOT_ASSIGNED|ivy@initech.example is not assigned to ",
        "SAML|mischief=REFUSED|has not <assigned> you a role",
        "SAML|mischief=OTHER_AUDIENCE|meant for another application",
        "SAML|mischief=OTHER_RECIPIENT|made for another address",
        "SAML|mischief=OTHER_ISSUER|another identity provider than the one that is configured",
        "SAML|mischief=OTHER_REQUEST|belongs to another sign-in",
        "SAML|mischief=UNSIGNED|Neither the answer nor its assertion is signed",
        "SAML|mischief=SHA1|RSA-SHA256",
        "SAML|mischief=ROTATED_KEY|a key whose certificate is not configured here",
        "SAML|mischief=EXPIRED_CERTIFICATE|The connection works.",
        "SAML|mischief=NO_EMAIL|No email address came along",
        "SAML|mischief=TRANSIENT_NAME_ID|The NameID is another one at every sign-in.",
        "SAML|mischief=SAME_ANSWER_TWICE|belongs to another sign-in",
        "OIDC|clock_minutes=2|The connection works.",
        "OIDC|clock_minutes=10|ahead of ours by more than three minutes",
        "OIDC|clock_minutes=-20|valid only until a time that has passed",
        "OIDC|mischief=NOT_ASSIGNED|ivy@initech.example is not assigned to ",
        "OIDC|mischief=REFUSED|has not <assigned> you a role",
        "OIDC|mischief=OTHER_AUDIENCE|made for another application",
        "OIDC|mischief=OTHER_ISSUER|another identity provider than the one that is configured",
        "OIDC|mischief=OTHER_NONCE|belongs to another sign-in",
        "OIDC|mischief=UNSIGNED|The ID token is not signed",
        "OIDC|mischief=ROTATED_KEY|does not publish the key",
        "OIDC|mischief=NO_EMAIL|No email address came along",
      })
  void a_test_says_what_is_wrong(String protocol, String misbehaviour, String answer) {
    connect(protocol);
    if (misbehaviour.endsWith("TWICE")) test(misbehaviour.split("="));

    assertThat(test(misbehaviour.split("="))).contains(answer);
  }

  @Test
  void a_certificate_that_has_ended_is_warned_of_when_metadata_is_read() {
    connected = "";
    administrator.post("/misbehave", Map.of("mischief", "EXPIRED_CERTIFICATE"));
    connectSaml();

    assertThat(initech.page()).contains("Expired");
  }

  @ParameterizedTest
  @CsvSource({"SAML,Portal answered Success.", "OIDC,Portal was called and answered 200."})
  void who_signs_out_at_the_provider_is_signed_out_of_the_portal(String protocol, String outcome) {
    connected = "";
    connect(protocol);
    initech.enable();
    var noor = initech.depart("noor@initech.example").send("form", "person", "p-1002").goOn();
    initech.assertSignedIn(noor, "noor@initech.example", "Noor");

    noor.open(customer.url().toString()).send("form[action='/sign-out']").goOn();

    assertThat(noor.text()).contains("You are signed out here.", outcome);
    assertThat(noor.open(initech.origin() + "/ui/").at().getPath()).startsWith("/login");
  }
}
