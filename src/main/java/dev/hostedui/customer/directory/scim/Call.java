package dev.hostedui.customer.directory.scim;

import java.time.Instant;
import java.util.List;

/**
 * One call as it went over the wire.
 *
 * @param target the path below the endpoint, with its query
 * @param headers as sent, but for the token, of which the last letters are left
 * @param sent the body, or an empty text
 * @param status what came back; 0 when nothing did
 * @param answer the body that came back, or why none did
 */
public record Call(
    Instant at,
    String method,
    String target,
    List<String> headers,
    String sent,
    int status,
    String answer,
    long millis) {

  public Call {
    headers = List.copyOf(headers);
  }

  public boolean succeeded() {
    return status >= 200 && status < 300;
  }

  /** When, as people read it. */
  public String time() {
    return at.toString().substring(11, 19);
  }
}
