package dev.hostedui.db;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteJDBCLoader;

/**
 * SQLite's native library, which its driver unpacks into a folder before it can be loaded: the
 * system's for temporary files, or, where that takes no files or lets none be executed, the one of
 * the database.
 */
public final class SqliteLibrary {

  private static final Logger LOG = LoggerFactory.getLogger(SqliteLibrary.class);
  private static final String FOLDER = "org.sqlite.tmpdir";

  /** What the driver unpacks, and marks as in use. */
  private static final String COPIES = "sqlite-*sqlitejdbc*";

  private static @Nullable Path instead;

  private SqliteLibrary() {}

  /**
   * Loads it, once in a process.
   *
   * @param beside the folder to use when the system's cannot be used
   * @return the folder that had to be used instead of the system's, or empty
   * @throws StorageUnavailable when it can be loaded from neither
   */
  public static synchronized Optional<Path> load(Path beside) {
    var wanted = System.getProperty(FOLDER);
    if (loads()) return Optional.ofNullable(instead);
    if (wanted != null) throw unusable(wanted, null);
    System.setProperty(FOLDER, beside.toString());
    deleteLeftOvers(beside);
    if (!loads()) {
      System.clearProperty(FOLDER);
      throw unusable(System.getProperty("java.io.tmpdir"), beside);
    }
    keepPrivate(beside);
    instead = beside;
    LOG.warn(
        "{} takes no programs, so SQLite's library was unpacked in {}",
        System.getProperty("java.io.tmpdir"),
        beside);
    return Optional.of(beside);
  }

  private static boolean loads() {
    try {
      return SQLiteJDBCLoader.initialize();
    } catch (Exception e) {
      LOG.debug("SQLite's library could not be loaded", e);
      return false;
    }
  }

  /** The driver gives its library mode 600, but not the mark that the library is in use. */
  private static void keepPrivate(Path folder) {
    try (var files = Files.newDirectoryStream(folder, COPIES)) {
      for (var file : files) PrivateFiles.keep(file);
    } catch (IOException e) {
      LOG.debug("the mode of SQLite's library in {} stays", folder, e);
    }
  }

  /** A process that was killed leaves its copy, and here nobody else deletes it. */
  private static void deleteLeftOvers(Path folder) {
    try (var files = Files.newDirectoryStream(folder, COPIES)) {
      for (var file : files) Files.deleteIfExists(file);
    } catch (IOException e) {
      LOG.debug("old copies of SQLite's library stay in {}", folder, e);
    }
  }

  private static StorageUnavailable unusable(String folder, @Nullable Path beside) {
    return new StorageUnavailable(
        "SQLite's library cannot be unpacked and loaded: "
            + folder
            + (beside == null ? " is" : " and " + beside + " are")
            + " read-only, full or mounted noexec. Name a folder that is not with"
            + " java -Dorg.sqlite.tmpdir=FOLDER -jar …",
        new IOException(folder));
  }
}
