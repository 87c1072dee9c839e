package dev.hostedui.db;

import com.google.common.util.concurrent.Striped;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/**
 * Lets one program at a time begin an SQLite database or bring its schema up; others wait. The lock
 * is on a file beside the database, and ends with its process. Threads of one process share their
 * file locks, so they wait for each other here.
 */
final class BeginLock implements AutoCloseable {

  private static final Striped<Lock> OF_THREADS = Striped.lock(64);

  private final @Nullable Lock thread;
  private final @Nullable FileChannel channel;

  private BeginLock(@Nullable Lock thread, @Nullable FileChannel channel) {
    this.thread = thread;
    this.channel = channel;
  }

  /** Waits for whoever is beginning the database, unless it was begun long ago. */
  static BeginLock ifNew(Path database) {
    try {
      if (Files.exists(database) && Files.size(database) > 0) return new BeginLock(null, null);
    } catch (IOException e) {
      // removed since: then it is new
    }
    return of(database);
  }

  /**
   * Waits for whoever is at work on the database.
   *
   * @throws StorageUnavailable when the folder of the database cannot be written
   */
  static BeginLock of(Path database) {
    var absolute = database.toAbsolutePath();
    var thread = OF_THREADS.get(absolute);
    thread.lock();
    try {
      var folder = absolute.getParent();
      if (folder != null) PrivateFiles.makeFolder(folder);
      var path = absolute.resolveSibling(absolute.getFileName() + ".begin");
      PrivateFiles.makeFile(path);
      var channel = FileChannel.open(path, StandardOpenOption.WRITE);
      channel.lock();
      return new BeginLock(thread, channel);
    } catch (IOException e) {
      thread.unlock();
      throw new StorageUnavailable(
          "The database " + database + " cannot be prepared: " + PrivateFiles.cannotWrite(e), e);
    }
  }

  @Override
  public void close() {
    try {
      if (channel != null) channel.close();
    } catch (IOException e) {
      // the lock ends with the process at the latest
    } finally {
      if (thread != null) thread.unlock();
    }
  }
}
