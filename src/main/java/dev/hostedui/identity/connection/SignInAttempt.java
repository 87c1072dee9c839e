package dev.hostedui.identity.connection;

import dev.hostedui.identity.UserId;
import org.jspecify.annotations.Nullable;

/**
 * A try to sign in through a connection, as it ended.
 *
 * @param person whom the answer named: an address, or else the subject; null when nobody was named
 * @param user who was signed in, or null
 * @param code why nobody was, a code of the cause, or null
 * @param cause the more exact reason, a code the pages have words for, or null
 * @param document the decoded answer without secrets, or null
 */
public record SignInAttempt(
    ConnectionId connection,
    @Nullable String person,
    @Nullable UserId user,
    @Nullable String code,
    @Nullable String cause,
    @Nullable String document,
    String ip,
    String userAgent) {

  /** What came of it. */
  public enum Outcome {
    SUCCESS,
    FAILURE
  }

  public Outcome outcome() {
    return user != null && code == null ? Outcome.SUCCESS : Outcome.FAILURE;
  }
}
