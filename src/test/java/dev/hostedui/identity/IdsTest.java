package dev.hostedui.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.testing.Engine;
import dev.hostedui.testing.Identity;
import dev.hostedui.testing.Race;
import dev.hostedui.testing.StoppedClock;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdsTest {

  private static Ids at(String time) {
    return new Ids(new StoppedClock(Instant.parse(time)), new SecureRandom(), () -> 63);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2020-01-02T00:00:00Z",
        "2025-06-01T00:00:00Z",
        "2026-11-23T00:00:00Z",
        "2079-12-31T00:00:00Z"
      })
  void an_id_has_a_prefix_and_eighteen_digits_whatever_the_year(String time) {
    var id = at(time).next("org_");
    assertThat(id).matches("org_[0-9]{18}");
    assertThat(OrganizationId.parse(id)).isPresent();
  }

  @Test
  void ids_ascend_even_while_the_clock_stands_still_or_goes_back() {
    var clock = new StoppedClock(Instant.parse("2026-11-23T00:00:00Z"));
    var ids = new Ids(clock, new SecureRandom(), () -> 63);
    var made = new ArrayList<String>();
    for (var i = 0; i < 5_000; i++) {
      made.add(ids.next("evt_"));
      if (i % 1_000 == 0) clock.advance(Duration.ofMillis(-50));
    }
    assertThat(made).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void a_later_id_sorts_after_an_earlier_one() {
    assertThat(at("2026-11-23T00:00:00.001Z").next("x_"))
        .isGreaterThan(at("2026-11-23T00:00:00Z").next("x_"));
  }

  @Test
  void many_threads_never_make_the_same_one() {
    var ids = new Ids(Clock.systemUTC(), new SecureRandom(), () -> 63);
    Set<Long> made = new ConcurrentSkipListSet<>();
    Race.between(
        Collections.nCopies(
            4,
            (Callable<?>)
                () -> {
                  for (var i = 0; i < 5_000; i++) made.add(ids.number());
                  return 0;
                }));
    assertThat(made).hasSize(20_000);
  }

  @Test
  void processes_with_numbers_of_their_own_never_make_the_same_one() {
    var clock = new StoppedClock(Instant.parse("2026-11-23T00:00:00Z"));
    Set<Long> made = new ConcurrentSkipListSet<>();
    for (var node = 0; node < Ids.NODES; node++) {
      var number = node;
      var ids = new Ids(clock, new SecureRandom(), () -> number);
      for (var i = 0; i < 2_000; i++) made.add(ids.number());
    }
    assertThat(made).hasSize(Ids.NODES * 2_000);
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void no_two_live_processes_have_the_same_number_and_an_ended_one_gives_it_back(Engine engine) {
    try (var it = Identity.on(engine)) {
      it.app().arrange("DELETE FROM nodes");
      var random = new SecureRandom();
      var nodes = new ConcurrentLinkedQueue<NodeNumber>();
      Callable<?> start = () -> nodes.add(new NodeNumber(it.database(), it.clock(), random));
      Race.between(Collections.nCopies(6, start));
      assertThat(nodes).extracting(NodeNumber::getAsInt).doesNotHaveDuplicates();

      var ended = nodes.remove();
      ended.close();
      var next = new NodeNumber(it.database(), it.clock(), random);
      assertThat(next.getAsInt()).isEqualTo(ended.getAsInt());

      it.clock().advance(Duration.ofMinutes(1));
      next.renew();
      it.clock().advance(Duration.ofMinutes(1));
      var late = new NodeNumber(it.database(), it.clock(), random);
      assertThat(late.getAsInt()).as("renewed").isNotEqualTo(next.getAsInt());
      var slept = nodes.stream().filter(node -> node.getAsInt() == late.getAsInt()).findFirst();
      slept.ifPresent(NodeNumber::renew);
      assertThat(slept.map(NodeNumber::getAsInt).orElse(-1)).isNotEqualTo(late.getAsInt());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "usr_",
        "usr_12345678901234567",
        "usr_1234567890123456789",
        "org_123456789012345678",
        "USR_123456789012345678",
        "usr_12345678901234567x",
        "usr_١٢٣٤٥٦٧٨٩٠١٢٣٤٥٦٧٨",
        " usr_123456789012345678",
        "usr_123456789012345678\n",
        "usr_+12345678901234567"
      })
  void what_has_not_the_form_of_an_id_names_nothing(String text) {
    assertThat(UserId.parse(text)).isEmpty();
  }

  @Test
  void a_token_is_256_bits_that_nobody_can_guess() {
    var ids = at("2026-11-23T00:00:00Z");
    var tokens = new TreeSet<String>();
    for (var i = 0; i < 1_000; i++) tokens.add(ids.token());
    assertThat(tokens).hasSize(1_000).allMatch(token -> token.matches("[A-Za-z0-9_-]{43}"));
    assertThat(Ids.hash("a")).hasSize(43).isEqualTo(Ids.hash("a")).isNotEqualTo(Ids.hash("b"));
  }

  @Test
  void a_code_has_six_digits_with_zeros_in_front() {
    var ids = at("2026-11-23T00:00:00Z");
    var codes = IntStream.range(0, 5_000).mapToObj(i -> ids.sixDigits()).toList();
    assertThat(codes).allMatch(code -> code.matches("[0-9]{6}"));
    for (var first : List.of("0", "1", "5", "9"))
      assertThat(codes).anyMatch(code -> code.startsWith(first));
  }

  @Test
  void a_time_beyond_all_ids_sorts_after_or_before_them() {
    var id = at("2026-11-23T00:00:00Z").next("evt_");
    for (var late : List.of("2200-01-01T00:00:00Z", "9999-12-31T23:59:59Z"))
      assertThat(Ids.first("evt_", Instant.parse(late))).isGreaterThan(id).hasSameSizeAs(id);
    assertThat(Ids.first("evt_", Instant.MAX)).isGreaterThan(id).hasSameSizeAs(id);
    for (var early : List.of(Instant.MIN, Instant.EPOCH, Instant.parse("0000-01-01T00:00:00Z")))
      assertThat(Ids.first("evt_", early)).isEqualTo("evt_" + "0".repeat(18));
  }
}
