package dev.hostedui.db;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.testing.Engine;
import dev.hostedui.testing.Identity;
import dev.hostedui.testing.Race;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OutgoingQueueTest {

  private static final Duration LEASE = Duration.ofMinutes(1);
  private static final Patience TWICE = Patience.of(Duration.ofSeconds(5), Duration.ofHours(1));

  private static OutgoingQueue queue(Identity it) {
    return new OutgoingQueue(
        it.database(),
        it.clock(),
        new OutgoingQueue.Table("letters", "sent_at", "sealed"),
        LEASE,
        TWICE);
  }

  private static void insert(Identity it, int rows) {
    for (var i = 0; i < rows; i++)
      it.app()
          .arrange(
              "INSERT INTO letters (id, recipient, sealed, due_at, expires_at, created_at) VALUES"
                  + " ('"
                  + it.ids().next("ltr_")
                  + "', 'ada@acmecorp.example', 'secret', "
                  + (it.clock().millis() + i)
                  + ", 0, "
                  + it.clock().millis()
                  + ")");
  }

  private static List<OutgoingQueue.Taken> take(OutgoingQueue queue) {
    return queue.take("sealed", (row, context) -> OutgoingQueue.taken(row));
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void the_longest_waiting_come_first_and_no_more_than_a_batch(Engine engine) {
    try (var it = Identity.on(engine)) {
      insert(it, 30);
      it.clock().advance(Duration.ofSeconds(1));
      var first = take(queue(it));
      var second = take(queue(it));
      assertThat(first).hasSize(OutgoingQueue.BATCH).allMatch(row -> row.tries() == 1);
      assertThat(second).hasSize(10);
      var ordered = it.app().all("SELECT id FROM letters ORDER BY due_at LIMIT 20");
      assertThat(first)
          .extracting(OutgoingQueue.Taken::id)
          .containsExactlyInAnyOrderElementsOf(ordered);
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_row_is_taken_by_one_of_many_at_the_same_moment(Engine engine) {
    try (var it = Identity.on(engine)) {
      insert(it, 60);
      it.clock().advance(Duration.ofSeconds(1));
      var taken = new ConcurrentLinkedQueue<String>();
      Callable<?> worker =
          () -> {
            for (var row : take(queue(it))) taken.add(row.id());
            return null;
          };
      while (taken.size() < 60) Race.between(IntStream.range(0, 6).mapToObj(i -> worker).toList());
      assertThat(taken).hasSize(60).doesNotHaveDuplicates();
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void who_has_inserted_a_row_takes_it_also_when_a_clock_went_back_since(Engine engine) {
    try (var it = Identity.on(engine)) {
      insert(it, 1);
      it.clock().advance(Duration.ofSeconds(-1));
      var id = it.app().one("SELECT id FROM letters");
      var own = it.database().inTransaction(tx -> queue(it).takeInserted(tx, id));
      it.clock().advance(Duration.ofSeconds(1));
      assertThat(own).isEqualTo(new OutgoingQueue.Taken(id, 1));
      assertThat(take(queue(it))).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void the_last_failure_is_told_once_together_with_what_belongs_to_it(Engine engine) {
    try (var it = Identity.on(engine)) {
      insert(it, 1);
      var queue = queue(it);
      var told = new AtomicInteger();
      for (var wait : TWICE.waits()) {
        assertThat(queue.failed(take(queue).get(0), "no", tx -> told.incrementAndGet()))
            .contains(wait);
        it.clock().advance(wait);
      }
      assertThat(told.get()).isZero();
      var last = take(queue).get(0);
      assertThat(queue.failed(last, "x".repeat(2_000), tx -> told.incrementAndGet())).isEmpty();
      assertThat(queue.failed(last, "again", tx -> told.incrementAndGet())).isEmpty();
      assertThat(told.get()).isEqualTo(1);
      assertThat(it.app().one("SELECT last_fault FROM letters")).hasSize(500).endsWith("x…");
      assertThat(it.app().one("SELECT sealed FROM letters")).isEmpty();
      assertThat(take(queue)).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void who_was_too_slow_does_not_undo_what_the_next_one_did(Engine engine) {
    try (var it = Identity.on(engine)) {
      insert(it, 1);
      var queue = queue(it);
      var slow = take(queue).get(0);
      it.clock().advance(LEASE);
      var next = take(queue).get(0);
      assertThat(next.tries()).isEqualTo(2);

      queue.failed(slow, "late", tx -> {});
      queue.giveUp(slow, "late", tx -> {});
      assertThat(it.app().one("SELECT last_fault FROM letters")).isNull();
      assertThat(take(queue)).as("still with the next one").isEmpty();

      queue.done(next);
      queue.failed(next, "after all", tx -> {});
      assertThat(it.app().one("SELECT due_at FROM letters")).isNull();
      assertThat(it.app().one("SELECT sent_at FROM letters")).isNotNull();
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_failure_is_noted_whatever_characters_it_is_told_in(Engine engine) {
    try (var it = Identity.on(engine)) {
      insert(it, 1);
      var queue = queue(it);
      assertThat(queue.failed(take(queue).get(0), "550 \0no\u0007 \uD800 ☕", tx -> {})).isPresent();
      assertThat(it.app().one("SELECT last_fault FROM letters"))
          .isEqualTo("550 \uFFFDno\u0007 ? ☕");
      assertThat(it.app().one("SELECT leased_until FROM letters")).isNull();
    }
  }
}
