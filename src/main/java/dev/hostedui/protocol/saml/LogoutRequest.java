package dev.hostedui.protocol.saml;

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

  public LogoutRequest {
    sessionIndexes = List.copyOf(sessionIndexes);
  }

  /** Our request on its way to the provider; always signed. */
  public Delivery deliver(ServiceProvider from, Endpoint destination) {
    return Unwritten.yet(Delivery.class);
  }

  /**
   * Reads the provider's request from a redirect.
   *
   * @param rawQuery the query as it came, still encoded
   */
  public static LogoutRequest fromRedirect(String rawQuery, LogoutExpectation expected)
      throws SamlRefused {
    return Unwritten.yet(LogoutRequest.class);
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
    return Unwritten.yet(LogoutRequest.class);
  }
}
