package dev.hostedui.outside;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.http.HttpDateTime;

/** What came of an {@link HttpCall}. */
public final class HttpAnswer {

  private static final int MOST_DIGITS = 9;
  private static final Duration LONGEST = Duration.ofSeconds(999_999_999);

  private final URI address;
  private final int status;
  private final Map<String, List<String>> headers;
  private final byte[] body;
  private final boolean cut;

  HttpAnswer(URI address, int status, Map<String, List<String>> headers, byte[] body, boolean cut) {
    this.address = address;
    this.status = status;
    this.headers = headers;
    this.body = body;
    this.cut = cut;
  }

  /** Who answered in the end: another address than was called when redirects were followed. */
  public URI address() {
    return address;
  }

  public int status() {
    return status;
  }

  /** Whether the status is 2xx. */
  public boolean succeeded() {
    return status >= 200 && status < 300;
  }

  /** All headers; names in any case. */
  public Map<String, List<String>> headers() {
    return headers;
  }

  /** The first header of that name. */
  public Optional<String> header(String name) {
    return headers.getOrDefault(name, List.of()).stream().findFirst();
  }

  /**
   * How long it asks to be left alone (RFC 9110 §10.2.3); zero when it does not say so, or names a
   * time that is over. A number beyond all patience is some thirty years.
   */
  public Duration retryAfter(Instant now) {
    var said = header("Retry-After").orElse("").strip();
    try {
      if (said.matches("[0-9]+"))
        return said.length() > MOST_DIGITS ? LONGEST : Duration.ofSeconds(Long.parseLong(said));
      // in any of the three forms that a time has had in HTTP (RFC 9110 §5.6.7)
      var date = HttpDateTime.parse(said).toInstant();
      return date.isAfter(now) ? Duration.between(now, date) : Duration.ZERO;
    } catch (IllegalArgumentException e) {
      return Duration.ZERO;
    }
  }

  /** The body, up to the limit of the call. */
  public byte[] body() {
    return body.clone();
  }

  /** The body as UTF-8; bytes that are none become U+FFFD. */
  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  /** Whether there was more of the body than was read. */
  public boolean cut() {
    return cut;
  }
}
