package dev.hostedui.identity;

import dev.hostedui.text.Letters;
import java.text.Normalizer;
import java.util.regex.Pattern;

/** How names that people type are cleaned, measured and folded for search. */
public final class Names {
  private Names() {}

  /** IDNA 2003 and 2008 read these as different domains (UTS 46 §7, deviation characters). */
  private static final Pattern TWO_READINGS = Pattern.compile("[ß\u1E9Eς\u200C\u200D]");

  /**
   * Whether two domains could be meant: the mail server of another company may be taken for that of
   * this one.
   */
  public static boolean hasTwoReadings(String domain) {
    return TWO_READINGS.matcher(domain).find();
  }

  /**
   * A single line as it is stored: composed (NFC), without control characters and characters that
   * turn the text direction of what follows, white space at the ends removed and runs of it joined,
   * and no more marks on a letter than any writing has. Empty when there is nothing in it that
   * anybody could see.
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
    var composed = Letters.normalized(line, Normalizer.Form.NFC);
    return composed.codePoints().allMatch(Names::isBlank) ? "" : composed;
  }

  /** Whether a name is one of those in a list with spaces between them. Asked of every request. */
  static boolean isAmong(String spaceSeparated, String name) {
    for (var at = spaceSeparated.indexOf(name);
        at >= 0;
        at = spaceSeparated.indexOf(name, at + 1)) {
      var end = at + name.length();
      if ((at == 0 || spaceSeparated.charAt(at - 1) == ' ')
          && (end == spaceSeparated.length() || spaceSeparated.charAt(end) == ' ')) return true;
    }
    return false;
  }

  /**
   * A name where a sentence ends: one that ends with a full stop, as Inc. does, brings it along.
   */
  public static String closing(String name) {
    return name.endsWith(".") ? name : name + ".";
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
        Letters.normalized(
            Letters.capitals(Letters.normalized(text, Normalizer.Form.NFKD)), Normalizer.Form.NFKD);
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

  /**
   * Draws nothing by itself: joiners and marks of direction, which have their place inside a name,
   * and letters that are blank (Hangul fillers, the empty Braille pattern).
   */
  private static boolean isBlank(int point) {
    return Character.isWhitespace(point)
        || Character.getType(point) == Character.FORMAT
        || isVariationSelector(point)
        || point == 0x115F
        || point == 0x1160
        || point == 0x3164
        || point == 0xFFA0
        || point == 0x2800;
  }

  private static boolean isVariationSelector(int point) {
    return (point >= 0xFE00 && point <= 0xFE0F) || point == 0x034F;
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

  /**
   * What two names share that differ in capitals only, where the standards do not tell them apart
   * (RFC 7643 §2.2): accents count.
   */
  public static String caseless(String text) {
    return Letters.caseless(text);
  }
}
