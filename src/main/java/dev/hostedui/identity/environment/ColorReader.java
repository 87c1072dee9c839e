package dev.hostedui.identity.environment;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a colour of CSS (CSS Color 4 §4): {@code #…}, {@code rgb()}, {@code hsl()}, or one of the
 * sixteen names that HTML has always had.
 */
final class ColorReader {

  private static final Map<String, String> NAMES =
      Map.ofEntries(
          Map.entry("black", "#000000"),
          Map.entry("silver", "#c0c0c0"),
          Map.entry("gray", "#808080"),
          Map.entry("white", "#ffffff"),
          Map.entry("maroon", "#800000"),
          Map.entry("red", "#ff0000"),
          Map.entry("purple", "#800080"),
          Map.entry("fuchsia", "#ff00ff"),
          Map.entry("green", "#008000"),
          Map.entry("lime", "#00ff00"),
          Map.entry("olive", "#808000"),
          Map.entry("yellow", "#ffff00"),
          Map.entry("navy", "#000080"),
          Map.entry("blue", "#0000ff"),
          Map.entry("teal", "#008080"),
          Map.entry("aqua", "#00ffff"));

  private static final Pattern NUMBER = Pattern.compile("\\+?[0-9.]+%?");
  private static final Pattern HUE = Pattern.compile("([+-]?[0-9.]+)(?:deg)?");

  private ColorReader() {}

  /** Whether a word is meant as the beginning of a colour. */
  static boolean begins(String token) {
    return token.startsWith("#")
        || token.equals("transparent")
        || NAMES.containsKey(token)
        || token.matches("(?:rgb|hsl)a?\\(");
  }

  /**
   * The colour, or null when it is none.
   *
   * @param words what stands in its brackets
   */
  static @Nullable Rgba read(String first, List<String> words) {
    if (first.startsWith("#")) return hex(first.substring(1));
    if (first.equals("transparent")) return new Rgba(0, 0, 0, 0);
    var named = NAMES.get(first);
    if (named != null) return Rgba.of(named);
    var numbers = words.stream().filter(word -> !word.equals(",") && !word.equals("/")).toList();
    var signs = words.size() - numbers.size();
    if (numbers.size() < 3 || numbers.size() > 4 || signs > numbers.size() - 1) return null;
    try {
      return first.startsWith("rgb") ? rgb(numbers) : hsl(numbers);
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private static @Nullable Rgba hex(String digits) {
    return switch (digits.length()) {
      case 3, 4 -> hex(digits.replaceAll("[0-9a-f]", "$0$0"));
      case 6 -> Rgba.of("#" + digits);
      case 8 -> {
        var color = Rgba.of("#" + digits.substring(0, 6));
        yield new Rgba(
            color.red(), color.green(), color.blue(), Integer.parseInt(digits.substring(6), 16));
      }
      default -> null;
    };
  }

  private static Rgba rgb(List<String> numbers) {
    return new Rgba(
        part(numbers.get(0), 255),
        part(numbers.get(1), 255),
        part(numbers.get(2), 255),
        alpha(numbers));
  }

  private static int alpha(List<String> numbers) {
    return numbers.size() < 4 ? 255 : Math.min(255, (int) Math.round(share(numbers.get(3)) * 255));
  }

  private static int part(String number, int whole) {
    var value = number.endsWith("%") ? share(number) * whole : plain(number);
    return (int) Math.min(255, Math.round(value));
  }

  /** A number from 0 to 1, or a percentage. */
  private static double share(String number) {
    return number.endsWith("%")
        ? plain(number.substring(0, number.length() - 1)) / 100
        : plain(number);
  }

  private static double plain(String number) {
    if (!NUMBER.matcher(number).matches()) throw new NumberFormatException();
    return Double.parseDouble(number);
  }

  private static Rgba hsl(List<String> numbers) {
    var hue = HUE.matcher(numbers.get(0));
    if (!hue.matches() || !numbers.get(1).endsWith("%") || !numbers.get(2).endsWith("%"))
      throw new NumberFormatException();
    var degrees = ((Double.parseDouble(hue.group(1)) % 360) + 360) % 360;
    var saturation = Math.min(1, share(numbers.get(1)));
    var light = Math.min(1, share(numbers.get(2)));
    return new Rgba(
        channel(0, degrees, saturation, light),
        channel(8, degrees, saturation, light),
        channel(4, degrees, saturation, light),
        alpha(numbers));
  }

  /** CSS Color 4 §7.1. */
  private static int channel(int n, double hue, double saturation, double light) {
    var k = (n + hue / 30) % 12;
    var a = saturation * Math.min(light, 1 - light);
    return (int) Math.round(255 * (light - a * Math.max(-1, Math.min(Math.min(k - 3, 9 - k), 1))));
  }
}
