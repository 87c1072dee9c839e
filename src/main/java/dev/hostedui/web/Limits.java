package dev.hostedui.web;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import dev.hostedui.identity.Problem;
import io.github.bucket4j.Bucket;
import java.time.Duration;
import java.util.concurrent.ExecutionException;

/**
 * How often one network address may do what costs us or helps a guesser. Kept in memory, for at
 * most a hundred thousand addresses: what must survive a restart is counted elsewhere.
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
   * @throws Problem TOO_MANY when there is none left
   */
  public void take(String purpose, int aMinute, String ip) {
    try {
      var bucket =
          buckets.get(
              purpose + " " + ip,
              () ->
                  Bucket.builder()
                      .addLimit(
                          limit ->
                              limit.capacity(aMinute).refillGreedy(aMinute, Duration.ofMinutes(1)))
                      .build());
      var probe = bucket.tryConsumeAndReturnRemaining(1);
      if (!probe.isConsumed()) {
        throw Problem.tooMany(
            "too_many_requests", Duration.ofNanos(probe.getNanosToWaitForRefill()).plusSeconds(1));
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }
}
