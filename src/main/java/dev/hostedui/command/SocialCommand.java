package dev.hostedui.command;

import dev.hostedui.Nearest;
import dev.hostedui.Settings;
import dev.hostedui.core.Core;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.social.SocialConnection;
import dev.hostedui.identity.social.SocialProvider;
import dev.hostedui.protocol.social.Registering;
import dev.hostedui.protocol.social.Vendor;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code connection social}: sign-in by providers for everybody. */
@Command(
    name = "social",
    description =
        "Lets people sign in with Google, Microsoft, GitHub, GitLab, LinkedIn, Salesforce.",
    mixinStandardHelpOptions = true)
final class SocialCommand extends OperatorCommand {

  static final String PROVIDER = "google, microsoft, github, gitlab, linkedin or salesforce";

  @Command(
      name = "add",
      description = {
        "Makes the connection to a provider and prints what to register there.",
        "The client's secret is read from --client-secret-file, or else from standard input."
      },
      mixinStandardHelpOptions = true)
  int add(
      @Mixin Which.OneProvider provider,
      @Option(
              names = "--client-id",
              required = true,
              paramLabel = "ID",
              description = "what the provider calls your client")
          String clientId,
      @Option(
              names = "--client-secret-file",
              paramLabel = "FILE",
              description = "a file with the secret and nothing else")
          @Nullable Path secretFile,
      @Option(
              names = "--host",
              paramLabel = "URL",
              description =
                  "your GitLab (default: https://gitlab.com) or Salesforce (default:"
                      + " https://login.salesforce.com)")
          @Nullable String host,
      @Option(
              names = "--tenant",
              paramLabel = "TENANT",
              description =
                  "of Microsoft: common (default), organizations, consumers, or the id of one")
          @Nullable String tenant,
      @Option(names = "--enable", description = "lets people come by it at once") boolean enable)
      throws Settings.Faults {
    return run(
        (core, out) -> {
          var named = named(provider.given);
          var realm = realm(named, host, tenant);
          var secret = secret(secretFile);
          var made = core.socialConnections.add(ACTOR, named, realm, clientId, secret);
          if (enable) core.socialConnections.enable(ACTOR, made.id());
          tell(out, made);
          if (!enable) out.println("Then: hosted-ui connection social enable " + named.wireName());
        });
  }

  private static void tell(PrintWriter out, SocialConnection made) {
    out.println("connection    " + made.id().value());
    out.println("redirect URI  " + made.redirectUri());
    var number = 1;
    for (var step :
        Registering.steps(Vendor.valueOf(made.provider().name()), made.realm(), made.redirectUri()))
      out.println(number++ + ". " + step);
  }

  /** Which one is meant: by the option that fits the provider, and by no other. */
  static String realm(SocialProvider provider, @Nullable String host, @Nullable String tenant) {
    var wanted = provider.realm();
    if (host != null && wanted != SocialProvider.Realm.ADDRESS)
      throw Problem.invalid("social_realm_unknown").at("host").with(provider.label());
    if (tenant != null && wanted != SocialProvider.Realm.TENANT)
      throw Problem.invalid("social_realm_unknown").at("tenant").with(provider.label());
    return host != null ? host : tenant != null ? tenant : "";
  }

  @Command(
      name = "list",
      description = "Lists them: id, provider, host or tenant, client id, end of secret, enabled.",
      mixinStandardHelpOptions = true)
  int list() throws Settings.Faults {
    return run(
        (core, out) -> {
          for (var it : core.socialConnections.all())
            out.println(
                String.join(
                    "  ",
                    it.id().value(),
                    it.provider().wireName(),
                    it.realm().isEmpty() ? "-" : it.realm(),
                    it.clientId(),
                    "…" + it.secretHint(),
                    enabled(it.enabled())));
        });
  }

  @Command(
      name = "steps",
      description = "Prints once more what to register at a provider.",
      mixinStandardHelpOptions = true)
  int steps(@Mixin Which.OneProvider provider) throws Settings.Faults {
    return run((core, out) -> tell(out, found(core, provider.given)));
  }

  @Command(
      name = "change",
      description = {
        "Gives a connection another secret, and another client id if one is named.",
        "The secret is read from --client-secret-file, or else from standard input."
      },
      mixinStandardHelpOptions = true)
  int change(
      @Mixin Which.OneProvider provider,
      @Option(
              names = "--client-id",
              paramLabel = "ID",
              description = "what the provider calls your client now")
          @Nullable String clientId,
      @Option(
              names = "--client-secret-file",
              paramLabel = "FILE",
              description = "a file with the secret and nothing else")
          @Nullable Path secretFile)
      throws Settings.Faults {
    return run(
        (core, out) -> {
          var it = found(core, provider.given);
          core.socialConnections.change(ACTOR, it.id(), null, clientId, secret(secretFile));
          out.println(it.id().value() + " has another secret; running servers use it at once.");
        });
  }

  @Command(
      name = "enable",
      description = "Shows its button where people sign in.",
      mixinStandardHelpOptions = true)
  int enable(@Mixin Which.OneProvider provider) throws Settings.Faults {
    return run(
        (core, out) -> {
          var it = found(core, provider.given);
          core.socialConnections.enable(ACTOR, it.id());
          tellTurned(out, it.id(), true);
        });
  }

  @Command(
      name = "disable",
      description = "Lets nobody come by it any more; sessions go on.",
      mixinStandardHelpOptions = true)
  int disable(@Mixin Which.OneProvider provider) throws Settings.Faults {
    return run(
        (core, out) -> {
          var it = found(core, provider.given);
          core.socialConnections.disable(ACTOR, it.id());
          tellTurned(out, it.id(), false);
        });
  }

  @Command(
      name = "delete",
      description = "Deletes it with all by whom people are known there; their accounts stay.",
      mixinStandardHelpOptions = true)
  int delete(@Mixin Which.OneProvider provider) throws Settings.Faults {
    return run(
        (core, out) -> {
          var it = found(core, provider.given);
          core.socialConnections.delete(ACTOR, it.id());
          tellDeleted(out, it.id());
        });
  }

  private static SocialProvider named(String typed) {
    return SocialProvider.named(typed)
        .orElseThrow(
            () ->
                Problem.invalid("social_provider_unknown")
                    .with(
                        typed,
                        Nearest.question(
                            typed,
                            Arrays.stream(SocialProvider.values())
                                .map(SocialProvider::wireName)
                                .toList()),
                        PROVIDER));
  }

  private static SocialConnection found(Core core, String typed) {
    var provider = named(typed);
    return core.socialConnections.all().stream()
        .filter(it -> it.provider() == provider)
        .findFirst()
        .orElseThrow(() -> Problem.notFound("social_not_connected").with(provider.label()));
  }

  /** Never from the command line, which others on the machine can read. */
  private String secret(@Nullable Path file) {
    if (spec == null) throw new IllegalStateException();
    if (file != null) return GivenFile.text("--client-secret-file", file).strip();
    try {
      // a file or another program has given it already; who types waits to be asked
      if (System.in.available() == 0)
        spec.commandLine().getErr().println("Enter the client secret:");
      var line =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
      return line == null ? "" : line.strip();
    } catch (IOException e) {
      throw new Commands.Stopped("The client secret cannot be read.");
    }
  }
}
