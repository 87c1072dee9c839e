package dev.hostedui.command;

import dev.hostedui.Settings;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.environment.EnvironmentSetting;
import dev.hostedui.identity.environment.Setting;
import java.util.EnumMap;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code environment}: who may come in, and how long things last. */
@Command(
    name = "environment",
    description = "Shows and changes who may come in, and how long things last.",
    mixinStandardHelpOptions = true)
final class EnvironmentCommand extends OperatorCommand {

  private static final SettingOptions<EnvironmentSetting> SETTINGS =
      new SettingOptions<>("environment", EnvironmentSetting.class);

  static void addOptions(CommandLine commands) {
    SETTINGS.addTo(
        commands,
        setting -> setting.least() + "-" + setting.most(),
        setting -> setting.words() + " At first: " + text(setting, setting.standard()));
  }

  private static String text(EnvironmentSetting setting, long value) {
    if (!setting.isSwitch()) return Long.toString(value);
    return value == EnvironmentSetting.valueOf(true) ? Setting.ON : Setting.OFF;
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
                        out.printf(
                            "%-26s %s%n", SettingOptions.name(setting), text(setting, value))));
  }

  @Command(
      name = "set",
      description =
          "Changes what is given and keeps the rest. Running servers go by it within seconds.",
      mixinStandardHelpOptions = true)
  int set() throws Settings.Faults {
    return run(
        (core, out) -> {
          core.environmentChanges.change(ACTOR, null, values(SETTINGS.given(this)));
          out.println("The settings are changed; running servers go by them within seconds.");
        });
  }

  /** What was typed, after all of it was read. */
  private static Map<EnvironmentSetting, Long> values(Map<EnvironmentSetting, String> typed) {
    var values = new EnumMap<EnvironmentSetting, Long>(EnvironmentSetting.class);
    Problem.together(
        typed.entrySet().stream()
            .map(it -> (Runnable) () -> values.put(it.getKey(), it.getKey().read(it.getValue())))
            .toArray(Runnable[]::new));
    return values;
  }
}
