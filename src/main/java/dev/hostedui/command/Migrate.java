package dev.hostedui.command;

import dev.hostedui.Settings;
import dev.hostedui.core.Core;
import dev.hostedui.db.Database;
import dev.hostedui.db.Migrations;
import dev.hostedui.db.TimeLimit;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** {@code migrate}: brings the schema up, as {@code serve} does by itself. */
@Command(
    name = "migrate",
    description = "Brings the schema of the database up.",
    mixinStandardHelpOptions = true)
final class Migrate implements Callable<Integer> {

  @ParentCommand @Nullable Commands commands;

  @Override
  public Integer call() throws Settings.Faults {
    if (commands == null) throw new IllegalStateException();
    var config = commands.config();
    ServingLock.mustNotBeServedByAnEarlierVersion(config.databaseUrl());
    try (var database = Database.open(config.databaseUrl())) {
      // asked first: whoever has another key has taken another server's database
      var fit = TimeLimit.BULK.allow(() -> Core.keyFit(config, database));
      if (!fit.fits()) throw new Commands.Stopped(fit.words());
      var applied = Migrations.run(config.databaseUrl(), database);
      commands
          .out()
          .println(
              applied == 0
                  ? "The schema is current (" + Migrations.LATEST + ")."
                  : "The schema was brought up to "
                      + Migrations.LATEST
                      + " in "
                      + applied
                      + (applied == 1 ? " step." : " steps."));
    }
    return 0;
  }
}
