package dev.hostedui.protocol.saml;

import java.util.regex.Pattern;

/** Makes what a stranger sent fit to be shown and stored beside the check it belongs to. */
final class Shown {

  private static final int LONGEST = 300;
  private static final Pattern SPACE = Pattern.compile("[\\s\\p{Cc}\\p{Cf}\\u2028\\u2029]+");

  private Shown() {}

  /** On one line, without control characters, cut to a length that a page can show. */
  static String text(String text) {
    // cut first: what is cut away needs no cleaning
    var cut = text.length() > 4 * LONGEST ? text.substring(0, 4 * LONGEST) : text;
    var clean = SPACE.matcher(cut).replaceAll(" ").strip();
    if (clean.length() <= LONGEST) return clean;
    var end = Character.isHighSurrogate(clean.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST;
    return clean.substring(0, end) + "…";
  }
}
