package dev.hostedui.db;

/**
 * The database itself failed. Nothing was changed and the same request may work later, unless the
 * failure came while a change was being kept or after one was: see {@link #mayHaveChanged}.
 */
public final class StorageUnavailable extends RuntimeException {

  /** What kind of failure it is, in words that may be shown to anybody. */
  public enum Reason {
    UNREACHABLE("the database does not answer", false),
    HELD("another program holds the database", true),
    FULL("the disk of the database is full, or fails", true),
    READ_ONLY("the database takes no changes", true),
    NO_RIGHTS("the user of the database lacks rights on its tables", false),
    GONE("the file of the database, or one beside it, was removed, emptied or replaced", true),
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
  private final boolean mayHaveChanged;

  /** A failure to reach what is needed; the message is fit to be shown to an operator. */
  public StorageUnavailable(String message, Throwable cause) {
    this(Reason.UNREACHABLE, message, cause);
  }

  StorageUnavailable(Reason reason, String message, Throwable cause) {
    this(reason, message, cause, false);
  }

  private StorageUnavailable(
      Reason reason, String message, Throwable cause, boolean mayHaveChanged) {
    super(message, cause);
    this.reason = reason;
    this.mayHaveChanged = mayHaveChanged;
  }

  /** A failure after all of a change was done, while it was being kept. */
  StorageUnavailable whileKeeping() {
    return new StorageUnavailable(
        reason, getMessage() + " It is not known whether the change was saved.", this, true);
  }

  /** A failure of a request that has changed something before. */
  StorageUnavailable afterAChange() {
    return new StorageUnavailable(
        reason, getMessage() + " Something was saved for the same request before.", this, true);
  }

  /**
   * Whether something may have been saved although nobody said so: its commit was under way, or an
   * earlier one of the same request has succeeded. Who asked for it must look before trying again.
   */
  public boolean mayHaveChanged() {
    return mayHaveChanged;
  }

  public Reason reason() {
    return reason;
  }
}
