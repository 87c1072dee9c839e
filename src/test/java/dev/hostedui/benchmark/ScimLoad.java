package dev.hostedui.benchmark;

import dev.hostedui.App;
import dev.hostedui.Settings;
import dev.hostedui.core.Config;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.directory.DirectoryType;
import java.io.IOException;
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
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.regex.Pattern;

/** A directory that provisions an organization over SCIM: all its people, and a large group. */
final class ScimLoad {

  private static final int CLIENTS = 8;
  private static final int TIMES = 101;
  private static final int MOST_AT_ONCE = 5_000;
  private static final Pattern ID = Pattern.compile("\"id\":\"(\\w+)\"");

  private final Figures figures;
  private final URI base;
  private final String headers;
  private final String token;

  private ScimLoad(Figures figures, String base, String token) {
    this.figures = figures;
    this.base = URI.create(base);
    this.token = token;
    this.headers = "Authorization: Bearer " + token + "\r\nContent-Type: application/scim+json\r\n";
  }

  /** Fills an empty database with so many people, and measures the server with them. */
  static void measure(Figures figures, Path jar, Path folder, int people)
      throws IOException, InterruptedException {
    Files.createDirectories(folder);
    var file = folder.resolve("scim.db");
    for (var it : List.of("", "-wal", "-shm")) Files.deleteIfExists(Path.of(file + it));
    var url = "jdbc:sqlite:" + file;
    String directory;
    String token;
    var operator = new Actor.Internal("benchmark");
    try (var core = App.coreOnly(settings(url), Clock.systemUTC())) {
      var id =
          core.database.read(
              handle ->
                  handle
                      .createQuery("SELECT id FROM organizations WHERE slug = 'acmecorp'")
                      .mapTo(String.class)
                      .one());
      var acme = new OrganizationId(id);
      var made = core.directories.add(operator, acme, "OKTA", DirectoryType.SCIM);
      core.directories.enable(operator, acme, made.id());
      directory = made.id().value();
      token = core.directoryTokens.issue(operator, acme, made.id()).text();
    }
    try (var server = Jvm.hostedUi(jar, url, folder.resolve("scim.log"), List.of())) {
      server.awaitAnswer("/login");
      var base = server.origin() + "/directory/" + directory + "/scim/v2";
      new ScimLoad(figures, base, token).measure(people);
    }
  }

  private static Config settings(String url) {
    try {
      return Settings.read(Map.of("HOSTED_UI_DATABASE_URL", url), null);
    } catch (Settings.Faults e) {
      throw new IllegalStateException(e);
    }
  }

  private void measure(int people) throws IOException, InterruptedException {
    create(people);
    latency("A page of 100 people", "GET", "/Users", "");
    latency("The last page of 100 people", "GET", "/Users?startIndex=" + (people - 99), "");
    latency(
        "A person by userName",
        "GET",
        "/Users?filter=userName%20eq%20%22load77@acmecorp.example%22",
        "");
    latency(
        "A person by one of their addresses",
        "GET",
        "/Users?filter=emails.value%20eq%20%22load77@acmecorp.example%22",
        "");
    var ids = ids(people);
    var small = group("small", ids.subList(0, 10));
    var large = group("large", ids.subList(0, Math.min(50_000, ids.size())));
    var inSmall = oneMember(small, ids.get(5));
    var inLarge = oneMember(large, ids.get(5));
    figures.note("One member in or out of a group of 10", inSmall, " ms");
    figures.note("likewise, of the large group", inLarge, " ms");
    figures.atMost(2, "the large one against the small one", inLarge / inSmall, " ×");
  }

  private byte[] request(String method, String path, String body) {
    return BareClient.request(method, URI.create(base + path), headers, body);
  }

  /** Creates people by several clients at once, and compares the first with the last of them. */
  private void create(int people) throws InterruptedException {
    var next = new AtomicInteger();
    var done = new AtomicInteger();
    var slices = new AtomicLongArray(11);
    var began = System.nanoTime();
    Callable<Void> client =
        () -> {
          try (var connection = BareClient.to(base)) {
            for (int i; (i = next.getAndIncrement()) < people; ) {
              var status = connection.send(request("POST", "/Users", person(i)));
              if (status != 201)
                throw new IllegalStateException("a creation was answered " + status);
              var count = done.incrementAndGet();
              if (count % (people / 10) == 0)
                slices.set(count / (people / 10), System.nanoTime() - began);
            }
          }
          return null;
        };
    var pool = Executors.newFixedThreadPool(CLIENTS);
    try {
      for (var it : pool.invokeAll(java.util.Collections.nCopies(CLIENTS, client))) it.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } finally {
      pool.shutdown();
    }
    figures.note("People created over SCIM", people / (slices.get(10) / 1e9), "/s");
    // the first tenth warms the program up
    var second = slices.get(2) - slices.get(1);
    var last = slices.get(10) - slices.get(9);
    figures.atMost(1.5, "The last tenth of them against the second", (double) last / second, " ×");
  }

  private static String person(int i) {
    return """
        {"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"load%1$d@acmecorp.example",
         "externalId":"00u%1$d","name":{"givenName":"Load","familyName":"Number %1$d"},"title":"Engineer",
         "emails":[{"value":"load%1$d@acmecorp.example","type":"work","primary":true}],"active":true}
        """
        .formatted(i);
  }

  private void latency(String name, String method, String path, String body) throws IOException {
    figures.note(name, median(request(method, path, body)), " ms");
  }

  private double median(byte[]... requests) throws IOException {
    var times = new long[TIMES];
    try (var connection = BareClient.to(base)) {
      for (var i = 0; i < TIMES; i++) {
        var began = System.nanoTime();
        var status = connection.send(requests[i % requests.length]);
        times[i] = System.nanoTime() - began;
        if (status >= 300) throw new IllegalStateException("it was answered " + status);
      }
    }
    Arrays.sort(times);
    return times[TIMES / 2] / 1e6;
  }

  private double oneMember(String group, String user) throws IOException {
    var change =
        "{\"Operations\":[{\"op\":\"%s\",\"path\":\"members\",\"value\":[{\"value\":\"%s\"}]}]}";
    return median(
        request("PATCH", "/Groups/" + group, change.formatted("remove", user)),
        request("PATCH", "/Groups/" + group, change.formatted("add", user)));
  }

  private String group(String name, List<String> members) throws IOException, InterruptedException {
    try (var connection = BareClient.to(base)) {
      connection.send(request("POST", "/Groups", "{\"displayName\":\"" + name + "\"}"));
      var id = found("/Groups?attributes=id&filter=displayName%20eq%20%22" + name + "%22").get(0);
      for (var from = 0; from < members.size(); from += MOST_AT_ONCE) {
        var some = members.subList(from, Math.min(members.size(), from + MOST_AT_ONCE));
        var status =
            connection.send(
                request(
                    "PATCH",
                    "/Groups/" + id,
                    "{\"Operations\":[{\"op\":\"add\",\"path\":\"members\",\"value\":[\""
                        + String.join("\",\"", some)
                        + "\"]}]}"));
        if (status != 204) throw new IllegalStateException("members were answered " + status);
      }
      return id;
    }
  }

  private List<String> ids(int people) throws IOException, InterruptedException {
    var all = new ArrayList<String>();
    for (var from = 1; from <= people; from += 200)
      all.addAll(found("/Users?attributes=id&count=200&startIndex=" + from));
    return all;
  }

  private List<String> found(String path) throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create(base + path))
            .header("Authorization", "Bearer " + token)
            .build();
    var answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    return ID.matcher(answer.body()).results().map(it -> it.group(1)).toList();
  }
}
