package dev.hostedui.customer.directory.scim;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.hostedui.customer.site.Outgoing;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** The app at the other end: one call at a time, each of them written down. */
public final class App {

  /**
   * Where it is and how it is spoken to.
   *
   * @param endpoint with a query where somebody put a flag there
   * @param mischief what goes wrong on the way
   */
  public record Access(String endpoint, String token, Set<Mischief> mischief) {

    public Access {
      mischief = Set.copyOf(mischief);
    }
  }

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int LONGEST_SHOWN = 16_384;
  private static final int SIDE_BY_SIDE = 4;

  private final Outgoing outgoing;
  private final Access access;
  private final Dialect dialect;
  private final Consumer<Call> log;
  private final Clock clock;

  /** Takes who writes the calls down. */
  public App(Outgoing outgoing, Access access, Dialect dialect, Consumer<Call> log, Clock clock) {
    this.outgoing = outgoing;
    this.access = access;
    this.dialect = dialect;
    this.log = log;
    this.clock = clock;
  }

  JsonNode get(String target) throws Refused {
    return send("GET", target, null);
  }

  JsonNode post(String target, JsonNode body) throws Refused {
    return send("POST", target, body);
  }

  JsonNode put(String target, JsonNode body) throws Refused {
    return send("PUT", target, body);
  }

  JsonNode patch(String target, JsonNode body) throws Refused {
    return send("PATCH", target, body);
  }

  void delete(String target) throws Refused {
    send("DELETE", target, null);
  }

  /**
   * Makes a call and answers what came back; missing when there was no body.
   *
   * @param target the path below the endpoint, with its query
   */
  private JsonNode send(String method, String target, @Nullable JsonNode body) throws Refused {
    var again = access.mischief().contains(Mischief.TWICE) ? 2 : 1;
    var together = access.mischief().contains(Mischief.SIDE_BY_SIDE) ? SIDE_BY_SIDE : 1;
    Answer best = null;
    for (var i = 0; i < again; i++)
      for (var answer : call(method, target, body, together))
        if (best == null || (answer.isGood() && !best.isGood())) best = answer;
    if (best == null) throw new IllegalStateException("nothing was sent");
    return best.content();
  }

  private List<Answer> call(String method, String target, @Nullable JsonNode body, int together)
      throws Refused {
    var sent = body == null ? "" : body.toString();
    var headers = headers(method);
    var request = request(method, target, sent, headers);
    var at = clock.instant();
    var begin = System.nanoTime();
    var answers = new ArrayList<Answer>();
    try {
      for (var answer : outgoing.sendTogether(request, together)) {
        var text = text(answer);
        answers.add(new Answer(answer.statusCode(), text));
        log.accept(
            new Call(
                at,
                method,
                target,
                shown(headers),
                pretty(sent),
                answer.statusCode(),
                pretty(text),
                millis(begin)));
      }
      return answers;
    } catch (IOException e) {
      var words = String.valueOf(e.getMessage());
      log.accept(
          new Call(at, method, target, shown(headers), pretty(sent), 0, words, millis(begin)));
      throw new Refused(0, words);
    }
  }

  private HttpRequest request(
      String method, String target, String sent, Map<String, String> headers) throws Refused {
    try {
      var request =
          HttpRequest.newBuilder(address(target))
              .timeout(PATIENCE)
              .method(
                  method,
                  sent.isEmpty()
                      ? HttpRequest.BodyPublishers.noBody()
                      : HttpRequest.BodyPublishers.ofString(sent));
      headers.forEach(request::header);
      return request.build();
    } catch (IllegalArgumentException e) {
      throw new Refused(0, "This cannot be sent: " + e.getMessage());
    }
  }

  /** The endpoint may carry a query of its own, which goes along with every call. */
  private URI address(String target) {
    var flag = access.endpoint().indexOf('?');
    var base = flag < 0 ? access.endpoint() : access.endpoint().substring(0, flag);
    var query = flag < 0 ? "" : access.endpoint().substring(flag + 1);
    var full = base.replaceAll("/+$", "") + target;
    if (!query.isEmpty()) full += (target.contains("?") ? "&" : "?") + query;
    return URI.create(full);
  }

  private Map<String, String> headers(String method) {
    var headers = new TreeMap<>(dialect.headers(method));
    headers.put("Authorization", authorization());
    return headers;
  }

  private String authorization() {
    var token = access.token();
    if (access.mischief().contains(Mischief.WRONG_TOKEN) && !token.isEmpty())
      token = token.substring(0, token.length() - 1) + (token.endsWith("x") ? "y" : "x");
    return access.mischief().contains(Mischief.DOUBLED_BEARER)
        ? "Bearer Bearer " + token
        : "Bearer " + token;
  }

  private static List<String> shown(Map<String, String> headers) {
    return headers.entrySet().stream()
        .map(it -> it.getKey() + ": " + withoutToken(it.getKey(), it.getValue()))
        .toList();
  }

  private static String withoutToken(String header, String value) {
    if (!header.equals("Authorization")) return value;
    var token = value.lastIndexOf(' ') + 1;
    return value.substring(0, token) + "…" + value.substring(Math.max(token, value.length() - 4));
  }

  private static long millis(long begin) {
    return Duration.ofNanos(System.nanoTime() - begin).toMillis();
  }

  private static String text(HttpResponse<byte[]> answer) throws IOException {
    var zipped = answer.headers().firstValue("Content-Encoding").orElse("").equals("gzip");
    if (!zipped) return new String(answer.body(), StandardCharsets.UTF_8);
    try (var stream = new GZIPInputStream(new ByteArrayInputStream(answer.body()))) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String pretty(String text) {
    var shown = text;
    try {
      if (!text.isBlank()) shown = JSON.readTree(text).toPrettyString();
    } catch (JsonProcessingException e) {
      shown = text; // as it came
    }
    return shown.substring(0, Math.min(shown.length(), LONGEST_SHOWN));
  }

  private record Answer(int status, String body) {

    boolean isGood() {
      return status >= 200 && status < 300;
    }

    JsonNode content() throws Refused {
      if (!isGood()) throw new Refused(status, words());
      try {
        return body.isBlank() ? MissingNode.getInstance() : JSON.readTree(body);
      } catch (JsonProcessingException e) {
        throw new Refused(status, status + ", with something that is not JSON.");
      }
    }

    /** What an error says of itself (RFC 7644 §3.12). */
    private String words() {
      try {
        var error = JSON.readTree(body);
        var type = error.path("scimType").asText();
        return (status + " " + type).strip() + ": " + error.path("detail").asText("no detail");
      } catch (JsonProcessingException e) {
        return status + ", with something that is not JSON.";
      }
    }
  }
}
