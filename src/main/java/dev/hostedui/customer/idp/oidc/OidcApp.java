package dev.hostedui.customer.idp.oidc;

import java.util.List;

/**
 * A relying party, as the administrator of the identity provider registered it.
 *
 * @param redirectUris where codes may go, letter by letter
 * @param postLogoutUris where browsers may go after signing out, letter by letter
 * @param backChannelUri where it is called when a session ends, or empty
 */
public record OidcApp(
    String id,
    String name,
    String clientId,
    String clientSecret,
    List<String> redirectUris,
    List<String> postLogoutUris,
    String backChannelUri) {

  public OidcApp {
    redirectUris = List.copyOf(redirectUris);
    postLogoutUris = List.copyOf(postLogoutUris);
  }

  /** Without the secret. */
  @Override
  public String toString() {
    return name + " " + clientId;
  }
}
