package dev.hostedui.portal.scim;

import dev.hostedui.portal.Spot;
import dev.hostedui.web.Ago;
import dev.hostedui.web.View;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What reading a directory is doing and what came of it; it asks for news by itself.
 *
 * @param state how far the directory is
 * @param canManage whether who looks may have it read
 * @param readable whether somebody has authorized it to be read, and that has not ended
 * @param round how often it has asked
 * @param wasBusy whether it was being read when it asked before
 * @param wasWaiting how many people waited for somebody's word when it asked before, or empty
 * @param progress what it is doing, in words, or null when it does nothing
 * @param percent of that, or -1 while that is not known
 * @param asked whether somebody has asked and it has not begun
 * @param succeeded when it was last read to the end, or null
 * @param next when it is read next, or null when that does not happen by itself
 * @param last what came of the last time, or null
 * @param held how many people would lose access, while somebody has to say whether that is right
 * @param heldAllowed whether somebody has
 * @param history the last times
 */
public record SyncStatus(
    Spot spot,
    State state,
    boolean canManage,
    boolean readable,
    int round,
    boolean wasBusy,
    String wasWaiting,
    @Nullable String progress,
    int percent,
    boolean asked,
    @Nullable Ago succeeded,
    @Nullable Ago next,
    @Nullable Result last,
    long held,
    boolean heldAllowed,
    List<Result> history)
    implements View {

  /** Some twenty minutes, all pauses together. */
  static final int MOST_ROUNDS = 200;

  /**
   * What came of one time.
   *
   * @param words in a sentence
   * @param notice why it failed, or null
   * @param refused who could not be taken over, in words, the first of them
   * @param refusedCount how many there are
   */
  public record Result(
      Ago at,
      String words,
      @Nullable GoogleNotice notice,
      List<String> refused,
      long refusedCount) {

    /** How many were refused beyond those that are named. */
    public long more() {
      return refusedCount - refused.size();
    }
  }

  /** Whether it is being read, or will be in a moment. */
  public boolean busy() {
    return progress != null || asked;
  }

  /** How many people wait for somebody's word, where that can be given now. */
  public long waiting() {
    return state == State.HELD ? held : 0;
  }

  /** Whether more or fewer wait than when it asked before. */
  public boolean waitsOtherwise() {
    return !wasWaiting.isEmpty() && !wasWaiting.equals(Long.toString(waiting()));
  }

  public boolean goesOn() {
    return round < MOST_ROUNDS;
  }

  /** The pause before it asks again. */
  public int seconds() {
    return busy() ? 2 : 15;
  }

  /** What who hears the page is told, or null. */
  public @Nullable String announcement() {
    if (waitsOtherwise() && waiting() > 0)
      return "The sync waits: " + waiting() + " people would lose access.";
    if (wasBusy && !busy() && last != null) return "Sync finished. " + last.words();
    // while it cannot be read, or is disabled, it waits still
    return waitsOtherwise() && (held == 0 || heldAllowed) ? "The sync waits no longer." : null;
  }
}
