package dev.hostedui.protocol.saml;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hostedui.protocol.upstream.Check;
import dev.hostedui.protocol.upstream.Check.Verdict;
import dev.hostedui.protocol.upstream.Examination;
import dev.hostedui.protocol.upstream.UpstreamIdentity;
import dev.hostedui.testing.SamlMint;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The answers of vendors as they really are: each recipe, and each variant it names. */
class SamlRecipesTest {

  private static final String CLAIMS = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/";

  static List<String> recipes() {
    return SamlMint.recipes();
  }

  private static Measure measure(SamlMint mint) {
    var issuer = mint.recipe().at("/response/Issuer/text").asText();
    return issuer.startsWith("{") ? Measure.usual() : Measure.usual().from(issuer);
  }

  private static Examination examined(SamlMint mint) {
    return measure(mint).of(mint.field());
  }

  private static UpstreamIdentity identity(Examination examination) {
    return examination
        .identity()
        .orElseThrow(() -> new AssertionError(examination.firstFailure().orElseThrow()));
  }

  private static void assertRefused(Examination examination, Cause cause) {
    assertThat(examination.identity()).isEmpty();
    assertThat(examination.firstFailure().orElseThrow().cause()).isEqualTo(cause.text());
  }

  private static void assertDoubtful(Examination examination, String check, Cause cause) {
    assertThat(
            examination.checks().stream()
                .filter(it -> it.name().equals(check) && it.verdict() == Verdict.DOUBTFUL)
                .map(Check::cause))
        .contains(cause.text());
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void an_answer_is_accepted_or_refused_as_the_recipe_says(String name) {
    var mint = SamlMint.of(name);
    var expect = mint.recipe().get("expect");
    var examination = examined(mint);
    if (expect.get("result").asText().equals("accept")) {
      assertNames(identity(examination), expect.get("user"));
    } else {
      assertThat(examination.identity()).isEmpty();
      assertThat(examination.firstFailure().orElseThrow().code())
          .isEqualTo(expect.get("error_code").asText());
    }
    if (expect.has("operator_switch"))
      assertNames(
          identity(measure(mint).allowingSha1().of(mint.field())),
          expect.at("/operator_switch/user"));
  }

  /** The guide of each vendor says under which names the values come. */
  private static void assertNames(UpstreamIdentity identity, JsonNode user) {
    assertThat(
            first(identity, "email", CLAIMS + "emailaddress", "urn:oid:0.9.2342.19200300.100.1.3"))
        .isEqualTo(user.get("email").asText());
    assertThat(first(identity, "firstName", CLAIMS + "givenname", "urn:oid:2.5.4.42"))
        .isEqualTo(user.get("first_name").asText());
    assertThat(first(identity, "lastName", CLAIMS + "surname", "urn:oid:2.5.4.4"))
        .isEqualTo(user.get("last_name").asText());
    if (user.has("user_id")) {
      assertThat(identity.subject()).isEqualTo(user.get("user_id").asText());
      assertThat(identity.lasting()).isTrue();
    }
  }

  private static String first(UpstreamIdentity identity, String... names) {
    for (var name : names) {
      var found = identity.first(name);
      if (found.isPresent()) return found.get();
    }
    return "";
  }

  // ------------------------------------------------------------------ AD FS, Auth0, Entra

  @Test
  void a_clock_two_minutes_ahead_is_accepted_and_told() {
    var examination = examined(SamlMint.of("adfs-no-skew").clockAhead(Duration.ofSeconds(120)));
    identity(examination);
    assertDoubtful(examination, "clock", Cause.CLOCK_AHEAD);
    assertThat(Measure.check(examination, "clock").received()).endsWith("120 s ahead");
  }

  @Test
  void a_clock_fifteen_minutes_off_is_refused_with_the_difference() {
    var ahead = examined(SamlMint.of("adfs-no-skew").clockAhead(Duration.ofSeconds(900)));
    assertRefused(ahead, Cause.CLOCK_AHEAD);
    assertThat(ahead.firstFailure().orElseThrow().code()).isEqualTo("assertion_expired");
    assertThat(ahead.firstFailure().orElseThrow().received()).endsWith("900 s ahead");
    var behind = examined(SamlMint.of("adfs-no-skew").clockAhead(Duration.ofSeconds(-900)));
    assertRefused(behind, Cause.CONFIRMATION_EXPIRED);
    assertDoubtful(behind, "clock", Cause.CLOCK_BEHIND);
    assertThat(Measure.check(behind, "clock").received()).endsWith("900 s behind");
  }

  @Test
  void a_missing_name_is_worth_a_word_where_an_address_came() {
    var mint = SamlMint.of("adfs-no-skew").remove("/assertion/NameID");
    var examined = measure(mint).examined(mint.field());
    assertDoubtful(examined.examination(), "name_id", Cause.NAME_ID_MISSING);
    var identity = identity(examined.examination());
    assertThat(identity.lasting()).isFalse();
    assertThat(identity.first(CLAIMS + "emailaddress")).contains("ada@acmecorp.example");
    assertThat(examined.nameId()).isNull();
  }

  @Test
  void the_other_of_two_certificates_is_as_good() {
    var mint = SamlMint.of("adfs-no-skew").signedBy(SamlMint.credential("stranger"));
    var both =
        Measure.usual()
            .trusting(
                SamlMint.credential("idp").certificate(),
                SamlMint.credential("stranger").certificate());
    assertThat(both.of(mint.field()).accepted()).isTrue();
  }

  @Test
  void an_address_the_directory_does_not_know_does_not_come() {
    var mint = SamlMint.of("entra-default").withoutAttribute(CLAIMS + "emailaddress");
    var examined = measure(mint).examined(mint.field());
    assertThat(identity(examined.examination()).first(CLAIMS + "emailaddress")).isEmpty();
    assertThat(examined.examination().claimed().attributes()).containsKey(CLAIMS + "name");
    assertThat(examined.nameId().address()).contains("ada@acmecorp.onmicrosoft.com");
  }

  @Test
  void requests_carry_no_context_that_entra_would_refuse_people_over() {
    var request =
        new AuthnRequest(
            "_1",
            Measure.NOW,
            Measure.SP,
            new Endpoint(Binding.POST, "https://login.microsoftonline.com/t/saml2"),
            NameIdFormat.EMAIL,
            true);
    var form = (Delivery.Form) request.deliver(null, true);
    assertThat(Messages.xml(form, "SAMLRequest")).doesNotContain("RequestedAuthnContext");
  }

  @Test
  void too_many_groups_for_entra_are_a_warning() {
    var examination =
        examined(
            SamlMint.of("entra-default")
                .attribute(
                    "http://schemas.microsoft.com/claims/groups.link", "https://graph.example"));
    identity(examination);
    assertDoubtful(examination, "attributes", Cause.GROUPS_NOT_SENT);
  }

  // ------------------------------------------------------------------ Google, JumpCloud, Keycloak

  @Test
  void google_may_sign_the_response_instead() {
    var mint = SamlMint.of("google-workspace").sign("response").unsigned("assertion");
    identity(examined(mint));
    assertRefused(
        measure(mint).signing(SigningOption.ASSERTION).of(mint.field()), Cause.NOT_SIGNED);
  }

  @Test
  void attributes_without_a_value_are_there_and_empty() {
    assertThat(identity(examined(SamlMint.of("google-workspace"))).attributes())
        .containsEntry("phone", List.of());
    assertThat(identity(examined(SamlMint.of("onelogin-response-signed"))).attributes())
        .containsEntry("memberOf", List.of())
        .containsEntry("PersonImmutableID", List.of());
  }

  @Test
  void without_any_attributes_the_name_may_be_an_address() {
    var mint =
        SamlMint.of("google-workspace")
            .with(it -> ((ObjectNode) it.at("/assertion")).putArray("Attributes"));
    var examined = measure(mint).examined(mint.field());
    assertThat(identity(examined.examination()).attributes()).isEmpty();
    assertThat(examined.nameId().address()).contains("ada@acmecorp.example");
  }

  @ParameterizedTest
  @CsvSource({
    "emailAddress,ada@acmecorp.example,true",
    "unspecified,ada@acmecorp.example,true",
    "unspecified,00u1acmeADA,false",
    "emailAddress,00u1acmeADA,false",
    "persistent,ada@acmecorp.example,false",
    "transient,ada@acmecorp.example,false"
  })
  void only_a_name_that_may_be_an_address_is_one(String format, String value, boolean address) {
    var version = format.equals("emailAddress") || format.equals("unspecified") ? "1.1" : "2.0";
    var uri = "urn:oasis:names:tc:SAML:" + version + ":nameid-format:" + format;
    assertThat(new NameId(value, uri, "", "").address().isPresent()).isEqualTo(address);
  }

  @Test
  void an_id_that_begins_with_a_digit_and_an_issuer_with_blanks_are_accepted() {
    identity(examined(SamlMint.of("jumpcloud").change("/response/ID", "digit")));
    var padded =
        SamlMint.of("jumpcloud").change("/response/Issuer/text", "\n  Acme Corp JumpCloud IdP \n");
    identity(Measure.usual().from("Acme Corp JumpCloud IdP").of(padded.field()));
  }

  @Test
  void repeated_attributes_have_all_their_values() {
    assertThat(identity(examined(SamlMint.of("keycloak-client"))).attributes())
        .containsEntry("Role", List.of("view-profile", "manage-account", "offline_access"));
    identity(examined(SamlMint.of("keycloak-client").sign("response")));
  }

  // ------------------------------------------------------------------ names, Okta, OneLogin, Ping

  @Test
  void names_are_read_as_people_have_them() {
    assertThat(identity(examined(SamlMint.of("names-with-ampersand-unicode-comment"))).attributes())
        .containsEntry("firstName", List.of("Zoë & <Ada>"))
        .containsEntry("lastName", List.of("O'Brien-Ωνάσης", "Onasis"));
    var cdata =
        SamlMint.of("names-with-ampersand-unicode-comment")
            .attribute("firstName", "<![CDATA[Zoë & <Ada>]]>");
    assertThat(identity(examined(cdata)).first("firstName")).contains("Zoë & <Ada>");
  }

  @Test
  void what_nobody_asked_for_is_accepted_only_where_that_is_allowed() {
    var mint = SamlMint.of("okta-both-signed").unsolicited();
    assertThat(ReceivedResponse.read(mint.field()).inResponseTo()).isEmpty();
    identity(Measure.usual().allowingUnsolicited().of(mint.field()));
    assertRefused(Measure.usual().request(null).of(mint.field()), Cause.UNSOLICITED);
    assertRefused(Measure.usual().of(mint.field()), Cause.IN_RESPONSE_TO_MISSING);
    // allowing it does not make an answer to somebody else's request welcome
    assertRefused(
        Measure.usual().allowingUnsolicited().of(SamlMint.of("okta-both-signed").field()),
        Cause.IN_RESPONSE_TO_UNKNOWN);
  }

  @Test
  void a_session_may_be_called_like_the_request() {
    var mint =
        SamlMint.of("okta-both-signed")
            .change("/assertion/AuthnStatement/SessionIndex", "{REQUEST_ID}");
    assertThat(identity(examined(mint)).sessionIndex()).isEqualTo("_request1");
  }

  @Test
  void an_answer_has_an_id_by_which_it_is_good_once() {
    var field = SamlMint.of("okta-both-signed").field();
    var first = identity(Measure.usual().of(field));
    assertThat(identity(Measure.usual().of(field)).answerId()).isEqualTo(first.answerId());
    assertThat(first.answerEnds()).isEqualTo(Measure.NOW.plus(Duration.ofMinutes(8)));
  }

  @Test
  void an_encrypted_assertion_may_be_signed_outside_or_inside() {
    identity(examined(SamlMint.of("okta-encrypted-key-sibling").unsigned("assertion")));
    identity(examined(SamlMint.of("okta-encrypted-key-sibling").unsigned("response")));
    var stranger = SamlMint.credential("stranger").certificate();
    var examination = examined(SamlMint.of("okta-encrypted-key-sibling").encryptedFor(stranger));
    assertRefused(examination, Cause.NOT_DECRYPTED);
    assertThat(examination.firstFailure().orElseThrow().received()).doesNotContain("adding");
  }

  @Test
  void older_apps_of_onelogin_sign_with_sha1() {
    var mint = SamlMint.of("onelogin-response-signed").algorithms("rsa-sha1", "sha1");
    assertRefused(examined(mint), Cause.SHA1);
    assertThat(examined(mint).firstFailure().orElseThrow().received()).contains("RSA-SHA1");
    identity(Measure.usual().allowingSha1().of(mint.field()));
  }

  @Test
  void the_end_of_a_session_is_shown_and_does_not_keep_anybody_out() {
    var examination = examined(SamlMint.of("pingone"));
    assertThat(identity(examination).sessionEnds()).isEqualTo(Measure.NOW.plusSeconds(300));
    assertThat(Measure.check(examination, "session_end").received())
        .isEqualTo("2026-01-10T12:05:00Z");
  }

  // ------------------------------------------------------------------ Shibboleth, SimpleSAMLphp

  @Test
  void older_shibboleths_encrypt_with_cbc() {
    var mint =
        SamlMint.of("shibboleth-encrypted-oid-attributes")
            .encrypt("aes128-cbc", "rsa-oaep-mgf1p", "KeyInfo");
    var identity = identity(examined(mint));
    assertThat(identity.lasting()).isFalse();
    assertThat(identity.first("urn:oid:1.3.6.1.4.1.5923.1.1.1.10"))
        .contains("QUNNRS1wZXJzaXN0ZW50LWlk");
  }

  @Test
  void a_password_hash_is_neither_taken_nor_shown() {
    var examination = examined(SamlMint.of("simplesamlphp"));
    assertThat(identity(examination).attributes()).containsEntry("urn:oid:2.5.4.35", List.of());
    assertThat(examination.toString()).doesNotContain("SSHA");
    assertThat(examination.document()).contains("sshPublicKey", "ada@acmecorp.example");
    assertDoubtful(examination, "attributes", Cause.SECRET_IN_ATTRIBUTE);
    assertDoubtful(examination, "name_id", Cause.NAME_ID_NOT_AN_ADDRESS);
    for (var secret :
        List.of(
            "{CRYPT}$6$abcdefgh$xyz",
            "$2b$12$abcdefghijklmnopqrstuv",
            "-----BEGIN PRIVATE KEY-----\nMIIE"))
      assertThat(examined(SamlMint.of("pingone").attribute("note", secret)).toString())
          .doesNotContain(secret);
  }

  @Test
  void what_is_shown_cannot_be_used_again() {
    var shown = examined(SamlMint.of("okta-both-signed")).document();
    assertThat(shown).doesNotContain("SignatureValue").contains("00u1acmeADA");
  }

  // ------------------------------------------------------------------ a provider that says no

  @ParameterizedTest
  @CsvSource({
    "Responder > AuthnFailed,STATUS_AUTHN_FAILED",
    "Responder > RequestDenied,STATUS_REQUEST_DENIED",
    "Requester > InvalidNameIDPolicy,STATUS_INVALID_NAME_ID_POLICY",
    "Responder > NoPassive,STATUS_NO_PASSIVE",
    "Responder > UnknownPrincipal,STATUS_UNKNOWN_PRINCIPAL",
    "Requester > RequestUnsupported,STATUS_REQUEST_UNSUPPORTED",
    "Requester,STATUS_REQUESTER",
    "Responder,STATUS_RESPONDER",
    "VersionMismatch,STATUS_VERSION_MISMATCH",
    "Responder > urn:example:unheard,STATUS_RESPONDER",
    "urn:example:unheard,STATUS_OTHER"
  })
  void each_reason_of_a_provider_has_words_of_its_own(String status, Cause cause) {
    var examination =
        examined(SamlMint.of("status-not-success").change("/response/Status/StatusCode", status));
    assertRefused(examination, cause);
    assertThat(examination.firstFailure().orElseThrow().code()).isEqualTo("invalid_status");
    assertThat(examination.firstFailure().orElseThrow().received())
        .contains("AADSTS75011: Authentication method mismatch");
  }

  @Test
  void a_no_with_a_signed_assertion_in_it_is_a_no() {
    var mint =
        SamlMint.of("okta-both-signed")
            .change("/response/Status/StatusCode", "Requester > UnsupportedBinding");
    assertRefused(examined(mint), Cause.STATUS_UNSUPPORTED_BINDING);
  }

  @Test
  void what_a_provider_says_is_kept_as_text() {
    var mint =
        SamlMint.of("status-not-success")
            .change("/response/Status/StatusMessage", "<img src=x onerror=alert(1)>");
    assertThat(examined(mint).firstFailure().orElseThrow().received())
        .isEqualTo("Responder > NoAuthnContext: <img src=x onerror=alert(1)>");
  }
}
