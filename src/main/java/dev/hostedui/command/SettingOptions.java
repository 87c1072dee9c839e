package dev.hostedui.command;

import dev.hostedui.identity.environment.Setting;
import java.util.EnumMap;
import java.util.Objects;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** The options of the verb {@code set} of a noun: one for each setting, which has its name. */
final class SettingOptions<S extends Enum<S> & Setting> {

  private final String noun;
  private final Class<S> settings;

  SettingOptions(String noun, Class<S> settings) {
    this.noun = noun;
    this.settings = settings;
  }

  /**
   * Gives the verb its options, where it is there.
   *
   * @param label what a setting that is no switch may be
   * @param words what its help says
   */
  void addTo(CommandLine commands, Function<S, String> label, Function<S, String> words) {
    var parent = commands.getSubcommands().get(noun);
    if (parent == null) return;
    var verb = Objects.requireNonNull(parent.getSubcommands().get("set"));
    for (var setting : settings.getEnumConstants())
      verb.getCommandSpec()
          .addOption(
              OptionSpec.builder("--" + name(setting))
                  .type(String.class)
                  .paramLabel(
                      setting.isSwitch() ? Setting.ON + "|" + Setting.OFF : label.apply(setting))
                  .description(words.apply(setting))
                  .build());
  }

  /** What was typed for the settings that were named. */
  EnumMap<S, String> given(OperatorCommand command) {
    var given = new EnumMap<S, String>(settings);
    for (var setting : settings.getEnumConstants()) {
      var typed = command.typedOrNull("--" + name(setting));
      if (typed != null) given.put(setting, typed);
    }
    if (given.isEmpty())
      throw new Commands.Stopped("Nothing to change was named. See: " + noun + " set --help");
    return given;
  }

  /** As it stands on the command line. */
  static String name(Setting setting) {
    return setting.wireName().replace('_', '-');
  }
}
