package dev.hostedui.identity.directory;

import dev.hostedui.identity.UserId;
import dev.hostedui.identity.user.EmailAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What ended when a directory deactivated or removed somebody, and how soon. It is written last in
 * the change that ended it.
 *
 * @param user whose account it is
 * @param effect {@link Effect#DEACTIVATED} or {@link Effect#REMOVED}
 * @param requestId of the call that asked for it; empty when no call did
 * @param receivedAt when the call arrived
 * @param endedAt when everything was ended
 */
public record DirectoryReceipt(
    DirectoryReceiptId id,
    DirectoryId directory,
    DirectoryUserId directoryUser,
    @Nullable UserId user,
    EmailAddress email,
    Effect effect,
    Ended ended,
    String requestId,
    Instant receivedAt,
    Instant endedAt) {

  /** How long after the call arrived it was so. */
  public Duration took() {
    return Duration.between(receivedAt, endedAt);
  }

  /**
   * What ended.
   *
   * @param membership whether the membership was active or an invitation, and is inactive now
   * @param roles the display names of the roles it gave
   * @param apiTokens how many API tokens of theirs are not good while the membership is inactive
   */
  public record Ended(
      boolean membership,
      List<String> roles,
      List<EndedSession> sessions,
      List<EndedToken> tokens,
      int apiTokens) {
    public Ended {
      roles = List.copyOf(roles);
      sessions = List.copyOf(sessions);
      tokens = List.copyOf(tokens);
    }
  }

  /**
   * A session that ended.
   *
   * @param browser and the system it ran on, as far as they are known
   * @param lastActiveAt in milliseconds; null in receipts of before
   */
  public record EndedSession(
      String id, String browser, String os, String ip, @Nullable Long lastActiveAt) {}

  /**
   * What an application held by which it got new access tokens.
   *
   * @param application its name
   */
  public record EndedToken(String id, String application) {}
}
