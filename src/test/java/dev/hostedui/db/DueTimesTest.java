package dev.hostedui.db;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.testing.Engine;
import dev.hostedui.testing.Identity;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DueTimesTest {

  /** Later than any clock that is right. */
  private static final Instant FAR = Instant.parse("2999-01-01T00:00:00Z");

  @Test
  void the_list_names_every_table_whose_rows_are_due_and_taken() {
    try (var it = Identity.on(Engine.SQLITE)) {
      assertThat(
              it.app()
                  .all(
                      "SELECT m.name FROM sqlite_master m WHERE m.type = 'table' AND 2 = (SELECT"
                          + " COUNT(*) FROM pragma_table_info(m.name) c WHERE c.name IN ('due_at',"
                          + " 'leased_until')) ORDER BY m.name"))
          .isEqualTo(
              DueTimes.TABLES.stream()
                  .filter(table -> table.lease() != null)
                  .map(DueTimes.Table::name)
                  .toList());
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void no_table_is_read_whole(Engine engine) {
    try (var it = Identity.on(engine)) {
      for (var table : DueTimes.TABLES) {
        if (table.name().equals("webhooks")) continue;
        assertThat(
                it.app().plan(table.ahead().replace(":ever", "0").replace(":ahead", "9999999999")))
            .contains(table.name() + "_" + table.due().replace("_at", ""));
      }
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
      insert(it, FAR, soon);
      insert(it, now, FAR);
      insert(it, soon, soon);

      var brought = it.database().latestNow(it.clock());
      assertThat(times.bringBack()).isEqualTo(2);
      assertThat(times.bringBack()).isZero();

      var due = it.app().all("SELECT due_at FROM letters ORDER BY id");
      assertThat(Long.parseLong(due.get(0)))
          .isBetween(brought.toEpochMilli(), it.database().latestNow(it.clock()).toEpochMilli());
      assertThat(due.subList(1, 3)).isEqualTo(texts(now.toEpochMilli(), soon.toEpochMilli()));
      assertThat(it.app().all("SELECT COALESCE(leased_until, 0) FROM letters ORDER BY id"))
          .as("nobody else works on what was taken")
          .isEqualTo(texts(soon.toEpochMilli(), 0, soon.toEpochMilli()));
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void rows_of_every_table_are_brought_back(Engine engine) {
    try (var it = Identity.on(engine);
        var schema = Identity.on(Engine.SQLITE)) {
      for (var table : DueTimes.TABLES) fill(it, schema, table.name());
      fill(it, schema, "webhooks");
      for (var table : DueTimes.TABLES)
        it.app()
            .arrange(
                "UPDATE %s SET %s = %d WHERE %s = 'x'"
                    .formatted(table.name(), table.due(), FAR.toEpochMilli(), table.key()));
      assertThat(new DueTimes(it.database(), it.clock()).bringBack())
          .isEqualTo(DueTimes.TABLES.size());
      assertThat(new DueTimes(it.database(), it.clock()).bringBack()).isZero();
    }
  }

  /** Inserts a row in which nothing is more than there has to be, with those it refers to. */
  private static void fill(Identity it, Identity schema, String table) {
    var columns = "FROM pragma_table_info('" + table + "') WHERE (\"notnull\" = 1 OR pk > 0)";
    for (var parent :
        schema
            .app()
            .all(
                "SELECT DISTINCT \"table\" FROM pragma_foreign_key_list('"
                    + table
                    + "') WHERE \"from\" IN (SELECT name "
                    + columns
                    + ")")) fill(it, schema, parent);
    var names = schema.app().all("SELECT name " + columns + " ORDER BY cid");
    var values =
        schema
            .app()
            .all(
                "SELECT CASE type WHEN 'TEXT' THEN '''x''' ELSE '0' END "
                    + columns
                    + " ORDER BY cid");
    it.app()
        .arrange(
            "INSERT INTO "
                + table
                + " ("
                + String.join(", ", names)
                + ") VALUES ("
                + String.join(", ", values)
                + ") ON CONFLICT DO NOTHING");
  }

  @Test
  void who_is_behind_does_not_take_what_others_have_dated_for_ahead() {
    try (var it = Identity.on(Engine.POSTGRESQL)) {
      var behind = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
      insert(it, it.clock().instant(), it.clock().instant());
      assertThat(new DueTimes(it.database(), behind).bringBack()).isZero();
    }
  }

  private static List<String> texts(long... values) {
    return Arrays.stream(values).mapToObj(Long::toString).toList();
  }
}
