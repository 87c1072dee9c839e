package dev.hostedui.identity.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How an event reads in JSON for an audit: who did what to what, from where, with the object as it
 * was before and as it is after. The README publishes it as a schema.
 */
public final class EventJson {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Where an object says in its snapshot what people call it, in order of preference. */
  private static final List<String> NAMES =
      List.of(
          "/user/user_profile/name",
          "/user/email",
          "/display_name",
          "/user_profile/name",
          "/domain",
          "/name",
          "/email",
          "/provider");

  /** RFC 3339 with all nine digits of a second's fraction: times of one length sort as text. */
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSSSS'Z'").withZone(ZoneOffset.UTC);

  /** What ids of events begin with. */
  public static final String ID_PREFIX = Events.PREFIX;

  private EventJson() {}

  /** A time as events print it (behaviour §10.1). */
  public static String time(Instant time) {
    return TIME.format(time);
  }

  /** The whole event. */
  public static ObjectNode of(RecordedEvent event) {
    var json = hashed(event);
    var type = EventType.named(event.type()).map(EventType::object).orElse(null);
    var shown = json.get("after").isNull() ? json.get("before") : json.get("after");
    ((ObjectNode) json.get("object")).put("type", type).put("display_name", name(shown));
    return json.put("hash", event.hash());
  }

  /**
   * What the hash of an event is made of: all that was recorded, and nothing that another version
   * of this program might find other words for.
   */
  static ObjectNode hashed(RecordedEvent event) {
    var organization = event.organization();
    var json = JSON.createObjectNode();
    json.put("id", event.id())
        .put("position", event.position())
        .put("type", event.type())
        .put("occurred_at", time(event.occurredAt()))
        .put("organization_id", organization == null ? null : organization.value());
    json.putObject("actor")
        .put("type", event.actorType())
        .put("id", event.actorId())
        .put("display_name", event.actorEmail() == null ? event.actorId() : event.actorEmail());
    json.put("on_behalf_of", event.onBehalfOf());
    json.putObject("origin")
        .put("ip", event.ip())
        .put("user_agent", event.userAgent())
        .put("request_id", event.requestId());
    json.putObject("object").put("id", event.object());
    json.set("before", tree(event.before()));
    json.set("after", tree(event.after()));
    return json.put("previous_hash", event.previousHash());
  }

  /** What people call the object of an event, or null when it has no name. */
  private static @Nullable String name(JsonNode snapshot) {
    for (var pointer : NAMES) {
      var found = snapshot.at(pointer).asText("");
      if (!found.isEmpty()) return found;
    }
    return null;
  }

  private static JsonNode tree(@Nullable String state) {
    try {
      return state == null ? NullNode.getInstance() : JSON.readTree(state);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an event's state is JSON", e);
    }
  }
}
