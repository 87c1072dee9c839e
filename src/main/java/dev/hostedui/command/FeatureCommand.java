package dev.hostedui.command;

import dev.hostedui.Nearest;
import dev.hostedui.Settings;
import dev.hostedui.identity.Feature;
import dev.hostedui.identity.Problem;
import java.util.Arrays;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code feature}: switches features of organizations. */
@Command(
    name = "feature",
    description = "Switches features of organizations.",
    mixinStandardHelpOptions = true)
final class FeatureCommand extends OperatorCommand {

  @Command(
      name = "enable",
      description = "Shows a widget to an organization's people.",
      mixinStandardHelpOptions = true)
  int enable(@Mixin Which.OneOrganization organization, @Mixin Which.OneFeature feature)
      throws Settings.Faults {
    return set(organization.given, feature.given, true);
  }

  @Command(
      name = "disable",
      description = "Hides it again; what was set stays and waits.",
      mixinStandardHelpOptions = true)
  int disable(@Mixin Which.OneOrganization organization, @Mixin Which.OneFeature feature)
      throws Settings.Faults {
    return set(organization.given, feature.given, false);
  }

  private int set(String organization, String name, boolean on) throws Settings.Faults {
    return run(
        (core, out) -> {
          var it = core.organizations.setFeature(ACTOR, organization, feature(name), on);
          out.println(name + " is " + (on ? "on" : "off") + " for " + it.displayName() + ".");
        });
  }

  private static Feature feature(String name) {
    var all = Arrays.stream(Feature.values()).map(Feature::wireName).toList();
    return Arrays.stream(Feature.values())
        .filter(it -> it.wireName().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                Problem.invalid("unknown_feature")
                    .at("feature")
                    .with(name, Nearest.question(name, all), String.join(", ", all)));
  }
}
