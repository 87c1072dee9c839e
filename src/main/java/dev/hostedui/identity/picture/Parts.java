package dev.hostedui.identity.picture;

import java.awt.image.BufferedImage;

/**
 * What a picture is made of: pixels that touch are one part, such as a sign with the letters on it,
 * or a letter beside it.
 */
final class Parts {

  /** From here on a pixel is there; fainter ones are the edge of one. */
  private static final int SEEN = 128;

  private final BufferedImage image;
  private final int width;
  private final boolean[] known;
  private final int[] waiting;

  /** Of the part that is looked at, and how light those pixels are together. */
  private int pixels;

  private int dark;
  private int white;
  private double light;

  /** Of all parts. */
  private int there;

  private int lost;
  private double allLight;

  Parts(BufferedImage image) {
    this.image = image;
    width = image.getWidth();
    known = new boolean[width * image.getHeight()];
    waiting = new int[known.length];
    for (var place = 0; place < known.length; place++) if (isNew(place)) look(place);
  }

  /** How many pixels are there. */
  int there() {
    return there;
  }

  /**
   * How many of them a dark page would swallow: those of parts that are mostly dark, and have
   * hardly any white in them by which they would be seen.
   */
  int lost() {
    return lost;
  }

  /** How light they are together. */
  double light() {
    return allLight / there;
  }

  private boolean isNew(int place) {
    return !known[place] && image.getRGB(place % width, place / width) >>> 24 >= SEEN;
  }

  /** Walks from a place to all that touch. */
  private void look(int from) {
    pixels = 0;
    dark = 0;
    white = 0;
    light = 0;
    var end = 0;
    waiting[end++] = from;
    known[from] = true;
    for (var next = 0; next < end; next++) {
      var place = waiting[next];
      count(place);
      if (place % width > 0) end = add(place - 1, end);
      if (place % width < width - 1) end = add(place + 1, end);
      if (place >= width) end = add(place - width, end);
      if (place < known.length - width) end = add(place + width, end);
    }
    there += pixels;
    allLight += light;
    if (dark * 2 > pixels && white * 20 < pixels) lost += pixels;
  }

  private int add(int place, int end) {
    if (!isNew(place)) return end;
    known[place] = true;
    waiting[end] = place;
    return end + 1;
  }

  private void count(int place) {
    var pixel = image.getRGB(place % width, place / width);
    var of = Lightness.of(pixel >> 16 & 255, pixel >> 8 & 255, pixel & 255);
    pixels++;
    light += of;
    if (Lightness.tone(of) == Tone.DARK) dark++;
    if (Lightness.isWhite(of)) white++;
  }
}
