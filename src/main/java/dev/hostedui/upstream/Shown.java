package dev.hostedui.upstream;

/** Cuts what others wrote to what can be shown to people. */
final class Shown {

  private Shown() {}

  /** One line without control characters, at most so long. */
  static String line(String text, int longest) {
    var cut = text.substring(0, Math.min(text.length(), 4 * longest));
    var plain = cut.replaceAll("[\\p{Cntrl}\\p{Cf}\\s]+", " ").strip();
    if (plain.codePointCount(0, plain.length()) <= longest && cut.equals(text)) return plain;
    var end = Math.min(longest, plain.codePointCount(0, plain.length()));
    return plain.substring(0, plain.offsetByCodePoints(0, end)) + "…";
  }
}
