package dev.hostedui.web;

import dev.hostedui.identity.environment.OrganizationWord;
import dev.hostedui.testing.RawHttp;
import dev.hostedui.testing.TestApp;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** A server of its own, with routes of a test beside the sessions of a whole program. */
final class Probe implements AutoCloseable {

  /** As patient as production, and with room for everything. */
  static final Transfers PATIENT = new Transfers(Duration.ofMinutes(1), 1_000, 64_000_000, 1_000);

  private final Server server;
  private final int port;

  Probe(TestApp app, Consumer<Routes> mount) {
    this(app, Map.of(), PATIENT, mount);
  }

  Probe(
      TestApp app,
      Map<Access.Kind, Credential> credentials,
      Transfers transfers,
      Consumer<Routes> mount) {
    var routes = new Routes();
    mount.accept(routes);
    var clock = Clock.fixed(app.clock().instant(), ZoneOffset.UTC);
    var addresses = new OwnAddresses(URI.create("http://localhost"), List.of());
    var requests = new Requests(new ClientAddress(List.of()), 0);
    var brand =
        new Brand(
            addresses, app.app().core().environments, app.app().core().applications, new Assets());
    var session =
        new SessionCredential(
            app.app().core().sessions,
            app.app().core().ends,
            new SessionCookie(new Cookies(false), clock),
            requests,
            new Html(app.app().core().templates),
            brand,
            new Looks(brand, app.app().core().organizationLogos));
    ProblemFace plain =
        (ctx, status, problem) -> ctx.status(status).result(Words.of(ctx).of(problem));
    server =
        new Server(
            routes,
            new Gate(session, credentials, clock, addresses),
            requests,
            new Assets(),
            Map.of("", plain),
            new Headers(false, false),
            transfers,
            new Metrics(null, () -> true, List.of()),
            () -> OrganizationWord.STANDARD,
            Optional::empty);
    port = server.start("127.0.0.1", 0);
  }

  int port() {
    return port;
  }

  LimitedConnector connector() {
    return (LimitedConnector) server.javalin().jettyServer().server().getConnectors()[0];
  }

  /** Sends lines of a head, and ends the connection after the answer. */
  RawHttp.Reply send(String request, String... headers) {
    return sendBody("", request, headers);
  }

  /** Sends a request with a body, whose length it says unless it is chunked. */
  RawHttp.Reply sendBody(String body, String request, String... headers) {
    var head = request + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n";
    var chunked = List.of(headers).contains("Transfer-Encoding: chunked");
    if (!body.isEmpty() && !chunked) head += "Content-Length: " + body.length() + "\r\n";
    for (var header : headers) head += header + "\r\n";
    return RawHttp.sendAll(port, head + "\r\n" + body);
  }

  @Override
  public void close() {
    server.close();
  }
}
