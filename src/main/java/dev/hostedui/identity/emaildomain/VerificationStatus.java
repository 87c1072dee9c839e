package dev.hostedui.identity.emaildomain;

import dev.hostedui.db.WireNamed;

/** How far the proof of an organization's domain has got. */
public enum VerificationStatus implements WireNamed {
  /** The record is looked for. */
  PENDING,
  /** The domain is the organization's. */
  VERIFIED,
  /** It was not proven in time, or another organization has proven it since. */
  FAILED;

  @Override
  public String wireName() {
    return name();
  }
}
