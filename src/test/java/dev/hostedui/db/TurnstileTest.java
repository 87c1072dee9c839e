package dev.hostedui.db;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.testing.Engine;
import dev.hostedui.testing.Waiting;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@Waiting
@Timeout(30)
class TurnstileTest {

  @ParameterizedTest
  @CsvSource({"true, 80", "false, 120"})
  void a_database_that_answers_lets_everybody_in(boolean reads, int most) {
    var turnstile = reads ? Turnstile.ofReads() : Turnstile.ofChanges();
    for (var i = 0; i < most; i++) assertThat(turnstile.enter()).isTrue();
    for (var i = 0; i < most; i++) turnstile.leave(true);
    for (var i = 0; i < most; i++) assertThat(turnstile.enter()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"true, 80", "false, 120"})
  void of_those_who_come_while_nothing_comes_back_not_all_may_wait(boolean reads, int most) {
    var turnstile = reads ? Turnstile.ofReads() : Turnstile.ofChanges();
    for (var i = 0; i < most; i++) assertThat(turnstile.enter()).isTrue();
    assertThat(turnstile.enter()).isFalse();
    turnstile.leave(false);
    turnstile.leave(true);
    assertThat(turnstile.enter()).as("it answers again").isTrue();
  }

  /** While the one row that all of them want to change is locked, each change waits. */
  @ParameterizedTest
  @EnumSource(Engine.class)
  void changes_that_wait_take_no_place_from_who_reads(Engine engine) throws Exception {
    var url = engine.fresh();
    var threads = Executors.newCachedThreadPool();
    try (var holder = Database.open(url);
        var database = Database.open(url)) {
      var begun = new CountDownLatch(250);
      holder.useTransaction(
          held -> {
            held.execute(LOCK);
            for (var i = 0; i < 250; i++)
              threads.execute(
                  () -> {
                    begun.countDown();
                    try {
                      database.useTransaction(tx -> tx.execute(LOCK));
                    } catch (StorageUnavailable e) {
                      // it has waited in vain
                    }
                  });
            try {
              begun.await();
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
            var until = System.nanoTime() + 1_500_000_000L;
            while (System.nanoTime() < until)
              assertThat(database.rows("SELECT 1", row -> row.getInt(1))).containsExactly(1);
          });
      threads.shutdown();
      assertThat(threads.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  private static final String LOCK = "UPDATE event_feed SET last_position = last_position";
}
