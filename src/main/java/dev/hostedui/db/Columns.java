package dev.hostedui.db;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Reads columns as the types of the house, for readers that are written by hand: times are
 * milliseconds since 1970.
 */
public final class Columns {
  private Columns() {}

  /** The text in a column, or empty for null. */
  public static String text(ResultSet row, String column) throws SQLException {
    return text(row, row.findColumn(column));
  }

  static String text(ResultSet row, int column) throws SQLException {
    var text = row.getString(column);
    return text == null ? "" : text;
  }

  public static Instant time(ResultSet row, String column) throws SQLException {
    return Instant.ofEpochMilli(row.getLong(column));
  }

  public static @Nullable Instant timeOrNull(ResultSet row, String column) throws SQLException {
    var millis = longOrNull(row, column);
    return millis == null ? null : Instant.ofEpochMilli(millis);
  }

  public static @Nullable Long longOrNull(ResultSet row, String column) throws SQLException {
    return longOrNull(row, row.findColumn(column));
  }

  static @Nullable Long longOrNull(ResultSet row, int column) throws SQLException {
    var value = row.getLong(column);
    // null reads as 0, and to ask which of them it was is another call of the driver
    return value == 0 && row.wasNull() ? null : value;
  }

  public static @Nullable Double doubleOrNull(ResultSet row, String column) throws SQLException {
    var value = row.getDouble(column);
    return row.wasNull() ? null : value;
  }

  /** The duration in a column of whole minutes. */
  public static Duration minutes(ResultSet row, String column) throws SQLException {
    return Duration.ofMinutes(row.getLong(column));
  }

  public static @Nullable Duration minutesOrNull(ResultSet row, String column) throws SQLException {
    var minutes = longOrNull(row, column);
    return minutes == null ? null : Duration.ofMinutes(minutes);
  }
}
