package dev.hostedui.command;

import dev.hostedui.Settings;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.event.EventExport;
import dev.hostedui.identity.event.EventFilter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code events}: what happened, for an audit. */
@Command(
    name = "events",
    description = "Checks that nobody has meddled with what happened, and exports it.",
    mixinStandardHelpOptions = true)
final class EventsCommand extends OperatorCommand {

  @Command(
      name = "verify",
      description =
          "Checks the hash of every event and the seals of all chains; doctor looks at the newest"
              + " ones only. Exit code 1 when something is wrong.",
      mixinStandardHelpOptions = true)
  int verify() throws Settings.Faults {
    return run(
        (core, out) -> {
          while (core.eventChain.bind() > 0) {}
          var verdict = core.eventChain.verify(Long.MAX_VALUE / 2);
          if (!verdict.faults().isEmpty())
            throw new Commands.Stopped(String.join("\n", verdict.faults()));
          out.println(verdict.events() + " events are as they were recorded.");
        });
  }

  @Command(
      name = "export",
      description =
          "Writes all events of an organization to a file that only its user reads, the oldest first.",
      mixinStandardHelpOptions = true)
  int export(
      @Mixin Which.OneOrganization organization,
      @Option(
              names = "--format",
              paramLabel = "FORMAT",
              description = "jsonl or csv; default: csv for a file that ends in .csv, else jsonl")
          @Nullable String format,
      @Option(names = "--to", required = true, paramLabel = "FILE", description = "a new file")
          Path to)
      throws Settings.Faults {
    return run(
        (core, out) -> {
          var chosen = format == null ? byEnding(to) : named(format);
          var found = organization(core, organization.given);
          if (Files.exists(to)) throw Problem.invalid("file_exists").at("to").with(to.toString());
          try {
            NewFile.make(to);
            try (var writer = Files.newBufferedWriter(to, StandardCharsets.UTF_8)) {
              var count = core.eventExport.writeAll(found.id(), EventFilter.ALL, chosen, writer);
              writer.close();
              out.println(count + " events are in " + to + ".");
            } catch (IOException | RuntimeException e) {
              // half a file would be taken for a whole one, and keep the next try from its name
              Files.deleteIfExists(to);
              throw e;
            }
          } catch (IOException e) {
            throw new Commands.Stopped("--to: " + NewFile.cannotWrite(to, e));
          }
        });
  }

  private static EventExport.Format named(String format) {
    return EventExport.Format.named(format)
        .orElseThrow(() -> Problem.invalid("unknown_format").at("format").with(format));
  }

  /** What programs that open a file of this name take it for. */
  private static EventExport.Format byEnding(Path file) {
    return file.toString().toLowerCase(Locale.ROOT).endsWith(".csv")
        ? EventExport.Format.CSV
        : EventExport.Format.JSONL;
  }
}
