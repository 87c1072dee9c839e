package dev.hostedui.identity.seal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.db.Database;
import dev.hostedui.db.Migrations;
import dev.hostedui.identity.Vault;
import dev.hostedui.testing.Engine;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SealsTest {

  private static final byte[] OLD = key("0");
  private static final byte[] NEW = key("1");
  private static final byte[] OTHER = key("2");

  private record Column(String name, boolean number, boolean needed) {}

  @Test
  void the_texts_of_all_columns_are_sealed_anew_and_go_when_nothing_opens_them() throws Exception {
    var tables = tables();
    for (var url : List.of(Engine.emptyFile(), Engine.emptyDatabase())) {
      try (var database = Database.open(url)) {
        Migrations.run(url, database);
        var made = new ArrayList<SealedColumn>();
        try (var connection = DriverManager.getConnection(url)) {
          for (var it : SealedColumn.values())
            if (insert(connection, it, tables.get(it))) made.add(it);
        }
        // a plain connection to SQLite asks for no row that another one refers to
        if (database.engine() == Database.Engine.SQLITE)
          assertThat(made).containsExactly(SealedColumn.values());
        else assertThat(made).contains(SealedColumn.WEBHOOK, SealedColumn.GOOGLE);

        var outcome = new Seals(database, vault(NEW, OLD)).sealAnew();

        assertThat(outcome).isEqualTo(new Seals.Outcome(made.size(), List.of()));
        for (var it : made)
          assertThat(
                  vault(NEW).open(place(it), sealed(database, it).stream().findFirst().orElse("")))
              .as(it.name())
              .isEqualTo(it.name());

        var lost = new Seals(database, vault(OTHER));
        var needed =
            made.stream().filter(it -> !lost.missingAKey(it).isEmpty()).map(Enum::name).toList();
        assertThat(lost.missingAKey()).isNotEmpty();
        assertThat(needed).contains("SIGNING_KEY", "WEBHOOK", "GOOGLE").doesNotContain("LETTER");
        new Seals(database, vault(NEW)).forgetUnopened(Instant.EPOCH);
        assertThat(made).allMatch(it -> !sealed(database, it).isEmpty(), "what opens stays");
        lost.forgetUnopened(Instant.EPOCH);
        assertThat(lost.missingAKey()).isEmpty();
        assertThat(made).allMatch(it -> sealed(database, it).isEmpty());
        assertThat(lost.sealAnew().left()).isEmpty();
      }
    }
  }

  @Test
  void what_nobody_needs_misses_no_key() throws Exception {
    var tables = tables();
    var url = Engine.emptyFile();
    try (var database = Database.open(url)) {
      Migrations.run(url, database);
      try (var connection = DriverManager.getConnection(url);
          var statement = connection.createStatement()) {
        for (var it : SealedColumn.values()) insert(connection, it, tables.get(it));
        statement.execute("UPDATE webhooks SET disabled_at = 1");
        statement.execute("UPDATE connection_versions SET state = 'former'");
        statement.execute("UPDATE directory_authorizations SET ended_at = 1");
      }
      assertThat(new Seals(database, vault(OTHER)).missingAKey())
          .containsExactly(SealedColumn.SIGNING_KEY.words(), SealedColumn.SAML_KEY.words());
    }
  }

  /** The columns that a row of each must have, as both engines know them. */
  private static Map<SealedColumn, List<Column>> tables() {
    var all = new LinkedHashMap<SealedColumn, List<Column>>();
    try (var database = Database.open(Engine.SQLITE.fresh())) {
      for (var it : SealedColumn.values())
        all.put(
            it,
            database.rows(
                "SELECT name, type, \"notnull\", dflt_value, pk FROM pragma_table_info(?)",
                row ->
                    new Column(
                        row.getString(1),
                        row.getString(2).equals("BIGINT"),
                        row.getInt(5) > 0 || row.getInt(3) == 1 && row.getString(4) == null),
                it.table));
    }
    return all;
  }

  private static boolean insert(Connection connection, SealedColumn it, List<Column> columns) {
    var sealed = Arrays.stream(SealedColumn.values()).map(any -> any.column).toList();
    var chosen = columns.stream().filter(any -> any.needed || any.name.equals(it.column)).toList();
    var sql =
        "INSERT INTO %s (%s) VALUES (%s)"
            .formatted(
                it.table,
                String.join(", ", chosen.stream().map(Column::name).toList()),
                String.join(", ", chosen.stream().map(any -> "?").toList()));
    try (var statement = connection.prepareStatement(sql)) {
      for (var i = 0; i < chosen.size(); i++) {
        var column = chosen.get(i);
        if (column.name.equals(it.column))
          statement.setString(i + 1, vault(OLD).seal(place(it), it.name()));
        else if (column.number) statement.setLong(i + 1, 1);
        else statement.setString(i + 1, sealed.contains(column.name) ? "" : it.name());
      }
      return statement.executeUpdate() == 1;
    } catch (SQLException e) {
      return false; // it refers to a row that is not there
    }
  }

  private static List<String> sealed(Database database, SealedColumn it) {
    return database.rows(
        "SELECT %1$s FROM %2$s WHERE %1$s <> ''".formatted(it.column, it.table),
        row -> row.getString(1));
  }

  private static String place(SealedColumn it) {
    return it.place.replaceAll("\\{\\w+\\}", it.name());
  }

  private static Vault vault(byte[]... keys) {
    return new Vault(List.of(keys), new SecureRandom());
  }

  private static byte[] key(String character) {
    return character.repeat(32).getBytes(StandardCharsets.US_ASCII);
  }
}
