package dev.hostedui.command;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.hostedui.web.ClientAddress;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Listens where the server would, for one request that comes by the public address, and looks at
 * what the proxy in front says of whom it is for.
 */
final class ProxyTrial {

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** What became of the request. */
  enum Outcome {
    /** Somebody listens there already, most likely the server. */
    NOT_TRIED,
    /** It did not come. */
    NOT_REACHED,
    /** It came, and does not say for whom. */
    SAYS_NOTHING,
    /** It says for whom it came, and whoever says so is not trusted. */
    NOT_TRUSTED,
    TRUSTED
  }

  /**
   * What was found out.
   *
   * @param peer the address that the request came from, where one came
   * @param host the host that it named then, as it arrived, or empty
   * @param why what became of one that did not come, in a few words, or empty
   */
  record Result(Outcome outcome, String peer, String host, String why) {}

  private ProxyTrial() {}

  /**
   * What keeps anybody from listening there now, or null. Nothing listens meanwhile: a proxy would
   * take it for the server, and lose what it sends.
   */
  static @Nullable IOException bind(String host, int port) {
    try (var socket = new Socket()) {
      // as whoever listens does, for whom connections that have just ended are in nobody's way
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getByName(host), port));
      return null;
    } catch (IOException e) {
      return e;
    }
  }

  static Result run(URI baseUrl, String host, int port, ClientAddress addresses) {
    HttpServer server;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getByName(host), port), 0);
    } catch (IOException e) {
      return new Result(Outcome.NOT_TRIED, "", "", "");
    }
    var seen = new AtomicReference<@Nullable Result>();
    server.createContext("/", exchange -> look(exchange, addresses, seen));
    server.start();
    var why = "";
    try {
      var answer =
          HttpClient.newBuilder()
              .connectTimeout(PATIENCE)
              .build()
              .send(
                  HttpRequest.newBuilder(baseUrl.resolve("/health/live")).timeout(PATIENCE).build(),
                  HttpResponse.BodyHandlers.discarding());
      why = "something else has answered, with status " + answer.statusCode();
    } catch (IOException e) {
      why = reason(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      server.stop(0);
    }
    var result = seen.get();
    return result == null ? new Result(Outcome.NOT_REACHED, "", "", why) : result;
  }

  /** Why there was no answer, in a few words. */
  static String reason(IOException e) {
    Throwable last = e;
    var certificate = false;
    for (Throwable it = e; it != null; it = it.getCause()) {
      if (it instanceof UnresolvedAddressException || it instanceof UnknownHostException)
        return "no machine is known by that name";
      certificate |= it instanceof CertificateException;
      last = it;
    }
    if (e instanceof SSLException)
      return (certificate ? "its certificate is not trusted: " : "TLS fails: ") + last.getMessage();
    if (e instanceof HttpTimeoutException)
      return "no answer within " + PATIENCE.toSeconds() + " seconds";
    if (e instanceof ConnectException) return "nothing listens there";
    return String.valueOf(last.getMessage());
  }

  private static void look(
      HttpExchange exchange, ClientAddress addresses, AtomicReference<@Nullable Result> seen)
      throws IOException {
    var peer = exchange.getRemoteAddress().getAddress().getHostAddress();
    var forwarded = exchange.getRequestHeaders().getFirst("Forwarded");
    var forwardedFor = exchange.getRequestHeaders().getFirst("X-Forwarded-For");
    var outcome =
        forwarded == null && forwardedFor == null
            ? Outcome.SAYS_NOTHING
            : addresses.trusts(peer) ? Outcome.TRUSTED : Outcome.NOT_TRUSTED;
    var host = exchange.getRequestHeaders().getFirst("Host");
    seen.set(new Result(outcome, peer, host == null ? "" : host, ""));
    exchange.sendResponseHeaders(204, -1);
    exchange.close();
  }
}
