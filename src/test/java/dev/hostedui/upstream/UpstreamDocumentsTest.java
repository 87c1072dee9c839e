package dev.hostedui.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.hostedui.outside.Callers;
import dev.hostedui.outside.HttpCaller;
import dev.hostedui.protocol.relyingparty.DiscoveryAddress;
import dev.hostedui.protocol.relyingparty.TokenAnswer;
import dev.hostedui.protocol.relyingparty.TokenRequest;
import dev.hostedui.protocol.relyingparty.Unusable;
import dev.hostedui.protocol.relyingparty.Userinfo;
import dev.hostedui.testing.Peer;
import dev.hostedui.testing.Ports;
import dev.hostedui.upstream.FetchRefused.Reason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Documents from addresses that customers chose. */
class UpstreamDocumentsTest {

  private static final HttpCaller ANYBODY = new HttpCaller(true);
  private static final HttpCaller PUBLIC_ONLY = new HttpCaller(false);

  private static final String PAGE =
      "\n<!-- x --><!DOCTYPE html>\n<html><head><title>Sign in &amp;\n go</title>";

  @AfterAll
  static void close() {
    ANYBODY.close();
    PUBLIC_ONLY.close();
  }

  /** Each way an address of a customer's is called, and what came of it as a code. */
  private static Map<String, String> calls(UpstreamDocuments documents, String address) {
    var came = new LinkedHashMap<String, String>();
    came.put("metadata", code(() -> documents.samlMetadata(address)));
    came.put("dropped", code(() -> documents.anything(address)));
    came.put(
        "discovery",
        code(() -> documents.discovery(new DiscoveryAddress(address, address, false))));
    came.put("keys", code(() -> documents.keys(address, null)));
    came.put(
        "token",
        documents.exchange(new TokenRequest(address, Map.of(), Map.of("code", "c")))
                instanceof TokenAnswer.Failed failed
            ? failed.cause()
            : "answered");
    came.put(
        "userinfo",
        documents.userinfo(address, "token") instanceof Userinfo.Failed failed
            ? failed.cause()
            : "answered");
    return came;
  }

  private interface Fetch {
    Object run() throws FetchRefused, Unusable;
  }

  private static String code(Fetch fetch) {
    try {
      fetch.run();
      return "answered";
    } catch (FetchRefused e) {
      return e.reason().code();
    } catch (Unusable e) {
      return e.reason().code();
    }
  }

  private static FetchRefused refused(HttpCaller caller, String address) {
    var documents = new UpstreamDocuments(caller, true);
    return catchThrowableOfType(FetchRefused.class, () -> documents.samlMetadata(address));
  }

  private static Peer saying(String answer) throws IOException {
    return new Peer(socket -> Peer.converse(socket, new AtomicReference<>(), answer));
  }

  private static String answer(int status, String type, String body) {
    return "HTTP/1.1 "
        + status
        + " X\r\nContent-Type: "
        + type
        + "\r\nContent-Length: "
        + body.getBytes(StandardCharsets.UTF_8).length
        + "\r\n\r\n"
        + body;
  }

  // ------------------------------------------------------------------ attacks

  @Test
  void no_address_of_any_kind_reaches_this_machine_or_a_private_network() throws IOException {
    var reached = new AtomicInteger();
    try (var inside = new Peer(socket -> reached.incrementAndGet())) {
      var documents = new UpstreamDocuments(PUBLIC_ONLY, true);
      for (var host :
          new String[] {
            "localhost",
            "127.0.0.1",
            "127.1",
            "2130706433",
            "0x7f000001",
            "0177.0.0.1",
            "0.0.0.0",
            "[::1]",
            "[::ffff:127.0.0.1]",
            "[64:ff9b::7f00:1]",
            "[2002:7f00:1::1]",
            "169.254.169.254",
            "10.0.0.1",
            "192.168.0.1",
            "100.64.0.1",
            "[fd00::1]",
            "[fe80::1]"
          }) {
        var came = calls(documents, "http://" + host + ":" + inside.port() + "/latest/meta-data");
        assertThat(came.values())
            .as(host)
            .allMatch(it -> List.of("fetch_private_address", "fetch_not_an_address").contains(it));
      }
      assertThat(calls(documents, "http://localhost:" + inside.port() + "/").values())
          .containsOnly("fetch_private_address");
      assertThat(reached.get()).isZero();
    }
  }

  @Test
  void a_redirect_to_a_private_network_is_refused_wherever_redirects_are_followed()
      throws IOException {
    var reached = new AtomicInteger();
    try (var inside = new Peer("127.0.0.1", socket -> reached.incrementAndGet());
        var caller = Callers.guarded()) {
      for (var to :
          List.of(inside.uri(), "http://2130706433:" + inside.port(), "http://[::ffff:7f00:1]/")) {
        try (var outside =
            new Peer(
                "127.0.0.2",
                socket ->
                    Peer.converse(
                        socket,
                        new AtomicReference<>(),
                        "HTTP/1.1 302 Found\r\nLocation: " + to + "\r\n\r\n"))) {
          var came = calls(new UpstreamDocuments(caller, true), outside.uri());
          assertThat(came.remove("token")).isEqualTo("token_answer_not_json");
          assertThat(came.remove("userinfo")).isEqualTo("userinfo_refused");
          assertThat(came.values()).as(to).containsOnly("fetch_private_address");
        }
      }
      assertThat(reached.get()).isZero();
    }
  }

  @Test
  void a_name_that_leads_inside_the_second_time_is_of_no_use() throws IOException {
    var reached = new AtomicInteger();
    var leadsTo = new AtomicReference<>("127.0.0.2");
    HttpCaller.Names rebinding = host -> InetAddress.getAllByName(leadsTo.get());
    var fine = answer(200, "application/json", "{\"sub\":\"x\"}");
    try (var outside =
            new Peer("127.0.0.2", socket -> Peer.converse(socket, new AtomicReference<>(), fine));
        var inside = new Peer("127.0.0.1", outside.port(), socket -> reached.incrementAndGet());
        var caller = Callers.guarded(rebinding)) {
      var documents = new UpstreamDocuments(caller, true);
      var address = "http://rebinding.example:" + inside.port() + "/";
      assertThat(code(() -> documents.samlMetadata(address))).isEqualTo("answered");
      leadsTo.set("127.0.0.1");
      assertThat(calls(documents, address).values()).containsOnly("fetch_private_address");
      assertThat(reached.get()).isZero();
    }
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          http://idp.example/,                      fetch_http_not_allowed
          https://user@idp.example/,                fetch_userinfo_in_address
          https://accounts.google.com@evil.example, fetch_userinfo_in_address
          http://user:pw@idp.example/,              fetch_userinfo_in_address
          file:///etc/passwd,                       fetch_not_an_address
          ftp://idp.example/x,                      fetch_not_an_address
          gopher://idp.example/x,                   fetch_not_an_address
          jar:https://idp.example/x!/y,             fetch_not_an_address
          ldap://idp.example/x,                     fetch_not_an_address
          javascript:alert(1),                      fetch_not_an_address
          //idp.example/x,                          fetch_not_an_address
          https:///x,                               fetch_not_an_address
          https://a b.example/,                     fetch_not_an_address
          '',                                       fetch_not_an_address
          """)
  void an_address_that_is_none_of_ours_to_call_is_not_called(String address, String code) {
    assertThat(calls(new UpstreamDocuments(PUBLIC_ONLY, false), address).values())
        .containsOnly(code);
  }

  @Test
  void an_answer_without_end_is_cut_off() throws IOException {
    var written = new AtomicInteger();
    try (var server = new Peer(socket -> Peer.flood(socket, written))) {
      var refused = refused(ANYBODY, server.uri());
      assertThat(refused.reason()).isEqualTo(Reason.TOO_LARGE);
      assertThat(refused.arguments()).containsExactly("127.0.0.1", "1048576");
      assertThat(new UpstreamDocuments(ANYBODY, true).userinfo(server.uri(), "t"))
          .isEqualTo(new Userinfo.Failed("fetch_too_large", "127.0.0.1 1048576"));
      assertThat(written.get()).isLessThan(64 * 1024 * 1024);
    }
  }

  @Test
  void a_slow_host_holds_up_only_so_many() throws Exception {
    var arrived = new CountDownLatch(32);
    var go = new CountDownLatch(1);
    try (var server =
        new Peer(
            socket -> {
              if (socket.getInputStream().read() < 0) return;
              arrived.countDown();
              go.await();
            })) {
      var documents = new UpstreamDocuments(ANYBODY, true);
      var waiting = new ArrayList<Thread>();
      for (var i = 0; i < 32; i++) {
        var thread = new Thread(() -> documents.userinfo(server.uri(), "t"));
        thread.start();
        waiting.add(thread);
      }
      arrived.await();
      assertThat(code(() -> documents.samlMetadata(server.uri()))).isEqualTo("fetch_busy");
      go.countDown();
      for (var thread : waiting) thread.join();
      assertThat(code(() -> documents.samlMetadata(server.uri()))).isEqualTo("fetch_call_failed");
    }
  }

  // ------------------------------------------------------------------ why it could not be had

  @Test
  void where_nobody_is_it_is_said() throws IOException {
    var port = Ports.free();
    assertThat(refused(ANYBODY, "http://127.0.0.1:" + port + "/").reason())
        .isEqualTo(Reason.CONNECTION_REFUSED);
    HttpCaller.Names none =
        host -> {
          throw new UnknownHostException(host);
        };
    try (var caller = Callers.guarded(none)) {
      var unknown = refused(caller, "https://nobody.example/metadata");
      assertThat(unknown.reason()).isEqualTo(Reason.NAME_NOT_FOUND);
      assertThat(unknown.arguments()).containsExactly("nobody.example");
    }
  }

  @Test
  void a_web_page_is_told_from_the_document_whatever_it_is_called() throws IOException {
    try (var server = saying(answer(200, "application/xml", PAGE))) {
      var refused = refused(ANYBODY, server.uri());
      assertThat(refused.reason()).isEqualTo(Reason.WEB_PAGE);
      assertThat(refused.arguments()).containsExactly("127.0.0.1", "Sign in & go");
      assertThat(calls(new UpstreamDocuments(ANYBODY, true), server.uri()).values())
          .containsOnly("fetch_web_page");
    }
  }

  @Test
  void a_page_where_people_sign_in_is_named_so() throws IOException {
    var form = PAGE + "<form><input name=p type='password'></form>";
    for (var status : new int[] {200, 403}) {
      try (var server = saying(answer(status, "text/html", form))) {
        assertThat(refused(ANYBODY, server.uri()).reason()).isEqualTo(Reason.SIGN_IN_PAGE);
      }
    }
    try (var page = saying(answer(200, "text/html", PAGE));
        var server =
            saying(
                "HTTP/1.1 302 Found\r\nLocation: "
                    + page.uri().replace("/x", "/oauth2/login?next=a")
                    + "\r\n\r\n")) {
      var refused = refused(ANYBODY, server.uri());
      assertThat(refused.reason()).isEqualTo(Reason.SIGN_IN_PAGE);
      assertThat(refused.arguments()).containsExactly("127.0.0.1", "Sign in & go");
    }
  }

  @Test
  void metadata_that_is_called_a_page_is_metadata() throws IOException {
    var xml = "<?xml version=\"1.0\"?>\n<!-- <html> -->\n<EntityDescriptor/>";
    try (var server = saying(answer(200, "text/html", xml))) {
      var document =
          catching(() -> new UpstreamDocuments(ANYBODY, true).samlMetadata(server.uri()));
      assertThat(document.text()).isEqualTo(xml);
    }
    // comments that could be read in very many ways are read in one
    assertThat(WebPage.of("<!-- --> ".repeat(8_000).getBytes(StandardCharsets.UTF_8))).isEmpty();
  }

  private interface Document {
    UpstreamDocument run() throws FetchRefused;
  }

  private static UpstreamDocument catching(Document document) {
    try {
      return document.run();
    } catch (FetchRefused e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void another_status_is_told() throws IOException {
    for (var status : new int[] {404, 500, 204}) {
      try (var server = saying(answer(status, "text/html", status == 204 ? "" : PAGE))) {
        var refused = refused(ANYBODY, server.uri());
        assertThat(refused.reason()).isEqualTo(Reason.STATUS);
        assertThat(refused.arguments()).containsExactly("127.0.0.1", String.valueOf(status));
      }
    }
    try (var server = saying(answer(200, "text/xml", ""))) {
      assertThat(refused(ANYBODY, server.uri()).reason()).isEqualTo(Reason.EMPTY);
    }
  }

  @Test
  void redirects_that_lead_nowhere_are_told() throws IOException {
    var self = new AtomicReference<>("/x");
    try (var server =
        new Peer(
            socket ->
                Peer.converse(
                    socket,
                    new AtomicReference<>(),
                    "HTTP/1.1 302 Found\r\nLocation: " + self.get() + "\r\n\r\n"))) {
      assertThat(refused(ANYBODY, server.uri()).reason()).isEqualTo(Reason.TOO_MANY_REDIRECTS);
      // from one address without TLS to the next is no way out of it
      self.set(server.uri());
      assertThat(refused(ANYBODY, server.uri()).reason()).isEqualTo(Reason.TOO_MANY_REDIRECTS);
    }
  }

  @Test
  void what_a_token_endpoint_says_is_read_whatever_its_status() throws IOException {
    var heard = new AtomicReference<>("");
    var said = answer(400, "application/json", "{\"error\":\"invalid_grant\"}");
    try (var server = new Peer(socket -> Peer.converse(socket, heard, said))) {
      var answer =
          new UpstreamDocuments(ANYBODY, true)
              .exchange(
                  new TokenRequest(server.uri(), Map.of("Authorization", "Basic x"), Map.of()));
      assertThat(answer).isEqualTo(new TokenAnswer.Refused(400, "invalid_grant", ""));
      assertThat(heard.get()).startsWith("POST /x ").contains("Authorization: Basic x\r\n");
    }
  }
}
