package dev.hostedui.sso;

import dev.hostedui.identity.connection.ConnectionId;
import dev.hostedui.identity.connection.Connections;

/** The addresses of ours that the identity provider of a connection knows. */
final class OurAddresses {

  static final String SAML = "/sso/v1/saml/";
  static final String OIDC = "/sso/v1/oidc/";

  /** How long what another site posted may be in one of them. */
  static final int LONGEST_QUERY = 12 * 1024;

  private final Connections connections;

  OurAddresses(Connections connections) {
    this.connections = connections;
  }

  /** Under our public address of when the connection was made. */
  private String begun(ConnectionId connection, String path) {
    return connections.baseUrl(connection) + path + connection.value();
  }

  /** Our entity id, which is also the audience of assertions. */
  String entityId(ConnectionId connection) {
    return begun(connection, SAML);
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
    return begun(connection, OIDC) + "/callback";
  }

  /** Where an OpenID provider sends browsers when it has signed somebody out for us. */
  String oidcLogoutCallback(ConnectionId connection) {
    return begun(connection, OIDC) + "/logout/callback";
  }
}
