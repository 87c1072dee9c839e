package dev.hostedui.login;

import dev.hostedui.db.WireNamed;
import java.util.Arrays;
import java.util.Locale;

/** By what somebody is to prove who they are. */
public enum Means implements WireNamed {
  /** A code or a link, sent to their address. */
  MAIL,
  /** A passkey of theirs. */
  PASSKEY,
  /** An account of theirs at a provider for everybody. */
  SOCIAL,
  /** The identity provider that their {@linkplain HomeRealm home realm} has connected. */
  UPSTREAM;

  @Override
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Means named(String wireName) {
    return Arrays.stream(values())
        .filter(it -> it.wireName().equals(wireName))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no means of signing in: " + wireName));
  }
}
