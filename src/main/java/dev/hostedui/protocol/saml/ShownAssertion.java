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

  private final StringBuilder out = new StringBuilder();

  private ShownAssertion() {}

  static String of(Element assertion) {
    var shown = new ShownAssertion();
    shown.write(assertion, 0);
    return shown.out.length() > LONGEST
        ? shown.out.substring(0, LONGEST) + "…\n"
        : shown.out.toString();
  }

  private void write(Element element, int depth) {
    if (out.length() > LONGEST) return;
    var name = element.getNodeName();
    out.append("  ".repeat(depth)).append('<').append(name);
    var attributes = element.getAttributes();
    for (var i = 0; i < attributes.getLength(); i++) {
      var attribute = (Attr) attributes.item(i);
      XmlText.attribute(out, attribute.getName(), attribute.getValue());
    }
    var children = Elements.children(element);
    if (children.isEmpty()) {
      out.append('>');
      XmlText.text(out, leftOut(element) ? "…" : Elements.text(element));
    } else {
      out.append(">\n");
      if (leftOut(element)) out.append("  ".repeat(depth + 1)).append("…\n");
      else for (var child : children) write(child, depth + 1);
      out.append("  ".repeat(depth));
    }
    out.append("</").append(name).append(">\n");
  }

  private static boolean leftOut(Element element) {
    return LEFT_OUT.contains(element.getLocalName())
        || (Elements.is(element, Elements.ASSERTION, "Attribute") && Secrets.isIn(element));
  }
}
