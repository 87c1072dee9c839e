package dev.hostedui.identity.apitoken;

import dev.hostedui.identity.Id;

/** Names an API token. */
public record ApiTokenId(String value) implements Id {
  public static final String PREFIX = "apit_";

  /** The place of the token in the list of all. */
  public long position() {
    return Long.parseLong(value.substring(PREFIX.length()));
  }
}
