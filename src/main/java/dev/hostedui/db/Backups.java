package dev.hostedui.db;

import dev.hostedui.db.StorageUnavailable.Reason;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteException;

/**
 * Copies of an SQLite database: taken while it is served, and put back while it is not.
 *
 * <p>A copy shows the database as it was at one moment, holds nothing of what was deleted, and is
 * looked through before it gets its name. Until then it is called {@code NAME.part}: a file under
 * the name that was asked for is always whole.
 */
public final class Backups {

  private static final Logger LOG = LoggerFactory.getLogger(Backups.class);
  private static final int BUSY_TIMEOUT_MILLISECONDS = 30_000;

  /** SQLite keeps a database in one file and up to two beside it. */
  private static final String[] SUFFIXES = {"", "-wal", "-shm", "-journal"};

  /** Where it keeps what was changed and is not in the file yet, or must be taken back there. */
  private static final String[] LOGS = {"-wal", "-journal"};

  private static final DateTimeFormatter IN_A_NAME =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

  private Backups() {}

  /**
   * Copies a database, whether or not somebody serves it.
   *
   * @return how large the copy is, in bytes
   * @throws FileAlreadyExistsException when there is something at the name of the copy
   * @throws StorageUnavailable when there is no database, or the copy cannot be written or is not
   *     whole
   */
  public static long take(Path database, Path to) throws IOException {
    var target = to.toAbsolutePath();
    // the log of a database that had this name would be taken for that of the copy
    for (var suffix : SUFFIXES)
      if (Files.exists(beside(target, suffix))) throw new FileAlreadyExistsException(to + suffix);
    if (!Files.exists(database) || Files.size(database) == 0)
      throw new StorageUnavailable(
          Reason.GONE, "There is no database at " + database + ".", new IOException("no file"));
    var part = partOf(target);
    mustNotBe(part, database);
    Files.deleteIfExists(part);
    try {
      PrivateFiles.makeFile(part);
      try (var connection = connect(database, false);
          var copying = connection.prepareStatement("VACUUM INTO ?")) {
        copying.setString(1, part.toString());
        copying.execute();
      } catch (SQLException e) {
        throw cannotCopy(database, to, e);
      }
      schemaOf(part, "The copy of " + database);
      bringToDisk(part);
      Files.move(part, target);
      bringToDisk(folderOf(target));
      return Files.size(target);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  /** Nothing is written to the database itself, so it is the copy that finds no room. */
  static StorageUnavailable cannotCopy(Path database, Path to, SQLException e) {
    return e instanceof SQLiteException sqlite && (sqlite.getResultCode().code & 0xff) == 13
        ? new StorageUnavailable(
            Reason.FULL, "The backup " + to + " cannot be written: its disk is full.", e)
        : new StorageUnavailable(
            "The database " + database + " could not be copied (" + e.getMessage() + ").", e);
  }

  /**
   * Puts a copy in the place of a database that nobody serves. What was there stays beside it. A
   * log that lies beside the copy, as beside what an earlier call has left there, belongs to it.
   *
   * @param look throws when the copy is of no use for another reason, before it takes the place
   * @return where what was there is now, or empty when there was nothing
   * @throws FileAlreadyExistsException when there is a database and it may not be replaced
   * @throws StorageUnavailable when the copy is not whole, no database of this program, or of a
   *     newer one; nothing is changed then
   */
  public static Optional<Path> putBack(
      Path backup, Path database, boolean replace, Instant now, Consumer<Database> look)
      throws IOException {
    var target = database.toAbsolutePath();
    try (var alone = BeginLock.of(target)) {
      var there = isThere(target);
      if (there && !replace) throw new FileAlreadyExistsException(database.toString());
      var part = partOf(target);
      mustNotBe(part, backup);
      try {
        for (var suffix : SUFFIXES) Files.deleteIfExists(beside(part, suffix));
        copy(backup, part);
        for (var suffix : LOGS)
          if (Files.exists(beside(backup, suffix)))
            copy(beside(backup, suffix), beside(part, suffix));
        takeLogIn(part, "The file " + backup);
        var schema = schemaOf(part, "The file " + backup);
        if (schema > Migrations.LATEST) throw Migrations.newer("The backup " + backup, schema);
        try (var copy = Database.open(Sqlite.ADDRESS + part)) {
          look.accept(copy);
        }
        if (Files.exists(beside(part, "-wal"))) throw new IOException("its log is still beside it");
        if (there && Files.exists(target)) PrivateFiles.giveToOwnerOf(target, part);
        bringToDisk(part);
        var kept = there ? Optional.of(setAside(target, now)) : Optional.<Path>empty();
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        bringToDisk(folderOf(target));
        return kept;
      } finally {
        for (var suffix : SUFFIXES) Files.deleteIfExists(beside(part, suffix));
      }
    }
  }

  /** What a copy is called until it is whole. */
  static Path partOf(Path database) {
    return beside(database, ".part");
  }

  /** What is there under the name of the copy is removed. */
  private static void mustNotBe(Path part, Path source) throws IOException {
    if (Files.exists(part) && Files.isSameFile(part, source))
      throw new IOException(part + " is what the copy is called until it is whole: rename it");
  }

  private static Path beside(Path file, String suffix) {
    return file.resolveSibling(file.getFileName() + suffix);
  }

  private static void copy(Path from, Path to) throws IOException {
    PrivateFiles.makeFile(to);
    Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
    PrivateFiles.keep(to);
  }

  /** A file that was copied with its log becomes one file. */
  private static void takeLogIn(Path copy, String name) throws IOException {
    var alone = true;
    for (var suffix : LOGS) alone &= !Files.exists(beside(copy, suffix));
    if (alone) return;
    try (var connection = connect(copy, false);
        var statement = connection.createStatement();
        var mode = statement.executeQuery("PRAGMA journal_mode = DELETE")) {
      if (!mode.next() || !"delete".equals(mode.getString(1)))
        throw damaged(name, "its log cannot be read");
    } catch (SQLException e) {
      throw damaged(name, e.getMessage());
    }
  }

  private static boolean isThere(Path database) {
    for (var suffix : SUFFIXES) if (Files.exists(beside(database, suffix))) return true;
    return false;
  }

  /**
   * The file itself goes first: where this is cut off, no start takes what is left for a database,
   * as it would take a file without its log.
   */
  private static Path setAside(Path database, Instant now) throws IOException {
    var name = ".before-" + IN_A_NAME.format(now);
    var kept = beside(database, name);
    for (var another = 2; isThere(kept); another++) kept = beside(database, name + "-" + another);
    for (var suffix : SUFFIXES) {
      var file = beside(database, suffix);
      if (Files.exists(file)) Files.move(file, beside(kept, suffix));
    }
    return kept;
  }

  /** Looks a copy through, and says by which migration its tables were left. */
  private static int schemaOf(Path copy, String name) {
    try (var connection = connect(copy, true);
        var statement = connection.createStatement()) {
      try (var checked = statement.executeQuery("PRAGMA quick_check(1)")) {
        if (!checked.next() || !"ok".equals(checked.getString(1)))
          throw damaged(name, checked.getString(1));
      }
      try (var newest =
          statement.executeQuery(
              "SELECT MAX(CAST(version AS INTEGER)) FROM flyway_schema_history WHERE success")) {
        return newest.next() ? newest.getInt(1) : 0;
      }
    } catch (SQLException e) {
      throw damaged(name, e.getMessage());
    }
  }

  private static StorageUnavailable damaged(String name, @Nullable String reason) {
    return new StorageUnavailable(
        Reason.DAMAGED,
        name + " is no whole database of this program (" + reason + ").",
        new IOException(reason));
  }

  private static Connection connect(Path file, boolean readOnly) throws SQLException {
    SqliteLibrary.load(folderOf(file.toAbsolutePath()));
    var config = new SQLiteConfig();
    config.setReadOnly(readOnly);
    config.setBusyTimeout(BUSY_TIMEOUT_MILLISECONDS);
    return config.createConnection(Sqlite.ADDRESS + file);
  }

  private static Path folderOf(Path file) {
    var folder = file.getParent();
    return folder == null ? file : folder;
  }

  private static void bringToDisk(Path path) throws IOException {
    var folder = Files.isDirectory(path);
    try (var channel =
        FileChannel.open(path, folder ? StandardOpenOption.READ : StandardOpenOption.WRITE)) {
      channel.force(true);
    } catch (IOException e) {
      if (!folder) throw e;
      LOG.debug("this system does not sync folders", e);
    }
  }
}
