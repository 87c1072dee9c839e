package dev.hostedui.command;

import dev.hostedui.Settings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code user}: makes people members. */
@Command(name = "user", description = "Makes people members.", mixinStandardHelpOptions = true)
final class UserCommand extends OperatorCommand {

  @Command(
      name = "create",
      description = "Makes a person a member of an organization; they sign in with a code by mail.",
      mixinStandardHelpOptions = true)
  int create(
      @Option(
              names = "--email",
              required = true,
              paramLabel = "ADDRESS",
              description = "their address")
          String email,
      @Mixin Which.OneOrganization organization,
      @Option(
              names = "--role",
              defaultValue = "member",
              paramLabel = "ROLE",
              description = "default: member")
          String role,
      @Option(
              names = "--given-name",
              defaultValue = "",
              paramLabel = "NAME",
              description = "first name")
          String givenName,
      @Option(
              names = "--family-name",
              defaultValue = "",
              paramLabel = "NAME",
              description = "last name")
          String familyName)
      throws Settings.Faults {
    return run(
        (core, out) ->
            out.println(
                "user  "
                    + core.members
                        .provision(ACTOR, organization.given, email, givenName, familyName, role)
                        .user()
                        .id()
                        .value()));
  }
}
