package dev.hostedui.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.db.StorageUnavailable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;

class TimetableTest {

  @Test
  void lines_that_wait_for_servers_of_others_hold_up_no_other_line() throws InterruptedException {
    var waiting = new CountDownLatch(4);
    var answered = new CountDownLatch(1);
    var runs = new CountDownLatch(3);
    try (var timetable = new Timetable(IntSupplier::getAsInt, e -> false)) {
      for (var i = 0; i < 4; i++)
        timetable.everyWaiting(
            Duration.ofMillis(1),
            "wait",
            () -> {
              waiting.countDown();
              try {
                answered.await();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
              return 0;
            });
      timetable
          .every(
              Duration.ofMillis(1),
              "work",
              () -> {
                if (waiting.getCount() == 0) runs.countDown();
                return 0;
              })
          .start();
      try {
        assertThat(runs.await(10, TimeUnit.SECONDS)).isTrue();
      } finally {
        answered.countDown();
      }
    }
  }

  @Test
  void a_line_that_fails_in_any_way_is_tried_again() throws InterruptedException {
    var runs = new CountDownLatch(3);
    try (var timetable = new Timetable(IntSupplier::getAsInt, e -> false)) {
      timetable
          .every(
              Duration.ofMillis(1),
              "fail",
              () -> {
                runs.countDown();
                if (runs.getCount() == 2) throw new IllegalStateException("expected by a test");
                if (runs.getCount() == 1) throw new StackOverflowError("expected by a test");
                return 0;
              })
          .start();
      assertThat(runs.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void a_failure_is_told_when_it_begins_and_when_it_ends() {
    var failures = new Failures(StorageUnavailable.class::isInstance);
    var away = new StorageUnavailable("The disk is full.", new IOException());
    assertThat(failures.failed("bind", true, away))
        .hasValueSatisfying(it -> it.contains("disk is full"));
    assertThat(failures.failed("bind", true, away)).isEmpty();
    assertThat(failures.failed("write", true, away)).isEmpty();
    assertThat(failures.failed("once an hour", false, away)).isEmpty();
    assertThat(failures.worked("read")).isEmpty();
    assertThat(failures.worked("bind")).isEmpty();
    assertThat(failures.worked("write")).hasValueSatisfying(it -> it.contains("serves again"));
    assertThat(failures.worked("write")).isEmpty();

    var fault = new IllegalStateException("expected by a test");
    assertThat(failures.failed("bind", true, fault)).isPresent();
    assertThat(failures.failed("bind", true, fault)).isEmpty();
    assertThat(failures.failed("bind", true, new IllegalStateException("another"))).isPresent();
    assertThat(failures.failed("write", true, fault)).isPresent();
    assertThat(failures.worked("bind")).hasValue("\"bind\" works again.");
    assertThat(failures.worked("bind")).isEmpty();
  }

  @Test
  void a_line_goes_on_at_once_while_it_does_whole_batches_and_rests_after_a_part_of_one() {
    assertThat(rounds(10, 10, 10, 3, 10)).isEqualTo(3);
    assertThat(rounds(10, 0, 10)).isEqualTo(1);
    assertThat(rounds(1, 5, 1, 0, 1)).isEqualTo(3);
  }

  /** How often a line is called in one run, which does so much each time. */
  private static int rounds(int batch, int... did) {
    var calls = new AtomicInteger();
    try (var timetable = new Timetable(IntSupplier::getAsInt, e -> false)) {
      timetable.run(
          new Timetable.Line(
              Duration.ofHours(1), "work", batch, () -> did[calls.getAndIncrement()]));
    }
    return calls.get();
  }
}
