package dev.hostedui.identity.member;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where a membership stands. An invitation past its time is stored as pending and reads as expired.
 */
public enum MembershipStatus {
  ACTIVE,
  /** Taken out of service by the organization's directory. */
  INACTIVE,
  PENDING_INVITE,
  INVITE_EXPIRED;

  /** Whether it is an invitation that was not accepted, in time or at all. */
  public boolean invited() {
    return this == PENDING_INVITE || this == INVITE_EXPIRED;
  }

  /** The status as it reads at a time: a pending invitation past its term has expired. */
  public static MembershipStatus now(String stored, @Nullable Instant expires, Instant now) {
    var status = valueOf(stored);
    return status == MembershipStatus.PENDING_INVITE && expires != null && !expires.isAfter(now)
        ? MembershipStatus.INVITE_EXPIRED
        : status;
  }
}
