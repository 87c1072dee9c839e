package dev.hostedui.protocol.saml;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;

/**
 * A message about signing out that somebody sent us, believed: signed by the provider, for us, and
 * made just now. What is read from it is what was signed.
 *
 * @param root the message
 * @param issuedAt when it was made, by the provider's clock
 */
record LogoutMessage(Element root, Instant issuedAt, @Nullable String relayState) {

  /** How long a message may take: people wait for it in front of a browser. */
  static final Duration LONGEST_WAY = Duration.ofMinutes(10);

  static LogoutMessage fromRedirect(
      String rawQuery, String parameter, String name, LogoutExpectation expected)
      throws SamlRefused {
    var query = new RedirectQuery(rawQuery, parameter);
    query.verify(expected.certificates(), expected.sha1Allowed());
    return checked(query.message(), name, query.relayState(), expected);
  }

  static LogoutMessage fromPost(
      String field, @Nullable String relayState, String name, LogoutExpectation expected)
      throws SamlRefused {
    var root = Message.fromField(field);
    refuseOther(root, name);
    var signature = SignatureCheck.of(root, expected.certificates(), expected.sha1Allowed());
    var cause = signature.cause();
    if (cause != null) throw new SamlRefused(cause, signature.received());
    if (!signature.holds()) throw new SamlRefused(Cause.NOT_SIGNED, "no signature");
    return checked(signature.signed(), name, relayState, expected);
  }

  private static void refuseOther(Element root, String name) throws SamlRefused {
    if (!Elements.is(root, Elements.PROTOCOL, name))
      throw new SamlRefused(Cause.NOT_A_LOGOUT_MESSAGE, Shown.text(root.getNodeName()));
    var version = Elements.attribute(root, "Version");
    if (!version.equals("2.0")) throw new SamlRefused(Cause.NOT_SAML_2, Shown.text(version));
    if (Elements.attribute(root, "ID").isBlank()) throw new SamlRefused(Cause.ID_MISSING, name);
  }

  private static LogoutMessage checked(
      Element root, String name, @Nullable String relayState, LogoutExpectation expected)
      throws SamlRefused {
    refuseOther(root, name);
    var issuer =
        Elements.child(root, Elements.ASSERTION, "Issuer").map(Elements::plainText).orElse("");
    if (!issuer.equals(expected.idpEntityId()))
      throw new SamlRefused(Cause.ISSUER_DIFFERS, Shown.text(issuer));
    var us = expected.serviceProvider();
    var destination = Elements.attribute(root, "Destination");
    // some providers know one address only and send everything there
    if (!List.of(us.sloUrl(), us.sloResponseUrl()).contains(destination))
      throw new SamlRefused(
          destination.isEmpty() ? Cause.DESTINATION_MISSING : Cause.DESTINATION_DIFFERS,
          Shown.text(destination));
    return new LogoutMessage(root, checkedTime(root, expected.now()), relayState);
  }

  private static Instant checkedTime(Element root, Instant now) throws SamlRefused {
    var text = Elements.attribute(root, "IssueInstant");
    var issued = Times.read(text).orElse(null);
    if (issued == null) throw new SamlRefused(Cause.BAD_TIME, Shown.text(text));
    if (issued.isAfter(now.plus(Expectation.SKEW)))
      throw new SamlRefused(Cause.CLOCK_AHEAD, text + ", " + Times.apart(issued, now));
    if (issued.plus(LONGEST_WAY).plus(Expectation.SKEW).isBefore(now))
      throw new SamlRefused(Cause.EXPIRED, text + ", " + Times.apart(issued, now));
    var endText = Elements.attribute(root, "NotOnOrAfter");
    var end = Times.read(endText).orElse(null);
    if (end == null && !endText.isEmpty())
      throw new SamlRefused(Cause.BAD_TIME, Shown.text(endText));
    if (end != null && !now.minus(Expectation.SKEW).isBefore(end))
      throw new SamlRefused(Cause.EXPIRED, endText + ", " + Times.apart(end, now));
    return issued;
  }
}
