package dev.hostedui.command;

import dev.hostedui.Settings;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.application.Application;
import dev.hostedui.identity.application.ApplicationType;
import dev.hostedui.identity.application.ClientKeys.ClientKey;
import dev.hostedui.identity.application.ClientSecret;
import dev.hostedui.identity.application.Registration;
import dev.hostedui.protocol.jose.PublicKeyReader;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code application}: registers the apps that sign their people in here, and changes their
 * secrets.
 */
@Command(
    name = "application",
    description = "Registers the apps that sign their people in here.",
    mixinStandardHelpOptions = true)
final class ApplicationCommand extends OperatorCommand {

  @Command(
      name = "create",
      description = "Registers an app and prints its client id and its secret, once.",
      mixinStandardHelpOptions = true)
  int create(
      @Option(
              names = "--name",
              required = true,
              paramLabel = "NAME",
              description = "what people know it by")
          String name,
      @Option(
              names = "--type",
              defaultValue = "web",
              paramLabel = "TYPE",
              description = "web, spa or native; only web apps get a secret (default: web)")
          String type,
      @Option(
              names = "--redirect-uri",
              paramLabel = "URI",
              description = "where a sign-in comes back to; may be given more than once")
          @Nullable List<String> redirectUris,
      @Option(
              names = "--post-logout-redirect-uri",
              paramLabel = "URI",
              description = "where a sign-out comes back to; may be given more than once")
          @Nullable List<String> postLogoutRedirectUris,
      @Option(
              names = "--back-channel-logout-uri",
              paramLabel = "URI",
              description =
                  "what is called when a session ends; may be given more than once, web apps only")
          @Nullable List<String> backChannelLogoutUris,
      @Option(
              names = "--initiate-login-uri",
              paramLabel = "URI",
              description = "where a sign-in that began elsewhere is taken")
          @Nullable String initiateLoginUri,
      @Option(
              names = "--access-token-minutes",
              paramLabel = "N",
              description = "how long its access tokens live (default: the environment's, 5)")
          @Nullable Integer accessTokenMinutes,
      @Option(
              names = "--require-pkce",
              description = "take no sign-in without a code challenge; always so without a secret")
          boolean requirePkce,
      @Option(
              names = "--management-api",
              description =
                  "let it have tokens of its own for the management API at /api/v1, which may"
                      + " change everything; web apps only")
          boolean managementApi,
      @Option(
              names = "--key",
              paramLabel = "FILE",
              description =
                  "the app proves itself with a key instead of a secret (private_key_jwt):"
                      + " its public key as PEM, JWK or JWKS, web apps only")
          @Nullable Path key)
      throws Settings.Faults {
    var keys = key == null ? Map.<String, String>of() : keys(key);
    return run(
        (core, out) -> {
          if (key != null && !type(type).confidential()) throw Problem.conflict("keeps_no_key");
          if (redirectUris == null && !managementApi)
            throw Problem.invalid("application_of_no_use").at("redirect_uri");
          var application =
              core.applications.create(
                  ACTOR,
                  new Registration(
                      name,
                      type(type),
                      managementApi,
                      requirePkce,
                      accessTokenMinutes == null ? null : Duration.ofMinutes(accessTokenMinutes),
                      initiateLoginUri,
                      all(redirectUris),
                      all(postLogoutRedirectUris),
                      all(backChannelLogoutUris)));
          out.println("client_id      " + application.clientId());
          if (!application.type().confidential()) return;
          if (!keys.isEmpty()) {
            core.clientKeys.add(ACTOR, application.clientId(), keys);
            keys.keySet().forEach(id -> out.println("key            " + id));
            return;
          }
          out.println(
              "client_secret  " + core.clientSecrets.add(ACTOR, application.clientId()).value());
          out.println("The secret is shown this once. Keep it where the app keeps its secrets.");
        });
  }

  /** The public keys of a file, by their names. */
  private static Map<String, String> keys(Path file) {
    try {
      var keys = new LinkedHashMap<String, String>();
      for (var key : PublicKeyReader.read(GivenFile.text("--key", file)))
        if (keys.put(key.id(), key.json()) != null)
          throw new Commands.Stopped("--key: two keys in " + file + " have one name (kid).");
      return keys;
    } catch (PublicKeyReader.Unusable e) {
      throw new Commands.Stopped("--key: " + file + " cannot be used. " + e.reason());
    }
  }

  private static ApplicationType type(String name) {
    return ApplicationType.named(name)
        .orElseThrow(() -> Problem.invalid("unknown_type").at("type").with(name));
  }

  private static List<String> all(@Nullable List<String> given) {
    return given == null ? List.of() : given;
  }

  @Command(
      name = "list",
      description = "Lists the apps, their addresses, and their secrets by the last four letters.",
      mixinStandardHelpOptions = true)
  int list() throws Settings.Faults {
    return run(
        (core, out) -> {
          var all = core.applications.all();
          if (all.isEmpty()) out.println("No app is registered. See: application create --help");
          for (var application : all)
            print(
                out,
                application,
                core.clientSecrets.of(application.clientId()),
                core.clientKeys.of(application));
        });
  }

  private static void print(
      PrintWriter out, Application it, List<ClientSecret> secrets, List<ClientKey> keys) {
    out.println(
        it.clientId()
            + "  "
            + it.name()
            + " ("
            + it.type().toString().toLowerCase(Locale.ROOT)
            + ")");
    it.redirectUris().forEach(uri -> out.println("  redirect-uri              " + uri));
    it.postLogoutRedirectUris().forEach(uri -> out.println("  post-logout-redirect-uri  " + uri));
    it.backChannelLogoutUris().forEach(uri -> out.println("  back-channel-logout-uri   " + uri));
    if (it.initiateLoginUri() != null)
      out.println("  initiate-login-uri        " + it.initiateLoginUri());
    for (var key : keys)
      out.println("  key                       " + key.keyId() + "  since " + key.createdAt());
    for (var secret : secrets)
      out.println(
          "  secret                    %s  …%s  since %s"
              .formatted(secret.id().value(), secret.hint(), secret.createdAt()));
  }

  @Command(
      name = "add-secret",
      description = "Gives a web app a second secret, to replace the first without a pause.",
      mixinStandardHelpOptions = true)
  int addSecret(@Mixin Which.OneApplication app) throws Settings.Faults {
    return run(
        (core, out) -> {
          out.println("client_secret  " + core.clientSecrets.add(ACTOR, app.given).value());
          out.println("It is shown this once. The other one goes on until it is revoked.");
        });
  }

  @Command(
      name = "revoke-secret",
      description = "Makes a secret worthless at once.",
      mixinStandardHelpOptions = true)
  int revokeSecret(
      @Mixin Which.OneApplication app,
      @Option(
              names = "--secret",
              required = true,
              paramLabel = "ID",
              description = "the id that list shows, sec_…")
          String secret)
      throws Settings.Faults {
    return run(
        (core, out) -> {
          core.clientSecrets.revoke(ACTOR, app.given, new ClientSecret.SecretId(secret));
          out.println(secret + " is revoked.");
        });
  }

  @Command(
      name = "add-key",
      description = "Lets a web app prove itself with a key as well (private_key_jwt).",
      mixinStandardHelpOptions = true)
  int addKey(
      @Mixin Which.OneApplication app,
      @Option(
              names = "--key",
              required = true,
              paramLabel = "FILE",
              description = "its public key: PEM, JWK, or a JWKS with several")
          Path key)
      throws Settings.Faults {
    var keys = keys(key);
    return run(
        (core, out) -> {
          core.clientKeys.add(ACTOR, app.given, keys);
          keys.keySet().forEach(id -> out.println("key            " + id));
        });
  }

  @Command(
      name = "revoke-key",
      description = "Makes a key worthless at once.",
      mixinStandardHelpOptions = true)
  int revokeKey(
      @Mixin Which.OneApplication app,
      @Option(
              names = "--key-id",
              required = true,
              paramLabel = "KID",
              description = "the name that list shows")
          String keyId)
      throws Settings.Faults {
    return run(
        (core, out) -> {
          core.clientKeys.revoke(ACTOR, app.given, keyId);
          out.println(keyId + " is revoked.");
        });
  }
}
