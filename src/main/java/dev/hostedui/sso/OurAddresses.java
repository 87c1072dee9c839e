package dev.hostedui.sso;

import dev.hostedui.identity.connection.ConnectionId;

/** The addresses of ours that the identity provider of a connection knows (behaviour §2.3.2). */
final class OurAddresses {

  static final String SAML = "/sso/v1/saml/";
  static final String OIDC = "/sso/v1/oidc/";

  private final String issuer;

  /** Takes our public address, without a slash at its end. */
  OurAddresses(String issuer) {
    this.issuer = issuer;
  }

  /** Our entity id, which is also the audience of assertions. */
  String entityId(ConnectionId connection) {
    return issuer + SAML + connection.value();
  }

  /** Where answers to sign-ins come, the Assertion Consumer Service. */
  String samlCallback(ConnectionId connection) {
    return entityId(connection) + "/callback";
  }

  /** Where a SAML provider asks us to sign somebody out. */
  String samlLogout(ConnectionId connection) {
    return entityId(connection) + "/slo";
  }

  /** Where a SAML provider answers when we have asked it to sign somebody out. */
  String samlLogoutCallback(ConnectionId connection) {
    return entityId(connection) + "/slo/callback";
  }

  /** Where an OpenID provider sends browsers with its answers. */
  String oidcCallback(ConnectionId connection) {
    return issuer + OIDC + connection.value() + "/callback";
  }

  /** Where an OpenID provider sends browsers when it has signed somebody out for us. */
  String oidcLogoutCallback(ConnectionId connection) {
    return issuer + OIDC + connection.value() + "/logout/callback";
  }
}
