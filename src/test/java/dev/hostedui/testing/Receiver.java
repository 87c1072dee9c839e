package dev.hostedui.testing;

import com.sun.net.httpserver.HttpServer;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A server of somebody else that is called: it notes what it is sent and answers as it is told. */
public final class Receiver implements AutoCloseable {

  private final HttpServer server;
  private final List<Map<String, String>> forms = Collections.synchronizedList(new ArrayList<>());
  private final List<Message> messages = Collections.synchronizedList(new ArrayList<>());
  private volatile int status = 200;
  private volatile String says = "";
  private final Map<String, String> headers = new ConcurrentHashMap<>();
  private volatile CountDownLatch held = new CountDownLatch(0);

  /** A request as it came: headers by their names in small letters. */
  public record Message(Map<String, String> headers, String body) {}

  private Receiver(HttpServer server) {
    this.server = server;
  }

  public static Receiver start() {
    var server = LocalServer.create("receiver");
    var receiver = new Receiver(server);
    server.createContext(
        "/",
        exchange -> {
          var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          receiver.forms.add(parse(body));
          var headers = new HashMap<String, String>();
          exchange
              .getRequestHeaders()
              .forEach((name, values) -> headers.put(lower(name), values.get(0)));
          receiver.messages.add(new Message(headers, body));
          receiver.waitWhileHeld();
          if (receiver.status == 302)
            exchange.getResponseHeaders().add("Location", receiver.uri("/moved"));
          receiver.headers.forEach(exchange.getResponseHeaders()::set);
          var answer = receiver.says.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(receiver.status, answer.length == 0 ? -1 : answer.length);
          if (answer.length > 0) exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
    return receiver;
  }

  private static Map<String, String> parse(String body) {
    var form = new HashMap<String, String>();
    for (var pair : body.split("&")) {
      var parts = pair.split("=", 2);
      if (parts.length == 2)
        form.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
    }
    return form;
  }

  public String uri(String path) {
    return "http://localhost:" + server.getAddress().getPort() + path;
  }

  /** Answers with this from now on. */
  public void answer(int next) {
    status = next;
  }

  /** Answers with this header from now on. */
  public void header(String name, String value) {
    headers.put(name, value);
  }

  /** Answers with this body from now on. */
  public void say(String body) {
    says = body;
  }

  /** Lets whoever calls wait from now on. */
  public void hold() {
    held = new CountDownLatch(1);
  }

  /** Answers all who wait. */
  public void release() {
    held.countDown();
  }

  /** Waits until so many requests came. */
  public void awaitMessages(int count) {
    for (var patience = 0; patience < 500 && messages.size() < count; patience++) {
      try {
        Thread.sleep(20);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        break;
      }
    }
    if (messages.size() < count)
      throw new AssertionError("it was called " + messages.size() + " times only");
  }

  private void waitWhileHeld() {
    try {
      if (!held.await(30, TimeUnit.SECONDS)) throw new AssertionError("nobody released it");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  /** The requests it got, the oldest first. */
  public List<Message> messages() {
    return List.copyOf(messages);
  }

  /** What it was sent, oldest first. */
  public List<Map<String, String>> forms() {
    return List.copyOf(forms);
  }

  /** The first thing it was sent, waiting a while for it. */
  public Map<String, String> await() {
    for (var patience = 0; patience < 500 && forms.isEmpty(); patience++) {
      try {
        Thread.sleep(20);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        break;
      }
    }
    if (forms.isEmpty()) throw new AssertionError("it was not called");
    return forms.get(0);
  }

  @Override
  public void close() {
    release();
    server.stop(0);
  }
}
