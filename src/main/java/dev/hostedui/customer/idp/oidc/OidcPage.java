package dev.hostedui.customer.idp.oidc;

import java.util.List;

/** The issuer, the apps that are registered, and the form for another one. */
public record OidcPage(String notice, String issuer, List<OidcApp> apps, Typed typed) {

  /** The form as somebody filled it in; addresses one a line. */
  public record Typed(
      String name,
      String redirectUris,
      String postLogoutUris,
      String backChannelUri,
      String problem) {

    static final Typed EMPTY = new Typed("", "", "", "", "");
  }
}
