package dev.hostedui.portal.sso;

import dev.hostedui.portal.Spot;
import dev.hostedui.protocol.upstream.Check;
import dev.hostedui.web.View;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Step 5: runs a test, waits for it, and shows what came.
 *
 * @param version the version that a test would try
 * @param canTest whether who looks may run one, and all that it needs is saved
 * @param why why none can be run, or empty
 * @param result the newest test, or null
 */
public record TestPanel(
    Spot spot, int version, boolean canTest, String why, @Nullable Result result) implements View {

  /** How far a test is. */
  public enum State {
    WAITING,
    PASSED,
    FAILED
  }

  /**
   * What came of a test.
   *
   * @param when when and by whom it was run, as a phrase
   * @param other who runs it and since when, as a sentence, for everybody else; empty for who does
   * @param outdated whether something was saved since, so that it does not speak for that
   * @param failure what went wrong, or null
   * @param checks every check that was made
   * @param profile what came for each field of a profile
   * @param others what else came
   * @param document the decoded assertion or claims, or empty
   */
  public record Result(
      State state,
      String when,
      String other,
      boolean outdated,
      @Nullable Failure failure,
      List<CheckLine> checks,
      List<ProfileLine> profile,
      List<Received> others,
      String document) {

    /** How many checks failed or are doubtful. */
    public long count(Check.Verdict verdict) {
      return checks.stream().filter(it -> it.verdict() == verdict).count();
    }
  }

  /**
   * What went wrong.
   *
   * @param code that of the cause
   * @param title the code in a few words
   * @param cause what exactly, in a sentence
   * @param remedy what to do about it
   * @param said what the provider itself said, or empty
   * @param letter all of it, to be sent to whoever runs the provider
   */
  public record Failure(
      String code, String title, String cause, String remedy, String said, String letter) {}

  /**
   * One check.
   *
   * @param note what is wrong, or empty
   */
  public record CheckLine(
      Check.Verdict verdict, String title, String expected, String received, String note) {

    /** The icon that stands for the verdict. */
    public String icon() {
      return switch (verdict) {
        case PASSED -> "circle-check";
        case DOUBTFUL -> "triangle-alert";
        case FAILED -> "circle-alert";
      };
    }

    /** The colour that stands for the verdict. */
    public String tone() {
      return switch (verdict) {
        case PASSED -> "good-text";
        case DOUBTFUL -> "wait-text";
        case FAILED -> "bad-text";
      };
    }

    /** The verdict for who hears the page. */
    public String spoken() {
      return switch (verdict) {
        case PASSED -> "Passed:";
        case DOUBTFUL -> "Look at this:";
        case FAILED -> "Failed:";
      };
    }
  }

  /**
   * What came for a field of a profile.
   *
   * @param attribute the provider's name that was looked for
   * @param received what came, or empty
   */
  public record ProfileLine(String label, String attribute, String received, boolean needed) {}

  /** An attribute that came and is not used. */
  public record Received(String name, String values) {}

  /** What who hears the page is told when this takes the place of what was there. */
  public @Nullable String announcement() {
    if (result == null || result.state == State.WAITING) return null;
    return result.state == State.PASSED ? "The test passed." : "The test failed.";
  }

  /** Whether the page asks again by itself. */
  public boolean waits() {
    return result != null && result.state == State.WAITING;
  }
}
