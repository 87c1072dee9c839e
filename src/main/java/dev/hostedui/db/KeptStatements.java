package dev.hostedui.db;

import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
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

  /**
   * A connection of the pools lives as long as the database, and is used by one thread at a time.
   */
  private final Map<SQLiteConnection, Map<String, PreparedStatement>> kept =
      new ConcurrentHashMap<>();

  @Override
  public Statement create(Connection connection, StatementContext context) throws SQLException {
    return connection.createStatement();
  }

  @Override
  public PreparedStatement create(Connection connection, String sql, StatementContext context)
      throws SQLException {
    return context.isReturningGeneratedKeys()
        ? connection.prepareStatement(sql)
        : take(connection, sql);
  }

  /** A statement of this text that nobody else uses. */
  PreparedStatement take(Connection connection, String sql) throws SQLException {
    var raw = raw(connection);
    if (raw == null) return connection.prepareStatement(sql);
    var statement = of(raw).remove(sql);
    return statement != null ? statement : raw.prepareStatement(sql);
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
    if (sql != null && statement instanceof PreparedStatement prepared)
      giveBack(connection, sql, prepared);
    else statement.close();
  }

  /** Keeps a statement for the next who needs it, or closes it. */
  void giveBack(Connection connection, String sql, PreparedStatement statement)
      throws SQLException {
    var raw = raw(connection);
    if (raw != null && !statement.isClosed()) {
      var others = of(raw);
      if (others.size() < MOST) {
        // its parameters stay: clearing them makes SQLite plan a larger statement anew, which costs
        // five times what running it does, and whoever takes it binds them all
        statement.clearBatch();
        if (others.putIfAbsent(sql, statement) == null) return;
      }
    }
    statement.close();
  }

  private static @Nullable SQLiteConnection raw(Connection connection) throws SQLException {
    return connection.isWrapperFor(SQLiteConnection.class)
        ? connection.unwrap(SQLiteConnection.class)
        : null;
  }

  private Map<String, PreparedStatement> of(SQLiteConnection connection) {
    var known = kept.get(connection);
    return known != null ? known : kept.computeIfAbsent(connection, any -> new HashMap<>());
  }
}
