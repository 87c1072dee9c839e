package dev.hostedui.peers;

import dev.hostedui.testing.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** An identity provider of somebody else, as a program of its own on a port of its own. */
public enum Peer {
  /** Written in Java; SAML and OpenID Connect. */
  KEYCLOAK(
      "Tests with Keycloak need it in target/peers/keycloak-26.7.3, unpacked from"
          + " org.keycloak:keycloak-quarkus-dist of Maven Central.") {
    private static final Path HOME = Path.of("target/peers/keycloak-26.7.3").toAbsolutePath();

    @Override
    boolean isInstalled() {
      return Files.isExecutable(HOME.resolve("bin/kc.sh"));
    }

    @Override
    ProcessBuilder program(int port) throws IOException {
      remove(HOME.resolve("data"));
      var imports = Files.createDirectories(HOME.resolve("data/import"));
      Files.copy(resource("keycloak-realm.json"), imports.resolve("initech-realm.json"));
      var program =
          new ProcessBuilder(
              HOME.resolve("bin/kc.sh").toString(),
              "start",
              "--db=dev-file",
              "--cache=local",
              "--http-enabled=true",
              "--http-host=127.0.0.1",
              "--http-port=" + port,
              "--hostname=http://localhost:" + port,
              "--import-realm");
      program
          .environment()
          .putAll(
              Map.of(
                  "KC_BOOTSTRAP_ADMIN_USERNAME", "admin",
                  "KC_BOOTSTRAP_ADMIN_PASSWORD", "admin",
                  "JAVA_OPTS_KC_HEAP", "-Xms64m -Xmx384m",
                  // it lives for some minutes, in which optimizing costs more than it gives
                  "JAVA_OPTS_APPEND", "-XX:TieredStopAtLevel=1 -XX:-UseG1GC -XX:+UseSerialGC"));
      return program;
    }
  },

  /** Written in PHP; SAML. */
  SIMPLE_SAML_PHP(
      "Tests with SimpleSAMLphp need Debian's simplesamlphp with php-cli and php-xml.") {
    private static final Path INSTALLED = Path.of("/usr/share/simplesamlphp/www");

    @Override
    boolean isInstalled() {
      return Files.isDirectory(INSTALLED) && onPath("php").isPresent();
    }

    @Override
    ProcessBuilder program(int port) throws IOException {
      remove(SimpleSaml.FOLDER);
      for (var folder : List.of("config", "metadata", "cert", "sessions", "tmp", "www"))
        Files.createDirectories(SimpleSaml.FOLDER.resolve(folder));
      for (var file :
          List.of("config/config.php", "config/authsources.php", "metadata/saml20-idp-hosted.php"))
        Files.copy(resource("simplesamlphp/" + file), SimpleSaml.FOLDER.resolve(file));
      SimpleSaml.writeKey();
      Files.createSymbolicLink(SimpleSaml.FOLDER.resolve("www/simplesaml"), INSTALLED);
      var program =
          new ProcessBuilder(
              onPath("php").orElseThrow().toString(),
              "-S",
              "127.0.0.1:" + port,
              "-t",
              SimpleSaml.FOLDER.resolve("www").toString());
      program.environment().put("PEER_URL", "http://localhost:" + port);
      program
          .environment()
          .put("SIMPLESAMLPHP_CONFIG_DIR", SimpleSaml.FOLDER.resolve("config").toString());
      return program;
    }
  },

  /** Written in JavaScript; OpenID Connect, certified. */
  OIDC_PROVIDER(
      "Tests with oidc-provider need it in target: npm install --no-save --prefix target"
          + " openid-client@6.8.9 oidc-provider@9.13.3 @redocly/cli@2.77.0") {
    @Override
    boolean isInstalled() {
      return Files.isDirectory(Path.of("target/node_modules/oidc-provider"))
          && onPath("node").isPresent();
    }

    @Override
    ProcessBuilder program(int port) {
      // beside the compiled tests, so that target/node_modules is on its way up
      var program =
          new ProcessBuilder(
              onPath("node").orElseThrow().toString(), resource("oidc-provider.mjs").toString());
      program.environment().put("PORT", Integer.toString(port));
      return program;
    }
  };

  static final boolean REQUIRED = "required".equals(System.getenv("HOSTED_UI_TEST_PEERS"));

  private static final Duration PATIENCE = Duration.ofMinutes(8);

  private final String missing;
  private CompletableFuture<String> starting;

  Peer(String missing) {
    this.missing = missing;
  }

  abstract boolean isInstalled();

  abstract ProcessBuilder program(int port) throws IOException;

  String missing() {
    return missing + " On Debian .ci/run installs it.";
  }

  /**
   * Begins to start all of them in a run that demands them: the slowest takes as long as dozens of
   * tests.
   */
  public static void beginToStartIfRequired() {
    if (!REQUIRED) return;
    for (var peer : values()) if (peer.isInstalled()) peer.start();
  }

  /** Its address, without a slash at the end, once it answers. */
  String url() {
    return start().join();
  }

  private synchronized CompletableFuture<String> start() {
    if (starting == null) starting = CompletableFuture.supplyAsync(this::started);
    return starting;
  }

  private String started() {
    return Ports.start(this::startedAt);
  }

  private String startedAt(int port) {
    var log = Path.of("target/peers", this + ".log");
    try {
      Files.createDirectories(log.getParent());
      var process = program(port).redirectErrorStream(true).redirectOutput(log.toFile()).start();
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(process)));
      for (var end = Instant.now().plus(PATIENCE); !listens(port); Thread.sleep(50))
        if (!process.isAlive() || Instant.now().isAfter(end))
          throw new AssertionError(this + " does not start: " + tail(log));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return "http://localhost:" + port;
  }

  private static void stop(Process process) {
    // a script may have started the program that matters
    process.descendants().forEach(ProcessHandle::destroy);
    process.destroy();
  }

  private static String tail(Path log) throws IOException {
    var text = Files.readString(log, StandardCharsets.UTF_8);
    return text.substring(Math.max(0, text.length() - 2_000));
  }

  private static boolean listens(int port) {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress("127.0.0.1", port), 1_000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  static Path resource(String name) {
    try {
      return Path.of(Peer.class.getResource("/peers/" + name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  static Optional<Path> onPath(String name) {
    var folders = System.getenv().getOrDefault("PATH", "/usr/local/bin:/usr/bin").split(":");
    return Arrays.stream(folders)
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  static void remove(Path folder) throws IOException {
    if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) return;
    try (var all = Files.walk(folder)) {
      for (var file : all.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
    }
  }
}
