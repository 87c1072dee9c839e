package dev.hostedui.text;

import com.google.common.base.Ascii;
import com.google.common.base.CharMatcher;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * How letters are composed and folded, in a time that grows with the text and no faster, whatever a
 * stranger sends.
 *
 * <p>The JDK's own methods do not keep to that: {@link String#toLowerCase(Locale)} asks of each Σ
 * whether it ends a word, {@link String#toUpperCase(Locale)} copies the text for each letter that
 * becomes several, and {@link Normalizer} moves each mark past all others on the same letter. A few
 * thousand such characters take them seconds.
 */
public final class Letters {

  /** No writing puts more marks on one letter (UAX #15, Stream-Safe Text Format). */
  private static final int MOST_MARKS = 30;

  /** Every letter up to here is composed. */
  private static final CharMatcher COMPOSED = CharMatcher.inRange('\0', '\u02FF');

  private static final int CAPITAL_I_WITH_DOT = 0x130;

  /** The letters that become several in capitals, as ß and ﬃ do (Unicode's SpecialCasing). */
  private static final Map<Integer, String> SEVERAL_IN_CAPITALS =
      Stream.of(
              IntStream.of(0xDF, 0x149, 0x1F0, 0x390, 0x3B0, 0x587),
              IntStream.range(0x1E96, 0x2000),
              IntStream.range(0xFB00, 0xFB18))
          .flatMap(IntStream::boxed)
          .filter(it -> Character.toString(it).toUpperCase(Locale.ROOT).length() > 1)
          .collect(
              Collectors.toUnmodifiableMap(
                  it -> it, it -> Character.toString(it).toUpperCase(Locale.ROOT)));

  private Letters() {}

  /**
   * A text in a normal form. Of the marks that stand one after another, those beyond the thirtieth
   * are left out.
   */
  public static String normalized(CharSequence text, Normalizer.Form form) {
    if (CharMatcher.ascii().matchesAllOf(text)) return text.toString();
    if (form == Normalizer.Form.NFC && COMPOSED.matchesAllOf(text)) return text.toString();
    return Normalizer.normalize(withoutHeaps(text), form);
  }

  private static CharSequence withoutHeaps(CharSequence text) {
    var kept = new StringBuilder(text.length());
    var marks = 0;
    for (var at = 0; at < text.length(); ) {
      var point = Character.codePointAt(text, at);
      at += Character.charCount(point);
      marks = isMark(point) ? marks + 1 : 0;
      if (marks <= MOST_MARKS) kept.appendCodePoint(point);
    }
    return kept;
  }

  private static boolean isMark(int point) {
    return switch (Character.getType(point)) {
      case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.ENCLOSING_MARK ->
          true;
      default -> false;
    };
  }

  /**
   * What texts share that differ in letter case only; accents count. Letter by letter from upper to
   * lower case, so that ß is ss, and a final ς is a σ wherever a search cuts the word.
   */
  public static String caseless(String text) {
    return small(capitals(normalized(text, Normalizer.Form.NFC)));
  }

  /** A text in capitals, of which one letter may become several. */
  public static String capitals(String text) {
    if (CharMatcher.ascii().matchesAllOf(text)) return Ascii.toUpperCase(text);
    var capitals = new StringBuilder(text.length());
    for (var at = 0; at < text.length(); ) {
      var point = text.codePointAt(at);
      at += Character.charCount(point);
      var several = point < 0xDF ? null : SEVERAL_IN_CAPITALS.get(point);
      if (several == null) capitals.appendCodePoint(Character.toUpperCase(point));
      else capitals.append(several);
    }
    return capitals.toString();
  }

  /** A text in small letters; Σ is σ, also at the end of a word. */
  public static String small(String text) {
    if (CharMatcher.ascii().matchesAllOf(text)) return Ascii.toLowerCase(text);
    var small = new StringBuilder(text.length());
    for (var at = 0; at < text.length(); ) {
      var point = text.codePointAt(at);
      at += Character.charCount(point);
      if (point == CAPITAL_I_WITH_DOT) small.append("i\u0307");
      else small.appendCodePoint(Character.toLowerCase(point));
    }
    return small.toString();
  }

  /** So many characters of a text, or one less where that would cut one in two. */
  public static String beginning(String text, int most) {
    if (text.length() <= most) return text;
    return text.substring(0, isWithinPair(text, most) ? most - 1 : most);
  }

  /** Likewise from its end. */
  public static String end(String text, int most) {
    var start = text.length() - most;
    if (start <= 0) return text;
    return text.substring(isWithinPair(text, start) ? start + 1 : start);
  }

  private static boolean isWithinPair(String text, int at) {
    return at > 0 && Character.isSurrogatePair(text.charAt(at - 1), text.charAt(at));
  }
}
