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
    DONE,
    /** Here they are signed out, elsewhere perhaps not. */
    PARTLY,
    FAILED
  }

  /** Our answer on its way to the provider; always signed. */
  public Delivery deliver(ServiceProvider from, Endpoint destination) {
    return Unwritten.yet(Delivery.class);
  }

  /**
   * Reads the provider's answer from a redirect. Whether it answers a request of ours is for the
   * caller to see, by {@link #inResponseTo}.
   *
   * @param rawQuery the query as it came, still encoded
   */
  public static LogoutResponse fromRedirect(String rawQuery, LogoutExpectation expected)
      throws SamlRefused {
    return Unwritten.yet(LogoutResponse.class);
  }

  /** Reads the provider's answer from a form. */
  public static LogoutResponse fromPost(
      String samlResponse, @Nullable String relayState, LogoutExpectation expected)
      throws SamlRefused {
    return Unwritten.yet(LogoutResponse.class);
  }
}
