package dev.hostedui.identity.session;

import dev.hostedui.db.WireNamed;

/** What became of a session. Only an active one lets anybody in. */
public enum SessionStatus implements WireNamed {
  ACTIVE("active"),
  /** Reached its absolute or idle limit. */
  EXPIRED("expired"),
  /** Ended by somebody's decision: in Security, by removal from the organization. */
  REVOKED("revoked"),
  /** Ended by signing out. */
  LOGOUT("logout");

  private final String wireName;

  SessionStatus(String wireName) {
    this.wireName = wireName;
  }

  @Override
  public String wireName() {
    return wireName;
  }
}
