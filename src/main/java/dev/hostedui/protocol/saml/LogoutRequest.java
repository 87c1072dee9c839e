package dev.hostedui.protocol.saml;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks the other side to sign somebody out (SAML Core §3.7.1), in either direction.
 *
 * @param sessionIndexes the provider's names of the sessions that end; all of that person's when
 *     empty
 * @param relayState what the answer must bring back, or null
 */
public record LogoutRequest(
    String id,
    Instant issuedAt,
    NameId nameId,
    List<String> sessionIndexes,
    @Nullable String relayState) {

  private static final Duration GOOD_FOR = Duration.ofMinutes(5);

  public LogoutRequest {
    sessionIndexes = List.copyOf(sessionIndexes);
  }

  /** Until when a request that was made then could be sent again: so long its id is remembered. */
  public Instant ends() {
    return issuedAt.plus(LogoutMessage.LONGEST_WAY).plus(Expectation.SKEW);
  }

  /** Our request on its way to the provider; always signed. */
  public Delivery deliver(ServiceProvider from, Endpoint destination) {
    MessageId.check(id);
    var text =
        XmlText.message(
                "LogoutRequest",
                id,
                issuedAt,
                destination.location(),
                from.entityId(),
                "NotOnOrAfter",
                Times.text(issuedAt.plus(GOOD_FOR)),
                "Reason",
                "urn:oasis:names:tc:SAML:2.0:logout:user")
            .element(
                "saml:NameID",
                nameId.value(),
                "Format",
                nameId.format(),
                "NameQualifier",
                nameId.nameQualifier(),
                "SPNameQualifier",
                nameId.spNameQualifier());
    for (var index : sessionIndexes) text.element("samlp:SessionIndex", index);
    return new OutgoingMessage(
            "SAMLRequest",
            text.close("samlp:LogoutRequest").toString(),
            destination.binding(),
            destination.location(),
            relayState,
            from.signing())
        .deliver();
  }

  /**
   * Reads the provider's request from a redirect.
   *
   * @param rawQuery the query as it came, still encoded
   */
  public static LogoutRequest fromRedirect(String rawQuery, LogoutExpectation expected)
      throws SamlRefused {
    return read(
        LogoutMessage.fromRedirect(rawQuery, "SAMLRequest", "LogoutRequest", expected), expected);
  }

  /**
   * Reads the provider's request from a form.
   *
   * @param samlRequest the field {@code SAMLRequest}
   * @param relayState the field {@code RelayState}, or null
   */
  public static LogoutRequest fromPost(
      String samlRequest, @Nullable String relayState, LogoutExpectation expected)
      throws SamlRefused {
    return read(
        LogoutMessage.fromPost(samlRequest, relayState, "LogoutRequest", expected), expected);
  }

  private static LogoutRequest read(LogoutMessage message, LogoutExpectation expected)
      throws SamlRefused {
    var root = message.root();
    var nameId = SubjectReader.named(root, Decryption.of(expected.serviceProvider()));
    if (nameId == null) throw new SamlRefused(Cause.NAME_ID_MISSING, "no NameID");
    return new LogoutRequest(
        Elements.attribute(root, "ID"),
        message.issuedAt(),
        nameId,
        Elements.children(root, Elements.PROTOCOL, "SessionIndex").stream()
            .map(Elements::plainText)
            .filter(it -> !it.isEmpty())
            .toList(),
        message.relayState());
  }
}
