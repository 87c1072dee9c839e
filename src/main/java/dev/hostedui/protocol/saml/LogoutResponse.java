package dev.hostedui.protocol.saml;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Says what came of a request to sign somebody out (SAML Core §3.7.2), in either direction.
 *
 * @param inResponseTo the id of the request
 * @param outcome whether everybody signed them out
 * @param relayState what came with the request, or null
 */
public record LogoutResponse(
    String id,
    Instant issuedAt,
    String inResponseTo,
    Outcome outcome,
    @Nullable String relayState) {

  /** What came of it. */
  public enum Outcome {
    DONE("Success", ""),
    /** Here they are signed out, elsewhere perhaps not. */
    PARTLY("Success", "PartialLogout"),
    FAILED("Responder", "");

    private final String first;
    private final String second;

    Outcome(String first, String second) {
      this.first = first;
      this.second = second;
    }
  }

  private static final String STATUS = "urn:oasis:names:tc:SAML:2.0:status:";

  /** Our answer on its way to the provider; always signed. */
  public Delivery deliver(ServiceProvider from, Endpoint destination) {
    MessageId.check(id);
    var text =
        XmlText.message(
                "LogoutResponse",
                id,
                issuedAt,
                destination.responseLocation(),
                from.entityId(),
                "InResponseTo",
                inResponseTo)
            .open("samlp:Status")
            .open("samlp:StatusCode", "Value", STATUS + outcome.first);
    if (!outcome.second.isEmpty()) text.empty("samlp:StatusCode", "Value", STATUS + outcome.second);
    text.close("samlp:StatusCode").close("samlp:Status").close("samlp:LogoutResponse");
    return new OutgoingMessage(
            "SAMLResponse",
            text.toString(),
            destination.binding(),
            destination.responseLocation(),
            relayState,
            from.signing())
        .deliver();
  }

  /**
   * Reads the provider's answer from a redirect. Whether it answers a request of ours is for the
   * caller to see, by {@link #inResponseTo}.
   *
   * @param rawQuery the query as it came, still encoded
   */
  public static LogoutResponse fromRedirect(String rawQuery, LogoutExpectation expected)
      throws SamlRefused {
    return read(LogoutMessage.fromRedirect(rawQuery, "SAMLResponse", "LogoutResponse", expected));
  }

  /** Reads the provider's answer from a form. */
  public static LogoutResponse fromPost(
      String samlResponse, @Nullable String relayState, LogoutExpectation expected)
      throws SamlRefused {
    return read(LogoutMessage.fromPost(samlResponse, relayState, "LogoutResponse", expected));
  }

  private static LogoutResponse read(LogoutMessage message) {
    var root = message.root();
    var status = new StatusCheck(root);
    var outcome =
        status.partial() ? Outcome.PARTLY : status.success() ? Outcome.DONE : Outcome.FAILED;
    return new LogoutResponse(
        Elements.attribute(root, "ID"),
        message.issuedAt(),
        Elements.attribute(root, "InResponseTo"),
        outcome,
        message.relayState());
  }
}
