package dev.hostedui.testing;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.hostedui.identity.connection.AttributeMapping;
import dev.hostedui.identity.connection.ConnectionId;
import dev.hostedui.identity.connection.OidcSettings;
import dev.hostedui.identity.connection.Protocol;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * An organization of the sample that is connected to an OpenID provider, and that provider: a
 * server that hands out tokens for the codes it was told of.
 */
public final class OidcConnection implements AutoCloseable {

  public static final String CLIENT = "client-1";
  public static final String SECRET = "a-secret-of-the-tests-0123456789";

  private static final RSAKey KEY = key("key-1");
  private static final RSAKey NEXT = key("key-2");

  private final TestApp app;
  private final HttpServer server;
  private final Map<String, JWTClaimsSet.Builder> codes = new ConcurrentHashMap<>();
  private final List<Map<String, String>> exchanged =
      Collections.synchronizedList(new ArrayList<>());
  private volatile RSAKey signer = KEY;
  private SettingsOfConnection connection;

  private OidcConnection(TestApp app, HttpServer server) {
    this.app = app;
    this.server = server;
  }

  private static RSAKey key(String name) {
    try {
      return new RSAKeyGenerator(2048).keyID(name).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Starts the provider; it is connected to nobody yet. */
  public static OidcConnection start(TestApp app) {
    var server = LocalServer.create("provider");
    var made = new OidcConnection(app, server);
    server.createContext("/token", made::token);
    server.createContext("/keys", made::keys);
    server.createContext("/out", OidcConnection::out);
    server.start();
    return made;
  }

  /** Connects an organization to it and enables that. */
  public OidcConnection enable(String slug) {
    return enable(slug, false);
  }

  /** The same; who signs out is signed out at the provider, too, if so wanted. */
  public OidcConnection enable(String slug, boolean logoutRequired) {
    connection = SettingsOfConnection.choose(app, slug, Protocol.OIDC, SECRET);
    connection.save(settings(logoutRequired));
    connection.enable();
    signer = KEY;
    exchanged.clear();
    return this;
  }

  /** Its live settings become others, by way of a draft. */
  public void change(UnaryOperator<OidcSettings> change) {
    draft(change);
    connection.makeLive();
  }

  /** Its draft becomes the live settings with a change. */
  public void draft(UnaryOperator<OidcSettings> change) {
    connection.save(change.apply((OidcSettings) connection.live()));
  }

  public void disable() {
    connection.disable();
  }

  private OidcSettings settings(boolean logoutRequired) {
    return new OidcSettings(
        issuer(),
        true,
        new OidcSettings.Endpoints(
            issuer() + "/authorize",
            issuer() + "/token",
            "",
            issuer() + "/keys",
            issuer() + "/out"),
        CLIENT,
        List.of("openid", "profile", "email"),
        OidcSettings.ClientAuthentication.BASIC_AUTH,
        true,
        logoutRequired,
        false,
        AttributeMapping.BLANK);
  }

  /** Settings of a provider that calls itself otherwise, and is where it was. */
  public static OidcSettings with(OidcSettings it, String issuer) {
    return new OidcSettings(
        issuer,
        it.discovered(),
        it.endpoints(),
        it.clientId(),
        it.scopes(),
        it.clientAuthentication(),
        it.pkce(),
        it.logoutRequired(),
        it.announcesIssuer(),
        it.mapping());
  }

  public ConnectionId id() {
    return connection.id();
  }

  /** The provider's name and address. */
  public String issuer() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  public String address(String rest) {
    return "/sso/v1/oidc/" + id().value() + rest;
  }

  /** Signs by another key from now on, without a word. */
  public void rotate() {
    signer = NEXT;
  }

  /** The key it signs by now, for others to check. */
  public RSAKey publicKey() {
    return signer.toPublicJWK();
  }

  /** What was posted to its token endpoint. */
  public List<Map<String, String>> exchanged() {
    return List.copyOf(exchanged);
  }

  // ------------------------------------------------------------------ what it is asked

  /** Types an address on the first page and goes up to the provider; answers what it is sent. */
  public Map<String, String> askedFor(TestApp.Browser browser, String email) {
    return asked(browser, browser.post("/login", "email", email, "return_to", "/ui/"));
  }

  /** Follows an answer of ours up to the provider. */
  public Map<String, String> asked(TestApp.Browser browser, Answer answer) {
    var at = answer;
    while (!at.next().startsWith(issuer())) {
      if (at.next().isEmpty()) throw new AssertionError("it leads to no provider: " + at);
      at = browser.follow(at);
    }
    return SamlConnection.parameters(at.next());
  }

  // ------------------------------------------------------------------ what it answers

  /** A code that stands for somebody, with claims to be changed at will. */
  public String code(
      Map<String, String> asked,
      String subject,
      String email,
      Consumer<JWTClaimsSet.Builder> change) {
    var now = app.app().core().clock.instant();
    var claims =
        new JWTClaimsSet.Builder()
            .issuer(issuer())
            .subject(subject)
            .audience(CLIENT)
            .issueTime(Date.from(now))
            .expirationTime(Date.from(now.plusSeconds(300)))
            .claim("nonce", asked.get("nonce"))
            .claim("sid", "sid-of-" + subject)
            .claim("auth_time", now.getEpochSecond())
            .claim("email", email)
            .claim("given_name", "Ivy")
            .claim("family_name", "Initech");
    change.accept(claims);
    var code = "code-" + asked.get("state");
    codes.put(code, claims);
    return code;
  }

  /** Where the provider sends the browser with a code for somebody. */
  public String callback(Map<String, String> asked, String subject, String email) {
    return callback(asked, code(asked, subject, email, it -> {}));
  }

  public String callback(Map<String, String> asked, String code) {
    return address("/callback") + "?code=" + code + "&state=" + Form.encoded(asked.get("state"));
  }

  /** Signs somebody in, in this browser: up to the page they land on. */
  public Answer signIn(TestApp.Browser browser, String subject, String email) {
    var asked = askedFor(browser, email);
    return browser.follow(browser.get(callback(asked, subject, email)));
  }

  /** A word of the provider that somebody signed out there. */
  public String logoutToken(Consumer<JWTClaimsSet.Builder> change) {
    var now = app.app().core().clock.instant();
    var claims =
        new JWTClaimsSet.Builder()
            .issuer(issuer())
            .audience(CLIENT)
            .issueTime(Date.from(now))
            .expirationTime(Date.from(now.plusSeconds(120)))
            .jwtID("logout-" + now.toEpochMilli())
            .claim(
                "events", Map.of("http://schemas.openid.net/event/backchannel-logout", Map.of()));
    change.accept(claims);
    return signed(claims.build(), "logout+jwt");
  }

  private String signed(JWTClaimsSet claims, String type) {
    try {
      var token =
          new SignedJWT(
              new JWSHeader.Builder(JWSAlgorithm.RS256)
                  .keyID(signer.getKeyID())
                  .type(new JOSEObjectType(type))
                  .build(),
              claims);
      token.sign(new RSASSASigner(signer));
      return token.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private void token(HttpExchange exchange) throws IOException {
    var form =
        new HashMap<>(
            SamlConnection.parameters(
                "http://x/?"
                    + new String(
                        exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
    form.put(
        "Authorization", String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
    exchanged.add(form);
    var claims = codes.remove(form.getOrDefault("code", ""));
    if (claims == null) {
      answer(exchange, 400, "{\"error\":\"invalid_grant\",\"error_description\":\"Used.\"}");
      return;
    }
    answer(
        exchange,
        200,
        "{\"token_type\":\"Bearer\",\"access_token\":\"access\",\"id_token\":\""
            + signed(claims.build(), "JWT")
            + "\"}");
  }

  /** Signs out and sends the browser back, as a provider does that asks nobody. */
  private static void out(HttpExchange exchange) throws IOException {
    var asked = SamlConnection.parameters("http://x" + exchange.getRequestURI());
    exchange
        .getResponseHeaders()
        .add("Location", asked.get("post_logout_redirect_uri") + "?state=" + asked.get("state"));
    exchange.sendResponseHeaders(302, -1);
    exchange.close();
  }

  private void keys(HttpExchange exchange) throws IOException {
    // as providers do: the key before is shown a while longer
    var shown = signer == KEY ? List.<JWK>of(KEY) : List.<JWK>of(NEXT, KEY);
    answer(exchange, 200, new JWKSet(shown).toString(true));
  }

  private static void answer(HttpExchange exchange, int status, String json) throws IOException {
    var body = json.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  /** The claims of a token, for tests to read. */
  public static Map<String, Object> claimsOf(String token) {
    try {
      return SignedJWT.parse(token).getJWTClaimsSet().getClaims();
    } catch (ParseException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
