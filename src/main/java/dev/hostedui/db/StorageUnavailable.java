package dev.hostedui.db;

/** The database itself failed: nothing was changed, and the same request may work later. */
public final class StorageUnavailable extends RuntimeException {
  public StorageUnavailable(String message, Throwable cause) {
    super(message, cause);
  }
}
