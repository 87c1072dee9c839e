package dev.hostedui.login;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import dev.hostedui.identity.Problem;
import io.github.bucket4j.Bucket;
import java.time.Duration;
import java.util.concurrent.ExecutionException;

/**
 * How often one network address may ask for mails and try codes: ten times a minute each. Kept in
 * memory, for at most a hundred thousand addresses; limits that must survive a restart are per
 * email address, in {@link LoginAttempts}.
 */
public final class Limits {

  static final int A_MINUTE = 10;
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
   * @throws Problem TOO_MANY when there is none left
   */
  void take(String purpose, String ip) {
    try {
      var bucket =
          buckets.get(
              purpose + " " + ip,
              () ->
                  Bucket.builder()
                      .addLimit(
                          limit ->
                              limit
                                  .capacity(A_MINUTE)
                                  .refillGreedy(A_MINUTE, Duration.ofMinutes(1)))
                      .build());
      var probe = bucket.tryConsumeAndReturnRemaining(1);
      if (!probe.isConsumed()) {
        throw Problem.tooMany(
            "too_many_requests",
            "There were too many tries from your network. Wait a moment, then try again.",
            Duration.ofNanos(probe.getNanosToWaitForRefill()).plusSeconds(1));
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }
}
