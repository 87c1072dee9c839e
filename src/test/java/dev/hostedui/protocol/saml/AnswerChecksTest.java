package dev.hostedui.protocol.saml;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hostedui.protocol.upstream.Check;
import dev.hostedui.protocol.upstream.Examination;
import dev.hostedui.testing.SamlMint;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each check of an answer, with everything else as it should be. */
class AnswerChecksTest {

  private static final String DATA = "/assertion/SubjectConfirmation/0/SubjectConfirmationData/";

  private static SamlMint mint() {
    return SamlMint.of("okta-both-signed");
  }

  private static Examination examined(SamlMint mint) {
    return Measure.usual().of(mint.field());
  }

  static Stream<Arguments> mistakes() {
    return Stream.of(
        Arguments.of("issuer", mint().from("https://other.example"), Cause.ISSUER_DIFFERS),
        Arguments.of("issuer", mint().from(Measure.IDP + "/"), Cause.ISSUER_DIFFERS),
        Arguments.of(
            "destination",
            mint().change("/response/Destination", "https://other.example"),
            Cause.DESTINATION_DIFFERS),
        Arguments.of(
            "destination", mint().remove("/response/Destination"), Cause.DESTINATION_MISSING),
        Arguments.of("audience", audience("https://other.example"), Cause.AUDIENCE_DIFFERS),
        Arguments.of("audience", audience("{SP_ENTITY_ID}/"), Cause.AUDIENCE_DIFFERS),
        Arguments.of("audience", audience(), Cause.AUDIENCE_MISSING),
        Arguments.of(
            "audience", mint().remove("/assertion/Conditions/Audience"), Cause.AUDIENCE_MISSING),
        Arguments.of("audience", mint().remove("/assertion/Conditions"), Cause.AUDIENCE_MISSING),
        Arguments.of(
            "audience",
            mint()
                .change(
                    "/assertion/Conditions/more",
                    "<{a}AudienceRestriction><{a}Audience>x</{a}Audience></{a}AudienceRestriction>"),
            Cause.AUDIENCE_DIFFERS),
        Arguments.of(
            "conditions",
            mint().change("/assertion/Conditions/more", "<x:Later xmlns:x=\"urn:x\"></x:Later>"),
            Cause.UNKNOWN_CONDITION),
        Arguments.of(
            "recipient", mint().change(DATA + "Recipient", "{ACS}/x"), Cause.RECIPIENT_DIFFERS),
        Arguments.of("recipient", mint().remove(DATA + "Recipient"), Cause.RECIPIENT_MISSING),
        Arguments.of(
            "confirmation",
            mint()
                .change(
                    "/assertion/SubjectConfirmation/0/Method",
                    "urn:oasis:names:tc:SAML:2.0:cm:holder-of-key"),
            Cause.NO_BEARER_CONFIRMATION),
        Arguments.of(
            "confirmation",
            mint().change(DATA + "NotOnOrAfter", "now-200s"),
            Cause.CONFIRMATION_EXPIRED),
        Arguments.of("confirmation", mint().remove(DATA + "NotOnOrAfter"), Cause.TIME_MISSING),
        Arguments.of("confirmation", mint().change(DATA + "NotOnOrAfter", "soon"), Cause.BAD_TIME),
        Arguments.of(
            "confirmation", mint().change(DATA + "NotBefore", "now+200s"), Cause.NOT_YET_VALID),
        Arguments.of(
            "not_before",
            mint().change("/assertion/Conditions/NotBefore", "now+181s"),
            Cause.NOT_YET_VALID),
        Arguments.of(
            "not_before",
            mint().change("/assertion/Conditions/NotBefore", "+1000000000-01-01T00:00:00Z"),
            Cause.BAD_TIME),
        Arguments.of(
            "not_on_or_after",
            mint().change("/assertion/Conditions/NotOnOrAfter", "now-180s"),
            Cause.EXPIRED),
        Arguments.of(
            "not_on_or_after",
            mint().change("/assertion/Conditions/NotOnOrAfter", "2026-13-45T00:00:00Z"),
            Cause.BAD_TIME),
        Arguments.of("in_response_to", mint().answering("_another"), Cause.IN_RESPONSE_TO_DIFFERS),
        Arguments.of(
            "in_response_to",
            mint().change(DATA + "InResponseTo", "_another"),
            Cause.IN_RESPONSE_TO_DIFFERS),
        Arguments.of(
            "in_response_to",
            mint().remove("/response/InResponseTo"),
            Cause.IN_RESPONSE_TO_MISSING),
        Arguments.of(
            "in_response_to",
            mint().unsigned("response").remove(DATA + "InResponseTo"),
            Cause.IN_RESPONSE_TO_MISSING),
        Arguments.of(
            "authn_statement",
            mint().with(it -> ((ArrayNode) it.at("/assertion/element_order")).remove(4)),
            Cause.NO_AUTHN_STATEMENT));
  }

  private static SamlMint audience(String... all) {
    return mint()
        .with(
            it -> {
              var list = ((ObjectNode) it.at("/assertion/Conditions")).putArray("Audience");
              Arrays.stream(all).forEach(list::add);
            });
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void a_single_mistake_is_named_and_nothing_else_fails(String name, SamlMint mint, Cause cause) {
    var examination = examined(mint);
    assertThat(examination.identity()).isEmpty();
    var failed = examination.checks().stream().filter(Check::failed).toList();
    assertThat(failed).as(failed.toString()).extracting(Check::name).contains(name);
    var check = failed.stream().filter(it -> it.name().equals(name)).findFirst().orElseThrow();
    assertThat(check.cause()).isEqualTo(cause.text());
    assertThat(check.code()).isEqualTo(cause.code());
    // all others were made as well
    assertThat(examination.checks().size()).isGreaterThan(14);
  }

  @Test
  void all_mistakes_are_shown_at_once() {
    var examination =
        examined(
            mint()
                .from("https://other.example")
                .to("https://other.example/acs", "https://other.example")
                .clockAhead(Duration.ofHours(1)));
    assertThat(examination.checks().stream().filter(Check::failed).map(Check::name))
        .contains("issuer", "destination", "audience", "recipient", "not_before", "clock");
  }

  @Test
  void three_minutes_are_nothing_between_two_clocks() {
    assertThat(examined(mint().change("/assertion/Conditions/NotBefore", "now+180s")).accepted())
        .isTrue();
    assertThat(
            examined(
                    mint()
                        .change("/assertion/Conditions/NotOnOrAfter", "now-179s")
                        .change(DATA + "NotOnOrAfter", "now-179s"))
                .accepted())
        .isTrue();
  }

  @Test
  void a_time_of_signing_in_that_is_to_come_is_doubtful_where_no_new_proof_was_asked_for() {
    var examination =
        examined(mint().change("/assertion/AuthnStatement/AuthnInstant", "now+3600s"));
    assertThat(examination.accepted()).isTrue();
    assertThat(examination.checks())
        .filteredOn(it -> it.name().equals("authenticated_at"))
        .extracting(Check::cause)
        .containsExactly(Cause.CLOCK_AHEAD.text());
  }

  @Test
  void we_may_be_one_of_several_audiences_and_bearers() {
    assertThat(examined(audience("https://other.example", "{SP_ENTITY_ID}")).accepted()).isTrue();
    var several =
        mint()
            .with(
                it -> {
                  var all = (ArrayNode) it.at("/assertion/SubjectConfirmation");
                  var other = (ObjectNode) all.get(0).deepCopy();
                  ((ObjectNode) other.get("SubjectConfirmationData"))
                      .put("Recipient", "https://other.example");
                  all.insert(0, other);
                });
    assertThat(examined(several).accepted()).isTrue();
  }

  @Test
  void an_assertion_stolen_elsewhere_does_not_fit_into_an_answer_to_the_thief() {
    // unsolicited, signed by itself, put into a response that nobody signed
    var stolen = mint().unsigned("response").remove(DATA + "InResponseTo");
    assertThat(ReceivedResponse.read(stolen.field()).inResponseTo()).isEqualTo("_request1");
    assertThat(examined(stolen).firstFailure().orElseThrow().cause())
        .isEqualTo(Cause.IN_RESPONSE_TO_MISSING.text());
    assertThat(Measure.usual().allowingUnsolicited().of(stolen.field()).accepted()).isFalse();
  }

  @Test
  void an_answer_to_somebody_elses_request_is_not_one_that_nobody_asked_for() {
    var mint = mint().unsigned("response").remove("/response/InResponseTo");
    assertThat(
            Measure.usual()
                .allowingUnsolicited()
                .of(mint.field())
                .firstFailure()
                .orElseThrow()
                .cause())
        .isEqualTo(Cause.IN_RESPONSE_TO_UNKNOWN.text());
  }

  @Test
  void an_assertion_of_another_version_is_named() {
    var old = mint().xml().replaceFirst("(Assertion [^>]*)Version=\"2.0\"", "$1Version=\"1.1\"");
    assertThat(Measure.check(Measure.usual().ofXml(old), "version").cause())
        .isEqualTo(Cause.NOT_SAML_2.text());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-01-10T12:00:00Z", "2026-01-10T12:00:00.1234567Z",
            "2026-01-10T12:00:00.1234567890123Z",
        "2026-01-10T12:00:00", "2026-01-10T13:00:00+01:00", " 2026-01-10T12:00:00Z "
      })
  void times_are_read_as_vendors_write_them(String time) {
    assertThat(Times.read(time).orElseThrow()).isBetween(Measure.NOW, Measure.NOW.plusSeconds(1));
  }

  @Test
  void what_is_shown_is_short_and_on_one_line() {
    var long_ = mint().change("/response/Destination", "x\u202e\u0085" + "y".repeat(5_000));
    var received = Measure.check(examined(long_), "destination").received();
    assertThat(received).hasSizeLessThan(310).startsWith("x y").endsWith("…");
  }

  @Test
  void every_cause_says_what_it_belongs_to() {
    assertThat(Arrays.stream(Cause.values()).map(Cause::code))
        .allMatch(
            List.of(
                    "invalid_acs_url",
                    "invalid_assertion_url",
                    "assertion_expired",
                    "invalid_saml_form_params",
                    "invalid_saml_response",
                    "malformed_saml_response",
                    "invalid_saml_request",
                    "response_expired",
                    "signature_validation_failed",
                    "invalid_status",
                    "user_login_required")
                ::contains);
  }
}
