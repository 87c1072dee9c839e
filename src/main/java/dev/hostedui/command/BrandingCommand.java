package dev.hostedui.command;

import dev.hostedui.Settings;
import dev.hostedui.identity.environment.BrandingSetting;
import java.util.EnumMap;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.OptionSpec;

/** {@code branding}: how the app looks and is called. */
@Command(
    name = "branding",
    description = "Shows and changes how the app looks and is called.",
    mixinStandardHelpOptions = true)
final class BrandingCommand extends OperatorCommand {

  /** Gives {@code branding set} an option for each setting, as it is declared there. */
  static void addOptions(CommandLine commands) {
    var branding = Objects.requireNonNull(commands.getSubcommands().get("branding"));
    var set = Objects.requireNonNull(branding.getSubcommands().get("set"));
    for (var setting : BrandingSetting.values())
      set.getCommandSpec()
          .addOption(
              OptionSpec.builder(option(setting))
                  .type(String.class)
                  .paramLabel(label(setting))
                  .description(setting.words())
                  .build());
  }

  private static String option(BrandingSetting setting) {
    return "--" + setting.wireName().replace('_', '-');
  }

  private static String label(BrandingSetting setting) {
    if (setting.isSwitch()) return "on|off";
    return setting.choices().isEmpty() ? "TEXT" : String.join("|", setting.choices());
  }

  @Command(
      name = "show",
      description = "Shows every setting as it is now; what is not set has a dash.",
      mixinStandardHelpOptions = true)
  int show() throws Settings.Faults {
    return run(
        (core, out) -> {
          var shown = core.brandingChanges.shown(ACTOR).branding().values();
          for (var setting : BrandingSetting.values()) {
            var value = shown.getOrDefault(setting.wireName(), "-");
            out.printf(
                "%-32s %s%n",
                setting.wireName().replace('_', '-'),
                value instanceof Boolean on
                    ? on ? BrandingSetting.ON : BrandingSetting.OFF
                    : value);
          }
        });
  }

  @Command(
      name = "set",
      description =
          "Changes what is given and keeps the rest; an empty text takes a setting away. Running"
              + " servers show it within seconds.",
      mixinStandardHelpOptions = true)
  int set() throws Settings.Faults {
    var given = new EnumMap<BrandingSetting, String>(BrandingSetting.class);
    for (var setting : BrandingSetting.values()) {
      var typed = typedOrNull(option(setting));
      if (typed != null) given.put(setting, typed);
    }
    if (given.isEmpty())
      throw new Commands.Stopped("Nothing to change was named. See: branding set --help");
    return run(
        (core, out) -> {
          core.brandingChanges.change(ACTOR, null, given);
          out.println("The branding is changed; running servers show it within seconds.");
        });
  }
}
