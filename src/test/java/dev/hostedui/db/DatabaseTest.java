package dev.hostedui.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hostedui.testing.Engine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.core.statement.StatementCustomizer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class DatabaseTest {

  private static final String ALL = "SELECT word FROM words ORDER BY word";

  @TempDir Path folder;
  private String url;
  private Database database;

  @BeforeEach
  void open() {
    url = "jdbc:sqlite:" + folder.resolve("test.db");
    database = Database.open(url, null);
    database.useTransaction(
        tx -> {
          tx.execute("CREATE TABLE words (word TEXT PRIMARY KEY)");
          tx.execute("INSERT INTO words VALUES ('first')");
        });
  }

  @AfterEach
  void close() {
    database.close();
  }

  private List<String> words() {
    return database.rows(ALL, row -> row.getString(1));
  }

  private List<String> wordsByJdbi() {
    return database.read(handle -> handle.createQuery(ALL).mapTo(String.class).list());
  }

  private void add(String word) {
    database.useTransaction(tx -> tx.execute("INSERT INTO words VALUES (?)", word));
  }

  @Test
  void readers_do_not_wait_for_a_long_change() throws Exception {
    var begun = new CountDownLatch(1);
    var read = new CountDownLatch(1);
    var thread = Executors.newSingleThreadExecutor();
    var change =
        thread.submit(
            () ->
                database.useTransaction(
                    tx -> {
                      tx.execute("INSERT INTO words VALUES ('second')");
                      begun.countDown();
                      await(read);
                    }));
    await(begun);
    for (var i = 0; i < 100; i++) {
      assertThat(words()).containsExactly("first");
      assertThat(wordsByJdbi()).containsExactly("first");
    }
    read.countDown();
    change.get();
    thread.shutdown();
    assertThat(words()).containsExactly("first", "second");
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void kept_statements_hold_no_snapshot_so_the_wal_can_be_emptied() throws Exception {
    for (var i = 0; i < 50; i++) {
      add("word " + i);
      words();
      wordsByJdbi();
      // left before its end, with rows unread
      database.read(handle -> handle.createQuery(ALL).mapTo(String.class).stream().findFirst());
    }
    try (var beside = DriverManager.getConnection(url);
        var statement = beside.createStatement();
        var blocked = statement.executeQuery("PRAGMA wal_checkpoint(TRUNCATE)")) {
      assertThat(blocked.getInt(1)).isZero();
    }
    assertThat(Files.size(folder.resolve("test.db-wal"))).isZero();
  }

  @Test
  void a_statement_with_names_in_it_is_prepared_once() {
    var seen = new ArrayList<PreparedStatement>();
    for (var i = 0; i < 3; i++) {
      var word = "word " + i;
      database.useTransaction(tx -> insert(tx, word, seen));
    }
    assertThat(Set.copyOf(seen)).hasSize(1);
    assertThat(words()).containsExactly("first", "word 0", "word 1", "word 2");
  }

  @Test
  void one_that_was_refused_in_the_middle_of_a_change_is_good_for_the_rest_of_it() {
    var seen = new ArrayList<PreparedStatement>();
    database.useTransaction(
        tx -> {
          insert(tx, "second", seen);
          assertThatThrownBy(() -> insert(tx, "first", seen)).isInstanceOf(JdbiException.class);
          insert(tx, "third", seen);
        });
    assertThat(words()).containsExactly("first", "second", "third");
  }

  private static void insert(Handle tx, String word, List<PreparedStatement> seen) {
    tx.createUpdate("INSERT INTO words VALUES (:word)")
        .addCustomizer(
            new StatementCustomizer() {
              @Override
              public void beforeExecution(PreparedStatement statement, StatementContext context) {
                seen.add(statement);
              }
            })
        .bind("word", word)
        .execute();
  }

  @Test
  void a_statement_that_fails_leaves_the_next_one_alone() {
    assertThatThrownBy(() -> database.rows("SELECT nothing FROM nowhere", row -> row.getString(1)))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(
            () ->
                database.rows(
                    ALL,
                    row -> {
                      throw new IllegalArgumentException();
                    }))
        .isInstanceOf(IllegalArgumentException.class);
    add("second");
    assertThat(words()).containsExactly("first", "second");
  }

  @Test
  void readers_cannot_change_anything() {
    assertThatThrownBy(() -> database.rows("DELETE FROM words RETURNING word", row -> 1))
        .isInstanceOf(RuntimeException.class);
    assertThat(words()).containsExactly("first");
  }

  @Test
  void a_change_that_refers_to_what_is_gone_by_then_is_run_again_and_sees_that() {
    try (var server = Database.open(Engine.emptyDatabase())) {
      server.useTransaction(
          tx -> {
            tx.execute("CREATE TABLE words (word TEXT PRIMARY KEY)");
            tx.execute("CREATE TABLE uses (word TEXT REFERENCES words (word))");
            tx.execute("INSERT INTO words VALUES ('name')");
          });
      var runs = new AtomicInteger();
      var answer =
          server.inTransaction(
              tx -> {
                var found = tx.select("SELECT word FROM words").mapTo(String.class).list();
                if (runs.incrementAndGet() == 1)
                  CompletableFuture.runAsync(
                          () -> server.useTransaction(other -> other.execute("DELETE FROM words")))
                      .join();
                if (found.isEmpty()) return "gone";
                tx.execute("INSERT INTO uses VALUES ('name')");
                return "used";
              });
      assertThat(answer).isEqualTo("gone");
    }
  }

  /** On SQLite changes wait for each other. */
  @Test
  void a_change_that_lost_a_name_to_another_one_is_run_again_and_sees_that() {
    try (var server = Database.open(Engine.emptyDatabase())) {
      server.useTransaction(tx -> tx.execute("CREATE TABLE words (word TEXT PRIMARY KEY)"));
      var runs = new AtomicInteger();
      var answer =
          server.inTransaction(
              tx -> {
                var taken = tx.select("SELECT word FROM words").mapTo(String.class).list();
                if (runs.incrementAndGet() == 1)
                  CompletableFuture.runAsync(
                          () ->
                              server.useTransaction(
                                  other -> other.execute("INSERT INTO words VALUES ('name')")))
                      .join();
                if (taken.contains("name")) return "taken";
                tx.execute("INSERT INTO words VALUES ('name')");
                return "mine";
              });
      assertThat(answer).isEqualTo("taken");
      assertThat(runs).hasValue(2);
      assertThatThrownBy(
              () ->
                  server.useTransaction(
                      tx -> {
                        runs.incrementAndGet();
                        tx.execute("INSERT INTO words VALUES ('name')");
                      }))
          .as("one that does not ask is not run for ever")
          .isInstanceOf(JdbiException.class);
      assertThat(runs).hasValue(5);
    }
  }

  /** On SQLite changes wait for each other. */
  @Test
  void one_of_two_changes_that_wait_for_each_other_is_run_again() throws Exception {
    try (var server = Database.open(Engine.emptyDatabase())) {
      server.useTransaction(
          tx -> {
            tx.execute("CREATE TABLE words (word TEXT PRIMARY KEY, uses INT NOT NULL)");
            tx.execute("INSERT INTO words VALUES ('left', 0), ('right', 0)");
          });
      var bothHoldOne = new CountDownLatch(2);
      var runs = new AtomicInteger();
      var threads = Executors.newFixedThreadPool(2);
      try {
        var pair = new ArrayList<Future<?>>();
        for (var order : List.of(List.of("left", "right"), List.of("right", "left")))
          pair.add(
              threads.submit(
                  () ->
                      server.useTransaction(
                          tx -> {
                            runs.incrementAndGet();
                            // it looks whether somebody waits for it as soon as it waits
                            tx.execute("SET LOCAL deadlock_timeout = 1");
                            use(tx, order.get(0));
                            bothHoldOne.countDown();
                            await(bothHoldOne);
                            use(tx, order.get(1));
                          })));
        for (var it : pair) it.get();
      } finally {
        threads.shutdownNow();
      }
      // where both notice it at the same moment, both are ended
      assertThat(runs.get()).isBetween(3, 4);
      assertThat(server.rows("SELECT uses FROM words", row -> row.getInt(1))).containsExactly(2, 2);
    }
  }

  private static void use(Handle tx, String word) {
    tx.createUpdate("UPDATE words SET uses = uses + 1 WHERE word = :word")
        .bind("word", word)
        .execute();
  }
}
