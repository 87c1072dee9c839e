package dev.hostedui.identity.picture;

import dev.hostedui.identity.Problem;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * How much a browser has to draw for a drawing. A small file can ask for very much: what is used is
 * drawn anew for each use, and a mask for each element that has it.
 */
final class SvgExtent {

  /** Elements inside elements and references to others, counted together. */
  private static final int DEEPEST = 100;

  /** An element with a mask is drawn on a layer as large as the picture, as slow as that many. */
  private static final int LAYER = 20;

  private static final Pattern REFERENCE = Pattern.compile("#([A-Za-z_][\\w.-]*)");

  private final Map<String, SvgNode> byId = new HashMap<>();
  private int drawn;

  private SvgExtent(SvgNode root) {
    // of two with one id browsers take the first
    root.all().forEach(it -> byId.putIfAbsent(it.attributes().getOrDefault("id", ""), it));
  }

  /**
   * Refuses a drawing of which more than {@link SvgReader#MOST_ELEMENTS} elements are to be drawn,
   * with those counted again that others refer to, and one that refers to itself.
   *
   * @throws Problem INVALID with {@code svg_too_complex}
   */
  static void refuseTooMuch(SvgNode root) {
    new SvgExtent(root).draw(root, 1);
  }

  private void draw(SvgNode node, int depth) {
    drawn += node.attributes().containsKey("mask") ? LAYER : 1;
    if (drawn > SvgReader.MOST_ELEMENTS || depth > DEEPEST)
      throw Problem.invalid("svg_too_complex").with(SvgReader.MOST_ELEMENTS);
    node.attributes()
        .forEach(
            (name, value) -> {
              if (name.equals("href") || value.contains("url(")) drawReferred(value, depth);
            });
    for (var child : node.elements()) draw(child, depth + 1);
  }

  private void drawReferred(String value, int depth) {
    for (var reference = REFERENCE.matcher(value); reference.find(); ) {
      var target = byId.get(reference.group(1));
      if (target != null) draw(target, depth + 1);
    }
  }
}
