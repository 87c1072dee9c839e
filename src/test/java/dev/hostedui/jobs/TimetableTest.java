package dev.hostedui.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;

class TimetableTest {

  @Test
  void lines_that_wait_for_servers_of_others_hold_up_no_other_line() throws InterruptedException {
    var waiting = new CountDownLatch(4);
    var answered = new CountDownLatch(1);
    var runs = new CountDownLatch(3);
    try (var timetable = new Timetable(IntSupplier::getAsInt)) {
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
    try (var timetable = new Timetable(IntSupplier::getAsInt)) {
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
}
