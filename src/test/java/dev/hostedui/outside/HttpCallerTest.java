package dev.hostedui.outside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.hostedui.outside.HttpCaller.Failed.Kind;
import dev.hostedui.testing.Peer;
import dev.hostedui.testing.Ports;
import dev.hostedui.testing.Receiver;
import dev.hostedui.testing.Waiting;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls to addresses somebody else chose. */
@Waiting
class HttpCallerTest {

  @ParameterizedTest
  @CsvSource({
    "60, PT1M",
    "'Tue, 01 Dec 2026 00:01:00 GMT', PT1M",
    "'Mon, 30 Nov 2026 23:59:00 GMT', PT0S",
    "'', PT0S",
    "soon, PT0S",
    "99999999999999999999, PT277777H46M39S",
    "-5, PT0S"
  })
  void how_long_an_answer_asks_to_be_left_alone_is_never_less_than_nothing(
      String says, Duration wait) {
    var answer =
        new HttpAnswer(
            URI.create("https://x.example/"),
            503,
            Map.of("Retry-After", List.of(says)),
            new byte[0],
            false);
    assertThat(answer.retryAfter(Instant.parse("2026-12-01T00:00:00Z"))).isEqualTo(wait);
  }

  private static final Map<String, String> FORM = Map.of("logout_token", "a.b&c=d é");

  private static final Duration SHORT = Duration.ofMillis(700);

  private static HttpCall form(String address) {
    return HttpCall.postForm(URI.create(address), FORM);
  }

  private static String failure(HttpCaller caller, String address) {
    return failure(caller, form(address));
  }

  private static String failure(HttpCaller caller, HttpCall call) {
    var fault = catchThrowable(() -> caller.exchange(call).join());
    assertThat(fault).isInstanceOf(CompletionException.class);
    assertThat(fault.getCause()).isInstanceOf(HttpCaller.Failed.class);
    assertThat(HttpCaller.Failed.of(fault).reason()).doesNotContain("127.0.0", "localhost");
    return ((HttpCaller.Failed) fault.getCause()).reason();
  }

  @Test
  void a_form_is_posted_and_the_status_told() {
    try (var receiver = Receiver.start();
        var caller = new HttpCaller(true)) {
      assertThat(caller.exchange(form(receiver.uri("/x"))).join().status()).isEqualTo(200);
      receiver.answer(503);
      // a scheme is the same in any case
      var shouted = receiver.uri("/x").replace("http://", "HTTP://");
      assertThat(caller.exchange(form(shouted)).join().status()).isEqualTo(503);
      assertThat(receiver.forms()).containsExactly(FORM, FORM);
    }
  }

  @Test
  void a_call_carries_its_headers_and_body_and_the_answer_is_told_whole() throws IOException {
    var said = "HTTP/1.1 201 Created\r\nX-One: 1\r\nX-One: 2\r\nContent-Length: 6\r\n\r\ngrüß";
    var heard = new AtomicReference<>("");
    try (var server = new Peer(socket -> Peer.converse(socket, heard, said));
        var caller = new HttpCaller(true)) {
      var answer =
          caller
              .exchange(
                  HttpCall.post(
                          URI.create(server.uri()),
                          "application/json",
                          "{}".getBytes(StandardCharsets.UTF_8))
                      .with("webhook-id", "evt_1")
                      .with("webhook-id", "evt_2"))
              .join();

      assertThat(heard.get())
          .startsWith("POST /x HTTP/1.1\r\n")
          .contains("webhook-id: evt_2\r\n", "Content-Length: 2\r\n")
          .containsOnlyOnce("Content-Type: application/json\r\n")
          .doesNotContain("evt_1", "Accept-Encoding", "Cookie");
      assertThat(answer.status()).isEqualTo(201);
      assertThat(answer.succeeded()).isTrue();
      assertThat(answer.headers().get("x-one")).containsExactly("1", "2");
      assertThat(answer.header("X-ONE")).contains("1");
      assertThat(answer.text()).isEqualTo("grüß");
      assertThat(answer.body()).hasSize(6);
      assertThat(answer.cut()).isFalse();
    }
  }

  @Test
  void letters_of_an_address_that_are_not_plain_are_sent_as_their_bytes() throws IOException {
    var heard = new AtomicReference<>("");
    var said = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    try (var server = new Peer(socket -> Peer.converse(socket, heard, said));
        var caller = new HttpCaller(true)) {
      var address = URI.create(server.uri() + "/日本?q=é%20");
      assertThat(caller.exchange(HttpCall.get(address)).join().status()).isEqualTo(200);
      assertThat(heard.get()).startsWith("GET /x/%E6%97%A5%E6%9C%AC?q=%C3%A9%20 HTTP/1.1\r\n");
    }
  }

  @Test
  void a_document_is_got_up_to_its_limit() throws IOException {
    var said = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n0123456789";
    try (var server = new Peer(socket -> Peer.converse(socket, new AtomicReference<>(), said));
        var caller = new HttpCaller(true)) {
      var get = HttpCall.get(URI.create(server.uri()));
      assertThat(caller.exchange(get.acceptingAtMost(10)).join().text()).isEqualTo("0123456789");
      assertThat(failure(caller, get.acceptingAtMost(9))).isEqualTo("the answer is too large");
      var head = caller.exchange(get.readingOnly(4)).join();
      assertThat(head.text()).isEqualTo("0123");
      assertThat(head.cut()).isTrue();
      assertThat(head.status()).isEqualTo(200);
    }
  }

  @Test
  void a_header_cannot_begin_another_one() {
    assertThatThrownBy(() -> form("http://x.example/").with("a", "b\r\nHost: c"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void no_redirect_is_followed() {
    try (var receiver = Receiver.start();
        var caller = new HttpCaller(true)) {
      receiver.answer(302);
      assertThat(caller.exchange(form(receiver.uri("/x"))).join().status()).isEqualTo(302);
      assertThat(receiver.forms()).hasSize(1);
    }
  }

  @Test
  void only_what_changes_nothing_may_follow_redirects() {
    assertThatThrownBy(() -> form("http://x.example/").followingRedirects())
        .isInstanceOf(IllegalStateException.class);
  }

  private static String redirect(String to) {
    return "HTTP/1.1 302 Found\r\nLocation: " + to + "\r\nContent-Length: 0\r\n\r\n";
  }

  private static HttpCall follow(String address) {
    return HttpCall.get(URI.create(address)).with("Authorization", "Bearer a").followingRedirects();
  }

  @Test
  void a_redirect_that_is_followed_takes_no_secret_to_another_origin() throws IOException {
    var end = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nend";
    var first = new AtomicReference<>("");
    var second = new AtomicReference<>("");
    try (var there = new Peer(socket -> Peer.converse(socket, second, end));
        var here = new Peer(socket -> Peer.converse(socket, first, redirect(there.uri())));
        var caller = new HttpCaller(true)) {
      assertThat(caller.exchange(follow(here.uri())).join().text()).isEqualTo("end");
      assertThat(first.get()).contains("Authorization");
      assertThat(second.get()).startsWith("GET /x").doesNotContain("Authorization");
    }
  }

  @Test
  void redirects_without_end_end() throws IOException {
    var hops = new AtomicInteger();
    try (var server =
            new Peer(
                socket -> {
                  var heard = new AtomicReference<>("");
                  Peer.converse(socket, heard, redirect("/x"));
                  if (!heard.get().isEmpty()) hops.incrementAndGet();
                });
        var caller = new HttpCaller(true)) {
      assertThat(caller.exchange(follow(server.uri())).join().status()).isEqualTo(302);
      assertThat(hops.get()).isLessThanOrEqualTo(6);
    }
  }

  /** Where everything in 127/8 but 127.0.0.1 counts as the public internet. */
  private static HttpCaller guarded(HttpCaller.Names names) {
    return Callers.guarded(names);
  }

  @Test
  void a_redirect_to_this_machine_is_refused_like_a_call_to_it() throws IOException {
    var reached = new AtomicInteger();
    try (var inside = new Peer("127.0.0.1", socket -> reached.incrementAndGet());
        var caller = Callers.guarded()) {
      for (var to :
          new String[] {inside.uri(), "//127.0.0.1:" + inside.port() + "/", "http://2130706433/"}) {
        try (var outside =
            new Peer(
                "127.0.0.2",
                socket -> Peer.converse(socket, new AtomicReference<>(), redirect(to)))) {
          assertThat(failure(caller, follow(outside.uri())))
              .as(to)
              .isEqualTo("the address is not on the public internet");
        }
      }
      try (var outside =
          new Peer(
              "127.0.0.2",
              socket ->
                  Peer.converse(socket, new AtomicReference<>(), redirect("file:///etc/passwd")))) {
        assertThat(failure(caller, follow(outside.uri()))).isEqualTo("not an http address");
      }
      assertThat(reached.get()).isZero();
    }
  }

  @Test
  void a_name_that_points_elsewhere_the_second_time_is_of_no_use() throws IOException {
    var reached = new AtomicInteger();
    var asked = new AtomicInteger();
    HttpCaller.Names rebinding =
        host -> InetAddress.getAllByName(asked.getAndIncrement() == 0 ? "127.0.0.2" : "127.0.0.1");
    var end = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nend";
    try (var outside =
            new Peer("127.0.0.2", socket -> Peer.converse(socket, new AtomicReference<>(), end));
        var inside = new Peer("127.0.0.1", outside.port(), socket -> reached.incrementAndGet());
        var first = guarded(rebinding);
        var second = guarded(rebinding)) {
      var call = HttpCall.get(URI.create("http://rebinding.example:" + inside.port() + "/"));
      assertThat(first.exchange(call).join().text()).isEqualTo("end");
      assertThat(asked.get()).as("the address that was checked is the one called").isEqualTo(1);
      assertThat(failure(second, call)).isEqualTo("the address is not on the public internet");
      assertThat(reached.get()).isZero();
    }
  }

  @Test
  void servers_of_names_that_say_nothing_keep_no_other_call_waiting() throws Exception {
    var silent = new CountDownLatch(1);
    HttpCaller.Names names =
        host -> {
          if (!host.startsWith("silent")) return InetAddress.getAllByName("127.0.0.2");
          try {
            silent.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          throw new UnknownHostException(host);
        };
    var end = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nend";
    try (var server =
            new Peer("127.0.0.2", socket -> Peer.converse(socket, new AtomicReference<>(), end));
        var caller = guarded(names)) {
      var stuck = new ArrayList<CompletableFuture<HttpAnswer>>();
      for (var i = 0; i < 40; i++)
        stuck.add(caller.exchange(form("http://silent" + i + ".example/").within(SHORT)));
      var good = HttpCall.get(URI.create("http://fine.example:" + server.port() + "/"));
      assertThat(caller.exchange(good).join().text()).isEqualTo("end");
      for (var call : stuck)
        assertThat(HttpCaller.Failed.of(catchThrowable(call::join)).reason())
            .isEqualTo("no answer in time");
    } finally {
      silent.countDown();
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
            "file:///etc/passwd",
            "ftp://localhost/x",
            "jar:http://x!/",
            "mailto:a@b.example",
            "/x",
            "http://localhost:65536/"
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
        var caller = new HttpCaller(true)) {
      assertThat(failure(caller, form(server.uri()).within(SHORT))).isEqualTo("no answer in time");
    }
  }

  @Test
  void calls_that_are_not_answered_keep_no_other_one_from_their_host() throws Exception {
    var waiting = new CountDownLatch(1);
    try (var server =
            new Peer(
                socket -> {
                  var asked = new byte[4096];
                  var count = socket.getInputStream().read(asked);
                  var text = new String(asked, 0, Math.max(count, 0), StandardCharsets.US_ASCII);
                  if (text.startsWith("POST /x/slow")) waiting.await();
                  socket
                      .getOutputStream()
                      .write("HTTP/1.1 204 No Content\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                });
        var caller = new HttpCaller(true)) {
      var slow = new ArrayList<CompletableFuture<HttpAnswer>>();
      for (var i = 0; i < 100; i++) slow.add(caller.exchange(form(server.uri() + "/slow")));
      assertThat(caller.exchange(form(server.uri())).join().status()).isEqualTo(204);
      assertThat(slow).noneMatch(CompletableFuture::isDone);
      waiting.countDown();
      for (var call : slow) assertThat(call.join().status()).isEqualTo(204);
    } finally {
      waiting.countDown();
    }
  }

  @Test
  void one_that_answers_drop_by_drop_is_too() throws IOException {
    try (var server = new Peer(Peer::drip);
        var caller = new HttpCaller(true)) {
      assertThat(failure(caller, form(server.uri()).within(SHORT))).isEqualTo("no answer in time");
    }
  }

  @Test
  void headers_that_never_end_are_given_up_too() throws IOException {
    try (var server = new Peer(Peer::headersWithoutEnd);
        var caller = new HttpCaller(true)) {
      assertThat(failure(caller, form(server.uri()).within(SHORT))).isEqualTo("no answer in time");
    }
  }

  @Test
  void redirects_that_each_take_their_time_share_one_deadline() throws IOException {
    try (var server =
            new Peer(
                socket -> {
                  Thread.sleep(300);
                  Peer.converse(socket, new AtomicReference<>(), redirect("/x"));
                });
        var caller = new HttpCaller(true)) {
      assertThat(failure(caller, follow(server.uri()).within(SHORT)))
          .isEqualTo("no answer in time");
    }
  }

  @Test
  void the_head_of_an_endless_answer_is_told_and_the_rest_not_read() throws IOException {
    var written = new AtomicInteger();
    try (var server = new Peer(socket -> Peer.flood(socket, written));
        var caller = new HttpCaller(true)) {
      var answer = caller.exchange(form(server.uri()).readingOnly(1_000)).join();
      assertThat(answer.cut()).isTrue();
      assertThat(answer.body()).hasSize(1_000);
      assertThat(written.get()).isLessThan(32 * 1024 * 1024);
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
          "HTTP/1.1 200 OK\r\nX: a\0b\r\n\r\n",
          "HTTP/1.1 200 OK\r\nX: " + "x".repeat(100_000) + "\r\n\r\n",
          ""
        }) {
      try (var server =
              new Peer(
                  socket ->
                      socket
                          .getOutputStream()
                          .write(nonsense.getBytes(StandardCharsets.US_ASCII)));
          var caller = new HttpCaller(true)) {
        assertThat(failure(caller, form(server.uri()).within(Duration.ofSeconds(2))))
            .as(nonsense.length() > 100 ? "long" : nonsense)
            .isIn(
                "the answer is not written as HTTP has it",
                "the connection was closed before the answer was complete",
                "the answer is too large",
                "no answer in time");
      }
    }
  }

  private static Peer answering(String... parts) throws IOException {
    return new Peer(
        socket -> {
          var body = new byte[1024];
          if (socket.getInputStream().read(body) < 0) return;
          for (var part : parts)
            socket.getOutputStream().write(part.getBytes(StandardCharsets.US_ASCII));
          socket.getOutputStream().flush();
          // whoever hangs up first ends it
          while (socket.getInputStream().read() >= 0) {}
        });
  }

  private static String interim(String status, int times) {
    return ("HTTP/1.1 " + status + "\r\n\r\n").repeat(times);
  }

  @ParameterizedTest
  @ValueSource(strings = {"100 Continue", "102 Processing", "103 Early Hints", "199 Whatever"})
  void answers_before_the_answer_are_passed_over(String status) throws IOException {
    var done = "HTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\nok";
    for (var times : new int[] {1, 2, 5}) {
      try (var server = answering(interim(status, times), done);
          var caller = new HttpCaller(true)) {
        var answer = caller.exchange(form(server.uri())).orTimeout(20, TimeUnit.SECONDS).join();
        assertThat(answer.status()).as(status + " " + times).isEqualTo(201);
        assertThat(answer.text()).isEqualTo("ok");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"100 Continue", "102 Processing", "103 Early Hints", "199 Whatever"})
  void answers_before_the_answer_without_end_are_a_failed_call(String status) throws IOException {
    for (var times : new int[] {2, 100_000}) {
      try (var server = answering(interim(status, times));
          var caller = new HttpCaller(true)) {
        var call = form(server.uri()).within(times == 2 ? SHORT : Duration.ofMinutes(1));
        assertThat(
                HttpCaller.Failed.of(
                        catchThrowable(
                            () -> caller.exchange(call).orTimeout(20, TimeUnit.SECONDS).join()))
                    .reason())
            .as(status + " " + times)
            .isEqualTo(times == 2 ? "no answer in time" : "the answer is too large");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {101, 301, 401, 407, 421, 511})
  void no_status_makes_the_call_do_anything_but_tell_it(int status) throws IOException {
    var head =
        "HTTP/1.1 "
            + status
            + " X\r\nUpgrade: websocket\r\nConnection: upgrade\r\nLocation: /x\r\n"
            + "WWW-Authenticate: Basic realm=\"x\"\r\nProxy-Authenticate: Basic realm=\"x\"\r\n";
    for (var length : status == 101 ? new int[] {0} : new int[] {0, 50_000}) {
      try (var server =
              answering(head + "Content-Length: " + length + "\r\n\r\n", "x".repeat(length));
          var caller = new HttpCaller(true)) {
        var answer =
            caller
                .exchange(form(server.uri()).readingOnly(1_000))
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.body()).hasSize(Math.min(length, 1_000));
      }
    }
  }

  @Test
  void where_nothing_listens_it_says_so() throws IOException {
    var port = Ports.free();
    try (var caller = new HttpCaller(true)) {
      assertThat(failure(caller, "http://127.0.0.1:" + port + "/"))
          .isEqualTo("nothing listens there");
      assertThat(failure(caller, "https://127.0.0.1:" + port + "/"))
          .isEqualTo("nothing listens there");
    }
  }

  @Test
  void where_no_way_leads_is_told_from_a_connection_that_ended() {
    for (var unreachable :
        List.of(
            new NoRouteToHostException("No route to host"),
            new BindException("Cannot assign requested address"),
            new SocketException("Network is unreachable"),
            new SocketException("Permission denied")))
      assertThat(HttpCaller.Failed.of(unreachable).reason())
          .as(unreachable.toString())
          .isEqualTo("the address cannot be reached");
    for (var ended : List.of("Connection reset", "Connection reset by peer", "Broken pipe"))
      assertThat(HttpCaller.Failed.of(new SocketException(ended)).reason())
          .as(ended)
          .isEqualTo("the connection was closed before the answer was complete");
  }

  // ------------------------------------------------------------------ certificates

  private static Kind kindOf(HttpCaller caller, String address) {
    return HttpCaller.Failed.of(
            catchThrowable(() -> caller.exchange(HttpCall.get(URI.create(address))).join()))
        .kind();
  }

  @Test
  void what_is_wrong_with_a_certificate_is_told() throws IOException {
    try (var good = TlsServer.with("good");
        var expired = TlsServer.with("expired");
        var other = TlsServer.with("other");
        var trusting = Callers.trustingTestAuthority();
        var usual = new HttpCaller(true)) {
      var answer = trusting.exchange(HttpCall.get(URI.create(good.uri()))).join();
      assertThat(answer.text()).isEqualTo("hello");
      assertThat(answer.address()).hasToString(good.uri());
      assertThat(kindOf(usual, good.uri())).isEqualTo(Kind.CERTIFICATE_UNTRUSTED);
      assertThat(kindOf(trusting, expired.uri())).isEqualTo(Kind.CERTIFICATE_EXPIRED);
      assertThat(kindOf(trusting, other.uri())).isEqualTo(Kind.CERTIFICATE_OF_ANOTHER);
      try (var plain =
          new Peer(
              socket -> {
                // whoever closes with something unread breaks the connection, answer included
                if (socket.getInputStream().read(new byte[16_384]) < 0) return;
                socket
                    .getOutputStream()
                    .write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                socket.shutdownOutput();
                socket.getInputStream().readAllBytes();
              })) {
        assertThat(kindOf(trusting, plain.uri().replace("http:", "https:"))).isEqualTo(Kind.TLS);
      }
    }
  }
}
