package dev.hostedui.outside;

import com.google.common.net.UrlEscapers;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A request to an address that somebody else chose (RFC 9110): what {@link HttpCaller} sends, and
 * how much of an answer it takes.
 *
 * <p>Unless told otherwise a call waits ten seconds for the whole answer, fails when that is larger
 * than 64 kB, and follows no redirect.
 */
public final class HttpCall {

  /** What becomes of an answer larger than the limit. */
  private enum Excess {
    REFUSED,
    CUT
  }

  private static final int USUAL_LIMIT_BYTES = 64 * 1024;
  private static final Duration USUAL_DEADLINE = Duration.ofSeconds(10);
  private static final int MOST_REDIRECTS = 5;

  private final String method;
  private final URI address;
  private final Map<String, String> headers;
  private final byte[] body;
  private final int limitBytes;
  private final Excess excess;
  private final Duration deadline;
  private final int redirects;

  private HttpCall(
      String method,
      URI address,
      Map<String, String> headers,
      byte[] body,
      int limitBytes,
      Excess excess,
      Duration deadline,
      int redirects) {
    this.method = method;
    this.address = plain(address);
    this.headers = headers;
    this.body = body;
    this.limitBytes = limitBytes;
    this.excess = excess;
    this.deadline = deadline;
    this.redirects = redirects;
  }

  /**
   * Its scheme in lower case, as everybody compares it; it may be written in any (RFC 3986 §3.1).
   * And letters that are not plain as the bytes of UTF-8 (RFC 3987 §3.1), which the client would
   * turn into question marks.
   */
  private static URI plain(URI address) {
    var text = address.toASCIIString();
    var scheme = address.getScheme() == null ? "" : address.getScheme();
    return URI.create(scheme.toLowerCase(Locale.ROOT) + text.substring(scheme.length()));
  }

  public static HttpCall get(URI address) {
    return new HttpCall(
        "GET",
        address,
        Map.of(),
        new byte[0],
        USUAL_LIMIT_BYTES,
        Excess.REFUSED,
        USUAL_DEADLINE,
        0);
  }

  public static HttpCall post(URI address, String contentType, byte[] body) {
    return new HttpCall(
        "POST",
        address,
        Map.of("Content-Type", contentType),
        body.clone(),
        USUAL_LIMIT_BYTES,
        Excess.REFUSED,
        USUAL_DEADLINE,
        0);
  }

  /** Posts a form as a browser would. */
  public static HttpCall postForm(URI address, Map<String, String> form) {
    var escaper = UrlEscapers.urlFormParameterEscaper();
    var body =
        form.entrySet().stream()
            .map(field -> escaper.escape(field.getKey()) + "=" + escaper.escape(field.getValue()))
            .collect(Collectors.joining("&"));
    return post(
        address, "application/x-www-form-urlencoded", body.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Sends a header as well, in place of an earlier one of that name.
   *
   * @throws IllegalArgumentException when the value could begin another header
   */
  public HttpCall with(String header, String value) {
    if (value.chars().anyMatch(Character::isISOControl))
      throw new IllegalArgumentException("a control character in the value of " + header);
    var more = new LinkedHashMap<>(headers);
    more.put(header, value);
    return new HttpCall(method, address, more, body, limitBytes, excess, deadline, redirects);
  }

  /** Fails when the body of the answer is larger than this. */
  public HttpCall acceptingAtMost(int bytes) {
    return new HttpCall(method, address, headers, body, bytes, Excess.REFUSED, deadline, redirects);
  }

  /** Takes so much of the body and hangs up, whatever else would come. */
  public HttpCall readingOnly(int bytes) {
    return new HttpCall(method, address, headers, body, bytes, Excess.CUT, deadline, redirects);
  }

  /** Waits so long for all of it: names, connections, redirects and the last byte. */
  public HttpCall within(Duration time) {
    return new HttpCall(method, address, headers, body, limitBytes, excess, time, redirects);
  }

  /**
   * Follows up to five redirects, each to an address that is looked at as the first one was. It
   * never leaves https, and headers that were added go to the first origin only.
   *
   * @throws IllegalStateException for anything but a GET, which alone may be repeated elsewhere
   */
  public HttpCall followingRedirects() {
    if (!method.equals("GET")) throw new IllegalStateException("only a GET follows redirects");
    return new HttpCall(
        method, address, headers, body, limitBytes, excess, deadline, MOST_REDIRECTS);
  }

  /** What is asked of the address a redirect leads to. */
  HttpCall redirectedTo(URI next) {
    var kept = originOf(next).equals(originOf(address)) ? headers : Map.<String, String>of();
    return new HttpCall(method, next, kept, body, limitBytes, excess, deadline, redirects - 1);
  }

  private static String originOf(URI address) {
    return address.getScheme() + "://" + address.getRawAuthority();
  }

  String method() {
    return method;
  }

  /** Whom it calls first. */
  public URI address() {
    return address;
  }

  Map<String, String> headers() {
    return headers;
  }

  String contentType() {
    return headers.getOrDefault("Content-Type", "application/octet-stream");
  }

  byte[] body() {
    return body.clone();
  }

  int limitBytes() {
    return limitBytes;
  }

  boolean cuts() {
    return excess == Excess.CUT;
  }

  Duration deadline() {
    return deadline;
  }

  int redirects() {
    return redirects;
  }
}
