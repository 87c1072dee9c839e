package dev.hostedui.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * What the machine's Node.js runs with the packages that {@code npm} has put into {@code
 * target/node_modules}: a script of {@code src/test/resources/integration}, or a program of a
 * package.
 */
public final class Node implements AutoCloseable {

  private static final Path PACKAGES = Path.of("target/node_modules");
  private static final String MISSING =
      "Tests with programs of npm need them in target: npm install --no-save --prefix target"
          + " openid-client@6.8.9 oidc-provider@9.13.3 @redocly/cli@2.77.0";

  private final Process process;

  private Node(Process process) {
    this.process = process;
  }

  /** Starts a script; what it prints as errors goes to ours. */
  public static Node start(String script, Map<String, String> environment) {
    try {
      // beside the compiled tests, so that target/node_modules is on its way up
      var file = Path.of(Node.class.getResource("/integration/" + script).toURI());
      return start(environment, ProcessBuilder.Redirect.INHERIT, List.of(file.toString()));
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Runs the program of a package to its end and answers all that it said. */
  public static String run(String program, Map<String, String> environment, String... arguments) {
    var command = new ArrayList<>(List.of(PACKAGES.resolve(program).toString()));
    command.addAll(List.of(arguments));
    try (var running = start(environment, ProcessBuilder.Redirect.PIPE, command)) {
      return running.output();
    }
  }

  private static Node start(
      Map<String, String> environment, ProcessBuilder.Redirect errors, List<String> arguments) {
    var command = new ArrayList<>(List.of(Chromium.NODE.orElseThrow().toString()));
    command.addAll(arguments);
    var builder = new ProcessBuilder(command).redirectError(errors);
    if (errors == ProcessBuilder.Redirect.PIPE) builder.redirectErrorStream(true);
    builder.environment().putAll(environment);
    try {
      return new Node(builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for its end and answers what it printed. */
  public String output() {
    try {
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroy();
  }

  /** Lets a test class run where the packages are, and says once what to install where not. */
  public static final class Found implements ExecutionCondition {

    private static boolean said;

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      if (areThere()) return ConditionEvaluationResult.enabled("they are there");
      if (!said) System.err.println("[SKIPPED] " + MISSING);
      said = true;
      return ConditionEvaluationResult.disabled(MISSING);
    }

    private static boolean areThere() {
      return Chromium.NODE.isPresent()
          && Files.isDirectory(PACKAGES.resolve("openid-client"))
          && Files.isDirectory(PACKAGES.resolve("@redocly/cli"));
    }
  }
}
