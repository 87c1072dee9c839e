package dev.hostedui.protocol.saml;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;

/**
 * That whoever brings the assertion is the one it names (SAML Profiles §4.1.4.2): at one address,
 * until some time, in answer to one request. Of several, the first that holds counts.
 */
final class BearerConfirmation {

  private static final String BEARER = "urn:oasis:names:tc:SAML:2.0:cm:bearer";

  private final @Nullable Element data;
  private final boolean bearer;
  private final Expectation expected;

  private BearerConfirmation(@Nullable Element data, boolean bearer, Expectation expected) {
    this.data = data;
    this.bearer = bearer;
    this.expected = expected;
  }

  static BearerConfirmation of(Element assertion, Expectation expected) {
    var all =
        Elements.child(assertion, Elements.ASSERTION, "Subject")
            .map(it -> Elements.children(it, Elements.ASSERTION, "SubjectConfirmation"))
            .orElse(List.of())
            .stream()
            .filter(it -> Elements.attribute(it, "Method").strip().equals(BEARER))
            .map(
                it ->
                    new BearerConfirmation(
                        Elements.child(it, Elements.ASSERTION, "SubjectConfirmationData")
                            .orElse(null),
                        true,
                        expected))
            .toList();
    return all.stream()
        .filter(BearerConfirmation::holds)
        .findFirst()
        .or(() -> all.stream().findFirst())
        .orElse(new BearerConfirmation(null, false, expected));
  }

  private String attribute(String name) {
    return data == null ? "" : Elements.attribute(data, name);
  }

  private boolean holds() {
    var end = Times.read(attribute("NotOnOrAfter"));
    return attribute("Recipient").equals(expected.serviceProvider().acsUrl())
        && end.isPresent()
        && inTime(end.get())
        && attribute("InResponseTo").equals(wantedRequest());
  }

  private String wantedRequest() {
    return expected.requestId() == null ? "" : expected.requestId();
  }

  private boolean inTime(Instant end) {
    return expected.now().minus(Expectation.SKEW).isBefore(end);
  }

  /** Until when it holds, or null. */
  @Nullable Instant ends() {
    return Times.read(attribute("NotOnOrAfter")).orElse(null);
  }

  void examine(Checks checks, String responseInResponseTo, boolean responseSigned) {
    examineInResponseTo(checks, responseInResponseTo, responseSigned);
    if (!bearer) {
      checks.failed("confirmation", "a bearer", "", Cause.NO_BEARER_CONFIRMATION);
      return;
    }
    checks.same(
        "recipient",
        expected.serviceProvider().acsUrl(),
        attribute("Recipient"),
        Cause.RECIPIENT_MISSING,
        Cause.RECIPIENT_DIFFERS);
    examineTimes(checks);
  }

  private void examineTimes(Checks checks) {
    var now = expected.now();
    var wanted = "after " + Times.text(now);
    var endText = attribute("NotOnOrAfter");
    var end = Times.read(endText);
    var beginText = attribute("NotBefore");
    var begin = Times.read(beginText);
    if (end.isEmpty())
      checks.failed(
          "confirmation", wanted, endText, endText.isEmpty() ? Cause.TIME_MISSING : Cause.BAD_TIME);
    else if (!inTime(end.get()))
      checks.failed(
          "confirmation",
          wanted,
          endText + ", " + Times.apart(end.get(), now),
          Cause.CONFIRMATION_EXPIRED);
    else if (!beginText.isEmpty() && begin.isEmpty())
      checks.failed("confirmation", wanted, beginText, Cause.BAD_TIME);
    else if (begin.filter(it -> it.isAfter(now.plus(Expectation.SKEW))).isPresent())
      checks.failed("confirmation", "from " + Times.text(now), beginText, Cause.NOT_YET_VALID);
    else checks.passed("confirmation", wanted, endText);
  }

  /**
   * Both the response and the assertion name the request. The assertion's word may only be missing
   * where the signature covers that of the response: else an assertion that was stolen elsewhere
   * could be put into an answer to the thief's own request.
   */
  private void examineInResponseTo(Checks checks, String response, boolean responseSigned) {
    var own = attribute("InResponseTo");
    var received = own.isEmpty() || own.equals(response) ? response : response + ", " + own;
    var request = expected.requestId();
    if (request != null) {
      var cause = problem(request, response, own, responseSigned);
      if (cause.isPresent()) checks.failed("in_response_to", request, received, cause.get());
      else checks.passed("in_response_to", request, received);
    } else if (!response.isEmpty() || !own.isEmpty()) {
      checks.failed(
          "in_response_to", "", response.isEmpty() ? own : received, Cause.IN_RESPONSE_TO_UNKNOWN);
    } else if (!expected.unsolicitedAllowed()) {
      checks.failed("in_response_to", "an answer to a request", "", Cause.UNSOLICITED);
    } else {
      checks.passed("in_response_to", "", "nobody asked for it");
    }
  }

  private static Optional<Cause> problem(
      String request, String response, String own, boolean responseSigned) {
    if (!response.isEmpty() && !response.equals(request))
      return Optional.of(Cause.IN_RESPONSE_TO_DIFFERS);
    if (!own.isEmpty() && !own.equals(request)) return Optional.of(Cause.IN_RESPONSE_TO_DIFFERS);
    if (response.isEmpty() || (own.isEmpty() && !responseSigned))
      return Optional.of(Cause.IN_RESPONSE_TO_MISSING);
    return Optional.empty();
  }
}
