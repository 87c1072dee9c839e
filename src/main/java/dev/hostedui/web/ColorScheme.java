package dev.hostedui.web;

import java.util.Arrays;
import java.util.Locale;

/** The colours of a page: those its reader prefers, or those of the page around it. */
public enum ColorScheme {
  AUTO,
  LIGHT,
  DARK;

  /** How addresses, messages and CSS write it. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The scheme of that name; what is none leaves it to the reader. */
  public static ColorScheme named(String text) {
    return Arrays.stream(values())
        .filter(it -> it.wireName().equals(text))
        .findFirst()
        .orElse(AUTO);
  }
}
