package dev.hostedui.portal.scim;

import dev.hostedui.web.Ago;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of a directory: a new one this once, all others by their last letters.
 *
 * @param title what people copy it as
 * @param tokens those that are good, the newest first; or the last one that was, or none
 * @param issued the text of the newest, shown in this answer alone; or null
 */
public record TokenPanel(String title, List<Line> tokens, @Nullable String issued) {

  /**
   * A token.
   *
   * @param hint its last four letters
   * @param good whether it still lets a directory in
   * @param state {@code good}, {@code waiting}, {@code off} or {@code bad}, as pills are called
   * @param word the state in a few words
   * @param created when it was made
   * @param by by whom, as a phrase, or empty
   * @param ends when it is good no longer, as a phrase
   * @param used when it was used last, or null when it never was
   */
  public record Line(
      String id,
      String hint,
      boolean good,
      String state,
      String word,
      Ago created,
      String by,
      String ends,
      @Nullable Ago used) {}

  /** Those that are listed: one that is shown itself is not shown a second time. */
  public List<Line> listed() {
    return issued == null ? tokens : tokens.subList(1, tokens.size());
  }

  /** Whether any of them still lets a directory in. */
  public boolean anyGood() {
    return tokens.stream().anyMatch(Line::good);
  }

  /** The id of the newest, or empty: by it a form says what it was drawn from. */
  public String newest() {
    return tokens.isEmpty() ? "" : tokens.get(0).id();
  }
}
