package dev.hostedui.identity.signon;

import dev.hostedui.identity.Ids;
import dev.hostedui.protocol.upstream.UpstreamIdentity;
import java.time.Duration;
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

  /** How far the clocks of both sides may be apart. */
  private static final Duration SKEW = Duration.ofMinutes(3);

  /** Whether it began in the browser that holds this secret. */
  public boolean beganIn(String browser) {
    return Ids.matches(browser, browserHash);
  }

  /** Whether it waits for an answer. */
  public boolean isOpen(Instant now) {
    return !answered && now.isBefore(expiresAt);
  }

  /**
   * When somebody had proven who they are to the provider, as its answer says, or null when it does
   * not. The provider has given it for fresh enough: what is older than was asked for only as far
   * as the clocks of both may be apart, or by the time that went by on the way, is now as old as
   * was asked for. It must not be asked for once more, nor tokens be too old as they are issued.
   */
  public @Nullable Instant provenAt(UpstreamIdentity identity, Instant now) {
    var said = identity.authenticatedAt();
    if (said == null || maxAgeSeconds == null) return said;
    if (said.isBefore(startedAt.minusSeconds(maxAgeSeconds).minus(SKEW))) return said;
    var oldest = now.minusSeconds(maxAgeSeconds);
    return said.isBefore(oldest) ? oldest : said;
  }

  /** Never with what is secret. */
  @Override
  public String toString() {
    return connection + " " + startedAt;
  }
}
