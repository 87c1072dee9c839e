package dev.hostedui.identity.passkey;

import dev.hostedui.db.WireNamed;

/** Whether a passkey lives on one device or in many (WebAuthn §6.1.3). */
public enum Backup implements WireNamed {
  /** It never leaves its device. */
  IMPOSSIBLE("impossible"),
  /** It could be copied, and has not been yet. */
  POSSIBLE("possible"),
  /** Its owner's other devices have it too. */
  MADE("made");

  private final String wireName;

  Backup(String wireName) {
    this.wireName = wireName;
  }

  @Override
  public String wireName() {
    return wireName;
  }

  public static Backup of(boolean eligible, boolean made) {
    if (!eligible) return IMPOSSIBLE;
    return made ? MADE : POSSIBLE;
  }

  public static Backup named(String wireName) {
    for (var it : values()) if (it.wireName.equals(wireName)) return it;
    throw new IllegalArgumentException(wireName);
  }
}
