package dev.hostedui.db;

import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConnection;
import org.sqlite.core.CoreStatement;
import org.sqlite.jdbc4.JDBC4PreparedStatement;
import org.sqlite.jdbc4.JDBC4ResultSet;

/**
 * A statement of SQLite that is run again and again, and remembers how its columns are called and
 * where each stands. The driver asks SQLite for each of the names and looks for each of them anew
 * each time, which takes longer than to read a row.
 */
final class KeptStatement extends JDBC4PreparedStatement {

  private final Rows rows = new Rows(this);

  /** As they were when the statement was first run: a change of the tables prepares it anew. */
  private String @Nullable [] columns;

  KeptStatement(SQLiteConnection connection, String sql) throws SQLException {
    super(connection, sql);
  }

  @Override
  public @Nullable ResultSet getResultSet() throws SQLException {
    rs.colsMeta = columns;
    if (super.getResultSet() == null) return null;
    columns = rs.colsMeta;
    rows.begin(columns, rs.emptyResultSet, rs.maxRows);
    rs.open = false;
    return rows;
  }

  private static final class Rows extends JDBC4ResultSet {

    private final Map<String, Integer> places = new HashMap<>();

    Rows(CoreStatement statement) {
      super(statement);
    }

    void begin(String[] columns, boolean empty, long most) {
      cols = columns;
      colsMeta = columns;
      columnNameToIndex = places;
      emptyResultSet = empty;
      maxRows = most;
      // those of the last time may not have been closed
      row = 0;
      pastLastRow = false;
      lastCol = -1;
      open = true;
    }

    /** The bytes of a text cost less than the driver's way to make a text of them. */
    @Override
    public @Nullable String getString(int column) throws SQLException {
      var bytes = getBytes(column);
      return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
    }
  }
}
