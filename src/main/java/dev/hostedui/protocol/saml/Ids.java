package dev.hostedui.protocol.saml;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/**
 * Makes the ids of a document known, so that references find them, and refuses documents in which
 * an id is there twice: then a signature could mean one element and a reader take the other.
 */
final class Ids {

  /** More elements than any answer has; thousands of groups are fewer. */
  private static final int MOST_ELEMENTS = 20_000;

  private final Set<String> seen = new HashSet<>();
  private int elements;

  private Ids() {}

  static void register(Document document) throws SamlRefused {
    new Ids().visit(document.getDocumentElement());
  }

  private void visit(Element element) throws SamlRefused {
    if (++elements > MOST_ELEMENTS)
      throw new SamlRefused(Cause.MESSAGE_TOO_COMPLEX, MOST_ELEMENTS + " elements");
    if (element.hasAttributes()) {
      register(element, null, "ID");
      register(element, null, "Id");
      register(element, "http://www.w3.org/XML/1998/namespace", "id");
    }
    for (var node = element.getFirstChild(); node != null; node = node.getNextSibling())
      if (node instanceof Element child) visit(child);
  }

  private void register(Element element, @Nullable String space, String name) throws SamlRefused {
    var id = element.getAttributeNodeNS(space, name);
    if (id == null) return;
    if (!seen.add(id.getValue())) throw new SamlRefused(Cause.DUPLICATE_ID, id.getValue());
    element.setIdAttributeNode(id, true);
  }
}
