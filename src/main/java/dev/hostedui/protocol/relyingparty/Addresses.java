package dev.hostedui.protocol.relyingparty;

import dev.hostedui.protocol.Query;
import java.net.URI;
import java.util.Map;

/** Writes addresses with parameters. */
final class Addresses {
  private Addresses() {}

  /**
   * The address with these after what its query has already, in plain letters (RFC 3987 §3.1): a
   * header holds no others.
   */
  static String with(String written, Map<String, String> parameters) {
    return Query.appended(URI.create(written).toASCIIString(), parameters);
  }
}
