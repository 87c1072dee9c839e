package dev.hostedui.protocol.scim;

import org.jspecify.annotations.Nullable;

/**
 * A request that SCIM refuses: the status, the detail error keyword of RFC 7644 §3.12 where there
 * is one, and a sentence for whoever set the directory up.
 */
public final class ScimProblem extends RuntimeException {

  /** What is wrong, in the words of RFC 7644 §3.12, table 9. */
  public enum Type {
    INVALID_FILTER("invalidFilter"),
    TOO_MANY("tooMany"),
    UNIQUENESS("uniqueness"),
    MUTABILITY("mutability"),
    INVALID_SYNTAX("invalidSyntax"),
    INVALID_PATH("invalidPath"),
    NO_TARGET("noTarget"),
    INVALID_VALUE("invalidValue");

    private final String keyword;

    Type(String keyword) {
      this.keyword = keyword;
    }

    /** How answers write it. */
    public String keyword() {
      return keyword;
    }
  }

  private final int status;
  private final @Nullable Type type;
  private final String detail;

  /** A refusal with a status of its own. */
  public ScimProblem(int status, @Nullable Type type, String detail) {
    super(detail, null, false, false);
    this.status = status;
    this.type = type;
    this.detail = detail;
  }

  /** A refusal with status 400, which is that of nearly all keywords. */
  public ScimProblem(Type type, String detail) {
    this(400, type, detail);
  }

  public int status() {
    return status;
  }

  /** The keyword, or null where the standard has none. */
  public @Nullable Type type() {
    return type;
  }

  /** What is wrong, in a sentence; it may quote a part of what was sent. */
  public String detail() {
    return detail;
  }

  /** A piece of what was sent, short enough and plain enough to stand in a sentence. */
  static String quoted(String sent) {
    var plain = new StringBuilder();
    sent.codePoints()
        .limit(60)
        .map(c -> Character.isISOControl(c) ? ' ' : c)
        .forEach(plain::appendCodePoint);
    return "\"" + plain + (sent.codePointCount(0, sent.length()) > 60 ? "…" : "") + "\"";
  }
}
