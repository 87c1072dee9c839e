package dev.hostedui.benchmark;

import dev.hostedui.db.Database;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts the changes a second that are on the disk when they are answered, from one and from many
 * threads: {@code java -cp … dev.hostedui.benchmark.AcknowledgedWrites FOLDER}.
 */
final class AcknowledgedWrites {

  private static final long SECONDS = 3;

  private AcknowledgedWrites() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    var folder = Files.createTempDirectory(Path.of(arguments[0]), "writes");
    try (var database = Database.open("jdbc:sqlite:" + folder.resolve("writes.db"))) {
      database.useTransaction(
          tx -> tx.execute("CREATE TABLE words (id INTEGER PRIMARY KEY, word TEXT NOT NULL)"));
      for (var threads : new int[] {1, 1, 4, 16, 64}) {
        System.out.printf("%2d threads: %,d a second%n", threads, aSecond(database, threads));
      }
    }
  }

  private static long aSecond(Database database, int threads) throws InterruptedException {
    var done = new LongAdder();
    var failed = new AtomicInteger();
    var end = System.nanoTime() + SECONDS * 1_000_000_000;
    var all = new ArrayList<Thread>();
    for (var i = 0; i < threads; i++) {
      var thread =
          new Thread(
              () -> {
                while (System.nanoTime() < end) {
                  database.useTransaction(
                      tx -> tx.execute("INSERT INTO words (word) VALUES (?)", "x".repeat(100)));
                  done.increment();
                }
              });
      thread.setUncaughtExceptionHandler((any, e) -> failed.incrementAndGet());
      all.add(thread);
    }
    all.forEach(Thread::start);
    for (var thread : all) thread.join();
    if (failed.get() > 0) throw new IllegalStateException(failed.get() + " threads failed");
    return done.sum() / SECONDS;
  }
}
