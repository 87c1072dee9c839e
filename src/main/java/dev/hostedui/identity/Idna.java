package dev.hostedui.identity;

import java.lang.Character.UnicodeScript;
import java.net.IDN;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * How a domain in any letters becomes the one that name servers know (RFC 5890).
 *
 * <p>{@link IDN} alone is of 2003 and takes what the standard of today does not (RFC 5892): a
 * quotation mark that was pasted along would be part of somebody else's name. Emoji are refused on
 * purpose, although a few registries still take them: no standard allows them, and of many there
 * are several that look the same.
 */
public final class Idna {

  private static final Pattern LABEL = Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?");

  /**
   * What is no letter to Unicode and written as one: two Sindhi words, the Tibetan stop between
   * syllables, and the Chinese zero.
   */
  private static final String SIGNS = "\u06FD\u06FE\u0F0B\u3007";

  /**
   * Letters and marks that are none to the standard, as nobody sees them or sees them as something
   * else (RFC 5892 §2.6, §2.8, §2.9): a name that holds one would look like another's.
   */
  private static final Pattern DISALLOWED =
      Pattern.compile(
          "[\\u034F\\u0640\\u07FA\\u1100-\\u11FF\\u17B4\\u17B5\\u180B-\\u180F\\u302E\\u302F"
              + "\\u3031-\\u3035\\u303B\\u3164\\uA960-\\uA97C\\uD7B0-\\uD7FB\\uFE00-\\uFE0F"
              + "\\uFFA0\\x{E0000}-\\x{E0FFF}]");

  private Idna() {}

  /**
   * The ASCII form of a domain, in lower case. {@link #isLabel} says of each of its labels whether
   * it can be one.
   *
   * @throws IllegalArgumentException for what has none
   */
  public static String toAscii(String domain) {
    return IDN.toASCII(domain, IDN.USE_STD3_ASCII_RULES).toLowerCase(Locale.ROOT);
  }

  /**
   * Whether something can stand between the dots of a domain in its ASCII form. An {@code xn--}
   * label holds letters, digits and their marks, and of other signs what a few languages write
   * inside a word (RFC 5892 §2.6, Appendix A).
   */
  public static boolean isLabel(String ascii) {
    if (!LABEL.matcher(ascii).matches()) return false;
    return !ascii.startsWith("xn--")
        || Punycode.decoded(ascii).filter(Idna::holdsWhatItMay).isPresent();
  }

  private static boolean holdsWhatItMay(String label) {
    if (DISALLOWED.matcher(label).find()) return false;
    var points = label.codePoints().toArray();
    // it would be drawn on the dot before it (RFC 5891 §4.2.3.2)
    if (isMark(points[0])) return false;
    for (var at = 0; at < points.length; at++)
      if (!isLetter(points[at]) && !isAllowed(points, at)) return false;
    return true;
  }

  private static boolean isLetter(int point) {
    return point == '-'
        || Character.isLetterOrDigit(point)
        || isMark(point)
        || SIGNS.indexOf(point) >= 0;
  }

  private static boolean isMark(int point) {
    return Character.getType(point) == Character.NON_SPACING_MARK
        || Character.getType(point) == Character.COMBINING_SPACING_MARK;
  }

  /** Where punctuation stands that is part of a word there. */
  private static boolean isAllowed(int[] points, int at) {
    return switch (points[at]) {
      // col·legi
      case 0xB7 ->
          at > 0 && at + 1 < points.length && points[at - 1] == 'l' && points[at + 1] == 'l';
      case 0x375 -> at + 1 < points.length && isOf(UnicodeScript.GREEK, points[at + 1]);
      case 0x5F3, 0x5F4 -> at > 0 && isOf(UnicodeScript.HEBREW, points[at - 1]);
      case 0x30FB -> isJapanese(points);
      // these join letters, and a browser looks closer (RFC 5892 Appendix A.1)
      case 0x200C, 0x200D -> at > 0;
      default -> false;
    };
  }

  private static boolean isJapanese(int[] points) {
    for (var point : points)
      if (isOf(UnicodeScript.HIRAGANA, point)
          || isOf(UnicodeScript.KATAKANA, point)
          || isOf(UnicodeScript.HAN, point)) return true;
    return false;
  }

  private static boolean isOf(UnicodeScript script, int point) {
    return UnicodeScript.of(point) == script;
  }
}
