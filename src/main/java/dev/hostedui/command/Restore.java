package dev.hostedui.command;

import dev.hostedui.Settings;
import dev.hostedui.core.Config;
import dev.hostedui.core.Core;
import dev.hostedui.core.KeyFit;
import dev.hostedui.db.Backups;
import dev.hostedui.db.Database;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code restore}: puts a backup in the place of the database. */
@Command(
    name = "restore",
    description = "Puts a backup in the place of an SQLite database. The server must be stopped.",
    mixinStandardHelpOptions = true)
final class Restore implements Callable<Integer> {

  @ParentCommand @Nullable Commands commands;

  @Spec @Nullable CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "what backup has written")
  Path file = Path.of("");

  @Option(
      names = "--force",
      description = "also when there is a database, which is then kept beside it")
  boolean force;

  /** A backup that lacks some key takes its place: only there can it be mended. */
  private void mustOpen(Config config, Database backup) {
    var fit = Core.keyFit(config, backup);
    if (fit.verdict() == KeyFit.Verdict.OTHER)
      throw new Commands.Stopped(
          config.keys().isEmpty()
              ? (Files.exists(config.keyFile())
                      ? "The backup "
                          + file
                          + " was sealed with another key than "
                          + config.keyFile()
                          + " holds."
                      : "The key file " + config.keyFile() + " is missing.")
                  + " Put the file there that was beside the database when the backup was made."
              : fit.words());
    if (!fit.fits() && commands != null) commands.tell(fit.words());
  }

  @Override
  public Integer call() throws Settings.Faults {
    if (commands == null || spec == null) throw new IllegalStateException();
    var config = commands.config();
    var database = Backup.database(config);
    if (!Files.isRegularFile(file)) throw new Commands.Stopped("There is no file " + file + ".");
    try (var notServed = ServingLock.take(database)) {
      var out = spec.commandLine().getOut();
      var before =
          Backups.putBack(file, database, force, Instant.now(), it -> mustOpen(config, it));
      out.println(database + " is what " + file + " holds. Start the server to go on from there.");
      before.ifPresent(it -> out.println("What was there is kept as " + it + "."));
    } catch (FileAlreadyExistsException e) {
      throw new Commands.Stopped(
          "There is a database at "
              + database
              + " already. With --force the backup takes its place, and it is kept beside it.");
    } catch (IOException e) {
      throw new Commands.Stopped(
          "The backup " + file + " cannot be put back (" + Backup.reason(e) + ").");
    }
    return 0;
  }
}
