package dev.hostedui.testing;

import dev.hostedui.coffeedesk.Coffeedesk;
import dev.hostedui.identity.application.ApplicationType;
import dev.hostedui.identity.application.Registration;
import java.net.URI;
import java.time.Clock;
import java.util.List;

/** The sample's app beside a program of a test, as an application that is registered there. */
public final class CoffeedeskApp implements AutoCloseable {

  private final Coffeedesk desk;
  private final String home;

  private CoffeedeskApp(Coffeedesk desk, String home) {
    this.desk = desk;
    this.home = home;
  }

  /** Registers it and starts it, by the machine's clock. */
  public static CoffeedeskApp start(TestApp app) {
    return Ports.start(port -> start(app, port));
  }

  private static CoffeedeskApp start(TestApp app, int port) {
    var home = "http://localhost:" + port;
    var client =
        TestClient.register(
            app,
            new Registration(
                "Coffeedesk",
                ApplicationType.WEB,
                true,
                true,
                null,
                home + "/login",
                List.of(home + "/callback"),
                List.of(home + "/"),
                List.of(home + "/backchannel-logout")));
    var desk =
        new Coffeedesk(
            new Coffeedesk.Setup(
                URI.create(app.origin()), client.id(), client.secret(), "127.0.0.1", port),
            Clock.systemUTC());
    if (!desk.start()) throw new AssertionError("somebody else listens on " + port);
    return new CoffeedeskApp(desk, home);
  }

  /** Where it is. */
  public String home() {
    return home;
  }

  @Override
  public void close() {
    desk.close();
  }
}
