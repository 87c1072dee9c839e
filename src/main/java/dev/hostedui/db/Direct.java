package dev.hostedui.db;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.jspecify.annotations.Nullable;

/**
 * Statements inside a transaction that go past JDBI to the driver. Their parameters are written
 * {@code ?}; values are stored as {@link StoredTypes} says, and null is null.
 *
 * <p>For the statements of changes that come by the hundred thousand, such as taking people in from
 * a directory, and for nothing else: JDBI is the better tool, but around a statement of one row it
 * spends more than SQLite spends inside.
 */
public final class Direct {

  /** What is done with a statement whose parameters are bound. */
  @FunctionalInterface
  private interface Work<T> {
    T run(PreparedStatement statement) throws SQLException;
  }

  /** A driver keeps the values of a row, hundreds of bytes, until it is sent. */
  private static final int ROWS_AT_ONCE = 10_000;

  private Direct() {}

  /** Runs a statement that changes something, and says how many rows it changed. */
  public static int update(Handle tx, String sql, @Nullable Object... values) {
    return run(
        tx,
        sql,
        statement -> {
          bind(statement, values);
          return statement.executeUpdate();
        });
  }

  /** Runs a statement once for each list of values. */
  public static void updateAll(Handle tx, String sql, Iterator<@Nullable Object[]> values) {
    if (!values.hasNext()) return;
    run(
        tx,
        sql,
        statement -> {
          for (var waiting = 1; values.hasNext(); waiting++) {
            bind(statement, values.next());
            statement.addBatch();
            if (waiting % ROWS_AT_ONCE == 0) statement.executeBatch();
          }
          return statement.executeBatch();
        });
  }

  /** Reads the rows of a statement; one that changes something may return rows too. */
  public static <T> List<T> rows(
      Handle handle, String sql, RowReader<T> reader, @Nullable Object... values) {
    return run(
        handle,
        sql,
        statement -> {
          bind(statement, values);
          var rows = new ArrayList<T>();
          try (var result = statement.executeQuery()) {
            while (result.next()) rows.add(reader.read(result));
          }
          return rows;
        });
  }

  /** The first row of a statement that has one at most. */
  public static <T> Optional<T> row(
      Handle handle, String sql, RowReader<T> reader, @Nullable Object... values) {
    return rows(handle, sql, reader, values).stream().findFirst();
  }

  private static void bind(PreparedStatement statement, @Nullable Object... values)
      throws SQLException {
    for (var i = 0; i < values.length; i++) {
      var value = values[i];
      if (value == null) statement.setNull(i + 1, Types.NULL);
      else statement.setObject(i + 1, StoredTypes.stored(value));
    }
  }

  private static <T> T run(Handle handle, String sql, Work<T> work) {
    var connection = handle.getConnection();
    try {
      if (handle.getStatementBuilder() instanceof KeptStatements kept)
        return run(kept, connection, sql, work);
      try (var statement = connection.prepareStatement(sql)) {
        return work.run(statement);
      }
    } catch (SQLException e) {
      // what was bound may be a secret
      throw new UnableToExecuteStatementException(sql, e, null);
    }
  }

  private static <T> T run(KeptStatements kept, Connection connection, String sql, Work<T> work)
      throws SQLException {
    var statement = kept.take(connection, sql);
    try {
      return work.run(statement);
    } finally {
      kept.giveBack(connection, statement);
    }
  }
}
