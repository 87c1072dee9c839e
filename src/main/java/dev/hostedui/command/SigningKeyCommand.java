package dev.hostedui.command;

import dev.hostedui.Settings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code signing-key}: replaces the key that signs tokens before its time. */
@Command(
    name = "signing-key",
    description = "Replaces the key that signs tokens; it replaces itself every 90 days.",
    mixinStandardHelpOptions = true)
final class SigningKeyCommand extends OperatorCommand {

  @Command(
      name = "rotate",
      description = "Makes a new key that signs from now on.",
      mixinStandardHelpOptions = true)
  int rotate(
      @Option(
              names = "--forget-others",
              description =
                  "a key was stolen: what the others signed is worth nothing any more, so apps"
                      + " refresh their tokens, and sign-outs with an old id token ask first")
          boolean forgetOthers)
      throws Settings.Faults {
    return run(
        (core, out) -> {
          var key = core.signingKeys.replace(ACTOR, forgetOthers);
          out.println(key.value() + " signs; running servers use it within ten seconds.");
          out.println(
              forgetOthers
                  ? "The other keys are forgotten. Apps that keep /keys by themselves believe them"
                      + " until they read it again: restart those."
                  : "The keys before stay known until the tokens they signed have ended.");
        });
  }
}
