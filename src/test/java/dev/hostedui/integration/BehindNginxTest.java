package dev.hostedui.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.testing.Engine;
import dev.hostedui.testing.TestApp;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * In production behind nginx with TLS, by the configuration of the README, at an address that has
 * moved.
 */
class BehindNginxTest {

  private static final Path NGINX = Path.of("/usr/sbin/nginx");

  /** A server block of the README, with its address, certificate and port. */
  private static final Pattern README =
      Pattern.compile("With nginx:\\s+```\\s(server \\{.*?\\n\\})\\s```", Pattern.DOTALL);

  private static final int FRONT = TestApp.freePort();
  private static final String NEW = "https://localhost:" + FRONT;
  private static final String OLD = "https://127.0.0.1:" + FRONT;

  private static TestApp app;
  private static Process nginx;
  private static HttpClient client;

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    if (!Files.isExecutable(NGINX)) {
      var missing = "The test behind a proxy needs nginx: apt-get install nginx-light";
      if ("required".equals(System.getenv("HOSTED_UI_TEST_PEERS")))
        throw new AssertionError(missing);
      Assumptions.abort(missing);
    }
    var back = TestApp.freePort();
    app =
        TestApp.start(
            Engine.SQLITE,
            Map.of(
                "HOSTED_UI_LISTEN", "127.0.0.1:" + back,
                "HOSTED_UI_BASE_URL", NEW,
                "HOSTED_UI_OLD_BASE_URLS", OLD,
                "HOSTED_UI_SAMPLE", "off",
                "HOSTED_UI_SMTP_URL", "smtp://mail.example.com:587",
                "HOSTED_UI_MAIL_FROM", "Example <hello@example.com>",
                "HOSTED_UI_TRUSTED_PROXIES", "127.0.0.1"));
    certificate(folder);
    var server = README.matcher(Files.readString(Path.of("README.md")));
    assertThat(server.find()).as("the configuration of the README").isTrue();
    var configuration =
        server
            .group(1)
            .replace("listen 443 ssl", "listen 127.0.0.1:" + FRONT + " ssl")
            .replace("server_name portal.example.com", "server_name localhost 127.0.0.1")
            .replace("/etc/ssl/portal.pem", folder.resolve("portal.pem").toString())
            .replace("/etc/ssl/portal.key", folder.resolve("portal.key").toString())
            .replace("127.0.0.1:8080", "127.0.0.1:" + back);
    Files.writeString(
        folder.resolve("nginx.conf"),
        """
        daemon off; pid %1$s/pid; error_log %1$s/error.log; events {}
        http {
          access_log off;
          client_body_temp_path %1$s/a; proxy_temp_path %1$s/b; fastcgi_temp_path %1$s/c;
          uwsgi_temp_path %1$s/d; scgi_temp_path %1$s/e;
          %2$s
        }
        """
            .formatted(folder, configuration));
    nginx =
        new ProcessBuilder(
                NGINX.toString(),
                "-p",
                folder.toString(),
                "-c",
                folder + "/nginx.conf",
                "-e",
                folder + "/error.log")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("out").toFile())
            .start();
    awaitListener(folder);
    client = HttpClient.newBuilder().sslContext(trusting(folder.resolve("portal.pem"))).build();
  }

  private static void certificate(Path folder) throws Exception {
    var made =
        new ProcessBuilder(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-days",
                "2",
                "-subj",
                "/CN=localhost",
                "-addext",
                "subjectAltName=DNS:localhost,IP:127.0.0.1",
                "-keyout",
                folder + "/portal.key",
                "-out",
                folder + "/portal.pem")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("openssl").toFile())
            .start();
    assertThat(made.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(made.exitValue()).as(Files.readString(folder.resolve("openssl"))).isZero();
  }

  private static SSLContext trusting(Path certificate) throws Exception {
    try (InputStream in = Files.newInputStream(certificate)) {
      var store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null);
      store.setCertificateEntry(
          "ours", CertificateFactory.getInstance("X.509").generateCertificate(in));
      var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      var context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    }
  }

  /** A process cannot say that it listens; it is asked until it does. */
  private static void awaitListener(Path folder) throws Exception {
    var until = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (System.nanoTime() < until && nginx.isAlive()) {
      try (var socket = new Socket("127.0.0.1", FRONT)) {
        return;
      } catch (IOException notYet) {
        if (nginx.waitFor(50, TimeUnit.MILLISECONDS)) break;
      }
    }
    throw new AssertionError(
        "nginx does not listen: "
            + Files.readString(folder.resolve("out"), StandardCharsets.UTF_8));
  }

  @AfterAll
  static void stop() throws InterruptedException {
    if (nginx != null) {
      nginx.destroy();
      nginx.waitFor(10, TimeUnit.SECONDS);
    }
    if (app != null) app.close();
  }

  private static HttpResponse<String> get(String address) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create(address)).build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void pages_come_with_tls_and_cookies_that_no_other_host_can_set() throws Exception {
    var page = get(NEW + "/login");
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("Strict-Transport-Security")).isPresent();

    var posted =
        client.send(
            HttpRequest.newBuilder(URI.create(NEW + "/login"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Sec-Fetch-Site", "same-origin")
                .POST(
                    HttpRequest.BodyPublishers.ofString(
                        "email=gus%40globex.example&return_to=%2Fui%2F"))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(posted.statusCode()).as(posted.body()).isEqualTo(303);
    assertThat(posted.headers().firstValue("Set-Cookie").orElse(""))
        .startsWith("__Host-")
        .contains("Secure");
  }

  @Test
  void browsers_are_led_from_the_earlier_address_and_programs_are_answered_there()
      throws Exception {
    var led = get(OLD + "/ui/organization/users");
    assertThat(led.statusCode()).isEqualTo(302);
    assertThat(led.headers().firstValue("Location")).contains(NEW + "/ui/organization/users");
    assertThat(get(OLD + "/.well-known/openid-configuration").body())
        .contains("\"issuer\":\"" + OLD.replace("/", "\\/") + "\"");
    assertThat(get(NEW + "/.well-known/openid-configuration").body())
        .contains("\"issuer\":\"" + NEW.replace("/", "\\/") + "\"");
  }
}
