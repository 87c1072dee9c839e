package dev.hostedui.protocol.saml;

import dev.hostedui.protocol.upstream.UpstreamIdentity;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;

/** Examines an assertion: for whom it is, from when until when, and whom it names. */
final class AssertionExamination {

  private final Element assertion;
  private final Expectation expected;
  private final Checks checks;
  private final boolean trusted;
  private final BearerConfirmation confirmation;
  private final SubjectReader subject;
  private final AttributeReader attributes;
  private @Nullable Instant ends;
  private @Nullable Element authn;

  /** Takes whether the assertion was read from signed octets, as the connection demands. */
  AssertionExamination(Element assertion, Expectation expected, Checks checks, boolean trusted) {
    this.assertion = assertion;
    this.expected = expected;
    this.checks = checks;
    this.trusted = trusted;
    this.confirmation = BearerConfirmation.of(assertion, expected);
    var us = expected.serviceProvider();
    var decryption = trusted ? Decryption.of(us) : new Decryption(us.entityId(), List.of());
    this.subject = new SubjectReader(assertion, decryption);
    this.attributes = new AttributeReader(assertion, decryption);
  }

  @Nullable NameId nameId() {
    return subject.nameId();
  }

  /**
   * Makes the checks.
   *
   * @param responseInResponseTo what the response around it answers, or empty
   * @param responseIssued when the response around it was issued, or empty
   * @param responseSigned whether the signature of the response holds
   */
  void examine(String responseInResponseTo, String responseIssued, boolean responseSigned) {
    examineVersion();
    examineConditions();
    confirmation.examine(checks, responseInResponseTo, responseSigned);
    examineTimes(responseIssued);
    examineAuthentication();
    subject.examine(checks);
    attributes.examine(checks);
  }

  private void examineVersion() {
    var version = Elements.attribute(assertion, "Version");
    var id = Elements.attribute(assertion, "ID");
    if (!version.equals("2.0")) checks.failed("version", "2.0", version, Cause.NOT_SAML_2);
    else if (id.isBlank()) checks.failed("version", "an ID", "", Cause.ID_MISSING);
    else checks.passed("version", "2.0", version);
  }

  // ------------------------------------------------------------------ for whom

  /** Conditions that nobody here understands make it invalid (SAML Core §2.5.1.1). */
  private void examineConditions() {
    var conditions = Elements.child(assertion, Elements.ASSERTION, "Conditions").orElse(null);
    examineAudience(conditions);
    if (conditions == null) return;
    for (var condition : Elements.children(conditions)) {
      var known =
          Elements.is(condition, Elements.ASSERTION, "AudienceRestriction")
              || Elements.is(condition, Elements.ASSERTION, "OneTimeUse")
              || Elements.is(condition, Elements.ASSERTION, "ProxyRestriction");
      if (!known) checks.failed("conditions", "", condition.getNodeName(), Cause.UNKNOWN_CONDITION);
    }
  }

  /** Every restriction must name us, among others perhaps. */
  private void examineAudience(@Nullable Element conditions) {
    var us = expected.serviceProvider().entityId();
    var restrictions =
        conditions == null
            ? List.<Element>of()
            : Elements.children(conditions, Elements.ASSERTION, "AudienceRestriction");
    var named = restrictions.stream().flatMap(AssertionExamination::audiences).toList();
    var received = String.join(", ", named);
    if (named.isEmpty()) checks.failed("audience", us, "", Cause.AUDIENCE_MISSING);
    else if (restrictions.stream().allMatch(it -> audiences(it).anyMatch(us::equals)))
      checks.passed("audience", us, received);
    else checks.failed("audience", us, received, Cause.AUDIENCE_DIFFERS);
  }

  private static Stream<String> audiences(Element restriction) {
    return Elements.children(restriction, Elements.ASSERTION, "Audience").stream()
        .map(Elements::plainText);
  }

  // ------------------------------------------------------------------ from when until when

  private void examineTimes(String responseIssued) {
    var now = expected.now();
    var issuedText =
        responseIssued.isEmpty() ? Elements.attribute(assertion, "IssueInstant") : responseIssued;
    var issued = Times.read(issuedText).orElse(null);
    var theirsAhead = issued != null && issued.isAfter(now.plus(Expectation.SKEW));
    var conditions = Elements.child(assertion, Elements.ASSERTION, "Conditions").orElse(null);
    examineBegin(conditions, theirsAhead);
    examineEnd(conditions);
    examineClock(issuedText, issued, theirsAhead);
  }

  private static String attribute(@Nullable Element element, String name) {
    return element == null ? "" : Elements.attribute(element, name);
  }

  private void examineBegin(@Nullable Element conditions, boolean theirsAhead) {
    var text = attribute(conditions, "NotBefore");
    var wanted = "at or before " + Times.text(expected.now());
    if (text.isEmpty()) {
      checks.passed("not_before", wanted, "");
      return;
    }
    var begins = Times.read(text).orElse(null);
    if (begins == null) checks.failed("not_before", wanted, text, Cause.BAD_TIME);
    else if (begins.isAfter(expected.now().plus(Expectation.SKEW)))
      checks.failed(
          "not_before",
          wanted,
          text + ", " + Times.apart(begins, expected.now()),
          theirsAhead ? Cause.CLOCK_AHEAD : Cause.NOT_YET_VALID);
    else checks.passed("not_before", wanted, text);
  }

  private void examineEnd(@Nullable Element conditions) {
    var text = attribute(conditions, "NotOnOrAfter");
    var wanted = "after " + Times.text(expected.now());
    ends = confirmation.ends();
    if (text.isEmpty()) {
      checks.passed("not_on_or_after", wanted, "");
      return;
    }
    var end = Times.read(text).orElse(null);
    if (end == null) {
      checks.failed("not_on_or_after", wanted, text, Cause.BAD_TIME);
      return;
    }
    if (ends == null || end.isBefore(ends)) ends = end;
    if (expected.now().minus(Expectation.SKEW).isBefore(end))
      checks.passed("not_on_or_after", wanted, text);
    else
      checks.failed(
          "not_on_or_after", wanted, text + ", " + Times.apart(end, expected.now()), Cause.EXPIRED);
  }

  private void examineClock(String issuedText, @Nullable Instant issued, boolean theirsAhead) {
    var now = expected.now();
    var wanted = Times.text(now) + ", three minutes more or less";
    if (issued == null) {
      checks.failed(
          "clock", wanted, issuedText, issuedText.isEmpty() ? Cause.TIME_MISSING : Cause.BAD_TIME);
      return;
    }
    var received = issuedText + ", " + Times.apart(issued, now);
    if (theirsAhead) checks.failed("clock", wanted, received, Cause.CLOCK_AHEAD);
    else if (issued.isAfter(now.plusSeconds(30)))
      checks.doubtful("clock", wanted, received, Cause.CLOCK_AHEAD);
    else if (issued.isBefore(now.minusSeconds(60)))
      checks.doubtful("clock", wanted, received, Cause.CLOCK_BEHIND);
    else checks.passed("clock", wanted, received);
  }

  // ------------------------------------------------------------------ how they signed in

  private void examineAuthentication() {
    authn = Elements.child(assertion, Elements.ASSERTION, "AuthnStatement").orElse(null);
    if (authn == null) {
      checks.failed("authn_statement", "that somebody signed in", "", Cause.NO_AUTHN_STATEMENT);
      return;
    }
    var context =
        Elements.child(authn, Elements.ASSERTION, "AuthnContext")
            .flatMap(it -> Elements.child(it, Elements.ASSERTION, "AuthnContextClassRef"))
            .map(Elements::plainText)
            .orElse("");
    checks.passed("authn_statement", "that somebody signed in", context);
    examineAuthenticationTime(Elements.attribute(authn, "AuthnInstant"));
    var until = Elements.attribute(authn, "SessionNotOnOrAfter");
    if (!until.isEmpty()) examineSessionEnd(until);
  }

  /** Whoever knows whether sessions end when the provider says, knows whether it lets nobody in. */
  private void examineSessionEnd(String text) {
    var end = Times.read(text).orElse(null);
    var wanted = "after " + Times.text(expected.now());
    if (end == null) checks.doubtful("session_end", wanted, text, Cause.BAD_TIME);
    else if (end.isAfter(expected.now())) checks.passed("session_end", "", text);
    else
      checks.doubtful(
          "session_end",
          wanted,
          text + ", " + Times.apart(end, expected.now()),
          Cause.PROVIDER_SESSION_OVER);
  }

  /**
   * SAML Core §2.7.2: when the person signed in, which may be long ago although a new proof was
   * asked for. Nothing but that tells whether there was one. Where none was asked for, a time ahead
   * of ours only tells of a clock or time zone that is wrong there.
   */
  private void examineAuthenticationTime(String text) {
    var since = expected.authenticatedSince();
    var time = Times.read(text).orElse(null);
    var now = expected.now();
    if (time != null && time.isAfter(now.plus(Expectation.SKEW))) {
      var wanted = "at or before " + Times.text(now);
      var received = text + ", " + Times.apart(time, now);
      if (since == null) checks.doubtful("authenticated_at", wanted, received, Cause.CLOCK_AHEAD);
      else checks.failed("authenticated_at", wanted, received, Cause.CLOCK_AHEAD);
      return;
    }
    if (since == null) return;
    var wanted = "at or after " + Times.text(since);
    if (text.isEmpty()) checks.failed("authenticated_at", wanted, "", Cause.AUTHN_INSTANT_MISSING);
    else if (time == null) checks.failed("authenticated_at", wanted, text, Cause.BAD_TIME);
    else if (time.isBefore(since.minus(Expectation.SKEW)))
      checks.failed(
          "authenticated_at",
          wanted,
          text + ", " + Times.apart(time, now),
          Cause.AUTH_TIME_TOO_OLD);
    else checks.passed("authenticated_at", wanted, text);
  }

  /** Whom it names, believable only when every check passed. */
  UpstreamIdentity claimed() {
    var nameId = subject.nameId();
    if (!trusted && !checks.failed())
      throw new IllegalStateException("what nobody signed must not pass");
    var index = attribute(authn, "SessionIndex");
    Map<String, List<String>> values = attributes.values();
    return new UpstreamIdentity(
        nameId == null ? "" : nameId.value(),
        nameId != null && nameId.lasting(),
        values,
        index.isEmpty() ? null : index,
        Elements.attribute(assertion, "ID"),
        Objects.requireNonNullElse(ends, expected.now()).plus(Expectation.SKEW),
        Times.read(attribute(authn, "AuthnInstant")).orElse(null),
        Times.read(attribute(authn, "SessionNotOnOrAfter")).orElse(null));
  }
}
