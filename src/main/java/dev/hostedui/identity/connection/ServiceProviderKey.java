package dev.hostedui.identity.connection;

import dev.hostedui.identity.Id;
import java.time.Instant;

/**
 * A key pair of ours by which one connection's provider knows us: it signs our requests, and what
 * is encrypted for us is encrypted for it. Its private half is asked for separately.
 *
 * @param certificate made out by the key to itself
 * @param currentFrom when its turn to sign begins, which ends that of the one before
 */
public record ServiceProviderKey(
    KeyId id, ConnectionId connection, IdpCertificate certificate, Instant currentFrom) {

  /** Names a key. */
  public record KeyId(String value) implements Id {
    static final String PREFIX = "cert_";
  }
}
