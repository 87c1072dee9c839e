package dev.hostedui.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.application.Application;
import dev.hostedui.identity.application.Registration;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A registered application that speaks the protocol by hand, so that a test can make it say
 * anything.
 */
public final class TestClient {

  public static final String CALLBACK = "http://localhost:9999/callback";
  public static final String STATE = "st&te=1";
  public static final String NONCE = "n-0S6_WzA2Mj";
  public static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Actor ACTOR = new Actor.Internal("test");

  private final TestApp app;
  private final Application application;
  private final String secret;

  private TestClient(TestApp app, Application application, String secret) {
    this.app = app;
    this.application = application;
    this.secret = secret;
  }

  /** Registers a web application with one redirect URI. */
  public static TestClient web(TestApp app) {
    return register(app, Registration.web("Test app", CALLBACK));
  }

  public static TestClient register(TestApp app, Registration registration) {
    var application = app.app().core().applications.create(ACTOR, registration);
    var secret =
        registration.type().confidential()
            ? app.app().core().clientSecrets.add(ACTOR, application.clientId()).value()
            : "";
    return new TestClient(app, application, secret);
  }

  public String id() {
    return application.clientId();
  }

  public String secret() {
    return secret;
  }

  public static String challenge(String verifier) {
    try {
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(
              MessageDigest.getInstance("SHA-256")
                  .digest(verifier.getBytes(StandardCharsets.US_ASCII)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  /**
   * The address to send a browser to. Names and values in turn change or add parameters; an empty
   * value takes one away.
   */
  public String authorize(String... changes) {
    var parameters = new HashMap<String, String>();
    parameters.put("response_type", "code");
    parameters.put("client_id", id());
    parameters.put("redirect_uri", CALLBACK);
    parameters.put("scope", "openid profile email offline_access");
    parameters.put("state", STATE);
    parameters.put("nonce", NONCE);
    parameters.put("code_challenge", challenge(VERIFIER));
    parameters.put("code_challenge_method", "S256");
    for (var i = 0; i < changes.length; i += 2) {
      if (changes[i + 1].isEmpty()) parameters.remove(changes[i]);
      else parameters.put(changes[i], changes[i + 1]);
    }
    var query = new StringBuilder("/oauth/authorize");
    parameters.forEach(
        (name, value) ->
            query
                .append(query.indexOf("?") < 0 ? '?' : '&')
                .append(name)
                .append('=')
                .append(Form.encoded(value)));
    return query.toString();
  }

  /** The parameters of a redirect. */
  public static Map<String, String> parameters(Answer redirect) {
    return parameters(redirect.header("Location"));
  }

  /** The parameters of an address. */
  public static Map<String, String> parameters(String address) {
    var found = new HashMap<String, String>();
    var at = address.indexOf('?');
    if (at < 0) return found;
    for (var pair : address.substring(at + 1).split("&")) {
      var parts = pair.split("=", 2);
      found.put(
          parts[0], parts.length < 2 ? "" : URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
    }
    return found;
  }

  /** A code for whoever is signed in in a browser. */
  public String code(TestApp.Browser browser, String... changes) {
    var answer = browser.get(authorize(changes));
    var code = parameters(answer).get("code");
    if (code == null) throw new AssertionError("no code: " + answer);
    return code;
  }

  /** Exchanges a code; changes as in {@link #authorize}. */
  public Answer exchange(String code, String... changes) {
    return token(
        changed(
            List.of(
                "grant_type", "authorization_code",
                "code", code,
                "redirect_uri", CALLBACK,
                "code_verifier", VERIFIER),
            changes));
  }

  public Answer refresh(String token, String... changes) {
    return token(changed(List.of("grant_type", "refresh_token", "refresh_token", token), changes));
  }

  /** Posts to the token endpoint, authenticated by Basic or, for a public client, by its id. */
  public Answer token(String... form) {
    return post("/oauth/token", form);
  }

  public Answer revoke(String token) {
    return post("/oauth/revoke", "token", token);
  }

  private Answer post(String path, String... form) {
    var browser = app.browser();
    if (!secret.isEmpty()) return browser.with("Authorization", basic()).postBare(path, form);
    var all = new ArrayList<>(Arrays.asList(form));
    all.addAll(List.of("client_id", id()));
    return browser.postBare(path, all.toArray(String[]::new));
  }

  public String basic() {
    return "Basic "
        + Base64.getEncoder()
            .encodeToString((id() + ":" + secret).getBytes(StandardCharsets.US_ASCII));
  }

  /** All tokens for whoever is signed in in a browser. */
  public JsonNode tokens(TestApp.Browser browser, String... changes) {
    var answer = exchange(code(browser, changes));
    if (answer.status() != 200) throw new AssertionError(answer.toString());
    return json(answer);
  }

  public static JsonNode json(Answer answer) {
    try {
      return JSON.readTree(answer.body());
    } catch (JsonProcessingException e) {
      throw new AssertionError(answer.toString(), e);
    }
  }

  /** What a token says, without looking at its signature. */
  public static JsonNode claims(String token) {
    return part(token, 1);
  }

  public static JsonNode header(String token) {
    return part(token, 0);
  }

  private static JsonNode part(String token, int index) {
    try {
      return JSON.readTree(Base64.getUrlDecoder().decode(token.split("\\.")[index]));
    } catch (IOException e) {
      throw new AssertionError(token, e);
    }
  }

  private static String[] changed(List<String> form, String... changes) {
    var all = new ArrayList<>(form);
    for (var i = 0; i < changes.length; i += 2) {
      var at = all.indexOf(changes[i]);
      if (at >= 0) {
        all.remove(at + 1);
        all.remove(at);
      }
      if (!changes[i + 1].isEmpty()) all.addAll(List.of(changes[i], changes[i + 1]));
    }
    return all.toArray(String[]::new);
  }
}
