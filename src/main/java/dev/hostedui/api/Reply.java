package dev.hostedui.api;

import dev.hostedui.identity.Ids;
import dev.hostedui.identity.event.Snapshot;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an operation answers.
 *
 * @param body plain values, ready to be written
 * @param version the version of the one thing it shows, or null
 * @param file what is answered instead, or null
 */
record Reply(Map<String, Object> body, @Nullable String version, @Nullable File file) {

  /** What is answered in the place of an object: its parts are made one after the other. */
  record File(String name, String mediaType, Iterator<String> parts) {}

  Reply(Map<String, Object> body, @Nullable String version) {
    this(body, version, null);
  }

  static Reply file(String name, String mediaType, Iterator<String> parts) {
    return new Reply(Map.of(), null, new File(name, mediaType, parts));
  }

  static Reply of(Snapshot body) {
    return new Reply(body.values(), null);
  }

  /** An object under its name. */
  static Reply of(String name, Map<String, Object> object) {
    return new Reply(Map.of(name, object), null);
  }

  static Reply nothing() {
    return new Reply(Map.of(), null);
  }

  /** A page of what was found, which a search does not count. */
  Reply uncounted() {
    var rest = new LinkedHashMap<>(body);
    rest.remove("total_size");
    return new Reply(rest, version);
  }

  /** The same with a version: when what it shows was last changed. */
  Reply as(Instant changed) {
    return as(Long.toString(changed.toEpochMilli()));
  }

  Reply as(String newVersion) {
    return new Reply(body, newVersion);
  }

  /**
   * How the header writes the version (RFC 9110 §8.8.3), or null. What is shown beside the thing
   * itself, such as how many there are of something, has no part in its version; so the tag tells
   * of all that is written too, and whoever has another one is not told that nothing has changed.
   *
   * @param written the body as it is sent
   */
  @Nullable String etag(String written) {
    return version == null
        ? null
        : "\"" + version + Call.BEHIND_VERSION + Ids.hash(written).substring(0, 12) + "\"";
  }
}
