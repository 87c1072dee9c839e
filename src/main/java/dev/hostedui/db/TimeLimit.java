package dev.hostedui.db;

import java.time.Duration;
import java.util.function.Supplier;

/**
 * How long a database server may take for each answer, by what is waiting for it. A request waits
 * seconds, because people and threads wait with it; what nobody waits for has more time.
 *
 * <p>The limit belongs to the thread: all that a piece of work does in {@link #allow} has it, and
 * everything else is a {@link #REQUEST}. SQLite answers from this machine and needs none.
 */
public enum TimeLimit {
  /** Somebody waits for the answer. */
  REQUEST(Duration.ofSeconds(3)),
  /** A line of the timetable, which tidies up or sends what is due. */
  JOB(Duration.ofSeconds(30)),
  /** Migrations, the command line and the import of many members. */
  BULK(Duration.ofMinutes(10));

  private static final ThreadLocal<TimeLimit> CURRENT = ThreadLocal.withInitial(() -> REQUEST);

  private final Duration answer;

  TimeLimit(Duration answer) {
    this.answer = answer;
  }

  /** How long one statement may take before its connection is given up. */
  Duration answer() {
    return answer;
  }

  /** The limit of this thread. */
  static TimeLimit current() {
    return CURRENT.get();
  }

  /** Runs some work on this thread with this limit; the one of before comes back afterwards. */
  public <T> T allow(Supplier<T> work) {
    var before = CURRENT.get();
    CURRENT.set(this);
    try {
      return work.get();
    } finally {
      CURRENT.set(before);
    }
  }

  /** {@link #allow} for work without a result. */
  public void run(Runnable work) {
    allow(
        () -> {
          work.run();
          return Boolean.TRUE;
        });
  }
}
