package dev.hostedui.command;

import dev.hostedui.Settings;
import dev.hostedui.core.Config;
import dev.hostedui.db.Backups;
import dev.hostedui.db.Database;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code backup}: copies the database while it is served. */
@Command(
    name = "backup",
    description = "Copies an SQLite database to a file, also while it is served.",
    mixinStandardHelpOptions = true)
final class Backup implements Callable<Integer> {

  @ParentCommand @Nullable Commands commands;

  @Spec @Nullable CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "where the copy goes; nothing may be there yet")
  Path file = Path.of("");

  @Override
  public Integer call() throws Settings.Faults {
    if (commands == null || spec == null) throw new IllegalStateException();
    var config = commands.config();
    if (file.toString().isEmpty())
      throw new Commands.Stopped("The backup needs a name: a new file, with the date for example.");
    try {
      var bytes = Backups.take(database(config), file);
      tell(spec.commandLine().getOut(), config, bytes);
    } catch (FileAlreadyExistsException e) {
      throw new Commands.Stopped(
          e.getFile()
              + " exists already. Name a new file, with the date for example, or remove it.");
    } catch (IOException e) {
      throw new Commands.Stopped("The backup " + NewFile.cannotWrite(file, e));
    }
    return 0;
  }

  private void tell(PrintWriter out, Config config, long bytes) {
    out.println("%s is the database as it was at one moment, %,d bytes.".formatted(file, bytes));
    out.println(
        !config.keys().isEmpty()
            ? "What is encrypted in it opens with HOSTED_UI_SECRET_KEY only: keep that as well."
            : "What is encrypted in it opens with the key of "
                + config.keyFile()
                + (Files.exists(config.keyFile()) ? " only." : " only, and that file is missing."));
  }

  /**
   * The file of the database.
   *
   * @throws Commands.Stopped when it is on a server, which has tools of its own for this
   */
  static Path database(Config config) {
    return Database.fileOf(config.databaseUrl())
        .orElseThrow(
            () ->
                new Commands.Stopped(
                    "The database is PostgreSQL's: pg_dump copies it while it is served, and"
                        + " pg_restore puts it back."));
  }

  /** The class of some failures says what their message leaves out. */
  static String reason(IOException e) {
    return e.getClass().getSimpleName().replaceAll("(Exception|FileSystem)", "")
        + " "
        + e.getMessage();
  }
}
