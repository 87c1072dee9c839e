package dev.hostedui.outside;

import com.maxmind.db.Reader;
import dev.hostedui.identity.session.Place;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds where a network address is, in an {@code .mmdb} file the operator supplies; without one,
 * nowhere.
 */
public final class Places {

  private static final Logger LOG = LoggerFactory.getLogger(Places.class);

  private final @Nullable Reader reader;

  private Places(@Nullable Reader reader) {
    this.reader = reader;
  }

  /** Opens a file, or none. */
  public static Places open(@Nullable Path file) throws IOException {
    return new Places(file == null ? null : new Reader(file.toFile()));
  }

  /** Whether there is such a file, and it is of that form. */
  public static boolean canOpen(Path file) {
    try (var reader = new Reader(file.toFile())) {
      return reader.getMetadata() != null;
    } catch (IOException e) {
      return false;
    }
  }

  /** The place of a numeric address; unknown rather than an error. */
  public Place of(String ip) {
    if (reader == null || ip.isEmpty()) return Place.UNKNOWN;
    try {
      var found = reader.get(InetAddress.getByName(ip), Map.class);
      return found == null
          ? Place.UNKNOWN
          : new Place(
              name(found.get("city")),
              name(first(found.get("subdivisions"))),
              code(found.get("country")),
              degrees(found.get("location"), "latitude"),
              degrees(found.get("location"), "longitude"));
    } catch (UnknownHostException e) {
      return Place.UNKNOWN;
    } catch (IOException e) {
      LOG.warn("the database of places cannot be read: {}", e.getMessage());
      return Place.UNKNOWN;
    }
  }

  private static @Nullable Object first(@Nullable Object list) {
    return list instanceof List<?> all && !all.isEmpty() ? all.get(0) : null;
  }

  private static @Nullable String name(@Nullable Object part) {
    return part instanceof Map<?, ?> map
            && map.get("names") instanceof Map<?, ?> names
            && names.get("en") instanceof String name
        ? name
        : null;
  }

  private static @Nullable Double degrees(@Nullable Object location, String which) {
    return location instanceof Map<?, ?> map && map.get(which) instanceof Number degrees
        ? degrees.doubleValue()
        : null;
  }

  private static @Nullable String code(@Nullable Object part) {
    return part instanceof Map<?, ?> map && map.get("iso_code") instanceof String code
        ? code
        : null;
  }
}
