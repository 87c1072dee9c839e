package dev.hostedui.customer.idp.saml;

import java.util.List;
import org.w3c.dom.Element;

/**
 * A message of a service provider that was read: its app is known and its signature, if it has or
 * needs one, is the app's.
 *
 * @param root {@code AuthnRequest}, {@code LogoutRequest} or {@code LogoutResponse}
 * @param relayState what the app wants back, or empty
 */
record Ask(SamlApp app, Element root, String relayState) {

  String id() {
    return root.getAttribute("ID");
  }

  boolean is(String name) {
    return Xml.PROTOCOL.equals(root.getNamespaceURI()) && name.equals(root.getLocalName());
  }

  boolean flag(String attribute) {
    return List.of("true", "1").contains(root.getAttribute(attribute));
  }
}
