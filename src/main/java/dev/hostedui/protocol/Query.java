package dev.hostedui.protocol;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;

/** The parameters of an address; what says nothing is left out. */
public final class Query {

  private final StringBuilder written = new StringBuilder();

  /** Adds a parameter unless its value is empty. */
  public Query with(String name, String value) {
    if (!value.isEmpty())
      written.append(written.isEmpty() ? "?" : "&").append(name).append('=').append(encoded(value));
    return this;
  }

  /** The part of an address after the path: empty, or beginning with {@code ?}. */
  @Override
  public String toString() {
    return written.toString();
  }

  /** A text as forms write it (WHATWG URL §5.2), blanks as plus signs. */
  public static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** A text as addresses write it (RFC 3986 §2.1), for readers that take a plus sign for one. */
  public static String percentEncoded(String text) {
    return encoded(text).replace("+", "%20");
  }

  /** An address with more parameters; one may have a query of its own. */
  public static String appended(String address, Map<String, String> parameters) {
    if (parameters.isEmpty()) return address;
    var between =
        address.indexOf('?') < 0 ? "?" : address.endsWith("?") || address.endsWith("&") ? "" : "&";
    return address
        + between
        + parameters.entrySet().stream()
            .map(it -> percentEncoded(it.getKey()) + "=" + percentEncoded(it.getValue()))
            .collect(Collectors.joining("&"));
  }
}
