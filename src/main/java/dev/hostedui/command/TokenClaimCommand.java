package dev.hostedui.command;

import dev.hostedui.Settings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code token-claim}: what tokens say beside what they always say. */
@Command(
    name = "token-claim",
    description = "Defines what tokens say beside what they always say.",
    mixinStandardHelpOptions = true)
final class TokenClaimCommand extends OperatorCommand {

  @Command(
      name = "define",
      description = "Defines a claim, or defines it otherwise.",
      mixinStandardHelpOptions = true)
  int define(
      @Option(
              names = "--name",
              required = true,
              paramLabel = "NAME",
              description = "what tokens call it")
          String name,
      @Option(
              names = "--expression",
              required = true,
              paramLabel = "EXPRESSION",
              description =
                  "how its value is found, such as: user.metadata.plan ?? organization.metadata.plan ?? \"free\"")
          String expression)
      throws Settings.Faults {
    return run(
        (core, out) -> {
          var it =
              core.tokenClaims.find(name).isPresent()
                  ? core.tokenClaims.change(ACTOR, name, expression)
                  : core.tokenClaims.create(ACTOR, name, expression);
          out.println("Tokens say " + it.name() + " within a few seconds: " + it.expression());
        });
  }

  @Command(
      name = "list",
      description = "Lists the claims with their expressions.",
      mixinStandardHelpOptions = true)
  int list() throws Settings.Faults {
    return run(
        (core, out) ->
            core.tokenClaims.all().forEach(it -> out.println(it.name() + "  " + it.expression())));
  }

  @Command(
      name = "remove",
      description = "Takes a claim out of tokens.",
      mixinStandardHelpOptions = true)
  int remove(
      @Option(
              names = "--name",
              required = true,
              paramLabel = "NAME",
              description = "what tokens call it")
          String name)
      throws Settings.Faults {
    return run(
        (core, out) -> {
          core.tokenClaims.delete(ACTOR, name);
          out.println("Tokens do not say " + name + " any more, within a few seconds.");
        });
  }
}
