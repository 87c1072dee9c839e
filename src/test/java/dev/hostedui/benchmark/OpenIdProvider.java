package dev.hostedui.benchmark;

import dev.hostedui.testing.Form;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * An OpenID provider that runs, ours or Keycloak, with a client that may do everything that is
 * measured and somebody who can sign in.
 */
final class OpenIdProvider implements AutoCloseable {

  private static final String CALLBACK = "http://localhost:9/callback";
  private static final String USER = "ada@acmecorp.example";
  private static final HttpClient HTTP =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();
  private static final Pattern CREATED =
      Pattern.compile("client_id\\s+(\\S+)\\s+client_secret\\s+(\\S+)");
  private static final Pattern FORM = Pattern.compile("action=\"([^\"]+)\"");

  final String name;
  final Jvm jvm;
  final String tokenUrl;
  final String userInfoUrl;
  final String basic;
  private final String authorizeUrl;
  private final String clientId;
  private final boolean ours;

  private OpenIdProvider(String name, Jvm jvm, String base, String clientId, String secret) {
    this.name = name;
    this.jvm = jvm;
    this.ours = base.isEmpty();
    var at = jvm.origin() + base;
    this.authorizeUrl = at + (ours ? "/oauth/authorize" : "/auth");
    this.tokenUrl = at + (ours ? "/oauth/token" : "/token");
    this.userInfoUrl = at + "/userinfo";
    this.clientId = clientId;
    this.basic =
        "Basic "
            + Base64.getEncoder()
                .encodeToString((clientId + ":" + secret).getBytes(StandardCharsets.US_ASCII));
  }

  /** Starts the jar on an SQLite file and registers the client on its command line. */
  static OpenIdProvider ours(Path jar, String databaseUrl, Path log, Path commandLog)
      throws InterruptedException {
    var jvm = Jvm.hostedUi(jar, databaseUrl, log, Jvm.OPERATED);
    jvm.awaitAnswer("/login");
    var created =
        CREATED.matcher(
            Jvm.run(
                jar,
                databaseUrl,
                commandLog,
                "application",
                "create",
                "--name",
                "Benchmark",
                "--redirect-uri",
                CALLBACK,
                "--management-api",
                "--access-token-minutes",
                "1440"));
    if (!created.find()) throw new IllegalStateException("no client; see " + commandLog);
    return new OpenIdProvider("Hosted UI", jvm, "", created.group(1), created.group(2));
  }

  /** Starts Keycloak as it is run in production on one machine, on its own embedded database. */
  static OpenIdProvider keycloak(Path home, Path copy, Path log)
      throws IOException, InterruptedException {
    var jvm = Jvm.keycloak(home, copy, realm(), log, "--db=dev-file");
    jvm.awaitAnswer("/realms/benchmark/.well-known/openid-configuration");
    return new OpenIdProvider(
        "Keycloak",
        jvm,
        "/realms/benchmark/protocol/openid-connect",
        "benchmark",
        "benchmark-secret");
  }

  /** The same rules as ours: tokens that outlast the run, and refresh tokens that work once. */
  private static String realm() {
    return """
    {"realm": "benchmark", "enabled": true, "sslRequired": "none",
     "accessTokenLifespan": 86400, "ssoSessionIdleTimeout": 86400, "ssoSessionMaxLifespan": 86400,
     "revokeRefreshToken": true, "refreshTokenMaxReuse": 0,
     "users": [{"username": "USER", "enabled": true, "email": "USER", "emailVerified": true,
       "firstName": "Ada", "lastName": "Admin",
       "credentials": [{"type": "password", "value": "ada", "temporary": false}]}],
     "clients": [{"clientId": "benchmark", "enabled": true, "protocol": "openid-connect", "publicClient": false,
       "secret": "benchmark-secret", "standardFlowEnabled": true, "serviceAccountsEnabled": true,
       "redirectUris": ["CALLBACK"]}]}
    """
        .replace("USER", USER)
        .replace("CALLBACK", CALLBACK);
  }

  // ------------------------------------------------------------------ signing in

  /** The address an app sends browsers to. */
  String authorizeUrl() {
    return authorizeUrl
        + "?response_type=code&client_id="
        + clientId
        + "&redirect_uri="
        + Form.encoded(CALLBACK)
        + "&scope=openid+profile+email"
        + (ours ? "+offline_access" : "")
        + "&state=0123456789&nonce=0123456789";
  }

  /** Signs the person in anew and answers the line of cookies of that browser. */
  String signIn() {
    if (ours) return "Cookie: " + PlainBrowser.of(USER, jvm.origin()).cookie();
    var page = send(HttpRequest.newBuilder(URI.create(authorizeUrl())), Map.of());
    var cookies = new LinkedHashMap<>(cookies(page));
    var form = FORM.matcher(page.body());
    if (!form.find()) throw new IllegalStateException("no form at " + page.uri());
    var posted =
        send(
            HttpRequest.newBuilder(URI.create(form.group(1).replace("&amp;", "&")))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(
                    HttpRequest.BodyPublishers.ofString(
                        "password=ada&username=" + Form.encoded(USER))),
            cookies);
    if (posted.statusCode() != 302) throw new IllegalStateException(posted.toString());
    cookies.putAll(cookies(posted));
    cookies.values().removeIf(String::isEmpty);
    return "Cookie: " + line(cookies);
  }

  /** Access and refresh token for whoever has these cookies. */
  Tokens tokens(String cookieLine) {
    var answer =
        send(
            HttpRequest.newBuilder(URI.create(authorizeUrl()))
                .header("Cookie", cookieLine.substring("Cookie: ".length())),
            Map.of());
    var location = answer.headers().firstValue("Location").orElse("");
    var code = Pattern.compile("[?&]code=([^&]+)").matcher(location);
    if (!code.find()) throw new IllegalStateException("no code: " + answer + " " + location);
    return token(
        "grant_type=authorization_code&code="
            + code.group(1)
            + "&redirect_uri="
            + Form.encoded(CALLBACK));
  }

  Tokens refresh(String refreshToken) {
    return token("grant_type=refresh_token&refresh_token=" + Form.encoded(refreshToken));
  }

  record Tokens(String access, String refresh) {}

  private Tokens token(String form) {
    var answer =
        send(
            HttpRequest.newBuilder(URI.create(tokenUrl))
                .header("Authorization", basic)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form)),
            Map.of());
    if (answer.statusCode() != 200)
      throw new IllegalStateException(name + ": " + answer + answer.body());
    return new Tokens(value(answer.body(), "access_token"), value(answer.body(), "refresh_token"));
  }

  private static String value(String json, String name) {
    var begin = json.indexOf("\"" + name + "\":\"") + name.length() + 4;
    return json.substring(begin, json.indexOf('"', begin));
  }

  private static Map<String, String> cookies(HttpResponse<String> answer) {
    var cookies = new LinkedHashMap<String, String>();
    for (var cookie : new ArrayList<>(answer.headers().allValues("Set-Cookie"))) {
      var pair = cookie.substring(0, cookie.indexOf(';')).split("=", 2);
      cookies.put(pair[0], pair[1]);
    }
    return cookies;
  }

  private static String line(Map<String, String> cookies) {
    return cookies.entrySet().stream()
        .map(it -> it.getKey() + "=" + it.getValue())
        .collect(Collectors.joining("; "));
  }

  private static HttpResponse<String> send(
      HttpRequest.Builder request, Map<String, String> cookies) {
    if (!cookies.isEmpty()) request.header("Cookie", line(cookies));
    try {
      return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    jvm.close();
  }
}
