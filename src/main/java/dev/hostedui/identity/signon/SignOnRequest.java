package dev.hostedui.identity.signon;

import dev.hostedui.identity.Ids;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What an identity provider was asked.
 *
 * @param id what an answer must refer to ({@code InResponseTo}, SAML Core §3.2.2)
 * @param connection the id of the connection, and {@code version} the number of its settings
 * @param attempt the sign-in it is for, or null for a test run
 * @param test the test run it is for, or null for a sign-in
 * @param browserHash of the browser it belongs to
 * @param maxAgeSeconds how long ago the person may have proven who they are, or null
 * @param nonce binds an ID token to it (OpenID Connect Core §2)
 * @param codeVerifier what proves that the code is ours (RFC 7636 §4.1)
 * @param answered whether an answer to it was taken
 */
public record SignOnRequest(
    String id,
    String connection,
    long version,
    @Nullable String attempt,
    @Nullable String test,
    String browserHash,
    @Nullable Long maxAgeSeconds,
    String nonce,
    String codeVerifier,
    Instant startedAt,
    Instant expiresAt,
    boolean answered) {

  /** Whether it began in the browser that holds this secret. */
  public boolean beganIn(String browser) {
    return Ids.matches(browser, browserHash);
  }

  /** Whether it waits for an answer. */
  public boolean isOpen(Instant now) {
    return !answered && now.isBefore(expiresAt);
  }

  /** Never with what is secret. */
  @Override
  public String toString() {
    return connection + " " + startedAt;
  }
}
