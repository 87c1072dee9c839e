package dev.hostedui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.testing.Form;
import dev.hostedui.testing.Program;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** The log of a program of its own: slf4j-simple reads its configuration once. */
class LoggingTest {

  /** Begins lines in the log in every way there is. */
  public static final class Talker {
    private Talker() {}

    public static void main(String[] arguments) {
      Logging.configure(arguments[0]);
      var ours = LoggerFactory.getLogger("dev.hostedui.Talker");
      ours.debug("small talk");
      ours.info("user-agent={}", "x\r\n2026-01-01T00:00:00.000Z ERROR forged\u0085\u001b[2K");
      ours.error("failed", new IllegalStateException("first\nERROR forged"));
      var theirs = LoggerFactory.getLogger("org.example.Library");
      theirs.info("chatter of a library");
      theirs.warn("a library warns");
      Logger.getLogger("org.example.Jdk").log(Level.WARNING, "through the JDK\nERROR forged");
      Logger.getLogger("org.apache.xml.security.signature.Reference")
          .log(Level.WARNING, "Expected Digest: x");
      LoggerFactory.getLogger("org.flywaydb.core.Flyway").error("Unable to rollback");
      LoggerFactory.getLogger("com.zaxxer.hikari.pool.PoolBase").warn("a shorter maxLifetime");
      System.err.println("Two lines\nfor a person");
      Runtime.getRuntime()
          .addShutdownHook(new Thread(() -> ours.warn("the last request has finished")));
    }
  }

  @Test
  void a_message_is_one_line_whatever_is_in_it() throws Exception {
    var lines = said("info");
    assertThat(lines).noneMatch(line -> line.startsWith("ERROR") || line.startsWith("2026-01-01"));
    assertThat(lines)
        .anyMatch(line -> line.matches("2\\S+ INFO user-agent=x  2026-01-01\\S+ ERROR forged.*"))
        .anyMatch(line -> line.endsWith("IllegalStateException: first ERROR forged"))
        .anyMatch(line -> line.startsWith("\tat dev.hostedui.LoggingTest"))
        .anyMatch(line -> line.endsWith("through the JDK ERROR forged"))
        .noneMatch(line -> line.indexOf('\u001b') >= 0);
  }

  @Test
  void what_the_command_line_says_to_people_keeps_its_lines() throws Exception {
    assertThat(said("info")).containsSequence("Two lines", "for a person");
  }

  @Test
  void of_libraries_only_warnings_are_written_and_of_ours_what_the_setting_says() throws Exception {
    assertThat(String.join("\n", said("info")))
        .contains("WARN a library warns", "user-agent")
        .doesNotContain("chatter", "small talk", "Digest", "rollback", "maxLifetime");
    assertThat(String.join("\n", said("debug")))
        .contains("DEBUG small talk")
        .doesNotContain("chatter");
    assertThat(String.join("\n", said("error")))
        .contains("ERROR failed")
        .doesNotContain("warns", "user-agent");
  }

  @Test
  void what_happens_while_the_program_ends_is_written_too() throws Exception {
    assertThat(said("info")).anyMatch(line -> line.endsWith("WARN the last request has finished"));
  }

  @Test
  void a_server_writes_no_line_of_a_strangers_whatever_its_settings_load() throws Exception {
    try (var program = Program.serve(Map.of("HOSTED_UI_TRUSTED_PROXIES", "192.0.2.0/24"))) {
      var forged = "x\n2026-01-01T00:00:00.000Z ERROR forged\u001b[2J";
      var answer =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(URI.create(program.address() + "/login/passkey"))
                      .header("Origin", program.address())
                      .header("Content-Type", "application/x-www-form-urlencoded")
                      .POST(
                          HttpRequest.BodyPublishers.ofString("credential=" + Form.encoded(forged)))
                      .build(),
                  HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(422);
      assertThat(program.end())
          .anyMatch(line -> line.contains("passkey refused: MALFORMED Unrecognized token 'x'"))
          .allMatch(line -> line.matches("\\d{4}-\\S+Z (ERROR|WARN|INFO) [^\\p{Cntrl}]*"));
    }
  }

  @Test
  void whoever_never_finishes_a_request_holds_up_no_end_and_is_no_failure() throws Exception {
    try (var program = Program.serve(Map.of())) {
      var address = URI.create(program.address());
      try (var left = asked(address);
          var slow = asked(address)) {
        left.getOutputStream().write(BEGUN);
        left.close();
        var out = slow.getOutputStream();
        out.write(BEGUN);
        var byteByByte = new ScheduledThreadPoolExecutor(1);
        byteByByte.scheduleAtFixedRate(() -> send(out), 0, 100, TimeUnit.MILLISECONDS);
        var began = System.nanoTime();
        var log = program.end();
        byteByByte.shutdownNow();
        assertThat(log).noneMatch(it -> it.matches(".*(ERROR|WARN|Exception).*"));
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(12));
      }
    }
  }

  private static final byte[] BEGUN =
      "GET /login HTTP/1.1\r\nHost: localhost\r\nX-A: ".getBytes(StandardCharsets.US_ASCII);

  /** A connection that the server has taken: it has answered there once. */
  private static Socket asked(URI address) throws IOException {
    var socket = new Socket(address.getHost(), address.getPort());
    socket
        .getOutputStream()
        .write(
            "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n"
                .getBytes(StandardCharsets.US_ASCII));
    assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
        .isEqualTo("HTTP/1.1 200");
    return socket;
  }

  private static void send(OutputStream out) {
    try {
      out.write('a');
    } catch (IOException e) {
      throw new UncheckedIOException("hung up, and nothing more is sent", e);
    }
  }

  private static List<String> said(String level) throws Exception {
    // the program's own configuration first, not that of the tests
    var folders =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .sorted(
                (a, b) -> Boolean.compare(a.contains("test-classes"), b.contains("test-classes")))
            .toList();
    var process =
        new ProcessBuilder(
                System.getProperty("java.home") + "/bin/java",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                String.join(File.pathSeparator, folders),
                Talker.class.getName(),
                level)
            .redirectErrorStream(true)
            .start();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said.lines().toList();
  }
}
