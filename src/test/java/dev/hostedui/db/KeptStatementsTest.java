package dev.hostedui.db;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
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
}
