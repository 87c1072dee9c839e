package dev.hostedui.command;

import dev.hostedui.Settings;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.application.Application;
import dev.hostedui.identity.application.ApplicationType;
import dev.hostedui.identity.application.ClientSecret;
import dev.hostedui.identity.application.Registration;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/**
 * {@code application}: registers the apps that sign their people in here, and changes their
 * secrets. Works beside a running server.
 */
@Command(
    name = "application",
    description = "OperatorCommands the apps that sign their people in here.",
    mixinStandardHelpOptions = true,
    subcommands = {
      ApplicationCommand.Create.class,
      ApplicationCommand.ListAll.class,
      ApplicationCommand.AddSecret.class,
      ApplicationCommand.RevokeSecret.class
    })
final class ApplicationCommand extends OperatorCommands.Group {

  private static final Actor ACTOR = OperatorCommands.ACTOR;

  @Command(
      name = "create",
      description = "OperatorCommands an app and prints its client id and its secret, once.",
      mixinStandardHelpOptions = true)
  static final class Create implements Callable<Integer> {

    @ParentCommand @Nullable ApplicationCommand parent;

    @Option(names = "--name", required = true, description = "what people know it by")
    String name = "";

    @Option(
        names = "--type",
        defaultValue = "web",
        description = "web, spa or native; only web apps get a secret (default: web)")
    String type = "web";

    @Option(
        names = "--redirect-uri",
        paramLabel = "URI",
        description = "where a sign-in comes back to; may be given more than once")
    List<String> redirectUris = new ArrayList<>();

    @Option(
        names = "--post-logout-redirect-uri",
        paramLabel = "URI",
        description = "where a sign-out comes back to; likewise")
    List<String> postLogoutRedirectUris = new ArrayList<>();

    @Option(
        names = "--back-channel-logout-uri",
        paramLabel = "URI",
        description = "what is called when a session ends; likewise, web apps only")
    List<String> backChannelLogoutUris = new ArrayList<>();

    @Option(
        names = "--initiate-login-uri",
        paramLabel = "URI",
        description = "where a sign-in that began elsewhere is taken")
    @Nullable String initiateLoginUri;

    @Option(
        names = "--access-token-minutes",
        paramLabel = "N",
        description = "how long its access tokens live (default: the environment's, 5)")
    @Nullable Integer accessTokenMinutes;

    @Option(
        names = "--require-pkce",
        description = "take no sign-in without a code challenge; always so without a secret")
    boolean requirePkce;

    @Option(
        names = "--management-api",
        description = "let its own tokens into the management API, web apps only")
    boolean managementApi;

    @Override
    public Integer call() throws Settings.Faults {
      if (parent == null) throw new IllegalStateException();
      return parent.run(
          (app, out) -> {
            var applications = app.applications();
            var application = applications.create(ACTOR, registration());
            out.println("client_id      " + application.clientId());
            if (application.type().confidential()) {
              out.println(
                  "client_secret  "
                      + applications.addSecret(ACTOR, application.clientId()).value());
              out.println(
                  "The secret is shown this once. Keep it where the app keeps its secrets.");
            }
          });
    }

    private Registration registration() {
      var kind =
          ApplicationType.named(type)
              .orElseThrow(
                  () -> Problem.invalid("type", "unknown_type", "Use web, spa or native."));
      return new Registration(
          name,
          kind,
          managementApi,
          requirePkce,
          accessTokenMinutes == null ? null : Duration.ofMinutes(accessTokenMinutes),
          initiateLoginUri,
          redirectUris,
          postLogoutRedirectUris,
          backChannelLogoutUris);
    }
  }

  @Command(
      name = "list",
      description = "Lists the apps, their addresses, and their secrets by the last four letters.",
      mixinStandardHelpOptions = true)
  static final class ListAll implements Callable<Integer> {

    @ParentCommand @Nullable ApplicationCommand parent;

    @Override
    public Integer call() throws Settings.Faults {
      if (parent == null) throw new IllegalStateException();
      return parent.run(
          (app, out) -> {
            var applications = app.applications();
            var all = applications.all();
            if (all.isEmpty()) out.println("No app is registered. See: application create --help");
            for (var application : all)
              print(out, application, applications.secrets(application.clientId()));
          });
    }

    private static void print(PrintWriter out, Application it, List<ClientSecret> secrets) {
      out.println(
          it.clientId()
              + "  "
              + it.name()
              + " ("
              + it.type().toString().toLowerCase(java.util.Locale.ROOT)
              + ")");
      it.redirectUris().forEach(uri -> out.println("  redirect-uri              " + uri));
      it.postLogoutRedirectUris().forEach(uri -> out.println("  post-logout-redirect-uri  " + uri));
      it.backChannelLogoutUris().forEach(uri -> out.println("  back-channel-logout-uri   " + uri));
      if (it.initiateLoginUri() != null)
        out.println("  initiate-login-uri        " + it.initiateLoginUri());
      for (var secret : secrets)
        out.println(
            "  secret                    %s  …%s  since %s"
                .formatted(secret.id().value(), secret.hint(), secret.createdAt()));
    }
  }

  @Command(
      name = "add-secret",
      description = "Gives a web app a second secret, to replace the first without a pause.",
      mixinStandardHelpOptions = true)
  static final class AddSecret implements Callable<Integer> {

    @ParentCommand @Nullable ApplicationCommand parent;

    @Option(names = "--client-id", required = true, description = "the app")
    String clientId = "";

    @Override
    public Integer call() throws Settings.Faults {
      if (parent == null) throw new IllegalStateException();
      return parent.run(
          (app, out) -> {
            var applications = app.applications();
            out.println("client_secret  " + applications.addSecret(ACTOR, clientId).value());
            out.println("It is shown this once. The other one goes on until it is revoked.");
          });
    }
  }

  @Command(
      name = "revoke-secret",
      description = "Makes a secret worthless at once.",
      mixinStandardHelpOptions = true)
  static final class RevokeSecret implements Callable<Integer> {

    @ParentCommand @Nullable ApplicationCommand parent;

    @Option(names = "--client-id", required = true, description = "the app")
    String clientId = "";

    @Option(
        names = "--secret",
        required = true,
        paramLabel = "ID",
        description = "the id that list shows, sec_…")
    String secret = "";

    @Override
    public Integer call() throws Settings.Faults {
      if (parent == null) throw new IllegalStateException();
      return parent.run(
          (app, out) -> {
            var applications = app.applications();
            applications.revokeSecret(ACTOR, clientId, new ClientSecret.SecretId(secret));
            out.println(secret + " is revoked.");
          });
    }
  }
}
