package dev.hostedui.command;

import dev.hostedui.App;
import dev.hostedui.Logging;
import dev.hostedui.Settings;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.organization.Feature;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/**
 * What an operator needs to begin: {@code organization}, {@code user} and {@code feature}. They
 * work beside a running server.
 */
final class OperatorCommands {

  static final Actor ACTOR = new Actor.Internal("command-line");

  private OperatorCommands() {}

  /** A group of commands that is nothing by itself. */
  abstract static class Group implements Callable<Integer> {

    @ParentCommand @Nullable Commands commands;

    @Spec @Nullable CommandSpec spec;

    @Override
    public Integer call() {
      if (spec == null) throw new IllegalStateException();
      spec.commandLine().usage(spec.commandLine().getErr());
      return 2;
    }

    /** Does some work with the program put together, and says its refusals by option. */
    Integer run(BiConsumer<App, PrintWriter> work) throws Settings.Faults {
      if (commands == null || spec == null) throw new IllegalStateException();
      var config = commands.config();
      Logging.configure(config.logLevel(), config.logJson());
      try (var app = new App(config, Clock.systemUTC())) {
        work.accept(app, spec.commandLine().getOut());
      } catch (Problem problem) {
        var field = problem.field();
        throw new Commands.Stopped(
            (field == null ? "" : "--" + field.replace('_', '-') + ": ") + problem.message());
      }
      return 0;
    }
  }

  @Command(
      name = "organization",
      description = "Makes organizations.",
      mixinStandardHelpOptions = true,
      subcommands = OrganizationCreate.class)
  static final class Organization extends Group {}

  @Command(
      name = "create",
      description = "Makes an organization and prints its id.",
      mixinStandardHelpOptions = true)
  static final class OrganizationCreate implements Callable<Integer> {

    @ParentCommand @Nullable Organization group;

    @Option(names = "--name", required = true, description = "what people call it")
    String name = "";

    @Option(names = "--slug", description = "a short name for addresses, like acme")
    @Nullable String slug;

    @Override
    public Integer call() throws Settings.Faults {
      if (group == null) throw new IllegalStateException();
      return group.run(
          (app, out) ->
              out.println(
                  "organization  " + app.organizations().create(ACTOR, name, slug).id().value()));
    }
  }

  @Command(
      name = "user",
      description = "Makes people members.",
      mixinStandardHelpOptions = true,
      subcommands = UserCreate.class)
  static final class User extends Group {}

  @Command(
      name = "create",
      description = "Makes a person a member of an organization; they sign in with a code by mail.",
      mixinStandardHelpOptions = true)
  static final class UserCreate implements Callable<Integer> {

    @ParentCommand @Nullable User group;

    @Option(names = "--email", required = true, description = "their address")
    String email = "";

    @Option(names = "--organization", required = true, description = "its id or slug")
    String organization = "";

    @Option(names = "--role", defaultValue = "member", description = "default: member")
    String role = "member";

    @Option(names = "--given-name", defaultValue = "", description = "first name")
    String givenName = "";

    @Option(names = "--family-name", defaultValue = "", description = "last name")
    String familyName = "";

    @Override
    public Integer call() throws Settings.Faults {
      if (group == null) throw new IllegalStateException();
      return group.run(
          (app, out) ->
              out.println(
                  "user  "
                      + app.members()
                          .provision(ACTOR, organization, email, givenName, familyName, role)
                          .user()
                          .id()
                          .value()));
    }
  }

  @Command(
      name = "feature",
      description = "Switches features of organizations.",
      mixinStandardHelpOptions = true,
      subcommands = {FeatureEnable.class, FeatureDisable.class})
  static final class FeatureGroup extends Group {

    private Integer set(String organization, String name, boolean on) throws Settings.Faults {
      return run(
          (app, out) -> {
            var feature =
                Arrays.stream(Feature.values())
                    .filter(it -> it.wireName().equals(name))
                    .findFirst()
                    .orElseThrow(
                        () ->
                            Problem.invalid(
                                "feature",
                                "unknown_feature",
                                "There are: "
                                    + Arrays.stream(Feature.values())
                                        .map(Feature::wireName)
                                        .collect(Collectors.joining(", "))
                                    + "."));
            var it = app.organizations().setFeature(ACTOR, organization, feature, on);
            out.println(name + " is " + (on ? "on" : "off") + " for " + it.displayName() + ".");
          });
    }
  }

  @Command(
      name = "enable",
      description = "Shows a widget to an organization's people.",
      mixinStandardHelpOptions = true)
  static final class FeatureEnable implements Callable<Integer> {

    @ParentCommand @Nullable FeatureGroup group;

    @Option(names = "--organization", required = true, description = "its id or slug")
    String organization = "";

    @Option(
        names = "--feature",
        required = true,
        description = "sso, dir_sync, domain_verification or session_policy")
    String feature = "";

    @Override
    public Integer call() throws Settings.Faults {
      if (group == null) throw new IllegalStateException();
      return group.set(organization, feature, true);
    }
  }

  @Command(
      name = "disable",
      description = "Hides it again; what was set stays and waits.",
      mixinStandardHelpOptions = true)
  static final class FeatureDisable implements Callable<Integer> {

    @ParentCommand @Nullable FeatureGroup group;

    @Option(names = "--organization", required = true, description = "its id or slug")
    String organization = "";

    @Option(names = "--feature", required = true, description = "as with enable")
    String feature = "";

    @Override
    public Integer call() throws Settings.Faults {
      if (group == null) throw new IllegalStateException();
      return group.set(organization, feature, false);
    }
  }
}
