package dev.hostedui.db;

import java.sql.ResultSet;
import java.sql.SQLException;

/** Turns the row that a result stands at into a value. */
@FunctionalInterface
public interface RowReader<T> {
  T read(ResultSet row) throws SQLException;
}
