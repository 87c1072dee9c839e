package dev.hostedui.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A script of {@code src/test/resources/integration}, run by the machine's Node.js with the
 * packages that {@code npm} has put into {@code target/node_modules}.
 */
public final class Node implements AutoCloseable {

  private static final Path PACKAGE = Path.of("target/node_modules/openid-client");
  private static final String MISSING =
      "Tests with openid-client need it in target: npm install --no-save --prefix target openid-client@6.8.9"
          + " oidc-provider@9.13.3";

  private final Process process;

  private Node(Process process) {
    this.process = process;
  }

  /** Starts a script; what it prints as errors goes to ours. */
  public static Node start(String script, Map<String, String> environment) {
    try {
      // beside the compiled tests, so that target/node_modules is on its way up
      var file = Path.of(Node.class.getResource("/integration/" + script).toURI());
      var builder =
          new ProcessBuilder(Chromium.NODE.orElseThrow().toString(), file.toString())
              .redirectError(ProcessBuilder.Redirect.INHERIT);
      builder.environment().putAll(environment);
      return new Node(builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
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

  /** Lets a test class run where the package is, and says once what to install where not. */
  public static final class Found implements ExecutionCondition {

    private static boolean said;

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      if (Files.isDirectory(PACKAGE)) return ConditionEvaluationResult.enabled("it is there");
      if (!said) System.err.println("[SKIPPED] " + MISSING);
      said = true;
      return ConditionEvaluationResult.disabled(MISSING);
    }
  }
}
