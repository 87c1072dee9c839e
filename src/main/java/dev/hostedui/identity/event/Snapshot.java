package dev.hostedui.identity.event;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The whole of one thing as it is at a moment, in the names and forms its readers know. Each noun
 * has one, so that no two events show the same thing differently. It never holds a secret.
 */
public final class Snapshot {

  private final Map<String, Object> values = new LinkedHashMap<>();

  /** Adds a text, number, truth, list or map; nothing when it is null. */
  public Snapshot with(String name, @Nullable Object value) {
    if (value != null) values.put(name, value);
    return this;
  }

  /** Adds a time as RFC 3339, UTC; nothing when it is null. */
  public Snapshot at(String name, @Nullable Instant time) {
    return with(name, time == null ? null : time.toString());
  }

  /** Adds another thing as a part of this one. */
  public Snapshot with(String name, Snapshot part) {
    return with(name, (Object) part.values);
  }

  /** What an event writes down. */
  public Map<String, Object> values() {
    return values;
  }
}
