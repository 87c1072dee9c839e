package dev.hostedui.protocol.scim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.base.Splitter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is ours to say of a resource (RFC 7643 §3.1).
 *
 * @param location its address
 * @param version counts its changes; the entity tag is made of it
 * @param around what it is answered with and others change, in a few letters for its entity tag;
 *     empty for nothing
 */
public record Resource(
    String id,
    Instant created,
    Instant lastModified,
    String location,
    long version,
    String around) {

  /** The entity tag: a weak one, because the order of names in an answer is no promise. */
  public String etag() {
    return "W/\"" + tag() + "\"";
  }

  private String tag() {
    return around.isEmpty() ? Long.toString(version) : version + "-" + around;
  }

  /** The same person in these groups; null for who is in none, or of whom nobody asks. */
  public Resource in(@Nullable List<ScimUser.InGroup> groups) {
    return groups == null || groups.isEmpty() ? this : naming(groups.hashCode());
  }

  /** The same answered with names that others change, of which a hash is given. */
  public Resource naming(int hash) {
    return new Resource(id, created, lastModified, location, version, Integer.toHexString(hash));
  }

  /** Whether a list of entity tags, as {@code If-Match} has it, names this version. */
  public boolean isIn(String tags) {
    for (var tag : Splitter.on(',').trimResults().split(tags)) {
      var plain = plain(tag);
      if (plain.equals("*") || plain.equals(tag())) return true;
    }
    return false;
  }

  /**
   * What stands in an entity tag: Entra and others send the bare number that meta.version shows
   * without its quotes.
   */
  public static String plain(String tag) {
    return (tag.startsWith("W/") ? tag.substring(2) : tag).replace("\"", "");
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
