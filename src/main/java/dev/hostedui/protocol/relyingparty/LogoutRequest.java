package dev.hostedui.protocol.relyingparty;

import java.util.LinkedHashMap;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Asks a provider to end its own session (RP-Initiated Logout §2).
 *
 * @param idTokenHint the ID token of the sign-in, or null when it was not kept; one that is too
 *     long for an address is left out
 * @param postLogoutRedirectUri where the browser comes back to
 * @param state comes back with it
 */
public record LogoutRequest(
    @Nullable String idTokenHint, String postLogoutRedirectUri, String state) {

  /**
   * An ID token with many groups is longer than what proxies and providers take as an address; the
   * client id stands for it then.
   */
  private static final int LONGEST_HINT = 4_000;

  /** Where to send the browser; empty when the provider cannot be asked. */
  public Optional<String> address(Registration registration) {
    var endpoint = registration.endSessionEndpoint();
    if (endpoint == null) return Optional.empty();
    var parameters = new LinkedHashMap<String, String>();
    if (idTokenHint != null && idTokenHint.length() <= LONGEST_HINT)
      parameters.put("id_token_hint", idTokenHint);
    parameters.put("client_id", registration.clientId());
    parameters.put("post_logout_redirect_uri", postLogoutRedirectUri);
    parameters.put("state", state);
    return Optional.of(Addresses.with(endpoint, parameters));
  }

  /** Never with the token. */
  @Override
  public String toString() {
    return postLogoutRedirectUri;
  }
}
