package dev.hostedui.identity;

import java.text.Normalizer;
import java.util.Locale;

/** How names that people type are cleaned, measured and folded for search. */
public final class Names {
  private Names() {}

  /**
   * A single line as it is stored: composed (NFC), without control characters and characters that
   * turn the text direction of what follows, white space at the ends removed and runs of it joined.
   */
  public static String line(String typed) {
    var line = new StringBuilder(typed.length());
    var gap = false;
    for (var i = 0; i < typed.length(); ) {
      var point = typed.codePointAt(i);
      i += Character.charCount(point);
      if (Character.isWhitespace(point) || Character.isSpaceChar(point)) {
        gap = line.length() > 0;
      } else if (!isInvisible(point)) {
        if (gap) line.append(' ');
        gap = false;
        line.appendCodePoint(point);
      }
    }
    // last: what was taken out may have stood between a letter and its accent
    return Normalizer.normalize(line, Normalizer.Form.NFC);
  }

  /** How long a person would say it is: code points, so an emoji is not two. */
  public static int length(String line) {
    return line.codePointCount(0, line.length());
  }

  /**
   * Lower case without accents: what is searched, and what is searched for.
   *
   * <p>Letter by letter from upper to lower case, so that ß is ss, ı is i, and a final ς is a σ
   * wherever a search cuts the word.
   */
  public static String folded(String text) {
    var decomposed =
        Normalizer.normalize(
            Normalizer.normalize(text, Normalizer.Form.NFKD).toUpperCase(Locale.ROOT),
            Normalizer.Form.NFKD);
    var folded = new StringBuilder(decomposed.length());
    decomposed
        .codePoints()
        .filter(point -> Character.getType(point) != Character.NON_SPACING_MARK)
        .map(Character::toLowerCase)
        .forEach(folded::appendCodePoint);
    return line(folded.toString());
  }

  /** Code points that never will be characters; unassigned ones may be emoji newer than the JDK. */
  private static boolean isNoCharacter(int point) {
    return (point & 0xFFFE) == 0xFFFE || (point >= 0xFDD0 && point <= 0xFDEF);
  }

  private static boolean isInvisible(int point) {
    var bidi = (point >= 0x202A && point <= 0x202E) || (point >= 0x2066 && point <= 0x2069);
    return bidi
        || point == 0x200B
        || point == 0xFEFF
        || Character.isISOControl(point)
        || Character.getType(point) == Character.SURROGATE
        || isNoCharacter(point);
  }
}
