package dev.hostedui.identity.directory.poll;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Who allowed us to read a directory.
 *
 * @param email the account at the other system
 * @param domain of the customer there
 * @param at when they did
 * @param fault why it is of no use any more, a code that pages have words for, or null
 * @param faultAt since when, or null
 */
public record Authorization(
    String email, String domain, Instant at, @Nullable String fault, @Nullable Instant faultAt) {

  /** Whether the directory can be read with it, as far as is known. */
  public boolean good() {
    return fault == null;
  }
}
