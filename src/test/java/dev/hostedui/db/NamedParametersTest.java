package dev.hostedui.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class NamedParametersTest {

  @Test
  void each_name_becomes_a_question_mark_as_often_as_it_stands_there() {
    var named = NamedParameters.of("SELECT a FROM t WHERE b = :one AND c IN (:two, :one) LIMIT :n");
    assertThat(named.sql()).isEqualTo("SELECT a FROM t WHERE b = ? AND c IN (?, ?) LIMIT ?");
    assertThat(named.values(Map.of("one", 1, "two", 2, "n", 3))).containsExactly(1, 2, 1, 3);
  }

  @Test
  void a_cast_is_no_name() {
    assertThat(NamedParameters.of("SELECT a::text FROM t").names()).isEmpty();
  }

  @Test
  void a_name_without_a_value_is_a_fault() {
    assertThatThrownBy(() -> NamedParameters.of("SELECT :one").values(Map.of("two", 2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("one");
  }
}
