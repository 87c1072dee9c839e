package dev.hostedui.command;

import com.google.common.base.CharMatcher;
import dev.hostedui.Logging;
import dev.hostedui.LostCharacters;
import dev.hostedui.Nearest;
import dev.hostedui.Received;
import dev.hostedui.Settings;
import dev.hostedui.core.Config;
import dev.hostedui.db.StorageUnavailable;
import dev.hostedui.db.TimeLimit;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command line as a whole: its commands, its exit codes, and how faults are reported. */
@Command(
    name = "hosted-ui",
    mixinStandardHelpOptions = true,
    versionProvider = Commands.Version.class,
    description = "The self-serve portal a B2B app redirects its signed-in users to.",
    footer = {
      "",
      "Without a command it serves. Settings are environment variables; the README lists them."
    })
public final class Commands implements Callable<Integer> {

  /** The exit code of a command whose work goes on. */
  public static final int RUNNING = -1;

  /** Every command, in the order of help. */
  private static final List<Class<?>> ALL =
      List.of(
          Serve.class,
          Migrate.class,
          Doctor.class,
          Backup.class,
          Restore.class,
          ApplicationCommand.class,
          OrganizationCommand.class,
          UserCommand.class,
          FeatureCommand.class,
          TokenClaimCommand.class,
          DomainCommand.class,
          ConnectionCommand.class,
          DirectoryCommand.class,
          PortalLinkCommand.class,
          SecretKeyCommand.class,
          SigningKeyCommand.class,
          WebhookCommand.class,
          EventsCommand.class,
          EnvironmentCommand.class,
          BrandingCommand.class,
          MailTemplateCommand.class,
          Sample.class);

  @Option(
      names = "--config",
      paramLabel = "FILE",
      scope = CommandLine.ScopeType.INHERIT,
      description = "a .properties file with settings; environment variables win over it")
  @Nullable Path file;

  @Spec @Nullable CommandSpec spec;

  private final Map<String, String> environment;

  private final PrintWriter err;

  private Commands(Map<String, String> environment, PrintWriter err) {
    this.environment = environment;
    this.err = err;
  }

  /** Tells whoever runs a command something beside its answer. */
  void tell(String words) {
    err.println(words);
  }

  /** Runs a command line as a shell does, and returns its exit code. */
  public static int run(Map<String, String> environment, String... arguments) {
    return run(environment, System.out, System.err, arguments);
  }

  /**
   * Runs a command line and returns its exit code. What the command has to say goes to these two
   * streams, in UTF-8; the log goes to standard error whatever they are.
   */
  public static int run(
      Map<String, String> environment, PrintStream out, PrintStream err, String... given) {
    var arguments = asked(given);
    var errors = new PrintWriter(err, true, StandardCharsets.UTF_8);
    var commands = new CommandLine(new Commands(environment, errors));
    named(arguments).forEach(commands::addSubcommand);
    EnvironmentCommand.addOptions(commands);
    BrandingCommand.addOptions(commands);
    commands.setOut(new PrintWriter(out, true, StandardCharsets.UTF_8));
    commands.setErr(errors);
    commands.setParameterExceptionHandler(
        (problem, unused) -> {
          problem.getCommandLine().getErr().println("hosted-ui: " + mistake(problem));
          return 2;
        });
    commands.setExecutionExceptionHandler(
        (problem, line, unused) -> {
          if (problem instanceof Settings.Faults faults) {
            line.getErr().println("Mode: " + faults.mode() + ".");
            line.getErr().println("The settings cannot be used:");
            faults.all().forEach(fault -> line.getErr().println("  " + fault));
          } else if (problem instanceof Stopped) {
            line.getErr().println(problem.getMessage());
          } else if (problem instanceof InvalidPathException path) {
            line.getErr().println(noPath(path));
          } else if (problem instanceof StorageUnavailable) {
            line.getErr().println(firstLine(problem));
          } else {
            line.getErr().println("hosted-ui failed: " + firstLine(problem));
            problem.printStackTrace(line.getErr());
          }
          return 1;
        });
    for (var word : arguments)
      if (LostCharacters.in(word)) {
        commands.getErr().println("hosted-ui: " + LostCharacters.words("\"" + word + "\""));
        return 2;
      }
    int code = TimeLimit.BULK.allow(() -> commands.execute(arguments));
    // a server goes on without its greeting; what a command made may be shown this once
    if (code == RUNNING || !commands.getOut().checkError()) return code;
    commands.getErr().println("hosted-ui: what it had to say could not be written out.");
    return code == 0 ? 1 : code;
  }

  /**
   * What a line can come to: the command that it begins with, or any. To learn what all of them
   * take is more work than most of them do.
   */
  private static List<Class<?>> named(String... arguments) {
    if (arguments.length == 0) return List.of();
    var one =
        ALL.stream()
            .filter(it -> it.getAnnotation(Command.class).name().equals(arguments[0]))
            .toList();
    return one.isEmpty() ? ALL : one;
  }

  /** A line as options say it: many a command line knows {@code help} as a command too. */
  private static String[] asked(String... given) {
    if (given.length == 0 || !given[0].equals("help")) return given;
    return Stream.concat(Arrays.stream(given).skip(1), Stream.of("--help")).toArray(String[]::new);
  }

  /** A fault whose message is all there is to say. */
  static final class Stopped extends RuntimeException {
    Stopped(String message) {
      super(message, null, false, false);
    }
  }

  /** How the library says what no person would. */
  private static final Pattern NO_NUMBER =
      Pattern.compile("^Invalid value for option '(.+?)'.*: '(.*)' is not an? (?:int|long)$");

  private static String mistake(CommandLine.ParameterException problem) {
    // a mistyped option is why another one is missing or has another's value
    for (var line = problem.getCommandLine(); line != null; line = line.getParent())
      if (!line.getUnmatchedArguments().isEmpty())
        return unmatched(line.getUnmatchedArguments().get(0), line.getCommandSpec());
    var number = NO_NUMBER.matcher(firstLine(problem));
    return number.find()
        ? number.group(1) + ": This is a whole number." + Received.shown(number.group(2))
        : firstLine(problem) + " (see --help)";
  }

  private static String unmatched(String word, CommandSpec spec) {
    var help = " " + spec.qualifiedName() + " --help lists them all.";
    if (word.isEmpty())
      return "there is an empty word, as of a variable of the shell that has no value." + help;
    if (!word.startsWith("-") && spec.subcommands().isEmpty())
      return word + " is one word too many: values follow their option." + help;
    return word.startsWith("-")
        ? "there is no option "
            + word
            + "."
            + Nearest.question(word.replaceFirst("=.*", ""), spec.optionsMap().keySet())
            + help
        : "there is no command "
            + word
            + "."
            + Nearest.question(word, spec.subcommands().keySet())
            + help;
  }

  /** What a locale can carry is no path for a reason of its own. */
  private static String noPath(InvalidPathException e) {
    var shown = "path \"" + e.getInput() + "\"";
    return CharMatcher.ascii().matchesAllOf(e.getInput())
        ? "There can be no " + shown + ": " + e.getReason() + "."
        : LostCharacters.words("the " + shown);
  }

  private static String firstLine(Exception problem) {
    return String.valueOf(problem.getMessage()).lines().findFirst().orElse("");
  }

  @Override
  public Integer call() throws Settings.Faults {
    return new Serve(this).call();
  }

  /** Where a command writes its answer. */
  PrintWriter out() {
    if (spec == null) throw new IllegalStateException();
    return spec.commandLine().getOut();
  }

  /** The settings of a server: a sample without an address of its own takes that of its port. */
  Config serving() throws Settings.Faults {
    var config = config();
    return Settings.read(Settings.atAFreePort(environment, file, config), file);
  }

  /** Whether the settings name a public address. */
  boolean isAddressGiven() {
    return Settings.isAddressGiven(environment, file);
  }

  Config config() throws Settings.Faults {
    return config(Settings.logLevel(environment, file));
  }

  /**
   * Reads the settings with the log set up as they say or a command needs it: what reads them may
   * load what asks for a logger.
   */
  Config config(String logLevel) throws Settings.Faults {
    Logging.configure(logLevel);
    // what is made in it would be made elsewhere, if anywhere
    var folder = System.getProperty("user.dir");
    if (LostCharacters.in(folder))
      throw new Stopped(LostCharacters.words("the working folder " + folder));
    return Settings.read(environment, file);
  }

  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"hosted-ui " + current()};
    }

    static String current() {
      var version = Commands.class.getPackage().getImplementationVersion();
      return version == null ? "(built from a checkout)" : version;
    }
  }
}
