package dev.hostedui.command;

import dev.hostedui.App;
import dev.hostedui.Settings;
import dev.hostedui.coffeedesk.Coffeedesk;
import dev.hostedui.core.Config;
import dev.hostedui.customer.CustomerSide;
import dev.hostedui.db.Database;
import dev.hostedui.db.StorageUnavailable;
import io.javalin.util.JavalinBindException;
import java.net.URI;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** {@code serve}: runs until it is told to stop. */
@Command(
    name = "serve",
    description = "Runs the server; what happens without a command.",
    mixinStandardHelpOptions = true)
final class Serve implements Callable<Integer> {

  @ParentCommand @Nullable Commands commands;

  Serve() {}

  Serve(Commands commands) {
    this.commands = commands;
  }

  @Override
  public Integer call() throws Settings.Faults {
    if (commands == null) throw new IllegalStateException();
    var config = commands.serving();
    var lock = Database.fileOf(config.databaseUrl()).map(ServingLock::take).orElse(null);
    // before a database is made that a server elsewhere may have nothing to do with
    var trouble = ProxyTrial.bind(config.listenHost(), config.listenPort());
    if (trouble != null) {
      if (lock != null) lock.close();
      throw new Commands.Stopped(cannotListen(commands, config, trouble));
    }
    var app = app(config, lock);
    if (lock != null) app.core().letterBox.takeBack();
    int port;
    try {
      port = app.start();
    } catch (JavalinBindException e) {
      try (lock;
          app) {
        throw new Commands.Stopped(cannotListen(commands, config, e));
      }
    }

    var coffeedesk = coffeedesk(app).orElse(null);
    var customer = customer(config).orElse(null);
    Runnable stop =
        () -> {
          try (lock;
              app;
              customer;
              coffeedesk) {
            // the last is closed first, and each whatever becomes of the others
          }
        };
    try {
      Runtime.getRuntime().addShutdownHook(new Thread(stop, "stop"));
    } catch (IllegalStateException e) {
      // whoever started it has stopped it again meanwhile
      stop.run();
      return Commands.RUNNING;
    }
    commands.out().println(welcome(config, port, coffeedesk, customer));
    warnOfClock(app.core().database);
    Memory.giveBackWhenIdle();
    return Commands.RUNNING;
  }

  private static void warnOfClock(Database database) {
    try {
      // not kept by the class, which is there before the log has found where it writes to
      Doctor.clockDiffers(database, Clock.systemUTC())
          .ifPresent(LoggerFactory.getLogger(Serve.class)::warn);
    } catch (StorageUnavailable e) {
      // it was there a moment ago; whether it still is, the health says
    }
  }

  private static App app(Config config, @Nullable ServingLock lock) {
    try {
      return new App(config, Clock.systemUTC());
    } catch (RuntimeException e) {
      if (lock != null) lock.close();
      throw e;
    }
  }

  /** Whether another program listens there. */
  static boolean isTaken(Throwable e) {
    return reason(e).contains("already in use");
  }

  private static String reason(Throwable e) {
    var reason = "";
    for (var t = e; t != null; t = t.getCause())
      if (t.getMessage() != null) reason = t.getMessage();
    return reason;
  }

  static String cannotListen(Commands commands, Config config, Throwable e) {
    var where = config.listening(config.listenPort());
    var reason = reason(e);
    if (reason.contains("assign requested address"))
      return where
          + " of HOSTED_UI_LISTEN is not an address of this machine. 127.0.0.1 and 0.0.0.0 always"
          + " are.";
    if (reason.contains("ermission denied"))
      return "This user may not listen on "
          + where
          + ". Ports below 1024 belong to root: choose another with HOSTED_UI_LISTEN and let a"
          + " proxy pass requests on.";
    if (!isTaken(e))
      return "Nothing can listen on " + where + " of HOSTED_UI_LISTEN: " + reason + ".";
    return "Port "
        + config.listenPort()
        + " of "
        + config.listenHost()
        + " is taken by another program. Stop that one, or choose another with"
        + " HOSTED_UI_LISTEN=127.0.0.1:8090"
        // behind a proxy the public address stays what it is
        + (config.sample() && commands.isAddressGiven()
            ? " and HOSTED_UI_BASE_URL=http://localhost:8090."
            : ".");
  }

  /** The sample app: all it knows of this program is written on its registration. */
  private static Optional<Coffeedesk> coffeedesk(App app) {
    return app.newCoffeedeskSecret()
        .map(
            secret ->
                new Coffeedesk(
                    new Coffeedesk.Setup(
                        app.core().config.baseUrl(),
                        App.coffeedeskClient(),
                        secret,
                        "127.0.0.1",
                        URI.create(App.coffeedeskHome()).getPort()),
                    Clock.systemUTC()))
        .filter(Coffeedesk::start);
  }

  /** The customer's side of the sample, which knows nothing of this program. */
  private static Optional<CustomerSide> customer(Config config) {
    return customerSetup(config)
        .map(setup -> new CustomerSide(setup, Clock.systemUTC()))
        .filter(CustomerSide::start);
  }

  /** Where the customer's side listens; empty in production, where there is none. */
  static Optional<CustomerSide.Setup> customerSetup(Config config) {
    if (!config.sample()) return Optional.empty();
    var file = config.keyFile().resolveSibling("customer.json");
    return Optional.of(
        new CustomerSide.Setup("127.0.0.1", CustomerSide.PORT, CustomerSide.DNS_PORT, file));
  }

  private static String welcome(
      Config config, int port, @Nullable Coffeedesk coffeedesk, @Nullable CustomerSide customer) {
    var base = config.baseUrl().toString();
    var listening = config.listening(port);
    if (!config.sample()) {
      return """

      Hosted UI Widgets is serving %s, listening on %s.
      Mode: %s.
      Mail goes out through %s.
      """
          .formatted(
              base,
              listening,
              Settings.mode(config),
              config.smtp() == null ? "nowhere" : config.smtp().getHost());
    }
    return """

    Hosted UI Widgets is running on %s (listening on %s).

      Look      %s/ui/
      Sign in   as ada@acmecorp.example, who is an admin, or max@acmecorp.example, a member.
                With one click: %s/dev/
      Mail      %s
      An app    %s
      Customer  %s
      Data      %s

    Mode: sample, for trying things out on this machine. It knows made-up people and organizations.
    For production set HOSTED_UI_BASE_URL and the rest; the README lists them. Stop with Ctrl+C.
    """
        .formatted(
            base,
            listening,
            base,
            base,
            config.smtp() == null
                ? "is not sent anywhere; read the codes and links at " + base + "/dev/mail"
                : "goes out through " + config.smtp().getHost(),
            coffeedesk == null
                ? "Coffeedesk, the sample's, is not running: its port is taken"
                : "Coffeedesk, which signs its people in here: " + App.coffeedeskHome(),
            customer == null
                ? "the customer's side is not running: its port is taken"
                : "whose domains to verify, and whose people to sign in and provision: "
                    + customer.url(),
            Database.fileOf(config.databaseUrl())
                .map(file -> "in " + file + "; delete " + file + "* to begin afresh")
                .orElse(Database.placeOf(config.databaseUrl())));
  }
}
