package dev.hostedui.testing;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.hostedui.protocol.google.GoogleClient;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * Google, as its documentation says it answers: consent (OAuth 2.0 for Web Server Applications),
 * tokens, and users, groups and members of one Workspace (Admin SDK Directory API).
 */
public final class FakeGoogle implements AutoCloseable {

  public static final String CLIENT = "1234.apps.googleusercontent.com";
  public static final String SECRET = "GOCSPX-of-the-operator";

  private static final ObjectMapper JSON = new ObjectMapper();

  /** A way to go wrong, for the next calls of one address. */
  private record Fault(String path, int status, String body, Map<String, String> headers) {}

  private record Given(String email, String nonce, String challenge, String redirectUri) {}

  private final HttpServer server;
  private volatile Clock clock;
  private final Map<String, Given> codes = new HashMap<>();
  private final Map<String, String> refreshTokens = new LinkedHashMap<>();
  private final Map<String, String> accessTokens = new HashMap<>();
  private final Map<String, ObjectNode> users = new TreeMap<>();
  private final Map<String, ObjectNode> groups = new LinkedHashMap<>();
  private final Map<String, List<ObjectNode>> members = new HashMap<>();
  private final Set<String> admins = new LinkedHashSet<>(List.of("root@initech.example"));
  private final Deque<Fault> faults = new ArrayDeque<>();
  private final List<String> calls = Collections.synchronizedList(new ArrayList<>());
  private final List<String> revoked = Collections.synchronizedList(new ArrayList<>());
  private String customer = "C0initech";
  private String granted = "openid email " + String.join(" ", GoogleClient.NEEDED);
  private int mostOnAPage = 500;
  private int made;
  private UnaryOperator<String> nextToken = UnaryOperator.identity();
  private boolean refreshTokenGiven = true;
  private String awaited = "";
  private Runnable meanwhile = () -> {};

  private FakeGoogle(HttpServer server, Clock clock) {
    this.server = server;
    this.clock = clock;
  }

  public static FakeGoogle start(Clock clock) {
    var server = LocalServer.create("google");
    var google = new FakeGoogle(server, clock);
    server.createContext("/", google::answer);
    server.start();
    google.user("1001", "root@initech.example", "Rita", "Root");
    return google;
  }

  /** Meets a program whose Initech has the domain that its people are of, and goes by its clock. */
  public void meet(TestApp app) {
    goBy(app.clock());
    app.app()
        .core()
        .organizationDomains
        .confirm(Identity.INTERNAL, app.organization("initech"), "initech.example");
  }

  /** Goes by another clock from now on: that of the program it meets. */
  public void goBy(Clock other) {
    clock = other;
  }

  /** As it was at the start. */
  public synchronized void reset() {
    codes.clear();
    revokeAll();
    users.clear();
    groups.clear();
    members.clear();
    admins.clear();
    admins.add("root@initech.example");
    faults.clear();
    calls.clear();
    revoked.clear();
    customer = "C0initech";
    granted = "openid email " + String.join(" ", GoogleClient.NEEDED);
    mostOnAPage = 500;
    nextToken = UnaryOperator.identity();
    refreshTokenGiven = true;
    awaited = "";
    user("1001", "root@initech.example", "Rita", "Root");
  }

  public String origin() {
    return "http://localhost:" + server.getAddress().getPort();
  }

  /** The settings that lead a program here. */
  public Map<String, String> settings() {
    return Map.of(
        "HOSTED_UI_GOOGLE_CLIENT_ID", CLIENT,
        "HOSTED_UI_GOOGLE_CLIENT_SECRET", SECRET,
        "HOSTED_UI_GOOGLE_ACCOUNTS_URL", origin(),
        "HOSTED_UI_GOOGLE_OAUTH_URL", origin(),
        "HOSTED_UI_GOOGLE_API_URL", origin());
  }

  public GoogleClient client() {
    var here = URI.create(origin());
    return new GoogleClient(CLIENT, SECRET, here, here, here);
  }

  // ------------------------------------------------------------------ the Workspace

  public synchronized ObjectNode user(String id, String email, String given, String family) {
    var user = JSON.createObjectNode();
    user.put("kind", "admin#directory#user").put("id", id).put("etag", "\"e" + id + "\"");
    user.put("primaryEmail", email).put("customerId", customer);
    user.putObject("name")
        .put("givenName", given)
        .put("familyName", family)
        .put("fullName", given + " " + family);
    user.put("isAdmin", admins.contains(email)).put("suspended", false).put("archived", false);
    user.putArray("emails").addObject().put("address", email).put("primary", true);
    users.put(id, user);
    return user;
  }

  public synchronized ObjectNode user(String id) {
    return users.get(id);
  }

  public synchronized void delete(String id) {
    users.remove(id);
    members.values().forEach(list -> list.removeIf(it -> it.path("id").asText().equals(id)));
  }

  public synchronized void group(String id, String name, String... memberIds) {
    var group = JSON.createObjectNode();
    group.put("kind", "admin#directory#group").put("id", id);
    group.put("email", name.toLowerCase(Locale.ROOT) + "@initech.example");
    group.put("name", name);
    groups.put(id, group);
    members.put(id, new ArrayList<>());
    for (var member : memberIds) add(id, member);
  }

  public synchronized void deleteGroup(String id) {
    groups.remove(id);
    members.remove(id);
  }

  public synchronized void add(String group, String user) {
    member(group, user, "USER");
  }

  public synchronized void remove(String group, String id) {
    members.get(group).removeIf(it -> it.path("id").asText().equals(id));
  }

  /** Puts something of any type into a group. */
  public synchronized void member(String group, String id, String type) {
    var member = JSON.createObjectNode();
    member.put("kind", "admin#directory#member").put("id", id).put("type", type);
    if (users.containsKey(id)) member.put("email", users.get(id).path("primaryEmail").asText());
    member.put("role", "MEMBER").put("status", "ACTIVE");
    members.get(group).add(member);
  }

  public synchronized void admin(String email) {
    admins.add(email);
  }

  public synchronized void noLongerAdmin(String email) {
    admins.remove(email);
  }

  public synchronized void customer(String id) {
    customer = id;
    users.values().forEach(it -> it.put("customerId", id));
  }

  // ------------------------------------------------------------------ behaving, and not

  /** At most so many on a page, whatever was asked for. */
  public synchronized void mostOnAPage(int most) {
    mostOnAPage = most;
  }

  /** What people grant from now on. */
  public synchronized void grants(String scopes) {
    granted = scopes;
  }

  public synchronized void givesRefreshToken(boolean given) {
    refreshTokenGiven = given;
  }

  /** Changes each page token on its way out. */
  public synchronized void nextToken(UnaryOperator<String> change) {
    nextToken = change;
  }

  /** Answers the next call of a path that contains this otherwise. */
  public synchronized void failOnce(String path, int status, String body, String... headers) {
    var all = new HashMap<String, String>();
    for (var i = 0; i < headers.length; i += 2) all.put(headers[i], headers[i + 1]);
    faults.add(new Fault(path, status, body, all));
  }

  /** An error as the Directory API writes it. */
  public static String error(int code, String reason, String message) {
    return """
    {"error": {"code": %d, "message": "%s", "errors": [{"message": "%s", "domain": "global", "reason": "%s"}]}}"""
        .formatted(code, message, message, reason);
  }

  /** Lets what was allowed end, as an administrator or a long silence does. */
  public synchronized void revokeAll() {
    refreshTokens.clear();
    accessTokens.clear();
  }

  /** Access tokens are over, the refresh tokens are good. */
  public synchronized void endAccessTokens() {
    accessTokens.clear();
  }

  public List<String> revoked() {
    return List.copyOf(revoked);
  }

  /** What was called, method, path and query, oldest first. */
  public List<String> calls() {
    return List.copyOf(calls);
  }

  /**
   * Lets somebody allow what a browser was sent here for.
   *
   * @return where Google sends the browser: path and query of the portal
   */
  public synchronized String consent(String address, String email) {
    var asked = query(URI.create(address).getRawQuery());
    var code = "4/code-" + ++made;
    codes.put(
        code,
        new Given(
            email, asked.get("nonce"), asked.get("code_challenge"), asked.get("redirect_uri")));
    return URI.create(asked.get("redirect_uri")).getPath()
        + "?state="
        + asked.get("state")
        + "&code="
        + code
        + "&scope=email&authuser=0&prompt=consent";
  }

  /** Where Google sends the browser of somebody who refuses. */
  public static String refuse(String address, String error) {
    var asked = query(URI.create(address).getRawQuery());
    return URI.create(asked.get("redirect_uri")).getPath()
        + "?error="
        + error
        + "&state="
        + asked.get("state");
  }

  /** What a browser was sent here with. */
  public static Map<String, String> query(String raw) {
    var found = new LinkedHashMap<String, String>();
    if (raw == null) return found;
    for (var pair : raw.split("&")) {
      var parts = pair.split("=", 2);
      found.put(
          parts[0], parts.length == 2 ? URLDecoder.decode(parts[1], StandardCharsets.UTF_8) : "");
    }
    return found;
  }

  // ------------------------------------------------------------------ answering

  private void answer(HttpExchange exchange) throws IOException {
    var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    var uri = exchange.getRequestURI();
    calls.add(exchange.getRequestMethod() + " " + uri);
    try {
      if (!awaited.isEmpty() && uri.toString().contains(awaited)) {
        awaited = "";
        meanwhile.run();
      }
      synchronized (this) {
        var fault = fault(uri.toString());
        if (fault != null) {
          fault.headers.forEach((name, value) -> exchange.getResponseHeaders().add(name, value));
          send(exchange, fault.status, fault.body);
          return;
        }
        switch (uri.getPath()) {
          case "/token" -> token(exchange, query(body));
          case "/revoke" -> revoke(exchange, query(body));
          case "/favicon.ico" -> exchange.sendResponseHeaders(204, -1);
          case "/o/oauth2/v2/auth" -> ask(exchange, origin() + uri);
          default -> list(exchange, uri.getPath(), query(uri.getRawQuery()));
        }
      }
    } finally {
      exchange.close();
    }
  }

  /** Lets something happen once, before a call of a path is answered. */
  public synchronized void before(String path, Runnable happens) {
    awaited = path;
    meanwhile = happens;
  }

  /** Lets all calls of a path fail so often. */
  public synchronized void fail(String path, int times, int status, String body) {
    for (var i = 0; i < times; i++) failOnce(path, status, body);
  }

  private Fault fault(String path) {
    var found = faults.stream().filter(it -> path.contains(it.path)).findFirst().orElse(null);
    if (found != null) faults.remove(found);
    return found;
  }

  /** The page on which an administrator allows it, or does not. */
  private void ask(HttpExchange exchange, String address) throws IOException {
    var asked = query(URI.create(address).getRawQuery());
    var back = URI.create(asked.get("redirect_uri"));
    var portal = back.getScheme() + "://" + back.getAuthority();
    var page =
        """
        <!DOCTYPE html><html lang="en"><title>Sign in - Google Accounts</title>
        <h1>Hosted UI wants access to your Google Account</h1>
        <a href="%s">Allow</a> <a href="%s">Cancel</a></html>
        """
            .formatted(
                (portal + consent(address, "root@initech.example")).replace("&", "&amp;"),
                (portal + refuse(address, "access_denied")).replace("&", "&amp;"));
    exchange.getResponseHeaders().set("Content-Type", "text/html; charset=UTF-8");
    var bytes = page.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private void token(HttpExchange exchange, Map<String, String> form) throws IOException {
    if (!CLIENT.equals(form.get("client_id")) || !SECRET.equals(form.get("client_secret"))) {
      send(exchange, 401, "{\"error\":\"invalid_client\",\"error_description\":\"Unauthorized\"}");
      return;
    }
    var reply = JSON.createObjectNode();
    if ("refresh_token".equals(form.get("grant_type"))) {
      var email = refreshTokens.get(form.get("refresh_token"));
      if (email == null) {
        send(
            exchange,
            400,
            "{\"error\":\"invalid_grant\",\"error_description\":\"Token has been expired or"
                + " revoked.\"}");
        return;
      }
      reply.put("access_token", access(email));
    } else {
      var given = codes.remove(form.get("code"));
      if (given == null
          || !given.redirectUri.equals(form.get("redirect_uri"))
          || !given.challenge.equals(challenge(form.getOrDefault("code_verifier", "")))) {
        send(exchange, 400, "{\"error\":\"invalid_grant\",\"error_description\":\"Bad Request\"}");
        return;
      }
      reply.put("access_token", access(given.email));
      if (refreshTokenGiven) {
        var refresh = "1//refresh-" + ++made;
        refreshTokens.put(refresh, given.email);
        reply.put("refresh_token", refresh);
      }
      reply.put("id_token", idToken(given));
    }
    reply.put("expires_in", 3599).put("scope", granted).put("token_type", "Bearer");
    send(exchange, 200, reply.toString());
  }

  private String access(String email) {
    var access = "ya29.access-" + ++made;
    accessTokens.put(access, email);
    return access;
  }

  private String idToken(Given given) {
    var claims = JSON.createObjectNode();
    claims.put("iss", origin()).put("aud", CLIENT).put("azp", CLIENT);
    claims.put("sub", "sub-" + given.email).put("email", given.email).put("email_verified", true);
    if (!given.email.endsWith("@gmail.com"))
      claims.put("hd", given.email.substring(given.email.indexOf('@') + 1));
    claims.put("nonce", given.nonce);
    claims.put("iat", clock.instant().getEpochSecond());
    claims.put("exp", clock.instant().getEpochSecond() + 3600);
    var encoder = Base64.getUrlEncoder().withoutPadding();
    return encoder.encodeToString("{\"alg\":\"RS256\"}".getBytes(StandardCharsets.UTF_8))
        + "."
        + encoder.encodeToString(claims.toString().getBytes(StandardCharsets.UTF_8))
        + "."
        + encoder.encodeToString(new byte[256]);
  }

  private static String challenge(String verifier) {
    try {
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(
              MessageDigest.getInstance("SHA-256")
                  .digest(verifier.getBytes(StandardCharsets.US_ASCII)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private void revoke(HttpExchange exchange, Map<String, String> form) throws IOException {
    var token = form.getOrDefault("token", "");
    var email = refreshTokens.get(token);
    if (email == null) {
      send(exchange, 400, "{\"error\":\"invalid_token\"}");
      return;
    }
    // all that the account had allowed this client ends
    refreshTokens.values().removeIf(email::equals);
    accessTokens.values().removeIf(email::equals);
    revoked.add(token);
    send(exchange, 200, "{}");
  }

  private void list(HttpExchange exchange, String path, Map<String, String> asked)
      throws IOException {
    var bearer = exchange.getRequestHeaders().getFirst("Authorization");
    var email = bearer == null ? null : accessTokens.get(bearer.replaceFirst("Bearer ", ""));
    if (email == null) {
      send(exchange, 401, error(401, "authError", "Invalid Credentials"));
      return;
    }
    if (!admins.contains(email)) {
      send(exchange, 403, error(403, "forbidden", "Not Authorized to access this resource/api"));
      return;
    }
    var base = "/admin/directory/v1";
    if (path.equals(base + "/users")) page(exchange, "users", List.copyOf(users.values()), asked);
    else if (path.equals(base + "/groups"))
      page(exchange, "groups", counted(groups.values()), asked);
    else if (path.matches(base + "/groups/[^/]+/members")) {
      var group = path.split("/")[5];
      if (members.containsKey(group)) page(exchange, "members", derived(group), asked);
      else send(exchange, 404, error(404, "notFound", "Resource Not Found: groupKey"));
    } else send(exchange, 404, "<!DOCTYPE html><title>Error 404 (Not Found)!!1</title>");
  }

  private List<ObjectNode> counted(Collection<ObjectNode> all) {
    for (var group : all)
      group.put(
          "directMembersCount", Integer.toString(members.get(group.path("id").asText()).size()));
    return List.copyOf(all);
  }

  /** Members, and those of the groups among them, as includeDerivedMembership asks for. */
  private List<ObjectNode> derived(String group) {
    var found = new LinkedHashMap<String, ObjectNode>();
    var next = new ArrayDeque<>(List.of(group));
    var seen = new LinkedHashSet<String>();
    while (!next.isEmpty()) {
      var one = next.poll();
      if (!seen.add(one)) continue;
      for (var member : members.getOrDefault(one, List.of())) {
        found.putIfAbsent(member.path("id").asText(), member);
        if (member.path("type").asText().equals("GROUP")) next.add(member.path("id").asText());
      }
    }
    return List.copyOf(found.values());
  }

  private void page(
      HttpExchange exchange, String name, List<ObjectNode> all, Map<String, String> asked)
      throws IOException {
    var most = Math.min(mostOnAPage, Integer.parseInt(asked.getOrDefault("maxResults", "100")));
    var from = 0;
    var token = asked.get("pageToken");
    if (token != null) {
      if (!token.matches("page-\\d+")) {
        send(exchange, 400, error(400, "invalid", "Invalid Input: pageToken"));
        return;
      }
      from = Integer.parseInt(token.substring(5));
    }
    var answer = JSON.createObjectNode();
    answer.put("kind", "admin#directory#" + name).put("etag", "\"list\"");
    var to = Math.min(all.size(), from + most);
    if (from < to) {
      var items = answer.putArray(name);
      all.subList(from, to).forEach(items::add);
    }
    if (to < all.size()) answer.put("nextPageToken", nextToken.apply("page-" + to));
    send(exchange, 200, answer.toString());
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    var bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json; charset=UTF-8");
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
