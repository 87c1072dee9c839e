package dev.hostedui.db;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConnection;

/**
 * Lets changes that wait for each other share a transaction of SQLite. There is one writer, and a
 * commit writes every page that was touched: of a hundred pages that taking in a person touches,
 * most are touched by the next person too, and are written once for both.
 *
 * <p>Changes run one after the other, in the order in which they came. One of the threads that wait
 * leads: it runs its own change and those of the others, because waking each thread for its own
 * would take a good part of the time that a change takes. So the work of a change may run on the
 * thread of somebody else, and must not rely on a lock that its own thread holds.
 *
 * <p>Who leads commits as soon as no more wait than have changed something in the transaction, and
 * hands the lead on. So half of those who come at once share a transaction, and while it is brought
 * to the disk and they are answered, the other half changes something: were it all of them, nobody
 * would be left to do so. A change that is refused is taken back to a savepoint and leaves the
 * others alone.
 *
 * <p>Nobody is answered before the commit: a later change has seen what an earlier one wrote, and
 * is worth nothing without it. Who has committed a transaction brings it to the disk as well, and
 * only then wakes those to whom that was promised. Each thread is woken once that way, and none by
 * who leads, whose time is what all others wait for.
 *
 * <p>While the disk is busy with what was committed before, a commit would only wait for it: then
 * the transaction stays open, so that those who come meanwhile share it too.
 */
final class SharedChanges {

  private static final Logger LOG = LoggerFactory.getLogger(SharedChanges.class);

  /** So many changes share a transaction; whoever began it waits for all of them. */
  private static final int MOST = 32;

  /**
   * So long after the first change has run nobody else joins: whose that was is not kept waiting by
   * all who come after.
   */
  private static final long LONGEST_NANOSECONDS = TimeUnit.MILLISECONDS.toNanos(50);

  /** After a change was refused that had written something, so many transactions use savepoints. */
  private static final int CAREFUL = 64;

  private static final String SAVE = "SAVEPOINT one_of_several";
  private static final String KEEP = "RELEASE one_of_several";
  private static final String TAKE_BACK = "ROLLBACK TO one_of_several";

  /** How often who waits looks whether somebody leads: the one who did may have stopped waiting. */
  private static final long LOOK_MILLISECONDS = 20;

  private static final long LOOK_NANOSECONDS = TimeUnit.MILLISECONDS.toNanos(LOOK_MILLISECONDS);

  /** What brings commits to the disk. */
  interface Disk {
    /** Whether it is at work on an earlier commit. */
    boolean isBusy();

    /** Returns when that work is done, or after so many milliseconds. */
    void awaitIdle(long milliseconds) throws InterruptedException;

    /**
     * Looks whether changes are kept: before any is made, and after a commit.
     *
     * @throws StorageUnavailable when they may be lost
     */
    void check();

    /**
     * Returns when what was committed is on the disk.
     *
     * @throws StorageUnavailable when it may be lost
     */
    void bringToDisk();
  }

  /** A transaction that is open, or what came of it. */
  private static final class Shared {
    private final Handle handle;

    /** When the first change had run. */
    private long began;

    /** Whether each change after the first has a savepoint. */
    private boolean careful;

    private final List<Change<?>> changes = new ArrayList<>();

    Shared(Handle handle, boolean careful) {
      this.handle = handle;
      this.careful = careful;
    }
  }

  /** A change that somebody waits for. Only who leads, or brings it to the disk, writes to it. */
  private static final class Change<T extends @Nullable Object> {
    private final Thread owner = Thread.currentThread();
    private final Function<Handle, T> work;
    private final boolean promised;

    /** Whether it is known what came of it: then its owner may go. */
    private volatile boolean ended;

    /** Whether it has run: it may be in a transaction that is still open. */
    private boolean ran;

    /** Whether it has changed anything. */
    private boolean changed;

    /** Whether it waits for the disk only, and no more for changes. */
    private volatile boolean committed;

    private @Nullable T value;
    private @Nullable Throwable failure;

    Change(Function<Handle, T> work, boolean promised) {
      this.work = work;
      this.promised = promised;
    }

    void run(Handle tx) {
      var before = rowsChanged(tx);
      try {
        value = work.apply(tx);
      } finally {
        changed = rowsChanged(tx) != before;
      }
    }

    void end() {
      ended = true;
      LockSupport.unpark(owner);
    }

    void fail(Throwable cause) {
      failure = cause;
      end();
    }
  }

  private final long patienceNanoseconds;
  private final Disk disk;

  /** In the order in which they came; only who leads takes from it what is to run. */
  private final Queue<Change<?>> queue = new ConcurrentLinkedQueue<>();

  private final AtomicInteger waiting = new AtomicInteger();

  /** Who runs changes now. */
  private final AtomicReference<@Nullable Thread> leader = new AtomicReference<>();

  /** The transaction that was left open for those who come; only changed by who leads. */
  private @Nullable Shared open;

  /** So many more transactions use savepoints; only changed by who leads. */
  private int careful;

  SharedChanges(long patienceMilliseconds, Disk disk) {
    this.patienceNanoseconds = TimeUnit.MILLISECONDS.toNanos(patienceMilliseconds);
    this.disk = disk;
  }

  /**
   * Runs a change, and returns when it was committed.
   *
   * @param promised whether it returns only when the change is on the disk as well
   * @param written what the calling thread does then, when anything was changed
   */
  @SuppressWarnings("NullAway") // where there is no failure, the value is what the work returned
  <T extends @Nullable Object> T run(
      Jdbi writer, Function<Handle, T> work, boolean promised, Runnable written) {
    if (leader.get() == Thread.currentThread())
      throw new IllegalStateException("a change cannot begin inside another");
    var mine = new Change<>(work, promised);
    waiting.incrementAndGet();
    queue.add(mine);
    await(writer, mine);
    var failure = mine.failure;
    if (failure instanceof RuntimeException refusal) throw refusal;
    if (failure instanceof Error error) throw error;
    if (mine.changed) written.run();
    return mine.value;
  }

  // ------------------------------------------------------------------ waiting

  private void await(Jdbi writer, Change<?> mine) {
    var until = System.nanoTime() + patienceNanoseconds;
    while (!mine.ended) {
      var stopped = Thread.currentThread().isInterrupted();
      var late = System.nanoTime() >= until;
      if ((stopped || late) && withdraw(mine))
        throw new ConnectionException(late ? late() : stopped());
      if (!mine.committed && leader.compareAndSet(null, Thread.currentThread())) lead(writer, mine);
      else if (!stopped) LockSupport.parkNanos(this, LOOK_NANOSECONDS);
      // whoever leads now ends the transaction that it may be in
      else
        throw new StorageUnavailable("Stopped while waiting for the database.", stopped())
            .whileKeeping();
    }
  }

  private SQLTransientConnectionException late() {
    var patience = TimeUnit.NANOSECONDS.toMillis(patienceNanoseconds);
    return new SQLTransientConnectionException(
        "another change takes longer than " + patience + " ms");
  }

  private static InterruptedException stopped() {
    return new InterruptedException("stopped while waiting for another change");
  }

  /** Takes a change back that nobody has begun to run. */
  private boolean withdraw(Change<?> mine) {
    if (!queue.remove(mine)) return false;
    waiting.decrementAndGet();
    // it may have been woken to lead
    wakeNext();
    return true;
  }

  private void wakeNext() {
    var next = queue.peek();
    if (next != null) LockSupport.unpark(next.owner);
  }

  // ------------------------------------------------------------------ leading

  /**
   * Runs changes, up to the end of a transaction, which this thread then brings to the disk. When
   * it stays open because the disk is busy, this thread comes again when that is over, or takes too
   * long.
   */
  private void lead(Jdbi writer, Change<?> mine) {
    var again = mine.ran && !mine.committed;
    Shared committed = null;
    try {
      for (Change<?> next;
          committed == null && !mine.ended && !mine.committed && (next = queue.poll()) != null; ) {
        waiting.decrementAndGet();
        perform(writer, next);
        var shared = open;
        if (shared != null && isDue(shared)) committed = commit(shared);
      }
      var left = open;
      if (left != null && (again || !disk.isBusy())) committed = commit(left);
    } finally {
      leader.set(null);
      wakeNext();
    }
    if (committed != null) keep(committed);
    else if (!mine.ended) awaitIdle();
  }

  private void awaitIdle() {
    try {
      disk.awaitIdle(LOOK_MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isDue(Shared shared) {
    var changes = shared.changes.size();
    var full = changes >= MOST || System.nanoTime() - shared.began > LONGEST_NANOSECONDS;
    return full || (changes >= waiting.get() && !disk.isBusy());
  }

  private <T extends @Nullable Object> void perform(Jdbi writer, Change<T> change) {
    change.ran = true;
    var shared = open;
    if (shared == null) {
      try {
        shared = begin(writer);
      } catch (RuntimeException | Error e) {
        change.fail(e);
        return;
      }
      open = shared;
      first(shared, change);
    } else following(shared, change);
  }

  private Shared begin(Jdbi writer) {
    disk.check();
    var handle = writer.open();
    try {
      handle.begin();
      var guarded = careful > 0;
      if (guarded) careful--;
      return new Shared(handle, guarded);
    } catch (RuntimeException e) {
      close(handle, e);
      throw e;
    }
  }

  /** Nothing is in the transaction but this change, so it goes with it. */
  private <T extends @Nullable Object> void first(Shared shared, Change<T> change) {
    try {
      change.run(shared.handle);
      shared.changes.add(change);
      shared.began = System.nanoTime();
    } catch (RuntimeException | Error e) {
      change.failure = e;
      fail(shared, e);
      change.end();
    }
  }

  private <T extends @Nullable Object> void following(Shared shared, Change<T> change) {
    shared.changes.add(change);
    if (shared.careful) {
      guarded(shared, change);
      return;
    }
    try {
      change.run(shared.handle);
    } catch (RuntimeException e) {
      change.failure = e;
      // after some failures of the disk SQLite has taken back everything
      if (change.changed || isOfStorage(e)) runOthersAgain(shared);
    } catch (Error e) {
      change.failure = e;
      fail(shared, e);
    }
  }

  private static boolean isOfStorage(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause())
      if (t instanceof SQLException) return true;
    return false;
  }

  /** Takes all back, and runs anew what was not refused. */
  private void runOthersAgain(Shared shared) {
    careful = CAREFUL;
    shared.careful = true;
    try {
      shared.handle.rollback();
      shared.handle.begin();
    } catch (RuntimeException e) {
      fail(shared, e);
      return;
    }
    for (var change : shared.changes) if (change.failure != null) change.changed = false;
    for (var change : shared.changes)
      if (change.failure == null && open != null) guarded(shared, change);
  }

  /** Runs a change that can be taken back alone. */
  private void guarded(Shared shared, Change<?> change) {
    try {
      Direct.update(shared.handle, SAVE);
      change.run(shared.handle);
      Direct.update(shared.handle, KEEP);
    } catch (RuntimeException e) {
      change.failure = e;
      change.changed = false;
      takeBack(shared, e);
    } catch (Error e) {
      change.failure = e;
      fail(shared, e);
    }
  }

  /**
   * After some failures of the disk SQLite has taken back everything, and the savepoint with it.
   */
  private void takeBack(Shared shared, RuntimeException refusal) {
    try {
      Direct.update(shared.handle, TAKE_BACK);
      Direct.update(shared.handle, KEEP);
    } catch (RuntimeException e) {
      refusal.addSuppressed(e);
      // the others have failed with the storage, and not with what was refused to this one
      fail(shared, e);
    }
  }

  /** Answers what was committed and is to be brought to the disk, or null when that failed. */
  private @Nullable Shared commit(Shared shared) {
    open = null;
    try {
      shared.handle.commit();
    } catch (RuntimeException | Error e) {
      fail(shared, e);
      return null;
    }
    for (var change : shared.changes) change.committed = true;
    try {
      shared.handle.close();
    } catch (RuntimeException e) {
      LOG.warn("a connection could not be given back", e);
    }
    return shared;
  }

  /** Brings a transaction to the disk for those of its changes to whom that was promised. */
  private void keep(Shared shared) {
    var changed = shared.changes.stream().filter(it -> it.changed).toList();
    var failure = changed.isEmpty() ? null : failure(disk::check);
    var promised = failure == null ? changed.stream().filter(it -> it.promised).toList() : changed;
    for (var change : shared.changes) if (!promised.contains(change)) change.end();
    if (failure == null && !promised.isEmpty()) failure = failure(disk::bringToDisk);
    for (var change : promised) {
      if (change.failure == null) change.failure = failure;
      change.end();
    }
  }

  private static @Nullable Throwable failure(Runnable work) {
    try {
      work.run();
      return null;
    } catch (StorageUnavailable e) {
      return e.whileKeeping();
    } catch (RuntimeException | Error e) {
      return e;
    }
  }

  /**
   * Takes all of it back. Whoever was refused before keeps their own reason, unless it may rest on
   * what somebody had written: that a name is taken, which it is no longer.
   */
  private void fail(Shared shared, Throwable cause) {
    open = null;
    try {
      shared.handle.rollback();
    } catch (RuntimeException | Error e) {
      cause.addSuppressed(e);
    }
    close(shared.handle, cause);
    var theirs = cause instanceof RuntimeException ? cause : new IllegalStateException(cause);
    var written = false;
    for (var change : shared.changes) {
      if (change.failure == null || (written && change.failure != cause)) change.failure = theirs;
      written |= change.changed;
      change.end();
    }
  }

  /** Gives a handle back without hiding why its transaction failed. */
  private static void close(Handle handle, Throwable cause) {
    try {
      handle.close();
    } catch (RuntimeException | Error e) {
      cause.addSuppressed(e);
    }
  }

  private static long rowsChanged(Handle handle) {
    try {
      return handle.getConnection().unwrap(SQLiteConnection.class).getDatabase().total_changes();
    } catch (SQLException e) {
      throw new IllegalStateException("the changes cannot be counted", e);
    }
  }
}
