package dev.hostedui.benchmark;

import com.sun.management.OperatingSystemMXBean;
import dev.hostedui.testing.Form;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Measures every figure in turn and prints one table.
 *
 * <p>Arguments: the jar, a folder for the data (filled by the first run, used again by later ones),
 * seconds to warm up, seconds of a round, how many rounds. The property {@code benchmark.only} may
 * be {@code provider}, {@code answers}, {@code scim} or {@code api}, {@code benchmark.keycloak} the
 * folder of an unpacked Keycloak, {@code benchmark.people} how many a directory provisions, and
 * {@code benchmark.clients} by how many clients at once.
 */
public final class Benchmark {

  private static final int SMALL = 100;
  private static final int LARGE = 1_000_000;
  private static final String EVERYTHING = "everything";
  private static final int PROVISIONED = 100_000;
  private static final int STARTS = 5;
  private static final int REQUESTS_BEFORE_WEIGHING = 10_000;
  private static final int CLIENTS = 16;
  private static final long IDLE_MILLISECONDS = 30_000;

  private static final String ADMIN = "ada@acmecorp.example";
  private static final String ACCOUNT = "/ui/profile/account";
  private static final String SECURITY = "/ui/profile/security";
  private static final String USERS = "/ui/organization/users";
  private static final String GENERAL = "/ui/organization/general";
  private static final String LOGIN = "/login";

  private final Figures figures = new Figures();
  private final Path jar;
  private final Path folder;
  private final String databaseUrl;
  private final int warmUp;
  private final int seconds;
  private final int rounds;

  private Benchmark(Path jar, Path folder, int warmUp, int seconds, int rounds) {
    this.jar = jar;
    this.folder = folder;
    this.databaseUrl = "jdbc:sqlite:" + folder.resolve("hosted-ui.db");
    this.warmUp = warmUp;
    this.seconds = seconds;
    this.rounds = rounds;
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    var benchmark =
        new Benchmark(
            Path.of(arguments[0]).toAbsolutePath(),
            Path.of(arguments[1]).toAbsolutePath(),
            Integer.parseInt(arguments[2]),
            Integer.parseInt(arguments[3]),
            Integer.parseInt(arguments[4]));
    var only = System.getProperty("benchmark.only", EVERYTHING);
    var everything = only.isEmpty() || only.equals(EVERYTHING);
    if (everything) {
      benchmark.fill();
      benchmark.measureStarts();
      benchmark.measureMemory();
      benchmark.measureBytes();
      benchmark.measureSizes();
      benchmark.measureRates();
    }
    if (everything || only.equals("answers")) {
      benchmark.measureAnswers();
      benchmark.measureSingleSignOn();
    }
    if (everything || only.equals("scim"))
      ScimLoad.measure(
          benchmark.figures,
          benchmark.jar,
          benchmark.folder,
          Integer.getInteger("benchmark.people", PROVISIONED),
          System.getProperty("benchmark.keycloak", ""));
    if (everything || only.equals("api"))
      ApiLoad.measure(benchmark.figures, benchmark.jar, benchmark.folder);
    if (everything || only.equals("provider")) benchmark.measureProvider();
    benchmark.report();
  }

  private static void say(String what) {
    System.out.println(what);
  }

  private Path log(String name) {
    return folder.resolve(name + ".log");
  }

  private Jvm serve(String... flags) {
    return Jvm.hostedUi(jar, databaseUrl, log("serve"), List.of(flags));
  }

  // ------------------------------------------------------------------ the data

  /** Fills the database with the program's own command, unless an earlier run did. */
  private void fill() throws IOException {
    Files.createDirectories(folder);
    if (Files.exists(log("large"))) {
      say("Data: as filled before, in " + folder);
      return;
    }
    say("Filling " + folder + ", which takes some minutes ...");
    sample("small", 20, SMALL);
    sample("large", 1, LARGE);
  }

  /** The log gets its name when the command is done: what is half filled is not used again. */
  private void sample(String name, int organizations, int members) throws IOException {
    var running = log(name + "-running");
    var began = System.nanoTime();
    Jvm.run(
        jar,
        databaseUrl,
        running,
        "sample",
        "--organizations",
        Integer.toString(organizations),
        "--members",
        Integer.toString(members));
    var taken = (System.nanoTime() - began) / 1e9;
    Files.move(running, log(name), StandardCopyOption.REPLACE_EXISTING);
    if (members == LARGE)
      figures.atLeast(
          2_000, "Filling an organization of 1,000,000 members", members / taken, " rows/s");
  }

  /** An organization the sample command made. */
  private record Organization(PlainBrowser visit, int members, List<String> addresses) {

    /** A member's address, another one for each request, from all over the list. */
    String address(int request) {
      return addresses.get(request % addresses.size());
    }

    /** The address of a page in the depth of the list. */
    String page(int request) {
      var position = position(request);
      return USERS + "?page=a" + Long.toString(position, 36) + "-" + (members - position + 1);
    }

    String pageBefore(int request) {
      return page(request).replace("?page=a", "?page=b");
    }

    private long position(int request) {
      return members / 4 + (request * 7_919L) % (members / 2);
    }
  }

  private static final Pattern MADE = Pattern.compile("org_(\\d+) ");
  private static final Pattern ADDRESS = Pattern.compile(">([a-z.0-9]+@[0-9]+\\.example)\\s*<");

  /** Signs its first member in, and looks up the addresses of some others. */
  private Organization organization(String log, int members, Jvm server) throws IOException {
    var made = MADE.matcher(Files.readString(log(log)));
    if (!made.find()) throw new IllegalStateException("no organization in " + log(log));
    var visit = PlainBrowser.of("amara.okafor0@" + made.group(1) + ".example", server.origin());
    var addresses = new ArrayList<String>();
    var organization = new Organization(visit, members, addresses);
    for (var request = 0; request < 50; request++) {
      // the page lets a line break after the @
      var found = ADDRESS.matcher(visit.fragment(organization.page(request)).replace("<wbr>", ""));
      if (found.find()) addresses.add(found.group(1));
    }
    return organization;
  }

  // ------------------------------------------------------------------ start

  private void measureStarts() throws InterruptedException {
    say("Start to first answered request:");
    figures.atMost(2.5, "Start to first answered request", medianStart(), " s");
    var archive = folder.resolve("hosted-ui.jsa");
    try (var learning = serve("-XX:ArchiveClassesAtExit=" + archive)) {
      learning.awaitAnswer(LOGIN);
      var visit = PlainBrowser.of(ADMIN, learning.origin());
      for (var path : List.of(ACCOUNT, SECURITY, USERS, GENERAL)) visit.fragment(path);
    }
    if (Files.exists(archive))
      figures.atMost(
          1.5,
          "The same with a class-data archive",
          medianStart("-XX:SharedArchiveFile=" + archive),
          " s");
    else figures.missing("The same with a class-data archive", "this JVM wrote none");
  }

  private double medianStart(String... flags) throws InterruptedException {
    var taken = new double[STARTS];
    for (var i = 0; i < STARTS; i++) {
      var began = System.nanoTime();
      try (var server = serve(flags)) {
        server.awaitAnswer(LOGIN);
        taken[i] = (System.nanoTime() - began) / 1e9;
      }
    }
    return median(taken);
  }

  // ------------------------------------------------------------------ memory

  /** As the JVM chooses on this machine, and as the README says to keep it small. */
  private void measureMemory() throws InterruptedException {
    say("Memory:");
    try (var server = serve()) {
      if (!weigh(server, "")) return;
      Thread.sleep(IDLE_MILLISECONDS);
      figures.atMost(
          200, "Resident memory half a minute after 10,000 requests", megabytes(server), " MB");
    }
    try (var server = serve(Jvm.OPERATED.toArray(String[]::new))) {
      weigh(server, ", " + String.join(" ", Jvm.OPERATED));
    }
  }

  private boolean weigh(Jvm server, String how) throws InterruptedException {
    server.awaitAnswer(LOGIN);
    var visit = PlainBrowser.of(ADMIN, server.origin());
    if (server.residentBytes() < 0) {
      figures.missing("Resident memory", "only Linux tells");
      return false;
    }
    figures.note("Resident memory after the first requests" + how, megabytes(server), " MB");
    var clients = Executors.newFixedThreadPool(CLIENTS);
    var paths = List.of(USERS, ACCOUNT, USERS + "?q=ma", SECURITY, GENERAL);
    for (var i = 0; i < REQUESTS_BEFORE_WEIGHING; i++) {
      var path = paths.get(i % paths.size());
      clients.execute(() -> visit.fragment(path));
    }
    clients.shutdown();
    if (!clients.awaitTermination(5, TimeUnit.MINUTES)) throw new IllegalStateException();
    figures.atMost(
        200, "Resident memory right after 10,000 requests" + how, megabytes(server), " MB");
    return true;
  }

  private static double megabytes(Jvm server) {
    return server.residentBytes() / 1e6;
  }

  // ------------------------------------------------------------------ bytes

  private void measureBytes() throws InterruptedException {
    say("Bytes over the network, gzip, headers included:");
    try (var server = serve()) {
      server.awaitAnswer(LOGIN);
      var visit = PlainBrowser.of(ADMIN, server.origin());
      figures.atMost(
          50, "First visit of Users, all files", visit.firstVisitBytes(USERS) / 1e3, " kB");
      var later =
          List.of(USERS, ACCOUNT, SECURITY, GENERAL).stream()
              .mapToLong(visit::fragmentBytes)
              .max()
              .orElseThrow();
      figures.atMost(5, "The largest later widget", later / 1e3, " kB");
    }
  }

  // ------------------------------------------------------------------ sizes of organizations

  /** A kind of request whose cost must not depend on the size of the organization. */
  private record Kind(String name, Asked path) {
    interface Asked {
      String of(Organization organization, int request);
    }

    static Kind search(String name, Asked text) {
      return new Kind(
          "Search, " + name, (org, request) -> USERS + "?q=" + Form.encoded(text.of(org, request)));
    }

    static Kind search(String name, String... texts) {
      return search(name, (org, request) -> texts[request % texts.length]);
    }
  }

  private static final List<Kind> KINDS =
      List.of(
          new Kind("List, first page", (org, request) -> USERS),
          new Kind("List, deep page forwards", Organization::page),
          new Kind("List, deep page backwards", Organization::pageBefore),
          Kind.search("one letter", "a", "m", "r", "t"),
          Kind.search("two letters", "am", "ro", "ta", "ch"),
          Kind.search("common part", "amara", "okafor", "tanaka", "lindqvist", "rossi"),
          Kind.search("part of nearly all", "example", ".example", "xamp"),
          Kind.search("rare part", (org, i) -> org.address(i).replaceFirst("@.*", "@")),
          Kind.search("full address", Organization::address),
          Kind.search("no match", "xqz", "nobody@nowhere", "qqqqqq"),
          Kind.search("common parts that never meet", "rossi amara", "okafor chiara", "kim mei"));

  private void measureSizes() throws IOException, InterruptedException {
    say("An organization of 1,000,000 against one of 100:");
    try (var server = serve()) {
      server.awaitAnswer(LOGIN);
      var small = organization("small", SMALL, server);
      var large = organization("large", LARGE, server);
      for (var request = 0; request < 50 * rounds; request++)
        for (var kind : KINDS.subList(0, 9))
          for (var org : List.of(small, large)) org.visit.fragment(kind.path.of(org, request));
      var worst = 0.0;
      for (var kind : KINDS) {
        var count = 40 * rounds;
        var inSmall = new double[count];
        var inLarge = new double[count];
        for (var request = 0; request < count; request++) {
          inSmall[request] = milliseconds(small, kind, request);
          inLarge[request] = milliseconds(large, kind, request);
        }
        var ratio = median(inLarge) / median(inSmall);
        worst = Math.max(worst, ratio);
        figures.atMost(
            2,
            "%s (%.2f ms against %.2f ms)".formatted(kind.name, median(inLarge), median(inSmall)),
            ratio,
            " ×");
      }
    }
  }

  private static double milliseconds(Organization organization, Kind kind, int request) {
    var path = kind.path.of(organization, request);
    var began = System.nanoTime();
    organization.visit.fragment(path);
    return (System.nanoTime() - began) / 1e6;
  }

  // ------------------------------------------------------------------ rates

  private void measureRates() throws InterruptedException {
    if (!Wrk.isInstalled()) {
      figures.missing("Requests a second", "needs wrk: apt-get install wrk");
      return;
    }
    say(
        "Requests a second, %d rounds of %d s after %d s to warm up:"
            .formatted(rounds, seconds, warmUp));
    try (var bare = Jvm.bareHello(log("hello"));
        var server = serve()) {
      bare.awaitAnswer("/");
      server.awaitAnswer(LOGIN);
      var headers = PlainBrowser.of(ADMIN, server.origin()).fragmentHeaders();
      Wrk.drive(bare.origin() + "/", warmUp, List.of());
      Wrk.drive(server.origin() + ACCOUNT, warmUp, headers);
      Wrk.drive(server.origin() + USERS, warmUp, headers);
      var hello = new Wrk.Round[rounds];
      var account = new Wrk.Round[rounds];
      var users = new Wrk.Round[rounds];
      for (var i = 0; i < rounds; i++) {
        hello[i] = Wrk.drive(bare.origin() + "/", seconds, List.of());
        account[i] = Wrk.drive(server.origin() + ACCOUNT, seconds, headers);
        users[i] = Wrk.drive(server.origin() + USERS, seconds, headers);
      }
      figures.note("Bare Javalin", median(rates(hello)), " requests/s");
      figures.note("My Account", median(rates(account)), " requests/s");
      figures.note("Users, 10 rows", median(rates(users)), " requests/s");
      figures.atLeast(
          0.45,
          "My Account against bare Javalin",
          ratio(rates(account), rates(hello)),
          " of its rate");
      figures.atLeast(
          0.25,
          "Users, 10 rows, against bare Javalin",
          ratio(rates(users), rates(hello)),
          " of its rate");
      figures.atMost(
          4, "p99 of Users against bare Javalin", ratio(tails(users), tails(hello)), " ×");
      figures.note("Resident memory after all that", megabytes(server), " MB");
    }
  }

  // ------------------------------------------------------------------ answers to sign-ins

  /** Without the network and the database: what reading and checking an answer costs. */
  private void measureAnswers() throws InterruptedException {
    say("Answers to sign-ins by identity providers:");
    measureAnswers("A SAML response", new SamlAnswers("pingone"));
    measureAnswers("An OpenID Connect answer", new OpenIdAnswers());
  }

  private void measureAnswers(String name, Answers answers) throws InterruptedException {
    answers.examined(warmUp);
    answers.checked(warmUp);
    var examined = new double[rounds];
    var checked = new double[rounds];
    for (var i = 0; i < rounds; i++) {
      checked[i] = answers.checked(seconds);
      examined[i] = answers.examined(seconds);
    }
    figures.note("RSA-SHA256 signatures checked", median(checked), " a second");
    figures.note(name + " examined", median(examined), " a second");
    figures.atLeast(
        0.5,
        name + " examined, against the raw RSA-SHA256 checks of the same cores",
        ratio(examined, checked),
        " of their rate");
  }

  /** With the network and the database: each answer is another one, for a request of its own. */
  private void measureSingleSignOn() {
    say("Answers of identity providers, accepted:");
    SingleSignOn.measure(figures);
  }

  // ------------------------------------------------------------------ the OpenID provider

  /** A kind of request to a provider, and what one round of it saw. */
  private record Call(String name, IntFunction<Wrk.Round> drive) {}

  /** Ours, and beside it the Keycloak that {@code -Dbenchmark.keycloak} names. */
  private void measureProvider() throws IOException, InterruptedException {
    if (!Wrk.isInstalled()) {
      figures.missing("The OpenID provider", "needs wrk: apt-get install wrk");
      return;
    }
    Files.createDirectories(folder);
    var home = System.getProperty("benchmark.keycloak", "");
    if (home.isEmpty())
      figures.missing(
          "The OpenID provider beside Keycloak",
          "needs an unpacked Keycloak: -Dbenchmark.keycloak=FOLDER");
    say("The OpenID provider, %d rounds of %d s after %d s:".formatted(rounds, seconds, warmUp));
    var database = folder.resolve("provider.db");
    for (var file : List.of("", "-wal", "-shm")) Files.deleteIfExists(Path.of(database + file));
    try (var ours =
            OpenIdProvider.ours(
                jar, "jdbc:sqlite:" + database, log("provider"), log("provider-client"));
        var keycloak =
            home.isEmpty()
                ? null
                : OpenIdProvider.keycloak(
                    Path.of(home).toAbsolutePath(), folder.resolve("keycloak"), log("keycloak"))) {
      var ourCalls = calls(ours);
      var itsCalls = keycloak == null ? List.<Call>of() : calls(keycloak);
      compareMemory("Resident memory before the load", ours, keycloak);
      for (var call : ourCalls) call.drive.apply(warmUp);
      for (var call : itsCalls) call.drive.apply(warmUp);
      for (var i = 0; i < ourCalls.size(); i++)
        compare(ourCalls.get(i), keycloak == null ? null : itsCalls.get(i));
      compareMemory("Resident memory after the load", ours, keycloak);
    }
  }

  private List<Call> calls(OpenIdProvider provider) {
    var cookies = provider.signIn();
    var bearer = "Authorization: Bearer " + provider.tokens(cookies).access();
    var basic = "Authorization: " + provider.basic;
    var refreshing = new Refreshing(provider, CLIENTS);
    return List.of(
        new Call(
            "Tokens by client_credentials",
            it -> Wrk.post(provider.tokenUrl, it, List.of(basic), "grant_type=client_credentials")),
        new Call("Tokens by refresh_token", refreshing::drive),
        new Call("User info", it -> Wrk.drive(provider.userInfoUrl, it, List.of(bearer))),
        new Call(
            "Authorize with a live session",
            it -> Wrk.drive(provider.authorizeUrl(), it, List.of(cookies))));
  }

  private void compare(Call our, @Nullable Call its) {
    var ours = new Wrk.Round[rounds];
    var theirs = new Wrk.Round[rounds];
    for (var i = 0; i < rounds; i++) {
      ours[i] = our.drive.apply(seconds);
      if (its != null) theirs[i] = its.drive.apply(seconds);
    }
    figures.beside(
        our.name,
        rate(ours),
        its == null ? "" : "Keycloak: " + rate(theirs),
        its == null ? 0 : ratio(rates(ours), rates(theirs)));
  }

  private static String rate(Wrk.Round[] rounds) {
    return "%,.0f a second, p99 %.1f ms".formatted(median(rates(rounds)), median(tails(rounds)));
  }

  private void compareMemory(String name, OpenIdProvider ours, @Nullable OpenIdProvider keycloak) {
    figures.beside(
        name,
        "%,.0f MB".formatted(megabytes(ours.jvm)),
        keycloak == null ? "" : "Keycloak: %,.0f MB".formatted(megabytes(keycloak.jvm)),
        keycloak == null ? 0 : megabytes(ours.jvm) / megabytes(keycloak.jvm));
  }

  private static double[] rates(Wrk.Round[] rounds) {
    return Arrays.stream(rounds).mapToDouble(Wrk.Round::requestsPerSecond).toArray();
  }

  private static double[] tails(Wrk.Round[] rounds) {
    return Arrays.stream(rounds).mapToDouble(Wrk.Round::p99Milliseconds).toArray();
  }

  /** The median of the ratios of rounds that ran right after each other. */
  private static double ratio(double[] ours, double[] bare) {
    var ratios = new double[ours.length];
    for (var i = 0; i < ours.length; i++) ratios[i] = ours[i] / bare[i];
    return median(ratios);
  }

  private static double median(double[] values) {
    var sorted = values.clone();
    Arrays.sort(sorted);
    var middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  // ------------------------------------------------------------------ report

  private void report() throws IOException {
    say("");
    say(
        "%s, %d processors, %d GB; %s %s; %s"
            .formatted(
                processor(),
                Runtime.getRuntime().availableProcessors(),
                memoryGigabytes(),
                System.getProperty("java.vm.name"),
                Runtime.version(),
                LocalDate.now()));
    say("");
    say(figures.table());
  }

  private static String processor() throws IOException {
    var file = Path.of("/proc/cpuinfo");
    if (!Files.exists(file)) return System.getProperty("os.arch");
    try (var lines = Files.lines(file)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(System.getProperty("os.arch"));
    }
  }

  private static long memoryGigabytes() {
    var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return Math.round(system.getTotalMemorySize() / 1e9);
  }
}
