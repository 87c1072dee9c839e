package dev.hostedui.identity.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hostedui.identity.ExactJson;
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

  /** A time as events print it. */
  public static String time(Instant time) {
    return TIME.format(time);
  }

  /** The whole event; what there is not is left out. */
  public static ObjectNode of(RecordedEvent event) {
    return named(event, hashed(event));
  }

  /** The event as far as it is for the eyes of its organization, see {@link OrganizationView}. */
  public static ObjectNode forOrganization(RecordedEvent event) {
    var json = hashed(event);
    var organization = event.organization();
    if (organization != null)
      for (var side : List.of("before", "after"))
        if (json.get(side) instanceof ObjectNode state)
          OrganizationView.narrow(state, organization.value());
    return named(event, json);
  }

  private static ObjectNode named(RecordedEvent event, ObjectNode json) {
    var object = (ObjectNode) json.get("object");
    put(object, "type", EventType.named(event.type()).map(EventType::object).orElse(null));
    put(object, "display_name", name(json.has("after") ? json.get("after") : json.path("before")));
    put(json, "hash", event.hash());
    return json;
  }

  /**
   * What the hash of an event is made of: all that was recorded, and nothing that another version
   * of this program might find other words for.
   */
  static ObjectNode hashed(RecordedEvent event) {
    var organization = event.organization();
    var json = JSON.createObjectNode().put("id", event.id());
    if (event.position() != null) json.put("position", event.position());
    json.put("type", event.type()).put("occurred_at", time(event.occurredAt()));
    put(json, "organization_id", organization == null ? null : organization.value());
    json.putObject("actor")
        .put("type", event.actorType())
        .put("id", event.actorId())
        .put("display_name", event.actorEmail() == null ? event.actorId() : event.actorEmail());
    put(json, "on_behalf_of", event.onBehalfOf());
    var origin = json.putObject("origin");
    put(origin, "ip", event.ip());
    put(origin, "user_agent", event.userAgent());
    put(origin, "request_id", event.requestId());
    json.putObject("object").put("id", event.object());
    if (event.before() != null) json.set("before", tree(event.before()));
    if (event.after() != null) json.set("after", tree(event.after()));
    put(json, "previous_hash", event.previousHash());
    return json;
  }

  private static void put(ObjectNode json, String name, @Nullable String value) {
    if (value != null) json.put(name, value);
  }

  /** What people call the object of an event, or null when it has no name. */
  private static @Nullable String name(JsonNode snapshot) {
    for (var pointer : NAMES) {
      var found = snapshot.at(pointer).asText("");
      if (!found.isEmpty()) return found;
    }
    return null;
  }

  private static JsonNode tree(String state) {
    try {
      return ExactJson.read(state);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an event's state is JSON", e);
    }
  }
}
