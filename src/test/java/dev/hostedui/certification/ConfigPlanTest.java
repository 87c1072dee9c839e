package dev.hostedui.certification;

import static dev.hostedui.testing.TestClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hostedui.testing.Engine;
import dev.hostedui.testing.TestApp;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * {@code oidcc-config-certification-test-plan}: the document that clients configure themselves
 * with.
 */
class ConfigPlanTest extends OpenIdPlan {

  private static final String ISSUER = "https://login.example.com";

  /** What the suite's schema of the document has, as far as we say it. */
  private static final Set<String> KNOWN =
      Set.of(
          "issuer",
          "authorization_endpoint",
          "token_endpoint",
          "jwks_uri",
          "userinfo_endpoint",
          "revocation_endpoint",
          "introspection_endpoint",
          "end_session_endpoint",
          "scopes_supported",
          "response_types_supported",
          "response_modes_supported",
          "grant_types_supported",
          "code_challenge_methods_supported",
          "token_endpoint_auth_methods_supported",
          "token_endpoint_auth_signing_alg_values_supported",
          "revocation_endpoint_auth_methods_supported",
          "revocation_endpoint_auth_signing_alg_values_supported",
          "introspection_endpoint_auth_methods_supported",
          "introspection_endpoint_auth_signing_alg_values_supported",
          "subject_types_supported",
          "id_token_signing_alg_values_supported",
          "acr_values_supported",
          "claim_types_supported",
          "claims_supported",
          "prompt_values_supported",
          "claims_parameter_supported",
          "request_parameter_supported",
          "request_uri_parameter_supported",
          "authorization_response_iss_parameter_supported",
          "backchannel_logout_supported",
          "backchannel_logout_session_supported");

  ConfigPlanTest() {
    super(false);
  }

  @Override
  List<String> modules() {
    return List.of("oidcc-discovery-endpoint-verification");
  }

  @Test
  void oidcc_discovery_endpoint_verification() {
    var settings =
        Map.of(
            "HOSTED_UI_BASE_URL", ISSUER,
            "HOSTED_UI_SMTP_URL", "smtp://127.0.0.1:9",
            "HOSTED_UI_MAIL_FROM", "Suite <suite@example.com>");
    try (var server = TestApp.start(Engine.SQLITE, settings)) {
      var answer = server.browser().get("/.well-known/openid-configuration");
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.header("Content-Type")).startsWith("application/json");
      var document = json(answer);
      assertThat(document.get("issuer").asText()).isEqualTo(ISSUER);
      isWellFormed(document);
      isByTls(document);
      Conditions.keys(server.browser().get("/keys").body());
    }
  }

  private void isWellFormed(JsonNode document) {
    rp.should(
        "CheckForUnexpectedParametersInServerMetadata",
        KNOWN.containsAll(Conditions.names(document)));
    for (var name : Conditions.names(document)) {
      var value = document.get(name);
      if (name.endsWith("_parameter_supported") || name.startsWith("backchannel_"))
        assertThat(value.isBoolean()).as(name).isTrue();
      else if (name.endsWith("_supported"))
        // RFC 8414 §3.2: an empty list is left out
        assertThat(Conditions.words(value)).as(name).isNotEmpty().allMatch(it -> !it.isEmpty());
      else assertThat(value.isTextual()).as(name).isTrue();
    }
    assertThat(Conditions.words(document.get("response_types_supported"))).contains("code");
    assertThat(Conditions.words(document.get("subject_types_supported")))
        .containsAnyOf("public", "pairwise");
    assertThat(Conditions.words(document.get("id_token_signing_alg_values_supported")))
        .contains("RS256");
    assertThat(Conditions.words(document.get("code_challenge_methods_supported")))
        .containsAnyOf("S256", "plain");
    assertThat(Conditions.words(document.get("scopes_supported")))
        .contains("openid")
        .allMatch(it -> it.matches("[\\x21\\x23-\\x5b\\x5d-\\x7e]+"));
    rp.should("OIDCCCheckDiscEndpointClaimsSupported", document.has("claims_supported"));
    rp.should("CheckDiscEndpointUserinfoEndpoint", document.has("userinfo_endpoint"));
  }

  /** {@code CheckDiscEndpointAllEndpointsAreHttps}. */
  static void isByTls(JsonNode document) {
    assertThat(Conditions.names(document))
        .contains("authorization_endpoint", "token_endpoint", "jwks_uri", "end_session_endpoint")
        .filteredOn(it -> it.endsWith("_endpoint") || it.equals("jwks_uri"))
        .allSatisfy(
            name -> {
              var address = URI.create(document.get(name).asText());
              assertThat(address).hasScheme("https").hasHost(URI.create(ISSUER).getHost());
            });
  }
}
