package dev.hostedui.db;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.testing.Engine;
import dev.hostedui.testing.Identity;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DueTimesTest {

  @Test
  void the_list_names_every_table_whose_rows_are_due_and_taken() {
    try (var it = Identity.on(Engine.SQLITE)) {
      assertThat(
              it.app()
                  .all(
                      "SELECT m.name FROM sqlite_master m WHERE m.type = 'table' AND 2 = (SELECT"
                          + " COUNT(*) FROM pragma_table_info(m.name) c WHERE c.name IN ('due_at',"
                          + " 'leased_until')) ORDER BY m.name"))
          .isEqualTo(DueTimes.TABLES);
    }
  }

  private static void insert(Identity it, Instant due, Instant leasedUntil) {
    it.app()
        .arrange(
            "INSERT INTO letters (id, recipient, sealed, due_at, leased_until, expires_at,"
                + " created_at) VALUES ('"
                + it.ids().next("ltr_")
                + "', 'ada@acmecorp.example', 'secret', "
                + due.toEpochMilli()
                + ", "
                + leasedUntil.toEpochMilli()
                + ", 0, 0)");
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void what_a_clock_that_was_far_ahead_has_dated_is_due_at_once(Engine engine) {
    try (var it = Identity.on(engine)) {
      var times = new DueTimes(it.database(), it.clock());
      var now = it.clock().instant();
      var soon = now.plus(Duration.ofHours(12));
      var far = now.plus(Duration.ofDays(400));
      insert(it, far, now);
      insert(it, now, far);
      insert(it, soon, soon);

      assertThat(times.bringBack()).isEqualTo(2);
      assertThat(times.bringBack()).isZero();

      assertThat(it.app().all("SELECT due_at FROM letters ORDER BY id"))
          .isEqualTo(texts(now.toEpochMilli(), now.toEpochMilli(), soon.toEpochMilli()));
      assertThat(it.app().all("SELECT COALESCE(leased_until, 0) FROM letters ORDER BY id"))
          .isEqualTo(texts(0, 0, soon.toEpochMilli()));
    }
  }

  private static List<String> texts(long... values) {
    return Arrays.stream(values).mapToObj(Long::toString).toList();
  }
}
