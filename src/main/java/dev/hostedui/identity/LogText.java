package dev.hostedui.identity;

import dev.hostedui.text.Letters;
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
    // what was a Σ at the end of a word may have been typed as either of the two
    return cut == null ? null : Letters.small(cut.strip()).replace('ς', 'σ');
  }
}
