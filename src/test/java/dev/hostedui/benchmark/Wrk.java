package dev.hostedui.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The load tool {@code wrk}, with 16 connections that each ask again as soon as they are answered.
 */
final class Wrk {

  private static final int CONNECTIONS = 16;
  private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([0-9.]+)");
  private static final Pattern TAIL = Pattern.compile("99%\\s+([0-9.]+)(us|ms|s)");
  private static final Pattern REFUSED = Pattern.compile("Non-2xx or 3xx responses: (\\d+)");

  /** What one round of load saw. */
  record Round(double requestsPerSecond, double p99Milliseconds) {}

  private Wrk() {}

  static boolean isInstalled() {
    try {
      var process = new ProcessBuilder("wrk", "-v").redirectErrorStream(true).start();
      process.getInputStream().readAllBytes();
      process.waitFor();
      return true;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Asks for an address for so many seconds. */
  static Round drive(String url, int seconds, List<String> headers) {
    return run(url, seconds, headers, List.of());
  }

  /** Posts a form to an address for so many seconds. */
  static Round post(String url, int seconds, List<String> headers, String form) {
    try {
      var script = Files.createTempFile("post", ".lua");
      Files.writeString(
          script,
          "wrk.method = 'POST'\nwrk.body = '"
              + form
              + "'\nwrk.headers['Content-Type'] = 'application/x-www-form-urlencoded'\n");
      try {
        return run(url, seconds, headers, List.of("-s", script.toString()));
      } finally {
        Files.delete(script);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Round run(String url, int seconds, List<String> headers, List<String> options) {
    var command =
        new ArrayList<>(
            List.of("wrk", "-t1", "-c" + CONNECTIONS, "-d" + seconds + "s", "--latency"));
    command.addAll(options);
    headers.forEach(header -> command.addAll(List.of("-H", header)));
    command.add(url);
    try {
      var process = new ProcessBuilder(command).redirectErrorStream(true).start();
      var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      process.waitFor();
      var rate = RATE.matcher(said);
      var tail = TAIL.matcher(said);
      // a fast refusal must not pass for a fast page
      if (!rate.find() || !tail.find() || REFUSED.matcher(said).find())
        throw new IllegalStateException(String.join(" ", command) + "\n" + said);
      var unit =
          switch (tail.group(2)) {
            case "us" -> 0.001;
            case "ms" -> 1.0;
            default -> 1000.0;
          };
      return new Round(Double.parseDouble(rate.group(1)), Double.parseDouble(tail.group(1)) * unit);
    } catch (IOException e) {
      throw new IllegalStateException("wrk cannot be run", e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
