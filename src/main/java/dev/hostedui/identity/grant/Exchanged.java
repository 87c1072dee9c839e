package dev.hostedui.identity.grant;

import org.jspecify.annotations.Nullable;

/**
 * The outcome of an exchange of a code or a refresh token.
 *
 * @param refreshToken the one to use next, or null when none was asked for
 */
public record Exchanged(Granted granted, @Nullable String refreshToken) {
  /** Never with the token. */
  @Override
  public String toString() {
    return granted.id().value();
  }
}
