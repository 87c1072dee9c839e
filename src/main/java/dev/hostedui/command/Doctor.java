package dev.hostedui.command;

import com.google.common.net.InetAddresses;
import dev.hostedui.Settings;
import dev.hostedui.core.Config;
import dev.hostedui.core.Core;
import dev.hostedui.core.KeyFit;
import dev.hostedui.db.Database;
import dev.hostedui.db.Migrations;
import dev.hostedui.db.SqliteLibrary;
import dev.hostedui.db.StorageUnavailable;
import dev.hostedui.db.TimeLimit;
import dev.hostedui.identity.directory.poll.SourceRefused;
import dev.hostedui.identity.event.Events;
import dev.hostedui.outside.HttpCaller;
import dev.hostedui.outside.NameServers;
import dev.hostedui.outside.SmtpTransport;
import dev.hostedui.upstream.GoogleWorkspace;
import dev.hostedui.web.ClientAddress;
import dev.hostedui.web.Gate;
import dev.hostedui.web.OwnAddresses;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** {@code doctor}: tries every setting and says in plain words what is wrong. Changes nothing. */
@Command(
    name = "doctor",
    description = "Checks every setting against the world and says what is wrong.",
    mixinStandardHelpOptions = true)
final class Doctor implements Callable<Integer> {

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final long EVENTS_LOOKED_AT = 10_000;
  private static final long LEAST_FREE_BYTES = 512L * 1024 * 1024;

  /** This program was written after this day; a clock before it is wrong. */
  private static final Instant WRITTEN = Instant.parse("2026-11-01T00:00:00Z");

  /** Clocks of servers that are set by the network differ by less. */
  private static final Duration DRIFT = Duration.ofMinutes(1);

  @ParentCommand @Nullable Commands commands;

  private boolean sick;

  /** Whether the database answered, and whether the keys open it: each fault is said once. */
  private boolean answers = true;

  private boolean opens;

  @Override
  public Integer call() {
    if (commands == null) throw new IllegalStateException();
    Config config;
    try {
      config = commands.config("error");
    } catch (Settings.Faults faults) {
      say("", "settings", "The mode is " + faults.mode() + ".");
      faults.all().forEach(fault -> bad("settings", fault));
      return 1;
    }
    good("settings", Settings.mode(config));
    checkBaseUrl(config);
    if (mayListen(config)) {
      checkProxy(config);
      checkOldBaseUrls(config);
    }
    checkDatabase(config);
    checkKey(config);
    checkEvents(config);
    checkMail(config);
    checkNames(config);
    checkPasskeys(config);
    checkGoogle(config);
    checkClock(config);
    checkDisk(config);
    commands.out().println(sick ? "Something needs your attention." : "All is well.");
    return sick ? 1 : 0;
  }

  private void good(String what, String words) {
    say("ok", what, words);
  }

  private void bad(String what, String words) {
    sick = true;
    say("FAULT", what, words);
  }

  private void say(String verdict, String what, String words) {
    if (commands == null) throw new IllegalStateException();
    commands.out().printf("%-6s %-10s %s%n", verdict, what, words);
  }

  private void checkBaseUrl(Config config) {
    var host = config.baseUrl().getHost();
    try {
      var address = InetAddress.getByName(host);
      good("base URL", config.baseUrl() + ", which is " + address.getHostAddress());
    } catch (UnknownHostException e) {
      bad(
          "base URL",
          "The name "
              + host
              + " of HOSTED_UI_BASE_URL cannot be resolved. Browsers and identity providers could"
              + " not find this server.");
    }
  }

  /** Whether it could listen where it would, or somebody does already: most likely the server. */
  private boolean mayListen(Config config) {
    if (commands == null) throw new IllegalStateException();
    var trouble = ProxyTrial.bind(config.listenHost(), config.listenPort());
    if (trouble == null || Serve.isTaken(trouble)) return true;
    bad("listen", Serve.cannotListen(commands, config, trouble));
    return false;
  }

  /** In production there is a proxy, because https is its work. */
  private void checkProxy(Config config) {
    if (config.sample()) return;
    var trial =
        ProxyTrial.run(
            config.baseUrl(),
            config.listenHost(),
            config.listenPort(),
            new ClientAddress(config.trustedProxies()));
    switch (trial.outcome()) {
      case TRUSTED -> good("proxy", trial.peer() + " says whose requests it hands on");
      case NOT_TRUSTED ->
          bad(
              "proxy",
              "What "
                  + trial.peer()
                  + " says of whose requests it hands on is not believed, so all people would count"
                  + " as one. If that is your proxy, set HOSTED_UI_TRUSTED_PROXIES="
                  + trial.peer()
                  + ".");
      case SAYS_NOTHING ->
          bad(
              "proxy",
              trial.peer()
                  + " does not say whose requests it hands on, so all people would count as one."
                  + " Let it send X-Forwarded-For.");
      case NOT_REACHED ->
          bad(
              "proxy",
              "A request to "
                  + config.baseUrl()
                  + " did not come out at "
                  + config.listening(config.listenPort())
                  + ", which HOSTED_UI_LISTEN names ("
                  + trial.why()
                  + "). See where the proxy hands requests on to.");
      case NOT_TRIED -> {
        if (config.trustedProxies().isEmpty())
          bad(
              "proxy",
              "HOSTED_UI_TRUSTED_PROXIES names none, so all people behind your proxy count as"
                  + " one.");
        else
          good("proxy", "some are trusted; whether yours is can be tried while nothing is served");
      }
    }
  }

  /** What was made under an earlier address works only while that leads here, and says so. */
  private void checkOldBaseUrls(Config config) {
    if (config.oldBaseUrls().isEmpty()) return;
    checkHost(config, config.baseUrl());
    for (var old : config.oldBaseUrls()) checkHost(config, old);
  }

  private void checkHost(Config config, URI address) {
    var trial =
        ProxyTrial.run(
            address,
            config.listenHost(),
            config.listenPort(),
            new ClientAddress(config.trustedProxies()));
    if (trial.outcome() == ProxyTrial.Outcome.NOT_TRIED)
      good("addresses", "whether " + address + " leads here can be tried while nothing is served");
    else if (trial.outcome() == ProxyTrial.Outcome.NOT_REACHED)
      bad(
          "addresses",
          "A request to "
              + address
              + " did not come out here ("
              + trial.why()
              + "). What was made under it, such as connections of customers,"
              + " does not work until its name and its certificate lead to this server again.");
    else if (!OwnAddresses.isHost(address, trial.host()))
      bad(
          "addresses",
          "A request to "
              + address
              + " arrives as one to \""
              + trial.host()
              + "\". Let the proxy hand the header Host on as it came: by it is told which of your"
              + " addresses is meant, and other hosts are refused.");
    else good("addresses", address + " leads here");
  }

  private void checkDatabase(Config config) {
    var file = Database.fileOf(config.databaseUrl()).orElse(null);
    if (file != null && !libraryLoads(file)) return;
    if (file != null && !Files.exists(file)) {
      var folder = nearest(file);
      if (Files.isWritable(folder))
        good("database", file + " does not exist yet; serve will make it");
      else
        bad(
            "database",
            "The folder " + folder + " cannot be written, so " + file + " cannot be made.");
      return;
    }
    if (file != null && !Files.isWritable(file)) {
      bad("database", "The file " + file + " cannot be written by this user.");
      return;
    }
    try (var database = Database.open(config.databaseUrl())) {
      var version = TimeLimit.REQUEST.allow(() -> Migrations.appliedVersion(database));
      var trouble = TimeLimit.REQUEST.allow(database::trouble);
      if (version > Migrations.LATEST)
        bad(
            "database",
            "The schema ("
                + version
                + ") is newer than this program ("
                + Migrations.LATEST
                + "). Run the newer program.");
      else if (version < Migrations.LATEST
          && !TimeLimit.REQUEST.allow(() -> Migrations.mayBeRun(database)))
        bad(
            "database",
            "The schema ("
                + version
                + ") has to be brought up to "
                + Migrations.LATEST
                + ", and this user may not change its tables. Make it their owner.");
      else if (trouble.isPresent())
        bad("database", "Changes cannot be saved: " + trouble.get().words() + ".");
      else
        good(
            "database",
            database.engine()
                + ", schema "
                + version
                + (version < Migrations.LATEST
                    ? "; serve will bring it to " + Migrations.LATEST
                    : ""));
    } catch (StorageUnavailable e) {
      answers = false;
      bad("database", String.valueOf(e.getMessage()));
    }
  }

  private boolean libraryLoads(Path file) {
    try {
      SqliteLibrary.load(nearest(file))
          .ifPresent(
              folder ->
                  good(
                      "library",
                      System.getProperty("java.io.tmpdir")
                          + " takes no programs, so SQLite's is unpacked in "
                          + folder));
      return true;
    } catch (StorageUnavailable e) {
      bad("library", String.valueOf(e.getMessage()));
      return false;
    }
  }

  /**
   * What the database says of the keys; empty when there is none.
   *
   * @throws StorageUnavailable when it cannot be asked
   */
  private static Optional<KeyFit> keyFit(Config config) {
    var file = Database.fileOf(config.databaseUrl()).orElse(null);
    if (file != null && !Files.exists(file)) return Optional.empty();
    try (var database = Database.open(config.databaseUrl())) {
      return Optional.of(TimeLimit.BULK.allow(() -> Core.keyFit(config, database)));
    }
  }

  private void checkKey(Config config) {
    KeyFit fit;
    try {
      fit = answers ? keyFit(config).orElse(null) : null;
    } catch (StorageUnavailable e) {
      bad("key", "Whether it opens the database could not be looked at: " + e.getMessage());
      return;
    }
    if (fit != null && !fit.fits()) {
      bad("key", fit.words());
      return;
    }
    opens = fit != null;
    var file = Database.fileOf(config.databaseUrl()).orElse(null);
    var untried =
        fit == null ? file != null && !Files.exists(file) : fit.verdict() == KeyFit.Verdict.UNTRIED;
    var keys =
        config.keys().isEmpty()
            ? (Files.exists(config.keyFile())
                    ? "made once for the sample, in "
                    : "the first start of the sample makes one, in ")
                + config.keyFile()
            : config.keys().size() == 1
                ? "one key"
                : config.keys().size() + " keys, the first one encrypts";
    good(
        "key",
        keys
            + (untried
                ? "; nothing was sealed with it yet, so nothing shows whether it is yours"
                : fit != null && config.keys().size() > 1 ? others(config) : ""));
  }

  /** Whether the keys behind the first one are still needed. */
  private static String others(Config config) {
    try (var database = Database.open(config.databaseUrl())) {
      var what =
          TimeLimit.BULK.allow(() -> Core.withAnEarlierKey(config, database, Clock.systemUTC()));
      return what.isEmpty()
          ? "; nothing is sealed with the others any more, so they may go once no server has one"
              + " of them in front"
          : "; still sealed with the others: "
              + String.join(", ", what)
              + ". secret-key reseal seals all with the first one";
    } catch (StorageUnavailable e) {
      return ""; // said of the database already
    }
  }

  /** Whether the newest events are as they were recorded. */
  private void checkEvents(Config config) {
    var file = Database.fileOf(config.databaseUrl()).orElse(null);
    if (!opens || (file != null && !Files.exists(file))) return;
    // whoever asks for the key would have its file made
    if (config.keys().isEmpty() && !Files.exists(config.keyFile())) return;
    try (var database = Database.open(config.databaseUrl())) {
      if (TimeLimit.REQUEST.allow(() -> Migrations.appliedVersion(database)) < Migrations.LATEST)
        return;
      var verdict =
          TimeLimit.BULK.allow(
              () -> Core.verifyEvents(config, database, Clock.systemUTC(), EVENTS_LOOKED_AT));
      for (var seal : verdict.seals())
        bad(
            "events",
            seal
                + ": it was made with a key that is not among the settings, or somebody has"
                + " meddled. If that key is lost, secret-key reseal --forget-others begins the seals"
                + " anew.");
      for (var change : verdict.changes()) bad("events", change + ". Somebody may have meddled.");
      if (verdict.faults().isEmpty())
        good(
            "events",
            "the newest "
                + verdict.events()
                + " are as they were recorded; events verify looks at all");
    } catch (StorageUnavailable e) {
      bad("events", String.valueOf(e.getMessage()));
    }
  }

  private void checkMail(Config config) {
    if (config.smtp() == null) {
      good("mail", "the sample's outbox, at " + config.baseUrl() + "/dev/mail");
      return;
    }
    try {
      new SmtpTransport(config.smtp(), config.baseUrl().getHost())
          .probe(config.mailFrom().getAddress());
      good("mail", config.smtp().getHost() + " accepts us");
    } catch (MessagingException e) {
      bad(
          "mail",
          "The mail server "
              + config.smtp().getHost()
              + " of HOSTED_UI_SMTP_URL does not accept us: "
              + e.getMessage());
    }
  }

  private void checkNames(Config config) {
    var whose =
        config.dns().isEmpty() ? "the system's name servers" : String.join(", ", config.dns());
    try {
      new NameServers(config.dns()).probe();
      good("DNS", whose + " answer");
    } catch (IOException e) {
      if (config.sample()) good("DNS", whose + " do not answer; the sample does without");
      else
        bad(
            "DNS",
            "No answer from " + whose + ". Domains could not be verified. See HOSTED_UI_DNS.");
    }
  }

  private void checkPasskeys(Config config) {
    var id = config.passkeyRpId();
    var host = config.baseUrl().getHost();
    if (InetAddresses.isUriInetAddress(id)) {
      var words =
          "Browsers make passkeys for names only, and "
              + id
              + " of HOSTED_UI_BASE_URL is an address: nobody can have one.";
      if (config.sample()) good("passkeys", words + " http://localhost is a name.");
      else bad("passkeys", words + " Give this server a name.");
      return;
    }
    if (host.equals(id) || host.endsWith("." + id)) {
      good("passkeys", "belong to " + id);
      return;
    }
    var document = "https://" + id + "/.well-known/webauthn";
    var origin = Gate.originOf(config.baseUrl());
    var why = "";
    try {
      var answer =
          HttpClient.newBuilder()
              .connectTimeout(PATIENCE)
              .build()
              .send(
                  HttpRequest.newBuilder(URI.create(document)).timeout(PATIENCE).build(),
                  HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() == 200 && answer.body().contains('"' + origin + '"')) {
        good("passkeys", "belong to " + id + ", which lists " + origin);
        return;
      }
      why = " (status " + answer.statusCode() + ")";
    } catch (IOException e) {
      why = " (" + ProxyTrial.reason(e) + ")";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    bad(
        "passkeys",
        document
            + " does not list "
            + origin
            + why
            + ", so browsers keep the passkeys of "
            + id
            + " from it. Let that address reach this server, which answers there, or see"
            + " HOSTED_UI_PASSKEY_RP_ID.");
  }

  /** Google looks at who asks before it looks at the token, which nobody was ever given. */
  private void checkGoogle(Config config) {
    var google = config.google();
    if (google == null) return;
    try (var caller = new HttpCaller(config.allowPrivateNetwork())) {
      new GoogleWorkspace(caller, google, Clock.systemUTC()).open("1//nobody-was-given-this");
      bad("Google", google.tokenAddress() + " takes any token, so it is not Google.");
    } catch (SourceRefused e) {
      switch (e.code()) {
        case "google_authorization_ended" -> good("Google", "knows our client " + google);
        case "google_client_refused" ->
            bad(
                "Google",
                "Google does not know HOSTED_UI_GOOGLE_CLIENT_ID with this"
                    + " HOSTED_UI_GOOGLE_CLIENT_SECRET: "
                    + e.words());
        default ->
            bad("Google", google.tokenAddress() + " does not answer as Google does: " + e.words());
      }
    }
  }

  private void checkClock(Config config) {
    var now = Clock.systemUTC().instant();
    if (now.isBefore(WRITTEN))
      bad(
          "clock",
          "This machine believes it is "
              + now
              + ". Codes, sessions and certificates depend on the right time.");
    else
      clockFault(config)
          .ifPresentOrElse(fault -> bad("clock", fault), () -> good("clock", now.toString()));
  }

  private Optional<String> clockFault(Config config) {
    var file = Database.fileOf(config.databaseUrl()).orElse(null);
    if (!answers || (file != null && !Files.exists(file))) return Optional.empty();
    try (var database = Database.open(config.databaseUrl())) {
      return TimeLimit.REQUEST.allow(
          () ->
              clockDiffers(database, Clock.systemUTC())
                  .or(() -> laterEvents(database, Clock.systemUTC())));
    } catch (StorageUnavailable e) {
      return Optional.empty(); // said of the database already
    }
  }

  /** What to say of a clock that is not that of the database's server, whichever is right. */
  static Optional<String> clockDiffers(Database database, Clock clock) {
    return database
        .serverNow()
        .filter(server -> Duration.between(server, clock.instant()).abs().compareTo(DRIFT) > 0)
        .map(
            server ->
                "This machine believes it is "
                    + clock.instant()
                    + ", and the database's server that it is "
                    + server
                    + ". Let both be set by the network: codes, sessions and tokens would end too"
                    + " early or too late.");
  }

  private static Optional<String> laterEvents(Database database, Clock clock) {
    var now = clock.instant();
    return Migrations.appliedVersion(database) > 0 && Events.anyLaterThan(database, now.plus(DRIFT))
        ? Optional.of(
            "This machine believes it is "
                + now
                + ", and the database has events of a later time. Its clock is behind, or that of a"
                + " server was ahead. Codes and sessions last longer until it has caught up.")
        : Optional.empty();
  }

  private void checkDisk(Config config) {
    var file = Database.fileOf(config.databaseUrl()).orElse(null);
    if (file == null) return;
    try {
      var free = Files.getFileStore(nearest(file)).getUsableSpace();
      if (free < LEAST_FREE_BYTES)
        bad(
            "disk",
            "Only "
                + free / (1024 * 1024)
                + " MB are free where the database is. Make room before it fills up.");
      else good("disk", free / (1024 * 1024 * 1024) + " GB free where the database is");
    } catch (IOException e) {
      bad("disk", "The free space of " + nearest(file) + " cannot be read: " + e.getMessage());
    }
  }

  /** The nearest folder above a file that exists. */
  private static Path nearest(Path file) {
    var folder = file.toAbsolutePath().getParent();
    while (folder != null && !Files.exists(folder)) folder = folder.getParent();
    return folder == null ? Path.of("/") : folder;
  }
}
