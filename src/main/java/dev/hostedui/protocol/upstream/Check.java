package dev.hostedui.protocol.upstream;

import org.jspecify.annotations.Nullable;

/**
 * One thing that was looked at in an answer of an identity provider.
 *
 * @param name what was looked at, like {@code issuer}, {@code audience} or {@code signature}: a
 *     code in small letters and underscores that the pages have words for
 * @param expected what it had to be, as text for people; empty where nothing in particular was
 * @param received what came, as text for people, cut to a length that can be shown; never a secret
 * @param code why it failed or is doubtful, by a code that apps and the portal know, or null when
 *     it passed
 * @param cause the more exact reason, a code in small letters and underscores that the pages have
 *     words and a remedy for, or null when it passed
 */
public record Check(
    String name,
    Verdict verdict,
    String expected,
    String received,
    @Nullable String code,
    @Nullable String cause) {

  /** What came of it. */
  public enum Verdict {
    PASSED,
    /** It does not keep anybody out, and somebody should look at it. */
    DOUBTFUL,
    FAILED
  }

  public static Check passed(String name, String expected, String received) {
    return new Check(name, Verdict.PASSED, expected, received, null, null);
  }

  public static Check doubtful(
      String name, String expected, String received, String code, String cause) {
    return new Check(name, Verdict.DOUBTFUL, expected, received, code, cause);
  }

  public static Check failed(
      String name, String expected, String received, String code, String cause) {
    return new Check(name, Verdict.FAILED, expected, received, code, cause);
  }

  public boolean failed() {
    return verdict == Verdict.FAILED;
  }
}
