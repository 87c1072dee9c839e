package dev.hostedui.identity.webhook;

import dev.hostedui.identity.Id;
import dev.hostedui.identity.Ids;
import java.util.Optional;

/** Names an event on its way to one address. */
public record DeliveryId(String value) implements Id {
  public static final String PREFIX = "dlv_";

  /** The id a text from outside names; empty when it has not the form of one. */
  public static Optional<DeliveryId> parse(String text) {
    return Ids.shaped(PREFIX, text) ? Optional.of(new DeliveryId(text)) : Optional.empty();
  }
}
