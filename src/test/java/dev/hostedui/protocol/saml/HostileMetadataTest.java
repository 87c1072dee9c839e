package dev.hostedui.protocol.saml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.hostedui.protocol.saml.IdentityProviderMetadata.Warning;
import dev.hostedui.protocol.saml.MetadataRefused.Candidate;
import dev.hostedui.protocol.saml.MetadataRefused.Reason;
import dev.hostedui.testing.SamlMint;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Metadata of a whole federation, metadata that means harm, and what is no metadata at all. */
class HostileMetadataTest {

  private static final String CERTIFICATE =
      Base64.getEncoder().encodeToString(SamlMint.credential("idp").certificate().der());
  private static final String ORDINARY = entity("https://idp.example/", "https://idp.example/sso");

  private static MetadataReader reader() {
    return new MetadataReader(Measure.NOW, "ours"::equals);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static MetadataRefused refused(MetadataReader reader, byte[] document) {
    return catchThrowableOfType(MetadataRefused.class, () -> reader.read(document));
  }

  private static MetadataRefused refused(String document) {
    return refused(reader(), utf8(document));
  }

  /** An identity provider as short as they come. */
  private static String entity(String id, String sso) {
    return """
    <md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="%s">\
    <md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">\
    <md:Extensions><ui:UIInfo xmlns:ui="urn:oasis:names:tc:SAML:metadata:ui">\
    <ui:DisplayName xml:lang="de">Hochschule %s</ui:DisplayName>\
    <ui:DisplayName xml:lang="en">College %s</ui:DisplayName></ui:UIInfo></md:Extensions>\
    <md:KeyDescriptor><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data>\
    <ds:X509Certificate>%s</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>\
    <md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" \
    Location="%s"/></md:IDPSSODescriptor></md:EntityDescriptor>\
    """
        .formatted(id, id, id, CERTIFICATE, sso);
  }

  private static String service(int number) {
    return "<md:EntityDescriptor xmlns:md=\"urn:oasis:names:tc:SAML:2.0:metadata\" entityID=\"sp"
        + number
        + "\"><md:SPSSODescriptor protocolSupportEnumeration=\"urn:oasis:names:tc:SAML:2.0:protocol\"/>"
        + "</md:EntityDescriptor>";
  }

  private static String federation(String... entities) {
    return "<!-- a comment before the root --><md:EntitiesDescriptor"
        + " xmlns:md=\"urn:oasis:names:tc:SAML:2.0:metadata\" Name=\"https://md.example.org/all.xml\""
        + " validUntil=\"2026-01-20T00:00:00Z\"><md:EntitiesDescriptor>"
        + String.join("", entities)
        + "</md:EntitiesDescriptor>"
        + service(1)
        + "</md:EntitiesDescriptor>";
  }

  // ------------------------------------------------------------------ federations

  @Test
  void of_several_providers_somebody_must_choose_one() throws Exception {
    var all =
        federation(
            service(2),
            entity("https://a.example", "https://a.example/sso"),
            entity("https://a.example/", "https://b.example/sso"),
            entity("https://c.example", "https://c.example/sso"));
    var refused = refused(all);
    assertThat(refused.reason()).isEqualTo(Reason.SEVERAL_PROVIDERS);
    assertThat(refused.candidates())
        .containsExactly(
            new Candidate("https://a.example", "College https://a.example"),
            new Candidate("https://a.example/", "College https://a.example/"),
            new Candidate("https://c.example", "College https://c.example"));
    // they differ by a slash only
    var chosen = reader().choosing("https://a.example/").read(utf8(all));
    assertThat(chosen.sso().location()).isEqualTo("https://b.example/sso");
    assertThat(chosen.validUntil()).isEqualTo("2026-01-20T00:00:00Z");
    assertThat(refused(reader().choosing("https://d.example"), utf8(all)).reason())
        .isEqualTo(Reason.UNKNOWN_PROVIDER);
    assertThat(refused(reader().choosing("sp2"), utf8(all)).reason())
        .isEqualTo(Reason.UNKNOWN_PROVIDER);
  }

  @Test
  void the_only_provider_of_a_federation_needs_no_choice() throws Exception {
    assertThat(reader().read(utf8(federation(service(3), ORDINARY))).entityId())
        .isEqualTo("https://idp.example/");
  }

  @Test
  void a_provider_that_is_there_twice_is_named_and_not_offered() throws Exception {
    var twice = entity("https://twice.example", "https://evil.example/sso");
    var all = federation(ORDINARY, twice, twice, entity("https://c.example", "https://c.example/"));
    assertThat(refused(all).candidates())
        .extracting(Candidate::entityId)
        .containsExactly("https://idp.example/", "https://c.example");
    var refused = refused(reader().choosing("https://twice.example"), utf8(all));
    assertThat(refused.reason()).isEqualTo(Reason.DUPLICATE_ENTITY_ID);
    assertThat(refused.arguments()).containsExactly("https://twice.example");
    assertThat(refused(federation(twice, twice)).reason()).isEqualTo(Reason.DUPLICATE_ENTITY_ID);
  }

  @Test
  void a_huge_file_is_refused_before_it_is_read_and_a_large_one_is_read_in_a_moment()
      throws Throwable {
    Effort.atMost(
        Duration.ofSeconds(8),
        () -> {
          var refused = refused(reader(), new byte[100_000_000]);
          assertThat(refused.reason()).isEqualTo(Reason.TOO_LARGE);
          assertThat(refused.arguments()).containsExactly("1048576");
          var tenThousand = new StringBuilder();
          for (var i = 0; i < 10_000; i++)
            tenThousand.append("<md:EntityDescriptor entityID=\"x").append(i).append("\"/>");
          assertThat(refused(federation(tenThousand.toString())).reason())
              .isEqualTo(Reason.SERVICE_PROVIDER);
          var providers = new String[500];
          for (var i = 0; i < 500; i++)
            providers[i] = entity("https://" + i + ".example", "https://" + i + ".example");
          assertThat(refused(federation(providers)).reason()).isEqualTo(Reason.SEVERAL_PROVIDERS);
        });
  }

  // ------------------------------------------------------------------ XML that does things

  @Test
  void nothing_is_declared_expanded_or_fetched() {
    for (var doctype :
        List.of(
            "<!DOCTYPE md:EntityDescriptor>",
            "<?xml version=\"1.0\"?><!-- --><!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>",
            "<!DOCTYPE lolz [<!ENTITY a \"lol\"><!ENTITY b \"&a;&a;&a;&a;\">]>"))
      assertThat(refused(doctype + ORDINARY).reason()).isEqualTo(Reason.DOCTYPE);
    assertThat(refused(ORDINARY.replace("College", "&x;")).reason()).isEqualTo(Reason.NOT_XML);
  }

  @Test
  void depth_and_attributes_have_an_end() {
    assertThat(refused("<a>".repeat(100_000)).reason()).isEqualTo(Reason.TOO_COMPLEX);
    var attributes = new StringBuilder();
    for (var i = 0; i < 50_000; i++) attributes.append(" a").append(i).append("=''");
    assertThat(refused("<a" + attributes + "/>").reason()).isEqualTo(Reason.TOO_COMPLEX);
    var few = attributes.substring(0, attributes.indexOf(" a250="));
    assertThat(refused("<a" + few + "/>").reason()).isEqualTo(Reason.TOO_COMPLEX);
    var certificate = "<ds:X509Certificate>" + CERTIFICATE + "</ds:X509Certificate>";
    assertThat(refused(ORDINARY.replace(certificate, certificate.repeat(51))).reason())
        .isEqualTo(Reason.TOO_COMPLEX);
  }

  // ------------------------------------------------------------------ what it is instead

  @Test
  void what_is_no_metadata_is_named() {
    assertThat(refused("").reason()).isEqualTo(Reason.EMPTY);
    assertThat(refused("\ufeff \n").reason()).isEqualTo(Reason.EMPTY);
    assertThat(refused("{\"issuer\": \"x\"}").reason()).isEqualTo(Reason.NOT_XML);
    assertThat(refused(ORDINARY.substring(0, 400) + "\n<").reason()).isEqualTo(Reason.NOT_XML);
    assertThat(refused(ORDINARY.replace("<md:Ext", "\n\n<md:X")).arguments()).containsExactly("3");
    assertThat(refused("<rss/>").arguments()).containsExactly("rss");
    assertThat(refused("<EntityDescriptor/>").reason()).isEqualTo(Reason.NOT_METADATA);
    var page = "<?xml version=\"1.0\"?>\n<!doctype HTML>\n<html><TITLE lang=en>\n Log  in</TITLE>";
    assertThat(refused(page).reason()).isEqualTo(Reason.HTML_PAGE);
    assertThat(refused(page).arguments()).containsExactly("Log in");
    assertThat(refused("<html>").arguments()).containsExactly("");
    assertThat(refused(ORDINARY.replace("SAML:2.0:protocol", "SAML:1.1:protocol")).reason())
        .isEqualTo(Reason.NOT_SAML_2);
    assertThat(
            refused(ORDINARY.replace("IDPSSODescriptor", "AttributeAuthorityDescriptor"))
                .arguments())
        .containsExactly("AttributeAuthorityDescriptor");
    assertThat(refused(ORDINARY.replace("https://idp.example/\"", "ours\"")).reason())
        .isEqualTo(Reason.OWN_FILE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16", "UTF-16LE", "ISO-8859-1", "UTF-8"})
  void a_file_is_read_in_the_letters_it_was_saved_in(String encoding) throws Exception {
    var mark = encoding.equals("UTF-16LE") ? "\ufeff" : "";
    var declaration =
        encoding.startsWith("ISO") ? "<?xml version='1.0' encoding='iso-8859-1'?>" : "";
    var text = mark + declaration + ORDINARY.replace("College", "Collège");
    assertThat(reader().read(text.getBytes(Charset.forName(encoding))).displayName())
        .startsWith("Collège");
  }

  @Test
  void letters_that_are_not_those_it_says_are_refused() {
    assertThat(refused(reader(), ("<a>é</a>").getBytes(StandardCharsets.ISO_8859_1)).reason())
        .isEqualTo(Reason.NOT_XML);
    assertThat(refused("<?xml version='1.0' encoding='utf-7'?><a/>").reason())
        .isEqualTo(Reason.NOT_XML);
  }

  // ------------------------------------------------------------------ addresses, names and keys

  @ParameterizedTest
  @ValueSource(
      strings = {
        "javascript:alert(1)",
        "//idp.example/sso",
        "/sso",
        "ftp://idp.example/",
        "https:///sso",
        "https://user:secret@idp.example/",
        "https://idp.example/#a",
        "https://idp.example/a b",
        ""
      })
  void an_address_that_no_browser_should_be_sent_to_is_refused(String address) {
    assertThat(refused(entity("x:y", address)).reason()).isEqualTo(Reason.BAD_ADDRESS);
  }

  @Test
  void a_bad_address_beside_a_good_one_is_left_out() throws Exception {
    var slo =
        "<md:SingleLogoutService Binding=\"urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST\""
            + " Location=\"javascript:x\"/>";
    var sso =
        "<md:SingleSignOnService Binding=\"urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST\""
            + " Location=\"http://plain.example\"/>";
    var read = reader().read(utf8(ORDINARY.replace("</md:IDPSSO", slo + sso + "</md:IDPSSO")));
    assertThat(read.ssoServices()).hasSize(1);
    assertThat(read.sloServices()).isEmpty();
    assertThat(read.slo()).isEmpty();
    assertThat(read.warnings()).extracting(Warning::code).containsExactly("slo_address_refused");
  }

  @Test
  void an_entity_must_have_a_name_of_some_length() {
    assertThat(refused(entity(" ", "https://idp.example")).reason()).isEqualTo(Reason.NO_ENTITY_ID);
    assertThat(refused(entity("x:" + "y".repeat(1023), "https://idp.example")).reason())
        .isEqualTo(Reason.ENTITY_ID_TOO_LONG);
  }

  @Test
  void a_certificate_that_cannot_be_read_matters_only_when_it_is_the_only_one() throws Exception {
    var broken = ORDINARY.replace(CERTIFICATE, CERTIFICATE.substring(0, 400));
    assertThat(refused(broken).reason()).isEqualTo(Reason.BROKEN_CERTIFICATE);
    var key = ORDINARY.replaceFirst("(?s).*(<md:KeyDescriptor>.*</md:KeyDescriptor>).*", "$1");
    var both = broken.replaceFirst("<md:KeyDescriptor>", key + "<md:KeyDescriptor>");
    var read = reader().read(utf8(both));
    assertThat(read.signingCertificates()).hasSize(1);
    assertThat(read.warnings())
        .containsExactly(new Warning("signing_cert_unusable", "broken_certificate"));
  }

  @Test
  void of_a_chain_only_the_certificate_itself_signs() throws Exception {
    try (var file = getClass().getResourceAsStream("/testing/chain.pem")) {
      var chain = new String(file.readAllBytes(), StandardCharsets.US_ASCII);
      var all = CertificateReader.read(utf8(chain));
      assertThat(all)
          .extracting(SamlCertificate::subject)
          .containsExactly("CN=idp.example", "CN=Example CA");
      var read =
          reader()
              .read(utf8(ORDINARY.replace(CERTIFICATE, chain.substring(chain.indexOf("-----")))));
      assertThat(read.signingCertificates()).containsExactly(all.get(0));
    }
  }

  @Test
  void a_key_without_a_use_signs_and_encrypts() throws Exception {
    var read = reader().read(utf8(ORDINARY));
    assertThat(read.signingCertificates()).isEqualTo(read.encryptionCertificates()).hasSize(1);
    assertThat(read.warnings()).isEmpty();
  }
}
