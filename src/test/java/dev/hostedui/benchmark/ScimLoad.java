package dev.hostedui.benchmark;

import dev.hostedui.App;
import dev.hostedui.Settings;
import dev.hostedui.core.Config;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.directory.DirectoryType;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A directory that provisions an organization over SCIM: all its people, a thousand groups, and a
 * large one. Beside it Keycloak's SCIM server, with as many people as both need to be warm.
 */
final class ScimLoad {

  /** So many directories or parts of one speak at once. */
  private static final int CLIENTS = Integer.getInteger("benchmark.clients", 48);

  private static final int TENTHS = 10;

  /** The tenth of all people after which both programs are warm. */
  private static final int WARM = 5;

  private static final int TIMES = 101;
  private static final int MOST_AT_ONCE = 5_000;
  private static final int GROUPS = 1_000;
  private static final int IN_A_GROUP = 100;
  private static final String REALM =
      """
      {"realm": "benchmark", "enabled": true, "sslRequired": "none", "accessTokenLifespan": 86400, "scimApiEnabled": true,
       "users": [{"username": "service-account-scim", "enabled": true, "serviceAccountClientId": "scim",
         "clientRoles": {"realm-management": ["manage-users"]}}],
       "clients": [{"clientId": "scim", "enabled": true, "protocol": "openid-connect", "publicClient": false,
         "secret": "scim-secret", "serviceAccountsEnabled": true, "standardFlowEnabled": false,
         "protocolMappers": [{"name": "scim", "protocol": "openid-connect", "protocolMapper": "oidc-audience-mapper",
           "config": {"included.custom.audience": "ORIGIN/realms/benchmark/scim/v2", "access.token.claim": "true"}}]}]}
      """;
  private static final Pattern TOKEN = Pattern.compile("\"access_token\":\"([^\"]+)\"");
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

  /**
   * Fills an empty database with so many people, and measures the server with them.
   *
   * @param keycloak the folder of an unpacked Keycloak to compare with, or empty
   */
  static void measure(Figures figures, Path jar, Path folder, int people, String keycloak)
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
    try (var server = Jvm.hostedUi(jar, url, folder.resolve("scim.log"), Jvm.OPERATED)) {
      server.awaitAnswer("/login");
      var base = server.origin() + "/directory/" + directory + "/scim/v2";
      var ours = new ScimLoad(figures, base, token);
      var rate = ours.measure(people);
      if (keycloak.isEmpty()) return;
      var home = Path.of(keycloak);
      // it answers before its changes are on the disk, every half second
      beside(figures, rate, "Keycloak", keycloak(figures, home, folder, people, "--db=dev-file"));
      try (var postgresql = postgresql(folder.resolve("keycloak-postgresql"))) {
        var theirs =
            keycloak(
                figures,
                home,
                folder,
                people,
                "--db=postgres",
                "--db-url=" + postgresql.getJdbcUrl("postgres", "postgres"),
                "--db-username=postgres",
                "--db-password=postgres");
        beside(figures, rate, "Keycloak on PostgreSQL", theirs);
      }
    }
  }

  private static void beside(Figures figures, double ours, String peer, double theirs) {
    figures.beside(
        "People created over SCIM, the second half of them",
        Figures.number(ours) + "/s",
        peer + ": " + Figures.number(theirs) + "/s",
        ours / theirs);
  }

  /** A server that answers when a change is on the disk, as ours does. */
  private static EmbeddedPostgres postgresql(Path folder) throws IOException {
    return EmbeddedPostgres.builder()
        .setDataDirectory(folder)
        .setServerConfig("fsync", "on")
        .setServerConfig("synchronous_commit", "on")
        .start();
  }

  /**
   * How many people Keycloak creates in a second, of the same half as ours: a server is warm only
   * when its code was compiled, which takes both of them the best part of a minute.
   */
  private static double keycloak(
      Figures figures, Path home, Path folder, int people, String... database)
      throws IOException, InterruptedException {
    var copy = folder.resolve("keycloak-scim");
    try (var server =
        Jvm.keycloak(
            home.toAbsolutePath(),
            copy,
            REALM,
            folder.resolve("keycloak-scim.log"),
            Stream.concat(Stream.of("--features=scim-api"), Arrays.stream(database))
                .toArray(String[]::new))) {
      var realm = server.origin() + "/realms/benchmark";
      server.awaitAnswer("/realms/benchmark/.well-known/openid-configuration");
      var request =
          HttpRequest.newBuilder(URI.create(realm + "/protocol/openid-connect/token"))
              .header("Content-Type", "application/x-www-form-urlencoded")
              .POST(
                  HttpRequest.BodyPublishers.ofString(
                      "grant_type=client_credentials&client_id=scim&client_secret=scim-secret"))
              .build();
      var answer =
          HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
      var token = TOKEN.matcher(answer);
      if (!token.find()) throw new IllegalStateException("no token: " + answer);
      var tenth = people / TENTHS;
      var slices = new ScimLoad(figures, realm + "/scim/v2", token.group(1)).create(people, tenth);
      return rate(slices, WARM, TENTHS, tenth);
    }
  }

  private static Config settings(String url) {
    try {
      return Settings.read(Map.of("HOSTED_UI_DATABASE_URL", url), null);
    } catch (Settings.Faults e) {
      throw new IllegalStateException(e);
    }
  }

  private double measure(int people) throws IOException, InterruptedException {
    var tenth = people / TENTHS;
    var slices = create(people, tenth);
    figures.note("People created over SCIM", rate(slices, 0, TENTHS, tenth), "/s");
    var warm = rate(slices, WARM, TENTHS, tenth);
    figures.note("The second half of them", warm, "/s");
    figures.atMost(
        1.5,
        "The last tenth of them against the second, in time",
        rate(slices, 1, 2, tenth) / rate(slices, TENTHS - 1, TENTHS, tenth),
        " ×");
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
    createGroups(ids);
    var small = group("small", ids.subList(0, 10));
    var large = group("large", ids.subList(0, Math.min(50_000, ids.size())));
    var inSmall = oneMember(small, ids.get(5));
    var inLarge = oneMember(large, ids.get(5));
    figures.note("One member in or out of a group of 10", inSmall, " ms");
    figures.note("likewise, of the large group", inLarge, " ms");
    figures.atMost(2, "the large one against the small one", inLarge / inSmall, " ×");
    replace("A group of 50,000 replaced by half of them", large, ids);
    return warm;
  }

  /** How many were created in a second, from the end of a tenth to that of another. */
  private static double rate(long[] slices, int from, int to, int tenth) {
    return (to - from) * tenth / ((slices[to] - slices[from]) / 1e9);
  }

  /** Says who is in a large group while somebody else is provisioned: how long do both take? */
  private void replace(String name, String group, List<String> ids)
      throws IOException, InterruptedException {
    var half = ids.subList(0, Math.min(25_000, ids.size() / 2));
    var body =
        "{\"Operations\":[{\"op\":\"replace\",\"path\":\"members\",\"value\":[\""
            + String.join("\",\"", half)
            + "\"]}]}";
    var longest = new AtomicLong();
    var over = new AtomicBoolean();
    var other =
        new Thread(
            () -> {
              try (var connection = BareClient.to(base)) {
                for (var i = 0; !over.get(); i++) {
                  var began = System.nanoTime();
                  connection.send(request("POST", "/Users", person(10_000_000 + i)));
                  longest.accumulateAndGet(System.nanoTime() - began, Math::max);
                }
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    other.start();
    var began = System.nanoTime();
    try (var connection = BareClient.to(base)) {
      var status = connection.send(request("PATCH", "/Groups/" + group, body));
      if (status != 204) throw new IllegalStateException("members were answered " + status);
    }
    figures.note(name, (System.nanoTime() - began) / 1e6, " ms");
    over.set(true);
    other.join();
    figures.atMost(1_000, "the longest that a creation beside it took", longest.get() / 1e6, " ms");
  }

  /** A thousand groups of a hundred people, by several clients at once. */
  private void createGroups(List<String> ids) throws InterruptedException {
    var taken =
        parallel(
            GROUPS,
            i -> {
              var first = i * 7_919 % Math.max(1, ids.size() - IN_A_GROUP);
              return request(
                  "POST",
                  "/Groups",
                  "{\"displayName\":\"Load group %d\",\"members\":[{\"value\":\"%s\"}]}"
                      .formatted(
                          i,
                          String.join(
                              "\"},{\"value\":\"", ids.subList(first, first + IN_A_GROUP))));
            },
            done -> {});
    figures.note("Groups of 100 people created over SCIM", GROUPS / (taken / 1e9), "/s");
  }

  private byte[] request(String method, String path, String body) {
    return BareClient.request(method, URI.create(base + path), headers, body);
  }

  /** Creates people by several clients at once, and says when each so many of them were done. */
  private long[] create(int people, int step) throws InterruptedException {
    var slices = new AtomicLongArray(people / step + 1);
    var began = System.nanoTime();
    parallel(
        people,
        i -> request("POST", "/Users", person(i)),
        done -> {
          if (done % step == 0) slices.set(done / step, System.nanoTime() - began);
        });
    return IntStream.range(0, slices.length()).mapToLong(slices::get).toArray();
  }

  /** Sends requests by several clients at once, and says how long that took. */
  private long parallel(int many, IntFunction<byte[]> request, IntConsumer done)
      throws InterruptedException {
    var next = new AtomicInteger();
    var count = new AtomicInteger();
    var began = System.nanoTime();
    Callable<Void> client =
        () -> {
          try (var connection = BareClient.to(base)) {
            for (int i; (i = next.getAndIncrement()) < many; ) {
              var status = connection.send(request.apply(i));
              if (status != 201)
                throw new IllegalStateException("a creation was answered " + status);
              done.accept(count.incrementAndGet());
            }
          }
          return null;
        };
    var pool = Executors.newFixedThreadPool(CLIENTS);
    try {
      for (var it : pool.invokeAll(Collections.nCopies(CLIENTS, client))) it.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } finally {
      pool.shutdown();
    }
    return System.nanoTime() - began;
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
