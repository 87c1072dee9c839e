package dev.hostedui.login;

import dev.hostedui.identity.user.EmailAddress;
import java.time.Instant;

/** A sign-in that was begun and is not finished. */
record LoginAttempt(
    String id,
    EmailAddress email,
    String returnTo,
    String codeHash,
    Instant codeExpiresAt,
    int wrongCodes) {
  /** Never with where it leads, which may hold the token of an authorization. */
  @Override
  public String toString() {
    return id;
  }
}
