package dev.hostedui.command;

import dev.hostedui.testing.Engine;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** What a command printed and how it ended. */
record Ran(int code, String out, String err) {

  /**
   * Runs a command line as the operator's shell would, on a database of its own unless the settings
   * name one.
   */
  static Ran run(Map<String, String> settings, String... arguments) {
    var environment = new HashMap<>(settings);
    environment.putIfAbsent("HOSTED_UI_DATABASE_URL", Engine.emptyFile());
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    var code =
        Commands.run(
            environment,
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            arguments);
    return new Ran(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
