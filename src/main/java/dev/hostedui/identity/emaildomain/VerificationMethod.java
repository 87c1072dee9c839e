package dev.hostedui.identity.emaildomain;

import dev.hostedui.db.WireNamed;

/** By what a domain is proven. */
public enum VerificationMethod implements WireNamed {
  /** By a record in its DNS. */
  DNS,
  /** By the word of the operator. It is never looked up, and no record takes it away. */
  ADMIN;

  @Override
  public String wireName() {
    return name();
  }
}
