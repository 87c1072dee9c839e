package dev.hostedui.protocol.reading;

import java.util.regex.Pattern;

/** Cuts what others wrote to what can be shown to people. */
public final class Shown {

  private static final int LONGEST = 500;

  private static final Pattern NOT_SHOWN = Pattern.compile("[\\p{Cntrl}\\p{Cf}\\s\\u2028\\u2029]+");

  private Shown() {}

  /** One line without control characters, at most {@value #LONGEST} characters long. */
  public static String line(String text) {
    if (text.length() <= LONGEST && text.chars().allMatch(it -> it >= ' ' && it < 0x7f))
      return text;
    var cut = text.length() > 4 * LONGEST ? text.substring(0, 4 * LONGEST) : text;
    var plain = NOT_SHOWN.matcher(cut).replaceAll(" ").strip();
    var length = plain.codePointCount(0, plain.length());
    if (length <= LONGEST && cut.equals(text)) return plain;
    return plain.substring(0, plain.offsetByCodePoints(0, Math.min(LONGEST, length))) + "…";
  }
}
