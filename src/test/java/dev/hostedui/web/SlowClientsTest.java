package dev.hostedui.web;

import static dev.hostedui.testing.People.MAX;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.google.common.collect.Iterators;
import dev.hostedui.testing.RawHttp;
import dev.hostedui.testing.TestApp;
import dev.hostedui.testing.Waiting;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Clients that send or read a byte at a time, or not at all. */
@Waiting
class SlowClientsTest {

  /** More than the server has threads. */
  private static final int MANY = 300;

  private static final String SLOW_FORM =
      "POST /login HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: same-origin\r\n"
          + "Content-Type: application/x-www-form-urlencoded\r\n";

  private static TestApp app;
  private final List<Socket> sockets = new ArrayList<>();

  @BeforeAll
  static void start() {
    app = TestApp.start();
  }

  @AfterAll
  static void stop() {
    app.close();
  }

  @AfterEach
  void hangUp() throws IOException {
    for (var socket : sockets) socket.close();
  }

  private Socket open(int port, String text) throws IOException {
    var socket = new Socket();
    sockets.add(socket);
    socket.setReceiveBufferSize(2_048);
    socket.setSoTimeout(20_000);
    socket.connect(new InetSocketAddress("127.0.0.1", port));
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    return socket;
  }

  private static void healthAndSignOutAnswer(TestApp.Browser max) {
    var started = System.nanoTime();
    assertThat(app.browser().get("/health/live").status()).isEqualTo(200);
    assertThat(app.browser().get("/health/ready").status()).isEqualTo(200);
    assertThat(max.post("/logout").status()).isEqualTo(303);
    assertThat(max.get("/ui/").header("Location")).startsWith("/login");
    // long before any of the slow ones is given up
    assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(10));
  }

  @Test
  void bodies_that_come_a_byte_at_a_time_keep_nobody_else_waiting() throws IOException {
    var max = app.as(MAX);
    for (var i = 0; i < MANY; i++)
      open(
          app.port(),
          SLOW_FORM
              + (i % 2 == 0
                  ? "Content-Length: 1000\r\n\r\ne"
                  : "Transfer-Encoding: chunked\r\n\r\n3e8\r\ne"));
    for (var socket : sockets) socket.getOutputStream().write('m');

    healthAndSignOutAnswer(max);
  }

  @Test
  void clients_that_do_not_read_their_answers_hold_no_thread() throws IOException {
    try (var probe = probe(Probe.PATIENT)) {
      var many = "GET /some HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(10);
      for (var i = 0; i < 20; i++) open(probe.port(), many);
      // each has filled what lies between us and the client, and waits
      while (Probe.PATIENT.count() < 20) Thread.onSpinWait();

      assertThat(threadsThatWaitForAClient()).isEmpty();
      assertThat(probe.send("GET /health/live").status()).isEqualTo(200);
    }
  }

  private static List<String> threadsThatWaitForAClient() {
    return Thread.getAllStackTraces().entrySet().stream()
        .filter(it -> it.getKey().getName().startsWith("http"))
        .filter(
            it ->
                Arrays.stream(it.getValue())
                    .anyMatch(frame -> frame.getClassName().contains("util.Blocker")))
        .map(it -> it.getKey().getName())
        .toList();
  }

  @Test
  void a_body_that_breaks_off_ends_at_once() throws IOException {
    for (var broken : List.of("zz\r\n", "5\r\nab", "-1\r\n", "fffffffffffffffff\r\n")) {
      var socket = open(app.port(), SLOW_FORM + "Transfer-Encoding: chunked\r\n\r\n" + broken);
      if (broken.startsWith("5")) socket.shutdownOutput();
      var started = System.nanoTime();
      var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

      assertThat(answer.isEmpty() ? "HTTP/1.1 400 " : answer)
          .as(broken)
          .startsWith("HTTP/1.1 400 ");
      assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(5));
    }
  }

  @Test
  void a_form_without_a_length_is_taken() {
    var form = "email=max%40acmecorp.example";
    var reply =
        RawHttp.sendAll(
            app.port(),
            SLOW_FORM
                + "Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n"
                    .formatted(form.length(), form));
    assertThat(reply.status()).isEqualTo(303);
    assertThat(reply.header("Location")).startsWith("/login/code");
  }

  // ------------------------------------------------------------------ how long and how many

  private static Probe probe(Transfers transfers) {
    return new Probe(
        app,
        Map.of(),
        transfers,
        routes -> {
          routes.post("/form", Access.client(), ctx -> ctx.result("taken"));
          routes.post("/none", Access.client(), ctx -> ctx.status(204));
          routes.get("/some", Access.anyone(), ctx -> ctx.result("x".repeat(1_000_000)));
          routes.get("/much", Access.anyone(), ctx -> ctx.result("x".repeat(16_000_000)));
        });
  }

  @Test
  void whoever_sends_slower_than_the_pace_is_cut_off() throws IOException {
    var transfers = new Transfers(Duration.ofMillis(300), 1_000_000, 1_000_000, 1_000);
    try (var probe = probe(transfers)) {
      var slow =
          open(
              probe.port(), "POST /form HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nx");

      assertThat(isCutOff(slow)).isTrue();
      assertThat(isOver(transfers)).isTrue();
    }
  }

  @Test
  void whoever_reads_slower_than_the_pace_is_cut_off() throws IOException {
    var transfers = new Transfers(Duration.ofMillis(300), 100_000_000, 64_000_000, 1_000);
    try (var probe = probe(transfers)) {
      var slow = open(probe.port(), "GET /much HTTP/1.1\r\nHost: localhost\r\n\r\n");
      var first = slow.getInputStream().readNBytes(100);
      assertThat(new String(first, StandardCharsets.US_ASCII)).startsWith("HTTP/1.1 200");

      // what it has read was sent before anybody began to wait for it
      var soon = System.nanoTime() + 2_000_000_000L;
      while (transfers.count() < 1 && System.nanoTime() < soon) Thread.onSpinWait();
      assertThat(isOver(transfers)).isTrue();
      var rest = 0L;
      try {
        for (int n; (n = slow.getInputStream().read(new byte[65_536])) >= 0; ) rest += n;
      } catch (SocketException e) {
        // reset, which is as good an end
      }
      assertThat(rest).isLessThan(15_900_000);
    }
  }

  @Test
  void whoever_sends_headers_slower_than_the_pace_is_cut_off() throws IOException {
    var transfers = new Transfers(Duration.ofMillis(300), 1_000_000, 1_000_000, 1_000);
    try (var probe = probe(transfers)) {
      var whole = "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n";
      for (var part : List.of("G", "\r\n", whole.substring(0, 40), whole + "G")) {
        var slow = open(probe.port(), part);
        while (!isCutOff(slow)) assertThat(part).as("the only one with an answer").contains(whole);

        assertThat(isOver(transfers)).as(part).isTrue();
      }
    }
  }

  @Test
  void a_body_that_was_only_announced_takes_no_place_from_another_one() throws IOException {
    var transfers = new Transfers(Duration.ofMinutes(1), 1_000, 100_000, 1_000);
    try (var probe = probe(transfers)) {
      var honest = open(probe.port(), form(10) + "12345");
      while (transfers.count() < 1) Thread.onSpinWait();
      for (var i = 0; i < 14; i++) {
        open(probe.port(), form(60_000) + "x");
        open(probe.port(), CHUNKED + "1\r\nx\r\n");
      }
      while (transfers.count() < 29) Thread.onSpinWait();

      isTaken(honest, "67890");
    }
  }

  @Test
  void when_the_memory_for_them_is_full_the_one_that_holds_most_goes_first() throws IOException {
    var transfers = new Transfers(Duration.ofMinutes(1), 1_000, 100_000, 1_000);
    try (var probe = probe(transfers)) {
      var small = open(probe.port(), form(40_001) + "x".repeat(40_000));
      while (transfers.count() < 1) Thread.onSpinWait();
      var large = open(probe.port(), CHUNKED + chunk(50_000));
      while (transfers.count() < 2) Thread.onSpinWait();
      large.getOutputStream().write(chunk(15_000).getBytes(StandardCharsets.US_ASCII));

      assertThat(isCutOff(large)).isTrue();
      isTaken(small, "x");
      assertThat(isOver(transfers)).isTrue();
    }
  }

  @Test
  void of_those_that_hold_as_much_the_one_that_waits_longest_goes_first() throws IOException {
    var transfers = new Transfers(Duration.ofMinutes(1), 1_000, 100_000, 1_000);
    try (var probe = probe(transfers)) {
      var first = open(probe.port(), form(60_000) + "x".repeat(59_999));
      while (transfers.count() < 1) Thread.onSpinWait();
      var second = open(probe.port(), form(60_000));
      while (transfers.count() < 2) Thread.onSpinWait();
      second.getOutputStream().write("x".repeat(59_999).getBytes(StandardCharsets.US_ASCII));

      assertThat(isCutOff(first)).isTrue();
      isTaken(second, "x");
    }
  }

  // ------------------------------------------------------------------ files made on the way

  private static final int PARTS = 40;
  private static final String PART = "x".repeat(500_000);

  /** A server with a file of many parts, which counts those that were made. */
  private static Probe files(Transfers transfers, AtomicInteger made, int broken) {
    return new Probe(
        app,
        Map.of(),
        transfers,
        routes ->
            routes.get(
                "/file",
                Access.anyone(),
                ctx ->
                    Downloads.answer(
                        ctx,
                        "some.csv",
                        "text/csv",
                        Iterators.transform(
                            IntStream.range(0, PARTS).iterator(),
                            number -> {
                              if (number == broken) throw new IllegalStateException("broken");
                              made.incrementAndGet();
                              return PART;
                            }))));
  }

  @Test
  void a_file_larger_than_the_memory_for_answers_is_made_as_its_client_reads() throws IOException {
    var made = new AtomicInteger();
    var transfers = new Transfers(Duration.ofMinutes(1), 1_000, 1_200_000, 1_000);
    try (var probe = files(transfers, made, -1)) {
      var slow =
          open(probe.port(), "GET /file HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
      var first = new String(slow.getInputStream().readNBytes(100), StandardCharsets.US_ASCII);
      while (transfers.count() < 1) Thread.onSpinWait();
      assertThat(made.get()).as("the rest waits for the client").isLessThan(PARTS);

      var all = first + new String(slow.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      assertThat(all)
          .startsWith("HTTP/1.1 200")
          .containsIgnoringCase("chunked")
          .endsWith("\r\n0\r\n\r\n");
      assertThat(all.chars().filter(it -> it == 'x').count())
          .isGreaterThanOrEqualTo((long) PARTS * PART.length());
      assertThat(made).hasValue(PARTS);
    }
  }

  @Test
  void a_file_that_cannot_be_begun_is_a_page_and_one_that_cannot_be_ended_is_cut_off() {
    for (var broken : List.of(0, 1, PARTS - 1))
      try (var probe = files(Probe.PATIENT, new AtomicInteger(), broken)) {
        var reply = probe.send("GET /file");
        assertThat(reply.status()).isEqualTo(broken == 0 ? 500 : 200);
        assertThat(reply.header("Content-Disposition").isEmpty()).isEqualTo(broken == 0);
        assertThat(reply.text()).doesNotContain("\r\n0\r\n\r\n");
      }
  }

  @Test
  void of_a_file_nobody_wants_the_parts_of_nothing_more_is_made() {
    var made = new AtomicInteger();
    try (var probe = files(Probe.PATIENT, made, -1)) {
      assertThat(probe.send("HEAD /file").header("Content-Disposition")).contains("some.csv");
      assertThat(made).hasValueLessThan(3);
    }
  }

  // ------------------------------------------------------------------ how many connections

  @Test
  void whoever_comes_when_all_places_are_taken_gets_that_of_the_longest_without_a_request()
      throws IOException {
    var transfers = new Transfers(Duration.ofMinutes(1), 1_000, 1_000_000, 3);
    try (var probe = probe(transfers)) {
      var busy = open(probe.port(), form(2) + "1");
      while (transfers.count() < 1) Thread.onSpinWait();
      var silent = open(probe.port(), "");
      while (transfers.connections() < 2) Thread.onSpinWait();
      var slow = open(probe.port(), "GET /health/live HTTP/1.1\r\nHost: localhost\r\nX-A: ");
      while (transfers.count() < 2) Thread.onSpinWait();

      assertThat(probe.send("GET /health/live").status()).isEqualTo(200);
      assertThat(isCutOff(silent)).isTrue();
      isTaken(busy, "2");
      slow.getOutputStream().write("a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      assertThat(new String(slow.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
          .isEqualTo("HTTP/1.1 200");
    }
  }

  @Test
  void when_all_connections_have_a_request_the_longest_transfer_makes_place() throws IOException {
    var transfers = new Transfers(Duration.ofMinutes(1), 1_000, 1_000_000, 3);
    try (var probe = probe(transfers)) {
      var busy = new ArrayList<Socket>();
      for (var i = 0; i < 3; i++) {
        busy.add(open(probe.port(), form(2) + "1"));
        while (transfers.count() <= i) Thread.onSpinWait();
      }

      assertThat(probe.send("GET /health/live").status()).isEqualTo(200);
      assertThat(isCutOff(busy.get(0))).isTrue();
      isTaken(busy.get(2), "2");
    }
  }

  @Test
  void a_client_that_does_not_hang_up_after_the_last_answer_makes_place_too() throws IOException {
    var transfers = new Transfers(Duration.ofMinutes(1), 1_000, 1_000_000, 3);
    try (var probe = probe(transfers)) {
      for (var i = 0; i < 9; i++)
        open(
                probe.port(),
                "GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            .getInputStream()
            .readAllBytes();

      assertThat(soon(() -> probe.connector().getConnectedEndPoints().size() <= 3)).isTrue();
    }
  }

  @Test
  void when_the_system_gives_no_connection_one_is_given_up() throws IOException {
    var transfers = new Transfers(Duration.ofMinutes(1), 1_000, 1_000_000, 1_000);
    try (var probe = probe(transfers)) {
      var silent = List.of(open(probe.port(), "G"), open(probe.port(), "G"));
      while (transfers.count() < 2) Thread.onSpinWait();

      for (var left = 1; left >= 0; left--) {
        assertThat(probe.connector().handleAcceptFailure(new IOException("Too many open files")))
            .isTrue();
        assertThat(isDownTo(left, transfers)).isTrue();
      }
      for (var one : silent) assertThat(isCutOff(one)).isTrue();
    }
  }

  // ------------------------------------------------------------------ when the server stops

  @Test
  void whoever_is_still_asking_is_cut_off_and_whoever_is_being_answered_is_not() throws Exception {
    var transfers = new Transfers(Duration.ofMinutes(1), 1_000, 64_000_000, 1_000);
    try (var probe = probe(transfers)) {
      // as if a byte came now and then
      probe.connector().setShutdownIdleTimeout(60_000);
      var late = open(probe.port(), "");
      while (transfers.connections() < 1) Thread.onSpinWait();
      var headers = open(probe.port(), "GET /health/live HTTP/1.1\r\nHost: localhost\r\nX-A: ");
      var body = open(probe.port(), form(9) + "x");
      var answered = open(probe.port(), "GET /much HTTP/1.1\r\nHost: localhost\r\n\r\n");
      while (transfers.count() < 3) Thread.onSpinWait();
      var end = CompletableFuture.runAsync(probe::close);

      assertThat(isCutOff(headers)).isTrue();
      assertThat(isDownTo(1, transfers)).isTrue();
      assertThat(new String(body.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .doesNotContain(" 200 ");
      late.getOutputStream().write('G');
      assertThat(isCutOff(late)).as("began afterwards").isTrue();
      assertThat(answered.getInputStream().readAllBytes()).hasSizeGreaterThan(16_000_000);
      end.get(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void whoever_does_not_read_to_the_end_is_no_failure_of_the_stop() throws IOException {
    var transfers = new Transfers(Duration.ofMinutes(1), 1_000, 64_000_000, 1_000);
    try (var probe = probe(transfers)) {
      probe.connector().setShutdownIdleTimeout(60_000);
      probe.connector().getServer().setStopTimeout(300);
      open(probe.port(), "GET /much HTTP/1.1\r\nHost: localhost\r\n\r\n");
      while (transfers.count() < 1) Thread.onSpinWait();

      assertThatCode(probe::close).doesNotThrowAnyException();
      assertThat(isOver(transfers)).isTrue();
    }
  }

  private static final String CHUNKED =
      "POST /form HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n";

  private static String chunk(int bytes) {
    return Integer.toHexString(bytes) + "\r\n" + "x".repeat(bytes) + "\r\n";
  }

  private static String form(int bytes) {
    return "POST /form HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n".formatted(bytes);
  }

  private static void isTaken(Socket socket, String rest) throws IOException {
    socket.getOutputStream().write(rest.getBytes(StandardCharsets.US_ASCII));
    assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
        .isEqualTo("HTTP/1.1 200");
  }

  /** Waits until nothing is waited for; not longer than ten seconds. */
  private static boolean isOver(Transfers transfers) {
    return isDownTo(0, transfers);
  }

  private static boolean isDownTo(int count, Transfers transfers) {
    return soon(() -> transfers.count() == count);
  }

  private static boolean soon(BooleanSupplier something) {
    for (var started = System.nanoTime(); System.nanoTime() - started < 10_000_000_000L; ) {
      if (something.getAsBoolean()) return true;
      Thread.onSpinWait();
    }
    return false;
  }

  private static boolean isCutOff(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketException e) {
      return true;
    }
  }

  @Test
  void whoever_asks_at_once_again_after_an_answer_without_a_body_is_answered() throws IOException {
    try (var probe = probe(Probe.PATIENT)) {
      for (var connection = 0; connection < 4; connection++) {
        var socket = open(probe.port(), "");
        socket.setTcpNoDelay(true);
        var in = new BufferedInputStream(socket.getInputStream());
        for (var i = 0; i < 500; i++) {
          // the body comes after its head, so that another thread takes the request over
          for (var part :
              List.of(
                  "POST /none HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n\r\n", "body"))
            socket.getOutputStream().write(part.getBytes(StandardCharsets.ISO_8859_1));
          assertThat(head(in)).as("answer %s of connection %s", i, connection).contains(" 204 ");
        }
      }
    }
  }

  private static String head(InputStream in) throws IOException {
    var head = new StringBuilder();
    for (var letter = in.read(); letter >= 0; letter = in.read()) {
      head.append((char) letter);
      if (head.indexOf("\r\n\r\n") >= 0) break;
    }
    return head.toString();
  }
}
