package dev.hostedui.db;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * Brings committed changes to the disk, many with one sync: whoever comes while one runs waits for
 * the next, which then covers all who waited.
 *
 * <p>SQLite with {@code synchronous=FULL} syncs once for each change and lets nobody else write
 * meanwhile. Here it runs with {@code NORMAL}, which orders the writes so that a loss of power
 * costs at most the latest changes and never the whole, and each change is answered after a sync
 * that began when it was committed (a group commit).
 */
final class WalSync {

  /** Returns when all that was written to the file is on the disk. */
  @FunctionalInterface
  interface Force {
    void run() throws IOException;
  }

  static final String FAILED = "an earlier sync failed";

  private final Force force;
  private long asked;
  private long synced;
  private boolean running;

  /** How many have ended, well or not. */
  private long ended;

  private boolean failed;

  WalSync(Force force) {
    this.force = force;
  }

  /** Whether a sync runs. */
  synchronized boolean isBusy() {
    return running;
  }

  /** Whether the disk has failed: then nothing gets there any more. */
  synchronized boolean hasFailed() {
    return failed;
  }

  /** Returns when the sync that runs has ended, or after so many milliseconds. */
  synchronized void awaitIdle(long milliseconds) throws InterruptedException {
    var before = ended;
    var until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(milliseconds);
    for (long left = milliseconds; running && ended == before && left > 0; ) {
      wait(left);
      left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
    }
  }

  /**
   * Returns when what this thread committed is on the disk. Others wait for that too, so it does
   * not return sooner when this thread is stopped.
   *
   * @throws IOException when the disk fails; then it fails for good, because a later sync that
   *     works says nothing of the pages that an earlier one lost
   */
  void await() throws IOException {
    // a file is closed when a thread that is stopped writes to it
    var stopped = Thread.interrupted();
    try {
      long all;
      synchronized (this) {
        var mine = ++asked;
        while (running && synced < mine && !failed) {
          try {
            wait();
          } catch (InterruptedException e) {
            stopped = true;
          }
        }
        if (synced >= mine) return;
        if (failed) throw new IOException(FAILED);
        running = true;
        all = asked;
      }
      run(all);
    } finally {
      if (stopped) Thread.currentThread().interrupt();
    }
  }

  private void run(long all) throws IOException {
    var worked = false;
    try {
      force.run();
      worked = true;
    } finally {
      synchronized (this) {
        running = false;
        ended++;
        if (worked) synced = Math.max(synced, all);
        else failed = true;
        notifyAll();
      }
    }
  }
}
