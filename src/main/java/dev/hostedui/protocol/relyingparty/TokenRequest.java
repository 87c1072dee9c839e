package dev.hostedui.protocol.relyingparty;

import dev.hostedui.protocol.Query;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is posted to a provider's token endpoint (RFC 6749 §4.1.3), as a form.
 *
 * @param headers to be sent as well
 */
public record TokenRequest(String address, Map<String, String> headers, Map<String, String> form) {

  public TokenRequest {
    headers = Map.copyOf(headers);
    form = Map.copyOf(form);
  }

  /** Exchanges the code that came back for what was asked. */
  public static TokenRequest of(
      Registration registration, String secret, SignInRequest asked, String code) {
    var form = new LinkedHashMap<String, String>();
    form.put("grant_type", "authorization_code");
    form.put("code", code);
    form.put("redirect_uri", registration.redirectUri());
    if (registration.pkce()) form.put("code_verifier", asked.codeVerifier());
    var headers = new LinkedHashMap<String, String>();
    headers.put("Accept", "application/json");
    switch (registration.authentication()) {
      case BASIC_AUTH -> headers.put("Authorization", basic(registration.clientId(), secret));
      case URL_PARAMS -> {
        form.put("client_id", registration.clientId());
        form.put("client_secret", secret);
      }
    }
    return new TokenRequest(registration.tokenEndpoint(), headers, form);
  }

  /** RFC 6749 §2.3.1: both are form-encoded before they are joined. */
  private static String basic(String clientId, String secret) {
    var joined = Query.encoded(clientId) + ":" + Query.encoded(secret);
    return "Basic "
        + Base64.getEncoder().encodeToString(joined.getBytes(StandardCharsets.US_ASCII));
  }

  /** Never with what is secret. */
  @Override
  public String toString() {
    return address;
  }
}
