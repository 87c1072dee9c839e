package dev.hostedui.integration;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.FrameLocator;
import dev.hostedui.identity.application.Registration;
import dev.hostedui.identity.connection.SamlSettings;
import dev.hostedui.identity.portallink.PortalLink;
import dev.hostedui.identity.portallink.PortalLinks;
import dev.hostedui.testing.Engine;
import dev.hostedui.testing.InChromium;
import dev.hostedui.testing.Ports;
import dev.hostedui.testing.SamlConnection;
import dev.hostedui.testing.TestApp;
import dev.hostedui.testing.TestClient;
import dev.hostedui.testing.Visit;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
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

  private static final int FRONT = Ports.free();
  private static final String NEW = "https://localhost:" + FRONT;
  private static final String OLD = "https://127.0.0.1:" + FRONT;

  private static final ObjectMapper JSON = new ObjectMapper();

  private static TestApp app;
  private static Process nginx;
  private static HttpClient client;

  /** What apps of other sites show. */
  private static Path page;

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    if (!Files.isExecutable(NGINX)) {
      var missing = "The test behind a proxy needs nginx: apt-get install nginx-light";
      if ("required".equals(System.getenv("HOSTED_UI_TEST_PEERS")))
        throw new AssertionError(missing);
      Assumptions.abort(missing);
    }
    app =
        TestApp.start(
            Engine.SQLITE,
            Map.of(
                "HOSTED_UI_LISTEN", "127.0.0.1:0",
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
            .replace("127.0.0.1:8080", "127.0.0.1:" + app.port());
    Files.writeString(
        folder.resolve("nginx.conf"),
        """
        daemon off; master_process off; pid %1$s/pid; error_log %1$s/error.log; events {}
        http {
          access_log off;
          client_body_temp_path %1$s/a; proxy_temp_path %1$s/b; fastcgi_temp_path %1$s/c;
          uwsgi_temp_path %1$s/d; scgi_temp_path %1$s/e;
          %2$s
          server {
            listen 127.0.0.1:%3$d ssl; server_name .customer.test .rival.test .evil.test;
            ssl_certificate %1$s/portal.pem; ssl_certificate_key %1$s/portal.key;
            root %1$s/apps; default_type text/html;
          }
        }
        """
            .formatted(folder, configuration, FRONT));
    Files.createDirectory(folder.resolve("apps"));
    Files.writeString(folder.resolve("apps/idp"), "<!doctype html><title>A provider</title>");
    page = folder.resolve("apps/index.html");
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
  void what_the_program_takes_at_most_is_handed_on() throws Exception {
    var largest =
        app.app().routes().lines().stream()
            .flatMap(line -> Pattern.compile(" body:(\\d+)").matcher(line).results())
            .mapToInt(it -> Integer.parseInt(it.group(1)))
            .max()
            .orElseThrow();
    assertThat(largest).isGreaterThan(2_000_000);
    var answer =
        client.send(
            HttpRequest.newBuilder(URI.create(NEW + "/ui/organization/general/logo"))
                .header("Content-Type", "multipart/form-data; boundary=x")
                .header("Sec-Fetch-Site", "same-origin")
                .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[largest]))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(answer.headers().firstValue("X-Request-Id")).as(answer.body()).isPresent();
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

  /**
   * The admin portal in a frame on pages of other sites: only https shows whether a browser that
   * blocks cookies of third parties keeps ours, and for whom.
   */
  @Nested
  @InChromium
  class InAFrame {

    private static final String CUSTOMER = "https://app.customer.test:" + FRONT;
    private static final String RIVAL = "https://app.rival.test:" + FRONT;
    private static final String EVIL = "https://app.evil.test:" + FRONT;
    private static final String COOKIE = "__Host-hosted_ui_portal_";

    @BeforeAll
    static void register() {
      for (var site : new String[] {CUSTOMER, RIVAL})
        TestClient.register(app, Registration.web("An app", site + "/callback"));
    }

    private static String link() {
      return NEW + app.portalLink("initech", PortalLinks.Terms.of(PortalLink.Kind.EMBED)).path();
    }

    /** Shows what is at an address on the page that the README has for it, and notes messages. */
    private static void show(Visit visit, String site, String location) throws IOException {
      Files.writeString(
          page,
          "<!doctype html><title>An app</title><link rel=icon href=data:,><script>var heard = [];"
              + " addEventListener('message', ({ origin, data }) => heard.push({ origin, ...data"
              + " }));</script>"
              + Files.readString(Path.of("src/test/resources/integration/portal.html"))
                  .replace("LOCATION", location));
      visit.page().navigate(site + "/");
    }

    private static Visit visit() {
      return Visit.through(app, NEW)
          .blockingThirdPartyCookies()
          .alsoAt(CUSTOMER)
          .alsoAt(RIVAL)
          .alsoAt(EVIL);
    }

    private static FrameLocator frame(Visit visit) {
      return visit.page().frameLocator("#portal");
    }

    /** The messages of a kind; each says that it comes from us. */
    private static JsonNode heard(Visit visit, String type) throws IOException {
      visit.page().waitForFunction("type => heard.some(it => it.event_type === type)", type);
      var all =
          JSON.readTree(
              visit
                  .page()
                  .evaluate(
                      "type => JSON.stringify(heard.filter(it => it.event_type === type))", type)
                  .toString());
      assertThat(all).allMatch(it -> it.at("/origin").asText().equals(NEW));
      return all;
    }

    /** Below which sites the browser keeps our cookie. */
    private static List<String> partitions(Visit visit) throws IOException {
      var all = JSON.readTree(cdp(visit, "Network.getAllCookies"));
      var found = new ArrayList<String>();
      for (var cookie : all.at("/cookies")) {
        if (!cookie.at("/name").asText().startsWith(COOKIE)) continue;
        assertThat(cookie.at("/sameSite").asText()).isEqualTo("None");
        assertThat(cookie.at("/secure").asBoolean()).isTrue();
        assertThat(cookie.at("/httpOnly").asBoolean()).isTrue();
        found.add(cookie.at("/partitionKey/topLevelSite").asText());
      }
      return found;
    }

    private static String cdp(Visit visit, String method) {
      var session = visit.page().context().newCDPSession(visit.page());
      try {
        return session.send(method).toString();
      } finally {
        session.detach();
      }
    }

    @Test
    void it_is_used_from_end_to_end_where_cookies_of_third_parties_are_blocked() throws Exception {
      SamlConnection.draft(
          app,
          "initech",
          it ->
              it.with(
                  new SamlSettings.SignOn(CUSTOMER + "/idp", SamlSettings.Binding.HTTP_REDIRECT)));
      try (var ivy = visit()) {
        show(ivy, CUSTOMER, link());
        var portal = frame(ivy);
        assertThat(portal.locator("#widget h1")).hasText("Single Sign On");
        assertThat(heard(ivy, "PORTAL_LOAD_SUCCESS")).hasSize(1);
        assertThat(partitions(ivy)).containsExactly("https://customer.test");

        // a tab out of the frame has another jar of cookies, and is let in by the pass of the form
        var tab = ivy.page().waitForPopup(() -> portal.locator("#run-test").click());
        tab.waitForURL("**/idp?**");
        assertThat(tab.url()).contains("SAMLRequest=");
        tab.close();

        // a module is used, and the page around hears of it
        portal.locator("#enable").click();
        portal.locator("#dialog input[type=checkbox]").check();
        portal.locator("#dialog button[type=submit]").click();
        assertThat(heard(ivy, "ORGANIZATION_SSO_ENABLED").at("/0/data/enabled").asBoolean())
            .isTrue();

        portal.locator("#menu a").nth(2).click();
        portal.locator("#widget a.button.primary").first().click();
        portal.locator("input[name=domain]").fill("behind-nginx.example");
        portal.locator("#widget button[type=submit]").first().click();
        assertThat(portal.locator(".toast p")).containsText("is added");
        ivy.page().waitForFunction("() => document.getElementById('portal').height > 700");
        assertThat(portal.locator("html").evaluate("it => it.scrollHeight - it.clientHeight"))
            .isEqualTo(0);
        assertThat(heard(ivy, "PORTAL_HEIGHT")).isNotEmpty();
      } finally {
        app.arrange("DELETE FROM connections");
        app.arrange("DELETE FROM email_domains WHERE domain = 'behind-nginx.example'");
      }
    }

    @Test
    void each_site_has_a_session_of_its_own() throws Exception {
      try (var ivy = visit()) {
        show(ivy, CUSTOMER, link());
        heard(ivy, "PORTAL_LOAD_SUCCESS");

        // what was opened there is neither open on the page of another site nor in a tab
        ivy.expecting(401);
        show(ivy, RIVAL, NEW + "/portal/");
        assertThat(frame(ivy).locator("h1")).hasText("You need a link");
        ivy.open("/portal/");
        assertThat(ivy.find("h1")).hasText("You need a link");

        show(ivy, RIVAL, link());
        heard(ivy, "PORTAL_LOAD_SUCCESS");
        assertThat(partitions(ivy))
            .containsExactlyInAnyOrder("https://customer.test", "https://rival.test");
        show(ivy, CUSTOMER, NEW + "/portal/");
        assertThat(frame(ivy).locator("#widget h1")).hasText("Single Sign On");
      }
    }

    @Test
    void a_site_that_is_not_registered_shows_nothing_and_hears_nothing() throws Exception {
      var ivy = visit();
      show(ivy, EVIL, link());
      ivy.page()
          .waitForCondition(
              () -> ivy.faults().stream().anyMatch(it -> it.contains("frame-ancestors")));
      assertThat(ivy.page().evaluate("() => heard.length")).isEqualTo(0);
      assertThat(partitions(ivy)).isEmpty();
      assertThatThrownBy(ivy::close).hasMessageContaining("frame-ancestors");
    }
  }
}
