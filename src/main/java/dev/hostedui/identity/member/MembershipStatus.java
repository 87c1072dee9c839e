package dev.hostedui.identity.member;

/**
 * Where a membership stands. An invitation past its time is stored as pending and reads as expired.
 */
public enum MembershipStatus {
  ACTIVE,
  /** Taken out of service by the organization's directory. */
  INACTIVE,
  PENDING_INVITE,
  INVITE_EXPIRED
}
