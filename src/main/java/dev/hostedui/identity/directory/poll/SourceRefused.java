package dev.hostedui.identity.directory.poll;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Why another system did not do what it was asked. */
public final class SourceRefused extends Exception {

  private static final long serialVersionUID = 1;

  /** Who can do something about it. */
  public enum Remedy {
    /** An administrator of the customer has to authorize again. */
    AUTHORIZE,
    /** An administrator of the customer has to change a setting there. */
    WORKSPACE,
    /** The operator of this installation. */
    OPERATOR,
    /** Nobody: it passes by itself. */
    LATER,
    /** What was asked for is no more. */
    GONE
  }

  private final String code;
  private final Remedy remedy;
  private final String words;
  private final transient @Nullable Duration retryAfter;

  /**
   * Takes a code that pages have words for, and the system's own words.
   *
   * @param retryAfter how long the system asks to be left alone, or null
   */
  public SourceRefused(String code, Remedy remedy, String words, @Nullable Duration retryAfter) {
    super(code, null, false, false);
    this.code = code;
    this.remedy = remedy;
    this.words = words;
    this.retryAfter = retryAfter;
  }

  public String code() {
    return code;
  }

  public Remedy remedy() {
    return remedy;
  }

  /** The system's own words, cut to what can be shown, or empty. */
  public String words() {
    return words;
  }

  public @Nullable Duration retryAfter() {
    return retryAfter;
  }
}
