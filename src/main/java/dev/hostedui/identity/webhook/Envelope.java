package dev.hostedui.identity.webhook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.hostedui.identity.event.EventFeed;
import dev.hostedui.identity.event.EventJson;
import dev.hostedui.identity.event.EventType;
import dev.hostedui.identity.event.RecordedEvent;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * What an app is sent about an event: the object as it is after the change, or as it was last when
 * it is gone.
 */
public final class Envelope {

  private static final ObjectMapper JSON = new ObjectMapper();

  private Envelope() {}

  /** The body of an event by its id; empty when that is not kept any more. */
  static Optional<String> find(Handle handle, String event) {
    return EventFeed.find(handle, event)
        .map(
            it ->
                of(it, handle.createQuery("SELECT id FROM environment").mapTo(String.class).one()));
  }

  /** The body, the same bytes for the same event each time. */
  public static String of(RecordedEvent event, String environment) {
    var type = EventType.named(event.type());
    var organization = event.organization();
    var state = event.after() != null ? event.after() : event.before();
    var json = JSON.createObjectNode();
    json.put("spec_version", "1")
        .put("id", event.id())
        .put("type", event.type())
        .put("object", type.map(EventType::object).orElse(""))
        .put("occurred_at", EventJson.time(event.occurredAt()))
        .put("environment_id", environment);
    if (organization != null) json.put("organization_id", organization.value());
    json.put("display_name", type.map(EventType::label).orElse(event.type()));
    json.putRawValue("data", new RawValue(state == null ? "{}" : state));
    try {
      return JSON.writeValueAsString(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an event's state is JSON", e);
    }
  }
}
