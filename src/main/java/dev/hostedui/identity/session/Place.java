package dev.hostedui.identity.session;

import org.jspecify.annotations.Nullable;

/** Where an address is, as far as a database of places knows. */
public record Place(@Nullable String city, @Nullable String region, @Nullable String country) {
  public static final Place UNKNOWN = new Place(null, null, null);
}
