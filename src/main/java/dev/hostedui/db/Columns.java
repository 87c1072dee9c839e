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

  public static String text(ResultSet row, String column) throws SQLException {
    var value = row.getString(column);
    return value == null ? "" : value;
  }

  public static Instant time(ResultSet row, String column) throws SQLException {
    return Instant.ofEpochMilli(row.getLong(column));
  }

  public static @Nullable Instant timeOrNull(ResultSet row, String column) throws SQLException {
    var millis = row.getLong(column);
    return row.wasNull() ? null : Instant.ofEpochMilli(millis);
  }

  public static @Nullable Long longOrNull(ResultSet row, String column) throws SQLException {
    var value = row.getLong(column);
    return row.wasNull() ? null : value;
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
    var minutes = row.getLong(column);
    return row.wasNull() ? null : Duration.ofMinutes(minutes);
  }
}
