package dev.hostedui.protocol.relyingparty;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Reads and shows the times of tokens (RFC 7519 §2, NumericDate). */
final class Times {

  /** How far the clocks of both sides may be apart. */
  static final Duration SKEW = Duration.ofMinutes(3);

  /** From here on somebody should look at the clocks. */
  static final Duration NOTICEABLE = Duration.ofSeconds(30);

  /** How far Entra ID dates its tokens back, so that clocks that are behind take them. */
  static final Duration DATED_BACK = Duration.ofMinutes(5);

  /** A token that was made so long before it was asked for answers something else. */
  static final Duration OLDEST = Duration.ofHours(1);

  /** The year 9999; whatever is later is no time. */
  private static final double LATEST = 253_402_300_799d;

  private Times() {}

  /** The time of a claim, or null when it is missing or none. */
  static @Nullable Instant of(JsonNode claims, String name) {
    var value = claims.get(name);
    if (value == null || !value.isNumber()) return null;
    var seconds = value.doubleValue();
    if (!(seconds >= 0 && seconds <= LATEST)) return null;
    return Instant.ofEpochSecond((long) seconds);
  }

  /** The time, and by how many seconds it lies before (-) or after (+) now. */
  static String shown(Instant time, Instant now) {
    var seconds = Duration.between(now, time).toSeconds();
    return time + " (" + (seconds < 0 ? "" : "+") + seconds + " s)";
  }
}
