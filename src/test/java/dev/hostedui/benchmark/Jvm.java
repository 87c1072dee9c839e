package dev.hostedui.benchmark;

import dev.hostedui.testing.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A Java program in a process of its own, listening on a port of this machine. */
final class Jvm implements AutoCloseable {

  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin/java").toString();

  private final Process process;
  private final int port;

  private Jvm(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /**
   * What the README's command for operating it tells the JVM: how large the heap may become, and
   * the collector that suits a small one.
   */
  static final List<String> OPERATED = List.of("-Xmx80m", "-Xmn16m", "-XX:+UseSerialGC");

  /** Starts the program that was built; it may not listen yet. */
  static Jvm hostedUi(Path jar, String databaseUrl, Path log, List<String> flags) {
    var port = Ports.free();
    var command = new ArrayList<>(List.of(JAVA));
    command.addAll(flags);
    command.addAll(List.of("-jar", jar.toString()));
    return new Jvm(
        start(
            command,
            log,
            Map.of(
                "HOSTED_UI_LISTEN", "127.0.0.1:" + port,
                "HOSTED_UI_BASE_URL", "http://localhost:" + port,
                "HOSTED_UI_DATABASE_URL", databaseUrl)),
        port);
  }

  /** Starts the yardstick, with the class path of the tests. */
  static Jvm bareHello(Path log) {
    var port = Ports.free();
    return new Jvm(
        start(
            List.of(
                JAVA,
                "-cp",
                System.getProperty("java.class.path"),
                BareHello.class.getName(),
                Integer.toString(port)),
            log,
            Map.of()),
        port);
  }

  /**
   * Starts Keycloak as it is run in production on one machine, in a copy of its folder, with an
   * empty database but for a realm.
   *
   * @param realm with {@code ORIGIN} where its own address belongs
   * @param options what else its command says, the database included
   */
  static Jvm keycloak(Path home, Path copy, String realm, Path log, String... options)
      throws IOException, InterruptedException {
    var port = Ports.free();
    if (!Files.exists(copy))
      new ProcessBuilder("cp", "-r", home.toString(), copy.toString())
          .inheritIO()
          .start()
          .waitFor();
    new ProcessBuilder("rm", "-rf", copy.resolve("data").toString()).start().waitFor();
    var imports = Files.createDirectories(copy.resolve("data/import"));
    Files.writeString(
        imports.resolve("benchmark-realm.json"),
        realm.replace("ORIGIN", "http://localhost:" + port));
    var command =
        new ArrayList<>(
            List.of(
                copy.resolve("bin/kc.sh").toString(),
                "start",
                "--cache=local",
                "--http-enabled=true",
                "--http-host=127.0.0.1",
                "--http-port=" + port,
                "--hostname=http://localhost:" + port,
                "--import-realm"));
    command.addAll(List.of(options));
    return new Jvm(start(command, log, Map.of()), port);
  }

  /** Runs a command of the program to its end and answers what it printed. */
  static String run(Path jar, String databaseUrl, Path log, String... arguments) {
    var command = new ArrayList<>(List.of(JAVA, "-jar", jar.toString()));
    command.addAll(List.of(arguments));
    try {
      var process = start(command, log, Map.of("HOSTED_UI_DATABASE_URL", databaseUrl));
      if (process.waitFor() != 0)
        throw new IllegalStateException(String.join(" ", command) + ":\n" + Files.readString(log));
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Process start(List<String> command, Path log, Map<String, String> environment) {
    try {
      var builder =
          new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
      builder.environment().keySet().removeIf(name -> name.startsWith("HOSTED_UI_"));
      builder.environment().putAll(environment);
      return builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String origin() {
    return "http://localhost:" + port;
  }

  /** Waits until it listens and has answered a page. */
  void awaitAnswer(String path) throws InterruptedException {
    while (!listens()) {
      if (!process.isAlive())
        throw new IllegalStateException("it ended with " + process.exitValue() + "; see its log");
      Thread.sleep(5);
    }
    PlainBrowser.anonymous(origin()).page(path);
  }

  /** Only knocks, which costs the starting program next to nothing. */
  private boolean listens() {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress("127.0.0.1", port), 1_000);
      // nobody listens there yet, and the system took just this port for our side: it met itself
      if (socket.getLocalPort() == port) return false;
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** The memory the process holds, in bytes; what the kernel calls its resident set. */
  long residentBytes() {
    // a script that started it is small
    return Stream.concat(Stream.of(process.toHandle()), process.descendants())
        .mapToLong(it -> residentBytes(it.pid()))
        .max()
        .orElse(-1);
  }

  private static long residentBytes(long pid) {
    try (var lines = Files.lines(Path.of("/proc", Long.toString(pid), "status"))) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
          .findFirst()
          .orElse(-1);
    } catch (IOException e) {
      return -1; // not Linux: the figure is left out
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      // writing a class-data archive at the end takes seconds
      if (!process.waitFor(60, TimeUnit.SECONDS)) process.destroyForcibly();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
