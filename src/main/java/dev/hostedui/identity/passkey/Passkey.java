package dev.hostedui.identity.passkey;

import dev.hostedui.identity.user.User;

/**
 * A passkey with its owner, as a sign-in needs it.
 *
 * @param credentialId in base64url
 * @param publicKey the attested credential data, in base64url
 */
public record Passkey(
    PasskeyId id,
    User user,
    String credentialId,
    String name,
    String publicKey,
    long signCount,
    Backup backup) {

  /**
   * By which means it proves who somebody is, as {@code amr} writes it (RFC 8176 §2): a key that
   * never leaves its device, or one that is copied between devices.
   */
  public String method() {
    return backup == Backup.IMPOSSIBLE ? "hwk" : "swk";
  }
}
