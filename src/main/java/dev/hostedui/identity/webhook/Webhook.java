package dev.hostedui.identity.webhook;

import dev.hostedui.identity.event.EventType;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An address of the app that is told what happens.
 *
 * @param description what it is for, in the operator's words; may be empty
 * @param types wire names of the events it is told of; empty for all
 * @param oldSecretUntil until when the secret before the present one signs as well, or null
 * @param disabledAt since when nothing is sent there, or null while it is
 * @param failingSince when the first of the tries failed of which none has succeeded since, or null
 * @param restingUntil until when whoever is called there has asked to be left alone, maybe long
 *     ago; null when they have not, or when that was ended
 */
public record Webhook(
    WebhookId id,
    URI url,
    String description,
    List<String> types,
    @Nullable Instant oldSecretUntil,
    @Nullable Instant disabledAt,
    @Nullable Instant failingSince,
    @Nullable Instant restingUntil,
    Instant createdAt,
    Instant updatedAt) {

  public Webhook {
    types = List.copyOf(types);
  }

  public boolean enabled() {
    return disabledAt == null;
  }

  /** Whether it is left alone at this time, whatever there is to tell. */
  public boolean rests(Instant now) {
    return restingUntil != null && restingUntil.isAfter(now);
  }

  /** Whether it is told of events of this type. */
  public boolean wants(EventType type) {
    return types.isEmpty() || types.contains(type.wireName());
  }

  /** An address with its newest secret, which is never shown again. */
  public record Made(Webhook webhook, String secret) {}
}
