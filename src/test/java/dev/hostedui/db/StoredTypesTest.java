package dev.hostedui.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hostedui.testing.Engine;
import dev.hostedui.testing.Identity;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StoredTypesTest {

  private record Address(String value) implements TextValue {}

  private enum Colour implements WireNamed {
    DARK_RED;

    @Override
    public String wireName() {
      return "dark-red";
    }
  }

  private enum Size {
    LARGE
  }

  private record Thing(
      Address address,
      @Nullable Instant madeAt,
      @Nullable Colour colour,
      @Nullable Size size,
      @Nullable Long lifetimeMinutes) {}

  private static final Instant NOON = Instant.parse("2026-01-02T12:00:00.123Z");

  private static Thing keep(Identity it, Thing thing, @Nullable Duration lifetime) {
    it.app()
        .arrange(
            "CREATE TABLE things (address TEXT NOT NULL, made_at BIGINT, colour TEXT, size TEXT,"
                + " lifetime_minutes BIGINT)");
    it.database()
        .useTransaction(
            tx ->
                tx.createUpdate(
                        "INSERT INTO things VALUES (:address, :made, :colour, :size, :life)")
                    .bind("address", thing.address)
                    .bind("made", thing.madeAt)
                    .bind("colour", thing.colour)
                    .bind("size", thing.size)
                    .bind("life", Minutes.of(lifetime))
                    .execute());
    return it.database()
        .read(
            handle ->
                handle
                    .createQuery(
                        "SELECT * FROM things WHERE address = :address"
                            + " AND (made_at IS NULL OR made_at = :made)")
                    .bind("address", thing.address)
                    .bind("made", thing.madeAt)
                    .mapTo(Thing.class)
                    .one());
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void what_is_bound_as_it_is_is_read_as_it_was(Engine engine) {
    try (var it = Identity.on(engine)) {
      var thing = new Thing(new Address("a"), NOON, Colour.DARK_RED, Size.LARGE, null);
      assertThat(keep(it, thing, Duration.ofSeconds(185)))
          .isEqualTo(new Thing(thing.address, NOON, Colour.DARK_RED, Size.LARGE, 3L));
      assertThat(it.app().all("SELECT made_at || colour || size FROM things"))
          .containsExactly("1767355200123dark-redLARGE");
    }
  }

  private static <T> @Nullable T one(Identity it, String column, Class<T> type) {
    return it.database()
        .read(handle -> handle.createQuery("SELECT " + column + " FROM things").mapTo(type).one());
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void null_is_null_in_both_directions(Engine engine) {
    try (var it = Identity.on(engine)) {
      var thing = new Thing(new Address("a"), null, null, null, null);
      assertThat(keep(it, thing, null)).isEqualTo(thing);
      assertThat(one(it, "made_at", Instant.class)).isNull();
      assertThat(one(it, "colour", Address.class)).isNull();
      assertThat(one(it, "colour", Colour.class)).isNull();
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void single_columns_and_the_short_way_know_the_types_too(Engine engine) {
    try (var it = Identity.on(engine)) {
      var thing = new Thing(new Address("a"), NOON, Colour.DARK_RED, null, null);
      keep(it, thing, null);
      assertThat(one(it, "address", Address.class)).isEqualTo(thing.address);
      assertThat(one(it, "made_at", Instant.class)).isEqualTo(NOON);
      assertThat(one(it, "colour", Colour.class)).isEqualTo(Colour.DARK_RED);
      var found =
          it.database()
              .rows(
                  "SELECT address FROM things WHERE address = ? AND made_at = ? AND colour = ?",
                  row -> row.getString(1),
                  thing.address,
                  NOON,
                  Colour.DARK_RED);
      assertThat(found).containsExactly("a");
    }
  }

  /** However it is bound, it is found as it was kept. */
  @ParameterizedTest
  @EnumSource(Engine.class)
  void the_character_that_postgresql_takes_in_no_text_is_kept_as_another(Engine engine) {
    try (var it = Identity.on(engine)) {
      var sent = new Address("\0a\0");
      var thing = new Thing(sent, null, null, null, null);
      assertThat(keep(it, thing, null).address).isEqualTo(new Address("\uFFFDa\uFFFD"));
      var count = "SELECT COUNT(*) FROM things WHERE address = ";
      it.database()
          .useTransaction(
              tx -> {
                var rows = Direct.rows(tx, count + "?", row -> row.getInt(1), sent.value);
                assertThat(rows).containsExactly(1);
                for (var query :
                    List.of(
                        tx.createQuery(count + ":it").bind("it", sent.value),
                        tx.createQuery(count + ":it").bindMap(Map.of("it", sent.value)),
                        tx.select(count + "?", sent.value)))
                  assertThat(query.mapTo(Integer.class).one()).isEqualTo(1);
              });
      assertThat(it.database().rows(count + "?", row -> row.getInt(1), sent)).containsExactly(1);
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_name_that_no_constant_has_is_refused(Engine engine) {
    try (var it = Identity.on(engine)) {
      assertThatThrownBy(
              () ->
                  it.database()
                      .read(
                          handle -> handle.createQuery("SELECT 'green'").mapTo(Colour.class).one()))
          .hasMessageContaining("green");
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_duration_without_its_unit_is_refused(Engine engine) {
    try (var it = Identity.on(engine)) {
      assertThatThrownBy(
              () ->
                  it.database()
                      .read(
                          handle ->
                              handle
                                  .createQuery("SELECT :duration")
                                  .bind("duration", Duration.ofMinutes(1))
                                  .mapTo(Long.class)
                                  .one()))
          .hasMessageContaining("Duration");
    }
  }
}
