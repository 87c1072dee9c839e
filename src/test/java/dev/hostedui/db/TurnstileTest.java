package dev.hostedui.db;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class TurnstileTest {

  @Test
  void a_database_that_answers_lets_everybody_in() {
    var turnstile = new Turnstile();
    for (var i = 0; i < 200; i++) assertThat(turnstile.enter()).isTrue();
    for (var i = 0; i < 200; i++) turnstile.leave(true);
    for (var i = 0; i < 200; i++) assertThat(turnstile.enter()).isTrue();
  }

  @Test
  void of_those_who_come_while_nothing_comes_back_not_all_may_wait() {
    var turnstile = new Turnstile();
    for (var i = 0; i < 200; i++) assertThat(turnstile.enter()).isTrue();
    assertThat(turnstile.enter()).isFalse();
    turnstile.leave(false);
    turnstile.leave(true);
    assertThat(turnstile.enter()).as("it answers again").isTrue();
  }
}
