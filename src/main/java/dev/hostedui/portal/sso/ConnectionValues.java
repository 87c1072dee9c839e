package dev.hostedui.portal.sso;

import dev.hostedui.guide.GivenValues;
import java.util.List;
import java.util.Map;

/**
 * What the customer's identity provider is given: our addresses for one connection, by the names
 * that guides call them by.
 */
final class ConnectionValues {

  static final String APP = "app";
  static final String ACS = "acs";
  static final String ACS_PATTERN = "acs_pattern";
  static final String ENTITY_ID = "entity_id";
  static final String METADATA = "metadata";
  static final String SINGLE_LOGOUT = "slo";
  static final String REDIRECT_URI = "redirect_uri";
  static final String INIT = "init";
  static final String LOGOUT_CALLBACK = "logout_callback";
  static final String BACKCHANNEL_LOGOUT = "backchannel_logout";

  /** What a guide may ask for. */
  static final List<String> NAMES =
      List.of(
          APP,
          ACS,
          ACS_PATTERN,
          ENTITY_ID,
          METADATA,
          SINGLE_LOGOUT,
          REDIRECT_URI,
          INIT,
          LOGOUT_CALLBACK,
          BACKCHANNEL_LOGOUT);

  private ConnectionValues() {}

  /**
   * The values of a connection.
   *
   * @param app what the app is called
   * @param issuer our public address without a slash at its end
   * @param connection the id of the connection
   */
  static GivenValues of(String app, String issuer, String connection) {
    var saml = issuer + "/sso/v1/saml/" + connection;
    var oidc = issuer + "/sso/v1/oidc/" + connection;
    return new GivenValues(
        Map.of(
            APP, app,
            ACS, saml + "/callback",
            ACS_PATTERN, pattern(saml + "/callback"),
            ENTITY_ID, saml,
            METADATA, saml + "/metadata",
            SINGLE_LOGOUT, saml + "/slo",
            REDIRECT_URI, oidc + "/callback",
            INIT, oidc + "/init",
            LOGOUT_CALLBACK, oidc + "/logout/callback",
            BACKCHANNEL_LOGOUT, oidc + "/backchannel-logout"));
  }

  /** A regular expression that nothing but this address matches. */
  private static String pattern(String address) {
    return "^" + address.replaceAll("[.\\\\+*?\\[^\\]$(){}=!<>|:#/-]", "\\\\$0") + "$";
  }
}
