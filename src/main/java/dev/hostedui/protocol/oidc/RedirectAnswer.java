package dev.hostedui.protocol.oidc;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What goes back to a client through the browser: the answer of the authorization endpoint (RFC
 * 6749 §4.1.2, with {@code iss} of RFC 9207 §2), or the way back after a logout.
 */
public final class RedirectAnswer {
  private RedirectAnswer() {}

  /** The address that hands a code over. */
  public static String code(String redirectUri, String code, String state, String issuer) {
    var parameters = new LinkedHashMap<String, String>();
    parameters.put("code", code);
    parameters.put("state", state);
    parameters.put("iss", issuer);
    return with(redirectUri, parameters);
  }

  /** The address that says why there is no code. */
  public static String problem(
      String redirectUri, OAuthProblem problem, String state, String issuer) {
    var parameters = new LinkedHashMap<String, String>();
    parameters.put("error", problem.error());
    parameters.put("error_description", problem.description());
    parameters.put("state", state);
    parameters.put("iss", issuer);
    return with(redirectUri, parameters);
  }

  /** The way back after a logout (RP-Initiated Logout §3). */
  public static String loggedOut(String postLogoutRedirectUri, String state) {
    return with(postLogoutRedirectUri, Map.of("state", state));
  }

  /** Registered addresses have neither a query nor a fragment, so this begins the one or none. */
  private static String with(String uri, Map<String, String> parameters) {
    var query =
        parameters.entrySet().stream()
            .filter(it -> !it.getValue().isEmpty())
            .map(it -> it.getKey() + "=" + encoded(it.getValue()))
            .collect(Collectors.joining("&"));
    return query.isEmpty() ? uri : uri + "?" + query;
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
