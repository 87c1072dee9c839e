package dev.hostedui.protocol.relyingparty;

/** Cuts what others wrote to what can be shown to people. */
final class Shown {

  private static final int LONGEST = 500;

  private Shown() {}

  /** One line without control characters, at most {@value #LONGEST} characters long. */
  static String line(String text) {
    var cut = text.length() > 4 * LONGEST ? text.substring(0, 4 * LONGEST) : text;
    var plain =
        cut.replaceAll("[\\p{Cntrl}\\p{Cf}\\u2028\\u2029]+", " ").replaceAll(" {2,}", " ").strip();
    if (plain.codePointCount(0, plain.length()) <= LONGEST && cut.equals(text)) return plain;
    var end =
        plain.offsetByCodePoints(0, Math.min(LONGEST, plain.codePointCount(0, plain.length())));
    return plain.substring(0, end) + "…";
  }
}
