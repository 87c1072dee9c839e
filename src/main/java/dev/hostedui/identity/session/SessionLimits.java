package dev.hostedui.identity.session;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long a session may last (behaviour §5).
 *
 * @param absolute from the sign-in, whatever happens
 * @param idle without any activity, or null when that does not matter
 */
public record SessionLimits(Duration absolute, @Nullable Duration idle) {

  /** The stricter of both in each respect: an organization can only tighten. */
  public SessionLimits strictest(SessionLimits other) {
    return new SessionLimits(
        shorter(absolute, other.absolute),
        idle == null ? other.idle : other.idle == null ? idle : shorter(idle, other.idle));
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) <= 0 ? one : other;
  }
}
