package dev.hostedui.protocol.relyingparty;

import static dev.hostedui.protocol.relyingparty.TestProvider.ASKED;
import static dev.hostedui.protocol.relyingparty.TestProvider.claims;
import static dev.hostedui.protocol.relyingparty.TestProvider.doubts;
import static dev.hostedui.protocol.relyingparty.TestProvider.examine;
import static dev.hostedui.protocol.relyingparty.TestProvider.expected;
import static dev.hostedui.protocol.relyingparty.TestProvider.failures;
import static dev.hostedui.protocol.relyingparty.TestProvider.registration;
import static dev.hostedui.protocol.relyingparty.TestProvider.signed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hostedui.protocol.relyingparty.Unusable.Reason;
import dev.hostedui.protocol.upstream.Check;
import dev.hostedui.protocol.upstream.Examination;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** From what an admin typed to what a provider says of itself, as vendors really do it. */
class DiscoveryTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  static List<Path> cases() throws IOException {
    try (var files = Files.list(Path.of("src/test/resources/cases/oidc-discovery"))) {
      return files.sorted().toList();
    }
  }

  private static JsonNode read(Path file) throws IOException {
    return JSON.readTree(file.toFile());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void what_vendors_publish_is_found_and_read(Path file) throws Exception {
    var it = read(file);
    var expect = it.get("expect");
    var address = DiscoveryAddress.of(it.get("admin_typed").textValue(), false);
    assertThat(address.address()).isEqualTo(it.get("fetched_url").textValue());
    assertThat(address.guess()).isEqualTo(expect.has("hint"));

    if (!expect.get("accept").booleanValue()) {
      var refused =
          catchThrowableOfType(
              Unusable.class,
              () -> ProviderMetadata.read(it.get("document").toString(), address.issuer(), false));
      assertThat(refused.reason().code()).isEqualTo(expect.get("refuse_reason").textValue());
      assertThat(refused.arguments())
          .containsExactly(address.issuer(), "https://login.microsoftonline.com/<tenant id>/v2.0");
      return;
    }
    var metadata = ProviderMetadata.read(it.get("document").toString(), address.issuer(), false);
    assertThat(metadata.issuer()).isEqualTo(expect.get("issuer").textValue());
    if (expect.has("end_session"))
      assertThat(metadata.endSessionEndpoint() != null)
          .isEqualTo(expect.get("end_session").booleanValue());
    if (expect.has("algorithms"))
      assertThat(metadata.algorithms())
          .containsExactlyElementsOf(
              JSON.convertValue(expect.get("algorithms"), new TypeReference<List<String>>() {}));
    assertThat(metadata.authentication()).containsExactlyInAnyOrder(ClientAuthentication.values());
    assertThat(ASKED.address(registration(metadata.issuer())))
        .contains("code_challenge_method=S256");
  }

  static Stream<Object[]> tokens() throws IOException {
    var all = Stream.<Object[]>builder();
    for (var file : cases()) {
      var it = read(file);
      for (var token : it.path("id_tokens"))
        all.add(new Object[] {it.get("name").textValue(), token, it.get("expect")});
    }
    return all.build();
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("tokens")
  void what_vendors_put_into_tokens_is_taken_as_it_should_be(
      String name, JsonNode token, JsonNode document) {
    var issuer = document.get("issuer").textValue();
    var examination =
        examine(
            expected(registration(issuer), ASKED),
            signed(claimsOf(token, issuer)),
            userinfo(token));
    var result = token.at("/expect/result").textValue();
    if (result.startsWith("accept") || result.startsWith("call userinfo and merge"))
      accepted(examination);
    else if (result.startsWith("refuse invalid_id_token") || result.startsWith("iss without"))
      issuerRefused(examination);
    else if (result.startsWith("refuse mandatory_attribute_missing")) noAddress(examination);
    else if (result.startsWith("refuse: not a domain")) stranger(examination);
    else if (result.startsWith("not trusted")) doubted(examination);
    else if (result.startsWith("login goes on if id_token suffices")) userinfoMissed(examination);
    else throw new AssertionError(name + ": " + result);
  }

  /** A case names what matters; one that names a subject means all that there is. */
  private static Map<String, Object> claimsOf(JsonNode token, String issuer) {
    var whole = token.at("/claims/sub").isTextual();
    var thin = whole || token.has("note");
    var claims =
        thin
            ? claims("iss", issuer, "email", null, "given_name", null, "family_name", null)
            : claims("iss", issuer);
    if (token.has("claims"))
      claims.putAll(
          JSON.convertValue(token.get("claims"), new TypeReference<Map<String, Object>>() {}));
    return claims;
  }

  private static Userinfo userinfo(JsonNode token) {
    if (token.has("userinfo"))
      return Userinfo.read(
          token.at("/userinfo/status").intValue(),
          "application/json",
          token.at("/userinfo/body").toString());
    return token.has("note")
        ? Userinfo.read(
            200,
            "application/json",
            "{\"sub\":\"ada-1\",\"email\":\"ada@acmecorp.example\",\"name\":\"Ada Admin\"}")
        : new Userinfo.NotAsked();
  }

  private static void accepted(Examination examination) {
    assertThat(failures(examination)).isEmpty();
    assertThat(doubts(examination)).doesNotContain("email_domain: email_domain_not_verified");
    assertThat(examination.identity().orElseThrow().first("email"))
        .contains("ada@acmecorp.example");
  }

  private static void issuerRefused(Examination examination) {
    assertThat(failures(examination)).contains("issuer: token_issuer_differs");
    var check =
        examination.checks().stream().filter(it -> it.name().equals("issuer")).findFirst().get();
    assertThat(check.code()).isEqualTo("invalid_id_token");
    assertThat(check.expected()).isNotEqualTo(check.received()).isNotEmpty();
    assertThat(check.received()).isNotEmpty();
  }

  private static void noAddress(Examination examination) {
    assertThat(failures(examination)).containsExactly("email: email_missing_entra");
    assertThat(examination.firstFailure().map(Check::code)).contains("mandatory_attribute_missing");
  }

  private static void stranger(Examination examination) {
    assertThat(failures(examination)).containsExactly("email_domain: email_domain_of_others");
  }

  private static void doubted(Examination examination) {
    assertThat(failures(examination)).isEmpty();
    assertThat(doubts(examination)).contains("email_domain: email_domain_not_verified");
  }

  private static void userinfoMissed(Examination examination) {
    assertThat(failures(examination)).isEmpty();
    assertThat(doubts(examination)).containsExactly("userinfo: userinfo_refused");
  }

  // ------------------------------------------------------------------ what was typed

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          https://idp.example,                                 https://idp.example/.well-known/openid-configuration, false
          '  HTTPS://idp.example/  ',                          https://idp.example/.well-known/openid-configuration, false
          idp.example/realms/acme,                             https://idp.example/realms/acme/.well-known/openid-configuration, false
          https://idp.example/.well-known/openid-configuration, https://idp.example/.well-known/openid-configuration, false
          https://idp.example/.well-known/openid-configuration/, https://idp.example/.well-known/openid-configuration, false
          https://idp.example/.well-known/oauth-authorization-server/, https://idp.example/.well-known/openid-configuration, false
          https://idp.example/a/.well-known/openid-configuration?appid=7, https://idp.example/a/.well-known/openid-configuration?appid=7, false
          https://idp.example/.well-known/oauth-authorization-server/a, https://idp.example/a/.well-known/openid-configuration, false
          https://idp.example/x?y=z#w,                         https://idp.example/x/.well-known/openid-configuration, true
          http://idp.example,                                  https://idp.example/.well-known/openid-configuration, true
          https://acme.okta.com/oauth2/default,                https://acme.okta.com/oauth2/default/.well-known/openid-configuration, false
          https://acme-admin.okta.com,                         https://acme.okta.com/.well-known/openid-configuration, true
          https://acme-admin.oktapreview.com/admin/dashboard,  https://acme.oktapreview.com/.well-known/openid-configuration, true
          https://acme.okta.com/app/UserHome,                  https://acme.okta.com/.well-known/openid-configuration, true
          https://acme.onelogin.com/apps/123/edit,             https://acme.onelogin.com/oidc/2/.well-known/openid-configuration, true
          https://manage.auth0.com/dashboard/eu/acme/applications, https://acme.eu.auth0.com/.well-known/openid-configuration, true
          https://console.jumpcloud.com/#/sso,                 https://oauth.id.jumpcloud.com/.well-known/openid-configuration, true
          https://console.eu.jumpcloud.com/#/sso,              https://oauth.id.eu.jumpcloud.com/.well-known/openid-configuration, true
          https://console.cloud.google.com/auth/clients,       https://accounts.google.com/.well-known/openid-configuration, true
          https://console.pingone.eu/index.html?env=6a7f0d1e-2c3b-4a59-8b7d-111122223333#/x, https://auth.pingone.eu/6a7f0d1e-2c3b-4a59-8b7d-111122223333/as/.well-known/openid-configuration, true
          https://fs.acme.example/adfs/ls/idpinitiatedsignon,  https://fs.acme.example/adfs/.well-known/openid-configuration, true
          localhost:8082/idp,                                  https://localhost:8082/idp/.well-known/openid-configuration, false
          """)
  void what_admins_type_leads_to_a_document(String typed, String address, boolean guess)
      throws Unusable {
    var found = DiscoveryAddress.of(typed, false);
    assertThat(found.address()).isEqualToIgnoringCase(address);
    assertThat(found.guess()).isEqualTo(guess);
    assertThat(DiscoveryAddress.of("http://localhost:8082", true))
        .isEqualTo(
            new DiscoveryAddress(
                "http://localhost:8082",
                "http://localhost:8082/.well-known/openid-configuration",
                false));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "okta",
        "not an address",
        "file:///etc/passwd",
        "ftp://idp.example",
        "javascript://idp.example/%0aalert(1)",
        "https://user:secret@idp.example",
        "https://accounts.google.com@evil.example",
        "https:///x",
        "https://",
        "https://idp.example:port",
        "https://idp .example"
      })
  void what_is_no_address_is_named_so(String typed) {
    assertThatThrownBy(() -> DiscoveryAddress.of(typed, true))
        .isInstanceOfSatisfying(
            Unusable.class, it -> assertThat(it.reason()).isEqualTo(Reason.ISSUER_NOT_AN_ADDRESS));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://entra.microsoft.com/#view/x",
        "portal.azure.com",
        "https://manage.auth0.com"
      })
  void a_page_that_is_alike_for_everybody_does_not_say_who_is_meant(String typed) {
    assertThatThrownBy(() -> DiscoveryAddress.of(typed, false))
        .isInstanceOfSatisfying(
            Unusable.class, it -> assertThat(it.reason()).isEqualTo(Reason.ISSUER_OF_PORTAL));
  }

  // ------------------------------------------------------------------ what a document says

  private static ObjectNode document(Object... changes) {
    var document = JSON.createObjectNode();
    document.put("issuer", "https://idp.example");
    for (var member : List.of("authorization_endpoint", "token_endpoint", "jwks_uri"))
      document.put(member, "https://idp.example/" + member);
    for (var i = 0; i < changes.length; i += 2)
      document.set((String) changes[i], JSON.valueToTree(changes[i + 1]));
    return document;
  }

  private static Unusable refused(ObjectNode document) {
    return refused(document.toString(), "https://idp.example");
  }

  private static Unusable refused(String document, String asked) {
    return catchThrowableOfType(
        Unusable.class, () -> ProviderMetadata.read(document, asked, false));
  }

  @Test
  void what_a_document_leaves_out_is_what_the_standard_says() throws Unusable {
    var metadata =
        ProviderMetadata.read(
            document("userinfo_endpoint", null, "x", null).toString(),
            "https://idp.example",
            false);
    assertThat(metadata.userinfoEndpoint()).isNull();
    assertThat(metadata.endSessionEndpoint()).isNull();
    assertThat(metadata.authentication()).containsExactly(ClientAuthentication.BASIC_AUTH);
    assertThat(metadata.algorithms()).containsExactly("RS256");
    assertThat(metadata.announcesIssuer()).isFalse();
    assertThat(metadata.backChannelLogout()).isFalse();
    assertThat(metadata.scopes()).isEmpty();
    var more =
        ProviderMetadata.read(
            document(
                    "authorization_response_iss_parameter_supported",
                    true,
                    "backchannel_logout_supported",
                    true)
                .toString(),
            "https://idp.example",
            false);
    assertThat(more.announcesIssuer()).isTrue();
    assertThat(more.backChannelLogout()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"issuer", "authorization_endpoint", "token_endpoint", "jwks_uri"})
  void what_is_needed_and_missing_is_named(String member) {
    for (var nothing : new Object[] {null, 7, List.of("x")}) {
      var refused = refused(document(member, nothing));
      assertThat(refused.reason()).isEqualTo(Reason.DISCOVERY_INCOMPLETE);
      assertThat(refused.arguments()).containsExactly(member);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://idp.example/x",
        "//idp.example/x",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "https://user@idp.example/x",
        "https://idp.example/x#y",
        "https:///x",
        "not an address"
      })
  void an_address_without_tls_or_sense_is_refused_wherever_it_stands(String address) {
    for (var member :
        List.of(
            "authorization_endpoint",
            "token_endpoint",
            "jwks_uri",
            "userinfo_endpoint",
            "end_session_endpoint")) {
      var refused = refused(document(member, address));
      assertThat(refused.reason()).isEqualTo(Reason.DISCOVERY_ADDRESS_UNUSABLE);
      assertThat(refused.arguments()).containsExactly(member, address);
    }
  }

  @Test
  void the_issuer_is_the_one_asked_for_but_for_a_slash_at_its_end() throws Unusable {
    var slash = document("issuer", "https://idp.example/").toString();
    assertThat(ProviderMetadata.read(slash, "https://idp.example", false).issuer())
        .isEqualTo("https://idp.example/");
    assertThat(ProviderMetadata.read(document().toString(), "https://idp.example/", false).issuer())
        .isEqualTo("https://idp.example");
    for (var other :
        List.of(
            "https://idp.example//",
            "https://evil.example",
            "https://IDP.example",
            "https://idp.example/a",
            "http://idp.example",
            "https://idp.example.evil.example")) {
      var refused = refused(document("issuer", other));
      assertThat(refused.reason()).as(other).isEqualTo(Reason.DISCOVERY_ISSUER_DIFFERS);
      assertThat(refused.arguments().subList(0, 2)).containsExactly("https://idp.example", other);
    }
  }

  @Test
  void where_another_issuer_answers_what_may_have_been_meant_is_proposed() {
    var tenant = "6a7f0d1e-2c3b-4a59-8b7d-111122223333";
    var old = document("issuer", "https://sts.windows.net/" + tenant + "/").toString();
    assertThat(refused(old, "https://login.microsoftonline.com/" + tenant).arguments().get(2))
        .isEqualTo("https://login.microsoftonline.com/" + tenant + "/v2.0");
    assertThat(refused(document("issuer", "https://other.example")).arguments().get(2))
        .isEqualTo("https://other.example");
    assertThat(refused(document("issuer", "http://other.example")).arguments().get(2)).isEmpty();
  }

  @Test
  void an_issuer_for_everybody_is_refused_in_all_its_forms() {
    for (var issuer :
        List.of(
            "https://login.microsoftonline.com/{tenantid}/v2.0",
            "https://login.microsoftonline.com/{tenant}/v2.0",
            "https://login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0")) {
      var refused = refused(document("issuer", issuer).toString(), issuer);
      assertThat(refused.reason()).isEqualTo(Reason.MULTI_TENANT_ISSUER);
      assertThat(refused.arguments().get(1))
          .isEqualTo("https://login.microsoftonline.com/<tenant id>/v2.0");
    }
  }

  @Test
  void a_provider_that_cannot_do_what_we_do_is_refused() {
    assertThat(refused(document("response_types_supported", List.of("id_token"))).reason())
        .isEqualTo(Reason.DISCOVERY_NO_CODE_FLOW);
    assertThat(refused(document("grant_types_supported", List.of("implicit"))).reason())
        .isEqualTo(Reason.DISCOVERY_NO_CODE_FLOW);
    var shared =
        refused(document("id_token_signing_alg_values_supported", List.of("HS256", "none")));
    assertThat(shared.reason()).isEqualTo(Reason.DISCOVERY_NO_KNOWN_ALGORITHM);
    assertThat(shared.arguments()).containsExactly("HS256, none");
    var keys =
        refused(document("token_endpoint_auth_methods_supported", List.of("private_key_jwt")));
    assertThat(keys.reason()).isEqualTo(Reason.DISCOVERY_NO_KNOWN_AUTHENTICATION);
    assertThat(keys.arguments()).containsExactly("private_key_jwt");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<html>",
        "[]",
        "null",
        "{\"issuer\":\"a\",\"issuer\":\"b\"}",
        "{\"issuer\":\"https://idp.example\"} x",
        "{\"issuer\":"
      })
  void what_is_no_document_is_refused(String document) {
    assertThat(refused(document, "https://idp.example").reason())
        .isEqualTo(Reason.DISCOVERY_NOT_JSON);
  }

  @Test
  void without_tls_only_where_that_is_allowed() throws Unusable {
    var plain = document().toString().replace("https:", "http:");
    assertThat(refused(plain, "http://idp.example").reason())
        .isEqualTo(Reason.DISCOVERY_ADDRESS_UNUSABLE);
    assertThat(ProviderMetadata.read(plain, "http://idp.example", true).tokenEndpoint())
        .isEqualTo("http://idp.example/token_endpoint");
  }
}
