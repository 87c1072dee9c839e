package dev.hostedui.identity.picture;

import com.google.common.base.Ascii;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.EnumSet;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How light a drawing is, by the colours of all that is painted in it. Colours are handed down from
 * an element to those inside it, and what nobody has given one is painted black (SVG 2 §13.2).
 *
 * <p>A coloured sign beside dark letters is dark: without its letters it is not the logo. White is
 * taken for what is cut out of a dark sign, as long as there is no more that is dark.
 */
final class SvgTone {

  private static final Set<String> SHAPES =
      Set.of("path", "rect", "circle", "ellipse", "polyline", "polygon", "text", "tspan");

  /** Painted by its outline only. */
  private static final String LINE = "line";

  /** Only seen where something else uses them, in the colours of that place. */
  private static final Set<String> FOR_LATER = Set.of("defs", "symbol");

  /** What covers, whose colours are not seen. */
  private static final Set<String> COVERS = Set.of("mask", "clipPath");

  private static final String USE = "use";

  private static final String NONE = "none";
  private static final String CURRENT = "currentcolor";

  private static final Pattern HEX = Pattern.compile("#(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})");
  private static final Pattern FUNCTION = Pattern.compile("(rgb|hsl)a?\\(([\\d.%,\\s+-]{1,80})\\)");

  /** What an element paints with unless it says otherwise; a null fill was said by nobody. */
  private record Paint(@Nullable String fill, String stroke, String color) {

    Paint in(SvgNode node) {
      var given = node.attributes();
      var own = given.get("fill");
      return new Paint(
          own == null ? fill : own,
          given.getOrDefault("stroke", stroke),
          given.getOrDefault("color", color));
    }
  }

  private final Set<Tone> tones = EnumSet.noneOf(Tone.class);
  private int dark;
  private int white;

  private SvgTone() {}

  /** Whether an element puts anything on the page, by itself or by what it uses. */
  static boolean paints(SvgNode node) {
    return SHAPES.contains(node.name()) || node.name().equals(LINE) || node.name().equals(USE);
  }

  static Tone of(SvgNode root) {
    var all = new SvgTone();
    all.look(root, new Paint(null, NONE, "black"));
    if (all.tones.isEmpty() || all.dark > all.white) return Tone.DARK;
    return all.tones.size() == 1 ? all.tones.iterator().next() : Tone.ANY;
  }

  private void look(SvgNode node, Paint above) {
    if (COVERS.contains(node.name()) || NONE.equals(node.attributes().get("display"))) return;
    var paint = above.in(node);
    var fill = paint.fill;
    var shape = SHAPES.contains(node.name());
    if (shape) count(fill == null ? "black" : fill, paint.color);
    if (node.name().equals(USE) && fill != null) count(fill, paint.color);
    if (shape || node.name().equals(LINE)) count(paint.stroke, paint.color);
    var stop = node.attributes().get("stop-color");
    if (stop != null) count(stop, paint.color);
    var inside =
        FOR_LATER.contains(node.name()) ? new Paint(NONE, paint.stroke, paint.color) : paint;
    for (var child : node.elements()) look(child, inside);
  }

  private void count(String value, String current) {
    var text = Ascii.toLowerCase(value.strip());
    if (text.equals(CURRENT)) text = Ascii.toLowerCase(current.strip());
    if (text.equals(NONE) || text.equals("transparent")) return;
    var rgb = rgb(text);
    if (rgb == null) {
      tones.add(Tone.ANY);
      return;
    }
    var light = Lightness.of(rgb >> 16 & 255, rgb >> 8 & 255, rgb & 255);
    var tone = Lightness.tone(light);
    tones.add(tone);
    if (tone == Tone.DARK) dark++;
    if (Lightness.isWhite(light)) white++;
  }

  // ------------------------------------------------------------------ colours

  /** Loaded with the first drawing. */
  private static final class Named {
    static final Map<Object, Object> COLORS = load();

    private static Map<Object, Object> load() {
      try (var in = SvgTone.class.getResourceAsStream("colors.properties")) {
        var all = new Properties();
        all.load(in);
        return all;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Red, green and blue, or null for what is no plain colour, such as a gradient. */
  private static @Nullable Integer rgb(String text) {
    var named = Named.COLORS.get(text);
    if (named != null) return hex(named.toString());
    if (HEX.matcher(text).matches()) return hex(text);
    var function = FUNCTION.matcher(text);
    if (!function.matches()) return null;
    var parts = function.group(2).strip().split("[,\\s]+", -1);
    if (parts.length < 3) return null;
    try {
      return function.group(1).equals("rgb")
          ? packed(part(parts[0], 255), part(parts[1], 255), part(parts[2], 255))
          : hsl(Double.parseDouble(parts[0]), part(parts[1], 100), part(parts[2], 100));
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private static int hex(String text) {
    var digits = text.substring(1);
    if (digits.length() < 6) digits = digits.replaceAll("[0-9a-f]", "$0$0");
    return Integer.parseInt(digits.substring(0, 6), 16);
  }

  /** A number or a share of the whole, as 0 to 1. */
  private static double part(String text, int whole) {
    var value =
        text.endsWith("%")
            ? Double.parseDouble(text.substring(0, text.length() - 1)) / 100
            : Double.parseDouble(text) / whole;
    return Math.min(1, Math.max(0, value));
  }

  private static int packed(double red, double green, double blue) {
    return (int) Math.round(red * 255) << 16
        | (int) Math.round(green * 255) << 8
        | (int) Math.round(blue * 255);
  }

  /** CSS Color 4 §7.1. */
  private static int hsl(double hue, double saturation, double lightness) {
    var most = saturation * Math.min(lightness, 1 - lightness);
    return packed(
        hslPart(0, hue, lightness, most),
        hslPart(8, hue, lightness, most),
        hslPart(4, hue, lightness, most));
  }

  private static double hslPart(int offset, double hue, double lightness, double most) {
    var at = ((offset + hue / 30) % 12 + 12) % 12;
    return lightness - most * Math.max(-1, Math.min(Math.min(at - 3, 9 - at), 1));
  }
}
