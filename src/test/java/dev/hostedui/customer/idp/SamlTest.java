package dev.hostedui.customer.idp;

import static org.assertj.core.api.Assertions.assertThat;

import com.onelogin.saml2.authn.AuthnRequest;
import com.onelogin.saml2.authn.SamlResponse;
import com.onelogin.saml2.logout.LogoutRequest;
import com.onelogin.saml2.logout.LogoutRequestParams;
import com.onelogin.saml2.settings.Saml2Settings;
import com.onelogin.saml2.settings.SettingsBuilder;
import com.onelogin.saml2.util.Constants;
import com.onelogin.saml2.util.Util;
import dev.hostedui.customer.CustomerSide;
import dev.hostedui.customer.SiteClient;
import dev.hostedui.testing.Form;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.jsoup.Jsoup;
import org.jsoup.parser.Parser;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The service provider here is OneLogin's library: what it thinks of our answers, it thinks alone.
 */
class SamlTest {

  private static final String SP = "http://sp.example/saml";
  private static final String ACS = SP + "/acs";
  private static final String SLO = SP + "/slo";
  private static final IdpKey SP_KEY = IdpKey.make(new SecureRandom(), Instant.now());

  private static CustomerSide side;
  private static SiteClient client;
  private static String app;

  @BeforeAll
  static void start() throws Exception {
    side = new CustomerSide(new CustomerSide.Setup("127.0.0.1", 0, 0, null), Clock.systemUTC());
    side.start();
    client = new SiteClient(side.url());
    app = register(settings(true, true).getSPMetadata());
  }

  @AfterAll
  static void stop() {
    side.close();
  }

  @BeforeEach
  void behave() {
    client.post("/misbehave/end", Map.of());
    client.post(app, Map.of("name_id", "EMAIL", "names", "SHORT", "signed", "BOTH"));
  }

  // ------------------------------------------------------------------ the service provider

  private static String register(String metadata) {
    var answer = client.post("/apps/saml", Map.of("name", "Portal", "metadata", metadata));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(303);
    return answer.headers().firstValue("Location").orElseThrow();
  }

  /** Configured by our metadata, as an administrator would. */
  private static Saml2Settings settings(boolean signed) {
    return settings(signed, false);
  }

  private static Saml2Settings settings(boolean signed, boolean encrypted) {
    var metadata = client.get("/saml/metadata").body();
    var idp = Jsoup.parse(metadata, Parser.xmlParser());
    var values = new HashMap<String, Object>();
    values.put(SettingsBuilder.STRICT_PROPERTY_KEY, true);
    values.put(SettingsBuilder.SP_ENTITYID_PROPERTY_KEY, SP);
    values.put(SettingsBuilder.SP_ASSERTION_CONSUMER_SERVICE_URL_PROPERTY_KEY, ACS);
    values.put(SettingsBuilder.SP_SINGLE_LOGOUT_SERVICE_URL_PROPERTY_KEY, SLO);
    values.put(SettingsBuilder.SP_X509CERT_PROPERTY_KEY, SP_KEY.pem());
    values.put(
        SettingsBuilder.SP_PRIVATEKEY_PROPERTY_KEY,
        Base64.getEncoder().encodeToString(SP_KEY.keys().getPrivate().getEncoded()));
    values.put(
        SettingsBuilder.IDP_ENTITYID_PROPERTY_KEY,
        idp.select("md|EntityDescriptor").attr("entityID"));
    values.put(
        SettingsBuilder.IDP_SINGLE_SIGN_ON_SERVICE_URL_PROPERTY_KEY,
        idp.select("md|SingleSignOnService").first().attr("Location"));
    values.put(
        SettingsBuilder.IDP_SINGLE_LOGOUT_SERVICE_URL_PROPERTY_KEY,
        idp.select("md|SingleLogoutService").first().attr("Location"));
    values.put(
        SettingsBuilder.IDP_X509CERT_PROPERTY_KEY, idp.select("ds|X509Certificate").first().text());
    values.put(SettingsBuilder.SECURITY_AUTHREQUEST_SIGNED, signed);
    values.put(SettingsBuilder.SECURITY_LOGOUTREQUEST_SIGNED, signed);
    values.put(SettingsBuilder.SECURITY_SIGNATURE_ALGORITHM, Constants.RSA_SHA256);
    values.put(SettingsBuilder.SECURITY_WANT_ASSERTIONS_ENCRYPTED, encrypted);
    values.put(SettingsBuilder.SECURITY_WANT_XML_VALIDATION, true);
    values.put(SettingsBuilder.SECURITY_REJECT_DEPRECATED_ALGORITHM, true);
    return new SettingsBuilder().fromValues(values).build();
  }

  private record Request(String id, String query, String xml) {}

  private static Request request(Saml2Settings settings, boolean signed) {
    try {
      var request = new AuthnRequest(settings);
      return new Request(
          request.getId(),
          query("SAMLRequest", request.getEncodedAuthnRequest(true), "state 1", signed),
          request.getAuthnRequestXml());
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static String query(String name, String message, String relayState, boolean signed)
      throws Exception {
    var query = name + "=" + Form.encoded(message) + "&RelayState=" + Form.encoded(relayState);
    if (!signed) return query;
    query += "&SigAlg=" + Form.encoded(Constants.RSA_SHA256);
    var signature = Util.sign(query, SP_KEY.keys().getPrivate(), Constants.RSA_SHA256);
    return query + "&Signature=" + Form.encoded(Base64.getEncoder().encodeToString(signature));
  }

  /** What the browser takes to the app. */
  private record Sent(String action, Map<String, String> fields) {

    static Sent of(HttpResponse<String> answer) {
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      var form = Jsoup.parse(answer.body()).select("form[data-go-on]").first();
      assertThat(form).as(answer.body()).isNotNull();
      var fields = new LinkedHashMap<String, String>();
      form.select("input").forEach(it -> fields.put(it.attr("name"), it.attr("value")));
      return new Sent(form.attr("action"), fields);
    }

    String xml() {
      return new String(
          Base64.getDecoder().decode(fields.get("SAMLResponse")), StandardCharsets.UTF_8);
    }
  }

  private static Sent pick(HttpResponse<String> asked, String person) {
    assertThat(asked.statusCode()).as(asked.body()).isEqualTo(303);
    var page = asked.headers().firstValue("Location").orElseThrow();
    assertThat(client.get(page).body()).contains("Sign in to Portal");
    var answer = client.post(page, Map.of("person", person));
    assertThat(answer.headers().firstValue("Content-Security-Policy").orElseThrow())
        .contains("form-action 'self' http://sp.example;");
    return Sent.of(answer);
  }

  private static Sent signIn(Request request, String person) {
    return pick(client.get("/saml/sso?" + request.query()), person);
  }

  private static SamlResponse read(Saml2Settings settings, Sent sent) {
    try {
      return new SamlResponse(settings, ACS, sent.fields().get("SAMLResponse"));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static String verdict(Saml2Settings settings, Sent sent, String requestId) {
    var response = read(settings, sent);
    return response.isValid(requestId) ? "valid" : response.getError();
  }

  // ------------------------------------------------------------------ as it should be

  @ParameterizedTest
  @CsvSource({"true,BOTH", "true,ASSERTION", "true,RESPONSE", "false,BOTH"})
  void somebody_signs_in(boolean signed, String carries) throws Exception {
    client.post(app, Map.of("name_id", "EMAIL", "names", "SHORT", "signed", carries));
    var settings = settings(signed);
    var request = request(settings, signed);

    var sent = signIn(request, "p-1003");

    assertThat(sent.action()).isEqualTo(ACS);
    assertThat(sent.fields()).containsEntry("RelayState", "state 1");
    var response = read(settings, sent);
    assertThat(response.isValid(request.id())).as(response.getError()).isTrue();
    assertThat(response.getNameId()).isEqualTo("ilja@initech.example");
    assertThat(response.getAttributes())
        .containsEntry("email", List.of("ilja@initech.example"))
        .containsEntry("firstName", List.of("Ilja"))
        .containsEntry("lastName", List.of("Øster & Søn"));
  }

  @Test
  void a_request_may_come_by_post_with_its_signature_inside() throws Exception {
    var settings = settings(true);
    var request = request(settings, true);
    var signed =
        Util.addSign(
            Util.loadXML(request.xml()),
            SP_KEY.keys().getPrivate(),
            SP_KEY.certificate(),
            Constants.RSA_SHA256,
            Constants.SHA256);

    var sent = pick(post(signed), "p-1001");
    assertThat(verdict(settings, sent, request.id())).isEqualTo("valid");

    var changed =
        signed
            .replace("ProviderName", "providerName")
            .replace("Version=\"2.0\"", "Version=\"2.0\" Consent=\"x\"");
    assertThat(post(changed).statusCode()).isEqualTo(400);
  }

  private static HttpResponse<String> post(String xml) {
    return client.post(
        "/saml/sso",
        Map.of(
            "SAMLRequest",
            Base64.getEncoder().encodeToString(xml.getBytes(StandardCharsets.UTF_8))),
        "Sec-Fetch-Site",
        "cross-site");
  }

  @ParameterizedTest
  @CsvSource({
    "EMAIL,nina@acmecorp.example,emailAddress",
    "UNSPECIFIED,nina@acmecorp.example,unspecified",
    "PERSISTENT,'',persistent",
    "TRANSIENT,'',transient"
  })
  void a_name_id_is_what_was_chosen(String chosen, String value, String format) throws Exception {
    client.post(app, Map.of("name_id", chosen, "names", "CLAIMS", "signed", "BOTH"));
    var settings = settings(true);

    var first = read(settings, signIn(request(settings, true), "p-2003"));
    var second = read(settings, signIn(request(settings, true), "p-2003"));

    assertThat(first.getNameIdFormat()).endsWith(format);
    if (!value.isEmpty()) assertThat(first.getNameId()).isEqualTo(value);
    assertThat(first.getNameId().equals(second.getNameId())).isEqualTo(!chosen.equals("TRANSIENT"));
    assertThat(first.getAttributes())
        .containsKey("http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress");
  }

  @Test
  void somebody_goes_to_the_app_from_here() throws Exception {
    var settings = settings(true);
    var begun = client.post(app + "/start", Map.of("relay_state", "/orders"));

    var sent = pick(begun, "p-1002");

    assertThat(sent.fields()).containsEntry("RelayState", "/orders");
    assertThat(verdict(settings, sent, null)).isEqualTo("valid");
    assertThat(sent.xml()).doesNotContain("InResponseTo");
  }

  @Test
  void keys_rotate_with_the_next_one_in_the_metadata_before() throws Exception {
    var before = settings(true);
    client.post("/keys/next", Map.of());
    assertThat(client.get("/saml/metadata").body().split("<ds:X509Certificate>")).hasSize(3);
    var request = request(before, true);
    assertThat(verdict(before, signIn(request, "p-1001"), request.id())).isEqualTo("valid");

    client.post("/keys/switch", Map.of());
    var after = settings(true);
    var next = request(after, true);
    var sent = signIn(next, "p-1001");
    assertThat(verdict(after, sent, next.id())).isEqualTo("valid");
    assertThat(verdict(before, sent, next.id())).isNotEqualTo("valid");

    client.post("/keys/drop", Map.of());
    assertThat(client.get("/saml/metadata").body().split("<ds:X509Certificate>")).hasSize(2);
  }

  // ------------------------------------------------------------------ misbehaving

  @ParameterizedTest
  @CsvSource({
    "OTHER_AUDIENCE,is not a valid audience",
    "OTHER_RECIPIENT,The response was received at",
    "OTHER_ISSUER,Invalid issuer",
    "OTHER_REQUEST,InResponseTo of the Response",
    "UNSIGNED,No Signature found",
    "SHA1,Signature validation failed",
    "ROTATED_KEY,Signature validation failed",
    "NOT_ASSIGNED,ivy@initech.example is not assigned to Portal.",
    "REFUSED,has not <assigned> you a role",
  })
  void a_switch_does_what_it_says(String mischief, String verdict) {
    var settings = settings(true);
    client.post("/misbehave", Map.of("mischief", mischief));
    var request = request(settings, true);

    var sent = signIn(request, "p-1001");

    assertThat(verdict(settings, sent, request.id())).contains(verdict);
    assertThat(sent.xml().contains("rsa-sha1")).isEqualTo(mischief.equals("SHA1"));
  }

  @ParameterizedTest
  @CsvSource({"10,not yet valid", "-10,expired", "1,valid", "-1,valid"})
  void a_clock_that_is_off_shows(int minutes, String verdict) {
    var settings = settings(true);
    client.post("/misbehave", Map.of("clock_minutes", "" + minutes));
    var request = request(settings, true);

    assertThat(verdict(settings, signIn(request, "p-1001"), request.id())).contains(verdict);
  }

  @Test
  void without_an_email_there_is_none_anywhere() {
    client.post("/misbehave", Map.of("mischief", "NO_EMAIL"));
    var sent = signIn(request(settings(true), true), "p-1001");

    assertThat(sent.xml()).doesNotContain("@initech.example").contains("firstName");
  }

  @Test
  void an_answer_can_be_sent_once_more() {
    client.post("/misbehave", Map.of("mischief", "SAME_ANSWER_TWICE"));
    var settings = settings(true);
    signIn(request(settings, true), "p-1001");
    var first = signIn(request(settings, true), "p-1001");
    var second = signIn(request(settings, true), "p-2001");

    assertThat(second.xml()).isEqualTo(first.xml());
  }

  @Test
  void a_certificate_that_ended_belongs_to_the_same_key() throws Exception {
    var before = settings(true);
    client.post("/misbehave", Map.of("mischief", "EXPIRED_CERTIFICATE"));
    var after = settings(true);

    var old = before.getIdpx509cert();
    var ended = after.getIdpx509cert();
    assertThat(ended.getPublicKey()).isEqualTo(old.getPublicKey());
    assertThat(ended.getNotAfter().toInstant()).isBefore(Instant.now());
    var request = request(after, true);
    assertThat(verdict(after, signIn(request, "p-1001"), request.id())).isEqualTo("valid");
  }

  @ParameterizedTest
  @EnumSource(
      value = Behaviour.KeyPlacement.class,
      names = {"INSIDE", "REFERENCE"})
  void an_assertion_is_encrypted_for_the_app(Behaviour.KeyPlacement placement) throws Exception {
    client.post("/misbehave", Map.of("key_placement", placement.name()));
    var settings = settings(true);
    var request = request(settings, true);

    var sent = signIn(request, "p-1001");

    assertThat(sent.xml()).doesNotContain("ivy@initech.example").contains("EncryptedAssertion");
    var response = read(settings, sent);
    assertThat(response.isValid(request.id())).as(response.getError()).isTrue();
    assertThat(response.getNameId()).isEqualTo("ivy@initech.example");
  }

  @ParameterizedTest
  @CsvSource({
    "INSIDE,xenc|EncryptedData xenc|EncryptedKey,0",
    "SIBLING,saml|EncryptedAssertion > xenc|EncryptedKey,0",
    "REFERENCE,saml|EncryptedAssertion > xenc|EncryptedKey,1"
  })
  void the_key_stands_where_vendors_put_it(String placement, String where, int references) {
    client.post("/misbehave", Map.of("key_placement", placement));
    var sent = signIn(request(settings(true), true), "p-1001");

    var xml = Jsoup.parse(sent.xml(), Parser.xmlParser());
    assertThat(xml.select(where)).hasSize(1);
    assertThat(xml.select("xenc|EncryptedKey")).hasSize(1);
    assertThat(xml.select("ds|RetrievalMethod")).hasSize(references);
  }

  // ------------------------------------------------------------------ what is not taken

  @Test
  void a_request_of_an_unknown_app_is_refused_with_its_entity_id() throws Exception {
    var xml = request(settings(false), false).xml().replace(">" + SP + "<", ">urn:nobody<");

    var answer = post(xml);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(Jsoup.parse(answer.body()).text())
        .contains("No app is registered under the entity id \"urn:nobody\".");
  }

  @Test
  void an_answer_goes_only_where_the_app_is_registered() throws Exception {
    var xml = request(settings(false), false).xml().replace(ACS, "http://evil.example/acs");

    var answer = post(xml);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("http://evil.example/acs, which is not registered");
  }

  @Test
  void a_signature_of_somebody_else_is_refused_and_so_is_none_where_one_must_be() {
    var settings = settings(true);
    var query = request(settings, true).query();

    var other = client.get("/saml/sso?" + query.replace("RelayState=state", "RelayState=other"));
    assertThat(other.body()).contains("not of a certificate that is registered");

    client.post(app, Map.of("name_id", "EMAIL", "requests_signed", "on"));
    var unsigned = client.get("/saml/sso?" + request(settings(false), false).query());
    assertThat(unsigned.statusCode()).isEqualTo(400);
    assertThat(unsigned.body()).contains("this app must sign");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "SAMLRequest=%00", "SAMLRequest=AAAA", "SAMLResponse=PHg%2BPC94Pg%3D%3D"})
  void nonsense_is_no_request(String query) {
    assertThat(client.get("/saml/sso?" + query).statusCode()).isEqualTo(400);
    assertThat(client.get("/saml/slo?" + query).statusCode()).isEqualTo(400);
  }

  @Test
  void a_passive_request_is_answered_without_a_page() {
    var passive =
        request(settings(false), false)
            .xml()
            .replace("<samlp:AuthnRequest", "<samlp:AuthnRequest IsPassive=\"true\"");
    var nobody = new SiteClient(side.url());
    var answer =
        nobody.post(
            "/saml/sso",
            Map.of(
                "SAMLRequest",
                Base64.getEncoder().encodeToString(passive.getBytes(StandardCharsets.UTF_8))));

    assertThat(Sent.of(answer).xml()).contains("status:NoPassive");
    signIn(request(settings(false), false), "p-2002");
    assertThat(Sent.of(post(passive)).xml()).contains("max@acmecorp.example");
  }

  @Test
  void a_person_who_cancels_is_not_signed_in() {
    var sent = pick(client.get("/saml/sso?" + request(settings(true), true).query()), "");

    assertThat(sent.xml()).contains("status:AuthnFailed").doesNotContain("Assertion ");
  }

  // ------------------------------------------------------------------ registering

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "address|nonsense|is no address",
        "address|http://127.0.0.1:9/metadata|does not answer",
        "metadata|<html/>|EntityDescriptor is missing",
        "metadata|{own}|SPSSODescriptor is missing",
        "metadata|<!DOCTYPE x><x/>|That is no XML",
        "acs_url|http://sp.example/acs|both ACS URL and entity id",
      })
  void what_is_no_app_is_not_registered(String field, String value, String problem) {
    var typed = value.replace("{own}", client.get("/saml/metadata").body());
    var answer = client.post("/apps/saml", Map.of(field, typed));

    assertThat(answer.statusCode()).isEqualTo(422);
    var page = Jsoup.parse(answer.body());
    assertThat(page.select("[role=alert]").text()).contains(problem);
    assertThat(page.select("[name=" + field + "]").val()).isEqualToIgnoringWhitespace(typed);
  }

  @Test
  void the_file_of_an_app_that_is_known_takes_the_place_of_what_was_known() throws Exception {
    client.post(app, Map.of("name_id", "PERSISTENT", "names", "OIDS", "signed", "ASSERTION"));
    var metadata = settings(true, true).getSPMetadata();

    var answer = client.upload("/apps/saml", "file", metadata.replace(SLO, SLO + "/new"));

    assertThat(answer.headers().firstValue("Location")).contains(app);
    var page = Jsoup.parse(client.get(app).body());
    assertThat(page.text()).contains(SLO + "/new");
    assertThat(page.select("option[selected]").eachAttr("value"))
        .containsExactly("PERSISTENT", "OIDS", "ASSERTION");
    client.post("/apps/saml", Map.of("name", "Portal", "metadata", metadata));
  }

  @Test
  void an_app_is_registered_by_hand_and_removed() {
    var answer =
        client.post(
            "/apps/saml",
            Map.of("acs_url", "https://other.example/acs", "entity_id", "urn:other app"));
    var page = answer.headers().firstValue("Location").orElseThrow();
    assertThat(client.get(page).body()).contains("https://other.example/acs");

    client.post(page + "/remove", Map.of());
    assertThat(client.get(page).statusCode()).isEqualTo(404);
  }

  // ------------------------------------------------------------------ logout

  @Test
  void an_app_signs_somebody_out_and_is_told_that_it_did() throws Exception {
    var settings = settings(true);
    var response = read(settings, signIn(request(settings, true), "p-1001"));
    var passive = "/saml/sso?" + request(settings, true).query();
    assertThat(client.get("/").body()).contains("Signed in as Ivy Initech");
    assertThat(client.get(passive).statusCode()).isEqualTo(303);

    var logout =
        new LogoutRequest(
            settings, new LogoutRequestParams(response.getSessionIndex(), response.getNameId()));
    var answer =
        client.get(
            "/saml/slo?" + query("SAMLRequest", logout.getEncodedLogoutRequest(true), "bye", true));

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(303);
    var there = URI.create(answer.headers().firstValue("Location").orElseThrow());
    assertThat(there.toString()).startsWith(SLO + "?SAMLResponse=").contains("&RelayState=bye");
    assertThat(isSignedByUs(there, settings)).isTrue();
    assertThat(message(there, "SAMLResponse"))
        .contains("InResponseTo=\"" + logout.getId() + "\"", "status:Success");
    assertThat(client.get("/").body()).doesNotContain("Signed in as");
  }

  @Test
  void signing_out_here_leads_by_the_apps() throws Exception {
    var settings = settings(true);
    var response = read(settings, signIn(request(settings, true), "p-1001"));
    assertThat(client.get("/").headers().firstValue("Content-Security-Policy").orElseThrow())
        .contains("form-action 'self' http://sp.example;");

    var answer = client.post("/sign-out", Map.of());

    var there = URI.create(answer.headers().firstValue("Location").orElseThrow());
    assertThat(there.toString()).startsWith(SLO + "?SAMLRequest=");
    assertThat(isSignedByUs(there, settings)).isTrue();
    assertThat(message(there, "SAMLRequest"))
        .contains(">ivy@initech.example<", ">" + response.getSessionIndex() + "<");
    var done =
        """
        <samlp:LogoutResponse xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="_1" Version="2.0" IssueInstant="2026-01-01T00:00:00Z"><saml:Issuer xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">%s</saml:Issuer><samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status></samlp:LogoutResponse>"""
            .formatted(SP);
    var back =
        client.get(
            "/saml/slo?"
                + query(
                    "SAMLResponse",
                    Util.deflatedBase64encoded(done),
                    parameter(there, "RelayState"),
                    true));
    assertThat(back.headers().firstValue("Location")).contains("/");
    assertThat(client.get("/").body())
        .contains("You are signed out here. Portal answered Success.");
  }

  private static boolean isSignedByUs(URI there, Saml2Settings settings)
      throws GeneralSecurityException, Exception {
    var query = there.getRawQuery();
    return Util.validateBinarySignature(
        query.substring(0, query.indexOf("&Signature=")),
        Base64.getDecoder().decode(parameter(there, "Signature")),
        settings.getIdpx509cert(),
        Constants.RSA_SHA256);
  }

  private static String parameter(URI there, String name) {
    for (var pair : there.getRawQuery().split("&"))
      if (pair.startsWith(name + "="))
        return URLDecoder.decode(pair.substring(name.length() + 1), StandardCharsets.UTF_8);
    throw new AssertionError(there);
  }

  private static String message(URI there, String name) throws Exception {
    var bytes = Base64.getDecoder().decode(parameter(there, name));
    try (var in = new InflaterInputStream(new ByteArrayInputStream(bytes), new Inflater(true))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
