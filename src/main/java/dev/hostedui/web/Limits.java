package dev.hostedui.web;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.user.EmailAddress;
import io.github.bucket4j.Bucket;
import java.time.Duration;
import java.util.concurrent.ExecutionException;

/**
 * How often one network address may do what costs us or helps a guesser. Kept in memory, for at
 * most a hundred thousand addresses, by each node for itself: three nodes let an address do up to
 * three times as much. What must survive a restart, or hold across nodes, is counted elsewhere.
 */
public final class Limits {

  private static final int MOST_ADDRESSES = 100_000;

  private final Cache<String, Bucket> buckets =
      CacheBuilder.newBuilder()
          .maximumSize(MOST_ADDRESSES)
          .expireAfterAccess(Duration.ofMinutes(10))
          .build();

  /**
   * Takes one try.
   *
   * @param purpose what is counted
   * @param aMinute how many tries a minute has; they come back evenly
   * @param who a network address, of which IPv6 counts by its /64, or whatever else is counted
   * @throws Problem TOO_MANY when there is none left
   */
  public void take(String purpose, int aMinute, String who) {
    var probe = bucket(purpose, aMinute, who).tryConsumeAndReturnRemaining(1);
    if (!probe.isConsumed()) throw tooMany(probe.getNanosToWaitForRefill());
  }

  /**
   * Takes one try of a person at a network address, and one of all people there: an office shares
   * one, and a stranger who tries one mailbox after the other has one as well.
   *
   * @throws Problem TOO_MANY when either is used up
   */
  public void take(String purpose, int aMinute, EmailAddress mailbox, int atAddress, String ip) {
    // an address that has none left must not fill the memory with mailboxes, which would push out
    // what others, and its own wrong guesses, were counted by
    refuseGuesser(purpose, atAddress, ip);
    take(purpose, aMinute, mailbox.value() + " " + ClientAddress.network(ip));
    take(purpose, atAddress, ip);
  }

  /**
   * Refuses an address whose wrong guesses are used up. Right ones cost nothing, so that many
   * people behind one address can prove who they are in the same minute.
   *
   * @param aMinute how many wrong guesses a minute has
   * @throws Problem TOO_MANY when there were more
   */
  public void refuseGuesser(String purpose, int aMinute, String ip) {
    var probe = bucket(purpose, aMinute, ip).estimateAbilityToConsume(1);
    if (!probe.canBeConsumed()) throw tooMany(probe.getNanosToWaitForRefill());
  }

  /** Counts a wrong guess, also those that were made at once before any of them was counted. */
  public void guessedWrong(String purpose, int aMinute, String ip) {
    bucket(purpose, aMinute, ip).consumeIgnoringRateLimits(1);
  }

  private static Problem tooMany(long nanosToWait) {
    return Problem.tooMany("too_many_requests", Duration.ofNanos(nanosToWait).plusSeconds(1));
  }

  private Bucket bucket(String purpose, int aMinute, String who) {
    try {
      return buckets.get(
          purpose + " " + ClientAddress.network(who),
          () ->
              Bucket.builder()
                  .addLimit(
                      limit -> limit.capacity(aMinute).refillGreedy(aMinute, Duration.ofMinutes(1)))
                  // nothing comes back while a clock that was ahead is waited for
                  .withNanosecondPrecision()
                  .build());
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }
}
