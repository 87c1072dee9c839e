package dev.hostedui.db;

import java.sql.SQLTransientConnectionException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets changes that wait for each other share a transaction of SQLite. There is one writer, and a
 * commit writes every page that was touched: of a hundred pages that taking in a person touches,
 * most are touched by the next person too, and are written once for both.
 *
 * <p>Changes still run one after the other, each in the thread that asked for it. Whoever is done
 * while more wait than have changed something in it leaves the transaction open for them; the next
 * one commits for all. So half of those who come at once share a transaction, and while it is
 * brought to the disk and they are answered, the other half changes something: were it all of them,
 * nobody would be left to do so. Until the commit nobody is answered: a later change has seen what
 * an earlier one wrote, and is worth nothing without it. A change that is refused is taken back to
 * a savepoint and leaves the others alone.
 *
 * <p>While the disk is busy with what was committed before, a commit would only wait for it: then
 * the transaction stays open too, so that those who come meanwhile share the next one.
 */
final class SharedChanges {

  private static final Logger LOG = LoggerFactory.getLogger(SharedChanges.class);

  /** So many changes share a transaction; whoever began it waits for all of them. */
  private static final int MOST = 32;

  /** After this time nobody else joins: who began it is not kept waiting by all who come after. */
  private static final long LONGEST_NANOSECONDS = TimeUnit.MILLISECONDS.toNanos(50);

  private static final String SAVE = "SAVEPOINT one_of_several";
  private static final String KEEP = "RELEASE one_of_several";
  private static final String TAKE_BACK = "ROLLBACK TO one_of_several";

  /** How often who waits for the commit looks whether somebody is there to do it. */
  private static final long LOOK_MILLISECONDS = 20;

  /** What brings commits to the disk. */
  interface Disk {
    /** Whether it is at work on an earlier commit. */
    boolean isBusy();

    /** Returns when that work is done, or after so many milliseconds. */
    void awaitIdle(long milliseconds) throws InterruptedException;
  }

  /** A transaction that is open, and what came of it. */
  private static final class Shared {
    private final Handle handle;
    private final long began = System.nanoTime();
    private final CompletableFuture<Boolean> end = new CompletableFuture<>();
    private int changes;

    Shared(Handle handle) {
      this.handle = handle;
    }
  }

  /** What came of a change, before it is known whether it is kept. */
  private record Outcome<T extends @Nullable Object>(T value, @Nullable RuntimeException refusal) {}

  private final long patienceMilliseconds;
  private final Disk disk;

  /** Whose turn it is to change something. In the order in which they came. */
  private final ReentrantLock turn = new ReentrantLock(true);

  private final AtomicInteger waiting = new AtomicInteger();

  /** The transaction that was left open for the next one; only changed by whose turn it is. */
  private @Nullable Shared open;

  SharedChanges(long patienceMilliseconds, Disk disk) {
    this.patienceMilliseconds = patienceMilliseconds;
    this.disk = disk;
  }

  /** Runs a change, and returns when it was committed. */
  <T extends @Nullable Object> T run(Jdbi writer, Function<Handle, T> work) {
    if (turn.isHeldByCurrentThread())
      throw new IllegalStateException("a change cannot begin inside another");
    takeTurn();
    Shared shared;
    Outcome<T> outcome;
    try {
      var left = open;
      shared = left != null ? left : begin(writer);
      open = shared;
      outcome = left == null ? first(shared, work) : following(shared, work);
      shared.changes++;
      if (isDue(shared)) commit(shared);
    } finally {
      turn.unlock();
    }
    await(shared);
    if (outcome.refusal() != null) throw outcome.refusal();
    return outcome.value();
  }

  private boolean isDue(Shared shared) {
    var full = shared.changes >= MOST || System.nanoTime() - shared.began > LONGEST_NANOSECONDS;
    return full || (shared.changes >= waiting.get() && !disk.isBusy());
  }

  private boolean isAlone() {
    return waiting.get() == 0;
  }

  private void takeTurn() {
    waiting.incrementAndGet();
    try {
      if (turn.tryLock(patienceMilliseconds, TimeUnit.MILLISECONDS)) return;
      throw new ConnectionException(
          new SQLTransientConnectionException(
              "another change takes longer than " + patienceMilliseconds + " ms"));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ConnectionException(e);
    } finally {
      waiting.decrementAndGet();
    }
  }

  private static Shared begin(Jdbi writer) {
    var handle = writer.open();
    try {
      handle.begin();
      return new Shared(handle);
    } catch (RuntimeException e) {
      close(handle, e);
      throw e;
    }
  }

  /** Nothing is in the transaction but this change, so it goes with it. */
  private <T extends @Nullable Object> Outcome<T> first(Shared shared, Function<Handle, T> work) {
    try {
      return new Outcome<>(work.apply(shared.handle), null);
    } catch (RuntimeException | Error e) {
      fail(shared, e);
      throw e;
    }
  }

  @SuppressWarnings("NullAway") // where there is a refusal, nobody looks at the value
  private <T extends @Nullable Object> Outcome<T> following(
      Shared shared, Function<Handle, T> work) {
    try {
      Direct.update(shared.handle, SAVE);
      var value = work.apply(shared.handle);
      Direct.update(shared.handle, KEEP);
      return new Outcome<>(value, null);
    } catch (RuntimeException e) {
      takeBack(shared, e);
      return new Outcome<>(null, e);
    } catch (Error e) {
      fail(shared, e);
      throw e;
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
      throw refusal;
    }
  }

  private void commit(Shared shared) {
    open = null;
    try {
      shared.handle.commit();
    } catch (RuntimeException e) {
      fail(shared, e);
      return;
    }
    shared.end.complete(true);
    try {
      shared.handle.close();
    } catch (RuntimeException e) {
      LOG.warn("a connection could not be given back", e);
    }
  }

  private void fail(Shared shared, Throwable cause) {
    open = null;
    try {
      shared.handle.rollback();
    } catch (RuntimeException e) {
      cause.addSuppressed(e);
    }
    close(shared.handle, cause);
    shared.end.completeExceptionally(cause);
  }

  /** Gives a handle back without hiding why its transaction failed. */
  private static void close(Handle handle, Throwable cause) {
    try {
      handle.close();
    } catch (RuntimeException e) {
      cause.addSuppressed(e);
    }
  }

  private void await(Shared shared) {
    while (true) {
      try {
        if (!shared.end.isDone()) {
          disk.awaitIdle(LOOK_MILLISECONDS);
          commitIfLeft(shared);
        }
        shared.end.get(LOOK_MILLISECONDS, TimeUnit.MILLISECONDS);
        return;
      } catch (TimeoutException e) {
        commitIfLeft(shared);
      } catch (ExecutionException e) {
        throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        commitIfLeft(shared);
        throw new StorageUnavailable("Stopped while waiting for the database.", e).whileKeeping();
      }
    }
  }

  /**
   * Commits what was left open for somebody who will not come any more. Whoever waits for a turn
   * gets it and sees to it: before them it is not taken, however long they need to wake up.
   */
  private void commitIfLeft(Shared shared) {
    if (!isAlone() || !turn.tryLock()) return;
    try {
      if (open == shared) commit(shared);
    } finally {
      turn.unlock();
    }
  }
}
