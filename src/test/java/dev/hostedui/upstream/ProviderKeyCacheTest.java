package dev.hostedui.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.hostedui.outside.HttpCaller;
import dev.hostedui.protocol.relyingparty.ProviderKeys;
import dev.hostedui.testing.StoppedClock;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Keys of providers, kept and fetched again. */
class ProviderKeyCacheTest {

  private static final HttpCaller CALLER = new HttpCaller(true);
  private static final KeyPair PAIR = pair();
  private static final KeyPair NEXT = pair();

  private final StoppedClock clock = new StoppedClock(Instant.parse("2026-05-04T10:00:00Z"));
  private final AtomicInteger asked = new AtomicInteger();
  private final List<String> tags = Collections.synchronizedList(new ArrayList<>());
  private volatile int status = 200;
  private volatile String published = keys("a");
  private volatile String cacheControl = "";
  private volatile String tag = "";
  private HttpServer server;
  private ProviderKeyCache cache;

  private static KeyPair pair() {
    try {
      var generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String keys(String... names) {
    return keys(PAIR, names);
  }

  private static String keys(KeyPair pair, String... names) {
    var modulus = encoded(((RSAPublicKey) pair.getPublic()).getModulus().toByteArray());
    var all = new ArrayList<String>();
    for (var name : names)
      all.add("{\"kty\":\"RSA\",\"e\":\"AQAB\"," + named(name) + "\"n\":\"" + modulus + "\"}");
    return "{\"keys\":[" + String.join(",", all) + "]}";
  }

  private static String named(String name) {
    return name.isEmpty() ? "" : "\"kid\":\"" + name + "\",";
  }

  private static String encoded(byte[] octets) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(octets);
  }

  private static String token(String kid) {
    return token(PAIR, kid);
  }

  private static String token(KeyPair pair, String kid) {
    var header = "{" + named(kid) + "\"alg\":\"RS256\"}";
    var signed = encoded(header.getBytes(StandardCharsets.UTF_8)) + ".e30";
    try {
      var signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(pair.getPrivate());
      signature.update(signed.getBytes(StandardCharsets.US_ASCII));
      return signed + "." + encoded(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @AfterAll
  static void close() {
    CALLER.close();
  }

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.createContext(
        "/",
        exchange -> {
          asked.incrementAndGet();
          tags.add(String.valueOf(exchange.getRequestHeaders().getFirst("If-None-Match")));
          var headers = exchange.getResponseHeaders();
          if (!cacheControl.isEmpty()) headers.add("Cache-Control", cacheControl);
          if (!tag.isEmpty()) headers.add("ETag", tag);
          var body = published.getBytes(StandardCharsets.UTF_8);
          if (status == 304) exchange.sendResponseHeaders(304, -1);
          else exchange.sendResponseHeaders(status, body.length);
          if (status != 304) exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    cache = new ProviderKeyCache(new UpstreamDocuments(CALLER, true), clock);
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private ProviderKeys keysFor(String kid) {
    return cache.keysFor(uri(""), token(kid));
  }

  private String uri(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/keys" + path;
  }

  @Test
  void keys_are_fetched_once_and_kept_for_an_hour() {
    for (var i = 0; i < 5; i++) assertThat(keysFor("a").know(token("a"))).isTrue();
    assertThat(asked).hasValue(1);
    clock.advance(Duration.ofMinutes(59));
    keysFor("a");
    assertThat(asked).hasValue(1);
    clock.advance(Duration.ofMinutes(1));
    keysFor("a");
    assertThat(asked).hasValue(2);
  }

  @Test
  void they_are_kept_as_long_as_the_provider_says_within_reason() {
    cacheControl = "public, max-age=120, must-revalidate";
    keysFor("a");
    clock.advance(Duration.ofSeconds(119));
    keysFor("a");
    assertThat(asked).hasValue(1);
    cacheControl = "max-age=0";
    clock.advance(Duration.ofSeconds(1));
    keysFor("a");
    clock.advance(Duration.ofSeconds(59));
    keysFor("a");
    assertThat(asked).hasValue(2);
    cacheControl = "max-age=999999999";
    clock.advance(Duration.ofSeconds(1));
    keysFor("a");
    clock.advance(Duration.ofHours(6));
    keysFor("a");
    assertThat(asked).hasValue(4);
  }

  @Test
  void a_key_that_was_changed_this_minute_is_found() {
    keysFor("a");
    published = keys("b", "a");
    assertThat(keysFor("b").know(token("b"))).isTrue();
    assertThat(asked).hasValue(2);
    assertThat(keysFor("a").know(token("a"))).isTrue();
    assertThat(asked).hasValue(2);
  }

  @Test
  void a_key_that_was_changed_under_one_name_or_none_is_found() {
    for (var name : List.of("a", "")) {
      var path = "/named-" + name;
      published = keys(name);
      assertThat(cache.keysFor(uri(path), token(name)).know(token(name))).isTrue();
      var before = asked.get();
      published = keys(NEXT, name);
      var changed = token(NEXT, name);
      assertThat(cache.keysFor(uri(path), changed).know(changed)).isTrue();
      // and a signature that no key has made is looked up no more often than an invented key
      for (var i = 0; i < 5; i++) cache.keysFor(uri(path), token(name));
      assertThat(asked).hasValue(before + 1);
    }
  }

  @Test
  void invented_keys_do_not_flood_a_provider() {
    keysFor("a");
    for (var i = 0; i < 200; i++) keysFor("invented-" + i);
    assertThat(asked).hasValue(2);
    clock.advance(Duration.ofSeconds(10));
    // whoever floods it has the new key found as well
    published = keys("b");
    for (var i = 0; i < 200; i++) keysFor("invented-" + i);
    assertThat(asked).hasValue(3);
    assertThat(keysFor("b").know(token("b"))).isTrue();
    assertThat(asked).hasValue(3);
  }

  @Test
  void what_has_not_changed_is_not_sent_again() {
    tag = "\"v1\"";
    keysFor("a");
    status = 304;
    clock.advance(Duration.ofHours(1));
    assertThat(keysFor("a").know(token("a"))).isTrue();
    assertThat(tags).containsExactly("null", "\"v1\"");
    clock.advance(Duration.ofMinutes(59));
    keysFor("a");
    assertThat(asked).hasValue(2);
  }

  @Test
  void old_keys_are_good_for_an_hour_when_the_provider_is_down_and_no_longer() {
    keysFor("a");
    status = 503;
    clock.advance(Duration.ofMinutes(61));
    assertThat(keysFor("a").size()).isEqualTo(1);
    keysFor("a");
    assertThat(asked).hasValue(2);
    clock.advance(Duration.ofMinutes(60));
    assertThat(keysFor("a").size()).isZero();
    status = 200;
    assertThat(keysFor("a").size()).as("asked again after a while only").isZero();
    clock.advance(Duration.ofSeconds(10));
    assertThat(keysFor("a").size()).isEqualTo(1);
  }

  @Test
  void a_key_that_was_withdrawn_is_gone_with_the_next_look() {
    keysFor("a");
    published = keys("b");
    clock.advance(Duration.ofHours(1));
    assertThat(keysFor("b").know(token("a"))).isFalse();
    assertThat(asked).hasValue(2);
  }

  @Test
  void what_is_no_set_of_keys_does_not_take_the_place_of_one() {
    keysFor("a");
    published = "<html><title>Maintenance</title>";
    clock.advance(Duration.ofHours(1));
    assertThat(keysFor("a").size()).isEqualTo(1);
    assertThat(cache.keysFor(uri("/other"), token("a")).size()).isZero();
  }

  @Test
  void many_who_wait_for_the_same_keys_make_one_call() throws InterruptedException {
    var threads = new ArrayList<Thread>();
    var found = Collections.synchronizedSet(new HashSet<Boolean>());
    for (var i = 0; i < 40; i++)
      threads.add(new Thread(() -> found.add(keysFor("a").know(token("a")))));
    threads.forEach(Thread::start);
    for (var thread : threads) thread.join();
    assertThat(found).containsExactly(true);
    assertThat(asked).hasValue(1);
    published = keys("b");
    threads.clear();
    for (var i = 0; i < 40; i++)
      threads.add(new Thread(() -> found.add(keysFor("b").know(token("b")))));
    threads.forEach(Thread::start);
    for (var thread : threads) thread.join();
    assertThat(found).containsExactly(true);
    assertThat(asked).hasValue(2);
  }
}
