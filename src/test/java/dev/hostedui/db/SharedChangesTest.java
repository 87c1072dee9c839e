package dev.hostedui.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SharedChangesTest {

  @TempDir Path folder;
  private Database database;
  private ExecutorService threads;

  @BeforeEach
  void open() {
    database = Database.open("jdbc:sqlite:" + folder.resolve("test.db"), null);
    database.useTransaction(tx -> tx.execute("CREATE TABLE words (word TEXT PRIMARY KEY)"));
    threads = Executors.newCachedThreadPool();
  }

  @AfterEach
  void close() {
    threads.shutdownNow();
    database.close();
  }

  private List<String> words() {
    return database.rows("SELECT word FROM words ORDER BY word", row -> row.getString(1));
  }

  private static void add(Handle tx, String word) {
    tx.createUpdate("INSERT INTO words VALUES (:word)").bind("word", word).execute();
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A change that waits for its turn. */
  private Future<?> waiting(Consumer<Handle> change) {
    var thread = new Thread[1];
    var began = new CountDownLatch(1);
    var begun =
        threads.submit(
            () -> {
              thread[0] = Thread.currentThread();
              began.countDown();
              database.useTransaction(change);
            });
    await(began);
    while (thread[0].getState() != Thread.State.TIMED_WAITING) Thread.onSpinWait();
    return begun;
  }

  /**
   * Two changes that wait for an earlier one, and then run one after the other. One more behind
   * them keeps the first one's transaction open: then more wait than have changed something.
   */
  private final class Pair {
    private final CountDownLatch secondRuns = new CountDownLatch(1);
    private final CountDownLatch secondMayEnd = new CountDownLatch(1);
    final Future<?> first;
    final Future<?> second;

    Pair(Runnable afterSecond) throws Exception {
      this(tx -> {}, afterSecond, true);
    }

    Pair(Consumer<Handle> inSecond, Runnable afterSecond, boolean othersBehind) throws Exception {
      var earlierRuns = new CountDownLatch(1);
      var earlierMayEnd = new CountDownLatch(1);
      threads.submit(
          () ->
              database.useTransaction(
                  tx -> {
                    earlierRuns.countDown();
                    await(earlierMayEnd);
                  }));
      await(earlierRuns);
      first = waiting(tx -> add(tx, "first"));
      second =
          waiting(
              tx -> {
                add(tx, "second");
                inSecond.accept(tx);
                secondRuns.countDown();
                await(secondMayEnd);
                afterSecond.run();
              });
      for (var i = 0; othersBehind && i < 2; i++) waiting(tx -> {});
      earlierMayEnd.countDown();
      await(secondRuns);
    }

    void end() {
      secondMayEnd.countDown();
    }
  }

  @Test
  void nobody_is_answered_and_nothing_is_seen_before_it_is_committed_for_all() throws Exception {
    var pair = new Pair(() -> {});
    assertThat(pair.first.isDone()).isFalse();
    assertThat(words()).isEmpty();
    pair.end();
    pair.first.get();
    pair.second.get();
    assertThat(words()).containsExactly("first", "second");
  }

  @Test
  void who_has_changed_as_much_as_others_wait_to_change_does_not_wait_for_them() throws Exception {
    var pair = new Pair(tx -> {}, () -> {}, false);
    pair.first.get();
    assertThat(words()).containsExactly("first");
    assertThat(pair.second.isDone()).isFalse();
    pair.end();
    pair.second.get();
    assertThat(words()).containsExactly("first", "second");
  }

  @Test
  void who_has_its_turn_runs_the_changes_of_those_who_wait_in_the_order_in_which_they_came()
      throws Exception {
    var ran = new ArrayList<Thread>();
    var order = new ArrayList<Integer>();
    var earlierRuns = new CountDownLatch(1);
    var earlierMayEnd = new CountDownLatch(1);
    var earlier =
        threads.submit(
            () ->
                database.useTransaction(
                    tx -> {
                      ran.add(Thread.currentThread());
                      earlierRuns.countDown();
                      await(earlierMayEnd);
                    }));
    await(earlierRuns);
    var others = new ArrayList<Future<?>>();
    for (var i = 0; i < 3; i++) {
      var number = i;
      others.add(
          waiting(
              tx -> {
                ran.add(Thread.currentThread());
                order.add(number);
              }));
    }
    earlierMayEnd.countDown();
    earlier.get();
    for (var it : others) it.get();
    assertThat(order).containsExactly(0, 1, 2);
    // two of four share a transaction; after its end somebody else leads
    assertThat(ran.get(1)).isSameAs(ran.get(0));
    assertThat(ran.get(2)).isNotSameAs(ran.get(0));
  }

  @Test
  void who_waits_too_long_is_told_so_and_their_change_is_not_made_later() throws Exception {
    var runs = new CountDownLatch(1);
    var mayEnd = new CountDownLatch(1);
    var changes = new SharedChanges(1, new Idle());
    var url = "jdbc:sqlite:" + folder.resolve("test.db");
    var writer = Jdbi.create(url);
    var first =
        threads.submit(
            () ->
                changes.run(
                    writer,
                    tx -> {
                      runs.countDown();
                      await(mayEnd);
                      return "made";
                    },
                    true,
                    () -> {}));
    await(runs);
    assertThatThrownBy(
            () ->
                changes.run(
                    writer,
                    tx -> {
                      throw new AssertionError("nobody waits for it any more");
                    },
                    true,
                    () -> {}))
        .hasMessageContaining("another change takes longer than 1 ms");
    mayEnd.countDown();
    assertThat(first.get()).isEqualTo("made");
    String after = changes.run(writer, tx -> "after", true, () -> {});
    assertThat(after).isEqualTo("after");
  }

  /** A disk that has nothing to do. */
  private static class Idle implements SharedChanges.Disk {
    @Override
    public boolean isBusy() {
      return false;
    }

    @Override
    public void awaitIdle(long milliseconds) {
      // it always is
    }

    @Override
    public void check() {
      // all is as it was
    }

    @Override
    public void bringToDisk() {
      // nothing is lost
    }
  }

  @Test
  void a_disk_that_fails_is_told_to_whom_it_was_promised_and_to_nobody_else() {
    var changes =
        new SharedChanges(
            1_000,
            new Idle() {
              @Override
              public void bringToDisk() {
                throw new StorageUnavailable("the disk is gone", new IOException("EIO"));
              }
            });
    var writer = Jdbi.create("jdbc:sqlite:" + folder.resolve("test.db"));
    var written = new ArrayList<String>();
    assertThatThrownBy(
            () -> changes.run(writer, asked("change"), true, () -> written.add("change")))
        .isInstanceOfSatisfying(
            StorageUnavailable.class, it -> assertThat(it.mayHaveChanged()).isTrue());
    changes.run(writer, asked("note"), false, () -> written.add("note"));
    String read = changes.run(writer, tx -> "nothing", true, () -> written.add("read"));
    assertThat(read).isEqualTo("nothing");
    assertThat(written).containsExactly("note");
  }

  private static Function<Handle, Integer> asked(String word) {
    return tx -> tx.execute("INSERT INTO words VALUES ('" + word + "')");
  }

  @Test
  void a_file_that_is_gone_after_the_commit_is_told_to_all_who_have_changed_something() {
    var looks = new AtomicInteger();
    var changes =
        new SharedChanges(
            1_000,
            new Idle() {
              @Override
              public void check() {
                if (looks.incrementAndGet() % 2 == 0)
                  throw new StorageUnavailable("the file is gone", new IOException("ENOENT"));
              }
            });
    var writer = Jdbi.create("jdbc:sqlite:" + folder.resolve("test.db"));
    for (var promised : new boolean[] {true, false})
      assertThatThrownBy(() -> changes.run(writer, asked("change " + promised), promised, () -> {}))
          .isInstanceOfSatisfying(
              StorageUnavailable.class, it -> assertThat(it.mayHaveChanged()).isTrue());
  }

  @Test
  void after_the_disk_has_failed_nothing_is_begun_that_it_would_not_take() {
    var fails = new AtomicBoolean();
    WalSync.Force force =
        () -> {
          if (fails.get()) throw new IOException("EIO");
        };
    try (var it = Database.open("jdbc:sqlite:" + folder.resolve("failing.db"), force)) {
      it.useTransaction(tx -> tx.execute("CREATE TABLE words (word TEXT PRIMARY KEY)"));
      it.useTransaction(tx -> add(tx, "before"));
      fails.set(true);
      assertThatThrownBy(() -> it.useTransaction(tx -> add(tx, "under")))
          .isInstanceOfSatisfying(
              StorageUnavailable.class, e -> assertThat(e.mayHaveChanged()).isTrue());
      fails.set(false);
      assertThatThrownBy(() -> it.useTransaction(tx -> add(tx, "after")))
          .isInstanceOfSatisfying(
              StorageUnavailable.class, e -> assertThat(e.mayHaveChanged()).isFalse());
      assertThat(it.trouble()).contains(StorageUnavailable.Reason.FULL);
      assertThat(it.rows("SELECT word FROM words ORDER BY word", row -> row.getString(1)))
          .containsExactly("before", "under");
    }
  }

  @Test
  void a_file_that_is_not_the_one_that_was_opened_is_not_changed() {
    var changes =
        new SharedChanges(
            1_000,
            new Idle() {
              @Override
              public void check() {
                throw new StorageUnavailable("the file is gone", new IOException("ENOENT"));
              }
            });
    var writer = Jdbi.create("jdbc:sqlite:" + folder.resolve("test.db"));
    assertThatThrownBy(
            () ->
                changes.run(
                    writer, tx -> tx.execute("INSERT INTO words VALUES ('a')"), true, () -> {}))
        .isInstanceOfSatisfying(
            StorageUnavailable.class, it -> assertThat(it.mayHaveChanged()).isFalse());
    assertThat(words()).isEmpty();
  }

  @Test
  void a_change_that_is_refused_leaves_the_one_before_it_alone() throws Exception {
    var pair =
        new Pair(
            () -> {
              throw new IllegalArgumentException("no");
            });
    pair.end();
    pair.first.get();
    assertThatThrownBy(pair.second::get)
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(IllegalArgumentException.class);
    assertThat(words()).containsExactly("first");
  }

  @Test
  void others_are_run_again_only_when_who_is_refused_had_written_something_and_then_once()
      throws Exception {
    var ran = new AtomicInteger();
    Consumer<Handle> counted = tx -> ran.incrementAndGet();
    Consumer<Handle> refused =
        tx -> {
          throw new IllegalArgumentException("no");
        };
    Consumer<Handle> refusedLater = counted.andThen(tx -> add(tx, "refused")).andThen(refused);

    together(List.of(counted.andThen(tx -> add(tx, "a")), refused));
    assertThat(ran).hasValue(1);

    ran.set(0);
    together(List.of(counted.andThen(tx -> add(tx, "b")), refusedLater));
    assertThat(ran).as("the first one once more").hasValue(3);

    ran.set(0);
    together(List.of(counted.andThen(tx -> add(tx, "c")), refusedLater));
    assertThat(ran).as("who is refused again has a savepoint").hasValue(2);
    assertThat(words()).containsExactly("a", "b", "c");
  }

  @Test
  void nobody_is_told_of_a_refusal_that_rests_on_what_was_taken_back() throws Exception {
    Consumer<Handle> refused =
        tx -> {
          throw new IllegalArgumentException("no");
        };
    Consumer<Handle> fails =
        tx -> {
          throw new StackOverflowError("expected by a test");
        };
    var begun = begin(List.of(refused, tx -> add(tx, "taken"), refused, fails));
    assertThatThrownBy(begun.get(0)::get).hasCauseInstanceOf(IllegalArgumentException.class);
    for (var it : begun.subList(1, 3))
      assertThatThrownBy(it::get).hasCauseInstanceOf(IllegalStateException.class);
    assertThatThrownBy(begun.get(3)::get).hasRootCauseInstanceOf(StackOverflowError.class);
    assertThat(words()).isEmpty();
  }

  /** Runs changes in one transaction, of which the last is refused. */
  private void together(List<Consumer<Handle>> changes) throws Exception {
    var begun = begin(changes);
    var last = begun.remove(begun.size() - 1);
    for (var it : begun) it.get();
    assertThatThrownBy(last::get).hasCauseInstanceOf(IllegalArgumentException.class);
  }

  /** Lets changes share a transaction. */
  private List<Future<?>> begin(List<Consumer<Handle>> changes) throws Exception {
    var earlierRuns = new CountDownLatch(1);
    var earlierMayEnd = new CountDownLatch(1);
    threads.submit(
        () ->
            database.useTransaction(
                tx -> {
                  earlierRuns.countDown();
                  await(earlierMayEnd);
                }));
    await(earlierRuns);
    var waiting = new ArrayList<Future<?>>();
    for (var it : changes) waiting.add(waiting(it));
    // behind them, so that they share a transaction
    for (var i = 0; i < changes.size(); i++) waiting(tx -> {});
    earlierMayEnd.countDown();
    return waiting;
  }

  @Test
  void an_error_of_java_takes_all_of_the_transaction_back_and_nobody_waits_for_ever()
      throws Exception {
    var pair =
        new Pair(
            () -> {
              throw new StackOverflowError("expected by a test");
            });
    pair.end();
    assertThatThrownBy(pair.second::get).hasRootCauseInstanceOf(StackOverflowError.class);
    assertThatThrownBy(pair.first::get).hasCauseInstanceOf(IllegalStateException.class);
    assertThat(words()).isEmpty();
    database.useTransaction(tx -> add(tx, "after"));
    assertThat(words()).containsExactly("after");
  }

  @Test
  void where_the_storage_has_taken_back_everything_nobody_is_told_what_was_refused_to_another()
      throws Exception {
    var handle = new Handle[1];
    var pair =
        new Pair(
            tx -> handle[0] = tx,
            () -> {
              // as SQLite does after some failures of the disk
              handle[0].execute("ROLLBACK");
              throw new IllegalArgumentException("refused to the second");
            },
            true);
    pair.end();
    for (var it : List.of(pair.first, pair.second))
      assertThatThrownBy(it::get)
          .isInstanceOf(ExecutionException.class)
          .cause()
          .isNotInstanceOf(IllegalArgumentException.class);
    assertThat(words()).isEmpty();
    database.useTransaction(tx -> add(tx, "after"));
    assertThat(words()).containsExactly("after");
  }

  @Test
  void a_note_does_not_wait_for_a_disk_that_stands_still() throws Exception {
    var stands = new CountDownLatch(1);
    var goesOn = new CountDownLatch(1);
    var url = "jdbc:sqlite:" + folder.resolve("still.db");
    try (var still =
        Database.open(
            url,
            () -> {
              stands.countDown();
              await(goesOn);
            })) {
      var change =
          threads.submit(
              () ->
                  still.useTransaction(
                      tx -> {
                        tx.execute("CREATE TABLE words (word TEXT)");
                        add(tx, "changed");
                      }));
      await(stands);
      still.note(tx -> add(tx, "noted"));
      assertThat(still.rows("SELECT word FROM words", row -> row.getString(1)))
          .containsExactly("changed", "noted");
      assertThat(change.isDone()).isFalse();
      goesOn.countDown();
      change.get();
    }
  }

  @Test
  void a_change_does_not_begin_inside_another() {
    assertThatThrownBy(
            () -> database.useTransaction(tx -> database.useTransaction(other -> add(other, "x"))))
        .isInstanceOf(IllegalStateException.class);
    database.useTransaction(tx -> add(tx, "after"));
    assertThat(words()).containsExactly("after");
  }

  @Test
  void of_many_at_once_each_is_kept_or_taken_back_by_itself_and_none_waits_for_ever()
      throws Exception {
    database.useTransaction(tx -> add(tx, "taken"));
    var all = new ArrayList<Future<String>>();
    for (var thread = 0; thread < 8; thread++) {
      var number = thread;
      all.add(
          threads.submit(
              () -> {
                for (var i = 0; i < 50; i++) one(number, i);
                return "done";
              }));
    }
    for (var it : all) assertThat(it.get()).isEqualTo("done");
    assertThat(words()).hasSize(1 + 8 * 30);
    assertThat(words()).noneMatch(it -> it.startsWith("refused"));
  }

  private void one(int thread, int i) {
    var name = thread + "-" + i;
    switch (i % 5) {
      case 0 ->
          assertThatThrownBy(
                  () ->
                      database.useTransaction(
                          tx -> {
                            add(tx, "refused " + name);
                            add(tx, "taken");
                          }))
              .isInstanceOf(JdbiException.class);
      case 1 -> {
        String rehearsed =
            database.rehearse(
                tx -> {
                  add(tx, "refused " + name);
                  return name;
                });
        assertThat(rehearsed).isEqualTo(name);
      }
      case 2 -> {
        add(name);
        // what was answered is there
        assertThat(words()).contains(name);
      }
      case 3 -> {
        // whoever stops waiting may leave a transaction open for nobody
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> add("refused " + name)).isInstanceOf(RuntimeException.class);
        assertThat(Thread.interrupted()).isTrue();
        add(name);
      }
      default -> database.note(tx -> add(tx, name));
    }
  }

  private void add(String word) {
    database.useTransaction(tx -> add(tx, word));
  }
}
