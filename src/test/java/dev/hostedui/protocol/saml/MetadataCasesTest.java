package dev.hostedui.protocol.saml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hostedui.protocol.saml.IdentityProviderMetadata.Warning;
import dev.hostedui.protocol.saml.MetadataRefused.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The metadata that vendors really publish, and what admins give us instead of it. */
class MetadataCasesTest {

  private static final Path CASES = Path.of("src/test/resources/cases/saml-metadata");
  private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");
  private static final String OURS = "http://localhost:8080/sso/v1/saml/conn_1";

  /** What the cases call it, and what we do. */
  private static final Map<String, Reason> REASONS =
      Map.of(
          "metadata_expired", Reason.METADATA_EXPIRED,
          "no_idp_descriptor", Reason.OWN_FILE,
          "html_not_metadata", Reason.HTML_PAGE,
          "no_usable_sso_binding", Reason.NO_USABLE_SSO_BINDING,
          "no_signing_certificate", Reason.NO_SIGNING_CERTIFICATE,
          "sso_address_not_https", Reason.SSO_ADDRESS_NOT_HTTPS);

  private static JsonNode expected() {
    try {
      return new ObjectMapper().readTree(CASES.resolve("expected.json").toFile());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  static Stream<String> files() {
    var names = new ArrayList<String>();
    expected().fieldNames().forEachRemaining(names::add);
    return names.stream();
  }

  private static MetadataReader reader() {
    return new MetadataReader(NOW, OURS::equals);
  }

  private static byte[] bytes(String file) throws IOException {
    var bytes = Files.readAllBytes(CASES.resolve(file));
    if (!file.startsWith("sp-")) return bytes;
    return new String(bytes, StandardCharsets.UTF_8)
        .replace("{SP_ENTITY_ID}", OURS)
        .replace("{ACS_URL}", OURS + "/callback")
        .getBytes(StandardCharsets.UTF_8);
  }

  private static MetadataRefused refused(MetadataReader reader, byte[] document) {
    return catchThrowableOfType(MetadataRefused.class, () -> reader.read(document));
  }

  @ParameterizedTest
  @MethodSource("files")
  void a_file_is_read_as_the_case_says(String file) throws Exception {
    var expect = expected().get(file);
    if (!expect.get("accept").asBoolean()) {
      assertThat(refused(reader(), bytes(file)).reason())
          .isEqualTo(REASONS.get(expect.get("refuse_reason").asText()));
      return;
    }
    var reader = expect.has("production") ? reader().allowingPlainHttp() : reader();
    var read = reader.read(bytes(file));
    assertThat(read.entityId()).isEqualTo(expect.get("entity_id").asText());
    compareEndpoints(expect.get("sso"), read.ssoServices());
    compareEndpoints(expect.path("slo"), read.sloServices());
    assertThat(fingerprints(read.signingCertificates()))
        .containsExactlyElementsOf(texts(expect.get("signing_certs"), "sha256"));
    for (var other : texts(expect.path("encryption_certs_not_for_signature"), "sha256")) {
      assertThat(fingerprints(read.signingCertificates())).doesNotContain(other);
      assertThat(fingerprints(read.encryptionCertificates())).contains(other);
    }
    if (expect.has("name_id_formats"))
      assertThat(read.nameIdFormats())
          .containsExactlyElementsOf(texts(expect.get("name_id_formats"), null));
    if (expect.has("want_authn_requests_signed"))
      assertThat(read.wantAuthnRequestsSigned())
          .isEqualTo(expect.get("want_authn_requests_signed").asBoolean());
    compareWarnings(expect, read.warnings());
    if (expect.has("production"))
      assertThat(refused(reader(), bytes(file)).reason())
          .isEqualTo(REASONS.get(expect.at("/production/refuse_reason").asText()));
  }

  private static List<String> fingerprints(List<SamlCertificate> certificates) {
    return certificates.stream().map(SamlCertificate::fingerprint).toList();
  }

  private static List<String> texts(JsonNode list, String member) {
    var texts = new ArrayList<String>();
    list.forEach(it -> texts.add(member == null ? it.asText() : it.get(member).asText()));
    return texts;
  }

  private static void compareEndpoints(JsonNode expected, List<Endpoint> read) {
    var wanted = new ArrayList<Endpoint>();
    for (var it : expected) {
      var binding =
          it.get("binding").asText().equals("HTTP-POST") ? Binding.POST : Binding.REDIRECT;
      var location = it.get("location").asText();
      wanted.add(new Endpoint(binding, location, it.path("response_location").asText(location)));
    }
    assertThat(read).containsExactlyElementsOf(wanted);
  }

  /** The cases name certificates by a label, and we by their fingerprint. */
  private static void compareWarnings(JsonNode expect, List<Warning> read) {
    var labels = new HashMap<String, String>();
    for (var certificate : expect.get("signing_certs"))
      labels.put(certificate.get("label").asText(), certificate.get("sha256").asText());
    var wanted = new ArrayList<String>();
    for (var warning : expect.path("warnings")) {
      var parts = warning.asText().split(":");
      wanted.add(parts.length == 1 ? parts[0] : parts[0] + ":" + labels.get(parts[1]));
    }
    var found =
        read.stream()
            .map(
                it ->
                    it.code().startsWith("signing_cert_")
                        ? it.code() + ":" + it.about()
                        : it.code())
            .map(
                it ->
                    wanted.contains(it)
                        ? it
                        : it.replaceFirst(
                            "signing_cert_(expires_soon|expired):",
                            "signing_cert_expires_soon_or_expired:"))
            .toList();
    assertThat(found).containsExactlyInAnyOrderElementsOf(wanted);
  }

  @Test
  void a_refusal_says_what_was_found_instead() throws Exception {
    assertThat(refused(reader(), bytes("valid-until-past.xml")).arguments())
        .containsExactly("2020-01-04T18:02:33Z");
    assertThat(refused(reader(), bytes("html-login-page-instead.xml")).arguments())
        .containsExactly("Sign in to your account");
    assertThat(refused(reader(), bytes("soap-artifact-only.xml")).arguments()).contains("SOAP");
    var stranger =
        new String(bytes("sp-metadata-by-mistake.xml"), StandardCharsets.UTF_8)
            .replace(OURS, "https://sp.other.example");
    var refused = refused(reader(), stranger.getBytes(StandardCharsets.UTF_8));
    assertThat(refused.reason()).isEqualTo(Reason.SERVICE_PROVIDER);
    assertThat(refused.arguments()).containsExactly("https://sp.other.example");
  }

  @Test
  void the_query_of_an_address_is_kept() throws Exception {
    var google = reader().read(bytes("google-workspace.xml"));
    var request =
        new AuthnRequest("_1", NOW, Measure.SP, google.sso(), NameIdFormat.UNSPECIFIED, false);
    assertThat(((Delivery.Redirect) request.deliver(null, false)).url())
        .startsWith(expected().at("/google-workspace.xml/redirect_url_starts_with").asText());
  }

  @Test
  void offered_attributes_and_the_name_are_read() throws Exception {
    var ping = reader().read(bytes("pingone.xml"));
    assertThat(ping.attributes()).isNotEmpty();
    assertThat(ping.attributes()).allSatisfy(it -> assertThat(it.name()).isNotBlank());
  }
}
