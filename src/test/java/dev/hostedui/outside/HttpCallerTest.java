package dev.hostedui.outside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.hostedui.testing.Receiver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Calls to addresses somebody else chose. */
class HttpCallerTest {

  private static final Map<String, String> FORM = Map.of("logout_token", "a.b&c=d é");

  private static String failure(HttpCaller caller, String address) {
    var status = new AtomicInteger();
    var fault = catchThrowable(() -> status.set(caller.postForm(URI.create(address), FORM).join()));
    assertThat(status.get()).as(address).isZero();
    assertThat(fault).as("failure of " + address).isInstanceOf(CompletionException.class);
    assertThat(fault.getCause()).as(address).isInstanceOf(HttpCaller.Failed.class);
    return ((HttpCaller.Failed) fault.getCause()).reason();
  }

  @Test
  void a_form_is_posted_and_the_status_told() {
    try (var receiver = Receiver.start();
        var caller = new HttpCaller(true)) {
      assertThat(caller.postForm(URI.create(receiver.uri("/x")), FORM).join()).isEqualTo(200);
      receiver.answer(503);
      assertThat(caller.postForm(URI.create(receiver.uri("/x")), FORM).join()).isEqualTo(503);
      assertThat(receiver.forms()).containsExactly(FORM, FORM);
    }
  }

  @Test
  void no_redirect_is_followed() {
    try (var receiver = Receiver.start();
        var caller = new HttpCaller(true)) {
      receiver.answer(302);
      assertThat(caller.postForm(URI.create(receiver.uri("/x")), FORM).join()).isEqualTo(302);
      assertThat(receiver.forms()).hasSize(1);
    }
  }

  @Test
  void this_machine_and_private_networks_are_not_called_by_whatever_name() {
    try (var receiver = Receiver.start();
        var caller = new HttpCaller(false)) {
      var port = URI.create(receiver.uri("/")).getPort();
      for (var host :
          new String[] {
            "localhost",
            "LOCALHOST",
            "localhost.",
            "127.0.0.1",
            "127.1",
            "2130706433",
            "0x7f000001",
            "0177.0.0.1",
            "0.0.0.0",
            "[::1]",
            "[::]",
            "[::ffff:127.0.0.1]",
            "[64:ff9b::7f00:1]",
            "[2002:7f00:1::1]",
            "169.254.169.254",
            "10.0.0.1",
            "192.168.0.1",
            "[fd00::1]",
            "[fe80::1]"
          }) {
        assertThat(failure(caller, "http://" + host + ":" + port + "/x")).as(host).isNotEmpty();
      }
      assertThat(failure(caller, "http://localhost:" + port + "/x"))
          .isEqualTo("the address is not on the public internet");
      assertThat(receiver.forms()).isEmpty();
    }
  }

  @Test
  void only_http_addresses_are_called() {
    try (var caller = new HttpCaller(true)) {
      for (var address :
          new String[] {
            "file:///etc/passwd", "ftp://localhost/x", "jar:http://x!/", "mailto:a@b.example", "/x"
          }) {
        assertThat(failure(caller, address)).as(address).isEqualTo("not an http address");
      }
      for (var address : new String[] {"http:///x", "http:x"})
        assertThat(failure(caller, address)).as(address).isNotEmpty();
    }
  }

  @Test
  void a_server_that_does_not_answer_is_given_up() throws IOException {
    try (var server = new Peer(Peer::sayNothing);
        var caller = new HttpCaller(true, Duration.ofMillis(700))) {
      var started = System.nanoTime();
      assertThat(failure(caller, server.uri())).isEqualTo("no answer in time");
      assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(5));
    }
  }

  @Test
  void one_that_answers_drop_by_drop_is_too() throws IOException {
    try (var server = new Peer(Peer::drip);
        var caller = new HttpCaller(true, Duration.ofMillis(700))) {
      var started = System.nanoTime();
      assertThat(failure(caller, server.uri())).isEqualTo("no answer in time");
      assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(5));
    }
  }

  @Test
  void no_more_than_a_little_is_read() throws IOException {
    var written = new AtomicInteger();
    try (var server = new Peer(socket -> Peer.flood(socket, written));
        var caller = new HttpCaller(true)) {
      assertThat(failure(caller, server.uri())).isEqualTo("the answer is too large");
      assertThat(written.get()).isLessThan(32 * 1024 * 1024);
    }
  }

  @Test
  void nonsense_in_place_of_an_answer_is_a_failed_call() throws IOException {
    for (var nonsense :
        new String[] {
          "SSH-2.0-OpenSSH_9.0\r\n",
          "HTTP/1.1 abc\r\n\r\n",
          "HTTP/1.1 200 OK\r\nX: " + "x".repeat(100_000) + "\r\n\r\n",
          ""
        }) {
      try (var server =
              new Peer(
                  socket ->
                      socket
                          .getOutputStream()
                          .write(nonsense.getBytes(StandardCharsets.US_ASCII)));
          var caller = new HttpCaller(true, Duration.ofSeconds(2))) {
        assertThat(failure(caller, server.uri()))
            .as(nonsense.length() > 100 ? "long" : nonsense)
            .doesNotContain("127.0.0.1", "localhost");
      }
    }
  }

  @Test
  void where_nothing_listens_it_says_so() throws IOException {
    int port;
    try (var free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    try (var caller = new HttpCaller(true)) {
      assertThat(failure(caller, "http://127.0.0.1:" + port + "/"))
          .isEqualTo("nothing listens there");
      assertThat(failure(caller, "https://127.0.0.1:" + port + "/"))
          .isEqualTo("nothing listens there");
    }
  }

  /** A server that misbehaves, once a connection. */
  private static final class Peer implements AutoCloseable {

    private interface Behaviour {
      void meet(Socket socket) throws IOException, InterruptedException;
    }

    private final ServerSocket server;

    Peer(Behaviour behaviour) throws IOException {
      server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
      var thread =
          new Thread(
              () -> {
                while (!server.isClosed()) {
                  try (var socket = server.accept()) {
                    behaviour.meet(socket);
                  } catch (IOException | InterruptedException e) {
                    // the test is over, or the caller hung up
                  }
                }
              });
      thread.setDaemon(true);
      thread.start();
    }

    String uri() {
      return "http://127.0.0.1:" + server.getLocalPort() + "/x";
    }

    static void sayNothing(Socket socket) throws IOException {
      while (socket.getInputStream().read() >= 0) {}
    }

    static void drip(Socket socket) throws IOException, InterruptedException {
      var out = socket.getOutputStream();
      out.write("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n".getBytes(StandardCharsets.UTF_8));
      for (var i = 0; i < 1_000; i++) {
        out.write('x');
        out.flush();
        Thread.sleep(50);
      }
    }

    static void flood(Socket socket, AtomicInteger written) throws IOException {
      var out = socket.getOutputStream();
      out.write("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.UTF_8));
      var piece = new byte[64 * 1024];
      for (var i = 0; i < 4_096; i++) {
        out.write(piece);
        written.addAndGet(piece.length);
      }
    }

    @Override
    public void close() throws IOException {
      server.close();
    }
  }
}
