package dev.hostedui.identity.application;

import dev.hostedui.identity.Id;
import java.time.Instant;

/**
 * A secret of an application, of which only the hash is kept.
 *
 * @param hint its last four characters
 */
public record ClientSecret(SecretId id, String hint, Instant createdAt) {

  /** The id of a secret. */
  public record SecretId(String value) implements Id {
    static final String PREFIX = "sec_";
  }

  /**
   * A new secret; this is the only time its value is known.
   *
   * @param value 256 random bits
   */
  public record Issued(SecretId id, String value) {
    /** Never with the value. */
    @Override
    public String toString() {
      return id.value();
    }
  }
}
