package dev.hostedui.testing;

import dev.hostedui.db.Database;
import dev.hostedui.db.TimeLimit;
import dev.hostedui.identity.Locks;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Lets several people do something at the same moment. */
public final class Race {

  /**
   * What came of it.
   *
   * @param done how many succeeded
   * @param problems the refusals of the others
   */
  public record Outcome(int done, List<Problem> problems) {
    public List<String> codes() {
      return problems.stream().map(Problem::code).toList();
    }
  }

  private Race() {}

  /**
   * Has a change of an organization wait for another one, on PostgreSQL, and meanwhile lets that
   * other one take away what the first was let in by.
   *
   * @param takes the statement that takes it away
   * @return what came of the change that waited
   */
  public static <T> T afterWaiting(
      Database database, OrganizationId organization, String takes, Callable<T> change) {
    return afterWaiting(
        database, tx -> Locks.organization(tx, organization), change, tx -> tx.execute(takes));
  }

  /**
   * Has a change wait for another one, on PostgreSQL.
   *
   * @param holds what the other one does first, for which the change waits
   * @param then what it does when the change waits
   * @return what came of the change that waited
   */
  public static <T> T afterWaiting(
      Database database, Consumer<Handle> holds, Callable<T> change, Consumer<Handle> then) {
    var threads = Executors.newSingleThreadExecutor();
    try {
      return database
          .inTransaction(
              tx -> {
                holds.accept(tx);
                var waiting = threads.submit(change);
                while (database
                    .rows(
                        "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname"
                            + " = current_database()",
                        row -> row.getInt(1))
                    .isEmpty()) if (waiting.isDone()) throw new AssertionError("it did not wait");
                then.accept(tx);
                return waiting;
              })
          .get();
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    } finally {
      threads.shutdownNow();
    }
  }

  /** Runs a change beside the one that this thread is in. */
  public static void beside(Runnable change) {
    CompletableFuture.runAsync(change).join();
  }

  /** Runs all at once; anything but success or a refusal fails the test. */
  @SafeVarargs
  public static Outcome between(Callable<?>... runners) {
    return between(List.of(runners));
  }

  public static Outcome between(List<? extends Callable<?>> runners) {
    var barrier = new CyclicBarrier(runners.size());
    var threads = Executors.newFixedThreadPool(runners.size());
    try {
      var results = new ArrayList<Future<?>>();
      for (var runner : runners) {
        results.add(
            threads.submit(
                () -> {
                  barrier.await();
                  return patiently(runner);
                }));
      }
      var done = 0;
      var problems = new ArrayList<Problem>();
      for (var result : results) {
        try {
          result.get();
          done++;
        } catch (ExecutionException e) {
          if (!(e.getCause() instanceof Problem problem)) {
            throw new AssertionError("neither done nor refused", e.getCause());
          }
          problems.add(problem);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new AssertionError(e);
        }
      }
      return new Outcome(done, problems);
    } finally {
      threads.shutdownNow();
    }
  }

  /** Who waits for a lock on a slow machine waits longer than a request may. */
  private static @Nullable Object patiently(Callable<?> runner) throws Exception {
    var outcome =
        TimeLimit.JOB.allow(
            () -> {
              var task = new FutureTask<>(runner);
              task.run();
              return task;
            });
    try {
      return outcome.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Exception cause) throw cause;
      throw e;
    }
  }
}
