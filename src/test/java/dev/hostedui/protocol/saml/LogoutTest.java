package dev.hostedui.protocol.saml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.hostedui.testing.Form;
import dev.hostedui.testing.SamlMint;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Signing out, asked for by either side, by either binding. */
class LogoutTest {

  private static final NameId ADA =
      new NameId("ada & co", "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent", "idp", "sp");
  private static final String US = "http://localhost:8080/sso/v1/saml/conn_1/slo";

  /** The provider, which speaks the same language in the other direction. */
  private static final ServiceProvider IDP =
      new ServiceProvider(
          Measure.IDP,
          "https://idp.example/acs",
          "https://idp.example/slo",
          "https://idp.example/slo/return",
          SamlMint.credential("idp"),
          List.of(SamlMint.credential("idp")));

  private static LogoutExpectation expected(Instant now) {
    return new LogoutExpectation(
        Measure.SP, Measure.IDP, List.of(SamlMint.credential("idp").certificate()), false, now);
  }

  private static LogoutExpectation expected() {
    return expected(Measure.NOW);
  }

  private static LogoutRequest request(String relayState) {
    return new LogoutRequest("_out", Measure.NOW, ADA, List.of("s1", "s2"), relayState);
  }

  private static String query(Delivery delivery) {
    return Messages.query((Delivery.Redirect) delivery);
  }

  private static Cause refused(String query, LogoutExpectation expected) {
    return catchThrowableOfType(
            SamlRefused.class, () -> LogoutRequest.fromRedirect(query, expected))
        .reason();
  }

  // ------------------------------------------------------------------ there and back

  @ParameterizedTest
  @EnumSource(Binding.class)
  void a_request_arrives_as_it_was_sent(Binding binding) throws SamlRefused {
    for (var relayState : new String[] {null, "", "a b&c=ü"}) {
      var sent = request(relayState).deliver(IDP, new Endpoint(binding, US));
      var read =
          sent instanceof Delivery.Form form
              ? LogoutRequest.fromPost(form.fields().get("SAMLRequest"), relayState, expected())
              : LogoutRequest.fromRedirect(query(sent), expected());
      assertThat(read).isEqualTo(request(relayState));
    }
  }

  @ParameterizedTest
  @EnumSource(Binding.class)
  void an_answer_arrives_as_it_was_sent(Binding binding) throws SamlRefused {
    for (var outcome : LogoutResponse.Outcome.values()) {
      var answer = new LogoutResponse("_back", Measure.NOW, "_out", outcome, "state");
      var sent = answer.deliver(IDP, new Endpoint(binding, "https://x.example", US + "/callback"));
      var read =
          sent instanceof Delivery.Form form
              ? LogoutResponse.fromPost(form.fields().get("SAMLResponse"), "state", expected())
              : LogoutResponse.fromRedirect(query(sent), expected());
      assertThat(read).isEqualTo(answer);
    }
  }

  @Test
  void our_request_says_the_name_word_for_word_and_ends() {
    var sent = request(null).deliver(Measure.SP, new Endpoint(Binding.POST, "https://idp.example"));
    assertThat(Messages.xml((Delivery.Form) sent, "SAMLRequest"))
        .contains(
            "<saml:NameID Format=\"urn:oasis:names:tc:SAML:2.0:nameid-format:persistent\""
                + " NameQualifier=\"idp\" SPNameQualifier=\"sp\">ada &amp; co</saml:NameID>"
                + "<samlp:SessionIndex>s1</samlp:SessionIndex>")
        .contains("NotOnOrAfter=\"2026-01-10T12:05:00Z\"", "<ds:Signature");
  }

  // ------------------------------------------------------------------ who, when, for whom

  @Test
  void only_the_provider_signs_people_out() {
    var stranger =
        new ServiceProvider(Measure.IDP, "", "", "", SamlMint.credential("stranger"), List.of());
    var endpoint = new Endpoint(Binding.REDIRECT, US);
    assertThat(refused(query(request(null).deliver(stranger, endpoint)), expected()))
        .isEqualTo(Cause.SIGNED_BY_ANOTHER_KEY);
    var sent = query(request(null).deliver(IDP, endpoint));
    assertThat(refused(sent.substring(0, sent.indexOf("&SigAlg")), expected()))
        .isEqualTo(Cause.NOT_SIGNED);
    var posted = request(null).deliver(stranger, new Endpoint(Binding.POST, US));
    assertThat(posted(((Delivery.Form) posted).fields().get("SAMLRequest")))
        .isEqualTo(Cause.SIGNED_BY_ANOTHER_KEY);
    var signed =
        Messages.xml(
            (Delivery.Form) request(null).deliver(IDP, new Endpoint(Binding.POST, US)),
            "SAMLRequest");
    assertThat(
            posted(SamlMint.field(signed.replaceFirst("(?s)<ds:Signature .*</ds:Signature>", ""))))
        .isEqualTo(Cause.NOT_SIGNED);
    assertThat(posted(SamlMint.field(signed.replace("ada &amp; co", "bob"))))
        .isEqualTo(Cause.CONTENT_CHANGED);
    assertThat(posted(SamlMint.field("<x/>"))).isEqualTo(Cause.NOT_A_LOGOUT_MESSAGE);
  }

  private static Cause posted(String field) {
    return catchThrowableOfType(
            SamlRefused.class, () -> LogoutRequest.fromPost(field, null, expected()))
        .reason();
  }

  @Test
  void a_message_for_others_by_others_or_of_another_time_is_refused() {
    var elsewhere = request(null).deliver(IDP, new Endpoint(Binding.REDIRECT, "https://x.example"));
    assertThat(refused(query(elsewhere), expected())).isEqualTo(Cause.DESTINATION_DIFFERS);
    var other = new ServiceProvider("https://other.example", "", "", "", IDP.signing(), List.of());
    var endpoint = new Endpoint(Binding.REDIRECT, US);
    assertThat(refused(query(request(null).deliver(other, endpoint)), expected()))
        .isEqualTo(Cause.ISSUER_DIFFERS);
    var sent = query(request(null).deliver(IDP, endpoint));
    assertThat(refused(sent, expected(Measure.NOW.plus(Duration.ofMinutes(8)))))
        .isEqualTo(Cause.EXPIRED);
    assertThat(refused(sent, expected(Measure.NOW.minus(Duration.ofMinutes(4)))))
        .isEqualTo(Cause.CLOCK_AHEAD);
    var answer =
        new LogoutResponse("_b", Measure.NOW, "_out", LogoutResponse.Outcome.DONE, null)
            .deliver(IDP, endpoint);
    var late = expected(Measure.NOW.plus(Duration.ofMinutes(14)));
    assertThat(
            catchThrowableOfType(
                    SamlRefused.class, () -> LogoutResponse.fromRedirect(query(answer), late))
                .reason())
        .isEqualTo(Cause.EXPIRED);
    // an answer is no request, though the provider signed it
    assertThat(refused(query(answer).replace("SAMLResponse", "SAMLRequest"), expected()))
        .isEqualTo(Cause.SIGNED_BY_ANOTHER_KEY);
  }

  // ------------------------------------------------------------------ a query that means two
  // things

  @Test
  void a_query_is_read_from_the_text_that_was_signed() throws SamlRefused {
    var sent = query(request("state").deliver(IDP, new Endpoint(Binding.REDIRECT, US)));
    var ours = "SAMLRequest=" + Form.encoded(deflated("<other/>"));
    for (var forged :
        List.of(sent + "&" + ours, ours + "&" + sent, sent + "&RelayState=x", sent + "&SigAlg=x"))
      assertThat(refused(forged, expected())).isEqualTo(Cause.PARAMETER_REPEATED);
    for (var name : List.of("SAML%52equest", "%53AMLRequest", "Relay%53tate"))
      assertThat(refused(sent + "&" + name + "=x", expected()))
          .isEqualTo(Cause.PARAMETER_NAME_ENCODED);
    assertThat(refused(sent + "&SAMLResponse=x", expected())).isEqualTo(Cause.PARAMETER_REPEATED);
    assertThat(refused(sent.replace("RelayState=state", "RelayState=other"), expected()))
        .isEqualTo(Cause.SIGNED_BY_ANOTHER_KEY);
    assertThat(refused(sent.replace("&RelayState=state", ""), expected()))
        .isEqualTo(Cause.SIGNED_BY_ANOTHER_KEY);
    assertThat(refused("x=y", expected())).isEqualTo(Cause.PARAMETER_MISSING);
    // other parameters and another order change nothing
    var pairs = sent.split("&");
    var turned = "z=1&" + String.join("&", pairs[3], pairs[2], pairs[1], pairs[0]);
    assertThat(LogoutRequest.fromRedirect(turned, expected())).isEqualTo(request("state"));
  }

  @Test
  void a_weak_or_unknown_algorithm_is_refused() {
    var sent = query(request(null).deliver(IDP, new Endpoint(Binding.REDIRECT, US)));
    var rsa = Form.encoded("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256");
    assertThat(sent).contains(rsa);
    assertThat(
            refused(
                sent.replace(rsa, Form.encoded("http://www.w3.org/2000/09/xmldsig#rsa-sha1")),
                expected()))
        .isEqualTo(Cause.SHA1);
    for (var other : List.of("", "none", "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256"))
      assertThat(refused(sent.replace(rsa, Form.encoded(other)), expected()))
          .isEqualTo(Cause.SIGNATURE_ALGORITHM_REFUSED);
  }

  @Test
  void what_swells_when_it_is_unpacked_is_refused() {
    assertThat(signed(deflated("<x>" + " ".repeat(50_000_000) + "</x>")))
        .isEqualTo(Cause.MESSAGE_TOO_LARGE);
    assertThat(signed(Base64.getEncoder().encodeToString("<x/>".getBytes(StandardCharsets.UTF_8))))
        .isEqualTo(Cause.NOT_DEFLATED);
    assertThat(signed(deflated("<!DOCTYPE x><x/>"))).isEqualTo(Cause.HAS_DOCTYPE);
    assertThat(signed("*")).isEqualTo(Cause.NOT_BASE64);
    assertThat(refused("SAMLRequest=" + "A".repeat(100_000), expected()))
        .isEqualTo(Cause.MESSAGE_TOO_LARGE);
  }

  /** Why a message that the provider did sign is refused. */
  private static Cause signed(String message) {
    var query =
        "SAMLRequest="
            + Form.encoded(message)
            + "&SigAlg="
            + Form.encoded("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256");
    var signature =
        Base64.getEncoder().encodeToString(Signing.detached(query, SamlMint.credential("idp")));
    return refused(query + "&Signature=" + Form.encoded(signature), expected());
  }

  private static String deflated(String xml) {
    var out = new ByteArrayOutputStream();
    try (var deflating = new DeflaterOutputStream(out, new Deflater(9, true))) {
      deflating.write(xml.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Base64.getEncoder().encodeToString(out.toByteArray());
  }
}
