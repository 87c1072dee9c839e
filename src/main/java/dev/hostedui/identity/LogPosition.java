package dev.hostedui.identity;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a list of a log goes on that shows the newest first: after the entry of that time and id.
 */
public record LogPosition(Instant at, String id) {

  /** The condition of a statement, whose parameters are {@code at} and {@code id}. */
  public static final String FURTHER = " AND (at, id) < (:at, :id)";

  /**
   * The place that a text names; empty when it names none.
   *
   * @param prefix what the ids of the entries begin with
   */
  public static Optional<LogPosition> parse(String prefix, @Nullable String text) {
    if (text == null) return Optional.empty();
    var parts = text.split("\\.", 2);
    return parts.length == 2 && parts[0].matches("[0-9]{1,15}") && Ids.shaped(prefix, parts[1])
        ? Optional.of(new LogPosition(Instant.ofEpochMilli(Long.parseLong(parts[0])), parts[1]))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return at.toEpochMilli() + "." + id;
  }
}
