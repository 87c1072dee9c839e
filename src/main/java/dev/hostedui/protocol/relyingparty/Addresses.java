package dev.hostedui.protocol.relyingparty;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes addresses with parameters. */
final class Addresses {
  private Addresses() {}

  /**
   * The address with these after what its query has already, in plain letters (RFC 3987 §3.1): a
   * header holds no others.
   */
  static String with(String written, Map<String, String> parameters) {
    var address = URI.create(written).toASCIIString();
    var query =
        parameters.entrySet().stream()
            .map(it -> encoded(it.getKey()) + "=" + encoded(it.getValue()))
            .collect(Collectors.joining("&"));
    if (query.isEmpty()) return address;
    var between =
        address.indexOf('?') < 0 ? "?" : address.endsWith("?") || address.endsWith("&") ? "" : "&";
    return address + between + query;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
