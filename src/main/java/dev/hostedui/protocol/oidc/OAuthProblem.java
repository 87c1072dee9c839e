package dev.hostedui.protocol.oidc;

/**
 * A refusal in the words of RFC 6749 §4.1.2.1 and §5.2 and OpenID Connect Core §3.1.2.6.
 *
 * <p>The description is for the client's developer, in ASCII as the standard wants it, and never
 * repeats what was sent.
 */
public final class OAuthProblem extends RuntimeException {

  private final String error;

  private OAuthProblem(String error, String description) {
    super(description, null, false, false);
    this.error = error;
  }

  public static OAuthProblem invalidRequest(String description) {
    return new OAuthProblem("invalid_request", description);
  }

  /** The client is unknown or its secret is wrong; which of the two is not said. */
  public static OAuthProblem invalidClient() {
    return new OAuthProblem("invalid_client", "The client is unknown or did not authenticate.");
  }

  public static OAuthProblem invalidGrant(String description) {
    return new OAuthProblem("invalid_grant", description);
  }

  public static OAuthProblem invalidScope(String description) {
    return new OAuthProblem("invalid_scope", description);
  }

  public static OAuthProblem unauthorizedClient(String description) {
    return new OAuthProblem("unauthorized_client", description);
  }

  public static OAuthProblem unsupportedGrantType() {
    return new OAuthProblem(
        "unsupported_grant_type",
        "The grant types here are authorization_code, refresh_token and client_credentials.");
  }

  public static OAuthProblem accessDenied(String description) {
    return new OAuthProblem("access_denied", description);
  }

  public static OAuthProblem loginRequired() {
    return new OAuthProblem("login_required", "Nobody is signed in.");
  }

  public static OAuthProblem interactionRequired(String description) {
    return new OAuthProblem("interaction_required", description);
  }

  /** Any other error code of the standards. */
  static OAuthProblem of(String error, String description) {
    return new OAuthProblem(error, description);
  }

  /** The error code. */
  public String error() {
    return error;
  }

  public String description() {
    return String.valueOf(getMessage());
  }

  /** The status of an answer that is not a redirect (RFC 6749 §5.2). */
  public int status() {
    return "invalid_client".equals(error) ? 401 : 400;
  }
}
