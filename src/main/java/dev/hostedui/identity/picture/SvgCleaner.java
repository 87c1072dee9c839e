package dev.hostedui.identity.picture;

import com.google.common.base.Ascii;
import dev.hostedui.identity.Problem;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Keeps of a drawing what only draws. What could do something, or looks elsewhere, is refused by
 * its name, so that whoever made the drawing can take it out; what an editor has written down for
 * itself is left out.
 *
 * <p>Style sheets in the drawing become attributes ({@link SvgStyles}): it is served without any
 * exception to the policy of the page.
 */
final class SvgCleaner {

  private static final Set<String> DRAWING =
      Set.of(
          "svg",
          "g",
          "defs",
          "path",
          "rect",
          "circle",
          "ellipse",
          "line",
          "polyline",
          "polygon",
          "text",
          "tspan",
          "linearGradient",
          "radialGradient",
          "stop",
          "clipPath",
          "mask",
          "use",
          "symbol");

  /** Says something about the drawing, or was taken over already. */
  private static final Set<String> LEFT_OUT = Set.of("title", "desc", "metadata", "style", "");

  private static final Set<String> GEOMETRY =
      Set.of(
          "id",
          "d",
          "x",
          "y",
          "x1",
          "y1",
          "x2",
          "y2",
          "cx",
          "cy",
          "r",
          "rx",
          "ry",
          "fx",
          "fy",
          "fr",
          "width",
          "height",
          "points",
          "viewBox",
          "preserveAspectRatio",
          "transform",
          "gradientTransform",
          "gradientUnits",
          "spreadMethod",
          "offset",
          "clipPathUnits",
          "maskUnits",
          "maskContentUnits",
          "pathLength",
          "dx",
          "dy",
          "rotate",
          "textLength",
          "lengthAdjust");

  static final Set<String> PRESENTATION =
      Set.of(
          "fill",
          "fill-opacity",
          "fill-rule",
          "stroke",
          "stroke-width",
          "stroke-linecap",
          "stroke-linejoin",
          "stroke-miterlimit",
          "stroke-dasharray",
          "stroke-dashoffset",
          "stroke-opacity",
          "opacity",
          "color",
          "stop-color",
          "stop-opacity",
          "clip-path",
          "clip-rule",
          "mask",
          "display",
          "visibility",
          "font-family",
          "font-size",
          "font-weight",
          "font-style",
          "text-anchor",
          "letter-spacing",
          "dominant-baseline",
          "vector-effect",
          "paint-order");

  private static final Pattern LOCAL = Pattern.compile("#[A-Za-z_][\\w.-]{0,200}");
  private static final Pattern ID = Pattern.compile("[A-Za-z_][\\w.-]{0,200}");
  private static final Pattern LOCAL_URL =
      Pattern.compile("url\\(\\s*[\"']?#[A-Za-z_][\\w.-]{0,200}[\"']?\\s*\\)");

  /** Numbers, words, commas and brackets: nothing an address could be written with. */
  private static final Pattern PLAIN = Pattern.compile("[#\\w\\s.,%()+'\"-]*");

  private static final Set<String> FUNCTIONS =
      Set.of(
          "rgb", "rgba", "hsl", "hsla", "translate", "scale", "rotate", "matrix", "skewx", "skewy");

  private SvgCleaner() {}

  static SvgNode clean(SvgNode root) {
    var styles = SvgStyles.of(root);
    var clean = copy(root, styles);
    SvgExtent.refuseTooMuch(clean);
    return clean;
  }

  private static SvgNode copy(SvgNode node, SvgStyles styles) {
    if (!DRAWING.contains(node.name())) throw refusedElement(node.name());
    var copy = SvgNode.of(node.name());
    for (var attribute : node.attributes().entrySet())
      keep(copy, attribute.getKey(), attribute.getValue());
    styles
        .saidOf(node)
        .forEach(
            (name, value) -> {
              if (PRESENTATION.contains(name)) copy.attributes().put(name, presentable(value));
            });
    for (var child : node.children()) {
      if (child instanceof SvgNode element) {
        if (!LEFT_OUT.contains(element.name())) copy.children().add(copy(element, styles));
      } else if (node.name().equals("text") || node.name().equals("tspan")) {
        copy.children().add(child);
      }
    }
    return copy;
  }

  private static Problem refusedElement(String name) {
    return name.equalsIgnoreCase("script")
        ? Problem.invalid("svg_script")
        : Problem.invalid("svg_element").with(name.length() > 40 ? name.substring(0, 40) : name);
  }

  private static void keep(SvgNode copy, String name, String value) {
    if (Ascii.toLowerCase(name).startsWith("on")) throw Problem.invalid("svg_script");
    if (name.equals("href")) {
      if (!LOCAL.matcher(value.strip()).matches()) throw Problem.invalid("svg_reference");
      copy.attributes().put("href", value.strip());
    } else if (name.equals("id")) {
      if (ID.matcher(value).matches()) copy.attributes().put("id", value);
    } else if (GEOMETRY.contains(name) || PRESENTATION.contains(name)) {
      copy.attributes().put(name, presentable(value));
    }
  }

  /**
   * A value that only says how something looks.
   *
   * @throws Problem INVALID when it looks elsewhere, or does anything else
   */
  private static String presentable(String value) {
    var rest = LOCAL_URL.matcher(value).replaceAll("");
    if (!PLAIN.matcher(rest).matches()) throw Problem.invalid("svg_reference");
    for (var open = rest.indexOf('('); open >= 0; open = rest.indexOf('(', open + 1))
      if (!FUNCTIONS.contains(wordBefore(rest, open))) throw Problem.invalid("svg_reference");
    return value;
  }

  /** The name of the function whose bracket this is; looked for backwards, for values are long. */
  private static String wordBefore(String text, int bracket) {
    var end = bracket;
    while (end > 0 && Character.isWhitespace(text.charAt(end - 1))) end--;
    var begin = end;
    while (begin > 0 && end - begin < 20 && Character.isLetter(text.charAt(begin - 1))) begin--;
    return text.substring(begin, end).toLowerCase(Locale.ROOT);
  }
}
