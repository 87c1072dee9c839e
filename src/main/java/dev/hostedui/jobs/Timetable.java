package dev.hostedui.jobs;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The list of what happens without a request, and the threads that run it. */
public final class Timetable implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Timetable.class);

  /** Something that is done again and again, and at once when it did so much. */
  record Line(Duration every, String name, int again, IntSupplier verb) {}

  private static final int MOST_AT_ONCE = 50;
  private static final Duration OFTEN = Duration.ofMinutes(1);

  private final List<Line> lines = new ArrayList<>();
  private final Failures failures;

  /** So many lines work at once, whatever else waits: they share the database with requests. */
  private static final int THREADS = 3;

  /** A line never runs twice at once. */
  private final ScheduledThreadPoolExecutor threads =
      new ScheduledThreadPoolExecutor(
          THREADS,
          work -> {
            var made = new Thread(work, "timetable");
            made.setDaemon(true);
            return made;
          });

  private final ToIntFunction<IntSupplier> circumstances;

  /**
   * A timetable without lines.
   *
   * @param circumstances runs a verb, under whatever circumstances all of them need
   * @param storage tells a failure of the database, which stops all lines and is told of once
   */
  public Timetable(ToIntFunction<IntSupplier> circumstances, Predicate<Throwable> storage) {
    this.circumstances = circumstances;
    this.failures = new Failures(storage);
  }

  /**
   * Enters a line before the start.
   *
   * @param every the pause between the end of one run and the next
   * @param name what the log calls it
   * @param verb does a bounded batch and returns how much it did; it is called again at once, up to
   *     fifty times, until that is nothing
   */
  public Timetable every(Duration every, String name, IntSupplier verb) {
    return every(every, name, 1, verb);
  }

  /**
   * {@link #every} for a line to which there is more to do all the time: it is called again at once
   * only when it did a whole batch, and what came meanwhile waits for the next run. Else it would
   * never rest while requests come, and would do little at a time.
   */
  public Timetable every(Duration every, String name, int batch, IntSupplier verb) {
    lines.add(new Line(every, name, batch, verb));
    return this;
  }

  /**
   * {@link #every} for a line that waits for servers of others. Each has a thread to spare: however
   * many of them meet servers that do not answer, all other lines go on.
   */
  public Timetable everyWaiting(Duration every, String name, IntSupplier verb) {
    threads.setCorePoolSize(threads.getCorePoolSize() + 1);
    return every(every, name, verb);
  }

  /** Begins to run the lines, each for the first time after its pause. */
  public void start() {
    for (var line : lines) {
      var unused =
          threads.scheduleWithFixedDelay(
              () -> run(line), line.every.toMillis(), line.every.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  /** Runs a line once: batch after batch while there are whole ones. */
  void run(Line line) {
    try {
      for (var round = 0;
          round < MOST_AT_ONCE && circumstances.applyAsInt(line.verb) >= line.again;
          round++) {
        LOG.debug("{}: more to do", line.name);
      }
      failures.worked(line.name).ifPresent(LOG::info);
    } catch (RuntimeException | Error e) {
      // what left from here would take the line off the timetable for good
      failures.failed(line.name, line.every.compareTo(OFTEN) <= 0, e).ifPresent(LOG::error);
    }
  }

  /** Lets running lines finish, for up to ten seconds. */
  @Override
  public void close() {
    threads.shutdown();
    try {
      if (!threads.awaitTermination(10, TimeUnit.SECONDS)) threads.shutdownNow();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
