package dev.hostedui.protocol.saml;

import static org.assertj.core.api.Assertions.assertThat;

import com.onelogin.saml2.authn.SamlResponse;
import com.onelogin.saml2.http.HttpRequest;
import com.onelogin.saml2.settings.Saml2Settings;
import com.onelogin.saml2.settings.SettingsBuilder;
import dev.hostedui.testing.SamlMint;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Another service provider's code looks at the same answers and comes to the same end. */
class SecondOpinionTest {

  /** It asks the clock of the machine. */
  private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.SECONDS);

  private static final String DATA = "/assertion/SubjectConfirmation/0/SubjectConfirmationData/";

  /** It says much about what it refuses; kept here, because loggers are forgotten else. */
  private static final Logger CHATTER = Logger.getLogger("org.apache.xml.security");

  static {
    CHATTER.setLevel(Level.OFF);
  }

  private static SamlMint mint(String recipe) {
    return SamlMint.of(recipe).at(NOW);
  }

  private static Arguments good(String what, SamlMint mint) {
    return Arguments.of(what, mint.field(), true);
  }

  private static Arguments bad(String what, SamlMint mint) {
    return Arguments.of(what, mint.field(), false);
  }

  static List<Arguments> answers() {
    var encrypted = "okta-encrypted-key-sibling";
    return List.of(
        good("Okta", mint("okta-both-signed")),
        good("Okta, encrypted", mint(encrypted)),
        good(
            "encrypted, key inside",
            mint(encrypted).encrypt("aes256-cbc", "rsa-oaep-mgf1p", "KeyInfo")),
        good("Entra", mint("entra-default")),
        good("Google", mint("google-workspace")),
        good("Keycloak", mint("keycloak-client")),
        good("OneLogin", mint("onelogin-response-signed")),
        good("PingOne", mint("pingone")),
        good("AD FS", mint("adfs-no-skew")),
        good("names", mint("names-with-ampersand-unicode-comment")),
        good("RSA with SHA-512", mint("pingone").algorithms("rsa-sha512", "sha512")),
        bad("a stranger's", mint("pingone").signedBy(SamlMint.credential("stranger"))),
        bad("unsigned", mint("pingone").unsigned("assertion")),
        bad("no", mint("status-not-success")),
        bad("another issuer", mint("okta-both-signed").from("https://other.example")),
        bad("another audience", mint("pingone").to(Measure.SP.acsUrl(), "https://other.example")),
        bad("another address", mint("pingone").to("https://other.example", Measure.SP.entityId())),
        bad("another request", mint("pingone").answering("_another")),
        bad("old", mint("pingone").at(NOW.minusSeconds(3_600))),
        bad("too early", mint("pingone").at(NOW.plusSeconds(3_600))),
        bad("no end", mint("pingone").remove(DATA + "NotOnOrAfter")),
        bad(
            "encrypted for somebody else",
            mint(encrypted).encryptedFor(SamlMint.credential("stranger").certificate())),
        Arguments.of(
            "changed", SamlMint.field(mint("pingone").xml().replace("Lovelace", "B")), false),
        Arguments.of("no XML", SamlMint.field("<a"), false),
        Arguments.of("a DOCTYPE", SamlMint.field("<!DOCTYPE a>" + mint("pingone").xml()), false));
  }

  @ParameterizedTest
  @MethodSource("answers")
  void both_come_to_the_same_end(String what, String field, boolean good) {
    assertThat(
            ReceivedResponse.read(field)
                .examine(Measure.usual().expectation(NOW))
                .examination()
                .accepted())
        .as("ours")
        .isEqualTo(good);
    assertThat(theirs(field)).as("theirs").isEqualTo(good);
  }

  private static boolean theirs(String field) {
    var request = new HttpRequest(Measure.SP.acsUrl(), Map.of("SAMLResponse", List.of(field)), "");
    try {
      return new SamlResponse(settings(), request).isValid("_request1");
    } catch (Exception e) {
      return false;
    }
  }

  private static Saml2Settings settings() {
    var all = new HashMap<String, Object>();
    all.put("onelogin.saml2.strict", true);
    all.put("onelogin.saml2.sp.entityid", Measure.SP.entityId());
    all.put("onelogin.saml2.sp.assertion_consumer_service.url", Measure.SP.acsUrl());
    all.put(
        "onelogin.saml2.sp.privatekey",
        "-----BEGIN PRIVATE KEY-----\n"
            + Base64.getMimeEncoder().encodeToString(Measure.SP.signing().key().getEncoded())
            + "\n-----END PRIVATE KEY-----");
    all.put("onelogin.saml2.sp.x509cert", Measure.SP.signing().certificate().pem());
    all.put("onelogin.saml2.idp.entityid", Measure.IDP);
    all.put("onelogin.saml2.idp.single_sign_on_service.url", "https://idp.example/sso");
    all.put("onelogin.saml2.idp.x509cert", SamlMint.credential("idp").certificate().pem());
    all.put("onelogin.saml2.security.want_xml_validation", false);
    all.put("onelogin.saml2.security.want_nameid", true);
    return new SettingsBuilder().fromValues(all).build();
  }
}
