package dev.hostedui.protocol.relyingparty;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** What a provider tells of a person beside the ID token (OpenID Connect Core §5.3). */
public sealed interface Userinfo {

  /** The provider has no such endpoint, or it was not asked. */
  record NotAsked() implements Userinfo {}

  /** Claims, not compared with the ID token yet. */
  record Claims(ObjectNode claims) implements Userinfo {}

  /**
   * It could not be had.
   *
   * @param cause a {@link Cause}, or why the call failed
   * @param detail the provider's own words, cut to what can be shown, or empty
   */
  record Failed(String cause, String detail) implements Userinfo {}

  /**
   * Reads what the endpoint answered.
   *
   * @param contentType the header, or empty
   */
  static Userinfo read(int status, String contentType, String body) {
    return UserinfoReader.read(status, contentType, body);
  }
}
