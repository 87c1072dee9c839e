package dev.hostedui.integration;

import static dev.hostedui.testing.People.ADA;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.testing.Identity;
import dev.hostedui.testing.Receiver;
import dev.hostedui.testing.TestApp;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the README shows to check a webhook with is enough, and lets nothing else through. */
class WebhookSignatureTest {

  @RegisterExtension final TestApp app = TestApp.start();

  private static boolean good(
      String secret, Receiver.Message message, String timestamp, String body, Instant now)
      throws GeneralSecurityException {
    return WebhookSignature.isGood(
        secret,
        message.headers().get("webhook-id"),
        timestamp,
        message.headers().get("webhook-signature"),
        body.getBytes(StandardCharsets.UTF_8),
        now);
  }

  @Test
  void it_takes_what_was_sent_and_nothing_else() throws GeneralSecurityException {
    try (var receiver = Receiver.start()) {
      var core = app.app().core();
      var made =
          core.webhooks.create(
              Identity.INTERNAL, receiver.uri("/"), "", List.of("organization.updated"));
      app.as(ADA).post("/ui/organization/general/name", "display_name", "Größe ☕");
      core.webhookSender.sendDue().join();
      var sent = receiver.messages().get(0);
      var at = sent.headers().get("webhook-timestamp");
      var now = app.clock().instant();
      assertThat(sent.body()).contains("Größe ☕");

      assertThat(good(made.secret(), sent, at, sent.body(), now)).isTrue();
      assertThat(good(made.secret(), sent, at, sent.body() + " ", now)).isFalse();
      assertThat(good(made.secret(), sent, at + "1", sent.body(), now)).isFalse();
      assertThat(good(made.secret(), sent, "soon", sent.body(), now)).isFalse();
      assertThat(good(made.secret(), sent, at, sent.body(), now.plus(Duration.ofMinutes(6))))
          .isFalse();
      var other =
          core.webhooks.rotateSecret(Identity.INTERNAL, made.webhook().id(), Duration.ofHours(1));
      assertThat(good(other.secret(), sent, at, sent.body(), now)).isFalse();
    }
  }
}
