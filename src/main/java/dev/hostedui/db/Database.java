package dev.hostedui.db;

import com.zaxxer.hikari.pool.HikariPool;
import dev.hostedui.db.StorageUnavailable.Reason;
import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jdbi.v3.core.ConnectionFactory;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.ColonPrefixSqlParser;
import org.jdbi.v3.core.statement.SqlParser;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.core.statement.StatementExceptions;
import org.jdbi.v3.core.statement.TemplateEngine;
import org.jspecify.annotations.Nullable;

/**
 * An open database with its two doors: {@link #read} and {@link #inTransaction}.
 *
 * <p>A failure of the storage itself (disk full, file removed, server away) leaves either door as
 * {@link StorageUnavailable}, after a few seconds at the latest; everything else that is thrown
 * inside passes through unchanged and rolls the transaction back.
 */
public final class Database implements AutoCloseable {

  /** Which engine is behind the address. */
  public enum Engine {
    SQLITE,
    POSTGRESQL
  }

  /** Who waited longer than this for a lost connection is not kept waiting a second time. */
  private static final Duration SOON = Duration.ofSeconds(1);

  /** What a statement means is the same through both doors and for every database. */
  private static final SqlParser STATEMENTS = new ColonPrefixSqlParser();

  /** As many as Linux follows. */
  private static final int MOST_LINKS = 40;

  /** What refuses the changes of this thread, see {@link #whileHolds}. */
  private static final ThreadLocal<@Nullable Consumer<Handle>> RULE = new ThreadLocal<>();

  /** Whether this thread has kept a change for its request, see {@link #beginRequest}. */
  private static final ThreadLocal<@Nullable Boolean> KEPT = new ThreadLocal<>();

  /** What this thread does not ask a database again after, see {@link #notAskedAgain}. */
  private static final ThreadLocal<@Nullable StorageUnavailable> FAILED = new ThreadLocal<>();

  private final Storage storage;
  private final StorageFaults faults;
  private final Map<String, NamedParameters> named = new ConcurrentHashMap<>();
  private final Turnstile reads = Turnstile.ofReads();
  private final Turnstile changes = Turnstile.ofChanges();
  private final Jdbi readers;
  private final Jdbi writer;

  /** Why changes fail, from the first one that did until one that does not. */
  private volatile @Nullable Reason trouble;

  private Database(Storage storage) {
    this.storage = storage;
    this.faults = new StorageFaults(storage.place());
    this.readers = jdbi(storage, storage.readers());
    this.writer = jdbi(storage, storage.writer());
  }

  /**
   * Opens the database at a JDBC address, making the SQLite file and its folder if they are
   * missing, for this user alone. The schema is not touched: see {@link Migrations}. What another
   * program has made is left as it is.
   *
   * @throws StorageUnavailable when it cannot be opened, or is another program's; the message is
   *     fit to be shown
   */
  public static Database open(String url) {
    // a file would be changed by opening it
    fileOf(url).ifPresent(Sqlite::mustBeOurs);
    var database = open(url, null);
    try {
      if (database.storage instanceof Postgresql server) server.mustBeOurs();
      return database;
    } catch (StorageUnavailable e) {
      database.close();
      throw e;
    }
  }

  /** Opens it whosever it is, with a way of one's own to bring SQLite's log to the disk. */
  static Database open(String url, WalSync.@Nullable Force force) {
    var file = fileOf(url);
    var place = placeOf(url);
    try {
      return new Database(
          file.isPresent() ? Sqlite.open(file.get(), force) : Postgresql.open(url, place));
    } catch (HikariPool.PoolInitializationException e) {
      throw new StorageFaults(place).cannotOpen(e);
    }
  }

  /**
   * The file of an SQLite address, or empty for a server. Where links are on the way, it is the
   * file that they lead to, made or not: SQLite keeps its log beside that one, and all programs at
   * it must find each other's locks there.
   */
  public static Optional<Path> fileOf(String url) {
    if (!url.startsWith(Sqlite.ADDRESS)) return Optional.empty();
    var path = Path.of(url.substring(Sqlite.ADDRESS.length()));
    try {
      var absolute = path.toAbsolutePath();
      var real = real(absolute, MOST_LINKS);
      return Optional.of(real.equals(absolute.normalize()) ? path : real);
    } catch (IOException e) {
      // whoever opens it says what is wrong
      return Optional.of(path);
    }
  }

  private static Path real(Path path, int links) throws IOException {
    if (Files.isSymbolicLink(path)) {
      if (links == 0) throw new FileSystemLoopException(path.toString());
      return real(path.resolveSibling(Files.readSymbolicLink(path)), links - 1);
    }
    if (Files.exists(path)) return path.toRealPath();
    var folder = path.getParent();
    return folder == null ? path : real(folder, links).resolve(path.getFileName());
  }

  /** What may be shown of an address: the file, or the server without user and password. */
  public static String placeOf(String url) {
    return fileOf(url).map(Path::toString).orElse(url.replaceAll("[?&;@].*", ""));
  }

  private static Jdbi jdbi(Storage storage, ConnectionFactory source) {
    var jdbi = Jdbi.create(source).installPlugin(new StoredTypes());
    storage.statements().ifPresent(kept -> jdbi.setStatementBuilderFactory(connection -> kept));
    jdbi.getConfig(SqlStatements.class)
        .setTemplateEngine(TemplateEngine.NOP)
        .setSqlParser(STATEMENTS);
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
    return storage.engine();
  }

  /**
   * Runs a read, and once more when its connection turns out to be lost. Statements that change
   * something fail on SQLite, whose readers cannot write.
   */
  public <T extends @Nullable Object> T read(Function<Handle, T> work) {
    return reading(() -> readers.withHandle(handle -> run(handle, work)));
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
    return reading(
        () -> {
          try (var connection = storage.readers().openConnection()) {
            return select(connection, sql, reader, parameters);
          } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
          }
        });
  }

  private <T> List<T> select(
      Connection connection, String sql, RowReader<T> reader, Object... parameters)
      throws SQLException {
    var kept = storage.statements().orElse(null);
    if (kept == null) {
      try (var statement = connection.prepareStatement(sql)) {
        return select(statement, sql, reader, parameters);
      }
    }
    var statement = kept.take(connection, sql);
    var worked = false;
    try {
      var rows = select(statement, sql, reader, parameters);
      worked = true;
      return rows;
    } finally {
      kept.giveBack(connection, statement);
      if (!worked) kept.forget(connection);
    }
  }

  private static <T> List<T> select(
      PreparedStatement statement, String sql, RowReader<T> reader, Object... parameters)
      throws SQLException {
    if (statement.getParameterMetaData().getParameterCount() != parameters.length)
      throw new IllegalArgumentException("a value for each parameter of: " + sql);
    for (var i = 0; i < parameters.length; i++)
      statement.setObject(i + 1, StoredTypes.stored(parameters[i]));
    var rows = new ArrayList<T>();
    try (var result = statement.executeQuery()) {
      while (result.next()) rows.add(reader.read(result));
    }
    return rows;
  }

  /**
   * Runs a change: all of it, or nothing when anything is thrown. Rules are checked in here too.
   * When it returns, the change is on the disk.
   *
   * <p>The work reads through its handle only: what {@link #read} sees meanwhile may lack the
   * change before this one, and a rule asked there would be asked of the past. It may be run more
   * than once, so it leaves nothing behind outside the database.
   */
  public <T extends @Nullable Object> T inTransaction(Function<Handle, T> work) {
    var refuses = RULE.get();
    return changing(
        tx -> {
          var done = work.apply(tx);
          if (refuses != null) refuses.accept(tx);
          return done;
        },
        false);
  }

  /**
   * Says that what this thread does from now on is for a new request. A request may need several
   * changes and reads: where the storage fails after the first change was kept, it is not to be
   * said that nothing was changed. What is only noted does not count.
   */
  public static void beginRequest() {
    KEPT.set(Boolean.FALSE);
  }

  /**
   * Runs work that tells somebody of a failure. They have waited for a database that does not
   * answer already, so whatever the work would ask it fails in the same way at once; one that
   * answers, and takes no changes, is asked as ever.
   */
  public static void notAskedAgain(StorageUnavailable failure, Runnable work) {
    if (failure.reason() == Reason.UNREACHABLE) FAILED.set(failure);
    try {
      work.run();
    } finally {
      FAILED.remove();
    }
  }

  /** {@link #inTransaction} for work without a result. */
  public void useTransaction(Consumer<Handle> work) {
    inTransaction(asFunction(work));
  }

  /**
   * Runs some work on this thread, each of whose changes is kept only while something still holds.
   * What let somebody in may have ended while their change waited for others, so it is asked last,
   * when nothing is waited for any more.
   *
   * @param rule refuses a change by throwing
   */
  public void whileHolds(Consumer<Handle> rule, Runnable work) {
    RULE.set(rule);
    try {
      work.run();
    } finally {
      RULE.remove();
    }
  }

  /**
   * Runs a change that nobody was promised, such as a note of when someone was last seen: it may be
   * lost with the power, and waits for no disk.
   */
  public void note(Consumer<Handle> work) {
    changing(asFunction(work), true);
  }

  /**
   * Runs a change to learn what would become of it, and takes all of it back. Other changes wait
   * meanwhile as for any change. What work does outside the database, it must not do in here.
   */
  @SuppressWarnings({"unchecked", "NullAway"}) // the result is what the work has answered
  public <T extends @Nullable Object> T rehearse(Function<Handle, T> work) {
    try {
      return changing(
          tx -> {
            throw new Rehearsed(work.apply(tx));
          },
          true);
    } catch (Rehearsed done) {
      return (T) done.result;
    }
  }

  /** Takes a change back that nobody has refused. */
  private static final class Rehearsed extends RuntimeException {
    private final transient @Nullable Object result;

    Rehearsed(@Nullable Object result) {
      super("rehearsed", null, false, false);
      this.result = result;
    }
  }

  private static Function<Handle, Boolean> asFunction(Consumer<Handle> work) {
    return tx -> {
      work.accept(tx);
      return Boolean.TRUE;
    };
  }

  /**
   * Now, as a clock of this machine and that of the database's server have it, the later of both.
   * What is dated long after that was dated by a clock that was ahead; by its own clock alone, a
   * node that is behind would think so of all that the others date. SQLite's file is on this
   * machine.
   */
  public Instant latestNow(Clock clock) {
    var now = clock.instant();
    return serverNow().filter(server -> server.isAfter(now)).orElse(now);
  }

  /** Now, as the clock of the database's server has it; empty where its file is on this machine. */
  public Optional<Instant> serverNow() {
    if (engine() == Engine.SQLITE) return Optional.empty();
    return Optional.of(
        read(
            handle ->
                handle
                    .createQuery(
                        "SELECT CAST(EXTRACT(EPOCH FROM CURRENT_TIMESTAMP) * 1000 AS BIGINT)")
                    .mapTo(Instant.class)
                    .one()));
  }

  /**
   * Runs what prepares a database while no other node at it does: two that start at once on an
   * empty one would both fill it.
   *
   * @throws StorageUnavailable when another one takes longer than a minute
   */
  public void alone(Runnable work) {
    try {
      storage.alone(writer, work);
    } catch (JdbiException e) {
      throw faults.of(e);
    }
  }

  /** Why the schema cannot be brought up: what the engine said of it, in plain words if we can. */
  StorageUnavailable cannotPrepare(RuntimeException e) {
    return faults.cannotPrepare(e);
  }

  /** Why requests that need data cannot all be answered now, or empty when they can. */
  public Optional<Reason> trouble() {
    try {
      read(handle -> handle.createQuery("SELECT 1").mapTo(Integer.class).one());
      storage.check();
      if (trouble == Reason.HELD || (trouble == Reason.READ_ONLY && engine() == Engine.POSTGRESQL))
        lookWhetherItIsOver();
      return Optional.ofNullable(trouble);
    } catch (StorageUnavailable e) {
      return Optional.of(e.reason());
    }
  }

  /**
   * Whoever held it may have let go, and a copy may have become the one that is written to, which a
   * server that is sent no requests would not notice.
   */
  private void lookWhetherItIsOver() {
    var before = trouble;
    changing(tx -> true, true);
    if (trouble == before) trouble = null;
  }

  private <T extends @Nullable Object> T reading(Supplier<T> work) {
    var began = System.nanoTime();
    try {
      return through(reads, work);
    } catch (StorageUnavailable e) {
      if (!StorageFaults.connectionLost(e)) throw e;
      storage.connectionLost();
      if (System.nanoTime() - began > SOON.toNanos()) throw e;
      return through(reads, work);
    }
  }

  private <T extends @Nullable Object> T changing(Function<Handle, T> work, boolean lazily) {
    try {
      return through(
          changes, () -> storage.change(writer, tx -> run(tx, work), lazily, () -> kept(lazily)));
    } catch (StorageUnavailable e) {
      if (e.reason().lasts()) trouble = e.reason();
      if (StorageFaults.connectionLost(e) || StorageFaults.sessionOutdated(e))
        storage.connectionLost();
      throw e;
    }
  }

  private void kept(boolean lazily) {
    trouble = null;
    if (!lazily && KEPT.get() != null) KEPT.set(Boolean.TRUE);
  }

  private <T extends @Nullable Object> T run(Handle handle, Function<Handle, T> work) {
    try {
      return work.apply(handle);
    } catch (JdbiException e) {
      storage.statements().ifPresent(kept -> kept.forget(handle.getConnection()));
      throw e;
    }
  }

  private <T extends @Nullable Object> T through(Turnstile turnstile, Supplier<T> work) {
    var failed = FAILED.get();
    if (failed != null) throw failed;
    if (!turnstile.enter())
      throw told(
          new StorageUnavailable(
              "The database " + storage.place() + " does not answer, and too many wait for it.",
              new IOException("no answer")));
    var answered = true;
    try {
      return work.get();
    } catch (RuntimeException e) {
      if (!(faults.of(e) instanceof StorageUnavailable fault)) throw e;
      answered = false;
      throw told(fault);
    } finally {
      turnstile.leave(answered);
    }
  }

  private static StorageUnavailable told(StorageUnavailable fault) {
    return Boolean.TRUE.equals(KEPT.get()) && !fault.mayHaveChanged()
        ? fault.afterAChange()
        : fault;
  }

  @Override
  public void close() {
    storage.close();
  }
}
