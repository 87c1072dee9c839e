package dev.hostedui.command;

import dev.hostedui.Settings;
import dev.hostedui.core.Core;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.connection.Connection;
import dev.hostedui.identity.connection.ConnectionId;
import dev.hostedui.identity.connection.ConnectionSetup;
import dev.hostedui.identity.connection.Switch;
import java.time.Duration;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code connection}: single sign-on of organizations, for when they cannot help themselves. */
@Command(
    name = "connection",
    description = "Lists, disables and deletes connections to identity providers.",
    subcommands = SocialCommand.class,
    mixinStandardHelpOptions = true)
final class ConnectionCommand extends OperatorCommand {

  @Command(
      name = "list",
      description =
          "Lists the connections: id, organization, provider, protocol, status, enabled or not.",
      mixinStandardHelpOptions = true)
  int list(@Mixin Which.AnyOrganization organization) throws Settings.Faults {
    return run(
        (core, out) -> {
          for (var it : core.connections.list(ACTOR, organization.given)) {
            var connection = it.connection();
            out.println(
                String.join(
                    "  ",
                    connection.id().value(),
                    it.slug() == null ? connection.organization().value() : it.slug(),
                    connection.provider(),
                    connection.protocol().name(),
                    connection.status().name(),
                    enabled(connection.enabled())));
          }
        });
  }

  @Command(
      name = "disable",
      description =
          "Sends nobody to the identity provider any more: people sign in as they would without"
              + " it.",
      mixinStandardHelpOptions = true)
  int disable(@Mixin Which.OneConnection connection) throws Settings.Faults {
    return run(
        (core, out) -> {
          var it = found(core, connection.given);
          core.connections.disable(ACTOR, it.organization(), it.id());
          tellTurned(out, it.id(), false);
        });
  }

  @Command(
      name = "delete",
      description =
          "Deletes a connection with its settings, its history and by whom people are known there.",
      mixinStandardHelpOptions = true)
  int delete(@Mixin Which.OneConnection connection) throws Settings.Faults {
    return run(
        (core, out) -> {
          var it = found(core, connection.given);
          core.connections.delete(ACTOR, it.organization(), it.id());
          tellDeleted(out, it.id());
        });
  }

  @Command(
      name = "sha1",
      description =
          "Lets signatures over SHA-1 count at one connection, which can be forged with some"
              + " effort.",
      mixinStandardHelpOptions = true)
  int sha1(
      @Mixin Which.OneConnection connection,
      @Option(names = "--refuse", description = "refuses them again") boolean refuse)
      throws Settings.Faults {
    return run(
        (core, out) -> {
          var it = found(core, connection.given);
          core.connectionSetup.set(
              ACTOR,
              it.organization(),
              it.id(),
              null,
              ConnectionSetup.Wanted.turned(Map.of(Switch.SHA1_SIGNATURES, !refuse)));
          out.println(
              refuse
                  ? it.id().value() + " refuses signatures over SHA-1."
                  : it.id().value()
                      + " takes signatures over SHA-1. Ask its admin to move on to SHA-256.");
        });
  }

  @Command(
      name = "rotate-key",
      description =
          "Gives the turn to the next of our keys for SAML; it replaces itself every three years."
              + " The new certificate is in the connection's metadata from now on.",
      mixinStandardHelpOptions = true)
  int rotateKey(
      @Mixin Which.OneConnection connection,
      @Option(
              names = "--in-days",
              defaultValue = "30",
              paramLabel = "DAYS",
              description =
                  "when the new key begins to sign; default: 30, so that the identity provider can"
                      + " read the metadata before")
          int days,
      @Option(
              names = "--stolen",
              description =
                  "a key was stolen: a new one signs at once, and the others are worth nothing any"
                      + " more")
          boolean stolen)
      throws Settings.Faults {
    return run(
        (core, out) -> {
          if (days < 0 || days > 366) throw Problem.invalid("days_out_of_range").at("in_days");
          var it = found(core, connection.given);
          var keys = core.serviceProviderKeys;
          var key =
              stolen
                  ? keys.replaceStolen(ACTOR, it.id())
                  : keys.next(ACTOR, it.id(), Duration.ofDays(days));
          out.println(key.id().value() + " signs from " + seconds(key.currentFrom()) + " on.");
          out.println("fingerprint  " + key.certificate().fingerprint());
          out.println(
              "An identity provider that does not read metadata by itself needs it by hand.");
        });
  }

  private static Connection found(Core core, String typed) {
    return ConnectionId.parse(typed)
        .flatMap(core.connections::find)
        .orElseThrow(() -> Problem.notFound("unknown_connection").at("connection").with(typed));
  }
}
