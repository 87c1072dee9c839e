package dev.hostedui.customer.idp.saml;

/** An app: what is known of it, what the administrator chose, and a way to go there from here. */
public record SamlAppPage(String notice, SamlApp app) {

  public SamlApp.NameId[] nameIds() {
    return SamlApp.NameId.values();
  }

  public SamlApp.Names[] names() {
    return SamlApp.Names.values();
  }

  public SamlApp.Signed[] signed() {
    return SamlApp.Signed.values();
  }
}
