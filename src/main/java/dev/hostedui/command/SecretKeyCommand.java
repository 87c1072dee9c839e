package dev.hostedui.command;

import dev.hostedui.Settings;
import picocli.CommandLine.Command;

/** {@code secret-key}: lets an earlier key of {@code HOSTED_UI_SECRET_KEY} go. */
@Command(
    name = "secret-key",
    description = "Seals what is encrypted at rest with the newest key of HOSTED_UI_SECRET_KEY.",
    mixinStandardHelpOptions = true)
final class SecretKeyCommand extends OperatorCommand {

  @Command(
      name = "reseal",
      description =
          "Seals everything with the first key of HOSTED_UI_SECRET_KEY, so that the others may go."
              + " Servers may run meanwhile.",
      mixinStandardHelpOptions = true)
  int reseal() throws Settings.Faults {
    return run(
        (core, out) -> {
          var outcome = core.sealAnew();
          out.println(
              outcome.anew() == 0
                  ? "Everything is sealed with the first key already."
                  : "%,d texts and seals have the first key now.".formatted(outcome.anew()));
          if (!outcome.left().isEmpty())
            throw new Commands.Stopped(
                "Not all of these could be opened: "
                    + String.join(", ", outcome.left())
                    + ". Servers that still seal with another key are the reason, or a key that is"
                    + " not among these, or somebody has changed them.");
          out.println(
              core.config.keys().size() > 1
                  ? "The others may go once no server has one of them in front."
                  : "There is no other key.");
        });
  }
}
