package dev.hostedui.customer;

import dev.hostedui.testing.Form;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** A browser without a window on the customer's side: it keeps cookies and follows nothing. */
public final class SiteClient {

  private final URI home;
  private final HttpClient client = HttpClient.newHttpClient();
  private final Map<String, String> cookies = new HashMap<>();

  public SiteClient(URI home) {
    this.home = home;
  }

  public HttpResponse<String> get(String path) {
    return send(HttpRequest.newBuilder(home.resolve(path)));
  }

  public HttpResponse<String> post(String path, Map<String, String> fields, String... headers) {
    var request =
        HttpRequest.newBuilder(home.resolve(path))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(form(fields)));
    if (headers.length > 0) request.headers(headers);
    return send(request);
  }

  /** Sends a file as the field of a form, as a browser does. */
  public HttpResponse<String> upload(String path, String field, String content) {
    var body =
        "--edge\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\n\r\n--edge\r\n"
            + ("Content-Disposition: form-data; name=\"" + field + "\"; filename=\"x.xml\"\r\n")
            + ("Content-Type: text/xml\r\n\r\n" + content + "\r\n--edge--\r\n");
    return send(
        HttpRequest.newBuilder(home.resolve(path))
            .header("Content-Type", "multipart/form-data; boundary=edge")
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  public static String form(Map<String, String> fields) {
    return Form.of(fields);
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    if (!cookies.isEmpty())
      request.header(
          "Cookie",
          cookies.entrySet().stream()
              .map(it -> it.getKey() + "=" + it.getValue())
              .collect(Collectors.joining("; ")));
    try {
      var answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
      for (var cookie : answer.headers().allValues("Set-Cookie")) {
        var pair = cookie.substring(0, cookie.indexOf(';')).split("=", 2);
        if (cookie.contains("Max-Age=0")) cookies.remove(pair[0]);
        else cookies.put(pair[0], pair[1]);
      }
      return answer;
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
