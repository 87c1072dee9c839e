package dev.hostedui.identity;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Texts of others as a log keeps them, however long they are and whatever is in them. */
public final class LogText {
  private LogText() {}

  /** Its beginning, with a sign where more of it came. */
  public static @Nullable String cut(@Nullable String text, int longest) {
    if (text == null) return null;
    // PostgreSQL stores no such character
    var storable = text.replace("\0", "");
    return storable.length() <= longest ? storable : storable.substring(0, longest - 1) + "…";
  }

  /** The same in small letters and without white space around it, to be found by. */
  public static @Nullable String folded(@Nullable String text, int longest) {
    var cut = cut(text, longest);
    return cut == null ? null : cut.strip().toLowerCase(Locale.ROOT);
  }
}
