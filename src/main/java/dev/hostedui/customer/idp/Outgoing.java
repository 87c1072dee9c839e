package dev.hostedui.customer.idp;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What the identity provider fetches and calls: a few seconds and a few hundred kilobytes each. */
public final class Outgoing {

  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int LARGEST_BYTES = 512 * 1024;

  private @Nullable HttpClient client;

  /** Made when first needed: it brings nearly a thousand classes along. */
  private synchronized HttpClient client() {
    if (client == null)
      client =
          HttpClient.newBuilder()
              .version(HttpClient.Version.HTTP_1_1)
              .connectTimeout(PATIENCE)
              .build();
    return client;
  }

  /** Fetches a document, or says in words why not. */
  public String get(URI address) throws IOException {
    var answer =
        send(
            HttpRequest.newBuilder(address).GET().build(),
            HttpResponse.BodyHandlers.ofInputStream());
    try (var body = answer.body()) {
      if (answer.statusCode() != 200)
        throw new IOException(address + " answers " + answer.statusCode() + ".");
      var bytes = body.readNBytes(LARGEST_BYTES + 1);
      if (bytes.length > LARGEST_BYTES) throw new IOException(address + " answers too much.");
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }

  /** Posts a form and answers the status. */
  public int post(URI address, String form) throws IOException {
    return send(
            HttpRequest.newBuilder(address)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .timeout(PATIENCE)
                .build(),
            HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler)
      throws IOException {
    try {
      return client().send(request, handler);
    } catch (IOException e) {
      throw new IOException(request.uri() + " does not answer.", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(request.uri() + " does not answer.", e);
    }
  }
}
