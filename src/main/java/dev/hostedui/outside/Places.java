package dev.hostedui.outside;

import com.maxmind.db.Reader;
import dev.hostedui.identity.session.Place;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds where a network address is, in an {@code .mmdb} file the operator supplies; without one,
 * nowhere.
 *
 * <p>The file is mapped into memory, and read anew when another one is there under its name. Who
 * writes over it in place pulls it from under the reader: until it is whole again nothing is known.
 */
public final class Places {

  private static final Logger LOG = LoggerFactory.getLogger(Places.class);

  private final @Nullable Path file;

  /** What was last found at the name, and the reader of it unless it was none. */
  private volatile Opened opened;

  private record Opened(@Nullable Stamp stamp, @Nullable Reader reader) {}

  /** By what one state of a file is told from the next. */
  private record Stamp(FileTime written, long bytes, @Nullable Object key) {
    static Stamp of(Path file) throws IOException {
      var found = Files.readAttributes(file, BasicFileAttributes.class);
      return new Stamp(found.lastModifiedTime(), found.size(), found.fileKey());
    }
  }

  private Places(@Nullable Path file, Opened opened) {
    this.file = file;
    this.opened = opened;
  }

  /** Opens a file, or none. */
  public static Places open(@Nullable Path file) throws IOException {
    return new Places(
        file, file == null ? new Opened(null, null) : new Opened(Stamp.of(file), reader(file)));
  }

  private static Reader reader(Path file) throws IOException {
    return new Reader(file.toFile());
  }

  /** The reader of what is there now. */
  private @Nullable Reader current() {
    var known = opened;
    if (file == null) return null;
    try {
      return Stamp.of(file).equals(known.stamp) ? known.reader : again(file);
    } catch (IOException e) {
      return known.reader; // removed: what is mapped is still whole
    }
  }

  private synchronized @Nullable Reader again(Path file) throws IOException {
    var stamp = Stamp.of(file);
    if (stamp.equals(opened.stamp)) return opened.reader;
    try {
      opened = new Opened(stamp, reader(file));
      LOG.info("the database of places {} was read anew", file);
    } catch (IOException | RuntimeException | InternalError e) {
      LOG.warn(
          "{} is no database of places any more, so they are not known: {}", file, e.toString());
      opened = new Opened(stamp, null);
    }
    return opened.reader;
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
    var reader = ip.isEmpty() ? null : current();
    if (reader == null) return Place.UNKNOWN;
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
    } catch (IOException | RuntimeException | InternalError e) {
      // the last one is thrown where a mapped file has become shorter
      LOG.warn("the database of places cannot be read: {}", e.toString());
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
