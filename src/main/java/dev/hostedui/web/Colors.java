package dev.hostedui.web;

/** Colours and how well they can be told apart (WCAG 2.2 §1.4.3, relative luminance). */
final class Colors {

  /** How well what is nearly white stands out from a dark page. */
  private static final double NEARLY_WHITE = 13;

  /** How far apart the channels of a grey are, of 255. */
  private static final int HARDLY_A_COLOUR = 24;

  private Colors() {}

  private static int channel(String color, int index) {
    return Integer.parseInt(color.substring(1 + 2 * index, 3 + 2 * index), 16);
  }

  private static double luminance(String color) {
    var weights = new double[] {0.2126, 0.7152, 0.0722};
    var sum = 0.0;
    for (var i = 0; i < 3; i++) {
      var c = channel(color, i) / 255.0;
      sum += weights[i] * (c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4));
    }
    return sum;
  }

  /** From 1, the same, to 21, black on white. */
  static double contrast(String one, String other) {
    var a = luminance(one);
    var b = luminance(other);
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  }

  /** Black or white, whichever is easier to read on a colour. */
  static String textOn(String color) {
    return contrast(color, "#ffffff") >= contrast(color, "#111111") ? "#ffffff" : "#111111";
  }

  /** The colour itself, or as much of white or black mixed in as makes it stand out that well. */
  static String standingOut(String color, String from, double wanted) {
    var toward = luminance(from) < 0.4 ? "#ffffff" : "#000000";
    var mixed = color;
    for (var share = 1; share <= 20 && contrast(mixed, from) < wanted; share++)
      mixed = mix(color, toward, share / 20.0);
    return mixed;
  }

  /**
   * The colour itself, or as much lighter as makes it stand out that well on a dark page. A grey
   * that only just does would look switched off: it becomes nearly white.
   */
  static String lifted(String color, String dark, double wanted) {
    if (contrast(color, dark) >= wanted) return color;
    return standingOut(color, dark, isGrey(color) ? NEARLY_WHITE : wanted);
  }

  private static boolean isGrey(String color) {
    var least = Math.min(channel(color, 0), Math.min(channel(color, 1), channel(color, 2)));
    var most = Math.max(channel(color, 0), Math.max(channel(color, 1), channel(color, 2)));
    return most - least <= HARDLY_A_COLOUR;
  }

  static String mix(String color, String other, double share) {
    var mixed = new StringBuilder("#");
    for (var i = 0; i < 3; i++) {
      mixed.append(
          "%02x"
              .formatted(
                  (int) Math.round(channel(color, i) * (1 - share) + channel(other, i) * share)));
    }
    return mixed.toString();
  }
}
