package dev.hostedui.command;

import dev.hostedui.Settings;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.environment.EnvironmentSetting;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.OptionSpec;

/** {@code environment}: who may come in, and how long things last. */
@Command(
    name = "environment",
    description = "Shows and changes who may come in, and how long things last.",
    mixinStandardHelpOptions = true)
final class EnvironmentCommand extends OperatorCommand {

  /** Gives {@code environment set} an option for each setting, as it is declared there. */
  static void addOptions(CommandLine commands) {
    var environment = Objects.requireNonNull(commands.getSubcommands().get("environment"));
    var set = Objects.requireNonNull(environment.getSubcommands().get("set"));
    for (var setting : EnvironmentSetting.values())
      set.getCommandSpec()
          .addOption(
              OptionSpec.builder(option(setting))
                  .type(String.class)
                  .paramLabel(
                      setting.isSwitch()
                          ? EnvironmentSetting.ON + "|" + EnvironmentSetting.OFF
                          : setting.least() + "-" + setting.most())
                  .description(setting.words() + " At first: " + text(setting, setting.standard()))
                  .build());
  }

  private static String option(EnvironmentSetting setting) {
    return "--" + name(setting);
  }

  private static String name(EnvironmentSetting setting) {
    return setting.wireName().replace('_', '-');
  }

  private static String text(EnvironmentSetting setting, long value) {
    if (!setting.isSwitch()) return Long.toString(value);
    return value == EnvironmentSetting.valueOf(true)
        ? EnvironmentSetting.ON
        : EnvironmentSetting.OFF;
  }

  @Command(
      name = "show",
      description = "Shows every setting as it is now.",
      mixinStandardHelpOptions = true)
  int show() throws Settings.Faults {
    return run(
        (core, out) ->
            core.environmentChanges
                .shown(ACTOR)
                .values()
                .forEach(
                    (setting, value) ->
                        out.printf("%-26s %s%n", name(setting), text(setting, value))));
  }

  @Command(
      name = "set",
      description =
          "Changes what is given and keeps the rest. Running servers go by it within seconds.",
      mixinStandardHelpOptions = true)
  int set() throws Settings.Faults {
    return run(
        (core, out) -> {
          var given = given();
          if (given.isEmpty())
            throw new Commands.Stopped("Nothing to change was named. See: environment set --help");
          core.environmentChanges.change(ACTOR, null, given);
          out.println("The settings are changed; running servers go by them within seconds.");
        });
  }

  /** What was typed, after all of it was read. */
  private EnumMap<EnvironmentSetting, Long> given() {
    var given = new EnumMap<EnvironmentSetting, Long>(EnvironmentSetting.class);
    var readings = new ArrayList<Runnable>();
    for (var setting : EnvironmentSetting.values()) {
      var typed = typedOrNull(option(setting));
      if (typed != null) readings.add(() -> given.put(setting, setting.read(typed)));
    }
    Problem.together(readings.toArray(Runnable[]::new));
    return given;
  }
}
