package dev.hostedui.protocol.saml;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** Finds elements by namespace and name, and reads what is in them. */
final class Elements {

  static final String PROTOCOL = "urn:oasis:names:tc:SAML:2.0:protocol";
  static final String ASSERTION = "urn:oasis:names:tc:SAML:2.0:assertion";
  static final String METADATA = "urn:oasis:names:tc:SAML:2.0:metadata";
  static final String SIGNATURE = "http://www.w3.org/2000/09/xmldsig#";
  static final String ENCRYPTION = "http://www.w3.org/2001/04/xmlenc#";

  private Elements() {}

  static boolean is(Node node, String namespace, String name) {
    return node instanceof Element element
        && name.equals(element.getLocalName())
        && namespace.equals(element.getNamespaceURI());
  }

  /** Whether there is an element inside, and not text alone. */
  static boolean hasChildren(Element parent) {
    for (var node = parent.getFirstChild(); node != null; node = node.getNextSibling())
      if (node instanceof Element) return true;
    return false;
  }

  /** The elements directly inside. */
  static List<Element> children(Element parent) {
    var found = new ArrayList<Element>();
    for (var node = parent.getFirstChild(); node != null; node = node.getNextSibling())
      if (node instanceof Element element) found.add(element);
    return found;
  }

  /** Those directly inside that have this name. */
  static List<Element> children(Element parent, String namespace, String name) {
    var found = new ArrayList<Element>();
    for (var node = parent.getFirstChild(); node != null; node = node.getNextSibling())
      if (is(node, namespace, name)) found.add((Element) node);
    return found;
  }

  /** The first directly inside that has this name. */
  static Optional<Element> child(Element parent, String namespace, String name) {
    for (var node = parent.getFirstChild(); node != null; node = node.getNextSibling())
      if (is(node, namespace, name)) return Optional.of((Element) node);
    return Optional.empty();
  }

  /** All with this name at any depth, the element itself included, in document order. */
  static List<Element> all(Element top, String namespace, String name) {
    var found = new ArrayList<Element>();
    collect(top, namespace, name, found);
    return found;
  }

  private static void collect(Element top, String namespace, String name, List<Element> found) {
    if (is(top, namespace, name)) found.add(top);
    for (var node = top.getFirstChild(); node != null; node = node.getNextSibling())
      if (node instanceof Element element) collect(element, namespace, name, found);
  }

  /**
   * All the text in it, however it is cut up by comments and CDATA sections, without white space at
   * its ends: it is never what stands before a comment only.
   */
  static String text(Element element) {
    return element.getTextContent().strip();
  }

  /** The text of an element that may have nothing but text in it; empty when it has more. */
  static String plainText(Element element) {
    return hasChildren(element) ? "" : text(element);
  }

  /** An attribute that belongs to no namespace; empty when it is not there. */
  static String attribute(Element element, String name) {
    return element.getAttributeNS(null, name);
  }
}
