package dev.hostedui.command;

import dev.hostedui.Settings;
import dev.hostedui.core.Core;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.directory.Directory;
import dev.hostedui.identity.directory.DirectoryId;
import dev.hostedui.identity.directory.DirectoryTokens;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code directory}: provisioning of organizations, for when they cannot help themselves. */
@Command(
    name = "directory",
    description = "Lists, disables and deletes directories that provision members.",
    mixinStandardHelpOptions = true)
final class DirectoryCommand extends OperatorCommand {

  @Command(
      name = "list",
      description =
          "Lists the directories: id, organization, provider, type, enabled or not, users, groups,"
              + " last contact.",
      mixinStandardHelpOptions = true)
  int list(@Mixin Which.AnyOrganization organization) throws Settings.Faults {
    return run(
        (core, out) -> {
          for (var it : core.directories.list(ACTOR, organization.given)) {
            var directory = it.directory();
            out.println(
                String.join(
                    "  ",
                    directory.id().value(),
                    it.slug() == null ? directory.organization().value() : it.slug(),
                    directory.provider(),
                    directory.type().name(),
                    enabled(directory.enabled()),
                    Long.toString(directory.userCount()),
                    Long.toString(directory.groupCount()),
                    time(directory.lastContactAt())));
          }
        });
  }

  @Command(
      name = "disable",
      description = "Refuses what a directory asks from now on; members stay as they are.",
      mixinStandardHelpOptions = true)
  int disable(@Mixin Which.OneDirectory directory) throws Settings.Faults {
    return run(
        (core, out) -> {
          var it = found(core, directory.given);
          core.directories.disable(ACTOR, it.organization(), it.id());
          tellTurned(out, it.id(), false);
        });
  }

  @Command(
      name = "delete",
      description =
          "Deletes a directory with its tokens, its log and all it has said; members stay as they"
              + " are.",
      mixinStandardHelpOptions = true)
  int delete(@Mixin Which.OneDirectory directory) throws Settings.Faults {
    return run(
        (core, out) -> {
          var it = found(core, directory.given);
          core.directories.delete(ACTOR, it.organization(), it.id());
          tellDeleted(out, it.id());
        });
  }

  @Command(
      name = "tokens",
      description =
          "Lists the tokens of a directory, the newest first: id, last four characters, active,"
              + " ending, ended or expired, good until, last used.",
      mixinStandardHelpOptions = true)
  int tokens(@Mixin Which.OneDirectory directory) throws Settings.Faults {
    return run(
        (core, out) -> {
          var it = found(core, directory.given);
          for (var token : core.directoryTokens.of(it.organization(), it.id()))
            out.println(
                String.join(
                    "  ",
                    token.id().value(),
                    token.hint(),
                    token.state(core.clock.instant()).name(),
                    time(token.goodUntil()),
                    time(token.lastUsedAt())));
        });
  }

  @Command(
      name = "token",
      description = "Makes a token of a directory and prints it once. It is good for a year.",
      mixinStandardHelpOptions = true)
  int token(
      @Mixin Which.OneDirectory directory,
      @Option(
              names = "--replace-in-hours",
              paramLabel = "HOURS",
              description =
                  "ends those that are good now after so many hours, 0 at once; without it they"
                      + " stay good")
          @Nullable Integer hours)
      throws Settings.Faults {
    return run(
        (core, out) -> {
          var longest = longest();
          if (hours != null && (hours < 0 || hours > longest))
            throw Problem.invalid("hours_out_of_range").at("replace_in_hours").with(longest);
          var it = found(core, directory.given);
          var tokens = core.directoryTokens;
          var issued =
              hours == null
                  ? tokens.issue(ACTOR, it.organization(), it.id())
                  : tokens.rotate(ACTOR, it.organization(), it.id(), Duration.ofHours(hours));
          out.println("token  " + issued.text());
          out.println("It is shown this once. Store it where the directory needs it.");
        });
  }

  private static long longest() {
    return DirectoryTokens.LONGEST_GRACE.toHours();
  }

  private static String time(@Nullable Instant at) {
    return at == null ? "never" : seconds(at);
  }

  private static Directory found(Core core, String typed) {
    return DirectoryId.parse(typed)
        .flatMap(core.directories::find)
        .orElseThrow(() -> Problem.notFound("unknown_directory").at("directory").with(typed));
  }
}
