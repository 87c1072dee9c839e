package dev.hostedui.testing;

import dev.hostedui.command.Main;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The program as an operator starts it: a process of its own with its own log, whose beginning and
 * whose machine may be of any kind.
 */
public final class Program implements AutoCloseable {

  private final Process process;
  private final Path log;
  private final int port;

  private Program(Process process, Path log, int port) {
    this.process = process;
    this.log = log;
    this.port = port;
  }

  /**
   * Starts a server on a copy of the sample's data and waits until it listens.
   *
   * @param machine options of the virtual machine
   */
  public static Program serve(Map<String, String> settings, String... machine) {
    return Ports.start(port -> serve(port, settings, machine));
  }

  private static Program serve(int port, Map<String, String> settings, String... machine) {
    var all =
        new HashMap<>(
            Map.of(
                "HOSTED_UI_LISTEN",
                "127.0.0.1:" + port,
                "HOSTED_UI_BASE_URL",
                "http://localhost:" + port,
                "HOSTED_UI_DATABASE_URL",
                Engine.SQLITE.fresh(),
                "HOSTED_UI_SECRET_KEY",
                TestApp.KEY));
    all.putAll(settings);
    try {
      var log = Files.createTempFile("program", ".log");
      log.toFile().deleteOnExit();
      var command = command(List.of(machine));
      command.add("serve");
      var process = builder(all, command).redirectError(log.toFile()).start();
      var program = new Program(process, log, port);
      var lines = process.inputReader(StandardCharsets.UTF_8);
      for (var line = lines.readLine(); line != null; line = lines.readLine())
        if (line.contains("listening on")) return program;
      throw new AssertionError(Files.readString(log));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where it listens, by the name that it has itself. */
  public String address() {
    return "http://localhost:" + port;
  }

  /** Ends it, and answers all lines of its log. */
  public List<String> end() {
    close();
    try {
      return Files.readAllLines(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> command(List<String> machine) {
    // the program's own configuration first, not that of the tests
    var folders =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .sorted(
                (a, b) -> Boolean.compare(a.contains("test-classes"), b.contains("test-classes")))
            .toList();
    var command =
        new ArrayList<>(
            List.of(System.getProperty("java.home") + "/bin/java", "-XX:TieredStopAtLevel=1"));
    command.addAll(machine);
    command.addAll(List.of("-cp", String.join(File.pathSeparator, folders), Main.class.getName()));
    return command;
  }

  private static ProcessBuilder builder(Map<String, String> settings, List<String> command) {
    var builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(it -> it.startsWith("HOSTED_UI_"));
    builder.environment().putAll(settings);
    return builder;
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(1, TimeUnit.MINUTES)) process.destroyForcibly();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
