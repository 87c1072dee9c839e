package dev.hostedui.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.hostedui.command.ProxyTrial.Outcome;
import dev.hostedui.testing.Ports;
import dev.hostedui.web.ClientAddress;
import dev.hostedui.web.ClientAddress.Cidr;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.cert.CertificateException;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;

/** What the doctor finds out about the proxy in front. */
class ProxyTrialTest {

  private static final ClientAddress NOBODY = new ClientAddress(List.of());
  private static final ClientAddress OURS =
      new ClientAddress(List.of(Cidr.parse("127.0.0.1").orElseThrow()));

  /** Hands requests on to a port, with a header or without. */
  private static HttpServer proxy(int to, boolean says) throws IOException {
    var proxy = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    proxy.createContext(
        "/",
        exchange -> {
          var onward =
              HttpRequest.newBuilder(
                  URI.create("http://127.0.0.1:" + to + exchange.getRequestURI()));
          if (says) onward.header("X-Forwarded-For", "203.0.113.7");
          try {
            HttpClient.newHttpClient().send(onward.build(), HttpResponse.BodyHandlers.discarding());
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    proxy.start();
    return proxy;
  }

  private static Outcome outcome(boolean says, ClientAddress addresses) {
    return Ports.start(
        port -> {
          try {
            var proxy = proxy(port, says);
            try {
              var address = URI.create("http://127.0.0.1:" + proxy.getAddress().getPort());
              return tried(address, port, addresses);
            } finally {
              proxy.stop(0);
            }
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  /** What comes of it where nobody else listens. */
  private static Outcome tried(URI address, int port, ClientAddress addresses) {
    var outcome = ProxyTrial.run(address, "127.0.0.1", port, addresses).outcome();
    assertThat(outcome).isNotEqualTo(Outcome.NOT_TRIED);
    return outcome;
  }

  @Test
  void a_proxy_is_trusted_when_it_is_named_and_says_for_whom_it_comes() throws IOException {
    assertThat(outcome(true, OURS)).isEqualTo(Outcome.TRUSTED);
    assertThat(outcome(true, NOBODY)).isEqualTo(Outcome.NOT_TRUSTED);
    assertThat(outcome(false, OURS)).isEqualTo(Outcome.SAYS_NOTHING);
  }

  @Test
  void a_request_that_ends_elsewhere_and_a_port_that_is_taken_are_told_apart() throws IOException {
    var nowhere = URI.create("http://127.0.0.1:" + Ports.free());
    assertThat(Ports.<Outcome>start(port -> tried(nowhere, port, OURS)))
        .isEqualTo(Outcome.NOT_REACHED);
    try (var taken = new ServerSocket(0)) {
      assertThat(ProxyTrial.run(nowhere, "127.0.0.1", taken.getLocalPort(), OURS).outcome())
          .isEqualTo(Outcome.NOT_TRIED);
    }
  }

  @Test
  void why_a_request_did_not_come_is_said() throws Exception {
    var elsewhere = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    elsewhere.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    elsewhere.start();
    try {
      var own = "127.0.0.1:" + elsewhere.getAddress().getPort();
      for (var fault :
          Map.of(
                  "http://127.0.0.1:" + Ports.free(),
                  "nothing listens there",
                  "http://nowhere.invalid",
                  "no machine is known by that name",
                  "http://" + own,
                  "something else has answered, with status 204")
              .entrySet())
        assertThat(
                Ports.<String>start(
                    port ->
                        ProxyTrial.run(URI.create(fault.getKey()), "127.0.0.1", port, OURS).why()))
            .as(fault.getKey())
            .contains(fault.getValue());
      var untrusted = new SSLHandshakeException("PKIX path validation failed");
      untrusted.initCause(new CertificateException("NotAfter: yesterday"));
      assertThat(ProxyTrial.reason(untrusted))
          .isEqualTo("its certificate is not trusted: NotAfter: yesterday");
    } finally {
      elsewhere.stop(0);
    }
  }
}
