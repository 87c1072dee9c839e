package dev.hostedui.protocol.relyingparty;

import dev.hostedui.protocol.upstream.UpstreamIdentity;

/** Whose account it is, where a provider tells that by calls of its own instead of an ID token. */
public sealed interface Account {

  /** It was not asked, because there was no token to ask with. */
  record NotAsked() implements Account {}

  record Told(UpstreamIdentity identity) implements Account {}

  /**
   * It could not be had.
   *
   * @param cause a {@link Cause}, or why the call failed
   * @param detail the provider's own words, cut to what can be shown, or empty
   */
  record Failed(String cause, String detail) implements Account {}
}
