package dev.hostedui.identity.event;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an event says was so before and is so after; either side may be missing. */
public record Change(@Nullable Map<String, ?> before, @Nullable Map<String, ?> after) {

  public static Change from(Map<String, ?> before, Map<String, ?> after) {
    return new Change(before, after);
  }

  /** Something came to be. */
  public static Change created(Map<String, ?> after) {
    return new Change(null, after);
  }

  /** Something ceased to be. */
  public static Change deleted(Map<String, ?> before) {
    return new Change(before, null);
  }
}
