package dev.hostedui.command;

import dev.hostedui.db.PrivateFiles;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;

/** A file that a command is asked to write. */
final class NewFile {
  private NewFile() {}

  /** Makes it, for its user alone. */
  static void make(Path file) throws IOException {
    var folder = file.toAbsolutePath().getParent();
    if (folder != null && !Files.isDirectory(folder))
      throw new NoSuchFileException(file.toString());
    PrivateFiles.makeFile(file);
  }

  /** Why it cannot be written, in one sentence that names it. */
  static String cannotWrite(Path file, IOException e) {
    var folder = file.toAbsolutePath().getParent();
    if (e instanceof NoSuchFileException && folder != null && !Files.isDirectory(folder))
      return file + " cannot be written: there is no folder " + given(file, folder) + ".";
    if (e instanceof AccessDeniedException)
      return file + " cannot be written: this user may not write to that folder.";
    return file + " cannot be written: " + reason(e) + ".";
  }

  private static Path given(Path file, Path absolute) {
    var folder = file.getParent();
    return folder == null ? absolute : folder;
  }

  private static String reason(IOException e) {
    if (e instanceof FileSystemException file && file.getReason() != null) return file.getReason();
    return Objects.requireNonNullElse(e.getMessage(), e.getClass().getSimpleName());
  }
}
