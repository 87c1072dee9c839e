package dev.hostedui.api;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import dev.hostedui.identity.Problem;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import io.javalin.http.Context;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * How often an application may call: {@value #A_SECOND} requests a second, each node for itself.
 * Every answer says how many are left.
 */
final class Rates {

  static final int A_SECOND = 100;

  private final TimeMeter meter;
  private final Cache<String, Bucket> buckets =
      CacheBuilder.newBuilder()
          .maximumSize(10_000)
          .expireAfterAccess(Duration.ofMinutes(1))
          .build();

  Rates(Clock clock) {
    meter = new Steady(clock);
  }

  /** Time that passes: where the clock is set back, it goes on from there. */
  private static final class Steady implements TimeMeter {

    private final Clock clock;
    private long last;
    private long passed;

    Steady(Clock clock) {
      this.clock = clock;
      this.last = clock.millis();
    }

    @Override
    public synchronized long currentTimeNanos() {
      var now = clock.millis();
      passed += Math.max(0, now - last);
      last = now;
      return TimeUnit.MILLISECONDS.toNanos(passed);
    }

    @Override
    public boolean isWallClockBased() {
      return false;
    }
  }

  /**
   * Takes one request of an application.
   *
   * @throws Problem TOO_MANY when there is none left
   */
  void take(Context ctx, String client) {
    var probe = bucket(client).tryConsumeAndReturnRemaining(1);
    ctx.header("RateLimit-Limit", Integer.toString(A_SECOND))
        .header("RateLimit-Remaining", Long.toString(probe.getRemainingTokens()))
        .header("RateLimit-Reset", "1");
    if (!probe.isConsumed())
      throw Problem.tooMany("too_many_calls", Duration.ofSeconds(1)).with(A_SECOND);
  }

  private Bucket bucket(String client) {
    try {
      return buckets.get(
          client,
          () ->
              Bucket.builder()
                  .addLimit(
                      limit ->
                          limit.capacity(A_SECOND).refillGreedy(A_SECOND, Duration.ofSeconds(1)))
                  .withCustomTimePrecision(meter)
                  .build());
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }
}
