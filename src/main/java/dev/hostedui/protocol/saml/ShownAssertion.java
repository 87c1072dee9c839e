package dev.hostedui.protocol.saml;

import java.util.Set;
import org.w3c.dom.Attr;
import org.w3c.dom.Element;

/**
 * Writes an assertion for people to look at, an element a line. Secrets are left out, and so is
 * what makes it an assertion that somebody could use again: the value of its signature.
 */
final class ShownAssertion {

  private static final int LONGEST = 60_000;
  private static final Set<String> LEFT_OUT =
      Set.of("SignatureValue", "X509Certificate", "CipherValue", "Modulus");

  private final StringBuilder out = new StringBuilder(4_000);

  private ShownAssertion() {}

  static String of(Element assertion) {
    var shown = new ShownAssertion();
    shown.write(assertion, 0);
    if (shown.out.length() > LONGEST) {
      shown.out.setLength(LONGEST);
      shown.out.append('…');
    }
    return shown.out.append('\n').toString();
  }

  private void write(Element element, int depth) {
    if (out.length() > LONGEST) return;
    var name = element.getNodeName();
    indent(depth).append('<').append(name);
    var attributes = element.getAttributes();
    for (var i = 0; i < attributes.getLength(); i++) {
      var attribute = (Attr) attributes.item(i);
      XmlText.attribute(out, attribute.getName(), attribute.getValue());
    }
    out.append('>');
    if (leftOut(element)) out.append('…');
    else if (Elements.hasChildren(element)) writeInside(element, depth);
    else XmlText.text(out, Elements.text(element));
    out.append("</").append(name).append('>');
  }

  private void writeInside(Element element, int depth) {
    for (var node = element.getFirstChild(); node != null; node = node.getNextSibling())
      if (node instanceof Element child) write(child, depth + 1);
    indent(depth);
  }

  private StringBuilder indent(int depth) {
    if (out.length() > 0) out.append('\n');
    for (var i = 0; i < depth; i++) out.append("  ");
    return out;
  }

  private static boolean leftOut(Element element) {
    return LEFT_OUT.contains(element.getLocalName())
        || (Elements.is(element, Elements.ASSERTION, "Attribute") && Secrets.isIn(element));
  }
}
