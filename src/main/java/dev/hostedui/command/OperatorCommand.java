package dev.hostedui.command;

import dev.hostedui.App;
import dev.hostedui.Nearest;
import dev.hostedui.Received;
import dev.hostedui.Settings;
import dev.hostedui.core.Core;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Id;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.application.Application;
import dev.hostedui.identity.claim.TokenClaim;
import dev.hostedui.identity.organization.Organization;
import dev.hostedui.identity.organization.Organizations;
import dev.hostedui.identity.role.Role;
import dev.hostedui.web.Words;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * A noun an operator works on, with its verbs below it: what is needed to begin. They work beside a
 * running server. The noun alone says what the verbs are.
 */
abstract class OperatorCommand implements Callable<Integer> {

  static final Actor ACTOR = new Actor.Internal("command-line");

  private static final Words WORDS = Words.english(OperatorCommand.class);

  @Spec @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    if (spec == null) throw new IllegalStateException();
    spec.commandLine().usage(spec.commandLine().getErr());
    return 2;
  }

  /** Does some work with the core of the program, and says its refusals by option. */
  final int run(BiConsumer<Core, PrintWriter> work) throws Settings.Faults {
    return run(false, work);
  }

  /**
   * {@link #run(BiConsumer)}.
   *
   * @param lacking whether a key that something in the database needs may be missing
   */
  final int run(boolean lacking, BiConsumer<Core, PrintWriter> work) throws Settings.Faults {
    if (spec == null) throw new IllegalStateException();
    Commands commands = spec.root().commandLine().getCommand();
    var config = commands.config();
    ServingLock.mustNotBeServedByAnEarlierVersion(config.databaseUrl());
    try (var core = App.coreOnly(config, Clock.systemUTC(), lacking)) {
      try {
        work.accept(core, spec.commandLine().getOut());
      } catch (Problem problem) {
        throw named(core, problem);
      }
    } catch (Problem problem) {
      throw new Commands.Stopped(
          problem.faults().stream().map(this::line).collect(Collectors.joining("\n")));
    }
    return 0;
  }

  /** Says what was typed for a name that is not known, what is most like it, and where all are. */
  private Problem named(Core core, Problem problem) {
    if (problem.faults().size() != 1) return problem;
    return switch (problem.faults().get(0).code()) {
      case "organization_not_found" -> {
        var typed = typed("organization");
        var like = Nearest.question(typed, organizations(core));
        yield Problem.invalid("unknown_organization").at("organization").with(typed, like);
      }
      case "application_not_found" -> {
        var typed = typed("client_id");
        var like =
            Nearest.question(
                typed, core.applications.all().stream().map(Application::clientId).toList());
        yield Problem.invalid("unknown_application").at("client_id").with(typed, like);
      }
      case "unknown_role" -> {
        var typed = typed("role");
        var all = roles(core);
        yield Problem.invalid("no_such_role")
            .at("role")
            .with(typed, Nearest.question(typed, all), String.join(", ", all));
      }
      case "domain_not_found" -> {
        var typed = typed("domain");
        yield Problem.invalid("no_such_domain")
            .at("domain")
            .with(typed, Nearest.question(typed, domains(core)), typed("organization"));
      }
      case "claim_not_found" -> {
        var typed = typed("name");
        var all = core.tokenClaims.all().stream().map(TokenClaim::name).toList();
        yield Problem.invalid("unknown_claim").at("name").with(typed, Nearest.question(typed, all));
      }
      case "secret_not_found" ->
          Problem.invalid("unknown_secret").at("secret").with(typed("secret"), typed("client_id"));
      case "portal_link_not_found" ->
          Problem.invalid("unknown_link").at("link").with(typed("link"), typed("organization"));
      case "key_not_found" ->
          Problem.invalid("unknown_key").at("key_id").with(typed("key_id"), typed("client_id"));
      default -> problem;
    };
  }

  /**
   * The organization that was typed.
   *
   * @throws Problem NOT_FOUND
   */
  static Organization organization(Core core, String idOrSlug) {
    return core.database.read(handle -> Organizations.getNamed(handle, idOrSlug));
  }

  /** Says that something with an id is on or off now. */
  static void tellTurned(PrintWriter out, Id id, boolean on) {
    out.println(id.value() + " is " + enabled(on) + "; running servers know it at once.");
  }

  /** Says that something with an id is no more. */
  static void tellDeleted(PrintWriter out, Id id) {
    out.println(id.value() + " is deleted.");
  }

  /** Whether something is on, in the words of the verbs. */
  static String enabled(boolean on) {
    return on ? "enabled" : "disabled";
  }

  /** A time as lists show it. */
  static String seconds(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private String typed(String field) {
    return option(field).map(this::typedOrNull).orElse("");
  }

  /**
   * The option of the verb that a field is given by: of its name, or of a part of it, as {@code
   * --name} gives a {@code display_name} and {@code --role} one of the {@code roles}.
   */
  private Optional<String> option(String field) {
    var verb = verb();
    if (verb == null) return Optional.empty();
    var exact = "--" + field.replace('_', '-');
    return verb.commandSpec().optionsMap().keySet().stream()
        .filter(it -> it.startsWith("--"))
        .filter(
            it -> exact.endsWith(it.substring(1)) || it.startsWith(exact) || exact.startsWith(it))
        .min(
            Comparator.comparing((String it) -> !it.equals(exact))
                .thenComparing(Comparator.comparing(String::length).reversed()));
  }

  private CommandLine.@Nullable ParseResult verb() {
    if (spec == null) throw new IllegalStateException();
    return spec.commandLine().getParseResult().subcommand();
  }

  /** What was typed for an option of the verb, or null when it was not given, or several times. */
  final @Nullable String typedOrNull(String option) {
    var verb = verb();
    var matched = verb == null ? null : verb.matchedOption(option);
    // of an option that was repeated there is none to name
    return matched == null || matched.originalStringValues().size() != 1
        ? null
        : matched.originalStringValues().get(0);
  }

  private static List<String> organizations(Core core) {
    return core.organizations.list().stream()
        .flatMap(it -> Stream.of(Objects.requireNonNullElse(it.slug(), ""), it.id().value()))
        .filter(name -> !name.isEmpty())
        .toList();
  }

  private List<String> roles(Core core) {
    return core.database
        .read(handle -> Organizations.named(handle, typed("organization")))
        .map(it -> core.roles.usable(it.id()).stream().map(Role::name).toList())
        .orElse(List.of());
  }

  private List<String> domains(Core core) {
    var organization = organization(core, typed("organization"));
    return core.organizationDomains.list(organization.id()).stream()
        .map(it -> it.domain().value())
        .toList();
  }

  /** One refusal, which names the option and what was typed for it. */
  private String line(Problem.Fault fault) {
    var words = WORDS.of(fault);
    var field = fault.field();
    var option = field == null ? Optional.<String>empty() : option(field);
    if (option.isEmpty()) return words;
    var typed = Objects.requireNonNullElse(typedOrNull(option.get()), "");
    // the words may hold the same letters by chance
    var said = fault.arguments().stream().anyMatch(it -> typed.equals(String.valueOf(it)));
    return option.get()
        + ": "
        + words
        + (said || namesFile(option.get()) ? "" : Received.shown(typed));
  }

  /** Whether what was typed is where the value is, and not the value. */
  private boolean namesFile(String option) {
    var verb = verb();
    var matched = verb == null ? null : verb.matchedOption(option);
    return matched != null && matched.type() == Path.class;
  }
}
