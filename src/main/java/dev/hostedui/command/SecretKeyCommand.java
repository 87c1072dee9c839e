package dev.hostedui.command;

import dev.hostedui.Settings;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

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
  int reseal(
      @Option(
              names = "--forget-others",
              description =
                  "a key is lost: what it has sealed is taken away, and has to be entered or made"
                      + " anew")
          boolean forgetOthers)
      throws Settings.Faults {
    return run(
        true,
        (core, out) -> {
          if (forgetOthers)
            for (var what : core.forgetUnopened(ACTOR))
              out.println("Taken away, because no key opens it: " + what + ".");
          var outcome = core.sealAnew();
          if (outcome.anew() > 0)
            out.println(
                String.format(
                    Locale.ROOT, "%,d texts and seals have the first key now.", outcome.anew()));
          else if (outcome.left().isEmpty())
            out.println("Everything is sealed with the first key already.");
          if (!outcome.left().isEmpty())
            throw new Commands.Stopped(
                "Not all of these could be opened: "
                    + String.join(", ", outcome.left())
                    + ". Servers that still seal with another key are the reason, or a key that is"
                    + " not among these, or somebody has changed them. Where a key is lost,"
                    + " --forget-others takes away what it has sealed.");
          out.println(
              core.config.keys().size() > 1
                  ? "The others may go once no server has one of them in front."
                  : "There is no other key.");
        });
  }
}
