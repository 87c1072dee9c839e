package dev.hostedui.testing;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.hostedui.identity.social.SocialConnection;
import dev.hostedui.identity.social.SocialProvider;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Google, Microsoft, GitHub, GitLab, LinkedIn and Salesforce, as their documentation says they
 * answer: each at its own host, which is the beginning of a path here.
 */
public final class FakeProviders implements AutoCloseable {

  public static final String CLIENT = "client-of-the-operator";
  public static final String SECRET = "secret-of-the-operator-0123456789";
  public static final String TENANT = "72f988bf-86f1-41af-91ab-2d7cd011db47";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final RSAKey KEY = key("key-1");

  /**
   * Somebody's account at a provider.
   *
   * @param proven whether the provider has verified the address, and says so in its own way
   * @param claims changes what else it says
   */
  public record Who(
      String subject,
      String email,
      boolean proven,
      String tenant,
      Consumer<JWTClaimsSet.Builder> claims) {

    public static Who of(String subject, String email) {
      return new Who(subject, email, true, TENANT, it -> {});
    }

    public Who unproven() {
      return new Who(subject, email, false, tenant, claims);
    }

    public Who of(String otherTenant) {
      return new Who(subject, email, proven, otherTenant, claims);
    }

    public Who saying(Consumer<JWTClaimsSet.Builder> change) {
      return new Who(subject, email, proven, tenant, change);
    }
  }

  private record Grant(SocialProvider provider, Who who, Map<String, String> asked) {}

  private final HttpServer server;
  private volatile Clock clock = Clock.systemUTC();
  private final Map<String, Grant> codes = new ConcurrentHashMap<>();
  private final Map<String, Grant> tokens = new ConcurrentHashMap<>();
  private final List<String> calls = Collections.synchronizedList(new ArrayList<>());
  private final Map<String, Integer> broken = new ConcurrentHashMap<>();
  private volatile Who next = Who.of("1001", "somebody@gmail.com");
  private volatile String keyIssuer = "";

  private FakeProviders(HttpServer server) {
    this.server = server;
  }

  private static RSAKey key(String name) {
    try {
      return new RSAKeyGenerator(2048).keyID(name).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Starts them all; they go by the machine's clock until they know another. */
  public static FakeProviders start() {
    var server = LocalServer.create("providers");
    var made = new FakeProviders(server);
    server.createContext("/", made::answer);
    server.start();
    return made;
  }

  /** Goes by another clock from now on: that of the program they meet. */
  public void goBy(Clock other) {
    clock = other;
  }

  /** For {@code HOSTED_UI_SOCIAL_URL}. */
  public String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  public Map<String, String> setting() {
    return Map.of("HOSTED_UI_SOCIAL_URL", address());
  }

  /** Who presses the button at the provider's page, where a browser goes there by itself. */
  public void next(Who who) {
    next = who;
  }

  /** Lets the paths that contain this answer with a status and nothing else. */
  public void breaks(String path, int status) {
    broken.put(path, status);
  }

  /** Lets the keys say for whom they sign, as Microsoft's do. */
  public void keysOf(String issuer) {
    keyIssuer = issuer;
  }

  /** Everything is as it was at the start. */
  public void reset() {
    broken.clear();
    calls.clear();
    keyIssuer = "";
    next = Who.of("1001", "somebody@gmail.com");
  }

  /** What was called, in order: method, path, and what else is worth a look. */
  public List<String> calls() {
    return List.copyOf(calls);
  }

  // ------------------------------------------------------------------ in a test

  /** Connects the app to a provider, and lets people come by it. */
  public static SocialConnection enable(TestApp app, SocialProvider provider) {
    var social = app.app().core().socialConnections;
    var made = social.add(Identity.INTERNAL, provider, "", CLIENT, SECRET);
    return social.enable(Identity.INTERNAL, made.id());
  }

  /** Presses a button of the first page and goes up to the provider; answers what it is sent. */
  public Map<String, String> asked(TestApp.Browser browser, SocialProvider provider) {
    return asked(
        browser,
        browser.post("/login/social", "provider", provider.wireName(), "return_to", "/ui/"));
  }

  /** Follows an answer of ours up to the provider. */
  public Map<String, String> asked(TestApp.Browser browser, Answer answer) {
    var at = answer;
    while (!at.next().startsWith(address())) {
      if (at.next().isEmpty()) throw new AssertionError("it leads to no provider: " + at);
      at = browser.follow(at);
    }
    var parameters = new HashMap<>(SamlConnection.parameters(at.next()));
    parameters.put("at", at.next().substring(address().length()).replaceFirst("\\?.*", ""));
    return parameters;
  }

  /** Where a provider sends a browser that it was asked by, for somebody. */
  public String callback(Map<String, String> asked, SocialProvider provider, Who who) {
    var code = "code-" + asked.get("state");
    codes.put(code, new Grant(provider, who, asked));
    return path(asked) + "?code=" + code + "&state=" + Form.encoded(asked.get("state"));
  }

  /** The path of the redirect URI that a provider was asked with. */
  public static String path(Map<String, String> asked) {
    return asked.get("redirect_uri").replaceFirst("^https?://[^/]+", "");
  }

  /** Signs somebody in, in this browser: up to the first page that does not lead on at once. */
  public Answer signIn(TestApp.Browser browser, SocialProvider provider, Who who) {
    var answer = browser.get(callback(asked(browser, provider), provider, who));
    return answer.status() == 303 ? browser.follow(answer) : answer;
  }

  // ------------------------------------------------------------------ what they answer

  private void answer(HttpExchange exchange) throws IOException {
    var path = exchange.getRequestURI().getPath();
    for (var it : broken.entrySet()) {
      if (!path.contains(it.getKey())) continue;
      send(exchange, it.getValue(), "text/plain", "broken");
      return;
    }
    switch (path) {
      case "/accounts.google.com/o/oauth2/v2/auth",
          "/login.microsoftonline.com/common/oauth2/v2.0/authorize",
          "/github.com/login/oauth/authorize",
          "/gitlab.com/oauth/authorize",
          "/www.linkedin.com/oauth/v2/authorization",
          "/login.salesforce.com/services/oauth2/authorize" ->
          page(exchange);
      case "/oauth2.googleapis.com/token" -> token(exchange, SocialProvider.GOOGLE);
      case "/login.microsoftonline.com/common/oauth2/v2.0/token" ->
          token(exchange, SocialProvider.MICROSOFT);
      case "/github.com/login/oauth/access_token" -> token(exchange, SocialProvider.GITHUB);
      case "/gitlab.com/oauth/token" -> token(exchange, SocialProvider.GITLAB);
      case "/www.linkedin.com/oauth/v2/accessToken" -> token(exchange, SocialProvider.LINKEDIN);
      case "/login.salesforce.com/services/oauth2/token" ->
          token(exchange, SocialProvider.SALESFORCE);
      case "/api.github.com/user", "/api.github.com/user/emails" -> github(exchange, path);
      case "/gitlab.com/oauth/userinfo",
          "/api.linkedin.com/v2/userinfo",
          "/login.salesforce.com/services/oauth2/userinfo" ->
          userinfo(exchange);
      case "/www.googleapis.com/oauth2/v3/certs",
          "/login.microsoftonline.com/common/discovery/v2.0/keys",
          "/gitlab.com/oauth/discovery/keys",
          "/www.linkedin.com/oauth/openid/jwks",
          "/login.salesforce.com/id/keys" ->
          keys(exchange);
      case "/favicon.ico" -> {
        exchange.sendResponseHeaders(204, -1);
        exchange.close();
      }
      default -> send(exchange, 404, "text/plain", "nothing is at " + path);
    }
  }

  /** A provider's page with two ways on. */
  private void page(HttpExchange exchange) throws IOException {
    var asked = SamlConnection.parameters("http://x" + exchange.getRequestURI());
    var provider = provider(exchange.getRequestURI().getPath());
    var back = asked.get("redirect_uri") + "?state=" + asked.get("state");
    var code = "code-" + asked.get("state");
    codes.put(code, new Grant(provider, next, asked));
    send(
        exchange,
        200,
        "text/html;charset=utf-8",
        "<!doctype html><title>Provider</title><h1>Sign in to "
            + provider.label()
            + "</h1><p><a id=\"go\" href=\""
            + back
            + "&code="
            + code
            + "\">Continue as "
            + next.email()
            + "</a> <a id=\"cancel\" href=\""
            + back
            + "&error=access_denied\">Cancel</a>");
  }

  private static SocialProvider provider(String path) {
    return path.startsWith("/accounts.google")
        ? SocialProvider.GOOGLE
        : path.startsWith("/login.microsoft")
            ? SocialProvider.MICROSOFT
            : path.startsWith("/github")
                ? SocialProvider.GITHUB
                : path.startsWith("/gitlab")
                    ? SocialProvider.GITLAB
                    : path.startsWith("/www.linkedin")
                        ? SocialProvider.LINKEDIN
                        : SocialProvider.SALESFORCE;
  }

  private void token(HttpExchange exchange, SocialProvider provider) throws IOException {
    var form =
        SamlConnection.parameters(
            "http://x/?"
                + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    calls.add("token " + provider.wireName() + " " + form.get("redirect_uri"));
    var accepts = String.valueOf(exchange.getRequestHeaders().getFirst("Accept"));
    var github = provider == SocialProvider.GITHUB;
    if (github && !accepts.contains("application/json")) {
      send(exchange, 200, "application/x-www-form-urlencoded", "error=not_asked_for_json");
    } else if (!CLIENT.equals(form.get("client_id")) || !SECRET.equals(form.get("client_secret"))) {
      json(
          exchange,
          github ? 200 : provider == SocialProvider.SALESFORCE ? 400 : 401,
          Map.of(
              "error",
              github ? "incorrect_client_credentials" : "invalid_client",
              "error_description",
              "The client_id and/or client_secret passed are incorrect."));
    } else {
      var grant = codes.remove(form.getOrDefault("code", ""));
      if (grant == null
          || grant.provider() != provider
          || !challenged(grant, form)
          || !grant.asked().get("redirect_uri").equals(form.get("redirect_uri")))
        json(
            exchange,
            github ? 200 : 400,
            Map.of("error", github ? "bad_verification_code" : "invalid_grant"));
      else json(exchange, 200, tokens(provider, grant));
    }
  }

  private static boolean challenged(Grant grant, Map<String, String> form) {
    var challenge = grant.asked().get("code_challenge");
    return challenge == null
        || challenge.equals(TestClient.challenge(form.getOrDefault("code_verifier", "")));
  }

  private Map<String, Object> tokens(SocialProvider provider, Grant grant) {
    var token = "access-" + tokens.size();
    tokens.put(token, grant);
    var answer = new LinkedHashMap<String, Object>(Map.of("access_token", token));
    // LinkedIn names no type
    if (provider != SocialProvider.LINKEDIN)
      answer.put("token_type", provider == SocialProvider.GITHUB ? "bearer" : "Bearer");
    if (provider != SocialProvider.GITHUB) answer.put("id_token", idToken(provider, grant));
    return answer;
  }

  private String idToken(SocialProvider provider, Grant grant) {
    var now = clock.instant();
    var who = grant.who();
    var claims =
        new JWTClaimsSet.Builder()
            .audience(CLIENT)
            .subject(who.subject())
            .issueTime(Date.from(now))
            .expirationTime(Date.from(now.plusSeconds(600)))
            .claim("nonce", grant.asked().get("nonce"));
    switch (provider) {
      case GOOGLE ->
          claims
              .issuer("https://accounts.google.com")
              .claim("azp", CLIENT)
              .claim("email", who.email())
              .claim("email_verified", who.proven())
              .claim("given_name", "Gina")
              .claim("family_name", "Google");
      case MICROSOFT ->
          claims
              .issuer("https://login.microsoftonline.com/" + who.tenant() + "/v2.0")
              .subject("pairwise-" + who.subject())
              .claim("tid", who.tenant())
              .claim("oid", who.subject())
              .claim("ver", "2.0")
              .claim("email", who.email())
              .claim("name", "Mia Microsoft")
              .claim("xms_edov", who.proven() ? true : null);
      case LINKEDIN ->
          claims.issuer("https://www.linkedin.com").claim("nonce", null).claim("locale", "en_US");
      case SALESFORCE -> claims.issuer("https://login.salesforce.com").subject(salesforce(who));
      case GITLAB -> claims.issuer("https://gitlab.com");
      case GITHUB -> throw new IllegalStateException("GitHub gives no ID token");
    }
    who.claims().accept(claims);
    try {
      var token =
          new SignedJWT(
              new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(KEY.getKeyID()).build(),
              claims.build());
      token.sign(new RSASSASigner(KEY));
      return token.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String salesforce(Who who) {
    return "https://login.salesforce.com/id/00D000000000001EAA/" + who.subject();
  }

  private Grant bearer(HttpExchange exchange) {
    var header = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
    return tokens.get(header.replaceFirst("^Bearer ", ""));
  }

  private void userinfo(HttpExchange exchange) throws IOException {
    var grant = bearer(exchange);
    if (grant == null) {
      json(exchange, 401, Map.of("error", "invalid_token"));
      return;
    }
    var who = grant.who();
    json(
        exchange,
        200,
        Map.of(
            "sub",
            grant.provider() == SocialProvider.SALESFORCE ? salesforce(who) : who.subject(),
            "email",
            who.email(),
            "email_verified",
            who.proven(),
            "given_name",
            "Sam",
            "family_name",
            "Social"));
  }

  private void github(HttpExchange exchange, String path) throws IOException {
    var grant = bearer(exchange);
    var headers = exchange.getRequestHeaders();
    calls.add(path + " " + headers.getFirst("Accept") + " " + headers.getFirst("User-Agent"));
    if (headers.getFirst("User-Agent") == null) {
      json(exchange, 403, Map.of("message", "Request forbidden by administrative rules."));
    } else if (grant == null) {
      json(exchange, 401, Map.of("message", "Bad credentials"));
    } else if (path.endsWith("/emails")) {
      // a page holds 30 unless more are asked for, and somebody may have more
      var all = new ArrayList<Map<String, Object>>();
      for (var i = 0; i < 35; i++) all.add(mail("octo" + i + "@elsewhere.example", false, true));
      all.add(mail(grant.who().email(), true, grant.who().proven()));
      all.add(mail("1+octo@users.noreply.github.com", false, true));
      var asked = SamlConnection.parameters("http://x" + exchange.getRequestURI());
      var size = Integer.parseInt(asked.getOrDefault("per_page", "30"));
      json(exchange, 200, all.subList(0, Math.min(size, all.size())));
    } else {
      var user = new LinkedHashMap<String, Object>();
      user.put("id", Long.parseLong(grant.who().subject()));
      user.put("login", "octo");
      user.put("name", "Olga van Octo");
      // what anybody may write there
      user.put("email", "ada@acmecorp.example");
      json(exchange, 200, user);
    }
  }

  private static Map<String, Object> mail(String email, boolean primary, boolean verified) {
    return Map.of("email", email, "primary", primary, "verified", verified);
  }

  private void keys(HttpExchange exchange) throws IOException {
    var set = new JWKSet(KEY).toJSONObject(true);
    if (keyIssuer.isEmpty()) {
      json(exchange, 200, set);
      return;
    }
    var one = new HashMap<>(KEY.toPublicJWK().toJSONObject());
    one.put("issuer", keyIssuer);
    json(exchange, 200, Map.of("keys", List.of(one)));
  }

  private static void json(HttpExchange exchange, int status, Object body) throws IOException {
    send(exchange, status, "application/json", JSON.writeValueAsString(body));
  }

  private static void send(HttpExchange exchange, int status, String type, String text)
      throws IOException {
    var body = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", type);
    exchange.getResponseHeaders().add("Cache-Control", "max-age=1");
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
