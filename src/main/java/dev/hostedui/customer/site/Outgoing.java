package dev.hostedui.customer.site;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** What the customer's side fetches and calls: a few seconds and a few hundred kilobytes each. */
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

  /**
   * Sends a request as often as it is told, all at the same time, and waits for every answer.
   *
   * @param request with a time-out of its own if it should have one
   * @throws IOException if not all of them are answered
   */
  public List<HttpResponse<byte[]>> sendTogether(HttpRequest request, int times)
      throws IOException {
    var underWay = new ArrayList<CompletableFuture<HttpResponse<byte[]>>>();
    for (var i = 0; i < times; i++)
      underWay.add(client().sendAsync(request, HttpResponse.BodyHandlers.ofByteArray()));
    var answers = new ArrayList<HttpResponse<byte[]>>();
    try {
      for (var one : underWay) answers.add(one.get());
      return answers;
    } catch (ExecutionException e) {
      throw new IOException(request.uri() + " does not answer.", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(request.uri() + " does not answer.", e);
    }
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
