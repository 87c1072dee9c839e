package dev.hostedui.integration;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Whether a request to the address of a webhook comes from Hosted UI Widgets. */
public final class WebhookSignature {

  private static final long TOLERANCE_SECONDS = Duration.ofMinutes(5).toSeconds();

  private WebhookSignature() {}

  /**
   * Checks a request before anything of it is believed.
   *
   * @param secret what `webhook create` has printed
   * @param id the header webhook-id, by which your app knows what it has had already
   * @param timestamp the header webhook-timestamp
   * @param signatures the header webhook-signature: several while the secret changes over
   * @param body the bytes as they came, before any parser has seen them
   */
  public static boolean isGood(
      String secret, String id, String timestamp, String signatures, byte[] body, Instant now)
      throws GeneralSecurityException {
    if (!timestamp.matches("\\d{1,11}")) return false;
    var age = now.getEpochSecond() - Long.parseLong(timestamp);
    if (Math.abs(age) > TOLERANCE_SECONDS) return false;
    var mac = Mac.getInstance("HmacSHA256");
    var key = Base64.getDecoder().decode(secret.substring("whsec_".length()));
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    mac.update((id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8));
    var expected = "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
    for (var signature : signatures.split(" "))
      if (MessageDigest.isEqual(
          signature.getBytes(StandardCharsets.UTF_8), expected.getBytes(StandardCharsets.UTF_8)))
        return true;
    return false;
  }
}
