package dev.hostedui.db;

import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.statement.StatementBuilder;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConnection;

/**
 * Keeps prepared statements with the SQLite connection that prepared them, so that the next request
 * on it need not parse the same text again. Not for PostgreSQL, whose driver does this itself.
 *
 * <p>A statement is taken out while in use, so the same text inside itself gets a second one. Only
 * the {@link #MOST} used last are kept: there are more texts than that, some of them made at run
 * time (lists of values), and those that are needed all the time must not be kept out by earlier
 * ones.
 */
final class KeptStatements implements StatementBuilder {

  private static final Logger LOG = LoggerFactory.getLogger(KeptStatements.class);
  private static final int MOST = 200;

  /**
   * Of one connection.
   *
   * @param free by their text, the one used longest ago first
   * @param taken the texts of those in use: JDBI gives a statement back by the text with names in
   *     it, which is not the one that was prepared
   */
  private record Statements(
      Map<String, PreparedStatement> free, Map<PreparedStatement, String> taken) {}

  /**
   * A connection of the pools lives as long as the database, and is used by one thread at a time.
   */
  private final Map<SQLiteConnection, Statements> kept = new ConcurrentHashMap<>();

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
    var raw = connection.unwrap(SQLiteConnection.class);
    var statements = of(raw);
    var known = statements.free.remove(sql);
    var statement = known != null ? known : new KeptStatement(raw, sql);
    statements.taken.put(statement, sql);
    return statement;
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
    if (statement instanceof PreparedStatement prepared) giveBack(connection, prepared);
    else statement.close();
  }

  /**
   * Keeps a statement for the next who needs it, or closes it. Throws nothing: what failed before
   * must not be hidden by a statement that cannot be put away.
   */
  void giveBack(Connection connection, PreparedStatement statement) {
    try {
      if (!keep(connection, statement)) statement.close();
    } catch (SQLException e) {
      LOG.debug("a statement could not be put away: {}", e.getMessage());
    }
  }

  private boolean keep(Connection connection, PreparedStatement statement) throws SQLException {
    var statements = of(connection.unwrap(SQLiteConnection.class));
    var sql = statements.taken.remove(statement);
    if (sql == null || statement.isClosed()) return false;
    // its parameters stay: clearing them makes SQLite plan a larger statement anew, which costs
    // five times what running it does, and whoever takes it binds them all
    statement.clearBatch();
    if (statements.free.putIfAbsent(sql, statement) != null) return false;
    if (statements.free.size() > MOST) {
      var longestAgo = statements.free.values().iterator();
      var gone = longestAgo.next();
      longestAgo.remove();
      gone.close();
    }
    return true;
  }

  /**
   * Drops what is kept of a connection on which something failed: a statement that failed half-way
   * cannot be used again.
   */
  void forget(Connection connection) {
    try {
      var all = kept.remove(connection.unwrap(SQLiteConnection.class));
      if (all != null) for (var statement : all.free.values()) statement.close();
    } catch (SQLException e) {
      LOG.debug("statements could not be closed: {}", e.getMessage());
    }
  }

  private Statements of(SQLiteConnection connection) {
    var known = kept.get(connection);
    return known != null
        ? known
        : kept.computeIfAbsent(
            connection, any -> new Statements(new LinkedHashMap<>(), new IdentityHashMap<>()));
  }
}
