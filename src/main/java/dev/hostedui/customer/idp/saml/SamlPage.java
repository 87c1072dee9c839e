package dev.hostedui.customer.idp.saml;

import java.util.List;

/** What the portal wants to know, the apps that are registered, and the form for another one. */
public record SamlPage(String notice, Values values, List<SamlApp> apps, Typed typed) {

  /** What is pasted at the portal. */
  public record Values(String metadataUrl, String entityId, String ssoUrl, String certificate) {}

  /** The form as somebody filled it in. */
  public record Typed(
      String name,
      String address,
      String metadata,
      String acsUrl,
      String entityId,
      String problem) {

    static final Typed EMPTY = new Typed("", "", "", "", "", "");
  }
}
