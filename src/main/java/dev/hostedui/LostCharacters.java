package dev.hostedui;

/**
 * Characters that were lost before the program saw them: where the locale is not one of UTF-8, as
 * in cron and in many containers, Java gets a replacement for each byte that it cannot read.
 */
public final class LostCharacters {

  private static final char REPLACEMENT = '\uFFFD';

  private LostCharacters() {}

  /** Whether some are lost in a text. */
  public static boolean in(String text) {
    return text.indexOf(REPLACEMENT) >= 0;
  }

  /** What to do about it. */
  public static String words(String what) {
    return "The locale cannot carry all characters of "
        + what.replace(REPLACEMENT, '?')
        + ". Set LC_ALL=C.UTF-8 where this program is run.";
  }
}
