package dev.hostedui.benchmark;

import dev.hostedui.testing.Form;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** One browser, asking for one thing after another. */
final class PlainBrowser {

  private static final HttpClient HTTP =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();
  private static final Pattern LINKED =
      Pattern.compile("(?:href|src)=\"(/static/[^\"]+)\"|url\\((/static/[^)]+[^)]+)\\)");

  private final String origin;
  private final String cookie;

  private PlainBrowser(String origin, String cookie) {
    this.origin = origin;
    this.cookie = cookie;
  }

  /** The browser of nobody in particular. */
  static PlainBrowser anonymous(String origin) {
    return new PlainBrowser(origin, "");
  }

  /** The browser of somebody who is signed in. */
  static PlainBrowser of(String email, String origin) {
    var answer =
        send(
            HttpRequest.newBuilder(URI.create(origin + "/dev/sign-in"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Sec-Fetch-Site", "same-origin")
                .POST(HttpRequest.BodyPublishers.ofString("email=" + Form.encoded(email))));
    return answer
        .headers()
        .firstValue("Set-Cookie")
        .map(cookie -> new PlainBrowser(origin, cookie.substring(0, cookie.indexOf(';'))))
        .orElseThrow(() -> new IllegalStateException(email + " cannot sign in: " + answer));
  }

  /** The session, as a browser sends it. */
  String cookie() {
    return cookie;
  }

  /** The headers with which this visitor's browser asks for a fragment. */
  List<String> fragmentHeaders() {
    return List.of("Cookie: " + cookie, "HX-Request: true");
  }

  /** Asks for a fragment and answers its text. */
  String fragment(String path) {
    var answer = send(request(path).header("HX-Request", "true"));
    if (answer.statusCode() != 200) throw new IllegalStateException(path + " " + answer);
    return new String(answer.body(), StandardCharsets.UTF_8);
  }

  /** Asks for a whole page. */
  void page(String path) {
    var answer = send(request(path));
    if (answer.statusCode() != 200) throw new IllegalStateException(path + " " + answer);
  }

  /** The bytes of a compressed fragment with its headers. */
  long fragmentBytes(String path) {
    return bytes(
        send(request(path).header("HX-Request", "true").header("Accept-Encoding", "gzip")));
  }

  /**
   * The bytes of a first visit: the page and all it links to, the icon and the font in them,
   * compressed, with headers.
   */
  long firstVisitBytes(String path) {
    var total = bytes(send(request(path).header("Accept-Encoding", "gzip")));
    var toRead = new LinkedHashSet<>(linkedFrom(path));
    for (var style : Set.copyOf(toRead))
      if (style.endsWith(".css")) toRead.addAll(linkedFrom(style));
    for (var file : toRead) total += bytes(send(request(file).header("Accept-Encoding", "gzip")));
    return total;
  }

  private Set<String> linkedFrom(String path) {
    var links = new LinkedHashSet<String>();
    var text = new String(send(request(path)).body(), StandardCharsets.UTF_8);
    var match = LINKED.matcher(text);
    while (match.find()) links.add(match.group(1) != null ? match.group(1) : match.group(2));
    return links;
  }

  private static long bytes(HttpResponse<byte[]> answer) {
    if (answer.statusCode() != 200) throw new IllegalStateException(answer.toString());
    var total = "HTTP/1.1 200 OK\r\n\r\n".length() + answer.body().length;
    for (var header : answer.headers().map().entrySet())
      for (var value : header.getValue())
        total += header.getKey().length() + ": \r\n".length() + value.length();
    return total;
  }

  private HttpRequest.Builder request(String path) {
    var request = HttpRequest.newBuilder(URI.create(origin + path));
    if (!cookie.isEmpty()) request.header("Cookie", cookie);
    return request;
  }

  private static HttpResponse<byte[]> send(HttpRequest.Builder request) {
    try {
      return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
