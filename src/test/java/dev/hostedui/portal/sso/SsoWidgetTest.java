package dev.hostedui.portal.sso;

import static dev.hostedui.testing.People.ADA;
import static dev.hostedui.testing.People.GUS;
import static dev.hostedui.testing.People.IVY;
import static dev.hostedui.testing.People.MAX;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.hostedui.identity.connection.ConnectionId;
import dev.hostedui.identity.connection.IdpCertificate;
import dev.hostedui.identity.connection.Protocol;
import dev.hostedui.identity.connection.PublishedSettings;
import dev.hostedui.identity.connection.SamlSettings;
import dev.hostedui.identity.emaildomain.EmailDomainId;
import dev.hostedui.protocol.upstream.Check;
import dev.hostedui.protocol.upstream.Examination;
import dev.hostedui.testing.Answer;
import dev.hostedui.testing.ConnectionSamples;
import dev.hostedui.testing.Identity;
import dev.hostedui.testing.Ports;
import dev.hostedui.testing.SamlMint;
import dev.hostedui.testing.TestApp;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.jsoup.parser.Parser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The Single Sign On page. */
class SsoWidgetTest {

  private static final String PAGE = "/ui/organization/sso";
  private static final String READER =
      "UPDATE roles SET effective_permissions = effective_permissions || ' sk_org_sso_read' WHERE"
          + " name = 'member'";

  @RegisterExtension static final TestApp app = TestApp.start();

  private static String[] saml(String way, String... typed) {
    var names =
        List.of(
            "idp_metadata_url", "idp_metadata", "idp_entity_id", "idp_sso_url", "idp_certificates");
    var form = new ArrayList<>(List.of("way", way, "base", "0"));
    for (var name : names) form.addAll(List.of(name, ""));
    for (var i = 0; i < typed.length; i += 2) {
      var at = form.indexOf(typed[i]);
      if (at < 0) form.addAll(List.of(typed[i], typed[i + 1]));
      else form.set(at + 1, typed[i + 1]);
    }
    return form.toArray(String[]::new);
  }

  private static String[] oidc(String clientId, String secret, String issuer) {
    return new String[] {
      "base", "0", "client_id", clientId, "client_secret", secret, "issuer", issuer
    };
  }

  private TestApp.Browser chosen(String provider, String protocol) {
    var ada = app.as(ADA, "acmecorp");
    assertThat(ada.post(PAGE + "/provider", "provider", provider, "protocol", protocol).status())
        .isEqualTo(303);
    return ada;
  }

  /** Okta by SAML, with its metadata saved. */
  private TestApp.Browser configured() {
    var ada = chosen("OKTA", "SAML");
    assertThat(
            ada.post(
                PAGE + "/configuration",
                saml("FILE", "idp_metadata", ConnectionSamples.metadata("okta.xml"))))
        .extracting(Answer::status)
        .isEqualTo(303);
    return ada;
  }

  private TestApp.Browser enabled() {
    var ada = configured();
    assertThat(ada.post(PAGE + "/enabling", "version", "1", "untested", "true").status())
        .isEqualTo(303);
    return ada;
  }

  private String stored() {
    return app.one(
        "SELECT provider || ' ' || protocol || ' ' || status || ' ' || CASE WHEN enabled_at IS NULL"
            + " THEN 'off' ELSE 'on' END FROM connections");
  }

  private String state(int version) {
    return app.one("SELECT state FROM connection_versions WHERE number = " + version);
  }

  // ------------------------------------------------------------------ who sees it

  @Test
  void it_shows_only_to_those_who_may_and_where_it_is_switched_on() {
    assertThat(app.as(MAX).get(PAGE).status()).isEqualTo(403);
    assertThat(app.as(GUS).get(PAGE).status()).isEqualTo(403);
    assertThat(
            app.as(MAX).post(PAGE + "/provider", "provider", "OKTA", "protocol", "SAML").status())
        .isEqualTo(403);
    assertThat(app.count("connections")).isZero();
    app.arrange("UPDATE organizations SET features = '' WHERE slug = 'acmecorp'");
    var page = app.as(ADA, "acmecorp").get("/ui/organization/general");
    assertThat(page.texts("#menu a")).doesNotContain("Single Sign On");
  }

  @Test
  void who_may_only_look_reads_that_nothing_is_configured_yet() {
    app.arrange(READER);
    var page = app.as(MAX).get(PAGE);

    assertThat(page.status()).isEqualTo(200);
    assertThat(page.text(".empty h2")).isEqualTo("Single sign-on is not configured yet");
    assertThat(page.has("form.choose")).isFalse();
  }

  @Test
  void who_may_only_look_can_press_nothing() {
    enabled();
    app.arrange(READER);
    var max = app.as(MAX);
    var page = max.get(PAGE + "?edit");

    assertThat(page.has("#widget form, #widget details.menu")).isFalse();
    assertThat(page.text(".said")).contains("https://acmecorp.okta.example/app/");
    assertThat(page.text(".provider-head .pill")).isEqualTo("Enabled");
    var settings = max.get(PAGE + "/settings");
    assertThat(settings.elements("#widget input:not([type=hidden]):not([disabled])")).isEmpty();
    assertThat(settings.has("#people-save")).isFalse();
    for (var path : List.of("/disabling", "/live", "/discarding", "/former", "/enabling", "/test"))
      assertThat(max.post(PAGE + path, "version", "1").status()).as(path).isEqualTo(403);
    assertThat(max.post(PAGE + "/configuration", saml("MANUAL")).status()).isEqualTo(403);
    assertThat(max.post(PAGE + "/settings/people").status()).isEqualTo(403);
    assertThat(stored()).endsWith("on");
  }

  @Test
  void another_site_cannot_post_to_it() {
    var ada = app.as(ADA, "acmecorp");
    var answer =
        ada.with("Sec-Fetch-Site", "cross-site")
            .post(PAGE + "/provider", "provider", "OKTA", "protocol", "SAML");
    assertThat(answer.status()).isEqualTo(403);
    assertThat(app.count("connections")).isZero();
  }

  @Test
  void another_organization_sees_nothing_of_it() {
    configured();
    var ivy = app.as(IVY);
    var page = ivy.get(PAGE);

    assertThat(page.text("legend")).isEqualTo("Choose your identity provider");
    assertThat(ivy.post(PAGE + "/configuration", saml("MANUAL")).status()).isEqualTo(404);
    assertThat(ivy.post(PAGE + "/test", "version", "1").status()).isEqualTo(404);
    assertThat(ivy.get(PAGE + "/enabling").text("main"))
        .contains("Choose an identity provider first.")
        .doesNotContain("removed");
    assertThat(app.count("connection_versions")).isEqualTo(1);
  }

  // ------------------------------------------------------------------ choosing

  @Test
  void eight_providers_stand_in_a_grid_of_radio_buttons() {
    var page = app.as(ADA, "acmecorp").get(PAGE);
    assertThat(page.texts(".provider .strong"))
        .containsExactly(
            "Okta",
            "OneLogin",
            "Google Workspace",
            "Entra ID (Azure AD)",
            "Ping Identity",
            "JumpCloud",
            "AD FS",
            "Custom Provider",
            "SAML 2.0",
            "OIDC - OpenID Connect");
    assertThat(page.elements("input[type=radio][checked]")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"OKTA,''", "'',SAML", "NOBODY,SAML", "OKTA,LDAP"})
  void both_have_to_be_chosen(String provider, String protocol) {
    var answer =
        app.as(ADA, "acmecorp")
            .post(PAGE + "/provider", "provider", provider, "protocol", protocol);
    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.text("#choose-error")).startsWith("Choose ");
    assertThat(answer.has(".providers[tabindex=-1][aria-invalid=true]")).isTrue();
    if (provider.equals("OKTA"))
      assertThat(answer.element("#provider-OKTA").hasAttr("checked")).isTrue();
    assertThat(app.count("connections")).isZero();
  }

  @Test
  void ad_fs_speaks_saml_whatever_is_chosen() {
    chosen("ADFS", "OIDC");
    assertThat(stored()).isEqualTo("ADFS SAML DRAFT off");
    assertThat(app.events()).endsWith("organization.sso_created");
  }

  @ParameterizedTest
  @CsvSource({
    "OKTA,SAML",
    "ONELOGIN,SAML",
    "GOOGLE,SAML",
    "MICROSOFT_AD,SAML",
    "PING_IDENTITY,SAML",
    "JUMPCLOUD,SAML",
    "ADFS,SAML",
    "CUSTOM,SAML",
    "OKTA,OIDC",
    "ONELOGIN,OIDC",
    "GOOGLE,OIDC",
    "MICROSOFT_AD,OIDC",
    "PING_IDENTITY,OIDC",
    "JUMPCLOUD,OIDC",
    "CUSTOM,OIDC",
  })
  void each_guide_brings_the_values_of_this_connection(String provider, String protocol) {
    var page = chosen(provider, protocol).get(PAGE);
    var address =
        app.app().core().config.issuer()
            + "/sso/v1/"
            + protocol.toLowerCase(Locale.ROOT)
            + "/"
            + app.one("SELECT id FROM connections")
            + "/callback";

    assertThat(page.status()).isEqualTo(200);
    assertThat(page.texts(".step h2"))
        .containsExactly(
            "Service Provider Details",
            "Configure Attributes",
            "Identity Provider Configuration",
            "Assign users/groups",
            "Test Single Sign-On",
            "Enable Single Sign-On");
    assertThat(page.texts(".copied code")).contains(address);
    assertThat(page.element("[data-copy='" + address + "']").tagName()).isEqualTo("button");
    assertThat(page.has("#configuration-save")).isTrue();
    assertThat(page.has("#run-test")).isFalse();
  }

  @Test
  void another_provider_can_be_chosen_while_it_was_never_enabled() {
    var ada = configured();
    assertThat(ada.get(PAGE).texts(".menu-items a")).contains("Change provider");
    assertThat(ada.get(PAGE + "/provider").element("#provider-OKTA").hasAttr("checked")).isTrue();
    ada.post(PAGE + "/provider", "provider", "CUSTOM", "protocol", "OIDC");
    assertThat(stored()).isEqualTo("CUSTOM OIDC DRAFT off");
    assertThat(app.count("connection_versions")).isZero();
  }

  @Test
  void once_enabled_the_provider_stays() {
    var ada = enabled();
    ada.post(PAGE + "/disabling");
    assertThat(ada.get(PAGE).texts(".menu-items a")).doesNotContain("Change provider");
    assertThat(ada.get(PAGE + "/provider").status()).isEqualTo(409);
    assertThat(ada.post(PAGE + "/provider", "provider", "CUSTOM", "protocol", "OIDC").status())
        .isEqualTo(409);
    assertThat(stored()).isEqualTo("OKTA SAML COMPLETED off");
  }

  // ------------------------------------------------------------------ step 3, SAML

  @Test
  void metadata_is_read_and_what_was_found_is_told() {
    var ada = configured();
    var page = ada.get(PAGE);

    assertThat(stored()).isEqualTo("OKTA SAML COMPLETED off");
    assertThat(page.toast()).startsWith("The configuration is saved. Test it next.");
    assertThat(page.text(".said"))
        .contains("http://www.okta.com/exk1acmecorpTEST0h7", "acmecorp.okta.example");
    assertThat(page.text(".calendar"))
        .contains("CN=acmecorp-okta", "25 Apr 2044", "SHA-256 8D:59:A7:CE:F7", "Valid");
    assertThat(page.elements(".step.done")).hasSize(3);
    assertThat(page.has("#run-test")).isTrue();
    assertThat(app.one("SELECT settings FROM connection_versions"))
        .contains("\"email\":\"email\"", "\"given_name\":\"firstName\"");
  }

  @ParameterizedTest
  @CsvSource({
    "sp-metadata-by-mistake.xml,service provider",
    "html-login-page-instead.xml,web page",
    "soap-artifact-only.xml,HTTP-POST is needed",
  })
  void what_is_no_metadata_is_named_beside_its_field_and_kept(String file, String words) {
    var ada = chosen("OKTA", "SAML");
    var answer =
        ada.post(
            PAGE + "/configuration",
            saml("FILE", "idp_metadata", ConnectionSamples.metadata(file)));

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.text("#idp_metadata-error")).contains(words, "Nothing was saved.");
    assertThat(answer.element("#idp_metadata").attr("aria-invalid")).isEqualTo("true");
    assertThat(answer.text("#idp_metadata")).isNotEmpty();
    assertThat(answer.element("#way-FILE").hasAttr("checked")).isTrue();
    assertThat(app.count("connection_versions")).isZero();
  }

  @Test
  void our_own_file_is_known_again() {
    var ada = chosen("OKTA", "SAML");
    var ours =
        ConnectionSamples.metadata("sp-metadata-by-mistake.xml")
            .replace(
                "{SP_ENTITY_ID}",
                app.app().core().config.issuer()
                    + "/sso/v1/saml/"
                    + app.one("SELECT id FROM connections"));
    assertThat(
            ada.post(PAGE + "/configuration", saml("FILE", "idp_metadata", ours))
                .text("#idp_metadata-error"))
        .startsWith("This is our own metadata");
  }

  @Test
  void a_document_that_is_too_large_is_said_to_be() {
    var ada = chosen("OKTA", "SAML");
    var large = "<a>" + "x".repeat(1024 * 1024) + "</a>";
    assertThat(
            ada.post(PAGE + "/configuration", saml("FILE", "idp_metadata", large))
                .text("#idp_metadata-error"))
        .contains("1 MiB");
  }

  @Test
  void by_hand_all_that_is_missing_is_said_at_once_and_what_was_typed_is_kept() {
    var ada = chosen("ADFS", "SAML");
    var answer =
        ada.post(
            PAGE + "/configuration",
            saml("MANUAL", "idp_certificates", "not a certificate", "idp_sso_url", ""));

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.text("#idp_entity_id-error")).isEqualTo("Enter the entity ID.");
    assertThat(answer.text("#idp_sso_url-error")).isEqualTo("Enter the address.");
    assertThat(answer.text("#idp_certificates-error")).startsWith("This is no certificate.");
    assertThat(answer.text("#idp_certificates")).isEqualTo("not a certificate");
    assertThat(answer.text("label[for=idp_sso_url]")).isEqualTo("SAML 2.0/WS-Federation URL");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ftp://x                 | https://idp.example                            | Enter a web address
          https://idp..example/m  | https://idp.example                            | idp..example is no name of a server
          https://u:pw@idp.example/| https://idp.example                           | Leave out the user name
          https://idp.example/sso | long                                           | ''
          """)
  void by_hand_each_fault_stands_at_its_field_at_once(
      String signOn, String entityId, String ofSignOn) {
    var ada = chosen("ADFS", "SAML");
    var tooLong = entityId.equals("long");
    var answer =
        ada.post(
            PAGE + "/configuration",
            saml(
                "MANUAL",
                "idp_entity_id",
                tooLong ? "x".repeat(3_000) : entityId,
                "idp_sso_url",
                signOn,
                "idp_certificates",
                "bad"));
    assertThat(answer.text("#idp_certificates-error")).startsWith("This is no certificate.");
    assertThat(answer.text("#idp_sso_url-error")).startsWith(ofSignOn);
    assertThat(answer.text("#idp_entity_id-error")).contains(tooLong ? "1024" : "");
    assertThat(answer.has("#idp_entity_id-error")).isEqualTo(tooLong);
  }

  @Test
  void by_hand_our_own_addresses_are_known_again_and_a_certificate_out_of_its_time_is_told_of() {
    var ada = chosen("ADFS", "SAML");
    var ours = "http://localhost:8080/sso/v1/saml/" + app.one("SELECT id FROM connections");
    var refused =
        ada.post(
            PAGE + "/configuration",
            byHand(ours, ours + "/callback", SamlMint.credential("idp").certificate().pem()));
    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.text("#idp_entity_id-error")).startsWith("This is one of our own addresses");
    assertThat(refused.text("#idp_sso_url-error")).startsWith("This is one of our own addresses");
    assertThat(app.count("connection_versions")).isZero();

    var now = app.clock().instant();
    for (var days : List.of(List.of(-20, -1), List.of(1, 400))) {
      var saved =
          ada.post(
              PAGE + "/configuration",
              byHand(
                  "https://idp.example",
                  "https://idp.example/sso",
                  ConnectionSamples.certificate(
                      now.plus(Duration.ofDays(days.get(0))),
                      now.plus(Duration.ofDays(days.get(1))))));
      assertThat(ada.follow(saved).text("#toasts"))
          .contains(
              "The configuration is saved.",
              days.get(0) < 0
                  ? "A signing certificate has ended."
                  : "A signing certificate is not valid yet.");
    }
  }

  @Test
  void what_a_program_saved_without_a_certificate_says_that_it_is_missing() {
    var ada = chosen("ADFS", "SAML");
    var id = new ConnectionId(app.one("SELECT id FROM connections"));
    ada.post(
        PAGE + "/configuration",
        byHand(
            "https://idp.example",
            "https://idp.example/sso",
            SamlMint.credential("idp").certificate().pem()));
    assertThat(ada.get(PAGE).has("#missing")).isFalse();
    var versions = app.app().core().connectionVersions;
    var draft = Objects.requireNonNull(versions.of(id).draft());
    var saved = (SamlSettings) draft.settings();
    versions.save(
        Identity.INTERNAL,
        app.organization("acmecorp"),
        id,
        draft.number(),
        saved.with(List.of()),
        null);
    assertThat(ada.get(PAGE).text("#step-3 #missing"))
        .isEqualTo("The signing certificate is missing. Add it under Edit configuration.");
  }

  @Test
  void by_hand_another_provider_keeps_nothing_of_how_the_one_before_was_reached() {
    var id = new ConnectionId(enabledId());
    var core = app.app().core();
    var was = (SamlSettings) core.connectionRoutes.live(id).orElseThrow().version().settings();
    var post = SamlSettings.Binding.HTTP_POST;
    core.connectionVersions.save(
        Identity.INTERNAL,
        app.organization("acmecorp"),
        id,
        1,
        new SamlSettings(
            was.metadataUrl(),
            was.entityId(),
            new SamlSettings.SignOn(was.signOn().address(), post),
            new SamlSettings.Logout(
                "https://okta.example/slo", "https://okta.example/done", post, true),
            was.certificates(),
            was.nameIdFormat(),
            was.signing(),
            was.requestsSigned(),
            was.assertionsEncrypted(),
            was.forceAuthentication(),
            was.mapping()),
        null);
    core.connectionVersions.makeLive(Identity.INTERNAL, app.organization("acmecorp"), id, 2, true);
    var ada = app.as(ADA, "acmecorp");
    var certificate = SamlMint.credential("idp").certificate().pem();

    ada.post(
        PAGE + "/configuration", byHand(was.entityId(), "https://moved.example/sso", certificate));
    assertThat(ada.get(PAGE).text("#step-3"))
        .contains("https://moved.example/sso (HTTP-POST)", "https://okta.example/slo");

    ada.post(
        PAGE + "/configuration",
        byHand("https://another.example", "https://another.example/sso", certificate));
    assertThat(ada.get(PAGE).text("#step-3"))
        .contains("https://another.example/sso (HTTP-Redirect)")
        .doesNotContain("Single Logout URL", "okta.example/slo");
    assertThat(ada.get(PAGE).text(".draft")).contains("logout URL");
    var draft = core.connectionVersions.of(id).draft();
    assertThat(draft == null ? null : ((SamlSettings) draft.settings()).logout())
        .isEqualTo(SamlSettings.Logout.NONE);
  }

  private String enabledId() {
    enabled();
    return app.one("SELECT id FROM connections");
  }

  private String[] byHand(String entityId, String signOn, String certificates) {
    var form =
        saml(
            "MANUAL",
            "idp_entity_id",
            entityId,
            "idp_sso_url",
            signOn,
            "idp_certificates",
            certificates);
    form[3] = app.one("SELECT COALESCE(MAX(number), 0) FROM connection_versions");
    return form;
  }

  @Test
  void what_speaks_the_other_protocol_is_said_with_what_can_be_done_whether_it_was_enabled_or_not()
      throws IOException {
    var server = publishing("");
    try {
      var there = "http://localhost:" + server.getAddress().getPort();
      var answer =
          chosen("CUSTOM", "SAML")
              .post(PAGE + "/configuration", saml("ADDRESS", "idp_metadata_url", there));
      assertThat(answer.text("#idp_metadata_url-error"))
          .startsWith("This is an OpenID Connect provider")
          .contains("change the provider under Actions", "ask the people who run the app");
    } finally {
      server.stop(0);
    }
  }

  @Test
  void signs_that_are_shown_in_the_place_of_a_secret_are_none() throws IOException {
    var server = publishing("");
    try {
      var there = "http://localhost:" + server.getAddress().getPort();
      var ada = chosen("CUSTOM", "OIDC");
      for (var shown : List.of("********", "\u2022\u2022\u2022\u2022\u2022\u2022\u2022\u2022")) {
        var answer = ada.post(PAGE + "/configuration", oidc("client-1", shown, there));
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.text("#client_secret-error")).contains("Enter the secret itself");
      }
      assertThat(ada.post(PAGE + "/configuration", oidc("client-1", "se*ret", there)).status())
          .isEqualTo(303);
    } finally {
      server.stop(0);
    }
  }

  @Test
  void what_is_wrong_with_an_openid_provider_and_its_client_is_said_at_once() {
    var ada = chosen("CUSTOM", "OIDC");
    for (var issuer : List.of("", "https://idp example", "https://idp..example")) {
      var answer =
          ada.post(
              PAGE + "/configuration",
              "base",
              "0",
              "client_id",
              "",
              "client_secret",
              "",
              "issuer",
              issuer);
      assertThat(answer.status()).isEqualTo(422);
      assertThat(answer.has("#issuer-error")).isTrue();
      assertThat(answer.text("#client_id-error")).isEqualTo("Enter the client ID.");
      assertThat(answer.text("#client_secret-error")).startsWith("Enter the client secret");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          https://idp example/metadata      | Leave out the blanks: there are none in an address.
          https://idp..example/m            | idp..example is no name of a server
          https://idp..example/metadata     | idp..example is no name of a server
          https://your_company.okta.com/m   | your_company.okta.com is no name of a server
          https://user:pw@idp.example/m     | Leave out the user name in front of
          https://user:pw@idp.example/metadata | Leave out the user name in front of
          https://münchen.example/m         | Write the name of the server with plain letters
          https://idp.example/%zz           | Enter the address of the metadata, like https://idp.your-company.com/metadata.
          https://idp.example/%zz/metadata  | Enter the address of the metadata, like https://idp.your-company.com/metadata.
          https://idp                       | Enter the address of the metadata, like https://idp.your-company.com/metadata.
          """)
  void of_a_faulty_address_of_metadata_it_is_said_what_is_wrong(String address, String words) {
    var answer =
        chosen("CUSTOM", "SAML")
            .post(PAGE + "/configuration", saml("ADDRESS", "idp_metadata_url", address));
    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.text("#idp_metadata_url-error")).startsWith(words);
  }

  @Test
  void where_there_is_nothing_to_make_live_discard_or_put_back_it_is_said_so() {
    var ada = configured();
    assertThat(ada.get(PAGE + "/former").text("main"))
        .contains("There is no earlier version to put back.");
    var ivy = app.as(IVY, "initech");
    ivy.post(PAGE + "/provider", "provider", "OKTA", "protocol", "SAML");
    for (var version : List.of("live", "discarding"))
      assertThat(ivy.get(PAGE + "/" + version).text("main"))
          .contains("There is no draft any more, or none yet.");
  }

  @Test
  void a_private_key_is_named_as_one() {
    var ada = chosen("ADFS", "SAML");
    var answer =
        ada.post(
            PAGE + "/configuration",
            saml(
                "MANUAL",
                "idp_entity_id",
                "http://adfs.example/adfs/services/trust",
                "idp_sso_url",
                "https://adfs.example/adfs/ls",
                "idp_certificates",
                "-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----"));
    assertThat(answer.text("#idp_certificates-error")).startsWith("This is a private key");
  }

  @Test
  void an_address_that_brings_nothing_is_said_to() {
    var ada = chosen("OKTA", "SAML");
    var nowhere = "http://localhost:" + Ports.free() + "/metadata";
    var answer = ada.post(PAGE + "/configuration", saml("ADDRESS", "idp_metadata_url", nowhere));
    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.text("#idp_metadata_url-error")).startsWith("Nothing answers at localhost.");
    assertThat(answer.element("#idp_metadata_url").attr("value")).isEqualTo(nowhere);
  }

  @Test
  void values_that_are_saved_can_be_edited_and_stay_until_they_are() {
    var ada = configured();
    assertThat(ada.get(PAGE).has("#configuration-save")).isFalse();
    var form = ada.get(PAGE + "?edit");

    assertThat(form.element("#idp_entity_id").attr("value"))
        .isEqualTo("http://www.okta.com/exk1acmecorpTEST0h7");
    assertThat(form.text("#idp_certificates")).startsWith("-----BEGIN CERTIFICATE-----");
    assertThat(form.text("#configuration-save")).isEqualTo("Update");
    var again =
        ada.post(
            PAGE + "/configuration",
            saml(
                "MANUAL",
                "base",
                "1",
                "idp_entity_id",
                "https://other.example",
                "idp_sso_url",
                form.element("#idp_sso_url").attr("value"),
                "idp_certificates",
                form.element("#idp_certificates").wholeText()));
    assertThat(again.status()).isEqualTo(303);
    assertThat(ada.get(PAGE).text(".said")).contains("https://other.example");
  }

  // ------------------------------------------------------------------ step 3, as it is shown

  /** Every provider with a guide, and what it speaks. */
  static Stream<Arguments> guided() {
    return Guide.ofProgram().all().stream()
        .flatMap(guide -> guide.protocols().stream().map(it -> Arguments.of(guide.provider(), it)));
  }

  /** What a browser sends of a form that nobody has typed into, with what is typed instead. */
  private static String[] filledIn(Element form, Map<String, String> typed) {
    var sent = new ArrayList<String>();
    for (var field : form.select("input[name], textarea[name], select[name]")) {
      if (field.attr("type").equals("radio") && !field.hasAttr("checked")) continue;
      var value = field.tagName().equals("textarea") ? field.wholeText() : field.val();
      sent.addAll(List.of(field.attr("name"), typed.getOrDefault(field.attr("name"), value)));
    }
    return sent.toArray(String[]::new);
  }

  /** Serves the metadata of a provider, and the discovery document of another. */
  private static HttpServer publishing(String metadata) throws IOException {
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    var discovery =
        """
        {"issuer":"ISS","authorization_endpoint":"ISS/a","token_endpoint":"ISS/t",
         "jwks_uri":"ISS/k","response_types_supported":["code"],
         "subject_types_supported":["public"],
         "id_token_signing_alg_values_supported":["RS256"]}
        """
            .replace("ISS", "http://localhost:" + server.getAddress().getPort());
    server.createContext(
        "/",
        exchange -> {
          var path = exchange.getRequestURI().getPath();
          var body =
              (path.equals("/metadata") ? metadata : discovery).getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    return server;
  }

  @ParameterizedTest
  @MethodSource("guided")
  void what_a_guide_offers_can_be_saved_in_each_of_its_ways(String provider, Protocol protocol)
      throws IOException {
    var metadata = ConnectionSamples.metadata("okta.xml");
    var server = publishing(metadata);
    try {
      var there = "http://localhost:" + server.getAddress().getPort();
      var known =
          protocol == Protocol.SAML ? "http://www.okta.com/exk1acmecorpTEST0h7" : there + "/t";
      var ada = chosen(provider, protocol.name());
      var typed = new HashMap<String, String>();
      typed.put("idp_metadata_url", there + "/metadata");
      typed.put("idp_metadata", metadata);
      typed.put("idp_entity_id", known);
      typed.put("idp_sso_url", "https://acmecorp.okta.example/app/sso");
      typed.put(
          "idp_certificates",
          Jsoup.parse(metadata, Parser.xmlParser()).getElementsByTag("ds:X509Certificate").text());
      typed.put("issuer", there);
      typed.put("client_id", "client-1");
      typed.put("client_secret", "a-secret-of-32-characters-c0ffee");
      var ways = ada.get(PAGE).elements(".way input[name=way]").stream().map(Element::val).toList();
      assertThat(ways.isEmpty()).isEqualTo(protocol == Protocol.OIDC);
      for (var way : ways.isEmpty() ? List.of("") : ways) {
        typed.put("way", way);
        var form = ada.get(PAGE + "?edit").element("form:has(#configuration-save)");
        var answer = ada.post(PAGE + "/configuration", filledIn(form, typed));
        assertThat(answer.status()).as(way + " " + answer.texts("[id$=-error]")).isEqualTo(303);
        assertThat(ada.get(PAGE).text(".said")).as(way).contains(known);
      }
      assertThat(stored()).contains("COMPLETED");
    } finally {
      server.stop(0);
    }
  }

  @Test
  void a_way_that_a_guide_does_not_offer_is_not_taken() {
    var ada = chosen("GOOGLE", "SAML");
    var answer =
        ada.post(PAGE + "/configuration", "base", "0", "way", "ADDRESS", "idp_metadata_url", "x");
    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.text("#idp_metadata-error")).isNotEmpty();
    assertThat(answer.has("#configuration-save")).isTrue();
  }

  // ------------------------------------------------------------------ step 3, OpenID Connect

  @Test
  void a_secret_is_never_shown_again() throws IOException {
    var server = publishing("");
    try {
      var there = "http://localhost:" + server.getAddress().getPort();
      var ada = chosen("CUSTOM", "OIDC");
      var secret = "a-secret-of-32-characters-c0ffee";
      var saved = ada.post(PAGE + "/configuration", oidc("client-1", secret, there));
      assertThat(saved.status()).isEqualTo(303);
      var page = ada.get(PAGE);

      assertThat(page.text(".said")).contains("client-1", "********ffee", there + "/t");
      assertThat(page.body()).doesNotContain(secret);
      assertThat(ada.get(PAGE + "?edit").body()).doesNotContain(secret);
      assertThat(ada.get(PAGE + "?edit").element("#client_secret").attr("placeholder"))
          .isEqualTo("********ffee");

      // kept while it goes where it went, and not sent anywhere else
      var kept =
          ada.post(
              PAGE + "/configuration",
              "base",
              "1",
              "client_id",
              "client-1",
              "client_secret",
              "",
              "issuer",
              there + "/.well-known/openid-configuration");
      assertThat(kept.status()).isEqualTo(303);
      var other =
          ada.post(
              PAGE + "/configuration",
              "base",
              "1",
              "client_id",
              "client-2",
              "client_secret",
              "",
              "issuer",
              there);
      assertThat(other.status()).isEqualTo(422);
      assertThat(other.text("#client_secret-error")).startsWith("Enter the client secret again");
      assertThat(other.element("#client_id").attr("value")).isEqualTo("client-2");
    } finally {
      server.stop(0);
    }
  }

  @Test
  void what_is_no_issuer_is_said_to_be() {
    var ada = chosen("MICROSOFT_AD", "OIDC");
    var none = ada.post(PAGE + "/configuration", oidc("id", "secret", ""));
    assertThat(none.text("#issuer-error")).isEqualTo("Enter the issuer.");
    var portal =
        ada.post(PAGE + "/configuration", oidc("id", "secret", "https://portal.azure.com/#home"));
    assertThat(portal.status()).isEqualTo(422);
    assertThat(portal.text("#issuer-error")).contains("the same for all customers");
    assertThat(portal.element("#client_id").attr("value")).isEqualTo("id");
    assertThat(portal.element("#client_secret").attr("value")).isEmpty();
    assertThat(app.count("connection_versions")).isZero();
  }

  @Test
  void what_was_probably_meant_is_entered_and_asked_about() {
    var ada = chosen("OKTA", "OIDC");
    var answer =
        ada.post(
            PAGE + "/configuration",
            oidc("id", "secret", "https://acme-admin.okta.com/admin/apps/active"));
    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.element("#issuer").attr("value")).isEqualTo("https://acme.okta.com");
    assertThat(answer.text("#issuer-error")).startsWith("Did you mean https://acme.okta.com?");
  }

  @Test
  void what_is_the_same_for_all_customers_is_filled_in() {
    assertThat(chosen("GOOGLE", "OIDC").get(PAGE).element("#issuer").attr("value"))
        .isEqualTo("https://accounts.google.com");
  }

  // ------------------------------------------------------------------ names of attributes

  @Test
  void names_of_attributes_can_be_others() {
    var ada = configured();
    var names =
        new String[] {
          "base", "1",
          "attribute_email", "mail",
          "attribute_first_name", "givenName",
          "attribute_last_name", "sn",
          "attribute_user_id", "NameID"
        };
    assertThat(ada.post(PAGE + "/attributes", names).status()).isEqualTo(303);
    assertThat(ada.get(PAGE).element("#attribute_email").attr("value")).isEqualTo("mail");
    names[1] = "2";
    names[3] = "x".repeat(300);
    var refused = ada.post(PAGE + "/attributes", names);
    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.element("#attribute_email").attr("value")).hasSize(300);
    assertThat(refused.has("[aria-invalid=true]")).isTrue();
  }

  // ------------------------------------------------------------------ enabling

  @Test
  void enabling_says_who_is_sent_where_and_asks_for_a_test() {
    var ada = configured();
    var ask = ada.get(PAGE + "/enabling");

    assertThat(ask.text("h1")).isEqualTo("Enable single sign-on with Okta?");
    assertThat(ask.text("#ask"))
        .contains("an address at acmecorp.example sign in with Okta")
        .contains("This configuration has not passed a test of yours.");
    var refused = ada.post(PAGE + "/enabling", "version", "1");
    assertThat(refused.status()).isEqualTo(409);
    assertThat(stored()).endsWith("off");
    assertThat(ada.post(PAGE + "/enabling", "version", "1", "untested", "true").status())
        .isEqualTo(303);
    assertThat(stored()).endsWith("on");
    assertThat(state(1)).isEqualTo("live");
    assertThat(app.events()).endsWith("organization.sso_enabled");
    var page = ada.get(PAGE);
    assertThat(page.text(".provider-head .pill")).isEqualTo("Enabled");
    assertThat(page.toast()).isEqualTo("Single sign-on with Okta is enabled.");
  }

  @Test
  void one_s_own_provider_is_not_called_by_a_name_inside_a_sentence() {
    var ada = chosen("CUSTOM", "SAML");
    ada.post(
        PAGE + "/configuration",
        byHand(
            "https://idp.example",
            "https://idp.example/sso",
            SamlMint.credential("idp").certificate().pem()));
    assertThat(ada.get(PAGE + "/enabling").text("h1"))
        .isEqualTo("Enable single sign-on with your identity provider?");
    var enabled = ada.post(PAGE + "/enabling", "version", "1", "untested", "true");
    assertThat(ada.follow(enabled).toast())
        .isEqualTo("Single sign-on with your identity provider is enabled.");
    assertThat(ada.get(PAGE).text(".provider-head")).contains("Custom Provider");
  }

  @Test
  void enabling_warns_when_no_domain_is_verified_or_ones_own_is_another() {
    var ada = configured();
    app.arrange(
        "UPDATE email_domains SET domain = 'acme-labs.example' WHERE domain = 'acmecorp.example'");
    assertThat(ada.get(PAGE + "/enabling").text("#ask"))
        .contains("Your own address, ada@acmecorp.example, is at another domain");
    app.arrange("DELETE FROM email_domains");
    assertThat(ada.get(PAGE + "/enabling").text("#ask"))
        .contains("Nobody is sent to your identity provider yet.", "before or after this")
        .contains("People who start there might not get in.", "Enable it without a test.")
        .doesNotContain("these people", "locked out");
    assertThat(ada.get(PAGE + "/enabling").has("#ask .failed")).isFalse();
    for (var path : List.of(PAGE, PAGE + "/enabling"))
      assertThat(ada.get(path).element("a:contains(Domain Verification):not(nav a)").attr("href"))
          .isEqualTo("/ui/organization/domains");
    app.arrange("UPDATE organizations SET features = 'sso' WHERE slug = 'acmecorp'");
    for (var path : List.of(PAGE, PAGE + "/enabling"))
      assertThat(ada.get(path).text("#widget"))
          .contains("Domain Verification is not switched on here. Ask the people who run the app.")
          .doesNotContain("Ask an admin");
  }

  @Test
  void a_domain_that_leads_to_another_connection_is_not_taken_for_one_that_is_not_verified() {
    var ada = configured();
    var core = app.app().core();
    var acme = app.organization("acmecorp");
    var other = core.connections.add(Identity.INTERNAL, acme, "OKTA", Protocol.SAML);
    core.connectionSetup.attach(
        Identity.INTERNAL,
        acme,
        other.id(),
        null,
        Set.of(
            new EmailDomainId(
                app.one("SELECT id FROM email_domains WHERE domain = 'acmecorp.example'"))));

    assertThat(ada.get(PAGE).text("#widget"))
        .contains("People with an address at acmecorp.example belong to another connection")
        .doesNotContain("No domain is verified", "Verify one");
    assertThat(ada.get(PAGE + "/enabling").text("#ask"))
        .contains("People with an address at acmecorp.example belong to another connection.")
        .doesNotContain("verified", "Your own address");
  }

  @Test
  void disabling_says_what_it_does_and_needs_no_feature() {
    var ada = enabled();
    var ask = ada.get(PAGE + "/disabling");
    assertThat(ask.text("#ask"))
        .contains("at acmecorp.example are no longer sent to Okta.", "Nobody is signed out.");
    app.arrange("DELETE FROM email_domains WHERE domain_type = 'ORGANIZATION_DOMAIN'");
    assertThat(ada.get(PAGE + "/disabling").text("#ask"))
        .contains("Nobody can sign in with Okta any more.")
        .doesNotContain("at  are");
    assertThat(ada.post(PAGE + "/disabling").status()).isEqualTo(303);
    assertThat(stored()).endsWith("off");
    assertThat(app.events()).endsWith("organization.sso_disabled");
  }

  // ------------------------------------------------------------------ a draft beside the live
  // version

  @Test
  void a_live_connection_is_edited_as_a_draft() {
    var ada = enabled();
    ada.post(PAGE + "/settings/protocol", "base", "1", "force_authn", "true");
    var page = ada.get(PAGE);

    assertThat(page.text(".draft")).contains("It changes forced sign-in.", "Make live", "Discard");
    assertThat(state(1)).isEqualTo("live");
    assertThat(state(2)).isEqualTo("draft");
    assertThat(ada.post(PAGE + "/live", "version", "2").status()).isEqualTo(409);
    var ask = ada.get(PAGE + "/live");
    assertThat(ask.text("#ask")).contains("This draft has not passed a test of yours.");
    ada.post(PAGE + "/live", "version", "2", "untested", "true");
    assertThat(state(2)).isEqualTo("live");
    assertThat(state(1)).isEqualTo("former");

    assertThat(ada.get(PAGE).texts(".menu-items a")).contains("Put back the previous version");
    assertThat(ada.get(PAGE + "/former").text("#ask")).contains("forced sign-in");
    ada.post(PAGE + "/former", "version", "1");
    assertThat(state(1)).isEqualTo("live");
    assertThat(app.events()).endsWith("organization.sso_put_back");
  }

  @Test
  void putting_back_names_the_certificates_that_are_accepted_no_more() {
    var ada = enabled();
    var other = SamlMint.credential("next").certificate().certificate();
    var core = app.app().core();
    var id = new ConnectionId(app.one("SELECT id FROM connections"));
    var live = (SamlSettings) core.connectionVersions.of(id).live().settings();
    var all = new ArrayList<>(live.certificates());
    all.add(IdpCertificate.of(other));
    var draft =
        core.connectionVersions.save(
            Identity.INTERNAL, app.organization("acmecorp"), id, 1, live.with(all), null);
    ada.post(PAGE + "/live", "version", "" + draft.number(), "untested", "true");

    assertThat(ada.get(PAGE + "/former").text("#ask"))
        .contains("This is accepted no more then: " + other.getSubjectX500Principal().getName())
        .contains("nobody can sign in by it");
  }

  @Test
  void a_draft_can_be_discarded() {
    var ada = enabled();
    ada.post(PAGE + "/settings/protocol", "base", "1", "requests_signed", "true");
    assertThat(ada.get(PAGE + "/discarding").text("#ask")).contains("signed requests");
    assertThat(ada.post(PAGE + "/discarding", "version", "2").status()).isEqualTo(303);
    assertThat(ada.get(PAGE).has(".draft")).isFalse();
    assertThat(ada.get(PAGE + "/discarding").status()).isEqualTo(409);
  }

  @Test
  void what_another_admin_saved_meanwhile_is_not_overwritten() {
    var ada = configured();
    ada.post(PAGE + "/settings/protocol", "base", "1", "force_authn", "true");
    var late =
        ada.post(
            PAGE + "/configuration",
            saml("FILE", "base", "1", "idp_metadata", ConnectionSamples.metadata("okta.xml")));

    assertThat(late.status()).isEqualTo(409);
    assertThat(late.text("#form-error")).startsWith("Somebody else has changed this connection");
    assertThat(late.text("#idp_metadata")).isNotEmpty();
    assertThat(app.one("SELECT settings FROM connection_versions"))
        .contains("\"force_authentication\":true");
    assertThat(ada.post(PAGE + "/settings/protocol", "base", "1").status()).isEqualTo(409);
    assertThat(ada.post(PAGE + "/enabling", "version", "1", "untested", "true").status())
        .isEqualTo(409);
    assertThat(ada.post(PAGE + "/enabling", "version", "x").status()).isEqualTo(409);
  }

  @Test
  void what_the_provider_publishes_otherwise_is_shown_and_can_be_read_into_a_draft()
      throws IOException {
    var server = publishing("");
    try {
      var ada = chosen("CUSTOM", "OIDC");
      var there = "http://localhost:" + server.getAddress().getPort();
      ada.post(PAGE + "/configuration", oidc("client-1", "a-secret-of-32-bytes", there));
      ada.post(PAGE + "/enabling", "version", "1", "untested", "true");
      app.arrange("UPDATE connection_versions SET settings = REPLACE(settings, '/k\"', '/old\"')");
      app.arrange(
          "UPDATE published_metadata SET difference = '{\"changed\":[{\"field\":\"jwks_uri\","
              + "\"configured\":\"a\",\"published\":\"https://new.example/keys\"}],"
              + "\"added\":[],\"gone\":[]}', fault = 'fetch_timed_out'");
      var page = ada.get(PAGE);

      assertThat(page.text("#step-3 .notice.failed")).contains("did not answer in time");
      assertThat(page.text("#step-3 .notice.info"))
          .contains("address of the keys: https://new.example/keys");
      var form = page.element("#step-3 form:has(#take-over)");
      var sent =
          form.select("input").stream()
              .flatMap(it -> Stream.of(it.attr("name"), it.attr("value")))
              .toArray(String[]::new);
      assertThat(ada.post(PAGE + "/configuration", sent).status()).isEqualTo(303);
      assertThat(ada.get(PAGE).text(".draft")).contains("It changes addresses.");
    } finally {
      server.stop(0);
    }
  }

  @Test
  void a_certificate_that_was_accepted_by_itself_is_said_to_be() {
    enabled();
    var core = app.app().core();
    var id = new ConnectionId(app.one("SELECT id FROM connections"));
    var was = (SamlSettings) core.connectionVersions.of(id).live().settings();
    var settings =
        new SamlSettings(
            "https://idp.example/metadata",
            was.entityId(),
            was.signOn(),
            was.logout(),
            was.certificates(),
            was.nameIdFormat(),
            was.signing(),
            false,
            false,
            false,
            was.mapping());
    var organization = app.organization("acmecorp");
    core.connectionVersions.save(Identity.INTERNAL, organization, id, 1, settings, null);
    core.connectionVersions.makeLive(Identity.INTERNAL, organization, id, 2, true);
    var next = IdpCertificate.of(SamlMint.credential("next").certificate().certificate());
    app.clock().advance(Duration.ofDays(1));
    new PublishedSettings(
            core.database, core.events, live -> settings.with(List.of(next)), core.clock)
        .readDue();

    assertThat(app.as(ADA, "acmecorp").get(PAGE).text("#step-3 .notice.info"))
        .contains("New certificates were accepted beside those before: " + next.subject())
        .doesNotContain("Nothing was changed");
    assertThat(state(3)).isEqualTo("live");
  }

  // ------------------------------------------------------------------ settings

  @Test
  void switches_count_at_once() {
    var ada = configured();
    var page = ada.get(PAGE + "/settings");
    assertThat(page.element("#jit_provisioning").hasAttr("checked")).isTrue();
    assertThat(page.element("#profile_sync").hasAttr("checked")).isFalse();
    assertThat(page.element("#logout").hasAttr("disabled")).isTrue();

    turn(ada, page, "profile_sync", "idp_initiated");
    assertThat(app.one("SELECT switches FROM connections")).isEqualTo("profile_sync idp_initiated");
    // what does not come from the form turns nothing off
    assertThat(ada.post(PAGE + "/settings/people").status()).isEqualTo(422);
    assertThat(app.one("SELECT switches FROM connections")).isEqualTo("profile_sync idp_initiated");
    // what only the operator turns is not turned by naming it
    turn(ada, ada.get(PAGE + "/settings"), "sha1_signatures");
    assertThat(app.one("SELECT switches FROM connections")).isEmpty();
  }

  @Test
  void switches_that_somebody_else_turned_meanwhile_are_not_turned_back() {
    var ada = configured();
    var old = ada.get(PAGE + "/settings");
    turn(ada, old);
    assertThat(app.one("SELECT switches FROM connections")).isEmpty();

    var refused = turn(ada, old, "jit_provisioning", "profile_sync");
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.text("form[action$=/people] .notice"))
        .contains("Somebody else has changed this meanwhile.");
    assertThat(refused.has("form[action$=/protocol] .notice")).isFalse();
    for (var chosen : List.of("#jit_provisioning", "#profile_sync")) {
      assertThat(refused.element(chosen).hasAttr("checked")).isTrue();
      assertThat(refused.element(chosen).attr("data-saved")).isEqualTo("false");
    }
    assertThat(app.one("SELECT switches FROM connections")).isEmpty();
    assertThat(turn(ada, refused, "profile_sync").status()).isEqualTo(303);
    assertThat(app.one("SELECT switches FROM connections")).isEqualTo("profile_sync");
  }

  /** Sends the form of the switches as that page shows it, with these and no others ticked. */
  private static Answer turn(TestApp.Browser browser, Answer page, String... ticked) {
    var form =
        new ArrayList<>(
            List.of("seen", page.element("form[action$=/people] [name=seen]").attr("value")));
    for (var one : ticked) form.addAll(List.of(one, "true"));
    return browser.post(PAGE + "/settings/people", form.toArray(String[]::new));
  }

  @Test
  void openid_connect_has_settings_of_its_own() {
    var page = chosen("OKTA", "OIDC").get(PAGE + "/settings");
    assertThat(page.has("#idp_initiated")).isFalse();
    assertThat(page.has("#protocol-save")).isFalse();
  }

  // ------------------------------------------------------------------ testing

  @Test
  void a_test_opens_the_provider_and_waits() {
    var ada = configured();
    var onward = ada.post(PAGE + "/test", "version", "1");
    assertThat(onward.status()).isEqualTo(200);
    assertThat(onward.next()).matches(".*/sso/v1/saml/conn_\\d{18}/init\\?test=test_\\d{18}");

    var page = ada.get(PAGE);
    assertThat(page.text("#test")).contains("Waiting for your identity provider.");
    assertThat(page.element("#test").attr("hx-trigger")).contains("every 2s");
    assertThat(page.element("#test-form").attr("target")).isEqualTo("_blank");
    var panel = ada.copy().htmx().get(PAGE + "/test");
    assertThat(panel.has("#test")).isTrue();
    assertThat(panel.has("#menu")).isFalse();

    app.clock().advance(Duration.ofMinutes(16));
    var over = ada.get(PAGE);
    assertThat(over.element("#test").attr("hx-trigger")).doesNotContain("every");
    assertThat(over.text("#test"))
        .contains("The identity provider did not send anybody back.", "Retry Test");
  }

  @Test
  void only_who_runs_a_test_is_told_to_finish_it() {
    var ada = configured();
    ada.post(PAGE + "/test", "version", "1");
    app.arrange(READER);
    assertThat(ada.get(PAGE).text("#test")).contains("Finish the sign-in in the other tab");
    assertThat(app.as(MAX).get(PAGE).text("#test"))
        .contains("ada@acmecorp.example has been testing since ", "The result appears here.")
        .doesNotContain("in the other tab");

    var another = ConnectionSamples.metadata("pingone.xml");
    var saved = saml("FILE", "idp_metadata", another);
    saved[3] = "1";
    assertThat(ada.post(PAGE + "/configuration", saved).status()).isEqualTo(303);
    for (var browser : List.of(ada, app.as(MAX)))
      assertThat(browser.get(PAGE).text("#test"))
          .contains("This test is overtaken.")
          .doesNotContain("in the other tab", "is testing");
  }

  @Test
  void who_edits_is_led_to_the_form_and_back_again() {
    var ada = configured();
    assertThat(ada.get(PAGE).element("#edit").text()).isEqualTo("Edit configuration");
    assertThat(ada.get(PAGE).has("[autofocus]")).isFalse();
    var form = ada.get(PAGE + "?edit");
    assertThat(form.has("#step-3 > summary[autofocus]")).isTrue();
    // htmx gives the focus back to what is called the same
    assertThat(form.element("#edit").text()).isEqualTo("Cancel");
  }

  @Test
  void only_what_is_complete_can_be_tested() {
    var ada = chosen("OKTA", "SAML");
    assertThat(ada.get(PAGE).text("#test")).isEqualTo("Finish step 3 first.");
    assertThat(ada.post(PAGE + "/test", "version", "1").status()).isEqualTo(409);
    assertThat(app.count("connection_tests")).isZero();
  }

  @Test
  void a_test_that_passed_shows_what_came_and_lets_the_connection_be_enabled() {
    var ada = configured();
    var people = app.count("users");
    ada.post(PAGE + "/test", "version", "1");
    ConnectionSamples.conclude(
        app,
        new Examination(
            List.of(
                Check.passed("issuer", "https://idp", "https://idp"),
                Check.doubtful(
                    "last_name", "lastName", "", "mandatory_attribute_missing", "name_missing")),
            ConnectionSamples.identity(
                Map.of(
                    "email", List.of("ada@acmecorp.example"),
                    "firstName", List.of("<b>Ada</b>"),
                    "department", List.of("R&D", "IT"))),
            "<saml:Assertion>"));
    var page = ada.get(PAGE);

    assertThat(page.text("#test .notice")).startsWith("The connection works.");
    assertThat(page.texts("#test > table th"))
        .startsWith("User Profile", "Attribute Name", "Data Received");
    assertThat(page.texts("#test > table tbody tr"))
        .containsExactly(
            "Email email ada@acmecorp.example",
            "First name firstName <b>Ada</b>",
            "Last name lastName Nothing came",
            "User ID NameID 00u1ada");
    assertThat(page.text("#test")).contains("department R&D, IT", "<saml:Assertion>");
    assertThat(page.text("#run-test")).isEqualTo("Retry Test");
    assertThat(page.elements(".step.done")).hasSize(5);
    assertThat(ada.get(PAGE + "/enabling").text("#ask")).contains("You tested it");
    assertThat(ada.post(PAGE + "/enabling", "version", "1").status()).isEqualTo(303);
    assertThat(stored()).endsWith("on");
    assertThat(app.count("users")).isEqualTo(people);
  }

  @Test
  void a_test_is_shown_with_the_names_that_it_looked_for() {
    var ada = configured();
    ada.post(PAGE + "/test", "version", "1");
    ConnectionSamples.conclude(
        app,
        new Examination(
            List.of(Check.passed("email", "email", "ada@acmecorp.example")),
            ConnectionSamples.identity(Map.of("email", List.of("ada@acmecorp.example"))),
            ""));
    ada.post(
        PAGE + "/attributes",
        "base",
        "1",
        "attribute_email",
        "mail",
        "attribute_first_name",
        "firstName",
        "attribute_last_name",
        "lastName",
        "attribute_user_id",
        "employee");

    assertThat(ada.get(PAGE).texts("#test > table tbody tr"))
        .contains("Email email ada@acmecorp.example", "User ID NameID 00u1ada");
  }

  @Test
  void a_test_that_failed_says_what_to_do_in_words_to_send_on() {
    var ada = configured();
    ada.post(PAGE + "/test", "version", "1");
    ConnectionSamples.conclude(
        app,
        new Examination(
            List.of(
                Check.failed(
                    "audience",
                    "https://ours",
                    "https://other",
                    "invalid_saml_response",
                    "audience_differs")),
            null,
            ""));
    var page = ada.get(PAGE);

    assertThat(page.text("#test .notice.failed"))
        .isEqualTo("The answer was refused. The answer is meant for another application.");
    assertThat(page.text("#test .finding"))
        .contains("Set the audience (entity ID)", "Error code invalid_saml_response");
    assertThat(page.element("#test .finding [data-copy]").attr("data-copy"))
        .startsWith("Single sign-on to Coffeedesk for AcmeCorp does not work yet.")
        .contains("expected: https://ours", "received: https://other", "Test test_");
    assertThat(ada.post(PAGE + "/enabling", "version", "1").status()).isEqualTo(409);
    // somebody else's page shows it as well, and a later change says that it is out of date
    ada.post(PAGE + "/settings/protocol", "base", "1", "force_authn", "true");
    assertThat(ada.get(PAGE).text("#test")).contains("The configuration was changed after this");
  }

  // ------------------------------------------------------------------ history and certificates

  @Test
  void every_attempt_is_listed_with_its_reason() {
    var ada = enabled();
    assertThat(ada.get(PAGE + "/history").text(".empty h2")).isEqualTo("Nobody has signed in yet");
    ConnectionSamples.noteSignIns(app);
    var page = ada.get(PAGE + "/history");

    assertThat(page.texts(".history summary"))
        .containsExactly(
            "Signed in ada@acmecorp.example just now",
            "Failed max@acmecorp.example The answer was refused just now");
    assertThat(page.texts(".history .finding").get(1))
        .contains("meant for another application", "Chrome", "192.0.2.7", "<saml:Assertion/>");
    assertThat(ada.get(PAGE + "/history?outcome=FAILURE").elements(".history li")).hasSize(1);
    assertThat(ada.get(PAGE + "/history?person=ADA@acmecorp.example").elements(".history li"))
        .hasSize(1);
    assertThat(ada.get(PAGE + "/history?person=nobody&outcome=x").text(".empty h2"))
        .isEqualTo("No sign-in matches");
    assertThat(app.as(IVY).get(PAGE + "/history").status()).isEqualTo(404);
  }

  @Test
  void a_long_history_has_pages() {
    var ada = enabled();
    for (var i = 0; i < 11; i++) {
      app.clock().advance(Duration.ofSeconds(1));
      ConnectionSamples.noteSignIns(app);
    }
    var first = ada.get(PAGE + "/history");
    assertThat(first.elements(".history li")).hasSize(20);
    var second = ada.get(first.element("#next").attr("href"));
    assertThat(second.elements(".history li")).hasSize(2);
    assertThat(second.has("#next")).isFalse();
    assertThat(second.has("#first")).isTrue();
  }

  @Test
  void certificates_of_both_sides_have_a_calendar() {
    var ada = configured();
    var page = ada.get(PAGE + "/certificates");
    assertThat(page.text("title")).startsWith("Certificates – Single Sign On – ");
    assertThat(page.text("[aria-labelledby=provider-title]"))
        .contains("CN=acmecorp-okta", "Only in the draft.", "25 Apr 2044", "Valid");
    assertThat(page.text("[aria-labelledby=ours-title]")).contains("/metadata");
    app.clock().advance(Duration.ofDays(365 * 20));
    assertThat(app.as(ADA, "acmecorp").get(PAGE + "/certificates").text(".calendar"))
        .contains("Expired");
    ada = app.as(ADA, "acmecorp");
    ada.post(PAGE + "/provider", "provider", "OKTA", "protocol", "OIDC");
    assertThat(ada.get(PAGE + "/certificates").status()).isEqualTo(404);
    assertThat(ada.get(PAGE).texts(".tabs a")).doesNotContain("Certificates");
  }
}
