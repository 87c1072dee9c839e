package dev.hostedui;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds what was probably meant by a word that is not in a list. */
public final class Nearest {

  private Nearest() {}

  /**
   * The word of a list that is most like one: at most a third of its letters were mistyped, left
   * out or added.
   */
  public static Optional<String> of(String typed, Collection<String> words) {
    var wanted = typed.toLowerCase(Locale.ROOT);
    return words.stream()
        .filter(word -> distance(wanted, word.toLowerCase(Locale.ROOT)) <= most(word))
        .min(
            Comparator.comparingInt(
                (String word) -> distance(wanted, word.toLowerCase(Locale.ROOT))));
  }

  /** {@code " Did you mean x?"}, or nothing. */
  public static String question(String typed, Collection<String> words) {
    return of(typed, words).map(word -> " Did you mean " + word + "?").orElse("");
  }

  private static int most(String word) {
    return Math.max(1, word.length() / 3);
  }

  /** How many letters must be changed, added or left out (Levenshtein). */
  private static int distance(String a, String b) {
    var above = new int[b.length() + 1];
    for (var j = 0; j <= b.length(); j++) above[j] = j;
    for (var i = 1; i <= a.length(); i++) {
      var row = new int[b.length() + 1];
      row[0] = i;
      for (var j = 1; j <= b.length(); j++) {
        var changed = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(changed, Math.min(above[j], row[j - 1]) + 1);
      }
      above = row;
    }
    return above[b.length()];
  }
}
