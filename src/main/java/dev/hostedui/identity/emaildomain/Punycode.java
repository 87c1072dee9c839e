package dev.hostedui.identity.emaildomain;

/**
 * Whether an {@code xn--} label holds what such a label is for (RFC 3492, RFC 5891 §5.4). Java's
 * own {@link java.net.IDN} takes any letters there.
 */
final class Punycode {

  private static final int BASE = 36;
  private static final int T_MIN = 1;
  private static final int T_MAX = 26;
  private static final int SKEW = 38;
  private static final int DAMP = 700;

  private Punycode() {}

  /** Decodes an {@code xn--} label in lower case; it must hold at least one letter beyond ASCII. */
  static boolean isEncoded(String label) {
    var text = label.substring("xn--".length());
    var delimiter = text.lastIndexOf('-');
    var length = Math.max(delimiter, 0);
    var in = delimiter < 0 ? 0 : delimiter + 1;
    if (in >= text.length()) return false;
    long point = 128;
    long index = 0;
    var bias = 72;
    while (in < text.length()) {
      var before = index;
      long weight = 1;
      for (var k = BASE; ; k += BASE) {
        if (in >= text.length()) return false;
        var digit = digit(text.charAt(in++));
        if (digit < 0) return false;
        index += digit * weight;
        var threshold = k <= bias ? T_MIN : Math.min(k - bias, T_MAX);
        if (digit < threshold) break;
        weight *= BASE - threshold;
        if (index > Integer.MAX_VALUE || weight > Integer.MAX_VALUE) return false;
      }
      length++;
      bias = adapt(index - before, length, before == 0);
      point += index / length;
      index = index % length + 1;
      if (point > Character.MAX_CODE_POINT || !isLetter((int) point)) return false;
    }
    return true;
  }

  private static boolean isLetter(int point) {
    return Character.isLetterOrDigit(point)
        || Character.getType(point) == Character.NON_SPACING_MARK
        || Character.getType(point) == Character.COMBINING_SPACING_MARK
        || point == 0xb7
        || point == 0x30fb
        || point == 0x200c
        || point == 0x200d;
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
