package dev.hostedui.db;

import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.WeakHashMap;
import org.jdbi.v3.core.statement.StatementBuilder;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConnection;

/**
 * Keeps prepared statements with the SQLite connection that prepared them, so that the next request
 * on it need not parse the same text again. PostgreSQL's driver does this itself and is left alone.
 *
 * <p>A statement is taken out while in use, so the same text inside itself gets a second one. Of
 * texts made at run time (lists of values) only so many are kept as {@link #MOST}.
 */
final class KeptStatements implements StatementBuilder {

  private static final int MOST = 200;
  private static final Map<SQLiteConnection, Map<String, PreparedStatement>> KEPT =
      new WeakHashMap<>();

  @Override
  public Statement create(Connection connection, StatementContext context) throws SQLException {
    return connection.createStatement();
  }

  @Override
  public PreparedStatement create(Connection connection, String sql, StatementContext context)
      throws SQLException {
    var raw = raw(connection);
    if (raw == null || context.isReturningGeneratedKeys()) return connection.prepareStatement(sql);
    var kept = of(raw).remove(sql);
    return kept != null ? kept : raw.prepareStatement(sql);
  }

  @Override
  public CallableStatement createCall(Connection connection, String sql, StatementContext context)
      throws SQLException {
    return connection.prepareCall(sql);
  }

  @Override
  public void close(Connection connection, @Nullable String sql, @Nullable Statement statement)
      throws SQLException {
    if (statement == null) return;
    var raw = raw(connection);
    if (raw != null && sql != null && statement instanceof PreparedStatement prepared) {
      var kept = of(raw);
      if (kept.size() < MOST && !prepared.isClosed()) {
        // an open result would hold the reader's snapshot and stop the WAL from being emptied
        prepared.clearParameters();
        prepared.clearBatch();
        if (kept.putIfAbsent(sql, prepared) == null) return;
      }
    }
    statement.close();
  }

  private static @Nullable SQLiteConnection raw(Connection connection) throws SQLException {
    return connection.isWrapperFor(SQLiteConnection.class)
        ? connection.unwrap(SQLiteConnection.class)
        : null;
  }

  /** A connection is used by one thread at a time; only the outer map is shared. */
  private static Map<String, PreparedStatement> of(SQLiteConnection connection) {
    synchronized (KEPT) {
      return KEPT.computeIfAbsent(connection, any -> new HashMap<>());
    }
  }
}
