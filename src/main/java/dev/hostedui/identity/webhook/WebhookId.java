package dev.hostedui.identity.webhook;

import dev.hostedui.identity.Id;
import dev.hostedui.identity.Ids;
import java.util.Optional;

/** Names an address that is told what happens. */
public record WebhookId(String value) implements Id {
  public static final String PREFIX = "whk_";

  /** The id a text from outside names; empty when it has not the form of one. */
  public static Optional<WebhookId> parse(String text) {
    return Ids.shaped(PREFIX, text) ? Optional.of(new WebhookId(text)) : Optional.empty();
  }
}
