package dev.hostedui.api;

import static dev.hostedui.api.Schema.constant;
import static dev.hostedui.api.Schema.field;
import static dev.hostedui.api.Schema.needed;
import static dev.hostedui.api.Schema.text;
import static dev.hostedui.api.Schema.time;
import static dev.hostedui.api.Schema.truth;

import dev.hostedui.api.Operation.Group;
import dev.hostedui.api.Schema.Shape;
import dev.hostedui.core.Core;
import dev.hostedui.identity.environment.BackgroundStyle;
import dev.hostedui.identity.environment.BrandingSetting;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;

/** How the app looks and is called (behaviour §7.1). */
final class BrandingOperations {

  private static final String PATH = "/environment/branding";

  private static final Shape BRANDING = new Shape("Branding", fields(true));
  private static final Shape ANSWER =
      new Shape("BrandingAnswer", needed("branding", BRANDING, "The branding."));
  private static final Shape CHANGE = new Shape("UpdateBranding", fields(false));

  private final Core core;

  BrandingOperations(Core core) {
    this.core = core;
  }

  /** A field for each setting, as it is declared there. */
  private static List<Schema.Field> fields(boolean shown) {
    var fields = new ArrayList<Schema.Field>();
    for (var setting : BrandingSetting.values())
      fields.add(field(setting.wireName(), schema(setting), setting.words()));
    if (shown) fields.add(needed("update_time", time(), "When it last changed."));
    return fields;
  }

  private static Schema schema(BrandingSetting setting) {
    if (setting.isSwitch()) return truth(setting.example().equals(BrandingSetting.ON));
    var choices = setting.choices();
    if (choices.isEmpty()) return text(setting.example()).max(LONGEST);
    return constant(choices.get(0), choices.subList(1, choices.size()).toArray(String[]::new));
  }

  /** Of all texts; how long each may be is told by its own refusal. */
  private static final int LONGEST = 2 * BackgroundStyle.LONGEST;

  List<Operation> all() {
    return List.of(
        Operation.get(Group.BRANDING, PATH, "getBranding")
            .says("Get the branding", "What is not set is missing.")
            .operates()
            .answers(200, ANSWER)
            .by(this::shown),
        Operation.patch(Group.BRANDING, PATH, "updateBranding")
            .says(
                "Update the branding",
                "Changes what is given and keeps the rest; an empty text takes a setting away. All"
                    + " servers show it within seconds. Colours that could not be read are mended"
                    + " where they are shown, by day and by night.")
            .operates()
            .takes(CHANGE)
            .answers(200, ANSWER)
            .by(this::change));
  }

  private Reply shown(Call call) {
    var shown = core.brandingChanges.shown(call.actor());
    return Reply.of("branding", shown.branding().values()).as(shown.updatedAt());
  }

  private Reply change(Call call) {
    var given = new EnumMap<BrandingSetting, String>(BrandingSetting.class);
    for (var setting : BrandingSetting.values()) {
      var name = setting.wireName();
      if (!call.body().has(name)) continue;
      given.put(
          setting,
          setting.isSwitch()
              ? String.valueOf(call.body().truth(name))
              : call.body().textOr(name, ""));
    }
    core.brandingChanges.change(call.actor(), call.seen(), given);
    return shown(call);
  }
}
