package dev.hostedui.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class AgoTest {

  private static final Instant NOW = Instant.parse("2026-11-23T10:15:00Z");

  @Test
  void what_has_just_begun_has_all_of_its_time_left() {
    var end = NOW.plus(Duration.ofDays(15));
    assertThat(Ago.left(Duration.between(NOW.plusMillis(7), end))).isEqualTo("15 days");
    assertThat(Ago.of(end, NOW.plusMillis(7)).words()).isEqualTo("in 15 days");
    assertThat(Ago.left(Duration.between(NOW.plus(Duration.ofMinutes(5)), end)))
        .isEqualTo("14 days");
  }
}
