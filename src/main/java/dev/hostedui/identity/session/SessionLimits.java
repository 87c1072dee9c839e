package dev.hostedui.identity.session;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How long a session may last.
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

  /** These for a session that begins now and must be over at a time, or null when it need not. */
  SessionLimits endingBy(@Nullable Instant until, Instant now) {
    if (until == null) return this;
    var left = Duration.between(now, until);
    return new SessionLimits(shorter(absolute, left.isNegative() ? Duration.ZERO : left), idle);
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) <= 0 ? one : other;
  }
}
