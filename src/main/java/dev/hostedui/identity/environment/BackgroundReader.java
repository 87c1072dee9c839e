package dev.hostedui.identity.environment;

import com.google.common.base.Ascii;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.environment.BackgroundStyle.Layer;
import dev.hostedui.identity.environment.BackgroundStyle.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a {@link BackgroundStyle}. First it cuts the text into words, numbers, commas, slashes and
 * brackets and refuses any other character; then it reads those by the grammar.
 */
final class BackgroundReader {

  private static final int MOST_LAYERS = 4;
  private static final int MOST_STOPS = 16;

  private static final Pattern TOKEN =
      Pattern.compile(
          "\\s+|#[0-9a-f]{3,8}|[+-]?(?:\\d{1,5}(?:\\.\\d{1,5})?|\\.\\d{1,5})(?:%|[a-z]{1,4})?|[a-z][a-z-]{0,30}\\(?|[,()/]");
  private static final Pattern LENGTH =
      Pattern.compile("[+-]?0|[+-]?[0-9.]+(?:%|px|em|rem|vw|vh|vmin|vmax)");
  private static final Pattern ANGLE = Pattern.compile("[+-]?0|[+-]?[0-9.]+(?:deg|turn|rad|grad)");

  private static final Set<String> SIDES = Set.of("left", "right", "top", "bottom");
  private static final Set<String> REPEATS =
      Set.of("repeat", "no-repeat", "repeat-x", "repeat-y", "round", "space");
  private static final Set<String> EXTENTS =
      Set.of(
          "circle",
          "ellipse",
          "closest-side",
          "closest-corner",
          "farthest-side",
          "farthest-corner");
  private static final Set<String> GRADIENTS =
      Set.of(
          "linear-gradient(",
          "radial-gradient(",
          "conic-gradient(",
          "repeating-linear-gradient(",
          "repeating-radial-gradient(",
          "repeating-conic-gradient(");

  private final List<String> tokens = new ArrayList<>();
  private int at;

  BackgroundReader(String text) {
    if (text.length() > BackgroundStyle.LONGEST)
      throw Problem.invalid("background_too_long").with(BackgroundStyle.LONGEST);
    var lower = Ascii.toLowerCase(text.strip());
    var matcher = TOKEN.matcher(lower);
    var end = 0;
    while (matcher.find() && matcher.start() == end) {
      if (!matcher.group().isBlank()) tokens.add(matcher.group());
      end = matcher.end();
    }
    if (end < lower.length() || tokens.isEmpty()) throw refused(lower.substring(end));
  }

  private static Problem refused(String at) {
    if (at.isEmpty()) return Problem.invalid("background_unfinished");
    return Problem.invalid("background_malformed")
        .with(at.length() > 30 ? at.substring(0, 30) + "…" : at);
  }

  private Problem refused() {
    return refused(at < tokens.size() ? tokens.get(at) : "");
  }

  private @Nullable String peek() {
    return at < tokens.size() ? tokens.get(at) : null;
  }

  private boolean accept(String token) {
    if (!token.equals(peek())) return false;
    at++;
    return true;
  }

  private void expect(String token) {
    if (!accept(token)) throw refused();
  }

  private boolean isLength() {
    var token = peek();
    return token != null && LENGTH.matcher(token).matches();
  }

  private boolean isAngle() {
    var token = peek();
    return token != null && ANGLE.matcher(token).matches();
  }

  private boolean isOneOf(Set<String> words) {
    var token = peek();
    return token != null && words.contains(token);
  }

  private String take() {
    var token = peek();
    if (token == null) throw refused();
    at++;
    return token;
  }

  BackgroundStyle read() {
    var layers = new ArrayList<Layer>();
    do {
      if (layers.size() == MOST_LAYERS)
        throw Problem.invalid("background_layers").with(MOST_LAYERS);
      layers.add(layer());
    } while (accept(","));
    if (at < tokens.size()) throw refused();
    // CSS knows a colour in the last layer only
    for (var layer : layers.subList(0, layers.size() - 1))
      if (layer.parts().get(layer.parts().size() - 1) instanceof Part.Paint paint)
        throw refused(paint.color().css());
    return new BackgroundStyle(layers);
  }

  /** What stands between two commas; each kind of word once, in any order. */
  private Layer layer() {
    List<Part> image = null;
    Rgba color = null;
    String place = null;
    String repeat = null;
    var sized = false;
    while (peek() != null && !",".equals(peek())) {
      var token = String.valueOf(peek());
      if (image == null && GRADIENTS.contains(token)) {
        image = gradient(take());
      } else if (place == null && (isLength() || isOneOf(SIDES) || token.equals("center"))) {
        place = position(4);
        if (accept("/")) {
          place += "/" + size();
          sized = true;
        }
      } else if (repeat == null && isOneOf(REPEATS)) {
        repeat = take();
        if (isOneOf(REPEATS)) repeat += " " + take();
      } else if (color == null && ColorReader.begins(token)) {
        color = color();
      } else {
        throw refused();
      }
    }
    if (image == null && color == null) throw refused();
    return assembled(image, color, place, repeat, sized);
  }

  private static Layer assembled(
      @Nullable List<Part> image,
      @Nullable Rgba color,
      @Nullable String place,
      @Nullable String repeat,
      boolean sized) {
    var parts = new ArrayList<Part>();
    if (image != null) parts.addAll(image);
    for (var words : new String[] {place, repeat})
      if (words != null) parts.add(new Part.Words(" " + words));
    if (color != null) {
      if (!parts.isEmpty()) parts.add(new Part.Words(" "));
      parts.add(new Part.Paint(color));
    }
    return new Layer(parts, !sized || (color != null && color.isOpaque()));
  }

  private String size() {
    if (isOneOf(Set.of("cover", "contain"))) return take();
    var size = new StringBuilder();
    for (var i = 0; i < 2 && (isLength() || "auto".equals(peek())); i++)
      size.append(i == 0 ? "" : " ").append(take());
    if (size.isEmpty()) throw refused();
    return size.toString();
  }

  private String position(int most) {
    var position = new StringBuilder();
    for (var i = 0; i < most && (isLength() || isOneOf(SIDES) || "center".equals(peek())); i++)
      position.append(i == 0 ? "" : " ").append(take());
    if (position.isEmpty()) throw refused();
    return position.toString();
  }

  private List<Part> gradient(String function) {
    var how =
        function.contains("linear") ? direction() : function.contains("conic") ? turn() : shape();
    var parts = new ArrayList<Part>();
    parts.add(new Part.Words(function + how + (how.isEmpty() ? "" : ",")));
    if (!how.isEmpty()) expect(",");
    var stops = 0;
    do {
      if (stops > 0) parts.add(new Part.Words(","));
      stop(parts, function.contains("conic"));
      stops++;
    } while (accept(",") && stops < MOST_STOPS);
    expect(")");
    if (parts.stream().filter(Part.Paint.class::isInstance).count() < 2)
      throw Problem.invalid("background_one_color");
    parts.add(new Part.Words(")"));
    return parts;
  }

  /** A colour with where it stands, or where two of them meet. */
  private void stop(List<Part> parts, boolean round) {
    var begins = peek() != null && ColorReader.begins(String.valueOf(peek()));
    if (begins) parts.add(new Part.Paint(color()));
    var places = begins ? 2 : 1;
    for (var i = 0; i < places && (isLength() || (round && isAngle())); i++)
      parts.add(new Part.Words(" " + take()));
    if (!begins
        && !(parts.get(parts.size() - 1) instanceof Part.Words words
            && words.text().startsWith(" "))) throw refused();
  }

  private String direction() {
    if (isAngle()) return take();
    if (!accept("to")) return "";
    var sides = new StringBuilder("to");
    for (var i = 0; i < 2 && isOneOf(SIDES); i++) sides.append(" ").append(take());
    if (sides.length() == 2) throw refused();
    return sides.toString();
  }

  private String turn() {
    var turn = new StringBuilder();
    if (accept("from")) {
      if (!isAngle()) throw refused();
      turn.append("from ").append(take());
    }
    if (accept("at")) turn.append(turn.isEmpty() ? "" : " ").append("at ").append(position(4));
    return turn.toString();
  }

  private String shape() {
    var shape = new StringBuilder();
    for (var i = 0; i < 3 && (isOneOf(EXTENTS) || isLength()); i++)
      shape.append(shape.isEmpty() ? "" : " ").append(take());
    if (accept("at")) shape.append(shape.isEmpty() ? "" : " ").append("at ").append(position(4));
    return shape.toString();
  }

  private Rgba color() {
    var first = take();
    var words = new ArrayList<String>();
    if (first.endsWith("(")) {
      while (!accept(")")) {
        if (words.size() > 8) throw refused();
        words.add(take());
      }
    }
    var color = ColorReader.read(first, words);
    if (color == null) throw refused(first);
    return color;
  }
}
