package dev.hostedui.portal.scim;

import dev.hostedui.identity.directory.Directory;

/** How far a directory is, as its pill says. */
public enum State {
  /** It is listened to and has never called, or it is not set up yet. */
  WAITING("waiting", "Waiting to connect with your Directory…"),
  CONNECTED("good", "Connected"),
  /** It has called before, and not for longer than it usually does. */
  SILENT("waiting", "Silent"),
  /** It is one that we read, and it does not let us. */
  UNREADABLE("waiting", "Cannot be read"),
  /** It was read, and somebody has to confirm that so many lose access. */
  HELD("waiting", "Waiting for confirmation"),
  DISABLED("off", "Disabled");

  private final String tone;
  private final String words;

  State(String tone, String words) {
    this.tone = tone;
    this.words = words;
  }

  static State of(Directory directory, boolean silent, boolean unreadable, boolean held) {
    if (!directory.enabled() && directory.everEnabled()) return DISABLED;
    if (!directory.contacted()) return WAITING;
    if (unreadable) return UNREADABLE;
    if (held) return HELD;
    return silent ? SILENT : CONNECTED;
  }

  /** Whether its pill warns. */
  public boolean warns() {
    return this == SILENT || this == UNREADABLE || this == HELD;
  }

  /** What its pill is called in the style sheet. */
  public String tone() {
    return tone;
  }

  public String words() {
    return words;
  }
}
