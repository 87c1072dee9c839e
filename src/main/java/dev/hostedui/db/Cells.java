package dev.hostedui.db;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Reads a row from its first column to its last, in the order of the statement, as the types of the
 * house.
 *
 * <p>For the rows that nearly every request reads, and for nothing else: names are safer, but the
 * SQLite driver spends more on finding a column by its name than on reading it.
 */
public final class Cells {

  private final ResultSet row;
  private int column;

  public Cells(ResultSet row) {
    this.row = row;
  }

  /** The next column, a text, or empty for null. */
  public String text() throws SQLException {
    return Columns.text(row, ++column);
  }

  /** The next column, a text. */
  public @Nullable String textOrNull() throws SQLException {
    return row.getString(++column);
  }

  /** The next column, a number, or 0 for null. */
  public long number() throws SQLException {
    return row.getLong(++column);
  }

  /** The next column, a number. */
  public @Nullable Long numberOrNull() throws SQLException {
    return Columns.longOrNull(row, ++column);
  }

  /** The next column, milliseconds since 1970. */
  public Instant time() throws SQLException {
    return Instant.ofEpochMilli(row.getLong(++column));
  }

  /** The next column, milliseconds since 1970. */
  public @Nullable Instant timeOrNull() throws SQLException {
    var millis = Columns.longOrNull(row, ++column);
    return millis == null ? null : Instant.ofEpochMilli(millis);
  }
}
