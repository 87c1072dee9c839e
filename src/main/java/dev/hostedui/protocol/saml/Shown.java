package dev.hostedui.protocol.saml;

import java.util.regex.Pattern;

/** Makes what a stranger sent fit to be shown and stored beside the check it belongs to. */
final class Shown {

  private static final int LONGEST = 300;
  private static final Pattern UNFIT = Pattern.compile("[\\s\\p{Cc}\\p{Cf}\\u2028\\u2029]+");

  private Shown() {}

  /** On one line, without control characters, cut to a length that a page can show. */
  static String text(String text) {
    if (text.length() <= LONGEST && isPlain(text)) return text;
    // cut first: what is cut away needs no cleaning
    var cut = text.length() > 4 * LONGEST ? text.substring(0, 4 * LONGEST) : text;
    var clean = UNFIT.matcher(cut).replaceAll(" ").strip();
    if (clean.length() <= LONGEST) return clean;
    var end = Character.isHighSurrogate(clean.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST;
    return clean.substring(0, end) + "…";
  }

  /** Nearly everything is, and then there is nothing to do. */
  private static boolean isPlain(String text) {
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if (c <= ' '
          ? c != ' ' || i == 0 || i == text.length() - 1 || text.charAt(i - 1) == ' '
          : c > '~') return false;
    }
    return true;
  }
}
