package dev.hostedui.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hostedui.identity.connection.IdpCertificate;
import dev.hostedui.identity.connection.OidcSettings;
import dev.hostedui.identity.connection.Protocol;
import dev.hostedui.identity.connection.SamlSettings;
import dev.hostedui.outside.HttpCaller;
import dev.hostedui.protocol.saml.Credential;
import dev.hostedui.protocol.saml.MetadataReader;
import dev.hostedui.testing.Peer;
import dev.hostedui.upstream.Recognized.Certificates;
import dev.hostedui.upstream.Recognized.Credentials;
import dev.hostedui.upstream.Recognized.Guess;
import dev.hostedui.upstream.Recognized.Link;
import dev.hostedui.upstream.Recognized.OpenIdProvider;
import dev.hostedui.upstream.Recognized.Refused;
import dev.hostedui.upstream.Recognized.SamlProvider;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Anything dropped, pasted or typed. */
class RecognitionTest {

  private static final Instant NOW = Instant.parse("2026-05-04T10:00:00Z");
  private static final String OURS = "https://hosted.example/sso/v1/";
  private static final Recognition RECOGNITION =
      new Recognition(
          new MetadataReader(NOW, id -> id.startsWith(OURS + "saml/")), List.of(OURS), false);
  private static final Path METADATA = Path.of("src/test/resources/cases/saml-metadata");
  private static final Credential CREDENTIAL = credential();

  private static Credential credential() {
    try {
      var generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      return Credential.selfSigned(
          generator.generateKeyPair(), "idp", 7, NOW, NOW.plusSeconds(86_400));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Recognized of(String text) {
    return RECOGNITION.of(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String refused(Recognized recognized) {
    assertThat(recognized).isInstanceOf(Refused.class);
    var code = ((Refused) recognized).code();
    assertThat(Refused.codes()).contains(code);
    return code;
  }

  private static String document(String issuer) {
    return "{\"issuer\":\""
        + issuer
        + "\",\"authorization_endpoint\":\"https://idp.example/a\",\"token_endpoint\":"
        + "\"https://idp.example/t\",\"jwks_uri\":\"https://idp.example/k\","
        + "\"end_session_endpoint\":null,\"token_endpoint_auth_methods_supported\":"
        + "[\"client_secret_post\"]}";
  }

  // ------------------------------------------------------------------ files

  @Test
  void metadata_fills_the_settings_of_a_saml_connection() throws IOException {
    var found = (SamlProvider) RECOGNITION.of(Files.readAllBytes(METADATA.resolve("okta.xml")));
    var draft = found.into(SamlSettings.BLANK);
    assertThat(draft.entityId()).isEqualTo("http://www.okta.com/exk1acmecorpTEST0h7");
    assertThat(draft.metadataUrl()).isEmpty();
    assertThat(draft.signOn().address()).startsWith("https://");
    assertThat(draft.certificates()).hasSize(1);
    assertThat(draft.complete(false)).isTrue();
    draft.check(false);
  }

  static List<Object[]> metadata() throws IOException {
    var all = new ArrayList<Object[]>();
    new ObjectMapper()
        .readTree(METADATA.resolve("expected.json").toFile())
        .properties()
        .forEach(
            it -> {
              if (it.getKey().endsWith(".xml"))
                all.add(new Object[] {it.getKey(), it.getValue().path("accept").booleanValue()});
            });
    return all;
  }

  @Test
  void an_address_that_we_had_before_is_ours_as_well() {
    var moved =
        Recognition.at(
            List.of("https://new.example.com", "https://old.example.com"), NOW, "", false);
    for (var ours :
        List.of("https://old.example.com", "https://old.example.com/sso/v1/saml/conn_1/metadata"))
      assertThat(refused(moved.of(ours.getBytes(StandardCharsets.UTF_8))))
          .isEqualTo("dropped_own_address");
  }

  @ParameterizedTest
  @MethodSource("metadata")
  void every_metadata_of_the_cases_is_recognized_or_named(String file, boolean accepted)
      throws IOException {
    // one of them is an installation for trying things out
    var plain = new Recognition(RECOGNITION.reader().allowingPlainHttp(), List.of(OURS), true);
    var found = plain.of(Files.readAllBytes(METADATA.resolve(file)));
    if (accepted) assertThat(found).isInstanceOf(SamlProvider.class);
    else assertThat(refused(found)).startsWith("metadata_");
  }

  @Test
  void a_certificate_is_recognized_in_each_of_its_forms() {
    var certificate = CREDENTIAL.certificate();
    var bare = Base64.getEncoder().encodeToString(certificate.der());
    for (var dropped :
        List.of(
            certificate.der(),
            certificate.pem().getBytes(StandardCharsets.UTF_8),
            ("Bag Attributes\n  friendlyName: x\n" + certificate.pem())
                .getBytes(StandardCharsets.UTF_8),
            ("\ufeff" + certificate.pem().replace("\n", "\r\n")).getBytes(StandardCharsets.UTF_8),
            ("\ufeff" + certificate.pem()).getBytes(StandardCharsets.UTF_16LE),
            bare.getBytes(StandardCharsets.UTF_8),
            bare.replaceAll("(.{64})", "$1\n").getBytes(StandardCharsets.UTF_8))) {
      assertThat(RECOGNITION.of(dropped)).isEqualTo(new Certificates(List.of(certificate)));
    }
    var draft = new Certificates(List.of(certificate, certificate)).into(SamlSettings.BLANK);
    assertThat(draft.certificates()).containsExactly(IdpCertificate.parse(certificate.der()));
    assertThat(new Certificates(List.of(certificate)).into(draft)).isEqualTo(draft);
  }

  @Test
  void a_discovery_document_fills_the_settings_of_an_openid_connection() {
    var found = (OpenIdProvider) of("\n" + document("https://idp.example"));
    var draft = found.into(OidcSettings.BLANK);
    assertThat(draft.issuer()).isEqualTo("https://idp.example");
    assertThat(draft.discovered()).isTrue();
    assertThat(draft.clientAuthentication())
        .isEqualTo(OidcSettings.ClientAuthentication.URL_PARAMS);
    assertThat(draft.endpoints())
        .isEqualTo(
            new OidcSettings.Endpoints(
                "https://idp.example/a", "https://idp.example/t", "", "https://idp.example/k", ""));
    draft.check(false);
    assertThat(refused(of(document("https://login.microsoftonline.com/{tenantid}/v2.0"))))
        .isEqualTo("multi_tenant_issuer");
    assertThat(refused(of(document("http://idp.example")))).isEqualTo("discovery_address_unusable");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"web":{"client_id":"c","client_secret":"s","auth_uri":"https://accounts.google.com/o/oauth2/auth"}} | c | s | https://accounts.google.com
          {"client_id":"c","client_secret":"s","issuer":"https://idp.example/"} | c | s | https://idp.example/
          {"clientId":"c","clientSecret":"s"} | c | s | ``
          {"realm":"acme","auth-server-url":"https://idp.example/","resource":"c","credentials":{"secret":"s"}} | c | s | https://idp.example/realms/acme
          {"appId":"c","displayName":"x"} | c | `` | ``
          {"client_secret":"s"} | `` | s | ``
          """)
  void what_a_client_is_called_is_read_as_vendors_write_it(
      String json, String id, String secret, String issuer) {
    assertThat(of(json)).isEqualTo(new Credentials(id, secret, issuer));
  }

  @Test
  void it_is_read_out_of_lines_as_well() {
    var lines =
        "Client ID: 0oa1acme\r\n  Client secret\ts3cr=t\nIssuer URL = https://idp.example\n";
    var found = (Credentials) of(lines);
    assertThat(found).isEqualTo(new Credentials("0oa1acme", "s3cr=t", "https://idp.example"));
    assertThat(found.toString()).doesNotContain("s3cr");
    assertThat(of("client_id=a\nclient_secret=b")).isEqualTo(new Credentials("a", "b", ""));
    assertThat(found.into(OidcSettings.BLANK).clientId()).isEqualTo("0oa1acme");
    assertThat(new Credentials("", "s", "").into(OidcSettings.BLANK)).isEqualTo(OidcSettings.BLANK);
  }

  // ------------------------------------------------------------------ addresses

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://idp.example/app/exk1/sso/saml/metadata",
        "https://acme.okta.com/app/exk1/sso/saml/metadata",
        "https://idp.example/realms/acme/protocol/saml/descriptor",
        "https://login.microsoftonline.com/t/federationmetadata/2007-06/federationmetadata.xml?appid=7",
        "https://idp.example/.well-known/openid-configuration",
        "accounts.google.com",
        "localhost:8082/idp"
      })
  void an_address_is_one_to_look_at(String text) {
    assertThat(of(" " + text + "\n")).isEqualTo(new Link(text));
    assertThat(of("Metadata URL:\n" + text))
        .isEqualTo(
            text.startsWith("https") ? new Link(text) : new Refused("dropped_unknown", List.of()));
  }

  @Test
  void a_host_with_its_port_and_a_path_is_an_address_without_its_scheme() {
    for (var text : List.of("192.0.2.7:8443/metadata", "idp:8443/saml/descriptor"))
      assertThat(of(text)).isEqualTo(new Link(text));
    assertThat(refused(of("idp:8443/x"))).isEqualTo("issuer_not_an_address");
    assertThat(refused(of("see: 7/x"))).isEqualTo("dropped_unknown");
  }

  @Test
  void what_was_meant_is_asked() {
    var guess = (Guess) of("https://acmecorp-admin.okta.com/admin/app/x");
    assertThat(guess.address().issuer()).isEqualTo("https://acmecorp.okta.com");
    assertThat(of("http://idp.example")).isInstanceOf(Guess.class);
  }

  // ------------------------------------------------------------------ what is no such thing

  /** An expression with a group that repeats had overflown the stack at a thousand labels. */
  @Test
  void a_name_of_any_number_of_labels_is_looked_at() {
    for (var labels : new int[] {10, 1_000, 100_000}) {
      assertThat(refused(of("a.".repeat(labels)))).isEqualTo("dropped_unknown");
      assertThat(of("a.".repeat(labels) + "com")).isNotNull();
    }
  }

  @Test
  void what_is_something_else_is_named() throws IOException, GeneralSecurityException {
    var generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    var pair = generator.generateKeyPair();
    var mime = Base64.getMimeEncoder();
    var key =
        "-----BEGIN PRIVATE KEY-----\n"
            + mime.encodeToString(pair.getPrivate().getEncoded())
            + "\n-----END PRIVATE KEY-----";
    assertThat(refused(of(key))).isEqualTo("certificate_private_key");
    assertThat(refused(of(CREDENTIAL.certificate().pem() + key)))
        .isEqualTo("certificate_private_key");
    assertThat(refused(RECOGNITION.of(pair.getPrivate().getEncoded())))
        .isEqualTo("certificate_private_key");
    assertThat(refused(of("{\"type\":\"service_account\",\"private_key\":\"x\"}")))
        .isEqualTo("dropped_private_key");
    assertThat(refused(RECOGNITION.of(pair.getPublic().getEncoded())))
        .isEqualTo("certificate_public_key");
    assertThat(refused(of("ssh-rsa AAAA x"))).isEqualTo("certificate_public_key");
    assertThat(refused(of(""))).isEqualTo("dropped_empty");
    assertThat(refused(of("\ufeff \n\t"))).isEqualTo("dropped_empty");
    assertThat(refused(RECOGNITION.of(new byte[2 * 1024 * 1024]))).isEqualTo("dropped_too_large");
    assertThat(refused(RECOGNITION.of(zipped()))).isEqualTo("dropped_archive");
    assertThat(refused(of("<!DOCTYPE html><html><title>Sign in</title>")))
        .isEqualTo("metadata_html_page");
    assertThat(refused(of("{\"keys\":[]}"))).isEqualTo("dropped_keys_alone");
    assertThat(refused(of("{\"a\":1}"))).isEqualTo("dropped_other_json");
    assertThat(refused(of("{\"a\":"))).isEqualTo("dropped_other_json");
    assertThat(refused(of("[".repeat(100_000)))).isEqualTo("dropped_other_json");
    assertThat(refused(of("ada@acmecorp.example"))).isEqualTo("dropped_email_address");
    assertThat(refused(of("eyJhbGciOiJub25lIn0.e30."))).isEqualTo("dropped_token");
    assertThat(
            refused(
                of(
                    Base64.getEncoder()
                        .encodeToString(
                            "<samlp:Response xmlns:samlp=\"x\"/>"
                                .getBytes(StandardCharsets.UTF_8)))))
        .isEqualTo("dropped_saml_response");
    assertThat(refused(of("<samlp:Response xmlns:samlp=\"urn:x\"/>")))
        .isEqualTo("metadata_not_metadata");
    assertThat(refused(of("see https://a.example and https://b.example")))
        .isEqualTo("dropped_several_addresses");
    assertThat(refused(of("https://entra.microsoft.com/#view"))).isEqualTo("issuer_of_portal");
    assertThat(refused(of("what is this"))).isEqualTo("dropped_unknown");
    assertThat(refused(of("x".repeat(1_000_000)))).isEqualTo("dropped_unknown");
  }

  private static byte[] zipped() throws IOException {
    var out = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry("metadata.xml"));
    }
    return out.toByteArray();
  }

  @Test
  void what_we_gave_them_is_ours() {
    assertThat(refused(of(OURS + "saml/conn_1/metadata"))).isEqualTo("dropped_own_address");
    assertThat(refused(of("HTTPS://hosted.example/sso/v1/oidc/conn_1/callback")))
        .isEqualTo("dropped_own_address");
    var base = OURS.replace("/sso/v1/", "");
    for (var rest : List.of("", "/", "/.well-known/openid-configuration"))
      assertThat(refused(of(base + rest))).as(rest).isEqualTo("dropped_own_address");
    assertThat(of(base + "/elsewhere")).isInstanceOf(Link.class);
    var own =
        "<EntityDescriptor xmlns=\"urn:oasis:names:tc:SAML:2.0:metadata\" entityID=\""
            + OURS
            + "saml/conn_1\"><SPSSODescriptor protocolSupportEnumeration="
            + "\"urn:oasis:names:tc:SAML:2.0:protocol\"/></EntityDescriptor>";
    assertThat(refused(of(own))).isEqualTo("metadata_own_file");
    assertThat(refused(of(own.replace(OURS, "https://other.example/"))))
        .isEqualTo("metadata_service_provider");
  }

  // ------------------------------------------------------------------ looking at addresses

  private interface Look {
    Recognized at(String address, Protocol wanted);
  }

  private static void with(String body, String discovery, Consumer<Look> test) throws IOException {
    var recognition =
        new Recognition(
            new MetadataReader(NOW, id -> false).allowingPlainHttp(), List.of(OURS), true);
    var base = new AtomicReference<>("");
    try (var server =
            new Peer(
                socket ->
                    Peer.answer(
                        socket,
                        new AtomicReference<>(),
                        request ->
                            request.contains("/.well-known/openid-configuration")
                                ? page(discovery.replace("BASE", base.get()))
                                : page(body)));
        var caller = new HttpCaller(true)) {
      base.set("http://127.0.0.1:" + server.port());
      var lookup = new Lookup(new UpstreamDocuments(caller, true));
      test.accept(
          (path, wanted) ->
              lookup.look(
                  (base.get() + path).getBytes(StandardCharsets.UTF_8), wanted, recognition));
    }
  }

  private static String page(String body) {
    var length = body.getBytes(StandardCharsets.UTF_8).length;
    return "HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n\r\n" + body;
  }

  @Test
  void an_address_of_metadata_is_read_and_kept() throws IOException {
    var xml = Files.readString(METADATA.resolve("keycloak.xml"));
    with(
        xml,
        "",
        look -> {
          for (var wanted : Protocol.values()) {
            var found = (SamlProvider) look.at("/realms/acme/protocol/saml/descriptor", wanted);
            assertThat(found.address()).endsWith("/realms/acme/protocol/saml/descriptor");
            assertThat(found.into(SamlSettings.BLANK).metadataUrl()).isEqualTo(found.address());
            assertThat(look.at("/unnamed", wanted)).isInstanceOf(SamlProvider.class);
          }
        });
  }

  @Test
  void metadata_is_found_wherever_it_stands_when_that_is_looked_for() throws IOException {
    with(
        Files.readString(METADATA.resolve("keycloak.xml")),
        "",
        look -> {
          for (var path :
              List.of(
                  "/.well-known/samlidp.xml",
                  "/.well-known/samlidp/App",
                  "/sso?entity=1",
                  "/idp#tab")) {
            var found = look.at(path, Protocol.SAML);
            assertThat(found).as(path).isInstanceOf(SamlProvider.class);
            assertThat(((SamlProvider) found).address()).endsWith(path.replace("#tab", ""));
          }
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://acme-admin.okta.com/admin/app/acme_1/instance/0oa1/#tab-signon",
        "https://acme.okta.com/app/exk1/sso/saml",
        "https://admin.google.com/ac/apps/unified",
        "https://acme.onelogin.com/admin2/apps/12",
        "https://fs.acme.example/adfs/ls/IdpInitiatedSignOn.aspx",
        "https://manage.auth0.com/dashboard/eu/acme/applications",
        "https://console.jumpcloud.com/#/sso",
        "https://portal.azure.com/#view/x",
        "entra.microsoft.com"
      })
  void a_page_that_people_sign_in_to_is_no_metadata_and_no_other_protocol(String page)
      throws IOException {
    try (var caller = new HttpCaller(true)) {
      var found =
          new Lookup(new UpstreamDocuments(caller, true))
              .look(page.getBytes(StandardCharsets.UTF_8), Protocol.SAML, RECOGNITION);
      assertThat(refused(found)).isEqualTo("dropped_page_of_portal");
      assertThat(((Refused) found).arguments()).containsExactly(page);
    }
  }

  @Test
  void an_issuer_is_found_whatever_it_was_wanted_for() throws IOException {
    with(
        "<!doctype html><title>Welcome</title>",
        document("BASE").replace("https:", "http:"),
        look -> {
          for (var wanted : Protocol.values()) {
            var found = (OpenIdProvider) look.at("", wanted);
            assertThat(found.metadata().issuer()).startsWith("http://127.0.0.1:");
            assertThat(look.at("/.well-known/openid-configuration", wanted)).isEqualTo(found);
          }
          // it answers for itself only
          assertThat(refused(look.at("/other", Protocol.OIDC)))
              .isEqualTo("discovery_issuer_differs");
        });
  }

  @Test
  void where_nothing_is_found_it_is_said_what_was_there_first() throws IOException {
    with(
        "<!doctype html><title>Sign in</title><input type=password>",
        "<!doctype html><title>Not here</title>",
        look -> {
          var saml = (Refused) look.at("/metadata", Protocol.SAML);
          assertThat(saml.code()).isEqualTo("fetch_sign_in_page");
          assertThat(saml.arguments()).containsExactly("127.0.0.1", "Sign in");
          assertThat(refused(look.at("/x", Protocol.OIDC))).isEqualTo("fetch_web_page");
          assertThat(refused(look.at("/x", Protocol.SAML))).isEqualTo("fetch_sign_in_page");
        });
  }

  @Test
  void every_refusal_has_a_code_of_its_own() {
    assertThat(Refused.codes()).hasSizeGreaterThan(60).allMatch(it -> it.matches("[a-z_0-9]+"));
  }
}
