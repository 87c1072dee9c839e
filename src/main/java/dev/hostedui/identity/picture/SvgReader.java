package dev.hostedui.identity.picture;

import dev.hostedui.identity.Problem;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Set;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * Reads an SVG (SVG 1.1 and 2) into a tree, cleans that, and writes it anew. No DOCTYPE is followed
 * and no entity expanded.
 */
final class SvgReader {

  static final String SVG = "http://www.w3.org/2000/svg";
  private static final String XLINK = "http://www.w3.org/1999/xlink";

  private static final int DEEPEST = 40;
  static final int MOST_ELEMENTS = 5_000;

  /** How many times wider than high, or higher than wide. */
  private static final int LONGEST_SIDE = 12;

  private static final Pattern NUMBER = Pattern.compile("([0-9]{1,6}(?:\\.[0-9]*)?)(?:px)?");

  private SvgReader() {}

  static PictureFile read(byte[] file) {
    if (file.length > PictureFile.LARGEST_SVG)
      throw Problem.invalid("svg_too_large").with(PictureFile.LARGEST_SVG / 1024);
    var root = tree(file);
    if (!root.name().equals("svg")) throw Problem.invalid("picture_unknown");
    var box = box(root);
    var clean = SvgCleaner.clean(root);
    if (clean.all().noneMatch(SvgTone::paints)) throw Problem.invalid("picture_empty");
    clean.attributes().keySet().removeAll(Set.of("x", "y", "width", "height"));
    clean.attributes().put("viewBox", box[0] + " " + box[1] + " " + box[2] + " " + box[3]);
    var written = clean.written().getBytes(StandardCharsets.UTF_8);
    return PictureFile.of("image/svg+xml", size(box[2]), size(box[3]), SvgTone.of(clean), written);
  }

  private static int size(double side) {
    return (int) Math.max(1, Math.round(side));
  }

  static void refuseShape(double width, double height) {
    if (!(width > 0 && height > 0)) throw Problem.invalid("svg_without_size");
    if (width > LONGEST_SIDE * height || height > LONGEST_SIDE * width)
      throw Problem.invalid("picture_too_long").with(LONGEST_SIDE);
  }

  /** What of the drawing is shown: its viewBox, or what its size says. */
  private static double[] box(SvgNode root) {
    var parts = root.attributes().getOrDefault("viewBox", "").strip().split("[\\s,]+", -1);
    try {
      var box = new double[] {0, 0, 0, 0};
      if (parts.length == 4) for (var i = 0; i < 4; i++) box[i] = Double.parseDouble(parts[i]);
      else {
        box[2] = side(root.attributes().get("width"));
        box[3] = side(root.attributes().get("height"));
      }
      for (var value : box) if (!(Math.abs(value) < 1e6)) throw new NumberFormatException();
      refuseShape(box[2], box[3]);
      return box;
    } catch (NumberFormatException e) {
      throw Problem.invalid("svg_without_size");
    }
  }

  private static double side(@Nullable String length) {
    var matcher = NUMBER.matcher(length == null ? "" : length.strip());
    if (!matcher.matches()) throw new NumberFormatException();
    return Double.parseDouble(matcher.group(1));
  }

  // ------------------------------------------------------------------ reading

  private static SvgNode tree(byte[] file) {
    var factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, true);
    try {
      var reader = factory.createXMLStreamReader(new ByteArrayInputStream(file));
      try {
        return tree(reader);
      } finally {
        reader.close();
      }
    } catch (XMLStreamException e) {
      throw Problem.invalid("svg_malformed");
    }
  }

  private static SvgNode tree(XMLStreamReader reader) throws XMLStreamException {
    var open = new ArrayDeque<SvgNode>();
    SvgNode root = null;
    var count = 0;
    while (reader.hasNext()) {
      switch (reader.next()) {
        case XMLStreamConstants.START_ELEMENT -> {
          if (++count > MOST_ELEMENTS || open.size() >= DEEPEST)
            throw Problem.invalid("svg_too_complex").with(MOST_ELEMENTS);
          var node = node(reader);
          if (root == null) root = node;
          else open.element().children().add(node);
          open.push(node);
        }
        case XMLStreamConstants.END_ELEMENT -> open.pop();
        case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE -> {
          if (!open.isEmpty()) open.element().children().add(reader.getText());
        }
        case XMLStreamConstants.ENTITY_REFERENCE -> throw Problem.invalid("svg_entity");
        case XMLStreamConstants.PROCESSING_INSTRUCTION -> {
          if (reader.getPITarget().equals("xml-stylesheet")) throw Problem.invalid("svg_reference");
        }
        default -> {
          // comments, and a DOCTYPE that is not followed
        }
      }
    }
    if (root == null) throw Problem.invalid("svg_malformed");
    return root;
  }

  private static SvgNode node(XMLStreamReader reader) {
    var ours = SVG.equals(reader.getNamespaceURI()) || reader.getNamespaceURI() == null;
    var node = SvgNode.of(ours ? reader.getLocalName() : SvgNode.FOREIGN);
    for (var i = 0; i < reader.getAttributeCount(); i++) {
      var space = reader.getAttributeNamespace(i);
      var name = reader.getAttributeLocalName(i);
      if (space == null || space.isEmpty() || SVG.equals(space))
        node.attributes().put(name, reader.getAttributeValue(i));
      else if (XLINK.equals(space) && name.equals("href"))
        node.attributes().putIfAbsent("href", reader.getAttributeValue(i));
    }
    return node;
  }
}
