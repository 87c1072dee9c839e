package dev.hostedui.identity.picture;

import com.google.common.html.HtmlEscapers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * An element of a drawing.
 *
 * @param children elements and texts
 */
record SvgNode(String name, Map<String, String> attributes, List<Object> children) {

  /** How an element of another language is called here, such as what an editor writes down. */
  static final String FOREIGN = "";

  static SvgNode of(String name) {
    return new SvgNode(name, new LinkedHashMap<>(), new ArrayList<>());
  }

  /** This element and all below it. */
  Stream<SvgNode> all() {
    return Stream.concat(Stream.of(this), elements().stream().flatMap(SvgNode::all));
  }

  List<SvgNode> elements() {
    return children.stream().filter(SvgNode.class::isInstance).map(SvgNode.class::cast).toList();
  }

  /** All text inside. */
  String text() {
    var text = new StringBuilder();
    for (var child : children) text.append(child instanceof SvgNode node ? node.text() : child);
    return text.toString();
  }

  String written() {
    var out = new StringBuilder();
    write(out, true);
    return out.toString();
  }

  private void write(StringBuilder out, boolean root) {
    out.append('<').append(name);
    if (root) out.append(" xmlns=\"").append(SvgReader.SVG).append('"');
    attributes.forEach(
        (key, value) ->
            out.append(' ').append(key).append("=\"").append(escaped(value)).append('"'));
    if (children.isEmpty()) {
      out.append("/>");
      return;
    }
    out.append('>');
    for (var child : children) {
      if (child instanceof SvgNode node) node.write(out, false);
      else out.append(escaped(child.toString()));
    }
    out.append("</").append(name).append('>');
  }

  private static String escaped(String text) {
    return HtmlEscapers.htmlEscaper().escape(text);
  }
}
