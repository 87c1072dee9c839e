package dev.hostedui.identity.webhook;

import dev.hostedui.db.OutgoingQueue;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What is to be posted now to an address, until the lease is over.
 *
 * @param event the id of the message
 * @param body JSON, the same at every try
 */
public record Parcel(
    OutgoingQueue.Taken row, Webhook webhook, String event, String body, Signer signer) {

  static final String ID = "webhook-id";
  static final String TIMESTAMP = "webhook-timestamp";

  /** The header with the signatures, one for each secret that signs. */
  public static final String SIGNATURE = "webhook-signature";

  /** Signs with all secrets that sign now. */
  public static final class Signer {
    private final List<WebhookSecret> secrets;

    Signer(List<WebhookSecret> secrets) {
      this.secrets = List.copyOf(secrets);
    }

    private String sign(String id, Instant at, String body) {
      return secrets.stream()
          .map(secret -> secret.sign(id, at, body))
          .collect(Collectors.joining(" "));
    }
  }

  public URI url() {
    return webhook.url();
  }

  /** The headers by which a receiver knows who sends this, and when (Standard Webhooks). */
  public Map<String, String> headers(Instant now) {
    return Map.of(
        ID,
        event,
        TIMESTAMP,
        Long.toString(now.getEpochSecond()),
        SIGNATURE,
        signer.sign(event, now, body));
  }
}
