package dev.hostedui.identity.session;

import dev.hostedui.identity.event.Snapshot;
import org.jspecify.annotations.Nullable;

/**
 * Where an address is, as far as a database of places knows.
 *
 * @param country as two letters (ISO 3166-1)
 * @param latitude in degrees north
 * @param longitude in degrees east
 */
public record Place(
    @Nullable String city,
    @Nullable String region,
    @Nullable String country,
    @Nullable Double latitude,
    @Nullable Double longitude) {
  public static final Place UNKNOWN = new Place(null, null, null, null, null);

  /** Under the names that the API and events have for it. */
  public Snapshot shown() {
    return new Snapshot()
        .with("city", city)
        .with("region", country)
        .with("region_subdivision", region)
        .with("latitude", latitude)
        .with("longitude", longitude);
  }
}
