package dev.hostedui.customer.directory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;

/**
 * An app that holds people and groups, understands just enough of SCIM to answer what the vendors
 * ask, and remembers how it was asked.
 */
final class RecordingApp implements AutoCloseable {

  /** A call as it came; the token is not in the headers. */
  record Came(String method, String target, Headers headers, String body) {

    String line() {
      return (method + " " + target + " " + body).strip();
    }
  }

  static final String TOKEN = "t0ken".repeat(12) + "9xYz";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String BASE = "/directory/dir_1/scim/v2";
  private static final Pattern FILTER = Pattern.compile("filter=(\\w+) eq (\".*?[^\\\\]\")");

  final Map<String, ObjectNode> held = new LinkedHashMap<>();
  private final List<Came> came = new ArrayList<>();
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private int next = 1;

  RecordingApp() {
    // or each answer waits forty milliseconds for an acknowledgement that is delayed
    System.setProperty("sun.net.httpserver.nodelay", "true");
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  String endpoint() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + BASE;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdown();
  }

  /** What came since the last time this was asked. */
  synchronized List<Came> came() {
    var all = List.copyOf(came);
    came.clear();
    return all;
  }

  /** What came, a line each, with the ids of the app. */
  List<String> lines() {
    return came().stream().map(Came::line).toList();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      var uri = exchange.getRequestURI();
      var target =
          uri.getRawPath().substring(BASE.length())
              + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
      var answer = new Answer(401, error(401, "", "The token is wrong."));
      synchronized (this) {
        came.add(new Came(exchange.getRequestMethod(), target, exchange.getRequestHeaders(), body));
        var token = exchange.getRequestHeaders().getFirst("Authorization");
        if (("Bearer " + TOKEN).equals(token)) {
          var query = uri.getQuery() == null ? "" : uri.getQuery().replace('+', ' ');
          var path = uri.getPath().substring(BASE.length() + 1).split("/");
          answer = answer(exchange.getRequestMethod(), path, query, body);
        }
      }
      var bytes = answer.body().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().add("Content-Type", "application/scim+json");
      exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
      if (bytes.length > 0) exchange.getResponseBody().write(bytes);
    }
  }

  private record Answer(int status, String body) {}

  private Answer answer(String method, String[] path, String query, String body)
      throws IOException {
    var kind = path[0];
    if (path.length == 1)
      return method.equals("POST") ? make(kind, JSON.readTree(body)) : list(kind, query);
    var one = held.get(path[1]);
    if (one == null) return new Answer(404, error(404, "", "There is nobody of that id."));
    switch (method) {
      case "DELETE" -> {
        held.remove(path[1]);
        return new Answer(204, "");
      }
      case "PATCH" -> {
        return new Answer(204, "");
      }
      case "PUT" -> {
        one.setAll((ObjectNode) JSON.readTree(body));
        return new Answer(200, one.toString());
      }
      default -> {
        return new Answer(200, one.toString());
      }
    }
  }

  private Answer make(String kind, JsonNode sent) {
    var name = kind.equals("Users") ? "userName" : "displayName";
    var text = sent.path(name).asText();
    if (text.endsWith("@elsewhere.example"))
      return new Answer(
          400, error(400, "invalidValue", "elsewhere.example is not a verified domain."));
    for (var it : held.values())
      if (it.path(name).asText().equalsIgnoreCase(text)
          && it.has("userName") == sent.has("userName"))
        return new Answer(409, error(409, "uniqueness", text + " is there already."));
    var id = (kind.equals("Users") ? "u" : "g") + next++;
    var made = ((ObjectNode) sent.deepCopy()).put("id", id);
    made.putObject("meta").put("resourceType", kind).put("version", "W/\"1\"");
    held.put(id, made);
    return new Answer(201, made.toString());
  }

  private Answer list(String kind, String query) throws IOException {
    var found = new ArrayList<ObjectNode>();
    var filter = FILTER.matcher(query);
    var filtered = filter.find();
    for (var it : held.values()) {
      if (it.has("userName") != kind.equals("Users")) continue;
      if (!filtered
          || it.path(filter.group(1))
              .asText()
              .equalsIgnoreCase(JSON.readValue(filter.group(2), String.class))) found.add(it);
    }
    var start = number(query, "startIndex", 1);
    var page = found.stream().skip(start - 1L).limit(number(query, "count", 100)).toList();
    var list = JSON.createObjectNode().put("totalResults", found.size()).put("startIndex", start);
    list.putArray("Resources").addAll(page);
    return new Answer(200, list.toString());
  }

  private static int number(String query, String name, int otherwise) {
    var given = Pattern.compile(name + "=(\\d+)").matcher(query);
    return given.find() ? Integer.parseInt(given.group(1)) : otherwise;
  }

  private static String error(int status, String type, String detail) {
    var error = JSON.createObjectNode().put("status", String.valueOf(status));
    error.putArray("schemas").add("urn:ietf:params:scim:api:messages:2.0:Error");
    if (!type.isEmpty()) error.put("scimType", type);
    return error.put("detail", detail).toString();
  }
}
