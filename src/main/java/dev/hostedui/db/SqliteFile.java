package dev.hostedui.db;

import dev.hostedui.db.StorageUnavailable.Reason;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file of an SQLite database, its log ({@code -wal}) and the index of that ({@code -shm}), seen
 * from outside.
 *
 * <p>SQLite goes on writing to a file that was removed or replaced under it, and all of it is lost
 * at its end. Without the index, by which programs at the same database know of each other, they
 * write over each other's changes in the log. So each change looks whether the names still lead to
 * the files that were opened, and whether these were emptied.
 */
final class SqliteFile implements SharedChanges.Disk, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(SqliteFile.class);
  private static final long LEAST_FREE_BYTES = 1024 * 1024;

  /** The header of a log; its index is longer. */
  private static final long LEAST_LOG_BYTES = 32;

  private final Path file;
  private final Path wal;
  private final Path shm;
  private final @Nullable Object fileKey;
  private final WalSync.@Nullable Force force;
  private @Nullable FileChannel channel;
  private volatile @Nullable Object walKey;
  private volatile @Nullable Object shmKey;
  private volatile @Nullable WalSync sync;

  private SqliteFile(Path file, WalSync.@Nullable Force force) {
    this.file = file;
    this.wal = beside("-wal");
    this.shm = beside("-shm");
    this.force = force;
    this.fileKey = key(file);
  }

  /**
   * Makes the file and its folder if they are missing, for this user alone.
   *
   * @param force how to bring the log to the disk, or null for the usual way
   * @throws StorageUnavailable when they cannot be made, or when something of an earlier database
   *     is there and the rest is not
   */
  static SqliteFile open(Path file, WalSync.@Nullable Force force) {
    var absolute = file.toAbsolutePath();
    if (Files.isDirectory(absolute))
      throw gone(
          "HOSTED_UI_DATABASE_URL names the folder "
              + file
              + ". Name a file in it, such as "
              + file.resolve("hosted-ui.db")
              + ".");
    // another user's file would be left with a log that only this one can write
    if (Files.exists(absolute) && !Files.isWritable(absolute))
      throw new StorageUnavailable(
          Reason.READ_ONLY,
          "The database " + file + " cannot be written by this user.",
          new IOException("not writable"));
    try {
      var folder = absolute.getParent();
      if (folder != null) {
        PrivateFiles.makeFolder(folder);
        SqliteLibrary.load(folder);
      }
      refuseRemains(absolute);
      if (!Files.exists(absolute)) LOG.info("a new database is begun at {}", file);
      PrivateFiles.makeFile(absolute);
      for (var suffix : new String[] {"-wal", "-shm"})
        PrivateFiles.keep(absolute.resolveSibling(absolute.getFileName() + suffix));
    } catch (IOException e) {
      throw new StorageUnavailable(
          "The database " + file + " cannot be made: " + PrivateFiles.cannotWrite(e), e);
    }
    return new SqliteFile(absolute, force);
  }

  /** A database that was emptied, or removed without its log, is not begun anew without a word. */
  private static void refuseRemains(Path file) throws IOException {
    var wal = file.resolveSibling(file.getFileName() + "-wal");
    var there = Files.isRegularFile(file);
    if (there && Files.size(file) == 0)
      throw gone(
          "The database "
              + file
              + " is empty: it was emptied, or a copy of it did not finish. Put your backup in its"
              + " place, or delete it to begin afresh.");
    if (!Files.exists(file) && Files.exists(wal) && Files.size(wal) > 0)
      throw gone(
          "The database "
              + file
              + " is missing, but its log "
              + wal.getFileName()
              + " is there. Put the database back, or delete the log too to begin afresh.");
    var part = Backups.partOf(file);
    if (!Files.exists(file) && Files.exists(part) && Files.size(part) > 0)
      throw gone(
          "The database "
              + file
              + " is missing, and a restore of it did not finish. Restore it again, or delete "
              + part.getFileName()
              + " too to begin afresh.");
  }

  private static StorageUnavailable gone(String words) {
    return new StorageUnavailable(Reason.GONE, words, new IOException("not the file it was"));
  }

  private Path beside(String suffix) {
    return file.resolveSibling(file.getFileName() + suffix);
  }

  /**
   * Looks whether file and log are those that were opened, and the disk has not failed.
   *
   * @throws StorageUnavailable when it is not so
   */
  @Override
  public void check() {
    mustBeThose();
    var known = sync;
    if (known != null && known.hasFailed()) throw diskFails(new IOException(WalSync.FAILED));
  }

  private void mustBeThose() {
    var now = attributes(file);
    if (now == null || (fileKey != null && !fileKey.equals(now.fileKey())))
      throw gone(
          "The database "
              + file
              + " was removed or replaced while this program was serving it. Nothing is saved until"
              + " that file is back; with another one in its place, start the program again.");
    if (now.size() == 0)
      throw gone(
          "The database "
              + file
              + " was emptied while this program was serving it. Stop the program, put your backup"
              + " in its place and start again.");
    // with the keys of both it is known that there was a change
    if (walKey != null) mustBeThat("log", wal, walKey);
    if (shmKey != null) mustBeThat("index of the log", shm, shmKey);
  }

  /** SQLite begins a log anew without making it shorter, until the last program has closed it. */
  private static void mustBeThat(String what, Path path, Object key) {
    var now = attributes(path);
    if (now == null || !key.equals(now.fileKey()) || now.size() < LEAST_LOG_BYTES)
      throw gone(what, path);
  }

  private static StorageUnavailable gone(String what, Path path) {
    return gone(
        "The "
            + what
            + " "
            + path
            + " of the database was removed, emptied or replaced while this program was serving it."
            + " What was changed lately may be lost; start the program again.");
  }

  /** Whether all of it is still what was opened. */
  boolean isWhole() {
    try {
      mustBeThose();
      return true;
    } catch (StorageUnavailable e) {
      LOG.debug("{} is not what was opened", file, e);
      return false;
    }
  }

  /**
   * Looks whether there is room for what comes.
   *
   * @throws StorageUnavailable when there is not
   */
  void checkRoom() {
    try {
      if (Files.getFileStore(file).getUsableSpace() >= LEAST_FREE_BYTES) return;
    } catch (IOException e) {
      LOG.debug("the free space of {} cannot be read", file, e);
      return;
    }
    throw new StorageUnavailable(
        Reason.FULL,
        "The disk that holds the database " + file + " is full.",
        new IOException("no space left"));
  }

  @Override
  public void bringToDisk() {
    try {
      sync().await();
    } catch (IOException e) {
      throw diskFails(e);
    }
  }

  private StorageUnavailable diskFails(IOException cause) {
    return new StorageUnavailable(
        Reason.FULL,
        "The disk that holds the database "
            + file
            + " fails ("
            + cause.getMessage()
            + "). Look after the disk, then start the program again.",
        cause);
  }

  @Override
  public boolean isBusy() {
    var known = sync;
    return known != null && known.isBusy();
  }

  @Override
  public void awaitIdle(long milliseconds) throws InterruptedException {
    var known = sync;
    if (known != null) known.awaitIdle(milliseconds);
  }

  private WalSync sync() throws IOException {
    var known = sync;
    if (known != null) return known;
    synchronized (this) {
      known = sync;
      if (known == null) {
        known = new WalSync(force != null ? force : openLog());
        walKey = keyOfMade("log", wal);
        shmKey = keyOfMade("index of the log", shm);
        sync = known;
      }
    }
    return known;
  }

  /** SQLite has made it with the first change at the latest. */
  private static @Nullable Object keyOfMade(String what, Path path) {
    var found = attributes(path);
    if (found == null) throw gone(what, path);
    return found.fileKey();
  }

  /** SQLite makes the log with the first change, and its name in the folder must last as well. */
  private WalSync.Force openLog() throws IOException {
    var opened = FileChannel.open(wal, StandardOpenOption.READ, StandardOpenOption.WRITE);
    channel = opened;
    try (var folder = FileChannel.open(wal.resolveSibling("."), StandardOpenOption.READ)) {
      folder.force(true);
    } catch (IOException e) {
      LOG.debug("this system does not sync folders", e);
    }
    return () -> opened.force(false);
  }

  private static @Nullable Object key(Path path) {
    var found = attributes(path);
    return found == null ? null : found.fileKey();
  }

  private static @Nullable BasicFileAttributes attributes(Path path) {
    try {
      return Files.readAttributes(path, BasicFileAttributes.class);
    } catch (NoSuchFileException e) {
      return null;
    } catch (IOException e) {
      throw new StorageUnavailable(
          "The file " + path + " cannot be looked at (" + e.getMessage() + ").", e);
    }
  }

  @Override
  public synchronized void close() {
    try {
      if (channel != null) channel.close();
    } catch (IOException e) {
      LOG.debug("closing {}", wal, e);
    }
  }
}
