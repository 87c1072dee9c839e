package dev.hostedui.identity.webhook;

import dev.hostedui.identity.Ids;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What the app and this program share, so that the app knows who calls: 32 bytes, written {@code
 * whsec_} and base64 (Standard Webhooks, "Signature scheme").
 */
final class WebhookSecret {

  private static final String PREFIX = "whsec_";

  private final String text;

  private WebhookSecret(String text) {
    this.text = text;
  }

  static WebhookSecret random(Ids ids) {
    var bytes = Base64.getUrlDecoder().decode(ids.token());
    return new WebhookSecret(PREFIX + Base64.getEncoder().encodeToString(bytes));
  }

  static WebhookSecret of(String text) {
    return new WebhookSecret(text);
  }

  /** The secret itself, for the app. */
  String text() {
    return text;
  }

  /** {@code v1,} and the HMAC-SHA256 over {@code id.timestamp.body}. */
  String sign(String id, Instant at, String body) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      var key = Base64.getDecoder().decode(text.substring(PREFIX.length()));
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      var signed = id + "." + at.getEpochSecond() + "." + body;
      var digest = mac.doFinal(signed.getBytes(StandardCharsets.UTF_8));
      return "v1," + Base64.getEncoder().encodeToString(digest);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }
}
