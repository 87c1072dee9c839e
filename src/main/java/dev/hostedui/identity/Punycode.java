package dev.hostedui.identity;

import java.util.Optional;

/**
 * Reads what an {@code xn--} label holds (RFC 3492). Java's own {@link java.net.IDN} leaves labels
 * as they are that IDNA 2003 reads in another way.
 */
final class Punycode {

  private static final int BASE = 36;
  private static final int T_MIN = 1;
  private static final int T_MAX = 26;
  private static final int SKEW = 38;
  private static final int DAMP = 700;

  private Punycode() {}

  /**
   * The letters of an {@code xn--} label in lower case; empty unless it holds at least one beyond
   * ASCII.
   */
  static Optional<String> decoded(String label) {
    var text = label.substring("xn--".length());
    var delimiter = text.lastIndexOf('-');
    var letters = new StringBuilder(text.substring(0, Math.max(delimiter, 0)));
    var length = letters.length();
    var in = delimiter < 0 ? 0 : delimiter + 1;
    if (in >= text.length()) return Optional.empty();
    long point = 128;
    long index = 0;
    var bias = 72;
    while (in < text.length()) {
      var before = index;
      long weight = 1;
      for (var k = BASE; ; k += BASE) {
        if (in >= text.length()) return Optional.empty();
        var digit = digit(text.charAt(in++));
        if (digit < 0) return Optional.empty();
        index += digit * weight;
        var threshold = k <= bias ? T_MIN : Math.min(k - bias, T_MAX);
        if (digit < threshold) break;
        weight *= BASE - threshold;
        if (index > Integer.MAX_VALUE || weight > Integer.MAX_VALUE) return Optional.empty();
      }
      length++;
      bias = adapt(index - before, length, before == 0);
      point += index / length;
      index %= length;
      if (point > Character.MAX_CODE_POINT) return Optional.empty();
      letters.insert(letters.offsetByCodePoints(0, (int) index), Character.toChars((int) point));
      index++;
    }
    return Optional.of(letters.toString());
  }

  private static int digit(char c) {
    if (c >= 'a' && c <= 'z') return c - 'a';
    return c >= '0' && c <= '9' ? c - '0' + 26 : -1;
  }

  private static int adapt(long delta, int points, boolean first) {
    var scaled = first ? delta / DAMP : delta / 2;
    scaled += scaled / points;
    var k = 0;
    while (scaled > (BASE - T_MIN) * T_MAX / 2) {
      scaled /= BASE - T_MIN;
      k += BASE;
    }
    return (int) (k + (BASE - T_MIN + 1) * scaled / (scaled + SKEW));
  }
}
