package dev.hostedui.api;

import static dev.hostedui.api.Schema.field;
import static dev.hostedui.api.Schema.needed;
import static dev.hostedui.api.Schema.time;
import static dev.hostedui.api.Schema.truth;
import static dev.hostedui.api.Schema.whole;

import dev.hostedui.api.Operation.Group;
import dev.hostedui.api.Schema.Shape;
import dev.hostedui.core.Core;
import dev.hostedui.identity.environment.EnvironmentSetting;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;

/** Who may come in, and how long things last. */
final class EnvironmentOperations {

  private static final String PATH = "/environment/settings";

  private static final Shape SETTINGS = new Shape("EnvironmentSettings", shown());
  private static final Shape ANSWER =
      new Shape("EnvironmentSettingsAnswer", needed("settings", SETTINGS, "The settings."));
  private static final Shape CHANGE = new Shape("UpdateEnvironmentSettings", fields());

  private final Core core;

  EnvironmentOperations(Core core) {
    this.core = core;
  }

  /** A field for each setting, as it is declared there. */
  private static List<Schema.Field> fields() {
    var fields = new ArrayList<Schema.Field>();
    for (var setting : EnvironmentSetting.values())
      fields.add(field(setting.wireName(), schema(setting), setting.words()));
    return fields;
  }

  private static List<Schema.Field> shown() {
    var fields = new ArrayList<Schema.Field>();
    for (var setting : EnvironmentSetting.values())
      fields.add(needed(setting.wireName(), schema(setting), setting.words()));
    fields.add(needed("update_time", time(), "When the environment last changed."));
    return fields;
  }

  private static Schema schema(EnvironmentSetting setting) {
    return setting.isSwitch()
        ? truth(setting.standardlyOn())
        : whole(setting.standard(), setting.least(), setting.most());
  }

  List<Operation> all() {
    return List.of(
        Operation.get(Group.ENVIRONMENT, PATH, "getEnvironmentSettings")
            .says("Get the settings of the environment", "All of them as they are now.")
            .operates()
            .tagged()
            .answers(200, ANSWER)
            .by(this::shown),
        Operation.patch(Group.ENVIRONMENT, PATH, "updateEnvironmentSettings")
            .says(
                "Change the settings of the environment",
                "Changes what is given and keeps the rest. It counts from now on, on all servers"
                    + " within seconds; sessions, invitations, codes and access tokens that there"
                    + " are keep their ends. The absolute session timeout must be more than the"
                    + " idle one, and that more than any access token lives.")
            .operates()
            .takes(CHANGE)
            .versioned()
            .answers(200, ANSWER)
            .by(this::change));
  }

  private Reply shown(Call call) {
    var shown = core.environmentChanges.shown(call.actor());
    return Reply.of("settings", shown.snapshot().values()).as(shown.updatedAt());
  }

  private Reply change(Call call) {
    var given = new EnumMap<EnvironmentSetting, Long>(EnvironmentSetting.class);
    for (var setting : EnvironmentSetting.values()) {
      var name = setting.wireName();
      var on = setting.isSwitch() ? call.body().truth(name) : null;
      var value = on == null ? null : EnvironmentSetting.valueOf(on);
      if (!setting.isSwitch()) value = call.body().whole(name);
      if (value != null) given.put(setting, value);
    }
    core.environmentChanges.change(call.actor(), call.seen(), given);
    return shown(call);
  }
}
