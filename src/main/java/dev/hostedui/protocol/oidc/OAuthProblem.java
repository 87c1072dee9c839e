package dev.hostedui.protocol.oidc;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A refusal in the words of RFC 6749 §4.1.2.1 and §5.2 and OpenID Connect Core §3.1.2.6.
 *
 * <p>The description is for the client's developer, in ASCII as the standard wants it, and never
 * repeats what was sent.
 */
public final class OAuthProblem extends RuntimeException {

  private static final Set<String> PARAMETERS =
      Set.of(
          "access_token",
          "acr_values",
          "audience",
          "authorization_details",
          "claims",
          "claims_locales",
          "client_assertion",
          "client_assertion_type",
          "client_id",
          "client_secret",
          "code",
          "code_challenge",
          "code_challenge_method",
          "code_verifier",
          "connection_id",
          "display",
          "domain",
          "domain_hint",
          "dpop_jkt",
          "grant_type",
          "id_token_hint",
          "issuer",
          "login_hint",
          "logout_hint",
          "max_age",
          "nonce",
          "organization_id",
          "post_logout_redirect_uri",
          "prompt",
          "provider",
          "redirect_uri",
          "refresh_token",
          "registration",
          "request",
          "request_uri",
          "resource",
          "response_mode",
          "response_type",
          "scope",
          "state",
          "token",
          "token_type_hint",
          "ui_locales");

  private final String error;

  private OAuthProblem(String error, String description) {
    super(inFewLetters(description), null, false, false);
    this.error = error;
  }

  /** RFC 6749 §5.2 has neither of both; names that an operator has chosen may. */
  private static String inFewLetters(String description) {
    return description.replace('"', '\'').replace('\\', '/');
  }

  public static OAuthProblem invalidRequest(String description) {
    return new OAuthProblem("invalid_request", description);
  }

  /**
   * A parameter came more than once (RFC 6749 §3.1, §3.2); named only when it is one of ours or of
   * the standards.
   */
  static OAuthProblem sentTwice(String name) {
    return invalidRequest(
        PARAMETERS.contains(name)
            ? "The parameter " + name + " is sent more than once."
            : "A parameter is sent more than once.");
  }

  /**
   * The client did not say who it is, is unknown, or its proof is wrong; which of these is not
   * said.
   */
  public static OAuthProblem invalidClient() {
    return invalidClient(
        "The client is unknown or did not authenticate. An app with a secret sends client_id and"
            + " client_secret by HTTP Basic or in the body, one with a key a client_assertion, one"
            + " with neither its client_id.");
  }

  /** An assertion came a second time (RFC 7523 §3, 7). */
  public static OAuthProblem assertionUsed() {
    return invalidClient(
        "The client_assertion was used before: sign another one, with a jti of its own, for each"
            + " request.");
  }

  static OAuthProblem invalidClient(String description) {
    return new OAuthProblem("invalid_client", description);
  }

  public static OAuthProblem invalidGrant(String description) {
    return new OAuthProblem("invalid_grant", description);
  }

  public static OAuthProblem invalidScope(String description) {
    return new OAuthProblem("invalid_scope", description);
  }

  /** The token is wanted for something that is not here (RFC 8707 §2). */
  public static OAuthProblem invalidTarget(String description) {
    return new OAuthProblem("invalid_target", description);
  }

  public static OAuthProblem unauthorizedClient(String description) {
    return new OAuthProblem("unauthorized_client", description);
  }

  /** Takes the grant type that came when it is a known one, or null. */
  static OAuthProblem unsupportedGrantType(@Nullable String came) {
    return new OAuthProblem(
        "unsupported_grant_type",
        (came == null
                ? "This grant_type is unknown here."
                : "The grant_type " + came + " is not supported.")
            + " Send authorization_code, refresh_token or client_credentials.");
  }

  /** A token that cannot be made worthless (RFC 7009 §2.2.1). */
  public static OAuthProblem unsupportedTokenType(String description) {
    return new OAuthProblem("unsupported_token_type", description);
  }

  /** Rights are asked for in a form that is not known here (RFC 9396 §5). */
  static OAuthProblem invalidAuthorizationDetails() {
    return new OAuthProblem(
        "invalid_authorization_details",
        "authorization_details is not supported: leave it out, and narrow the scope.");
  }

  public static OAuthProblem accessDenied(String description) {
    return new OAuthProblem("access_denied", description);
  }

  public static OAuthProblem loginRequired(String description) {
    return new OAuthProblem("login_required", description);
  }

  public static OAuthProblem interactionRequired(String description) {
    return new OAuthProblem("interaction_required", description);
  }

  /**
   * The application asked for an identity provider that it cannot have.
   *
   * @throws IllegalArgumentException for another code
   */
  public static OAuthProblem ofSignOn(String code) {
    return new OAuthProblem(
        code,
        switch (code) {
          case "invalid_connection_id" ->
              "There is no connection with this connection_id: send one as the management API or"
                  + " the portal shows it, or leave it out.";
          case "connection_not_active" ->
              "The connection of this connection_id is not enabled, or single sign-on is off for"
                  + " its organization.";
          case "invalid_organization_id" -> "There is no organization with this organization_id.";
          case "domain_not_found" ->
              "No organization has verified this domain: send the part of an address after the @,"
                  + " or leave it out.";
          case "no_active_connections" ->
              "The organization that has verified this domain has no enabled connection.";
          default -> throw new IllegalArgumentException(code);
        });
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
