package dev.hostedui.command;

import dev.hostedui.db.Database;
import dev.hostedui.db.Migrations;
import dev.hostedui.db.PrivateFiles;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One server to a database file: two would each count the limits for themselves. The lock is on a
 * file beside it; who removes that file would let a second server in, so it is looked after.
 */
final class ServingLock implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ServingLock.class);
  private static final long LOOK_SECONDS = 5;

  private final Path database;
  private final Path path;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            var made = new Thread(work, "serving-lock");
            made.setDaemon(true);
            return made;
          });
  private FileChannel channel;
  private @Nullable Object key;

  private ServingLock(Path database, Path path, FileChannel channel) throws IOException {
    this.database = database;
    this.path = path;
    this.channel = channel;
    this.key = key();
  }

  /**
   * Takes the lock of a database file.
   *
   * @throws Commands.Stopped when another server has it, or its folder cannot be written
   */
  static ServingLock take(Path database) {
    var path = database.toAbsolutePath().resolveSibling(database.getFileName() + ".lock");
    try {
      var folder = path.getParent();
      if (folder != null) PrivateFiles.makeFolder(folder);
      var channel = lock(path);
      if (channel != null) {
        var lock = new ServingLock(database, path, channel);
        var unused =
            lock.thread.scheduleWithFixedDelay(
                lock::look, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
        return lock;
      }
    } catch (IOException e) {
      throw new Commands.Stopped(
          "The database "
              + database
              + " cannot be served from here: "
              + PrivateFiles.cannotWrite(e)
              + " Or name another place with HOSTED_UI_DATABASE_URL.");
    }
    throw new Commands.Stopped(
        "Another copy of this program is serving the database "
            + database
            + " already. Stop it first, or give this one a database of its own with"
            + " HOSTED_UI_DATABASE_URL.");
  }

  /**
   * Keeps a command from bringing up the schema under a running server, which knows the one of
   * before.
   *
   * @throws Commands.Stopped when a server serves the file whose schema is older
   */
  static void mustNotBeServedByAnEarlierVersion(String url) {
    var file = Database.fileOf(url).orElse(null);
    if (file == null || !Files.exists(file) || !isServed(file)) return;
    int schema;
    try (var database = Database.open(url)) {
      schema = Migrations.appliedVersion(database);
    }
    if (schema > 0 && schema < Migrations.LATEST)
      throw new Commands.Stopped(
          "An earlier version of this program is serving the database "
              + file
              + " (schema "
              + schema
              + ", this one works with "
              + Migrations.LATEST
              + "). Use that version's commands, or stop it first.");
  }

  /** Whether some server has the lock; what cannot be looked at has most likely never been. */
  private static boolean isServed(Path database) {
    var path = database.toAbsolutePath().resolveSibling(database.getFileName() + ".lock");
    try (var channel = FileChannel.open(path, StandardOpenOption.READ);
        var mine = channel.tryLock(0, Long.MAX_VALUE, true)) {
      return mine == null;
    } catch (OverlappingFileLockException e) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** The locked file, or null when somebody else has locked it. */
  private static @Nullable FileChannel lock(Path path) throws IOException {
    PrivateFiles.makeFile(path);
    var channel = FileChannel.open(path, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() != null) return channel;
    } catch (OverlappingFileLockException e) {
      // this process has it already, which is as good as another one
    }
    channel.close();
    return null;
  }

  private @Nullable Object key() throws IOException {
    try {
      return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  /** Makes the file anew when it was removed, and says so; and when another server came first. */
  synchronized void look() {
    try {
      var now = key();
      if (now != null && now.equals(key)) return;
      if (now == null && Files.exists(path)) return;
      var again = lock(path);
      if (again == null) {
        LOG.error(
            "{} was removed, and another copy of this program now serves {} too. Stop one of them.",
            path,
            database);
        return;
      }
      LOG.warn(
          "{} was removed while this program was serving {}; it was made anew", path, database);
      channel.close();
      channel = again;
      key = key();
    } catch (IOException e) {
      LOG.warn("{} cannot be looked after: {}", path, e.getMessage());
    }
  }

  @Override
  public synchronized void close() {
    thread.shutdown();
    try {
      channel.close();
    } catch (IOException e) {
      LOG.debug("the process is ending, and its locks with it", e);
    }
  }
}
