package dev.hostedui.protocol.oidc;

import dev.hostedui.protocol.Query;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What goes to a client through the browser: the answer of the authorization endpoint (RFC 6749
 * §4.1.2, with {@code iss} of RFC 9207 §2), the way back after a logout, or a sign-in that began
 * here (OpenID Connect Core §4).
 *
 * @param uri a registered address; it may have a query, which stays as it is
 * @param parameters what is handed over, in order; none of them is empty
 */
public record RedirectAnswer(String uri, Map<String, String> parameters) {

  /** Hands a code over. */
  public static RedirectAnswer code(String redirectUri, String code, String state, String issuer) {
    return of(redirectUri, "code", code, "state", state, "iss", issuer);
  }

  /** Says why there is no code. */
  public static RedirectAnswer problem(
      String redirectUri, OAuthProblem problem, String state, String issuer) {
    return of(
        redirectUri,
        "error",
        problem.error(),
        "error_description",
        problem.description(),
        "state",
        state,
        "iss",
        issuer);
  }

  /** Leads back after a logout (RP-Initiated Logout §3). */
  public static RedirectAnswer loggedOut(String postLogoutRedirectUri, String state) {
    return of(postLogoutRedirectUri, "state", state);
  }

  /**
   * Asks a client to begin a sign-in (OpenID Connect Core §4).
   *
   * @param loginHint the email address of the person, or null
   */
  public static RedirectAnswer initiateLogin(
      String initiateLoginUri, String issuer, @Nullable String loginHint) {
    return of(initiateLoginUri, "iss", issuer, "login_hint", loginHint == null ? "" : loginHint);
  }

  private static RedirectAnswer of(String uri, String... namesAndValues) {
    var parameters = new LinkedHashMap<String, String>();
    for (var i = 0; i < namesAndValues.length; i += 2) {
      if (!namesAndValues[i + 1].isEmpty())
        parameters.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return new RedirectAnswer(uri, parameters);
  }

  /** The address with all parameters in its query. */
  public String address() {
    return Query.appended(uri, parameters);
  }

  /** Never with the parameters, of which one may be a code. */
  @Override
  public String toString() {
    return uri;
  }
}
