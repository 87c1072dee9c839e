package dev.hostedui.db;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jdbi.v3.core.ConnectionFactory;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/** An SQLite file in WAL mode: one connection that changes, a pool of others that only read. */
final class Sqlite implements Storage {

  /** What the address of a file begins with. */
  static final String ADDRESS = "jdbc:sqlite:";

  private static final int BUSY_TIMEOUT_MILLISECONDS = 3_000;
  private static final int POOL_TIMEOUT_MILLISECONDS = 3_000;

  /**
   * More than run at once: waiting for a connection costs more than reading with one. Each keeps at
   * most {@link #READER_CACHE}.
   */
  private static final int READERS = 16;

  private static final String READER_CACHE = "-2048";

  /** Holds what changes in a row touch again and again, in KiB. */
  private static final String WRITER_CACHE = "-16384";

  /**
   * After so many pages of the log they are written to the file, each once however often it is in
   * the log: four times SQLite's own number, and 16 MB.
   */
  private static final int CHECKPOINT_PAGES = 4_000;

  private final Path path;
  private final SqliteFile file;
  private final HikariDataSource readers;
  private final HikariDataSource writer;
  private final KeptStatements statements = new KeptStatements();
  private final SharedChanges changes;

  private Sqlite(Path path, SqliteFile file, HikariDataSource readers, HikariDataSource writer) {
    this.path = path;
    this.file = file;
    this.readers = readers;
    this.writer = writer;
    this.changes = new SharedChanges(POOL_TIMEOUT_MILLISECONDS, file);
  }

  /**
   * Looks at a file without changing it.
   *
   * @throws StorageUnavailable when it is no database, or another program's
   */
  static void mustBeOurs(Path path) {
    try {
      if (!Files.isReadable(path) || Files.isDirectory(path) || Files.size(path) == 0) return;
    } catch (IOException e) {
      return; // whoever opens it says what is wrong
    }
    var folder = path.toAbsolutePath().getParent();
    if (folder != null) SqliteLibrary.load(folder);
    var faults = new StorageFaults(path.toString());
    var config = new SQLiteConfig();
    config.setReadOnly(true);
    config.setBusyTimeout(BUSY_TIMEOUT_MILLISECONDS);
    try (var connection = config.createConnection(ADDRESS + path);
        var statement = connection.createStatement()) {
      String table = null;
      try (var tables =
          statement.executeQuery(
              "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite~_%'"
                  + " ESCAPE '~' ORDER BY name <> 'flyway_schema_history' LIMIT 1")) {
        if (tables.next()) table = tables.getString(1);
      }
      if (table == null) return;
      if (!table.equals("flyway_schema_history")) throw faults.anothers("the table " + table);
      try (var first = statement.executeQuery(Migrations.FIRST_APPLIED)) {
        if (first.next() && !Migrations.FIRST.equals(first.getString(1)))
          throw faults.anothers("what " + first.getString(1) + " has made");
      }
    } catch (SQLException e) {
      throw faults.of(new IllegalStateException(e));
    }
  }

  static Sqlite open(Path path, WalSync.@Nullable Force force) {
    try (var begun = BeginLock.ifNew(path)) {
      var file = SqliteFile.open(path, force);
      var url = ADDRESS + path;
      var writing = config();
      writing.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
      writing.setPragma(SQLiteConfig.Pragma.CACHE_SIZE, WRITER_CACHE);
      var writer = pool("writer", source(url, writing), 1);
      writer.setConnectionInitSql("PRAGMA wal_autocheckpoint = " + CHECKPOINT_PAGES);
      var reading = config();
      reading.setPragma(SQLiteConfig.Pragma.CACHE_SIZE, READER_CACHE);
      var readers = pool("readers", source(url, reading), READERS);
      readers.setConnectionInitSql("PRAGMA query_only = 1");
      return new Sqlite(path, file, new HikariDataSource(readers), new HikariDataSource(writer));
    }
  }

  private static SQLiteConfig config() {
    var config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    // the file is whole whatever happens; that a change is on the disk is the work of WalSync
    config.setSynchronous(SQLiteConfig.SynchronousMode.NORMAL);
    config.setBusyTimeout(BUSY_TIMEOUT_MILLISECONDS);
    config.enforceForeignKeys(true);
    // nobody asks for them, and the driver would run another statement after each that inserts
    config.setGetGeneratedKeys(false);
    config.setTempStore(SQLiteConfig.TempStore.MEMORY);
    return config;
  }

  private static DataSource source(String url, SQLiteConfig config) {
    var source = new SQLiteDataSource(config);
    source.setUrl(url);
    return source;
  }

  private static HikariConfig pool(String name, DataSource source, int size) {
    var config = new HikariConfig();
    config.setPoolName(name);
    config.setDataSource(source);
    config.setMaximumPoolSize(size);
    config.setConnectionTimeout(POOL_TIMEOUT_MILLISECONDS);
    config.setValidationTimeout(POOL_TIMEOUT_MILLISECONDS);
    // a file does not drop connections, and their kept statements are worth keeping
    config.setMaxLifetime(0);
    config.setKeepaliveTime(0);
    return config;
  }

  @Override
  public Database.Engine engine() {
    return Database.Engine.SQLITE;
  }

  @Override
  public String place() {
    return path.toString();
  }

  @Override
  public ConnectionFactory readers() {
    return readers::getConnection;
  }

  @Override
  public ConnectionFactory writer() {
    return writer::getConnection;
  }

  @Override
  public Optional<KeptStatements> statements() {
    return Optional.of(statements);
  }

  @Override
  public <T extends @Nullable Object> T change(
      Jdbi jdbi, Function<Handle, T> work, boolean lazily, Runnable written) {
    return changes.run(jdbi, work, !lazily, written);
  }

  @Override
  public void check() {
    file.check();
    file.checkRoom();
  }

  @Override
  public void connectionLost() {
    // a file has no connection that could be lost
  }

  /** One server serves a file, but commands work beside it. */
  @Override
  public void alone(Jdbi jdbi, Runnable work) {
    try (var lock = BeginLock.of(path)) {
      work.run();
    }
  }

  @Override
  public void close() {
    // at its end the last connection moves the log into the file, as far as this program knows it,
    // and deletes it: what others have written since it is not the same any more would be lost
    if (file.isWhole()) {
      readers.close();
      writer.close();
    }
    file.close();
  }
}
