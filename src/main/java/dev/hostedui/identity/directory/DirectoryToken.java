package dev.hostedui.identity.directory;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a directory shows to be let in (RFC 6750), without its text.
 *
 * @param hint the last four characters of the text
 * @param expiresAt a year after it was made
 * @param endsAt when it ends before that, because another one took its place or it was revoked; or
 *     null
 * @param lastUsedAt exact to the minute, or null when it never was
 * @param createdBy the address of who made it, or null when no person did
 */
public record DirectoryToken(
    DirectoryTokenId id,
    DirectoryId directory,
    String hint,
    Instant createdAt,
    Instant expiresAt,
    @Nullable Instant endsAt,
    @Nullable Instant lastUsedAt,
    @Nullable String createdBy) {

  /** What a token is worth. */
  public enum State {
    /** The newest: it is good until it expires. */
    ACTIVE,
    /** Another one has taken its place, and it is good for a while still. */
    ENDING,
    /** Another one has taken its place, or it was revoked. */
    ENDED,
    /** Its year is over. */
    EXPIRED;

    /** Whether it still lets a directory in. */
    public boolean good() {
      return this == ACTIVE || this == ENDING;
    }
  }

  public State state(Instant now) {
    if (endsAt != null && !endsAt.isAfter(now)) return State.ENDED;
    if (!expiresAt.isAfter(now)) return State.EXPIRED;
    return endsAt == null ? State.ACTIVE : State.ENDING;
  }

  DirectoryToken endingAt(Instant end) {
    return new DirectoryToken(
        id, directory, hint, createdAt, expiresAt, end, lastUsedAt, createdBy);
  }

  /** When it is good no longer. */
  public Instant goodUntil() {
    return endsAt != null && endsAt.isBefore(expiresAt) ? endsAt : expiresAt;
  }

  /**
   * A new token; this is the only time its text is known.
   *
   * @param text 64 letters and digits
   */
  public record Issued(DirectoryToken token, String text) {
    /** Never with the text. */
    @Override
    public String toString() {
      return token.toString();
    }
  }

  /**
   * A token that was presented, and whose it is.
   *
   * @param featureOn whether the operator lets the organization provision
   */
  public record Presented(
      DirectoryToken token, State state, Directory directory, boolean featureOn) {}
}
