package dev.hostedui.protocol.oidc;

/**
 * How the answer to an authorization request travels back (OAuth 2.0 Multiple Response Types §2.1).
 */
public enum ResponseMode {
  /** In the query of the redirect URI. */
  QUERY,
  /** As a form that the browser posts to the redirect URI (OAuth 2.0 Form Post Response Mode). */
  FORM_POST;

  /** Whether an answer arrives this way: browsers post forms to web addresses only. */
  public boolean reaches(String redirectUri) {
    return this == QUERY || redirectUri.startsWith("https://") || redirectUri.startsWith("http://");
  }
}
