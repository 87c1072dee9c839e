package dev.hostedui;

import com.google.common.base.CharMatcher;

/** How the refusal of a value says what was received. */
public final class Received {

  private static final int LONGEST_SHOWN = 100;

  private Received() {}

  /** {@code " It is \"x\"."}, without what stands before an @ in an address, or nothing. */
  public static String shown(String value) {
    if (value.isEmpty()) return "";
    var open = CharMatcher.javaIsoControl().replaceFrom(value.replaceFirst("//.*@", "//…@"), '?');
    return " It is \""
        + (open.length() > LONGEST_SHOWN ? open.substring(0, LONGEST_SHOWN) + "…" : open)
        + "\".";
  }
}
