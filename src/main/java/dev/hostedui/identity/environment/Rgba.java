package dev.hostedui.identity.environment;

import java.util.Locale;

/**
 * A colour with its opacity.
 *
 * @param red 0 to 255
 * @param green 0 to 255
 * @param blue 0 to 255
 * @param alpha 0, not there at all, to 255, opaque
 */
public record Rgba(int red, int green, int blue, int alpha) {

  public Rgba {
    if (((red | green | blue | alpha) & ~255) != 0)
      throw new IllegalArgumentException("a part is outside of 0 to 255");
  }

  /** The colour of {@code #rrggbb}. */
  public static Rgba of(String hex) {
    var number = Integer.parseInt(hex.substring(1), 16);
    return new Rgba(number >> 16, number >> 8 & 255, number & 255, 255);
  }

  public boolean isOpaque() {
    return alpha == 255;
  }

  /** What is seen where this lies on an opaque one. */
  public Rgba over(Rgba below) {
    return new Rgba(mixed(red, below.red), mixed(green, below.green), mixed(blue, below.blue), 255);
  }

  private int mixed(int above, int below) {
    return Math.round((above * alpha + below * (255 - alpha)) / 255f);
  }

  /** The colour between this one and another, of the same opacity as this one. */
  public Rgba toward(Rgba other, double share) {
    return new Rgba(
        between(red, other.red, share),
        between(green, other.green, share),
        between(blue, other.blue, share),
        alpha);
  }

  private static int between(int one, int other, double share) {
    return (int) Math.round(one * (1 - share) + other * share);
  }

  /** Without its opacity, as {@code #rrggbb}. */
  public String opaqueHex() {
    return String.format(Locale.ROOT, "#%02x%02x%02x", red, green, blue);
  }

  /** As CSS writes it: {@code #rrggbb}, or {@code #rrggbbaa} when something shines through. */
  public String css() {
    return isOpaque() ? opaqueHex() : opaqueHex() + String.format(Locale.ROOT, "%02x", alpha);
  }
}
