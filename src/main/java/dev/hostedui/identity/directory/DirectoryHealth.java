package dev.hostedui.identity.directory;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How well a directory works, as far as its calls tell.
 *
 * @param lastContact when it called last with a good token, or null while it never has
 * @param usualGap how long it usually is silent, or null when that is not known yet
 * @param silentSince since when it has been silent for too long, or null when it is not
 * @param failingSince since when every change it sent was refused, when that is longer than a day;
 *     else null
 * @param calls how many calls there were in the last 24 hours, exact to the hour
 * @param failures how many of them were refused
 * @param cause what was refused most often in the last 24 hours, or null
 * @param tokenEnds when the last good token ends, if that is soon, or if none is good any more;
 *     else null
 * @param wrongToken the newest call without a good token, or null
 */
public record DirectoryHealth(
    @Nullable Instant lastContact,
    @Nullable Duration usualGap,
    @Nullable Instant silentSince,
    @Nullable Instant failingSince,
    long calls,
    long failures,
    @Nullable Cause cause,
    @Nullable Instant tokenEnds,
    DirectoryRequests.@Nullable Entry wrongToken) {

  /** Within this time before its end a token is said to end soon. */
  public static final Duration SOON = Duration.ofDays(30);

  /**
   * Why calls were refused.
   *
   * @param code see {@link LoggedRequest#cause()}
   * @param times how often, of the newest thousand that were refused
   * @param alike whether all were refused in the words of the newest one, and not only for the like
   * @param newest the newest call that was
   */
  public record Cause(String code, long times, boolean alike, DirectoryRequests.Entry newest) {}

  /** How many of a hundred calls were refused, at least 1 if any was. */
  public long failingPercent() {
    return failures == 0 ? 0 : Math.max(1, Math.round(100.0 * failures / calls));
  }
}
