package dev.hostedui.customer.idp.saml;

import dev.hostedui.customer.idp.Certificates;
import java.net.URI;
import java.security.cert.CertificateException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.w3c.dom.Element;

/** What a service provider says of itself (SAML Metadata §2.4.4). */
final class SpMetadata {
  private SpMetadata() {}

  static final String POST = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST";
  static final String REDIRECT = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect";

  /** Reads a file; its options are the usual ones but for what it asks for. */
  static SamlApp read(String xml, String id, String name) throws SamlRefused {
    var root = Xml.parse(xml.strip().replaceFirst("^\ufeff", "")).getDocumentElement();
    if (!Xml.METADATA.equals(root.getNamespaceURI())
        || !"EntityDescriptor".equals(root.getLocalName()))
      throw new SamlRefused("That is no metadata of one app: EntityDescriptor is missing.");
    var role =
        Xml.child(root, Xml.METADATA, "SPSSODescriptor")
            .orElseThrow(
                () ->
                    new SamlRefused(
                        "That is no service provider's metadata: SPSSODescriptor is missing."));
    var acsUrls = acsUrls(role);
    if (acsUrls.isEmpty())
      throw new SamlRefused("The metadata names no AssertionConsumerService for HTTP-POST.");
    var logout = Xml.children(role, Xml.METADATA, "SingleLogoutService");
    var redirect = logout.stream().filter(it -> it.getAttribute("Binding").equals(REDIRECT));
    var slo = redirect.findFirst();
    var usual = SamlApp.Options.USUAL;
    return new SamlApp(
        id,
        name.isEmpty() ? root.getAttribute("entityID") : name,
        root.getAttribute("entityID"),
        acsUrls,
        slo.map(it -> it.getAttribute("Location")).orElse(""),
        slo.map(it -> it.getAttribute("ResponseLocation")).orElse(""),
        certificates(role, "signing"),
        certificates(role, "encryption").stream().findFirst().orElse(""),
        new SamlApp.Options(
            usual.nameId(),
            usual.names(),
            usual.signed(),
            List.of("true", "1").contains(role.getAttribute("AuthnRequestsSigned"))));
  }

  private static List<String> acsUrls(Element role) throws SamlRefused {
    var services = new ArrayList<>(Xml.children(role, Xml.METADATA, "AssertionConsumerService"));
    services.removeIf(it -> !it.getAttribute("Binding").equals(POST));
    services.sort(
        Comparator.comparing(it -> !List.of("true", "1").contains(it.getAttribute("isDefault"))));
    var urls = new ArrayList<String>();
    for (var service : services) urls.add(url(service.getAttribute("Location")));
    return urls;
  }

  /** An address browsers can be sent to. */
  static String url(String text) throws SamlRefused {
    try {
      var url = URI.create(text.strip());
      if (url.getHost() != null && List.of("http", "https").contains(url.getScheme()))
        return url.toString();
    } catch (IllegalArgumentException e) {
      // said below
    }
    throw new SamlRefused(text + " is no address that begins with https:// or http://.");
  }

  /** A key without a use is for both (SAML Metadata §2.4.1.1). */
  private static List<String> certificates(Element role, String use) throws SamlRefused {
    var found = new ArrayList<String>();
    for (var key : Xml.children(role, Xml.METADATA, "KeyDescriptor")) {
      if (!List.of("", use).contains(key.getAttribute("use"))) continue;
      var certificates = key.getElementsByTagNameNS(Xml.SIGNATURE, "X509Certificate");
      for (var i = 0; i < certificates.getLength(); i++) {
        var text = certificates.item(i).getTextContent().replaceAll("\\s", "");
        try {
          Certificates.read(text);
        } catch (CertificateException e) {
          throw new SamlRefused("A certificate in the metadata cannot be read.");
        }
        found.add(text);
      }
    }
    return found;
  }
}
