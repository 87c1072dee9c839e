package dev.hostedui.identity.mailedcode;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads a code as people paste it: with spaces of any kind, dashes, marks nobody sees, the words
 * around it, in the digits of their own script.
 */
public final class PastedCode {

  private static final Pattern SIX_DIGITS =
      Pattern.compile("(?<!\\d)\\d{6}(?!\\d)|(?<![\\d/])\\d{3}/\\d{3}(?![\\d/])");

  /** What may stand between two halves of a code, and else stands between numbers. */
  private static final String HALVING = ",'\u2019/\u2022";

  private PastedCode() {}

  /** The six digits that are meant, or empty when there are none or more than one such group. */
  public static Optional<String> read(String typed) {
    var text = new StringBuilder();
    typed
        .codePoints()
        .forEach(
            c -> {
              var digit = Character.digit(c, 10);
              if (digit >= 0) text.append((char) ('0' + digit));
              else if (HALVING.indexOf(c) >= 0) text.append('/');
              else if (!separates(c)) text.append('|');
            });
    var found =
        SIX_DIGITS
            .matcher(text)
            .results()
            .map(it -> it.group().replace("/", ""))
            .distinct()
            .toList();
    return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
  }

  private static boolean separates(int c) {
    return switch (Character.getType(c)) {
      case Character.SPACE_SEPARATOR,
          Character.FORMAT,
          Character.NON_SPACING_MARK,
          Character.DASH_PUNCTUATION,
          Character.CONNECTOR_PUNCTUATION ->
          true;
      default -> c == '\t' || c == '.' || c == '\u00B7' || c == '\u2212' || c == '\u2800';
    };
  }
}
