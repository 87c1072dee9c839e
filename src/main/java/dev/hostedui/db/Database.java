package dev.hostedui.db;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.core.statement.StatementExceptions;
import org.jdbi.v3.core.statement.TemplateEngine;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteException;

/**
 * An open database with its two doors: {@link #read} and {@link #inTransaction}.
 *
 * <p>A failure of the storage itself (disk full, file read-only, server away) leaves either door as
 * {@link StorageUnavailable}; everything else that is thrown inside passes through unchanged and
 * rolls the transaction back.
 */
public final class Database implements AutoCloseable {

  /** Which engine is behind the address. */
  public enum Engine {
    SQLITE,
    POSTGRESQL
  }

  private static final int BUSY_TIMEOUT_MILLISECONDS = 5_000;
  private static final int POOL_TIMEOUT_MILLISECONDS = 10_000;

  /**
   * More than run at once: waiting for a connection costs more than reading with one. Each keeps at
   * most {@link #READER_CACHE}.
   */
  private static final int READERS = 16;

  private static final String READER_CACHE = "-2048";

  private final Engine engine;
  private final String place;
  private final List<HikariDataSource> pools;
  private final KeptStatements statements = new KeptStatements();
  private final Map<String, NamedParameters> named = new ConcurrentHashMap<>();
  private final DataSource readerSource;
  private final Jdbi readers;
  private final Jdbi writer;

  private Database(Engine engine, String place, HikariDataSource readers, HikariDataSource writer) {
    this.engine = engine;
    this.place = place;
    this.pools = readers == writer ? List.of(writer) : List.of(readers, writer);
    this.readerSource = readers;
    this.readers = jdbi(readers);
    this.writer = jdbi(writer);
  }

  /**
   * Opens the database at a JDBC address, making the SQLite file and its folder if they are
   * missing. The schema is not touched: see {@link Migrations}.
   *
   * @throws StorageUnavailable when it cannot be opened; the message is fit to be shown
   */
  public static Database open(String url) {
    try {
      return url.startsWith("jdbc:sqlite:") ? openSqlite(url) : openPostgresql(url);
    } catch (HikariPool.PoolInitializationException e) {
      for (Throwable t = e; t != null; t = t.getCause())
        if (t instanceof SQLException sql && sql.getCause() == null)
          throw new StorageUnavailable(words(sql, placeOf(url)), e);
      throw new StorageUnavailable(
          "The database " + placeOf(url) + " cannot be opened: " + rootMessage(e), e);
    }
  }

  /** The address as it may be shown: without what may hold a password. */
  private static String placeOf(String url) {
    return fileOf(url).map(Path::toString).orElse(url.replaceAll("\\?.*", ""));
  }

  /** What is wrong with the storage, and what to do about it. */
  private static String words(SQLException e, String place) {
    var reason = " (" + e.getMessage() + ")";
    if (e instanceof SQLiteException sqlite) {
      return switch (sqlite.getResultCode().code & 0xff) {
            case 5, 6 -> "The database " + place + " is held by another program.";
            case 8 ->
                "The database " + place + " cannot be written: it or its folder is read-only.";
            case 10, 13 -> "The disk that holds the database " + place + " is full, or fails.";
            case 11, 26 -> "The file " + place + " is damaged, or no database.";
            default ->
                "The database "
                    + place
                    + " cannot be opened: this user must be able to read and write it and its"
                    + " folder.";
          }
          + reason;
    }
    var state = String.valueOf(e.getSQLState());
    if (state.startsWith("28"))
      return "The database server of " + place + " refuses this user or password." + reason;
    if (state.startsWith("3D"))
      return "The database server has no database " + place + "." + reason;
    return "The database server of " + place + " does not answer as it should." + reason;
  }

  /** The file of an SQLite address, or empty for a server or a database in memory. */
  public static Optional<Path> fileOf(String url) {
    if (!url.startsWith("jdbc:sqlite:") || url.contains(":memory:")) return Optional.empty();
    var path = url.substring("jdbc:sqlite:".length());
    var query = path.indexOf('?');
    return Optional.of(Path.of(query < 0 ? path : path.substring(0, query)));
  }

  private static Database openSqlite(String url) {
    fileOf(url).ifPresent(Database::makeFolder);
    var writing = sqliteConfig();
    writing.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
    var writer = pool("writer", sqlite(url, writing), 1);
    var reading = sqliteConfig();
    reading.setPragma(SQLiteConfig.Pragma.CACHE_SIZE, READER_CACHE);
    var readerPool = poolConfig("readers", sqlite(url, reading), READERS);
    readerPool.setConnectionInitSql("PRAGMA query_only = 1");
    return new Database(Engine.SQLITE, placeOf(url), new HikariDataSource(readerPool), writer);
  }

  private static void makeFolder(Path file) {
    var folder = file.toAbsolutePath().getParent();
    try {
      if (folder == null || Files.exists(folder)) return;
      Files.createDirectories(folder);
      // people's addresses and sessions are nobody else's business on this machine
      if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
      }
    } catch (IOException e) {
      throw new StorageUnavailable(
          "The folder " + folder + " cannot be made: " + e.getMessage(), e);
    }
  }

  private static SQLiteConfig sqliteConfig() {
    var config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.NORMAL);
    config.setBusyTimeout(BUSY_TIMEOUT_MILLISECONDS);
    config.enforceForeignKeys(true);
    config.setTempStore(SQLiteConfig.TempStore.MEMORY);
    return config;
  }

  private static DataSource sqlite(String url, SQLiteConfig config) {
    var source = new SQLiteDataSource(config);
    source.setUrl(url);
    return source;
  }

  private static Database openPostgresql(String url) {
    var config = new HikariConfig();
    config.setJdbcUrl(url);
    config.setPoolName("postgresql");
    config.setMaximumPoolSize(16);
    config.setConnectionTimeout(POOL_TIMEOUT_MILLISECONDS);
    var driver = new Properties();
    driver.setProperty("prepareThreshold", "3");
    driver.setProperty("logServerErrorDetail", "false");
    driver.setProperty("reWriteBatchedInserts", "true");
    config.setDataSourceProperties(driver);
    var pool = new HikariDataSource(config);
    return new Database(Engine.POSTGRESQL, placeOf(url), pool, pool);
  }

  private static HikariDataSource pool(String name, DataSource source, int size) {
    return new HikariDataSource(poolConfig(name, source, size));
  }

  private static HikariConfig poolConfig(String name, DataSource source, int size) {
    var config = new HikariConfig();
    config.setPoolName(name);
    config.setDataSource(source);
    config.setMaximumPoolSize(size);
    config.setConnectionTimeout(POOL_TIMEOUT_MILLISECONDS);
    // a file does not drop connections, and their kept statements are worth keeping
    config.setMaxLifetime(0);
    config.setKeepaliveTime(0);
    return config;
  }

  private Jdbi jdbi(DataSource source) {
    var jdbi = Jdbi.create(source).installPlugin(new StoredTypes());
    jdbi.setStatementBuilderFactory(connection -> statements);
    jdbi.getConfig(SqlStatements.class).setTemplateEngine(TemplateEngine.NOP);
    // what was bound may be a secret, and what is thrown goes to the log
    jdbi.getConfig(StatementExceptions.class)
        .setMessageRendering(
            it -> {
              var context = it.getStatementContext();
              return it.getShortMessage()
                  + (context == null ? "" : " [" + context.getRawSql() + "]");
            });
    return jdbi;
  }

  public Engine engine() {
    return engine;
  }

  /** Runs a read. Statements that change something fail on SQLite, whose readers cannot write. */
  public <T extends @Nullable Object> T read(Function<Handle, T> work) {
    try {
      return readers.withHandle(work::apply);
    } catch (JdbiException e) {
      throw storageFailure(e);
    }
  }

  /** {@link #rows(String, RowReader, Object...)} for a statement whose parameters have names. */
  public <T> List<T> rows(String sql, RowReader<T> reader, Map<String, ?> parameters) {
    var named = this.named.computeIfAbsent(sql, NamedParameters::of);
    return rows(named.sql(), reader, named.values(parameters));
  }

  /**
   * Reads the rows of one statement, whose parameters are written {@code ?}.
   *
   * <p>For the few statements that run on nearly every request, and for nothing else: JDBI is the
   * better tool, but it spends several times what SQLite needs to find a session.
   */
  public <T> List<T> rows(String sql, RowReader<T> reader, Object... parameters) {
    try (var connection = readerSource.getConnection()) {
      var statement = statements.take(connection, sql);
      try {
        if (statement.getParameterMetaData().getParameterCount() != parameters.length)
          throw new IllegalArgumentException("a value for each parameter of: " + sql);
        for (var i = 0; i < parameters.length; i++)
          statement.setObject(i + 1, StoredTypes.stored(parameters[i]));
        var rows = new ArrayList<T>();
        try (var result = statement.executeQuery()) {
          while (result.next()) rows.add(reader.read(result));
        }
        return rows;
      } finally {
        statements.giveBack(connection, sql, statement);
      }
    } catch (SQLException e) {
      throw storageFailure(new IllegalStateException(sql, e));
    }
  }

  /**
   * Runs a change: all of it, or nothing when anything is thrown. Rules are checked in here too.
   */
  public <T extends @Nullable Object> T inTransaction(Function<Handle, T> work) {
    try {
      return writer.inTransaction(work::apply);
    } catch (JdbiException e) {
      throw storageFailure(e);
    }
  }

  /** {@link #inTransaction} for work without a result. */
  public void useTransaction(Consumer<Handle> work) {
    inTransaction(
        tx -> {
          work.accept(tx);
          return Boolean.TRUE;
        });
  }

  private RuntimeException storageFailure(RuntimeException e) {
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (t instanceof SQLException sql && isStorage(sql)) {
        return new StorageUnavailable(words(sql, place), e);
      }
    }
    return e;
  }

  /** Whether the engine could not do its work, as opposed to refusing a statement. */
  private static boolean isStorage(SQLException e) {
    if (e instanceof SQLiteException sqlite) {
      return switch (sqlite.getResultCode().code & 0xff) {
        case 5, 6, 8, 10, 11, 13, 14, 26 ->
            true; // busy locked readonly ioerr corrupt full cantopen notadb
        default -> false;
      };
    }
    var state = e.getSQLState();
    return e instanceof SQLTransientConnectionException
        || (state != null
            && (state.startsWith("08")
                || state.startsWith("53")
                || state.startsWith("57P")
                || state.equals("25006")));
  }

  private static String rootMessage(Throwable e) {
    var root = e;
    while (root.getCause() != null) root = root.getCause();
    return String.valueOf(root.getMessage());
  }

  @Override
  public void close() {
    pools.forEach(HikariDataSource::close);
  }
}
