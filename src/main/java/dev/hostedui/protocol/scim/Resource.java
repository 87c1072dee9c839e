package dev.hostedui.protocol.scim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.base.Splitter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * What is ours to say of a resource (RFC 7643 §3.1).
 *
 * @param location its address
 * @param version counts its changes; the entity tag is made of it
 */
public record Resource(
    String id, Instant created, Instant lastModified, String location, long version) {

  /** The entity tag: a weak one, because the order of names in an answer is no promise. */
  public String etag() {
    return "W/\"" + version + "\"";
  }

  /** Whether a list of entity tags, as {@code If-Match} has it, names this version. */
  public boolean isIn(String tags) {
    for (var tag : Splitter.on(',').trimResults().split(tags)) {
      // Entra and others send the bare number that meta.version shows without its quotes
      var plain = tag.startsWith("W/") ? tag.substring(2) : tag;
      if (plain.equals("*") || plain.replace("\"", "").equals(Long.toString(version))) return true;
    }
    return false;
  }

  ObjectNode meta(String type) {
    return ScimJson.newObject()
        .put("resourceType", type)
        .put("created", created.truncatedTo(ChronoUnit.MILLIS).toString())
        .put("lastModified", lastModified.truncatedTo(ChronoUnit.MILLIS).toString())
        .put("location", location)
        .put("version", etag());
  }
}
