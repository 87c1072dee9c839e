package dev.hostedui.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KeptStatementsTest {

  private static final int MORE_THAN_ARE_KEPT = 500;

  private final KeptStatements kept = new KeptStatements();
  private Connection connection;

  @BeforeEach
  void open() throws SQLException {
    connection = DriverManager.getConnection("jdbc:sqlite::memory:");
  }

  @AfterEach
  void close() throws SQLException {
    connection.close();
  }

  @Test
  void one_that_is_needed_again_and_again_is_kept_however_many_others_came_before()
      throws SQLException {
    for (var i = 0; i < MORE_THAN_ARE_KEPT; i++)
      kept.giveBack(connection, kept.take(connection, "SELECT " + i));
    var often = kept.take(connection, "SELECT 'often'");
    kept.giveBack(connection, often);
    for (var i = 0; i < MORE_THAN_ARE_KEPT; i++) {
      kept.giveBack(connection, kept.take(connection, "SELECT " + i));
      assertThat(kept.take(connection, "SELECT 'often'")).isSameAs(often);
      kept.giveBack(connection, often);
    }
  }

  @Test
  void one_that_was_not_needed_for_long_is_closed() throws SQLException {
    var once = kept.take(connection, "SELECT 'once'");
    kept.giveBack(connection, once);
    assertThat(once.isClosed()).isFalse();
    for (var i = 0; i < MORE_THAN_ARE_KEPT; i++)
      kept.giveBack(connection, kept.take(connection, "SELECT " + i));
    assertThat(once.isClosed()).isTrue();
  }

  @Test
  void it_reads_each_time_what_the_driver_itself_reads() throws SQLException {
    var sql =
        """
        SELECT ? AS "Text", NULL AS missing, '' AS empty, 42 AS number, 1.5 AS fraction,
               'a' AS twice, 'b' AS twice
        """;
    for (var text : List.of("Zoë 🔑", "a\0b", "日本語", "x".repeat(10_000))) {
      var statement = kept.take(connection, sql);
      try (var drivers = connection.prepareStatement(sql)) {
        statement.setString(1, text);
        drivers.setString(1, text);
        try (var row = statement.executeQuery();
            var expected = drivers.executeQuery()) {
          assertThat(row.next()).isTrue();
          assertThat(expected.next()).isTrue();
          assertThat(row.getString("text")).isEqualTo(text);
          assertThat(row.getString("TEXT")).isEqualTo(text);
          for (var name : List.of("missing", "empty", "number", "fraction", "twice")) {
            assertThat(row.findColumn(name)).isEqualTo(expected.findColumn(name));
            assertThat(row.getString(name)).as(name).isEqualTo(expected.getString(name));
            assertThat(row.wasNull()).as(name).isEqualTo(expected.wasNull());
            assertThat(row.getLong(name)).as(name).isEqualTo(expected.getLong(name));
            assertThat(row.getObject(name)).as(name).isEqualTo(expected.getObject(name));
          }
          assertThatThrownBy(() -> row.findColumn("none")).isInstanceOf(SQLException.class);
          assertThat(row.getMetaData().getColumnCount()).isEqualTo(7);
          assertThat(row.getMetaData().getColumnLabel(1)).isEqualTo("Text");
          assertThat(row.next()).isFalse();
        }
      }
      kept.giveBack(connection, statement);
    }
  }

  @Test
  void rows_that_nobody_has_read_to_their_end_are_not_those_of_the_next_time() throws SQLException {
    var sql = "SELECT column1 FROM (VALUES (1), (2), (3)) some WHERE column1 > ?";
    for (var above : List.of(0, 1, 3)) {
      var statement = kept.take(connection, sql);
      statement.setInt(1, above);
      var rows = statement.executeQuery();
      assertThat(rows.next()).isEqualTo(above < 3);
      if (above < 3) assertThat(rows.getInt(1)).isEqualTo(above + 1);
      kept.giveBack(connection, statement);
    }
    var counted = kept.take(connection, sql);
    counted.setInt(1, 0);
    assertThat(counted.execute()).isTrue();
    try (var rows = counted.getResultSet()) {
      var read = 0;
      while (rows.next()) read++;
      assertThat(read).isEqualTo(3);
    }
  }
}
