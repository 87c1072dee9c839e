package dev.hostedui.benchmark;

import com.sun.net.httpserver.HttpServer;
import dev.hostedui.App;
import dev.hostedui.Settings;
import dev.hostedui.core.Core;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.application.ApplicationType;
import dev.hostedui.identity.application.Registration;
import dev.hostedui.identity.webhook.WebhookId;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/**
 * The management API beside pages of the portal that do the same, and the portal while thousands of
 * webhooks wait for an endpoint that takes its time. All are times of one client that asks for one
 * thing after another, in one run of the server.
 */
final class ApiLoad {

  /** Each may ask 100 times a second. */
  private static final int APPLICATIONS = 30;

  private static final int WAITING = 10_000;
  private static final int TIMES = 1_501;
  private static final int WARM_UP = 3_000;
  private static final long SLOW_MILLISECONDS = 1_000;
  private static final Actor OPERATOR = new Actor.Internal("benchmark");
  private static final Pattern TOKEN = Pattern.compile("\"access_token\":\"([^\"]+)\"");
  private static final String JSON = "Content-Type: application/json\r\n";
  private static final String FORM =
      "Content-Type: application/x-www-form-urlencoded\r\nSec-Fetch-Site: same-origin\r\n";

  private final Figures figures;
  private final URI base;
  private final Core core;
  private final List<String> tokens = new ArrayList<>();
  private final String organization;
  private final String cookie;

  private ApiLoad(Figures figures, String origin, Core core)
      throws IOException, InterruptedException {
    this.figures = figures;
    this.base = URI.create(origin);
    this.core = core;
    organization =
        core.database.read(
            handle ->
                handle
                    .createQuery("SELECT id FROM organizations WHERE slug = 'acmecorp'")
                    .mapTo(String.class)
                    .one());
    cookie =
        "Cookie: "
            + PlainBrowser.of("ada@acmecorp.example", origin).cookie()
            + "\r\nHX-Request: true\r\n";
    for (var i = 0; i < APPLICATIONS; i++) tokens.add(token(i));
  }

  /** Measures a server with a database of its own. */
  static void measure(Figures figures, Path jar, Path folder)
      throws IOException, InterruptedException {
    Files.createDirectories(folder);
    var file = folder.resolve("api.db");
    for (var it : List.of("", "-wal", "-shm")) Files.deleteIfExists(Path.of(file + it));
    var url = "jdbc:sqlite:" + file;
    try (var server = Jvm.hostedUi(jar, url, folder.resolve("api.log"), Jvm.OPERATED)) {
      server.awaitAnswer("/login");
      // beside the server, as a command of the operator is
      try (var core =
          App.coreOnly(
              Settings.read(Map.of("HOSTED_UI_DATABASE_URL", url), null), Clock.systemUTC())) {
        var load = new ApiLoad(figures, server.origin(), core);
        load.measureApi();
        load.measureDeliveries();
      }
    } catch (Settings.Faults e) {
      throw new IllegalStateException(e);
    }
  }

  private String token(int number) throws IOException, InterruptedException {
    var application =
        core.applications.create(
            OPERATOR,
            new Registration(
                "Load " + number,
                ApplicationType.WEB,
                true,
                false,
                null,
                null,
                List.of(),
                List.of(),
                List.of()));
    var secret = core.clientSecrets.add(OPERATOR, application.clientId()).value();
    var request =
        HttpRequest.newBuilder(base.resolve("/oauth/token"))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "grant_type=client_credentials&client_id="
                        + application.clientId()
                        + "&client_secret="
                        + secret))
            .build();
    var answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    var token = TOKEN.matcher(answer.body());
    if (!token.find()) throw new IllegalStateException(answer.body());
    return token.group(1);
  }

  // ------------------------------------------------------------------ requests

  private interface Asking {
    byte[] request(int number);
  }

  private byte[] call(int number, String method, String path, String body) {
    return BareClient.request(
        method,
        base.resolve("/api/v1" + path),
        "Authorization: Bearer " + tokens.get(number % tokens.size()) + "\r\n" + JSON,
        body);
  }

  private byte[] fragment(String path) {
    return BareClient.request("GET", base.resolve(path), cookie, "");
  }

  private byte[] rename(int number) {
    return BareClient.request(
        "POST",
        base.resolve("/ui/organization/general/name"),
        cookie + FORM,
        "display_name=AcmeCorp+" + number % 2);
  }

  /** How long it took, half of the times and 99 of 100 times, in milliseconds. */
  private record Times(double median, double p99) {}

  private Times times(Asking asking) throws IOException {
    var times = new long[TIMES];
    try (var connection = BareClient.to(base)) {
      for (var i = 0; i < TIMES; i++) {
        var request = asking.request(i);
        var began = System.nanoTime();
        var status = connection.send(request);
        times[i] = System.nanoTime() - began;
        if (status >= 400) throw new IllegalStateException("it was answered " + status);
      }
    }
    Arrays.sort(times);
    return new Times(times[TIMES / 2] / 1e6, times[TIMES * 99 / 100] / 1e6);
  }

  private void warm(Asking asking) throws IOException {
    try (var connection = BareClient.to(base)) {
      for (var i = 0; i < WARM_UP; i++) connection.send(asking.request(i));
    }
  }

  // ------------------------------------------------------------------ the API beside the portal

  private void measureApi() throws IOException {
    var path = "/organizations/" + organization;
    Asking account = i -> fragment("/ui/profile/account");
    Asking users = i -> fragment("/ui/organization/users");
    Asking one = i -> call(i, "GET", path, "");
    Asking list = i -> call(i, "GET", path + "/users?page_size=10", "");
    Asking change = i -> call(i, "PATCH", path, "{\"display_name\":\"AcmeCorp " + i % 2 + "\"}");
    for (var it : List.of(account, users, one, list, change, (Asking) this::rename)) warm(it);
    compare("An organization by the API, against My Account", times(one), times(account));
    compare("Ten users by the API, against the page Users", times(list), times(users));
    compare(
        "A new name by the API, against the form in General", times(change), times(this::rename));
  }

  private void compare(String name, Times ours, Times portals) {
    figures.beside(
        name,
        Figures.number(ours.median) + " ms",
        Figures.number(portals.median) + " ms",
        ours.median / portals.median);
  }

  // ------------------------------------------------------------------ the portal while webhooks
  // wait

  private void measureDeliveries() throws IOException, InterruptedException {
    Asking users = i -> fragment("/ui/organization/users");
    var heard = new AtomicInteger();
    var pool = Executors.newCachedThreadPool();
    var slow = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    slow.setExecutor(pool);
    slow.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          try {
            TimeUnit.MILLISECONDS.sleep(SLOW_MILLISECONDS);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          heard.incrementAndGet();
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    slow.start();
    try {
      var readBefore = times(users);
      var writeBefore = times(this::rename);
      var webhook = queue("http://127.0.0.1:" + slow.getAddress().getPort() + "/");
      var read = times(users);
      var write = times(this::rename);
      figures.note("Webhooks that wait for an endpoint of one second", waiting(), "");
      figures.note("of which the endpoint has heard so far", heard.get(), "");
      core.webhooks.turn(OPERATOR, webhook, false);
      warm(users);
      var readAfter = times(users);
      var writeAfter = times(this::rename);
      slower("Users while they wait", read, readBefore, readAfter);
      slower("A new name while they wait", write, writeBefore, writeAfter);
    } finally {
      slow.stop(0);
      pool.shutdownNow();
    }
  }

  private WebhookId queue(String url) {
    var id = core.webhooks.create(OPERATOR, url, "", List.of()).webhook().id();
    for (var i = 0; i < WAITING; i++) core.deliveries.test(OPERATOR, id);
    return id;
  }

  private int waiting() {
    return core.database.read(
        handle ->
            handle
                .createQuery("SELECT COUNT(*) FROM webhook_deliveries WHERE due_at IS NOT NULL")
                .mapTo(Integer.class)
                .one());
  }

  /** Against the mean of before and after: the machine changes its pace on the way. */
  private void slower(String name, Times now, Times before, Times after) {
    figures.note(name, now.median, " ms");
    figures.atMost(
        1.2, name + ", against none", 2 * now.median / (before.median + after.median), " ×");
    figures.note("likewise, 99 of 100 times", 2 * now.p99 / (before.p99 + after.p99), " ×");
  }
}
