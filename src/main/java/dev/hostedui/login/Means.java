package dev.hostedui.login;

import java.util.Arrays;

/** By what somebody is to prove who they are. */
enum Means {
  /** A code or a link, sent to their address. */
  MAIL,
  /** A passkey of theirs. */
  PASSKEY,
  /** The identity provider that their {@linkplain HomeRealm home realm} has connected. */
  UPSTREAM;

  /** How the database writes it. */
  String wireName() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }

  static Means named(String wireName) {
    return Arrays.stream(values())
        .filter(it -> it.wireName().equals(wireName))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no means of signing in: " + wireName));
  }
}
