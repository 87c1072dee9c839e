package dev.hostedui.command;

import dev.hostedui.App;
import dev.hostedui.Logging;
import dev.hostedui.Settings;
import dev.hostedui.core.Core;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Problem;
import dev.hostedui.web.Words;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/**
 * A noun an operator works on, with its verbs below it: what is needed to begin. They work beside a
 * running server. The noun alone says what the verbs are.
 */
abstract class OperatorCommand implements Callable<Integer> {

  static final Actor ACTOR = new Actor.Internal("command-line");

  private static final Words WORDS = Words.english(OperatorCommand.class);

  @ParentCommand @Nullable Commands commands;

  @Spec @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    if (spec == null) throw new IllegalStateException();
    spec.commandLine().usage(spec.commandLine().getErr());
    return 2;
  }

  /** Does some work with the core of the program, and says its refusals by option. */
  final int run(BiConsumer<Core, PrintWriter> work) throws Settings.Faults {
    if (commands == null || spec == null) throw new IllegalStateException();
    var config = commands.config();
    Logging.configure(config.logLevel());
    try (var core = App.coreOnly(config, Clock.systemUTC())) {
      work.accept(core, spec.commandLine().getOut());
    } catch (Problem problem) {
      throw new Commands.Stopped(
          problem.faults().stream().map(OperatorCommand::line).collect(Collectors.joining("\n")));
    }
    return 0;
  }

  private static String line(Problem.Fault fault) {
    var field = fault.field();
    return (field == null ? "" : "--" + field.replace('_', '-') + ": ") + WORDS.of(fault);
  }
}
