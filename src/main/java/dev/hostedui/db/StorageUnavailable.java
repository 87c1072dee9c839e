package dev.hostedui.db;

/** The database itself failed: nothing was changed, and the same request may work later. */
public final class StorageUnavailable extends RuntimeException {

  /** What kind of failure it is, in words that may be shown to anybody. */
  public enum Reason {
    UNREACHABLE("the database does not answer", false),
    FULL("the disk of the database is full, or fails", true),
    READ_ONLY("the database takes no changes", true),
    GONE("the file of the database was removed, emptied or replaced", true),
    DAMAGED("the file of the database is damaged", true);

    private final String words;
    private final boolean lasting;

    Reason(String words, boolean lasting) {
      this.words = words;
      this.lasting = lasting;
    }

    public String words() {
      return words;
    }

    /** Whether the next change will most likely fail too. */
    boolean lasts() {
      return lasting;
    }
  }

  private final Reason reason;

  /** A failure to reach what is needed; the message is fit to be shown to an operator. */
  public StorageUnavailable(String message, Throwable cause) {
    this(Reason.UNREACHABLE, message, cause);
  }

  StorageUnavailable(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
