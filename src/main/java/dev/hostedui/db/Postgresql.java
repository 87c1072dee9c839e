package dev.hostedui.db;

import com.google.common.primitives.Longs;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.ConnectionFactory;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

/**
 * A PostgreSQL server behind one pool. Nothing waits for it without an end: two seconds for a
 * connection, and for an answer as long as {@link TimeLimit} says. A longer {@code socketTimeout}
 * in the JDBC address wins over it.
 */
final class Postgresql implements Storage {

  private static final long POOL_MILLISECONDS = 2_000;
  private static final long VALIDATION_MILLISECONDS = 1_000;
  private static final String CONNECT_SECONDS = "2";

  /** No other program has a reason to lock this number ("hosted-ui" in letters). */
  static final long LOCK = 0x686f737465647569L;

  private static final int LOCK_TRIES = 60;

  private static final int SESSIONS = 16;

  /** Changes may wait for a lock in all of theirs, and the others are left to who reads. */
  private static final int SESSIONS_THAT_CHANGE = 12;

  /** Between two statements of a transaction nothing is waited for. */
  private static final Duration IDLE = Duration.ofSeconds(10);

  /** A change may be overtaken in each of several things that it asks for. */
  private static final int CHANGE_TRIES = 3;

  /**
   * A name is another's already; what is referred to is gone, or what is to go is referred to; two
   * changes wait for each other, and this is the one that the server has ended.
   */
  private static final Set<String> OVERTAKEN = Set.of("23505", "23503", "40P01");

  /** The tables of ours, as their owner tells, of which this user may not even do the usual. */
  private static final String NOT_OURS_TO_USE =
      """
      SELECT MIN(c.relname) FROM pg_class c
      WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace
        AND c.relowner =
          (SELECT relowner FROM pg_class WHERE oid = to_regclass('flyway_schema_history'))
        AND NOT (has_table_privilege(c.oid, 'SELECT') AND has_table_privilege(c.oid, 'INSERT'))
      """;

  /** What there is in the schema that is worked in, and what may be done there. */
  private static final String WHOSE =
      """
      SELECT current_setting('server_encoding') AS encoding, current_schema() AS schema,
        has_schema_privilege(current_schema(), 'CREATE') AS may_create,
        (SELECT c.relname FROM pg_class c
         WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'S')
           AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
         ORDER BY c.relname <> 'flyway_schema_history', c.relname LIMIT 1) AS relation
      """;

  /** Connections that are lost together are noticed together. */
  private static final Duration LOSS = Duration.ofMillis(500);

  private final String place;
  private final HikariDataSource pool;
  private final Semaphore changing = new Semaphore(SESSIONS_THAT_CHANGE, true);
  private final AtomicLong lastLoss = new AtomicLong(System.nanoTime() - LOSS.toNanos());

  private Postgresql(String place, HikariDataSource pool) {
    this.place = place;
    this.pool = pool;
  }

  static Postgresql open(String url, String place) {
    var config = new HikariConfig();
    config.setJdbcUrl(url);
    config.setPoolName("postgresql");
    config.setMaximumPoolSize(SESSIONS);
    config.setConnectionTimeout(POOL_MILLISECONDS);
    config.setValidationTimeout(VALIDATION_MILLISECONDS);
    var driver = new Properties();
    driver.setProperty("connectTimeout", CONNECT_SECONDS);
    driver.setProperty("socketTimeout", seconds(TimeLimit.REQUEST));
    driver.setProperty("tcpKeepAlive", "true");
    driver.setProperty("prepareThreshold", "3");
    driver.setProperty("logServerErrorDetail", "false");
    driver.setProperty("reWriteBatchedInserts", "true");
    config.setDataSourceProperties(driver);
    config.setConnectionInitSql(limits(url, driver));
    return new Postgresql(place, new HikariDataSource(config));
  }

  /**
   * A server that was frozen in a transaction would keep others waiting for what it has locked for
   * as long as it is, and they could only say that nobody answers. So its session ends, and who
   * waits for a lock hears of that before they give the connection up.
   */
  private static String limits(String url, Properties driver) {
    var socket = Driver.parseURL(url, driver);
    var given = socket == null ? null : PGProperty.SOCKET_TIMEOUT.getOrDefault(socket);
    // what is no number is said when a connection is made
    var seconds = given == null ? null : Longs.tryParse(given);
    return "SET idle_in_transaction_session_timeout = "
        + IDLE.toMillis()
        + "; SET lock_timeout = "
        + (seconds == null || seconds <= 0 ? 0 : lockMilliseconds(Duration.ofSeconds(seconds)));
  }

  private static long lockMilliseconds(Duration answer) {
    return answer.multipliedBy(4).dividedBy(5).toMillis();
  }

  @Override
  public Database.Engine engine() {
    return Database.Engine.POSTGRESQL;
  }

  @Override
  public String place() {
    return place;
  }

  @Override
  public ConnectionFactory readers() {
    return this::connection;
  }

  @Override
  public ConnectionFactory writer() {
    return this::connection;
  }

  /**
   * Looks whether this program can work in the database, without changing anything.
   *
   * @throws StorageUnavailable when it cannot, or the database is another program's
   */
  void mustBeOurs() {
    var faults = new StorageFaults(place);
    try (var connection = pool.getConnection();
        var statement = connection.createStatement()) {
      String relation;
      try (var found = statement.executeQuery(WHOSE)) {
        found.next();
        relation = found.getString("relation");
        var encoding = found.getString("encoding");
        if (!"UTF8".equals(encoding))
          throw unfit(
              " keeps text as "
                  + encoding
                  + ", which has no place for the names of all people. Make one with ENCODING"
                  + " 'UTF8'.");
        if (found.getString("schema") == null)
          throw unfit(
              " has no schema of the name that HOSTED_UI_DATABASE_URL gives as currentSchema, or"
                  + " this user may not use it.");
        if (relation == null && !found.getBoolean("may_create"))
          throw unfit(
              " is empty, and this user may not make tables in its schema "
                  + found.getString("schema")
                  + ". Make the user its owner.");
      }
      if (relation == null) return;
      if (!relation.equals("flyway_schema_history")) throw faults.anothers("the table " + relation);
      var first = first(statement, Migrations.FIRST_APPLIED);
      if (first != null && !first.equals(Migrations.FIRST))
        throw faults.anothers("what " + first + " has made");
    } catch (SQLException e) {
      throw faults.of(new IllegalStateException(e));
    }
  }

  private StorageUnavailable unfit(String words) {
    return new StorageUnavailable(
        "The database " + place + words, new IllegalStateException("not fit"));
  }

  /** The pool sets back what is changed here when the connection is returned. */
  private Connection connection() throws SQLException {
    var connection = pool.getConnection();
    var limit = TimeLimit.current();
    if (limit == TimeLimit.REQUEST) return connection;
    try {
      var usual = connection.getNetworkTimeout();
      var wanted = Math.toIntExact(limit.answer().toMillis());
      // none at all is written 0
      if (usual != 0 && usual < wanted) connection.setNetworkTimeout(Runnable::run, wanted);
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  private static String seconds(TimeLimit limit) {
    return Long.toString(limit.answer().toSeconds());
  }

  @Override
  public Optional<KeptStatements> statements() {
    return Optional.empty();
  }

  /**
   * The server answers a commit when it is on its disk ({@code synchronous_commit}).
   *
   * <p>What must be unique may become another one's after a change has asked whether it is free,
   * and what it refers to may go after it has asked whether that is there. Then the change is run
   * again, and finds what it asked for taken or gone, as it would on SQLite, whose changes wait for
   * each other. So is one of two that have each locked what the other one waits for.
   */
  @Override
  public <T extends @Nullable Object> T change(
      Jdbi jdbi, Function<Handle, T> work, boolean lazily, Runnable written) {
    awaitSession();
    try {
      return changeInSession(jdbi, work, written);
    } finally {
      changing.release();
    }
  }

  /** Waits for one as long as for a connection of the pool, and fails as that does. */
  private void awaitSession() {
    try {
      if (changing.tryAcquire(POOL_MILLISECONDS, TimeUnit.MILLISECONDS)) return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new ConnectionException(
        new SQLTransientConnectionException(
            "other changes hold all sessions that changes may have"));
  }

  private <T extends @Nullable Object> T changeInSession(
      Jdbi jdbi, Function<Handle, T> work, Runnable written) {
    var limit = TimeLimit.current();
    for (var tries = 1; ; tries++) {
      var done = new AtomicBoolean();
      try {
        var result =
            jdbi.inTransaction(
                tx -> {
                  if (limit != TimeLimit.REQUEST)
                    tx.execute("SET LOCAL lock_timeout = " + lockMilliseconds(limit.answer()));
                  var made = work.apply(tx);
                  done.set(true);
                  return made;
                });
        written.run();
        return result;
      } catch (RuntimeException e) {
        // the server may have got the commit, and its answer was lost
        if (done.get() && StorageFaults.connectionLost(e))
          throw ((StorageUnavailable) new StorageFaults(place).of(e)).whileKeeping();
        if (tries == CHANGE_TRIES || !isOvertaken(e)) throw e;
      }
    }
  }

  private static boolean isOvertaken(RuntimeException e) {
    for (Throwable t = e; t != null; t = t.getCause())
      if (t instanceof SQLException sql)
        return sql.getSQLState() != null && OVERTAKEN.contains(sql.getSQLState());
    return false;
  }

  /** The files belong to the server, but it may be a copy that nobody can write to. */
  @Override
  public void check() {
    try (var connection = pool.getConnection();
        var statement = connection.createStatement()) {
      if ("on".equals(first(statement, "SHOW transaction_read_only"))) {
        // it may be so of the session alone, which keeps what it was told when it began
        connectionLost();
        throw new SQLException("its transactions are read-only", StorageFaults.READ_ONLY);
      }
      var closed = first(statement, NOT_OURS_TO_USE);
      if (closed != null)
        throw new SQLException("permission denied for table " + closed, StorageFaults.NO_RIGHTS);
    } catch (SQLException e) {
      throw new StorageFaults(place).of(new IllegalStateException(e));
    }
  }

  private static @Nullable String first(Statement statement, String sql) throws SQLException {
    try (var answer = statement.executeQuery(sql)) {
      return answer.next() ? answer.getString(1) : null;
    }
  }

  @Override
  public void connectionLost() {
    var now = System.nanoTime();
    var before = lastLoss.get();
    if (now - before < LOSS.toNanos() || !lastLoss.compareAndSet(before, now)) return;
    var connections = pool.getHikariPoolMXBean();
    if (connections != null) connections.softEvictConnections();
  }

  @Override
  public void alone(Jdbi jdbi, Runnable work) {
    jdbi.useHandle(
        handle -> {
          var before = handle.select("SHOW lock_timeout").mapTo(String.class).one();
          handle.execute("SET lock_timeout = '1s'");
          try {
            lock(handle);
            work.run();
          } finally {
            // all: a lock may have been given in the moment in which asking for it was given up;
            // the session has it then, and once more when it asks again
            handle.select("SELECT pg_advisory_unlock_all()::text").mapTo(String.class).one();
            handle.execute("SET lock_timeout = '" + before + "'");
          }
        });
  }

  /** Waits in steps that are shorter than the patience with an answer. */
  private void lock(Handle handle) {
    for (var tries = 1; ; tries++) {
      try {
        handle.select("SELECT pg_advisory_lock(?)::text", LOCK).mapTo(String.class).one();
        return;
      } catch (JdbiException e) {
        var busy =
            e.getCause() instanceof SQLException sql
                && StorageFaults.LOCK_NOT_AVAILABLE.equals(sql.getSQLState());
        if (!busy) throw e;
        if (tries == LOCK_TRIES)
          throw new StorageUnavailable(
              "Another copy of this program has been preparing the database "
                  + place
                  + " for a minute. Start again when it has finished.",
              e);
      }
    }
  }

  @Override
  public void close() {
    pool.close();
  }
}
