package dev.hostedui.db;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Folders and files that only the user who runs the program can read: people's addresses and
 * sessions are nobody else's business on this machine. Where the file system knows no such
 * permissions, they are made without.
 */
public final class PrivateFiles {

  private static final Logger LOG = LoggerFactory.getLogger(PrivateFiles.class);
  private static final String FOLDER = "rwx------";
  private static final String FILE = "rw-------";

  private PrivateFiles() {}

  /** Makes a folder, and those above it, with mode 700. One that exists stays as it is. */
  public static void makeFolder(Path folder) throws IOException {
    if (!Files.exists(folder)) Files.createDirectories(folder, mode(folder, FOLDER));
  }

  /** Makes an empty file with mode 600, or gives one that exists that mode. */
  public static void makeFile(Path file) throws IOException {
    try {
      Files.createFile(file, mode(file, FILE));
    } catch (FileAlreadyExistsException e) {
      keep(file);
    }
  }

  /**
   * Gives a file mode 600 if it exists and is not so already; that of another user stays as it is.
   * The file is not opened: closing it would give up SQLite's locks on it (fcntl, POSIX).
   */
  static void keep(Path file) throws IOException {
    // a folder of that mode could not be entered any more
    if (!Files.isRegularFile(file) || !isPosix(file)) return;
    var wanted = PosixFilePermissions.fromString(FILE);
    if (Files.getPosixFilePermissions(file).equals(wanted)) return;
    if (!Files.isWritable(file)) return;
    try {
      Files.setPosixFilePermissions(file, wanted);
    } catch (FileSystemException e) {
      // the file is another user's, who has let this one write to it
    }
  }

  /** Gives a file to the user whose file it is to replace, if this user may give files away. */
  static void giveToOwnerOf(Path replaced, Path file) throws IOException {
    var owner = Files.getOwner(replaced);
    if (owner.equals(Files.getOwner(file))) return;
    try {
      Files.setOwner(file, owner);
    } catch (FileSystemException e) {
      LOG.warn(
          "what takes the place of {} belongs to {}, and that belonged to {}",
          replaced,
          Files.getOwner(file),
          owner);
    }
  }

  /**
   * Why something beside a database cannot be made or opened, in words for an operator. Whoever
   * runs the program once as another user leaves files that only that one can open.
   */
  public static String cannotWrite(IOException e) {
    var name = e instanceof AccessDeniedException denied ? denied.getFile() : null;
    if (name != null && Files.exists(Path.of(name))) {
      try {
        return name
            + " belongs to "
            + Files.getOwner(Path.of(name))
            + ". Give it to the user that runs this program.";
      } catch (IOException | UnsupportedOperationException unknown) {
        LOG.debug("whose {} is cannot be told", name, unknown);
      }
    }
    return "this user must be able to write its folder (" + e.getMessage() + ").";
  }

  private static FileAttribute<?>[] mode(Path path, String permissions) {
    return isPosix(path)
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }

  private static boolean isPosix(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix");
  }
}
