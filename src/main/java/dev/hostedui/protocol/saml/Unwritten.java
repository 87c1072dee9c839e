package dev.hostedui.protocol.saml;

import java.util.Optional;

/** Stands where a body is being written. */
final class Unwritten {
  private Unwritten() {}

  static <T> T yet(Class<T> type) {
    return type.cast(Optional.empty().orElseThrow());
  }
}
