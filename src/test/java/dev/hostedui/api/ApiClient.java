package dev.hostedui.api;

import static dev.hostedui.testing.TestClient.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hostedui.testing.TestApp;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A program that calls the API of a test's program, with a token of its own. */
final class ApiClient {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient WIRE = HttpClient.newHttpClient();

  /** What came back. */
  record Answer(int status, JsonNode json, HttpResponse<String> http) {
    String header(String name) {
      return http.headers().firstValue(name).orElse("");
    }

    /** A value by its path, with slashes between the names. */
    String text(String path) {
      return json.at("/" + path).asText();
    }

    String code() {
      return text("error_code");
    }

    @Override
    public String toString() {
      return http.request().method() + " " + http.uri() + " -> " + status + " " + http.body();
    }
  }

  private final TestApp app;
  private final @Nullable String token;
  private final List<String> headers = new ArrayList<>();

  private ApiClient(TestApp app, @Nullable String token) {
    this.app = app;
    this.token = token;
  }

  /** The sample's client with all rights. */
  static ApiClient of(TestApp app) {
    return scoped(app, null);
  }

  /** The sample's client with a token that may do only this. */
  static ApiClient scoped(TestApp app, @Nullable String scope) {
    var browser =
        app.browser()
            .with(
                "Authorization",
                "Basic "
                    + Base64.getEncoder()
                        .encodeToString(
                            "skc_sample:sample-secret".getBytes(StandardCharsets.US_ASCII)));
    var answer =
        scope == null
            ? browser.postBare("/oauth/token", "grant_type", "client_credentials")
            : browser.postBare("/oauth/token", "grant_type", "client_credentials", "scope", scope);
    if (answer.status() != 200) throw new AssertionError(answer.toString());
    return new ApiClient(app, json(answer).get("access_token").asText());
  }

  /** Somebody with this text in the place of a token, or without any. */
  static ApiClient with(TestApp app, @Nullable String token) {
    return new ApiClient(app, token);
  }

  /** The same client, which sends a header with each request. */
  ApiClient header(String name, String value) {
    var other = new ApiClient(app, token);
    other.headers.addAll(headers);
    other.headers.addAll(List.of(name, value));
    return other;
  }

  Answer get(String path) {
    return send("GET", path, null);
  }

  Answer post(String path, String body) {
    return send("POST", path, body);
  }

  Answer put(String path, String body) {
    return send("PUT", path, body);
  }

  Answer patch(String path, String body) {
    return send("PATCH", path, body);
  }

  Answer delete(String path) {
    return send("DELETE", path, null);
  }

  /** Sends a request, and once more a second later where that is what the API asks for. */
  Answer send(String method, String path, @Nullable String body) {
    app.clock().advance(Duration.ofMillis(100));
    var answer = sendAtOnce(method, path, body);
    if (!answer.code().equals("RATE_LIMITED")) return answer;
    app.clock().advance(Duration.ofSeconds(1));
    return sendAtOnce(method, path, body);
  }

  /** An answer that is no JSON. */
  HttpResponse<String> text(String path) {
    return exchange("GET", path, null);
  }

  Answer sendAtOnce(String method, String path, @Nullable String body) {
    var answer = exchange(method, path, body);
    try {
      var text = answer.body();
      return new Answer(
          answer.statusCode(), text.isEmpty() ? JSON.missingNode() : JSON.readTree(text), answer);
    } catch (JsonProcessingException e) {
      // a file; what it holds is for those who ask for it
      if (answer.headers().firstValue("Content-Disposition").isPresent())
        return new Answer(answer.statusCode(), JSON.missingNode(), answer);
      throw new AssertionError(method + " " + path + " did not answer JSON", e);
    }
  }

  private HttpResponse<String> exchange(String method, String path, @Nullable String body) {
    var request =
        HttpRequest.newBuilder(URI.create("http://localhost:" + app.port() + "/api/v1" + path))
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    if (token != null) request.header("Authorization", "Bearer " + token);
    if (body != null) request.header("Content-Type", "application/json");
    for (var i = 0; i < headers.size(); i += 2) request.header(headers.get(i), headers.get(i + 1));
    try {
      return WIRE.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
