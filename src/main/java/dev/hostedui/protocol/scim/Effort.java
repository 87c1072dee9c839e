package dev.hostedui.protocol.scim;

import com.google.common.base.CharMatcher;

/**
 * What one request may cost: so many looks at values. Filters and lists multiply, so that a short
 * request could keep a core, or the one who writes to the database, busy for minutes.
 *
 * <p>One look at a short text is one. It is counted before it is done.
 */
public final class Effort {

  /** So many characters are compared in the time of one look, and letters of ASCII folded. */
  private static final int CHARACTERS = 32;

  /** In the time of so many looks one character is folded that is none of ASCII. */
  private static final int FOLDING = 10;

  /** Likewise so many names. */
  private static final int NAMES = 4;

  /**
   * What a change may take, while others wait to write: some milliseconds. Five hundred operations,
   * each of which chooses among a hundred elements, are within it.
   */
  private static final int OF_A_CHANGE = 500_000;

  private final long most;
  private final String tooMuch;
  private long spent;

  /**
   * Nothing is spent yet.
   *
   * @param tooMuch what is said to who asks for more: a sentence with the remedy
   */
  public Effort(long most, String tooMuch) {
    this.most = most;
    this.tooMuch = tooMuch;
  }

  /** That of all that changes one resource in a request. */
  static Effort ofChange() {
    return new Effort(
        OF_A_CHANGE,
        "This request looks at too many values: send fewer attributes or operations at once, or"
            + " filters with fewer comparisons.");
  }

  /** How many looks there were. */
  public long spent() {
    return spent;
  }

  /**
   * So many looks follow.
   *
   * @throws ScimProblem tooMany when that is more than there may be (RFC 7644 §3.12)
   */
  public void spend(long looks) {
    spent += looks;
    if (spent > most) throw new ScimProblem(ScimProblem.Type.TOO_MANY, tooMuch);
  }

  /** One of so many names is looked for in any letter case. */
  void find(int names) {
    spend(1 + names / NAMES);
  }

  /** A text of so many characters is read. */
  public void read(long characters) {
    spend(1 + characters / CHARACTERS);
  }

  /** A text is folded, to be compared without regard to letter case. */
  public void fold(String text) {
    if (CharMatcher.ascii().matchesAllOf(text)) read(text.length());
    else spend(1 + (long) text.length() * FOLDING);
  }
}
