package dev.hostedui.identity.picture;

/** How light a colour looks (relative luminance, WCAG 2.2). */
final class Lightness {

  /** Below this a dark page has less than three times its light. */
  private static final double DARK = 0.127;

  /** Above this white has less than half as much light again. */
  private static final double LIGHT = 0.6;

  /** Above this it is no colour that a brand goes by. */
  private static final double WHITE = 0.85;

  private Lightness() {}

  static double of(int red, int green, int blue) {
    return 0.2126 * part(red) + 0.7152 * part(green) + 0.0722 * part(blue);
  }

  private static double part(int value) {
    var share = value / 255.0;
    return share <= 0.04045 ? share / 12.92 : Math.pow((share + 0.055) / 1.055, 2.4);
  }

  /** Whether it is as good as white, like letters that are cut out of a sign. */
  static boolean isWhite(double light) {
    return light > WHITE;
  }

  static Tone tone(double light) {
    return light < DARK ? Tone.DARK : light > LIGHT ? Tone.LIGHT : Tone.ANY;
  }
}
