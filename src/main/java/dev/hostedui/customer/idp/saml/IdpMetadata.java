package dev.hostedui.customer.idp.saml;

import dev.hostedui.customer.idp.Idp;

/** What the identity provider says of itself (SAML Metadata §2.4.3). */
final class IdpMetadata {
  private IdpMetadata() {}

  static String of(Idp idp) {
    var xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    xml.append("<md:EntityDescriptor xmlns:md=\"").append(Xml.METADATA);
    xml.append("\" entityID=\"").append(Xml.escape(idp.entityId())).append("\">\n");
    xml.append("  <md:IDPSSODescriptor WantAuthnRequestsSigned=\"false\"");
    xml.append(" protocolSupportEnumeration=\"").append(Xml.PROTOCOL).append("\">\n");
    for (var key : idp.publishedKeys())
      xml.append("    <md:KeyDescriptor use=\"signing\"><ds:KeyInfo xmlns:ds=\"")
          .append(Xml.SIGNATURE)
          .append("\"><ds:X509Data><ds:X509Certificate>")
          .append(key.der64())
          .append("</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>\n");
    endpoint(xml, "SingleLogoutService", SpMetadata.REDIRECT, idp.url("/saml/slo"));
    endpoint(xml, "SingleLogoutService", SpMetadata.POST, idp.url("/saml/slo"));
    for (var format : SamlApp.NameId.values())
      xml.append("    <md:NameIDFormat>").append(format.urn()).append("</md:NameIDFormat>\n");
    endpoint(xml, "SingleSignOnService", SpMetadata.REDIRECT, idp.url("/saml/sso"));
    endpoint(xml, "SingleSignOnService", SpMetadata.POST, idp.url("/saml/sso"));
    return xml.append("  </md:IDPSSODescriptor>\n</md:EntityDescriptor>\n").toString();
  }

  private static void endpoint(StringBuilder xml, String name, String binding, String url) {
    xml.append("    <md:").append(name).append(" Binding=\"").append(binding);
    xml.append("\" Location=\"").append(Xml.escape(url)).append("\"/>\n");
  }
}
