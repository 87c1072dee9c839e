package dev.hostedui.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.testing.Engine;
import dev.hostedui.testing.Identity;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class QuotasTest {

  private static final Duration HOUR = Duration.ofHours(1);
  private static final List<Quotas.Limit> TWICE = List.of(new Quotas.Limit(2, HOUR));

  private static Optional<Duration> use(Identity it) {
    var quotas = new Quotas(it.ids(), it.clock());
    return it.database().inTransaction(tx -> quotas.use(tx, "trial", "somebody", TWICE));
  }

  private static int forgetOld(Identity it) {
    return forgetOld(it, it.clock().instant());
  }

  private static int forgetOld(Identity it, Instant latest) {
    var quotas = new Quotas(it.ids(), it.clock());
    return it.database().inTransaction(tx -> quotas.forgetOld(tx, latest));
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_use_counts_for_the_span_and_no_longer(Engine engine) {
    try (var it = Identity.on(engine)) {
      assertThat(use(it)).isEmpty();
      it.clock().advance(Duration.ofMinutes(10));
      assertThat(use(it)).isEmpty();
      assertThat(use(it)).contains(Duration.ofMinutes(50));
      it.clock().advance(Duration.ofMinutes(50));
      assertThat(use(it)).isEmpty();
      assertThat(use(it)).contains(Duration.ofMinutes(10));
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void what_a_clock_that_was_ahead_has_counted_keeps_nobody_out_and_is_forgotten(Engine engine) {
    try (var it = Identity.on(engine)) {
      it.clock().advance(Duration.ofDays(400));
      use(it);
      use(it);
      it.clock().advance(Duration.ofDays(-400));
      assertThat(use(it)).isEmpty();
      assertThat(use(it)).isEmpty();
      assertThat(use(it)).as("those of the right clock").contains(HOUR);
      assertThat(forgetOld(it)).isEqualTo(2);
      assertThat(use(it)).contains(HOUR);
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void what_a_node_has_counted_whose_clock_is_a_little_ahead_counts(Engine engine) {
    try (var it = Identity.on(engine)) {
      it.clock().advance(Quotas.AHEAD);
      use(it);
      use(it);
      it.clock().advance(Quotas.AHEAD.negated());
      assertThat(use(it)).as("no longer than the span").contains(HOUR);
      assertThat(forgetOld(it)).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_node_whose_clock_is_behind_forgets_nothing_that_the_others_count(Engine engine) {
    try (var it = Identity.on(engine)) {
      use(it);
      var latest = it.clock().instant();
      it.clock().advance(Duration.ofDays(-3));
      assertThat(forgetOld(it, latest)).isZero();
    }
  }
}
